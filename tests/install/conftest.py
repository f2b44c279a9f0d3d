"""What needs environments of its own runs only when asked for by name: make install-check, or pytest tests/install."""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from environments import ROOT, needed, new_venv, pip, run


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless an argument names it."""
    asked = (Path(config.invocation_params.dir, arg.split("::")[0]).resolve() for arg in config.args)
    return None if any(path.is_relative_to(Path(__file__).parent) for path in asked) else True


@pytest.fixture(scope="session")
def dist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a wheel and an sdist of the checkout."""
    folder = tmp_path_factory.mktemp("dist")
    run([sys.executable, "-m", "hatchling", "build", "--directory", folder], ROOT)
    return folder


@pytest.fixture(scope="session")
def installed(dist: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an environment with the wheel and what it needs for the notebooks, as the lock pins it, and no more."""
    folder = tmp_path_factory.mktemp("installed")
    names, lock = needed("notebooks"), folder / "needed.lock"
    entries = (ROOT / "locks" / "test.lock").read_text("utf-8").replace("\\\n", " ").splitlines(keepends=True)
    lock.write_text("".join(e for e in entries if e.split("==")[0] in names), "utf-8")
    venv = new_venv(folder / "venv", "--require-hashes", "-r", lock)
    (wheel,) = dist.glob("*.whl")
    pip(venv, "install", "-qq", "--no-deps", "--no-index", wheel)
    return venv


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a file that `cnai build` made."""
    target = tmp_path_factory.mktemp("built") / "cnai.duckdb"
    run([sys.executable, "-m", "cnai._cli", "build", "--to", target], ROOT)
    return target


@pytest.fixture(scope="session")
def client(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return what gives the folder of the programs of an environment with one package, made once."""
    made: dict[str, Path] = {}

    def make(package: str) -> Path:
        if package not in made:
            made[package] = new_venv(tmp_path_factory.mktemp("client") / "venv", package)
        return made[package] / "bin"

    return make


@pytest.fixture(scope="session")
def ask(built: Path) -> Callable[[Path | str, str], Any]:
    """Return what runs a query file of ours with another Python, on the built file, and gives its answers."""

    def asked(python: Path | str, script: str) -> Any:
        return json.loads(run([python, "-", built], built.parent, given=script))

    return asked
