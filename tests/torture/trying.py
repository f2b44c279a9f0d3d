"""What the fuzzers try: each function takes bytes, tries what they spell, gives a word for it, or raises.

An error is right only where it is the one that is promised; what is accepted is held against a second reading.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from toys import Toy, descriptor

from cnai import _tables
from cnai._build import assemble
from cnai._dates import parse_when, window
from cnai._errors import CnaiError
from cnai._interval import Reading
from cnai._keys import foreign_keys, read_keyed
from cnai._package import Table, _load, load
from cnai._ranks import parse_direction, parse_rank
from cnai._reading import parse
from cnai._tables import Rows, findings_of, read_table

T = TypeVar("T")
WORDS = (
    "over more than about nearly up to at least less than RMB yuan US$ $ € % percent million billion trillion "
    "thousand hundred dozen half third twice double first largest top 10 no. # order of magnitude between and - – "
    "to 2,300 1.5 12 three twenty-one a an the of only just + times fold year month day August March 31 2023 by "
    "since from Q1 quarter mid-2023 Monday growth decline rise fell ½ ² ３ ๕ \u0e42 , . 's 0 00 1e9 -5"
).split()
CELLS = (
    "", " ", ".n", ".l", "0", "-0", "1", "60", "-1", "1.50", "1e3", "nan", "inf", "0x1", "007", "1,000", "9" * 15,
    "9" * 18, "-0.0", "0.1", "AB", "b c", "d,e", "2020-02-29", "2021-02-29", "0001-01-01", "2020-06-31", "2020-12-30",
    "9" * 19, "=1", "+1", "@x", "true", "True", "2020", "2020-02-30", "2020-03-04", "0000", "9999-12-31", "loaves",
    "Loaves", "morning", "nobody", "toy", "bakery", "percent", "USD", "loaf", "date", "stock", "flow", "change", "rate",
    "quantity", "period", "rank", "direction", "actual", "planned", "forecast", "~", ">", ">=", "range", '"', 'a "b"',
    "a,b", "caf\u00e9", "cafe\u0301", "b\u0430ker", "６", "Ã©", "\u200b", "\u00a0", "\x00", "\t", "\u2028", "\ufeff",
    "{unit}", "'", "[opened]", "[nobody]", "exact", "rounded", "more than 20", "about 60", "$2-$3", "March 4", "25%",
    "x" * 2001, "stated('loaves')", "ratio(exactly(1), exactly(0))", "plus(stated('morning'), stated('evening'))",
    "times(exactly(999999999999999), exactly(999999999999999))", "named('staff')", "reproduced", "0 to 4.762",
)  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 10**30, 1e308, "", "x", "../x.csv", "/etc/passwd", "data/other_numbers.csv", "string",
    "integer", "number", "date", "boolean", "claims", "units", "unit", "{unit}", "{", "{x}", "claim_id", [], ["unit"],
    ["unit", "unit"], [None], {}, {"enum": ["a"]}, {"pattern": "("}, {"pattern": "[a-z]+"}, {"minimum": 1},
    {"required": True}, {"unique": True}, {"*": ["*"]}, "'; drop table claims; --", 'a"b', "a\0b", "\u202e", "é",
)  # fmt: skip


class Choices:
    """Bytes as a sequence of choices; when they are over, the first of each."""

    def __init__(self, data: bytes) -> None:
        self.data, self.at = data, 0

    def number(self, below: int) -> int:
        if below > 256:
            return (self.number(256) * 256 + self.number(256)) % below
        self.at += 1
        return self.data[self.at - 1] % below if self.at <= len(self.data) else 0

    def one(self, of: Sequence[T]) -> T:
        return of[self.number(len(of))]

    @property
    def left(self) -> bool:
        return self.at < len(self.data)

    def text(self) -> str:
        """Words of a kind, or the bytes that are left as text."""
        if self.number(4) == 0:
            rest, self.at = self.data[self.at :], len(self.data)
            return rest.decode("utf-8", "replace")
        parts = []
        while self.left and len(parts) < 8:
            parts.append(self.one(WORDS))
        return self.one(["", " ", " ", " ", "-"]).join(parts)


def need(holds: object, told: str) -> None:
    if not holds:
        raise AssertionError(told)


def reading(data: bytes) -> str:
    """The readers of printed words: an interval that is one, or ValueError with a sentence."""
    choices = Choices(data)
    kind = choices.number(5)
    text = choices.text()
    try:
        if kind == 0:
            found = parse(text)
        elif kind == 1:
            found = parse(text, choices.one([None, "", "0", "1", "1000", "0.5"]))
        elif kind == 2:
            found = parse_rank(text)
        elif kind == 3:
            found = parse_direction(text)
        else:
            ends = [choices.one(["", "2023", "2023-08", "2023-08-31", "2023-02-29", "x", "9999"]) for _ in range(2)]
            when = parse_when(text, *ends)
            need(
                when.low is None or when.high is None or when.low <= when.high, f"{text!r} {ends} ends before it starts"
            )
            for day in (when.low, when.high):
                need(day is None or window(day.isoformat()) == (day, day), f"{text!r} isn't read as days")
            return "read"
    except ValueError as refused:
        need(str(refused) and "\n" not in str(refused), f"{text!r} is refused without a sentence")
        return "refused"
    _interval(text, found)
    return "read"


def _interval(text: str, r: Reading) -> None:
    ends = [r.low, r.high, *(v for v in (r.value, r.value_high) if v is not None)]
    need(not any(end.is_nan() for end in ends), f"{text!r} is read as NaN")
    need(r.low <= r.high, f"{text!r} is read as {r.low} to {r.high}")
    need(r.low < r.high or not (r.low_open or r.high_open), f"{text!r} is read as nothing")
    need(r.value is None or (r.value.is_finite() and r.low <= r.value <= r.high), f"{text!r}: {r.value} isn't in it")
    need(r.low.is_finite() or r.low_open, f"{text!r} has an infinite end that is in it")
    need(r.high.is_finite() or r.high_open, f"{text!r} has an infinite end that is in it")


CONVERT = {"string": str, "integer": int, "number": Decimal, "date": date.fromisoformat, "boolean": "true".__eq__}


def second_reading(data: bytes, table: Table) -> list[dict[str, Any]]:
    """The cells by Python's csv alone: what an accepted file must hold."""
    text = data.decode("utf-8-sig")
    header, *records = csv.reader(io.StringIO(text, newline=""), strict=True)
    need(header == table.names, "another header was accepted")
    return [
        {
            f.name: None if cell in table.missing else CONVERT[f.type](cell)
            for f, cell in zip(table.fields, record, strict=True)
        }
        for record in records
    ]


# A table that no rule of the ledger reaches, of which the sieve keeps good lines: a column of each kind.
PLAIN: list[dict[str, Any]] = [
    {"name": "plain_id", "constraints": {"required": True, "pattern": "[a-z0-9-]+"}},
    {"name": "unit", "constraints": {"required": True}},
    {"name": "word"},
    {"name": "one_of", "constraints": {"enum": ["a", "b c", "f", "d,e"]}},
    {"name": "whole", "type": "integer"},
    {"name": "counted", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "number", "type": "number", "constraints": {"required": True}},
    {"name": "day", "type": "date"},
    {"name": "truth", "type": "boolean"},
    {"name": "code", "constraints": {"pattern": "[A-Z]{2}"}},
]
ROWS = """plain_id,unit,word,one_of,whole,counted,number,day,truth,code
a,loaf,Some words,a,1,0,1.50,2020-02-29,true,AB
b,USD,"a, b",b c,-12,12,-0.5,2021-12-31,false,
c-1,percent,café,"d,e",.n,,0,,,CD
d,rank,.n,f,999999999999999999,1,123456789012345,0001-01-01,true,.n
e,loaf,e,,,,1,,,
"""


GOOD = (
    "a b-1 c2 z", "loaf USD rank", "x Word é 1 a,b", "a d,e f", "0 -1 5 .n", "0 1 7", "0 1.5 -0.50 100 9",
    "1999-12-31 2020-02-29", "true false", "AB ZZ .n",
)  # fmt: skip


NEARLY = (
    "a B a_b é -a a- =a", "loafs LOAF .n l", "-x =x +x @x 'x cafe\u0301 b\u0430d .l", "A b g -", "-0 007 1.0 1e3 .l",
    "-1 -5 01", "-0 -0.0 1. .5 00.5 1e3 1234567890123456 0.1234567890123456 .n",
    "2021-02-29 2020-02-30 2020-04-31 2020-13-01 2020-00-01 2020-01-00 0000-01-01 2020-1-1 9999-12-32 1900-02-29",
    "True TRUE 1 t yes", "A ABC ab .l",
)  # fmt: skip


def records(choices: Choices) -> str:
    """Records of the plain table, most of their cells good."""
    out = io.StringIO()
    ends = choices.one(["\n", "\n", "\r\n"])
    writer = csv.writer(out, lineterminator=ends, quoting=choices.one([csv.QUOTE_MINIMAL] * 7 + [csv.QUOTE_ALL]))
    writer.writerow([field["name"] for field in PLAIN])
    odd = choices.number(2)
    for row in range(1 + choices.number(9)):
        good = [choices.one(words.split()) for words in GOOD]
        good[0] += f"-{row}" if choices.number(8) else ""
        if odd == 0 and choices.number(3) == 0:
            n = choices.number(len(good))
            good[n] = choices.one([*NEARLY[n].split(), choices.one(CELLS)])
        writer.writerow(good)
    return out.getvalue()


class Package:
    """A toy package on disk of which one file at a time is another."""

    def __init__(self, root: Path) -> None:
        self.toy = Toy(root)
        spec = json.loads(descriptor())
        reference = {"resource": "units", "fields": ["unit"]}
        codes = [{"value": "", "label": "not printed"}, {"value": ".n", "label": "not applicable"}]
        schema = {"fields": PLAIN, "primaryKey": ["plain_id"], "missingValues": codes}
        schema |= {"foreignKeys": [{"fields": ["unit"], "reference": reference}]}
        spec["resources"].append({"name": "plain", "path": "data/plain.csv", "schema": schema})
        (root / "datapackage.json").write_text(json.dumps(spec), "utf-8")
        _load.cache_clear()
        self.toy.package = load(root)
        self.toy.tables["plain"] = list(csv.DictReader(io.StringIO(ROWS)))
        self.toy.write(plain=ROWS)
        self.good = {name: self.toy.path(name).read_bytes() for name in self.toy.tables}

    def table(self, data: bytes, name: str = "other_numbers") -> str:
        """One CSV of any bytes: findings, or the cells that a second reading finds; the sieve changes nothing."""
        self.toy.path(name).write_bytes(data)
        rows = read_table(self.toy.package, name, sieved=False)
        self._sieved(rows)
        if rows.findings:
            _sentences(rows)
            return "refused"
        need([dict(row) for row in rows.rows] == second_reading(data, rows.table), "accepted, and read otherwise")
        return "read"

    def _sieved(self, plainly: Rows) -> None:
        """A large file is read through the sieve, which finds the same and counts the same."""
        name, large = plainly.table.name, _tables.LARGE
        try:
            found = []
            for _tables.LARGE in (0, 10**9):
                tables = {n: read_keyed(self.toy.package, n) for n in (name, "units")}
                for lost in foreign_keys(tables) if name == "plain" else ():
                    tables[lost] = read_keyed(self.toy.package, lost, sieved=False)
                    foreign_keys(tables)
                found.append((tables[name].count, sorted(map(str, findings_of(tables.values())))))
        finally:
            _tables.LARGE = large
        need(found[0] == found[1], f"the sieve finds {found[0]}, cell by cell {found[1]}")

    def edited(self, data: bytes) -> str:
        """The same for a good CSV with some of its bytes changed, moved or doubled."""
        choices = Choices(data)
        name = choices.one(["plain", "plain", "other_numbers", "events", "claims"])
        text = bytearray(self.good[name])
        pieces = [
            b"\n",
            b"\r\n",
            b"\r",
            b",",
            b'"',
            b'""',
            b" ",
            b"\xef\xbb\xbf",
            b"\0",
            b"\xff",
            b"=",
            b"6",
            b".n",
            b"",
        ]
        if name == "plain" and choices.number(2):
            return self._restored(records(choices).encode("utf-8", "replace"), name)
        pieces += [cell.encode() for cell in CELLS if len(cell) < 30]
        for _ in range(1 + choices.number(4)):
            at = choices.number(len(text) + 1)
            if choices.number(4) == 0:  # a cell's end is where faults are
                at = text.find(b",", at) + choices.number(2)
            text[at : at + choices.number(3)] = choices.one(pieces)
        return self._restored(bytes(text), name)

    def records(self, data: bytes) -> str:
        """The same for records of a table that the sieve reads, most of whose cells are good."""
        return self._restored(records(Choices(data)).encode(), "plain")

    def _restored(self, data: bytes, name: str) -> str:
        try:
            return self.table(data, name)
        finally:
            self.toy.path(name).write_bytes(self.good[name])

    def check(self, data: bytes) -> str:
        """The whole check on a package with some changed cells and rows: findings, or a database of the same rows."""
        choices = Choices(data)
        tables = {name: [dict(row) for row in rows] for name, rows in self.toy.tables.items()}
        try:
            for _ in range(1 + choices.number(3)):
                rows = self.toy.tables[choices.one([*tables])]
                if not rows:
                    continue
                row = choices.one(rows)
                what = choices.number(8)
                if what == 0:
                    rows.remove(row)
                elif what == 1:
                    rows.append(dict(row))
                elif what == 2:
                    rows.reverse()
                else:
                    row[choices.one([*row])] = choices.text() if what == 3 else choices.one(CELLS)
            self.toy.write()
            return self._assembled()
        finally:
            self.toy.tables = tables
            for name, good in self.good.items():
                self.toy.path(name).write_bytes(good)

    def _assembled(self) -> str:
        con, tables, found = assemble(self.toy.package)
        for finding in found:
            need(finding.rule and finding.code and finding.file, "a finding without its rule")
        if con is None:
            need(found, "no database, and no finding")
            return "refused"
        with con:
            for name, rows in tables.items():
                query = f'select count(*) from "{name}"'
                need(con.execute(query).fetchall() == [(rows.count,)], f"{name} lost records")
            bad = "select count(*) from results where isnan(computed_low) or isnan(computed_high) or isnan(gap)"
            need(con.execute(bad).fetchall() == [(0,)], "a NaN among the results")
        return "refused" if found else "held"

    def descriptor(self, data: bytes) -> str:
        """A descriptor with some values changed: refused in one sentence, or a package that can be checked."""
        choices = Choices(data)
        whole = choices.number(4) == 1  # the rest takes twenty times as long
        if choices.number(8) == 0:
            text = data[2:]
        else:
            spec = json.loads(descriptor())
            for _ in range(1 + choices.number(3)):
                _edit(spec, choices)
            text = json.dumps(spec).encode()
        path = self.toy.root / "datapackage.json"
        path.write_bytes(text)
        _load.cache_clear()
        try:
            package = load(self.toy.root)
            con = assemble(package)[0] if whole else None
        except CnaiError as refused:
            need("\n" not in str(refused), f"more than one line: {refused}")
            return "refused"
        if con is not None:
            con.close()
        for table in package.tables.values():
            inside = (self.toy.root / table.path).resolve().is_relative_to(self.toy.root.resolve())
            need(inside, f"{table.path} is outside the folder")
        return "built from" if con is not None else "read"


def _edit(spec: Any, choices: Choices) -> None:
    """Change one value somewhere in a tree of objects and lists."""
    at = spec
    for _ in range(1 + choices.number(8)):
        keys = list(at) if isinstance(at, dict) else list(range(len(at)))
        if not keys:
            return
        key = choices.one(keys)
        if isinstance(at[key], dict | list) and at[key] and choices.number(6):
            at = at[key]
            continue
        what = choices.number(4)
        if what == 0:
            del at[key]
        elif what == 1 and isinstance(at, list):
            at.append(deepcopy(at[key]))
        elif what == 2 and isinstance(at, dict):
            at[choices.text()[:20]] = at.pop(key)
        else:
            at[key] = deepcopy(choices.one(VALUES))
        return


def _sentences(rows: Rows) -> None:
    for finding in rows.findings:
        need(finding.rule and "\n" not in str(finding), f"a finding that is no sentence: {finding}")
