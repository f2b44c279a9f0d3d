"""Place a reviewed draft: each claim's value typed a second time into an extract, the document's record, its checks.

The person types from the text and isn't shown what was read; nothing is filled in, nothing is added unasked. All of it
is tried on a copy of the package before a file is changed.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cnai._build import connect
from cnai._drafting.against import free
from cnai._drafting.ask import MOST, Ask, Leave, Tell, choice, line, one_of
from cnai._drafting.decide import Desk
from cnai._drafting.drafts import Cells, command, read_draft, text_of
from cnai._drafting.passages import around
from cnai._drafting.putting import finish
from cnai._drafting.recording import record, settle
from cnai._drafting.second import DATED, HOW, columns_for, differ, homes, proposed_id, row_of, to_ask, typed
from cnai._package import CnaiError, Field, Table, load
from cnai._tables import read_table

HELP = """  type the value from the text, with its hedge and upper end:
    {how}
  r  back to review: the claim was read wrongly
  q  leave; what was typed is kept"""


class Placing:
    """One placing: the desk, and what was typed so far."""

    def __init__(self, desk: Desk, ask: Ask, tell: Tell) -> None:
        self.desk, self.ask, self.tell = desk, ask, tell
        self.draft, self.package = desk.draft, desk.package
        self.typed: dict[str, Any] = self.draft.placed
        self.typed.setdefault("claims", {})
        self.typed.setdefault("rows", {})
        self.held = {name: read_table(self.package, name, sieved=False).rows for name in self.package.tables}
        self.ledger = self.held["claims"]
        self.homes = homes(self.package, self.held)
        self.last: dict[str, str] = {}

    def claims(self) -> dict[str, Any]:
        """The accepted claims as the ledger reads them, by their place."""
        found = {}
        for row in self.draft.of("accepted"):
            claim, told = self.desk.claim(row)
            if claim is None:
                row["state"] = "proposed"
                self.draft.save()
                raise CnaiError(f"{row['stated']!r} doesn't hold any more, it is a proposal again: {told[0]}")
            found[row["char_start"]] = claim
        return found

    def run(self) -> int:
        """Enter every claim that isn't yet; gives how many went back to review."""
        claims, back = self.claims(), 0
        self.forget(set(claims))
        for n, row in enumerate(self.draft.of("accepted"), 1):
            place = row["char_start"]
            if self.holds(place, claims[place]):
                continue
            self.forget(set(claims) - {place})
            self.tell(f"\n{n} of {len(claims)}")
            if not self.enter(row, claims[place]):
                row["state"] = "proposed"
                self.draft.save()
                back += 1
            self.draft.save_placed()
        return back

    def holds(self, place: str, claim: Any) -> bool:
        """True where what was typed for a claim before is what the claim says now."""
        held = self.typed["claims"].get(place)
        if not held or differ(claim, entry := typed(claim["kind"], held["typed"])):
            return False
        table = self.package.table(held["table"])
        cells, key = row_of(table, table[held["field"]], claim, held["claim_id"], entry), table.key[0]
        row = self.typed["rows"][table.name][held["key"]]
        return all(row.get(column) == cell for column, cell in cells.items() if column != key)

    def forget(self, kept: set[str]) -> None:
        """Drop what was typed for claims that are no longer accepted."""
        for place in set(self.typed["claims"]) - kept:
            held = self.typed["claims"].pop(place)
            rows = self.typed["rows"].get(held["table"], {})
            if not [c for c in self.typed["claims"].values() if (c["table"], c["key"]) == (held["table"], held["key"])]:
                rows.pop(held["key"], None)
            else:
                field = self.package.table(held["table"])[held["field"]]
                for column in (field.claim, field.name, field.comparator, field.upper):
                    rows[held["key"]].pop(column, None)

    def enter(self, row: Cells, claim: Any) -> bool:
        """One claim: its id, its column, its value typed blind, the rest of its row. False where it goes to review."""
        labels = {c: self.desk.labels(c).get(claim[c], claim[c]) for c in ("entity", "measure", "unit")}
        self.tell(f"  {around(self.desk.text, row)}")
        text_line = self.desk.text.count("\n", 0, int(row["char_start"])) + 1
        self.tell(f"  {self.draft.source['file']}, line {text_line}: {labels['entity']}, {labels['measure']}")
        table, field = self.column(claim)
        entry = self.blind(claim, "date" if claim["kind"] in DATED else labels["unit"])
        if entry is None:
            return False
        words, parts = entry
        claim_id = self.claim_id(claim)
        cells = row_of(table, field, claim, claim_id, parts)
        key = self.joined(table, field, cells)
        if key:
            cells = self.typed["rows"][table.name][key] | {c: v for c, v in cells.items() if c != table.key[0]}
        for column in [*to_ask(table, cells)]:
            cells[column.name] = self.cell(table, column, claim)
        self.typed["rows"].setdefault(table.name, {})[key or claim_id] = cells
        held = {"claim_id": claim_id, "table": table.name, "field": field.name, "key": key or claim_id, "typed": words}
        self.typed["claims"][row["char_start"]] = held
        return True

    def claim_id(self, claim: Any) -> str:
        """An id for the claim, proposed and changed at will."""
        taken = {c["claim_id"] for c in self.ledger} | {c["claim_id"] for c in self.typed["claims"].values()}
        offered = free(proposed_id(claim), {*taken})
        while True:
            answer = line(self.ask, "id of the claim", offered)
            if answer not in taken:
                return answer
            self.tell(f"  {answer} is there already")

    def column(self, claim: Any) -> tuple[Table, Field]:
        """The column that takes the claim, chosen where more than one can."""
        own = {(c["entity"], c["measure"]) for c in self.ledger if c["source_id"] == self.draft.source_id}
        own |= {(r.get("entity"), r.get("measure")) for t in self.typed["rows"].values() for r in t.values()}
        fitting = columns_for(self.package, claim, (claim["entity"], claim["measure"]) in own, self.homes)
        names = [f"{table.path} {field.name}" for table, field in fitting]
        if not names:
            told = "give the descriptor a column that can"
            raise CnaiError(f"no column of any table can hold {claim['stated']!r}, {claim['measure']}; {told}")
        offered = self.last.get(f"column {claim['measure']}", names[0])
        chosen = names[0]
        if len(names) > 1:
            chosen = one_of(self.ask, self.tell, "into", names, offered if offered in names else names[0])
        self.last[f"column {claim['measure']}"] = chosen
        return fitting[names.index(chosen)]

    def blind(self, claim: Any, unit: str) -> tuple[str, tuple[str, str, str]] | None:
        """The value as typed, once it is what the claim says; None where the claim goes back to review."""
        how = HOW.get("date" if claim["kind"] in DATED else claim["kind"], HOW["number"])
        while True:
            words = line(self.ask, f"value, {unit}")
            if words == "r":
                return None
            if words in ("", "?"):
                self.tell(HELP.format(how=how))
                continue
            try:
                entry = typed(claim["kind"], words)
            except ValueError as error:
                self.tell(f"  {words!r} isn't read: {error}")
                continue
            wrong = differ(claim, entry)
            if not wrong:
                return words, entry
            verb = "isn't" if len(wrong) == 1 else "aren't"
            self.tell(f"  {' and '.join(wrong)} {verb} what the claim says; look at the text again, or r to review it")

    def joined(self, table: Table, field: Field, cells: Cells) -> str:
        """The key of a row typed before that this value belongs to; empty for a row of its own."""
        rows = self.typed["rows"].get(table.name, {})
        mine = {c: v for c, v in cells.items() if c not in (table.key[0], field.claim, field.name)}
        fit = [
            key for key, row in rows.items()
            if not row.get(field.claim) and all(row.get(c, v) == v for c, v in mine.items() if c in row)
        ]  # fmt: skip
        if table.key_is or not fit:
            return ""
        chosen = one_of(self.ask, self.tell, "row", [*fit, "new"], fit[-1])
        return "" if chosen == "new" else chosen

    def cell(self, table: Table, field: Field, claim: Any) -> str:
        """One more column of the row, asked for by what the descriptor says of it."""
        known, last = field.constraints.get("enum", ()), self.last.get(f"{table.name}.{field.name}", "")
        if field.name == "restates":
            like = [c for c in self.typed["claims"].values() if self.like(c, claim)]
            known = [c["claim_id"] for c in like]
        while True:
            options = known or self.used(table, field)
            last = last or ("" if options or not field.required else self.desk.labels("measure")[claim["measure"]])
            prompt = ", ".join(dict.fromkeys((field.name, field.description)))
            answer = choice(self.ask, self.tell, prompt, options, last, max(len(known), MOST))
            fault = "" if answer or not field.required else "must not be empty"
            fault = f"must be one of {', '.join(known)}" if answer and known and answer not in known else fault
            if not fault:
                self.last[f"{table.name}.{field.name}"] = answer
                return answer
            self.tell(f"  {field.name} {fault}")

    def like(self, held: dict[str, str], claim: Any) -> bool:
        """True for a claim entered before that is of the same entity and measure."""
        row = self.typed["rows"][held["table"]][held["key"]]
        entity = row.get(self.package.table(held["table"]).entity)
        return (entity, row.get("measure", claim["measure"])) == (claim["entity"], claim["measure"])

    def used(self, table: Table, field: Field) -> list[str]:
        """Words that the table has in this column, where they are few."""
        rows = [*self.held[table.name], *self.typed["rows"].get(table.name, {}).values()]
        words = [*dict.fromkeys(str(r[field.name]) for r in rows if r.get(field.name))]
        return words if len(words) < len(rows) / 2 or len(words) < 4 else []


def place(source_id: str, texts: Path, root: Path | None = None, ask: Ask = input, tell: Tell = print) -> bool:
    """Place a reviewed draft in the terminal; True once the package holds it.

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
        Where there is no such draft, proposals are left to review, or the text isn't there or was changed.
    """
    package = load(root)
    if finish(package.root, source_id):
        tell(f"{source_id} was placed to half by a run that was stopped; now it is placed whole")
        return True
    draft = read_draft(package.root, source_id)
    connect(package.root).close()  # raises where the data don't hold; nobody types for a folder that refuses it
    if draft.left():
        first = command(f"review {source_id} --texts {texts}")
        raise CnaiError(
            f"{draft.left()} of {len(draft.rows)} proposals of {source_id} are not reviewed; first: {first}"
        )
    with TemporaryDirectory() as scratch:
        desk = Desk(draft, text_of(draft, texts), package, Path(scratch))
        placing = Placing(desk, ask, tell)
        try:
            if back := placing.run():
                tell(f"\n{back} back to review: {command(f'review {source_id} --texts {texts}')}")
                return False
            record(desk, placing.claims(), ask, tell)
            return settle(desk, texts, ask, tell)
        except Leave:
            tell(f"\n{len(placing.typed['claims'])} of {len(draft.of('accepted'))} entered; what was typed is kept")
            return False
