"""Files that are there whole or not at all: made in a folder of their own beside the place, then moved into it."""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import duckdb

from cnai._package import CnaiError

PART = ".cnai-part-"
FULL = tuple(os.strerror(getattr(errno, name)) for name in ("ENOSPC", "EDQUOT", "EFBIG") if hasattr(errno, name))


@contextmanager
def scratch(folder: Path) -> Iterator[Path]:
    """A new folder within this one, removed at the end.

    A run that was killed leaves its own, which the next run removes: each holds a lock on its folder while it works,
    and the system takes that back when the process dies, however it died.
    """
    for left in folder.glob(f"{PART}*"):
        with _locked(left) as dead:
            if dead:
                rmtree(left, ignore_errors=True)
    made, mine = folder, False
    while not mine:
        made = Path(mkdtemp(prefix=PART, dir=folder))
        with _locked(made) as got:
            mine = got is not False and made.exists()  # else another run came before the lock, and removed it
            if mine:
                try:
                    yield made
                finally:
                    rmtree(made, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool | None]:
    """Hold the folder; False where another process does, None where the system can't tell."""
    if sys.platform == "win32":
        yield None
        return
    from fcntl import LOCK_EX, LOCK_NB, flock

    got: bool | None = None
    handle = -1
    with suppress(OSError):  # a network disk without locks, a folder that is gone
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        try:
            flock(handle, LOCK_EX | LOCK_NB)
            got = True
        except BlockingIOError:
            got = False
    try:
        yield got
    finally:
        if handle != -1:
            os.close(handle)


def sync(path: Path) -> None:
    """Wait until the disk has what was written to a file, or the names in a folder."""
    if sys.platform == "win32" and path.is_dir():  # has no handle for it
        return
    handle = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def opened(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a database file, to be read only; its first bytes are looked at before anything runs on it.

    Raises
    ------
    CnaiError
        Where it isn't a DuckDB file.
    duckdb.Error
        Where DuckDB can't open it.
    """
    if not path.is_file():
        raise CnaiError(f"{path} is no file")
    with path.open("rb") as file:
        if file.read(12)[8:] != b"DUCK":
            raise CnaiError(f"{path} is no DuckDB file")
    config: dict[str, str | bool | int | float | list[str]] = {
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
    }
    return duckdb.connect(str(path), read_only=True, config=config)


def built(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a file as `opened` does, for a caller: what DuckDB says is told in a sentence."""
    try:
        return opened(path)
    except duckdb.Error as error:
        if "set lock" in str(error):
            raise CnaiError(f"{path} is open in a program that may write to it; close it there") from error
        raise CnaiError(f"{path} can't be opened: {str(error).partition(chr(10))[0]}") from error


def reason(error: Exception) -> str:
    """Why the system refused, and what to do about it, as the end of a sentence."""
    said = error.strerror if isinstance(error, OSError) and error.strerror else str(error).partition("\n")[0]
    told = re.sub(r'^.*": ', "", said)  # DuckDB says first which of its own files it was at
    return f"{told}; {'make room there or name a place elsewhere' if told in FULL else 'name a place elsewhere'}"
