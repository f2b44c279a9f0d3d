"""What `cnai init` lays out holds, and is about nothing of ours; nor is any code but the charts."""

from __future__ import annotations

import ast
import csv
import json
import re
from pathlib import Path

import pytest
from drafting import files

from cnai._build import assemble
from cnai._init import EXAMPLE, init
from cnai._package import CnaiError, load
from cnai._tables import Finding
from cnai._texts import check_texts

ROOT = Path(__file__).parents[1]
CODE = [p for p in sorted((ROOT / "cnai").rglob("*.py")) if "charts" not in p.parts and p.name != "_examples.py"]


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    init(tmp_path / "mine")
    return tmp_path / "mine"


def found(root: Path) -> tuple[list[Finding], list[tuple[str, int, int, int]]]:
    con, tables, findings = assemble(load(root))
    if con is not None:
        con.close()
    return (findings, []) if findings else check_texts(tables, root / "texts")


def test_the_example_holds_against_its_text(mine: Path) -> None:
    assert found(mine) == ([], [("issue-1", 16, 12, 4)])


def test_the_example_shows_each_kind_of_thing(mine: Path) -> None:
    con, tables, _ = assemble(load(mine))
    assert con is not None
    kinds = {row["kind"] for row in tables["claims"].rows}
    verdicts = [v for (v,) in con.execute("select verdict from results order by check_id").fetchall()]
    con.close()
    assert kinds == {"quantity", "date", "period", "rank"}
    assert len(tables["exclusions"].rows) >= 3
    assert verdicts == ["reproduced", None, "reproduced"]


def test_the_text_to_practise_on_is_no_source_yet(mine: Path) -> None:
    named = {row["file"] for row in csv.DictReader((mine / "seeds" / "sources.csv").read_text("utf-8").splitlines())}
    assert {p.name for p in (mine / "texts").iterdir()} - named == {"issue_2.txt"}


@pytest.mark.parametrize("there", ["a folder with a file", "a file"])
def test_what_is_there_is_left_as_it_was(tmp_path: Path, there: str) -> None:
    target = tmp_path / "mine"
    if there == "a file":
        target.write_text("x", encoding="utf-8")
        told = f"{target} is no folder; name one that isn't there, it is made"
    else:
        target.mkdir()
        (target / "letter.txt").write_text("x", encoding="utf-8")
        told = f"{target} holds something; init wants a folder that is empty or isn't there"
    before = files(tmp_path)
    with pytest.raises(CnaiError, match=f"^{re.escape(told)}$"):
        init(target)
    assert files(tmp_path) == before


def test_an_empty_folder_is_taken_and_nothing_else_is_left(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    init(tmp_path / "mine")
    assert [p.name for p in tmp_path.iterdir()] == ["mine"]


def test_no_table_is_described_twice(mine: Path) -> None:
    ours = {r["path"]: r for r in json.loads((ROOT / "datapackage.json").read_text("utf-8"))["resources"]}
    ours["data/numbers.csv"] = ours["data/other_numbers.csv"]
    for resource in json.loads((mine / "datapackage.json").read_text("utf-8"))["resources"]:
        for mine_, own in zip(resource["schema"]["fields"], ours[resource["path"]]["schema"]["fields"], strict=True):
            same = dict(own.get("constraints", {}))
            if mine_["name"] in ("theme", "reading"):
                del same["enum"]
            assert mine_ == {k: v for k, v in own.items() if k != "constraints"} | (
                {"constraints": same} if same else {}
            )
    assert [p.name for p in (ROOT / "cnai" / EXAMPLE).rglob("datapackage*")] == []


def test_an_independent_validator_accepts_the_folder(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import frictionless

    monkeypatch.chdir(mine)
    report = frictionless.validate("datapackage.json")
    assert report.valid, report.flatten(["title", "rowNumber", "fieldName", "message"])


@pytest.mark.parametrize("dropped", ["aliases", "list_items"])
def test_a_folder_without_an_optional_table_holds(mine: Path, dropped: str) -> None:
    descriptor = json.loads((mine / "datapackage.json").read_text("utf-8"))
    descriptor["resources"] = [r for r in descriptor["resources"] if r["name"] != dropped]
    (mine / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    checks = mine / "data" / "checks.csv"
    lines = checks.read_text("utf-8").splitlines(keepends=True)
    checks.write_text("".join(line for line in lines if dropped != "list_items" or "named(" not in line), "utf-8")
    assert found(mine)[0] == []


def said_in(path: Path) -> list[str]:
    """The strings of a module that aren't its docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    docs = [
        node.body[0].value
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body and isinstance(node.body[0], ast.Expr)
    ]  # fmt: skip
    return [
        n.value for n in ast.walk(tree) if isinstance(n, ast.Constant) and isinstance(n.value, str) and n not in docs
    ]


def about_us() -> set[str]:
    """What is about our subject: ids of sources and claims, names of entities, tables that init leaves out."""
    tables = json.loads((ROOT / "cnai" / EXAMPLE / "about.json").read_text("utf-8"))["tables"]
    general = {*tables, "events", "restatements"}
    ids = {"China", "Chinese", "AI", *(t for t in load().tables if t not in general)}
    for name in ("claims", "sources", "entities"):
        for row in csv.reader(load().path(name).read_text("utf-8").splitlines()[1:]):
            ids |= {text for text in row[: 2 if name == "entities" else 1] if "-" in text or " " in text}
    return ids


@pytest.mark.parametrize("path", CODE, ids=lambda p: p.relative_to(ROOT / "cnai").as_posix())
def test_no_code_but_the_charts_knows_what_the_numbers_are_about(path: Path) -> None:
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(about_us())))})(?![\w-])")
    assert [text for text in said_in(path) if pattern.search(text)] == []


def test_the_folder_names_nothing_of_ours(mine: Path) -> None:
    pattern = re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, sorted(about_us())))})(?![\w-])")
    assert [path for path, data in files(mine).items() if pattern.search(data.decode())] == []
