"""Time: rules, export controls and releases as they are dated, and what the texts say came of plans."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._canvas import Canvas
from cnai._style import AMBER, BLUE, FAINT, GREY, SKY
from cnai.charts.models import documents

if TYPE_CHECKING:
    import duckdb

    from cnai._chart import Chart

STAGES = {"draft": SKY, "final": BLUE, "in force": AMBER}
LANES = ("rules", "export controls", "releases", "dated by year", "undated")
# Rows of the page for each event, and between two lanes.
ROW, GAP = 1.0, 0.7


def timeline(con: duckdb.DuckDBPyConnection) -> Chart:
    """Rules, export controls and releases in three lanes, each event as exactly as it is dated.

    The trap: a month is a bar, not a point; undated ones in a margin list; draft, final and in force differ; no
    causal arrows. The one arrow says that no beginning is printed. Plans, forecasts and counts are no events yet.
    """
    found = con.sql("""
        select case when c.date_high is null then 'undated' when length(e.date_start) = 4 then 'dated by year'
                    else e.lane::varchar end as lane,
            e.event || case when e.stage in ('draft', 'final') then ', ' || e.stage else '' end as event,
            e.stage::varchar as stage, e.date_claim, c.date_low, c.date_high, e.date_start as year
        from events e join claims c on c.claim_id = e.date_claim
        where e.lane <> 'companies' and e.status = 'actual' and e.stage <> 'counted'
        order by coalesce(c.date_low, c.date_high), c.date_high, e.event""").df()
    found["row"] = 0.0
    starts, row = {}, 0.0
    for lane in LANES:
        inside = found["lane"] == lane
        starts[lane] = row
        found.loc[inside, "row"] = [row + n * ROW for n in range(inside.sum())]
        row += inside.sum() * ROW + GAP
    dated, listed = (found[found["lane"].isin(lanes)] for lanes in (LANES[:3], LANES[3:]))
    first, last = dated["date_low"].min(), dated["date_high"].max()
    middle = first + (last - first) / 2
    claims = list(found["date_claim"])
    with Canvas(
        "timeline",
        title="Rules and releases filled 2023, and are dated by the day, the month or not at all",
        subtitle="Events as dated: a point is a day, a bar a week or a month, the arrow means “by”; side by side, not cause and effect",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 5.4), paper="page",
        key={**STAGES, "any other event": GREY},
    ) as c:  # fmt: skip
        p = c[0]
        for event in dated.itertuples():
            p.spans(
                event.row, event.date_low, event.date_high, colour=STAGES.get(event.stage, GREY), width=0.62,
                label=event.event, side="left" if event.date_high > middle else "right",
            )  # fmt: skip
        for event in listed.itertuples():
            year = f", {event.year}" if event.lane == "dated by year" else ""
            p.label(event.row, first, event.event + year)
        for lane in LANES[1:]:
            p.ax.axhline(starts[lane] - (ROW + GAP) / 2, color=FAINT, linewidth=0.8)
        names = {start: lane.capitalize() for lane, start in starts.items()}
        p.axis("at", low=row - GAP, high=-ROW, ticks=list(names), fmt=names.__getitem__)
        p.axis(low=first, high=last)
    return c.chart
