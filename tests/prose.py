"""Numbers in prose: each is followed by a comment that names what it is, and is held against that.

    5,746<!--closures-2022-->                a claim: printed in its words, its value, or in its period
    3,420<!--closures-2021-->                a check or estimate: what was computed, as precisely as it is written
    3,410<!--closures-2021:low-->            one end of its interval, `:low` or `:high`
    5<!--= select count(*) from sources-->   what one query gives

A scale, a percent sign or a dollar sign at the number counts, and a number word may be bound too. Code, links, list
numbers and names with letters at their digits (M6, GPT-4, 45AI) are free. By hand: python tests/prose.py FILE...
"""

import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from difflib import get_close_matches
from math import isfinite
from pathlib import Path
from typing import Any

import duckdb

import cnai
from cnai._reading import parse
from cnai._words import WORDS

SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12}
SCALE = rf"[\s-](?P<scale{{}}>{'|'.join(SCALES)})\b"
WORD = "|".join(sorted(WORDS, key=len, reverse=True))
FREE = (
    r"^ *(?P<fence>```+|~~~+).*?^ *(?P=fence)",
    r"(?P<tick>`+).+?(?<!`)(?P=tick)(?!`)",
    r"\]\([^)]*\)|^ *\[[^\]]+\]:[^\n]*|https?://[^\s)>]+",
    r"</?[A-Za-z][^>]*>",
    r"^[ >]*\d+[.)](?=\s)",
    r"\b[^\W\d]+\d\w*(?:\.\d+)*",  # M6
    r"\b\w*[A-Z]-\d+(?:\.\d+)*[A-Z]?\b|\b\w+-\d+(?:\.\d+)?[A-Z]\w*",  # GPT-3.5, Baichuan-13B
    r"\b\d+\.?[A-Z]{2}\w*",  # 45AI, 01.AI
)
TOKEN = re.compile(
    rf"(?P<free>{'|'.join(FREE)})"
    r"|(?P<dollar>\$)?(?P<minus>(?<![\w>)\]])[-−])?"
    r"(?P<number>\d{4}-\d\d(?:-\d\d)?(?!\d)|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    rf"|\b(?i:(?:{WORD})(?:-(?:{WORD}))?)(?=[*_]*<!--))"
    rf"(?P<percent1>%)?(?:{SCALE.format(1)})?[*_]*(?:<!--(?P<of>.*?)-->)?[*_]*"
    rf"(?P<percent2>%|[\s-]percent\b)?(?:{SCALE.format(2)})?"
    r"|(?P<touching>(?<=\S))?<!--.*?-->",
    re.DOTALL | re.MULTILINE,
)

Target = str | Decimal | float  # as printed; exact; computed
Known = Mapping[str, tuple[str, list[Target]]]


def _parts(iso: object) -> list[Target]:
    """What of a date may be written: the whole, year, month, day."""
    return [*dict.fromkeys([str(iso), *(part.lstrip("0") for part in str(iso).split("-"))])] if iso else []


def _day(days: float) -> date:
    return date(1970, 1, 1) + timedelta(days)


def known(con: duckdb.DuckDBPyConnection) -> Known:
    """Every id that prose may name, with its unit and what may be written for it."""
    found: dict[str, tuple[str, list[Target]]] = {}

    def add(name: str, unit: str, *targets: Target | None) -> None:
        found.setdefault(name, (unit, []))[1].extend(t for t in targets if t is not None and t not in found[name][1])

    columns = "claim_id, unit, stated, period_start, period_end, value, value_high, low, high, date_low, date_high"
    for name, unit, stated, start, end, *values, first, last in con.sql(f"select {columns} from claims").fetchall():
        dated = unit == "date"
        exact = [] if dated else [Decimal(repr(v)).normalize() for v in values[:2] if v is not None and isfinite(v)]
        numbers = re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", stated)
        printed = [n for n in (n.replace(",", "") for n in numbers) if Decimal(n) not in exact]
        add(name, unit, *exact, *printed, *_parts(start), *_parts(end))
        for side, day, value in (("low", first, values[2]), ("high", last, values[3])):
            if dated and day:
                add(f"{name}:{side}", unit, *_parts(day))
            elif not dated and value is not None and isfinite(value):
                add(f"{name}:{side}", unit, value)
    columns = "check_id, unit, computed_value, computed_low, computed_high"
    for name, unit, *values in con.sql(f"select {columns} from results").fetchall():
        add(name, unit)
        for side, value in zip(("", ":low", ":high"), values, strict=True):
            if value is not None and isfinite(value):
                add(name + side, unit, *(_parts(_day(value)) if unit == "date" else [value]))
    return found


def query(con: duckdb.DuckDBPyConnection) -> Callable[[str], Target]:
    """Return what runs one query for one value; raises ValueError where it isn't one."""

    def run(sql: str) -> Target:
        if not re.match(r"(?i)(?:select|with)\b", sql):
            raise ValueError("is no query, which begins with select or with")
        try:
            rows = con.cursor().sql(sql).fetchall()
        except duckdb.Error as error:
            raise ValueError(f"fails: {str(error).splitlines()[0]}") from error
        if len(rows) != 1 or len(rows[0]) != 1 or rows[0][0] is None:
            raise ValueError("gives no single value")
        value: Any = rows[0][0]
        return value if isinstance(value, str | float) else str(value) if isinstance(value, date) else Decimal(value)

    return run


def _fits(number: Decimal, text: str, step: Decimal, scaled: bool, target: Target) -> bool:
    if isinstance(target, str):
        return not scaled and text == target
    if isinstance(target, Decimal):
        return number == target
    rounded = scaled or "." in text or not target.is_integer()
    return abs(float(number) - target) <= float(step) / 2 * (1 + 1e-9) if rounded else float(number) == target


def _told(target: Target) -> str:
    if isinstance(target, str):
        return target
    return f"{target:,f}" if isinstance(target, Decimal) else f"{target:,.10g}"


def _targets(of: str, known: Known, query: Callable[[str], Target]) -> tuple[str, list[Target]]:
    """Give unit and targets of what a comment names; raises ValueError where it names nothing."""
    if of.startswith("="):
        return "", [query(of[1:].strip())]
    if of not in known:
        near = " or ".join(get_close_matches(of, known, 3))
        raise ValueError(f"names no claim, check or end of one{near and f'; did you mean {near}?'}")
    if not known[of][1]:
        raise ValueError(f"has no middle; name an end, {of}:low or {of}:high")
    return known[of]


def _fault(m: re.Match[str], known: Known, query: Callable[[str], Target]) -> str:
    """What is wrong with one number and its comment; empty where nothing is."""
    if not m["number"]:
        return f"{m[0]} follows no number"
    text, scale = m["number"].replace(",", ""), m["scale1"] or m["scale2"]
    number = step = Decimal("NaN")  # equals nothing
    if not re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text):
        reading, power = parse(text), Decimal(10) ** SCALES.get(scale, 0)
        number, step = (reading.value or 0) * power * (-1 if m["minus"] else 1), reading.resolution * power
    text = text.lstrip("0") or "0"
    shown = m[0].split("<!--")[0].strip("*_") + (f" {m['scale2']}" if m["of"] and m["scale2"] else "")
    if not m["of"]:
        like = [
            k
            for k, (_, targets) in known.items()
            if any(_fits(number, text, Decimal(0), bool(scale), t) for t in targets)
        ]
        return (
            f"{shown} is bound to nothing; a comment must follow it, as {shown}<!--{like[0] if like else 'a-claim'}-->"
        )
    of = m["of"].strip()
    try:
        unit, targets = _targets(of, known, query)
    except ValueError as error:
        return f"{shown} is bound to {of}, which {error}"
    if not any(_fits(number, text, step, bool(scale), t) for t in targets):
        whole = [t for t in targets if not isinstance(t, str) or "-" in t] or targets  # a date, not its parts
        return f"{shown} should be {' or '.join(map(_told, whole))}, by {of}"
    written = "percent" if m["percent1"] or m["percent2"] else "USD" if m["dollar"] else unit
    return f"{shown} is written in {written}, {of} is in {unit}" if unit and unit != written else ""


def faults(markdown: str, where: str, known: Known, query: Callable[[str], Target]) -> Iterator[str]:
    """Say of every number of a text that isn't what its comment says: which, where, and what it should be."""
    for m in TOKEN.finditer(markdown):
        if not m["free"] and (m["number"] or m["touching"] is not None) and (told := _fault(m, known, query)):
            yield f"{where}, line {markdown.count(chr(10), 0, m.start()) + 1}: {told}"


def markdown_of(path: Path) -> list[tuple[str, str]]:
    """Each piece of Markdown of a notebook or text, with what to call its place."""
    text = path.read_text("utf-8")
    if path.suffix != ".ipynb":
        return [(path.name, text)]
    cells = json.loads(text)["cells"]
    return [
        (f"{path.name}, cell-{n:02}", "".join(cell["source"]))
        for n, cell in enumerate(cells, 1)
        if cell["cell_type"] == "markdown"
    ]


if __name__ == "__main__":
    con = cnai.connect()
    ids, ask = known(con), query(con)
    found = [f for p in sys.argv[1:] for place, text in markdown_of(Path(p)) for f in faults(text, place, ids, ask)]
    print(*found, sep="\n", end="\n" * bool(found))
    sys.exit(bool(found))
