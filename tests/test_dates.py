"""Printed dates and periods: their first and last day, and that the words and the ledger say the same."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnai._dates import parse_when, window

# Printed words, start and end in the ledger, first and last day; none where the end is open or not printed.
READ = [
    ("2022", "2022", "2022", "2022-01-01", "2022-12-31"),
    ("year 2023", "2023", "2023", "2023-01-01", "2023-12-31"),
    ("as early as 2019", "2019", "2019", "2019-01-01", "2019-12-31"),
    ("March", "2023-03", "2023-03", "2023-03-01", "2023-03-31"),
    ("this May", "2023-05", "2023-05", "2023-05-01", "2023-05-31"),
    ("February", "2024-02", "2024-02", "2024-02-01", "2024-02-29"),
    ("March, 2023", "2023-03", "2023-03", "2023-03-01", "2023-03-31"),
    ("October 2022", "2022-10", "2022-10", "2022-10-01", "2022-10-31"),
    ("Sept. 2022", "2022-09", "2022-09", "2022-09-01", "2022-09-30"),
    ("August 31", "2023-08-31", "2023-08-31", "2023-08-31", "2023-08-31"),
    ("Feb 13, 2023", "2023-02-13", "2023-02-13", "2023-02-13", "2023-02-13"),
    ("July 13th, 2023", "2023-07-13", "2023-07-13", "2023-07-13", "2023-07-13"),
    ("1 November 2023", "2023-11-01", "2023-11-01", "2023-11-01", "2023-11-01"),
    ("as of November 30, 2022", "2022-11-30", "2022-11-30", "2022-11-30", "2022-11-30"),
    ("Wednesday", "2023-11-01", "2023-11-01", "2023-11-01", "2023-11-01"),
    ("Monday", "2023-02-13", "2023-02-13", "2023-02-13", "2023-02-13"),
    ("Wednesday, November 1", "2023-11-01", "2023-11-01", "2023-11-01", "2023-11-01"),
    ("Monday to Friday", "2023-02-13", "2023-02-17", "2023-02-13", "2023-02-17"),
    ("from Feb 5 to Feb 12", "2023-02-05", "2023-02-12", "2023-02-05", "2023-02-12"),
    ("From September to December", "2022-09", "2022-12", "2022-09-01", "2022-12-31"),
    ("from March until June", "2022-03", "2022-06", "2022-03-01", "2022-06-30"),
    ("between March and May 2023", "2023-03", "2023-05", "2023-03-01", "2023-05-31"),
    ("2020 to 2023", "2020", "2023", "2020-01-01", "2023-12-31"),
    ("first 8 months of 2022", "2022-01", "2022-08", "2022-01-01", "2022-08-31"),
    ("first eight months", "2022-01", "2022-08", "2022-01-01", "2022-08-31"),
    ("Q1 2023", "2023-01", "2023-03", "2023-01-01", "2023-03-31"),
    ("Q4", "2022-10", "2022-12", "2022-10-01", "2022-12-31"),
    ("Q1-Q3 2022", "2022-01", "2022-09", "2022-01-01", "2022-09-30"),
    ("since 2016", "2016", "", "2016-01-01", None),
    ("Since December 2022", "2022-12", "", "2022-12-01", None),
    ("since late 2021", "2021", "", "2021-01-01", None),
    ("By November", "", "2023-11", None, "2023-11-30"),
    ("until June 2023", "", "2023-06", None, "2023-06-30"),
    ("by yearโs end", "", "2023", None, "2023-12-31"),
    ("by mid-next year", "", "2024", None, "2024-12-31"),
    ("by the end of this year", "", "2023", None, "2023-12-31"),
    ("last week", "2023-02-05", "2023-02-12", "2023-02-05", "2023-02-12"),
    ("past year", "2022-02", "2023-02", "2022-02-01", "2023-02-28"),
    ("later in the year", "2023", "2023", "2023-01-01", "2023-12-31"),
    ("Throughout the year", "2023", "2023", "2023-01-01", "2023-12-31"),
    ("H1 2024", "2024-01", "2024-06", "2024-01-01", "2024-06-30"),
    ("second half of 2023", "2023-07", "2023-12", "2023-07-01", "2023-12-31"),
    ("the third quarter of 2023", "2023-07", "2023-09", "2023-07-01", "2023-09-30"),
    ("last quarter of 2022", "2022-10", "2022-12", "2022-10-01", "2022-12-31"),
    ("2022-23", "2022", "2023", "2022-01-01", "2023-12-31"),
    ("FY2023/24", "2023-04", "2024-03", "2023-04-01", "2024-03-31"),
    ("FY24", "2024", "2024", "2024-01-01", "2024-12-31"),
    ("FY24", "2023-04", "2024-03", "2023-04-01", "2024-03-31"),
    ("Q3 FY24", "2023-10", "2023-12", "2023-10-01", "2023-12-31"),
    ("fiscal 2024", "2024-02", "2025-01", "2024-02-01", "2025-01-31"),
    ("2023-08-31", "2023-08-31", "2023-08-31", "2023-08-31", "2023-08-31"),
    ("3rd May", "2024-05-03", "2024-05-03", "2024-05-03", "2024-05-03"),
    ("the 5th of May 2020", "2020-05-05", "2020-05-05", "2020-05-05", "2020-05-05"),
    ("12-14 May", "2024-05-12", "2024-05-14", "2024-05-12", "2024-05-14"),
    ("May 12–14, 2024", "2024-05-12", "2024-05-14", "2024-05-12", "2024-05-14"),
    ("Q3 ’24", "2024-07", "2024-09", "2024-07-01", "2024-09-30"),
    ("mid-2024", "2024", "2024", "2024-01-01", "2024-12-31"),
    ("summer 2023", "2023", "2023", "2023-01-01", "2023-12-31"),
    ("52 weeks to 30 March 2024", "2023-04-02", "2024-03-30", "2023-04-02", "2024-03-30"),
    ("past five years", "2019", "2023", "2019-01-01", "2023-12-31"),
    ("two years ago", "2021", "2021", "2021-01-01", "2021-12-31"),
    ("as of today", "", "", None, None),
    ("This month", "", "", None, None),
    ("1990s", "1990", "1999", "1990-01-01", "1999-12-31"),
]
OTHER = "is printed, the ledger says"
NO_DATE = "is no printed date or period"
REFUSED = [
    ("2022", "2023", "2023", f"'2022' {OTHER} 2023"),
    ("October 2022", "2023-10", "2023-10", f"'October 2022' {OTHER} 2023-10"),
    ("March", "2023-05", "2023-05", f"'March' {OTHER} 2023-05"),
    ("August 31", "2023-08-30", "2023-08-30", f"'August 31' {OTHER} 2023-08-30"),
    ("August 31", "2023-08", "2023-08", f"'August 31' {OTHER} 2023-08"),
    ("from Feb 5 to Feb 12", "2023-02-05", "2023-02-13", f"'from Feb 5 to Feb 12' {OTHER} 2023-02-13"),
    ("first 8 months of 2022", "2022-01", "2022-09", f"'first 8 months of 2022' {OTHER} 2022-09"),
    ("Q1 2023", "2023-01", "2023-04", f"'Q1 2023' {OTHER} 2023-04"),
    ("By November", "", "2023-10", f"'By November' {OTHER} 2023-10"),
    ("since 2016", "2017", "", f"'since 2016' {OTHER} 2017"),
    ("Wednesday", "2023-11-02", "2023-11-02", f"'Wednesday' {OTHER} 2023-11-02, which is another weekday"),
    ("Wednesday", "2023-11", "2023-11", f"'Wednesday' {OTHER} 2023-11, which is another weekday"),
    ("Monday, March 6", "2023-03-06", "2023-03-13", f"'Monday, March 6' {OTHER} 2023-03-13"),
    ("Monday, March 6", "2022-03-06", "2022-03-06", f"'Monday, March 6' {OTHER} 2022-03-06, which is another weekday"),
    ("March", "2023-03-05", "2023-03-05", "'March' is printed, the ledger is more precise: 2023-03-05"),
    ("2023", "2023-03", "2023-03", "'2023' is printed, the ledger is more precise: 2023-03"),
    ("March", "2023-03", "", "'March' has an end, the ledger leaves it open"),
    ("March", "", "2023-03", "'March' has a start, the ledger leaves it open"),
    ("since 2016", "2016", "2016", "'since 2016' has no end, the ledger ends it at 2016"),
    ("By November", "2023-01", "2023-11", "'By November' has no start, the ledger starts it at 2023-01"),
    ("2023", "", "", "'2023' is printed, the ledger has no period"),
    ("Monday", "", "", "'Monday' is printed, the ledger has no period"),
    ("from Feb 12 to Feb 5", "2023-02-12", "2023-02-05", "period 2023-02-12 to 2023-02-05 ends before it starts"),
    ("March", "2023-3", "2023-3", "'2023-3' is no date: write 2023, 2023-08 or 2023-08-31"),
    ("Feb 30", "2023-02-30", "2023-02-30", "'2023-02-30' is no date: there is no such day"),
    ("FY24", "2022", "2024", f"'FY24' {OTHER} 2022"),
    ("FY24", "2024", "2026", f"'FY24' {OTHER} 2026"),
    ("FY2023/24", "2023", "2023", f"'FY2023/24' {OTHER} 2023"),
    ("H1 2024", "2024-01", "2024-07", f"'H1 2024' {OTHER} 2024-07"),
    ("third half of 2024", "2024", "2024", "a year has no third of 6 months"),
    ("H3 2024", "2024", "2024", "a year has no H3 of 6 months"),
    ("", "2023", "2023", f"'' {NO_DATE}: it holds no word of one"),
    ("apples", "2023", "2023", f"'apples' {NO_DATE}: apples isn't read"),
    ("before 2020", "", "2020", f"'before 2020' {NO_DATE}: before isn't read"),
    ("Q5 2022", "2022", "2022", f"'Q5 2022' {NO_DATE}: q5 isn't read"),
    ("first few months", "2023-01", "2023-03", f"'first few months' {NO_DATE}: few, months isn't read"),
    ("08/31/2023", "2023-08-31", "2023-08-31", f"'08/31/2023' {NO_DATE}: 08, 31 isn't read"),
    ("1990s", "1991", "2000", f"'1990s' {OTHER} 1991"),
    ("the 1980s", "1980", "1989-12", "'the 1980s' is printed, the ledger is more precise: 1989-12"),
    ("２０２３", "2023", "2023", f"'２０２３' {NO_DATE}: ２０２３ isn't read"),
]


def days(when):
    return tuple(day and day.isoformat() for day in (when.low, when.high))


@pytest.mark.parametrize(("words", "start", "end", "low", "high"), READ)
def test_a_printed_date_is_its_first_and_last_day(words, start, end, low, high):
    assert days(parse_when(words, start, end)) == (low, high)


@pytest.mark.parametrize(("words", "start", "end", "told"), REFUSED)
def test_words_that_say_no_date_or_another_than_the_ledger_are_refused(words, start, end, told):
    with pytest.raises(ValueError) as refusal:
        parse_when(words, start, end)
    assert str(refusal.value) == told


def test_every_date_and_period_of_the_ledger_is_read():
    with (Path(__file__).parents[1] / "seeds" / "claims.csv").open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"] in ("date", "period")]
    assert len(rows) > 50
    for row in rows:
        when = parse_when(row["stated"], row["period_start"], row["period_end"])
        assert (when.low is None, when.high is None) == (not row["period_start"], not row["period_end"])


@pytest.mark.parametrize(
    ("iso", "low", "high"),
    [
        ("2023", "2023-01-01", "2023-12-31"),
        ("2023-02", "2023-02-01", "2023-02-28"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2023-08-31", "2023-08-31", "2023-08-31"),
    ],
)
def test_a_window_runs_from_its_first_to_its_last_day(iso, low, high):
    assert window(iso) == (date.fromisoformat(low), date.fromisoformat(high))


@pytest.mark.parametrize(
    "iso", ["", "23", "2023-8", "2023-08-31T00", "2023/08", " 2023", "２０２３", "+2023", "20230831"]
)
def test_another_way_of_writing_a_date_is_refused(iso):
    with pytest.raises(ValueError) as refusal:
        window(iso)
    assert str(refusal.value) == f"{iso!r} is no date: write 2023, 2023-08 or 2023-08-31"


@pytest.mark.parametrize("iso", ["2023-13", "2023-00", "2023-01-00", "2023-02-29", "2023-04-31", "0000", "0000-01-01"])
def test_a_day_that_does_not_exist_is_refused(iso):
    with pytest.raises(ValueError) as refusal:
        window(iso)
    assert str(refusal.value) == f"{iso!r} is no date: there is no such day"


spans = st.tuples(st.dates(date(1990, 1, 1), date(2039, 12, 31)), st.integers(0, 800)).map(
    lambda span: (span[0], span[0] + timedelta(span[1]))
)
FORMS = ["%Y-%m-%d", "%-d of %B %Y", "%B %-d, %Y", "%b %-d, %Y", "%-d %B %Y", "%B %-d", "%A, %B %-d", "%A"]


@given(spans, st.sampled_from(FORMS))
def test_a_day_written_down_is_read_back_and_no_other(span, form):
    day, other = span
    words, iso = day.strftime(form), day.isoformat()
    assert days(parse_when(words, iso, iso)) == (iso, iso)
    if other.strftime(form) != words:
        with pytest.raises(ValueError):
            parse_when(words, other.isoformat(), other.isoformat())


@given(spans, st.sampled_from(["%B %-d, %Y", "%B %Y", "%Y"]))
def test_a_span_written_down_is_read_back(span, form):
    iso = {"%B %-d, %Y": "%Y-%m-%d", "%B %Y": "%Y-%m", "%Y": "%Y"}[form]
    first, last = (day.strftime(iso) for day in span)
    words = f"from {span[0].strftime(form)} to {span[1].strftime(form)}"
    when = parse_when(words, first, last)
    assert (when.low, when.high) == (window(first)[0], window(last)[1])


pieces = st.sampled_from(
    "March May 2023 31 first eight months of Q1 H2 FY24 2022-23 half quarter weeks ended "
    "ago Monday Mondays by since from to end this year's , . - 99 ๒".split(" ")
)
words = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=8).map(" ".join), st.lists(pieces).map("".join))
isos = st.sampled_from(["", "2023", "2023-03", "2023-03-31", "2022", "2023-13", "x", "9999-12-31"])


@settings(max_examples=400)
@given(words, isos, isos)
def test_any_text_is_a_date_or_refused_in_a_sentence(text, start, end):
    try:
        when = parse_when(text, start, end)
    except ValueError as refusal:
        assert " " in str(refusal)
    else:
        assert not (when.low and when.high) or when.low <= when.high
