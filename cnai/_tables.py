"""Read a CSV strictly by its descriptor: every fault is a finding with file, line, column, value and rule."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cnai._dates import window
from cnai._package import CnaiError, Field, Package, Table, near

MOST_CHARACTERS = 2000
_NUMBER = re.compile(r"-?(?!(?:\D*\d){16})(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)  # what a DOUBLE keeps
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,17})", re.ASCII)  # what a BIGINT keeps
_QUOTED = re.compile(r'(?:^|(?<=,))"(?:[^"]|"")*"(?=,|$)')
_UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u00a0\u00ad\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff\ufffd]")


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault: its rule's code, where it is, what is there, and what the rule allows."""

    code: str
    file: str
    line: int
    column: str
    value: str
    rule: str

    def __str__(self) -> str:
        at = f"{self.file}:{self.line}" if self.line else self.file
        column = f" {self.column}" if self.column else ""
        value = self.value if len(self.value) <= 60 else self.value[:57] + "..."
        return f"{at}:{column} {value!r}: {self.rule} [{self.code}]"


class Row(dict[str, Any]):
    """One record by column name; a missing cell is None and its reason is in `missing`."""

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.missing: dict[str, str] = {}


@dataclass
class Rows:
    """The records of one table, with what was found wrong in them."""

    table: Table
    rows: list[Row]
    findings: list[Finding]

    def report(self, code: str, row: Row | None, column: str, value: object, rule: str) -> None:
        """Add a finding at a row's line (at the file where `row` is None)."""
        self.findings.append(Finding(code, self.table.path, 0 if row is None else row.line, column, str(value), rule))

    def by(self, column: str) -> dict[Any, Row]:
        """The rows by the values of one column."""
        return {row[column]: row for row in self.rows}


def _boolean(text: str) -> bool:
    if text not in ("true", "false"):
        raise ValueError
    return text == "true"


def _matching(pattern: re.Pattern[str], convert: Callable[[str], Any]) -> Callable[[str], Any]:
    def read(text: str) -> Any:
        if not pattern.fullmatch(text):
            raise ValueError
        return convert(text)

    return read


_TYPES: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "text"),
    "integer": (_matching(_INTEGER, int), "a whole number, 18 digits at most and nothing else"),
    "number": (_matching(_NUMBER, Decimal), "a number, 15 digits at most with a point or none"),
    "date": (lambda text: date.fromisoformat(_day(text)), "a day that exists, as 2023-08-31"),
    "boolean": (_boolean, "true or false"),
}


def _day(text: str) -> str:
    if len(text) != 10:
        raise ValueError
    window(text)
    return text


def _text(package: Package, table: Table) -> tuple[str, list[Finding]]:
    """The file's text, or what is wrong with its bytes."""

    def bad(line: int, value: str, rule: str) -> tuple[str, list[Finding]]:
        return "", [Finding("bytes", table.path, line, "", value, rule)]

    try:
        data = package.path(table.name).read_bytes()
    except OSError as error:
        return bad(0, str(error.strerror), "the descriptor names this file, it must be readable")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return bad(1, data[:2].hex(), "the file is UTF-16, it must be UTF-8")
    data = data.removeprefix(b"\xef\xbb\xbf").replace(b"\r\n", b"\n")  # as Excel writes them
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return bad(line, data[error.start : error.end].hex(), "bytes that are no UTF-8")
    if "\r" in text:
        return bad(text.count("\n", 0, text.index("\r")) + 1, "\\r", "lines must end in \\n")
    if not text:
        return bad(0, "", "the file is empty, it must hold a header and records")
    if not text.endswith("\n"):
        return bad(text.count("\n") + 1, text[-20:], "the last line must end in \\n; the file may be cut off")
    return text, []


def _cell(rows: Rows, row: Row, field: Field, text: str) -> None:
    """Type one cell and hold it against the rules of its column."""
    table, c = rows.table, field.constraints
    if text in table.missing:
        row[field.name], row.missing[field.name] = None, table.missing[text]
        if field.required:
            rows.report("required", row, field.name, text, "must not be empty")
        return
    row[field.name] = None
    if text != text.strip() or "  " in text:
        return rows.report("space", row, field.name, text, "no space at either end, none doubled")
    unseen = _UNSEEN.search(text)
    if unseen:
        return rows.report("character", row, field.name, text, f"holds the invisible character U+{ord(unseen[0]):04X}")
    if len(text) > MOST_CHARACTERS:
        return rows.report("length", row, field.name, text, f"longer than {MOST_CHARACTERS} characters")
    if text[0] in "=@+" or (text[0] == "-" and field.type == "string"):
        return rows.report("formula", row, field.name, text, "a spreadsheet would run this as a formula")
    read, allowed = _TYPES[field.type]
    try:
        value = read(text)
    except ValueError:
        return rows.report("type", row, field.name, text, f"must be {allowed}")
    if "enum" in c and text not in c["enum"]:
        return rows.report("enum", row, field.name, text, f"is none of the allowed values{near(text, c['enum'])}")
    if "pattern" in c and not re.fullmatch(c["pattern"], text, re.ASCII):
        return rows.report("pattern", row, field.name, text, f"must match {c['pattern']}")
    if "minimum" in c and value < c["minimum"]:
        return rows.report("range", row, field.name, text, f"must be at least {c['minimum']}")
    row[field.name] = value


def _header(table: Table, header: list[str]) -> str:
    """What is wrong with a header, as a rule; empty where nothing is."""
    missing = [name for name in table.names if name not in header]
    extra = [name for name in header if name not in table.names]
    twice = [name for name in table.names if header.count(name) > 1]
    if missing or extra or twice:
        told = [f"{name!r} is missing" for name in missing] + [f"{name!r} is there twice" for name in twice]
        told += [f"{name!r} is unknown{near(name, missing)}" for name in extra[:4]]
        more = len(missing) + len(twice) + len(extra) - 4
        return "; ".join(told[:4]) + (f"; and {more} more" if more > 0 else "")
    if header != table.names:
        return f"columns must stand in the descriptor's order: {', '.join(table.names)}"
    return ""


def read_table(package: Package, name: str) -> Rows:
    """Read and validate one table; nothing is raised for bad data, all findings come back with the rows."""
    table = package.table(name)
    text, findings = _text(package, table)
    rows = Rows(table, [], findings)
    if findings:
        return rows
    lines = text.split("\n")[:-1]
    reader = csv.reader(lines, strict=True)
    line = 1
    try:
        header = next(reader, [])
        wrong = _header(table, header)
        if wrong:
            findings.append(Finding("header", table.path, 1, "", ",".join(header), wrong))
            return rows
        line = reader.line_num + 1
        for cells in reader:
            row = Row(line)
            if line != reader.line_num:
                rows.report("line", row, "", cells[0], "a record must stand on one line; a quote may be open")
            elif '"' in lines[line - 1] and '"' in _QUOTED.sub("", lines[line - 1]):
                rows.report("quotes", row, "", lines[line - 1], "a quote within a cell is doubled, and the cell quoted")
            elif len(cells) != len(table.fields):
                rows.report(
                    "width",
                    row,
                    "",
                    ",".join(cells),
                    f"has {len(cells)} cells, the header has {len(table.fields)}",
                )
            else:
                for field, cell in zip(table.fields, cells, strict=True):
                    _cell(rows, row, field, cell)
                rows.rows.append(row)
            line = reader.line_num + 1
    except csv.Error as error:
        findings.append(Finding("quotes", table.path, line, "", "", f"can't be read as CSV: {error}"))
    if not rows.rows and not findings:
        findings.append(Finding("empty", table.path, 1, "", "", "holds no record"))
    _unique(rows)
    return rows


def _unique(rows: Rows) -> None:
    """Keys occur once."""
    keys = [rows.table.key] if rows.table.key else []
    keys += [(f.name,) for f in rows.table.fields if f.constraints.get("unique") and (f.name,) not in keys]
    for key in keys:
        seen: dict[tuple[Any, ...], int] = {}
        for row in rows.rows:
            value = tuple(row[column] for column in key)
            if None not in value and seen.setdefault(value, row.line) != row.line:
                rows.report(
                    "key",
                    row,
                    ", ".join(key),
                    ", ".join(map(str, value)),
                    f"is on line {seen[value]} already",
                )


def _foreign(tables: dict[str, Rows]) -> None:
    """What a foreign key names exists."""
    for rows in tables.values():
        for columns, other, targets in rows.table.foreign:
            known = {tuple(row[c] for c in targets) for row in tables[other].rows}
            if tables[other].findings and not known:
                continue
            for row in rows.rows:
                value = tuple(row[c] for c in columns)
                if other == rows.table.name and value == tuple(row[c] for c in rows.table.key):
                    rows.report("foreign-key", row, ", ".join(columns), ", ".join(map(str, value)), "names its own row")
                elif None not in value and value not in known:
                    ids = [k[0] for k in known]
                    told = f"is no {targets[0]} of {tables[other].table.path}{near(str(value[0]), ids)}"
                    rows.report("foreign-key", row, ", ".join(columns), ", ".join(map(str, value)), told)


def read_all(package: Package) -> dict[str, Rows]:
    """Read and validate every table of the descriptor, with the keys between them."""
    tables = {name: read_table(package, name) for name in package.tables}
    _foreign(tables)
    return tables


def findings_of(tables: Iterable[Rows]) -> list[Finding]:
    """All findings, by file and line."""
    return sorted((f for rows in tables for f in rows.findings), key=lambda f: (f.file, f.line, f.column, f.code))


def refuse(findings: list[Finding], what: str) -> None:
    """Raise CnaiError with the first finding and the number of the others, where there are any."""
    if findings:
        more = f" (and {len(findings) - 1} more; cnai check lists them)" if len(findings) > 1 else ""
        raise CnaiError(f"{what}: {findings[0]}{more}")
