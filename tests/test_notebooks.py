"""The stored notebooks are whole and readable, and what runs and compares them says what changed."""

import ast
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, output_from_msg

import cnai
from cnai import _notebooks, charts
from cnai._notebooks import METADATA, copy, differences, execute, notebooks, read, run_all, write
from cnai._package import CnaiError, load

FOLDER = Path(__file__).parents[1] / "notebooks"
PATHS = notebooks(FOLDER)
each = pytest.mark.parametrize("path", PATHS, ids=lambda p: p.name)
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)+")
PATH = re.compile(r"(?<![\w.:/<])/(?:home|root|usr|tmp|work|Users|var|opt|mnt|private)/|[A-Z]:\\")
MOST_LINES, MOST_SQL = 6, 7  # in a cell; in one that is a single SQL statement, which begins and ends so:
SQL = ('con.sql("""', '""").df()')
# JupyterLab shows 105 in a window of 1280 pixels, with its list of files and a scroll bar; some fonts are wider.
MOST_CHARACTERS = 100


def cells(path: Path, kind: str) -> list[tuple[str, Any]]:
    """Cells of one kind with what to call them."""
    return [(f"cell-{n:02}", c) for n, c in enumerate(read(path).cells, 1) if c.cell_type == kind]


def shown(cell: Any) -> list[str]:
    """All texts that a cell shows, pictures left out."""
    found = [o.get("text", "") for o in cell.outputs]
    return found + [
        str(d) for o in cell.outputs for kind, d in o.get("data", {}).items() if not kind.startswith("image")
    ]


def headings(path: Path) -> list[str]:
    """Every heading, with its marks."""
    text = "\n".join(c.source for _, c in cells(path, "markdown"))
    return re.findall(r"^#+ .+$", re.sub(r"```.*?```", "", text, flags=re.DOTALL).replace("’", "'"), re.MULTILINE)


def test_there_are_notebooks() -> None:
    assert PATHS


@each
def test_cells_were_run_in_order_and_nothing_else_is_stored(path: Path) -> None:
    notebook = read(path)
    assert [c.execution_count for _, c in cells(path, "code")] == [*range(1, len(cells(path, "code")) + 1)]
    assert [c.id for c in notebook.cells] == [f"cell-{n:02}" for n in range(1, len(notebook.cells) + 1)]
    assert notebook.metadata == METADATA
    assert [c.id for c in notebook.cells if c.metadata] == []


@each
def test_no_error_and_no_warning_is_stored(path: Path) -> None:
    bad = {
        name: o
        for name, c in cells(path, "code")
        for o in c.outputs
        if o.output_type == "error" or o.get("name") == "stderr"
    }
    assert bad == {}


@each
def test_what_ends_in_an_expression_shows_something(path: Path) -> None:
    silent = [
        name
        for name, c in cells(path, "code")
        if isinstance(ast.parse(c.source).body[-1], ast.Expr) and not any(shown(c))
    ]
    assert silent == []


@each
def test_nothing_is_shown_that_changes_from_run_to_run(path: Path) -> None:
    assert [
        name for name, c in cells(path, "code") for text in shown(c) if re.search(r"\bat 0x[0-9a-f]{6}", text)
    ] == []


@each
def test_no_path_of_one_machine(path: Path) -> None:
    texts = [(n, c.source) for kind in ("markdown", "code") for n, c in cells(path, kind)]
    texts += [(n, text) for n, c in cells(path, "code") for text in shown(c)]
    assert [(name, found[0]) for name, text in texts if (found := PATH.search(text))] == []


@each
def test_a_notebook_reads_and_modules_compute(path: Path) -> None:
    code = {name: ast.parse(c.source) for name, c in cells(path, "code")}  # a magic is no Python
    defining = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.For, ast.While, ast.Try)
    assert [name for name, tree in code.items() if any(isinstance(node, defining) for node in ast.walk(tree))] == []
    assert [name for name, tree in code.items() if "plt" in {getattr(node, "id", "") for node in ast.walk(tree)}] == []


@each
def test_one_cell_imports_and_comes_first(path: Path) -> None:
    code = {name: ast.parse(c.source) for name, c in cells(path, "code")}
    importing = [
        name for name, tree in code.items() if any(isinstance(n, ast.Import | ast.ImportFrom) for n in ast.walk(tree))
    ]
    assert importing == [next(iter(code))]
    assert "con = cnai.connect()" in cells(path, "code")[0][1].source


@each
def test_cells_are_short(path: Path) -> None:
    lines = {
        n: [x for x in c.source.splitlines() if x.strip() and not x.strip().startswith("#")]
        for n, c in cells(path, "code")
    }
    assert [name for name, found in lines.items() if not found] == []
    most = {n: MOST_SQL if found[0] == SQL[0] and found[-1] == SQL[1] else MOST_LINES for n, found in lines.items()}
    assert {name: len(found) for name, found in lines.items() if len(found) > most[name]} == {}


@each
def test_no_line_of_code_is_wider_than_jupyterlab_shows_in_1280_pixels(path: Path) -> None:
    lines = [(name, line) for name, c in cells(path, "code") for line in c.source.splitlines()]
    assert [(name, len(line), line) for name, line in lines if len(line) > MOST_CHARACTERS] == []


@each
def test_the_title_is_a_question(path: Path) -> None:
    name, first = cells(path, "markdown")[0]
    assert (name, re.match(r"# .+\?(?:<!--.*-->)?$", first.source.splitlines()[0]) is not None) == ("cell-01", True)
    assert [h for h in headings(path) if h.startswith("# ")] == headings(path)[:1]


@each
def test_the_first_cell_names_claims_that_exist(path: Path) -> None:
    named = [span for span in re.findall(r"`([^`]+)`", cells(path, "markdown")[0][1].source) if ID.fullmatch(span)]
    assert named
    assert set(named) - set(cnai.claims()["claim_id"]) == set()


@each
def test_the_last_sections_are_limits_and_exercises(path: Path) -> None:
    assert headings(path)[-2:] == ["## What this doesn't show", "## Exercises"]
    exercises = "\n".join(c.source for _, c in cells(path, "markdown")).split("## Exercises")[1]
    assert 2 <= len(re.findall(r"^\d\. ", exercises, re.MULTILINE)) <= 3
    assert read(path).cells[-1].cell_type == "markdown"


def words(texts: list[str], pattern: str) -> set[str]:
    """All words of a kind in these texts."""
    return {word for text in texts for word in re.findall(pattern, text)}


def code_of_all() -> list[str]:
    """Every code cell's source."""
    return [c.source for path in PATHS for _, c in cells(path, "code")]


def test_together_they_show_every_table() -> None:
    assert load().tables.keys() - words(code_of_all(), r"\w+") == set()


def test_together_they_draw_every_chart() -> None:
    assert set(charts.__all__) - words(code_of_all(), r"charts\.(\w+)\(") == set()


def test_together_they_touch_every_check() -> None:
    texts = code_of_all() + [text for path in PATHS for _, c in cells(path, "code") for text in shown(c)]
    assert set(cnai.read("checks")["check_id"]) - words(texts, ID.pattern) == set()


# What runs and compares them, on toys.


def message(kind: str, **content: Any) -> Any:
    """One output as a kernel sends it."""
    return output_from_msg({"header": {"msg_type": kind}, "content": content})


def toy(*outputs: dict[str, str]) -> Any:
    """Return a notebook whose code cells show these data, after a title."""
    shows = [[message("display_data", data=data, metadata={})] for data in outputs]
    return new_notebook(cells=[new_markdown_cell("# A toy?"), *(new_code_cell("1", outputs=o) for o in shows)])


TABLE = {"text/plain": "mark   x  y\nbar  2021  3420\nbar  2022  5746", "image/png": "iVBO"}
VERDICT = {"text/plain": "closures-remainder  contradicted", "text/html": "<td>contradicted</td>"}


def test_the_same_outputs_do_not_differ() -> None:
    assert differences(toy(TABLE, VERDICT), toy(TABLE, VERDICT), "01-toy.ipynb") == []


def test_another_picture_of_the_same_marks_does_not_differ() -> None:
    assert differences(toy(TABLE), toy(TABLE | {"image/png": "AAAA", "image/jpeg": "BBBB"}), "01-toy.ipynb") == []


def test_a_changed_bar_is_told_with_its_place() -> None:
    now = TABLE | {"text/plain": TABLE["text/plain"].replace("5746", "5747")}
    assert differences(toy(VERDICT, TABLE), toy(VERDICT, now), "06-toy.ipynb") == [
        "06-toy.ipynb, cell-03, text/plain:\n    stored bar  2022  5746\n    now    bar  2022  5747"
    ]


def test_a_changed_verdict_is_told_once_with_all_kinds() -> None:
    now = {kind: text.replace("contradicted", "consistent") for kind, text in VERDICT.items()}
    (told,) = differences(toy(VERDICT), toy(now), "09-toy.ipynb")
    assert told.startswith(
        "09-toy.ipynb, cell-02, text/plain and text/html:\n    stored closures-remainder  contradicted\n"
    )


def test_a_changed_word_in_html_alone_is_told() -> None:
    (told,) = differences(toy(VERDICT), toy(VERDICT | {"text/html": "<td>consistent</td>"}), "09-toy.ipynb")
    assert told.startswith("09-toy.ipynb, cell-02, text/html:")


def test_a_lost_output_a_new_one_and_a_lost_cell_are_told() -> None:
    assert "stored closures-remainder" in differences(toy(VERDICT), toy({}), "01-toy.ipynb")[0]
    assert "now    closures-remainder" in differences(toy({}), toy(VERDICT), "01-toy.ipynb")[0]
    assert differences(toy(VERDICT, TABLE), toy(VERDICT), "01-toy.ipynb") == ["01-toy.ipynb: 3 cells are stored, 2 ran"]


def test_a_new_warning_is_told() -> None:
    now = toy(VERDICT)
    now.cells[1].outputs.append(message("stream", name="stderr", text="careful\n"))
    assert differences(toy(VERDICT), now, "01-toy.ipynb") == ["01-toy.ipynb, cell-02, stderr:\n    now    careful"]


def test_a_space_at_the_end_and_a_blank_line_differ() -> None:
    for text in ("a \n", "a", "a\n\n"):
        assert differences(toy({"text/plain": "a\n"}), toy({"text/plain": text}), "01-toy.ipynb") != []


def test_many_changed_lines_make_a_short_message() -> None:
    texts = ["\n".join(f"{word} {n}" for n in range(50)) for word in ("old", "new")]
    (told,) = differences(*(toy({"text/plain": text}) for text in texts), "01-toy.ipynb")
    assert len(told.splitlines()) <= 6
    assert told.endswith("and 96 more lines")


def stored(folder: Path, name: str, *sources: str) -> Path:
    """Store a notebook that was never run, as a careless hand leaves it."""
    path = folder / name
    made = new_notebook(cells=[new_code_cell(s, metadata={"collapsed": True}) for s in sources], metadata={"mine": 1})
    path.write_text(nbformat.writes(made), encoding="utf-8")
    return path


def test_a_run_is_stored_the_same_twice(tmp_path: Path) -> None:
    path = stored(tmp_path, "01-toy.ipynb", "from pathlib import Path", "print(1)\nprint(2)\n3", "Path.cwd().name")
    assert write(path).startswith("01-toy.ipynb: written, ")
    first = path.read_bytes()
    assert write(path).startswith("01-toy.ipynb: as it was, ")
    assert path.read_bytes() == first
    notebook = read(path)
    assert [(c.id, c.execution_count, c.metadata) for c in notebook.cells] == [(f"cell-0{n}", n, {}) for n in (1, 2, 3)]
    assert notebook.metadata == METADATA
    assert [o.get("text") or o.data["text/plain"] for c in notebook.cells for o in c.outputs] == [
        "1\n2\n",
        "3",
        repr(tmp_path.name),
    ]


def test_a_folder_is_compared_and_each_failure_is_told(tmp_path: Path) -> None:
    write(stored(tmp_path, "01-same.ipynb", "1"))
    stored(tmp_path, "02-changed.ipynb", "2")
    stored(tmp_path, "03-broken.ipynb", "1", "1 / 0", "2")
    stored(tmp_path, "04-dead.ipynb", "import os", "os._exit(1)")
    done: list[str] = []
    assert run_all(tmp_path, done.append) == [
        "02-changed.ipynb, cell-01, text/plain:\n    now    2",
        "03-broken.ipynb, cell-02: raises ZeroDivisionError: division by zero",
        "04-dead.ipynb, cell-02: ends its kernel",
    ]
    assert done == ["01-same.ipynb", "02-changed.ipynb", "03-broken.ipynb", "04-dead.ipynb"]


def test_a_cell_that_does_not_end_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_notebooks, "SECONDS_A_CELL", 1)
    with pytest.raises(CnaiError, match=r"01-slow\.ipynb, cell-02: takes more than 1 s"):
        execute(stored(tmp_path, "01-slow.ipynb", "import time", "time.sleep(60)"))


def test_a_broken_notebook_is_told_and_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = stored(tmp_path, "01-broken.ipynb", "1 / 0")
    before = path.read_bytes()
    assert _notebooks.main(["--write", str(path), str(tmp_path / "no.ipynb")]) == 1
    told = capsys.readouterr().err.splitlines()
    assert told[0] == "01-broken.ipynb, cell-01: raises ZeroDivisionError: division by zero"
    assert told[1].endswith("no.ipynb can't be read: No such file or directory")
    assert path.read_bytes() == before


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"nbformat": 4}', "\x00"])
def test_what_is_no_notebook_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.ipynb"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(CnaiError, match=r"x\.ipynb is no notebook"):
        read(path)


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """Return a folder of ours with two notebooks."""
    folder = tmp_path / "ours"
    folder.mkdir()
    for name in ("01-a.ipynb", "02-b.ipynb"):
        (folder / name).write_text(f"ours {name}")
    return folder


def answer(yes: bool, asked: list[str]) -> Callable[[str], bool]:
    """Answer every question alike, and remember it."""
    return lambda question: asked.append(question) is None and yes


def test_lab_copies_to_a_new_folder_and_then_leaves_it(ours: Path, tmp_path: Path) -> None:
    asked: list[str] = []
    target = tmp_path / "deep" / "mine"
    assert copy(ours, target, answer(True, asked)) == ["01-a.ipynb: copied", "02-b.ipynb: copied"]
    assert copy(ours, target, answer(True, asked)) == []
    assert [p.read_text() for p in sorted(target.iterdir())] == ["ours 01-a.ipynb", "ours 02-b.ipynb"]
    assert asked == []


def test_lab_keeps_a_changed_file_and_brings_back_a_lost_one(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "01-a.ipynb").write_text("mine")
    asked: list[str] = []
    told = copy(ours, tmp_path / "mine", answer(False, asked))
    assert told == ["01-a.ipynb: yours differs from ours and is kept", "02-b.ipynb: copied"]
    assert {p.name: p.read_text() for p in (tmp_path / "mine").iterdir()} == {
        "01-a.ipynb": "mine",
        "02-b.ipynb": "ours 02-b.ipynb",
    }
    assert len(asked) == 1


def test_lab_never_loses_a_changed_file_even_when_told_to_take_ours(ours: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    for n in (1, 2):
        copy(ours, mine, answer(True, []))
        (mine / "01-a.ipynb").write_text(f"mine {n}")
        assert copy(ours, mine, answer(True, [])) == [f"01-a.ipynb: copied, yours is now 01-a-mine-{n}.ipynb"]
    assert {p.name: p.read_text() for p in mine.iterdir()} == {
        "01-a.ipynb": "ours 01-a.ipynb",
        "01-a-mine-1.ipynb": "mine 1",
        "01-a-mine-2.ipynb": "mine 2",
        "02-b.ipynb": "ours 02-b.ipynb",
    }


def test_lab_into_a_file_is_refused(ours: Path, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("a file")
    with pytest.raises(CnaiError, match=r"mine can't be read or written: .*; name another folder"):
        copy(ours, tmp_path / "mine", answer(True, []))


def test_lab_without_a_terminal_asks_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", None)
    assert not _notebooks._ask("Take ours?")


@pytest.mark.parametrize(
    ("missing", "expected"),
    [
        ({"jupyterlab"}, "jupyterlab is not installed; "),
        ({"nbclient"}, "nbclient is not installed; "),
        ({"jupyterlab", "nbclient"}, "jupyterlab and nbclient are not installed; "),
    ],
)
def test_lab_says_how_to_get_what_it_needs(
    missing: set[str], expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(_notebooks, "find_spec", lambda name: None if name in missing else name)
    with pytest.raises(CnaiError) as raised:
        _notebooks.lab(tmp_path / "mine")
    assert str(raised.value).startswith(expected)
    assert "make lab" in str(raised.value) and 'pip install "cnai[lab]"' in str(raised.value)
    assert not (tmp_path / "mine").exists()


def test_lab_starts_jupyterlab_in_the_folder(
    ours: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    class Server:
        """JupyterLab that is interrupted once and then ends."""

        started: list[str]

        def __init__(self, command: list[str]) -> None:
            Server.started, self.interrupts = command, 1

        def __enter__(self) -> "Server":
            return self

        def __exit__(self, *_: object) -> None:
            pass

        def wait(self) -> int:
            if self.interrupts:
                self.interrupts -= 1
                raise KeyboardInterrupt
            return 0

    monkeypatch.setattr(_notebooks, "find_spec", lambda name: name)
    monkeypatch.setattr(_notebooks, "import_module", lambda name: None)
    monkeypatch.setattr(_notebooks, "default_root", lambda: ours.parent)
    monkeypatch.setattr("subprocess.Popen", Server)
    ours.rename(tmp_path / "notebooks")
    monkeypatch.chdir(tmp_path)
    assert _notebooks.lab(Path("mine")) == 0
    assert Server.started[1:] == ["-m", "jupyterlab", f"--ServerApp.root_dir={tmp_path / 'mine'}"]
    told = capsys.readouterr().out.splitlines()
    assert told == [
        "01-a.ipynb: copied",
        "02-b.ipynb: copied",
        f"JupyterLab opens in {tmp_path / 'mine'}; Ctrl-C ends it",
    ]
