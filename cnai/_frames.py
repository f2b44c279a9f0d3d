"""Tables, claims, verdicts and estimates as data frames of pandas or polars."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cnai._build import connect
from cnai._package import CnaiError, load, near

if TYPE_CHECKING:
    import duckdb
    import pandas as pd
    import polars as pl

    Frame = pd.DataFrame | pl.DataFrame

ENGINES = ("pandas", "polars")


@cache
def _built(root: Path) -> duckdb.DuckDBPyConnection:
    return connect(root)


def shared() -> duckdb.DuckDBPyConnection:
    """The database of the folder in use, built once a process; every caller reads it through a cursor."""
    return _built(load().root)


def _polars_types(types: list[Any]) -> list[Any]:
    import polars as pl

    known = {
        "VARCHAR": pl.String,
        "BIGINT": pl.Int64,
        "DOUBLE": pl.Float64,
        "DATE": pl.Date,
        "BOOLEAN": pl.Boolean,
    }
    return [pl.Enum(t.children[0][1]) if t.id == "enum" else known[str(t)] for t in types]


def frame(query: str, values: list[Any], engine: str) -> Frame:
    """The result of a query on the package's database, typed: dates, nulls and categories survive."""
    if engine not in ENGINES:
        raise CnaiError(f"there is no engine {engine!r}{near(engine, ENGINES)}")
    relation = shared().cursor().sql(query, params=values or None)
    if engine == "pandas":
        result: Frame = relation.df()
        return result
    import polars as pl

    schema = dict(zip(relation.columns, _polars_types(relation.types), strict=True))
    return pl.DataFrame(relation.fetchall(), schema=schema, orient="row")


def tables(engine: str = "pandas") -> Frame:
    """List the tables and views with their size and what they hold.

    Parameters
    ----------
    engine : {"pandas", "polars"}, default "pandas"

    Returns
    -------
    DataFrame
        Columns name, rows, columns, title.

    Examples
    --------
    >>> list(tables().columns)
    ['name', 'rows', 'columns', 'title']
    """
    package = load()
    names = [(t.name, t.title) for t in package.tables.values()] + [(n, d) for n, (d, _) in package.views.items()]
    parts = [
        f"select {n} as place, '{name}' as name, (select count(*) from \"{name}\") as rows,"
        f" (select count(*) from duckdb_columns() where table_name = '{name}') as columns, ${n} as title"
        for n, (name, _) in enumerate(names, 1)
    ]
    query = f"select name, rows, columns, title::VARCHAR as title from ({' union all '.join(parts)}) order by place"
    return frame(query, [title for _, title in names], engine)


def read(name: str, engine: str = "pandas") -> Frame:
    """Read a table or view by name.

    Parameters
    ----------
    name : str
        A table of the descriptor or one of the views `results`, `verdicts`, `estimates`.
    engine : {"pandas", "polars"}, default "pandas"

    Returns
    -------
    DataFrame
        Columns as the descriptor says, units too; text in a closed list comes as a category, a day as a date.

    Raises
    ------
    CnaiError
        Where there is no such table or engine; the near names are offered.

    Examples
    --------
    >>> read("investor_activity")["events"].tolist()
    [15, 13]
    """
    package = load()
    names = [*package.tables, *package.views]
    if name not in names:
        raise CnaiError(f"there is no table {name!r}{near(name, names)}")
    key = ", ".join(f'"{c}"' for c in package.tables[name].key) if name in package.tables else "1"
    order = "rowid" if name in package.tables else key
    return frame(f'select * from "{name}" order by {order}', [], engine)


def _filtered(view: str, columns: list[str], engine: str, wanted: dict[str, str]) -> Frame:
    for column in wanted:
        if column not in columns:
            raise CnaiError(f"there is no column {column!r} to filter by{near(column, columns)}")
    where = " and ".join(f'"{column}" = ${n}' for n, column in enumerate(wanted, 1))
    return frame(f"select * from ({view}){' where ' + where if where else ''}", list(wanted.values()), engine)


def claims(engine: str = "pandas", **wanted: str) -> Frame:
    """Claims with what was read from their printed words, and their verdicts.

    Parameters
    ----------
    engine : {"pandas", "polars"}, default "pandas"
    **wanted : str
        Columns and the value each must have: ``source_id``, ``entity``, ``measure``, ``kind``, ``verdict`` and so on.

    Returns
    -------
    DataFrame
        One row a claim, in the order of the documents; values in base units (column `unit`).

    Raises
    ------
    CnaiError
        Where there is no such column.

    Examples
    --------
    >>> claims(entity="zhipu-ai", measure="amount_raised")[["stated", "verdict"]].values.tolist()
    [['RMB 2.5 billion', 'consistent'], ['$350 million', 'consistent']]
    """
    columns = [f.name for f in (*load().table("claims").fields, *load().table("claims").derived)]
    view = "select c.*, v.verdict from claims c join verdicts v using (claim_id) order by c.rowid"
    return _filtered(view, [*columns, "verdict"], engine, wanted)


def verdicts(engine: str = "pandas", **wanted: str) -> Frame:
    """Verdicts, one row a claim: reproduced, consistent, contradicted or recorded.

    Parameters
    ----------
    engine : {"pandas", "polars"}, default "pandas"
    **wanted : str
        Columns and the value each must have: ``verdict``, ``source_id``, ``claim_id``.

    Returns
    -------
    DataFrame
        Columns claim_id, source_id, verdict, checks, note.

    Raises
    ------
    CnaiError
        Where there is no such column.

    Examples
    --------
    >>> verdicts(verdict="contradicted")["claim_id"].tolist()
    ['closures-2022', 'closures-jan-aug', 'closures-sep-dec']
    """
    return _filtered("select * from verdicts", [f.name for f in load().views["verdicts"][1]], engine, wanted)


def estimates(engine: str = "pandas") -> Frame:
    """Quantities that no source states and stated ones imply, as intervals with what they rest on.

    Parameters
    ----------
    engine : {"pandas", "polars"}, default "pandas"

    Returns
    -------
    DataFrame
        Columns check_id, unit, low, value, high, assumption, note.

    Examples
    --------
    >>> implied = estimates().set_index("check_id")
    >>> round(implied.loc["closures-2021", "value"])
    3420
    """
    return frame("select * from estimates", [], engine)
