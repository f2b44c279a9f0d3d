"""A connection is its caller's own: what is done in it reaches no file, no other connection, and not the network."""

import socket
import subprocess
import sys
import threading
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

import cnai
from cnai._package import load
from cnai._write import write

COUNT = "select count(*) from claims"
TOLD = "print(cnai.connect().execute('select count(*) from claims').fetchall()[0][0])"


@pytest.fixture
def con():
    """A connection of one's own."""
    with cnai.connect() as con:
        yield con


def ask(con, query):
    return con.execute(query).fetchall()


def files():
    package = load()
    paths = [package.path(name) for name in package.tables]
    return {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in [*paths, package.root / "datapackage.json"]}


@pytest.mark.parametrize(
    "statement",
    [
        "update checks set note = 'mine'",
        "delete from ranks",
        "drop view verdicts",
        "drop table ranks",
        "create table mine as select 1 as x",
        "create or replace macro exactly(x) as 0",
        "create schema mine; create table mine.claims as select 1 as x",
        "begin; delete from ranks; commit",
    ],
)
def test_what_is_written_in_a_connection_stays_in_it(con, statement):
    before, ranks, verdicts = files(), cnai.read("ranks"), cnai.verdicts()
    ask(con, statement)
    assert files() == before
    pd.testing.assert_frame_equal(cnai.read("ranks"), ranks)
    pd.testing.assert_frame_equal(cnai.verdicts(), verdicts)
    with cnai.connect() as other:
        assert ask(other, "select count(*) from ranks") == [(len(ranks),)]
        assert ask(other, "select count(*) from duckdb_tables() where table_name = 'mine'") == [(0,)]
        assert ask(other, "select (exactly(5)).low") == [(5,)]


def test_frames_of_the_callers_are_joined_by_the_names_of_their_variables(con):
    mine = pd.DataFrame({"source_id": ["startups"], "read_on": ["Monday"]})
    polars = pl.DataFrame({"source_id": ["startups"], "stars": [5]})
    yours = pd.DataFrame(polars.to_dict(as_series=False))  # DuckDB reads a frame of polars only where pyarrow is
    query = "select read_on, stars from sources join mine using (source_id) join yours using (source_id)"
    assert con.execute(query).fetchall() == [("Monday", 5)]
    assert (mine.shape, yours.shape) == ((1, 2), (1, 2))


def test_a_registered_frame_is_joined_and_left_as_it_was(con):
    mine = pd.DataFrame({"source_id": ["startups"]})
    con.register("frames", mine)
    assert ask(con, "select count(*) from sources join frames using (source_id)") == [(1,)]
    ask(con, "create table kept as from frames; update kept set source_id = 'x'")
    assert mine["source_id"].tolist() == ["startups"]


def test_files_of_the_callers_are_joined_and_left_as_they_are(con, tmp_path):
    path = tmp_path / "mine.csv"
    path.write_text("source_id,stars\nstartups,5\n", "utf-8")
    assert ask(con, f"select stars from sources join '{path}' using (source_id)") == [(5,)]
    assert path.read_text("utf-8") == "source_id,stars\nstartups,5\n"
    ask(con, f"copy (select * from sources) to '{tmp_path / 'sources.parquet'}' (format parquet)")
    assert len(pl.read_parquet(tmp_path / "sources.parquet")) == len(cnai.read("sources"))


@pytest.mark.parametrize(
    "query",
    [
        "from 'http://{door}/x.csv'",
        "from read_csv('http://{door}/x.csv')",
        "from read_parquet('http://{door}/x.parquet')",
        "attach 'http://{door}/x.duckdb' as elsewhere",
        "copy claims to 'http://{door}/x.csv'",
    ],
)
def test_an_address_is_refused_in_words_and_nobody_is_called(con, query):
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(0.05)
        with pytest.raises(duckdb.Error, match="requires the extension httpfs to be loaded"):
            ask(con, query.format(door=f"127.0.0.1:{door.getsockname()[1]}"))
        with pytest.raises(TimeoutError):
            door.accept()


def test_no_extension_comes_by_itself(con):
    settings = "select value from duckdb_settings() where name like 'auto%_known_extensions' order by all"
    assert ask(con, settings) == [("false",), ("false",)]


def test_processes_connect_at_once():
    runs = [
        subprocess.Popen([sys.executable, "-c", f"import cnai; {TOLD}"], stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    told = [run.communicate()[0] for run in runs]
    assert told == [f"{len(cnai.claims())}\n"] * 2


def test_threads_each_with_a_connection_work_at_once():
    found: list[object] = []

    def work(name: str) -> None:
        with cnai.connect() as con:
            ask(con, f"create table mine as select '{name}' as name")
            ask(con, "delete from ranks")
            found.append((ask(con, "select name from mine"), ask(con, COUNT)))

    names = ["one", "other"]
    runs = [threading.Thread(target=work, args=(name,)) for name in names]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(found) == [([(name,)], [(len(cnai.claims()),)]) for name in names]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A file that a build made."""
    path = tmp_path_factory.mktemp("built") / "cnai.duckdb"
    write(path)
    return path


@pytest.mark.parametrize("kind", [Path, str])
def test_a_built_file_opens_to_be_read(built, kind):
    with cnai.connect(kind(built)) as con:
        assert ask(con, COUNT) == [(len(cnai.claims()),)]
        assert ask(con, "select count(*) from verdicts where verdict = 'contradicted'") == [(3,)]
        for statement in ("delete from ranks", "create table mine (x int)", "drop view verdicts"):
            with pytest.raises(duckdb.InvalidInputException, match="read-only mode"):
                ask(con, statement)


def test_many_read_a_built_file_at_once(built):
    code = f"import cnai; print(cnai.connect({str(built)!r}).execute('{COUNT}').fetchall()[0][0])"
    with cnai.connect(built), cnai.connect(built) as con:
        told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
        assert ask(con, COUNT) == [(int(told),)]


def test_a_frame_joins_what_a_built_file_holds(built):
    with cnai.connect(built) as con:
        mine = pd.DataFrame({"source_id": ["startups"]})
        query = "select count(*) from sources join mine using (source_id)"
        assert con.execute(query).fetchall() == [(len(mine),)]


def test_a_file_that_is_no_database_is_told(tmp_path):
    path = tmp_path / "x.duckdb"
    path.write_text("a letter", "utf-8")
    with pytest.raises(cnai.CnaiError) as refusal:
        cnai.connect(path)
    assert str(refusal.value) == f"{path} is no DuckDB file"


def test_a_file_that_another_program_writes_to_is_told(tmp_path):
    path = tmp_path / "x.duckdb"
    code = "import sys, duckdb; con = duckdb.connect(sys.argv[1]); print('ready', flush=True); sys.stdin.readline()"
    command = [sys.executable, "-c", code, str(path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writer:
        assert writer.stdout.readline() == "ready\n"
        with pytest.raises(cnai.CnaiError) as refusal:
            cnai.connect(path)
        writer.communicate("\n")
    assert str(refusal.value) == f"{path} is open in a program that may write to it; close it there"
