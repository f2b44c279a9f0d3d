"""Malformed CSVs: each is refused with a finding that says file, line, column, value and rule, all of them at once."""

import pytest

from cnai._keys import read_all
from cnai._tables import findings_of

FILE = "data/other_numbers.csv"
HEADER = (
    "number_id,theme,entity,measure,unit,value,value_high,value_cmp,value_claim,base,period_start,period_end,status,"
    "reported_by"
)
IN_ORDER = f"columns must stand in the descriptor's order: {HEADER.replace(',', ', ')}"
NUMBER = "must be a number, 15 digits at most with a point or none [type]"
FORMULA = "a spreadsheet would run this as a formula [formula]"
QUOTE = "a quote within a cell is doubled, and the cell quoted [quotes]"
SPACE = "no space at either end, none doubled [space]"


def at(line, told):
    return f"{FILE}:{line}: {told}"


def short(text):
    return repr(text if len(text) <= 60 else text[:57] + "...")


def test_the_toy_package_holds(toy):
    assert toy.text("other_numbers").startswith(HEADER + "\n")
    assert toy.findings() == []


@pytest.mark.parametrize(
    ("old", "new", "rule"),
    [
        ("value,value_high", "value_high,value", IN_ORDER),
        ("measure", "mesure", "'measure' is missing; 'mesure' is unknown; did you mean measure?"),
        ("measure", "Measure", "'measure' is missing; 'Measure' is unknown; did you mean measure?"),
        ("base,", "", "'base' is missing"),
        ("base", "base,extra", "'extra' is unknown"),
        ("unit", "unit,unit", "'unit' is there twice"),
        ("unit", " unit", "'unit' is missing; ' unit' is unknown; did you mean unit?"),
        ("number_id,theme", "loaves,apps", "'number_id' is missing; 'theme' is missing; 'loaves' is unknown; "
         "there are number_id, theme; 'apps' is unknown; there are number_id, theme"),
        ("base", ",".join(f"x{n}" for n in range(9999)), "'base' is missing; 'x0' is unknown; there are base; "
         "'x1' is unknown; there are base; 'x2' is unknown; there are base; and 9996 more"),
    ],
)  # fmt: skip
def test_another_header_is_refused_by_name(toy, old, new, rule):
    header = HEADER.replace(old, new, 1)
    text = toy.text("other_numbers").replace(HEADER, header, 1)
    assert toy.findings(other_numbers=text) == [at(1, f"{short(header)}: {rule} [header]")]


CELLS = [
    # A column of the second record, what stands there, and what is said of it.
    ("value", "1,000", NUMBER),
    ("value", "1 000", NUMBER),
    ("value", "1,5", NUMBER),
    ("value", "1e3", NUMBER),
    ("value", "nan", NUMBER),
    ("value", "inf", NUMBER),
    ("value", "0x10", NUMBER),
    ("value", "-0", NUMBER),
    ("value", "-0.00", NUMBER),
    ("value", "007", NUMBER),
    ("value", ".5", NUMBER),
    ("value", "5.", NUMBER),
    ("value", "5-", NUMBER),
    ("value", "--5", NUMBER),
    ("value", "about 5", NUMBER),
    ("value", "６０", "holds '６' (U+FF16), a digit of another script [character]"),
    ("value", "๖๐", "holds '๖' (U+0E56), a digit of another script [character]"),
    ("value", "1234567890123456", NUMBER),
    ("value", "60.12345678901234", NUMBER),
    ("value", "+60", FORMULA),
    ("value", " 60", SPACE),
    ("value", "60 ", SPACE),
    ("value", "\u00a060", SPACE),
    ("value", "", "must not be empty [required]"),
    ("value", ".n", "must not be empty [required]"),
    ("value", "6\u200b0", "holds the invisible character U+200B [character]"),
    ("reported_by", "the  baker", SPACE),
    ("reported_by", "the \u2066baker", "holds the invisible character U+2066 [character]"),
    ("reported_by", "the \u3164baker", "holds the invisible character U+3164 [character]"),
    ("reported_by", "baker\ufe0f", "holds the invisible character U+FE0F [character]"),
    ("reported_by", "the \ue000", "holds the invisible character U+E000 [character]"),
    ("reported_by", "cafe\u0301", "holds a letter and its accent apart, which must be one character (NFC) [character]"),
    ("reported_by", "the b\u0430ker", "holds 'а' (U+0430), which only looks like a Latin character [character]"),
    ("reported_by", "the \uff42aker", "holds 'ｂ' (U+FF42), which only looks like a Latin character [character]"),
    ("reported_by", "the cafÃ©", "holds what was 'é' before it was read in another encoding [character]"),
    ("reported_by", "bakerâ€™s", "holds what was '’' before it was read in another encoding [character]"),
    ("reported_by", "the\u00a0baker", "holds the invisible character U+00A0 [character]"),
    ("reported_by", "the\u202fbaker", "holds the invisible character U+202F [character]"),
    ("reported_by", "the\tbaker", "holds the invisible character U+0009 [character]"),
    ("reported_by", "the \x00baker", "holds the invisible character U+0000 [character]"),
    ("reported_by", "the\u2028baker", "holds the invisible character U+2028 [character]"),
    ("reported_by", "the ba\u00adker", "holds the invisible character U+00AD [character]"),
    ("reported_by", "the ba\ufffdker", "holds the invisible character U+FFFD [character]"),
    ("reported_by", "=1+1", FORMULA),
    ("reported_by", "+baker", FORMULA),
    ("reported_by", "-baker", FORMULA),
    ("reported_by", "@baker", FORMULA),
    ("reported_by", "b" * 2001, "longer than 2000 characters [length]"),
    ("theme", "app", "is none of the allowed values; did you mean apps? [enum]"),
    ("status", "Actual", "is none of the allowed values; did you mean actual? [enum]"),
    ("measure", "Morning_loaves", "must match [a-z0-9]+(_[a-z0-9]+)* [pattern]"),
    ("period_start", "2020-1", r"must match \d{4}(-\d{2}(-\d{2})?)? [pattern]"),
    ("period_start", "２０２０", "holds '２' (U+FF12), a digit of another script [character]"),
    ("unit", "loafs", "is no unit of seeds/units.csv; did you mean loaf? [foreign-key]"),
    ("value_claim", "mornin", "is no claim_id of seeds/claims.csv; did you mean morning? [foreign-key]"),
    ("value_claim", "nobody", "is no claim_id of seeds/claims.csv; there are customers, evening, growth, loaves, "
     "morning, opened, place, price, sale, staff, trend, year [foreign-key]"),
    ("number_id", "Morning", "must match [a-z0-9]+(-[a-z0-9]+)* [pattern]"),
    ("number_id", "loaves", "is on line 2 already [key]"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "cell", "rule"), CELLS)
def test_a_wrong_cell_is_found_with_its_line_column_value_and_rule(toy, column, cell, rule):
    toy.change("other_numbers", "morning", **{column: cell})
    assert toy.findings() == [f"{FILE}:3: {column} {short(cell)}: {rule}"]


@pytest.mark.parametrize(
    ("table", "key", "column", "cell", "told"),
    [
        ("sources", "toy", "not_before", "2020-02-30", "must be a day that exists, as 2023-08-31 [type]"),
        ("sources", "toy", "not_before", "03/04/2020", "must be a day that exists, as 2023-08-31 [type]"),
        ("sources", "toy", "not_before", "2020-03", "must be a day that exists, as 2023-08-31 [type]"),
        ("sources", "toy", "not_before", "20200304", "must be a day that exists, as 2023-08-31 [type]"),
        ("sources", "toy", "not_before", "2020-3-04 ", SPACE),
        ("sources", "toy", "characters", "300.0", "must be a whole number, 18 digits at most and nothing else [type]"),
        ("sources", "toy", "characters", "9" * 19, "must be a whole number, 18 digits at most and nothing else [type]"),
        ("sources", "toy", "characters", "0", "must be at least 1 [range]"),
        ("sources", "toy", "file", "../toy.txt", r"must match [0-9A-Za-z][0-9A-Za-z._-]*\.txt [pattern]"),
        ("units", "USD", "whole", "True", "must be true or false [type]"),
        ("events", "sale", "outcome", "opend", "is no event_id of data/events.csv; did you mean opened? [foreign-key]"),
        ("events", "sale", "outcome", "sale", "names its own row [foreign-key]"),
    ],
)
def test_days_whole_numbers_booleans_and_keys_are_held_to_their_rules(toy, table, key, column, cell, told):
    line = toy.tables[table].index(toy.row(table, key)) + 2
    toy.change(table, key, **{column: cell})
    path = toy.package.table(table).path
    assert toy.findings() == [f"{path}:{line}: {column} {short(cell)}: {told}"]


ROW = "morning,apps,bakery,morning_loaves,loaf,60,.n,~,morning,,2020,2020,actual,the baker"
EVENING = "evening,apps,bakery,evening_loaves,loaf,40,.n,,evening,,2020,2020,actual,the baker"
OPEN = "a record must stand on one line; a quote is open [line]"
RECORDS = [
    # What stands in the place of the second record, and what is said.
    (ROW.removesuffix(",the baker"), "{row}: has 13 cells, the header has 14 [width]"),
    (ROW + ",", "{row}: has 15 cells, the header has 14 [width]"),
    ("", "'': has 0 cells, the header has 14 [width]"),
    (" ", "' ': has 1 cells, the header has 14 [width]"),
    (ROW.replace("the baker", 'the "baker"'), "{row}: " + QUOTE),
    (ROW.replace("the baker", 'the baker"'), "{row}: " + QUOTE),
    (ROW.replace("60", '"60"x'), "{row}: can't be read as CSV: ',' expected after '\"' [quotes]"),
    (ROW.replace("the baker", '"the baker'), "{row}: " + OPEN),
]


@pytest.mark.parametrize(("row", "told"), RECORDS)
def test_a_broken_record_is_found_with_its_line(toy, row, told):
    text = toy.text("other_numbers").replace(ROW, row)
    assert toy.findings(other_numbers=text) == [at(3, told.format(row=short(row.replace('""', '"'))))]


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
    assert toy.findings(other_numbers=text) == [at(3, f"{short(first)}: {OPEN}"), at(4, f"{short(last)}: {QUOTE}")]


def test_a_header_over_two_lines_is_refused(toy):
    text = toy.text("other_numbers").replace("number_id", '"number\n_id"', 1)
    assert [at(1, f"{short(text.splitlines()[0])}: {OPEN}")] == toy.findings(other_numbers=text)


def test_what_names_a_record_at_fault_is_no_fault_of_its_own(toy):
    text = toy.text("claims").replace("\nplace,toy", "\nplace,,toy")
    assert [found.split(": ")[0] for found in toy.findings(claims=text)] == ["seeds/claims.csv:11"]


CUT_OFF = "the last line must end in \\n; the file may be cut off [bytes]"
NO_UTF_8, UTF_16 = "bytes that are no UTF-8 [bytes]", "the file is UTF-16 or UTF-32, it must be UTF-8 [bytes]"
BYTES = [
    # What the file is made into, and what is said; nothing where it is tolerated.
    (lambda text: b"\xef\xbb\xbf" + text.encode(), None),
    (lambda text: text.replace("\n", "\r\n").encode(), None),
    (lambda text: text.replace("\n", "\r\n", 3).encode(), None),
    (lambda text: text.replace("\n", "\r").encode(), at(1, r"'\\r': lines must end in \n [bytes]")),
    (lambda text: text.replace("60", "6\r0").encode(), at(3, r"'\\r': lines must end in \n [bytes]")),
    (lambda text: text.encode("utf-16"), at(1, f"'fffe6e00': {UTF_16}")),
    (lambda text: text.encode("utf-16-be"), at(1, f"'006e0075': {UTF_16}")),
    (lambda text: b"\xfe\xff" + text.encode("utf-16-be"), at(1, f"'feff006e': {UTF_16}")),
    (lambda text: text.replace("60", "é").encode("latin-1"), at(3, f"'e9': {NO_UTF_8}")),
    (lambda text: text.encode() + b"caf\xc3", at(11, f"'c3': {NO_UTF_8}")),
    (lambda text: b"", f"{FILE}: '': the file is empty, it must hold a header and records [bytes]"),
    (lambda text: HEADER.encode() + b"\n", at(1, "'': holds no record [empty]")),
    (lambda text: text.encode()[:-1], at(10, f"'.n,,staff,,,,actual,': {CUT_OFF}")),
    (lambda text: text.encode() + b"\n", at(11, "'': has 0 cells, the header has 14 [width]")),
]


@pytest.mark.parametrize(("make", "told"), BYTES)
def test_the_bytes_of_a_file_are_held_to_utf_8_with_line_ends(toy, make, told):
    text = toy.text("other_numbers")
    assert toy.findings(other_numbers=make(text)) == ([told] if told else [])


def test_a_file_that_is_not_there_is_a_finding(toy):
    toy.write()
    toy.path("other_numbers").unlink()
    found = [str(finding) for finding in findings_of(read_all(toy.package).values())]
    told = "'No such file or directory': the descriptor names this file, it must be readable [bytes]"
    assert found == [f"{FILE}: {told}"]


def test_all_findings_come_at_once_by_file_and_line(toy):
    toy.change("other_numbers", "evening", value="4o", status="acutal", reported_by="=1")
    toy.change("other_numbers", "staff", value="1e3")
    toy.change("events", "sale", stage="plannd")
    toy.change("sources", "toy", not_before="2020-02-30")
    text = toy.text("other_numbers").replace(ROW, ROW + ",")
    assert toy.findings(other_numbers=text, exclusions="nothing\n") == [
        "data/events.csv:3: stage 'plannd': is none of the allowed values; did you mean planned? [enum]",
        at(3, f"{short(ROW + ',')}: has 15 cells, the header has 14 [width]"),
        f"{FILE}:4: reported_by '=1': {FORMULA}",
        f"{FILE}:4: status 'acutal': is none of the allowed values; did you mean actual? [enum]",
        f"{FILE}:4: value '4o': {NUMBER}",
        f"{FILE}:10: value '1e3': {NUMBER}",
        "seeds/exclusions.csv:1: 'nothing': 'source_id' is missing; 'char_start' is missing; 'char_end' is missing; "
        "'text' is missing; and 2 more [header]",
        "seeds/sources.csv:2: not_before '2020-02-30': must be a day that exists, as 2023-08-31 [type]",
    ]
