"""The interval macros of the database, against an independent interval library and a table of edge cases."""

import math
from importlib.resources import files
from itertools import product

import duckdb
import portion as P
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

INF = math.inf
CLAIMS = """
create table claims (claim_id varchar, comparator varchar, value double, low double, high double, low_open boolean,
    high_open boolean, period_start varchar, period_end varchar, date_low date, date_high date);
insert into claims values
    ('ten', '=', 10, 10, 10, false, false, null, null, null, null),
    ('about', '~', 10, 9, 11, false, false, null, null, null, null),
    ('floor', '>', 10, 10, 'inf', true, true, null, null, null, null),
    ('range', 'range', 10, 10, 12, false, false, null, null, null, null),
    ('undated', null, null, null, null, null, null, null, null, null, null),
    ('day', '=', 3, 3, 3, false, false, '1970-01-04', '1970-01-04', '1970-01-04', '1970-01-04'),
    ('week', 'range', null, 3, 9, false, false, '1970-01-04', '1970-01-10', '1970-01-04', '1970-01-10'),
    ('january', 'range', null, 0, 30, false, false, '1970-01', '1970-01', '1970-01-01', '1970-01-31'),
    ('february', 'range', null, 31, 58, false, false, '1970-02', '1970-02', '1970-02-01', '1970-02-28'),
    ('since', 'range', null, 31, 'inf', false, true, '1970-02', null, '1970-02-01', null);
create table list_items (list_claim varchar, name varchar, list varchar);
insert into list_items values
    ('full', 'a', 'complete'), ('full', 'b', 'complete'),
    ('lost', 'a', 'complete'), ('lost', null, 'complete'),
    ('some', 'a', 'examples'), ('some', 'b', 'examples')"""


@pytest.fixture(scope="module")
def con():
    """A database with the macros and two small tables."""
    with duckdb.connect() as con:
        con.execute(CLAIMS).fetchall()
        con.execute(files("cnai").joinpath("sql", "intervals.sql").read_text("utf-8")).fetchall()
        yield con


def shown(struct):
    """An interval as (low, value, high, ends)."""
    low, value, high, low_open, high_open = struct.values()
    return low, value, high, ("(" if low_open else "[") + (")" if high_open else "]")


def calls(con, macro, pairs):
    """What a macro of two intervals gives for each pair; an interval is (portion's interval, value)."""
    columns = [[f(x, v) for x, v in side] for side in zip(*pairs, strict=True) for f in PARTS]
    types = ["double"] * 3 + ["boolean"] * 2
    given = ", ".join(f"unnest(${n}::{types[(n - 1) % 5]}[]) as c{n}" for n in range(1, 11))
    a, b = (f"interval_of({', '.join(f'c{n}' for n in span)})" for span in (range(1, 6), range(6, 11)))
    rows = f"select unnest(range({len(pairs)})) as n, {given}"
    found = con.execute(f"select n, {macro}({a}, {b}) from ({rows}) order by n", columns).fetchall()
    return [shown(row[1]) for row in found]


PARTS = [
    lambda x, _: float(x.lower),
    lambda _, v: v,
    lambda x, _: float(x.upper),
    lambda x, _: x.left == P.OPEN,
    lambda x, _: x.right == P.OPEN,
]
NEGATIVE, POSITIVE, NOUGHT = P.open(-INF, 0), P.open(0, INF), P.singleton(0)


def made(low, high, closed_low, closed_high):
    return P.Interval.from_atomic(P.Bound(closed_low), low, high, P.Bound(closed_high))


def monotone(x, y, low, high):
    """The image of two positive intervals under a function that grows with both; given for the two corners."""
    closed = [a == b == P.CLOSED for a, b in ((x.left, y.left), (x.right, y.right))]
    return made(low, high, *closed)


def mirrored(x):
    return P.empty() if x.empty else made(-x.upper, -x.lower, x.right == P.CLOSED, x.left == P.CLOSED)


def turned(x):
    """One over a positive interval."""
    if x.empty:
        return x
    low, high = (INF if end == 0 else 0 if end == INF else 1 / end for end in (x.upper, x.lower))
    return made(low, high, x.right == P.CLOSED, x.left == P.CLOSED)


def by_signs(x, y, positive):
    """A product's image, piece by piece of each sign; no end of a positive piece is nought times infinity."""
    signs = [(1, lambda z: z & POSITIVE), (-1, lambda z: mirrored(z & NEGATIVE))]
    found = NOUGHT if (0 in x and not y.empty) or (0 in y and not x.empty) else P.empty()
    for (s, of_x), (t, of_y) in product(signs, signs):
        if not (of_x(x).empty or of_y(y).empty):
            image = positive(of_x(x), of_y(y))
            found |= image if s == t else mirrored(image)
    return found.enclosure


def oracle_plus(x, y):
    return made(x.lower + y.lower, x.upper + y.upper, x.left == y.left == P.CLOSED, x.right == y.right == P.CLOSED)


def oracle_minus(x, y):
    return oracle_plus(x, mirrored(y))


def oracle_times(x, y):
    return by_signs(x, y, lambda a, b: monotone(a, b, a.lower * b.lower, a.upper * b.upper))


def oracle_ratio(x, y):
    over = turned(y & POSITIVE) | mirrored(turned(mirrored(y & NEGATIVE)))
    return oracle_times(x, over.enclosure if 0 in y & P.open(y.lower, y.upper) else over)


def oracle_growth(earlier, later):
    return oracle_minus(oracle_times(P.singleton(100.0), oracle_ratio(later, earlier)), P.singleton(100.0))


def oracle_increase(level, percent):
    return oracle_times(level, oracle_plus(P.singleton(1.0), oracle_times(P.singleton(0.01), percent)))


def oracle_share_of_sum(x, y):
    found, a, b = P.empty(), x & POSITIVE, y & POSITIVE
    if 0 in x and not b.empty:
        found |= NOUGHT
    if 0 in y and not a.empty:
        found |= P.singleton(100)
    if not (a.empty or b.empty):
        low = 0 if b.upper == INF or a.lower == 0 else 100 * a.lower / (a.lower + b.upper)
        high = 100 if a.upper == INF or b.lower == 0 else 100 * a.upper / (a.upper + b.lower)
        found |= made(low, high, a.left == b.right == P.CLOSED, a.right == b.left == P.CLOSED)
    return found.enclosure


OPERATIONS = {
    "plus": (oracle_plus, lambda a, b: a + b),
    "minus": (oracle_minus, lambda a, b: a - b),
    "times": (oracle_times, lambda a, b: a * b),
    "ratio": (oracle_ratio, lambda a, b: a * (1 / b) if b else None),
    "growth": (oracle_growth, lambda a, b: 100 * (b * (1 / a)) - 100 if a else None),
    "increase": (oracle_increase, lambda a, b: a * (1 + 0.01 * b)),
    "share_of_sum": (oracle_share_of_sum, lambda a, b: 100 * a / (a + b) if a + b else None),
}
DIVISOR = {"ratio": 1, "growth": 0}


def defined(macro, pair):
    """Where the macro has an answer: no divisor is nought alone, no part is negative."""
    if macro == "share_of_sum":
        return all(x.lower >= 0 for x, _ in pair) and not all(x == NOUGHT for x, _ in pair)
    return macro not in DIVISOR or pair[DIVISOR[macro]][0] != NOUGHT


def check(con, macro, pairs):
    """Hold the macro's answers for all pairs against the oracle's."""
    pairs = [pair for pair in pairs if defined(macro, pair)]
    image, point = OPERATIONS[macro]
    for pair, (low, value, high, ends) in zip(pairs, calls(con, macro, pairs) if pairs else [], strict=True):
        (x, v), (y, w) = pair
        told = f"{macro} of {x} and {y}"
        assert not (math.isnan(low) or math.isnan(high) or (value is not None and math.isnan(value))), told
        expected = image(x, y)
        shape = ("(" if expected.left == P.OPEN else "[") + (")" if expected.right == P.OPEN else "]")
        assert (low, high) == pytest.approx((float(expected.lower), float(expected.upper)), 1e-12, 1e-9), told
        assert ends == shape, told
        wanted = None if v is None or w is None else point(v, w)
        assert value == (wanted if wanted is None else pytest.approx(wanted, 1e-12, 1e-9)), told
        if value is not None and 0 not in (v, w):
            assert low <= value <= high or value == pytest.approx(low) or value == pytest.approx(high), told


def every_interval(ends):
    """Every interval with these ends, open and closed, finite ones with a value in their middle."""
    for low, high in product(ends, ends):
        for closed in product((True, False), (True, False)):
            infinite = (low == -INF, high == INF)
            if (low < high and not any(c and i for c, i in zip(closed, infinite, strict=True))) or (
                low == high and all(closed) and not any(infinite) and abs(low) != INF
            ):
                yield made(low, high, *closed), (None if any(infinite) else (low + high) / 2)


@pytest.mark.parametrize("macro", OPERATIONS)
def test_every_pair_of_small_intervals_agrees_with_the_library(con, macro):
    small = list(every_interval([-INF, -2.0, -1.0, 0.0, 3.0, INF]))
    assert len(small) == 45
    check(con, macro, list(product(small, small)))


numbers = st.one_of(
    st.integers(-9, 9).map(float),
    st.floats(-1e6, 1e6).map(lambda x: round(x, 3)),
    st.sampled_from([0.1, 0.01, 1e-6, 1e9, 1.5e12, -1e9]),
)


@st.composite
def intervals(draw):
    low, high = sorted((draw(numbers), draw(numbers)))
    below, above = draw(st.booleans()), draw(st.booleans())
    if draw(st.integers(0, 9)) == 0:
        low, below = -INF, False
    if draw(st.integers(0, 9)) == 0:
        high, above = INF, False
    finite = INF not in (high, -low)
    value = draw(st.sampled_from([low, high, (low + high) / 2])) if finite and draw(st.booleans()) else None
    return made(low, high, *((True, True) if low == high else (below, above))), value


@settings(max_examples=10, phases=[Phase.generate])
@given(st.lists(st.tuples(intervals(), intervals()), min_size=30, max_size=60))
def test_any_two_intervals_agree_with_the_library(con, pairs):
    for macro in OPERATIONS:
        check(con, macro, pairs)


EDGES = [
    # Touching ends, single points, open and closed.
    ("plus(within(1, 2), within(3, 4))", (4, None, 6, "[]")),
    ("plus(exactly(1), exactly(2))", (3, 3, 3, "[]")),
    ("minus(exactly(3), exactly(3))", (0, 0, 0, "[]")),
    ("minus(stated('about'), stated('ten'))", (-1, 0, 1, "[]")),
    ("plus(stated('floor'), exactly(1))", (11, None, INF, "()")),
    ("plus(at_least(10), exactly(1))", (11, None, INF, "[)")),
    ("minus(exactly(1), at_least(10))", (-INF, None, -9, "(]")),
    ("minus(exactly(1), stated('floor'))", (-INF, None, -9, "()")),
    # Two open bounds.
    ("plus(stated('floor'), at_least(5))", (15, None, INF, "()")),
    ("minus(at_least(10), at_least(5))", (-INF, None, INF, "()")),
    ("plus(at_least(1), at_most(1))", (-INF, None, INF, "()")),
    ("ratio(at_least(10), at_least(5))", (0, None, INF, "()")),
    ("times(at_least(2), at_least(3))", (6, None, INF, "[)")),
    # Divisors that touch or contain nought.
    ("ratio(exactly(6), within(0, 2))", (3, None, INF, "[)")),
    ("ratio(exactly(6), within(-2, 0))", (-INF, None, -3, "(]")),
    ("ratio(exactly(6), within(-1, 2))", (-INF, None, INF, "()")),
    ("ratio(exactly(0), within(-1, 2))", (0, None, 0, "[]")),
    ("ratio(exactly(6), at_least(0))", (0, None, INF, "()")),
    ("ratio(within(0, 1), within(0, 1))", (0, None, INF, "[)")),
    ("growth(within(0, 10), exactly(5))", (-50, None, INF, "[)")),
    # Negative factors and divisors.
    ("times(exactly(-2), within(3, 4))", (-8, None, -6, "[]")),
    ("times(within(-2, 3), within(-5, 4))", (-15, None, 12, "[]")),
    ("times(exactly(-1), stated('floor'))", (-INF, None, -10, "()")),
    ("ratio(within(1, 2), exactly(-4))", (-0.5, None, -0.25, "[]")),
    # Nought times infinity, and an end at nought.
    ("times(exactly(0), at_least(1))", (0, None, 0, "[]")),
    ("times(within(0, 1), at_least(0))", (0, None, INF, "[)")),
    ("times(at_least(0), at_most(0))", (-INF, None, 0, "(]")),
    ("times(within(-1, 1), at_least(0))", (-INF, None, INF, "()")),
    # Percent and parts.
    ("growth(exactly(10), exactly(300))", (2900, 2900, 2900, "[]")),
    ("growth(exactly(10), at_least(10))", (0, None, INF, "[)")),
    ("increase(exactly(10), exactly(50))", (15, 15, 15, "[]")),
    ("increase(exactly(10), at_most(-50))", (-INF, None, 5, "(]")),
    ("share_of_sum(exactly(1), exactly(3))", (25, 25, 25, "[]")),
    ("share_of_sum(within(1, 2), within(2, 3))", (25, None, 50, "[]")),
    ("share_of_sum(exactly(0), exactly(3))", (0, 0, 0, "[]")),
    ("share_of_sum(within(0, 3), exactly(0))", (100, None, 100, "[]")),
    ("share_of_sum(exactly(1), at_least(1))", (0, None, 50, "(]")),
    ("share_of_sum(stated('floor'), exactly(10))", (50, None, 100, "()")),
    # One side of another quantity or event.
    ("no_less(within(1, 2))", (1, None, INF, "[)")),
    ("no_less(stated('floor'))", (10, None, INF, "()")),
    ("no_more(within(1, 2))", (-INF, None, 2, "(]")),
    ("after(stated('january'))", (0, None, INF, "[)")),
    ("before(stated('january'))", (-INF, None, 30, "(]")),
    # Claims, days and lists.
    ("stated('ten')", (10, 10, 10, "[]")),
    ("stated('about')", (9, 10, 11, "[]")),
    ("stated('floor')", (10, None, INF, "()")),
    ("stated('range')", (10, None, 12, "[]")),
    ("stated('since')", (31, None, INF, "[)")),
    ("starts('week')", (3, 3, 3, "[]")),
    ("ends('week')", (9, 9, 9, "[]")),
    ("days('week')", (6, None, 7, "[]")),
    ("days('day')", (1, 1, 1, "[]")),
    ("days('january')", (31, 31, 31, "[]")),
    ("joined(stated('january'), stated('february'))", (0, None, 58, "[]")),
    ("joined(stated('january'), stated('since'))", (0, None, INF, "[)")),
    ("named('full')", (2, 2, 2, "[]")),
    ("named('lost')", (1, None, 2, "[]")),
    ("named('some')", (2, None, INF, "[)")),
]
ERRORS = [
    ("stated('tenn')", "there is no claim 'tenn' with a value"),
    ("stated('undated')", "there is no claim 'undated' with a value"),
    ("stated('')", "there is no claim '' with a value"),
    ("starts('ten')", "there is no claim 'ten' with a first day"),
    ("ends('since')", "there is no claim 'since' with a last day"),
    ("days('since')", "there is no claim 'since' with a first and a last day"),
    ("named('ten')", "there is no list of names for 'ten'"),
    ("within(3, 2)", "within(3, 2) is no interval: the first end must not be above the second"),
    ("exactly('nan'::double)", "nan is no finite number"),
    ("at_least('inf'::double)", "inf is no finite number"),
    ("at_most('-inf'::double)", "-inf is no finite number"),
    ("within(1, 'inf'::double)", "inf is no finite number"),
    ("ratio(exactly(1), exactly(0))", "division by nought"),
    ("growth(exactly(0), exactly(1))", "division by nought"),
    ("share_of_sum(exactly(0), exactly(0))", "division by nought"),
    ("share_of_sum(exactly(-1), exactly(2))", "share_of_sum wants parts that are not negative"),
    ("share_of_sum(exactly(1), at_most(2))", "share_of_sum wants parts that are not negative"),
    (
        "joined(stated('february'), stated('january'))",
        "joined() wants periods of which the second starts the day after the first ends",
    ),
]


@pytest.mark.parametrize(("expression", "said"), EDGES)
def test_an_edge_case_comes_out_as_worked_by_hand(con, expression, said):
    assert shown(con.execute(f"select {expression}").fetchall()[0][0]) == said


@pytest.mark.parametrize(("expression", "told"), ERRORS)
def test_what_has_no_answer_is_an_error_with_its_sentence(con, expression, told):
    with pytest.raises(duckdb.Error) as error:
        con.execute(f"select {expression}").fetchall()
    assert str(error.value) == f"Invalid Input Error: {told}"


@pytest.mark.parametrize("macro", OPERATIONS)
def test_the_value_is_unknown_as_soon_as_one_input_is_a_bound_or_a_range(con, macro):
    for other in ("stated('floor')", "within(9, 11)", "at_least(10)"):
        both = [f"{macro}(exactly(5), {other})", f"{macro}({other}, exactly(5))", f"{macro}(exactly(5), exactly(10))"]
        found = con.execute(f"select {', '.join(both)}").fetchall()[0]
        assert [struct["value"] is None for struct in found] == [True, True, False]


@pytest.mark.parametrize(
    ("number", "rounded"),
    [
        ("0.1::double + 0.2::double", 0.3),
        ("1e12 * (1 + 1e-13)", 1e12),
        ("1e12 * (1 + 1e-11)", 1e12 + 10),
        ("-123456789012.6::double", -123456789013.0),
        ("123456789012345::double", 123456789012000.0),
        ("1e300::double", 1e300),
        ("1e-300::double", 1e-300),
        ("0::double", 0.0),
        ("'inf'::double", INF),
        ("'-inf'::double", -INF),
        ("null", None),
    ],
)
def test_ends_are_compared_by_their_first_12_digits(con, number, rounded):
    assert con.execute(f"select round12({number})").fetchall() == [(rounded,)]
