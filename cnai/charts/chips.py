"""Chip firms that closed, how many there are, and what a chipmaker expects.

Each number comes from the database: a stated one from `claims`, a computed one from `results`.
"""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any, NamedTuple

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import BLUE, GREY, RED
from cnai.charts._words import documents

if TYPE_CHECKING:
    import duckdb

    from cnai._drawing.chart import Chart

FIRST, SECOND, YEAR = "closures-jan-aug", "closures-sep-dec", "closures-2022"
EARLY, LATE = "January–August", "September–December"
PRINTED, LEFT = f"{LATE}, as printed", f"{LATE}, as the year less {EARLY}"


class Interval(NamedTuple):
    """Ends and value of a stated or computed quantity; an end that isn't there is infinite."""

    low: float
    value: float
    high: float


def _canvas(con: duckdb.DuckDBPyConnection, name: str, *claims: str, **words: Any) -> Canvas:
    """A sheet whose source line names the claims and the documents that make them."""
    return Canvas(name, claims=claims, documents=documents(con, claims), **words)


def _stated(con: duckdb.DuckDBPyConnection, claim_id: str) -> str:
    ((words,),) = con.execute("select stated from claims where claim_id = $1", [claim_id]).fetchall()
    return str(words)


def _claim(con: duckdb.DuckDBPyConnection, claim_id: str) -> Interval:
    query = "select low, value, high from claims where claim_id = $1"
    return Interval(*con.execute(query, [claim_id]).fetchall()[0])


def _computed(con: duckdb.DuckDBPyConnection, check_id: str) -> Interval:
    query = "select computed_low, computed_value, computed_high from results where check_id = $1"
    return Interval(*con.execute(query, [check_id]).fetchall()[0])


def closures_per_month(con: duckdb.DuckDBPyConnection) -> Chart:
    """Chip firms that closed, per month of each part of the year.

    The parts are unequal, so that totals would show a fall where the rate rose. The second part stands twice: as
    printed, a floor, and as what the year's count leaves. Two periods are no trend.
    """
    first, second, left = (_computed(con, f"closures-rate-{part}") for part in ("first", "second", "left"))
    year = _stated(con, "closures-2022-year")
    with _canvas(
        con, "closures_per_month", FIRST, SECOND, YEAR,
        title=f"Chip firms closed faster in the last four months of {year} than before",
        subtitle=f"Chinese chip firms closed per month, {year}: the count of each period over its months",
    ) as c:  # fmt: skip
        c[0].bars(
            [EARLY, PRINTED, LEFT], [first.value, second.low, left.value], firm=["stated", "stated", "implied"],
            colour=[GREY, BLUE, BLUE],
            label=[f"{first.value:,.0f}", f"at least {second.low:,.0f}", f"{left.value:,.0f}"],
        )  # fmt: skip
        c[0].interval(PRINTED, second.low, None, reach=15)
        c[0].axis(show=False)
    return c.chart


def closures_per_day(con: duckdb.DuckDBPyConnection) -> Chart:
    """Closures in a unit of time under each reading, against the printed average.

    The average prints no unit of time and no period of its own: which reading fits?
    """
    query = "select ratio(stated('closures-jan-aug'), days('closures-jan-aug-period')).value"
    ((early,),) = con.execute(query).fetchall()
    day, whole, month = (_computed(con, f"closures-average-{unit}") for unit in ("day", "year", "month"))
    words, printed, edge = _stated(con, "closures-average"), _claim(con, "closures-average").low, ceil(day.low) + 2
    with _canvas(
        con, "closures_per_day", "closures-average", FIRST, SECOND, YEAR, horizontal=True, size=(6.0, 1.75),
        title=f"“{words.capitalize()}” fits closures a day over the whole year best",
        subtitle="Chip firms closed per day or month of a period; the average is printed without a unit of time",
    ) as c:  # fmt: skip
        panel = c[0]
        panel.rule(printed, colour=GREY)
        panel.interval(f"The average: “{words}”", printed, None, colour=GREY)
        panel.points("A day, whole year", whole.value, label=f"{whole.value:.1f}")
        panel.points(f"A day, {EARLY}", early, colour=GREY, label=f"{early:.1f}", side="left")
        panel.interval(f"A day, {LATE}", day.low, None, colour=GREY, label=f"at least {day.low:.1f}", side="left")
        panel.label(f"A month, {LATE}", edge, f"at least {month.low:,.0f}, off the scale", side="left")
        panel.axis(low=floor(early) - 1, high=edge)
    return c.chart


def closures_two_years(con: duckdb.DuckDBPyConnection) -> Chart:
    """Closures in the year and, implied by their growth, in the year before.

    No text states the earlier level: it is hollow, with its interval.
    """
    before, after = _computed(con, "closures-2021"), _claim(con, YEAR)
    growth, base, year = (_stated(con, f"closures-{claim}") for claim in ("growth", "base-year", "2022-year"))
    ends = f"{before.value:,.0f} ({ceil(before.low):,} to {floor(before.high):,})"
    with _canvas(
        con, "closures_two_years", YEAR, "closures-growth", "closures-base-year", horizontal=True, size=(6.0, 0.95),
        title=f"Growth of {growth} implies some {before.value:,.0f} closures in {base}",
        subtitle="Chinese chip firms closed in the year",
    ) as c:  # fmt: skip
        panel = c[0]
        panel.bars(base, before.value, firm="implied")
        panel.interval(base, before.low, before.high, label=ends)
        panel.bars(year, after.value, label=f"{after.value:,.0f}")
        panel.axis(show=False)
    return c.chart


def closures_reconciled(con: duckdb.DuckDBPyConnection) -> Chart:
    """The year's closures beside those of its parts, and the miss in printed units.

    The parts don't fit: by how much is told in units of the last digit that was printed.
    """
    year, first, second = (_claim(con, claim) for claim in (YEAR, FIRST, SECOND))
    left = _computed(con, "closures-remainder")
    ((gap, unit),) = con.execute(
        "select gap, resolution from results join claims using (claim_id) where check_id = 'closures-remainder'"
    ).fetchall()
    miss, about = second.low - left.value, round(second.value / unit) * unit
    with _canvas(
        con, "closures_reconciled", YEAR, FIRST, SECOND, horizontal=True, size=(6.0, 1.35), share=False,
        panels=["The year, taken apart", f"Enlarged: a tick is a unit of {unit:,.0f}"],
        title=f"The year leaves at least {miss:,.0f} closures too few for its last four months",
        subtitle=f"Chinese chip firms closed; the last four months miss their floor by {gap:g} of a printed unit",
    ) as c:  # fmt: skip
        whole, end = c.panels
        whole.bars("The year", year.value, colour=GREY, label=f"{year.value:,.0f}")
        whole.spans(f"less {EARLY}", left.value, year.value, colour=GREY, label=f"{first.value:,.0f}", width=0.66)
        whole.bars("leaves", left.value, firm="implied", colour=RED, label=f"{left.value:,.0f}")
        whole.bars("but printed is", second.low, label=_stated(con, SECOND))
        whole.interval("but printed is", second.low, None, reach=15)
        whole.axis(low=0, high=year.value * 1.25, show=False)
        end.points(0, left.value, firm="implied", colour=RED, label=f"{left.value:,.0f} left", side="left")
        end.interval(1, second.low, None, label=_stated(con, SECOND), side="left")
        ticks = [about - unit, about, about + unit]
        end.axis(low=ticks[0], high=ticks[-1], ticks=ticks)
        end.axis("at", low=1.6, high=-0.6, show=False)
    return c.chart


def closures_and_stock(con: duckdb.DuckDBPyConnection) -> Chart:
    """Closures of the year beside the firms there were after it.

    A ceiling only, since the stock is a floor; exits aren't a net fall.
    """
    closed, firms = _claim(con, YEAR), _claim(con, "chip-firms-stock")
    share, year = _computed(con, "closures-of-stock"), _stated(con, "closures-2022-year")
    query = "select strftime(date_low, '%B %Y') from claims where claim_id = 'chip-firms-stock'"
    ((when,),) = con.execute(query).fetchall()
    with _canvas(
        con, "closures_and_stock", YEAR, "chip-firms-stock", horizontal=True, size=(6.0, 0.95),
        title=f"At most {ceil(10 * share.high) / 10:g} chip firms closed for every hundred in existence",
        subtitle="Chinese chip firms. A ceiling, since the stock is a floor; no net fall, since openings aren’t stated",
    ) as c:  # fmt: skip
        panel, firms_there = c[0], f"There were in {when}"
        panel.bars(f"Closed in {year}", closed.value, label=f"{closed.value:,.0f}")
        panel.bars(firms_there, firms.low, colour=GREY, label=_stated(con, "chip-firms-stock"))
        panel.interval(firms_there, firms.low, None, colour=GREY, reach=15)
        panel.axis(show=False)
    return c.chart


def chip_guidance(con: duckdb.DuckDBPyConnection) -> Chart:
    """What a chipmaker expects of its revenue and its margin.

    Guidance, not outturn; a change and a level, each on its own axis; ranges without a midpoint.
    """
    query = """
        select e.label, v.low, v.high, v.stated, p.stated
        from chip_guidance g join entities e using (entity)
            join claims v on v.claim_id = g.value_claim join claims p on p.claim_id = g.period_claim
        where v.comparator = 'range'
        order by g.measure desc"""
    (firm, *fall, fell, quarter), (_, *margin, level, _) = con.execute(query).fetchall()
    edge = 10 * ceil(max(*fall, *margin) / 10)
    with _canvas(
        con, "chip_guidance", "smic-revenue-decline", "smic-gross-margin", "smic-quarter", horizontal=True,
        panels=["Revenue, change on the quarter before", "Gross margin, share of revenue"], share=False,
        size=(6.0, 0.7), title=f"{firm} expected both its revenue and its margin to fall",
        subtitle=f"Forecast ranges for {quarter}, percent; what came of them isn’t in the documents",
    ) as c:  # fmt: skip
        for panel, ends, words, sign in ((c[0], fall, f"down {fell}", -1), (c[1], margin, level, 1)):
            panel.spans(quarter, *sorted(sign * end for end in ends), label=words)
            panel.axis(low=min(sign * edge, 0), high=max(sign * edge, 0))
            panel.axis("at", show=False)
    return c.chart
