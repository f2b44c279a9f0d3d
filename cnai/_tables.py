"""Read a CSV strictly by its descriptor: every fault is a finding with file, line, column, value and rule."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cnai._cells import Fault, cell_reader
from cnai._package import CnaiError, Package, Table, near
from cnai._sieve import Sieve, line_pattern

MOST_BYTES = 1_000_000  # of one line
MOST_QUOTED = 131_072  # characters of a line; csv's own limit, which other libraries raise, is on a cell
LARGE = 1_000_000  # bytes of a file
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
    """The records of one table, with what was found wrong in them.

    `whole` where the file has its header, `unread` the cells of records and keys that have a fault: a foreign key that
    names one of them is no fault of its own.
    """

    table: Table
    rows: list[Row]
    findings: list[Finding]
    whole: bool = True
    unread: set[str] = field(default_factory=set)
    sieve: Sieve | None = None

    @property
    def count(self) -> int:
        """How many records there are, those that were not kept among them."""
        return len(self.rows) + (self.sieve.lines if self.sieve else 0)

    def report(self, code: str, row: Row | None, column: str, value: object, rule: str) -> None:
        """Add a finding at a row's line (at the file where `row` is None)."""
        self.findings.append(Finding(code, self.table.path, 0 if row is None else row.line, column, str(value), rule))

    def by(self, column: str) -> dict[Any, Row]:
        """The rows by the values of one column."""
        return {row[column]: row for row in self.rows}


def _raw(path: Path, sieve: Sieve | None) -> Iterator[tuple[int, bytes]]:
    """The numbered lines as bytes, with their ends, but for those that the sieve keeps."""
    number = 1
    with path.open("rb") as file:
        block = file.readline(MOST_BYTES)
        while block:
            if sieve and number > 1 and sieve.keeps(block):
                number += block.count(b"\n")
            else:
                for raw in BytesIO(block):
                    if number == 1 or not (sieve and sieve.keeps(raw)):
                        yield number, raw
                    number += 1
            block = file.read(65_536)
            block += file.readline(MOST_BYTES)


def _lines(path: Path, report: Callable[[int, str, str], None], sieve: Sieve | None) -> Iterator[tuple[int, str]]:
    """The numbered lines without their ends; one whose bytes are bad is reported and comes as an empty one."""
    for number, raw in _raw(path, sieve):
        if number == 1 and (b"\0" in raw or raw.startswith((b"\xff\xfe", b"\xfe\xff"))):
            return report(1, raw[:4].hex(), "the file is UTF-16 or UTF-32, it must be UTF-8")
        if len(raw) >= MOST_BYTES and not raw.endswith(b"\n"):
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
        yield number, line


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
                rows.unread.add(text)
            else:
                if len(known) < MOST_KNOWN:
                    known[text] = value


def read_table(package: Package, name: str, sieved: bool = True) -> Rows:
    """Read and validate one table; nothing is raised for bad data, all findings come back with the rows.

    Of a large file that no other rule reaches, rows without fault are counted and not kept (`sieved`).
    """
    table = package.table(name)
    rows = Rows(table, [], [])
    path = package.path(name)
    try:
        if not path.is_file():
            raise FileNotFoundError(2, "It is no file" if path.exists() else "No such file or directory")
        if sieved and path.stat().st_size > LARGE:
            pattern = line_pattern(table)
            rows.sieve = Sieve(pattern, table) if pattern else None
        _records(rows, path)
    except OSError as error:
        told = "the descriptor names this file, it must be readable"
        rows.findings.append(Finding("bytes", table.path, 0, "", str(error.strerror), told))
    return rows


def _records(rows: Rows, path: Path) -> None:
    """Read the header and the records of a file, each line by itself."""
    table, findings, bad = rows.table, rows.findings, set[int]()

    def report(line: int, value: str, rule: str) -> None:
        findings.append(Finding("bytes", table.path, line, "", value, rule))
        bad.add(line)

    columns: list[Column] = [(f.name, f.required, cell_reader(f, f.name == table.place), {}) for f in table.fields]
    rows.whole = False
    for line, text in _lines(path, report, rows.sieve):
        row = Row(line)
        cells, fault = _split(text)
        wrong = _header(table, cells) if line == 1 and line not in bad and not fault else ""
        if wrong:
            findings.append(Finding("header", table.path, 1, "", text, wrong))
        elif fault:
            rows.report(*fault[:1], row, "", text, fault[1])
        if line == 1 and (wrong or fault or line in bad):
            return
        if line == 1:
            rows.whole = True
        elif line in bad or fault:
            rows.unread.update(cells or text.split(","))
        elif len(cells) != len(columns):
            rows.report("width", row, "", text, f"has {len(cells)} cells, the header has {len(columns)}")
            rows.unread.update(cells)
        else:
            _record(rows, row, cells, columns)
            rows.rows.append(row)
    if not rows.whole and not findings:
        report(0, "", "the file is empty, it must hold a header and records")
    elif not rows.count and not findings and not table.may_be_empty:
        findings.append(Finding("empty", table.path, 1, "", "", "holds no record"))


def _split(line: str) -> tuple[list[str], tuple[str, str] | None]:
    """The cells of one line; where it is no record, the code and the rule."""
    if '"' not in line:
        return line.split(",") if line else [], None
    if len(line) > MOST_QUOTED:
        return [], ("length", f"with quotes, a line has at most {MOST_QUOTED} characters")
    try:
        cells = next(csv.reader([line], strict=True))
    except csv.Error as error:
        if "unexpected end" in str(error):
            return [], ("line", "a record must stand on one line; a quote is open")
        return [], ("quotes", f"can't be read as CSV: {error}")
    if '"' in _QUOTED.sub("", line):
        return cells, ("quotes", "a quote within a cell is doubled, and the cell quoted")
    return cells, None


def findings_of(tables: Iterable[Rows]) -> list[Finding]:
    """All findings, by file and line."""
    return sorted((f for rows in tables for f in rows.findings), key=lambda f: (f.file, f.line, f.column, f.code))


def refuse(findings: list[Finding], what: str) -> None:
    """Raise CnaiError with the first finding and the number of the others, where there are any."""
    if findings:
        more = f" (and {len(findings) - 1} more; cnai check lists them)" if len(findings) > 1 else ""
        raise CnaiError(f"{what}: {findings[0]}{more}")
