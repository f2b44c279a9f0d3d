"""The main job: what it prints is true, what it writes is whole, and nobody else's folder is touched."""

import io
from base64 import b64encode

import pytest

import cnai
from cnai import _reproduce, charts
from cnai._build import assemble
from cnai._cli import main
from cnai._package import CnaiError, load
from cnai._reproduce import Progress, claim_folder, contradictions_text, reproduce, scoreboard_text
from cnai._tables import Finding

TWO = {"chips": ("closures_per_month",), "money": ("share_sold",)}


@pytest.fixture(scope="module")
def con():
    return cnai.connect()


@pytest.fixture(scope="module")
def built():
    """Built once, since every run of the main job builds anew."""
    return assemble(load())


@pytest.fixture
def short(monkeypatch, tmp_path, built):
    """No charts and no notebooks, in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(_reproduce, "assemble", lambda package: built)
    monkeypatch.setattr(charts, "THEMES", {})
    monkeypatch.setattr("cnai._notebooks.run_all", lambda folder, progress: [])
    return tmp_path / "reproduction"


def files(folder):
    return {str(p.relative_to(folder)): p.read_bytes() for p in folder.rglob("*") if p.is_file()}


def test_writes_everything_and_the_same_again(short, monkeypatch, capsys):
    monkeypatch.setattr(charts, "THEMES", TWO)
    assert main(["reproduce"]) == 0
    told, first = capsys.readouterr(), files(short)
    names = {f"charts/{name}.{form}" for of in TWO.values() for name in of for form in ("png", "svg", "pdf")}
    assert first.keys() == names | {"report.html", ".cnai"}
    assert first["charts/share_sold.png"].startswith(b"\x89PNG")
    assert first["charts/share_sold.pdf"].startswith(b"%PDF")
    assert b"<svg" in first["charts/share_sold.svg"]
    assert b64encode(first["charts/share_sold.png"]) in first["report.html"]
    assert main(["reproduce"]) == 0
    assert files(short) == first
    assert capsys.readouterr() == told
    assert str(short.parent) not in told.out and "report: reproduction/report.html" in told.out
    assert max(map(len, told.out.splitlines())) <= 120
    assert told.err == "running the notebooks …\ndrawing the charts …\n"


def test_scoreboard_says_what_the_database_says(con):
    head, recomputed, restated, claims, _, estimates = scoreboard_text(con).splitlines()
    words = head.split()
    for line, label, query in (
        (recomputed, "checks, recomputed", "select count(*) from results where kind = 'identity' and verdict = $1"),
        (restated, "checks, restated", "select count(*) from results where kind = 'agreement' and verdict = $1"),
        (claims, "claims", "select count(*) from verdicts where verdict = $1"),
    ):
        assert line.startswith(label)
        shown = line.removeprefix(label).split()
        for word, count in zip(words, shown, strict=len(shown) == len(words)):
            assert con.execute(query, [word]).fetchall() == [(int(count),)]
        assert len(line) == len(head.rstrip()) - (0 if label == "claims" else 14)
    count, shaky = con.execute("select count(*), count(note) from estimates").fetchall()[0]
    assert estimates == f"{count} estimates of what no document states, {shaky} of them from contradicted claims"


def test_contradictions_say_stated_computed_gap_and_note(con):
    told = contradictions_text(con)
    query = "select claim_id, stated, r.note from results r join claims using (claim_id) where verdict = 'contradicted'"
    rows = con.execute(query).fetchall()
    assert told.count("contradicted: ") == len(rows)
    for claim, stated, note in rows:
        assert f"contradicted: {claim}, stated “{stated}”, computed " in told
        assert note in " ".join(told.split())
    assert "computed 2,276 companies, missed by 0.25 of a printed unit" in told


def test_no_contradictions_are_told_too():
    con = cnai.connect()
    con.execute("delete from compared where verdict = 'contradicted'").fetchall()
    assert contradictions_text(con) == "no contradictions"


def test_a_finding_stops_it(short, monkeypatch, capsys):
    finding = Finding("verdict", "data/checks.csv", 7, "expected", "reproduced", "the check comes to contradicted")
    monkeypatch.setattr(_reproduce, "assemble", lambda package: (None, {}, [finding]))
    assert main(["reproduce"]) == 1
    told = capsys.readouterr()
    assert told.out == f"{finding}\n"
    assert told.err == "one finding, so nothing is drawn or written\n"
    assert not short.exists()


def test_a_notebook_that_differs_is_told_and_everything_else_written(short, monkeypatch, capsys):
    monkeypatch.setattr("cnai._notebooks.run_all", lambda folder, progress: ["04-money.ipynb, cell-03: 569 now"])
    assert main(["reproduce"]) == 1
    told = capsys.readouterr().out
    assert "04-money.ipynb, cell-03: 569 now" in told and "notebooks run: one difference" in told
    assert (short / "report.html").is_file()


def test_without_nbclient_it_says_so_in_a_sentence(monkeypatch, capsys):
    monkeypatch.setattr(_reproduce, "find_spec", lambda name: None if name == "nbclient" else object())
    assert _reproduce.run_notebooks(load()) == []
    told = "the notebooks were not run: nbclient is not installed; to run them: pip install 'cnai[notebooks]'\n"
    assert capsys.readouterr().out == told


@pytest.mark.parametrize("name", ["thesis.docx", "report.html", "charts"])
def test_a_folder_of_somebody_elses_is_refused(short, name, capsys):
    short.mkdir()
    (short / name).write_text("mine")
    assert main(["reproduce"]) == 2
    told = "cnai: reproduction holds something that cnai reproduce didn't write; name another folder with --to\n"
    assert capsys.readouterr().err == told
    assert files(short) == {name: b"mine"}


def test_what_the_user_adds_to_our_folder_stays(short):
    claim_folder(short)
    (short / "notes.txt").write_text("mine")
    claim_folder(short)
    assert files(short).keys() == {"notes.txt", ".cnai"}


def test_a_file_in_the_place_of_the_folder_is_refused(short):
    short.write_text("mine")
    with pytest.raises(CnaiError, match="reproduction is no folder"):
        claim_folder(short)
    with pytest.raises(CnaiError, match="can't be written"):
        reproduce(short / "deeper")
    assert short.read_text() == "mine"


def test_an_empty_folder_is_taken(short):
    short.mkdir()
    claim_folder(short)
    assert (short / "charts").is_dir()


def test_a_chart_that_fails_leaves_the_previous_run_whole(short, monkeypatch):
    reproduce(short)
    before = files(short)
    monkeypatch.setattr(charts, "THEMES", TWO)

    def draw(name, con):
        raise CnaiError("no ink")

    monkeypatch.setattr(charts, "draw", draw)
    with pytest.raises(CnaiError, match="no ink"):
        reproduce(short)
    assert files(short) == before


class Terminal(io.StringIO):
    def isatty(self):
        return True


@pytest.mark.parametrize(("stream", "last"), [(Terminal(), "\r\x1b[K"), (io.StringIO(), "drawing …\n")])
def test_progress(monkeypatch, stream, last):
    monkeypatch.setattr("sys.stderr", stream)
    progress = Progress("drawing", 2)
    progress("one")
    middle = stream.getvalue()
    progress("two")
    told = stream.getvalue()
    assert told.endswith(last)
    assert told.count("\n") == (not stream.isatty())
    if stream.isatty():
        assert middle.endswith("\r\x1b[Kdrawing ████████████░░░░░░░░░░░░ 1/2 one")
