"""Time: rules, export controls and releases as they are dated, and what the texts say came of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import AMBER, BLUE, FAINT, GREY, SKY
from cnai.charts._words import documents

if TYPE_CHECKING:
    import duckdb

    from cnai._drawing.chart import Chart

LANES = ["rules", "export controls", "releases", "dated by year", "undated"]
STAGES = {"draft": SKY, "final": BLUE, "in force": AMBER}
GAP = 0.7  # between lanes, in rows


def timeline(con: duckdb.DuckDBPyConnection) -> Chart:
    """Rules, export controls and releases in three lanes, each event as exactly as it is dated.

    The trap: a month is a bar, not a point; undated ones in a margin list; draft, final and in force differ; no
    causal arrows. The one arrow says that no beginning is printed. Plans, forecasts and counts are no events yet.
    """
    query = """
        select case when c.date_high is null then 'undated' when length(e.date_end) = 4 then 'dated by year'
                    else e.lane::varchar end as place,
            e.event || case when e.stage in ('draft', 'final') then ', ' || e.stage when place = 'dated by year'
                            then ', ' || e.date_end else '' end as event,
            e.stage::varchar as stage, e.date_claim, c.date_low is null as by,
            coalesce(c.date_low, date_trunc('month', c.date_high)::date) as first, c.date_high as last,
            if(c.date_low is null, first - 28, first) as clear
        from events e join claims c on c.claim_id = e.date_claim
        where e.lane <> 'companies' and e.status = 'actual' and e.stage <> 'counted'
        order by list_position($1, place), first, last, e.event"""
    found = con.execute(query, [LANES]).df()
    lanes = found["place"].map(LANES.index)
    found["row"] = found.index + GAP * lanes
    listed, dated = found[lanes > LANES.index("releases")], found[lanes <= LANES.index("releases")]
    start, end = dated["first"].min(), dated["last"].max()
    names = {row: str(lane).capitalize() for lane, row in found.groupby("place", sort=False)["row"].first().items()}
    claims, exact = list(found["date_claim"]), sum(found["first"] == found["last"])
    with Canvas(
        "timeline",
        title=f"Of {len(found)} rules, controls and releases, {exact} are dated to the day",
        subtitle="A point is a day, a bar a week or month, an arrow “by”; to stand side by side isn't cause and effect",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 5.2), paper="page",
        key={**STAGES, "any other event": GREY},
    ) as c:  # fmt: skip
        p = c[0]
        event: Any
        for event in dated.itertuples():
            look: dict[str, Any] = {"colour": STAGES.get(event.stage, GREY), "series": event.event}
            p.spans(event.row, event.first, event.last, width=0.62, **look)
            if event.by:
                p.interval(event.row, None, event.first, reach=16, **look)
            early = event.first < start + (end - start) / 2
            p.label(event.row, event.last if early else event.clear, event.event, side="right" if early else "left")
        for event in listed.itertuples():
            p.label(event.row, start, event.event)
        for row in [*names][1:]:
            p.ax.axhline(row - (1 + GAP) / 2, color=FAINT, linewidth=0.8)
        p.axis("at", low=found["row"].max() + 1, high=-1, ticks=[*names], fmt=names.__getitem__)
        p.axis(low=start, high=end)
    return c.chart


def plans_and_outcomes(con: duckdb.DuckDBPyConnection) -> Chart:
    """Plans, forecasts and drafts with the time they name, and what the texts say came of them.

    The trap: silence isn't failure. Where nothing is said of an outcome, the end is open.
    """
    found = con.sql("""
        select e.event || ', ' || e.stage as plan, e.date_claim, c.date_low is null as by, c.date_low as low,
            c.date_high as high, o.event || if(o.stage = 'final', ', final', '') as outcome,
            d.claim_id as outcome_claim, d.date_low as first, d.date_high as last,
            lower(rtrim(split_part(e.outcome_note, '; ', -1), '.')) as silence,
            (select max(not_after) from sources) as now
        from events e join claims c on c.claim_id = e.date_claim
            left join events o on o.event_id = e.outcome left join claims d on d.claim_id = o.date_claim
        where e.outcome is not null or e.outcome_note is not null
        order by high, low nulls last, plan""").df()
    told, silent = found["outcome"].notna(), found["silence"].notna()
    found["row"] = (1 + told + silent).cumsum().shift(fill_value=0) + GAP * found.index
    now, late = found["now"].iloc[0], found["high"].max()
    month, short = pd.Timedelta(days=31), 18.0
    claims = [*found["date_claim"], *found["outcome_claim"].dropna()]
    with Canvas(
        "plans_and_outcomes",
        title=f"{sum(~silent)} of {len(found)} plans and drafts have an outcome here; silence isn't failure",
        subtitle="The time that a plan, forecast or draft is for, and below it what the texts say came of it",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 4.0), paper="page",
        key={"plan, forecast or draft": SKY, "what came of it": BLUE},
    ) as c:  # fmt: skip
        p = c[0]
        row: Any
        p.spans(None, now, late + month, colour=FAINT, label="after the latest text")
        for row in found.itertuples():
            if row.by:
                p.interval(row.row, None, row.high, colour=SKY, series=row.plan, reach=short)
                p.label(row.row, row.high - 1.1 * month, row.plan, side="left")
            else:
                p.spans(row.row, row.low, row.high, colour=SKY, series=row.plan, width=0.62)
                p.label(row.row, row.high, row.plan)
        for row in found[told].itertuples():
            p.spans(row.row + 1, row.first, row.last, colour=BLUE, series=row.outcome, width=0.62)
            p.label(row.row + 1, row.last, row.outcome)
        for row in found[silent].itertuples():
            at = row.row + 1 + pd.notna(row.outcome)
            p.interval(at, row.high, None, colour=GREY, series=row.plan, reach=short)
            if row.high <= now:
                p.label(at, row.high + 1.1 * month, row.silence)
            else:
                p.label(at, row.high, row.silence, side="left")
        p.axis("at", low=found["row"].max() + 2, high=-1, show=False)
        p.axis(low=found["low"].min() - month, high=late + month)
    return c.chart
