"""The page on safety counts what is tried, names what there is, and its links lead somewhere."""

import re
from pathlib import Path

import pytest
import test_descriptor
import test_expressions
import test_faults

from cnai._cells import MOST_CHARACTERS

PAGE = Path(__file__).parents[1] / "docs" / "safety.md"
TEXT = PAGE.read_text("utf-8")


@pytest.mark.parametrize(
    ("row", "tried"),
    [
        ("faults in CSV files and between tables, each with its whole sentence", len(test_faults.FAULTS)),
        ("hostile descriptors", len(test_descriptor.BYTES) + len(test_descriptor.CHANGES)),
        ("hostile expressions", len([told for told in test_expressions.HOSTILE.values() if told])),
    ],
)
def test_the_page_counts_what_is_tried(row, tried):
    assert f"| {row} | `{tried}` | `0` |" in TEXT


def test_every_kind_of_tolerance_is_one_that_is_tested():
    tolerated = TEXT.partition("**Tolerated**")[2].partition("All else")[0]
    assert tolerated.count("\n- ") == len(test_faults.TOLERATED) - 1  # all lines or some are one


def test_the_longest_cell_is_the_one_that_the_page_says():
    assert f"cells of more than\n`{MOST_CHARACTERS}` characters" in TEXT


def test_every_fuzzer_has_its_row_and_its_figures():
    rows = re.findall(r"\| `([\d,]+)` inputs, `([\d,]+)` CPU-seconds \| `(\d+)` \|", TEXT)
    assert len(rows) == len([*(PAGE.parents[1] / "tests" / "torture").glob("fuzz_*.py")])
    assert min(int(seconds.replace(",", "")) for _, seconds, _ in rows) >= 60


@pytest.mark.parametrize("page", ["safety.md", "dependencies.md"])
def test_a_link_leads_to_a_file(page):
    for target in re.findall(r"\]\(([^)#]+)\)", (PAGE.parent / page).read_text("utf-8")):
        assert (PAGE.parent / target).exists(), target
