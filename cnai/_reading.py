"""Read a printed quantity as an interval.

The number, its hedge, scale, currency, percent and time unit are read by a small grammar; arithmetic is
Decimal throughout. What the printed digits claim follows one rule: the second printed digit is always
significant, zeros after it are not, and a rounded number stands for half a unit of its last significant
digit either side.
"""

from __future__ import annotations

import re
from decimal import Decimal, localcontext
from functools import lru_cache

from cnai._interval import Reading, interval_of
from cnai._numerals import MIXED, NUMBER, WORD, alternatives, mantissa, mixed, resolution
from cnai._words import CURRENCIES, FACTORS, FRACTIONS, HEDGES, HUNDREDTHS, ONES, SCALES, SYMBOLS, TIMES, VAGUE, WORDS

LONGEST = 80
_HEDGE = {word.strip(): sign for sign, words in HEDGES.items() for word in words.split(",")}
_SCALE = alternatives(SCALES)
_MONEY = alternatives(CURRENCIES)
_TIME = alternatives([t for t in TIMES if not t.endswith(("ly", "annual"))] + ["second"])
_POINTS = r"basis points?\b|bps?\b"
_QUANTITY = re.compile(
    rf"(?P<minus>[-+]|minus )?(?:(?P<before>{_MONEY}) ?)?(?P<number>{NUMBER})(?P<early>\+(?= ))?"
    rf"(?:[ -]?(?P<scale>{_SCALE})(?:(?<=[a-z]{{3}})s)?\b)?"
    rf"(?: (?P<twofold>thousand|million|billion|trillion|crore)s?\b)?(?:(?P<more>\+|[- ]plus\b)|(?P<odd>-odd\b))?"
    rf"(?:[ -]?(?P<percent>{_POINTS}|%|pct\b|pc\b|pp\b|percent(?:age[ -]points?)?\b|per cent\b))?"
    rf"(?:[ -]?(?:(?P<after>{_MONEY})(?![a-z0-9])|(?P<hundredth>{alternatives(HUNDREDTHS)})\b))?"
    rf"(?:[ -]?(?P<time>{_TIME}(?<!second)|second(?=s))s?\b"
    rf"|(?:(?! ?s\b)[ -]?| )(?P<symbol>{alternatives(SYMBOLS)})\b)?"
    rf"(?:[ -]?(?P<factor>times|x|fold)\b)?"
    rf"(?P<per> per (?:[0-9]{{1,3}}(?:,[0-9]{{3}})+|[0-9]+|hundred|(?:(?:{WORD}|hundred) )?(?:thousand|million))\b)?"
)
_POWERS = {name: Decimal(10) ** power for name, power in SCALES.items()}
_COUNTED = {"times", "second", *(unit for unit, _ in TIMES.values()), *SYMBOLS.values()}
_MIXED = re.compile(MIXED)
_HEDGED = re.compile(rf"(?P<word>{alternatives(_HEDGE)})(?:\b(?!-)|(?<=\W)) ?")
_AGED = re.compile(r"(over|under)-([0-9a-z]+?)(s?)")
_ENDING = re.compile(r" (?:or|and) (?P<word>[a-z]+)$")
_ENDINGS = {"so": "~"} | dict.fromkeys("more over above higher up older greater longer better".split(), ">=")
_ENDINGS |= dict.fromkeys("less fewer under below lower younger smaller".split(), "<=")
_BRACKETED = re.compile(r"([^()0-9]*)\(([^()]+)\)( ?%| ?[a-z]+)?")
_EITHER = re.compile(r"(?:±|\+/-|plus or minus\b) ?")
_RANGE = re.compile(r"(?:-(?= ))?\s*(?P<by>-|to|and|or)\s*")
_PARTS = re.compile(
    rf"(?:(?:{_MONEY}) ?)?(?P<n>{WORD}|[0-9]+) (?:in|out of|of)(?: every)?"
    rf" (?:(?:{_MONEY}) ?)?(?P<of>{WORD}|[0-9]+(?:,[0-9]{{3}})*)$"
)
_MAGNITUDE = re.compile(rf"(?P<n>{WORD}|an?|[0-9]{{1,3}}) orders? of magnitude$")
_DOZENS = re.compile(rf"(?P<n>half a|{WORD}|[0-9]{{1,3}}) dozen$")
_FIGURES = re.compile(rf"(?P<n>{WORD}|[0-9])[ -]figures?$")
_FRACTION = re.compile(rf"(?:(?P<n>{WORD})[ -])?(?P<of>{alternatives(FRACTIONS)}|halves)s?")
_FOLD = str.maketrans(dict.fromkeys("‐‑‒–—−", "-") | dict.fromkeys("’\u0e42", "'"))


def plain(stated: str) -> str:
    """Fold case, dashes, quotes and spaces for reading; the stored words stay as printed."""
    if len(stated) > LONGEST:
        raise ValueError(f"{stated[:20]!r}... has {len(stated)} characters, printed words have {LONGEST} at most")
    return " ".join(stated.translate(_FOLD).replace("US $", "US$").split()).casefold()


def _number(match: re.Match[str]) -> tuple[Decimal, Decimal, str | None, bool]:
    """Value, resolution, unit and whether the number is exact, from one match of the quantity pattern."""
    printed = match["number"]
    if printed.isdigit() or not _MIXED.fullmatch(printed):
        value = mantissa(printed)
        step = resolution(value)
    else:
        value, step = mixed(printed)
    scale = Decimal(1)
    for name in ("scale", "twofold"):
        if match[name]:
            scale *= _POWERS[match[name]]
    money = match["before"] or match["after"]
    unit = CURRENCIES[money] if money else None
    if match["hundredth"]:
        unit = HUNDREDTHS[match["hundredth"]]
        scale /= 100
    if match["percent"]:
        unit = "basis point" if match["percent"][0] == "b" else "percent"
    elif match["time"]:
        unit, factor = TIMES.get(match["time"], ("second", 1))
        scale *= factor
    elif match["symbol"]:
        unit = SYMBOLS[match["symbol"]]
    elif match["factor"]:
        unit = "times"
    words = not printed[0].isdigit() and match["scale"] == "hundred"
    whole = value == value.to_integral_value() and "." not in printed and not match["per"]
    exact = whole and (words or not match["scale"]) and not match["twofold"] and not (unit and unit not in _COUNTED)
    return value * scale * (-1 if match["minus"] in ("-", "minus ") else 1), step * scale, unit, exact


def _special(text: str, sign: str) -> Reading | None:
    """Words that carry a number of their own: vague magnitudes, fractions, factors, singles."""
    bare = re.sub(r"^(?:an?|the) | (?:of|a|the)$", "", text)
    if bare in VAGUE and sign in ("=", ">"):
        return interval_of(
            ">", Decimal(VAGUE[bare]), Decimal(VAGUE[bare]), True, None, "a vague magnitude, read as a floor"
        )
    if bare in ("majority", "most") and sign == "=":
        return interval_of(">", Decimal(50), Decimal(1), True, "percent", "a majority, more than half")
    fraction = _FRACTION.fullmatch(bare)
    if fraction:
        parts = FRACTIONS.get(fraction["of"], 2)
        value = Decimal(100) * WORDS.get(fraction["n"] or "one", 1) / parts
        return interval_of(
            "~" if sign == "=" else sign,
            value,
            Decimal(1),
            False,
            "percent",
            "" if sign != "=" else "a fraction in words, about",
        )
    parts_of = _PARTS.fullmatch(bare)
    if parts_of:
        some, whole = (mantissa(parts_of[name]) for name in ("n", "of"))
        if not 0 < some < whole:
            raise ValueError(f"{text!r} is no part of a whole")
        value = 100 * some / whole
        rule = "" if sign != "=" else "a fraction in words, about"
        return interval_of("~" if sign == "=" else sign, value, min(Decimal(1), value / 10), False, "percent", rule)
    counted = _DOZENS.fullmatch(text) or _FIGURES.fullmatch(bare)
    if counted and counted.re is _DOZENS:
        return interval_of(sign, 12 * mantissa(counted["n"]), Decimal(1), True, None)
    if counted and sign == "=" and mantissa(counted["n"]) > 0:
        floor = Decimal(10) ** (int(mantissa(counted["n"])) - 1)
        return interval_of(">=", floor, floor, True, None, "a number of figures, read as a floor")
    if bare in FACTORS:
        return interval_of(sign, Decimal(FACTORS[bare]), Decimal(1), True, "times")
    if bare in ONES:
        return interval_of(sign, Decimal(ONES[bare]), Decimal(1), True, None)
    if bare in TIMES:
        unit, n = TIMES[bare]
        return interval_of(sign, Decimal(n), Decimal(n), True, unit)
    magnitude = _MAGNITUDE.fullmatch(text)
    if magnitude and sign in ("=", "~"):
        times = magnitude["n"]
        power = int(times) if times.isdigit() else WORDS.get(times, 1)
        root = Decimal(10).sqrt()
        value = Decimal(10) ** power
        rule = "an order of magnitude, from √10 under to √10 over"
        return Reading("~", value, None, value / root, value * root, False, False, "times", value, rule)
    return None


@lru_cache(maxsize=100_000)
def parse(stated: str, rounded_to: Decimal | str | None = None) -> Reading:
    """Read a printed quantity as an interval; no file is touched.

    Parameters
    ----------
    stated : str
        The printed words: number with hedge, scale, currency, percent or time unit.
    rounded_to : Decimal or str, optional
        The step the number was rounded to, in base units, where the default reading is wrong; 0 is exact.

    Returns
    -------
    Reading
        In base units; a percent stays a percent.

    Raises
    ------
    ValueError
        When the words hold no number this grammar reads, or more than it reads.

    Examples
    --------
    >>> parse("over RMB 2 billion").comparator, int(parse("over RMB 2 billion").low)
    ('>', 2000000000)
    >>> reading = parse("68%")
    >>> str(reading.low), str(reading.high), reading.unit
    ('67.5', '68.5', 'percent')
    """
    with localcontext() as context:
        context.prec = LONGEST + 20
        return _parse(stated, None if rounded_to in (None, "") else Decimal(str(rounded_to)))


def _parse(stated: str, rounded_to: Decimal | None) -> Reading:
    text, signs = plain(stated), {"="}
    if "single " in text:
        text = re.sub(r"^(?:an? )?single (?=[a-z])", "one ", text)
    if aged := _AGED.fullmatch(text):
        text = f"{aged[1]} {aged[2]}"
    while (hedge := _HEDGED.match(text)) and hedge.end() < len(text):
        if hedge["word"] in ("a", "an") and (_QUANTITY.fullmatch(text) or " order" in text):
            break
        signs.add(_HEDGE[hedge["word"]] or "=")
        text = text[hedge.end() :]
    ending = _ENDING.search(text) if " or " in text or " and " in text else None
    if ending and ending["word"] in _ENDINGS:
        text = text[: ending.start()]
        signs.add(_ENDINGS[ending["word"]])
    tolerance = _EITHER.match(text)
    if tolerance:
        text = text[tolerance.end() :]
    if "(" in text and (bracketed := _BRACKETED.fullmatch(text)):  # an accountant's minus
        text = f"-{bracketed[1]}{bracketed[2]}{bracketed[3] or ''}"
    hedged, text = text, text.removeprefix("between ").removeprefix("from ")
    match = _QUANTITY.match(text)
    if match and (match["more"] or match["early"]):
        signs.add(">=")
    if match and match["odd"]:
        signs.add("~")
    if len(signs) > 2:
        raise ValueError(f"{stated!r} has two hedges, one is read")
    sign = max(signs - {"="}, default="=")
    plain_number = match and match.end() == len(text) and text == hedged and not text.endswith((" a", " an"))
    special = None if plain_number else _special(hedged, sign)
    if special:
        return special
    if match and plain_number:
        value, step, unit, exact = _number(match)
        if rounded_to is not None:
            step, exact = rounded_to, rounded_to == 0
        if tolerance and sign == "=" and value > 0:
            return Reading("range", -value, value, -value, value, False, False, unit, step, "so much either side")
        return interval_of(sign, value, step, exact, unit)
    joint = match and _RANGE.match(text, match.end())
    second = joint and _QUANTITY.fullmatch(text, joint.end())
    if not (match and joint and second) or (joint["by"] == "and") != hedged.startswith("between "):
        raise ValueError(
            f"{stated!r} is no printed quantity: a number, with hedge, scale, currency, percent or time unit"
        )
    low, step, unit, _ = _number(match)
    high, high_step, high_unit, _ = _number(second)
    if second["scale"] and not match["scale"]:
        low, step = (n * Decimal(10) ** SCALES[second["scale"]] for n in (low, step))
    if not low < high or (unit and high_unit and unit != high_unit):
        raise ValueError(f"{stated!r} is no range: its first end must be below its second, in one unit")
    if sign != "=":
        raise ValueError(f"{stated!r} is a range with a hedge, only one of the two is read")
    return Reading(
        "range",
        low,
        high,
        low,
        high,
        False,
        False,
        unit or high_unit,
        min(step, high_step),
        "a printed range, closed",
    )
