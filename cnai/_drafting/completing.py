"""What an accepted proposal must have and the draft doesn't say: asked for, with what was met lately first."""

from __future__ import annotations

import re
from contextlib import suppress
from decimal import Decimal

from cnai._drafting.ask import Ask, Tell, choice, line, one_of, yes
from cnai._drafting.decide import VOCABULARIES, Desk, bare, edited, slug
from cnai._drafting.drafts import Cells
from cnai._ledger import UNIT_OF_KIND, read_claim
from cnai._package import CnaiError, near
from cnai._reading import parse
from cnai._tables import Row
from cnai._why import interval

# Units that the kind of a claim gives, not its text: label, and whether only whole numbers of it occur.
OF_KINDS = {"date": ("days since 1970-01-01", "true"), "rank": ("rank", "true"), "change": ("rise or fall", "false")}


class Memory:
    """The words met so far in one review, and the questions that fill a row with them."""

    def __init__(self, desk: Desk, ask: Ask, tell: Tell) -> None:
        self.desk, self.ask, self.tell = desk, ask, tell
        self.last = {"entity": "", "measure": "", "period_start": "", "period_end": ""}
        self.met: list[str] = []
        for row in desk.draft.of("accepted"):
            self.remember(row)

    def remember(self, row: Cells) -> None:
        """Take an accepted row's words as the next ones' defaults."""
        self.last |= {c: row[c] for c in self.last if row[c]}
        self.met = [row["entity"], *(e for e in self.met if e != row["entity"])]

    def printed(self, row: Cells) -> str:
        """The unit that is printed with a quantity; empty where only the noun after it tells."""
        with suppress(ValueError):
            return parse(row["stated"]).unit or ""
        return ""

    def reading(self, row: Cells) -> str:
        """What the printed words read as, or why they don't yet."""
        cells = bare(row)
        try:
            unit = UNIT_OF_KIND.get(cells["kind"], cells["unit"] or self.printed(row))
            known = self.desk.tables["units"].by("unit").get(unit)
            step = Decimal(cells["rounded_to"]) if cells["rounded_to"] else None
            claim = Row(0)
            claim.update(cells, unit=unit, rounded_to=step)
            read = read_claim(claim, bool(known and known["whole"]))
        except (ValueError, ArithmeticError) as error:
            return str(error)
        if cells["kind"] in ("date", "period"):
            return " to ".join(dict.fromkeys(str(read[d]) for d in ("date_low", "date_high") if read[d])) or "no day"
        said = interval(read["low"], read["high"], read["low_open"], read["high_open"])
        return " ".join(f"{said} {known['label'] if known else unit}".split()) + f" ({read['rule']})"

    def complete(self, row: Cells) -> None:
        """Ask for what an accepted row must have: entity, measure, unit, period of a date, statement."""
        for column in VOCABULARIES:
            if column == "unit":
                row["unit"] = unit = UNIT_OF_KIND.get(row["kind"], row["unit"])
                if unit in OF_KINDS and unit not in self.desk.labels("unit"):
                    label, whole = OF_KINDS[unit]
                    self.desk.add_word("unit", unit, label, whole=whole)
            value = row[column].removesuffix("?") or self.choose(column, row)
            row[column] = self.word(column, value, row)
        if row["kind"] in ("date", "period") and not row["period_start"] and not row["period_end"]:
            printed = row["stated"] if re.fullmatch(r"\d{4}", row["stated"], re.ASCII) else ""
            when = line(self.ask, "when, as 2023-08-31; 2023-01 to 2023-08; to 2023", printed)
            edited(self.desk, row, "when", when)
        if not row["statement"]:
            subject, measured = (self.desk.labels(c).get(row[c], row[c]) for c in ("entity", "measure"))
            row["statement"] = line(self.ask, "in your words", f"{subject[:1].upper()}{subject[1:]}: {measured}.")

    def choose(self, column: str, row: Cells) -> str:
        """Ask for an entity, measure or unit: those met lately first, the last as default."""
        known = self.desk.labels(column)
        if column == "measure":
            fit = [m["measure"] for m in self.desk.tables["measures"].rows if m["kind"] == row["kind"]]
            options = [m for m in [self.last["measure"]] if m in fit]
            options += [m for m in fit if m not in options]
        elif column == "entity":
            options = [*self.met, *(e for e in known if e not in self.met)]
        else:
            options = [u for u in known if u not in UNIT_OF_KIND.values()]
        default = self.printed(row) if column == "unit" else self.last[column]
        while True:
            words = choice(
                self.ask, self.tell, f"{column}, or a new one", options, default if default in options else ""
            )
            if words:
                return words

    def word(self, column: str, words: str, row: Cells) -> str:
        """The id of a word of a vocabulary; a new one is asked for what the vocabulary says of it."""
        words = words.removesuffix("?")
        while not (found := self.desk.known(column, words)):
            close = near(words, self.desk.labels(column)).partition("did you")
            self.tell(f"  {words} is new among the {VOCABULARIES[column]}{'; did you' * bool(close[1]) + close[2]}")
            more: dict[str, str] = {}
            offered = words.replace("_", " ").replace("-", " ")
            offered += "s" * (column == "unit" and not offered.endswith("s"))
            label = line(self.ask, "its label (n: not new)", offered)
            if label == "n" or self.desk.known(column, label):
                words = self.choose(column, row) if label == "n" else label
                continue
            if column == "measure":
                bases = self.desk.package.table("measures")["basis"].constraints["enum"]
                more["kind"], guess = bare(row)["kind"], row["basis"].removesuffix("?")
                if more["kind"] == "quantity":
                    basis = one_of(self.ask, self.tell, "what kind of quantity", [*bases, "none"], guess)
                    more["basis"] = "" if basis == "none" else basis
                elif more["kind"] == "direction":
                    more["basis"] = "change"
            elif column == "unit":
                more["whole"] = str(yes(self.ask, "only whole numbers of it")).lower()
            new = words if column == "unit" else slug(words, "_" if column == "measure" else "-")
            try:
                self.desk.add_word(column, new, label, **more)
                words = new
            except CnaiError as error:
                self.tell(f"  refused: {error}")
                words = line(self.ask, f"{column}", "") or words
        return found
