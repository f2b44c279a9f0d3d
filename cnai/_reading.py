"""Read a printed quantity, rank or direction as an interval.

The number, its hedge, scale, currency, percent and time unit are read by a small grammar; arithmetic is
Decimal throughout. What the printed digits claim follows one rule: the second printed digit is always
significant, zeros after it are not, and a rounded number stands for half a unit of its last significant
digit either side.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal, localcontext
from functools import lru_cache

INFINITY = Decimal("Infinity")
LONGEST = 80

_SMALL = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
).split()
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
WORDS = {word: n for n, word in enumerate(_SMALL)} | {word: 10 * n for n, word in enumerate(_TENS, 2)}
SCALES = {
    "hundred": 2, "thousand": 3, "k": 3, "million": 6, "m": 6, "mn": 6, "billion": 9, "bn": 9, "b": 9,
    "trillion": 12, "tn": 12, "lakh": 5, "crore": 7,
}  # fmt: skip
VAGUE = {
    "dozens": 12, "hundreds": 100, "thousands": 10**3, "tens of thousands": 10**4,
    "hundreds of thousands": 10**5, "millions": 10**6, "tens of millions": 10**7,
    "hundreds of millions": 10**8, "billions": 10**9, "trillions": 10**12,
}  # fmt: skip
FRACTIONS = {"half": 2, "third": 3, "quarter": 4, "fifth": 5, "tenth": 10}
FACTORS = {
    "twice": 2, "double": 2, "doubled": 2, "doubling": 2, "thrice": 3, "triple": 3, "tripled": 3,
    "quadrupled": 4, "tenfold": 10,
}  # fmt: skip
ONES = {"only": 1, "single": 1, "both": 2, "pair": 2, "couple": 2, "trio": 3, "dozen": 12}
CURRENCIES = {
    "rmb": "RMB", "cny": "RMB", "yuan": "RMB", "¥": "RMB", "us$": "USD", "$": "USD", "usd": "USD",
    "dollars": "USD", "dollar": "USD", "€": "EUR", "eur": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP",
    "pounds": "GBP", "₹": "INR", "inr": "INR", "rupees": "INR",
}  # fmt: skip
TIMES = {
    "minute": ("minute", 1), "hour": ("hour", 1), "day": ("day", 1), "week": ("week", 1),
    "month": ("month", 1), "year": ("year", 1), "decade": ("year", 10), "century": ("year", 100),
    "daily": ("day", 1), "weekly": ("week", 1), "monthly": ("month", 1), "yearly": ("year", 1), "annual": ("year", 1),
}  # fmt: skip
HEDGES = {
    ">": "over, more than, surpassed, surpassing, surpasses, above, exceeding, exceeded, exceeds, "
    "in excess of, upwards of, north of, beyond, greater than",
    ">=": "at least, no less than, no fewer than, not less than, a minimum of, minimum",
    "<=": "up to, within, just within, at most, no more than, not more than, a maximum of, maximum",
    "<": "less than, fewer than, under, below, lower than",
    "~": "about, around, approximately, approx, roughly, some, circa, ca., ca, c., ~, ≈, an estimated, estimated",
    "nearly": "nearly, almost, close to, just under, approaching",
    "": "only, just, a total of, exactly, every, as many as, another, a, an, the",
}
_UP = "increase rise growth grow gain more greater higher larger expand surge jump boost improve soar climb up"
_DOWN = "decrease decline fall drop fewer less lower smaller loss lost slowdown downturn cut shrink down shortage"
DIRECTIONS = dict.fromkeys(_UP.split(), 1) | dict.fromkeys(_DOWN.split(), -1)
ORDINALS = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8,
    "ninth": 9, "tenth": 10,
}  # fmt: skip
SUPERLATIVES = "topped tops leads leading led leader top most best only first"


def _alternatives(words: object) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))  # type: ignore[call-overload]


_HEDGE = {word.strip(): sign for sign, words in HEDGES.items() for word in words.split(",")}
_SYMBOLS = [c for c in CURRENCIES if not c.isalpha()]
_WORD = _alternatives(WORDS)
_DIGITS = r"(?:[0-9]{1,3}(?:,[0-9]{2,3})*,[0-9]{3}|[0-9]+)(?:\.[0-9]+)?"
_NUMBER = rf"{_DIGITS}|(?:{_WORD})(?:-(?:{_WORD}))?|\ban?\b|half an?"
_SCALE = _alternatives(SCALES)
_MONEY = _alternatives(CURRENCIES)
_TIME = _alternatives([t for t in TIMES if t not in ("daily", "weekly", "monthly", "yearly", "annual")])
_QUANTITY = re.compile(
    rf"(?:(?P<before>{_MONEY}) ?)?(?P<number>{_NUMBER})(?:[ -]?(?P<scale>{_SCALE})s?\b)?"
    rf"(?P<more>\+)?(?:[ -]?(?P<percent>%|percent(?:age points?)?\b|per cent\b))?"
    rf"(?:[ -]?(?P<after>{_MONEY})(?![a-z0-9]))?"
    rf"(?:[ -]?(?P<time>{_TIME})s?\b)?(?:[ -]?(?P<factor>times|x|fold)\b)?"
)
_HEDGED = re.compile(rf"(?P<hedge>(?:(?:{_alternatives(_HEDGE)})(?:\b|(?<=\W)) ?)+)")
_RANGE = re.compile(r"\s*(?P<by>-|to|and)\s*")
_MAGNITUDE = re.compile(rf"(?P<n>{_WORD}|an?|[0-9]{{1,3}}) orders? of magnitude$")
_ORDINAL = re.compile(r"([0-9]+)(?:st|nd|rd|th)$|(?:no\.?|number|#) ?([0-9]+)$|top ([0-9]+|[a-z]+)$")


_COUNTED = re.compile(rf"\d|\b(?:{_WORD})\b")
_DENIED = re.compile(r"\b(?:no|not|never|without)\b")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a printed number says, in base units (RMB, USD, percent, whole things).

    Attributes
    ----------
    comparator : str
        One of ``=``, ``>``, ``>=``, ``<``, ``<=``, ``~``, ``range``.
    value, value_high : Decimal or None
        The printed number, and the upper end where a range is printed.
    low, high : Decimal
        Ends of the interval; infinite where there is none.
    low_open, high_open : bool
        True where the end itself is excluded.
    unit : str or None
        The unit that is printed with the number, None where only the noun after it tells.
    resolution : Decimal
        One unit of the last significant printed digit.
    rule : str
        The rule of reading that applied, in words.
    """

    comparator: str
    value: Decimal | None
    value_high: Decimal | None
    low: Decimal
    high: Decimal
    low_open: bool
    high_open: bool
    unit: str | None
    resolution: Decimal
    rule: str

    @property
    def point(self) -> Decimal | None:
        """The printed value where it is one (not a bound, not a range), else None."""
        return self.value if self.comparator in ("=", "~") else None


def _plain(stated: str) -> str:
    """Fold case, dashes, quotes and spaces for reading; the stored words stay as printed."""
    if len(stated) > LONGEST:
        raise ValueError(f"{stated[:20]!r}... has {len(stated)} characters, printed words have {LONGEST} at most")
    text = re.sub(r"[‐‑‒–—−]", "-", stated).replace("’", "'").replace("\u0e42", "'")
    return re.sub(r"\s+", " ", text.replace("US $", "US$")).strip().casefold()


def _mantissa(number: str) -> Decimal:
    if number in ("a", "an"):
        return Decimal(1)
    if number.startswith("half"):
        return Decimal("0.5")
    if number[0].isdigit():
        return Decimal(number.replace(",", ""))
    first, *rest = number.split("-")
    if rest and (WORDS[first] < 20 or not 0 < WORDS[rest[0]] < 10):
        raise ValueError(f"{number!r} is no number in words")
    return Decimal(WORDS[first] + sum(WORDS[word] for word in rest))


def _resolution(mantissa: Decimal) -> Decimal:
    """One unit of the last significant digit: the second printed digit counts, zeros after it don't."""
    exponent = mantissa.as_tuple().exponent
    if isinstance(exponent, int) and exponent < 0:
        return Decimal(1).scaleb(exponent)
    digits = str(int(mantissa))
    kept = max(len(digits.rstrip("0")), min(2, len(digits)))
    return Decimal(1).scaleb(len(digits) - kept)


def _number(match: re.Match[str]) -> tuple[Decimal, Decimal, str | None, bool]:
    """Value, resolution, unit and whether the number is exact, from one match of the quantity pattern."""
    mantissa = _mantissa(match["number"])
    scale = Decimal(10) ** SCALES[match["scale"]] if match["scale"] else Decimal(1)
    money = match["before"] or match["after"]
    unit = CURRENCIES[money] if money else None
    if match["percent"]:
        unit = "percent"
    elif match["time"]:
        unit, factor = TIMES[match["time"]]
        scale *= factor
    elif match["factor"]:
        unit = "times"
    words = not match["number"][0].isdigit() and match["scale"] == "hundred"
    whole = mantissa == mantissa.to_integral_value() and "." not in match["number"]
    exact = whole and (words or not match["scale"]) and not money and not match["percent"]
    return mantissa * scale, _resolution(mantissa) * scale, unit, exact


def _interval(sign: str, value: Decimal, step: Decimal, exact: bool, unit: str | None, rule: str = "") -> Reading:
    r = Reading(sign, value, None, value, value, False, False, unit, step, "exact")
    if sign == "=" and not exact:
        half = step / 2
        r = replace(
            r,
            low=value - half,
            high=value + half,
            high_open=step != 0,
            rule="rounded, half a unit either side",
        )
    elif sign == "~":
        r = replace(r, low=value - step, high=value + step, rule="about, one unit either side")
    elif sign in (">", ">="):
        r = replace(r, high=INFINITY, low_open=sign == ">", high_open=True, rule="a floor, no upper end")
    elif sign in ("<", "<="):
        r = replace(r, low=-INFINITY, high_open=sign == "<", low_open=True, rule="a ceiling, no lower end")
    elif sign == "nearly":
        r = replace(r, comparator="<", low=value - step, high_open=True, rule="nearly, within one unit below")
    return replace(r, rule=rule) if rule else r


def _special(text: str, sign: str) -> Reading | None:
    """Words that carry a number of their own: vague magnitudes, fractions, factors, singles."""
    bare = re.sub(r"^(?:an?|the) | (?:of|a|the)$", "", text)
    if bare in VAGUE and sign in ("=", ">"):
        return _interval(
            ">", Decimal(VAGUE[bare]), Decimal(VAGUE[bare]), True, None, "a vague magnitude, read as a floor"
        )
    if bare in ("majority", "most") and sign == "=":
        return _interval(">", Decimal(50), Decimal(1), True, "percent", "a majority, more than half")
    fraction = re.fullmatch(rf"(?:(?P<n>{_WORD})[ -])?(?P<of>{_alternatives(FRACTIONS)}|halves)s?", bare)
    if fraction:
        parts = FRACTIONS.get(fraction["of"], 2)
        value = Decimal(100) * WORDS.get(fraction["n"] or "one", 1) / parts
        return _interval(
            "~" if sign == "=" else sign,
            value,
            Decimal(1),
            False,
            "percent",
            "" if sign != "=" else "a fraction in words, about",
        )
    if bare in FACTORS:
        return _interval(sign, Decimal(FACTORS[bare]), Decimal(1), True, "times")
    if bare in ONES:
        return _interval(sign, Decimal(ONES[bare]), Decimal(1), True, None)
    if bare in TIMES:
        unit, n = TIMES[bare]
        return _interval(sign, Decimal(n), Decimal(n), True, unit)
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
    text, signs = _plain(stated), {"="}
    hedge = _HEDGED.match(text)
    while hedge and _special(text, "=") is None:
        word = max((w for w in _HEDGE if re.match(rf"{re.escape(w)}(?:\b|(?<=\W)) ?", text)), key=len)
        rest = text[len(word) :].strip()
        if not rest or (word in ("a", "an") and _QUANTITY.fullmatch(text)):
            break
        signs.add(_HEDGE[word] or "=")
        text = rest
        hedge = _HEDGED.match(text)
    for ending, meant in ((" or more", ">="), (" or so", "~"), (" or less", "<="), (" or fewer", "<=")):
        if text.endswith(ending):
            text = text.removesuffix(ending)
            signs.add(meant)
    hedged, text = text, text.removeprefix("between ").removeprefix("from ")
    match = _QUANTITY.match(text)
    if match and match["more"]:
        signs.add(">=")
    if len(signs) > 2:
        raise ValueError(f"{stated!r} has two hedges, one is read")
    sign = max(signs - {"="}, default="=")
    special = _special(hedged, sign)
    if special:
        return special
    if match and match.end() == len(text) and text == hedged:
        value, step, unit, exact = _number(match)
        if rounded_to is not None:
            step, exact = rounded_to, rounded_to == 0
        return _interval(sign, value, step, exact, unit)
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


def parse_rank(stated: str) -> Reading:
    """Read a printed rank ("first", "largest", "top 10"); unit ``rank``, 1 is the best. Raises ValueError."""
    text = _plain(stated).removeprefix("the ")
    printed = _ORDINAL.fullmatch(text)
    first, *rest = re.split(r"[ -]", text)
    if first in ORDINALS and (not rest or rest[0].endswith("est") or rest[0] in SUPERLATIVES.split()):
        place, sign = Decimal(ORDINALS[first]), "="
    elif printed:
        number = printed[1] or printed[2] or printed[3]
        place, sign = (
            Decimal(number if number.isdigit() else WORDS.get(number, 0)),
            "<=" if printed[3] else "=",
        )
    elif (first.endswith("est") or first in SUPERLATIVES.split()) and not _COUNTED.search(" ".join(rest)):
        place, sign = Decimal(1), "="
    else:
        place, sign = Decimal(0), "="
    if place < 1:
        raise ValueError(f"{stated!r} is no printed rank: an ordinal, a superlative or 'top N'")
    return _interval(sign, place, Decimal(1), True, "rank")


def parse_direction(stated: str) -> Reading:
    """Read a change stated without a number: above nought for a rise, below it for a fall. Raises ValueError."""
    text = _plain(stated)
    found = {
        sign
        for word in re.findall(r"[a-z]+", text)
        for stem, sign in DIRECTIONS.items()
        if re.fullmatch(rf"{stem}(?:s|es|d|ed|ing|n|er)?", word)
    }
    if len(found) != 1 or _COUNTED.search(text) or _DENIED.search(text):
        raise ValueError(f"{stated!r} is no printed direction: one word for a rise or for a fall")
    zero, up = Decimal(0), found == {1}
    low, high = (zero, INFINITY) if up else (-INFINITY, zero)
    return Reading(
        ">" if up else "<",
        zero,
        None,
        low,
        high,
        True,
        True,
        None,
        Decimal(1),
        "a direction without a number",
    )


def snap(reading: Reading, whole: bool = False, share: bool = False, signed: bool = False) -> Reading:
    """Keep a count on whole numbers, a share at or below 100, and all that isn't `signed` at or above nought."""
    low, high, low_open, high_open = reading.low, reading.high, reading.low_open, reading.high_open
    if whole and low.is_finite():
        nearest = low.to_integral_value("ROUND_CEILING")
        low, low_open = (nearest + 1 if nearest == low and low_open else nearest), False
    if whole and high.is_finite():
        nearest = high.to_integral_value("ROUND_FLOOR")
        high, high_open = (nearest - 1 if nearest == high and high_open else nearest), False
    if low < 0 and not signed:
        low, low_open = Decimal(0), False
    if share and high > 100:
        high, high_open = Decimal(100), False
    if low > high or (low == high and (low_open or high_open)):
        raise ValueError("leaves nothing between nought and the whole")
    return replace(reading, low=low, high=high, low_open=low_open, high_open=high_open)
