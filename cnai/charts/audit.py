"""The audit in two pictures: every check, and what kind of numbers the documents print."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

from pandas import isna

from cnai._canvas import Canvas
from cnai._style import FAINT, GREY, VERDICTS, plain

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from cnai._chart import Chart
    from cnai._marks import Marks

# Of each panel: whether it holds dates, the ends of its axis, how wide its linear middle is, its ticks.
PANELS = {
    "Numbers, in printed units": (False, -50, 2000, 1.6, [-10, -1, 0, 1, 10, 100]),
    "Dates, in days": (True, -500, 500, 0.4, [-365, -30, -7, 0, 7, 30, 365]),
}

# Ends less what is printed, in printed units; a window of days counts from its first day, or its last where it has
# no first; a direction has no digits, so that its computed size is its unit. The least certain come first: contradicted, consistent, reproduced, and in each the widest.
CHECKS = """
    with placed as (
        select r.*, c.kind in ('date', 'period') as dated, c.kind = 'direction' as directed,
            if(directed, coalesce(abs(computed_value), 1), c.resolution) as digit,
            case when dated then if(isinf(stated_low), stated_high, stated_low) else c.value end as origin
        from results r join claims c using (claim_id)),
    scaled as (
        select check_id, verdict, gap, dated,
            (stated_low - origin) / digit as stated_low, (stated_high - origin) / digit as stated_high,
            (computed_low - origin) / digit as low, if(directed, null, (computed_value - origin) / digit) as value,
            (computed_high - origin) / digit as high
        from placed)
    select * from scaled
    order by list_position(['contradicted', 'consistent', 'reproduced'], verdict),
        greatest(if(isinf(low), 0, abs(low)), if(isinf(high), 0, abs(high))) desc, check_id"""


def _row(panel: Marks, check: pd.Series[Any]) -> None:
    """One check: what the printed words allow, pale, and on it what comes out."""
    name, colour, stated, computed = check.check_id, VERDICTS[check.verdict], "stated", "computed"
    if check.stated_low == check.stated_high:
        panel.interval(name, check.stated_low, check.stated_high, colour=GREY, weight=5, series=stated)
    elif abs(check.stated_low) == inf or abs(check.stated_high) == inf:
        panel.interval(name, check.stated_low, check.stated_high, colour=FAINT, weight=5, series=stated)
    else:
        panel.spans(name, check.stated_low, check.stated_high, colour=FAINT, width=0.7, series=stated)
    if check.low < check.high:
        panel.interval(name, check.low, check.high, colour=colour, weight=1.2, series=computed)
    if not isna(check.value):
        miss, size = (f"misses by {check.gap:g}", 34) if check.gap else ("", 12)
        panel.points(
            name, check.value, firm="implied", colour=colour, size=size, label=miss, side="left", series=computed
        )


def every_check(con: duckdb.DuckDBPyConnection) -> Chart:
    """Every check: the computed interval against the stated one, in units of the last printed digit, dates in days.

    The audit in one picture: contradictions stand out, near misses explain themselves. Colours are verdicts; an
    alternative reading of a claim is a row of its own and contradicts nothing. Estimates aren't in it: no source
    states them.
    """
    checks = con.sql(CHECKS).df()
    agree = (checks.verdict != "contradicted").sum()
    with Canvas(
        "every_check", horizontal=True, size=(7.0, 5.9), paper="page",
        panels=[*PANELS], share=False,
        key={verdict: VERDICTS[verdict] for verdict in checks.verdict.unique()},
        title=f"{agree} of {len(checks)} checks fit what is printed",
        subtitle="Computed less stated; pale is what the printed words allow. Linear up to one unit or day, "
        "logarithmic beyond",
        documents=["all documents, every claim that another number, date or list of names can check"],
    ) as c:  # fmt: skip
        for panel, (dated, low, high, middle, ticks) in zip(c.panels, PANELS.values(), strict=True):
            for check in checks[checks.dated == dated].itertuples():
                _row(panel, check)
            panel.ax.set_xscale("symlog", linthresh=1, linscale=middle)
            panel.axis(low=low, high=high, ticks=ticks)
    return c.chart


KINDS = """
    with coded as (
        select source_id, case
            when rule like 'rounded%' then 'rounded'
            when comparator = 'range' then 'range'
            when comparator in ('>', '>=') then 'floor'
            when comparator = '<=' then 'ceiling'
            when comparator = '=' then 'exact'
            else 'approximate' end as sort
        from claims where kind = 'quantity')
    select s.source_id, t.sort, t.total, (select count(*) from coded c where (c.source_id, c.sort) = (s.source_id, t.sort)) as n
    from sources s cross join (select sort, count(*) as total from coded group by sort) t
    order by s.not_before, s.source_id, t.total desc, t.sort"""


def kinds_of_numbers(con: duckdb.DuckDBPyConnection) -> Chart:
    """What kind of numbers the documents print: exact, rounded, floors, ranges and the rest, a count each.

    It depends on the coding: a number is what our reading of its words makes it, and a number given twice counts twice.
    """
    found = con.sql(KINDS).df()
    floors, numbers = found.n[found["sort"] == "floor"].sum(), found.n.sum()
    with Canvas(
        "kinds_of_numbers", horizontal=True, size=(6.0, 1.5), paper="page", panels=[*found.source_id.unique()],
        title=f"{floors} of {numbers} printed quantities are floors, without an upper end",
        subtitle="How many quantities each document prints, by what their words allow, as we code them",
        documents=["all documents, every claim of a quantity"],
    ) as c:  # fmt: skip
        for panel, (_, rows) in zip(c.panels, found.groupby("source_id", sort=False), strict=True):
            for kind, count in zip(rows["sort"], rows.n, strict=True):
                if count:
                    panel.bars(kind, count, label=str(count))
                else:
                    panel.label(kind, 0, "0")
            panel.axis(show=False)
        for panel in c.panels[1:]:
            panel.axis("at", low=len(rows) - 0.4, high=-0.6, show=False)
    return c.chart
