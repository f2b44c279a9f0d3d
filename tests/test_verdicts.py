"""Verdicts: what a computed interval says of a stated one, claim by claim and check by check."""

import math

import pytest

SHARE = {"basis": "share"}
COUNT = {"unit": "person", "basis": "stock"}
USD = {"unit": "USD", "basis": "stock"}
DIRECTION, RANK, PERIOD = {"kind": "direction"}, {"kind": "rank"}, {"kind": "period"}
BY = {"kind": "date", "period_end": "2020-03-31"}


def day(iso):
    return {"kind": "date", "period_start": iso, "period_end": iso}


# Claims that expressions below name: printed words, and what the ledger says beside them.
NAMED = {
    "five-hundred": ("$500 million", USD),  # [495, 505) million
    "one-fifty": ("$150 million", USD),  # [145, 155) million
    "one-fifty-six": ("$156 million", USD),  # [155.5, 156.5) million
    "march": ("March", day("2020-03")),
    "april": ("April", day("2020-04")),
    "march-4": ("March 4", day("2020-03-04")),
    "march-30": ("March 30", day("2020-03-30")),
    "first-half": ("January to June", PERIOD | {"period_start": "2020-01", "period_end": "2020-06"}),
    "second-half": ("July to December", PERIOD | {"period_start": "2020-07", "period_end": "2020-12"}),
    "next-year": ("2021", PERIOD | {"period_start": "2021", "period_end": "2021"}),
}
THIS_YEAR = PERIOD | {"period_start": "2020", "period_end": "2020"}
# Stated words and their kind, a computed interval, the verdict, and by how many printed units they miss.
CASES = [
    # The computed interval lies within the stated one, which is [67.5, 68.5).
    ("68%", {}, "within(67.5, 68.4)", "reproduced", 0),
    ("68%", {}, "within(67.5, 68.5)", "consistent", 0),
    ("68%", {}, "within(60, 67.5)", "consistent", 0),
    ("68%", {}, "within(68.5, 70)", "contradicted", 0),
    ("68%", {}, "within(0, 100)", "consistent", 0),
    ("68%", {}, "at_least(68)", "consistent", 0),
    ("68%", {}, "exactly(70)", "contradicted", 1.5),
    ("68%", {}, "exactly(65)", "contradicted", 2.5),
    # The value computed from the printed values does, though the interval is wider: (340, 360) million.
    ("$350 million", USD, "minus(stated('five-hundred'), stated('one-fifty'))", "reproduced", 0),
    ("$350 million", USD, "minus(within(495000000, 505000000), stated('one-fifty'))", "consistent", 0),
    ("$350 million", USD, "minus(stated('five-hundred'), stated('one-fifty-six'))", "consistent", 0),
    ("$380 million", USD, "minus(stated('five-hundred'), stated('one-fifty'))", "contradicted", 1.5),
    # A floor is met by a value within one printed unit above it, and by nothing else.
    ("more than 2,300", COUNT, "exactly(2301)", "reproduced", 0),
    ("more than 2,300", COUNT, "exactly(2400)", "reproduced", 0),
    ("more than 2,300", COUNT, "exactly(2401)", "consistent", 0),
    ("more than 2,300", COUNT, "within(2310, 2320)", "consistent", 0),
    ("more than 2,300", COUNT, "at_least(2301)", "consistent", 0),
    ("more than 2,300", COUNT, "exactly(2300)", "contradicted", 0.01),
    ("more than 2,300", COUNT, "exactly(2276)", "contradicted", 0.25),
    ("over 2%", {}, "exactly(3)", "reproduced", 0),
    ("over 2%", {}, "exactly(3.1)", "consistent", 0),
    ("over 2%", {}, "exactly(2)", "contradicted", 0),
    ("at least 10%", {}, "exactly(10)", "reproduced", 0),
    ("at least 10%", {}, "exactly(11)", "reproduced", 0),
    ("at least 10%", {}, "exactly(11.5)", "consistent", 0),
    ("at least 10%", {}, "exactly(9)", "contradicted", 1),
    # A floor that can't pass the whole, and a ceiling that can't pass nought, stay one-sided.
    ("over 80%", SHARE, "exactly(81)", "reproduced", 0),
    ("over 80%", SHARE, "exactly(95)", "consistent", 0),
    ("over 80%", SHARE, "exactly(80)", "contradicted", 0),
    ("up to 10%", {}, "exactly(10)", "reproduced", 0),
    ("up to 10%", {}, "exactly(9)", "reproduced", 0),
    ("up to 10%", {}, "exactly(8.5)", "consistent", 0),
    ("up to 10%", {}, "exactly(11)", "contradicted", 1),
    ("less than 5%", {}, "exactly(4.5)", "reproduced", 0),
    ("less than 5%", {}, "exactly(2)", "consistent", 0),
    ("less than 5%", {}, "exactly(5)", "contradicted", 0),
    ("fewer than 40", COUNT, "exactly(39)", "reproduced", 0),
    ("fewer than 40", COUNT, "exactly(30)", "consistent", 0),
    # "Nearly", "about", ranges and exact numbers have two sides.
    ("nearly 10%", {}, "exactly(9)", "reproduced", 0),
    ("nearly 10%", {}, "within(9, 9.9)", "reproduced", 0),
    ("nearly 10%", {}, "exactly(10)", "contradicted", 0),
    ("nearly 10%", {}, "exactly(8)", "contradicted", 1),
    ("about 60%", {}, "exactly(61)", "reproduced", 0),
    ("about 60%", {}, "exactly(62)", "contradicted", 1),
    ("10%-12%", {}, "within(10, 12)", "reproduced", 0),
    ("10%-12%", {}, "within(11, 13)", "consistent", 0),
    ("10%-12%", {}, "exactly(12.5)", "contradicted", 0.5),
    ("three", COUNT, "exactly(3)", "reproduced", 0),
    ("three", COUNT, "at_least(2)", "consistent", 0),
    ("three", COUNT, "exactly(4)", "contradicted", 1),
    # Boundaries are compared after rounding to 12 significant digits: 0.1 and 0.2 make 0.3.
    ("0.1%-0.3%", {}, "plus(exactly(0.1), exactly(0.2))", "reproduced", 0),
    ("0.1%-0.3%", {}, "exactly(0.3000000000001)", "reproduced", 0),
    ("0.1%-0.3%", {}, "exactly(0.300000000001)", "contradicted", 1e-11),
    ("over 0.3%", {}, "plus(exactly(0.1), exactly(0.2))", "contradicted", 0),
    # A direction is a sign; a rank counts from the best.
    ("growth", DIRECTION, "minus(exactly(3), exactly(2))", "reproduced", 0),
    ("growth", DIRECTION, "within(-1, 1)", "consistent", 0),
    ("growth", DIRECTION, "exactly(0)", "contradicted", 0),
    ("growth", DIRECTION, "at_most(-1)", "contradicted", 1),
    ("decline", DIRECTION, "exactly(-7)", "reproduced", 0),
    ("first", RANK, "exactly(1)", "reproduced", 0),
    ("first", RANK, "exactly(2)", "contradicted", 1),
    ("top 10", RANK, "exactly(10)", "reproduced", 0),
    ("top 10", RANK, "exactly(3)", "consistent", 0),
    ("top 10", RANK, "exactly(11)", "contradicted", 1),
    # An instant agrees with the window it lies in; orders hold when the windows are wholly ordered.
    ("March", day("2020-03"), "stated('march-4')", "reproduced", 0),
    ("March 4", day("2020-03-04"), "stated('march')", "consistent", 0),
    ("April", day("2020-04"), "stated('march-4')", "contradicted", 28),
    ("April", day("2020-04"), "after(stated('march'))", "consistent", 0),
    ("March", day("2020-03"), "after(stated('april'))", "contradicted", 1),
    ("March 4", day("2020-03-04"), "before(stated('march'))", "consistent", 0),
    ("by March 31", BY, "stated('march-30')", "reproduced", 0),
    ("by March 31", BY, "stated('march-4')", "consistent", 0),
    ("by March 31", BY, "stated('april')", "contradicted", 1),
    # Periods agree only when they are equal.
    ("2020", THIS_YEAR, "joined(stated('first-half'), stated('second-half'))", "reproduced", 0),
    ("2020", THIS_YEAR, "stated('first-half')", "consistent", 0),
    ("2020", THIS_YEAR, "stated('next-year')", "contradicted", 1),
]


def many(toy, cases):
    """Add each case's claim and check to the toy package; a case is named by its place."""
    toy.tables["sources"][0]["characters"] = "9999"
    for name, (stated, more) in NAMED.items():
        toy.claim(name, stated, **more)
    for n, (stated, more, expression, expected, _) in enumerate(cases):
        toy.claim(f"case-{n}", stated, **more)
        toy.check(f"check-{n}", f"case-{n}", expression, expected)


@pytest.fixture(scope="module")
def results(module_toy):
    """Verdict and gap of every case, by its place."""
    many(module_toy, CASES)
    with module_toy.connect() as con:
        return {r[0]: r[1:] for r in con.execute("select check_id, verdict, gap from results").fetchall()}


@pytest.mark.parametrize(
    ("n", "verdict", "gap"),
    [pytest.param(n, case[3], case[4], id=f"{case[0]} against {case[2]}") for n, case in enumerate(CASES)],
)
def test_a_computed_interval_gets_the_verdict_of_the_rules(results, n, verdict, gap):
    found, by = results[f"check-{n}"]
    assert found == verdict
    assert by == pytest.approx(gap, 1e-6)


def verdicts(toy):
    """What the view `verdicts` says of each claim: verdict, number of checks, note."""
    with toy.connect() as con:
        return {r[0]: r[1:] for r in con.execute("select claim_id, verdict, checks, note from verdicts").fetchall()}


READINGS = ["per day, whole year", "per day, last four months", "per month, last four months"]


def read(toy, claim_id, *expressions):
    """Check a claim by alternative readings; an expression stands with its verdict."""
    for reading, (expression, expected) in zip(READINGS, expressions, strict=False):
        check_id = f"{claim_id}-{len(toy.tables['checks'])}"
        toy.check(check_id, claim_id, expression, expected, reading=reading)


def test_contradicted_comes_before_reproduced_before_consistent_before_recorded(toy):
    for claim_id in ("one", "two", "three", "four"):
        toy.claim(claim_id, "68%")
    for claim_id, expression, expected in (
        ("one", "exactly(68)", "reproduced"),
        ("one", "exactly(70)", "contradicted"),
        ("one", "within(60, 70)", "consistent"),
        ("two", "within(60, 70)", "consistent"),
        ("two", "exactly(68)", "reproduced"),
        ("three", "within(60, 70)", "consistent"),
    ):
        toy.check(f"{claim_id}-{expected}", claim_id, expression, expected)
    found = verdicts(toy)
    assert found["one"] == ("contradicted", 3, "one-contradicted")
    assert found["two"] == ("reproduced", 2, "two-reproduced")
    assert found["three"] == ("consistent", 1, "three-consistent")
    assert found["four"] == ("recorded", 0, "stated once, nothing in the corpus recomputes it")


def test_every_claim_that_a_check_names_shares_its_verdict(toy):
    toy.claim("half", "50", unit="loaf", basis="flow")
    toy.check("half-sum", "half", "minus(stated('loaves'), stated('evening'))", "contradicted")
    found = verdicts(toy)
    assert found["half"] == ("contradicted", 1, "half-sum")
    assert found["evening"] == ("contradicted", 2, "half-sum")
    assert found["loaves"] == ("contradicted", 2, "half-sum")
    assert found["morning"] == ("reproduced", 1, "loaves-sum")


def test_of_alternative_readings_the_best_counts_and_none_contradicts(toy):
    for claim_id in ("one", "two", "three", "four"):
        toy.claim(claim_id, "68%")
    good, loose, bad = ("exactly(68)", "reproduced"), ("within(60, 70)", "consistent"), ("exactly(70)", "contradicted")
    read(toy, "one", bad, loose, good)
    read(toy, "two", bad, loose)
    read(toy, "three", bad, ("exactly(71)", "contradicted"))
    read(toy, "four", bad, good)
    toy.claim("five", "69%")
    toy.check("four-other", "four", "stated('five')", "contradicted")
    found = verdicts(toy)
    assert found["one"][:2] == ("reproduced", 1)
    assert found["two"][:2] == ("consistent", 1)
    assert found["three"][:2] == ("recorded", 0)
    assert found["four"] == ("contradicted", 2, "four-other")


REASONS = {
    "growth": "stated once, nothing in the corpus recomputes it",
    "customers": "stated once, nothing in the corpus recomputes it",
    "sale": "a plan or forecast, its outcome is not in the corpus",
    "place": "an opinion",
    "trend": "a change, its levels are not given",
    "opened": "a date or period stated once",
    "year": "a date or period stated once",
    "rank": "a rank, the field it is drawn from is not given",
    "forecast": "a plan or forecast, its outcome is not in the corpus",
}


def test_a_claim_that_no_check_names_is_recorded_with_a_reason_from_the_list(toy):
    toy.claim("rank", "second", kind="rank")
    toy.claim("forecast", "5%", status="forecast")
    found = verdicts(toy)
    assert {claim: found[claim] for claim in REASONS} == {c: ("recorded", 0, why) for c, why in REASONS.items()}


def test_every_claim_has_one_verdict_and_every_check_one_result(toy):
    with toy.connect() as con:
        claims = con.execute("select claim_id, source_id from verdicts").fetchall()
        checks = con.execute("select check_id from results").fetchall()
    assert sorted(claims) == sorted((row["claim_id"], "toy") for row in toy.tables["claims"])
    assert sorted(checks) == sorted((row["check_id"],) for row in toy.tables["checks"])


def test_a_result_holds_both_intervals_and_their_values(toy):
    with toy.connect() as con:
        columns = "stated_low, stated_value, stated_high, computed_low, computed_value, computed_high, verdict, gap"
        found = con.execute(f"select check_id, {columns} from results order by all").fetchall()
    assert found == [
        ("each", None, None, None, 0, None, pytest.approx(100 / 21), None, None),
        ("loaves-sum", 100, 100, 100, 99, 100, 101, "reproduced", 0),
        ("staff-names", 3, 3, 3, 3, 3, 3, "reproduced", 0),
    ]


def test_an_estimate_is_an_interval_with_a_word_where_it_rests_on_a_contradiction(toy):
    query = "select * from estimates"
    with toy.connect() as con:
        assert con.execute(query).fetchall() == [
            ("each", "loaf", 0, None, pytest.approx(100 / 21), "Loaves for each customer.", None)
        ]
    toy.check("loaves-other", "loaves", "exactly(99)", "contradicted")
    toy.check("more", "", "minus(stated('loaves'), stated('morning'))", "39 to 41", unit="loaf")
    with toy.connect() as con:
        notes = dict(con.execute("select check_id, note from estimates").fetchall())
    assert notes == {"each": "rests on contradicted loaves", "more": "rests on contradicted loaves"}


@pytest.mark.parametrize(
    ("check_id", "expected", "told"),
    [
        ("loaves-sum", "consistent", "3: expected 'consistent': the check comes to reproduced [verdict]"),
        ("loaves-sum", "contradicted", "3: expected 'contradicted': the check comes to reproduced [verdict]"),
        ("each", "0 to 5", "2: expected '0 to 5': the check comes to 0 to 4.762 [verdict]"),
        ("each", "reproduced", "2: expected 'reproduced': the check comes to 0 to 4.762 [verdict]"),
    ],
)
def test_a_verdict_that_is_not_the_expected_one_is_a_finding(toy, check_id, expected, told):
    toy.change("checks", check_id, expected=expected)
    assert toy.findings() == [f"data/checks.csv:{told}"]


def test_a_changed_number_turns_its_check_red(toy):
    toy.change("claims", "evening", stated="45", char_end="22")
    toy.change("other_numbers", "evening", value="45")
    told = "data/checks.csv:3: expected 'reproduced': the check comes to contradicted [verdict]"
    assert toy.findings() == [told]


def test_an_estimate_without_any_bound_is_refused(toy):
    expression = "ratio(stated('customers'), at_least(5))"
    toy.change("checks", "each", expression=expression, expected="0 to inf", unit="person")
    assert toy.findings() == [
        f"data/checks.csv:2: expression {expression!r}: is unbounded, it estimates nothing [estimate]"
    ]


def test_no_end_and_no_gap_is_ever_not_a_number(results):
    assert not any(math.isnan(gap) for _, gap in results.values() if gap is not None)
