"""The audit in two pictures: every check, and what kind of numbers the documents print."""

from __future__ import annotations

from math import inf
from typing import TYPE_CHECKING, Any

import pandas as pd

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import FAINT, GREY, INK, SKY, VERDICTS
from cnai.charts._words import documents

if TYPE_CHECKING:
    import duckdb

    from cnai._drawing.chart import Chart
    from cnai._drawing.marks import Marks

# Of each panel: whether it holds dates, the ends of its axis, how wide its linear middle is, its ticks.
PANELS = {
    "Numbers, in printed units": (False, -50, 2000, 1.6, [-10, -1, 0, 1, 10, 100]),
    "Dates, in days": (True, -500, 500, 0.4, [-365, -30, 0, 7, 30, 365]),
}

# Ends less what is printed, in printed units; a window of days counts from its first day, or its last where it has
# no first; a direction has no digits, so that its computed size is its unit. The least certain come first:
# contradicted, consistent, reproduced, and in each the widest.
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


def _source(con: duckdb.DuckDBPyConnection, query: str) -> str:
    """The source line of a chart of too many claims to name: documents, how many claims, the query that gives them."""
    ids = [claim for (claim,) in con.execute(query).fetchall()]
    return f"{'; '.join(documents(con, ids))}. Claims: {len(ids)}, as given by: {query}"


def _row(panel: Marks, check: Any) -> None:
    """One check: what the printed words allow, pale or where it is exact a tick, and on it what comes out."""
    name, colour, stated, computed = check.check_id, VERDICTS[check.verdict], "stated", "computed"
    low, high = check.stated_low, check.stated_high
    if low == high or inf in (-low, high):
        panel.interval(name, low, high, colour=GREY if low == high else FAINT, weight=5, series=stated)
    else:
        panel.spans(name, low, high, colour=FAINT, width=0.7, series=stated)
    if check.low < check.high:
        panel.interval(name, check.low, check.high, colour=colour, weight=1.2, series=computed)
    if not pd.isna(check.value):
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
        "every_check", horizontal=True, size=(7.0, 5.9), paper="page", panels=[*PANELS], share=False,
        key={verdict: VERDICTS[verdict] for verdict in checks.verdict.unique()},
        title=f"{agree} of {len(checks)} checks fit what is printed",
        subtitle="Computed less stated; pale is what the printed words allow. Linear up to one unit or day, "
        "logarithmic beyond",
        source=_source(con, "select distinct claim_id from results where claim_id is not null"),
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
            else 'approximate' end as way
        from claims where kind = 'quantity')
    select s.source_id as document, w.way, count(c.way) as n
    from sources s cross join (select way, count(*) as total from coded group by way) w
        left join coded c on c.source_id = s.source_id and c.way = w.way
    group by s.not_before, document, w.total, w.way
    order by s.not_before, document, w.total desc, w.way"""


def kinds_of_numbers(con: duckdb.DuckDBPyConnection) -> Chart:
    """What kind of numbers the documents print: exact, rounded, floors, ranges and the rest, a count each.

    It depends on the coding: a number is what our reading of its words makes it, and a number given twice counts twice.
    """
    import seaborn as sns

    found = con.sql(KINDS).df()
    counts = found.pivot(index="document", columns="way", values="n")
    counts = counts.loc[found["document"].unique(), found["way"].unique()]
    with Canvas(
        "kinds_of_numbers", size=(6.0, 2.4), paper="page",
        title=f"{counts['floor'].sum()} of {counts.sum().sum()} printed quantities are floors, without an upper end",
        subtitle="How many quantities each document prints, by what their words allow, as we code them",
        source=_source(con, "select claim_id from claims where kind = 'quantity'"),
    ) as c:  # fmt: skip
        shades, ink = sns.light_palette(SKY, as_cmap=True), {"color": INK}
        sns.heatmap(counts, ax=c[0].ax, cmap=shades, annot=True, annot_kws=ink, fmt="d", cbar=False, linewidths=2)
        c[0].ax.set(xlabel="", ylabel="")
        c[0].ax.xaxis.tick_top()
        c[0].ax.tick_params(length=0)
    return c.chart
