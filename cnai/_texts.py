"""Hold the ledger against the sources' texts: digests, positions, names, and that every number is accounted for.

The texts belong to their authors and are not part of the project; whoever has them can check every link.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from pathlib import Path
from stat import S_ISREG

from cnai._dates import _DAYS, _MONTHS
from cnai._ledger import Tables
from cnai._package import CnaiError
from cnai._tables import Finding, Row, Rows, findings_of
from cnai._words import FACTORS, FRACTIONS, ONES, ORDINALS, SCALES, TIMES, VAGUE, WORDS

COVERING = ("claims", "exclusions")
_PLURALS = {f"{w}s" for words in (FRACTIONS, TIMES, _DAYS) for w in words}
_VAGUE = {w for phrase in VAGUE for w in phrase.split()} - {"of"}
_OTHER = set(
    "halves twenties thirties forties fifties sixties seventies eighties nineties eleventh twelfth thirteenth "
    "fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth twentieth hundredth thousandth millionth "
    "once majority most dozens decades centuries annually yearly quarterly overnight today yesterday tomorrow "
    "weekday weekdays fortnight q1 q2 q3 q4"
    .split()
)  # fmt: skip
_LONG = {w for w in SCALES if len(w) > 2}
NUMBER_WORDS = frozenset(
    {
        *WORDS,
        *_LONG,
        *FRACTIONS,
        *FACTORS,
        *ONES,
        *ORDINALS,
        *TIMES,
        *_MONTHS,
        *_DAYS,
        *_PLURALS,
        *_VAGUE,
        *_OTHER,
    }
)
_TOKEN = re.compile(r"\d[\d,.]*\d|\d|[^\W\d_]+")


def numbers_in(text: str) -> Iterator[tuple[int, int]]:
    """Places of every digit and number word, as the coverage check looks for them.

    Examples
    --------
    >>> [("Two of 14 firms"[a:b]) for a, b in numbers_in("Two of 14 firms")]
    ['Two', '14']
    """
    for match in _TOKEN.finditer(text):
        word = match.group()
        if word[0].isdigit() or word.casefold() in NUMBER_WORDS:
            yield match.span()


def source_text(path: Path, sha256: str, characters: int) -> str:
    """The text of a source, once its digest is right; what is larger than a text of that length can be isn't read.

    Raises
    ------
    CnaiError
        Where there is no such file, it is no plain file, or it isn't this text; without its path, in one sentence.
    """
    most = 4 * characters
    try:
        there = path.stat()
        if not S_ISREG(there.st_mode):  # a pipe would be waited for, a device has no end
            raise CnaiError("is no plain file")
        if there.st_size > most:
            told = f"has {there.st_size} bytes, {characters} characters have {most} at most"
            raise CnaiError(f"{told}; it was changed or is another")
        data = path.read_bytes()
    except OSError as error:
        raise CnaiError(f"can't be read: {error.strerror}") from error
    digest = hashlib.sha256(data).hexdigest()
    if digest != sha256:
        raise CnaiError(f"has the digest {digest}, the ledger says {sha256}; it was changed or is another")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise CnaiError(
            f"holds on line {line} bytes that are no UTF-8: {data[error.start : error.end].hex()}"
        ) from error


def _texts(tables: Tables, folder: Path) -> Iterator[tuple[Row, str]]:
    """Each source with its text where that is the right one; a finding where it isn't."""
    if not folder.is_dir():
        raise CnaiError(f"{folder} is no folder; --texts wants the folder that holds the sources' texts")
    sources = tables["sources"]
    for row in sources.rows:
        try:
            text = source_text(folder / row["file"], row["sha256"], row["characters"])
        except CnaiError as error:
            sources.report("text", row, "file", row["file"], f"in the folder of texts it {error}")
            continue
        if len(text) != row["characters"]:
            sources.report("text", row, "characters", row["characters"], f"the text has {len(text)}")
        for column in ("title", "publisher"):
            if row[column] and row[column] not in text:
                sources.report("text", row, column, row[column], "the text doesn't print it")
        yield row, text


Span = tuple[int, int, str]


def holders(numbers: Iterable[tuple[int, int]], spans: list[Span]) -> Iterator[tuple[int, int, list[str]]]:
    """For each place, in order, the names of the spans that hold it; one pass over both.

    Examples
    --------
    >>> list(holders([(1, 2), (5, 6)], [(0, 3, "claims"), (1, 2, "exclusions")]))
    [(1, 2, ['claims', 'exclusions']), (5, 6, [])]
    """
    waiting = sorted(spans, reverse=True)
    open_: list[tuple[int, str]] = []  # by their ends
    for a, b in numbers:
        while waiting and waiting[-1][0] <= a:
            _, end, name = waiting.pop()
            heappush(open_, (end, name))
        while open_ and open_[0][0] < b:
            heappop(open_)
        yield a, b, sorted(name for _, name in open_)


def _slices(tables: Tables) -> dict[str, list[tuple[Rows, Row, str, Span]]]:
    """By source, every row with words at a place: the table, the column of the words, and the place."""
    found: dict[str, list[tuple[Rows, Row, str, Span]]] = {}
    claims = tables["claims"].by("claim_id")
    for name, rows in tables.items():
        column = rows.table.place
        for row in rows.rows if column else ():
            if row[column] is not None:
                of = row["source_id"] if "source_id" in row else claims[row["list_claim"]]["source_id"]
                span = (row["char_start"], row["char_end"], name)
                found.setdefault(of, []).append((rows, row, column, span))
    return found


def check_texts(tables: Tables, folder: Path) -> tuple[list[Finding], list[tuple[str, int, int, int]]]:
    """Check every place against the texts.

    Returns
    -------
    list of Finding
        What doesn't hold: digests, slices that are not the printed words, numbers that nothing accounts for.
    list of (source_id, numbers, by claims, by exclusions)
        The coverage of each text that could be read.

    Raises
    ------
    CnaiError
        Where `folder` is no folder.
    """
    coverage, slices, first = [], _slices(tables), dict[str, str]()
    for source, text in _texts(tables, folder):
        spans = []
        for rows, row, column, (a, b, name) in slices.get(source["source_id"], ()):
            if text[a:b] != row[column]:
                rows.report("slice", row, column, row[column], f"the text has {text[a:b]!r} at {a} to {b}")
            if name in COVERING:
                spans.append((a, b, name))
        for row in tables["aliases"].rows if "aliases" in tables else ():
            if row["alias"] in text:
                first.setdefault(row["alias"], source["source_id"])
            if row["source_id"] == source["source_id"] and first.get(row["alias"]) != source["source_id"]:
                told = (
                    f"{first[row['alias']]} prints it before" if row["alias"] in first else "the text doesn't hold it"
                )
                tables["aliases"].report("slice", row, "alias", row["alias"], told)
        counts, line, counted, total = dict.fromkeys(COVERING, 0), 1, 0, 0
        for a, b, names in holders(numbers_in(text), spans):
            total += 1
            for name in names:
                counts[name] += 1
            if len(names) != 1:
                line, counted = line + text.count("\n", counted, a), a
                told = "is accounted for more than once" if names else "no claim or exclusion accounts for it"
                found = Finding("coverage", source["file"], line, f"at {a}", text[a:b], told)
                tables["sources"].findings.append(found)
        coverage.append((source["source_id"], total, *(counts[name] for name in COVERING)))
    return findings_of(tables.values()), coverage
