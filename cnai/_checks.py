"""The rules of a check: what its expression may name, its unit, its readings, and that like is held against like."""

from __future__ import annotations

import re

from cnai._expressions import check_expression, units_of
from cnai._ledger import Tables, claims_of, rows_of
from cnai._package import near
from cnai._tables import Row


def check_rules(tables: Tables) -> None:
    """Hold every check's expression, unit and reading against the rules; findings land in the table."""
    checks, claims = tables["checks"], tables["claims"].by("claim_id")
    lists = {row["list_claim"] for row in rows_of(tables, "list_items")}
    for row in checks.rows:
        expression, target, estimate = row["expression"], row["claim_id"], row["kind"] == "estimate"
        if expression is None or row["kind"] is None:
            continue
        try:
            tree = check_expression(expression)
        except ValueError as error:
            checks.report("expression", row, "expression", expression, str(error))
            continue
        named = claims_of(expression)
        for name in named:
            if name not in claims:
                checks.report("expression", row, "expression", name, f"is no claim{near(name, claims)}")
        for name in re.findall(r"named\('([^']*)'\)", expression):
            if name not in lists:
                checks.report("expression", row, "expression", name, f"has no list of names{near(name, lists)}")
        if len(set(named)) < len(named):
            twice = sorted({n for n in named if named.count(n) > 1})
            checks.report(
                "expression", row, "expression", ", ".join(twice), "is named twice, which widens the interval"
            )
        if row["kind"] == "identity" and tree[0] == "named" and tree[1] in lists - {target}:
            checks.report("expression", row, "expression", str(tree[1]), f"has names of its own, not those of {target}")
        if target in named:
            checks.report(
                "expression",
                row,
                "expression",
                target,
                "is the claim itself, a check must not reach its target",
            )
        if estimate != (target is None):
            checks.report("kind", row, "kind", row["kind"], "an estimate has no claim_id, any other check has one")
        if target in claims and row["unit"] != claims[target]["unit"]:
            checks.report("unit", row, "unit", row["unit"], f"claim {target} is in {claims[target]['unit']}")
        if estimate is False and (row["kind"] == "agreement") != (tree[0] == "stated"):
            checks.report("kind", row, "kind", row["kind"], "an agreement is one stated('…'), an identity computes")
        if row["reading"] and row["kind"] != "identity":
            checks.report("reading", row, "reading", row["reading"], "only an identity has alternative readings")
        if row["kind"] == "agreement" and target in claims:
            _alike(tables, row, claims[target], [claims[name] for name in named if name in claims])
        try:
            comes_in = units_of(tree, {name: claims[name]["unit"] for name in named if name in claims})
        except ValueError as error:
            checks.report("unit", row, "expression", expression, str(error))
            continue
        if (estimate or row["unit"] != "change") and row["unit"] not in comes_in and "number" not in comes_in:
            told = f"the expression comes in {' or '.join(sorted(comes_in))}"
            checks.report("unit", row, "unit", row["unit"], told)
    _readings(tables)
    _restatements(tables)


def _alike(tables: Tables, row: Row, target: Row, others: list[Row]) -> None:
    """An agreement is of like with like."""
    for other in others:
        for column in ("measure", "kind", "basis", "base"):
            if target[column] != other[column]:
                values = [claim[column] or "empty" for claim in (target, other)]
                told = f"{target['claim_id']} has {column} {values[0]}, {other['claim_id']} {values[1]}"
                tables["checks"].report("agreement", row, "expression", row["expression"], told)


def _readings(tables: Tables) -> None:
    """Alternative readings of a claim come at least in pairs, each once, and none is left unsaid."""
    checks = tables["checks"]
    readings: dict[str, list[str | None]] = {}
    for row in checks.rows:
        if row["kind"] == "identity":
            readings.setdefault(row["claim_id"], []).append(row["reading"])
    for row in checks.rows:
        same = readings[row["claim_id"]] if row["kind"] == "identity" else []
        if any(same) and (None in same or len(same) < 2 or same.count(row["reading"]) > 1):
            told = f"the readings of {row['claim_id']} must be two or more, all said and all different"
            checks.report("reading", row, "reading", row["reading"] or "", told)


def _restatements(tables: Tables) -> None:
    """What restates another claim is held against it by an agreement."""
    if "restatements" not in tables:
        return
    rows, agreements = tables["restatements"], [r for r in tables["checks"].rows if r["kind"] == "agreement"]
    held = {frozenset((r["claim_id"], n)) for r in agreements for n in claims_of(r["expression"])}
    for row in rows.rows:
        if frozenset((row["restatement_id"], row["restates"])) not in held:
            told = "no agreement holds the two against each other"
            rows.report("restatement", row, "restates", row["restates"], told)
