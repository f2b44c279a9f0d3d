"""The command line: output, exit status, and errors in one sentence."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from cnai._cli import main
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
            "cnai: why takes a claim, or a table, a key and a column, as: cnai why funding zhipu-2023 amount\n",
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
    assert err == "1 findings\n"


def test_importing_the_package_and_asking_its_version_load_no_heavy_library() -> None:
    code = (
        "import sys, cnai, cnai._cli\n"
        "heavy = {'pandas', 'polars', 'matplotlib', 'duckdb', 'seaborn', 'numpy'} & set(sys.modules)\n"
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
