"""Where words stand in a text, the words around a place, and the numbers that nothing accounts for."""

from __future__ import annotations

from collections.abc import Iterator

from cnai._drafting.drafts import Cells
from cnai._texts import numbers_in


def places(text: str, words: str) -> Iterator[int]:
    """Where these words stand in the text."""
    at = text.find(words)
    while words and at >= 0:
        yield at
        at = text.find(words, at + 1)


def uncovered(text: str, rows: list[Cells]) -> list[tuple[int, str]]:
    """Numbers of the text that no row accounts for."""
    spans = [(int(r["char_start"]), int(r["char_end"])) for r in rows]
    free = [(a, b) for a, b in numbers_in(text) if not any(x <= a and b <= y for x, y in spans)]
    return [(a, text[a:b]) for a, b in free]


def around(text: str, row: Cells, reach: int = 90) -> str:
    """The words around a row's place, with its own marked.

    Examples
    --------
    >>> around("The club keeps 40 hives.", {"char_start": "15", "char_end": "17"}, 9)
    '…keeps [40] hives.'
    """
    a, b = int(row["char_start"]), int(row["char_end"])
    before, after = text[max(0, a - reach) : a], text[b : b + reach]
    if a > reach:
        before = "…" + before[before.find(" ") + 1 :]
    if b + reach < len(text):
        after = after[: after.rfind(" ") if " " in after else None] + "…"
    lines = f"{before}[{text[a:b]}]{after}".splitlines()
    shown = " / ".join(filter(None, (" ".join(line.split()) for line in lines)))
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in shown)  # a terminal obeys some
