"""Models: how many were announced and approved, how many are named, how big they are, what they learned from."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from cnai._canvas import Canvas
from cnai._style import AMBER, BLUE, GREY, INK

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    import duckdb

    from cnai._chart import Chart

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))
KINDS = {"language": BLUE, "multimodal": AMBER}


def documents(con: duckdb.DuckDBPyConnection, claims: Iterable[str]) -> list[str]:
    """Name the documents of some claims as a source line does: by publisher and day, else by our id."""
    query = """
        select coalesce(publisher || ', ' || strftime(published, '%-d %b %Y'), 'untitled document ' || source_id)
        from sources where source_id in (select source_id from claims where list_contains($1, claim_id))
        order by coalesce(published, not_after), source_id"""
    return [name for (name,) in con.execute(query, [list(claims)]).fetchall()]


def big(number: float) -> str:
    """A large number as people say it.

    Examples
    --------
    >>> big(1.4e12), big(13e9), big(20)
    ('1.4 trillion', '13 billion', '20')
    """
    size, word = next(((size, word) for size, word in SCALES if number >= size), (1, ""))
    return f"{number / size:g} {word}".strip()


def day(when: date) -> str:
    """A day as prose prints it: 31 August 2023."""
    return f"{when.day} {when:%B %Y}"


def llms_approved(con: duckdb.DuckDBPyConnection) -> Chart:
    """Large language models cleared for the public in China, cumulative, at the two times that are told.

    The trap: two points, no line between; "by November" is a window; cumulative. The second mark is as wide as the
    month in which its window ends, with an arrow back, for no beginning is printed, and one up, for it is a floor.
    """
    exact, floor = con.sql("""
        select l.models, l.models_claim, l.date_claim, d.date_high::date as last,
            date_trunc('month', d.date_high)::date as first, c.stated as count, d.stated as time
        from llm_counts l join claims c on c.claim_id = l.models_claim join claims d on d.claim_id = l.date_claim
        where l.measure = 'llms_approved' order by last""").df().itertuples()
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
        along.spans(floor.models, floor.first, floor.last, width=1.2)
        p.label(middle, floor.models, later, side="below")
        p.axis(low=0, high=1.5 * floor.models)
        p.axis("at", low=exact.first, high=floor.last)
    return c.chart


def llms_announced_and_approved(con: duckdb.DuckDBPyConnection) -> Chart:
    """Large language models announced, and approved, in two panels with scales of their own.

    The trap: never divide two lower bounds. What is announced needn't be offered to the public, and the counts
    are of different days, the first of an unprinted one.
    """
    found = con.sql("""
        select m.label as measure, l.models, l.models_claim, l.date_claim, isinf(c.high) as bound, c.stated as count,
            case when d.high is null then 'undated' else d.stated end as time
        from llm_counts l join measures m using (measure)
            join claims c on c.claim_id = l.models_claim join claims d on d.claim_id = l.date_claim
        order by l.measure, d.date_high""").df()
    claims = [*found["models_claim"], *found["date_claim"]]
    measures = [label.removeprefix("LLMs ").capitalize() for label in found["measure"]]
    floors = found.loc[found["bound"], "count"].str.lower()
    with Canvas(
        "llms_announced_and_approved",
        title=f"{floors.iloc[0].capitalize()} models announced, {floors.iloc[1]} approved: two floors, and no ratio",
        subtitle="Chinese large language models, cumulative counts; each panel has a scale of its own",
        claims=claims, documents=documents(con, claims), panels=list(dict.fromkeys(measures)), share=False,
        size=(6.0, 2.2),
    ) as c:  # fmt: skip
        for row, measure in zip(found.itertuples(), measures, strict=True):
            p = c[c.titles.index(measure)]
            p.bars(row.time, row.models, label=row.count, width=0.5)
            if row.bound:
                p.interval(row.time, row.models, None, reach=18)
            p.axis(show=False)
    return c.chart


def names_behind_counts(con: duckdb.DuckDBPyConnection) -> Chart:
    """How many of the things counted are also named, a bar for each count that comes with names.

    The trap: coverage of the text, not quality. A list may give examples only, and names may be lost in scraping.
    """
    found = con.sql("""
        select coalesce(u.sector || ' unicorns ' || u.cohort, e.label || ': ' || m.label)
                || case when c.basis = 'cumulative' then ', ' || c.period_end else '' end as counted,
            c.value as count, isinf(c.high) as bound, c.stated, n.*
        from (select list_claim as claim_id, count(name) as named, count(*) filter (state = 'lost') as lost
              from list_items group by list_claim) n
            join claims c using (claim_id) join entities e using (entity) join measures m using (measure)
            left join unicorns u on u.companies_claim = claim_id
        where c.kind = 'quantity' order by bound desc, named / c.value, count desc, counted""").df()
    claims = list(found["claim_id"])
    whole = found[(found["named"] == found["count"]) & ~found["bound"]]
    with Canvas(
        "names_behind_counts",
        title=f"{len(whole)} of {len(found)} counts can be checked name by name; the approvals can't",
        subtitle="Names given for each count that comes with names: how much the text covers, not how good it is",
        claims=claims, documents=documents(con, claims), horizontal=True,
    ) as c:  # fmt: skip
        p = c[0]
        p.bars(found["counted"], found["named"], colour=BLUE)
        rest = found[found["named"] < found["count"]]
        p.spans(rest["counted"], rest["named"], rest["count"], firm="not stated", colour=GREY, width=0.66)
        floors = found[found["bound"]]
        p.interval(floors["counted"], floors["count"], None, colour=GREY, reach=16)
        for row in found.itertuples():
            lost = f", {row.lost} lost in scraping" if row.lost else ""
            p.label(row.counted, row.count, f"{row.named} of {row.stated}{lost}")
        p.axis(show=False)
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
    odd = sizes.iloc[-1]
    with Canvas(
        "model_sizes",
        title=f"The one size in {big(odd.parameters).split()[-1]}s is of another kind of model",
        subtitle="Parameters as printed, log scale (a size within a name doesn't count); and relative to another model",
        claims=claims, documents=documents(con, claims), horizontal=True, share=False,
        panels=["Parameters", "As a part of another model’s"],
        key={kind: KINDS[kind] for kind in dict.fromkeys(sizes["kind"])},
    ) as c:  # fmt: skip
        p, q = c.panels
        p.points(sizes["model"], sizes["parameters"], colour=sizes["kind"].map(KINDS), label=sizes["parameters"].map(big))
        p.axis(log=True, low=sizes["parameters"].min() / 3, high=sizes["parameters"].max() * 3, ticks=[1e10, 1e11, 1e12, 1e13], fmt=big)
        q.points(relative["base"], 1, firm="not stated", colour=GREY, label="size not printed", side="left")
        q.interval(relative["model"], relative["low"], relative["high"])
        q.points(relative["model"], relative["value"], label="a tenth", side="above")
        q.axis(log=True, low=0.01, high=3, ticks=[0.01, 0.1, 1], fmt=lambda part: f"1/{1 / part:.0f}" if part < 1 else "1")
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
        subtitle="Training text in the unit printed; words aren’t tokens, so each panel has a scale of its own",
        claims=claims, documents=documents(con, claims), panels=[unit.capitalize() for unit in found["unit"].unique()],
        share=False, size=(6.0, 2.2),
    ) as c:  # fmt: skip
        for p, (unit, rows) in zip(c.panels, found.groupby("unit"), strict=True):
            p.bars(rows["corpus"], rows["amount"], label=rows["amount"].map(big), width=0.5)
            p.interval(rows["corpus"], rows["low"], rows["high"], colour=INK)
            p.axis(show=False)
    return c.chart
