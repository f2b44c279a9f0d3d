"""The rules of one cell: what no text may hold, and what its column's type and constraints allow."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any
from unicodedata import category, is_normalized

from cnai._dates import window
from cnai._package import Field, near

MOST_CHARACTERS = 2000
_NUMBER = re.compile(r"(?!-[0.]+$)-?(?!(?:\D*\d){16})(?:0|[1-9]\d*)(?:\.\d+)?", re.ASCII)  # what a DOUBLE keeps
_INTEGER = re.compile(r"(?!-0$)-?(?:0|[1-9]\d{0,17})", re.ASCII)  # what a BIGINT keeps
_ODD = re.compile(r"[^ -~]|^[ =@+-]| $|  ")
# Letters, marks and symbols without a shape, beside all that is a control, format or private character by category.
_SHAPELESS = re.compile("[\u034f\u115f\u1160\u2800\u3164\ufe00-\ufe0f\uffa0\ufffd\U000e0100-\U000e01ef]")
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs", "Zl", "Zp", "Zs"}
_ALIKE = re.compile(
    "(?=[^\\W\\d_]*[A-Za-z])[^\\W\\d_]*?([\u0370-\u052f\uff21-\uff5a])|(?![0-9])(\\d)|([\uff01-\uff20])"
)
_LATIN_1 = "".join(bytes([n]).decode("cp1252", "ignore") or chr(n) for n in range(0x80, 0xC0))
_MOJIBAKE = re.compile(f"[\u00c2-\u00f4][{re.escape(_LATIN_1)}]+")


class Fault(Exception):
    """A cell breaks a rule: the rule's code, and what it says."""


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


def _day(text: str) -> date:
    if len(text) != 10:
        raise ValueError
    return window(text)[0]


TYPES: dict[str, tuple[Callable[[str], Any], str]] = {
    "string": (str, "text"),
    "integer": (_matching(_INTEGER, int), "a whole number, 18 digits at most and nothing else"),
    "number": (_matching(_NUMBER, Decimal), "a number, 15 digits at most with a point or none"),
    "date": (_day, "a day that exists, as 2023-08-31"),
    "boolean": (_boolean, "true or false"),
}


def _misread(text: str) -> str:
    """What a stretch of the text was before its UTF-8 was read as Latin-1; empty where it wasn't."""
    for match in _MOJIBAKE.finditer(text):
        data = b"".join(c.encode("cp1252") if ord(c) > 0xFF else c.encode("latin-1") for c in match[0])
        for end in range(len(data), 1, -1):
            try:
                return data[:end].decode("utf-8")
            except UnicodeDecodeError:
                continue
    return ""


def _characters(text: str, field: Field, printed: bool) -> None:
    """What no cell may hold; words as a source prints them may hold what it printed."""
    if text != text.strip() or "  " in text:
        raise Fault("space", "no space at either end, none doubled")
    for c in text:
        if (c != " " and category(c) in _UNSEEN) or _SHAPELESS.match(c):
            raise Fault("character", f"holds the invisible character U+{ord(c):04X}")
    if not is_normalized("NFC", text):
        raise Fault("character", "holds a letter and its accent apart, which must be one character (NFC)")
    if not printed and not text.isascii():
        was = _misread(text)
        if was:
            raise Fault("character", f"holds what was {was!r} before it was read in another encoding")
        alike = _ALIKE.search(text)
        if alike:
            it = alike[alike.lastindex or 0]
            what = "a digit of another script" if it.isdecimal() else "which only looks like a Latin character"
            raise Fault("character", f"holds {it!r} (U+{ord(it):04X}), {what}")
    if text[0] in "=@+" or (text[0] == "-" and field.type == "string"):
        raise Fault("formula", "a spreadsheet would run this as a formula")


def cell_reader(field: Field, printed: bool = False) -> Callable[[str], Any]:
    """A function that reads one cell of a column; `printed` where it holds words as a source prints them.

    The function raises Fault where the text breaks a rule of the column.
    """
    read, allowed = TYPES[field.type]
    c = field.constraints
    enum, lowest = c.get("enum"), c.get("minimum")
    pattern = re.compile(c["pattern"], re.ASCII) if "pattern" in c else None

    def cell(text: str) -> Any:
        if len(text) > MOST_CHARACTERS:
            raise Fault("length", f"longer than {MOST_CHARACTERS} characters")
        if _ODD.search(text):
            _characters(text, field, printed)
        try:
            value = read(text)
        except ValueError:
            raise Fault("type", f"must be {allowed}") from None
        if enum is not None and text not in enum:
            raise Fault("enum", f"is none of the allowed values{near(text, enum)}")
        if pattern and not pattern.fullmatch(text):
            raise Fault("pattern", f"must match {pattern.pattern}")
        if lowest is not None and value < lowest:
            raise Fault("range", f"must be at least {lowest}")
        return value

    return cell
