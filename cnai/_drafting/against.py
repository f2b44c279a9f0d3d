"""What a new claim can be checked against: the same stated twice, parts of a whole, shares, growth, two currencies."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, permutations
from typing import Any

from cnai._drafting.drafts import Cells
from cnai._words import CURRENCIES

MOST_PARTS, MOST_CLAIMS = 4, 14
MONEY = {*CURRENCIES.values()}


def _call(name: str, *claims: Any) -> str:
    return f"{name}({', '.join(c if isinstance(c, str) else _stated(c) for c in claims)})"


def _stated(claim: Any) -> str:
    return f"stated('{claim['claim_id']}')"


def _line(kind: str, target: Any, expression: str, unit: str, note: str, name: str) -> Cells:
    claim_id = target["claim_id"] if target else ""
    return {
        "check_id": name, "kind": kind, "claim_id": claim_id, "expression": expression, "unit": unit, "reading": "",
        "expected": "", "note": note,
    }  # fmt: skip


def _same(one: Any, other: Any, *columns: str) -> bool:
    return all(one[c] == other[c] for c in columns)


def _when(claim: Any) -> tuple[Any, Any]:
    return claim["period_start"], claim["period_end"]


def _meet(one: Any, other: Any) -> bool:
    """True where the two can be of the same time: an unprinted one goes with any."""
    return _when(one) == _when(other) or not any(_when(one)) or not any(_when(other))


def _near(low: Any, high: Any, claim: Any) -> bool:
    step = claim["resolution"] or 1
    return bool(low <= claim["high"] + step and high >= claim["low"] - step)


def _agreements(new: list[Any], claims: list[Any]) -> Iterator[Cells]:
    like = ("measure", "entity", "kind", "basis", "base", "unit")
    ids = {c["claim_id"] for c in new}
    for n, claim in enumerate(claims):
        for other in claims[:n]:
            if {claim["claim_id"], other["claim_id"]} & ids and _same(claim, other, *like) and _meet(claim, other):
                target, against = (claim, other) if claim["claim_id"] in ids else (other, claim)
                note = "Stated twice." if _same(claim, other, "source_id") else "Stated in two documents."
                name = f"{target['claim_id']}-twice"
                yield _line("agreement", target, _stated(against), target["unit"], note, name)


def _sums(new: list[Any]) -> Iterator[Cells]:
    """Parts whose sum comes near a total of the same unit, basis and time."""
    for total in new:
        parts = [
            c for c in new
            if c is not total and _same(c, total, "unit", "basis", "kind") and _when(c) == _when(total)
            and c["kind"] == "quantity" and c["basis"] in ("stock", "flow", "cumulative", "share")
            and c["low"] is not None and c["high"].is_finite() and c["low"] >= 0 and c["value"] < (total["value"] or 0)
        ][:MOST_CLAIMS]  # fmt: skip
        for size in range(2, MOST_PARTS + 1):
            for some in combinations(parts, size):
                if _near(sum(c["low"] for c in some), sum(c["high"] for c in some), total):
                    expression = _stated(some[0])
                    for part in some[1:]:
                        expression = _call("plus", expression, part)
                    name = f"{total['claim_id']}-sum"
                    yield _line("identity", total, expression, total["unit"], "The parts make the whole.", name)


def _shares(new: list[Any]) -> Iterator[Cells]:
    """A printed share of two counts of one unit."""
    shares = [c for c in new if c["unit"] == "percent" and c["basis"] == "share"]
    counts = [c for c in new if c["kind"] == "quantity" and c["unit"] != "percent" and c["value"]][:MOST_CLAIMS]
    for share in shares:
        for part, total in permutations(counts, 2):
            percent = 100 * part["value"] / total["value"]
            like = _same(part, total, "unit") and percent < 100 and _meet(part, total)
            if like and _near(percent, percent, share):
                expression = _call("times", "exactly(100)", _call("ratio", part, total))
                yield _line("identity", share, expression, "percent", "Part and whole.", f"{share['claim_id']}-of")


def _changes(new: list[Any], claims: list[Any]) -> Iterator[Cells]:
    """A printed growth, or a multiple, held against two levels of one measure."""
    ids = {c["claim_id"] for c in new}
    for change in (c for c in claims if c["kind"] == "quantity" and c["unit"] in ("percent", "times")):
        levels = [c for c in claims if _same(c, change, "entity") and c["unit"] not in ("percent", "times")]
        levels = [c for c in levels if c["kind"] == "quantity" and c["value"] and c["date_high"]]
        for old, late in permutations(levels, 2):
            if not {c["claim_id"] for c in (change, old, late)} & ids or not _same(old, late, "measure", "unit"):
                continue
            if not old["date_high"] < late["date_low"] or not _meet(change, late):
                continue
            if change["base"] and change["base"] not in (old["period_start"], old["period_end"]):
                continue
            here = {c["measure"]: c for c in levels if _same(c, change, "source_id") and _when(c) == _when(old)}
            if here.get(old["measure"], old) is not old:  # the document's own level serves better
                continue
            if change["unit"] == "percent" and change["basis"] == "change":
                line = _call("growth", old, late), "percent", "From the earlier level to the later."
            elif change["unit"] == "times":
                line = _call("ratio", late, old), "times", "The later level in the earlier."
            else:
                continue
            yield _line("identity", change, *line, f"{change['claim_id']}-levels")


def _currencies(new: list[Any], claims: list[Any]) -> Iterator[Cells]:
    """One amount in two currencies: the rate it implies, and another pair at that rate."""
    money = [c for c in claims if c["unit"] in MONEY and c["value"]]
    pairs = [
        (one, other) for one, other in combinations(money, 2)
        if _same(one, other, "source_id", "entity", "measure", "basis") and one["unit"] != other["unit"]
        and _when(one) == _when(other)
    ]  # fmt: skip
    ids = {c["claim_id"] for c in new}
    for n, (one, other) in enumerate(pairs):
        if one["claim_id"] in ids:
            note = f"{one['unit']} for one {other['unit']}, as the two amounts imply."
            yield _line("estimate", None, _call("ratio", one, other), one["unit"], note, f"{one['claim_id']}-rate")
        for first, second in pairs[:n]:
            if (
                {c["claim_id"] for c in (one, first)} & ids
                and _same(one, first, "unit")
                and _same(other, second, "unit")
            ):
                expression = _call("times", one, _call("ratio", second, first))
                note = "At the other pair's rate."
                yield _line("identity", other, expression, other["unit"], note, f"{other['claim_id']}-pair")


def proposals(claims: list[Any], ids: set[str], checks: list[Any]) -> list[Cells]:
    """Ready-made lines of `checks.csv` for new claims, by what they have in common; `expected` is left empty.

    Parameters
    ----------
    claims : list of Row
        Every claim as the ledger reads it, old and new.
    ids : set of str
        The new ones.
    checks : list of Row
        The checks there are; none is proposed twice.
    """
    new = [c for c in claims if c["claim_id"] in ids]
    known = {(c["claim_id"] or "", c["expression"]) for c in checks}
    taken = {c["check_id"] for c in checks}
    found = []
    for line in (
        *_agreements(new, claims), *_sums(new), *_shares(new), *_changes(new, claims), *_currencies(new, claims),
    ):  # fmt: skip
        if (line["claim_id"], line["expression"]) not in known:
            known.add((line["claim_id"], line["expression"]))
            found.append(line | {"check_id": free(line["check_id"], taken)})
    return found


def free(name: str, taken: set[str]) -> str:
    """The name, with a number where it is taken; it is taken then.

    Examples
    --------
    >>> free("boats", {"boats", "boats-2"})
    'boats-3'
    """
    n, tried = 1, name
    while tried in taken:
        n += 1
        tried = f"{name}-{n}"
    taken.add(tried)
    return tried
