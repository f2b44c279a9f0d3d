"""Words that several themes use: the documents of a source line, and large numbers as people say them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    import duckdb

SCALES = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def documents(con: duckdb.DuckDBPyConnection, ids: Iterable[str]) -> list[str]:
    """Name the documents of claims, or of source ids, as a source line does: by publisher and day, else by our id."""
    query = """
        select coalesce(publisher || ', ' || strftime(published, '%-d %b %Y'), 'untitled document ' || source_id)
        from sources where list_contains($1, source_id)
            or source_id in (select source_id from claims where list_contains($1, claim_id))
        order by coalesce(published, not_after), source_id"""
    return [name for (name,) in con.execute(query, [list(ids)]).fetchall()]


def big(number: float) -> str:
    """A large number as people say it.

    Examples
    --------
    >>> big(1.4e12), big(13e9), big(20)
    ('1.4 trillion', '13 billion', '20')
    """
    size, word = next(((size, word) for size, word in SCALES if number >= size), (1, ""))
    return f"{number / size:g} {word}".strip()
