"""Every cell of every export as R (haven, jsonlite) and LibreOffice read it, against the tables.

Only by name, since few machines have both: pytest --confcutdir=tests/install tests/install/programs.py. A program that
isn't there is a failure that says what to install. Debian: r-base-core r-cran-haven r-cran-jsonlite libreoffice-calc.
"""

import csv
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from environments import ROOT, run

import cnai
from cnai._exporting.sheets import Sheet, chosen, missing, sheets
from cnai._exporting.stata import LETTERS

SHEETS = {sheet.name: sheet for sheet in sheets(chosen(None))}
SAID = """
library(jsonlite)
read <- list(csv = function(path) CSV, json = fromJSON, dta = function(path) haven::read_dta(path))
cells <- function(x) {
  tags <- if (is.double(x)) haven::na_tag(x) else rep(NA, length(x))
  values <- if (any(!is.na(attr(x, "labels")))) as.character(haven::as_factor(x, levels = "labels"))
    else if (is.numeric(x) && !inherits(x, "Date")) sprintf("%.17g", as.numeric(x)) else as.character(x)
  list(values = ifelse(is.na(x), NA, values), tags = tags, label = attr(x, "label"))
}
form <- commandArgs(TRUE)[1]
files <- list.files(pattern = paste0("[.]", form, "$"))
files <- files[files != "datapackage.json"]
names(files) <- sub("[.].*", "", files)
writeLines(toJSON(lapply(files, function(f) lapply(read[[form]](f), cells)), na = "null", null = "null"))
"""
ALL_SHEETS = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"


def program(name: str, *packages: str) -> str:
    """Return where a program is; where there is none, the test fails and says that it did not run."""
    if found := shutil.which(name):
        return found
    pytest.fail(f"there is no {name} here, so this did NOT run; on Debian apt install {' '.join(packages)} gets it")


def said_by_r(form: str, folder: Path) -> Any:
    """Every cell of an export as R has it, CSV read by the very call that the README gives."""
    rscript = program("Rscript", "r-base-core", "r-cran-haven", "r-cran-jsonlite")
    (call,) = re.findall(r"^\| R \| `(read\.csv\(.+\))` \|$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    cnai.export(form, folder / form)
    script = folder / "said.R"
    script.write_text(SAID.replace("CSV", call.replace('"data/funding.csv"', "path")), "utf-8")
    return json.loads(run([rscript, script, form], folder / form))


def same(cell: Any, said: str | None, digits: int = 17) -> bool:
    """Whether a program says what the table has; an empty text and nothing are one."""
    if cell is None or said is None:
        return cell in (None, "") and said in (None, "")
    if isinstance(cell, bool):
        return str(cell).lower() == said.lower()
    if isinstance(cell, int | float):
        return f"{cell:.{digits}g}" == f"{float(said):.{digits}g}"
    return (cell.isoformat() if isinstance(cell, date) else cell) == said


def columns(sheet: Sheet) -> Iterator[tuple[str, list[Any]]]:
    """Each column by name, with its cells."""
    return ((field.name, sheet.column(n)) for n, field in enumerate(sheet.fields))


@pytest.mark.parametrize("form", ["csv", "json", "dta"])
def test_r_reads_every_cell(form: str, tmp_path: Path) -> None:
    said = said_by_r(form, tmp_path)
    assert SHEETS.keys() - said.keys() == set()
    wrong = [
        (name, column, n, cell, told)
        for name, sheet in SHEETS.items()
        for column, cells in columns(sheet)
        for n, (cell, told) in enumerate(zip(cells, said[name][column]["values"], strict=True))
        if not same(cell, told)
    ]
    assert wrong == []


def test_r_reads_labels_and_why_each_number_is_empty(tmp_path: Path) -> None:
    said = said_by_r("dta", tmp_path)
    assert [(n, c) for n, told in said.items() for c, column in told.items() if not column["label"]] == []
    tagged = {
        (name, n, column): tag
        for name, told in said.items()
        for column, cells in told.items()
        for n, tag in enumerate(cells["tags"])
        if tag is not None
    }
    expected = {
        (name, n, column): LETTERS[why]
        for name, sheet in SHEETS.items()
        for (n, column), why in sheet.reasons.items()
        if (field := sheet.fields[sheet.table.names.index(column)]).type != "string" or "enum" in field.constraints
    }
    assert tagged == expected
    assert set(expected.values()) == set(LETTERS.values())


def test_libreoffice_reads_every_cell_of_the_workbook(tmp_path: Path) -> None:
    soffice = program("soffice", "libreoffice-calc")
    cnai.export("xlsx", tmp_path)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    run([soffice, "--headless", profile, "--convert-to", ALL_SHEETS, "cnai.xlsx"], tmp_path)
    wrong = []
    for sheet in [*SHEETS.values(), missing(chosen(None), list(SHEETS.values()))]:
        with (tmp_path / f"cnai-{sheet.name}.csv").open(encoding="utf-8", newline="") as file:
            head, *rows = csv.reader(file)
        assert (head, len(rows)) == (sheet.table.names, len(sheet.rows))
        for row, told in zip(sheet.rows, rows, strict=True):  # a workbook holds 15 digits
            wrong += [(sheet.name, *pair) for pair in zip(row, told, strict=True) if not same(*pair, digits=15)]
    assert wrong == []
