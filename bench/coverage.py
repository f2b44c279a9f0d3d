"""A text of a megabyte with thousands of numbers, each held against the place that accounts for it."""

from __future__ import annotations

import hashlib
import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Row, compare, task

LENGTH, EVERY = 1_000_000, 150  # characters; a number each so many, as in the documents


def rows(quick: bool) -> Iterator[Row]:
    """The processor's seconds for coverage, reading and digest included."""
    found = compare({"ours": task("coverage")}, 1 if quick else 5)["ours"]
    told = found.told
    work = f"`cnai check --texts`, 1 MB with {told['numbers']:,.0f} numbers"
    beside = f"reading the file and its digest, {1000 * told['floor']:.0f} ms"
    seconds = told["seconds"]
    yield Row("texts", work, beside, "well under a second", f"{seconds:.2f} s", seconds / 0.5, found)


def main() -> None:
    """Write the text, account for each number by an exclusion, and check."""
    from cnai import _tables
    from cnai._package import load
    from cnai._texts import check_texts

    package = load()
    tables = {
        name: _tables.Rows(package.table(name), [], []) for name in ("sources", "claims", "exclusions", "aliases")
    }

    def add(name: str, **cells: object) -> None:
        row = _tables.Row(len(tables[name].rows) + 2)
        row |= dict.fromkeys(package.table(name).names) | cells
        tables[name].rows.append(row)

    parts, at, n = [], 0, 0
    while at < LENGTH:
        words = "loaf " * (EVERY // 5)
        parts += [words, f"{n} ", "\n"]
        add(
            "exclusions",
            source_id="made-up",
            char_start=at + len(words),
            char_end=at + len(words) + len(str(n)),
            text=str(n),
        )
        at, n = at + len(words) + len(str(n)) + 2, n + 1
    data = "".join(parts).encode()
    digest = hashlib.sha256(data).hexdigest()
    add("sources", source_id="made-up", file="made-up.txt", sha256=digest, characters=len(data))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "made-up.txt")
        path.write_bytes(data)
        start = time.process_time()
        hashlib.sha256(path.read_bytes()).hexdigest()
        floor = time.process_time() - start
        start = time.process_time()
        found, coverage = check_texts(tables, Path(folder))
        seconds = time.process_time() - start
    assert not found and coverage == [("made-up", n, 0, n)], (found[:3], coverage)
    print(json.dumps({"numbers": n, "seconds": seconds, "floor": floor}))


if __name__ == "__main__":
    sys.exit(main())
