"""Write the database to a file: built beside it, verified, and put in place in one step."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path
from traceback import clear_frames
from typing import Any

import duckdb

from cnai._build import MANY, assemble
from cnai._disk import opened, reason, scratch, sync
from cnai._ledger import Tables
from cnai._package import CnaiError, Package, load
from cnai._schema import quoted_name
from cnai._tables import refuse

NAMES = """select table_name, comment is not null from duckdb_tables() where not internal
    union all select view_name, comment is not null from duckdb_views() where not internal order by all"""
OURS = {"sources", "claims", "checks", "verdicts"}
Held = dict[str, list[tuple[Any, ...]]]


def write(target: Path, root: Path | None = None) -> str:
    """Write the database to a file that any DuckDB client reads; gives a line that says what is in it.

    The file is built beside the target in a folder of its own, reopened and held against what went in, and only then
    put in place: the previous file survives whole whatever happens before. A link is followed and stays one.

    Parameters
    ----------
    target : Path
        The file; an existing one is replaced where `write` made it and no program writes to it.
    root : Path, optional
        A folder with a descriptor and its tables; the package's own by default.

    Raises
    ------
    CnaiError
        When any check fails, when the target is something else than such a file, or can't be written.
    """
    place = Path(os.path.realpath(target))
    if not place.parent.is_dir():
        raise CnaiError(f"{place.parent} is no folder; make it first")
    try:
        with scratch(place.parent) as folder:
            _spare(target, place, folder)
            package, built = load(root), folder / "built"
            tables, hashes = _build(package, built)
            if _wal(built).exists():  # a full disk can show here first
                raise OSError("not all of it came to the disk")
            if changed := _changed(built, package, tables, hashes):
                raise OSError(f"{changed[0]} didn't come back as it went in")
            _spare(target, place, folder)
            sync(built)
            _wal(place).unlink(missing_ok=True)  # of the previous file; beside this one it would spoil it
            built.replace(place)
            sync(place.parent)
    except (OSError, duckdb.Error) as error:
        clear_frames(error.__traceback__)  # closes what is open, so that the disk has its room back
        raise CnaiError(f"{target} can't be written: {reason(error)}; what was there is left as it was") from error
    return f"{target}: {len(tables)} tables, {tables['claims'].count} claims, {tables['checks'].count} checks"


def _spare(target: Path, place: Path, folder: Path) -> None:
    """Refuse to replace what `write` didn't make, and what a program writes to."""
    if os.path.lexists(place) and (not place.is_file() or place.stat().st_size):
        told = _foreign(place, folder)
        if told:
            raise CnaiError(f"{target} {told} name another file, it is left as it was")


def _foreign(place: Path, folder: Path) -> str:
    """What keeps this from being replaced, as the middle of a sentence; empty where nothing does."""
    try:
        names = _names(place, folder)
    except CnaiError as error:
        return str(error).replace(f"{place} is", "is there and is") + ";"
    except duckdb.Error as error:
        if re.search("set lock|different configuration", str(error)):
            return "is open in a program that may write to it; close it there or"
        return "is a database that can't be opened; remove it or"
    if not names.keys() >= OURS:
        return "is a database that cnai didn't write;"
    added = [name for name, commented in names.items() if not commented]  # each of ours has a comment
    return f"holds {added[0]}, which cnai didn't write; take it out or" if added else ""


def _names(place: Path, folder: Path) -> dict[str, bool]:
    """Tables and views of a file, and whether each has a comment."""
    try:
        con = opened(place)
    except duckdb.Error:
        if not _wal(place).exists():
            raise
        alone = folder / "previous"  # the file without its .wal, which may be an older file's
        alone.unlink(missing_ok=True)
        alone.hardlink_to(place)
        con = opened(alone)
    with con:
        return dict(con.execute(NAMES).fetchall())


def _wal(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _build(package: Package, built: Path) -> tuple[Tables, Held]:
    """Build the file; gives the rows that went in, and a hash of what isn't compared with them."""
    con, tables, found = assemble(package, str(built))
    try:
        refuse(found, "nothing was written, the data don't hold")
        assert con is not None
        con.execute("checkpoint").fetchall()
        return tables, _hashes(con, package, tables)
    finally:
        if con is not None:
            con.close()


def _hashes(con: duckdb.DuckDBPyConnection, package: Package, tables: Tables) -> Held:
    """Rows and a hash of each large table and of those the database made; raises where a view doesn't work."""
    for view in package.views:
        con.execute(f"select * from {quoted_name(view)} limit 0").fetchall()
    names = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
    names = [name for name in names if name not in tables or tables[name].sieve or tables[name].count > MANY]
    ask = "select count(*), bit_xor(hash(t)) from {} t"
    return {name: con.execute(ask.format(quoted_name(name))).fetchall() for name in names}


def _changed(built: Path, package: Package, tables: Tables, hashes: Held) -> list[str]:
    """Reopen a built file; gives the tables that don't come back as they went in."""
    with opened(built) as con:
        now = _hashes(con, package, tables)
        changed = [name for name in hashes.keys() | now.keys() if hashes.get(name) != now.get(name)]
        changed += [n for n, held in now.items() if n in tables and held[0][0] != tables[n].count]
        for name in tables.keys() - now.keys():
            fields = [field.name for field in (*package.tables[name].fields, *package.tables[name].derived)]
            went = [[row[f] for f in fields] for row in tables[name].rows]
            came = con.execute(f"select * from {quoted_name(name)} order by rowid").fetchall()
            if came != [tuple(float(v) if isinstance(v, Decimal) else v for v in row) for row in went]:
                changed.append(name)
    return sorted(changed)
