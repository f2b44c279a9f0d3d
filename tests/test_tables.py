"""What a CSV may hold and is read as it stands; what it may not hold is in test_faults.py."""

import pytest

FILE = "data/other_numbers.csv"
ROW = "morning,apps,bakery,morning_loaves,loaf,60,.n,~,morning,,2020,2020,actual,the baker"
EVENING = "evening,apps,bakery,evening_loaves,loaf,40,.n,,evening,,2020,2020,actual,the baker"
OPEN = "a record must stand on one line; a quote is open [line]"
QUOTE = "a quote within a cell is doubled, and the cell quoted [quotes]"


def short(text):
    return repr(text if len(text) <= 60 else text[:57] + "...")


@pytest.mark.parametrize(
    "row",
    [
        ROW.replace("the baker", '"the baker"'),
        ",".join(f'"{cell}"' for cell in ROW.split(",")),
    ],
)
def test_a_quoted_cell_is_as_good_as_a_bare_one(toy, row):
    assert toy.findings(other_numbers=toy.text("other_numbers").replace(ROW, row)) == []


def test_a_quote_or_a_comma_within_a_quoted_cell_is_kept(toy):
    for row in toy.tables["claims"] + toy.tables["other_numbers"]:
        row["reported_by"] = row["reported_by"] and 'the "old" baker, of course'
    toy.write()
    with toy.connect() as con:
        found = con.execute("select distinct reported_by from other_numbers where reported_by is not null").fetchall()
    assert found == [('the "old" baker, of course',)]


@pytest.mark.parametrize("name", ["café", "Ñandú", "Łódź", "α-bakery", "пекарь", "面包师", "“the baker’s”", "½"])
def test_letters_of_other_languages_are_no_fault(toy, name):
    toy.change("claims", "morning", note=name)
    assert toy.findings() == []


def test_words_as_a_source_prints_them_may_hold_what_it_printed(toy):
    toy.change("exclusions", "toy", text="b\u0430\u0e50")
    assert not [found for found in toy.findings() if "[character]" in found]


def test_a_quote_that_is_closed_lines_later_swallows_no_record_unseen(toy):
    first, last = ROW.replace("60,.n", '"60,.n'), EVENING.replace("40,.n", '40",.n')
    text = toy.text("other_numbers").replace(ROW, first).replace(EVENING, last)
    assert toy.findings(other_numbers=text) == [
        f"{FILE}:3: {short(first)}: {OPEN}",
        f"{FILE}:4: {short(last)}: {QUOTE}",
    ]


def test_what_names_a_record_at_fault_is_no_fault_of_its_own(toy):
    text = toy.text("claims").replace("\nplace,toy", "\nplace,,toy")
    assert [found.split(": ")[0] for found in toy.findings(claims=text)] == ["seeds/claims.csv:11"]
