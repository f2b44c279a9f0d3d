"""The report's ledger: every claim with its chain, every estimate, every check."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cnai._package import load
from cnai._reporting.facts import KINDS, VERDICTS, Cell, Rows, amount, cells, missed_by, source_name, themes
from cnai._reporting.html import Html, check_link, commas, expression, join, link, section, table, tag, verdict

if TYPE_CHECKING:
    import duckdb

Drawn = tuple[str, str, tuple[str, ...]]  # a chart's name, its title, its claims


def _told(row: dict[str, Any], claim: str) -> Html:
    """One check in a claim's chain: what it comes to, against what."""
    if row["verdict"] is None:
        return join(check_link(row["check_id"]), ": ", amount(row, "c_"), ". ", row["note"])
    return join(
        verdict(row["verdict"]),
        " ",
        check_link(row["check_id"]),
        None if row["claim_id"] == claim else [" of ", link(row["claim_id"])],
        f": stated {amount(row, 's_')}, computed {amount(row, 'c_')}",
        f", missed by {missed_by(row)}" if row["gap"] else None,
        f", read {row['reading']}" if row["reading"] else None,
        ", from ",
        expression(row["expression"]),
    )


def _reading(c: dict[str, Any]) -> str:
    return f"{amount(c) if c['low'] is not None else 'no day'} ({c['rule']})"


def _chain(c: dict[str, Any], places: list[Cell], checks: Rows, drawn: list[Drawn]) -> Html:
    ties = c["verdict_note"].split(", ")
    known = {*ties} <= {row["check_id"] for row in checks}
    reason = commas([check_link(t) for t in ties]) if known else c["verdict_note"]
    when = " to ".join(dict.fromkeys(c[p] for p in ("period_start", "period_end") if c[p]))
    parts: list[tuple[str, object]] = [
        ("link", tag("a", f"#{c['claim_id']}", href=f"#{c['claim_id']}")),
        ("verdict", join(verdict(c["verdict"]), ": ", reason)),
        ("printed", f"“{c['stated']}”, characters {c['char_start']} to {c['char_end']} of {c['source_id']}"),
        ("reading", _reading(c)),
        ("about", ", ".join(filter(None, (c["about"], c["measured"], c["basis"], c["base"])))),
        ("when", None if c["kind"] in ("date", "period") else when),
        ("status", c["status"]),
        ("reported by", c["reported_by"]),
        ("note", c["note"]),
        *(("table", f"{name}, {key}, {column}: {cell}") for name, key, column, cell in places),
        *(("check" if row["verdict"] else "estimate", _told(row, c["claim_id"])) for row in checks),
        ("drawn in", commas([tag("a", title, href=f"#chart_{name}") for name, title, _ in drawn])),
    ]
    return tag("dl", [join(tag("dt", name), tag("dd", words)) for name, words in parts if words])


def _claim(c: dict[str, Any], of: set[str], chain: Html) -> Html:
    words = [
        verdict(c["verdict"]),
        " ",
        tag("b", c["stated"]),
        " ",
        tag("span", c["statement"], class_="says"),
        " ",
        tag("span", c["claim_id"], class_="id"),
    ]
    marks = {"source": c["source_id"], "theme": " ".join(sorted(of)), "verdict": c["verdict"]}
    data = {f"data_{name}": value for name, value in marks.items()}
    return tag("details", tag("summary", words), chain, id=c["claim_id"], class_="claim", **data)


def _filters(sources: Rows, used: set[str], claims: Rows) -> Html:
    choices = {
        "source": {s["source_id"]: f"{s['source_id']}: {source_name(s)}" for s in sources},
        "theme": {name: one.title for name, one in load().tables.items() if name in used},
        "verdict": {v: v for v in VERDICTS},
    }
    boxes = [
        tag(
            "label",
            name.capitalize(),
            tag("select", [tag("option", w, value=key) for key, w in ({"": "all"} | of).items()], name=name),
        )
        for name, of in choices.items()
    ]
    search = tag("label", "Search", tag("input", type="search", name="search", autocomplete="off"))
    reset = tag("button", "Show all", type="reset")
    count = tag("output", f"{len(claims)} of {len(claims)} claims")
    return tag("form", boxes, search, reset, count, id="the_filters", hidden=True)


def claims_section(
    con: duckdb.DuckDBPyConnection,
    sources: Rows,
    claims: Rows,
    checks: Rows,
    names: dict[str, list[str]],
    pictures: list[Drawn],
) -> Html:
    """Every claim in the order of the documents, each with its chain, and the filters for them."""
    places = cells(con)
    of = themes(con, places)
    naming: dict[str, Rows] = {}
    for row in sorted(checks, key=lambda row: row["verdict"] is None):
        for claim in names[row["check_id"]]:
            naming.setdefault(claim, []).append(row)

    def told(c: dict[str, Any]) -> Html:
        i = c["claim_id"]
        chain = _chain(c, places.get(i, []), naming.get(i, []), [p for p in pictures if i in p[2]])
        return _claim(c, of.get(i, set()), chain)

    groups = [
        tag(
            "div",
            tag("h3", source_name(s)),
            [told(c) for c in claims if c["source_id"] == s["source_id"]],
            class_="source",
        )
        for s in sources
    ]
    intro = (
        "In the order of the documents. Each opens to its whole chain and has a link of its own. "
        "In an interval, [ and ] take in the end, ( and ) don’t."
    )
    none = tag("p", "No claim fits all of these.", id="the_none", hidden=True)
    return section(
        "claims", "Claims", tag("p", intro), _filters(sources, set().union(*of.values()), claims), groups, none
    )


def _noted(words: object, note: str | None) -> Html:
    return join(words, tag("p", note) if note else None)


def _id(row: dict[str, Any]) -> str:
    return f"check_{row['check_id']}"


def estimates_section(checks: Rows) -> Html:
    """Every quantity that is implied, with what it rests on."""
    rows = [r for r in checks if r["kind"] == "estimate"]
    told: list[list[object]] = [
        [_noted(r["check_id"], r["note"]), _noted(amount(r, "c_"), r["rests"]), expression(r["expression"])]
        for r in rows
    ]
    intro = tag("p", "Quantities that no document states and stated ones imply, always as intervals.")
    return section(
        "estimates", "Estimates", intro, table("Estimates", ["Estimate", "Interval", "From"], told, [*map(_id, rows)])
    )


def checks_section(checks: Rows) -> Html:
    """Every check, recomputed ones and restated ones missed_by, contradictions first."""
    titles = {"recomputed": "Recomputed from other numbers", "restated": "Stated twice"}
    inside = []
    for kind, name in KINDS.items():
        rows = [r for r in checks if r["kind"] == kind]
        told: list[list[object]] = [
            [
                _noted(r["check_id"], r["note"]),
                _noted(
                    verdict(r["verdict"]),
                    ", ".join(
                        filter(
                            None, (r["gap"] and f"missed by {missed_by(r)}", r["reading"] and f"read {r['reading']}")
                        )
                    ),
                ),
                _noted(link(r["claim_id"]), f"“{r['stated']}”: {amount(r, 's_')}"),
                join(amount(r, "c_"), tag("p", expression(r["expression"]))),
            ]
            for r in rows
        ]
        inside += [
            tag("h3", titles[name]),
            table(titles[name], ["Check", "Verdict", "Stated", "Computed"], told, [*map(_id, rows)]),
        ]
    return section("checks", "Checks", inside)
