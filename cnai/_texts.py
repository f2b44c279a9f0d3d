"""Hold the ledger against the sources' texts: digests, positions, names, and that every number is accounted for.

The texts belong to their authors and are not part of the project; whoever has them can check every link.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from cnai._dates import _DAYS, _MONTHS
from cnai._ledger import Tables
from cnai._package import CnaiError
from cnai._tables import Finding, findings_of
from cnai._words import FACTORS, FRACTIONS, ONES, ORDINALS, SCALES, TIMES, VAGUE, WORDS

MOST_BYTES = 20_000_000
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


def _texts(tables: Tables, folder: Path) -> Iterator[tuple[str, str]]:
    """Each source's text where its digest is right; a finding where it isn't."""
    if not folder.is_dir():
        raise CnaiError(f"{folder} is no folder; --texts wants the folder that holds the sources' texts")
    sources = tables["sources"]
    for row in sources.rows:
        path = folder / row["file"]
        try:
            if path.stat().st_size > MOST_BYTES:
                sources.report(
                    "text", row, "file", row["file"], f"has over {MOST_BYTES} bytes, it can't be this source"
                )
                continue
            data = path.read_bytes()
        except OSError as error:
            sources.report("text", row, "file", row["file"], f"can't be read in the folder of texts: {error.strerror}")
            continue
        digest = hashlib.sha256(data).hexdigest()
        if digest != row["sha256"]:
            sources.report(
                "digest",
                row,
                "sha256",
                row["sha256"],
                f"the text's digest is {digest}; it was changed or is another",
            )
            continue
        text = data.decode("utf-8")
        if len(text) != row["characters"]:
            sources.report("text", row, "characters", row["characters"], f"the text has {len(text)}")
        for column in ("title", "publisher"):
            if row[column] and row[column] not in text:
                sources.report("text", row, column, row[column], "the text doesn't print it")
        yield row["source_id"], text


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
    coverage = []
    places = {"claims": "stated", "exclusions": "text", "deal_investors": "investor", "list_items": "name"}
    claims = tables["claims"].by("claim_id")
    for source, text in _texts(tables, folder):
        spans: dict[str, list[tuple[int, int]]] = {"claims": [], "exclusions": []}
        for name, column in places.items():
            for row in tables[name].rows if name in tables else []:
                of = row["source_id"] if "source_id" in row else claims[row["list_claim"]]["source_id"]
                a, b, words = row["char_start"], row["char_end"], row[column]
                if of != source or words is None:
                    continue
                if text[a:b] != words:
                    tables[name].report("slice", row, column, words, f"the text has {text[a:b]!r} at {a} to {b}")
                if name in spans:
                    spans[name].append((a, b))
        for row in tables["aliases"].rows:
            if row["source_id"] == source and row["alias"] not in text:
                tables["aliases"].report("slice", row, "alias", row["alias"], "the text doesn't hold this name")
        counts = dict.fromkeys(spans, 0)
        total = 0
        for a, b in numbers_in(text):
            total += 1
            holders = [name for name, found in spans.items() for x, y in found if x <= a and b <= y]
            for name in holders:
                counts[name] += 1
            if len(holders) != 1:
                line = text.count("\n", 0, a) + 1
                told = "no claim or exclusion accounts for it" if not holders else "is accounted for more than once"
                row = tables["sources"].by("source_id")[source]
                tables["sources"].findings.append(Finding("coverage", row["file"], line, f"at {a}", text[a:b], told))
        coverage.append((source, total, counts["claims"], counts["exclusions"]))
    return findings_of(tables.values()), coverage
