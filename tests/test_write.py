"""A build to a file: the new one is there whole or the previous one is, and what isn't ours is left alone."""

import os
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from shutil import copyfile

import duckdb
import pytest

from cnai import _disk, _write
from cnai._cli import main
from cnai._disk import PART, opened, scratch
from cnai._package import CnaiError
from cnai._write import write

TORTURE = Path(__file__).parent / "torture"
CLAIMS = "select count(*) from claims"
GOOD = Path()  # the good file, for those that change a copy
LINE = "11 tables, 12 claims, 3 checks"


@pytest.fixture(scope="module")
def root(module_toy):
    """The toy package's folder."""
    module_toy.write()
    return module_toy.root


@pytest.fixture(scope="module")
def good(root, tmp_path_factory):
    """A good file, built once."""
    target = tmp_path_factory.mktemp("good") / "cnai.duckdb"
    write(target, root)
    return target


@pytest.fixture
def folder(tmp_path):
    """A folder to build in."""
    folder = tmp_path / "place"
    folder.mkdir()
    return folder


@pytest.fixture
def built(folder, good):
    """A good file, alone in its folder."""
    return Path(copyfile(good, folder / "cnai.duckdb"))


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def ask(path, query=CLAIMS):
    with opened(path) as con:
        return con.execute(query).fetchall()[0][0]


def refused(target, root):
    with pytest.raises(CnaiError) as refusal:
        write(target, root)
    return str(refusal.value)


def elsewhere(code, *arguments):
    """A process that runs this, says `ready`, and waits until it is told to go on."""
    code = f"import sys, duckdb\n{code}\nprint('ready', flush=True)\nsys.stdin.readline()\n"
    run = subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.readline() == "ready\n"
    return run


def finish(run, more=""):
    out, _ = run.communicate("\n")
    assert run.returncode == 0
    return out


def test_a_file_is_built_and_nothing_else(folder, root):
    target = folder / "cnai.duckdb"
    assert write(target, root) == f"{target}: {LINE}"
    assert names(folder) == ["cnai.duckdb"]
    assert (ask(target), ask(target, "select count(*) from verdicts")) == (12, 12)


def test_a_file_of_ours_is_replaced(built, root):
    before = built.stat().st_ino
    write(built, root)
    assert built.stat().st_ino != before
    assert (names(built.parent), ask(built)) == (["cnai.duckdb"], 12)


def test_the_file_is_on_the_disk_before_it_has_its_name_and_then_the_name_is(built, root, monkeypatch):
    done = []
    replace = Path.replace
    monkeypatch.setattr(_write, "sync", lambda path: done.append(("on the disk", path.name)))
    monkeypatch.setattr(Path, "replace", lambda self, to: (done.append(("named", to.name)), replace(self, to)))
    write(built, root)
    assert done == [("on the disk", "built"), ("named", "cnai.duckdb"), ("on the disk", "place")]


def test_an_empty_file_is_replaced(folder, root):
    (folder / "cnai.duckdb").touch()
    write(folder / "cnai.duckdb", root)
    assert ask(folder / "cnai.duckdb") == 12


def text(path):
    path.write_text("a letter, longer than a few bytes")


def sqlite(path):
    with sqlite3.connect(path) as con:
        con.execute("create table claims (claim_id)")
    con.close()


def database(path):
    duckdb.connect(str(path)).execute("create table claims as select 1 as claim_id").close()


def damaged(path):
    database(path)
    path.write_bytes(path.read_bytes()[:5000])


def with_a_table_of_mine(path):
    copyfile(GOOD, path)
    duckdb.connect(str(path)).execute("create table my_notes as select 1 as note").close()


def listening(path):
    with socket.socket(socket.AF_UNIX) as door:
        door.bind(str(path))


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (Path.mkdir, "is there and is no file; name another file"),
        (os.mkfifo, "is there and is no file; name another file"),
        (listening, "is there and is no file; name another file"),
        (lambda path: path.symlink_to(path.name), "is there and is no file; name another file"),
        (text, "is there and is no DuckDB file; name another file"),
        (sqlite, "is there and is no DuckDB file; name another file"),
        (database, "is a database that cnai didn't write; name another file"),
        (damaged, "is a database that can't be opened; remove it or name another file"),
        (with_a_table_of_mine, "holds my_notes, which cnai didn't write; take it out or name another file"),
    ],
)
def test_what_is_not_ours_is_left_as_it_was(make, told, folder, root, good, monkeypatch):
    monkeypatch.chdir(folder)  # a socket's name must be short
    monkeypatch.setattr(sys.modules[__name__], "GOOD", good)
    target = folder / "x.db"
    make(Path("x.db"))
    before = (target.lstat().st_ino, target.read_bytes() if target.is_file() else None)
    assert refused(target, root) == f"{target} {told}, it is left as it was"
    assert (target.lstat().st_ino, target.read_bytes() if target.is_file() else None) == before
    assert names(folder) == ["x.db"]


def test_what_comes_to_the_place_during_the_build_is_left_too(folder, root, monkeypatch):
    build = _write._build

    def slow(package, built):
        text(folder / "x.db")
        return build(package, built)

    monkeypatch.setattr(_write, "_build", slow)
    assert "is no DuckDB file" in refused(folder / "x.db", root)
    assert names(folder) == ["x.db"]


def test_a_link_is_followed_and_stays_one(built, root, tmp_path):
    link, before = tmp_path / "latest.duckdb", built.stat().st_ino
    link.symlink_to(built)
    assert write(link, root) == f"{link}: {LINE}"
    assert link.is_symlink()
    assert (built.stat().st_ino != before, names(built.parent)) == (True, ["cnai.duckdb"])


def test_a_link_to_nothing_yet_is_followed(folder, root, tmp_path):
    (tmp_path / "latest.duckdb").symlink_to(folder / "new.duckdb")
    write(tmp_path / "latest.duckdb", root)
    assert (ask(folder / "new.duckdb"), (tmp_path / "latest.duckdb").is_symlink()) == (12, True)


def test_a_folder_that_is_not_there_is_told(folder, root):
    assert refused(folder / "no" / "x.db", root) == f"{folder / 'no'} is no folder; make it first"
    assert names(folder) == []


def test_a_folder_where_nobody_may_write_is_told(folder, root):
    place = folder if os.geteuid() else Path("/sys")  # there root may not write either
    folder.chmod(0o500)
    told = refused(place / "x.db", root)
    folder.chmod(0o700)
    why = r"(?:Permission denied|Operation not permitted|Read-only file system); name a place elsewhere"
    assert re.fullmatch(rf"{place}/x\.db can't be written: {why}; what was there is left as it was", told)


def test_the_command_says_it_in_one_sentence_without_a_traceback(folder, capsys):
    text(folder / "x.db")
    assert main(["build", "--to", str(folder / "x.db")]) == 2
    told = f"cnai: {folder / 'x.db'} is there and is no DuckDB file; name another file, it is left as it was\n"
    assert capsys.readouterr() == ("", told)


def test_data_that_do_not_hold_are_not_written(built, toy):
    toy.tables["checks"][1]["expected"] = "contradicted"
    toy.write()
    before = built.stat().st_ino
    assert refused(built, toy.root).startswith("nothing was written, the data don't hold: data/checks.csv:")
    assert (built.stat().st_ino, names(built.parent)) == (before, ["cnai.duckdb"])


@pytest.mark.parametrize(
    ("fault", "table"),
    [
        ("delete from exclusions", "exclusions"),
        ("insert into units values ('mile', false, 'miles')", "units"),
        ("update claims set note = 'changed' where claim_id = 'staff'", "claims"),
        ("update other_numbers set value = 101 where number_id = 'loaves'", "other_numbers"),
        ("update list_items set slot = slot + 1", "list_items"),
    ],
)
def test_a_database_that_holds_other_rows_than_went_in_is_never_put_in_place(fault, table, built, root, monkeypatch):
    before, assemble = built.stat().st_ino, _write.assemble

    def faulty(package, file):
        con, tables, found = assemble(package, file)
        con.execute(fault).fetchall()
        return con, tables, found

    monkeypatch.setattr(_write, "assemble", faulty)
    why = f"{table} didn't come back as it went in; name a place elsewhere"
    assert refused(built, root) == f"{built} can't be written: {why}; what was there is left as it was"
    assert (built.stat().st_ino, ask(built), names(built.parent)) == (before, 12, ["cnai.duckdb"])


def changed_after(path):
    duckdb.connect(str(path)).execute("delete from evaluations").close()


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def flipped(path):
    data = bytearray(path.read_bytes())
    for place in range(100, len(data), 4096):
        data[place] ^= 1
    path.write_bytes(data)


@pytest.mark.parametrize("spoil", [changed_after, cut, flipped, lambda path: _write._wal(path).touch()])
def test_a_file_that_was_not_written_whole_is_never_put_in_place(spoil, built, root, monkeypatch):
    before, build = built.stat().st_ino, _write._build

    def faulty(package, path):
        made = build(package, path)
        spoil(path)
        return made

    monkeypatch.setattr(_write, "_build", faulty)
    assert " can't be written: " in refused(built, root)
    assert (built.stat().st_ino, ask(built), names(built.parent)) == (before, 12, ["cnai.duckdb"])


def test_a_file_that_a_program_writes_to_is_left(built, root):
    writer = elsewhere("con = duckdb.connect(sys.argv[1])", built)
    told = refused(built, root)
    finish(writer)
    assert told == (
        f"{built} is open in a program that may write to it; close it there or name another file, it is left as it was"
    )
    write(built, root)
    assert names(built.parent) == ["cnai.duckdb"]


def test_a_program_that_reads_keeps_what_it_opened(built, root):
    code = f"""con = duckdb.connect(sys.argv[1], read_only=True)
import atexit; atexit.register(lambda: print(con.execute("{CLAIMS}").fetchall()))"""
    reader = elsewhere(code, built)
    before = built.stat().st_ino
    write(built, root)
    assert built.stat().st_ino != before
    assert finish(reader) == "[(12,)]\n"


def test_a_file_of_this_process_that_is_open_to_be_written_is_left(built, root):
    with duckdb.connect(str(built)):
        assert "is open in a program that may write to it; close it there" in refused(built, root)


def of_a_killed_writer(built):
    code = (
        "import sys, os, duckdb; con = duckdb.connect(sys.argv[1]); con.execute(\"update exclusions set text = 'x'\")\n"
    )
    subprocess.run([sys.executable, "-c", f"{code}os.kill(os.getpid(), 9)", built], check=False)


def of_another_file(built):
    other = built.with_name("other.duckdb")
    duckdb.connect(str(other)).execute("create table exclusions as select 'x' as elsewhere").close()
    code = "import sys, os, duckdb; con = duckdb.connect(sys.argv[1]); con.execute('create table units (i int)')\n"
    subprocess.run([sys.executable, "-c", f"{code}os.kill(os.getpid(), 9)", other], check=False)
    _write._wal(other).rename(_write._wal(built))
    other.unlink()
    with pytest.raises(duckdb.Error):
        opened(built)


@pytest.mark.parametrize(
    "leave", [of_a_killed_writer, of_another_file, lambda built: _write._wal(built).write_bytes(b"junk" * 99)]
)
def test_what_a_writer_left_beside_the_file_does_not_spoil_the_next(leave, built, root):
    leave(built)
    assert names(built.parent) == ["cnai.duckdb", "cnai.duckdb.wal"]
    write(built, root)
    assert names(built.parent) == ["cnai.duckdb"]
    assert ask(built, "select count(*) from exclusions where text in ('x', 'y')") == 0


def test_what_a_killed_run_left_goes_with_the_next(built, root):
    left = built.parent / f"{PART}killed"
    left.mkdir()
    (left / "built").write_bytes(b"half")
    write(built, root)
    assert names(built.parent) == ["cnai.duckdb"]


def test_what_another_run_is_at_stays(built, root):
    with scratch(built.parent) as other:
        (other / "built").write_bytes(b"half")
        write(built, root)
        assert (names(built.parent), names(other)) == ([other.name, "cnai.duckdb"], ["built"])
    assert names(built.parent) == ["cnai.duckdb"]


def test_a_link_of_that_name_is_not_followed(built, root, tmp_path):
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "letter").touch()
    (built.parent / f"{PART}link").symlink_to(tmp_path / "mine")
    write(built, root)
    assert names(tmp_path / "mine") == ["letter"]


def test_a_run_whose_folder_another_cleared_before_it_was_locked_takes_a_new_one(folder, monkeypatch):
    made, mkdtemp = [], _disk.mkdtemp

    def cleared(**where):
        made.append(mkdtemp(**where))
        if len(made) == 1:
            Path(made[0]).rmdir()
        return made[-1]

    monkeypatch.setattr(_disk, "mkdtemp", cleared)
    with scratch(folder) as mine:
        assert (str(mine), len(made), mine.is_dir()) == (made[1], 2, True)


def test_many_builds_at_once_leave_one_whole_file(built, root):
    told = []
    runs = [threading.Thread(target=lambda: told.append(write(built, root))) for _ in range(4)]
    for run in runs:
        run.start()
    others = [
        subprocess.Popen([sys.executable, "-c", f"{code}({str(built)!r}), Path({str(root)!r}))"])
        for code in ["from pathlib import Path; from cnai._write import write; write(Path"] * 3
    ]
    for run in runs:
        run.join()
    assert [run.wait() for run in others] == [0, 0, 0]
    assert told == [f"{built}: {LINE}"] * 4
    assert (ask(built), names(built.parent)) == (12, ["cnai.duckdb"])


def test_builds_that_are_killed_lose_nothing_and_leave_nothing(root):
    run = [sys.executable, TORTURE / "run_kills.py", "--kills", "6", "--seed", "1", "--every", "16", "--root", root]
    done = subprocess.run(run, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    found = re.findall(
        r"^build, at (\w+).*: (\d+) killed; previous (\d+),.* new (\d+), left a part (\d+)", done.stdout, re.M
    )
    assert [kind for kind, *_ in found] == ["random", "each"]
    assert int(found[0][1]) == 6
    assert all(int(count) > 0 for count in found[1][1:])


def test_builds_without_room_lose_nothing_and_leave_nothing(root):
    run = [sys.executable, TORTURE / "run_disk.py", "--sizes", "2", "--disks", "1", "--root", root]
    done = subprocess.run(run, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert re.search(
        r"^a limit on files: refused, nothing lost or left: a build 2 times, a build over another 2 times;",
        done.stdout,
        re.M,
    )
