"""Read the digits or words of one number, and say which of its digits are significant."""

from __future__ import annotations

import re
from decimal import Decimal

from cnai._words import WORDS


def alternatives(words: object) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


WORD = alternatives(WORDS)
_GROUPS = r"[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9,.]*[0-9])"  # thousands parted by a space or an apostrophe
_DIGITS = rf"{_GROUPS}|(?:[0-9]{{1,3}}(?:,[0-9]{{2,3}})*,[0-9]{{3}}|[0-9]+)(?:\.[0-9]+)?"
_SMALL = rf"(?:{WORD})(?:-(?:{WORD}))?"
NUMBER = rf"{_DIGITS}|(?:{_SMALL}|an?) hundred (?:and )?{_SMALL}|{_SMALL}|\ban?\b|half an?"


def _small(words: str) -> int:
    first, *rest = words.split("-")
    if rest and (WORDS[first] < 20 or not 0 < WORDS[rest[0]] < 10):
        raise ValueError(f"{words!r} is no number in words")
    return WORDS[first] + sum(WORDS[word] for word in rest)


def mantissa(number: str) -> Decimal:
    """The value of a printed number without its scale.

    Examples
    --------
    >>> str(mantissa("2,300")), str(mantissa("twenty-one")), str(mantissa("two hundred and five"))
    ('2300', '21', '205')
    """
    if number in ("a", "an"):
        return Decimal(1)
    if number.startswith("half"):
        return Decimal("0.5")
    if number[0].isdigit():
        return Decimal(re.sub("[,' ]", "", number))
    hundreds, _, rest = number.rpartition(" hundred ")
    if not hundreds:
        return Decimal(_small(number))
    return Decimal(100 * (1 if hundreds in ("a", "an") else _small(hundreds)) + _small(rest.removeprefix("and ")))


def resolution(value: Decimal) -> Decimal:
    """One unit of the last significant digit: the second printed digit counts, zeros after it don't."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = str(int(value))
    kept = max(len(digits.rstrip("0")), min(2, len(digits)))
    return Decimal(1).scaleb(len(digits) - kept)
