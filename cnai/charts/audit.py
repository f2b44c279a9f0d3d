"""The audit in two pictures: every check, and what kind of numbers the documents print."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._canvas import Canvas
from cnai._style import FAINT, GREY, VERDICTS, plain

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from cnai._chart import Chart
    from cnai._marks import Marks

# Ends relative to what is printed, in printed units; a window of days counts from its first, or only, day.
CHECKS = """
    with placed as (
        select r.*, c.kind in ('date', 'period') as dated, c.resolution as unit, r.reading is not null as alternative,
            case when dated then if(isinf(stated_low), stated_high, stated_low) else c.value end as origin
        from results r join claims c using (claim_id)),
    scaled as (
        select check_id, verdict, gap, dated,
            (stated_low - origin) / unit as stated_low, (stated_high - origin) / unit as stated_high,
            (computed_low - origin) / unit as low, (computed_value - origin) / unit as value,
            (computed_high - origin) / unit as high
        from placed)
    select *, stated_low = stated_high as sharp, isinf(low) or isinf(high) as one_sided
    from scaled
    order by verdict <> 'contradicted', verdict <> 'reproduced', greatest(abs(low), abs(high)), check_id"""
