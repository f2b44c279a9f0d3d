"""Start-up, beside a bare Python."""

from __future__ import annotations

from collections.abc import Iterator

from bench.measure import Row, at_most, compare, python

BARE = "bare `python -c pass`"
CLI = "import sys; from cnai._cli import main; sys.exit(main(sys.argv[1:]))"
WHY = "argparse alone, with as many commands and their help, is at 2.3 times."


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
    yield at_most("import", "`import cnai`", BARE, 1.3, found["import"], found["import"].wall, bare)
    for name in ("help", "version"):
        yield at_most(f"--{name}", f"`cnai --{name}`", BARE, 3, found[name], found[name].wall, bare, WHY)
