"""A made-up extract of any length, with a known fault of each kind on known lines or without."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path

NAME, EACH = "deals", 10
KINDS, HEDGES = ["round", "grant", "sale", "fund", "loan"], [">", ">=", "<", "<=", "~", "range"]
ID, REQUIRED = "[a-z0-9]+(-[a-z0-9]+)*", {"required": True}
FIELDS = {
    "deal_id": ("string", REQUIRED | {"unique": True, "pattern": ID}),
    "kind": ("string", REQUIRED | {"enum": KINDS}),
    "amount": ("number", REQUIRED | {"minimum": 0}),
    "amount_cmp": ("string", {"enum": HEDGES}),
    "amount_claim": ("string", {"pattern": ID}),
    "investors": ("integer", REQUIRED | {"minimum": 0}),
    "share": ("number", {"minimum": 0}),
    "day": ("date", REQUIRED),
}
# A fault of each kind: its column and how a cell goes wrong.
FAULTS = {
    "an id that isn't one": ("deal_id", str.upper),
    "a kind that isn't known": ("kind", lambda cell: cell + "s"),
    "a number left out": ("amount", lambda cell: ""),
    "thousands separated": ("amount", lambda cell: cell[0] + "," + cell[1:]),
    "below nought": ("amount", lambda cell: "-" + cell),
    "an unknown hedge": ("amount_cmp", lambda cell: "=>"),
    "a claim's id with a space": ("amount_claim", lambda cell: "some claim"),
    "no whole number": ("investors", lambda cell: cell + ".5"),
    "an exponent": ("share", lambda cell: "1e1"),
    "a day that doesn't exist": ("day", lambda cell: cell[:4] + "-02-30"),
}


def write(folder: Path, length: int, faulty: bool) -> int:
    """Write a table and its descriptor, ours and a peer's, into a new folder; gives the number of faults."""
    chance = random.Random(length)
    folder.mkdir(parents=True)
    fields = [{"name": n, "type": t, "description": n, "unit": "1", "constraints": c} for n, (t, c) in FIELDS.items()]
    schema = {"fields": fields, "primaryKey": "deal_id", "missingValues": [""]}
    about = {"path": f"{NAME}.csv", "type": "table", "encoding": "utf-8", "format": "csv", "mediatype": "text/csv"}
    ours = schema | {"missingValues": [{"value": "", "label": "not printed"}]}
    for file, one in (("ours.json", ours), ("plain.json", schema)):
        spec = {"name": NAME, "title": NAME, "version": "1.0.0", "resources": [{"name": NAME, **about, "schema": one}]}
        (folder / file).write_text(json.dumps(spec), "utf-8")
    bad = {}
    if faulty:
        lines = iter(chance.sample(range(length), EACH * len(FAULTS)))
        bad = {next(lines): fault for fault in FAULTS for _ in range(EACH)}
    names = list(FIELDS)
    with (folder / f"{NAME}.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(names)
        for n in range(length):
            day = f"{2015 + n % 9}-{1 + n % 12:02}-{1 + n % 28:02}"
            hedge = HEDGES[n % 6] if n % 5 == 0 else ""
            share = f"{n % 100}.{n % 10}" if n % 3 else ""
            row = [f"deal-{n}", KINDS[n % 5], str(1000 + n * 37), hedge, "", str(n % 40), share, day]
            if n in bad:
                column, wrong = FAULTS[bad[n]]
                at = names.index(column)
                row[at] = wrong(row[at])
            writer.writerow(row)
    (folder / "faults.json").write_text(json.dumps({str(n + 2): fault for n, fault in bad.items()}), "utf-8")
    return len(bad)
