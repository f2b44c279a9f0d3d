"""The command line's grammar: commands, options, help."""

from __future__ import annotations

import argparse

from cnai import __version__
from cnai._errors import near
from cnai._examples import EPILOG, EXAMPLES

TYPE_CHECKING = False  # the module it comes from takes as long to import as all of this
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path
    from typing import NoReturn

OK, FINDINGS, CANT = 0, 1, 2


def _path(text: str) -> Path:
    from pathlib import Path

    return Path(text)


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        if message.startswith("argument command: invalid choice"):
            given = message.split("'")[1]
            message = f"there is no command {given!r}{near(given, EXAMPLES)}"
        elif "unrecognized arguments: --package" in message:
            message = "--package stands before the command, as: cnai --package DIR check"
        self.exit(CANT, f"cnai: {message}\n")


def parser(run: Mapping[str, Callable[[argparse.Namespace], int]]) -> argparse.ArgumentParser:
    """The grammar; `run` has what each command does."""
    shape = argparse.RawDescriptionHelpFormatter
    whole = _Parser(
        prog="cnai",
        description="Published numbers, traced, recomputed and drawn.",
        epilog=EPILOG,
        formatter_class=shape,
    )
    whole.add_argument("--package", type=_path, metavar="DIR", help="a folder of your own, as cnai init lays one out")
    whole.add_argument("--version", action="version", version=f"cnai {__version__}")
    commands = whole.add_subparsers(dest="command", metavar="command", required=True)

    def add(name: str, words: str) -> argparse.ArgumentParser:
        epilog = f"examples:{EXAMPLES[name]}" if name in EXAMPLES else None
        command = commands.add_parser(name, help=words, description=words, epilog=epilog, formatter_class=shape)
        command.set_defaults(run=run[name])
        return command

    c = add("reproduce", "the main job: build, check, run the notebooks, draw the charts, write the report")
    c.add_argument("--to", type=_path, default="reproduction", metavar="DIR", help="folder to write to (reproduction)")
    c = add("check", "check every link of the chain")
    c.add_argument(
        "--texts", type=_path, metavar="DIR", help="folder of the sources' texts, to check positions and coverage"
    )
    c = add("build", "write the database to a file that any DuckDB client reads")
    c.add_argument("--to", type=_path, default="cnai.duckdb", metavar="FILE", help="the file (cnai.duckdb)")
    c = add("claims", "list claims with their verdicts")
    for name in ("source", "entity", "measure", "kind", "verdict"):
        c.add_argument(
            f"--{name}", dest="source_id" if name == "source" else name, metavar=name.upper(), help=f"only this {name}"
        )
    c.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how to print it (table)")
    c = add("why", "the whole chain of one number")
    c.usage = "cnai why [-h] [--texts DIR] (CLAIM | TABLE KEY COLUMN)"
    c.add_argument("of", nargs="+", metavar="CLAIM | TABLE KEY COLUMN", help="a claim, or a cell of a table")
    c.add_argument("--texts", type=_path, metavar="DIR", help="folder of the sources' texts, to show the words around")
    c = add("sql", "ask the database in SQL")
    c.add_argument("query", metavar="QUERY", help="one statement that gives rows")
    c.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how to print it (table)")
    c = add("export", "write tables, claims, verdicts and estimates for another program")
    c.add_argument("form", metavar="FORMAT", help="csv, parquet, dta, json, xlsx, or aea: a replication folder")
    c.add_argument("dir", type=_path, metavar="DIR", help="the folder, made where it isn't there")
    c.add_argument("--overwrite", action="store_true", help="replace files that are there")
    c = add("init", "lay out a folder of your own, on any subject, with an example that passes")
    c.add_argument("dir", type=_path, metavar="DIR", help="the folder: empty, or not there yet")
    c = add("draft", "propose every number of a text as a claim or an exclusion")
    c.add_argument("text", type=_path, metavar="TEXT", help="plain text of one document, UTF-8")
    c.add_argument("--id", required=True, dest="source_id", metavar="ID", help="id of the document")
    for name, words in (
        ("review", "accept, edit or exclude what was drafted, one proposal at a time"),
        ("place", "type the reviewed numbers a second time, choose checks, put it all into the tables"),
    ):
        c = add(name, words)
        c.add_argument("source_id", metavar="ID", help="id of the document")
        c.add_argument("--texts", type=_path, required=True, metavar="DIR", help="folder of the sources' texts")
    c = add("lab", "copy the notebooks to a folder of yours and open JupyterLab there")
    c.add_argument(
        "dir", nargs="?", type=_path, default="cnai-notebooks", metavar="DIR", help="the folder (cnai-notebooks)"
    )
    return whole
