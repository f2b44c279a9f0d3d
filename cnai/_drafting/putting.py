"""Put a placed draft into the package: tried on a copy first, then in place, file by file.

The new files are first all written beside the draft, under a name that says they are whole; a run that was killed
while putting them in place is finished by the next one.
"""

from __future__ import annotations

import csv
import io
import json
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from cnai._build import assemble
from cnai._drafting.drafts import Cells, Draft, put
from cnai._ledger import Tables
from cnai._package import DESCRIPTOR, CnaiError, Package, Table, load
from cnai._tables import Finding

READY = ".ready.json"
Files = dict[str, str]  # path from the package's folder, text


def _cells(line: str) -> list[str]:
    return next(csv.reader([line]), [])


def line_of(table: Table, cells: Cells) -> str:
    """One record as a line."""
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([cells.get(name, "") for name in table.names])
    return out.getvalue()


def _read(package: Package, name: str) -> list[str]:
    try:
        text = package.path(name).read_bytes().decode("utf-8").removeprefix("\ufeff").replace("\r\n", "\n")
        return text.removesuffix("\n").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise CnaiError(f"{package.path(name)} can't be read: {error}") from error


def inserted(table: Table, lines: list[str], rows: list[Cells]) -> list[str]:
    """A table's lines with new rows where they belong: in the order of the first column that the rows are sorted by."""
    held = [_cells(line) for line in lines[1:]]
    columns = [n for n in range(len(table.names)) if [r[n] for r in held] == sorted(r[n] for r in held)]
    by = columns[0] if columns else None
    for row in rows:
        cells = [row.get(name, "") for name in table.names]
        after = [n for n, other in enumerate(held) if other[by] <= cells[by]] if by is not None else []
        at = after[-1] + 1 if after else 0 if by is not None else len(held)
        held.insert(at, cells)
        lines = [*lines[: at + 1], line_of(table, row), *lines[at + 1 :]]
    return lines


def _by_source(table: Table, lines: list[str], rows: list[Cells], order: list[str]) -> list[str]:
    """Lines with one document's rows after those of the documents before it."""
    column, place = table.names.index("source_id"), order.index(rows[0]["source_id"]) if rows else 0
    before = [n for n, line in enumerate(lines) if n and order.index(_cells(line)[column]) < place]
    at = before[-1] + 1 if before else 1
    rows = sorted(rows, key=lambda r: int(r["char_start"]))
    return [*lines[:at], *(line_of(table, row) for row in rows), *lines[at:]]


def merged(package: Package, source: Cells, new: dict[str, list[Cells]]) -> Files:
    """The text of every table that gets new rows.

    Parameters
    ----------
    package : Package
        What is there.
    source : dict
        The document's row.
    new : dict of str to list of dict
        New rows of each other table, as text.
    """
    table, lines = package.table("sources"), _read(package, "sources")
    sources = inserted(table, lines, [source])
    order, files = [_cells(line)[0] for line in sources[1:]], {table.path: sources}
    for name, rows in new.items():
        table = package.table(name)
        if rows and name in ("claims", "exclusions"):
            files[table.path] = _by_source(table, _read(package, name), rows, order)
        elif rows:
            files[table.path] = inserted(table, _read(package, name), rows)
    return {path: "\n".join(lines) + "\n" for path, lines in files.items()}


def tried(package: Package, files: Files, texts: Path | None = None, only: str = "") -> tuple[Tables, list[Finding]]:
    """The tables and findings of a copy of the package with these files; with the text of one document."""
    with TemporaryDirectory() as scratch:
        copy = Path(scratch)
        paths = [DESCRIPTOR, *(table.path for table in package.tables.values())]
        for path in paths:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            data = files[path].encode() if path in files else (package.root / path).read_bytes()
            (copy / path).write_bytes(data)
        con, tables, found = assemble(load(copy))
        if con is not None:
            con.close()
        if texts is not None and not found:
            from cnai._texts import check_texts

            tables["sources"].rows[:] = [r for r in tables["sources"].rows if r["source_id"] == only]
            found, _ = check_texts(tables, texts)
    return tables, found


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()).hexdigest()


def put_in_place(draft: Draft, files: Files) -> None:
    """Write the files, each whole, and take the draft away."""
    ready = {path: {"before": _digest(draft.root / path), "text": text} for path, text in files.items()}
    put(draft.path(READY), json.dumps(ready, ensure_ascii=False).encode())
    finish(draft.root, draft.source_id)


def finish(root: Path, source_id: str) -> bool:
    """Put in place what a run left ready, and take its draft away; False where there is nothing of the kind.

    Raises
    ------
    CnaiError
        Where a file is neither as that run found it nor as it would leave it.
    """
    draft = Draft(root, source_id, [], {})
    ready = draft.path(READY)
    if not ready.exists():
        return False
    known = {table.path for table in load(root).tables.values()}
    try:
        files = {path: (held["before"], held["text"].encode()) for path, held in json.loads(ready.read_bytes()).items()}
        if not known.issuperset(files):
            raise ValueError(f"it names {sorted(set(files) - known)[0]}, which is no table")
        for path, (before, data) in files.items():
            if _digest(root / path) not in (before, sha256(data).hexdigest()):
                raise ValueError(f"{path} was changed since")
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise CnaiError(f"{ready} can't be put in place: {error}; remove it and place anew") from error
    for path, (_, data) in files.items():
        put(root / path, data)
    draft.remove()
    ready.unlink()
    return True
