"""The project's own files about packaging: one promise a test."""

import ast
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

import cnai

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = {name: ROOT / "locks" / f"{name}.lock" for name in ("test", "lab", "browser", "torture", "bench")}
LOCK_NAMES = sorted(LOCKS)
CONDA_NAMES = {"matplotlib-base": "matplotlib", "python-duckdb": "duckdb", "seaborn-base": "seaborn"}
DATA_FOLDERS = ("seeds", "data", "notebooks")


def asked_for(*extras: str) -> dict[str, SpecifierSet]:
    """Names and specifiers of the project's dependencies with these extras."""
    lines = list(PROJECT["project"]["dependencies"])
    for extra in extras:
        lines += PROJECT["project"]["optional-dependencies"][extra]
    found: dict[str, SpecifierSet] = {}
    for requirement in map(Requirement, lines):
        if requirement.name == "cnai":
            found |= asked_for(*sorted(requirement.extras))
        else:
            found[canonicalize_name(requirement.name)] = requirement.specifier
    return found


def build_group() -> dict[str, SpecifierSet]:
    """Names and specifiers of what an editable install without isolation needs."""
    lines = PROJECT["dependency-groups"]["build"]
    return {canonicalize_name(r.name): r.specifier for r in map(Requirement, lines)}


def lock_entries(name: str) -> list[str]:
    """Each pin of a lock with its hashes, as one line."""
    return LOCKS[name].read_text("utf-8").replace("\\\n", " ").splitlines()


def pins(name: str) -> dict[str, str]:
    """Names and versions that a lock pins."""
    found: dict[str, str] = {}
    for entry in lock_entries(name):
        requirement = Requirement(entry.split("--hash", 1)[0])
        (specifier,) = requirement.specifier
        assert specifier.operator == "=="
        assert requirement.name not in found, f"{requirement.name} is pinned twice"
        found[canonicalize_name(requirement.name)] = specifier.version
    return found


def conda_requirements() -> dict[str, SpecifierSet]:
    """Names, as PyPI has them, and specifiers in environment.yml."""
    text = (ROOT / "environment.yml").read_text("utf-8").split("\ndependencies:\n", 1)[1]
    lines = re.findall(r"^  - ([^:\n]+)$", text, flags=re.MULTILINE)
    found = {r.name: r.specifier for r in map(Requirement, lines)}
    return {CONDA_NAMES.get(name, name): specifier for name, specifier in found.items()}


def test_version_is_the_projects() -> None:
    assert cnai.__version__ == PROJECT["project"]["version"]


def test_version_is_written_as_a_literal() -> None:
    tree = ast.parse((ROOT / "cnai" / "__init__.py").read_text("utf-8"))
    values = [
        node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Constant)
        and [ast.unparse(target) for target in node.targets] == ["__version__"]
    ]
    assert values == [PROJECT["project"]["version"]]


def test_conda_environment_asks_for_the_same_packages() -> None:
    expected = asked_for("lab", "test").keys() | {"python", "pip"}
    assert conda_requirements().keys() == expected


def test_conda_environment_asks_for_the_same_versions() -> None:
    found = conda_requirements()
    expected = asked_for("lab", "test") | {
        "python": SpecifierSet(PROJECT["project"]["requires-python"]),
        "pip": SpecifierSet(),
    }
    assert {name: str(found.get(name)) for name in expected} == {n: str(s) for n, s in expected.items()}


def test_every_dependency_has_a_lower_bound() -> None:
    without = [n for n, s in (asked_for("lab", "test") | build_group()).items() if ">=" not in str(s)]
    assert without == []


def test_the_build_backend_is_in_the_build_group() -> None:
    wanted = {r.name for r in map(Requirement, PROJECT["build-system"]["requires"])}
    assert wanted <= build_group().keys()


@pytest.mark.parametrize("name", LOCK_NAMES)
def test_lock_names_no_address(name: str) -> None:
    text = LOCKS[name].read_text("utf-8")
    assert re.findall(r"\S*://\S*|^.*(?:index.url|find-links|trusted-host).*$", text, flags=re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCK_NAMES)
def test_lock_hashes_every_pin(name: str) -> None:
    pattern = re.compile(r"[a-z0-9-]+==[^\s;]+(?: ; [^\\]+?)?(?:\s+--hash=sha256:[0-9a-f]{64})+\s*")
    assert [entry for entry in lock_entries(name) if not pattern.fullmatch(entry)] == []


@pytest.mark.parametrize(
    ("name", "extra"), [("test", "test"), ("lab", "lab"), ("torture", "torture"), ("bench", "bench")]
)
def test_lock_satisfies_the_project(name: str, extra: str) -> None:
    pinned = pins(name)
    wanted = asked_for(extra) | build_group()
    assert {n: str(s) for n, s in wanted.items() if n not in pinned or pinned[n] not in s} == {}


def test_locks_agree_where_both_pin_a_package() -> None:
    test = pins("test")
    for other in (pins("lab"), pins("bench")):
        assert {n: (test[n], other[n]) for n in test.keys() & other.keys() if test[n] != other[n]} == {}


def test_jupyterlab_is_not_in_the_test_lock() -> None:
    assert [name for name in pins("test") if name.startswith("jupyterlab")] == []


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with a wheel and an sdist of the project."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "hatchling", "build", "--directory", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return folder


def data_files() -> set[str]:
    """Return the files that a wheel must carry, from the root."""
    found = {"datapackage.json"}
    for folder in DATA_FOLDERS:
        for path in (ROOT / folder).rglob("*"):
            if path.is_file() and not {"__pycache__", ".ipynb_checkpoints"} & set(path.parts):
                found.add(path.relative_to(ROOT).as_posix())
    return found


def test_wheel_carries_the_data(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
    assert {f"cnai/_data/{name}" for name in data_files()} - names == set()


def test_wheel_carries_the_licence(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    version = PROJECT["project"]["version"]
    with zipfile.ZipFile(wheel) as archive:
        assert archive.read(f"cnai-{version}.dist-info/licenses/LICENSE") == (ROOT / "LICENSE").read_bytes()


def test_sdist_carries_what_a_wheel_is_built_from(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.split("/", 1)[1] for name in archive.getnames() if "/" in name}
    wanted = data_files() | {"pyproject.toml", "LICENSE", "Makefile", "environment.yml"}
    wanted |= {path.relative_to(ROOT).as_posix() for path in (ROOT / "cnai").rglob("*.py")}
    wanted |= {f"locks/{path.name}" for path in LOCKS.values()}
    assert wanted - names == set()
