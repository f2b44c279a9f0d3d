"""What an export holds, whatever its form: each table with its rows, and why a cell of it is empty."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from cnai._codebook import HEAD, codebook
from cnai._frames import shared
from cnai._package import DESCRIPTOR, CnaiError, Field, Package, Table, load, near

NOT_PRINTED, NO_END = "not printed", "no such end"
RUN = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run text that begins so
INFINITE = (float("inf"), float("-inf"))
VIEW_KEYS = {
    "results": ("check_id",),
    "verdicts": ("claim_id",),
    "estimates": ("check_id",),
}
FOREIGN = {
    "results": (("check_id", "checks"), ("claim_id", "claims")),
    "verdicts": (("claim_id", "claims"), ("source_id", "sources")),
    "estimates": (("check_id", "checks"),),
}
HEADING = """# Codebook

Every table and column of cnai {version}, made from its descriptor.

Values are in base units: 2500000000, not "2.5 billion"; a percent stays a percent. Beside a stated number stand the
hedge printed with it (`_cmp`), the upper end of a range (`_high`) and the id of its claim in the table `claims`
(`_claim`). Dates have the precision that is printed: 2023, 2023-08 or 2023-08-31. An interval without an end has an
empty cell there.

{empty}
"""
EMPTY = {
    "csv": "Why a cell is empty is said by its code, under each table.",
    "dta": (
        "In Stata an empty number, day or category is `.l` lost in scraping, `.n` not applicable, `.o` no such end of\n"
        "an interval, `.p` not printed, or `.` where none of these is meant. Text knows one kind of empty; a variable\n"
        "`_missing` beside it says why. A closed list is a labelled number. In R, haven reads the kinds as tagged\n"
        "missing values; in pandas, pass `convert_categoricals=False`."
    ),
}
ASIDE = "Every empty cell is null; the table `missing` says why, where that is more than that it is not printed."


@dataclass(frozen=True)
class Sheet:
    """One table as it leaves: a description, typed rows, and the reason of each empty cell that has one."""

    table: Table
    rows: list[tuple[Any, ...]]
    reasons: dict[tuple[int, str], str]

    @property
    def name(self) -> str:
        """Name of the table."""
        return self.table.name

    @property
    def fields(self) -> tuple[Field, ...]:
        """The columns, in order."""
        return self.table.fields

    def column(self, n: int) -> list[Any]:
        """The cells of the column at that place."""
        return [row[n] for row in self.rows]


def _told(field: Field) -> Field:
    return replace(field, description=field.description.replace("; infinite where", "; empty where"))


def exported(package: Package) -> Package:
    """The package as it leaves: claims with what was read from them, each view a table of its own."""
    tables = {
        t.name: replace(t, path=f"{t.name}.csv", fields=tuple(map(_told, (*t.fields, *t.derived))), derived=())
        for t in package.tables.values()
    }
    for name, (description, fields) in package.views.items():
        key = VIEW_KEYS[name]
        foreign = tuple(((c,), other, (c,)) for c, other in FOREIGN[name])
        empty = {"": "none"}
        told = tuple(map(_told, fields))
        tables[name] = Table(name, f"{name}.csv", name.capitalize(), description, told, key, foreign, empty, "")
    return replace(package, tables=tables, views={})


def chosen(names: Iterable[str] | None) -> Package:
    """The exported package, or the tables of it that are named. Raises CnaiError where there is no such table."""
    package = exported(load())
    if names is None:
        return package
    wanted = list(dict.fromkeys(names))
    for name in wanted:
        if name not in package.tables:
            raise CnaiError(f"there is no table {name!r}{near(name, package.tables)}")
    if not wanted:
        raise CnaiError("no table is named, so there is nothing to export; without names all are")
    return replace(package, tables={name: t for name, t in package.tables.items() if name in wanted})


def sheets(package: Package) -> list[Sheet]:
    """The rows of each table, in the order of its CSV; an infinite end is empty."""
    con, views = shared().cursor(), load().views
    reasons: dict[tuple[str, str, str], str] = {
        (table, key, column): why
        for table, key, column, why in con.execute(
            "select table_name, key, column_name, reason from missing"
        ).fetchall()
    }
    found = []
    for table in package.tables.values():
        order = ", ".join(f'"{c}"' for c in table.key) if table.name in views else "rowid"
        columns = ", ".join(f'"{f.name}"' for f in table.fields)
        rows = con.execute(f'select {columns} from "{table.name}" order by {order}').fetchall()
        printed = {f.name for f in load().tables[table.name].fields} if table.name not in views else set()
        keys, why = [table.names.index(c) for c in table.key], dict[tuple[int, str], str]()
        for n, row in enumerate(rows):
            key = ", ".join(str(row[k]) for k in keys)
            for field, cell in zip(table.fields, row, strict=True):
                if cell is None and field.name in printed:
                    why[n, field.name] = reasons.get((table.name, key, field.name), NOT_PRINTED)
                elif cell in INFINITE:
                    why[n, field.name] = NO_END
        cleaned = [tuple(None if cell in INFINITE else cell for cell in row) for row in rows]
        found.append(Sheet(table, cleaned, why))
    return found


def missing(package: Package, parts: list[Sheet]) -> Sheet:
    """Every empty cell that has another reason than not being printed, for forms that know one kind of empty."""
    words = {
        "table_name": "table of the empty cell",
        "key": "key of its row",
        "column_name": "its column",
        "reason": "why it is empty",
    }
    fields = tuple(Field(name, "string", told, constraints={"required": True}) for name, told in words.items())
    description = "Why a cell is empty, where that is more than that it is not printed."
    key = ("table_name", "key", "column_name")
    table = Table("missing", "missing.csv", "Missing", description, fields, key, (), {"": "none"}, "")
    rows: list[tuple[Any, ...]] = []
    for part in parts:
        keys = [part.table.names.index(c) for c in part.table.key]
        for (n, column), reason in part.reasons.items():
            if reason != NOT_PRINTED:
                rows.append((part.name, ", ".join(str(part.rows[n][k]) for k in keys), column, reason))
    return Sheet(table, rows, {})


def book(package: Package, form: str) -> str:
    """The codebook of what is exported in that form, as Markdown."""
    path = "cnai.xlsx" if form == "xlsx" else ""
    tables = {n: replace(t, path=path or f"{n}.{form}") for n, t in package.tables.items()}
    words = codebook(replace(package, tables=tables)).removeprefix(HEAD)
    return HEADING.format(version=package.version, empty=EMPTY.get(form, ASIDE)) + words


def unit(field: Field) -> str:
    """The unit in words; one that stands in another column is said to."""
    if field.unit.startswith("{"):
        return f"as in {field.unit.strip('{}')}"
    return field.unit


def descriptor(package: Package, files: dict[str, bytes]) -> bytes:
    """A Data Package of the exported CSVs, as `datapackage.json`."""
    spec = json.loads((package.root / DESCRIPTOR).read_text(encoding="utf-8"))
    raw = {r["name"]: r for r in spec["resources"]}
    views = spec.pop("views", {})
    spec["resources"] = []
    for table in package.tables.values():
        known = raw.get(table.name, {})
        schema = dict(known.get("schema", {}))
        columns = [*schema.get("fields", views.get(table.name, {}).get("fields", [])), *known.get("derived", [])]
        schema["fields"] = [c | {"description": table[c["name"]].description} for c in columns]
        schema |= {"primaryKey": list(table.key)}
        schema["missingValues"] = [{"value": value, "label": label} for value, label in table.missing.items()]
        schema["foreignKeys"] = [
            {
                "fields": list(mine),
                "reference": {"resource": "" if other == table.name else other, "fields": list(theirs)},
            }
            for mine, other, theirs in table.foreign
            if other in package.tables
        ]
        if not schema["foreignKeys"]:
            del schema["foreignKeys"]
        data = files[table.path]
        kept = {k: v for k, v in known.items() if k not in ("derived", "schema")}
        spec["resources"].append(
            {"name": table.name, "type": "table"}
            | kept
            | {
                "path": table.path,
                "title": table.title,
                "description": table.description,
                "scheme": "file",
                "format": "csv",
                "mediatype": "text/csv",
                "encoding": "utf-8",
                "bytes": len(data),
                "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "schema": schema,
            }
        )
    return (json.dumps(spec, ensure_ascii=False, indent=2) + "\n").encode()
