"""Printed quantities, ranks and directions: what the words say, worked out by hand from the rules of the design."""

import csv
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnai._interval import snap
from cnai._ranks import parse_direction, parse_rank
from cnai._reading import parse
from cnai._words import HEDGES

INF = Decimal("Infinity")
ROOT10 = Decimal("3.162277660168379331998893544")  # of ten, to 28 digits

# Printed words, comparator, low, high, ends, unit: every form of a quantity that occurs in the documents.
QUANTITIES = [
    ("1", "=", "1", "1", "[]", None),
    ("3", "=", "3", "3", "[]", None),
    ("4", "=", "4", "4", "[]", None),
    ("10", "=", "10", "10", "[]", None),
    ("13", "=", "13", "13", "[]", None),
    ("14", "=", "14", "14", "[]", None),
    ("15", "=", "15", "15", "[]", None),
    ("20", "=", "20", "20", "[]", None),
    ("21", "=", "21", "21", "[]", None),
    ("49", "=", "49", "49", "[]", None),
    ("55", "=", "55", "55", "[]", None),
    ("1,048", "=", "1048", "1048", "[]", None),
    ("3,470", "=", "3470", "3470", "[]", None),
    ("5746", "=", "5746", "5746", "[]", None),
    ("one", "=", "1", "1", "[]", None),
    ("two", "=", "2", "2", "[]", None),
    ("three", "=", "3", "3", "[]", None),
    ("four", "=", "4", "4", "[]", None),
    ("Four", "=", "4", "4", "[]", None),
    ("Eight", "=", "8", "8", "[]", None),
    ("only", "=", "1", "1", "[]", None),
    ("Trio", "=", "3", "3", "[]", None),
    ("Weekly", "=", "1", "1", "[]", "week"),
    ("15 months", "=", "15", "15", "[]", "month"),
    ("a decade", "=", "10", "10", "[]", "year"),
    ("29%", "=", "28.5", "29.5", "[)", "percent"),
    ("60%", "=", "59.5", "60.5", "[)", "percent"),
    ("68%", "=", "67.5", "68.5", "[)", "percent"),
    ("2900%", "=", "2850", "2950", "[)", "percent"),
    ("RMB 9.9", "=", "9.85", "9.95", "[)", "RMB"),
    ("RMB 2.5 billion", "=", "2_450_000_000", "2_550_000_000", "[)", "RMB"),
    ("4.3 million yuan", "=", "4_250_000", "4_350_000", "[)", "RMB"),
    ("10 million yuan", "=", "9_500_000", "10_500_000", "[)", "RMB"),
    ("300 Million Yuan", "=", "295_000_000", "305_000_000", "[)", "RMB"),
    ("300 million yuan", "=", "295_000_000", "305_000_000", "[)", "RMB"),
    ("US$190 million", "=", "185_000_000", "195_000_000", "[)", "USD"),
    ("$50 million", "=", "49_500_000", "50_500_000", "[)", "USD"),
    ("$250 million", "=", "245_000_000", "255_000_000", "[)", "USD"),
    ("$350 million", "=", "345_000_000", "355_000_000", "[)", "USD"),
    ("$750 million", "=", "745_000_000", "755_000_000", "[)", "USD"),
    ("$1.25 billion", "=", "1_245_000_000", "1_255_000_000", "[)", "USD"),
    ("$13 billion", "=", "12_500_000_000", "13_500_000_000", "[)", "USD"),
    ("13 billion", "=", "12_500_000_000", "13_500_000_000", "[)", None),
    ("only 30 billion", "=", "29_500_000_000", "30_500_000_000", "[)", None),
    ("300 billion", "=", "295_000_000_000", "305_000_000_000", "[)", None),
    ("200-billion", "=", "195_000_000_000", "205_000_000_000", "[)", None),
    ("260-billion", "=", "255_000_000_000", "265_000_000_000", "[)", None),
    ("1 trillion", "=", "500_000_000_000", "1_500_000_000_000", "[)", None),
    ("1.4 trillion", "=", "1_350_000_000_000", "1_450_000_000_000", "[)", None),
    ("10-trillion", "=", "9_500_000_000_000", "10_500_000_000_000", "[)", None),
    ("over 5%", ">", "5", "inf", "()", "percent"),
    ("over 80%", ">", "80", "inf", "()", "percent"),
    ("majority", ">", "50", "inf", "()", "percent"),
    ("more than 15", ">", "15", "inf", "()", None),
    ("over 20", ">", "20", "inf", "()", None),
    ("more than 20", ">", "20", "inf", "()", None),
    ("over 250", ">", "250", "inf", "()", None),
    ("Over 250", ">", "250", "inf", "()", None),
    ("more than 2,300", ">", "2300", "inf", "()", None),
    ("Over 5,700", ">", "5700", "inf", "()", None),
    ("surpassed 40,000", ">", "40_000", "inf", "()", None),
    ("over 170,000", ">", "170_000", "inf", "()", None),
    ("thousands", ">", "1000", "inf", "()", None),
    ("tens of thousands", ">", "10_000", "inf", "()", None),
    ("over RMB 2 billion", ">", "2_000_000_000", "inf", "()", "RMB"),
    ("over a trillion", ">", "1_000_000_000_000", "inf", "()", None),
    ("within just ten minutes", "<=", "-inf", "10", "(]", "minute"),
    ("nearly a year", "<", "0", "1", "[)", "year"),
    ("about half", "~", "49", "51", "[]", "percent"),
    ("~$290 million", "~", "280_000_000", "300_000_000", "[]", "USD"),
    ("around one order of magnitude", "~", ROOT10, ROOT10 * 10, "[]", "times"),
    ("9-15", "range", "9", "15", "[]", None),
    ("every 3-6 months", "range", "3", "6", "[]", "month"),
    ("10%-12%", "range", "10", "12", "[]", "percent"),
    ("19%-21%", "range", "19", "21", "[]", "percent"),
]
# What the documents don't print, and others do.
OTHERS = [
    ("zero", "=", "0", "0", "[]", None),
    ("twenty-one", "=", "21", "21", "[]", None),
    ("three hundred", "=", "300", "300", "[]", None),
    ("1,000,000", "=", "1_000_000", "1_000_000", "[]", None),
    ("12,34,567", "=", "1_234_567", "1_234_567", "[]", None),
    ("a dozen", "=", "12", "12", "[]", None),
    ("every two weeks", "=", "2", "2", "[]", "week"),
    ("3x", "=", "3", "3", "[]", "times"),
    ("30-fold", "=", "30", "30", "[]", "times"),
    ("twice", "=", "2", "2", "[]", "times"),
    ("tenfold", "=", "10", "10", "[]", "times"),
    ("2.5", "=", "2.45", "2.55", "[)", None),
    ("ten thousand", "=", "9_500", "10_500", "[)", None),
    ("0%", "=", "-0.5", "0.5", "[)", "percent"),
    ("1.50%", "=", "1.495", "1.505", "[)", "percent"),
    ("100 percent", "=", "95", "105", "[)", "percent"),
    ("3 percentage points", "=", "2.5", "3.5", "[)", "percent"),
    ("105 million", "=", "104_500_000", "105_500_000", "[)", None),
    ("1.0 million", "=", "950_000", "1_050_000", "[)", None),
    ("half a million", "=", "450_000", "550_000", "[)", None),
    ("£3", "=", "2.5", "3.5", "[)", "GBP"),
    ("€40m", "=", "39_500_000", "40_500_000", "[)", "EUR"),
    ("RMB2bn", "=", "1_500_000_000", "2_500_000_000", "[)", "RMB"),
    ("2.5bn yuan", "=", "2_450_000_000", "2_550_000_000", "[)", "RMB"),
    ("₹5 lakh", "=", "450_000", "550_000", "[)", "INR"),
    ("3 crore rupees", "=", "25_000_000", "35_000_000", "[)", "INR"),
    ("US $3", "=", "2.5", "3.5", "[)", "USD"),
    ("13 billion dollars", "=", "12_500_000_000", "13_500_000_000", "[)", "USD"),
    ("in excess of 30%", ">", "30", "inf", "()", "percent"),
    ("more than half", ">", "50", "inf", "()", "percent"),
    ("dozens", ">", "12", "inf", "()", None),
    ("hundreds of millions", ">", "100_000_000", "inf", "()", None),
    ("at least RMB 2 billion", ">=", "2_000_000_000", "inf", "[)", "RMB"),
    ("no fewer than 10", ">=", "10", "inf", "[)", None),
    ("10 or more", ">=", "10", "inf", "[)", None),
    ("100+", ">=", "100", "inf", "[)", None),
    ("up to 10 million", "<=", "-inf", "10_000_000", "(]", None),
    ("at most three", "<=", "-inf", "3", "(]", None),
    ("less than a quarter", "<", "-inf", "25", "()", "percent"),
    ("under $5", "<", "-inf", "5", "()", "USD"),
    ("fewer than 40", "<", "-inf", "40", "()", None),
    ("almost $5 million", "<", "4_000_000", "5_000_000", "[)", "USD"),
    ("just under 5%", "<", "4", "5", "[)", "percent"),
    ("about 2,300", "~", "2200", "2400", "[]", None),
    ("some 30", "~", "29", "31", "[]", None),
    ("around 2.50 million", "~", "2_490_000", "2_510_000", "[]", None),
    ("three-quarters", "~", "74", "76", "[]", "percent"),
    ("two orders of magnitude", "~", ROOT10 * 10, ROOT10 * 100, "[]", "times"),
    ("between 5 and 10", "range", "5", "10", "[]", None),
    ("from 3 to 6 months", "range", "3", "6", "[]", "month"),
    ("5-10 billion", "range", "5_000_000_000", "10_000_000_000", "[]", None),
    ("$2-3 million", "range", "2_000_000", "3_000_000", "[]", "USD"),
    ("$5-$6 million", "range", "5_000_000", "6_000_000", "[]", "USD"),
    ("10–12%", "range", "10", "12", "[]", "percent"),
    ("two hundred and fifty", "=", "250", "250", "[]", None),
    ("a hundred and one", "=", "101", "101", "[]", None),
    ("two hundred thousand", "=", "150_000", "250_000", "[)", None),
    ("1 234 567", "=", "1_234_567", "1_234_567", "[]", None),
    ("12’000", "=", "12_000", "12_000", "[]", None),
    ("Rs 1.5 lakh crore", "=", "1_450_000_000_000", "1_550_000_000_000", "[)", "INR"),
    ("₹500 cr", "=", "4_950_000_000", "5_050_000_000", "[)", "INR"),
    ("A$12bn", "=", "11_500_000_000", "12_500_000_000", "[)", "AUD"),
    ("7.25p", "=", "0.07245", "0.07255", "[)", "GBP"),
    ("15 cents", "=", "0.145", "0.155", "[)", "USD"),
    ("25 bps", "=", "24.5", "25.5", "[)", "basis point"),
    ("5pc", "=", "4.5", "5.5", "[)", "percent"),
    ("9.58 seconds", "=", "9.575", "9.585", "[)", "second"),
    ("a single week", "=", "1", "1", "[]", "week"),
    ("halved", "=", "0.5", "0.5", "[]", "times"),
    ("fivefold", "=", "5", "5", "[]", "times"),
    ("5.5x", "=", "5.45", "5.55", "[)", "times"),
    ("one in five", "~", "19", "21", "[]", "percent"),
    ("nine out of ten", "~", "89", "91", "[]", "percent"),
    ("£1 in every £8", "~", "11.5", "13.5", "[]", "percent"),
    ("1 in 10,000", "~", "0.009", "0.011", "[]", "percent"),
    ("more than one in ten", ">", "10", "inf", "()", "percent"),
    ("10,000-odd", "~", "9_000", "11_000", "[]", None),
    ("100-plus", ">=", "100", "inf", "[)", None),
    ("200+ million", ">=", "200_000_000", "inf", "[)", None),
    ("well over 100", ">", "100", "inf", "()", None),
    ("barely 900", "=", "900", "900", "[]", None),
    ("three or four", "range", "3", "4", "[]", None),
    ("1½", "=", "1.25", "1.75", "[)", None),
    ("1 1/2", "=", "1.25", "1.75", "[)", None),
    ("two and a half", "=", "2.25", "2.75", "[)", None),
    ("two and a half million", "=", "2_250_000", "2_750_000", "[)", None),
    ("5¼%", "=", "5.125", "5.375", "[)", "percent"),
    ("a quarter of a million", "=", "245_000", "255_000", "[)", None),
    ("half a billion", "=", "450_000_000", "550_000_000", "[)", None),
    ("half a dozen", "=", "6", "6", "[]", None),
    ("two dozen", "=", "24", "24", "[]", None),
    ("−2", "=", "-2", "-2", "[]", None),
    ("-5%", "=", "-5.5", "-4.5", "[)", "percent"),
    ("minus £3", "=", "-3.5", "-2.5", "[)", "GBP"),
    ("+31", "=", "31", "31", "[]", None),
    ("($2.4M)", "=", "-2_450_000", "-2_350_000", "[)", "USD"),
    ("$(1.2) million", "=", "-1_250_000", "-1_150_000", "[)", "USD"),
    ("plus or minus 3", "range", "-3", "3", "[]", None),
    ("16- to 24-year", "range", "16", "24", "[]", "year"),
    ("±5%", "range", "-5", "5", "[]", "percent"),
    ("≤15 minutes", "<=", "-inf", "15", "(]", "minute"),
    ("≥ 3", ">=", "3", "inf", "[)", None),
    ("better than $250", ">", "250", "inf", "()", "USD"),
    ("as many as 30", "<=", "-inf", "30", "(]", None),
    ("as little as €5", ">=", "5", "inf", "[)", "EUR"),
    ("just shy of 5%", "<", "4", "5", "[)", "percent"),
    ("65 and over", ">=", "65", "inf", "[)", None),
    ("16 or under", "<=", "-inf", "16", "(]", None),
    ("over-65s", ">", "65", "inf", "()", None),
    ("seven-figure", ">=", "1_000_000", "inf", "[)", None),
    ("three of every four", "~", "74", "76", "[]", "percent"),
    ("4.7 per 100,000", "=", "4.65", "4.75", "[)", None),
    ("50 ms", "=", "50", "50", "[]", "millisecond"),
    ("24 h", "=", "24", "24", "[]", "hour"),
    ("2.3\u2009%", "=", "2.25", "2.35", "[)", "percent"),
]  # fmt: skip
RANKS = [
    ("first", "=", "1", "1", "[]", "rank"),
    ("topped", "=", "1", "1", "[]", "rank"),
    ("leads", "=", "1", "1", "[]", "rank"),
    ("leading the race", "=", "1", "1", "[]", "rank"),
    ("most active", "=", "1", "1", "[]", "rank"),
    ("most popular", "=", "1", "1", "[]", "rank"),
    ("largest", "=", "1", "1", "[]", "rank"),
    ("lowest", "=", "1", "1", "[]", "rank"),
    ("top 10", "<=", "-inf", "10", "(]", "rank"),
]
OTHER_RANKS = [
    ("top", "=", "1", "1", "[]", "rank"),
    ("third", "=", "3", "3", "[]", "rank"),
    ("the best", "=", "1", "1", "[]", "rank"),
    ("No. 1", "=", "1", "1", "[]", "rank"),
    ("#3", "=", "3", "3", "[]", "rank"),
    ("21st", "=", "21", "21", "[]", "rank"),
    ("second largest", "=", "2", "2", "[]", "rank"),
    ("third-largest", "=", "3", "3", "[]", "rank"),
    ("top five", "<=", "-inf", "5", "(]", "rank"),
    ("top-10", "<=", "-inf", "10", "(]", "rank"),
    ("4", "=", "4", "4", "[]", "rank"),
    ("worst", "=", "1", "1", "[]", "rank"),
    ("most sharply", "=", "1", "1", "[]", "rank"),
    ("record", "=", "1", "1", "[]", "rank"),
]
DIRECTIONS = [
    ("Increases", ">", "0", "inf", "()", None),
    ("Surge", ">", "0", "inf", "()", None),
    ("gaining", ">", "0", "inf", "()", None),
    ("decline", "<", "-inf", "0", "()", None),
    ("Sharp Decrease", "<", "-inf", "0", "()", None),
    ("sharp decrease", "<", "-inf", "0", "()", None),
    ("year-on-year decline", "<", "-inf", "0", "()", None),
    ("significantly fewer", "<", "-inf", "0", "()", None),
]
OTHER_DIRECTIONS = [
    ("up", ">", "0", "inf", "()", None),
    ("slowdown", "<", "-inf", "0", "()", None),
    ("rose", ">", "0", "inf", "()", None),
    ("shrank", "<", "-inf", "0", "()", None),
    ("ticked down", "<", "-inf", "0", "()", None),
    ("worsened", "<", "-inf", "0", "()", None),
    ("crept higher", ">", "0", "inf", "()", None),
    ("improving", ">", "0", "inf", "()", None),
    ("plateaued", "=", "0", "0", "[]", None),
    ("flat", "=", "0", "0", "[]", None),
]
NO_QUANTITY = "is no printed quantity: a number, with hedge, scale, currency, percent or time unit"
NO_RANGE = "is no range: its first end must be below its second, in one unit"
REFUSED = [
    *((words, NO_QUANTITY) for words in ("", " ", "the", "over", "$", "apples", "5 apples", "5 6", "5 and 6", "over-")),
    *((words, NO_QUANTITY) for words in ("1e3", "nan", "0x10", "1,2345", "9,9", "1.234,5", "9.9.9", "２０", "๒", "½")),
    *((words, NO_QUANTITY) for words in ("hundred", "1/2", "about—5", "100s", "(over 5)", "between 5")),
    *((words, NO_QUANTITY) for words in ("from 5", "between 5-6")),
    ("about dozens", NO_QUANTITY),
    ("10-5", NO_RANGE),
    ("5-5", NO_RANGE),
    ("$5-€6", NO_RANGE),
    ("10%-$12", NO_RANGE),
    ("thirty-twenty", "is no number in words"),
    ("1 3/2", "is no whole number with a part"),
    ("more than about 5", "has two hedges, one is read"),
    ("nearly 100+", "has two hedges, one is read"),
    ("over 10 or less", "has two hedges, one is read"),
    ("over 10-12", "is a range with a hedge, only one of the two is read"),
    ("about 10%-12%", "is a range with a hedge, only one of the two is read"),
]  # fmt: skip
NO_RANK = "is no printed rank: an ordinal, a superlative or 'top N'"
NO_DIRECTION = "is no printed direction: one word for a rise or for a fall"
LONG = "over " * 100_000 + "5"


def says(reading):
    """Comparator, low, high, ends and unit, as the tables above have them; an irrational end to 28 digits."""
    low, high = (end if end.is_infinite() or end == end.quantize(Decimal(1)) else +end for end in ends(reading))
    shape = "(" if reading.low_open else "[", ")" if reading.high_open else "]"
    return reading.comparator, low, high, "".join(shape), reading.unit


def ends(reading):
    return reading.low, reading.high


def cases(*tables):
    """The rows of the tables as a test's parameters, named by their words."""
    return [
        pytest.param(words, (c, Decimal(a), Decimal(b), e, u), id=words) for t in tables for words, c, a, b, e, u in t
    ]


def ledger(*kinds):
    """The claims of these kinds in the project's own ledger."""
    with (Path(__file__).parents[1] / "seeds" / "claims.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["kind"] in kinds]


@pytest.mark.parametrize(("words", "said"), cases(QUANTITIES, OTHERS))
def test_a_printed_quantity_is_read_by_the_rules(words, said):
    assert says(parse(words)) == said


@pytest.mark.parametrize(("words", "said"), cases(RANKS, OTHER_RANKS))
def test_a_printed_rank_is_a_place_from_the_best(words, said):
    assert says(parse_rank(words)) == said


@pytest.mark.parametrize(("words", "said"), cases(DIRECTIONS, OTHER_DIRECTIONS))
def test_a_printed_direction_lies_on_one_side_of_nought(words, said):
    assert says(parse_direction(words)) == said


@pytest.mark.parametrize(
    ("kind", "table", "read"),
    [("quantity", QUANTITIES, parse), ("rank", RANKS, parse_rank), ("direction", DIRECTIONS, parse_direction)],
)
def test_every_printed_form_of_the_ledger_is_read_and_stands_in_the_table(kind, table, read):
    forms = {row["stated"] for row in ledger(kind)}
    assert sorted(forms) == sorted(words for words, *_ in table)
    for form in forms:
        read(form)


@pytest.mark.parametrize(("words", "rule"), REFUSED, ids=repr)
def test_other_words_are_refused_in_one_sentence(words, rule):
    with pytest.raises(ValueError) as refusal:
        parse(words)
    assert str(refusal.value) == f"{words!r} {rule}"


@pytest.mark.parametrize(
    "words", ["", " ", "0th", "top ten models", "top 0", "१st", "fast", "first two", "second hand"]
)
def test_words_that_are_no_rank_are_refused(words):
    with pytest.raises(ValueError) as refusal:
        parse_rank(words)
    assert str(refusal.value) == f"{words!r} {NO_RANK}"


@pytest.mark.parametrize(
    "words", ["", "blue", "up and down", "no decline", "not growing", "increase of 5", "two falls"]
)
def test_words_that_are_no_direction_are_refused(words):
    with pytest.raises(ValueError) as refusal:
        parse_direction(words)
    assert str(refusal.value) == f"{words!r} {NO_DIRECTION}"


@pytest.mark.parametrize("read", [parse, parse_rank, parse_direction])
def test_a_very_long_text_is_refused_at_once(read):
    with pytest.raises(ValueError) as refusal:
        read(LONG)
    told = "'over over over over '... has 500001 characters, printed words have 80 at most"
    assert str(refusal.value) == told


@pytest.mark.parametrize(
    ("words", "rounded_to", "said"),
    [
        ("RMB 9.9", "0", ("=", "9.9", "9.9", "[]", "RMB")),
        ("60%", "10", ("=", "55", "65", "[)", "percent")),
        ("about $290 million", "5e6", ("~", "285_000_000", "295_000_000", "[]", "USD")),
        ("5746", "2", ("=", "5745", "5747", "[)", None)),
    ],
)
def test_another_rounding_replaces_the_default_one(words, rounded_to, said):
    sign, low, high, shape, unit = said
    assert says(parse(words, rounded_to)) == (sign, Decimal(low), Decimal(high), shape, unit)


@pytest.mark.parametrize(
    ("words", "value", "value_high", "resolution"),
    [
        ("5746", "5746", None, "1"),
        ("2900%", "2900", None, "100"),
        ("RMB 2.5 billion", "2_500_000_000", None, "100_000_000"),
        ("more than 2,300", "2300", None, "100"),
        ("more than 15", "15", None, "1"),
        ("tens of thousands", "10_000", None, "10_000"),
        ("9-15", "9", "15", "1"),
        ("one order of magnitude", "10", None, "10"),
    ],
)
def test_the_printed_number_and_its_last_significant_digit_are_kept(words, value, value_high, resolution):
    reading = parse(words)
    assert (reading.value, reading.resolution) == (Decimal(value), Decimal(resolution))
    assert reading.value_high == (value_high and Decimal(value_high))


@pytest.mark.parametrize("words", ["over 5%", "9-15", "nearly a year", "up to 5", "thousands"])
def test_a_bound_or_a_range_has_no_point(words):
    assert parse(words).point is None


@pytest.mark.parametrize(
    ("words", "how", "low", "high", "shape"),
    [
        ("more than 2,300", {"whole": True}, "2301", "inf", "[)"),
        ("at least 10", {"whole": True}, "10", "inf", "[)"),
        ("fewer than 40", {"whole": True}, "0", "39", "[]"),
        ("nearly 10", {"whole": True}, "9", "9", "[]"),
        ("under one", {"whole": True}, "0", "0", "[]"),
        ("over 80%", {"share": True}, "80", "100", "(]"),
        ("99.9%", {"share": True}, "99.85", "99.95", "[)"),
        ("100%", {"share": True}, "95", "100", "[]"),
        ("0%", {}, "0", "0.5", "[)"),
        ("0%", {"signed": True}, "-0.5", "0.5", "[)"),
        ("up to $5", {}, "0", "5", "[]"),
    ],
)
def test_counts_snap_inward_and_shares_and_amounts_stay_possible(words, how, low, high, shape):
    assert says(snap(parse(words), **how))[1:4] == (Decimal(low), Decimal(high), shape)


@pytest.mark.parametrize(
    ("words", "how"), [("120%", {"share": True}), ("over 100%", {"share": True}), ("less than 0", {})]
)
def test_a_share_above_the_whole_or_an_amount_below_nought_is_refused(words, how):
    with pytest.raises(ValueError) as refusal:
        snap(parse(words), **how)
    assert str(refusal.value) == "leaves nothing between nought and the whole"


def contains(reading, number):
    above = number > reading.low or (number == reading.low and not reading.low_open)
    return above and (number < reading.high or (number == reading.high and not reading.high_open))


def within(one, other):
    """The first interval has no point outside the second."""
    low = one.low > other.low or (one.low == other.low and (one.low_open or not other.low_open))
    return low and (one.high < other.high or (one.high == other.high and (one.high_open or not other.high_open)))


numbers = st.decimals(0, 10**9, allow_nan=False, allow_infinity=False, places=3).map(lambda n: n.normalize())
printed = st.one_of(numbers, st.decimals(0, 10**9, places=0), st.decimals(0, 9999, places=2)).map("{:f}".format)
rounded = st.sampled_from(["{}%", "${}", "RMB {} billion", "{} million yuan", "{}k", "{} trillion"])
frames = st.one_of(rounded, st.sampled_from(["{}", "{} weeks", "{}x"]))


@given(frames, printed)
def test_a_number_stands_for_an_interval_that_contains_it(frame, number):
    reading = parse(frame.format(number))
    assert contains(reading, reading.value)


@given(st.decimals(1, 10**6, places=4), st.integers(0, 3))
def test_a_number_rounded_to_fewer_digits_still_covers_it(number, places):
    fewer = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if places or number < 100:  # a whole number's zeros are no digits: 104 isn't printed as 100
        assert contains(parse(f"{fewer:f}%"), number)


@given(rounded, numbers.map("{:f}".format), st.integers(0, 9))
def test_one_more_digit_never_widens(frame, number, digit):
    longer = number + f"{'' if '.' in number else '.'}{digit}"
    one, other = parse(frame.format(number)), parse(frame.format(longer))
    assert other.high - other.low <= one.high - one.low


@given(frames, printed)
def test_hedges_keep_their_order(frame, number):
    words = frame.format(number)
    plain, about, over, least, less, most, nearly = (
        parse(f"{hedge} {words}".strip()) for hedge in ("", "about", "over", "at least", "less than", "up to", "nearly")
    )
    assert within(plain, about) and within(over, least) and within(less, most) and within(nearly, less)
    assert less.high == over.low == nearly.high == least.low == most.high == plain.value
    assert not any(contains(bound, plain.value) for bound in (over, less, nearly))


@given(st.sampled_from([(sign, word.strip()) for sign, words in HEDGES.items() for word in words.split(",")]), printed)
def test_every_hedge_says_its_comparator_with_every_number(hedge, number):
    sign, word = hedge
    assert parse(f"{word} ${number}").comparator == {"": "=", "nearly": "<"}.get(sign, sign)


@given(st.decimals(0, 10**12, places=6))
def test_a_number_written_down_is_read_back(number):
    assert parse(f"{number:f}").value == number
    assert parse(f"{number:,f}").value == number
    assert parse(f"over ${number:,f} million").value == number * 10**6


@given(st.integers(0, 999), st.sampled_from(["and ", ""]))
def test_a_number_in_words_is_read_back(number, joint):
    ones = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen"
    small = [*ones.split(), "seventeen", "eighteen", "nineteen"]
    tens = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
    hundreds, rest = divmod(number, 100)
    words = small[rest] if rest < 20 else tens[rest // 10 - 2] + f"-{small[rest % 10]}" * bool(rest % 10)
    if hundreds:
        words = f"{small[hundreds]} hundred" + f" {joint}{words}" * bool(rest)
    assert parse(words).value == number


@given(st.integers(1, 99), st.integers(1, 99), st.sampled_from(["in", "out of", "out of every"]))
def test_so_many_in_so_many_is_a_share_about_the_printed_one_or_refused(some, whole, by):
    words = f"{some} {by} {whole}"
    if some < whole:
        reading = parse(words)
        assert reading.unit == "percent" and reading.low < reading.value < reading.high
        assert abs(reading.value - Decimal(100 * some) / whole) < Decimal("0.001")
    else:
        with pytest.raises(ValueError, match="is no part of a whole"):
            parse(words)


@given(st.sampled_from(["{}", "about {}", "over {}", "nearly {}", "up to {}"]), printed)
def test_scales_and_currencies_change_nothing_but_the_size(hedge, number):
    base = parse(hedge.format(f"{number} thousand"))
    for words, unit in ((f"{number} million", None), (f"${number}m", "USD"), (f"{number} million yuan", "RMB")):
        reading = parse(hedge.format(words))
        assert (reading.unit, reading.comparator) == (unit, base.comparator)
        assert (*ends(reading), reading.value) == (base.low * 1000, base.high * 1000, base.value * 1000)


pieces = st.sampled_from(
    "over about nearly $ RMB 5 0 2,300 1.4 million % - to a half order orders of magnitude first top largest up "
    "decline months + tens thousands x and between or more no ９ \u0e42 \x00 \u200b".split(" ")
)
text = st.one_of(st.text(max_size=90), st.lists(pieces, max_size=9).map(" ".join), st.lists(pieces).map("".join))


@settings(max_examples=400)
@given(text)
def test_any_text_is_read_or_refused_in_a_sentence(words):
    for read in (parse, parse_rank, parse_direction):
        try:
            reading = read(words)
        except ValueError as refusal:
            assert " " in str(refusal)
        else:
            assert not reading.low.is_nan() and not reading.high.is_nan() and reading.low <= reading.high
