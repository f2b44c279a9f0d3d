"""One pattern a table, for large files: a line that it accepts has no fault and needs no second look.

It is made from the rules of the cells and is stricter than they are: what it doesn't accept is read cell by cell, and
only that says what is wrong.
"""

from __future__ import annotations

import re
from typing import Any

from cnai._dates import SPANS
from cnai._descriptor import CORE
from cnai._package import Table

_PLAIN = r"[!#-+\--~]"  # printable ASCII without quote and comma
_STRING = rf"(?![=@+-]){_PLAIN}+(?: {_PLAIN}+)*"
_QUOTED = r'"(?![ =@+-])[!#-~]+(?: [!#-~]+)*"'
_WHOLE = r"(?:0|[1-9][0-9]{0,17})"
_DECIMAL = r"(?!(?:[0-9]\.?){16})(?:0|[1-9][0-9]*)(?:\.[0-9]+)?"
_DAY = (
    r"(?!0000)[0-9]{4}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
    r"|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
)
_TYPES = {"integer": _WHOLE, "number": _DECIMAL, "date": _DAY, "boolean": "true|false"}
# A pattern of these can't match a comma or a quote.
_SIMPLE = re.compile(r"(?:\((?:\?:)?|\)|\\d|[A-Za-z0-9_-]|\[[A-Za-z0-9_-]+\]|\{\d+(?:,\d*)?\}|[+*?])+")


def line_pattern(table: Table) -> re.Pattern[bytes] | None:
    """A pattern of good lines; its groups are the key and the columns of foreign keys. None where rules reach further.

    Rules between the tables need the rows themselves, but for keys.
    """
    linked = {c for columns, other, _ in table.foreign for c in columns if len(columns) == 1 and other != table.name}
    if (
        table.name in {*CORE, "aliases"}
        or len(table.key) != 1
        or len(linked) != len(table.foreign)
        or table.derived
        or table.place
        or table.entity
        or any(f.claim or f.applies for f in table.fields)
        or any(f.constraints.get("unique") and (f.name,) != table.key for f in table.fields)
        or any({start, end} <= set(table.names) for start, end in SPANS)
    ):
        return None
    codes = [code for code in table.missing if code]
    no_code = rf'(?!"?(?:{"|".join(map(re.escape, codes))})"?[,\r\n])'
    cells = []
    for field in table.fields:
        c = field.constraints
        text = _TYPES.get(field.type) or f"{_STRING}|{_QUOTED}"
        if field.type == "number" or field.type == "integer":
            text = text if "minimum" in c else f"(?:-(?=[0.]*[1-9]))?{text}"
        if "enum" in c:
            text = "|".join(re.escape(word) for word in c["enum"] if re.fullmatch(_STRING, word))
        if "pattern" in c:
            text = "(?![=@+-])(?:" + re.sub(r"\((?!\?)", "(?:", c["pattern"]) + ")"
        rest = (field.type != "string" or "enum" in c) and "pattern" in c
        if rest or c.get("minimum", 0) > 0 or not _SIMPLE.fullmatch(c.get("pattern", "x")):
            text = "(?!)"  # left to the cell's own rules
        named = field.name in linked or (field.name,) == table.key
        optional = not field.required and "" in table.missing and (field.name,) != table.key
        like_code = any(re.fullmatch(text, word) for code in codes for word in (code, f'"{code}"'))
        cells.append(f"{no_code if like_code else ''}({'' if named else '?:'}{text}){'?' if optional else ''}")
    return re.compile(("(?m)^(?=[^\\n]{0,2000}\\n)" + ",".join(cells) + "\\r?\\n").encode("ascii", "replace"))


class Sieve:
    """Takes lines that a table's pattern accepts, and remembers their keys and what they name."""

    def __init__(self, pattern: re.Pattern[bytes], table: Table) -> None:
        self.lines = 0
        self._found = pattern.findall
        named = {*table.key, *(c for columns, _, _ in table.foreign for c in columns)}
        self._values: dict[str, set[bytes]] = {f.name: set() for f in table.fields if f.name in named}
        self._key = self._values[table.key[0]]

    def keeps(self, lines: bytes) -> bool:
        """Take one or more lines where all of them are good."""
        found = self._found(lines)
        if len(found) != lines.count(b"\n") or not lines.endswith(b"\n"):
            return False
        self.lines += len(found)
        if len(self._values) == 1:
            self._key.update(found)
        else:
            for values, column in zip(self._values.values(), zip(*found, strict=True), strict=True):
                values.update(column)
        return True

    def values(self, column: str) -> set[str]:
        """What the lines that were taken have in a column."""
        return {value.decode() for value in self._values[column] if value}

    def unique(self, others: set[Any]) -> bool:
        """True where every key was there once, and none is among the others."""
        return len(self._key) == self.lines and not any(str(key).encode() in self._key for key in others)
