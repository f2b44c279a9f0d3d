"""Change every cell of every CSV, one at a time, and list the changes that no check notices.

Run as ``python tests/mutation.py [--texts DIR] [--every N]``; exit status 1 where an unlisted change survives.
A mutation's row is read by itself, the others are kept; what notices it is always a check of the product.
"""

from __future__ import annotations

import argparse
import csv
import io
import os
import random
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from unittest import mock

from cnai import _keys, _package
from cnai._build import assemble
from cnai._keys import read_all, read_keyed
from cnai._ledger import Tables
from cnai._package import Package, Table
from cnai._rules import apply_rules
from cnai._tables import Finding, Row, findings_of
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
    ("funding", "valuation_basis"): "decides the marks of the chart of shares sold, whose table nbval compares",
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
# What views and macros read: a database of no more would fail to build if they named another table or column.
READ = {
    "claims": "claim_id source_id kind status period_start period_end comparator value low high low_open high_open "
    "resolution date_low date_high",
    "list_items": "item_id list_claim name list",
    "checks": "check_id kind claim_id expression unit reading expected note",
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


def only(table: Table, columns: list[str]) -> Table:
    """A table of some of its columns, without its foreign keys."""
    fields, derived = ([f for f in some if f.name in columns] for some in (table.fields, table.derived))
    return replace(table, fields=tuple(fields), derived=tuple(derived), foreign=())


class Noticed(Exception):
    """A check of the product has found something."""


class Alarm(list[Finding]):
    """Findings of which the first is enough."""

    def append(self, finding: Finding) -> None:
        raise Noticed(str(finding))


class Checker:
    """Everything that `cnai check` looks at, with all rows but the changed one kept from before.

    Cheapest first: the changed row read alone, keys, rules between tables, texts, and what the database makes of it.
    """

    def __init__(self, package: Package, texts: Path | None, folder: Path) -> None:
        self.package, self.texts, self.by = package, texts, Counter[str]()
        self.alone = replace(package, root=folder)
        self.kept = read_all(package)
        apply_rules(self.kept)
        assert not findings_of(self.kept.values())
        for name, rows in self.kept.items():
            rows.findings = Alarm()
            self.alone.path(name).parent.mkdir(exist_ok=True)
        self.read = {name: only(package.tables[name], columns.split()) for name, columns in READ.items()}
        self.content = self._content(self.kept)
        self.shown = self._shown(self.kept)

    def notices(self, name: str, n: int, cells: list[str]) -> bool:
        """Whether any check notices other cells in the row of that number."""
        step = "row"
        try:
            row = self._row(name, n, cells)
            tables = dict(self.kept)
            rows = [*tables[name].rows[:n], row, *tables[name].rows[n + 1 :]]
            tables[name] = replace(tables[name], rows=rows, findings=Alarm())
            step = "keys"
            _keys._unique(tables[name])
            for other, table in self.package.tables.items():
                if other == name or any(target == name for _, target, _ in table.foreign):
                    _keys._foreign(tables, other, {})
            step = "rules"
            apply_rules(tables)
            step = "texts"
            if self.texts:
                check_texts(tables, self.texts)
            step = "verdicts"
            if self._content(tables) == self.content:
                return False
            shown = self._shown(tables)
        except Noticed:
            self.by[step] += 1
            return True
        self.by["notebook 09"] += shown != self.shown
        return shown != self.shown

    def _row(self, name: str, n: int, cells: list[str]) -> Row:
        """Read the row as if its table held no other."""
        out = io.StringIO()
        csv.writer(out, lineterminator="\n").writerows([self.package.table(name).names, cells])
        self.alone.path(name).write_text(out.getvalue(), encoding="utf-8")
        found = read_keyed(self.alone, name)
        for finding in found.findings:
            raise Noticed(str(finding))
        (row,) = found.rows
        row.line = self.kept[name].rows[n].line
        return row

    def _content(self, tables: Tables) -> list[list[dict[str, object]]]:
        """What the database is given for what it computes."""
        return [[{c: row[c] for c in READ[name].split()} for row in tables[name].rows] for name in READ]

    def _shown(self, tables: Tables) -> list[object]:
        """What the audit's stored output shows of the checks. Raises Noticed where one isn't as expected."""
        with (
            mock.patch("cnai._build.read_all", lambda _: {name: tables[name] for name in READ}),
            mock.patch("cnai._build.apply_rules", lambda _: None),
        ):
            con, _, _ = assemble(replace(self.package, tables=self.read))
        assert con is not None
        with con:
            return [con.execute(query).fetchall() for query in SHOWN_VIEWS]


def mutations(package: Package, table: str | None, every: int) -> Iterator[tuple[str, int, str, str, str, list[str]]]:
    """Each fault of each cell: table, row, column, kind of fault, the cell before, the row's cells after."""
    chance, place = random.Random(20221130), 0
    for name in package.tables:
        header, *rows = csv.reader(io.StringIO(package.path(name).read_text(encoding="utf-8")))
        for n, row in enumerate(rows):
            for c, column in enumerate(header):
                place += 1
                if place % every or table not in (None, name):
                    continue
                for fault, changed in variants(row[c], [r[c] for r in rows], chance):
                    if changed != row[c]:
                        yield name, n, column, fault, row[c], [*row[:c], changed, *row[c + 1 :]]


def work(job: int, args: argparse.Namespace) -> tuple[int, Counter[str], list[tuple[str, int, str, str, str, str]]]:
    """Try every mutation that is this job's; gives how many, what noticed them, and which survived."""
    tried, survivors, package = 0, [], _package.load()
    with tempfile.TemporaryDirectory() as folder:
        checker = Checker(package, args.texts, Path(folder))
        for number, (name, n, column, fault, was, cells) in enumerate(mutations(package, args.table, args.every)):
            if number % args.jobs == job:
                tried += 1
                if not checker.notices(name, n, cells):
                    now = cells[package.table(name).names.index(column)]
                    survivors.append((name, checker.kept[name].rows[n].line, column, fault, was, now))
    return tried, checker.by, survivors


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--texts", type=Path)
    parser.add_argument("--every", type=int, default=1, help="take each Nth cell")
    parser.add_argument("--table", help="only this table")
    parser.add_argument("--jobs", type=int, default=min(os.cpu_count() or 1, 4), help="processes")
    args = parser.parse_args()
    began = time.monotonic()
    with ProcessPoolExecutor(args.jobs) as pool:
        done = list(pool.map(work, range(args.jobs), [args] * args.jobs))
    tried = sum(number for number, _, _ in done)
    noticed = sum((by for _, by, _ in done), Counter[str]())
    survivors = [survivor for _, _, found in done for survivor in found]
    reasons = LISTED if args.texts else LISTED | ONLY_TEXTS
    listed = Counter((t, c) for t, _, c, _, _, _ in survivors if (t, c) in reasons)
    unlisted = [s for s in survivors if (s[0], s[2]) not in reasons]
    for table, line, column, fault, was, now in unlisted:
        print(f"{table}:{line} {column}: {fault}: {was!r} -> {now!r}")
    for (t, column), number in sorted(listed.items()):
        print(f"listed: {t}.{column}: {number} ({reasons[t, column]})")
    took = time.monotonic() - began
    texts = "with the texts" if args.texts else "without the texts"
    print(f"{tried} mutations {texts}, noticed by {dict(noticed)}")
    print(f"{sum(listed.values())} listed survive, {len(unlisted)} others survive; {60 * tried / took:.0f} a minute")
    return 1 if unlisted else 0


if __name__ == "__main__":
    sys.exit(main())
