"""Review a draft in the terminal: one proposal at a time in its words, one key for the common case.

Every decision is on the disk before the next question, so that a review can be left, or killed, and resumed.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from cnai._drafting.ask import Ask, Leave, Tell, line, one_of
from cnai._drafting.completing import Memory
from cnai._drafting.decide import (
    VOCABULARIES,
    Desk,
    accepted,
    added,
    bare,
    column_of,
    edited,
    excluded,
    split,
)
from cnai._drafting.drafts import Cells, command, read_draft, text_of
from cnai._drafting.passages import around, uncovered
from cnai._ledger import UNIT_OF_KIND
from cnai._package import load

HELP = """  Enter, a       accept: guesses (marked ?) are taken as shown, what is missing is asked
  x [REASON]     it is no claim; the reason by number or word
  e COLUMN WORDS change a column, by the beginning of its name: entity, measure, unit, when (2023 or
                 2023-01 to 2023-08), base, status, reported_by, kind, rounded_to, statement, note;
                 e stated WORDS moves the place; without words entity, measure and unit are chosen, others emptied
  p              the period of the claim before
  k  b           skip; back
  s              two numbers in one: split it
  m              a number that the draft missed: type its words
  q              leave; everything decided is kept"""
KEYS = "Enter accept, x no claim, e edit, ? more"


class Review:
    """One review: the desk, where it is, and what was said last."""

    def __init__(self, desk: Desk, ask: Ask, tell: Tell) -> None:
        self.desk, self.ask, self.tell = desk, ask, tell
        self.rows = desk.draft.rows
        self.memory = Memory(desk, ask, tell)

    def run(self) -> None:
        """Go through what is proposed, from the first; raises Leave where the person goes."""
        at = next((n for n, row in enumerate(self.rows) if row["state"] == "proposed"), len(self.rows))
        while at < len(self.rows):
            row = self.rows[at]
            self.show(at)
            step = self.answer(at, row)
            if step > 0 and row["state"] != "proposed":  # decided: on to the next that isn't
                at = next((n for n in range(at + 1, len(self.rows)) if self.rows[n]["state"] == "proposed"), 10**9)
            else:
                at = max(at + step, 0)

    def show(self, at: int) -> None:
        """One proposal in its words, with its reading and guesses."""
        row = self.rows[at]
        state = "" if row["state"] == "proposed" else f", {row['state']}"
        self.tell(f"\n{at + 1} of {len(self.rows)}, {row['kind'] or 'kind?'}{state}")
        self.tell(f"  {around(self.desk.text, row)}")
        if row["kind"].startswith("exclusion"):
            self.tell(f"  no claim: {row['reason'] or 'reason?'}")
            return
        self.tell(f"  reads   {self.memory.reading(row)}")
        when = " to ".join(dict.fromkeys(row[c] for c in ("period_start", "period_end") if row[c]))
        parts = [("entity", row["entity"]), ("measure", row["measure"])]
        parts += [("unit", row["unit"])] if bare(row)["kind"] not in UNIT_OF_KIND else []
        self.tell("  " + "   ".join(f"{name} {value or '-'}" for name, value in parts))
        parts = [("when", when), ("base", row["base"]), ("status", row["status"]), ("by", row["reported_by"])]
        more = [*parts, ("rounded_to", row["rounded_to"]), ("note", row["note"])]
        self.tell("  " + "   ".join(f"{name} {value}" for name, value in more if value))

    def answer(self, at: int, row: Cells) -> int:
        """Take one answer; gives how many rows to go on by."""
        words = line(self.ask, KEYS)
        key, _, rest = words.partition(" ")
        step: Callable[[Cells, str], int] | None = {
            "": self.accept, "a": self.accept, "x": self.exclude, "e": self.edit, "p": self.period,
            "s": self.split, "m": self.miss,
        }.get(key)  # fmt: skip
        if step:
            return step(row, rest.strip())
        if key in ("k", "b"):
            return 1 if key == "k" else -1
        self.tell(HELP if key == "?" else f"  {key!r} is no answer; ? lists them")
        return 0

    def accept(self, row: Cells, _: str) -> int:
        """Accept as shown, asking for what is missing; an exclusion is excluded."""
        if row["kind"].startswith("exclusion"):
            return self.exclude(row, row["reason"].removesuffix("?"))
        row["kind"], statement = row["kind"].removesuffix("?"), row["statement"]
        self.memory.complete(row)
        told = accepted(self.desk, row)
        if told:
            row["statement"] = statement  # asked again
        else:
            self.memory.remember(row)
        return self.settle(told)

    def exclude(self, row: Cells, reason: str) -> int:
        """Exclude for a reason, asked where none is given."""
        reasons = self.desk.reasons
        if reason.isdigit() and 1 <= int(reason) <= len(reasons):
            reason = reasons[int(reason) - 1]
        if reason not in reasons:
            if reason:
                self.tell(f"  {reason!r} is no reason of the list")
            guess = row["reason"].removesuffix("?")
            reason = one_of(self.ask, self.tell, "why", reasons, guess if guess in reasons else "")
        return self.settle(excluded(self.desk, row, reason))

    def settle(self, told: list[str]) -> int:
        """Write a decision down; say what the rules refuse."""
        for sentence in told:
            self.tell(f"  refused: {sentence}")
        self.desk.draft.save()
        return 0 if told else 1

    def edit(self, row: Cells, words: str) -> int:
        """Change a column; an entity, measure or unit may be a new one."""
        column, _, value = words.partition(" ")
        value = value.strip()
        column = column_of(column)
        if column in VOCABULARIES:
            value = self.memory.word(column, value or self.memory.choose(column, row), row)
        self.settle(edited(self.desk, row, column, value))
        return 0

    def period(self, row: Cells, _: str) -> int:
        """The period of the claim before."""
        row |= {c: self.memory.last[c] for c in ("period_start", "period_end")}
        self.settle([])
        return 0

    def split(self, row: Cells, _: str) -> int:
        """Two numbers that the draft took for one."""
        first, second = line(self.ask, "words of the first"), line(self.ask, "words of the second")
        self.settle(split(self.desk, row, first, second))
        return 0

    def miss(self, row: Cells, words: str) -> int:
        """A number that the draft missed, by its words."""
        words = words or line(self.ask, "its words, as printed")
        new = added(self.desk, words, int(row["char_start"]))
        if new is None:
            self.settle([f"{words!r}: the text has no such words that aren't proposed already"])
            return 0
        kinds = [*self.desk.package.table("claims")["kind"].constraints["enum"], "exclusion"]
        new["kind"] = one_of(self.ask, self.tell, "kind", kinds, "quantity")
        new["unit"] = UNIT_OF_KIND.get(new["kind"], "")
        self.settle([])
        return self.rows.index(new) - self.rows.index(row) + (self.rows.index(new) < self.rows.index(row))

    def close(self) -> None:
        """Say how far it is, and what no proposal accounts for."""
        draft = self.desk.draft
        told = f"{len(draft.of('accepted'))} claims, {len(draft.of('excluded'))} excluded, {draft.left()} left"
        self.tell(f"\n{len(self.rows) - draft.left()} of {len(self.rows)} reviewed: {told}")
        for at, number in uncovered(self.desk.text, self.rows):
            row = {"char_start": str(at), "char_end": str(at + len(number))}
            self.tell(f"  nothing accounts for {number!r}: {around(self.desk.text, row, 40)}")


def review(source_id: str, texts: Path, root: Path | None = None, ask: Ask = input, tell: Tell = print) -> bool:
    """Review the draft of a document in the terminal; gives True where nothing is left.

    Parameters
    ----------
    source_id : str
        The document's id, as drafted.
    texts : Path
        Folder of the sources' texts.
    root : Path, optional
        A folder with a descriptor and its tables; the package's own by default.
    ask, tell : callable
        How a line is asked for and told.

    Raises
    ------
    CnaiError
        Where there is no such draft, or its text isn't there or was changed.
    """
    package = load(root)
    draft = read_draft(package.root, source_id)
    with TemporaryDirectory() as scratch:
        desk = Desk(draft, text_of(draft, texts), package, Path(scratch))
        session = Review(desk, ask, tell)
        with suppress(Leave):
            session.run()
        session.close()
        open_ = draft.left() + len(uncovered(desk.text, draft.rows))
    step = "review" if open_ else "place"
    tell(f"next: {command(f'{step} {source_id} --texts {texts}')}")
    return not open_
