"""The rules of the other tables: expressions, lists of names, sources, plans, vocabularies."""

from __future__ import annotations

import re
from typing import Any

from cnai._dates import window
from cnai._expressions import check_expression, units_of
from cnai._ledger import NAMED, Tables, claims_of, double_entry, positions, read_claims
from cnai._package import near
from cnai._tables import Row, Rows


def _checks(tables: Tables) -> None:
    checks, claims = tables["checks"], tables["claims"].by("claim_id")
    lists = {row["list_claim"] for row in tables["list_items"].rows}
    for row in checks.rows:
        expression, target, estimate = row["expression"], row["claim_id"], row["kind"] == "estimate"
        if expression is None or row["kind"] is None:
            continue
        try:
            tree = check_expression(expression)
        except ValueError as error:
            checks.report("expression", row, "expression", expression, str(error))
            continue
        named = claims_of(expression)
        for name in named:
            if name not in claims:
                checks.report("expression", row, "expression", name, f"is no claim{near(name, claims)}")
        for name in re.findall(r"named\('([^']*)'\)", expression):
            if name not in lists:
                checks.report("expression", row, "expression", name, f"has no list of names{near(name, lists)}")
        if len(set(named)) < len(named):
            twice = sorted({n for n in named if named.count(n) > 1})
            checks.report(
                "expression", row, "expression", ", ".join(twice), "is named twice, which widens the interval"
            )
        if target in named:
            checks.report(
                "expression",
                row,
                "expression",
                target,
                "is the claim itself, a check must not reach its target",
            )
        if estimate != (target is None):
            checks.report("kind", row, "kind", row["kind"], "an estimate has no claim_id, any other check has one")
        if target in claims and row["unit"] != claims[target]["unit"]:
            checks.report("unit", row, "unit", row["unit"], f"claim {target} is in {claims[target]['unit']}")
        if estimate is False and (row["kind"] == "agreement") != (tree[0] == "stated"):
            checks.report("kind", row, "kind", row["kind"], "an agreement is one stated('…'), an identity computes")
        if row["reading"] and row["kind"] != "identity":
            checks.report("reading", row, "reading", row["reading"], "only an identity has alternative readings")
        if row["kind"] == "agreement" and target in claims:
            _alike(tables, row, claims[target], [claims[name] for name in named if name in claims])
        try:
            comes_in = units_of(tree, {name: claims[name]["unit"] for name in named if name in claims})
        except ValueError as error:
            checks.report("unit", row, "expression", expression, str(error))
            continue
        if (estimate or row["unit"] != "change") and row["unit"] not in comes_in and "number" not in comes_in:
            told = f"the expression comes in {' or '.join(sorted(comes_in))}"
            checks.report("unit", row, "unit", row["unit"], told)
    _readings(tables)


def _alike(tables: Tables, row: Row, target: Row, others: list[Row]) -> None:
    """An agreement is of like with like."""
    for other in others:
        for column in ("measure", "kind", "basis", "base"):
            if target[column] != other[column]:
                told = f"{target['claim_id']} has {column} {target[column]}, {other['claim_id']} {other[column]}"
                tables["checks"].report("agreement", row, "expression", row["expression"], told)


def _readings(tables: Tables) -> None:
    """Alternative readings of a claim come at least in pairs, each once, and none is left unsaid."""
    checks = tables["checks"]
    for row in checks.rows:
        same = [r["reading"] for r in checks.rows if r["claim_id"] == row["claim_id"] and row["kind"] == "identity"]
        if any(same) and (None in same or len(same) < 2 or same.count(row["reading"]) > 1):
            told = f"the readings of {row['claim_id']} must be two or more, all said and all different"
            checks.report("reading", row, "reading", row["reading"] or "", told)


def _lists(tables: Tables) -> None:
    items, claims = tables["list_items"], tables["claims"].by("claim_id")
    counts: dict[str, int] = {}
    modes: dict[str, Any] = {}
    for row in items.rows:
        of = row["list_claim"]
        counts[of] = counts.get(of, 0) + 1
        if of not in claims:
            items.report("claim", row, "list_claim", of, f"is no claim{near(of, claims)}")
        if row["slot"] != counts[of]:
            items.report("order", row, "slot", row["slot"], f"is place {counts[of]} of its list")
        if row["item_id"] != f"{of}-{row['slot']}":
            items.report("key", row, "item_id", row["item_id"], f"must be {of}-{row['slot']}")
        if modes.setdefault(of, row["list"]) != row["list"]:
            items.report("list", row, "list", row["list"], f"the list of {of} is {modes[of]} before")
        for column in ("name", "char_start", "char_end"):
            lost = row.missing.get(column) == "lost in scraping"
            if (row["state"] == "lost") != lost or (row["state"] == "named") != (row[column] is not None):
                items.report(
                    "list",
                    row,
                    column,
                    row[column] or "",
                    "a lost name is .l, a named one is there with its place",
                )


def _sources(tables: Tables) -> None:
    sources, claims = tables["sources"], tables["claims"]
    by_id = claims.by("claim_id")
    for row in sources.rows:
        own = [c for c in claims.rows if c["source_id"] == row["source_id"]]
        measured = {c["measure"]: c for c in own}
        for column, measure, end in (
            ("published", "publication_date", "date_low"),
            ("covers_start", "coverage_period", "date_low"),
            ("covers_end", "coverage_period", "date_high"),
        ):
            value = measured[measure][end] if measure in measured else None
            if row[column] != value:
                sources.report("double-entry", row, column, row[column] or "", f"its claims say {value or 'nothing'}")
        named = [n for n in NAMED.findall(row["note"] or "")]
        for name in named:
            if name not in by_id:
                sources.report("claim", row, "note", name, f"is no claim{near(name, by_id)}")
        if not named or any(n not in by_id for n in named):
            continue
        for column, day in (
            ("not_before", by_id[named[0]]["date_low"]),
            ("not_after", by_id[named[-1]]["date_high"]),
        ):
            if row[column] != day:
                sources.report("double-entry", row, column, row[column], f"the claims in its note say {day}")
        if row["file"] and row["sha256"] and not own:
            sources.report("source", row, "source_id", row["source_id"], "has no claim")


def _plans(tables: Tables) -> None:
    events = tables["events"]
    for row in events.rows:
        if row["stage"] in ("planned", "forecast", "draft") and not (row["outcome"] or row["outcome_note"]):
            events.report("plan", row, "outcome", "", "a plan or draft says what came of it, or that nothing is said")
        if (row["status"] in ("planned", "forecast")) != (row["stage"] in ("planned", "forecast")):
            events.report("plan", row, "stage", row["stage"], f"status is {row['status']}")


def _missing(tables: Tables) -> None:
    """A cell is not applicable exactly where the descriptor says so; a hedge stands with a value."""
    for rows in tables.values():
        for field in rows.table.fields:
            for column, values in field.applies.items():
                for row in rows.rows:
                    applies = row[column] is not None if values == ["*"] else row[column] in values
                    if applies == (row.missing.get(field.name) == "not applicable"):
                        rule = f"is {'printed or empty' if applies else 'not applicable, .n,'} where {column} is {row[column]}"
                        rows.report(
                            "missing", row, field.name, "" if row[field.name] is None else row[field.name], rule
                        )
            for row in rows.rows:
                for part in filter(None, (field.comparator, field.base)):
                    if field.claim and row[field.name] is None and row[part] is not None:
                        rows.report("missing", row, part, row[part], f"{field.name} is empty")


def _restatements(tables: Tables) -> None:
    """What restates another claim is held against it by an agreement."""
    if "restatements" not in tables:
        return
    rows = tables["restatements"]
    held = {
        (r["claim_id"], n)
        for r in tables["checks"].rows
        if r["kind"] == "agreement"
        for n in claims_of(r["expression"])
    }
    for row in rows.rows:
        pair = (row["restatement_id"], row["restates"])
        if pair not in held and pair[::-1] not in held:
            rows.report(
                "restatement", row, "restates", row["restates"], "no agreement holds the two against each other"
            )


def _used(tables: Tables) -> None:
    """Vocabularies hold what is used, and nothing else."""
    for name, column in (("measures", "measure"), ("units", "unit"), ("entities", "entity")):
        used = {
            row[c]
            for rows in tables.values()
            if rows.table.name != name
            for row in rows.rows
            for c in (column, rows.table.entity, "company", "currency")
            if c in row
        }
        vocabulary: Rows = tables[name]
        for row in vocabulary.rows:
            if row[column] not in used:
                vocabulary.report("unused", row, column, row[column], "is used nowhere")


def apply_rules(tables: Tables) -> None:
    """Every rule that reaches over rows and tables; claims get their derived columns. Findings land in the tables."""
    read_claims(tables)
    positions(tables)
    _checks(tables)
    _lists(tables)
    _sources(tables)
    _plans(tables)
    _missing(tables)
    _restatements(tables)
    _used(tables)
    double_entry(tables)
    for rows in tables.values():
        names = rows.table.names
        for start, end in (
            ("period_start", "period_end"),
            ("date_start", "date_end"),
            ("not_before", "not_after"),
            ("covers_start", "covers_end"),
        ):
            if start in names and end in names:
                for row in rows.rows:
                    _in_order(rows, row, start, end)


def _in_order(rows: Rows, row: Row, start: str, end: str) -> None:
    try:
        days = [window(str(row[c])) if row[c] else None for c in (start, end)]
    except ValueError as error:
        return rows.report("date", row, start, f"{row[start]} to {row[end]}", str(error))
    if days[0] and days[1] and days[0][0] > days[1][1]:
        rows.report("date", row, end, row[end], f"is before {start} {row[start]}")
