"""Build and check the real data, and ask them from the shell."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Row, at_most, compare, python
from bench.startup import CLI

FLOOR = """
import sys, duckdb
con = duckdb.connect()
for n, path in enumerate(sys.argv[1:]):
    con.execute(f"create table t{n} as from read_csv($1, all_varchar = true)", [path]).fetchall()
"""
BUILD = "import cnai; cnai.connect()"
ASKED = {
    "`cnai claims`": ["claims"],
    "`cnai why`": ["why", "closures-sep-dec"],
    "`cnai sql`": ["sql", "select verdict, count(*) from verdicts group by all"],
    "`cnai check`": ["check"],
}
WHY = "The rest is the creation of the tables with their keys and comments, and the checks' evaluation, in DuckDB."
SHELL = "Beside the build it is Python's start, argparse and the question itself."


def rows(quick: bool) -> Iterator[Row]:
    """Everything in memory beside DuckDB that reads the same files raw, each command beside that."""
    from cnai._package import load

    files = [str(load().path(name)) for name in load().tables]
    commands = {"floor": python(FLOOR, *files), "build": python(BUILD)}
    found = compare(commands | {name: python(CLI, *words) for name, words in ASKED.items()}, 2 if quick else 15)
    floor, build = found["floor"].wall, found["build"].wall
    work = "build and check everything in memory, all verdicts"
    yield at_most("build", work, "`import duckdb` and the same CSVs read raw", 2, found["build"], build, floor, WHY)
    for name in ASKED:
        yield at_most(name.strip("`"), name, "the build above", 1.5, found[name], found[name].wall, build, SHELL)
