"""The whole chain of one number, and how to cite it."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any

from cnai._frames import shared
from cnai._ledger import claims_of
from cnai._package import CnaiError, load, near

WIDTH = 13


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
    """A number for people: thousands separated, no trailing zeros, an infinite end as nothing."""
    if value is None or value in (float("inf"), float("-inf")):
        return ""
    return f"{value:,.12g}" if abs(value) < 1e15 else f"{value:.12g}"


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
        why = _dicts("select reason from missing where table_name = $1 and key = $2 and column_name = $3", table, key, column)
        raise CnaiError(f"{table} {key} {column} is empty: {why[0]['reason'] if why else 'not printed'}")
    return str(rows[0][claim])


def why(claim_id: str, key: str | None = None, column: str | None = None, texts: Path | None = None) -> Chain:
    """The whole chain for one number: printed words, place, reading, cells, checks, verdict, estimates.

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
    found = _dicts("select c.*, u.label as unit_label, v.verdict, v.note as verdict_note from claims c join verdicts v using (claim_id) join units u using (unit) where claim_id = $1", claim_id)
    if not found:
        raise CnaiError(f"there is no claim {claim_id!r}{near(claim_id, [r['claim_id'] for r in _dicts('select claim_id from claims')])}")
    c = found[0]
    parts = [
        ("claim", claim_id),
        ("says", c["statement"]),
        ("printed", f"“{c['stated']}”, characters {c['char_start']} to {c['char_end']} of {c['source_id']}"),
        ("reading", _reading(c)),
    ]
    if texts is not None:
        parts.append(("around", _around(c, texts)))
    times = " to ".join(dict.fromkeys(str(c[p]) for p in ("period_start", "period_end") if c[p]))
    parts += [(name, text) for name, text in (("when", times), ("status", c["status"]), ("reported by", c["reported_by"]), ("note", c["note"])) if text]
    parts += [("cell", place) for place in _cells(claim_id)]
    for row in _dicts("select r.*, k.expression from check_claims n join results r using (check_id) join checks k using (check_id) where n.claim_id = $1 order by check_id", claim_id):
        if row["verdict"] is None:
            parts.append(("estimate", f"{row['check_id']}: {interval(row['computed_low'], row['computed_high'], False, False)} {row['unit']}, {row['expression']}"))
        else:
            reading = f", read {row['reading']}" if row["reading"] else ""
            gap = f", {number(row['gap'])} printed units apart" if row["gap"] else ""
            parts.append(("check", f"{row['check_id']}: {row['verdict']}{gap}{reading}, {row['claim_id']} against {row['expression']}"))
    parts.append(("verdict", f"{c['verdict']}: {c['verdict_note']}"))
    return Chain(claim_id, parts)


def _reading(c: dict[str, Any]) -> str:
    if c["kind"] in ("date", "period"):
        days = [str(c[d]) for d in ("date_low", "date_high") if c[d]]
        return f"{' to '.join(dict.fromkeys(days)) or 'no day'} ({c['rule']})"
    return f"{interval(c['low'], c['high'], c['low_open'], c['high_open'])} {c['unit_label']} ({c['rule']})"


def _around(c: dict[str, Any], texts: Path, reach: int = 60) -> str:
    source = _dicts("select file from sources where source_id = $1", c["source_id"])[0]
    try:
        text = (texts / source["file"]).read_text(encoding="utf-8")
    except OSError as error:
        raise CnaiError(f"{texts / source['file']} can't be read: {error.strerror}") from error
    before, after = text[max(0, c["char_start"] - reach) : c["char_start"]], text[c["char_end"] : c["char_end"] + reach]
    return " ".join(f"…{before}[{text[c['char_start'] : c['char_end']]}]{after}…".split())


def _cells(claim_id: str) -> list[str]:
    places = []
    for table in load().tables.values():
        for f in (f for f in table.fields if f.claim):
            for row in _dicts(f'select "{table.key[0]}" as k, "{f.name}" as v from "{table.name}" where "{f.claim}" = $1', claim_id):
                shown = number(row["v"]) if isinstance(row["v"], int | float) else row["v"]
                places.append(f"{table.path} {row['k']} {f.name}: {shown}")
    return places


def cite(name: str = "cnai", style: str = "text") -> str:
    """Cite the package, a source, or a claim with its place.

    Parameters
    ----------
    name : str, default "cnai"
        ``cnai``, a source_id or a claim_id.
    style : {"text", "bibtex"}, default "text"

    Returns
    -------
    str
        A reference; what the document doesn't print is said to be not stated.

    Raises
    ------
    CnaiError
        Where there is no such name or style.

    Examples
    --------
    >>> print(cite("review-2023"))
    [Untitled document, written between 2023-12-15 and 2023-12-31]. Author not stated, publisher not stated, date not stated.
    """
    if style not in ("text", "bibtex"):
        raise CnaiError(f"there is no style {style!r}; there are bibtex, text")
    package = load()
    if name == "cnai":
        if style == "text":
            return f"The cnai contributors (2026). cnai {package.version}: {package.title}."
        return f"@misc{{cnai,\n  author = {{{{The cnai contributors}}}},\n  title = {{cnai: {package.title}}},\n  year = {{2026}},\n  version = {{{package.version}}}\n}}"
    claims = _dicts("select * from claims where claim_id = $1", name)
    source_id = claims[0]["source_id"] if claims else name
    sources = _dicts("select * from sources where source_id = $1", source_id)
    if not sources:
        known = [r["k"] for r in _dicts("select source_id as k from sources union all select claim_id from claims")]
        raise CnaiError(f"there is no source or claim {name!r}{near(name, known)}")
    s = sources[0]
    title = s["title"] or f"[Untitled document, written between {s['not_before']} and {s['not_after']}]"
    publisher, day = s["publisher"] or "publisher not stated", str(s["published"] or "date not stated")
    place = f" Characters {claims[0]['char_start']} to {claims[0]['char_end']}: “{claims[0]['stated']}”." if claims else ""
    if style == "text":
        return f"{title}. Author not stated, {publisher}, {day}.{place}"
    year = f",\n  year = {{{s['published'].year}}}" if s["published"] else ""
    note = f",\n  note = {{{place.strip()}}}" if place else ""
    return f"@misc{{{source_id},\n  author = {{{{[not stated]}}}},\n  title = {{{{{title}}}}},\n  howpublished = {{{publisher}}}{year}{note}\n}}"

