"""Decisions on a draft's proposals: what an accept, an exclusion or an edit makes of a row, and what the rules say.

Nothing here talks to a person; `_review` does. The rules are the ledger's own, run on one row.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from pathlib import Path

from cnai._drafting.draft import COLUMNS
from cnai._drafting.drafts import Cells, Draft, as_csv
from cnai._drafting.passages import places
from cnai._drafting.second import typed
from cnai._ledger import UNIT_OF_KIND, read_claims
from cnai._package import CnaiError, Package, near
from cnai._tables import Row, Rows, read_table

VOCABULARIES = {"entity": "entities", "measure": "measures", "unit": "units"}
EDITABLE = [c for c in COLUMNS if c not in ("state", "char_start", "char_end", "basis", "reading")]
GUESSED = ("kind", "entity", "measure", "basis", "base", "unit", "period_start", "period_end", "status", "reported_by")
REACH = 120


def slug(words: str, joint: str = "-") -> str:
    """An id made of words.

    Examples
    --------
    >>> slug("Blue Line ferry"), slug("Passengers on foot", "_")
    ('blue-line-ferry', 'passengers_on_foot')
    """
    return joint.join(re.findall(r"[a-z0-9]+", words.casefold()))


def bare(row: Cells) -> Cells:
    """The row with its guesses taken as they are shown."""
    return row | {c: row[c].removesuffix("?") for c in (*GUESSED, "reason", "rounded_to", "statement", "note")}


@dataclass
class Desk:
    """A draft with its text, its package and the vocabularies: the package's, and the draft's own words."""

    draft: Draft
    text: str
    package: Package
    scratch: Path

    def __post_init__(self) -> None:
        names = (*VOCABULARIES.values(), "claims")
        self.tables = {
            name: read_table(self.package, name, sieved=False) for name in names if name in self.package.tables
        }
        self.lab = replace(self.package, root=self.scratch)
        (self.lab.path("claims").parent).mkdir(parents=True, exist_ok=True)
        for word in self.draft.words:
            self._enter(word)
        for row in self.draft.rows:
            if row["note"] and not row["reading"] and row["state"] == "proposed":
                row |= {"reading": row["note"], "note": ""}  # the reader's complaint, no note of the claim

    @property
    def reasons(self) -> list[str]:
        """Why a number may be no claim: the descriptor's list."""
        return list(self.package.table("exclusions")["reason"].constraints["enum"])

    def labels(self, column: str) -> dict[str, str]:
        """Ids of a vocabulary with their labels."""
        return {row[column]: row["label"] for row in self.tables[VOCABULARIES[column]].rows}

    def known(self, column: str, words: str) -> str:
        """The id that these words are, or are the label of; empty where there is none."""
        labels = self.labels(column)
        return next((i for i, label in labels.items() if words == i or words.casefold() == str(label).casefold()), "")

    def measure(self, measure: str) -> Row | None:
        """What the vocabulary says of a measure."""
        return self.tables["measures"].by("measure").get(measure)

    def add_word(self, column: str, word: str, label: str, kind: str = "", basis: str = "", whole: str = "") -> None:
        """Put a new word into the draft's own; raises CnaiError where the rules refuse it."""
        table = self.package.table(VOCABULARIES[column])
        cells = {"vocabulary": table.name, "id": word, "label": label, "kind": kind, "basis": basis, "whole": whole}
        found = self._read(table.name, _of_word(cells, column)).findings
        if found:
            raise CnaiError(f"{found[0].column} {found[0].value!r}: {found[0].rule}")
        if label in self.labels(column).values():
            raise CnaiError(f"the label {label!r} is there already, for {self.known(column, label)}")
        self.draft.words.append(cells)
        self._enter(cells)

    def _enter(self, cells: Cells) -> None:
        column = next(c for c, name in VOCABULARIES.items() if name == cells["vocabulary"])
        self.tables[cells["vocabulary"]].rows += self._read(cells["vocabulary"], _of_word(cells, column)).rows

    def _read(self, name: str, cells: Cells) -> Rows:
        """One row as the package would read it, with what it finds wrong."""
        path = self.lab.path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_csv(self.package.table(name).names, [cells]), encoding="utf-8")
        return read_table(self.lab, name)

    def claim(self, row: Cells) -> tuple[Row | None, list[str]]:
        """The row as the ledger would read it, and what its rules would refuse, each in a sentence."""
        measure = self.measure(bare(row)["measure"])
        cells = bare(row) | {"claim_id": "drafted", "source_id": self.draft.source_id}
        cells["basis"] = (measure["basis"] or "") if measure else cells["basis"]
        read = self._read("claims", cells)
        if read.rows and not read.findings:
            vocabularies = {name: self.tables[name] for name in VOCABULARIES.values()}
            read_claims({"claims": read, **vocabularies})
        told = [f"{f.column} {f.value!r}: {f.rule}" for f in read.findings]
        for column in VOCABULARIES:
            if cells[column] and cells[column] not in self.labels(column):
                told.append(f"{column} {cells[column]!r} is in no vocabulary{near(cells[column], self.labels(column))}")
        return (read.rows[0] if read.rows and not told else None), told + self.misplaced(row)

    def misplaced(self, row: Cells) -> list[str]:
        """What is wrong with the row's place: its words aren't there, or another row has some of them."""
        a, b = int(row["char_start"]), int(row["char_end"])
        told = []
        if self.text[a:b] != row["stated"]:
            told.append(f"stated {row['stated']!r}: the text has {self.text[a:b]!r} there")
        for other in self.draft.rows:
            x, y = int(other["char_start"]), int(other["char_end"])
            if other is not row and other["state"] != "proposed" and max(a, x) < min(b, y):
                told.append(f"stated {row['stated']!r}: overlaps {other['stated']!r}, which is {other['state']}")
        return told


def _of_word(cells: Cells, column: str) -> Cells:
    return cells | {column: cells["id"]}


def accepted(desk: Desk, row: Cells) -> list[str]:
    """Accept a row, its guesses as shown; gives what the rules refuse, and then the row stays as it was."""
    _, told = desk.claim(row)
    if not told:
        measure = desk.measure(bare(row)["measure"])
        basis = (measure["basis"] or "") if measure else ""
        row.update(bare(row) | {"state": "accepted", "reason": "", "basis": basis})
    return told


def excluded(desk: Desk, row: Cells, reason: str) -> list[str]:
    """Exclude a row for a reason of the list; gives what the rules refuse."""
    told = desk.misplaced(row)
    if reason not in desk.reasons:
        told.insert(0, f"reason {reason!r} is none of the list{near(reason, desk.reasons)}")
    if not told:
        row.update(bare(row) | {"state": "excluded", "reason": reason, "kind": "exclusion"})
    return told


def column_of(start: str) -> str:
    """The column that begins so, where there is one only; else the words as they are.

    Examples
    --------
    >>> column_of("m"), column_of("when"), column_of("stat")
    ('measure', 'when', 'stat')
    """
    fit = [c for c in (*EDITABLE, "when") if c.startswith(start)]
    return start if start in fit or len(fit) != 1 else fit[0]


def edited(desk: Desk, row: Cells, column: str, value: str) -> list[str]:
    """Change one column; the row is a proposal again. Gives what is wrong with the change, then nothing changes."""
    if column == "when":
        try:
            start, _, end = typed("period", value) if value else ("", "", "")
        except ValueError as error:
            return [f"when {value!r}: {error}"]
        row.update(period_start=start, period_end=end)
    elif column == "stated":
        a, b = int(row["char_start"]), int(row["char_end"])
        here = [at for at in places(desk.text, value) if at < b + REACH and at + len(value) > a - REACH]
        if not here:
            return [f"stated {value!r}: the text has no such words at this place"]
        at = min(here, key=lambda n: abs(n - a))
        row.update(stated=value, char_start=str(at), char_end=str(at + len(value)), reading="")
    elif column == "kind" and value not in (kinds := [*desk.package.table("claims")["kind"].constraints["enum"]]):
        return [f"kind {value!r} is none of the list{near(value, kinds)}"]
    elif column not in EDITABLE:
        return [f"there is no column {column!r} to edit{near(column, [*EDITABLE, 'when'])}"]
    else:
        row[column] = value
        if column == "kind":
            row["unit"] = UNIT_OF_KIND.get(value, "" if row["unit"] in UNIT_OF_KIND.values() else row["unit"])
    row["state"] = "proposed"
    return []


def added(desk: Desk, words: str, near_to: int) -> Cells | None:
    """A proposal for words that the draft missed, at their place nearest to `near_to`; None where they aren't there."""
    taken = [(int(r["char_start"]), int(r["char_end"])) for r in desk.draft.rows]
    free = [n for n in places(desk.text, words) if all(n + len(words) <= a or n >= b for a, b in taken)]
    if not free:
        return None
    at = min(free, key=lambda n: abs(n - near_to))
    row = dict.fromkeys(COLUMNS, "") | {"state": "proposed", "stated": words, "kind": "quantity", "status": "actual?"}
    row |= {"char_start": str(at), "char_end": str(at + len(words))}
    desk.draft.rows.append(row)
    desk.draft.rows.sort(key=lambda r: int(r["char_start"]))
    return row


def split(desk: Desk, row: Cells, first: str, second: str) -> list[str]:
    """Make two proposals of one; the second takes what is known of the first."""
    a = int(row["char_start"])
    one = next((n for n in places(desk.text, first) if abs(n - a) <= REACH), -1)
    two = next((n for n in places(desk.text, second) if one + len(first) <= n <= a + 2 * REACH), -1)
    if one < 0 or two < 0:
        return [f"the text doesn't have {first!r} and after it {second!r} at this place"]
    other = dict(row)
    for part, at, words in ((row, one, first), (other, two, second)):
        part.update(stated=words, char_start=str(at), char_end=str(at + len(words)), state="proposed", reading="")
    desk.draft.rows.insert(desk.draft.rows.index(row) + 1, other)
    return []
