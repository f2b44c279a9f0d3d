"""The quality of the drafts is what the guide says, on the texts that nobody looked at while it was made."""

import re
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench.quality import KINDS, share, texts  # noqa: E402

ROWS = [
    ("covered by a proposal", KINDS, "found", "all"),
    ("of the quantities", ("quantity",), "found", "all"),
    ("with exactly the words", KINDS, "exact", "exact of"),
    ("read as a person reads it", KINDS, "reading", "reading of"),
    ("right unit", KINDS, "unit", "unit of"),
    ("proposed claims that are claims", KINDS, "right", "proposed"),
]


@pytest.fixture(scope="module")
def count():
    return sum(texts(ROOT / "bench" / "texts" / "unseen"), Counter())


@pytest.mark.parametrize(("row", "kinds", "name", "of"), ROWS, ids=[row[0] for row in ROWS])
def test_the_guide_says_what_the_second_lot_gives(count, row, kinds, name, of):
    guide = (ROOT / "docs" / "guide-add-a-document.md").read_text("utf-8")
    found = re.search(rf"\| {row} \| `[0-9.]+` \| `([0-9.]+)` ", guide)
    assert found and found[1] == share(count, kinds, name, of)
