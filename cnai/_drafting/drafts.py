"""A draft on disk: what is proposed of one document, what was decided, and the words and cells that go with it.

`seeds/drafts/<id>.csv` holds the proposals, `<id>.source.csv` the document's record, `<id>.words.csv` new words for the
vocabularies, `<id>.placed.json` what was typed while placing. Every file is written whole or not at all.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cnai._disk import scratch, sync
from cnai._drafting.draft import COLUMNS
from cnai._package import CnaiError, default_root, load, near, own_root
from cnai._tables import Finding
from cnai._texts import source_text

FOLDER = Path("seeds") / "drafts"
WORDS = ["vocabulary", "id", "label", "kind", "basis", "whole"]
PARTS = (".source.csv", ".words.csv", ".placed.json")
STATES = ("proposed", "accepted", "excluded")
Cells = dict[str, str]


def command(words: str) -> str:
    """A command as the person types it, with the folder in use."""
    root = default_root()
    return f"cnai {words}" if root == own_root() else f"cnai --package {root} {words}"


def put(path: Path, data: bytes) -> None:
    """Write a file whole: beside it, to the disk, then in place. Raises CnaiError."""
    try:
        with scratch(path.parent) as folder:
            made = folder / path.name
            made.write_bytes(data)
            sync(made)
            made.replace(path)
            sync(path.parent)
    except OSError as error:
        raise CnaiError(f"{path} can't be written: {error.strerror}; what was there is left as it was") from error


def as_csv(columns: list[str], rows: list[Cells]) -> str:
    """Rows as the text of a CSV."""
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _rows(path: Path, columns: list[str]) -> list[Cells]:
    try:
        reader = csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8"), newline=""), strict=True)
        if reader.fieldnames != columns:
            raise CnaiError(f"{path} has other columns than a draft's: {', '.join(columns)}")
        rows = list(reader)
    except OSError as error:
        raise CnaiError(f"{path} can't be read: {error.strerror}") from error
    except (UnicodeDecodeError, csv.Error) as error:
        raise CnaiError(f"{path} can't be read as CSV: {error}") from error
    for line, row in enumerate(rows, 2):
        if None in row or None in row.values():
            raise CnaiError(f"{path}:{line} has another number of cells than the header")
    return rows


@dataclass
class Draft:
    """The proposals of one document and what was decided of them; `save` after every decision."""

    root: Path
    source_id: str
    rows: list[Cells]
    source: Cells
    words: list[Cells] = field(default_factory=list)
    placed: dict[str, Any] = field(default_factory=dict)

    def path(self, ending: str = ".csv") -> Path:
        """Where that part of the draft is."""
        return self.root / FOLDER / f"{self.source_id}{ending}"

    def save(self) -> None:
        """Write what was decided; the words first, so that no row names one that isn't there."""
        if self.words:
            put(self.path(".words.csv"), as_csv(WORDS, self.words).encode())
        put(self.path(), as_csv(list(COLUMNS), self.rows).encode())

    def save_placed(self) -> None:
        """Write what was typed while placing."""
        put(self.path(".placed.json"), (json.dumps(self.placed, ensure_ascii=False, indent=1) + "\n").encode())

    def left(self) -> int:
        """How many proposals nobody has decided."""
        return sum(row["state"] == "proposed" for row in self.rows)

    def of(self, state: str) -> list[Cells]:
        """The rows in one state, in the order of the text."""
        return [row for row in self.rows if row["state"] == state]

    def remove(self) -> None:
        """Take the draft away, once it is placed."""
        for ending in (*PARTS, ".csv"):
            self.path(ending).unlink(missing_ok=True)


def drafts(root: Path) -> list[str]:
    """Ids of the drafts in a folder."""
    paths = (root / FOLDER).glob("*.csv")
    return sorted(p.stem for p in paths if not p.name.endswith(PARTS))


def read_draft(root: Path, source_id: str) -> Draft:
    """The draft of that document; raises CnaiError with the near names where there is none."""
    known = drafts(root)
    if source_id not in known:
        told = near(source_id, known) or f"; {command('draft TEXT --id ID')} makes one"
        raise CnaiError(f"there is no draft {source_id!r}{told}")
    draft = Draft(root, source_id, [], {})
    draft.rows = _rows(draft.path(), list(COLUMNS))
    for line, row in enumerate(draft.rows, 2):
        places = (row["char_start"], row["char_end"])
        if row["state"] not in STATES or not all(p.isascii() and p.isdigit() for p in places):
            raise CnaiError(f"{draft.path()}:{line} has no state ({', '.join(STATES)}) or no place in the text")
    sources = _rows(draft.path(".source.csv"), load(root).table("sources").names)
    if len(sources) != 1 or sources[0]["source_id"] != source_id:
        raise CnaiError(f"{draft.path('.source.csv')} must hold one row, that of {source_id}")
    draft.source = sources[0]
    if draft.path(".words.csv").exists():
        draft.words = _rows(draft.path(".words.csv"), WORDS)
    if draft.path(".placed.json").exists():
        try:
            draft.placed = dict(json.loads(draft.path(".placed.json").read_bytes()))
        except (OSError, ValueError, TypeError) as error:
            told = "; remove it to type the values anew"
            raise CnaiError(f"{draft.path('.placed.json')} can't be read: {error}{told}") from error
    return draft


def text_of(draft: Draft, texts: Path) -> str:
    """The document's text, where it is the one that was drafted."""
    if not texts.is_dir():
        raise CnaiError(f"{texts} is no folder; --texts wants the folder that holds {draft.source['file']}")
    path, characters = texts / draft.source["file"], draft.source["characters"]
    try:
        return source_text(path, draft.source["sha256"], int(characters) if characters.isdecimal() else 0)
    except CnaiError as error:
        raise CnaiError(f"{path} {error}, so it isn't the text that was drafted") from error


def draft_findings(root: Path) -> list[Finding]:
    """A finding for each draft: nothing is placed while one is open."""
    found = []
    for source_id in drafts(root):
        draft = read_draft(root, source_id)
        left, path = draft.left(), (FOLDER / f"{source_id}.csv").as_posix()
        if left:
            told = f"proposals nobody has reviewed; go on with: {command(f'review {source_id} --texts DIR')}"
            value = f"{left} of {len(draft.rows)}"
        else:
            told = f"proposals are reviewed and none is placed; go on with: {command(f'place {source_id} --texts DIR')}"
            value = f"all {len(draft.rows)}"
        found.append(Finding("draft", path, 0, "", value, told))
    return found
