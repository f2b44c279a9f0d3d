"""Read a CSV strictly by its descriptor: every fault is a finding with file, line, column, value and rule."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cnai._cells import Fault, cell_reader
from cnai._package import CnaiError, Package, Table, near

MOST_BYTES = 1_000_000  # of one line
MOST_KNOWN = 20_000  # cells of a column that are read once
_QUOTED = re.compile(r'(?:^|(?<=,))"(?:[^"]|"")*"(?=,|$)')
Column = tuple[str, bool, Callable[[str], Any], dict[str, Any]]


_NOTHING: Mapping[str, str] = MappingProxyType({})


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
    """One record by column name; a missing cell is None, and `missing` says why where its code does."""

    __slots__ = ("line", "missing")

    def __init__(self, line: int) -> None:
        super().__init__()
        self.line = line
        self.missing: Mapping[str, str] = _NOTHING


@dataclass
class Rows:
    """The records of one table, with what was found wrong in them; `whole` where no record has a fault."""

    table: Table
    rows: list[Row]
    findings: list[Finding]
    whole: bool = True

    def report(self, code: str, row: Row | None, column: str, value: object, rule: str) -> None:
        """Add a finding at a row's line (at the file where `row` is None)."""
        self.findings.append(Finding(code, self.table.path, 0 if row is None else row.line, column, str(value), rule))

    def by(self, column: str) -> dict[Any, Row]:
        """The rows by the values of one column."""
        return {row[column]: row for row in self.rows}


def _lines(path: Path, report: Callable[[int, str, str], None]) -> Iterator[str]:
    """The file's lines without their ends; one whose bytes are bad is reported and comes as an empty one."""
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(MOST_BYTES), b""), 1):
            if number == 1 and raw.startswith((b"\xff\xfe", b"\xfe\xff")):
                return report(1, raw[:2].hex(), "the file is UTF-16, it must be UTF-8")
            if len(raw) == MOST_BYTES and not raw.endswith(b"\n"):
                return report(number, raw[:20].decode("utf-8", "replace"), f"the line is over {MOST_BYTES} bytes long")
            data = raw.removesuffix(b"\n").removesuffix(b"\r")  # as Excel writes them
            try:
                line = (data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data).decode("utf-8")
            except UnicodeDecodeError as error:
                report(number, data[error.start : error.end].hex(), "bytes that are no UTF-8")
                line = ""
            else:
                if "\r" in line:
                    report(number, "\\r", "lines must end in \\n")
                    line = ""
                elif not raw.endswith(b"\n"):
                    report(number, line[-20:], "the last line must end in \\n; the file may be cut off")
            yield line


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


def _record(rows: Rows, row: Row, cells: list[str], readers: list[Column]) -> None:
    """Read one record's cells; what was read before isn't read again."""
    missing = rows.table.missing
    for (name, required, read, known), text in zip(readers, cells, strict=True):
        try:
            row[name] = known[text]
        except KeyError:
            row[name] = None
            if text in missing:
                if text:
                    row.missing = {**row.missing, name: missing[text]}
                if required:
                    rows.report("required", row, name, text, "must not be empty")
                elif not text:
                    known[text] = None
                continue
            try:
                row[name] = value = read(text)
            except Fault as fault:
                rows.report(fault.args[0], row, name, text, fault.args[1])
            else:
                if len(known) < MOST_KNOWN:
                    known[text] = value


def read_table(package: Package, name: str) -> Rows:
    """Read and validate one table; nothing is raised for bad data, all findings come back with the rows."""
    table = package.table(name)
    rows = Rows(table, [], [])
    path = package.path(name)
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "No such file or directory" if not path.exists() else "It is no file")
        _records(rows, path)
    except OSError as error:
        told = "the descriptor names this file, it must be readable"
        rows.findings.append(Finding("bytes", table.path, 0, "", str(error.strerror), told))
    _unique(rows)
    return rows


def _records(rows: Rows, path: Path) -> None:
    """Read the header and the records of a file."""
    table, findings, bad, last = rows.table, rows.findings, set[int](), [""]

    def report(line: int, value: str, rule: str) -> None:
        findings.append(Finding("bytes", table.path, line, "", value, rule))
        bad.add(line)

    def watched() -> Iterator[str]:
        for last[0] in _lines(path, report):
            yield last[0]

    reader = csv.reader(watched(), strict=True)
    columns: list[Column] = [(f.name, f.required, cell_reader(f, f.name == table.place), {}) for f in table.fields]
    line, started = 1, False
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            break
        except csv.Error as error:
            findings.append(Finding("quotes", table.path, line, "", "", f"can't be read as CSV: {error}"))
            rows.whole = False
            if not started:
                return
            continue
        if not started:
            wrong = "" if 1 in bad else _header(table, cells)
            if wrong:
                findings.append(Finding("header", table.path, 1, "", ",".join(cells), wrong))
            if wrong or 1 in bad:
                rows.whole = False
                return
            started = True
            continue
        row = Row(line)
        before = len(findings)
        if line in bad and not cells:
            pass
        elif line != reader.line_num:
            rows.report("line", row, "", cells[0], "a record must stand on one line; a quote may be open")
        elif '"' in last[0] and '"' in _QUOTED.sub("", last[0]):
            rows.report("quotes", row, "", last[0], "a quote within a cell is doubled, and the cell quoted")
        elif len(cells) != len(columns):
            told = f"has {len(cells)} cells, the header has {len(columns)}"
            rows.report("width", row, "", ",".join(cells), told)
        else:
            _record(rows, row, cells, columns)
            rows.rows.append(row)
        rows.whole = rows.whole and len(findings) == before and line not in bad
    if not started and not findings:
        report(0, "", "the file is empty, it must hold a header and records")
    elif not rows.rows and not findings:
        findings.append(Finding("empty", table.path, 1, "", "", "holds no record"))


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
            if not tables[other].whole:
                continue  # what it names may be in the record at fault
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
