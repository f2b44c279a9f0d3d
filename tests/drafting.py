"""A folder of one's own with a draft made by hand, and a person who answers from a list."""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Sequence
from pathlib import Path

from cnai._drafting.draft import COLUMNS
from cnai._drafting.drafts import Draft, read_draft
from cnai._init import init
from cnai._package import load

BEES = "Bee Notes, 5 May 2024. The club keeps 40 hives: 25 in the orchard, 15 on the roof. Hive 7 is empty.\n"
DATE = {"kind": "date", "entity": "bee-notes?", "measure": "publication_date?", "period_start": "2024-05-05?",
        "period_end": "2024-05-05?"}  # fmt: skip
HIVES = {"entity": "bee-club?", "measure": "hives?", "unit": "hive?"}
PROPOSED: list[tuple[str, dict[str, str]]] = [
    ("5 May 2024", DATE),
    ("40", HIVES),
    ("25", HIVES | {"measure": "orchard_hives?"}),
    ("15", HIVES | {"measure": "roof_hives?"}),
    ("Hive 7", {"kind": "exclusion", "reason": "name?"}),
]
# What Enter on every proposal is asked besides: labels of new words, kinds of new measures, statements.
ACCEPT_ALL = [
    *("", "Bee Notes", ""),
    *("", "the bee club", "hives", "stock", "hives", "y", ""),
    *("", "hives in the orchard", "stock", ""),
    *("", "hives on the roof", "stock", ""),
    "",
]
# One claim: value, id, the other columns of its row. Then the record, then the checks.
ENTER_ALL = [
    *("2024-05-05", "", ""), *("40", "", "hives"), *("25", "", ""), *("15", "", ""),
    *("Bee Notes", "", "", "", ""), *("", ""),
]  # fmt: skip


class Person:
    """Answers one question after the other, and keeps what was said; at the end of the answers the input ends."""

    def __init__(self, *answers: str) -> None:
        self.answers, self.said = [*answers], ""

    def ask(self, prompt: str) -> str:
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        self.said += f"{prompt}{answer}\n"
        return answer

    def tell(self, line: str) -> None:
        self.said += f"{line}\n"


def written(path: Path, columns: Sequence[str], rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def drafted(
    root: Path, text: str = BEES, proposed: Sequence[tuple[str, dict[str, str]]] = PROPOSED, source_id: str = "bees"
) -> Path:
    """Lay out a folder with a text and its draft, as `cnai draft` writes it; gives the folder of texts."""
    if not root.exists():
        init(root)
    (root / "texts" / f"{source_id}.txt").write_text(text, encoding="utf-8")
    rows, at = [], 0
    for words, cells in proposed:
        start = text.index(words, at)
        at = start + len(words)
        row = dict.fromkeys(COLUMNS, "") | {"state": "proposed", "kind": "quantity", "status": "actual?"}
        rows.append(row | {"char_start": str(start), "char_end": str(at), "stated": words} | cells)
    folder = root / "seeds" / "drafts"
    folder.mkdir(exist_ok=True)
    written(folder / f"{source_id}.csv", COLUMNS, rows)
    names = load(root).table("sources").names
    source = dict.fromkeys(names, "") | {"source_id": source_id, "file": f"{source_id}.txt"}
    source |= {"characters": str(len(text)), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    written(folder / f"{source_id}.source.csv", names, [source])
    return root / "texts"


def on_disk(root: Path) -> Draft:
    """The draft as a run that starts now would read it."""
    return read_draft(root, "bees")


def files(root: Path) -> dict[str, bytes]:
    """Every file of a folder but its drafts."""
    paths = [p for p in sorted(root.rglob("*")) if p.is_file() and "drafts" not in p.parts]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in paths}
