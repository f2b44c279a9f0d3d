"""Money: stated amounts, implied exchange rates, shares sold, registered capital, and who invested in whom."""

from __future__ import annotations

from itertools import combinations, permutations
from statistics import fmean
from typing import TYPE_CHECKING

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import AMBER, BLUE
from cnai.charts._words import big, documents

if TYPE_CHECKING:
    from collections.abc import Sequence

    import duckdb

    from cnai._drawing.chart import Chart

MARKERS = {"round": "o", "investment": "s", "acquisition": "D", "ipo": "^", "commitment": "v"}


def amounts(con: duckdb.DuckDBPyConnection) -> Chart:
    """Amounts of money raised, invested, paid or committed, in US dollars as printed, on a log scale.

    The trap: they are of five kinds of event, so there is no sum, no average and no time axis, and each kind has a
    mark of its own. Where yuan are printed first, the dollars drawn are those printed beside them.
    """
    found = con.sql("""
        select f.event::varchar as deal, coalesce(f.amount_usd, f.amount) as dollars,
            if(deal = 'ipo', 'IPO', upper(deal[1]) || deal[2:]) || ': ' || e.label as place,
            list_filter([f.amount_claim, f.amount_usd_claim], lambda c: c is not null) as claims,
            a.stated || coalesce(' (' || d.stated || ')', '')
                || case f.status when 'actual' then '' else ', ' || f.status end as words
        from funding f join entities e on e.entity = f.company
            join claims a on a.claim_id = f.amount_claim left join claims d on d.claim_id = f.amount_usd_claim
        where f.currency = 'USD' or f.amount_usd is not null
        order by f.event, dollars""").df()
    claims = [claim for row in found["claims"] for claim in row]
    with Canvas(
        "amounts",
        title=f"These {len(found)} amounts don’t add up: they are of {found['deal'].nunique()} kinds of event",
        subtitle="Money raised, invested, paid or committed; dollars as printed, log scale; one mark a kind of event",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 2.2), paper="page",
    ) as c:  # fmt: skip
        c[0].points(
            found["place"], found["dollars"], marker=found["deal"].map(MARKERS), series=found["deal"],
            label=found["words"], size=34,
        )  # fmt: skip
        ticks = [5e7, 1e8, 2e8, 5e8, 1e9]
        c[0].axis(log=True, low=4.5e7, high=1.15e9, ticks=ticks, fmt=lambda value: f"${big(value)}")
    return c.chart


def yuan_per_dollar(con: duckdb.DuckDBPyConnection) -> Chart:
    """Yuan for a dollar, implied by amounts that are printed in both currencies.

    The trap: the quotients of the printed numbers differ, but the numbers are rounded and one is a floor; the gap
    between the point values disappears inside rounding.
    """
    found = con.sql("""
        select l.label || ': ' || r.stated || ' is ' || u.stated as place, e.low, e.high, r.value / u.value as quotient,
            f.amount_claim, f.amount_usd_claim, if(r.comparator = '>', ' without “over”', '') as remark
        from funding f join entities l on l.entity = f.company
            join claims r on r.claim_id = f.amount_claim join claims u on u.claim_id = f.amount_usd_claim
            join check_claims n on n.claim_id = r.claim_id
            join check_claims m on m.claim_id = u.claim_id and m.check_id = n.check_id
            join estimates e on e.check_id = n.check_id
        order by e.high, place""").df()
    claims = [*found["amount_claim"], *found["amount_usd_claim"]]
    low, high = found["low"].max(), found["high"].min()
    with Canvas(
        "yuan_per_dollar",
        title="The implied exchange rates differ, until rounding is counted",
        subtitle="Yuan for a dollar, implied by amounts printed in both currencies",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 1.5),
    ) as c:  # fmt: skip
        p = c[0]
        p.interval(found["place"], found["low"], found["high"])
        words = found["quotient"].map("{:.2f}".format) + found["remark"]
        p.points(found["place"], found["quotient"], firm="implied", label=words, side="above")
        p.interval("Any rate that fits both", low, high, colour=AMBER)
        p.label("Any rate that fits both", (low + high) / 2, f"{low:.2f} to {high:.2f}", side="above")
        p.axis(low=6.6, high=7.5, ticks=[6.6, 6.8, 7.0, 7.2, 7.4], fmt="{:.1f}".format)
    return c.chart


def share_sold(con: duckdb.DuckDBPyConnection) -> Chart:
    """Share of the company that a round buys, in percent: the amount over the valuation after it.

    The trap: one valuation doesn't say whether it is pre- or post-money, so that company has two marks.
    """
    found = con.sql("""
        select l.label as company, f.status::varchar as status, f.valuation_basis is null as unsaid, e.low, e.value,
            e.high, f.amount_claim, f.valuation_claim,
            l.label || ' (' || if(f.status = 'actual', f.event::varchar, f.status::varchar) || '), ' || coalesce(
                f.valuation_basis::varchar, 'if ' || if(e.check_id like '%-pre', 'pre', 'post') || '-money') as place
        from funding f join entities l on l.entity = f.company
            join check_claims n on n.claim_id = f.amount_claim
            join check_claims m on m.claim_id = f.valuation_claim and m.check_id = n.check_id
            join estimates e on e.check_id = n.check_id
        order by unsaid, value""").df()
    claims = list(dict.fromkeys([*found["amount_claim"], *found["valuation_claim"]]))
    unsaid = found[found["unsaid"]]
    shares = " or ".join(unsaid["value"].map("{:.0f}%".format))
    with Canvas(
        "share_sold",
        title=f"A {unsaid['status'].iloc[0]} round bought {shares} of {unsaid['company'].iloc[0]}: which isn’t told",
        subtitle="Share of the company, in percent, implied by amount and valuation, as pre- or post-money",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 1.2),
    ) as c:  # fmt: skip
        words = [f"{r.value:.1f}% ({r.low:.1f} to {r.high:.1f})" for r in found.itertuples()]
        c[0].interval(found["place"], found["low"], found["high"], label=words, weight=2.4)
        c[0].axis(low=0, high=30, fmt="{:.0f}%".format)
    return c.chart


def registered_capital(con: duckdb.DuckDBPyConnection) -> Chart:
    """Registered capital before and after its increase, in yuan, and what was added.

    The trap: thirty times is +2,900%, for the first of the thirty was there before.
    """
    query = """
        select k.capital_before, k.capital_after, r.computed_value, k.growth_percent, e.label, k.reported_by,
            k.capital_before_claim, k.capital_after_claim, k.growth_claim
        from registered_capital k join entities e using (entity)
            join check_claims n on n.claim_id = k.capital_after_claim
            join check_claims m on m.claim_id = k.capital_before_claim and m.check_id = n.check_id
            join results r on r.check_id = n.check_id and r.unit = 'change'"""
    before, after, added, growth, label, who, *claims = con.execute(query).fetchall()[0]
    with Canvas(
        "registered_capital",
        title=f"{after / before:.0f} times the capital is {growth:,.0f}% more, not {100 * after / before:,.0f}%",
        subtitle=f"Registered capital of {label}, in yuan, according to {who}",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 1.2),
    ) as c:  # fmt: skip
        p = c[0]
        p.bars("Before", before, label=big(before))
        place = f"Added, {added / before:.0f} times that"
        p.spans(place, before, before + added, firm="implied", width=0.66, label=big(added))
        p.note(f"+{growth:,.0f}%", 0.5, 0.5, ha="center", va="center")
        p.bars(f"After, {after / before:.0f} times that", after, label=big(after))
        p.axis(show=False)
    return c.chart


def investor_network(con: duckdb.DuckDBPyConnection) -> Chart:
    """Who is named as putting money into whom, or as buying it.

    The trap: the ties are selected by mention and carry no amounts.
    """
    found = con.sql("""
        select d.investor, e.label as company, d.role::varchar as role, d.source_id
        from deal_investors d join entities e on e.entity = d.company order by d.tie_id""").df()
    ties = list(zip(found["investor"], found["company"], strict=True))
    places = layout(ties)
    held = found["investor"].value_counts()
    companies = found["company"].unique()
    with Canvas(
        "investor_network",
        title=f"{held.index[0]} is named with {held.iloc[0]} companies, others with at most {held.iloc[1]}",
        subtitle="Who put money into whom, as far as the texts mention it; ties carry no amounts",
        source=f"{'; '.join(documents(con, found['source_id']))}. Ties: {len(found)}, each at its place in the text, "
        "as given by: select * from deal_investors", size=(6.0, 3.0),
        key={"puts money in, or buys": BLUE, "takes it, or is bought": AMBER},
    ) as c:  # fmt: skip
        p = c[0]
        right = [name in companies for name in places]
        p.network(
            places, ties, colour=[AMBER if r else BLUE for r in right],
            side={name: "right" if r else "left" for name, r in zip(places, right, strict=True)},
        )  # fmt: skip
        for r in found[found["role"].isin(["lead", "acquirer", "founder"])].itertuples():
            (x0, y0), (x1, y1) = places[r.investor], places[r.company]
            p.label(x0 + 0.7 * (x1 - x0), y0 + 0.7 * (y1 - y0), r.role, side="above")
        p.axis("at", low=-0.06, high=1.06, show=False)
    return c.chart


def layout(ties: list[tuple[str, str]]) -> dict[str, tuple[float, float]]:
    """Place investors at the left and companies at the right, in the order in which the fewest ties cross.

    Examples
    --------
    >>> layout([("a", "x"), ("b", "y"), ("b", "x")])
    {'a': (0.0, 0.0), 'b': (0.0, -1.0), 'x': (1.0, -0.5), 'y': (1.0, -1.0)}
    """
    companies = list(dict.fromkeys(company for _, company in ties))

    def rows(order: Sequence[str]) -> dict[str, int]:
        means = {name: fmean(order.index(c) for i, c in ties if i == name) for name, _ in ties}
        return {name: row for row, name in enumerate(sorted(means, key=means.__getitem__))}

    def crossings(order: Sequence[str]) -> int:
        row = rows(order)
        ends = [(row[investor], order.index(company)) for investor, company in ties]
        return sum((a - b) * (c - d) < 0 for (a, c), (b, d) in combinations(ends, 2))

    best = min(permutations(companies), key=crossings)
    row = rows(best)
    heights = {company: fmean(row[i] for i, c in ties if c == company) for company in best}
    return {i: (0.0, 0.0 - n) for i, n in row.items()} | {c: (1.0, 0.0 - h) for c, h in heights.items()}
