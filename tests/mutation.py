"""Change every cell of every CSV, one at a time, and list the changes that no check notices.

Run as ``python tests/mutation.py [--texts DIR] [--every N]``; exit status 1 where an unlisted change survives.
Nothing is written and no process is started a mutation: the changed table is read again, the others are kept.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import re
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from cnai import _package
from cnai._build import assemble
from cnai._keys import foreign_keys, read_keyed
from cnai._ledger import Tables
from cnai._package import Package
from cnai._rules import apply_rules
from cnai._tables import findings_of
from cnai._texts import check_texts

# Columns whose changes survive, each with the reason why that can't matter, or who notices.
WORDS = "our own words: no number, verdict, place or chart's value depends on them"
SORTING = "our own sorting, entered once: no number, verdict or place depends on it"
SHOWN = "shown row by row in the stored output of a notebook, which nbval compares"
TEXTS = "noticed as soon as the texts are at hand"
OWN_ID = "an id of our own that no other table names"
CITED = "noticed by the test that holds the citation file against it"
LISTED: dict[tuple[str, str], str] = {
    **dict.fromkeys([("claims", "statement"), ("claims", "note"), ("checks", "note"), ("sources", "note")], WORDS),
    **dict.fromkeys([("events", "event"), ("events", "outcome_note"), ("periods", "about")], WORDS),
    **dict.fromkeys([("entities", "label"), ("measures", "label"), ("units", "label"), ("aliases", "note")], WORDS),
    **dict.fromkeys([("exclusions", "reason"), ("other_numbers", "theme"), ("restatements", "place")], SORTING),
    **dict.fromkeys([("events", "lane"), ("events", "stage"), ("events", "outcome"), ("aliases", "basis")], SORTING),
    **dict.fromkeys([("deal_investors", c) for c in ("role", "company", "funding_id")], SHOWN),
    **dict.fromkeys([("unicorns", c) for c in ("cohort", "sector")], SHOWN),
    **dict.fromkeys([("models", "kind"), ("funding", "event"), ("training_corpora", "language")], SHOWN),
    **dict.fromkeys(
        [("investor_activity", "activity_id"), ("unicorns", "group_id"), ("llm_counts", "count_id")], OWN_ID
    ),
    **dict.fromkeys([("training_corpora", "corpus_id"), ("registered_capital", "change_id")], OWN_ID),
    **dict.fromkeys([("chip_guidance", "guidance_id"), ("chip_firm_closures", "period_id")], OWN_ID),
    **dict.fromkeys([("deal_investors", "tie_id"), ("funding", "funding_id")], OWN_ID),
    (
        "units",
        "whole",
    ): "moves a floor or ceiling of that unit by one; where one is stated, the audit's verdicts show it",
    ("aliases", "entity"): "an identification that we inferred; one by the same name is held by a rule",
    ("models", "developer"): "who made a model carries no number; the notebook on sizes shows it",
    **dict.fromkeys([("sources", "title"), ("sources", "publisher")], CITED),
}
ONLY_TEXTS: dict[tuple[str, str], str] = {
    **dict.fromkeys([("exclusions", "text"), ("list_items", "name"), ("aliases", "alias")], TEXTS),
    **dict.fromkeys([("sources", c) for c in ("file", "sha256", "characters")], TEXTS),
    **dict.fromkeys([("claims", "stated"), ("deal_investors", "investor")], TEXTS),
    **dict.fromkeys([("aliases", "source_id"), ("deal_investors", "source_id")], TEXTS),
}
SHOWN_VIEWS = (
    "select check_id, kind, claim_id, reading, unit, computed_low, computed_high, verdict, gap from results",
    "select claim_id, verdict from verdicts",
    "select check_id, unit, low, high from estimates",
)


def variants(cell: str, others: list[str], chance: random.Random) -> Iterator[tuple[str, str]]:
    """Plausible wrong cells, each with the kind of fault."""
    digits = [m.start() for m in re.finditer(r"\d", cell)]
    if digits:
        at = chance.choice(digits)
        yield "digit", cell[:at] + str((int(cell[at]) + chance.randint(1, 8)) % 10) + cell[at + 1 :]
        yield (
            "order of magnitude",
            cell.replace(".", "")
            if "." in cell
            else cell + "0"
            if cell[-1].isdigit()
            else cell.replace(cell[at], cell[at] * 2, 1),
        )
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        yield "day off by one", cell[:-2] + f"{(int(cell[-2:]) % 28) + 1:02}"
    different = sorted({o for o in others if o not in (cell, "")})
    if different:
        yield "swapped", chance.choice(different)
    if cell:
        yield "emptied", ""
    if re.search(r"[A-Za-z]{4}", cell) and " " in cell:
        words = cell.split(" ")
        yield "word", " ".join([*words[:-1], words[-1][::-1]])


def package_of(package: Package, folder: Path) -> Package:
    """The same package with its files in a folder of our own."""
    for table in package.tables.values():
        (folder / table.path).parent.mkdir(exist_ok=True)
        shutil.copy(package.root / table.path, folder / table.path)
    shutil.copy(package.root / _package.DESCRIPTOR, folder / _package.DESCRIPTOR)
    return Package(folder, package.title, package.version, package.tables, package.views)


class Checker:
    """Everything that `cnai check` looks at, with all tables but the changed one kept from before."""

    def __init__(self, package: Package, texts: Path | None) -> None:
        self.package, self.texts = package, texts
        self.kept = {name: read_keyed(package, name) for name in package.tables}
        self.by = Counter[str]()
        apply_rules(self.kept)
        self.shown = self._assembled(self.kept)[1]

    def notices(self, name: str) -> bool:
        """Whether any check notices the table as it is on disk now."""
        tables: Tables = dict(self.kept)
        tables[name] = read_keyed(self.package, name)
        for rows in self.kept.values():
            rows.findings.clear()
        foreign_keys(tables)
        if self._found("table", tables):
            return True
        apply_rules(tables)
        if self._found("rules", tables):
            return True
        if self.texts:
            check_texts(tables, self.texts)
            if self._found("texts", tables):
                return True
        found, shown = self._assembled(tables)
        self.by["verdicts"] += found
        self.by["notebook 09"] += not found and shown != self.shown
        return found or shown != self.shown

    def _assembled(self, tables: Tables) -> tuple[bool, list[object]]:
        """Whether the checks come out otherwise than expected, and what the audit's stored output shows of them."""
        with (
            mock.patch("cnai._build.read_all", lambda _: tables),
            mock.patch("cnai._build.apply_rules", lambda _: None),
        ):
            con, _, found = assemble(self.package)
        return bool(found), [con.execute(query).fetchall() for query in SHOWN_VIEWS] if con else []

    def _found(self, step: str, tables: Tables) -> bool:
        found = bool(findings_of(tables.values()))
        self.by[step] += found
        return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each Nth cell")
    parser.add_argument("--table", help="only this table")
    args = parser.parse_args()
    chance = random.Random(20221130)
    tried, survivors, began = 0, [], time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        package = package_of(_package.load(), Path(folder))
        checker = Checker(package, args.texts)
        place = 0
        for table in package.tables.values():
            path = package.path(table.name)
            original = path.read_text(encoding="utf-8")
            header, *rows = csv.reader(io.StringIO(original))
            for n, row in enumerate(rows):
                for c, column in enumerate(header):
                    place += 1
                    if place % args.every or args.table not in (None, table.name):
                        continue
                    others = [r[c] for r in rows]
                    for fault, changed in variants(row[c], others, chance):
                        if changed == row[c]:
                            continue
                        new = [list(r) for r in rows]
                        new[n][c] = changed
                        out = io.StringIO()
                        csv.writer(out, lineterminator="\n").writerows([header, *new])
                        path.write_text(out.getvalue(), encoding="utf-8")
                        tried += 1
                        if not checker.notices(table.name):
                            survivors.append((table.name, n + 2, column, fault, row[c], changed))
            path.write_text(original, encoding="utf-8")
    reasons = LISTED if args.texts else LISTED | ONLY_TEXTS
    listed = Counter((t, c) for t, _, c, _, _, _ in survivors if (t, c) in reasons)
    unlisted = [s for s in survivors if (s[0], s[2]) not in reasons]
    for table, line, column, fault, was, now in unlisted:
        print(f"{table}:{line} {column}: {fault}: {was!r} -> {now!r}")
    for (t, column), number in sorted(listed.items()):
        print(f"listed: {t}.{column}: {number} ({reasons[t, column]})")
    took = time.monotonic() - began
    texts = "with the texts" if args.texts else "without the texts"
    print(f"{tried} mutations {texts}, noticed by {dict(checker.by)}")
    print(f"{sum(listed.values())} listed survive, {len(unlisted)} others survive; {60 * tried / took:.0f} a minute")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
