"""The command line: output, exit status, and errors in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from drafting import BEES, drafted

from cnai._build import connect
from cnai._cli import main
from cnai._package import default_root, own_root
from cnai._tables import Finding


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    try:
        status = main(list(arguments))
    except SystemExit as stop:
        status = int(stop.code or 0)
    out, err = capsys.readouterr()
    return status, out, err


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["chek"], "cnai: there is no command 'chek'; did you mean check?\n"),
        (
            ["why", "closures-202"],
            "cnai: there is no claim 'closures-202'; did you mean closures-2022 or closures-2021",
        ),
        (["why", "funding", "zhipu", "amount"], "cnai: table funding has no row 'zhipu'; did you mean zhipu-2023?\n"),
        (
            ["why", "funding", "zhipu-2023"],
            "cnai: why takes a claim, or a table, a key and a column, as: cnai why TABLE KEY COLUMN\n",
        ),
        (
            ["sql", "create table t (x int)"],
            "cnai: the statement gives no rows; a query does, as: select * from verdicts\n",
        ),
        (
            ["check", "--texts", "no-such-folder"],
            "cnai: no-such-folder is no folder; --texts wants the folder that holds",
        ),
    ],
)
def test_what_cannot_be_done_is_one_sentence_and_status_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], sentence: str
) -> None:
    status, out, err = run(capsys, *arguments)
    assert (status, out) == (2, "")
    assert err.startswith(sentence.split(" or closures-2021")[0])
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--package", "no", "check"], "/no/datapackage.json can't be read: No such file or directory"),
        (["check", "--package", "mine"], "--package stands before the command, as: cnai --package DIR check"),
        (
            ["--package", "mine", "lab"],
            "lab is about this package's own notebooks and charts; leave out --package mine",
        ),
        (
            ["--package", "mine", "reproduce"],
            "reproduce is about this package's own notebooks and charts; leave out --package mine",
        ),
        (
            ["--package", "mine", "export", "aea", "x"],
            "export aea is about this package's own notebooks and charts; leave out --package mine",
        ),
        (["--package", "mine", "init", "x"], "init lays a folder out and reads none; leave out --package mine"),
        (
            ["--package", "mine", "review", "issue-2", "--texts", "x"],
            "there is no draft 'issue-2'; cnai --package mine draft TEXT --id ID makes one",
        ),
        (["claims", "--format", "xml"], "argument --format: invalid choice: 'xml' (choose from "),
        (["review", "x"], "the following arguments are required: --texts"),
    ],
)
def test_what_makes_no_sense_for_a_folder_is_one_sentence(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    sentence: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    run(capsys, "init", "mine")
    status, out, err = run(capsys, *arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)
    assert sentence in err


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        (["check", "--texts", "mine/texts"], "no findings: 12 tables, 53 rows, 3 checks, 1 text\n"),
        (["build", "--to", "x.duckdb"], "x.duckdb: 12 tables, 11 claims, 3 checks\n"),
        (["claims", "--measure", "boats", "--format", "csv"], "boats,Three,boat,saltmarsh-ferry,boats,,reproduced\n"),
        (["why", "boats"], "cell          data/numbers.csv boats value: 3\n"),
        (["why", "numbers", "boats", "value", "--texts", "mine/texts"], "[Three] boats run the crossing"),
        (["sql", "select count(*) as n from numbers"], "n\n6\n"),
        (["export", "csv", "out"], "out: 17 files\n"),
    ],
)
def test_a_command_serves_a_folder_of_ones_own(
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    shown: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    run(capsys, "init", "mine")
    status, out, err = run(capsys, "--package", "mine", *arguments)
    assert (status, err) == (0, "")
    assert shown in out


def test_the_folder_in_use_is_forgotten_after_the_command(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(capsys, "init", "mine")
    run(capsys, "--package", "mine", "why", "boats")
    assert run(capsys, "why", "boats")[2].startswith("cnai: there is no claim 'boats'")
    assert own_root() == default_root()


def test_an_open_draft_is_a_finding_beside_the_others(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    drafted(Path("mine"))
    numbers = Path("mine/data/numbers.csv")
    numbers.write_text(numbers.read_text("utf-8").replace(",48200,", ",48201,"), encoding="utf-8")
    status, out, err = run(capsys, "--package", "mine", "check", "--texts", "mine/texts")
    assert (status, err) == (1, "2 findings\n")
    first, second = out.splitlines()
    assert first.endswith("value '48201': claim passengers-2023 says 48200 [double-entry]")
    assert second == (
        "seeds/drafts/bees.csv: '5 of 5': proposals nobody has reviewed;"
        " go on with: cnai --package mine review bees --texts DIR [draft]"
    )


def test_a_draft_does_not_reach_the_database(tmp_path: Path) -> None:
    drafted(tmp_path / "mine")
    with connect(tmp_path / "mine") as con:
        assert con.execute("select count(*) from claims").fetchall() == [(11,)]


def test_an_installed_package_is_not_added_to(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("cnai._package.own_root", lambda: tmp_path / "_data")
    status, out, err = run(capsys, "draft", "letter.txt", "--id", "letter")
    assert (status, out) == (2, "")
    assert err == (
        "cnai: draft would write into the installed package; add to a folder of your own with --package DIR"
        " (cnai init DIR lays one out), or work in a checkout\n"
    )


def test_from_a_text_to_checked_rows_by_the_commands_alone(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    run(capsys, "init", "mine")
    Path("mine/texts/bees.txt").write_text(BEES, encoding="utf-8")
    status, out, err = run(capsys, "--package", "mine", "draft", "mine/texts/bees.txt", "--id", "bees")
    assert (status, err) == (0, ""), err
    assert "seeds/drafts/bees.csv: 5 proposals\nnext: cnai --package mine review bees --texts mine/texts\n" in out
    answers = iter(["e entity bee-notes", "Bee Notes", "e measure publication_date", "", "", "q"])
    monkeypatch.setattr("builtins.input", lambda _: next(answers))
    assert run(capsys, "--package", "mine", "review", "bees", "--texts", "mine/texts")[0] == 1
    status, _, err = run(capsys, "--package", "mine", "place", "bees", "--texts", "mine/texts")
    told = "cnai: 4 of 5 proposals of bees are not reviewed; first: "
    assert (status, err) == (2, f"{told}cnai --package mine review bees --texts mine/texts\n")


def test_a_query_cannot_read_files(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n", encoding="utf-8")
    status, out, err = run(capsys, "sql", f"select * from '{secret}'")
    assert (status, out) == (2, "")
    assert err.startswith("cnai: the query fails: ")


def test_json_is_for_machines_and_has_no_infinite_end(capsys: pytest.CaptureFixture[str]) -> None:
    query = "select claim_id, low, high from claims where claim_id = 'closures-sep-dec'"
    _, out, _ = run(capsys, "sql", query, "--format", "json")
    assert json.loads(out) == [{"claim_id": "closures-sep-dec", "low": 2301.0, "high": None}]


def test_csv_leaves_an_infinite_end_empty(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(
        capsys, "sql", "select low, high from claims where claim_id = 'closures-sep-dec'", "--format", "csv"
    )
    assert out == "low,high\n2301.0,\n"


def test_claims_can_be_filtered_by_verdict(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "claims", "--verdict", "contradicted", "--format", "csv")
    assert status == 0
    assert [line.split(",")[0] for line in out.splitlines()[1:]] == [
        "closures-2022",
        "closures-jan-aug",
        "closures-sep-dec",
    ]


def test_a_table_fits_the_terminal(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "70")
    _, out, _ = run(capsys, "sql", "select claim_id, statement, note from claims")
    assert max(map(len, out.splitlines())) <= 70


def test_findings_are_listed_and_give_status_1(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    finding = Finding("type", "data/x.csv", 3, "amount", "1,5", "must be a number, digits with a point at most")
    monkeypatch.setattr("cnai._build.assemble", lambda _: (None, {}, [finding]))
    status, out, err = run(capsys, "check")
    assert status == 1
    assert out == "data/x.csv:3: amount '1,5': must be a number, digits with a point at most [type]\n"
    assert err == "1 finding\n"


def test_importing_the_package_and_asking_its_version_load_no_heavy_library() -> None:
    code = (
        "import sys, cnai, cnai._cli\n"
        "heavy = {'pandas', 'polars', 'matplotlib', 'duckdb', 'seaborn', 'numpy', 'dataclasses', 'json', 'difflib'}"
        " & set(sys.modules)\n"
        "sys.exit(', '.join(heavy) if heavy else 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_built_file_opens_in_duckdb_alone_and_holds_verdicts_and_macros(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    import duckdb

    target = tmp_path / "cnai.duckdb"
    assert run(capsys, "build", "--to", str(target))[0] == 0
    with duckdb.connect(str(target), read_only=True) as con:
        low = con.execute("select stated('closures-sep-dec').low").fetchall()
        verdict = con.execute("select verdict from verdicts where claim_id = 'closures-sep-dec'").fetchall()
    assert (low, verdict) == ([(2301.0,)], [("contradicted",)])
    assert [path.name for path in tmp_path.iterdir()] == ["cnai.duckdb"]


def test_a_file_that_is_not_ours_is_left_as_it_was(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    target = tmp_path / "letter.txt"
    target.write_text("dear all, this is no database", encoding="utf-8")
    status, _, err = run(capsys, "build", "--to", str(target))
    assert (status, target.read_text(encoding="utf-8")) == (2, "dear all, this is no database")
    assert err == f"cnai: {target} is there and is no DuckDB file; name another file, it is left as it was\n"
