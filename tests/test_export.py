"""What is taken out is what is in, read back by a program of others; nothing of anybody's is lost on the way."""

from __future__ import annotations

import base64
import csv
import doctest
import io
import json
import math
import os
import re
import sys
import threading
import zipfile
from dataclasses import replace
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any

import openpyxl
import polars as pl
import pyreadstat
import pytest

import cnai
from cnai import charts
from cnai._cli import main
from cnai._disk import PART, scratch
from cnai._exporting import export as _export
from cnai._exporting.excel import WIDE
from cnai._exporting.sheets import NO_END, NOT_PRINTED, Sheet, chosen, missing, sheets
from cnai._exporting.stata import MOST
from cnai._package import load

FORMS = ("csv", "parquet", "dta", "json", "xlsx")
ROOT = Path(__file__).parents[1]
SHEETS = {sheet.name: sheet for sheet in sheets(chosen(None))}
NAMES = sorted(SHEETS)


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every form but the replication folder, each in a folder of its own."""
    folder = tmp_path_factory.mktemp("out")
    for form in FORMS:
        cnai.export(form, folder / form)
    return folder


@pytest.fixture
def one_chart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charts, "THEMES", {"chips": ("closures_per_month",)})


def tree(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def numbers(sheet: Sheet) -> list[str]:
    return [f.name for f in sheet.fields if f.type in ("number", "integer")]


@pytest.mark.parametrize("name", ["stata", "export"])
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    result = doctest.testmod(import_module(f"cnai._exporting.{name}"))
    assert (result.attempted > 0, result.failed) == (True, 0)


@pytest.mark.parametrize("form", FORMS)
def test_two_runs_give_the_same_bytes(form: str, out: Path, tmp_path: Path) -> None:
    cnai.export(form, tmp_path)
    assert tree(tmp_path) == tree(out / form)


def test_tables_claims_results_verdicts_and_estimates_are_all_there() -> None:
    assert set(SHEETS) == {*load().tables, "results", "verdicts", "estimates"}
    assert {"low", "high", "comparator", "date_low", "rule"} <= set(SHEETS["claims"].table.names)
    assert all(sheet.rows for sheet in SHEETS.values())


def test_the_csv_of_a_table_is_its_own_file_byte_for_byte(out: Path) -> None:
    for table in load().tables.values():
        if not table.derived:
            assert (out / "csv" / f"{table.name}.csv").read_bytes() == load().path(table.name).read_bytes()


def test_frictionless_finds_the_data_package_valid(out: Path) -> None:
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from frictionless import Package

        report = Package(str(out / "csv" / "datapackage.json")).validate()
    assert report.valid, report.flatten(["name", "note"])
    assert len(report.tasks) == len(SHEETS)


def test_the_data_package_describes_every_column_of_every_csv(out: Path) -> None:
    spec = json.loads((out / "csv" / "datapackage.json").read_text("utf-8"))
    for resource in spec["resources"]:
        header = (out / "csv" / resource["path"]).read_text("utf-8").splitlines()[0].split(",")
        assert [f["name"] for f in resource["schema"]["fields"]] == header
        assert all(f["description"] for f in resource["schema"]["fields"])


def test_a_data_package_of_some_tables_points_to_no_other(tmp_path: Path) -> None:
    cnai.export("csv", tmp_path, ["funding", "entities"])
    spec = json.loads((tmp_path / "datapackage.json").read_text("utf-8"))
    keys = {k["reference"]["resource"] for r in spec["resources"] for k in r["schema"].get("foreignKeys", ())}
    assert keys <= {"funding", "entities", ""}


@pytest.mark.parametrize("form", ["csv", "json"])
def test_an_infinite_end_is_empty(form: str, out: Path) -> None:
    text = (out / form / f"claims.{form}").read_text("utf-8")
    assert not re.search(r"\b(?:inf|Infinity|nan|NaN)\b", text)
    rows = csv.DictReader(io.StringIO(text)) if form == "csv" else json.loads(text)
    row = next(row for row in rows if row["claim_id"] == "closures-sep-dec")
    assert (float(row["low"]), row["high"] or None) == (2301, None)


@pytest.mark.parametrize("name", NAMES)
def test_json_gives_values_days_and_nulls_back(name: str, out: Path) -> None:
    rows = json.loads((out / "json" / f"{name}.json").read_text("utf-8"))
    told = [tuple(str(c) if isinstance(c, date) else c for c in row) for row in SHEETS[name].rows]
    assert [tuple(row.values()) for row in rows] == told


@pytest.mark.parametrize("name", NAMES)
def test_polars_reads_parquet_back_typed(name: str, out: Path) -> None:
    frame = pl.read_parquet(out / "parquet" / f"{name}.parquet")
    assert frame.rows() == SHEETS[name].rows
    for field in SHEETS[name].fields:
        assert (frame.schema[field.name] == pl.Date) == (field.type == "date")
        assert frame.schema[field.name].is_numeric() == (field.type in ("number", "integer"))


def test_duckdb_reads_units_and_descriptions_and_kinds_of_missing_in_parquet(out: Path) -> None:
    import duckdb

    with duckdb.connect() as con:
        path = str(out / "parquet" / "funding.parquet")
        pairs = con.execute("select key, value from parquet_kv_metadata($1)", [path]).fetchall()
        assert con.execute("select count(*), sum(amount) from read_parquet($1)", [path]).fetchall() == [
            (len(SHEETS["funding"].rows), sum(row[4] for row in SHEETS["funding"].rows))
        ]
    told = {bytes(key).decode(): bytes(value).decode() for key, value in pairs}
    column = json.loads(told["column:amount_usd"])
    assert (column["unit"], column["claim"]) == ("USD", "amount_usd_claim")
    assert json.loads(column["empty"])["hesai-ipo"] == "not applicable"
    assert json.loads(json.loads(told["column:currency"])["values"]) == ["RMB", "USD"]
    assert json.loads(told["missing"])[".n"] == "not applicable"
    assert {f"column:{name}" for name in SHEETS["funding"].table.names} <= told.keys()


def test_each_column_of_a_parquet_file_says_its_unit_to_an_arrow_reader(out: Path) -> None:
    path = out / "parquet" / "claims.parquet"
    schema = base64.b64decode(pl.read_parquet_metadata(path)["ARROW:schema"])
    for field in SHEETS["claims"].fields:
        assert field.name.encode() in schema
        assert field.description.encode() in schema
    assert b"as in unit" in schema


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_the_reason_of_each_empty_cell_stands_beside_a_form_with_one_null(form: str, out: Path) -> None:
    path = out / form / f"missing.{form}"
    rows = (
        pl.read_parquet(path).rows() if form == "parquet" else [tuple(r.values()) for r in json.loads(path.read_text())]
    )
    assert rows == missing(chosen(None), list(SHEETS.values())).rows
    held = cnai.connect().execute("select * from missing").fetchall()
    assert set(held) < set(rows)


def read_dta(path: Path, **more: Any) -> tuple[Any, Any]:
    return pyreadstat.read_dta(str(path), **more)  # type: ignore[no-any-return]


@pytest.mark.parametrize("name", NAMES)
def test_pyreadstat_reads_values_and_days_back_from_stata(name: str, out: Path) -> None:
    sheet = SHEETS[name]
    frame, meta = read_dta(out / "dta" / f"{name}.dta", apply_value_formats=False)
    values = meta.variable_value_labels
    for n, field in enumerate(sheet.fields):
        labels = {k: v for k, v in values.get(field.name, {}).items() if not isinstance(k, str)}
        for cell, held in zip(sheet.column(n), frame[field.name].tolist(), strict=True):
            if field.type == "string" and not labels:
                assert held == (cell or "")
            elif cell is None:
                assert held is None or held != held, (name, field.name)
            elif field.type == "date":
                assert str(held)[:10] == str(cell)
            else:
                assert (labels[held] if labels else held) == (str(cell).lower() if field.type == "boolean" else cell), (
                    name,
                    field.name,
                )


@pytest.mark.parametrize("name", NAMES)
def test_stata_keeps_each_kind_of_missing_with_its_label(name: str, out: Path) -> None:
    sheet, letters = SHEETS[name], {"l": "lost in scraping", "n": "not applicable", "o": NO_END, "p": NOT_PRINTED}
    frame, meta = read_dta(out / "dta" / f"{name}.dta", user_missing=True, disable_datetime_conversion=True)
    for field in (f for f in sheet.fields if f.type != "string" or "enum" in f.constraints):
        found = {
            (row, field.name): letters[cell]
            for row, cell in enumerate(frame[field.name].tolist())
            if isinstance(cell, str)
        }
        assert found == {place: why for place, why in sheet.reasons.items() if place[1] == field.name}
        if found and field.type != "date":
            told = meta.variable_value_labels[field.name]
            assert {told[k] for k in told if k in letters} == set(found.values())


def test_text_lost_in_scraping_is_told_in_a_variable_beside_it(out: Path) -> None:
    frame, meta = read_dta(out / "dta" / "list_items.dta", apply_value_formats=True)
    lost = frame.loc[frame["name_missing"] == "lost in scraping", "item_id"].tolist()
    (key,) = [row[0] for n, row in enumerate(SHEETS["list_items"].rows) if (n, "name") in SHEETS["list_items"].reasons]
    assert lost == [key]
    assert meta.column_names_to_labels["name_missing"] == "why name is empty"


@pytest.mark.parametrize("name", NAMES)
def test_stata_has_a_label_for_every_variable_and_notes(name: str, out: Path) -> None:
    data = (out / "dta" / f"{name}.dta").read_bytes()
    _, meta = read_dta(out / "dta" / f"{name}.dta")
    assert b"<release>118</release>" in data
    assert all(0 < len(label) <= MOST for label in meta.column_labels)
    assert meta.notes[0].endswith(SHEETS[name].table.description)
    assert "2000" in str(meta.creation_time)


def test_pandas_reads_our_completed_stata_file_too(out: Path) -> None:
    import pandas as pd

    kept: dict[str, Any] = {"convert_categoricals": False, "convert_missing": True}
    frame = pd.read_stata(out / "dta" / "claims.dta", columns=["claim_id", "low", "high"], **kept)
    row = frame.set_index("claim_id").loc["closures-sep-dec"]
    assert (row["low"], str(row["high"])) == (2301, ".o")


def test_openpyxl_reads_every_sheet_back(out: Path) -> None:
    book = openpyxl.load_workbook(out / "xlsx" / "cnai.xlsx")
    assert book.sheetnames == ["codebook", *SHEETS, "missing"]
    for name, sheet in SHEETS.items():
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == sheet.table.names
        told = [tuple(c or None if isinstance(c, str) else c for c in row) for row in sheet.rows]
        held = [tuple(c.date() if isinstance(c, datetime) else c for c in row) for row in rows]
        assert len(held) == len(told)
        for mine, theirs in zip(told, held, strict=True):  # XlsxWriter writes 16 digits, Excel shows 15
            assert [
                c == pytest.approx(d, rel=1e-15) if isinstance(c, float) else c == d
                for c, d in zip(mine, theirs, strict=True)
            ] == [True] * len(mine)


def test_no_cell_of_the_workbook_runs(out: Path) -> None:
    book = openpyxl.load_workbook(out / "xlsx" / "cnai.xlsx")
    cells = [cell for page in book for row in page.iter_rows() for cell in row]
    assert [cell.coordinate for cell in cells if cell.data_type == "f" and not cell.quotePrefix] == []
    looks = [cell for cell in cells if isinstance(cell.value, str) and cell.value[:1] in "=+-@" and cell.value]
    assert looks
    assert all(cell.quotePrefix for cell in looks)
    with zipfile.ZipFile(out / "xlsx" / "cnai.xlsx") as archive:
        assert not any(re.search(rb"<f[ >]", archive.read(n)) for n in archive.namelist() if "worksheets/" in n)


def test_the_codebook_sheet_describes_every_column(out: Path) -> None:
    book = openpyxl.load_workbook(out / "xlsx" / "cnai.xlsx")
    told = {(row[0], row[1]) for row in book["codebook"].iter_rows(min_row=2, values_only=True)}
    assert {(name, column) for name, sheet in SHEETS.items() for column in sheet.table.names} <= told


def test_the_codebook_prints_one_page_wide_and_every_page_repeats_its_columns(out: Path) -> None:
    book = openpyxl.load_workbook(out / "xlsx" / "cnai.xlsx")
    told = {(page.page_setup.orientation, page.print_title_rows) for page in book}
    assert told == {("landscape", "$1:$1")}
    setup = book["codebook"].page_setup
    assert (book["codebook"].sheet_properties.pageSetUpPr.fitToPage, setup.fitToHeight) == (True, 0)


def test_text_too_long_for_its_column_goes_on_in_a_row_that_is_high_enough(out: Path) -> None:
    for page in openpyxl.load_workbook(out / "xlsx" / "cnai.xlsx"):
        for cell in (cell for row in page.iter_rows(min_row=2) for cell in row):
            if isinstance(cell.value, str) and len(cell.value) > WIDE:
                assert cell.alignment.wrap_text, (page.title, cell.coordinate)
                assert page.row_dimensions[cell.row].height >= 30, (page.title, cell.coordinate)


def test_a_workbook_without_xlsxwriter_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    with pytest.raises(cnai.CnaiError, match=r"pip install 'cnai\[excel\]'"):
        cnai.export("xlsx", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("form", FORMS[:4])
def test_the_codebook_describes_every_table(form: str, out: Path) -> None:
    text = (out / form / "codebook.md").read_text("utf-8")
    assert all(f"\n## `{name}`: " in text and f"`{name}.{form}`" in text for name in SHEETS)


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("stata",), "there is no form 'stata'; there are aea, csv, dta, json, parquet, xlsx"),
        (("parket",), "there is no form 'parket'; did you mean parquet?"),
        (("csv", ["fundng"]), "there is no table 'fundng'; did you mean funding?"),
        (("csv", ["../x"]), "there is no table '../x'; there are"),
        (("csv", []), "no table is named, so there is nothing to export; without names all are"),
        (("aea", ["funding"]), "aea takes the whole package; the other forms take names"),
    ],
)
def test_what_is_not_there_is_answered_with_what_is(arguments: tuple[Any, ...], sentence: str, tmp_path: Path) -> None:
    form, *names = arguments
    with pytest.raises(cnai.CnaiError) as told:
        cnai.export(form, tmp_path / "new", *names)
    assert str(told.value).startswith(sentence)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_there_is_left_and_nothing_else_is_written(tmp_path: Path) -> None:
    mine = tmp_path / "funding.csv"
    mine.write_text("mine", "utf-8")
    with pytest.raises(cnai.CnaiError, match="is there already and is left as it was"):
        cnai.export("csv", tmp_path)
    assert tree(tmp_path) == {"funding.csv": b"mine"}


def test_overwrite_replaces_ours_and_leaves_what_is_not_ours(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("dear all", "utf-8")
    (tmp_path / "units.csv").write_text("old", "utf-8")
    cnai.export("csv", tmp_path, ["units"], overwrite=True)
    assert (tmp_path / "units.csv").read_bytes() == load().path("units").read_bytes()
    assert sorted(tree(tmp_path)) == ["codebook.md", "datapackage.json", "letter.txt", "units.csv"]


def test_a_link_is_replaced_and_what_it_points_to_is_left(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside.csv", tmp_path / "folder"
    outside.write_text("mine", "utf-8")
    folder.mkdir()
    (folder / "units.csv").symlink_to(outside)
    with pytest.raises(cnai.CnaiError, match="is there already"):
        cnai.export("csv", folder, ["units"])
    cnai.export("csv", folder, ["units"], overwrite=True)
    assert outside.read_text("utf-8") == "mine"
    assert not (folder / "units.csv").is_symlink()


@pytest.mark.usefixtures("one_chart")
def test_a_folder_that_leads_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "data").symlink_to(tmp_path / "outside")
    with pytest.raises(cnai.CnaiError, match="leads out of"):
        cnai.export("aea", tmp_path / "folder", overwrite=True)
    assert tree(tmp_path) == {}


def test_a_disk_that_fails_leaves_nothing_half_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> int:
        with path.open("wb") as file:
            file.write(data[: len(data) // 2])
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(cnai.CnaiError, match="can't be written: No space left on device"):
        cnai.export("csv", tmp_path / "new")
    assert list(tmp_path.iterdir()) == []


def test_every_file_is_on_the_disk_before_it_has_its_name_and_then_the_names_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[tuple[str, str]] = []
    move = Path.replace
    monkeypatch.setattr(_export, "sync", lambda path: done.append(("on the disk", path.name)))
    monkeypatch.setattr(Path, "replace", lambda self, to: (done.append(("named", to.name)), move(self, to)))
    cnai.export("csv", tmp_path / "out", ["units"])
    assert done[:3] == [("on the disk", "0"), ("on the disk", "1"), ("on the disk", "2")]
    assert sorted(done[3:6]) == [("named", "codebook.md"), ("named", "datapackage.json"), ("named", "units.csv")]
    assert sorted(done[6:]) == sorted([("on the disk", "out"), ("on the disk", tmp_path.name)])


def test_what_a_killed_run_left_goes_and_what_another_is_at_stays(tmp_path: Path) -> None:
    (tmp_path / f"{PART}killed").mkdir()
    (tmp_path / f"{PART}killed" / "0").write_bytes(b"half")
    with scratch(tmp_path) as other:
        (tmp_path / f"{PART}dead").mkdir()
        cnai.export("csv", tmp_path, ["units"])
        assert sorted(p.name for p in tmp_path.iterdir()) == [
            other.name, "codebook.md", "datapackage.json", "units.csv",
        ]  # fmt: skip
    assert len(list(tmp_path.iterdir())) == 3


def test_exports_at_once_leave_whole_files(tmp_path: Path) -> None:
    told: list[int] = []
    runs = [
        threading.Thread(target=lambda: told.append(len(cnai.export("csv", tmp_path / "out", ["units"], True))))
        for _ in range(4)
    ]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert told == [3] * 4
    assert sorted(tree(tmp_path)) == ["out/codebook.md", "out/datapackage.json", "out/units.csv"]
    assert (tmp_path / "out" / "units.csv").read_bytes() == load().path("units").read_bytes()


@pytest.mark.parametrize("name", ["../units.csv", "data/../../units.csv", "/{elsewhere}/units.csv"])
def test_no_name_leads_out_of_the_folder(name: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    with pytest.raises(cnai.CnaiError, match=rf"leads out of {folder}; nothing was written$"):
        _export._place({name.format(elsewhere=tmp_path): b"out"}, folder, True)
    assert tree(tmp_path) == {}


def test_a_file_that_comes_during_the_export_is_left_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(path: Path) -> None:
        (tmp_path / "units.csv").write_text("mine", "utf-8")

    monkeypatch.setattr(_export, "sync", slow)
    with pytest.raises(cnai.CnaiError, match=r"units\.csv is there already and is left as it was"):
        cnai.export("csv", tmp_path, ["units"])
    assert tree(tmp_path) == {"units.csv": b"mine"}


def test_a_folder_where_nobody_may_write_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    place = tmp_path / "out" if os.geteuid() else Path("/sys/out")  # there root may not write either
    with pytest.raises(cnai.CnaiError) as told:
        cnai.export("csv", place, ["units"])
    tmp_path.chmod(0o700)
    why = "(?:Permission denied|Operation not permitted|Read-only file system)"
    assert re.fullmatch(rf"{place} can't be written: {why}; name a place elsewhere", str(told.value))


@pytest.mark.parametrize("form", ["csv", "xlsx"])
@pytest.mark.parametrize("begins", ["=", "+", "-", "@", "\t", "\r"])
def test_no_spreadsheet_runs_a_cell(form: str, begins: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = f"{begins}HYPERLINK(1)"
    units = SHEETS["units"]
    rows = [(*units.rows[0][:2], text), *units.rows[1:]]
    monkeypatch.setattr(_export, "sheets", lambda package: [replace(units, rows=rows)])
    if form == "csv":
        with pytest.raises(cnai.CnaiError) as told:
            cnai.export(form, tmp_path / "out", ["units"])
        assert str(told.value) == (
            f"units, label: a spreadsheet would run {text!r} as a formula; nothing was written, "
            "parquet or json can hold it"
        )
        assert tree(tmp_path) == {}
    else:
        cnai.export(form, tmp_path, ["units"])
        cell = openpyxl.load_workbook(tmp_path / "cnai.xlsx")["units"]["C2"]
        assert cell.quotePrefix
        with zipfile.ZipFile(tmp_path / "cnai.xlsx") as archive:
            assert not any(re.search(rb"<f[ >]", archive.read(n)) for n in archive.namelist() if "worksheets/" in n)


def test_no_cell_of_a_csv_begins_as_a_formula_does(out: Path) -> None:
    for path in sorted((out / "csv").glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.reader(file):
                for cell in row:
                    assert cell in ("", "=") or cell[0] not in "=+-@\t\r" or float(cell) < 0, (path.name, cell)


def test_a_file_in_the_folders_place_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine", "utf-8")
    with pytest.raises(cnai.CnaiError, match="is no folder"):
        cnai.export("csv", tmp_path / "file")


def test_the_command_says_how_many_files_and_how_to_replace_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["export", "json", str(tmp_path)]) == 0
    assert capsys.readouterr().out == f"{tmp_path}: {len(SHEETS) + 2} files\n"
    assert main(["export", "json", str(tmp_path)]) == 2
    assert capsys.readouterr().err.endswith("; --overwrite replaces it\n")
    assert main(["export", "json", str(tmp_path), "--overwrite"]) == 0


@pytest.fixture(scope="module")
def deposit(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The replication folder with one figure, for the others take long."""
    folder = tmp_path_factory.mktemp("aea")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(charts, "THEMES", {"chips": ("closures_per_month",)})
        cnai.export("aea", folder)
    return folder


@pytest.mark.usefixtures("one_chart")
def test_the_replication_folder_is_the_same_bytes_again(deposit: Path, tmp_path: Path) -> None:
    cnai.export("aea", tmp_path)
    assert tree(tmp_path) == tree(deposit)


def test_the_replication_folder_holds_data_figures_notebooks_licence_and_citation(deposit: Path) -> None:
    files = set(tree(deposit))
    wanted = {"README.md", "LICENSE", "CITATION.cff", "CITATION.bib", "data/csv/datapackage.json"}
    wanted |= {f"data/{form}/{name}.{form}" for form in ("csv", "dta") for name in SHEETS}
    wanted |= {f"figures/closures_per_month.{form}" for form in ("pdf", "png")}
    wanted |= {f"notebooks/{path.name}" for path in (ROOT / "notebooks").glob("*.ipynb")}
    assert wanted <= files


def test_the_replication_readme_has_the_sections_of_the_template_in_their_order(deposit: Path) -> None:
    text = (deposit / "README.md").read_text("utf-8")
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == [
        "Overview",
        "Data availability and provenance statements",
        "Dataset list",
        "Computational requirements",
        "Description of programs",
        "Instructions to replicators",
        "List of figures, tables, in-text numbers and programs",
        "References",
        "Acknowledgements",
    ]
    assert re.findall(r"\{\w+\}", text) == []
    assert str(deposit) not in text
    assert str(ROOT) not in text
    assert "contradicted" in text


def test_every_file_that_the_replication_readme_names_is_there(deposit: Path) -> None:
    text = (deposit / "README.md").read_text("utf-8")
    named = set(re.findall(r"\b(?:data|figures|notebooks)/[\w/.-]+\.\w+", text))
    assert len(named) > 60
    assert [name for name in sorted(named) if not (deposit / name).is_file()] == []


def test_every_bound_number_of_the_notebooks_is_in_the_replication_readme(deposit: Path) -> None:
    text = (deposit / "README.md").read_text("utf-8")
    section = text.split("### In-text numbers", 1)[1].split("\n### ", 1)[0]
    bound = 0
    for path in (ROOT / "notebooks").glob("*.ipynb"):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            if cell["cell_type"] == "markdown":
                bound += len(re.findall(r"(?<=[^\s`])<!--", "".join(cell["source"])))
    assert section.count("notebooks/") == bound
    assert "| 68% | closures-growth | notebooks/06-chip-closures.ipynb |" in section


def test_no_value_is_written_that_is_no_number() -> None:
    for sheet in SHEETS.values():
        for row in sheet.rows:
            assert all(math.isfinite(cell) for cell in row if isinstance(cell, float))
