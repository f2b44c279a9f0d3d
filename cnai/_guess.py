"""Guess what a proposal is about from the vocabularies and earlier claims: unit, entity, measure, period and the rest."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta

from cnai._dates import ANY, _parts, parse_when
from cnai._propose import Span
from cnai._vocabulary import STOP, Vocabulary, singular, stems
from cnai._words import WORDS

_SYMBOL = re.compile(
    r"[ -]?(km/h|[kMGT]?Wh?\b|[kcmn]?m[²³]?\b|km²?\b|k?g\b|[kMGT]B\b|[kMG]?Hz\b|°[CF]?|ha\b|mph\b|lbs?\b|ft\b|ppm\b|ml\b|mAh\b|MP\b|mmHg\b)"
)
_SENTENCE = re.compile(r"(?<=[.!?])[\"”’)]*\s+(?=[A-Z\"“(\d•*-])|\n+")
_STATUS = (
    ("planned", r"\bplan(?:s|ned|ning)?\b|\bintends?\b|\baims?\b|\bset to\b|\bscheduled\b|\bproposed?\b|\bdue (?:in|on|to)\b|\bwill\b"
     r"|\bupcoming\b|\bto be (?:released|built|opened|launched)\b|\btarget(?:s|ed)?\b|\bpledged?\b|\bpromised?\b"),
    ("forecast", r"\bexpect(?:s|ed|ation)?\b|\bforecasts?\b|\bproject(?:s|ed|ion)\b|\bpredict(?:s|ed)?\b|\boutlook\b|\blikely to\b"
     r"|\bestimates? that\b|\bby 20[3-9]\d\b|\bconsensus\b|\bmight hold\b|\bshould (?:reach|end|hit)\b"),
    ("reported", r"\breportedly\b|\bis said to\b|\brumou?red\b|\bsources? (?:say|said)\b|\bbilled as\b|\balleged(?:ly)?\b"),
    ("opinion", r"\bI (?:think|believe|guess)\b|\bprobably\b|\bseems?\b|\bbelieves?\b|\barguably\b|\blooks\b"),
)  # fmt: skip
_STATUSES = [(name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _STATUS]
_YEARS = re.compile(r"^(?!since|by|until|from|between|[Ss]ince|[Bb]y).*?(?<!\d)((?:19|20)\d\d)(?![\ds])")
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
        if plain or words[0].casefold() in STOP or (at >= 0 and taken[at][1] > a):
            continue
        name = re.sub(r"[^a-z0-9]+", "-", " ".join(words[:6])[:60].removesuffix(".").casefold()).strip("-")
        if len(name) > 1:
            yield a, b, name


class Guesser:
    """Guesses for the proposals of one text."""

    def __init__(self, text: str, found: list[Span], named: list[tuple[int, int, str]], vocabulary: Vocabulary) -> None:
        self.text, self.vocabulary = text, vocabulary
        self.bounds = [0, *(m.end() for m in _SENTENCE.finditer(text)), len(text) + 1]
        self.named = sorted([*named, *_unknown(text, named, found)])
        self.named_at = [a for a, _, _ in self.named]
        self.dated = [s for s in found if s.kind in ("date", "period")]
        self.dated_at = [s.start for s in self.dated]
        years = Counter(y for s in self.dated for y in _YEARS.findall(text[s.start : s.end]))
        self.year = max(years, key=lambda year: (years[year], year), default="")
        self.day: date | None = None
        for span in self.dated:
            if span.start > 1500 or self.day:
                break
            start, end = self.period(text[span.start : span.end])
            line = text[text.rfind("\n", 0, span.start) + 1 : span.end + 80].split("\n")[0]
            if len(line) < 100 and len(end) == 10 and start == end and re.search(r"\d{4}", text[span.start : span.end]):
                self.day, self.year = date.fromisoformat(end), end[:4]

    def sentence(self, a: int) -> tuple[int, int]:
        """First and last place of the sentence around `a`."""
        at = bisect_right(self.bounds, a)
        return self.bounds[at - 1], min(self.bounds[at] if at < len(self.bounds) else len(self.text), len(self.text))

    def period(self, stated: str) -> tuple[str, str]:
        """First and last of a printed date as the ledger writes them; empty where the words don't tell."""
        try:
            parts, weekdays, words = _parts(stated)
        except ValueError:
            return "", ""
        start, end = "", ""
        if parts:
            ends = [self._iso(part) for part in (parts[0], parts[-1])]
            start, end = ends[0], ends[1]
            if not start and end:
                start = self._back(stated.casefold(), end)
            if start > end and len(parts) > 1 and parts[0][0] == "":
                start = ""
        elif self.day and not weekdays:
            start, end = self._relative(stated.casefold(), self.day)
        if words & {"since"} or (words & {"from"} and len(parts) == 1):
            end = ""
        elif words & {"by", "until", "till"}:
            start = ""
        try:
            parse_when(stated, start, end)
        except ValueError:
            return "", ""
        return start, end

    def _iso(self, part: tuple[str, ...]) -> str:
        if part[0] == ANY:
            return ""
        year, month, day = (p.split("|")[0].replace("*", "") for p in part)
        year = year or self.year
        return "-".join(p for p in ((year, month, day) if month else (year,)) if p) if year else ""

    @staticmethod
    def _back(words: str, end: str) -> str:
        """The first day of the weeks or the first month of the months that end when printed."""
        match = re.match(r"(?:(\w+) )?(week|month)s? ", words)
        number = WORDS.get(match[1] or "one", match[1]) if match else None
        if not match or not str(number).isdigit() or len(end) < (10 if match[2] == "week" else 7):
            return ""
        if match[2] == "week":
            return f"{date.fromisoformat(end) - timedelta(days=7 * int(str(number)) - 1)}"
        month = int(end[:4]) * 12 + int(end[5:7]) - int(str(number))
        return f"{month // 12}-{month % 12 + 1:02}"

    @staticmethod
    def _relative(words: str, day: date) -> tuple[str, str]:
        step = -1 if re.search(r"\b(?:last|previous|prior|ago|earlier)\b", words) else 1 if "next" in words else 0
        if "past year" in words:
            return f"{day.year - 1}-{day.month:02}", f"{day.year}-{day.month:02}"
        if re.search(r"\b(?:a|last|this|next|the|previous|prior) year\b|year.?s? end", words):
            return (f"{day.year + step}",) * 2
        if re.search(r"\b(?:last|this|next) month\b", words):
            month = day.year * 12 + day.month - 1 + step
            return (f"{month // 12}-{month % 12 + 1:02}",) * 2
        if re.search(r"\b(?:last|this|next) week\b", words):
            monday = day - timedelta(days=day.weekday()) + timedelta(weeks=step)
            return f"{monday}", f"{monday + timedelta(days=6)}"
        if re.search(r"\b(?:yesterday|tomorrow)\b", words):
            return (f"{day + timedelta(days=1 if 'tomorrow' in words else -1)}",) * 2
        return "", ""

    def period_of(self, span: Span) -> tuple[str, str]:
        """The period of a quantity: that of the nearest date in its sentence."""
        a, b = self.sentence(span.start)
        at = bisect_left(self.dated_at, span.start)
        near = [s for s in self.dated[max(0, at - 2) : at + 3] if a <= s.start < b and s.start != span.start]
        if not near:
            return "", ""
        nearest = min(near, key=lambda s: abs(s.start - span.start) + (0 if s.kind == "period" else 25))
        return self.period(self.text[nearest.start : nearest.end])

    def unit(self, span: Span) -> str:
        """The thing counted, by the nouns after the number: one of the vocabulary's units, else the noun itself."""
        after = self.text[span.end : span.end + 70]
        joined = re.match(r"-([a-z]{3,})", after)
        if joined and joined[1] not in ("old", "strong", "long", "high", "plus", "odd", "wide", "deep"):
            return self.vocabulary.units.get(singular(joined[1]), singular(joined[1]))
        symbol = _SYMBOL.match(after)
        if symbol:
            return symbol[1]
        clause = re.split(r"[.,;:!?()\n“”\"—]|  ", after)[0]
        words = re.findall(r"[^\W\d_][\w’'-]*", clause)
        run: list[str] = []
        for word in words[:7]:
            if word.casefold() in STOP and not (
                not run and word.casefold() in ("of", "the", "its", "their", "new", "more")
            ):
                break
            if word.casefold() not in STOP:
                run.append(word)
        units = self.vocabulary.units
        plural = [
            w for w in run if w == "people" or (w.endswith("s") and not w.endswith(("ss", "us", "is", "’s", "'s")))
        ]
        known = [units[singular(w)] for w in plural if singular(w) in units]
        if known or plural:
            return known[0] if known else singular(plural[0].split("-")[-1])
        parts = [singular(part) for word in run for part in word.split("-")]
        known = [units[part] for part in parts if part in units]
        return known[0] if known else singular(run[-1]) if run and len(run) < 4 else ""

    def entity(self, span: Span) -> str:
        """The name nearest before in the sentence, else after in it, else before in the paragraph, else the text's first."""
        a, b = self.sentence(span.start)
        at = bisect_left(self.named_at, span.start)
        if at and self.named[at - 1][0] >= a:
            return self.named[at - 1][2]
        if at < len(self.named) and self.named[at][0] < b:
            return self.named[at][2]
        if at:
            return self.named[at - 1][2]
        return self.named[0][2] if self.named and self.named[0][0] < 200 else ""

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
