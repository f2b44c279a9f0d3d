"""What the torture runs share: processes that die, and what must hold after they did."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from pathlib import Path
from types import FrameType
from typing import Any

import duckdb

from cnai._build import assemble
from cnai._disk import opened
from cnai._package import load

Held = dict[str, tuple[Any, ...]]
CLI = [sys.executable, "-m", "cnai._cli"]
QUERY = 'select count(*), bit_xor(hash(t)) from "{}" t'


class Fault(AssertionError):
    """A promise that didn't hold."""


def need(holds: object, told: str) -> None:
    """Raise where a promise doesn't hold."""
    if not holds:
        raise Fault(told)


def _rows(con: duckdb.DuckDBPyConnection, names: Iterable[str]) -> Held:
    return {name: con.execute(QUERY.format(name)).fetchall()[0] for name in names}


def expected(root: Path | None) -> Held:
    """What each table must hold: its size and a hash of its rows, from a database in memory."""
    con, _, found = assemble(load(root))
    need(con is not None and not found, "the data don't hold to begin with")
    assert con is not None
    with con:
        return _rows(con, [*load(root).tables, "results", "verdicts"])


def holds(path: Path, wanted: Held) -> None:
    """Open a built file read-only and count; raises Fault where it isn't whole."""
    try:
        with opened(path) as con:
            found = _rows(con, wanted)
    except duckdb.Error as error:
        raise Fault(f"{path.name} is no whole file: {error}") from error
    need(found == wanted, f"{path.name} holds something else than was built")


def names(folder: Path) -> list[str]:
    """Everything in a folder, hidden or not."""
    return sorted(path.name for path in folder.iterdir())


def start(work: Callable[[], object]) -> int:
    """Run work in a child of this process, which has everything imported; gives its id."""
    sys.stdout.flush()
    child = os.fork()
    if child:
        return child
    status = 1
    try:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
        work()
        status = 0
    finally:
        os._exit(status)


def end(child: int) -> bool:
    """Wait for a child; True where it was killed, False where it ended well."""
    status = os.waitpid(child, 0)[1]
    need(status in (0, signal.SIGKILL), f"a child ended with {status}")
    return status != 0


def killed(work: Callable[[], object], after: float) -> bool:
    """Run work and kill it after so many seconds; False where it was done by then."""
    child = start(work)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return end(child)


def lines(work: Callable[[], object], parts: tuple[str, ...], often: int, at: int | None = None) -> int:
    """Run work in a child and count the lines that it reaches in these modules, one in a loop only so often.

    Where the line of that number is reached the child is killed, and the count is 0.
    """
    into, out = os.pipe()
    seen: Counter[tuple[str, int]] = Counter()
    reached = 0

    def trace(frame: FrameType, event: str, _: Any) -> Any:
        nonlocal reached
        if not frame.f_code.co_filename.endswith(parts):
            return None
        line = frame.f_code.co_filename, frame.f_lineno
        seen[line] += 1
        if seen[line] <= often:
            reached += 1
            if reached == at:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    def traced() -> None:
        sys.settrace(trace)
        work()
        sys.settrace(None)
        os.write(out, str(reached).encode())

    end(start(traced))
    os.close(out)
    with os.fdopen(into, "rb") as file:
        return int(file.read() or b"0")


def killed_command(arguments: list[str], after: float) -> bool:
    """Start the command as its own process and kill it after so many seconds; False where it was done by then."""
    run = subprocess.Popen([*CLI, *arguments], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(after)
    run.kill()
    status = run.wait()
    need(status in (0, -signal.SIGKILL), f"{arguments[0]} ended with {status}")
    return status != 0


def lasts(work: Callable[[], object]) -> float:
    """How long work takes in a child, in seconds."""
    begin = time.monotonic()
    need(not end(start(work)), "the work was killed by something else")
    return time.monotonic() - begin
