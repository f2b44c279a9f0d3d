"""The whole chain of one number."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html import escape
from math import isfinite
from pathlib import Path
from typing import Any

from cnai._frames import shared
from cnai._package import CnaiError, load, near
from cnai._texts import source_text

WIDTH = 13
CLAIM = """select c.*, u.label as unit_label, v.verdict, v.note as verdict_note
    from claims c join verdicts v using (claim_id) join units u using (unit) where claim_id = $1"""
CHECKS = """select r.*, k.expression, u.label as unit_label, e.computed.low_open, e.computed.high_open
    from check_claims n join results r using (check_id) join evaluations e using (check_id)
    join checks k using (check_id) join units u on u.unit = k.unit
    where n.claim_id = $1 order by check_id"""
REASON = "select reason from missing where table_name = $1 and key = $2 and column_name = $3"


@dataclass(frozen=True)
class Chain:
    """What one number rests on: shows itself as text, and as HTML in a notebook."""

    claim_id: str
    parts: list[tuple[str, str]] = field(default_factory=list)

    def __repr__(self) -> str:
        return "\n".join(f"{name:<{WIDTH}} {text}" for name, text in self.parts)

    def _repr_html_(self) -> str:
        rows = "".join(
            f"<tr><th style='text-align:left;vertical-align:top'>{escape(name)}</th>"
            f"<td style='text-align:left'>{escape(text)}</td></tr>"
            for name, text in self.parts
        )
        return f"<table>{rows}</table>"


def number(value: float | None) -> str:
    """A number for people: thousands separated, a fraction to six digits, an infinite end as nothing.

    Examples
    --------
    >>> number(10_000_000_000_000.0), number(6.6666666667), number(float("inf"))
    ('10,000,000,000,000', '6.66667', '')
    """
    if value is None or not isfinite(value):
        return ""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.6g}"


def interval(low: float | None, high: float | None, low_open: bool, high_open: bool) -> str:
    """An interval for people: brackets for a closed end, parentheses for an open one, words for none.

    Examples
    --------
    >>> interval(2301.0, float("inf"), False, True), interval(67.5, 68.5, False, True)
    ('2,301 or more', '[67.5, 68.5)')
    """
    if low is None or high is None:
        return "nothing"
    if low == high:
        return number(low)
    if high == float("inf"):
        return f"{'more than ' + number(low) if low_open else number(low) + ' or more'}"
    if low == float("-inf"):
        return f"{'less than ' + number(high) if high_open else number(high) + ' or less'}"
    return f"{'(' if low_open else '['}{number(low)}, {number(high)}{')' if high_open else ']'}"


def _dicts(query: str, *values: Any) -> list[dict[str, Any]]:
    relation = shared().cursor().sql(query, params=list(values) or None)
    return [dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()]


def _cell(table: str, key: str, column: str) -> str:
    """The claim behind a cell; raises CnaiError where table, row, column or claim isn't there."""
    spec = load().table(table)
    if column not in spec.names:
        raise CnaiError(f"table {table} has no column {column!r}{near(column, spec.names)}")
    rows = _dicts(f'select * from "{table}" where "{spec.key[0]}" = $1', key)
    if not rows:
        keys = [r["k"] for r in _dicts(f'select "{spec.key[0]}" as k from "{table}"')]
        raise CnaiError(f"table {table} has no row {key!r}{near(key, keys)}")
    claim = spec[column].claim
    if not claim:
        stated = [f.name for f in spec.fields if f.claim]
        raise CnaiError(f"column {column} of {table} is stated nowhere{near(column, stated)}")
    if rows[0][claim] is None:
        why = _dicts(
            "select reason from missing where table_name = $1 and key = $2 and column_name = $3",
            table,
            key,
            column,
        )
        raise CnaiError(f"{table} {key} {column} is empty: {why[0]['reason'] if why else 'not printed'}")
    return str(rows[0][claim])


def why(claim_id: str, key: str | None = None, column: str | None = None, texts: Path | None = None) -> Chain:
    """The whole chain for one number: printed words, place, reading, cells, checks, estimates, charts, verdict.

    Parameters
    ----------
    claim_id : str
        A claim; or a table, with `key` and `column` naming one of its cells.
    key, column : str, optional
        Row and column of the cell.
    texts : Path, optional
        Folder of the sources' texts; the words around are shown then, never stored.

    Returns
    -------
    Chain
        Shows itself as text and as HTML.

    Raises
    ------
    CnaiError
        Where there is no such claim, table, row or column; the near names are offered.

    Examples
    --------
    >>> why("funding", "zhipu-2023", "amount").claim_id
    'zhipu-2023-rmb'
    """
    if key is not None or column is not None:
        if key is None or column is None:
            raise CnaiError("a cell is named by table, key and column; one of them is missing")
        claim_id = _cell(claim_id, key, column)
    found = _dicts(CLAIM, claim_id)
    if not found:
        known = [row["claim_id"] for row in _dicts("select claim_id from claims")]
        raise CnaiError(f"there is no claim {claim_id!r}{near(claim_id, known)}")
    c = found[0]
    printed = f"“{c['stated']}”, characters {c['char_start']} to {c['char_end']} of {c['source_id']}"
    times = " to ".join(dict.fromkeys(str(c[p]) for p in ("period_start", "period_end") if c[p]))
    parts = [("claim", claim_id), ("says", c["statement"]), ("printed", printed), ("reading", _reading(c))]
    parts += [("around", _around(c, texts))] if texts is not None else []
    parts += [("when", times), ("status", c["status"]), ("reported by", c["reported_by"]), ("note", c["note"])]
    parts += [("cell", place) for place in _cells(claim_id)]
    checks = _dicts(CHECKS, claim_id)
    parts += [_check(row) for row in checks]
    parts += _shown({claim_id, *(row["check_id"] for row in checks if row["claim_id"] == claim_id)}, claim_id)
    parts.append(("verdict", f"{c['verdict']}: {c['verdict_note']}"))
    return Chain(claim_id, [(name, text) for name, text in parts if text])


def _check(row: dict[str, Any]) -> tuple[str, str]:
    """One check that names the claim, told in a line."""
    if row["verdict"] is None:
        implied = interval(row["computed_low"], row["computed_high"], row["low_open"], row["high_open"])
        return "estimate", f"{row['check_id']}: {implied} {row['unit_label']}, {row['expression']}"
    reading = f", read {row['reading']}" if row["reading"] else ""
    gap = f", {number(row['gap'])} printed units apart" if row["gap"] else ""
    compared = f"{row['claim_id']} against {row['expression']}"
    return "check", f"{row['check_id']}: {row['verdict']}{gap}{reading}, {compared}"


def _reading(c: dict[str, Any]) -> str:
    if c["kind"] in ("date", "period"):
        days = [str(c[d]) for d in ("date_low", "date_high") if c[d]]
        return f"{' to '.join(dict.fromkeys(days)) or 'no day'} ({c['rule']})"
    return f"{interval(c['low'], c['high'], c['low_open'], c['high_open'])} {c['unit_label']} ({c['rule']})"


def _around(c: dict[str, Any], texts: Path, reach: int = 60) -> str:
    source = _dicts("select file, sha256, characters from sources where source_id = $1", c["source_id"])[0]
    path = texts / source["file"]
    try:
        text = source_text(path, source["sha256"], source["characters"])
    except CnaiError as error:
        raise CnaiError(f"{path} {error}") from error
    before, after = (
        text[max(0, c["char_start"] - reach) : c["char_start"]],
        text[c["char_end"] : c["char_end"] + reach],
    )
    return " ".join(f"…{before}[{text[c['char_start'] : c['char_end']]}]{after}…".split())


def _cells(claim_id: str) -> list[str]:
    """Every cell that the claim backs, as file, key, column and value."""
    places = []
    for table in load().tables.values():
        for f in (f for f in table.fields if f.claim):
            query = f'select "{table.key[0]}" as key, "{f.name}" as cell from "{table.name}" where "{f.claim}" = $1'
            for row in _dicts(query, claim_id):
                cell = number(row["cell"]) if isinstance(row["cell"], int | float) else row["cell"] or "empty"
                places.append(f"{table.path} {row['key']} {f.name}: {cell}")
    return places


def _shown(drawn: set[str], claim_id: str) -> list[tuple[str, str]]:
    """Charts whose stored table or source line has one of these ids, and notebooks that have the claim's.

    What a notebook stores is compared with what it shows by nbval, so that reading it is as good as drawing again.
    """
    charts, names = [], []
    for path in sorted((load().root / "notebooks").glob("*.ipynb")):
        words = []
        for cell in _cells_of(path):
            source = "".join(cell["source"])
            words.append(source)
            for output in cell.get("outputs", ()):
                data = output.get("data", {})
                words += ["".join(data.get("text/plain", output.get("text", ""))), "".join(data.get("text/html", ""))]
                chart = re.search(r"\bcharts\.(\w+)\(", source)
                if chart and "image/png" in data and _names(words[-2], drawn):
                    charts.append(("chart", f"{chart[1]}, in notebooks/{path.name}"))
        if _names("\n".join(words), {claim_id}):
            names.append(path.name)
    return [*charts, ("notebooks", ", ".join(names))]


def _cells_of(path: Path) -> list[dict[str, Any]]:
    """The cells of a notebook as stored; none where somebody is at work on it and it can't be read."""
    try:
        return list(json.loads(path.read_text(encoding="utf-8"))["cells"])
    except (OSError, ValueError, KeyError):
        return []


def _names(text: str, ids: set[str]) -> bool:
    """True where one of these ids stands in the text as a whole."""
    return bool(re.search(rf"(?<![\w-])(?:{'|'.join(map(re.escape, ids))})(?![\w-])", text))
