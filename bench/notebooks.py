"""The notebooks under nbval, two at a time, beside notebooks that start a kernel and import the same, no more."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.measure import ROOT, Row, at_most, compare

NBVAL = [
    sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--nbval", "--nbval-current-env",
    "--nbval-cell-timeout=120", "--nbval-kernel-startup-timeout=120", "-n", "2", "--dist", "loadfile",
]  # fmt: skip
# What each of ours has loaded when it has run, beside its own first cell's imports.
LOADED = "import cnai._frames, cnai.charts, cnai._drawing.canvas"


def _bare(folder: Path) -> None:
    """Write a notebook for each of ours that imports what that needs."""
    import nbformat

    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        cells = nbformat.read(path, as_version=4).cells
        first = next(cell.source for cell in cells if cell.cell_type == "code").splitlines()
        lines = [line for line in first if line.startswith(("import ", "from "))]
        cell = nbformat.v4.new_code_cell("\n".join([*lines, LOADED]), execution_count=1)
        nbformat.write(nbformat.v4.new_notebook(cells=[cell]), folder / path.name)


def rows(quick: bool) -> Iterator[Row]:
    """Processor time of both, kernels and workers included."""
    with tempfile.TemporaryDirectory() as folder:
        _bare(Path(folder))
        some = "0[14]*.ipynb" if quick else "*.ipynb"
        sides = {"ours": ROOT / "notebooks", "bare": Path(folder)}
        found = compare({k: [*NBVAL, *map(str, sorted(v.glob(some)))] for k, v in sides.items()}, 0 if quick else 3)
    ours, bare = found["ours"], found["bare"]
    work = f"nbval over {'two' if quick else 'all'} notebooks, {ours.wall:.0f} s on the clock"
    yield at_most("nbval", work, "a kernel's start and the imports for each, CPU", 1.3, ours, ours.cpu, bare.cpu, WHY)


WHY = (
    "What is beyond start and imports is the notebooks' own work: two builds each, of the reader's database and of the "
    "one that `cnai.claims` reads, then the charts, each drawn, read back and packed. Kernels forked from a warm one "
    "would halve the whole, but an import that fails or warns would pass unseen, and that belongs to the proof."
)
