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
from cnai._reading import WORDS, parse

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
        printed = [n.replace(",", "") for n in re.findall(r"\d+(?:,\d{3})*(?:\.\d+)?", stated)]
        dated = unit == "date"
        exact = [] if dated else [Decimal(repr(v)).normalize() for v in values[:2] if v is not None and isfinite(v)]
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


def faults(markdown: str, where: str, known: Known, query: Callable[[str], Target]) -> Iterator[str]:
    """What is wrong with the numbers of a text: which, where, and what they should be."""
    for m in TOKEN.finditer(markdown):
        if m["free"] or (not m["number"] and m["touching"] is None):
            continue
        place = f"{where}, line {markdown.count(chr(10), 0, m.start()) + 1}"
        if not m["number"]:
            yield f"{place}: {m[0]} follows no number"
            continue
        scale = m["scale1"] or m["scale2"]
        shown = m[0].split("<!--")[0].strip("*_")
        text = m["number"].replace(",", "")
        iso = re.fullmatch(r"\d{4}-\d\d(-\d\d)?", text)
        read = None if iso else parse(text)
        sign, power = (-1 if m["minus"] else 1), Decimal(10) ** SCALES.get(scale or "", 0)
        number = Decimal(0) if read is None or read.value is None else sign * read.value * power
        step = Decimal(0) if read is None else read.resolution * power
        text = text.lstrip("0") or "0"
        of = (m["of"] or "").strip()
        if not of:
            ids = [
                k
                for k, (_, targets) in known.items()
                if any(_fits(number, text, Decimal(0), bool(scale), t) for t in targets)
            ]
            yield f"{place}: {shown} is bound to nothing; it wants a comment, as {shown}<!--{(ids or ['closures-2022'])[0]}-->"
            continue
        unit, targets = "", []
        if of.startswith("="):
            try:
                targets = [query(of[1:].strip())]
            except ValueError as error:
                yield f"{place}: the query at {shown} {error}"
                continue
        elif of in known:
            unit, targets = known[of]
            if not targets:
                yield f"{place}: {shown} is bound to {of}, an interval without a middle; name an end, {of}:low or {of}:high"
                continue
        else:
            near = " or ".join(get_close_matches(of, known, 3))
            yield f"{place}: {shown} is bound to {of}, which is no claim, check or end of one{near and f'; did you mean {near}?'}"
            continue
        if not any(_fits(number, text, step, bool(scale), t) for t in targets):
            yield f"{place}: {shown}{'' if m['scale1'] or not scale else ' ' + scale} should be {' or '.join(map(_told, targets))}, which {of} is"
        for sign_, wanted in ((m["percent1"] or m["percent2"], "percent"), (m["dollar"], "USD")):
            if sign_ and unit and unit != wanted:
                yield f"{place}: {shown} is written in {wanted}, {of} is in {unit}"


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
    found = [
        f
        for p in sys.argv[1:]
        for where, text in markdown_of(Path(p))
        for f in faults(text, where, known(con), query(con))
    ]
    print(*found, sep="\n")
    sys.exit(bool(found))
