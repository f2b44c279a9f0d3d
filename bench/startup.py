"""Start-up, beside a bare Python."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Row, at_most, compare, python

BARE = "bare `python -c pass`"
CLI = "import sys; from cnai._cli import main; sys.exit(main(sys.argv[1:]))"
WHY = "argparse alone, with as many commands, is at 2.3 times."


def rows(quick: bool) -> Iterator[Row]:
    """Import and the two cheapest commands."""
    found = compare(
        {
            "bare": python("pass"),
            "import": python("import cnai"),
            "help": python(CLI, "--help"),
            "version": python(CLI, "--version"),
        },
        10 if quick else 40,
    )
    bare = found["bare"].wall
    yield at_most("`import cnai`", BARE, 1.3, found["import"], bare, found["import"].wall)
    yield at_most("`cnai --help`", BARE, 3, found["help"], bare, found["help"].wall, WHY)
    yield at_most("`cnai --version`", BARE, 3, found["version"], bare, found["version"].wall, WHY)
