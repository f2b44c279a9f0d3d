"""Models: how many were announced and approved, how many are named, how big they are, what they learned from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnai._drawing.canvas import Canvas
from cnai._drawing.style import AMBER, BLUE, GREY, INK, SKY
from cnai.charts._words import big, documents

if TYPE_CHECKING:
    from datetime import date

    import duckdb

    from cnai._drawing.chart import Chart

KINDS = {"language": BLUE, "multimodal": AMBER, "conversational": SKY}


def part(share: float) -> str:
    """A small share as one over a whole number: 1/10."""
    return f"1/{1 / share:.0f}" if share < 1 else f"{share:g}"


def day(when: date) -> str:
    """A day as prose prints it: 31 August 2023."""
    return f"{when.day} {when:%B %Y}"


def llms_approved(con: duckdb.DuckDBPyConnection) -> Chart:
    """Large language models cleared for the public in China, cumulative, at the two times that are told.

    The trap: two points, no line between; "by November" is a window; cumulative. The second mark is as wide as the
    month in which its window ends, with an arrow back, for no beginning is printed, and one up, for it is a floor.
    """
    found = con.sql("""
        select l.models, l.models_claim, l.date_claim, d.date_high::date as last,
            date_trunc('month', d.date_high)::date as first, c.stated as count, d.stated as time
        from llm_counts l join claims c on c.claim_id = l.models_claim join claims d on d.claim_id = l.date_claim
        where l.measure = 'llms_approved' order by last""").df()
    exact, floor = found.itertuples()
    claims = [exact.models_claim, exact.date_claim, floor.models_claim, floor.date_claim]
    later = f"{floor.count} {floor.time[0].lower()}{floor.time[1:]}"
    with Canvas(
        "llms_approved",
        title=f"{exact.count} models were cleared at first, {later}",
        subtitle="Large language models cleared for the public in China, cumulative; no count is told in between",
        claims=claims, documents=documents(con, claims), size=(6.0, 2.2),
    ) as c:  # fmt: skip
        p = c[0]
        along = replace(p, horizontal=True)  # the same panel: here windows lie along the axis of dates
        p.points(exact.last, exact.models, label=f"{exact.models} on {day(exact.last)}")
        middle = floor.first + (floor.last - floor.first) / 2
        p.interval(middle, floor.models, None, reach=36)
        along.interval(floor.models, None, floor.first, reach=36)
        along.spans(floor.models, floor.first, floor.last, width=0.8)
        p.label(middle, floor.models, later, side="below")
        p.axis(low=0, high=1.5 * floor.models)
        p.axis("at", low=exact.first)
    return c.chart


def llms_announced_and_approved(con: duckdb.DuckDBPyConnection) -> Chart:
    """Large language models announced, and approved, in two panels with scales of their own.

    The trap: never divide two lower bounds. What is announced needn't be offered to the public, and the counts
    are of different days, the first of an unprinted one.
    """
    found = con.sql("""
        select m.label as measure, l.models, [l.models_claim, l.date_claim] as claims, isinf(c.high) as bound,
            if(isinf(c.high), 'more than ', '') || l.models as words,
            if(d.high is null, 'Undated, in a text of ' || strftime(s.not_after, '%B %Y'), d.stated) as time
        from llm_counts l join measures m using (measure)
            join claims c on c.claim_id = l.models_claim join claims d on d.claim_id = l.date_claim
            join sources s on s.source_id = c.source_id
        order by l.measure, d.date_high""").df()
    claims = [claim for row in found["claims"] for claim in row]
    announced, approved = found.loc[found["bound"], "words"]
    panels = dict(tuple(found.groupby("measure")))
    with Canvas(
        "llms_announced_and_approved",
        title=f"{announced.capitalize()} announced, {approved} approved: no ratio",
        subtitle="Chinese large language models, cumulative counts; each panel has a scale of its own",
        claims=claims, documents=documents(con, claims), panels=list(panels), share=False, size=(6.0, 2.0),
    ) as c:  # fmt: skip
        for p, rows in zip(c.panels, panels.values(), strict=True):
            p.bars(rows["time"], rows["models"], label=rows["words"], width=0.25 * len(rows))
            floors = rows[rows["bound"]]
            p.interval(floors["time"], floors["models"], None, reach=16)
            p.axis(show=False, high=1.4 * rows["models"].max())
    return c.chart


def names_behind_counts(con: duckdb.DuckDBPyConnection) -> Chart:
    """How many of the things counted are also named, a bar for each count that comes with names.

    The trap: coverage of the text, not quality. A list may give examples only, and names may be lost in scraping.
    """
    found = con.sql("""
        select case when c.basis = 'cumulative' then m.label || ' by '
                        || if(length(c.period_end) = 10, strftime(c.date_high, '%-d '), '')
                        || strftime(c.date_high, '%B %Y')
                    else coalesce('Unicorns ' || u.cohort || ', ' || u.sector, e.label || ': ' || m.label)
                    end as counted,
            c.value as count, isinf(c.high) as bound, n.*
        from (select list_claim as claim_id, count(name) as named, count(*) filter (state = 'lost') as lost
              from list_items group by list_claim) n
            join claims c using (claim_id) join entities e using (entity) join measures m using (measure)
            left join unicorns u on u.companies_claim = claim_id
        where c.kind = 'quantity' order by named / c.value, count desc, counted""").df()
    claims = list(found["claim_id"])
    partly = found[(found["named"] < found["count"]) | found["bound"]]
    floors = found[found["bound"]]
    with Canvas(
        "names_behind_counts",
        title=f"{len(found) - len(partly)} of {len(found)} counts can be checked name by name; the approvals can't",
        subtitle="Names printed for each count that comes with names: how much the text covers, not how good it is",
        claims=claims, documents=documents(con, claims), horizontal=True, size=(6.0, 3.2),
        paper="page",
    ) as c:  # fmt: skip
        p = c[0]
        p.bars(found["counted"], found["named"])
        p.spans(partly["counted"], partly["named"], partly["count"], firm="not stated", colour=GREY, width=0.66)
        p.interval(floors["counted"], floors["count"], None, colour=GREY, reach=16)
        for row in found.itertuples():
            lost = f", {row.lost} lost in scraping" if row.lost else ""
            beyond = row.count + 1.3 * row.bound  # clear of the arrow
            p.label(row.counted, beyond, f"{row.named} of {'more than ' * row.bound}{row.count:g}{lost}")
        p.axis(show=False, high=1.6 * found["count"].max())
    return c.chart


def model_sizes(con: duckdb.DuckDBPyConnection) -> Chart:
    """Stated sizes of models in parameters, on a log scale, and the one that is told only relative to another.

    The trap: kinds differ; no time axis; one model is only placed relative to another; a size in a name is a name.
    """
    sizes = con.sql("""
        select e.label as model, m.kind::varchar as kind, m.parameters, m.parameters_claim
        from models m join entities e on e.entity = m.model where m.parameters is not null
        order by m.parameters, e.label""").df()
    relative = con.sql("""
        select e.label as model, m.compared_to as base, m.kind::varchar as kind, m.times_fewer_claim,
            1 / c.high as low, 1 / c.value as value, 1 / c.low as high, c.stated
        from models m join entities e on e.entity = m.model join claims c on c.claim_id = m.times_fewer_claim""").df()
    claims = [*sizes["parameters_claim"], *relative["times_fewer_claim"]]
    kinds = dict.fromkeys([*sizes["kind"], *relative["kind"]])
    with Canvas(
        "model_sizes",
        title=f"The one model measured in {big(sizes['parameters'].max()).split()[-1]}s is of another kind",
        subtitle="Parameters as printed, log scale (a size within a name doesn't count); and relative to another model",
        claims=claims, documents=documents(con, claims), horizontal=True, share=False, size=(6.0, 1.75),
        panels=["Parameters", f"Parameters next to {relative['base'].iloc[0]}'s"],
        key={kind: KINDS[kind] for kind in kinds},
    ) as c:  # fmt: skip
        p, q = c.panels
        words = sizes["parameters"].map(big)
        p.points(sizes["model"], sizes["parameters"], colour=sizes["kind"].map(KINDS), label=words)
        p.axis(log=True, low=4e9, high=2e14, ticks=[1e10, 1e11, 1e12, 1e13], fmt=lambda n: big(n) * (n in (1e10, 1e13)))
        q.points(relative["base"], 1, firm="not stated", colour=GREY, label="size not printed", side="left")
        for row in relative.itertuples():
            q.interval(row.model, row.low, row.high, colour=KINDS[row.kind])
            q.points(row.model, row.value, colour=KINDS[row.kind], label=f"about {part(row.value)}", side="above")
        q.axis(log=True, low=0.008, high=2, ticks=[0.01, 0.1, 1], fmt=part)
    return c.chart


def training_corpora(con: duckdb.DuckDBPyConnection) -> Chart:
    """Text that models learned from, a panel for each unit, with what rounding leaves open.

    The trap: words aren't tokens, so the panels share no scale.
    """
    found = con.sql("""
        select e.label || coalesce(', ' || t.language, '') as corpus, u.label as unit, t.amount, t.amount_claim,
            c.low, c.high, c.stated
        from training_corpora t join entities e on e.entity = t.model join claims c on c.claim_id = t.amount_claim
            join units u on u.unit = t.unit
        order by t.unit, t.amount desc""").df()
    claims = list(found["amount_claim"])
    with Canvas(
        "training_corpora",
        title="One printed digit leaves open which of two corpora is larger",
        subtitle="Training text in the unit printed; words aren't tokens, so each panel has a scale of its own",
        claims=claims, documents=documents(con, claims), panels=[unit.capitalize() for unit in found["unit"].unique()],
        share=False, horizontal=True, size=(6.0, 0.9),
    ) as c:  # fmt: skip
        for p, (_, rows) in zip(c.panels, found.groupby("unit"), strict=True):
            p.bars(rows["corpus"], rows["amount"], colour=SKY)
            p.interval(rows["corpus"], rows["low"], rows["high"], colour=INK, label=rows["amount"].map(big))
            p.axis(show=False, high=1.5 * rows["high"].max())
    return c.chart
