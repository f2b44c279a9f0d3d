"""Guess what a proposal is about, from the vocabularies and earlier claims: unit, entity, measure, period and more."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator

from cnai._drafting.calendar import Calendar
from cnai._drafting.counted import Counted
from cnai._drafting.propose import Span
from cnai._drafting.vocabulary import STOP, Vocabulary, stems

_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z\"“(\d•*-])|\n+")
_STATUS = (
    ("planned", r"\bplan(?:s|ned|ning)?\b|\bintends?\b|\baims?\b|\bset to\b|\bscheduled\b|\bproposed?\b"
     r"|\bdue (?:in|on|to)\b|\bwill\b"
     r"|\bupcoming\b|\bto be (?:released|built|opened|launched)\b|\btarget(?:s|ed)?\b|\bpledged?\b|\bpromised?\b"),
    ("forecast", r"\bexpect(?:s|ed|ation)?\b|\bforecasts?\b|\bproject(?:s|ed|ion)\b|\bpredict(?:s|ed)?\b"
     r"|\boutlook\b|\blikely to\b"
     r"|\bestimates? that\b|\bby 20[3-9]\d\b|\bconsensus\b|\bmight hold\b|\bshould (?:reach|end|hit)\b"),
    ("reported", r"\breportedly\b|\bis said to\b|\brumou?red\b|\bsources? (?:say|said)\b|\bbilled as\b"
     r"|\balleged(?:ly)?\b"),
    ("opinion", r"\bI (?:think|believe|guess)\b|\bprobably\b|\bseems?\b|\bbelieves?\b|\barguably\b|\blooks\b"),
)  # fmt: skip
_STATUSES = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STATUS]
_BASE = re.compile(r"\b(?:from|than in|than|compared with|against|founded in|[Ss]ince) (?:late |early )?\d{4}$")
_OWN = re.compile("['’\u0e42]s?(?![a-z])")
_PREPOSITION = re.compile(
    r"\b(?:of|by|from|in|to|at|with|like|for|including|than|as|on|via|under|the)(?: the)? $", re.IGNORECASE
)
_ADJECTIVE = re.compile(r"\w+(?:ese|ish|ian|ean|can)|[A-Z]{2}")
_NAME = r"(?:[A-Z][\w’'&.-]*\w(?: (?:of |and |the |for )?[A-Z][\w’'&.-]*\w)*)"
_CITED = (
    re.compile(rf"[Aa]ccording to (?:[a-z’'-]+ ){{0,4}}({_NAME})"),
    re.compile(rf"({_NAME})(?: [a-z]+){{0,1}} (?:said|says|reported|reports|told|estimates|found|claims|claimed)\b"),
    re.compile(rf"(?:said|says) (?:(?:Dr|Mr|Ms|Mrs|Prof)\. )?({_NAME})"),
    re.compile(rf"(?:citing|cited by|per) ({_NAME})|[—–-] ({_NAME})\s*$"),
)
_AGAINST = re.compile(
    r"^[^.;]{0,25}?\b(?:from|compared (?:with|to)|against|than|vs\.?|versus) ((?:in )?[^.,;()]{2,40})"
)
_PART_OF = re.compile(r"^ of (?:the |all |its |their )?((?:[\w’'-]+ ?){1,4})")


_CAPITALS = r"(?:[A-Z][\w&.-]*\w|[A-Z]{2,}|[a-z]{1,2}[A-Z]\w+)"
_UNKNOWN = re.compile(rf"(?<![\w’'])(?:{_CAPITALS})(?: (?:of |and |de )?{_CAPITALS})*")
_OPENS = re.compile(r"(?:^|[.!?:•*\n“\"(-])\s*$")


def _unknown(text: str, named: list[tuple[int, int, str]], found: list[Span]) -> Iterator[tuple[int, int, str]]:
    """Names that the vocabulary doesn't hold, as ids they might get: capitals within a sentence."""
    taken = [(a, b) for a, b, _ in named] + [(s.start, s.end) for s in found if s.kind != "exclusion"]
    taken.sort()
    starts = [a for a, _ in taken]
    for match in _UNKNOWN.finditer(text):
        a, b = match.span()
        words = match.group().split()
        if _OPENS.search(text[max(0, a - 4) : a]) and len(words) > 1 and words[0].casefold() in STOP:
            words.pop(0)
        plain = (
            len(words) == 1
            and _OPENS.search(text[max(0, a - 4) : a])
            and not re.search("[a-z][A-Z]|[A-Z]{2}", words[0])
        )
        at = bisect_right(starts, b - 1) - 1
        if (
            plain
            or words[0].casefold() in STOP
            or _ADJECTIVE.fullmatch(" ".join(words))
            or (at >= 0 and taken[at][1] > a)
        ):
            continue
        name = re.sub(r"[^a-z0-9]+", "-", _OWN.sub("", " ".join(words[:6])[:60]).removesuffix(".").casefold()).strip(
            "-"
        )
        if len(name) > 1:
            yield a, b, name


class Guesser:
    """Guesses for the proposals of one text."""

    def __init__(self, text: str, found: list[Span], named: list[tuple[int, int, str]], vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.bounds = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text) + 1]
        self.named = sorted([*named, *_unknown(text, named, found)])
        self.known = {(a, b) for a, b, _ in named}
        self.named_at = [a for a, _, _ in self.named]
        self.dated = [s for s in found if s.kind in ("date", "period")]
        self.dated_at = [s.start for s in self.dated]
        self.calendar = Calendar(text, self.dated)
        self.counted = Counted(text, vocabulary.units)

    def sentence(self, a: int) -> tuple[int, int]:
        """First and last place of the sentence around `a`."""
        at = bisect_right(self.bounds, a)
        return self.bounds[at - 1], min(self.bounds[at] if at < len(self.bounds) else len(self.text), len(self.text))

    def period_of(self, span: Span) -> tuple[str, str]:
        """The period of a quantity: that of the nearest date in its sentence."""
        a, b = self.sentence(span.start)
        at = bisect_left(self.dated_at, span.start)
        near = [s for s in self.dated[max(0, at - 2) : at + 3] if a <= s.start < b and s.start != span.start]
        near = [s for s in near if not _BASE.search(self.text[max(0, s.start - 25) : s.end])]
        if not near:
            return "", ""
        nearest = min(near, key=lambda s: abs(s.start - span.start) + (0 if s.kind == "period" else 60))
        return self.calendar.period(self.text[nearest.start : nearest.end], nearest.start)

    def unit(self, span: Span, printed: str) -> str:
        """The unit that is printed, else the thing counted."""
        if printed:
            self.counted.note(span, printed)
            return printed
        return self.counted.unit(span, self.sentence(span.start)[0])

    def entity(self, span: Span) -> str:
        """The name that the sentence seems to be about, else the nearest before it, else the text's first."""
        a, b = self.sentence(span.start)
        first, last = (
            bisect_left(self.named_at, max(a, span.start - 400)),
            bisect_left(self.named_at, min(b, span.end + 200)),
        )
        if first < last:
            return self.named[max(range(first, last), key=lambda i: (self._about(i, span, i == first), -i))][2]
        if first:
            return self.named[first - 1][2]
        return self.named[0][2] if self.named and self.named[0][0] < 200 else ""

    def _about(self, i: int, span: Span, first: bool) -> float:
        """How much a name looks like what the sentence is about: first in it, known, near, after no preposition."""
        a, b, _ = self.named[i]
        apart = span.start - b if b <= span.start else 120 + a - span.end
        placed = _PREPOSITION.search(self.text[max(0, a - 14) : a])
        return first - 1.5 * bool(placed) + 2 * ((a, b) in self.known) - apart / 80

    def measure(self, span: Span, unit: str) -> str:
        """The measure whose words stand nearest."""
        a, b = self.sentence(span.start)
        near: Counter[str] = Counter()
        for stem in stems(self.text[max(a, span.start - 120) : min(b, span.end + 80)]):
            near[stem] += 1
        for stem in stems(self.text[max(a, span.start - 40) : min(b, span.end + 40)]):
            near[stem] += 1
        return self.vocabulary.measure(span.kind, unit, near)

    def status(self, span: Span) -> str:
        """Actual, unless the sentence speaks of plans, forecasts, hearsay or opinions."""
        a, b = self.sentence(span.start)
        words = self.text[max(a, span.start - 150) : min(b, span.end + 80)]
        return next((name for name, pattern in _STATUSES if pattern.search(words)), "actual")

    def cited(self, span: Span) -> str:
        """Whom the sentence cites."""
        a, b = self.sentence(span.start)
        for pattern in _CITED:
            match = pattern.search(self.text[a : min(b, a + 600)])
            if match:
                return next(g for g in match.groups() if g).removesuffix("’s").removesuffix("'s")
        return ""

    def base(self, span: Span, unit: str) -> str:
        """Of what a share is, or against what a change."""
        after = self.text[span.end : span.end + 80].split("\n")[0]
        if unit not in ("percent", "times", "basis point", "change"):
            return ""
        if re.search(r"year-on-year|\bYoY\b|from a year earlier", self.text[max(0, span.start - 40) : span.end + 40]):
            return "previous year"
        match = _AGAINST.match(after) or _PART_OF.match(after)
        return match[1].strip() if match else ""
