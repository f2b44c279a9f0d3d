"""Build the database: the tables of the descriptor, the interval macros, and the verdicts as views."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import duckdb

from cnai._disk import built
from cnai._expressions import INTERVAL, check_expression, evaluate
from cnai._keys import read_all
from cnai._ledger import Tables, claims_of
from cnai._package import CnaiError, Package, Table, load
from cnai._rules import apply_rules
from cnai._schema import SQL_TYPES, comments, ddl, in_order, quoted, quoted_name
from cnai._tables import Finding, findings_of, refuse

CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": "false",
    "autoload_known_extensions": "false",
    "storage_compatibility_version": "v1.0.0",  # so that older clients open a built file
    "default_block_size": "16384",  # many small tables: a tenth of the size
    "threads": "1",  # while it is built: more only wait for each other
}
# Planning is most of the build's time, and there is nothing to optimize in a few hundred rows.
BEFORE = "pragma disable_optimizer"
AFTER = "pragma enable_optimizer; reset threads"
MANY = 5_000  # rows from which the file is read again faster than its rows are handed over
MISSING = "create table missing (table_name VARCHAR, key VARCHAR, column_name VARCHAR, reason VARCHAR)"
CHECK_CLAIMS = "create table check_claims (check_id VARCHAR, claim_id VARCHAR, primary key (check_id, claim_id))"
OVERFLOWN = """delete from evaluations where isnan(computed.low) or isnan(computed.high) or isnan(computed.value)
    or computed.low = 'inf' or computed.high = '-inf' returning check_id"""


def _plain(value: Any) -> Any:
    return float(value) if type(value).__name__ == "Decimal" else value


def _insert(con: duckdb.DuckDBPyConnection, name: str, types: list[str], rows: list[list[Any]]) -> None:
    """One statement a table: a list a column, unnested, since row by row takes seconds."""
    if rows:
        columns = ", ".join(f"unnest(${n}::{type_}[])" for n, type_ in enumerate(types, 1))
        values = [[_plain(v) for v in column] for column in zip(*rows, strict=True)]
        con.execute(f"insert into {quoted_name(name)} select {columns}", values).fetchall()


def _copy(con: duckdb.DuckDBPyConnection, package: Package, table: Table, rows: int) -> None:
    """Load a table that was validated from its file: every text in it casts to just one value."""
    columns = ", ".join(f"{quoted(f.name)}: {quoted(SQL_TYPES[f.type])}" for f in table.fields)
    codes = ", ".join(map(quoted, table.missing))
    loaded = con.execute(
        f"insert into {quoted_name(table.name)} from read_csv($1, columns = {{{columns}}}, nullstr = [{codes}],"
        " header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"')",
        [str(package.path(table.name))],
    ).fetchall()
    if loaded != [(rows,)]:
        raise CnaiError(f"{table.path} was changed while it was read; run the command again")


@cache
def _script(name: str) -> str:
    return files("cnai").joinpath("sql", name).read_text(encoding="utf-8")


def _evaluate(con: duckdb.DuckDBPyConnection, tables: Tables) -> list[Finding]:
    """Compute every check once, into a table; verdicts and estimates are views on it."""
    con.execute(
        f"create table evaluations (check_id VARCHAR primary key, computed {INTERVAL});" + CHECK_CLAIMS
    ).fetchall()
    checks, links = tables["checks"].rows, list[list[Any]]()
    trees = {row["check_id"]: check_expression(row["expression"]) for row in checks}
    try:
        evaluate(con, trees)
    except duckdb.Error as broken:
        for row in checks:
            try:
                con.execute(f"select {row['expression']}").fetchall()
            except duckdb.Error as error:
                told = re.sub(r"^[A-Za-z ]+ Error: ", "", str(error)).splitlines()[0]
                tables["checks"].report("expression", row, "expression", row["expression"], told)
        if not tables["checks"].findings:
            raise CnaiError(f"the checks can't be evaluated: {broken}") from broken
    overflown = {check_id for (check_id,) in con.execute(OVERFLOWN).fetchall()}
    for row in checks:
        if row["check_id"] in overflown:
            told = "is no interval, its numbers are too large"
            tables["checks"].report("expression", row, "expression", row["expression"], told)
        named = {*claims_of(row["expression"]), *filter(None, [row["claim_id"]])}
        links += [[row["check_id"], claim] for claim in sorted(named)]
    _insert(con, "check_claims", ["VARCHAR"] * 2, links)
    con.execute(_script("verdicts.sql")).fetchall()
    return _expectations(con, tables)


def _expectations(con: duckdb.DuckDBPyConnection, tables: Tables) -> list[Finding]:
    """A check whose verdict isn't the expected one, and an estimate without any bound, are findings."""
    checks = tables["checks"]
    found = {
        r[0]: r[1:]
        for r in con.execute("select check_id, verdict, computed_low, computed_high from results").fetchall()
    }
    for row in checks.rows:
        if row["check_id"] not in found:
            continue
        verdict, low, high = found[row["check_id"]]
        comes_to = verdict or " to ".join(f"{float(f'{end:.4g}'):.12g}" for end in (low, high))
        if comes_to != row["expected"]:
            checks.report("verdict", row, "expected", row["expected"], f"the check comes to {comes_to}")
        if row["kind"] == "estimate" and low in (0, float("-inf")) and high == float("inf"):
            checks.report("estimate", row, "expression", row["expression"], "is unbounded, it estimates nothing")
    return findings_of(tables.values())


def _fill(con: duckdb.DuckDBPyConnection, package: Package, tables: Tables) -> None:
    """Create the tables with their rows, and the table that says why a cell is missing."""
    missing, named = [], {other for table in package.tables.values() for _, other, _ in table.foreign}
    for table in in_order(package):
        read = tables[table.name]
        # The index of a large table's key takes longer than its rows, and that no key is there twice was seen already.
        con.execute(ddl(table, keyed=not read.sieve or table.name in named)).fetchall()
        if read.sieve or (read.count > MANY and not table.derived):
            _copy(con, package, table, read.count)
        else:
            fields = (*table.fields, *table.derived)
            values = [[row[f.name] for f in fields] for row in read.rows]
            _insert(con, table.name, [SQL_TYPES[f.type] for f in fields], values)
        for row in read.rows:
            if row.missing:
                key = ", ".join(str(row[c]) for c in table.key)
                missing += [[table.name, key, c, why] for c, why in row.missing.items()]
    con.execute(MISSING).fetchall()
    _insert(con, "missing", ["VARCHAR"] * 4, missing)


def assemble(
    package: Package, file: str = ":memory:"
) -> tuple[duckdb.DuckDBPyConnection | None, Tables, list[Finding]]:
    """Read, validate and build; gives the database (None where the data aren't fit for one), the rows, the findings."""
    tables = read_all(package)
    found = findings_of(tables.values())
    if found:
        return None, tables, found
    apply_rules(tables)
    found = findings_of(tables.values())
    if found:
        return None, tables, found
    con = duckdb.connect(file, config=CONFIG)
    con.execute(BEFORE).fetchall()
    if con.execute("select current_setting('enable_progress_bar')").fetchall() == [(True,)]:  # off in Jupyter already
        con.execute("set enable_progress_bar = false").fetchall()
    _fill(con, package, tables)
    if "list_items" not in package.tables:  # a macro's table must be there when it is made
        con.execute("create table list_items (list_claim VARCHAR, name VARCHAR, list VARCHAR)").fetchall()
    con.execute(_script("intervals.sql")).fetchall()
    found = _evaluate(con, tables)
    for name, (description, fields) in package.views.items():
        try:
            con.execute(comments("view", name, description, fields)).fetchall()
        except duckdb.Error as error:
            raise CnaiError(f"the descriptor's view {name} isn't that of the database: {error}") from error
    con.execute(AFTER).fetchall()
    return con, tables, found


def connect(root: Path | str | None = None) -> duckdb.DuckDBPyConnection:
    """Build the database in memory and give a connection that is the caller's own.

    Every link of the chain is checked on the way: tables against the descriptor, cells against their claims,
    verdicts against the expected ones.

    Parameters
    ----------
    root : Path or str, optional
        A folder with a descriptor and its tables; the package's own by default. A file that `cnai build` made is
        opened as it is, to be read only.

    Returns
    -------
    duckdb.DuckDBPyConnection
        A table for each resource, the views `results`, `verdicts` and `estimates`, and the interval macros.

    Raises
    ------
    CnaiError
        When any check fails, or the file can't be opened; the message says where, what is there and what the rule is.

    Examples
    --------
    >>> con = connect()
    >>> con.execute("select stated, low, high from claims where claim_id = 'closures-growth'").fetchall()
    [('68%', 67.5, 68.5)]
    """
    root = None if root is None else Path(root)
    if root is not None and root.is_file():
        return built(root)
    con, _, found = assemble(load(root))
    refuse(found, "the data don't hold")
    assert con is not None
    return con
