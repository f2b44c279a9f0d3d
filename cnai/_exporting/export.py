"""Take everything out: tables, claims, results, verdicts and estimates, in the form that the next program reads."""

from __future__ import annotations

import csv
import io
import json
import os
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cnai._disk import reason, scratch, sync
from cnai._exporting.sheets import RUN, Sheet, book, chosen, descriptor, missing, sheets, unit
from cnai._package import CnaiError, Package, near

CODEBOOK = "codebook.md"
Files = dict[str, bytes]


def _plain(cell: Any) -> Any:
    """A cell for JSON: a whole number without a point, a day as text."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 2**53:
        return int(cell)
    return str(cell) if isinstance(cell, date) else cell


def _text(cell: Any) -> str:
    """A cell for CSV, in the way of the package's own files."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    return f"{Decimal(repr(_plain(cell))):f}" if isinstance(cell, float) else str(cell)


def _csv(sheet: Sheet) -> bytes:
    """One table; why a cell is empty stands in it as a code, where the descriptor has one."""
    codes = {label: code for code, label in sheet.table.missing.items()}
    names, out = sheet.table.names, io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(names)
    for n, row in enumerate(sheet.rows):
        for name, cell in zip(names, row, strict=True):
            if isinstance(cell, str) and cell.startswith(RUN) and len(cell) > 1:  # a lone "=" is a comparator
                raise CnaiError(
                    f"{sheet.name}, {name}: a spreadsheet would run {cell!r} as a formula; nothing was written, "
                    "parquet or json can hold it"
                )
        empty = [codes.get(sheet.reasons.get((n, name), ""), "") for name in names]
        writer.writerow([code if cell is None else _text(cell) for cell, code in zip(row, empty, strict=True)])
    return out.getvalue().encode()


def _csvs(package: Package, parts: list[Sheet]) -> Files:
    files = {f"{part.name}.csv": _csv(part) for part in parts}
    return files | {"datapackage.json": descriptor(package, files)}


def _jsons(package: Package, parts: list[Sheet]) -> Files:
    files = {}
    for part in [*parts, missing(package, parts)]:
        rows = [dict(zip(part.table.names, map(_plain, row), strict=True)) for row in part.rows]
        lines = ",\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
        files[f"{part.name}.json"] = f"[\n{lines}\n]\n".encode()
    return files


def _parquet(sheet: Sheet, package: Package) -> bytes:
    """One table with what its columns mean inside: on each field for Arrow, and a key a column for any other reader."""
    import polars as pl

    from cnai._exporting.arrow import Described

    kinds: dict[str, Any] = {
        "string": pl.String(),
        "integer": pl.Int64(),
        "number": pl.Float64(),
        "date": pl.Date(),
        "boolean": pl.Boolean(),
    }
    schema = {f.name: kinds[f.type] for f in sheet.fields}
    told = {"title": sheet.table.title, "description": sheet.table.description, "version": package.version}
    told["missing"] = json.dumps(sheet.table.missing, ensure_ascii=False)
    told["primary_key"] = json.dumps(sheet.table.key)
    columns = []
    for f in sheet.fields:
        about = {"description": f.description, "type": f.type, "unit": unit(f), "claim": f.claim}
        about["values"] = json.dumps(f.constraints["enum"], ensure_ascii=False) if "enum" in f.constraints else ""
        empty = {_key(sheet, n): why for (n, name), why in sheet.reasons.items() if name == f.name}
        about["empty"] = json.dumps(empty, ensure_ascii=False) if empty else ""
        about = {k: v for k, v in about.items() if v}
        columns.append((f.name, f.type, about))
        told[f"column:{f.name}"] = json.dumps(about, ensure_ascii=False)
    out = io.BytesIO()
    frame = pl.DataFrame(sheet.rows, schema=schema, orient="row")
    frame.write_parquet(out, metadata=told, arrow_schema=Described(columns))
    return out.getvalue()


def _key(sheet: Sheet, n: int) -> str:
    return ", ".join(str(sheet.rows[n][sheet.table.names.index(c)]) for c in sheet.table.key)


def _parquets(package: Package, parts: list[Sheet]) -> Files:
    return {f"{part.name}.parquet": _parquet(part, package) for part in [*parts, missing(package, parts)]}


def _dtas(package: Package, parts: list[Sheet]) -> Files:
    from cnai._exporting.stata import dta

    return {f"{part.name}.dta": dta(part, package.version) for part in parts}


def _xlsx(package: Package, parts: list[Sheet]) -> Files:
    from cnai._exporting.excel import xlsx

    return {"cnai.xlsx": xlsx(package, [*parts, missing(package, parts)])}


def _aea(package: Package, parts: list[Sheet]) -> Files:
    from cnai._exporting.aea import deposit

    tables = {"csv": _csvs(package, parts), "dta": _dtas(package, parts)}
    data = {f"data/{form}/{name}": held for form, files in tables.items() for name, held in files.items()}
    return data | {f"data/{form}/{CODEBOOK}": book(package, form).encode() for form in tables} | deposit(package, parts)


FORMS: dict[str, Callable[[Package, list[Sheet]], Files]] = {
    "csv": _csvs,
    "parquet": _parquets,
    "dta": _dtas,
    "json": _jsons,
    "xlsx": _xlsx,
    "aea": _aea,
}


def _refuse(folder: Path, targets: Iterable[Path], overwrite: bool) -> None:
    """Refuse a place outside the folder, and one where something is."""
    if folder.exists() and not folder.is_dir():
        raise CnaiError(f"{folder} is no folder; name one, it is made where it isn't there")
    inside = folder.resolve()
    for target in targets:
        if not target.parent.resolve().is_relative_to(inside):
            raise CnaiError(f"{target.parent} leads out of {folder}; nothing was written")
        if target.is_dir():
            raise CnaiError(f"{target} is a folder, a file of that name is to be written; nothing was written")
        if os.path.lexists(target) and not overwrite:
            raise CnaiError(f"{target} is there already and is left as it was; overwrite replaces it")


def _place(files: Files, folder: Path, overwrite: bool) -> list[Path]:
    """Write every file under a name of its own within the folder, then put all in place, each in one step."""
    targets = {name: folder / name for name in files}
    _refuse(folder, targets.values(), overwrite)
    folders = {path for target in targets.values() for path in (target.parent, *target.parent.parents)}
    made = sorted((path for path in folders if not path.exists()), reverse=True)  # the innermost first
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with scratch(folder) as part:
            for n, data in enumerate(files.values()):
                (part / str(n)).write_bytes(data)
                sync(part / str(n))
            for target in targets.values():
                target.parent.mkdir(parents=True, exist_ok=True)
            _refuse(folder, targets.values(), overwrite)
            for n, target in enumerate(targets.values()):
                (part / str(n)).replace(target)
        for path in {target.parent for target in targets.values()} | {path.parent for path in made}:
            sync(path)
    except OSError as error:
        raise CnaiError(f"{folder} can't be written: {reason(error)}") from error
    finally:
        for path in made:
            with suppress(OSError):  # not empty: the files are in it
                path.rmdir()
    return sorted(targets.values())


def export(form: str, folder: Path | str, names: list[str] | None = None, overwrite: bool = False) -> list[Path]:
    """Write tables, claims, results, verdicts and estimates in a form that another program reads.

    The same data give the same bytes. An infinite end is empty everywhere, and a kind of missing that the form has no
    way to say is said in a table `missing` beside the others.

    Parameters
    ----------
    form : {"csv", "parquet", "dta", "json", "xlsx", "aea"}
        ``csv`` is a Data Package with its `datapackage.json`, ``dta`` is for Stata (version 118), ``xlsx`` is one
        workbook and needs the extra `excel`, ``aea`` is a replication folder to deposit.
    folder : Path or str
        Where the files go; made where it isn't there. Nothing is written outside it.
    names : list of str, optional
        Tables and views; all by default.
    overwrite : bool, default False
        Replace files that are there; without it they are an error, and nothing is written.

    Returns
    -------
    list of Path
        The files written, by name.

    Raises
    ------
    CnaiError
        Where there is no such form or table, where a file is there already, or the folder can't be written.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     print([path.name for path in export("csv", folder, ["funding"])])
    ['codebook.md', 'datapackage.json', 'funding.csv']
    """
    if form not in FORMS:
        raise CnaiError(f"there is no form {form!r}{near(form, FORMS)}")
    if form == "aea" and names is not None:
        raise CnaiError("aea takes the whole package; the other forms take names")
    package = chosen(names)
    files = FORMS[form](package, sheets(package))
    if form not in ("aea", "xlsx"):
        files[CODEBOOK] = book(package, form).encode()
    return _place(files, Path(folder), overwrite)
