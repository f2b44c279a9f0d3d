"""Read a printed rank, or a change stated without a number."""

from __future__ import annotations

import re
from decimal import Decimal

from cnai._interval import INFINITY, Reading, interval_of
from cnai._numerals import alternatives
from cnai._reading import plain
from cnai._words import DIRECTIONS, ORDINALS, SUPERLATIVES, WORDS

_ORDINAL = re.compile(r"([0-9]{1,4})(?:st|nd|rd|th)?$|(?:no\.?|number|#) ?([0-9]+)$|top[ -]([0-9]+|[a-z]+)$")
_SIGNS = DIRECTIONS | {stem[:-1]: sign for stem, sign in DIRECTIONS.items() if stem.endswith("e")}
_CHANGE = re.compile(rf"({alternatives(_SIGNS)})(?:s|es|d|ed|ing|n|er)?")
_COUNTED = re.compile(rf"\d|\b(?:{alternatives(WORDS)})\b")
_DENIED = re.compile(r"\b(?:no|not|never|without)\b")


def parse_rank(stated: str) -> Reading:
    """Read a printed rank ("first", "largest", "top 10"); unit ``rank``, 1 is the best. Raises ValueError."""
    text = plain(stated).removeprefix("the ")
    printed = _ORDINAL.fullmatch(text)
    first, *rest = re.split(r"[ -]", text)
    if first in ORDINALS and (not rest or rest[0].endswith("est") or rest[0] in SUPERLATIVES.split()):
        place, sign = Decimal(ORDINALS[first]), "="
    elif printed:
        number = printed[1] or printed[2] or printed[3]
        place = Decimal(number if number.isdigit() else WORDS.get(number, 0))
        sign = "<=" if printed[3] else "="
    elif (first.endswith("est") or first in SUPERLATIVES.split()) and not _COUNTED.search(" ".join(rest)):
        place, sign = Decimal(1), "="
    else:
        place, sign = Decimal(0), "="
    if place < 1:
        raise ValueError(f"{stated!r} is no printed rank: an ordinal, a superlative or 'top N'")
    return interval_of(sign, place, Decimal(1), True, "rank")


def parse_direction(stated: str) -> Reading:
    """Read a change stated without a number: above nought, below it, or at it ("plateaued"). Raises ValueError."""
    text = plain(stated)
    found = {_SIGNS[match[1]] for match in map(_CHANGE.fullmatch, re.findall(r"[a-z]+", text)) if match}
    if len(found) != 1 or _COUNTED.search(text) or _DENIED.search(text):
        raise ValueError(f"{stated!r} is no printed direction: one word for a rise or for a fall")
    zero, up = Decimal(0), found == {1}
    if found == {0}:
        return interval_of("=", zero, Decimal(1), True, None, "no change, without a number")
    low, high = (zero, INFINITY) if up else (-INFINITY, zero)
    rule = "a direction without a number"
    return Reading(">" if up else "<", zero, None, low, high, True, True, None, Decimal(1), rule)
