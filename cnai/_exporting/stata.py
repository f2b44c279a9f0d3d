"""Stata's file format 118: written by pandas, then completed by what pandas leaves out.

pandas writes a system missing value for every empty cell and no notes. The format's own layout (the `<map>` of offsets,
columns of fixed width) tells where an extended missing value and a note belong; both are put there. pyreadstat writes
extended missing values, but no notes, and the time of the day into each file.
"""

from __future__ import annotations

import io
import struct
from datetime import datetime
from typing import Any

from cnai._exporting.sheets import NO_END, NOT_PRINTED, Sheet, unit
from cnai._package import Field

LETTERS = {"lost in scraping": "l", "not applicable": "n", NO_END: "o", NOT_PRINTED: "p"}
STAMP = datetime(2000, 1, 1)
MOST = 80
BYTE, SHORT, LONG, FLOAT, DOUBLE = 65530, 65529, 65528, 65527, 65526
WIDTHS = {BYTE: 1, SHORT: 2, LONG: 4, FLOAT: 4, DOUBLE: 8, 32768: 8}  # 32768 is a long string's reference
LONGEST = 2147483621  # the system missing value of a value label; .a follows, then .b
NAME = 129


def cut(text: str, most: int = MOST) -> str:
    """A label that fits: the words that do, then an ellipsis.

    Examples
    --------
    >>> cut("short"), cut("upper end of the interval", 16)
    ('short', 'upper end of…')
    """
    return text if len(text) <= most else text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;(") + "…"


def _bits(kind: int, letter: str) -> bytes:
    """An extended missing value, as a column of that type holds it."""
    place = ord(letter) - ord("a") + 1
    if kind == DOUBLE:
        return struct.pack("<Q", 0x7FE0000000000000 + (place << 40))
    if kind == FLOAT:
        return struct.pack("<I", 0x7F000000 + (place << 11))
    first, form = {BYTE: (101, "<b"), SHORT: (32741, "<h"), LONG: (LONGEST, "<i")}[kind]
    return struct.pack(form, first + place)


def _codes(field: Field) -> dict[str, int]:
    """The number that stands for each value of a closed list."""
    if field.type == "boolean":
        return {"false": 0, "true": 1}
    return {value: n for n, value in enumerate(field.constraints.get("enum", ()), 1)}


def _is_number(field: Field) -> bool:
    return field.type != "string" or "enum" in field.constraints


def _label(field: Field) -> str:
    told = unit(field)
    return field.description + (f" ({told})" if told else "")


def _frame(sheet: Sheet) -> tuple[Any, dict[str, str], dict[str, dict[int, str]], list[tuple[int, str, str]]]:
    """The frame to write, variable labels, value labels, and the extended missing values by row and column."""
    import pandas as pd

    data: dict[str, Any] = {}
    labels, values = dict[str, str](), dict[str, dict[int, str]]()
    extended: list[tuple[int, str, str]] = []
    for n, field in enumerate(sheet.fields):
        cells, name = sheet.column(n), field.name
        why = {row: reason for (row, column), reason in sheet.reasons.items() if column == name}
        labels[name] = cut(_label(field))
        if _is_number(field):
            codes = _codes(field)
            extended += [(row, name, LETTERS[reason]) for row, reason in why.items()]
            named = {code: value for value, code in codes.items()}
            named |= {LONGEST + ord(LETTERS[r]) - ord("a") + 1: r for r in LETTERS if r in why.values()}
            if named and field.type != "date":
                values[name] = named
            if codes:
                coded = [None if c is None else codes[str(c).lower() if field.type == "boolean" else c] for c in cells]
                data[name] = pd.array(coded, dtype="Int8" if len(codes) < 100 else "Int16")
            elif field.type == "date":
                data[name] = pd.Series(pd.to_datetime(cells)).astype("datetime64[s]")
            elif field.type == "integer" and all(c is None or abs(c) < LONGEST for c in cells):
                data[name] = pd.array(cells, dtype="Int32")
            else:
                data[name] = [float("nan") if c is None else float(c) for c in cells]
            continue
        data[name] = pd.Series(["" if c is None else c for c in cells], dtype=object)
        if set(why.values()) - {NOT_PRINTED}:  # text has one kind of empty
            aside = f"{name}_missing"
            kinds = {reason: k for k, reason in enumerate(sorted(set(why.values())), 1)}
            data[aside] = pd.array([kinds.get(why.get(row, "")) for row in range(len(cells))], dtype="Int8")
            labels[aside] = cut(f"why {name} is empty")
            values[aside] = {k: reason for reason, k in kinds.items()}
    return pd.DataFrame(data), labels, values, extended


def _notes(sheet: Sheet, version: str) -> list[tuple[str, str]]:
    """What is too long for a label: a note of the data or of a variable each."""
    found = [("_dta", f"cnai {version}, table {sheet.name}: {sheet.table.description}")]
    kinds = sorted(set(sheet.reasons.values()))
    if kinds:
        told = "; ".join(f".{LETTERS[kind]} {kind}" for kind in kinds)
        found.append(("_dta", f"Missing values: {told}. Text knows one kind of empty."))
    for field in sheet.fields:
        rules = [f"Stated by the claim in {field.claim}."] if field.claim else []
        if len(_label(field)) > MOST:
            rules.insert(0, _label(field))
        found += [(field.name, text) for text in rules]
    return found


def _characteristics(notes: list[tuple[str, str]]) -> bytes:
    """Notes as Stata keeps them: `note0` counts those of a variable, `note1` is the first."""
    parts: list[tuple[str, str, str]] = []
    for name in dict.fromkeys(name for name, _ in notes):
        told = [text for of, text in notes if of == name]
        parts.append((name, "note0", str(len(told))))
        parts += [(name, f"note{n}", text) for n, text in enumerate(told, 1)]
    out = b""
    for name, key, text in parts:
        body = name.encode().ljust(NAME, b"\0") + key.encode().ljust(NAME, b"\0") + text.encode() + b"\0"
        out += b"<ch>" + struct.pack("<I", len(body)) + body + b"</ch>"
    return out


def complete(data: bytes, names: list[str], extended: list[tuple[int, str, str]], notes: bytes) -> bytes:
    """Put extended missing values (row, column, letter) and notes into a file that pandas wrote."""
    out = bytearray(data)
    at = data.index(b"<map>") + 5
    places = list(struct.unpack_from("<14q", data, at))
    start = places[2] + len(b"<variable_types>")
    kinds = struct.unpack_from(f"<{len(names)}H", data, start)
    widths = [WIDTHS.get(kind, kind) for kind in kinds]
    body, line = places[9] + len(b"<data>"), sum(widths)
    for row, name, letter in extended:
        n = names.index(name)
        cell = body + row * line + sum(widths[:n])
        bits = _bits(kinds[n], letter)
        out[cell : cell + len(bits)] = bits
    here = places[8] + len(b"<characteristics>")
    out[here:here] = notes
    places[9:] = [place + len(notes) for place in places[9:]]
    struct.pack_into("<14q", out, at, *places)
    return bytes(out)


def dta(sheet: Sheet, version: str) -> bytes:
    """One table as a Stata file."""
    frame, labels, values, extended = _frame(sheet)
    target = io.BytesIO()
    frame.to_stata(
        target,
        version=118,
        write_index=False,
        byteorder="little",
        time_stamp=STAMP,
        data_label=cut(f"{sheet.table.title}, cnai {version}"),
        variable_labels=labels,
        value_labels=values,
        convert_dates={f.name: "td" for f in sheet.fields if f.type == "date"},
    )
    return complete(target.getvalue(), list(frame.columns), extended, _characteristics(_notes(sheet, version)))
