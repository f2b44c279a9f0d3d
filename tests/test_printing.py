"""Rows on the terminal, as CSV and as JSON: what is no number, and what doesn't fit."""

import pytest

from cnai._printing import print_rows

ODD = [("nan", float("nan")), ("end", float("inf")), ("none", None)]


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("table", "name  value\nnan\nend\nnone\n"),
        ("csv", "name,value\nnan,\nend,\nnone,\n"),
        ("json", '[\n {\n  "name": "nan",\n  "value": null\n },\n {\n  "name": "end",\n  "value": null\n },\n'
         ' {\n  "name": "none",\n  "value": null\n }\n]\n'),
    ],
)  # fmt: skip
def test_an_infinite_end_and_no_number_are_shown_as_nothing(capsys, style, shown):
    print_rows(["name", "value"], ODD, style)
    assert capsys.readouterr().out == shown


def test_a_very_long_cell_is_cut_at_once(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "40")
    print_rows(["text", "n"], [("x" * 50_000_000, 1)], "table")
    assert capsys.readouterr().out == "text" + " " * 31 + "  n\n" + "x" * 34 + "…  1\n"
