"""The last of placing: the document's record, the checks that the person takes, and all of it into the package."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from cnai._drafting.against import free, proposals
from cnai._drafting.ask import Ask, Tell, line, one_of, yes
from cnai._drafting.decide import VOCABULARIES, Desk
from cnai._drafting.drafts import Cells, command
from cnai._drafting.putting import merged, put_in_place, tried
from cnai._drafting.second import whole
from cnai._ledger import NAMED
from cnai._package import CnaiError
from cnai._tables import Finding, read_table

PRINTED = (("published", "publication_date", "date_low"), ("covers_start", "coverage_period", "date_low"),
           ("covers_end", "coverage_period", "date_high"))  # fmt: skip
COMES_TO = "the check comes to "


def record(desk: Desk, claims: dict[str, Any], ask: Ask, tell: Tell) -> None:
    """Ask for the document's record: title and publisher as printed, and the days between which it was written."""
    draft = desk.draft
    held = draft.placed.get("source")
    ids = {place: c["claim_id"] for place, c in draft.placed["claims"].items()}
    if held and set(NAMED.findall(held["note"])) <= set(ids.values()):
        return
    tell(f"\nthe record of {draft.source['file']}; what it doesn't print stays empty")
    source = dict(draft.source)
    for column in ("title", "publisher"):
        source[column] = _printed(desk, column, ask, tell)
    dated = {ids[p]: c for p, c in claims.items() if c["kind"] in ("date", "period") and c["date_low"]}
    by_measure = {c["measure"]: c for c in claims.values()}
    for column, measure, end in PRINTED:
        source[column] = str(by_measure[measure][end] or "") if measure in by_measure else ""
    first = _day(dated, "the earliest day", "date_low", ask, tell)
    last = _day(dated, "the latest day", "date_high", ask, tell)
    source |= {"not_before": str(dated[first]["date_low"]), "not_after": str(dated[last]["date_high"])}
    note = f"Dated by its date line [{first}]." if first == last else f"After [{first}]; before [{last}]."
    named: list[str] = []
    while named[:1] != [first] or named[-1:] != [last]:
        source["note"] = line(ask, "in your words, the first claim first and the last one last", note)
        named = NAMED.findall(source["note"])
    draft.placed["source"] = source
    draft.save_placed()


def _printed(desk: Desk, column: str, ask: Ask, tell: Tell) -> str:
    while True:
        words = line(ask, f"{column}, as the text prints it (Enter: it prints none)")
        if words in desk.text:
            return words
        tell(f"  the text doesn't print {words!r}")


def _day(dated: dict[str, Any], what: str, end: str, ask: Ask, tell: Tell) -> str:
    fit = {name: c for name, c in dated.items() if c[end]}
    if not fit:
        raise CnaiError(f"no claim of the draft says {what} it can have been written; a source rests on one, review it")
    known = sorted(fit, key=lambda name: (fit[name]["measure"] != "publication_date", str(fit[name][end])))
    default = known[0] if fit[known[0]]["measure"] == "publication_date" else ""
    labels = [f"{name}, {fit[name][end]}" for name in known]
    return one_of(ask, tell, f"{what} it can have been written is by", known, default, labels)


def rows_of(desk: Desk) -> dict[str, list[Cells]]:
    """The new rows of every table but the checks, as text."""
    draft, package = desk.draft, desk.package
    new: dict[str, list[Cells]] = {"claims": [], "exclusions": []}
    for row in draft.of("accepted"):
        of_it = {"claim_id": draft.placed["claims"][row["char_start"]]["claim_id"], "source_id": draft.source_id}
        new["claims"].append(row | of_it)
    for row in draft.of("excluded"):
        new["exclusions"].append(row | {"text": row["stated"], "source_id": draft.source_id})
    for column, name in VOCABULARIES.items():
        used = {row[column] for row in new["claims"]}
        new[name] = [w | {column: w["id"]} for w in draft.words if w["vocabulary"] == name and w["id"] in used]
    for name, rows in draft.placed["rows"].items():
        new[name] = [whole(package.table(name), cells) for cells in rows.values()]
    return new


def _needed(desk: Desk, taken: set[str]) -> list[Cells]:
    """The agreement that a restatement must have."""
    found = []
    for row in desk.draft.placed["rows"].get("restatements", {}).values():
        cells = dict.fromkeys(desk.package.table("checks").names, "")
        cells |= {"check_id": free(f"{row['value_claim']}-twice", taken), "kind": "agreement", "unit": row["unit"]}
        expression = f"stated('{row['restates']}')"
        found.append(cells | {"claim_id": row["value_claim"], "expression": expression, "note": "Stated again."})
    return found


def evaluated(desk: Desk, new: dict[str, list[Cells]], lines: list[Cells]) -> tuple[list[Cells], list[Finding], Any]:
    """The lines that the rules allow, each with what it comes to; what else is found; the tables."""
    path, source = desk.package.table("checks").path, desk.draft.placed["source"]
    while True:
        files = merged(desk.package, source, new | {"checks": [row | {"expected": "unknown"} for row in lines]})
        tables, found = tried(desk.package, files)
        ids = {row.line: row["check_id"] for row in tables["checks"].rows if "check_id" in row}
        own = {row["check_id"] for row in lines}
        of_lines = [f for f in found if f.file == path and ids.get(f.line) in own]
        comes_to = {
            ids[f.line]: f.rule.removeprefix(COMES_TO)
            for f in of_lines if f.code == "verdict" and f.rule.startswith(COMES_TO)
        }  # fmt: skip
        refused = {ids[f.line] for f in of_lines} - set(comes_to)
        refused |= {ids[f.line] for f in of_lines if f.code != "verdict"}
        if not refused:
            lines = [row | {"expected": comes_to.get(row["check_id"], "")} for row in lines]
            return lines, [f for f in found if f not in of_lines], tables
        lines = [row for row in lines if row["check_id"] not in refused]


def settle(desk: Desk, texts: Path, ask: Ask, tell: Tell) -> bool:
    """Offer the checks, try the whole on a copy with its text, put it in place; False where something is found."""
    draft, new = desk.draft, rows_of(desk)
    checks = read_table(desk.package, "checks", sieved=False).rows
    needed = _needed(desk, {c["check_id"] for c in checks})
    lines, found, tables = evaluated(desk, new, needed)
    chosen = lines
    if not found:
        ids = {row["claim_id"] for row in new["claims"]}
        offered = proposals(tables["claims"].rows, ids, [*checks, *needed])
        lines, found, _ = evaluated(desk, new, [*chosen, *offered])
        offered = [row for row in lines if row["check_id"] not in {c["check_id"] for c in chosen}]
        chosen = chosen + _taken(offered, ask, tell)
    if not found:
        files = merged(desk.package, draft.placed["source"], new | {"checks": chosen})
        _, found = tried(desk.package, files, texts, draft.source_id)
    for finding in found:
        tell(str(finding))
    if found:
        mend = command(f"review {draft.source_id} --texts {texts}")
        tell(f"{len(found)} finding{'s' * (len(found) > 1)}, nothing was changed; {mend} mends a claim")
        return False
    put_in_place(draft, files)
    counts = [(len(rows), name) for name, rows in (*new.items(), ("checks", chosen)) if rows]
    tell(f"\n{draft.source_id} is placed: {', '.join(f'{name} {n}' for n, name in counts)}")
    tell(f"next: {command(f'check --texts {texts}')}")
    return True


def _taken(offered: list[Cells], ask: Ask, tell: Tell) -> list[Cells]:
    """The proposed checks that the person takes."""
    taken = []
    if offered:
        tell("\nwhat the numbers can be checked against; take what compares like with like")
    for n, row in enumerate(offered, 1):
        against = f"{row['claim_id']} against " if row["claim_id"] else ""
        tell(f"\n  {n} of {len(offered)}, {row['kind']}: {against}{row['expression']}")
        tell(f"  comes to: {row['expected']}. {row['note']}")
        if yes(ask, "take it"):
            bad = row["expected"] == "contradicted"
            row["note"] = "" if bad else row["note"]
            while not (note := line(ask, "why they clash" if bad else "its note", row["note"])):
                tell("  a contradiction is taken with its reason")
            taken.append(row | {"note": re.sub(r"\s+", " ", note)})
    return taken
