"""Print rows on the terminal: as a table that fits it, as CSV, as JSON."""

from __future__ import annotations

import sys
from math import isfinite
from typing import Any


def print_rows(columns: list[str], rows: list[tuple[Any, ...]], style: str) -> None:
    """Print rows under their columns in one of the styles `table`, `csv` and `json`."""
    if style == "json":
        import json

        print(
            json.dumps(
                [dict(zip(columns, map(plain, row), strict=True)) for row in rows],
                default=plain,
                ensure_ascii=False,
                indent=1,
            )
        )
    elif style == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if plain(v) is None else plain(v) for v in row] for row in rows])
    else:
        _table(columns, rows)


def plain(value: Any) -> Any:
    """A value for a machine: an infinite end or no number is null, what JSON doesn't know is text."""
    if isinstance(value, float) and not isfinite(value):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    from shutil import get_terminal_size

    from cnai._why import number

    cells = [[number(v) if isinstance(v, float) else "" if v is None else str(v) for v in row] for row in rows]
    limit = max(get_terminal_size((100, 20)).columns, 40)
    widths = [min(max(map(len, column)), limit) for column in zip(columns, *cells, strict=True)]
    while sum(widths) + 2 * len(widths) > limit and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    right = [bool(rows) and all(isinstance(row[n], int | float | None) for row in rows) for n in range(len(columns))]
    for line in (columns, *cells):
        shown = [c if len(c) <= w else c[: w - 1] + "…" for c, w in zip(line, widths, strict=True)]
        print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(shown, widths, right, strict=True)).rstrip())
