"""The main job: build, check every link, run the notebooks, draw the charts, write the report, say what was found."""

from __future__ import annotations

import sys
import textwrap
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from cnai import charts
from cnai._build import assemble
from cnai._disk import scratch, sync
from cnai._package import CnaiError, Package, load
from cnai._reporting.facts import CHECKS, VERDICTS, amount, counted, dicts, implied, missed_by, scoreboard
from cnai._reporting.page import Picture, page

if TYPE_CHECKING:
    import duckdb

REPORT = "report.html"
MARK, MARKED = ".cnai", "cnai reproduce writes this folder, and replaces its own files in it.\n"
FORMATS = ("png", "svg", "pdf")
RUNNERS = ("nbformat", "nbclient", "ipykernel")
WIDTH, BAR = 92, 24


class Progress:
    """One long job on stderr: a bar that fills on a terminal, a line at its start elsewhere."""

    def __init__(self, job: str, steps: int) -> None:
        self.job, self.steps, self.done, self.terminal = job, steps, 0, sys.stderr.isatty()
        if self.terminal:
            self._draw("")
        else:
            sys.stdout.flush()  # into one file, what was printed before stands before
            print(f"{job} …", file=sys.stderr, flush=True)

    def __call__(self, name: str = "") -> None:
        """One step more is done, the one of that name."""
        self.done += 1
        if self.terminal:
            self._draw(name)

    def _draw(self, name: str) -> None:
        filled = BAR * self.done // max(self.steps, 1)
        line = f"{self.job} {'█' * filled}{'░' * (BAR - filled)} {self.done}/{self.steps} {name}"
        # Wiped when full: what is found stands on stdout.
        print(f"\r\x1b[K{line[:100] if self.done < self.steps else ''}", end="", file=sys.stderr, flush=True)


def claim_folder(folder: Path) -> None:
    """Make the folder ours; one that holds something else is left as it is.

    Raises
    ------
    CnaiError
        Where it is no folder, or neither empty nor one that an earlier run wrote.
    """
    if folder.exists() and not folder.is_dir():
        raise CnaiError(f"{folder} is no folder; name another with --to")
    if folder.is_dir() and any(folder.iterdir()) and not (folder / MARK).is_file():
        raise CnaiError(f"{folder} holds something that cnai reproduce didn't write; name another folder with --to")
    (folder / "charts").mkdir(parents=True, exist_ok=True)
    (folder / MARK).write_text(MARKED, encoding="utf-8")


def run_notebooks(package: Package) -> list[str]:
    """Run the notebooks and say how that went; gives what differs from what they store."""
    from cnai._notebooks import notebooks, run_all

    missing = [name for name in RUNNERS if find_spec(name) is None]
    if missing:
        are = "is" if len(missing) == 1 else "are"
        how = "to run them: pip install 'cnai[notebooks]'"
        print(f"the notebooks were not run: {' and '.join(missing)} {are} not installed; {how}")
        return []
    folder = package.root / "notebooks"
    count = len(notebooks(folder))
    differ = run_all(folder, Progress("running the notebooks", count))
    for told in differ:
        print(told)
    print(f"{count} notebooks run: " + (counted(len(differ), "differences") if differ else "each shows what it stores"))
    return differ


def draw_charts(con: duckdb.DuckDBPyConnection, folder: Path) -> list[Picture]:
    """Draw every chart, theme by theme, and save each in three formats; gives them as the report shows them."""
    pictures, progress = [], Progress("drawing the charts", sum(map(len, charts.THEMES.values())))
    for theme, names in charts.THEMES.items():
        for name in names:
            chart = charts.draw(name, con)
            pictures.append(Picture.of(chart, theme))
            for form in FORMATS[1:]:
                chart.save(folder / f"{name}.{form}")
            (folder / f"{name}.png").write_bytes(pictures[-1].png)
            progress(name)
    print(f"{len(pictures)} charts, each as {', '.join(FORMATS).upper()}")
    return pictures


def scoreboard_text(con: duckdb.DuckDBPyConnection) -> str:
    """The scoreboard as aligned lines."""
    lines = [f"{'':20}" + "".join(f"{verdict:>14}" for verdict in VERDICTS)]
    for name, counts in scoreboard(con).items():
        label = name if name == "claims" else f"checks, {name}"
        lines.append(f"{label:20}" + "".join(f"{counts.get(verdict, ''):>14}" for verdict in VERDICTS))
    return "\n".join([*(line.rstrip() for line in lines), "", implied(con)])


def contradictions_text(con: duckdb.DuckDBPyConnection) -> str:
    """Each contradiction: stated against computed, by how much they miss, and why."""
    told = []
    for row in dicts(con, CHECKS):
        if row["verdict"] == "contradicted":
            reading = f", read {row['reading']}" if row["reading"] else ""
            against = f"stated “{row['stated']}”, computed {amount(row, 'c_')}"
            told.append(f"contradicted: {row['claim_id']}, {against}, missed by {missed_by(row)}{reading}")
            told += textwrap.wrap(row["note"] or "", WIDTH, initial_indent="  ", subsequent_indent="  ")
    return "\n".join(told) or "no contradictions"


def reproduce(folder: Path) -> int:
    """Do the main job and print what was found.

    Parameters
    ----------
    folder : Path
        Where the charts and the report go; made where it isn't there.

    Returns
    -------
    int
        The exit status: 0 where all is good, 1 where a link doesn't hold or a notebook shows something else.

    Raises
    ------
    CnaiError
        Where the folder holds something that isn't ours, or can't be written.
    """
    package = load()
    con, tables, found = assemble(package)
    for finding in found:
        print(finding)
    if found or con is None:
        print(f"{counted(len(found), 'findings')}, so nothing is drawn or written", file=sys.stderr)
        return 1
    rows = sum(t.count for t in tables.values())
    print(f"{len(tables)} tables with {rows:,} rows, {len(tables['claims'].rows)} claims: every link holds")
    try:
        claim_folder(folder)
        differ = run_notebooks(package)
        with scratch(folder) as made:
            pictures = draw_charts(con, made)
            (made / REPORT).write_text(page(con, pictures), encoding="utf-8", newline="\n")
            for path in sorted(made.iterdir()):
                sync(path)
                path.replace(folder / path.name if path.name == REPORT else folder / "charts" / path.name)
    except OSError as error:
        raise CnaiError(f"{error.filename or folder} can't be written: {error.strerror}") from error
    print(f"\n{scoreboard_text(con)}\n\n{contradictions_text(con)}\n\nreport: {folder / REPORT}")
    return 1 if differ else 0
