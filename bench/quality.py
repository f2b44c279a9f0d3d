"""Measure what `cnai draft` proposes: on the five documents against the ledger, on invented texts against their gold.

    python bench/quality.py --texts DIR             # the five documents, whose texts are in DIR, and bench/texts/dev
    python bench/quality.py --gold bench/texts/dev  # only texts with gold beside them

In the ledger's own documents each document is left out of the vocabulary and examples that its guesses come from.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from pathlib import Path

from cnai._dates import window
from cnai._drafting.draft import propose
from cnai._keys import read_all
from cnai._package import load
from cnai._ranks import parse_direction, parse_rank
from cnai._reading import parse
from cnai._tables import Rows
from cnai._texts import numbers_in

HERE = Path(__file__).resolve().parent
KINDS = ("quantity", "date", "period", "rank", "direction")
Gold = dict[str, str]
COLUMNS = ("found", "as claim", "exact", "kind", "reading", "unit", "entity", "measure", "period")
USAGE = "found: any proposal covers it; as claim: one of a claim's kind does; exact and the rest: of those"


def without(tables: dict[str, Rows], source: str) -> dict[str, Rows]:
    """The tables as they would be if the document weren't there."""
    left = {name: Rows(rows.table, list(rows.rows), []) for name, rows in tables.items()}
    left["claims"].rows = [r for r in tables["claims"].rows if r["source_id"] != source]
    left["aliases"].rows = [r for r in tables["aliases"].rows if r["source_id"] != source]
    for name, column in (("entities", "entity"), ("measures", "measure"), ("units", "unit")):
        known = {r[column] for r in left["claims"].rows} | {r["entity"] for r in left["aliases"].rows}
        left[name].rows = [r for r in tables[name].rows if r[column] in known]
    return left


def reading(row: Gold) -> object:
    """What the printed words of a row mean, to compare two of them; None where they aren't read."""
    read = {"rank": parse_rank, "direction": parse_direction}.get(row["kind"], parse)
    try:
        r = read(row["stated"])
    except ValueError:
        return None
    return r.comparator, r.low, r.high, r.low_open, r.high_open, r.unit


def period(row: Gold) -> tuple[str, str]:
    """First and last of a row's period, a guess as if it were none."""
    return row["period_start"].rstrip("?"), row["period_end"].rstrip("?")


def read_as_gold(row: Gold, gold: Gold) -> bool | None:
    """Whether a proposal is read as the gold says; None where the gold says no value."""
    if not gold["value"] and not gold["value_high"]:
        return None
    if gold["kind"] in ("date", "period"):
        start, end = period(row)
        low, high = window(start)[0].isoformat() if start else "", window(end)[1].isoformat() if end else ""
        return all(want in ("", have) for want, have in ((gold["value"], low), (gold["value_high"], high)))
    try:
        r = (parse_rank if row["kind"] == "rank" else parse)(row["stated"])
        pairs = [(r.value, gold["value"]), (r.value_high, gold["value_high"])]
        near = all(a is not None and abs(a - Decimal(b)) <= abs(Decimal(b)) / 1000 for a, b in pairs if b)
    except (ValueError, InvalidOperation):
        return False
    return near and r.comparator == gold["comparator"]


def covers(text: str, row: Gold, gold: Gold) -> bool:
    """True where a proposal holds every number of the gold row, or touches it where that has none."""
    a, b = int(row["char_start"]), int(row["char_end"])
    start, end = int(gold["char_start"]), int(gold["char_end"])
    tokens = [(start + x, start + y) for x, y in numbers_in(text[start:end])]
    return all(a <= x and y <= b for x, y in tokens) if tokens else a < end and start < b


def measure(text: str, rows: list[Gold], gold: list[Gold], ledger: bool) -> Counter[tuple[str, str]]:
    """Counts by kind and column: how many gold rows there are, and how many of them are right."""
    count: Counter[tuple[str, str]] = Counter()
    proposed = [row for row in rows if row["kind"] in KINDS]
    for want in gold:
        kind = want["kind"]
        near = [row for row in rows if covers(text, row, want)]
        claim = next((row for row in near if row["kind"] in KINDS), None)
        count[kind, "all"] += 1
        count[kind, "found"] += bool(near)
        if kind == "exclusion":
            count[kind, "as claim"] += any(row["kind"] == "exclusion" for row in near)
            continue
        count[kind, "as claim"] += claim is not None
        if claim is None:
            continue
        said = {
            "exact": claim["stated"] == want["stated"] and claim["char_start"] == want["char_start"],
            "kind": claim["kind"] == kind,
            "unit": claim["unit"].rstrip("?").casefold() == want["unit"].casefold(),
        }
        if ledger:
            said |= {name: claim[name].rstrip("?") == want[name] for name in ("entity", "measure")}
            said["period"] = period(claim) == period(want)
            dated = kind in ("date", "period")
            said["reading"] = said["period"] if dated else reading(claim) == reading(want)
        else:
            read = read_as_gold(claim, want)
            said |= {"reading": read} if read is not None else {}
        for name, right in said.items():
            count[kind, f"{name} of"] += 1
            count[kind, name] += bool(right)
    places = [(int(g["char_start"]), int(g["char_end"])) for g in gold if g["kind"] in KINDS]
    for row in proposed:
        count[row["kind"], "proposed"] += 1
        count[row["kind"], "right"] += any(a < int(row["char_end"]) and int(row["char_start"]) < b for a, b in places)
    return count


def share(count: Counter[tuple[str, str]], kinds: tuple[str, ...], name: str, of: str) -> str:
    """One count in percent of another."""
    total = sum(count[k, of] for k in kinds)
    return f"{100 * sum(count[k, name] for k in kinds) / total:.1f}" if total else "-"


def table(title: str, count: Counter[tuple[str, str]]) -> str:
    """The counts as a table, in percent."""
    lines = [title, f"{'':11}{'rows':>5}" + "".join(f"{c:>10}" for c in (*COLUMNS, "precision"))]
    for name, kinds in (*((k, (k,)) for k in KINDS), ("all claims", KINDS), ("exclusion", ("exclusion",))):
        cells = [share(count, kinds, c, "all" if c in ("found", "as claim") else f"{c} of") for c in COLUMNS]
        cells.append(share(count, kinds, "right", "proposed"))
        lines.append(f"{name:11}{sum(count[k, 'all'] for k in kinds):5}" + "".join(f"{c:>10}" for c in cells))
    return "\n".join(lines)


def documents(folder: Path) -> Iterator[Counter[tuple[str, str]]]:
    """The ledger's documents, each drafted with what the others teach."""
    tables = read_all(load())
    cells = [{k: str(v if v is not None else "") for k, v in row.items()} for row in tables["claims"].rows]
    for row in tables["exclusions"].rows:
        cells.append({k: str(v if v is not None else "") for k, v in row.items()} | {"kind": "exclusion"})
    for source in tables["sources"].rows:
        text = (folder / source["file"]).read_bytes().decode()
        gold = [row for row in cells if row["source_id"] == source["source_id"]]
        yield measure(text, propose(text, without(tables, source["source_id"])), gold, True)


def texts(folder: Path) -> Iterator[Counter[tuple[str, str]]]:
    """Texts with their gold beside; the package's vocabularies know nothing of their fields."""
    tables = read_all(load())
    for path in sorted(folder.glob("*.txt")):
        text = path.read_bytes().decode()
        with path.with_suffix(".csv").open(encoding="utf-8", newline="") as file:
            gold = list(csv.DictReader(file))
        yield measure(text, propose(text, tables), gold, False)


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How good are the proposals of cnai draft?")
    parser.add_argument("--texts", type=Path, help="folder of the ledger's five texts")
    parser.add_argument("--gold", type=Path, default=HERE / "texts" / "dev", help="folder of texts with gold")
    asked = parser.parse_args()
    print(f"Percent; {USAGE}; precision: claims among the proposals of the kind.\n")
    if asked.texts:
        print(table("The five documents against the ledger", sum(documents(asked.texts), Counter())), end="\n\n")
    print(table(f"Texts in other fields, {asked.gold.name}", sum(texts(asked.gold), Counter())))


if __name__ == "__main__":
    main()
