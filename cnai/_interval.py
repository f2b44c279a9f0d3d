"""What a printed number means: an interval, by its hedge and by how it was rounded."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

INFINITY = Decimal("Infinity")


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


def interval_of(sign: str, value: Decimal, step: Decimal, exact: bool, unit: str | None, rule: str = "") -> Reading:
    """The reading of one printed number with its hedge; `step` is one unit of its last significant digit."""
    low, high, low_open, high_open, told = value, value, False, False, "exact"
    if sign == "=" and not exact:
        half = step / 2
        low, high, high_open, told = value - half, value + half, step != 0, "rounded, half a unit either side"
    elif sign == "~":
        low, high, told = value - step, value + step, "about, one unit either side"
    elif sign in (">", ">="):
        high, low_open, high_open, told = INFINITY, sign == ">", True, "a floor, no upper end"
    elif sign in ("<", "<="):
        low, low_open, high_open, told = -INFINITY, True, sign == "<", "a ceiling, no lower end"
    elif sign == "nearly" and not step:
        raise ValueError("a number that is nearly reached can't be exact")
    elif sign == "nearly":
        sign, low, high_open, told = "<", value - step, True, "nearly, within one unit below"
    return Reading(sign, value, None, low, high, low_open, high_open, unit, step, rule or told)


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
