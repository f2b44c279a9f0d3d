"""The README's commands print what it says they print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from cnai import charts, connect
from cnai._cli import main
from cnai._keys import read_all
from cnai._package import load
from cnai._reproduce import contradictions_text, scoreboard_text

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = {
    match[1]: match[2].rstrip("\n") for match in re.finditer(r"```console\n\$ ([^\n]*)\n(.*?)```", README, re.DOTALL)
}


@pytest.mark.parametrize("command", [c for c in BLOCKS if c.startswith("cnai ")])
def test_a_command_prints_what_the_readme_shows(
    command: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "100")
    assert main(shlex.split(command)[1:]) == 0
    assert capsys.readouterr().out.rstrip("\n") == BLOCKS[command]


def test_the_first_command_prints_what_the_readme_shows() -> None:
    con, tables = connect(), read_all(load())
    rows = sum(len(t.rows) for t in tables.values())
    notebooks = len([*(ROOT / "notebooks").glob("*.ipynb")])
    lines = [
        f"{len(tables)} tables with {rows:,} rows, {len(tables['claims'].rows)} claims: every link holds",
        f"{notebooks} notebooks run: each shows what it stores",
        f"{len(charts.__all__)} charts, each as PNG, SVG, PDF",
        f"\n{scoreboard_text(con)}",
        f"\n{contradictions_text(con)}",
        "\nreport: reproduction/report.html",
    ]
    assert BLOCKS["make reproduce"] == "\n".join(lines)


def test_every_file_the_readme_links_to_is_there() -> None:
    for target in re.findall(r"\]\(([^)#]+)\)", README):
        assert target.startswith("https://") or (ROOT / target).exists(), target
