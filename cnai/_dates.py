"""Read printed dates and periods as their first and last day.

The words say which parts of a date are printed; the ledger's `period_start` and `period_end` say the whole.
A printed part that the ledger contradicts is an error, so a date too is entered twice.
"""

from __future__ import annotations

import re
from calendar import day_name, month_abbr, month_name, monthrange
from dataclasses import dataclass
from datetime import date

from cnai._reading import WORDS

_MONTHS = {m.casefold(): n for names in (month_name, month_abbr) for n, m in enumerate(names) if m} | {"sept": 9}
_DAYS = {d.casefold(): n for n, d in enumerate(day_name)}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_PART = re.compile(
    rf"(?P<q>q[1-4])(?: (?P<qy>\d{{4}}))?|first (?P<n>\d+|[a-z]+) months(?: of (?P<ny>\d{{4}}))?"
    rf"|(?P<m>{_MONTH})\b\.?(?: (?P<d>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?)?(?:,? (?P<y>\d{{4}}))?"
    rf"|(?P<d2>\d{{1,2}}) (?P<m2>{_MONTH})\b(?: (?P<y2>\d{{4}}))?|(?P<year>\d{{4}})|(?P<weekday>{'|'.join(_DAYS)})s?\b"
)
_SINCE, _BY = {"since", "from", "after"}, {"by", "until", "till", "before"}
_WORDS = _SINCE | _BY | set(
    "as of to and between in on the this that last next past previous coming early earlier mid late later end "
    "beginning start year years month week day quarter decade today now yesterday tomorrow ago so far recently "
    "currently throughout over during within annual weekly monthly same time first second half"
    .split()
)  # fmt: skip
_ISO = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


@dataclass(frozen=True, slots=True)
class When:
    """First and last day that a printed date or period can mean; None where it is open or not printed."""

    low: date | None
    high: date | None

    @property
    def whole(self) -> bool:
        """True where both ends are known."""
        return self.low is not None and self.high is not None


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
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        return (
            date(year, month or 1, day or 1),
            date(year, month or 12, day or monthrange(year, month or 12)[1]),
        )
    except ValueError:
        raise ValueError(f"{iso!r} is no date: there is no such day") from None


def _parts(stated: str) -> tuple[list[tuple[str, ...]], set[str]]:
    """The printed partial dates as (year, month, day), '' where not printed, and the other words."""
    text = stated.casefold().replace("\u0e42", "'").replace("’", "'").replace("–", "-").replace("—", "-")
    found: list[tuple[str, ...]] = []
    weekdays: list[tuple[str, ...]] = []
    for match in _PART.finditer(text):
        g = match.groupdict()
        if g["q"]:
            quarter = int(g["q"][1])
            found += [(g["qy"] or "", f"{3 * quarter - 2:02}", ""), (g["qy"] or "", f"{3 * quarter:02}", "")]
        elif g["n"]:
            months = int(g["n"]) if g["n"].isdigit() else WORDS[g["n"]]
            found += [(g["ny"] or "", "01", ""), (g["ny"] or "", f"{months:02}", "")]
        elif g["weekday"]:
            weekdays.append((str(_DAYS[g["weekday"]]),))
        else:
            month, day = g["m"] or g["m2"], g["d"] or g["d2"]
            found.append(
                (
                    g["year"] or g["y"] or g["y2"] or "",
                    f"{_MONTHS[month]:02}" if month else "",
                    f"{int(day):02}" if day else "",
                )
            )
    rest = set(re.findall(r"[^\W_]+", re.sub(r"'s\b|s'", " ", _PART.sub(" ", text))))
    if not (found or weekdays or rest) or rest - _WORDS:
        odd = ", ".join(sorted(rest - _WORDS)) or "nothing"
        raise ValueError(f"{stated!r} is no printed date or period: {odd} isn't read")
    return found + weekdays, rest


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
    parts, words = _parts(stated)
    if start and end and window(start)[0] > window(end)[1]:
        raise ValueError(f"period {start} to {end} ends before it starts")
    if words & _SINCE and len(parts) == 1 and end and end == start:
        raise ValueError(f"{stated!r} has no end, the ledger ends it at {end}")
    if words & _BY and start:
        raise ValueError(f"{stated!r} has no start, the ledger starts it at {start}")
    for n, part in enumerate(parts):
        last = n == len(parts) - 1
        targets = [t for t in ((start if n == 0 else ""), (end if last else "")) if t]
        for target in targets:
            if len(part) == 1:
                first, until = window(target)
                if first != until or first.weekday() != int(part[0]):
                    raise ValueError(f"{stated!r} is printed, the ledger says {target}, which is another weekday")
                continue
            ledger = [*target.split("-"), "", ""][:3]
            if any(p and p != q for p, q in zip(part, ledger, strict=True)):
                raise ValueError(f"{stated!r} is printed, the ledger says {target}")
            finer = sum(map(bool, ledger)) > max(i for i, p in enumerate(part, 1) if p)
            if finer and not any(len(p) == 1 for p in parts):
                raise ValueError(f"{stated!r} is printed, the ledger is more precise: {target}")
    if parts and not (start or end):
        raise ValueError(f"{stated!r} is printed, the ledger has no period")
    return When(window(start)[0] if start else None, window(end)[1] if end else None)
