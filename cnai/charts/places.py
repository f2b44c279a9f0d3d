"""Places: what the capital's share says of the nation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import INK
from cnai.charts._words import documents

if TYPE_CHECKING:
    import duckdb

    from cnai._drawing.chart import Chart


def capital_share(con: duckdb.DuckDBPyConnection) -> Chart:
    """The capital's share of the nation's AI firms and people, in percent, and the national totals it implies.

    The trap: a floor over a rounded share stays a floor. The totals hold if the share is of the same count at the
    same time; they are hollow, for no source states them.
    """
    found = con.sql("""
        select m.label as measure, e.label as place, b.count, isinf(c.high) as bound, b.share_percent as share,
            s.low as share_low, s.high as share_high, n.low, coalesce(n.value, n.low) as total, n.high,
            [b.count_claim, b.share_claim] as claims
        from beijing_ai b join measures m on m.measure = b.indicator join entities e using (entity)
            join claims c on c.claim_id = b.count_claim join claims s on s.claim_id = b.share_claim
            join estimates n on n.check_id = replace(b.count_claim, b.entity, 'china')
        order by b.share_percent""").df()
    found["measure"] = found["measure"].str[0].str.upper() + found["measure"].str[1:]
    claims = [claim for row in found["claims"] for claim in row]
    place = found["place"].iloc[0]
    with Canvas(
        "capital_share",
        title=f"{place}'s shares imply national totals; one of them is only a floor",
        subtitle=f"{place}'s share, its counts, and China's totals if share and count are of the same things",
        claims=claims, documents=documents(con, claims), panels=[f"{place}'s share", *found["measure"]], share=False,
        size=(6.0, 2.2), paper="page",
    ) as c:  # fmt: skip
        shares, *totals = c.panels
        shares.bars(found["measure"], found["share"], label=[f"{share:g}%" for share in found["share"]])
        shares.interval(found["measure"], found["share_low"], found["share_high"], colour=INK)
        for p, row in zip(totals, found.itertuples(), strict=True):
            words = f"more than {row.low:,.0f}" if row.bound else f"{row.low:,.0f} to {row.high:,.0f}"
            p.bars(row.place, row.count, label=f"{'more than ' * row.bound}{row.count:,}")
            p.bars("China, implied", row.total, firm="implied", label=words)
            p.interval("China, implied", row.low, row.high, colour=INK, reach=16)
            if row.bound:
                p.interval(row.place, row.count, None, colour=INK, reach=16)
        for p in c.panels:
            p.axis(show=False, low=0, high=1.2 * p.ax.get_ylim()[1])
    return c.chart
