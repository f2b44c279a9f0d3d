"""Every chart of the package: legible at both sizes, read back from what was drawn, and seen to change."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import duckdb
import nbformat
import pytest
from PIL import Image

from cnai import charts, connect
from cnai._drawing.chart import Chart
from cnai.charts._words import documents

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def con() -> duckdb.DuckDBPyConnection:
    return connect()


@pytest.mark.parametrize("size", ["screen", "paper"])
@pytest.mark.parametrize("name", charts.__all__)
def test_nothing_overlaps_is_cut_or_hidden(con: duckdb.DuckDBPyConnection, name: str, size: str) -> None:
    chart = charts.draw(name, con).resized(size)
    assert (chart.overlaps(), chart.hidden()) == ([], [])


@pytest.mark.parametrize("name", charts.__all__)
def test_a_chart_says_its_finding_measure_and_source_and_has_rows(con: duckdb.DuckDBPyConnection, name: str) -> None:
    chart = charts.draw(name, con)
    assert chart.title
    assert chart.subtitle
    assert chart.source.startswith("Source: ")
    assert len(chart.table()) > 1


def test_the_claims_in_a_source_line_exist(con: duckdb.DuckDBPyConnection) -> None:
    known = {claim for (claim,) in con.execute("select claim_id from claims").fetchall()}
    for name in charts.__all__:
        assert set(charts.draw(name, con).claims) <= known


@pytest.mark.parametrize("name", charts.THEMES["audit"])
def test_a_chart_of_too_many_claims_to_name_says_how_many_and_what_gives_them(
    con: duckdb.DuckDBPyConnection, name: str
) -> None:
    source = charts.draw(name, con).source
    count, query = source.removesuffix(".").split("Claims: ")[1].split(", as given by: ")
    assert len(con.execute(query).fetchall()) == int(count)
    assert all(document in source for document in documents(con, con.sql("from sources").df()["source_id"]))


def test_the_picture_in_the_readme_is_the_chart_as_it_is_now(con: duckdb.DuckDBPyConnection) -> None:
    with Image.open(ROOT / "docs" / "closures_reconciled.png") as picture:
        told = [str(text) for text in picture.info.values()]
    assert any(repr(charts.draw("closures_reconciled", con)).splitlines()[-2] in text for text in told)


def _nbval(folder: Path, stored: Chart, line: str) -> subprocess.CompletedProcess[str]:
    """Run nbval on a notebook that stores one chart and runs `line` on it before it shows it."""
    source = f"import cnai\n\nchart = cnai.charts.closures_two_years(cnai.connect())\n{line}\nchart"
    output = nbformat.v4.new_output("execute_result", {"text/plain": repr(stored)}, execution_count=1)
    cell = nbformat.v4.new_code_cell(source, execution_count=1, outputs=[output])
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / "one.ipynb")
    options = ["-q", "--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "-p", "no:cacheprovider"]
    return subprocess.run(
        [sys.executable, "-m", "pytest", *options, "one.ipynb"], cwd=folder, capture_output=True, text=True, check=False
    )


@pytest.mark.parametrize(
    ("line", "status"), [("chart.title", 0), ("chart.canvas.figure.axes[0].patches[0].set_width(3500)", 1)]
)
def test_nbval_sees_a_bar_of_another_length_and_says_where(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, line: str, status: int
) -> None:
    done = _nbval(tmp_path, charts.draw("closures_two_years", con), line)
    assert done.returncode == status, done.stdout
    if status:
        assert "one.ipynb" in done.stdout
        assert "Cell 0" in done.stdout
        assert "3,500" in done.stdout or "3500" in done.stdout
        assert "AttributeError" not in done.stdout
