"""Run the notebooks, compare what they show with what is stored, and open them in JupyterLab."""

from __future__ import annotations

import argparse
import asyncio
import difflib
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

from cnai._package import CnaiError, default_root

SECONDS_A_CELL, AT_ONCE, LINES_TOLD = 120, 2, 4
METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
PICTURES = ("image/png", "image/jpeg")  # nbval doesn't compare them either; a chart's table stands beside its picture


def notebooks(folder: Path | None = None) -> list[Path]:
    """Return the notebooks of a folder, by name; the package's own by default."""
    return sorted((folder or default_root() / "notebooks").glob("*.ipynb"))


def _need(*modules: str) -> Any:
    """Give the first of these modules. Raises CnaiError where one isn't installed."""
    missing = [m for m in modules if find_spec(m) is None]
    if missing:
        how = 'in a checkout "make lab" gets it, elsewhere pip install "cnai[lab]"'
        raise CnaiError(f"{' and '.join(missing)} {'is' if len(missing) == 1 else 'are'} not installed; {how}")
    return import_module(modules[0])


def read(path: Path) -> Any:
    """Return a notebook as nbformat has it. Raises CnaiError where there is none."""
    nbformat = _need("nbformat")
    try:
        return nbformat.reads(path.read_text(encoding="utf-8"), as_version=4)
    except OSError as error:
        raise CnaiError(f"{path} can't be read: {error.strerror}") from error
    except (ValueError, AttributeError, nbformat.ValidationError) as error:
        raise CnaiError(f"{path} is no notebook: {str(error).splitlines()[0]}") from error


def execute(path: Path) -> Any:
    """Run a notebook from top to bottom in a new kernel of this environment.

    Parameters
    ----------
    path : Path
        The notebook; its file isn't touched.

    Returns
    -------
    nbformat.NotebookNode
        With outputs, cells counted from 1, ids ``cell-01`` and so on, and nothing that differs from run to run.

    Raises
    ------
    CnaiError
        Where a cell raises, takes too long or ends its kernel; the message names notebook and cell.
    """
    nbformat = _need("nbformat", "nbclient", "ipykernel")
    from jupyter_client.kernelspec import KernelSpecManager
    from jupyter_client.manager import AsyncKernelManager
    from nbclient import NotebookClient
    from nbclient.exceptions import CellExecutionError, CellTimeoutError

    notebook, reached, told = read(path), ["no cell"], ""
    notebook.nbformat_minor = 5
    for n, cell in enumerate(notebook.cells, 1):
        cell.id, cell.metadata = f"cell-{n:02}", nbformat.from_dict({})
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
    with tempfile.TemporaryDirectory(prefix="cnai-", ignore_cleanup_errors=True) as scratch:
        manager = AsyncKernelManager(
            kernel_name="python3",
            kernel_spec_manager=KernelSpecManager(kernel_dirs=[]),  # else a kernel of the user's may come first
            transport="tcp" if os.name == "nt" or len(scratch) > 80 else "ipc",  # over TCP ipykernel warns on stderr
            connection_file=str(Path(scratch, "k.json")),
        )
        client = NotebookClient(
            notebook,
            km=manager,
            timeout=SECONDS_A_CELL,
            record_timing=False,
            coalesce_streams=True,
            resources={"metadata": {"path": str(path.resolve().parent)}},
            on_cell_execute=lambda cell, cell_index: reached.append(cell.id),
        )
        try:
            asyncio.run(client.async_execute(cleanup_kc=True, env={**os.environ, "IPYTHONDIR": scratch}))
        except CellExecutionError as error:
            told = f"raises {error.ename}: {error.evalue.strip()}".splitlines()[0]
        except CellTimeoutError:
            told = f"takes more than {SECONDS_A_CELL} s"
        except RuntimeError:  # nbclient says so of a kernel that dies or never starts
            told = "ends its kernel"
    if told:
        raise CnaiError(f"{path.name}, {reached[-1]}: {told}")
    notebook.metadata = nbformat.from_dict(METADATA)
    return notebook


def write(path: Path) -> str:
    """Run a notebook, store what it shows, and give a line that says so. Raises CnaiError as `execute` does."""
    start = time.monotonic()
    now, before = (_need("nbformat").writes(execute(path)) + "\n").encode(), path.read_bytes()
    if now != before:
        path.write_bytes(now)
    return f"{path.name}: {'as it was' if now == before else 'written'}, {time.monotonic() - start:.1f} s"


def _shown(cell: Any) -> dict[str, str]:
    """What a cell shows, one text a kind, as nbval compares it: streams, errors, every mime type but pictures."""
    kinds: dict[str, list[str]] = defaultdict(list)
    for output in cell.get("outputs", ()):
        if output.output_type == "stream":
            kinds[output.name].append(output.text)
        elif output.output_type == "error":
            kinds["error"].append(f"{output.ename}: {output.evalue}")
        else:
            for kind in output.data.keys() - PICTURES:
                kinds[kind].append(str(output.data[kind]))
    return {kind: "\n".join(texts) for kind, texts in kinds.items()}


def differences(stored: Any, executed: Any, name: str) -> list[str]:
    """Compare what two runs of a notebook show, as nbval does: all but pictures, to the byte.

    Gives a message for each cell that differs: the notebook's name, the cell, the kinds of output, the lines.
    """
    found = []
    if len(stored.cells) != len(executed.cells):
        found.append(f"{name}: {len(stored.cells)} cells are stored, {len(executed.cells)} ran")
    for n, cells in enumerate(zip(stored.cells, executed.cells, strict=False), 1):
        was, now = map(_shown, cells)
        kinds = sorted((k for k in {*was, *now} if was.get(k) != now.get(k)), key=lambda k: (k != "text/plain", k))
        if kinds:
            before, after = (t.get(kinds[0], "").splitlines(keepends=True) for t in (was, now))
            lines = [x for x in difflib.ndiff(before, after) if x[0] in "-+"]
            told = [f"{'stored' if x[0] == '-' else 'now   '} {x[2:].strip()[:160]}" for x in lines[:LINES_TOLD]]
            told += [f"and {len(lines) - LINES_TOLD} more lines"] * (len(lines) > LINES_TOLD)
            found.append("\n    ".join([f"{name}, cell-{n:02}, {' and '.join(kinds)}:", *told]))
    return found


def _compared(path: Path) -> list[str]:
    try:
        return differences(read(path), execute(path), path.name)
    except CnaiError as error:
        return [str(error)]


def run_all(folder: Path, progress: Callable[[str], None] = lambda name: None) -> list[str]:
    """Run the notebooks of a folder, two at a time; gives what differs from what is stored, or failed to run.

    `progress` is called with each notebook's file name when it is done, in order.
    """
    found = []
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for path, told in zip(notebooks(folder), pool.map(_compared, notebooks(folder)), strict=True):
            found += told
            progress(path.name)
    return found


def copy(ours: Path, folder: Path, ask: Callable[[str], bool]) -> list[str]:
    """Copy our notebooks to a folder; gives a line for each that was copied or kept.

    A file that differs from ours stays, and where `ask` answers yes it stays under another name.
    """
    told = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in notebooks(ours):
            target, also = folder / path.name, ""
            if target.exists() and target.read_bytes() == path.read_bytes():
                continue
            if target.exists():
                mine = next(p for n in count(1) if not (p := folder / f"{path.stem}-mine-{n}.ipynb").exists())
                if not ask(f"{target} differs from ours. Take ours, and keep yours as {mine.name}? [y/N] "):
                    told.append(f"{path.name}: yours differs from ours and is kept")
                    continue
                target.rename(mine)
                also = f", yours is now {mine.name}"
            with target.open("xb") as file:
                file.write(path.read_bytes())
            told.append(f"{path.name}: copied{also}")
    except OSError as error:
        where = error.filename or folder
        raise CnaiError(f"{where} can't be read or written: {error.strerror}; name another folder") from error
    return told


def _ask(question: str) -> bool:
    try:
        return sys.stdin is not None and sys.stdin.isatty() and input(question).strip().lower() in ("y", "yes")
    except EOFError:
        return False


def lab(folder: Path) -> int:
    """Copy the notebooks to a folder of the user's and open JupyterLab there; gives its exit status.

    Raises
    ------
    CnaiError
        Where JupyterLab isn't installed, or the folder can't be written.
    """
    _need("jupyterlab", "nbclient", "ipykernel")
    told = copy(default_root() / "notebooks", folder, _ask)
    print(*told, f"JupyterLab opens in {folder.resolve()}; Ctrl-C ends it", sep="\n", flush=True)
    command = [sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={folder.resolve()}"]
    with subprocess.Popen(command) as server:
        while True:
            try:
                return 2 if server.wait() else 0
            except KeyboardInterrupt:  # JupyterLab gets it too, and asks what is meant
                continue


def main(arguments: list[str] | None = None) -> int:
    """Run notebooks and store what they show now."""
    parser = argparse.ArgumentParser(prog="python -m cnai._notebooks", description=main.__doc__)
    parser.add_argument("--write", required=True, nargs="*", type=Path, metavar="NOTEBOOK", help="(all of notebooks/)")
    failed = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for run in [pool.submit(write, path) for path in parser.parse_args(arguments).write or notebooks()]:
            try:
                print(run.result(), flush=True)
            except (CnaiError, OSError) as error:
                print(error, file=sys.stderr)
                failed = 1
    return failed


if __name__ == "__main__":
    sys.exit(main())
