"""Read the digits or words of one number, and say which of its digits are significant.

A fraction after a whole number is printed to one of its parts: the last unit of "two and a half" is a half.
"""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal

from cnai._words import FRACTIONS, WORDS


def alternatives(words: object) -> str:
    """A pattern that matches any of the words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


WORD = alternatives(WORDS)
_GROUPS = r"[0-9]{1,3}(?:[ '][0-9]{3})+(?![0-9,.]*[0-9])"  # thousands parted by a space or an apostrophe
_DIGITS = rf"{_GROUPS}|(?:[0-9]{{1,3}}(?:,[0-9]{{2,3}})*,[0-9]{{3}}|[0-9]+)(?:\.[0-9]+)?"
_SMALL = rf"(?:{WORD})(?:-(?:{WORD}))?"
VULGAR = "¼½¾⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
_OVER = r"[1-9]/(?:[2-9]|1[0-9])(?![0-9/])"
MIXED = rf"[0-9]{{1,3}}(?:[ -]{_OVER}|[{VULGAR}])"
MIXED += rf"|(?:{_SMALL}|[0-9]{{1,3}}) and (?:an?|one|three)[ -](?:half|quarter|third)s?\b"
_QUARTERS = r"(?:an?|one|three)[ -]quarters? of an?(?= )"
NUMBER = rf"{MIXED}|{_QUARTERS}|{_DIGITS}|(?:{_SMALL}|an?) hundred (?:and )?{_SMALL}|{_SMALL}|\ban?\b|half an?"


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
    if number.endswith((" of a", " of an")):
        return Decimal("0.75") if number.startswith("three") else Decimal("0.25")
    if number.startswith("half"):
        return Decimal("0.5")
    if number[0].isdigit():
        return Decimal(re.sub("[,' ]", "", number))
    hundreds, _, rest = number.rpartition(" hundred ")
    if not hundreds:
        return Decimal(_small(number))
    return Decimal(100 * (1 if hundreds in ("a", "an") else _small(hundreds)) + _small(rest.removeprefix("and ")))


def mixed(number: str) -> tuple[Decimal, Decimal]:
    """The value of a whole number with a fraction, and one of the fraction's parts.

    Examples
    --------
    >>> [str(n) for n in (*mixed("1 1/2"), *mixed("1½"), *mixed("two and three-quarters"))]
    ['1.5', '0.5', '1.5', '0.5', '2.75', '0.25']
    """
    if number[-1] in VULGAR:
        number = f"{number[:-1]} {unicodedata.normalize('NFKC', number[-1]).replace('⁄', '/')}"
    if "/" in number:
        whole, over, under = re.split("[ /-]", number)
    else:
        whole, _, fraction = number.partition(" and ")
        over, under = re.split("[ -]", fraction)
        under = str(FRACTIONS[under.removesuffix("s")])
    some = 3 if over == "three" else int(over) if over.isdigit() else 1
    part = 1 / Decimal(under)
    if some >= int(under):
        raise ValueError(f"{number!r} is no whole number with a part")
    return mantissa(whole) + some * part, part


def resolution(value: Decimal) -> Decimal:
    """One unit of the last significant digit: the second printed digit counts, zeros after it don't."""
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = str(int(value))
    kept = max(len(digits.rstrip("0")), min(2, len(digits)))
    return Decimal(1).scaleb(len(digits) - kept)
