"""The second entry: which extract's column can hold a claim, what was typed for it, and whether the two agree.

What must agree is `_ledger.double_entry`'s; here it decides beforehand which columns can agree at all.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from cnai._dates import window
from cnai._drafting.drafts import Cells
from cnai._ledger import ATTRIBUTES
from cnai._package import Field, Package, Table
from cnai._tables import Row

DATED = ("date", "period")
NOT_APPLICABLE = "not applicable"
_NUMBER = r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_TYPED = re.compile(rf"(?P<cmp>>=|<=|>|<|~)? ?(?P<low>{_NUMBER})(?: to (?P<high>{_NUMBER}))?", re.ASCII)
_WHEN = re.compile(r"(?P<low>[\d-]*)(?P<to> ?to ?)?(?P<high>[\d-]*)", re.ASCII)
HOW = {
    "number": "in base units, digits and nothing else: 2500000, > 2300, ~ 90, 9 to 15",
    "date": "2023, 2023-08 or 2023-08-31; 2023-01 to 2023-08; to 2023-11 and 2023 to are open",
    "direction": "up or down",
}


def spans(table: Table) -> tuple[str, str]:
    """The columns of the time that a row refers to."""
    return ("date_start", "date_end") if "date_start" in table.names else ("period_start", "period_end")


def _template(unit: str) -> str:
    return unit[1:-1] if unit.startswith("{") else ""


def _fits(table: Table, field: Field, claim: Cells, restated: bool) -> bool:
    dated, column = claim["kind"] in DATED, _template(field.unit)
    takes = table[column].constraints.get("enum") if column else [field.unit]
    if dated != (field.type == "string") or (not dated and takes and claim["unit"] not in takes):
        return False
    if claim["measure"] not in field.measure and "{measure}" not in field.measure:
        return False
    hedged, ranged = claim["comparator"] != "=", claim["comparator"] == "range"
    if not dated and ((hedged and not field.comparator) or (ranged and not field.upper)):
        return False
    if field.type == "integer" and claim["value"] != claim["value"].to_integral_value():  # type: ignore[attr-defined]
        return False
    if bool(claim["base"]) > bool(field.base) or (field.base and table[field.base].required and not claim["base"]):
        return False
    if not dated and any(claim[c] and s not in table.names for c, s in zip(PERIOD, spans(table), strict=True)):
        return False
    if field.attributes and any(claim[c] != d and c not in table.names for c, d in ATTRIBUTES):
        return False
    return restated or "restates" not in table.names


PERIOD = ("period_start", "period_end")


def homes(package: Package, held: Mapping[str, list[Row]]) -> Counter[tuple[str, str, str]]:
    """How many claims of a measure each column holds, by table, column and measure."""
    measures = {row["claim_id"]: row["measure"] for row in held["claims"]}
    return Counter(
        (table.name, field.name, measures.get(row[field.claim], ""))
        for table in package.tables.values()
        for field in table.fields
        if field.claim
        for row in held[table.name]
    )


def proposed_id(claim: Any) -> str:
    """An id that says what the claim is about: entity, measure, year.

    Examples
    --------
    >>> proposed_id({"entity": "bee-club", "measure": "new_hives", "kind": "quantity", "period_end": "2024-05"})
    'bee-club-new-hives-2024'
    """
    year = "" if claim["kind"] in DATED else (claim["period_end"] or claim["period_start"] or "")[:4]
    return "-".join(filter(None, (claim["entity"], claim["measure"].replace("_", "-"), year)))


def columns_for(
    package: Package, claim: Any, restated: bool, held: Mapping[tuple[str, str, str], int] = MappingProxyType({})
) -> list[tuple[Table, Field]]:
    """The columns that can hold a claim, the likeliest first.

    Parameters
    ----------
    package : Package
    claim : Row
        As the ledger reads it.
    restated : bool
        True where the document states this of this entity already.
    held : mapping
        As `homes` gives it: how many claims of the measure each column holds.
    """
    fitting = [
        (table, field)
        for table in package.tables.values()
        for field in table.fields
        if field.claim and _fits(table, field, claim, restated)
    ]

    def rank(column: tuple[Table, Field]) -> tuple[int, bool, bool]:
        table, field = column
        count = held.get((table.name, field.name, claim["measure"]), 0)
        return -count, claim["measure"] not in field.measure, bool(_template(field.unit))

    return sorted(fitting, key=rank)


def _plain(number: str) -> str:
    value = Decimal(number.replace(",", ""))
    return f"{value.normalize() + 0:f}"


def typed(kind: str, words: str) -> tuple[str, str, str]:
    """Value, comparator and upper end as cells, from what a person typed; for a date its start, nothing, its end.

    Raises
    ------
    ValueError
        Where it is no value, with what is allowed.

    Examples
    --------
    >>> typed("quantity", "> 2,300"), typed("period", "2023-01 to 2023-08"), typed("direction", "down")
    (('2300', '>', ''), ('2023-01', '', '2023-08'), ('0', '<', ''))
    """
    words = " ".join(words.split())
    if kind in DATED:
        match = _WHEN.fullmatch(words)
        if not match or not (match["low"] or match["high"]) or (match["high"] and not match["to"]):
            raise ValueError(HOW["date"])
        for iso in filter(None, (match["low"], match["high"])):
            window(iso)
        return match["low"], "", match["high"] if match["to"] else match["low"]
    if kind == "direction":
        if words not in ("up", "down"):
            raise ValueError(HOW["direction"])
        return "0", ">" if words == "up" else "<", ""
    match = _TYPED.fullmatch(words)
    if not match or (match["cmp"] and match["high"]):
        raise ValueError(HOW["number"])
    if match["high"]:
        return _plain(match["low"]), "range", _plain(match["high"])
    return _plain(match["low"]), match["cmp"] or "", ""


def differ(claim: Any, entry: tuple[str, str, str]) -> list[str]:
    """Which parts of a typed value aren't what the claim says; what the claim says is not told."""
    value, comparator, upper = entry
    if claim["kind"] in DATED:
        parts = {"start": value == (claim["period_start"] or ""), "end": upper == (claim["period_end"] or "")}
    else:
        high = claim["value_high"]
        parts = {
            "value": claim["value"] is not None and Decimal(value) == claim["value"],
            "hedge": comparator == (claim["comparator"] if claim["comparator"] != "=" else ""),
            "upper end": (Decimal(upper) if upper else None) == high,
        }
    return [name for name, same in parts.items() if not same]


def row_of(table: Table, field: Field, claim: Any, claim_id: str, entry: tuple[str, str, str]) -> Cells:
    """The cells that claim and entry give; the others aren't in it."""
    value, comparator, upper = entry
    cells = {table.key[0]: claim_id, field.name: value, field.claim: claim_id}
    cells |= {column: text for column, text in ((field.comparator, comparator), (field.upper, upper)) if column}
    start, end = spans(table)
    given = {c: claim[c] for c in ("status", "reported_by")} | {table.entity: claim["entity"]}
    given |= {"measure": claim["measure"]} if "{measure}" in field.measure else {}
    if claim["kind"] not in DATED:
        given |= {start: claim["period_start"], end: claim["period_end"]}
        given |= {_template(field.unit): claim["unit"]}
    given |= {field.base: claim["base"]} if field.base else {}
    return {c: str(v or "") for c, v in given.items() if c in table.names} | cells


def to_ask(table: Table, cells: Cells) -> Iterator[Field]:
    """The columns of a row that are still to be said: not those of another claim, nor what doesn't apply."""
    others = {c for f in table.fields if f.claim for c in (f.claim, f.name, f.comparator, f.upper)}
    for field in table.fields:
        if field.name not in cells and field.name not in others and applies(field, cells):
            yield field


def applies(field: Field, cells: Cells) -> bool:
    """True where the descriptor doesn't say that the column has no meaning in this row."""
    return all(cells.get(c) if v == ["*"] else cells.get(c) in v for c, v in field.applies.items())


def whole(table: Table, cells: Cells) -> Cells:
    """The row with every column; what doesn't apply has its code."""
    code = next((code for code, label in table.missing.items() if label == NOT_APPLICABLE), "")
    return {f.name: cells.get(f.name, "") if applies(f, cells) else code for f in table.fields}
