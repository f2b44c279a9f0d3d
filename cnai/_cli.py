"""The command line. Start-up is cheap: a command imports what it needs when it runs."""

from __future__ import annotations

import argparse
import sys

from cnai._errors import CnaiError
from cnai._parser import CANT, FINDINGS, OK, parser

TYPE_CHECKING = False  # the module it comes from takes as long to import as all of this
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

OWN = ("reproduce", "lab")  # what is about the package's own notebooks and charts
ADDING = ("draft", "review", "place")


def _check(args: argparse.Namespace) -> int:
    from cnai._build import assemble
    from cnai._package import load

    package = load()
    _, tables, found = assemble(package)
    coverage: list[tuple[str, int, int, int]] = []
    if args.texts and not found:
        from cnai._texts import check_texts

        found, coverage = check_texts(tables, args.texts)
    if (package.root / "seeds" / "drafts").is_dir():
        from cnai._drafting.drafts import draft_findings

        found = [*found, *draft_findings(package.root)]
    for finding in found:
        print(finding)
    for source, numbers, claimed, excluded in coverage:
        print(f"{source}: {numbers} numbers in the text, {claimed} in claims, {excluded} excluded with a reason")
    if found:
        print(f"{len(found)} finding{'s' * (len(found) != 1)}", file=sys.stderr)
        return FINDINGS
    rows = sum(t.count for t in tables.values())
    texts = f", {len(coverage)} text{'s' * (len(coverage) != 1)}" if args.texts else "; the texts were not given"
    print(f"no findings: {len(tables)} tables, {rows} rows, {len(tables['checks'].rows)} checks{texts}")
    return OK


def _build(args: argparse.Namespace) -> int:
    from cnai._write import write

    print(write(args.to))
    return OK


def _query(query: str, style: str, values: list[Any] | None = None) -> int:
    from cnai._build import connect
    from cnai._printing import print_rows
    from cnai._query import ask

    columns, rows = ask(connect(), query, values)
    print_rows(columns, rows, style)
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
        raise CnaiError("why takes a claim, or a table, a key and a column, as: cnai why TABLE KEY COLUMN")
    claim, key, column = (*args.of, None, None)[:3]
    print(why(claim, key, column, texts=args.texts))
    return OK


def _reproduce(args: argparse.Namespace) -> int:
    from cnai._reproduce import reproduce

    return reproduce(args.to)


def _export(args: argparse.Namespace) -> int:
    from cnai._exporting.export import export

    try:
        written = export(args.form, args.dir, overwrite=args.overwrite)
    except CnaiError as error:
        raise CnaiError(str(error).replace("; overwrite replaces it", "; --overwrite replaces it")) from error
    print(f"{args.dir}: {len(written)} file{'s' * (len(written) > 1)}")
    return OK


def _init(args: argparse.Namespace) -> int:
    from cnai._init import init

    print(f"{args.dir}: {', '.join(init(args.dir))}")
    print(f"next: cnai --package {args.dir} check --texts {args.dir / 'texts'}")
    return OK


def _draft(args: argparse.Namespace) -> int:
    from cnai._drafting.draft import draft
    from cnai._drafting.drafts import FOLDER, command
    from cnai._package import load

    path, count = draft(args.text, args.source_id, load().root)
    print(f"{(args.package or FOLDER.parent.parent) / FOLDER / path.name}: {count} proposals")
    print(f"next: {command(f'review {args.source_id} --texts {args.text.parent}')}")
    return OK


def _input() -> Callable[[str], str]:
    """Lines from the terminal, to be edited with the arrow keys where the system can."""
    from contextlib import suppress

    with suppress(ImportError):
        import readline  # noqa: F401
    return input


def _review(args: argparse.Namespace) -> int:
    from cnai._drafting.review import review

    return OK if review(args.source_id, args.texts, ask=_input()) else FINDINGS


def _place(args: argparse.Namespace) -> int:
    from cnai._drafting.place import place

    return OK if place(args.source_id, args.texts, ask=_input()) else FINDINGS


def _lab(args: argparse.Namespace) -> int:
    from cnai._notebooks import lab

    return lab(args.dir)


COMMANDS = {
    "reproduce": _reproduce, "check": _check, "build": _build, "claims": _claims, "why": _why, "sql": _sql,
    "export": _export, "init": _init, "draft": _draft, "review": _review, "place": _place, "lab": _lab,
}  # fmt: skip


def _parser() -> argparse.ArgumentParser:
    return parser(COMMANDS)


def _makes_sense(args: argparse.Namespace) -> None:
    """Raise CnaiError where a command has no meaning for the folder in use."""
    from cnai._package import own_root

    command, folder = args.command, args.package
    if folder is not None and (command in OWN or (command == "export" and args.form == "aea")):
        raise CnaiError(f"{command}{' aea' * (command == 'export')} is about this package's own notebooks and charts; "
                        f"leave out --package {folder}")  # fmt: skip
    if folder is not None and command == "init":
        raise CnaiError(f"init lays a folder out and reads none; leave out --package {folder}")
    if folder is None and command in ADDING and own_root().name == "_data":
        raise CnaiError(f"{command} would write into the installed package; add to a folder of your own with "
                        "--package DIR (cnai init DIR lays one out), or work in a checkout")  # fmt: skip


def main(arguments: list[str] | None = None) -> int:
    """Run one command; gives its exit status. An error is one sentence on stderr, never a traceback."""
    args = _parser().parse_args(arguments)
    from cnai._package import use

    try:
        _makes_sense(args)
        use(args.package)
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
    finally:
        use(None)


if __name__ == "__main__":
    sys.exit(main())
