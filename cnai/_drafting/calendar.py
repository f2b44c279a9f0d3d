"""Say which days a printed date means in its document: years that aren't printed, weekdays, "last month"."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from datetime import date, timedelta

from cnai._dates import ANY, _parts, parse_when
from cnai._drafting.propose import Span
from cnai._words import WORDS

_YEAR = re.compile(r"(?<!\d)((?:1[5-9]|20)\d\d)(?![\ds])")
_OPEN = re.compile(r"^(?:since|by|until|from|between)\b", re.IGNORECASE)
_UNTIL = re.compile(r"\b(?:by|through|until|to) $")
_AHEAD = re.compile(
    r"\b(?:will|plans?|planned|set to|due|expect\w*|upcoming|next|scheduled|by|until|to be)\b", re.IGNORECASE
)
NEAR = 200


class Calendar:
    """The document's own day, where it prints one, and the years that it prints."""

    def __init__(self, text: str, dated: list[Span]) -> None:
        self.text = text
        self.day: date | None = None
        self.years: list[tuple[int, str]] = []
        counts: Counter[str] = Counter()
        for span in dated:
            words = text[span.start : span.end]
            for year in _YEAR.findall(words)[-1:]:
                self.years.append((span.start, year))
                counts[year] += not (_OPEN.match(words) or _UNTIL.search(text[max(0, span.start - 10) : span.start]))
        self.year = max(counts, key=lambda year: (counts[year], year), default="")
        for span in dated:
            if span.start > 1500 or self.day:
                break
            words = text[span.start : span.end]
            line = text[text.rfind("\n", 0, span.start) + 1 : span.end + 80].split("\n")[0]
            start, end = self.period(words, span.start)
            if len(line) < 100 and len(end) == 10 and start == end and _YEAR.search(words):
                self.day, self.year = date.fromisoformat(end), end[:4]

    def period(self, stated: str, at: int) -> tuple[str, str]:
        """First and last of the date printed at a place, as the ledger writes them; empty where nothing tells."""
        try:
            parts, weekdays, words = _parts(stated)
        except ValueError:
            return "", ""
        start, end = "", ""
        if parts:
            start, end = self._iso(parts[0], at), self._iso(parts[-1], at)
            start = start or _back(stated.casefold(), end)
        elif weekdays:
            start = end = self._weekday(weekdays[0], stated)
        elif self.day or self.year:
            start, end = self._relative(stated.casefold())
        if words & {"since"} or (words & {"from"} and len(parts) == 1):
            end = ""
        elif words & {"by", "until", "till"}:
            start = ""
        try:
            parse_when(stated, start, end)
        except ValueError:
            return "", ""
        return start, end

    def _iso(self, part: tuple[str, ...], at: int) -> str:
        year, month, day = ("" if p == ANY else p.split("|")[0] for p in part)
        year = year or ("" if part[0] == ANY else self._year_of(month, at))
        return "-".join(p for p in ((year, month, day) if month else (year,)) if p) if year else ""

    def _year_of(self, month: str, at: int) -> str:
        """The year of a month without one: that printed just before, else the document's or the one before it."""
        before = bisect_left(self.years, (at, "")) - 1
        if before >= 0 and at - self.years[before][0] < NEAR and "\n\n" not in self.text[self.years[before][0] : at]:
            return self.years[before][1]
        if (
            self.day
            and month
            and int(month) > self.day.month
            and not _AHEAD.search(self.text[max(0, at - 80) : at + 20])
        ):
            return str(self.day.year - 1)
        return self.year

    def _weekday(self, weekday: int, stated: str) -> str:
        """The last such day before the document's own; the next where it says so."""
        if not self.day:
            return ""
        back = (self.day.weekday() - weekday) % 7 or 7
        return str(self.day + timedelta(days=7 - back if "next" in stated.casefold() else -back))

    def _relative(self, words: str) -> tuple[str, str]:
        step = (
            -1 if re.search(r"\b(?:last|previous|prior|ago)\b|(?:a|one) year earlier", words) else int("next" in words)
        )
        year = self.day.year if self.day else int(self.year)
        if re.search(r"mid-(?:this|next|last) year", words):
            return (f"{year + step}-06",) * 2
        if "past year" in words and self.day:
            return f"{year - 1}-{self.day.month:02}", f"{year}-{self.day.month:02}"
        if re.search(r"\b(?:a|last|this|next|the|past|previous|prior) year\b|year.?s? end", words):
            return (f"{year + step}",) * 2
        if not self.day:
            return "", ""
        if re.search(r"\b(?:last|this|next) month\b", words):
            month = year * 12 + self.day.month - 1 + step
            return (f"{month // 12}-{month % 12 + 1:02}",) * 2
        if re.search(r"\b(?:last|this|next) week\b", words):
            monday = self.day - timedelta(days=self.day.weekday()) + timedelta(weeks=step)
            return f"{monday}", f"{monday + timedelta(days=6)}"
        if re.search(r"\b(?:yesterday|tomorrow)\b", words):
            return (f"{self.day + timedelta(days=1 if 'tomorrow' in words else -1)}",) * 2
        return "", ""


def _back(words: str, end: str) -> str:
    """The first day of the weeks, or the first of the months, that end on a printed day."""
    match = re.match(r"(?:(\w+) )?(week|month)s? ", words)
    number = str(WORDS.get(match[1] or "one", match[1])) if match else ""
    if not match or not re.fullmatch(r"[0-9]{1,3}", number) or len(end) < (10 if match[2] == "week" else 7):
        return ""
    if match[2] == "week":
        return str(date.fromisoformat(end) - timedelta(days=7 * int(number) - 1))
    month = int(end[:4]) * 12 + int(end[5:7]) - int(number)
    return f"{month // 12}-{month % 12 + 1:02}"
