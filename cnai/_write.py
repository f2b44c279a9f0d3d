"""Write the database to a file: built beside it, verified, and put in place in one step."""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from cnai._build import assemble, quoted_name
from cnai._package import CnaiError, load
from cnai._tables import refuse


def write(target: Path, root: Path | None = None) -> str:
    """Write the database to a file that any DuckDB client reads; gives a line that says what is in it.

    The file is built beside the target under a name of its own, reopened and counted, and only then put in place:
    the previous file survives whole whatever happens before.

    Parameters
    ----------
    target : Path
        The file; an existing DuckDB file is replaced.
    root : Path, optional
        A folder with a descriptor and its tables; the package's own by default.

    Raises
    ------
    CnaiError
        When any check fails, when the target is something else than a DuckDB file, or can't be written.
    """
    if target.is_dir() or (target.exists() and target.stat().st_size and target.read_bytes()[8:12] != b"DUCK"):
        raise CnaiError(f"{target} is there and is no DuckDB file; name another file, it is left as it was")
    if not target.parent.is_dir():
        raise CnaiError(f"{target.parent} is no folder; make it first")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        con, tables, found = assemble(load(root), str(beside))
        refuse(found, "nothing was written, the data don't hold")
        assert con is not None
        con.execute("checkpoint").fetchall()
        con.close()
        _put(beside, target, {name: len(rows.rows) for name, rows in tables.items()})
    except (OSError, duckdb.Error) as error:
        raise CnaiError(
            f"{target} can't be written: {str(error).splitlines()[0]}; what was there is left as it was"
        ) from error
    finally:
        for part in (beside, beside.with_name(beside.name + ".wal")):
            part.unlink(missing_ok=True)
    return f"{target}: {len(tables)} tables, {len(tables['claims'].rows)} claims, {len(tables['checks'].rows)} checks"


def _put(beside: Path, target: Path, counts: dict[str, int]) -> None:
    """Reopen a built file, hold its rows against what went in, and put it in place durably."""
    with duckdb.connect(str(beside), read_only=True) as con:
        for name, count in counts.items():
            held = con.execute(f"select count(*) from {quoted_name(name)}").fetchall()[0][0]
            if held != count:
                raise CnaiError(f"{target} can't be written: table {name} came back with {held} rows of {count}")
    for path, flags in ((beside, os.O_RDWR), (target.parent, os.O_RDONLY)):
        handle = os.open(path, flags)
        os.fsync(handle)
        if path == beside:
            target.with_name(target.name + ".wal").unlink(missing_ok=True)
            beside.replace(target)
        os.close(handle)
