"""The pages of `docs/`: what they show is what runs. By hand: python tests/test_docs.py writes outputs anew."""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest import mock

import duckdb
import pytest
from prose import faults, known, query

import cnai
from cnai import _reference, _why, charts
from cnai._cli import _parser, main
from cnai._examples import EPILOG, EXAMPLES
from cnai._package import load
from cnai._printing import print_rows

ROOT = Path(__file__).parents[1]
PAGES = [*sorted((ROOT / "docs").glob("guide-*.md")), ROOT / "docs" / "sql.md"]
REFERENCE = (ROOT / "docs" / "reference.md").read_text("utf-8")
FENCE = re.compile(r"^```(\w+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
SQL = re.compile(r"^```sql\n(?P<query>.*?)^```\n\n```text\n(?P<shown>.*?)^```$", re.DOTALL | re.MULTILINE)
CELLS_OF = cache(_why._cells_of)
# What a person answers in the guide to adding a document.
ANSWERS = {
    "review": [
        *("e entity ferry-letter", "e measure publication_date", "", ""),
        *("", "Passengers of the year."),
        *("e measure reporting_period", "", ""),
        *("e measure passengers_growth", "e base 2023", "", ""),
        *("e measure passengers", "e unit person", "", ""),
        *("e measure comparison_period", "", ""),
        "",
    ],
    "place": [
        *("2025-03-03", "letter-2-published", "this issue"),
        *("50.6", "50600", "passengers-2024", "2"),
        *("2024", "", "year of the count"),
        *("5", "", ""),
        *("48200", "", ""),
        *("2023", "", "year compared with"),
        *("The Saltmarsh Ferry Letter", "", "", "", ""),
        *("", ""),
        *("", ""),
    ],
}
each = pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)


def blocks(page: Path, language: str) -> list[str]:
    """The fenced blocks of a page in one language."""
    return [text for name, text in FENCE.findall(page.read_text("utf-8")) if name == language]


def commands(text: str) -> list[tuple[str, str]]:
    """Each command of a console block with what is shown below it."""
    return [(c.partition("\n")[0], c.partition("\n")[2]) for c in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]]


def printed(command: str) -> str:
    """What a command prints, errors too, and what a person answers it."""
    out, answers = io.StringIO(), iter(next((a for name, a in ANSWERS.items() if f" {name} " in command), ()))

    def ask(prompt: str) -> str:
        answer = next(answers)
        print(f"{prompt}{answer}")
        return answer

    with (
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out),
        contextlib.suppress(SystemExit),
        mock.patch("builtins.input", ask),
    ):
        main(shlex.split(command)[1:])
    assert next(answers, None) is None, f"{command} asked for fewer answers"
    return out.getvalue()


def answer(con: duckdb.DuckDBPyConnection, sql: str) -> str:
    """What `cnai sql` prints for a query."""
    relation, out = con.sql(sql), io.StringIO()
    with contextlib.redirect_stdout(out):
        print_rows(relation.columns, relation.fetchall(), "table")
    return out.getvalue()


def same(shown: str, text: str) -> bool:
    """True where a text is what is shown; a line … stands for any lines."""
    pattern = "".join("(?:.*\n)*" if line == "…" else re.escape(line) + "\n" for line in shown.splitlines())
    return bool(re.fullmatch(pattern, text))


@pytest.fixture(autouse=True)
def _read_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notebooks that don't change meanwhile are read once a process."""
    monkeypatch.setattr(_why, "_cells_of", CELLS_OF)


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Outside the checkout, on a terminal of 100 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")


def test_there_is_a_guide_for_each_kind_of_user() -> None:
    assert [p.name for p in PAGES] == [
        "guide-add-a-document.md", "guide-ci.md", "guide-economist.md", "guide-maintainer.md", "guide-student.md",
        "sql.md",
    ]  # fmt: skip


@each
def test_a_command_prints_what_the_page_shows(page: Path) -> None:
    for block in blocks(page, "console"):
        for command, shown in commands(block):
            assert command.startswith("cnai "), "what isn't run stands in a block of sh"
            text = printed(command)
            assert same(shown, text), f"{page.name}: {command}\n{text}"


@each
def test_a_query_gives_what_the_page_shows(page: Path) -> None:
    found = [*SQL.finditer(page.read_text("utf-8"))]
    assert len(found) == len(blocks(page, "sql"))
    con = cnai.connect()
    for match in found:
        text = answer(con, match["query"])
        assert same(match["shown"], text), f"{page.name}: {match['query']}\n{text}"


@each
def test_the_python_of_a_page_runs_from_top_to_bottom(page: Path) -> None:
    names: dict[str, object] = {}
    for n, block in enumerate(blocks(page, "python")):
        if ">>>" in block:
            told = io.StringIO()
            test = doctest.DocTestParser().get_doctest(block, names, page.name, str(page), 0)
            doctest.DocTestRunner().run(test, out=told.write, clear_globs=False)
            assert not told.getvalue(), told.getvalue()
            names |= test.globs
        else:
            exec(compile(block, f"{page.name}, block {n}", "exec"), names)


@each
def test_a_command_that_is_not_run_is_one_that_there_is(page: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for line in "".join(blocks(page, "sh")).splitlines():
        words = shlex.split(line, comments=True)
        if words[:1] == ["cnai"]:
            _parser().parse_args(words[1:])
        elif words[:1] == ["make"]:
            assert words[1] in targets
        elif words[:2] == ["python", "-m"] and words[2].startswith("cnai."):
            assert (ROOT / f"{words[2].replace('.', '/')}.py").is_file()


@each
def test_a_link_leads_to_a_file(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", page.read_text("utf-8")):
        assert target.startswith("https://") or (page.parent / target).exists(), target


def test_every_number_in_prose_is_bound_and_true() -> None:
    con = cnai.connect()
    ids, ask = known(con), query(con)
    found = [f for page in PAGES for f in faults(page.read_text("utf-8"), page.name, ids, ask)]
    assert not found, "\n" + "\n".join(found)


def test_the_reference_is_made_from_what_is_there_now() -> None:
    assert _reference.reference(load()) == REFERENCE


def test_the_reference_has_every_public_name() -> None:
    wanted = [f"cnai.{name}" for name in cnai.__all__] + [f"cnai.charts.{name}" for name in charts.__all__]
    assert [name for name in wanted if not re.search(rf"^### `{re.escape(name)}[`(]", REFERENCE, re.MULTILINE)] == []


def test_the_reference_has_every_macro_view_and_command() -> None:
    con = cnai.connect()
    macros = con.sql("select function_name, parameters from duckdb_functions() where not internal").fetchall()
    wanted = [f"`{name}({', '.join(parameters)})`" for name, parameters in macros]
    wanted += [f"### `{name}`" for name in load().views] + [f"### `cnai {name}`" for name in EXAMPLES]
    assert [words for words in wanted if words not in REFERENCE] == []


def test_every_command_has_examples_in_its_help() -> None:
    (there,) = (a.choices for a in _parser()._actions if isinstance(a.choices, dict))
    assert [name for name, command in there.items() if "examples:\n  cnai " not in command.format_help()] == []
    assert set(EXAMPLES) == set(there)


@pytest.mark.parametrize("line", re.findall(r"^  (cnai \S.*)$", EPILOG + "".join(EXAMPLES.values()), re.MULTILINE))
def test_an_example_in_the_help_works(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    words = shlex.split(re.split(r"\s{2,}", line)[0])
    args = _parser().parse_args(words[1:])
    if words[1] in ("check", "build", "claims", "why", "sql") and "DIR" not in words:
        assert args.run(args) == 0
        assert capsys.readouterr().out


def test_why_names_the_charts_whose_source_line_has_the_claim() -> None:
    con = cnai.connect()
    drawn = {name: set(charts.draw(name, con).claims) for name in charts.__all__}
    for (claim,) in con.execute("select claim_id from claims").fetchall():
        told = {text.split(",")[0] for label, text in _why._shown({claim}, claim) if label == "chart"}
        assert told - {"every_check"} == {name for name, ids in drawn.items() if claim in ids}, claim


def test_why_names_the_chart_of_checks_where_the_claim_is_checked() -> None:
    rows = cnai.connect().execute("select check_id, claim_id from results where verdict is not null").fetchall()
    for check, claim in rows:
        assert ("chart", "every_check, in notebooks/09-audit.ipynb") in _why._shown({check}, claim), check
        assert check == claim or check not in {other for _, other in rows}, "an id that is both must mean the same"
    assert [text for label, text in cnai.why("hesai-ipo").parts if label == "chart"] == [
        "amounts, in notebooks/04-money.ipynb"
    ]


def test_why_names_the_notebooks_that_have_the_claim_and_no_longer_id() -> None:
    parts = dict(cnai.why("closures-jan-aug-period").parts)
    named = [
        p.name
        for p in sorted((ROOT / "notebooks").glob("*.ipynb"))
        if "closures-jan-aug-period" in p.read_text("utf-8")
    ]
    assert parts["notebooks"].split(", ") == named
    assert "notebooks" not in dict(cnai.why("hesai-ipo-window").parts)


def test_why_passes_over_a_notebook_that_somebody_is_writing(tmp_path: Path) -> None:
    (tmp_path / "half.ipynb").write_text('{"cells": [', "utf-8")
    assert _why._cells_of(tmp_path / "half.ipynb") == []


def write() -> None:
    """Write anew what the pages show, but for what they show in part."""
    os.environ["COLUMNS"] = "100"
    with TemporaryDirectory() as folder, contextlib.chdir(folder):
        for page in PAGES:
            page.write_text(renewed(page), "utf-8")


def renewed(page: Path) -> str:
    """A page with the outputs of now."""
    text, con = page.read_text("utf-8"), cnai.connect()
    for block in blocks(page, "console"):
        for command, shown in commands(block):
            now = printed(command)
            if "…" not in shown.splitlines():
                text = text.replace(f"$ {command}\n{shown}", f"$ {command}\n{now}")
    for match in [*SQL.finditer(text)]:
        if "…" not in match["shown"].splitlines():
            now = answer(con, match["query"])
            text = text.replace(match[0], f"```sql\n{match['query']}```\n\n```text\n{now}```")
    return text


if __name__ == "__main__":
    sys.exit(write())
