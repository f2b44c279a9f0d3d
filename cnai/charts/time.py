"""Time: rules, export controls and releases as they are dated, and what the texts say came of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._canvas import Canvas
from cnai._style import AMBER, BLUE, FAINT, GREY, SKY
from cnai.charts.models import documents

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from cnai._chart import Chart

STAGES = {"draft": SKY, "final": BLUE, "in force": AMBER}
LANES = ("rules", "export controls", "releases", "dated by year", "undated")
GAP = 0.7  # between lanes, in rows


def _places(lanes: pd.Series[str]) -> tuple[list[float], dict[float, str]]:
    """A row for each event, lane after lane, and the first row of each lane with its name."""
    counts = [int((lanes == lane).sum()) for lane in LANES]
    starts = [sum(counts[:n]) + n * GAP for n in range(len(LANES))]
    rows = [starts[LANES.index(lane)] + nth for lane, nth in zip(lanes, lanes.groupby(lanes).cumcount(), strict=True)]
    return rows, {start: lane.capitalize() for start, lane in zip(starts, LANES, strict=True)}


def timeline(con: duckdb.DuckDBPyConnection) -> Chart:
    """Rules, export controls and releases in three lanes, each event as exactly as it is dated.

    The trap: a month is a bar, not a point; undated ones in a margin list; draft, final and in force differ; no
    causal arrows. The one arrow says that no beginning is printed. Plans, forecasts and counts are no events yet.
    """
    found = con.sql("""
        select case when c.date_high is null then 'undated' when length(e.date_end) = 4 then 'dated by year'
                    else e.lane::varchar end as lane,
            e.event || case when e.stage in ('draft', 'final') then ', ' || e.stage else '' end as event,
            e.stage::varchar as stage, e.date_claim, e.date_start as year, c.date_low is null as by,
            coalesce(c.date_low, date_trunc('month', c.date_high)) as first, c.date_high as last
        from events e join claims c on c.claim_id = e.date_claim
        where e.lane <> 'companies' and e.status = 'actual' and e.stage <> 'counted'
        order by first, last, e.event""").df()
    rows, names = _places(found["lane"])
    dated = found["lane"].isin(LANES[:3])
    start, end = found.loc[dated, "first"].min(), found.loc[dated, "last"].max()
    claims = list(found["date_claim"])
    with Canvas(
        "timeline",
        title=f"Of {len(found)} rules, controls and releases, {sum(found['first'] == found['last'])} are dated to the day",
        subtitle="A point is a day, a bar a week or a month, an arrow means “by”; lanes stand side by side, not as cause and effect",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 5.2), paper="page",
        key={**STAGES, "any other event": GREY},
    ) as c:  # fmt: skip
        p = c[0]
        for row, event, on_axis in zip(rows, found.itertuples(), dated, strict=True):
            colour = STAGES.get(event.stage, GREY)
            if not on_axis:
                p.label(row, start, event.event + (f", {event.year}" if event.last == event.last else ""))
                continue
            p.spans(row, event.first, event.last, colour=colour, series=event.event, width=0.62)
            if event.by:
                p.interval(row, None, event.first, colour=colour, series=event.event, reach=16)
            early = event.first < start + (end - start) / 2
            before = event.first - event.by * (end - start) / 15  # clear of the arrow
            p.label(row, event.last if early else before, event.event, side="right" if early else "left")
        for place in list(names)[1:]:
            p.ax.axhline(place - (1 + GAP) / 2, color=FAINT, linewidth=0.8)
        p.axis("at", low=max(rows) + 1, high=-1, ticks=list(names), fmt=names.__getitem__)
        p.axis(low=start, high=end)
    return c.chart
