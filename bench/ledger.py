"""A made-up ledger of any size in the shape of the real one: its documents again and again, under other ids.

Each copy of the five documents keeps its claims, cells and lists, and some of its checks: those that a rule asks
for, and a few of the others in turn, so that every kind is there.
"""

from __future__ import annotations

import csv
import hashlib
import json
import re
from itertools import cycle
from pathlib import Path

from cnai._keys import read_all
from cnai._package import DESCRIPTOR, Package, Table, load
from cnai._tables import Row, Rows

SHARED = ("units", "measures")
KEYS = {"beijing_ai": ["indicator", "entity"]}  # a key that names a measure, which copies share
CHECKS = 25  # a copy
IDS = re.compile(r"(?<=[\['])[a-z0-9-]+(?=[\]'])")


def _renamed(table: Table) -> set[str]:
    """The columns whose cells are ids, of which every copy has its own."""
    found = {table.entity, "entity", "company", *(f.claim for f in table.fields)}
    found |= {c for c in table.key if table[c].type == "string" and table.name not in KEYS}
    found |= {c for columns, other, _ in table.foreign if other not in SHARED for c in columns}
    return found & set(table.names)


def _cell(table: Table, column: str, row: Row, n: int, ids: set[str]) -> str:
    value, missing = row[column], {why: code for code, why in table.missing.items()}
    if value is None:
        return missing[row.missing[column]] if column in row.missing else ""
    text = (
        str(value).lower()
        if isinstance(value, bool)
        else f"{value:f}"
        if table[column].type == "number"
        else str(value)
    )
    if not n:
        return text
    if column in ids:
        return f"{text} {n}" if column == "alias" else f"{text}-{n}"
    if column in ("expression", "note"):
        return IDS.sub(lambda m: f"{m[0]}-{n}", text)
    if column == "item_id":
        return f"{row['list_claim']}-{n}-{row['slot']}"
    if (table.name, column) == ("sources", "sha256"):
        return hashlib.sha256(f"{text} {n}".encode()).hexdigest()
    if (table.name, column) == ("sources", "file"):
        return text.replace(".txt", f"_{n}.txt")
    return f"{text} {n}" if (table.name, column) == ("entities", "label") else text


def _checks(tables: dict[str, Rows], copies: int) -> list[list[Row]]:
    """The checks of each copy: one for each restatement, readings together, the others in turn."""
    restated = {row["restatement_id"] for row in tables["restatements"].rows}
    always: list[Row] = []
    groups: dict[str, list[Row]] = {}
    for row in tables["checks"].rows:
        held = row["kind"] == "agreement" and restated & {row["claim_id"], *IDS.findall(row["expression"])}
        group = row["claim_id"] if row["kind"] == "identity" else row["check_id"]
        (always if held else groups.setdefault(group, [])).append(row)
    others, found = cycle(groups.values()), []
    for _ in range(copies):
        own: list[Row] = []
        while len(always) + len(own) < CHECKS:
            own += next(others)
        kept = {id(row) for row in (*always, *own)}
        found.append([row for row in tables["checks"].rows if id(row) in kept])
    return found


def write(folder: Path, documents: int) -> Package:
    """Write a package of so many documents, a multiple of the real ones, into an empty folder."""
    package = load()
    tables = read_all(package)
    copies = documents // len(tables["sources"].rows)
    checks = _checks(tables, copies)
    for table in package.tables.values():
        ids = _renamed(table) - {"item_id"}
        (folder / table.path).parent.mkdir(parents=True, exist_ok=True)
        with (folder / table.path).open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(table.names)
            for n in range(1 if table.name in SHARED else copies):
                for row in checks[n] if table.name == "checks" else tables[table.name].rows:
                    writer.writerow([_cell(table, c, row, n, ids) for c in table.names])
    spec = json.loads((package.root / DESCRIPTOR).read_text("utf-8"))
    for resource in spec["resources"]:
        if resource["name"] in KEYS:
            schema = resource["schema"]
            schema["primaryKey"] = KEYS[resource["name"]]
            for field in schema["fields"]:
                field.get("constraints", {}).pop("unique", None)
    (folder / DESCRIPTOR).write_text(json.dumps(spec), "utf-8")
    return load(folder)
