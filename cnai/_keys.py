"""Keys: each is there once, and what a foreign key names exists."""

from __future__ import annotations

from typing import Any

from cnai._package import Package, near
from cnai._tables import Rows, read_table


def _unique(rows: Rows) -> None:
    """Keys occur once."""
    keys = [rows.table.key] if rows.table.key else []
    keys += [(f.name,) for f in rows.table.fields if f.constraints.get("unique") and (f.name,) not in keys]
    for key in keys:
        seen: dict[tuple[Any, ...], int] = {}
        for row in rows.rows:
            value = tuple(row[column] for column in key)
            if None not in value and seen.setdefault(value, row.line) != row.line:
                told = f"is on line {seen[value]} already"
                rows.report("key", row, ", ".join(key), ", ".join(map(str, value)), told)


def known(rows: Rows, columns: tuple[str, ...]) -> set[tuple[Any, ...]]:
    """What a table has in some columns, in rows that were not kept too."""
    found = {tuple(row[c] for c in columns) for row in rows.rows}
    return found | ({(value,) for value in rows.sieve.values(columns[0])} if rows.sieve else set())


def _foreign(tables: dict[str, Rows], name: str, targets_of: dict[Any, set[tuple[Any, ...]]]) -> bool:
    """Hold a table's foreign keys against what they name; False where a row that wasn't kept names nothing."""
    rows = tables[name]
    for columns, other, targets in rows.table.foreign:
        if not tables[other].whole:
            continue
        if (other, targets) not in targets_of:
            targets_of[other, targets] = known(tables[other], targets)
        targeted = targets_of[other, targets]
        if rows.sieve and not {(value,) for value in rows.sieve.values(columns[0])} <= targeted:
            return False
        for row in rows.rows:
            value = tuple([row[c] for c in columns])
            if other == name and value == tuple(row[c] for c in rows.table.key):
                rows.report("foreign-key", row, ", ".join(columns), ", ".join(map(str, value)), "names its own row")
            elif value not in targeted and None not in value and str(value[0]) not in tables[other].unread:
                told = (
                    f"is no {targets[0]} of {tables[other].table.path}{near(str(value[0]), {k[0] for k in targeted})}"
                )
                rows.report("foreign-key", row, ", ".join(columns), ", ".join(map(str, value)), told)
    return True


def foreign_keys(tables: dict[str, Rows]) -> list[str]:
    """Hold all foreign keys; gives the tables of which rows that weren't kept name nothing."""
    targets_of: dict[Any, set[tuple[Any, ...]]] = {}
    return [name for name in tables if not _foreign(tables, name, targets_of)]


def read_keyed(package: Package, name: str, sieved: bool = True) -> Rows:
    """Read and validate one table, with its own keys."""
    rows = read_table(package, name, sieved)
    if rows.sieve and not rows.sieve.unique({row[rows.table.key[0]] for row in rows.rows}):
        rows = read_table(package, name, sieved=False)  # which tells the lines
    _unique(rows)
    return rows


def read_all(package: Package) -> dict[str, Rows]:
    """Read and validate every table of the descriptor, with the keys between them."""
    tables = {name: read_keyed(package, name) for name in package.tables}
    for name in foreign_keys(tables):
        tables[name] = read_keyed(package, name, sieved=False)
        _foreign(tables, name, {})
    return tables
