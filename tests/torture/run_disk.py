"""Build and export where there is too little room, at many sizes: the error says what to do, nothing is lost or left.

    python tests/torture/run_disk.py [--sizes 12] [--disks 2] [--root DIR]

Real small disks are mounted where the system allows it (as root, or in a namespace of one's own) and filled but for
some room: one in memory, one with ext4 in a file. Everywhere the size of a file is limited too. Each says that it ran
or that it didn't.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from shutil import rmtree, which
from tempfile import TemporaryDirectory

from harness import Fault, Held, end, expected, holds, names, need, start

import cnai
from cnai._write import write

PAGE, MOST, FEW = 4096, 2**25, 4
FULL = r"(?:No space left on device|File too large|Disk quota exceeded); make room there or name a place elsewhere"
OWN = "CNAI_TORTURE_NAMESPACE"
DISKS = {
    "in memory": [["mount", "-t", "tmpfs", "-o", f"size={MOST}", "cnai", "{disk}"]],
    "with ext4": [
        ["truncate", "-s", str(MOST), "{image}"],
        ["mkfs.ext4", "-q", "-m", "0", "-b", "1024", "{image}"],
        ["mount", "-o", "loop", "{image}", "{disk}"],
    ],
}


Work = Callable[[int], bool]
Takes = Callable[[list[int]], int]  # how much room, of the sizes of the files


class Place:
    """A folder where there may be too little room for a build, and for an export."""

    def __init__(self, folder: Path, root: Path | None, wanted: Held) -> None:
        self.folder, self.root, self.wanted = folder, root, wanted
        self.refused = self.worked = 0
        self.sizes: list[int] = []

    def _told(self, what: Path, told: str, more: str = "") -> bool:
        self.worked, self.refused = self.worked + (not told), self.refused + bool(told)
        sentence = rf"{re.escape(str(what))} can't be written: {FULL}{more}"
        need(not told or re.fullmatch(sentence, told), f"it says: {told}")
        return not told

    def build(self, limit: int | None = None, before: bool = True) -> bool:
        """Build over a good previous file, or where there is none; True where it worked."""
        target = self.folder / "cnai.duckdb"
        was = target.stat().st_ino if before else target.unlink(missing_ok=True)
        told = tried(lambda: write(target, self.root), limit)
        worked = self._told(target, told, "; what was there is left as it was")
        need(names(self.folder) == [target.name] * (worked or before), f"left: {names(self.folder)}")
        if worked or before:
            holds(target, self.wanted)
            need(worked or target.stat().st_ino == was, "the previous file is another")
        return worked

    def export(self, limit: int | None = None) -> bool:
        """Export over a file that is there; True where it worked."""
        out = self.folder / "out"
        out.mkdir()
        (out / "units.csv").write_bytes(b"")
        worked = self._told(out, tried(lambda: cnai.export("csv", out, overwrite=True), limit))
        found = {name: (out / name).stat().st_size for name in names(out)}
        need(len(found) > 2 and all(found.values()) if worked else found == {"units.csv": 0}, f"there is {found}")
        self.sizes = [*found.values()]
        rmtree(out)
        return worked


def tried(work: Callable[[], object], limit: int | None) -> str:
    """Run work in a child, with a limit on the size of a file; gives the sentence of its error, if any."""
    into, out = os.pipe()

    def child() -> None:
        if limit is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            work()
        except cnai.CnaiError as error:
            os.write(out, str(error).encode())

    was_killed = end(start(child))
    os.close(out)
    with os.fdopen(into, "rb") as file:
        told = file.read().decode()
    need(not was_killed, "the work was killed")
    return told


def too_small(work: Callable[[int], bool], held: int, count: int) -> int:
    """Try sizes from none to what the result takes, then seek the least that is enough, and gives it."""
    for size in (held * n // count for n in range(count)):
        need(not work(size), f"it works with {size} bytes, and takes {held}")
    low, high = 0, MOST // 2
    need(work(high), "it doesn't work where there is room")
    while count > FEW and high - low > PAGE:
        middle = (low + high) // 2 // PAGE * PAGE
        low, high = (low, middle) if work(middle) else (middle, high)
    return high


def on_disk(kind: str, count: int, root: Path | None, wanted: Held, scratch: Path) -> None:
    """Fill a mounted disk but for some room, at many sizes of it."""
    disk = scratch / kind.replace(" ", "-")
    disk.mkdir()
    try:
        for command in DISKS[kind]:
            words = [word.format(disk=disk, image=scratch / "image") for word in command]
            subprocess.run(words, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError) as error:
        told = getattr(error, "stderr", "") or str(error)
        print(f"a full disk {kind}: did NOT run: {told.strip()}", flush=True)
        return
    inside, filler = disk / "place", disk / "filler"
    inside.mkdir()
    place = Place(inside, root, wanted)

    def room(size: int) -> None:
        filler.unlink(missing_ok=True)
        left = os.statvfs(disk)
        with filler.open("wb") as file, suppress(OSError):  # as far as it goes: ext4 needs some room for itself
            os.posix_fallocate(file.fileno(), 0, max(left.f_bavail * left.f_frsize - size, 1))

    def first(size: int) -> bool:
        (inside / "cnai.duckdb").unlink(missing_ok=True)
        room(size)
        return place.build(before=False)

    def again(size: int) -> bool:
        room(size)
        return place.build()

    def export(size: int) -> bool:
        room(size + PAGE)  # of its own: the file that is there before
        return place.export()

    try:
        tell(f"a full disk {kind}", place, first, again, export, sum, count)
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def tell(what: str, place: Place, first: Work, again: Work, export: Work, takes: Takes, count: int) -> None:
    """Try a first build, one over another, and an export; print how it went."""
    told, place.refused = [], 0
    place.build(before=False)
    held = (place.folder / "cnai.duckdb").stat().st_size
    for name, work in {"a build": first, "a build over another": again, "an export": export}.items():
        if name == "an export" and place.root is not None:
            continue
        if name == "an export":
            place.export()
            held = takes(place.sizes)
        least = too_small(work, held, count)
        told.append(f"{name} {place.refused} times" + (f" (it needs {least // 1024} KB)" if count > FEW else ""))
        place.refused = 0
        work(MOST // 2)
    print(f"{what}: refused, nothing lost or left: {', '.join(told)}; {place.worked} worked", flush=True)


def limited(count: int, root: Path | None, wanted: Held, scratch: Path) -> None:
    """Limit the size of a file, at many sizes."""
    inside = scratch / "limited"
    inside.mkdir()
    place = Place(inside, root, wanted)

    def first(size: int) -> bool:
        return place.build(size, before=False)

    tell("a limit on files", place, first, place.build, place.export, max, count)


def main() -> int:
    """Run everything; gives 1 where a promise didn't hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, default=12, help="beside those that seek the least that is enough (12)")
    parser.add_argument("--disks", type=int, default=len(DISKS), help="how many kinds of disks (all)")
    parser.add_argument("--root", type=Path, help="a folder with a descriptor and its tables, for builds alone")
    args = parser.parse_args()
    if OWN not in os.environ and which("unshare"):  # what is mounted goes with this process, whatever happens
        own = ["unshare", "--mount", "--propagation", "private", *["--map-root-user"] * (os.geteuid() != 0)]
        if subprocess.run([*own, "true"], capture_output=True).returncode == 0:
            os.environ[OWN] = "1"
            os.execvp("unshare", [*own, sys.executable, *sys.argv])
    begin = time.monotonic()
    wanted = expected(args.root)
    try:
        with TemporaryDirectory() as scratch:
            for kind in [*DISKS][: args.disks]:
                on_disk(kind, args.sizes, args.root, wanted, Path(scratch))
            limited(args.sizes, args.root, wanted, Path(scratch))
    except Fault as fault:
        print(f"run_disk: FAULT: {fault}")
        return 1
    print(f"run_disk: no fault in {time.monotonic() - begin:.0f} s")
    return 0


if __name__ == "__main__":
    sys.exit(main())
