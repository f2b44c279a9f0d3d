"""Draft the rows of a new document: every number of its text as a proposal that a person accepts, edits or excludes."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import re
from decimal import Decimal
from pathlib import Path

from cnai._disk import scratch, sync
from cnai._drafting.guess import Guesser
from cnai._drafting.propose import Span, spans
from cnai._drafting.vocabulary import Vocabulary
from cnai._interval import Reading
from cnai._keys import read_all
from cnai._package import CnaiError, load
from cnai._ranks import parse_direction, parse_rank
from cnai._reading import parse
from cnai._tables import Rows

Tables = dict[str, Rows]
COLUMNS = (
    "state", "char_start", "char_end", "stated", "kind", "entity", "measure", "basis", "base", "unit", "period_start",
    "period_end", "status", "reported_by", "rounded_to", "statement", "note", "reason", "reading",
)  # fmt: skip
FOLDER = "drafts"
MOST_BYTES = 20_000_000
_AMBIGUOUS = re.compile(r"\d,\d{1,2}(?!\d)|\d,\d{3},\d{1,2}(?!\d)")


def _decimal(value: Decimal) -> str:
    return f"{value.quantize(Decimal('0.0001')).normalize():,f}" if value.is_finite() else ""


def told(reading: Reading) -> str:
    """What a printed quantity is read as, in words to check at a glance.

    Examples
    --------
    >>> told(parse("more than 2,300")), told(parse("68%")), told(parse("about 30")), told(parse("14"))
    ('> 2,300', '67.5 to 68.5 percent', 'about 29 to 31', '14')
    """
    unit = f" {reading.unit}" if reading.unit else ""
    low, high, about = _decimal(reading.low), _decimal(reading.high), "about " * (reading.comparator == "~")
    if not low or not high:
        return f"{reading.comparator} {low or high}{unit}"
    return f"{low}{unit}" if low == high else f"{about}{low} to {high}{unit}"


def _read(kind: str, stated: str) -> tuple[str, str, str]:
    """What the reader makes of the printed words, the unit they print, and its complaint."""
    try:
        if kind == "rank":
            place = parse_rank(stated)
            return f"rank {'<= ' * (place.comparator == '<=')}{_decimal(place.high)}", "rank", ""
        if kind == "direction":
            return {">": "rise", "<": "fall", "=": "no change"}[parse_direction(stated).comparator], "change", ""
        reading = parse(stated)
        return told(reading), reading.unit or "", ""
    except ValueError as refusal:
        return "", {"rank": "rank", "direction": "change"}.get(kind, ""), str(refusal)


def _claim(span: Span, stated: str, guesser: Guesser) -> dict[str, str]:
    """The cells of a proposed claim; a guess ends with a question mark."""

    def guess(value: str) -> str:
        return f"{value}?" if value else ""

    if span.kind in ("date", "period"):
        start, end = guesser.calendar.period(stated, span.start)
        reading = start if start == end else f"{start or '...'} to {end or '...'}"
        unit, complaint = "date", "" if start or end else "the words alone don't say which"
    else:
        reading, unit, complaint = _read(span.kind, stated)
        start, end = guesser.period_of(span)
        if _AMBIGUOUS.search(stated) and complaint:
            complaint = f"a comma that parts thousands or decimals; {complaint}"
    counted = guesser.unit(span, unit)
    measure = guesser.measure(span, counted)
    return {
        "entity": guess(guesser.entity(span)),
        "measure": guess(measure),
        "basis": guess(guesser.vocabulary.basis.get(measure, "")),
        "base": guess(guesser.base(span, counted)),
        "unit": unit or guess(counted),
        "period_start": guess(start),
        "period_end": guess(end),
        "status": guess(guesser.status(span)),
        "reported_by": guess(guesser.cited(span)),
        "note": complaint,
        "reading": reading if not complaint else "",
    }


def propose(text: str, tables: Tables) -> list[dict[str, str]]:
    """Propose a row for every number, date, rank and direction of a text.

    Parameters
    ----------
    text : str
        Any English text.
    tables : dict of Rows
        The package's tables, whose vocabularies and earlier claims the guesses come from.

    Returns
    -------
    list of dict
        Rows with the columns of a draft, in order of position, none overlapping; what is guessed ends with "?".

    Examples
    --------
    >>> [(row["stated"], row["kind"], row["reading"]) for row in propose("Sales rose by 5% to over $2bn.", {})]
    [('5%', 'quantity', '4.5 to 5.5 percent'), ('over $2bn', 'quantity', '> 2,000,000,000 USD')]
    """
    vocabulary = Vocabulary(tables)
    named = vocabulary.named_in(text)
    found = spans(text, [(a, b) for a, b, _ in named])
    guesser = Guesser(text, found, named, vocabulary)
    rows = []
    for span in found:
        row = dict.fromkeys(COLUMNS, "")
        stated = text[span.start : span.end]
        row |= {"state": "proposed", "char_start": str(span.start), "char_end": str(span.end), "stated": stated}
        row["kind"] = span.kind
        row |= {"reason": f"{span.reason}?"} if span.kind == "exclusion" else _claim(span, stated, guesser)
        rows.append(row)
    return rows


def read_text(file: Path) -> tuple[str, bytes]:
    """A document's text and its bytes; one sentence where it can't be read."""
    try:
        if file.exists() and not file.is_file():  # a pipe would be waited for
            raise CnaiError(f"{file} is no plain file, a document is one")
        if file.stat().st_size > MOST_BYTES:
            raise CnaiError(f"{file} has over {MOST_BYTES} bytes, a document has fewer; draft its parts")
        data = file.read_bytes()
        return data.decode("utf-8"), data
    except OSError as error:
        raise CnaiError(f"{file} can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CnaiError(f"{file}:{line}: bytes that are no UTF-8; save the text as UTF-8") from error


def _written(rows: list[dict[str, str]], columns: tuple[str, ...] | list[str]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def put_new(target: Path, content: str) -> None:
    """Write a new file in one step; what is there already is left as it was. Raises CnaiError."""
    try:
        with scratch(target.parent) as folder:
            made = folder / target.name
            made.write_bytes(content.encode("utf-8"))
            sync(made)
            os.link(made, target)  # unlike a rename, refuses a target that is there
            sync(target.parent)
    except FileExistsError:
        raise CnaiError(f"{target} is there already; review it, or remove it to draft anew") from None
    except OSError as error:
        raise CnaiError(f"{target} can't be written: {error.strerror}") from error


def draft(text_file: Path, source_id: str, root: Path | None = None) -> tuple[Path, int]:
    """Draft the rows of a document into ``seeds/drafts/<source_id>.csv``, with what is known of it beside.

    Parameters
    ----------
    text_file : Path
        Plain text in UTF-8.
    source_id : str
        The document's id to be: small letters, digits and hyphens.
    root : Path, optional
        A folder with a descriptor and its tables; the package's own by default.

    Returns
    -------
    tuple of Path and int
        The draft and its number of proposals.

    Raises
    ------
    CnaiError
        When the id or the file won't do, or something of that id is there already.
    """
    if not re.fullmatch(r"[a-z0-9-]+", source_id, re.ASCII):
        raise CnaiError(f"{source_id!r} is no id of a document: small letters, digits and hyphens, as letter-2")
    package = load(root)
    tables = read_all(package)
    if source_id in {row["source_id"] for row in tables["sources"].rows}:
        raise CnaiError(f"{source_id} is a source already; name the new document otherwise")
    folder = package.path("sources").parent / FOLDER
    target, beside = folder / f"{source_id}.csv", folder / f"{source_id}.source.csv"
    for path in (target, beside):
        if path.exists():
            raise CnaiError(f"{path} is there already; review it, or remove it to draft anew")
    text, data = read_text(text_file)
    rows = propose(text, tables)
    known = {
        "source_id": source_id,
        "file": text_file.name,
        "characters": str(len(text)),
        "sha256": hashlib.sha256(data).hexdigest(),
    }
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise CnaiError(f"{folder} can't be made: {error.strerror}") from error
    put_new(beside, _written([known], package.table("sources").names))
    try:
        put_new(target, _written(rows, COLUMNS))
    except CnaiError:
        beside.unlink(missing_ok=True)
        raise
    return target, len(rows)
