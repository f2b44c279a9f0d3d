"""A replication folder to deposit: a README in the section order of the AEA data editors' template, figures, programs.

Nothing is written twice: what the README says comes from the descriptor, the database, the charts and the notebooks.
"""

from __future__ import annotations

import json
import platform
import re
from importlib.metadata import distribution, version
from importlib.resources import files as resources
from pathlib import Path
from typing import Any

from cnai import charts
from cnai._cite import cite
from cnai._exporting.sheets import Sheet
from cnai._frames import shared
from cnai._package import Package

LIBRARIES = ("duckdb", "matplotlib", "pandas", "polars", "seaborn")
FORMATS = ("pdf", "png")
# A number of a notebook's prose and what the comment behind it says it is.
SCALE = r"(?:thousand|million|billion|trillion)"
BOUND = re.compile(
    rf"(?P<shown>\$?\d[\d,.-]*(?:\s{SCALE}|%)?|(?:\b[^\W\d]+\s)?\b{SCALE}|\b[^\W\d]+)[*_]*<!--(?P<of>.*?)-->"
    rf"[*_]*(?P<after>%|\s(?:{SCALE}|percent))?",
    re.DOTALL,
)
CALLED = re.compile(r"charts\.([a-z_]+)\(")


def _row(cells: list[Any]) -> str:
    return "| " + " | ".join("" if c is None else str(c).replace("|", "\\|").replace("\n", " ") for c in cells) + " |"


def _table(head: str, rows: list[list[Any]]) -> str:
    columns = head.split(", ")
    return "\n".join([_row(columns), "|" + "---|" * len(columns), *map(_row, rows)])


def _rows(query: str) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = shared().cursor().execute(query).fetchall()
    return found


def _cells(folder: Path) -> list[tuple[str, int, str, str]]:
    """Every cell of the notebooks: file, place, kind, source."""
    return [
        (path.name, n, cell["cell_type"], "".join(cell["source"]))
        for path in sorted(folder.glob("[0-9]*.ipynb"))
        for n, cell in enumerate(json.loads(path.read_text(encoding="utf-8"))["cells"], 1)
    ]


def _numbers(cells: list[tuple[str, int, str, str]]) -> list[list[Any]]:
    found: list[list[Any]] = []
    for name, n, kind, source in cells:
        if kind == "markdown":
            for m in BOUND.finditer(source):
                of = m["of"].strip()
                against = f"`{of.removeprefix('=').strip()}`" if of.startswith("=") else of
                shown = " ".join((m["shown"] + (m["after"] or "")).split())
                found.append([shown, " ".join(against.split()), f"notebooks/{name}", f"cell {n}"])
    return found


def _figures(files: dict[str, bytes], cells: list[tuple[str, int, str, str]]) -> list[list[Any]]:
    """Draw every chart into `files`; gives a line of the README for each."""
    shown: dict[str, list[str]] = {}
    for name, _, kind, source in cells:
        for chart in CALLED.findall(source) if kind == "code" else ():
            shown.setdefault(chart, []).append(f"notebooks/{name}")
    con, lines = shared().cursor(), []
    for name in (name for names in charts.THEMES.values() for name in names):
        chart = charts.draw(name, con)
        for form in FORMATS:
            files[f"figures/{name}.{form}"] = chart._bytes(form)
        programs = [f"`cnai.charts.{name}`", *dict.fromkeys(shown.get(name, []))]
        lines.append([name, chart.title, ", ".join(programs), " ".join(f"figures/{name}.{f}" for f in FORMATS)])
    return lines


def _own(package: Package, name: str) -> bytes | None:
    """A file of the project's root, which a wheel carries among its licences or not at all."""
    path = package.root / name
    if path.is_file():
        return path.read_bytes()
    for held in distribution("cnai").files or ():
        if held.name == name and "licenses" in held.parts:
            return Path(str(held.locate())).read_bytes()
    return None


def _provenance() -> str:
    query = """select source_id, file, sha256, characters, not_before, not_after from sources order by rowid"""
    return "\n".join(
        f"- `{source}`: {cite(source)} Text `{file}` of {characters} characters, written between {first} and {last},"
        f" SHA-256 `{digest}`. Not in this folder."
        for source, file, digest, characters, first, last in _rows(query)
    )


def _verdicts() -> str:
    query = "select verdict, count(*) from results where verdict is not null group by verdict order by verdict"
    return ", ".join(f"{count} came to *{verdict}*" for verdict, count in _rows(query))


def deposit(package: Package, parts: list[Sheet]) -> dict[str, bytes]:
    """Every file of the folder but the data, by path."""
    files: dict[str, bytes] = {}
    folder = package.root / "notebooks"
    cells = _cells(folder)
    figures = _figures(files, cells)
    for path in sorted(folder.glob("[0-9]*.ipynb")):
        files[f"notebooks/{path.name}"] = path.read_bytes()
    sources = [source for (source,) in _rows("select source_id from sources order by rowid")]
    files["CITATION.bib"] = "\n\n".join([cite("cnai", "bibtex"), *(cite(s, "bibtex") for s in sources), ""]).encode()
    for name in ("LICENSE", "CITATION.cff"):
        data = _own(package, name)
        if data is not None:
            files[name] = data
    results = """select check_id, claim_id, reading, verdict, gap, note from results order by check_id"""
    counts = {part.name: len(part.rows) for part in parts}
    checks = [row for row in _rows(results) if row[3]]
    template = resources("cnai").joinpath("_exporting", "aea.md").read_text(encoding="utf-8")
    files["README.md"] = template.format(
        title=package.title,
        version=package.version,
        claims=counts["claims"],
        sources=counts["sources"],
        charts=len(figures),
        checks=len(checks),
        verdicts=_verdicts(),
        provenance=_provenance(),
        datasets=_table(
            "data file, holds, rows, source, provided",
            [
                [f"data/csv/{p.name}.csv, data/dta/{p.name}.dta", p.table.description, len(p.rows), "cnai", "yes"]
                for p in parts
            ],
        ),
        python=platform.python_version(),
        libraries="\n- ".join(f"{name} {version(name)}" for name in LIBRARIES),
        notebooks=len({name for name, *_ in cells}),
        figures=_table("figure, what it shows, program, output files", figures),
        tables=_table(
            "table, program, output files",
            [
                [p.table.title, f"`cnai export` ({p.name})", f"data/csv/{p.name}.csv data/dta/{p.name}.dta"]
                for p in parts
            ],
        ),
        numbers=_table("number, held against, program, place", _numbers(cells)),
        results=_table(
            "check, claim, read as, verdict, missed by (printed units), note, program, output file",
            [[*row[:4], row[4] or None, row[5], "`cnai check`", "data/csv/results.csv"] for row in checks],
        ),
        references="\n".join(f"- {cite(name)}" for name in ("cnai", *sources)),
    ).encode()
    return files
