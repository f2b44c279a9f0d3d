"""The wheel in an environment of its own, outside the checkout, against the checkout."""

import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest
from environments import ROOT, pip, run

IN_THE_CHECKOUT = [sys.executable, "-m", "cnai._cli"]
WHEEL = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
LEFT_OUT = {"__pycache__", ".ipynb_checkpoints", ".DS_Store"}
COPY = """
from pathlib import Path
from cnai._notebooks import copy
from cnai._package import default_root
print(*copy(default_root() / "notebooks", Path("mine"), lambda question: False), sep="\\n")
"""
HASHES = """
import duckdb, sys
with duckdb.connect(sys.argv[1], read_only=True) as con:
    names = con.execute("select name from (show tables) order by name").fetchall()
    for (name,) in names:
        print(name, con.execute(f"select count(*), sum(hash(t)) from {name} t").fetchall())
"""


def members(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def of_the_folder(name: str, prefix: str) -> dict[str, bytes]:
    """Give the files under a folder of the checkout, or a file of it, as a wheel names them."""
    paths = [p for p in sorted((ROOT / name).rglob("*")) if p.is_file()] or [ROOT / name]
    return {prefix + p.relative_to(ROOT).as_posix(): p.read_bytes() for p in paths if not LEFT_OUT & {*p.parts}}


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(dist: Path) -> None:
    (wheel,) = dist.glob("*.whl")
    expected = of_the_folder("cnai", "")
    for name, target in WHEEL["force-include"].items():
        expected |= of_the_folder(name, target.removesuffix(name))
    found = {name: data for name, data in members(wheel).items() if ".dist-info/" not in name}
    assert found.keys() == expected.keys()
    assert [name for name in found if found[name] != expected[name]] == []


@pytest.mark.parametrize(
    "name",
    ["report.css", "report.js", "style.mplstyle", "intervals.sql", "verdicts.sql", "datapackage.json", "claims.csv"],
)
def test_the_wheel_holds_what_no_import_would_miss(dist: Path, name: str) -> None:
    (wheel,) = dist.glob("*.whl")
    assert [member for member in members(wheel) if member.startswith("cnai/") and member.endswith(name)]


def test_the_sdist_builds_the_same_wheel(dist: Path, tmp_path: Path) -> None:
    (sdist,), (wheel,) = dist.glob("*.tar.gz"), dist.glob("*.whl")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.iterdir()
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "--directory", tmp_path / "again"], folder)
    assert members(tmp_path / "again" / wheel.name) == members(wheel)


def test_nothing_that_the_wheel_needs_is_missing(installed: Path) -> None:
    assert pip(installed, "check").strip() == "No broken requirements found."


def test_the_checkout_is_out_of_reach(installed: Path, tmp_path: Path) -> None:
    where = "import sys, cnai; print(cnai.__file__, *sys.path, sep='\\n')"
    told = run([installed / "bin" / "python", "-c", where], tmp_path).splitlines()
    assert Path(told[0]).is_relative_to(installed)
    assert [line for line in told if line and Path(line).is_relative_to(ROOT)] == []


@pytest.mark.parametrize(
    "command",
    [
        "--version",
        "check",
        "claims --verdict contradicted",
        "claims --format json",
        "why closures-sep-dec",
        "why funding zhipu-2023 amount",
        "sql|select * from verdicts order by all",
        "sql|select * from estimates order by all",
        "build --to x.duckdb",
    ],
)
def test_a_command_prints_what_it_prints_in_the_checkout(installed: Path, tmp_path: Path, command: str) -> None:
    words = command.split("|") if "|" in command else command.split()
    (tmp_path / "there").mkdir()
    there = run([installed / "bin" / "cnai", *words], tmp_path / "there")
    assert there == run([*IN_THE_CHECKOUT, *words], tmp_path)
    assert there.strip()


def test_the_built_file_holds_what_the_checkout_builds(installed: Path, built: Path, tmp_path: Path) -> None:
    run([installed / "bin" / "cnai", "build", "--to", "x.duckdb"], tmp_path)
    there, here = (run([sys.executable, "-c", HASHES, file], tmp_path) for file in (tmp_path / "x.duckdb", built))
    assert there == here


def test_the_main_job_prints_and_writes_what_it_does_in_the_checkout(installed: Path, tmp_path: Path) -> None:
    told, files = [], []
    for name, program in (("there", [installed / "bin" / "cnai"]), ("here", IN_THE_CHECKOUT)):
        (tmp_path / name).mkdir()
        told.append(run([*program, "reproduce", "--to", "out"], tmp_path / name))
        out = tmp_path / name / "out"
        files.append({p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()})
    assert "each shows what it stores" in told[0]
    assert told[0] == told[1]
    assert files[0].keys() == files[1].keys() >= {"report.html"}
    assert [name for name in files[0] if files[0][name] != files[1][name]] == []


def test_the_labs_notebooks_are_copied_out_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    told = run([installed / "bin" / "python", "-c", COPY], tmp_path).splitlines()
    ours = {p.name: p.read_bytes() for p in (ROOT / "notebooks").glob("*.ipynb")}
    assert {p.name: p.read_bytes() for p in (tmp_path / "mine").iterdir()} == ours
    assert told == [f"{name}: copied" for name in sorted(ours)]


def test_the_lab_says_in_one_sentence_what_to_install(installed: Path, tmp_path: Path) -> None:
    told = run([installed / "bin" / "cnai", "lab"], tmp_path, status=2)
    assert told.startswith("cnai: jupyterlab is not installed; ")
    assert 'pip install "cnai[lab]"' in told
    assert told.count("\n") == 1
    assert list(tmp_path.iterdir()) == []
