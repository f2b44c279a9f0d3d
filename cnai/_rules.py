"""The rules of the other tables: lists of names, sources, plans, missing cells, vocabularies."""

from __future__ import annotations

import re
from typing import Any

from cnai._checks import check_rules
from cnai._dates import SPANS, window
from cnai._keys import known
from cnai._ledger import NAMED, Tables, double_entry, positions, read_claims, rows_of
from cnai._package import Field, near
from cnai._tables import Row, Rows


def _lists(tables: Tables) -> None:
    if "list_items" not in tables:
        return
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
    by_source: dict[str, list[Row]] = {}
    for claim in claims.rows:
        by_source.setdefault(claim["source_id"], []).append(claim)
    for row in sources.rows:
        own = by_source.get(row["source_id"], [])
        measured = {c["measure"]: c for c in own}
        for column, measure, end in (
            ("published", "publication_date", "date_low"),
            ("covers_start", "coverage_period", "date_low"),
            ("covers_end", "coverage_period", "date_high"),
        ):
            value = measured[measure][end] if measure in measured else None
            if row[column] != value:
                sources.report("double-entry", row, column, row[column] or "", f"its claims say {value or 'nothing'}")
        if not own:
            sources.report("source", row, "source_id", row["source_id"], "has no claim")
        named = NAMED.findall(row["note"] or "")
        if not named:
            sources.report("source", row, "note", row["note"] or "", "names no [claim] that its days rest on")
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


def _plans(tables: Tables) -> None:
    for row in rows_of(tables, "events"):
        events = tables["events"]
        if row["stage"] in ("planned", "forecast", "draft") and not (row["outcome"] or row["outcome_note"]):
            events.report("plan", row, "outcome", "", "a plan or draft says what came of it, or that nothing is said")
        if (row["status"] in ("planned", "forecast")) != (row["stage"] in ("planned", "forecast")):
            events.report("plan", row, "stage", row["stage"], f"status is {row['status']}")


def _aliases(tables: Tables) -> None:
    """A name that is held to be the same shares a word with the entity's label; no alias is that of two entities."""
    labels = tables["entities"].by("entity")
    means: dict[str, str] = {}
    for row in rows_of(tables, "aliases"):
        if means.setdefault(row["alias"], row["entity"]) != row["entity"]:
            rule = f"is an alias of {means[row['alias']]} already"
            tables["aliases"].report("alias", row, "alias", row["alias"], rule)
        label = labels[row["entity"]]["label"] if row["entity"] in labels else row["alias"]
        if row["basis"] == "same name" and not _words(row["alias"]) & _words(label):
            rule = f"shares no word with {label}, so it isn't the same name"
            tables["aliases"].report("alias", row, "alias", row["alias"], rule)


def _words(name: str) -> set[str]:
    return set(re.findall(r"\w+", name.casefold()))


def _missing(tables: Tables) -> None:
    """A cell is not applicable exactly where the descriptor says so; a hedge stands with a value."""
    for rows in tables.values():
        for field in (f for f in rows.table.fields if f.applies or f.claim):
            for row in rows.rows:
                _missing_cell(rows, row, field)


def _missing_cell(rows: Rows, row: Row, field: Field) -> None:
    cell = "" if row[field.name] is None else row[field.name]
    for column, values in field.applies.items():
        applies = row[column] is not None if values == ["*"] else row[column] in values
        if applies == (row.missing.get(field.name) == "not applicable"):
            rule = "does apply" if applies else "doesn't apply, so it is .n"
            rows.report(
                "missing",
                row,
                field.name,
                cell,
                f"{rule}, where {column} is {'empty' if row[column] is None else row[column]}",
            )
    for part in filter(None, (field.comparator, field.base)):
        if field.claim and cell == "" and row[part] is not None:
            rows.report("missing", row, part, row[part], f"{field.name} is empty")


def _used(tables: Tables) -> None:
    """Vocabularies hold what a foreign key names, and nothing else."""
    for name in ("measures", "units", "entities"):
        if name not in tables:
            continue
        used = set[tuple[Any, ...]]().union(
            *(known(rows, c) for rows in tables.values() for c, other, _ in rows.table.foreign if other == name)
        )
        vocabulary = tables[name]
        column = vocabulary.table.key[0]
        for row in vocabulary.rows:
            if (row[column],) not in used:
                vocabulary.report("unused", row, column, row[column], "is used nowhere")


def apply_rules(tables: Tables) -> None:
    """Every rule that reaches over rows and tables; claims get their derived columns. Findings land in the tables."""
    read_claims(tables)
    positions(tables)
    check_rules(tables)
    _lists(tables)
    _sources(tables)
    _plans(tables)
    _aliases(tables)
    _missing(tables)
    _used(tables)
    double_entry(tables)
    for rows in tables.values():
        for start, end in SPANS:
            if start in rows.table.names and end in rows.table.names:
                for row in rows.rows:
                    _in_order(rows, row, start, end)


def _in_order(rows: Rows, row: Row, start: str, end: str) -> None:
    try:
        days = [window(str(row[c])) if row[c] else None for c in (start, end)]
    except ValueError as error:
        return rows.report("date", row, start, f"{row[start]} to {row[end]}", str(error))
    if days[0] and days[1] and days[0][0] > days[1][1]:
        rows.report("date", row, end, row[end], f"is before {start} {row[start]}")
