"""Measure work in child processes: in turn, so that a load on the machine hits each alike; medians of several runs.

This process stays small and imports nothing large: a child's peak memory is never below its parent's at the fork.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from subprocess import Popen
from typing import Any, NamedTuple

ROOT = Path(__file__).parents[1]
MEGABYTE = 2**20


class Cost(NamedTuple):
    """What one run took: seconds on the clock, of the processor with all its children, peak bytes, and what it said."""

    wall: float
    cpu: float
    memory: float
    told: dict[str, Any]


class Row(NamedTuple):
    """One line of the table: a name for the chart, the work, what it is held against, the reach, what came out.

    `share` is the part of the reach that was used, up to 1 where it is met; None where nothing is to be reached.
    `why` says what a line that falls short rests on.
    """

    name: str
    work: str
    beside: str
    reach: str
    measured: str
    share: float | None
    cost: Cost
    why: str = ""

    @property
    def met(self) -> bool:
        """Whether it reaches what was set."""
        return self.share is None or self.share <= 1


def python(code: str, *arguments: str) -> list[str]:
    """Give the command that runs a few lines of Python."""
    return [sys.executable, "-c", code, *arguments]


def task(module: str, *arguments: object) -> list[str]:
    """Give the command that runs a module of `bench` as a child."""
    return [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]


def once(command: list[str], ok: tuple[int, ...] = (0,)) -> Cost:
    """Run a command once. A last line of output that is JSON is what it tells. Raises RuntimeError where it fails."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        child = Popen(command, cwd=ROOT, stdout=out, stderr=errors)
        _, status, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - start
        child.returncode = os.waitstatus_to_exitcode(status)  # it has been waited for
        out.seek(0), errors.seek(0)
        said, lines = errors.read().decode(), out.read().decode().splitlines()
    if child.returncode not in ok:
        tail = "\n".join([*lines[-30:], said[-2000:]])
        raise RuntimeError(f"{' '.join(command)[:300]} ended with {child.returncode}: {tail.strip()}")
    told = json.loads(lines[-1]) if lines and lines[-1].startswith("{") else {}
    kilobytes = 1 if sys.platform == "darwin" else 1024
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * kilobytes, told)


def middle(costs: list[Cost]) -> Cost:
    """Give the median of each part; of what was told, the median of each number."""
    told = {
        key: median(c.told[key] for c in costs) if isinstance(value, int | float) else value
        for key, value in costs[0].told.items()
    }
    return Cost(*(median(c[n] for c in costs) for n in range(3)), told)  # type: ignore[arg-type]


def compare(commands: Mapping[str, list[str]], runs: int, ok: tuple[int, ...] = (0,)) -> dict[str, Cost]:
    """Run each command in turn, `runs` times after one that doesn't count, and give the medians."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for n in range(runs + 1):
        for name, command in commands.items():
            cost = once(command, ok)
            if n or not runs:
                found[name].append(cost)
    return {name: middle(costs) for name, costs in found.items()}


def at_most(
    name: str, work: str, beside: str, limit: float, cost: Cost, mine: float, floor: float, why: str = ""
) -> Row:
    """Make a line of which ours is to be at most so many times the floor."""
    ratio = mine / floor
    return Row(name, work, beside, f"at most {limit:g} times", f"{ratio:.2f} times", ratio / limit, cost, why)


def at_least(
    name: str, work: str, beside: str, limit: float, cost: Cost, mine: float, peer: float, why: str = ""
) -> Row:
    """Make a line of which ours is to be at least so many times less than the peer's."""
    ratio = peer / mine
    reach = f"at least {limit:g} times less" if limit else "-"
    return Row(name, work, beside, reach, f"{ratio:.1f} times less", limit / ratio if limit else None, cost, why)
