"""Kill builds and exports, at random moments and at every line that writes: nothing may be lost, nothing may be left.

python tests/torture/run_kills.py [--kills 200] [--every 1] [--seed N] [--root DIR]
"""

from __future__ import annotations

import argparse
import random
import secrets
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from harness import CLI, Fault, end, expected, holds, killed, killed_command, lasts, lines, names, need, start

from cnai._disk import PART
from cnai._exporting import export as _export
from cnai._exporting.sheets import chosen, sheets
from cnai._package import load
from cnai._write import write

BUILDING, EXPORTING = ("cnai/_write.py", "cnai/_disk.py"), ("cnai/_exporting/export.py", "cnai/_disk.py")
BEFORE = b"what was there before\n"
EACH = 10  # after so many kills a run is left in peace: it must work, and leave nothing
OFTEN, MANY = 2, 1000


class Victim:
    """What is killed, and what was found after each kill."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.found = folder, Counter[str]()

    def work(self) -> None:
        """The run that is killed."""
        raise NotImplementedError

    def state(self) -> str:
        """What is there after a kill: "previous", "new", or "some of each"; raises Fault where it isn't whole."""
        raise NotImplementedError

    def look(self, was_killed: bool) -> bool:
        """Count what is there; beside it stands no more than one folder that the next run clears."""
        self.found["kills" if was_killed else "ended first"] += 1
        self.found[self.state()] += was_killed
        left = [name for name in names(self.folder) if name.startswith(PART)]
        need(len(left) <= 1, f"left beside: {left}")
        self.found["left a part"] += len(left)
        if self.found.total() % EACH == 0:
            self.peace()
        return was_killed

    def peace(self) -> None:
        """A run that isn't killed works, and clears what others left."""
        need(not end(start(self.work)), "it was killed")
        need(self.state() == "new", "the next run didn't put its own in place")
        need(not any(name.startswith(PART) for name in names(self.folder)), f"left: {names(self.folder)}")
        self.ready()

    def ready(self) -> None:
        """What is there now is the previous from here on."""

    def tell(self, what: str) -> None:
        """Print what was found, and begin to count anew."""
        kinds = ("previous", "some of each", "new", "left a part", "ended first")
        print(f"{what}: {self.found['kills']} killed; " + ", ".join(f"{k} {self.found[k]}" for k in kinds), flush=True)
        self.found.clear()


class Build(Victim):
    """A file with a good build in it."""

    def __init__(self, folder: Path, root: Path | None) -> None:
        super().__init__(folder)
        self.target, self.root, self.wanted = folder / "cnai.duckdb", root, expected(root)
        self.work()
        self.ready()

    def work(self) -> None:
        write(self.target, self.root)

    def state(self) -> str:
        holds(self.target, self.wanted)
        others = [name for name in names(self.folder) if name != self.target.name and not name.startswith(PART)]
        need(not others, f"left beside: {others}")
        state = "previous" if self.target.stat().st_ino == self.inode else "new"
        self.ready()
        return state

    def ready(self) -> None:
        self.inode = self.target.stat().st_ino


class Export(Victim):
    """A folder with earlier files under the names of an export, and one file of somebody else."""

    def __init__(self, folder: Path, files: dict[str, bytes], work: Callable[[], object]) -> None:
        super().__init__(folder)
        self.files, self._work = files, work
        (folder / "letter.txt").write_bytes(BEFORE)
        self.ready()

    def work(self) -> None:
        self._work()

    def state(self) -> str:
        need((self.folder / "letter.txt").read_bytes() == BEFORE, "a file of somebody else was changed")
        held = {name: (self.folder / name).read_bytes() for name in self.files}
        half = [name for name, data in held.items() if data not in (BEFORE, self.files[name])]
        need(not half, f"half written: {half}")
        others = {n for n in names(self.folder) if not n.startswith(PART)} - {*self.files, "letter.txt"}
        need(not others, f"left beside: {others}")
        new = sum(data != BEFORE for data in held.values())
        self.ready()
        return "previous" if not new else "new" if new == len(held) else "some of each"

    def ready(self) -> None:
        for name in self.files:
            (self.folder / name).write_bytes(BEFORE)


def at_random(victim: Victim, kills: int, draw: random.Random) -> None:
    """Kill as often as asked, at moments spread over the whole run."""
    seconds = min(lasts(victim.work), lasts(victim.work))
    victim.state()
    for _ in range(4 * kills + MANY):
        if victim.found["kills"] == kills:
            return
        victim.look(killed(victim.work, draw.uniform(0, seconds)))
    raise Fault("the runs end before they can be killed")


def at_lines(victim: Victim, parts: tuple[str, ...], every: int) -> None:
    """Kill at each line of these modules, or each so many, the first times that it is reached."""
    victim.peace()
    there = lines(victim.work, parts, OFTEN)
    victim.state()
    for at in range(there, 0, -every):
        victim.look(not lines(victim.work, parts, OFTEN, at))
    need(victim.found["previous"] and victim.found["new"], "lines before and after the file was put in place")


def as_commands(victim: Victim, arguments: list[str], kills: int, draw: random.Random) -> None:
    """Kill the command, started as a process of its own each time."""
    begin = time.monotonic()
    subprocess.run([*CLI, *arguments], check=True, stdout=subprocess.DEVNULL)
    seconds = time.monotonic() - begin
    victim.state()
    for _ in range(kills):
        victim.look(killed_command(arguments, draw.uniform(0, seconds)))


def main() -> int:
    """Run everything; gives 1 where a promise didn't hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="of builds, at random; others in proportion (200)")
    parser.add_argument("--seed", type=int, default=secrets.randbelow(10**6))
    parser.add_argument("--every", type=int, default=1, help="of the lines that write, where a kill falls (each)")
    parser.add_argument("--root", type=Path, help="a folder with a descriptor and its tables, for builds alone")
    args = parser.parse_args()
    draw, begin = random.Random(args.seed), time.monotonic()
    some, few = max(args.kills // 5, 4), max(args.kills // 20, 2)
    print(f"run_kills: seed {args.seed}", flush=True)
    try:
        with TemporaryDirectory() as scratch:
            folder = Path(scratch)
            for name in ("build", "export"):
                (folder / name).mkdir()
            build = Build(folder / "build", args.root)
            at_random(build, args.kills, draw)
            build.tell("build, at random moments")
            at_lines(build, BUILDING, args.every)
            build.tell("build, at each line that writes")
            if args.root is None:
                as_commands(build, ["build", "--to", str(build.target)], some, draw)
                build.tell("cnai build, a process each")
                exports(folder / "export", some, few, args.every, draw)
    except Fault as fault:
        print(f"run_kills: FAULT: {fault} (again with --seed {args.seed})")
        return 1
    print(f"run_kills: no fault in {time.monotonic() - begin:.0f} s, seed {args.seed}")
    return 0


def exports(folder: Path, some: int, few: int, every: int, draw: random.Random) -> None:
    """Kill exports: while they put files in place, and the whole command."""
    package = chosen(None)
    files = _export.FORMS["csv"](package, sheets(package)) | {"codebook.md": _export.book(package, "csv").encode()}
    need(len(files) == len(load().tables) + 5, "tables, views, a descriptor and a codebook")
    export = Export(folder, files, partial(_export._place, files, folder, True))
    at_random(export, some, draw)
    export.tell("export, at random moments while it writes")
    at_lines(export, EXPORTING, every)
    export.tell("export, at each line that writes")
    as_commands(export, ["export", "csv", str(folder), "--overwrite"], few, draw)
    export.tell("cnai export, a process each")


if __name__ == "__main__":
    sys.exit(main())
