"""Find every number, date, rank and direction of a text, and say of each what it seems to be."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import chain

from cnai._drafting.spot_dates import dates, event
from cnai._drafting.spot_names import PREFIXES, furniture, models, number_of_name
from cnai._drafting.spot_quantities import quantity, start_of
from cnai._drafting.spot_ranks import directions, superlatives
from cnai._drafting.spot_words import rank, worded
from cnai._numerals import WORD
from cnai._texts import numbers_in

Found = tuple[int, int, str, str]
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th)\b")
_WORD = re.compile(r"[A-Za-z]{4,}")
_KEPT = ("", "emphasis")
_HEDGE = re.compile(rf"(?:only|(?<=at )most|once in|a single)(?= [\d$£€¥₹~]| (?:RMB|Rs|about|{WORD})\b)", re.IGNORECASE)
_UNIT = re.compile(
    r"(?:[kmµn]?g|[kcmn]?m|m[lL]|[lL]|[kMGT]?Wh?|[kKMGT]B|[kMG]?Hz|[mkM]?V|mAh|lbs?|oz|ft|in|mph|kph|kmh|px|dB|[KCF]|MP|[mn]?s"
    r"|hrs?|mins?|secs?|yrs?|ha|t|mt|MT|km|sq|ppm|psi|rpm|bhp|hp|cc|kcal|kJ)(?:-[a-z]+)*"
)
_PLACED = re.compile(r"[ \t]*(?:Pos(?:ition|\.)?|Rank(?:ing)?|Place|No\.?|#)(?:  |\t| +[A-Z])")
_CELL = re.compile(r"(?:^|\t|  |\n)\($")  # an accountant's minus stands in brackets of its own
_METRES = re.compile(
    r" (?:race|relay|sprint|final|freestyle|hurdles|dash|long|wide|high|deep|away|tall|above|below|in \d{1,2}[.:]\d)"
)
_LISTED = re.compile(r"\b(?:first|second|third|fourth|fifth|sixth) [a-z]+", re.IGNORECASE)
_FRACTIONS = re.compile("[¼½¾⅓⅔⅕⅖⅗⅘⅙⅛⅜⅝⅞]")


@dataclass(frozen=True, slots=True)
class Span:
    """A proposal's place, its kind (a claim's, or `exclusion`) and, for an exclusion, its reason."""

    start: int
    end: int
    kind: str
    reason: str


class _Text:
    """A text with what is taken of it so far."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.taken = bytearray(len(text))
        self.found: list[Span] = []
        self.tokens = list(numbers_in(text))
        self.starts = [a for a, _ in self.tokens]
        self.sterling = bool(re.search(r"£|\b(?:sterling|pence|GBP)\b", text))
        self.lines = [0, *(i + 1 for i, c in enumerate(text) if c == "\n")]
        self._placed: set[int] = set()
        self._titles: dict[int, bool] = {}

    def add(self, found: Found) -> bool:
        """Take a place, whole numbers only; False where any of it is taken but hedges before it."""
        a, b, kind, reason = found
        at = bisect_right(self.starts, a) - 1
        if at >= 0 and self.tokens[at][0] < a < self.tokens[at][1]:
            a = self.tokens[at][0]
        at = bisect_right(self.starts, b - 1) - 1
        if at >= 0 and self.tokens[at][0] < b < self.tokens[at][1]:
            b = self.tokens[at][1]
        if a >= b or self.taken.find(1, a, b) >= 0:
            return False
        self.taken[a:b] = b"\1" * (b - a)
        self.found.append(Span(a, b, kind, reason))
        return True

    def ranked(self, a: int, b: int) -> bool:
        """True for the first cell of a table whose header says that it is a place."""
        text = self.text
        start = self.line(a)
        if text[start : min(a, start + 9)].strip() or not re.match(r"\t|  +", text[b : b + 2]) or not start:
            return False
        above = self.line(start - 1)
        if _PLACED.match(text, above) or above in self._placed:
            self._placed.add(start)
            return True
        return False

    def counts(self, span: Span) -> bool:
        """True where the span holds a number."""
        at = bisect_right(self.starts, span.end - 1) - 1
        return at >= 0 and self.starts[at] >= span.start

    def line(self, a: int) -> int:
        """Where the line begins."""
        return self.lines[bisect_right(self.lines, a) - 1]

    def title(self, a: int) -> bool:
        """True within a line whose words are mostly capitalised: capitals there make no name."""
        start = self.line(a)
        if start not in self._titles:
            line = self.text[start : start + 400].split("\n")[0]
            words = _WORD.findall(line)
            capitals = sum(word[0].isupper() for word in words)
            self._titles[start] = not line.rstrip().endswith(".") and capitals >= max(2, 0.7 * len(words))
        return self._titles[start]


def _digits(state: _Text, a: int, b: int, seen: set[str]) -> Found:
    """What a token of digits is: an ordinal, the end of a name, or a quantity."""
    text = state.text
    ordinal = _ORDINAL.match(text, a)
    if ordinal:
        end = ordinal.end()
        capitals = re.match(r"(?:[ -][A-Z][\w-]+)+", text[end : end + 60])
        if capitals and not state.title(a):
            return a, end + capitals.end(), "exclusion", "name"
        return rank(text, a, end, seen)
    hyphened = re.search(r"\b([a-z]{3,})-$", text[max(0, a - 20) : a])
    if hyphened and hyphened[1] not in PREFIXES:
        return a - len(hyphened.group()), b, "exclusion", "name"
    if state.ranked(a, b):
        return a, b, "rank", ""
    name = number_of_name(text, a, state.title(a))
    if name:
        return name
    if protocol := re.search(r"\b[A-Z]{2,}/$", text[max(0, a - 12) : a]):
        return a - len(protocol.group()), b, "exclusion", "name"
    found = quantity(text, a)
    if not found or not text[a:b].isascii():
        return a, b, "exclusion", "page furniture"
    start, end = found
    if not state.sterling and (weight := re.search(r"[ -]pounds?$", text[a:end])):
        end -= len(weight.group())
    if re.search(r"\bper $", text[max(0, a - 5) : a]) and re.fullmatch("1(?:0+|(?:,000)+)|100,000", text[a:b]):
        return a, b, "exclusion", "technical term"
    bracket = re.match(r"\)(?: ?%| (?:thousand|million|billion|trillion|crore)\b|[mb]n?\b)", text[b : b + 11])
    if bracket and text[a - 1 : a] == "(":
        return start_of(text, a - 1), b + bracket.end(), "quantity", ""
    if _CELL.search(text[max(0, start - 3) : start]) and re.match(r"\)(?:\s|$)", text[end : end + 2]):
        return start - 1, end + 1, "quantity", ""
    if re.match(r"s\b", text[end : end + 2]) and text[end - 1].isdigit():  # the over-65s, in the low 40s
        lead = re.search(r"\b(?:low|high|upper|lower|mid)[- ]$", text[max(0, start - 6) : start])
        return start - (len(lead.group()) if lead else 0), end + 1, "quantity", ""
    if text[end - 1] == "m" and _METRES.match(text[end : end + 12]):
        return start, end - 1, "quantity", ""
    glued = re.match(r"[A-Za-z][\w-]*", text[end : end + 20])
    if glued and _UNIT.fullmatch(glued.group()):
        return start, end, "quantity", ""
    if glued and text[end - 1].isalnum() and glued.group() not in ("s", "p"):
        return start, end + glued.end(), "exclusion", "name"
    return start, end, "quantity", ""


def _periods(state: _Text) -> None:
    """A bare year is a period, unless its sentence tells of an event."""
    text = state.text
    for i, span in enumerate(state.found):
        if span.kind != "date" or not re.fullmatch(r"(?:the year )?\d{4}", text[span.start : span.end]):
            continue
        left = max(text.rfind(mark, max(0, span.start - 200), span.start) for mark in (". ", "\n"))
        before = text[max(left, span.start - 200, 0) : span.start]
        ends = [e for e in (text.find(mark, span.end, span.end + 80) for mark in (". ", "\n")) if e >= 0]
        after = text[span.end : min(ends, default=span.end + 80)]
        if not event(before[-70:]) and not (before.rstrip()[-2:] in ("In", "in") and event(after, told=True)):
            state.found[i] = Span(span.start, span.end, "period", "")


def spans(text: str, names: Iterable[tuple[int, int]] = ()) -> list[Span]:
    """Places of a text's numbers, dates, ranks and directions, in order, none within another.

    Parameters
    ----------
    text : str
        Any English text.
    names : iterable of tuple of int
        Places of known names: a number in one, such as a model's, counts nothing.

    Examples
    --------
    >>> text = "In 2021, Acme sold more than 2,300 cars."
    >>> [(text[s.start : s.end], s.kind) for s in spans(text)]
    [('2021', 'period'), ('more than 2,300', 'quantity')]
    """
    state = _Text(text)
    known = [(a, b, "exclusion", "name") for a, b in names if any(c.isdigit() for c in text[a:b])]
    for found in chain(furniture(text), known, models(text), dates(text), superlatives(text), directions(text)):
        state.add(found)
    seen = {match.group().casefold() for match in _LISTED.finditer(text)}
    later = [span for span in state.tokens if _HEDGE.match(text, span[0])]  # a hedge belongs to the number after it
    for a, b in [span for span in state.tokens if not _HEDGE.match(text, span[0])] + later:
        if state.taken[a]:
            continue
        digits = text[a].isdigit()
        found = _digits(state, a, b, seen) if digits else worded(text, a, b, state.title(a), seen)
        free = state.taken.rfind(1, found[0], a) + 1 if found[0] < a else 0
        if free:
            found = (free + len(text[free:a]) - len(text[free:a].lstrip()), *found[1:])
        if not state.add(found):
            state.add((a, b, "exclusion" if found[2] == "exclusion" else "quantity", found[3]))
    for match in _FRACTIONS.finditer(text):
        state.add((*match.span(), "quantity", ""))
    _periods(state)
    return sorted((s for s in state.found if s.reason in _KEPT or state.counts(s)), key=lambda span: span.start)
