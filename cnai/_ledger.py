"""The rules between tables: claims read from their printed words, and every number entered twice."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise
from typing import Any

from cnai._dates import parse_when, window
from cnai._interval import Reading, snap
from cnai._package import Field, Table, near
from cnai._ranks import parse_direction, parse_rank
from cnai._reading import parse
from cnai._tables import Row, Rows
from cnai._words import CURRENCIES

EPOCH = date(1970, 1, 1)
UNIT_OF_KIND = {"date": "date", "period": "date", "rank": "rank", "direction": "change"}
ATTRIBUTES = (("status", "actual"), ("reported_by", None))
PRINTED = {*CURRENCIES.values(), "percent"}
NAMED = re.compile(r"\[([a-z0-9-]+)\]")
_LITERAL = re.compile(r"'([^']*)'")
_LIST = re.compile(r"\bnamed\('([^']*)'\)")
Tables = dict[str, Rows]


def claims_of(expression: str) -> list[str]:
    """Ids of the claims that an expression names; the lists behind counts are not claims."""
    return _LITERAL.findall(_LIST.sub("", expression))


def rows_of(tables: Tables, name: str) -> list[Row]:
    """The rows of a table that a package may do without."""
    return tables[name].rows if name in tables else []


def _days(day: date | None, none: str) -> Decimal:
    return Decimal((day - EPOCH).days) if day else Decimal(none)


def read_claim(row: Row, whole: bool) -> dict[str, Any]:
    """What one claim's printed words say: the derived columns of `claims`. Raises ValueError where they say nothing."""
    kind, stated = row["kind"], row["stated"]
    start, end = row["period_start"] or "", row["period_end"] or ""
    for iso in filter(None, (start, end)):
        window(iso)
    if kind in ("date", "period"):
        when = parse_when(stated, start, end)
        out: dict[str, Any] = dict.fromkeys(
            ("comparator", "value", "value_high", "low", "high", "low_open", "high_open", "resolution")
        )
        out |= {"rule": "first and last day", "date_low": when.low, "date_high": when.high}
        if when.low or when.high:
            low, high = _days(when.low, "-Infinity"), _days(when.high, "Infinity")
            point = low if low == high else None
            out |= {
                "comparator": "=" if point is not None else "range",
                "value": point,
                "low": low,
                "high": high,
            }
            out |= {"low_open": not when.low, "high_open": not when.high, "resolution": Decimal(1)}
        return out
    reading = {"rank": parse_rank, "direction": parse_direction}.get(kind, lambda s: parse(s, row["rounded_to"]))(
        stated
    )
    if reading.unit and reading.unit != row["unit"]:
        raise ValueError(f"{stated!r} is printed in {reading.unit}, the ledger says {row['unit']}")
    if not reading.unit and row["unit"] in PRINTED:
        raise ValueError(f"{stated!r} prints no {row['unit']}")
    counted = whole and reading.comparator != "=" and row["basis"] in ("stock", "flow", "cumulative")
    reading = snap(reading, counted, row["basis"] == "share", signed=kind == "direction" or row["basis"] == "change")
    return _columns(reading) | {
        "date_low": window(start)[0] if start else None,
        "date_high": window(end)[1] if end else None,
    }


def _columns(r: Reading) -> dict[str, Any]:
    return {
        "comparator": r.comparator, "value": r.value, "value_high": r.value_high, "low": r.low, "high": r.high,
        "low_open": r.low_open, "high_open": r.high_open, "resolution": r.resolution, "rule": r.rule,
    }  # fmt: skip


def read_claims(tables: Tables) -> None:
    """Read every claim's printed words into its row, and hold the row against the vocabularies."""
    claims, units, measures = tables["claims"], tables["units"].by("unit"), tables["measures"].by("measure")
    ids, labels = claims.by("claim_id"), tables["entities"].by("entity")
    for row in claims.rows:
        unit, measure = units.get(row["unit"]), measures.get(row["measure"])
        try:
            row |= read_claim(row, bool(unit and unit["whole"]))
        except (ValueError, TypeError) as error:
            claims.report("reading", row, "stated", row["stated"], str(error))
            row |= dict.fromkeys(f.name for f in claims.table.derived)
        if measure:
            for column in ("kind", "basis"):
                if row[column] != measure[column]:
                    rule = f"measure {row['measure']} has {column} {measure[column] or 'empty'}"
                    claims.report("measure", row, column, row[column], rule)
        wanted = UNIT_OF_KIND.get(row["kind"] or "", row["unit"])
        if row["unit"] != wanted:
            claims.report("unit", row, "unit", row["unit"], f"a {row['kind']} has the unit {wanted}")
        word = "" if row["rounded_to"] is None else "rounded" if row["rounded_to"] else "exact"
        said = set(re.findall(r"\b(?:exact|rounded)\b", row["note"] or ""))
        if said != {word} - {""}:
            told = f"with rounded_to {row['rounded_to'] if word else 'empty'} it says " + (
                word or "neither exact nor rounded"
            )
            claims.report("note", row, "note", row["note"] or "", told)
        own = [str(row[c] or "") for c in ("stated", "period_start", "period_end", "base")]
        own.append(str(labels[row["entity"]]["label"]) if row["entity"] in labels else "")
        for number in re.findall(r"(?<![\w.-])\d+(?:[.,]\d+)*", row["statement"] or ""):
            if number.lstrip("0") not in {n.lstrip("0") for n in re.findall(r"\d+(?:[.,]\d+)*", " ".join(own))}:
                claims.report("statement", row, "statement", number, "a paraphrase holds no number but the claim's own")
        _named_exist(claims, row, "note", ids)


def _named_exist(rows: Rows, row: Row, column: str, ids: dict[str, Row]) -> None:
    for name in NAMED.findall(row[column] or ""):
        if name not in ids:
            rows.report("claim", row, column, name, f"is no claim{near(name, ids)}")


def positions(tables: Tables) -> None:
    """Places are as long as their words, in order, and never overlap."""
    spans: dict[str, list[tuple[int, int, Row, Rows]]] = {}
    for name, rows in tables.items():
        if not rows.table.place:
            continue
        previous = ("", -1)
        order = {s: n for n, s in enumerate(tables["sources"].by("source_id"))}
        for row in rows.rows:
            a, b, words = row["char_start"], row["char_end"], row[rows.table.place]
            if a is None or b is None or words is None:
                continue
            if b - a != len(words):
                rows.report("position", row, "char_end", b, f"{a} to {b} is {b - a} long, the words are {len(words)}")
            if name in ("claims", "exclusions"):
                spans.setdefault(row["source_id"], []).append((a, b, row, rows))
                place = (order.get(row["source_id"], 0), a)
                if previous[0] != "" and place < previous:
                    rows.report("order", row, "char_start", a, "rows must be sorted by source and position")
                previous = place  # type: ignore[assignment]
    for source in tables["sources"].rows:
        found = sorted(spans.get(source["source_id"], []), key=lambda s: s[:2])
        for (_, end, one, _), (start, _, row, rows) in pairwise(found):
            if start < end:
                rows.report("overlap", row, "char_start", start, f"overlaps the words at {one['char_start']} to {end}")
        for _, stop, row, rows in found:
            if source["characters"] and stop > source["characters"]:
                told = f"outside the document, which has {source['characters']}"
                rows.report("position", row, "char_end", stop, told)


def _same(field: Field, row: Row, claim: Row, table: Table) -> list[tuple[str, Any, Any]]:
    """Column, cell and claim's value, for each part of a number that is entered twice."""
    upper = row[field.upper] if field.upper else None
    pairs = [(field.base or field.name, row[field.base] if field.base else None, claim["base"])]
    if field.type == "string":
        pairs += [(field.name, row[field.name], claim["period_start"]), (field.upper, upper, claim["period_end"])]
    else:
        printed = claim["comparator"] if claim["comparator"] != "=" else None
        pairs.append((field.name, row[field.name], claim["value"]))
        pairs.append((field.comparator or field.name, row[field.comparator] if field.comparator else None, printed))
        pairs.append((field.upper or field.name, upper, claim["value_high"]))
        pairs.append(("unit", field.unit.format(**row), claim["unit"]))
        start, end = ("date_start", "date_end") if "date_start" in table.names else ("period_start", "period_end")
        pairs += [(start, row.get(start), claim["period_start"]), (end, row.get(end), claim["period_end"])]
    if field.attributes:
        pairs.append((table.entity, row[table.entity], claim["entity"]))
        pairs += [(c, row[c] if c in table.names else default, claim[c]) for c, default in ATTRIBUTES]
    return pairs


def double_entry(tables: Tables) -> None:
    """Every stated cell says what its claim says, and every claim backs a cell."""
    claims = tables["claims"].by("claim_id")
    backed: dict[str, str] = {}
    for rows in tables.values():
        for row in rows.rows:
            for field in (f for f in rows.table.fields if f.claim):
                _enter(rows, row, field, claims, backed)
            if rows.table.key_is and row[rows.table.key[0]] != row[rows.table.key_is]:
                told = f"must be the id in {rows.table.key_is}, {row[rows.table.key_is] or 'nothing'}"
                rows.report("key", row, rows.table.key[0], row[rows.table.key[0]], told)
    for row in tables["claims"].rows:
        if row["claim_id"] not in backed:
            tables["claims"].report("double-entry", row, "claim_id", row["claim_id"], "backs no cell of any table")


def _enter(rows: Rows, row: Row, field: Field, claims: dict[str, Row], backed: dict[str, str]) -> None:
    """Compare one cell with its claim."""
    claim_id = row[field.claim]
    claim = claims.get(claim_id)
    cell = row[field.name] if field.type != "string" or row[field.name] else row[field.upper]
    if claim is None:
        if claim_id is None and cell is not None:
            rows.report("double-entry", row, field.claim, "", f"{field.name} is {cell}, its claim is missing")
        return
    place = f"{rows.table.path}:{row.line} {field.name}"
    if backed.setdefault(claim_id, place) != place and field.type != "string":
        rows.report("double-entry", row, field.claim, claim_id, f"backs {backed[claim_id]} already")
    for column, entered, printed in _same(field, row, claim, rows.table):
        if entered != printed:
            told = f"claim {claim_id} says {printed if printed is not None else 'nothing'}"
            rows.report("double-entry", row, column, "" if entered is None else entered, told)
    wanted = [m.format(**row) for m in field.measure]
    if claim["measure"] not in wanted:
        told = f"measures {claim['measure']}, not {' or '.join(wanted)}"
        rows.report("double-entry", row, field.claim, claim_id, told)
