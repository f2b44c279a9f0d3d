"""The command line. Start-up is cheap: a command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from cnai import __version__
from cnai._examples import EPILOG, EXAMPLES
from cnai._package import CnaiError, near

OK, FINDINGS, CANT = 0, 1, 2


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> Any:
        if "invalid choice" in message:
            given, known = (
                message.split("'")[1],
                ["reproduce", "check", "build", "claims", "why", "sql", "export", "lab"],
            )
            message = f"there is no command {given!r}{near(given, known)}"
        self.exit(CANT, f"cnai: {message}\n")


def _check(args: argparse.Namespace) -> int:
    from cnai._build import assemble
    from cnai._package import load

    _, tables, found = assemble(load())
    coverage: list[tuple[str, int, int, int]] = []
    if args.texts and not found:
        from cnai._texts import check_texts

        found, coverage = check_texts(tables, args.texts)
    for finding in found:
        print(finding)
    for source, numbers, claimed, excluded in coverage:
        print(f"{source}: {numbers} numbers in the text, {claimed} in claims, {excluded} excluded with a reason")
    if found:
        print(f"{len(found)} findings", file=sys.stderr)
        return FINDINGS
    rows = sum(len(t.rows) for t in tables.values())
    texts = f", {len(coverage)} texts" if args.texts else "; the texts were not given"
    print(f"no findings: {len(tables)} tables, {rows} rows, {len(tables['checks'].rows)} checks{texts}")
    return OK


def _build(args: argparse.Namespace) -> int:
    from cnai._write import write

    print(write(args.to))
    return OK


def _print(columns: list[str], rows: list[tuple[Any, ...]], style: str) -> None:
    if style == "json":
        import json

        print(
            json.dumps(
                [dict(zip(columns, row, strict=True)) for row in rows],
                default=_json,
                ensure_ascii=False,
                indent=1,
            )
        )
    elif style == "csv":
        import csv

        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows([["" if _json(v) is None else _json(v) for v in row] for row in rows])
    else:
        _table(columns, rows)


def _json(value: Any) -> Any:
    """A value for a machine: an infinite end is null, what JSON doesn't know is text."""
    if isinstance(value, float) and value in (float("inf"), float("-inf")):
        return None
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def _table(columns: list[str], rows: list[tuple[Any, ...]]) -> None:
    from shutil import get_terminal_size

    from cnai._why import number

    cells = [[number(v) if isinstance(v, float) else "" if v is None else str(v) for v in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(columns, *cells, strict=True)]
    limit = max(get_terminal_size((100, 20)).columns, 40)
    while sum(widths) + 2 * len(widths) > limit and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    right = [bool(rows) and all(isinstance(row[n], int | float | None) for row in rows) for n in range(len(columns))]
    for line in (columns, *cells):
        shown = [c if len(c) <= w else c[: w - 1] + "…" for c, w in zip(line, widths, strict=True)]
        print("  ".join(c.rjust(w) if r else c.ljust(w) for c, w, r in zip(shown, widths, right, strict=True)).rstrip())


def _query(query: str, style: str, values: list[Any] | None = None) -> int:
    from cnai._build import connect
    from cnai._query import ask

    columns, rows = ask(connect(), query, values)
    if style == "json":
        rows = [tuple(map(_json, row)) for row in rows]
    _print(columns, rows, style)
    return OK


def _sql(args: argparse.Namespace) -> int:
    return _query(args.query, args.format)


def _claims(args: argparse.Namespace) -> int:
    wanted = {k: v for k in ("source_id", "entity", "measure", "kind", "verdict") if (v := getattr(args, k))}
    where = " and ".join(f"{column} = ${n}" for n, column in enumerate(wanted, 1)) or "true"
    query = (
        "select claim_id, stated, unit, entity, measure, period_end as until, verdict"
        " from (select c.*, v.verdict, c.rowid as place from claims c join verdicts v using (claim_id))"
        f" where {where} order by place"
    )
    return _query(query, args.format, list(wanted.values()) or None)


def _why(args: argparse.Namespace) -> int:
    from cnai._why import why

    if len(args.of) not in (1, 3):
        raise CnaiError("why takes a claim, or a table, a key and a column, as: cnai why funding zhipu-2023 amount")
    claim, key, column = (*args.of, None, None)[:3]
    print(why(claim, key, column, texts=args.texts))
    return OK


def _reproduce(args: argparse.Namespace) -> int:
    from cnai._reproduce import reproduce

    return reproduce(args.to)


def _export(args: argparse.Namespace) -> int:
    from cnai._export import export

    try:
        written = export(args.form, args.dir, overwrite=args.overwrite)
    except CnaiError as error:
        raise CnaiError(str(error).replace("; overwrite replaces it", "; --overwrite replaces it")) from error
    print(f"{args.dir}: {len(written)} file{'s' * (len(written) > 1)}")
    return OK


def _lab(args: argparse.Namespace) -> int:
    from cnai._notebooks import lab

    return lab(args.dir)


def _parser() -> argparse.ArgumentParser:
    shape = argparse.RawDescriptionHelpFormatter
    parser = _Parser(
        prog="cnai",
        description="Published numbers, traced, recomputed and drawn.",
        epilog=EPILOG,
        formatter_class=shape,
    )
    parser.add_argument("--version", action="version", version=f"cnai {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="command", required=True)

    def add(name: str, run: Any, words: str) -> argparse.ArgumentParser:
        epilog = f"examples:{EXAMPLES[name]}" if name in EXAMPLES else None
        command = commands.add_parser(name, help=words, description=words, epilog=epilog, formatter_class=shape)
        command.set_defaults(run=run)
        return command

    c = add("reproduce", _reproduce, "the main job: build, check, run the notebooks, draw the charts, write the report")
    c.add_argument(
        "--to", type=Path, default=Path("reproduction"), metavar="DIR", help="folder to write to (reproduction)"
    )
    c = add("check", _check, "check every link of the chain")
    c.add_argument(
        "--texts", type=Path, metavar="DIR", help="folder of the sources' texts, to check positions and coverage"
    )
    c = add("build", _build, "write the database to a file that any DuckDB client reads")
    c.add_argument("--to", type=Path, default=Path("cnai.duckdb"), metavar="FILE", help="the file (cnai.duckdb)")
    c = add("claims", _claims, "list claims with their verdicts")
    for name in ("source", "entity", "measure", "kind", "verdict"):
        c.add_argument(
            f"--{name}", dest="source_id" if name == "source" else name, metavar=name.upper(), help=f"only this {name}"
        )
    c.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how to print it (table)")
    c = add("why", _why, "the whole chain of one number")
    c.usage = "cnai why [-h] [--texts DIR] (CLAIM | TABLE KEY COLUMN)"
    c.add_argument("of", nargs="+", metavar="CLAIM | TABLE KEY COLUMN", help="a claim, or a cell of a table")
    c.add_argument("--texts", type=Path, metavar="DIR", help="folder of the sources' texts, to show the words around")
    c = add("sql", _sql, "ask the database in SQL")
    c.add_argument("query", metavar="QUERY", help="one statement that gives rows")
    c.add_argument("--format", choices=("table", "csv", "json"), default="table", help="how to print it (table)")
    c = add("export", _export, "write tables, claims, verdicts and estimates for another program")
    c.add_argument("form", metavar="FORMAT", help="csv, parquet, dta, json, xlsx, or aea: a replication folder")
    c.add_argument("dir", type=Path, metavar="DIR", help="the folder, made where it isn't there")
    c.add_argument("--overwrite", action="store_true", help="replace files that are there")
    c = add("lab", _lab, "copy the notebooks to a folder of yours and open JupyterLab there")
    c.add_argument(
        "dir", nargs="?", type=Path, default=Path("cnai-notebooks"), metavar="DIR", help="the folder (cnai-notebooks)"
    )
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives its exit status. An error is one sentence on stderr, never a traceback."""
    args = _parser().parse_args(arguments)
    try:
        return int(args.run(args))
    except CnaiError as error:
        print(f"cnai: {error}", file=sys.stderr)
        return CANT
    except (KeyboardInterrupt, RuntimeError) as error:
        if isinstance(error, RuntimeError) and str(error) != "Query interrupted":  # DuckDB's word for Ctrl-C
            raise
        print("cnai: stopped", file=sys.stderr)
        return CANT
    except BrokenPipeError:
        sys.stderr.close()
        return OK


if __name__ == "__main__":
    sys.exit(main())
