"""What a report says, asked of the database in bulk: the scoreboard, every check in words, every claim's links."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from cnai._package import load
from cnai._why import interval, number

if TYPE_CHECKING:
    import duckdb

Rows = list[dict[str, Any]]
Cell = tuple[str, str, str, str]  # table, key, column, value
VERDICTS = ("contradicted", "reproduced", "consistent", "recorded")
KINDS = {"identity": "recomputed", "agreement": "restated"}
EPOCH = date(1970, 1, 1)
INFINITE = (float("inf"), float("-inf"))
CLAIMS = """select c.*, v.verdict, v.note as verdict_note, u.label, u.whole, e.label as about, m.label as measured
    from claims c join verdicts v using (claim_id) join units u using (unit)
    join entities e using (entity) join measures m using (measure) order by c.rowid"""
CHECKS = """select d.*, k.expression, c.stated, c.statement, u.label, u.whole, e.note as rests
    from compared d join checks k using (check_id) join units u on u.unit = d.unit
    left join claims c on c.claim_id = d.claim_id left join estimates e on e.check_id = d.check_id
    order by coalesce(d.gap, 0) desc,
        array_position(['contradicted', 'reproduced', 'consistent'], d.verdict), k.rowid"""


def dicts(con: duckdb.DuckDBPyConnection, query: str) -> Rows:
    """The rows of a query, by column name."""
    relation = con.sql(query)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def scoreboard(con: duckdb.DuckDBPyConnection) -> dict[str, dict[str, int]]:
    """How many checks, recomputed and restated apart, and how many claims have each verdict."""
    query = """select kind::VARCHAR, verdict, count(*) from results where kind <> 'estimate' group by all
        union all select 'claims', verdict, count(*) from verdicts group by all"""
    counts = {(kind, verdict): n for kind, verdict, n in con.execute(query).fetchall()}
    rows = [*KINDS.items(), ("claims", "claims")]
    # No check can be merely recorded.
    return {
        name: {v: counts.get((kind, v), 0) for v in VERDICTS[: 4 if kind == "claims" else 3]} for kind, name in rows
    }


def implied(con: duckdb.DuckDBPyConnection) -> str:
    """How many estimates there are, and how many of them are shaky, in words."""
    notes = [row["note"] for row in dicts(con, "select note from estimates")]
    shaky = len([*filter(None, notes)])
    return f"{counted(len(notes), 'estimates')} of what no document states, {shaky} of them from contradicted claims"


def _day(days: float, up: bool) -> str:
    """A day counted from 1970-01-01, fractions rounded inward."""
    return str(EPOCH + timedelta(days=-int(-days // 1) if up else int(days // 1)))


def _short(value: float) -> float:
    """Six digits of a number with a fraction, all those of its whole part."""
    if value in INFINITE or value == int(value):
        return value
    return float(f"{value:.6g}") if abs(value) < 1e6 else round(value)


def amount(row: dict[str, Any], side: str = "") -> str:
    """An interval in words with its unit: that of a claim, or the `s_` (stated) or `c_` (computed) one of a check.

    Examples
    --------
    >>> ends = {"low": 67.5, "high": 68.5, "low_open": False, "high_open": True, "whole": False}
    >>> amount(ends | {"unit": "percent", "label": "percent"})
    '[67.5, 68.5) percent'
    """
    low, high, low_open, high_open = (row[side + end] for end in ("low", "high", "low_open", "high_open"))
    unit = row["unit"]
    if low is None:
        return "no bound"
    if unit == "date":
        first, last = low not in INFINITE and _day(low, True), high not in INFINITE and _day(high, False)
        if not (first and last):
            return f"from {first} on" if first else f"until {last}" if last else "any day"
        return first if first == last else f"{first} to {last}"
    words = interval(_short(low), _short(high), low_open, high_open)
    if unit == "rank":
        return f"rank {words}"
    if unit == "change":
        kind = "a rise" if low >= 0 else "a fall" if high <= 0 else "rise or fall"
        return kind if low in INFINITE or high in INFINITE else f"{kind}, {words}"
    return f"{words} {unit if row['whole'] and low == high == 1 else row['label']}"


def missed_by(row: dict[str, Any]) -> str:
    """By how much a check misses, in units of the last printed digit; nothing where it doesn't.

    Examples
    --------
    >>> missed_by({"gap": 0.25}), missed_by({"gap": 12.0}), missed_by({"gap": 0.0})
    ('0.25 of a printed unit', '12 printed units', '')
    """
    gap = row["gap"]
    unit = "of a printed unit" if gap and gap < 1 else "printed unit" if gap == 1 else "printed units"
    return f"{number(_short(gap))} {unit}" if gap else ""


def cells(con: duckdb.DuckDBPyConnection) -> dict[str, list[Cell]]:
    """The cells that each claim backs: table, key, column, value."""
    found: dict[str, list[Cell]] = {}
    for table in load().tables.values():
        for field in (f for f in table.fields if f.claim):
            columns = f'"{field.claim}", "{table.key[0]}", "{field.name}"'
            query = f'select {columns} from "{table.name}" where "{field.claim}" is not null'
            for claim, key, cell in con.execute(query).fetchall():
                shown = "empty" if cell is None else number(cell) if isinstance(cell, int | float) else str(cell)
                found.setdefault(claim, []).append((table.name, key, field.name, shown))
    return found


def named(con: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    """The claims that each check names, its own among them."""
    query = "select check_id, list(claim_id order by claim_id) from check_claims group by check_id"
    return dict(con.execute(query).fetchall())


def themes(con: duckdb.DuckDBPyConnection, backed: dict[str, list[Cell]]) -> dict[str, set[str]]:
    """The tables that a claim belongs to: those of its cells, else of the claims that an agreement ties it to."""
    found = {claim: {place[0] for place in places} for claim, places in backed.items()}
    agreements = con.execute("select check_id from checks where kind = 'agreement' order by check_id").fetchall()
    names = named(con)
    ties = [{*names[check]} for (check,) in agreements]
    while True:
        reached = {
            claim: set().union(*(found.get(other, set()) for tie in ties if claim in tie for other in tie))
            for claim in set().union(*ties) - {*found}
        }
        reached = {claim: names for claim, names in reached.items() if names}
        if not reached:
            return found
        found |= reached


def counted(count: int, words: str) -> str:
    """A count for prose, in a word up to nine.

    Examples
    --------
    >>> counted(5, "documents"), counted(209, "claims")
    ('five documents', '209 claims')
    """
    small = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return f"{small[count] if count < len(small) else f'{count:,}'} {words.removesuffix('s') if count == 1 else words}"


def source_name(source: dict[str, Any]) -> str:
    """A short name of a document: its id, and what is known of it."""
    if source["published"]:
        return f"{source['publisher']}, {source['published']}"
    return f"Untitled, {source['not_before']} to {source['not_after']}"
