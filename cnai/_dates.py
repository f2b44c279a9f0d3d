"""Read printed dates and periods as their first and last day.

The words say which parts of a date are printed; the ledger's `period_start` and `period_end` say the whole.
A printed part that the ledger contradicts is an error, so a date too is entered twice.
"""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name, monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import TypeVar

from cnai._words import WORDS

_MONTHS = {m.casefold(): n for names in (month_name, month_abbr) for n, m in enumerate(names) if m} | {"sept": 9}
_DAYS = {d.casefold(): n for n, d in enumerate(day_name)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_COUNT = "|".join(word for word, n in WORDS.items() if 1 < n < 12)
_UNITS = "day|week|month|quarter|year|decade"
_NTH = {"first": 1, "second": 2, "third": 3, "fourth": 4, "last": 0, "final": 0}
_FISCAL = r"(?:(?:q[1-4]|h[12])[ -]?)?(?:fy|fiscal(?: year)?) ?'?"
_PART = re.compile(
    rf"{_FISCAL}(?P<fy>\d{{4}}|\d\d)(?!\d)(?:[/-](?P<fz>\d{{4}}|\d\d)(?!\d))?"
    rf"|(?P<q>[qh][1-4])(?:[ -]?(?:of )?(?P<qy>\d{{4}}|'\d\d(?!\d)))?"
    rf"|(?P<nth>first|second|third|fourth|(?:last|final)(?= \w+ of)) (?P<len>quarter|half)(?: (?:of )?(?P<ly>\d{{4}}))?"
    rf"|(?:last|past|next|coming|previous) (?:\d{{1,3}}|{_COUNT}) (?:{_UNITS})s?\b"
    rf"|(?P<span>(?:(?:\d{{1,3}}|{_COUNT}) )?(?:{_UNITS}|half)s? (?:ended|ending|to))(?= )"
    rf"|(?:\d{{1,3}}|{_COUNT}|an?) (?:{_UNITS})s? (?:ago|earlier|later)\b"
    rf"|(?P<iy>\d{{4}})-(?P<im>[01]\d)-(?P<id>[0-3]\d)(?!\d)|(?P<sy>\d{{4}})[-/](?P<sz>\d\d)(?!\d)"
    rf"|first (?P<n>\d{{1,2}}|{_COUNT}) months(?: of (?P<ny>\d{{4}}))?"
    rf"|(?P<m3>{_MONTH})\b\.? (?P<d3>\d{{1,2}}) ?- ?(?P<e3>\d{{1,2}})(?!\d)(?:,? (?P<y3>\d{{4}}))?"
    rf"|(?P<d4>\d{{1,2}}) ?- ?(?P<e4>\d{{1,2}})(?: of)? (?P<m4>{_MONTH})\b(?:,? (?P<y4>\d{{4}}))?"
    rf"|(?P<m>{_MONTH})\b\.?(?: (?P<d>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)?(?:,? (?P<y>\d{{4}}))?"
    rf"|(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? (?P<m2>{_MONTH})\b(?: (?P<y2>\d{{4}}))?"
    rf"|(?P<decade>\d{{3}}0)s\b|(?P<year>\d{{4}})|(?P<weekday>{'|'.join(_DAYS)})s?\b",
    re.ASCII,
)
_SINCE, _BY = {"since", "from"}, {"by", "until", "till"}
_WORDS = _SINCE | _BY | set(
    "as of to and between in on the this that last next past previous coming early earlier mid late later end "
    "beginning start year years month week day quarter decade today now yesterday tomorrow ago so far recently "
    "currently throughout over during within annual weekly monthly same time first second half spring summer autumn "
    "fall winter ended ending"
    .split()
)  # fmt: skip
SPANS = (
    ("period_start", "period_end"),
    ("date_start", "date_end"),
    ("not_before", "not_after"),
    ("covers_start", "covers_end"),
)
_P = TypeVar("_P")
ANY = "*"  # printed, but which one isn't said
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class When:
    """First and last day that a printed date or period can mean; None where it is open or not printed."""

    low: date | None
    high: date | None

    @property
    def whole(self) -> bool:
        """True where both ends are known."""
        return self.low is not None and self.high is not None


@lru_cache(maxsize=100_000)
def window(iso: str) -> tuple[date, date]:
    """First and last day of ``2023``, ``2023-08`` or ``2023-08-31``. Raises ValueError for any other text.

    Examples
    --------
    >>> [str(day) for day in window("2023-02")]
    ['2023-02-01', '2023-02-28']
    """
    match = _ISO.fullmatch(iso)
    if not match:
        raise ValueError(f"{iso!r} is no date: write 2023, 2023-08 or 2023-08-31")
    year, month, day = match.groups()
    try:
        low = date(int(year), int(month or 1), int(day or 1))
        return low, low if day else low.replace(month=int(month or 12), day=monthrange(low.year, int(month or 12))[1])
    except ValueError:
        raise ValueError(f"{iso!r} is no date: there is no such day") from None


def _later(year: str, short: str) -> str:
    """The year that `short` abbreviates, in the century of `year`."""
    return short if len(short) == 4 else year[:2] + short


def _fiscal(year: str, second: str | None, part: bool) -> list[tuple[str, ...]]:
    """First and last month of a fiscal year or of a `part` of one: it is named by the year it ends in or starts in."""
    first = year if len(year) == 4 else "20" + year
    years = (first, _later(first, second)) if second else (f"{int(first) - 1:04}", first, f"{int(first) + 1:04}")
    named = (first, *(year for year in years if year != first))
    starts, ends = (named, named) if part else (years[:1], years[1:]) if second else (years[1::-1], years[1:])
    return [("|".join(starts), ANY, ""), ("|".join(ends), ANY, "")]


def _stretch(length: str, year: str, nth: str | None) -> list[tuple[str, ...]]:
    """First and last month of a quarter or half of a year."""
    months = 3 if length[0] == "q" else 6
    number = int(length[1]) if len(length) > 1 else _NTH[str(nth)] or 12 // months
    if number * months > 12:
        raise ValueError(f"a year has no {length.upper() if len(length) > 1 else nth} of {months} months")
    return [(year, f"{months * (number - 1) + 1:02}", ""), (year, f"{months * number:02}", "")]


def _parts(stated: str) -> tuple[list[tuple[str, ...]], list[int], set[str]]:
    """The printed partial dates (year, month, day, each '' where not printed), the weekdays, and the other words."""
    text = stated.casefold().replace("\u0e42", "'").replace("’", "'").replace("–", "-").replace("—", "-")
    found: list[tuple[str, ...]] = []
    weekdays: list[int] = []
    relative = False
    for match in _PART.finditer(text):
        g = match.groupdict()
        if g["span"]:
            found.append((ANY, ANY, ANY))
        elif g["fy"]:
            found += _fiscal(g["fy"], g["fz"], match.group()[0] in "qh")
        elif g["q"] or g["len"]:
            found += _stretch(g["q"] or g["len"][0], (g["qy"] or g["ly"] or "").replace("'", "20"), g["nth"])
        elif g["iy"]:
            found.append((g["iy"], g["im"], g["id"]))
        elif g["sy"]:
            year, next_ = g["sy"], _later(g["sy"], g["sz"])
            found += [(year, "", ""), (next_, "", "")] if next_ > year else [(year, g["sz"], "")]
        elif g["decade"]:
            found += [(g["decade"], "", ""), (g["decade"][:3] + "9", "", "")]
        elif g["n"]:
            months = int(g["n"]) if g["n"].isdigit() else WORDS[g["n"]]
            found += [(g["ny"] or "", "01", ""), (g["ny"] or "", f"{months:02}", "")]
        elif g["weekday"]:
            weekdays.append(_DAYS[g["weekday"]])
        elif g["m3"] or g["m4"]:
            year, month = g["y3"] or g["y4"] or "", f"{_MONTHS[g['m3'] or g['m4']]:02}"
            found += [(year, month, f"{int(day):02}") for day in (g["d3"] or g["d4"], g["e3"] or g["e4"])]
        elif g["m"] or g["m2"] or g["year"]:
            month, day = g["m"] or g["m2"], g["d"] or g["d2"]
            found.append(
                (
                    g["year"] or g["y"] or g["y2"] or "",
                    f"{_MONTHS[month]:02}" if month else "",
                    f"{int(day):02}" if day else "",
                )
            )
        else:
            relative = True
    rest = set(re.findall(r"[^\W_]+", re.sub(r"'s\b|s'", " ", _PART.sub(" ", text))))
    if not (found or weekdays or relative or rest) or rest - _WORDS:
        odd = ", ".join(sorted(rest - _WORDS))
        told = f"{odd} isn't read" if odd else "it holds no word of one"
        raise ValueError(f"{stated!r} is no printed date or period: {told}")
    return found, weekdays, rest


def _ends(parts: list[_P], start: str, end: str) -> list[tuple[_P, str]]:
    """The first printed part with the ledger's start, the last with its end."""
    pairs = [(parts[0], start), (parts[-1], end)] if parts else []
    return [(part, iso) for part, iso in pairs if iso]


@lru_cache(maxsize=100_000)
def parse_when(stated: str, start: str, end: str) -> When:
    """Read a printed date or period with what the ledger says of it.

    Parameters
    ----------
    stated : str
        The printed words ("August 31", "By November", "first 8 months of 2022").
    start, end : str
        ISO 8601 at the printed precision; empty where the end is open or not printed.

    Returns
    -------
    When
        First and last day.

    Raises
    ------
    ValueError
        When the words are no date, or say another year, month, day or weekday than `start` and `end`.

    Examples
    --------
    >>> when = parse_when("August 31", "2023-08-31", "2023-08-31")
    >>> str(when.low), str(when.high)
    ('2023-08-31', '2023-08-31')
    """
    parts, weekdays, words = _parts(stated)
    if start and end and window(start)[0] > window(end)[1]:
        raise ValueError(f"period {start} to {end} ends before it starts")
    if words & _SINCE and len(parts) == 1 and end and end == start:
        raise ValueError(f"{stated!r} has no end, the ledger ends it at {end}")
    if words & _BY and not words & _SINCE and start:
        raise ValueError(f"{stated!r} has no start, the ledger starts it at {start}")
    if start and not end and not words & _SINCE:
        raise ValueError(f"{stated!r} has an end, the ledger leaves it open")
    if end and not start and not words & _BY:
        raise ValueError(f"{stated!r} has a start, the ledger leaves it open")
    for part, target in _ends(parts, start, end):
        ledger = [*target.split("-"), "", ""][:3]
        if any(p not in ("", ANY) and q not in p.split("|") for p, q in zip(part, ledger, strict=True)):
            raise ValueError(f"{stated!r} is printed, the ledger says {target}")
        if sum(map(bool, ledger)) > max(i for i, p in enumerate(part, 1) if p) and not weekdays:
            raise ValueError(f"{stated!r} is printed, the ledger is more precise: {target}")
    for weekday, target in _ends(weekdays, start, end):
        first, until = window(target)
        if first != until or first.weekday() != weekday:
            raise ValueError(f"{stated!r} is printed, the ledger says {target}, which is another weekday")
    if (parts or weekdays) and not (start or end):
        raise ValueError(f"{stated!r} is printed, the ledger has no period")
    return When(window(start)[0] if start else None, window(end)[1] if end else None)
