"""The catalogue of faults: what is wrong is refused with file, line, column, value and rule, all of it at once."""

import csv
import io
import os

import pytest

from cnai._keys import read_all
from cnai._tables import findings_of

FILE, CLAIMS = "data/other_numbers.csv", "seeds/claims.csv"
HEADER = (
    "number_id,theme,entity,measure,unit,value,value_high,value_cmp,value_claim,base,period_start,period_end,status,"
    "reported_by"
)
ROW = "morning,apps,bakery,morning_loaves,loaf,60,.n,~,morning,,2020,2020,actual,the baker"
IN_ORDER = f"columns must stand in the descriptor's order: {HEADER.replace(',', ', ')}"
NUMBER = "must be a number, 15 digits at most with a point or none [type]"
WHOLE = "must be a whole number, 18 digits at most and nothing else [type]"
DAY = "must be a day that exists, as 2023-08-31 [type]"
OPEN = "a record must stand on one line; a quote is open [line]"
QUOTE = "a quote within a cell is doubled, and the cell quoted [quotes]"
FORMULA = "a spreadsheet would run this as a formula [formula]"
SPACE = "no space at either end, none doubled [space]"
ID = "must match [a-z0-9]+(-[a-z0-9]+)* [pattern]"
PERIOD = r"must match \d{4}(-\d{2}(-\d{2})?)? [pattern]"
CLAIM_IDS = "customers, evening, growth, loaves, morning, opened, place, price, sale, staff, trend, year"
UTF_16 = "the file is UTF-16 or UTF-32, it must be UTF-8 [bytes]"
NO_UTF_8 = "bytes that are no UTF-8 [bytes]"
LINE_END = r"'\\r': lines must end in \n [bytes]"
ONLY = "only macros, claim ids in quotes and numbers are allowed [expression]"
ENTRY = "[double-entry]"


def short(text):
    return repr(text if len(text) <= 60 else text[:57] + "...")


def cell(column, text, rule, table="other_numbers", key="morning"):
    """A fault in one cell: what it does to the package, and the finding."""

    def make(toy):
        toy.change(table, key, **{column: text})
        return {}

    paths = {"other_numbers": FILE, "sources": "seeds/sources.csv", "units": "seeds/units.csv", "claims": CLAIMS}
    paths |= {"events": "data/events.csv", "checks": "data/checks.csv"}
    lines = {"morning": 3, "toy": 2, "USD": 2, "sale": 3, "opened": 2, "staff-names": 4, "evening": 4, "staff": 13}
    return make, [f"{paths[table]}:{lines[key]}: {column} {short(text)}: {rule}"]


def record(row, told, *more, shown=None):
    """A fault in the second record of the numbers as a whole."""
    told = [f"{FILE}:3: {short(row if shown is None else shown)}: {told}", *more]
    return lambda toy: {"other_numbers": toy.text("other_numbers").replace(ROW, row)}, told


def header(old, new, rule):
    """A fault in the header of the numbers."""
    text = HEADER.replace(old, new, 1)
    return lambda toy: {"other_numbers": toy.text("other_numbers").replace(HEADER, text, 1)}, [
        f"{FILE}:1: {short(text)}: {rule} [header]"
    ]


def whole(change, *told, table="other_numbers"):
    """A fault in the file of a table as a whole."""
    return lambda toy: {table: change(toy.text(table))}, list(told)


def at(line, told, file=FILE):
    return f"{file}:{line}: {told}"


def invisible(character):
    return cell("reported_by", f"ba{character}ker", f"holds the invisible character U+{ord(character):04X} [character]")


def alike(character):
    told = f"holds {character!r} (U+{ord(character):04X}), which only looks like a Latin character [character]"
    return cell("reported_by", f"b{character}ker", told)


def digit(text, character):
    return cell("value", text, f"holds {character!r} (U+{ord(character):04X}), a digit of another script [character]")


FAULTS = {
    # Encodings and line ends.
    "UTF-16": whole(lambda t: t.encode("utf-16"), at(1, f"'fffe6e00': {UTF_16}")),
    "UTF-16, the other way round": whole(lambda t: b"\xfe\xff" + t.encode("utf-16-be"), at(1, f"'feff006e': {UTF_16}")),
    "Latin-1": whole(lambda t: t.replace("60", "é").encode("latin-1"), at(3, f"'e9': {NO_UTF_8}")),
    "UTF-8 that is too long": whole(lambda t: t.encode().replace(b"60", b"\xc0\xaf", 1), at(3, f"'c0': {NO_UTF_8}")),
    "half a surrogate": whole(lambda t: t.encode().replace(b"60", b"\xed\xa0\x80", 1), at(3, f"'ed': {NO_UTF_8}")),
    "only carriage returns": whole(lambda t: t.replace("\n", "\r").encode(), at(1, LINE_END)),
    "a carriage return in a line": whole(lambda t: t.replace("60", "6\r0"), at(3, LINE_END)),
    "the last line cut off": whole(
        lambda t: t[:-1],
        at(10, "'.n,,staff,,,,actual,': the last line must end in \\n; the file may be cut off [bytes]"),
    ),
    "nothing": whole(lambda t: "", f"{FILE}: '': the file is empty, it must hold a header and records [bytes]"),
    "a header alone": whole(lambda t: HEADER + "\n", at(1, "'': holds no record [empty]")),
    # The header.
    "columns swapped": header("value,value_high", "value_high,value", IN_ORDER),
    "a column misspelt": header(
        "measure", "mesure", "'measure' is missing; 'mesure' is unknown; did you mean measure?"
    ),
    "a column in capitals": header(
        "measure", "Measure", "'measure' is missing; 'Measure' is unknown; did you mean measure?"
    ),
    "a column missing": header("base,", "", "'base' is missing"),
    "a column more": header("base", "base,extra", "'extra' is unknown"),
    "a column without a name": header("base", "base,", "'' is unknown"),
    "a column twice": header("unit", "unit,unit", "'unit' is there twice"),
    "a space in the header": header(
        " unit" if False else "unit", " unit", "'unit' is missing; ' unit' is unknown; did you mean unit?"
    ),
    "an invisible character in the header": header(
        "unit", "unit\u200b", "'unit' is missing; 'unit\\u200b' is unknown; did you mean unit?"
    ),
    "a second byte order mark": whole(
        lambda t: "\ufeff\ufeff" + t,
        at(
            1,
            short("\ufeff" + HEADER)
            + ": 'number_id' is missing; '\\ufeffnumber_id' is unknown; did you mean number_id? [header]",
        ),
    ),
    "a header over two lines": whole(
        lambda t: t.replace("number_id", '"number\n_id"', 1), at(1, f"'\"number': {OPEN}")
    ),
    "a quote open in the header": whole(lambda t: '"' + t, at(1, short('"' + HEADER) + f": {OPEN}")),
    "a record in the header's place": header(
        "number_id,theme",
        "loaves,apps",
        "'number_id' is missing; 'theme' is missing; 'loaves' is unknown; there are number_id, theme; "
        "'apps' is unknown; there are number_id, theme",
    ),
    "ten thousand columns": header(
        "base",
        ",".join(f"x{n}" for n in range(9999)),
        "'base' is missing; 'x0' is unknown; there are base; 'x1' is unknown; there are base; 'x2' is unknown; "
        "there are base; and 9996 more",
    ),
    # Records.
    "a cell too few": record(ROW.removesuffix(",the baker"), "has 13 cells, the header has 14 [width]"),
    "a cell too many": record(ROW + ",", "has 15 cells, the header has 14 [width]"),
    "ten thousand cells": record(ROW + "," * 10_000, "has 10014 cells, the header has 14 [width]"),
    "a decimal comma": record(ROW.replace("60", "60,5"), "has 15 cells, the header has 14 [width]"),
    "a comment": record("# made by hand", "has 1 cells, the header has 14 [width]"),
    "a blank line": record("", "has 0 cells, the header has 14 [width]"),
    "a line of spaces": record(" ", "has 1 cells, the header has 14 [width]"),
    "a blank line at the end": whole(lambda t: t + "\n", at(11, "'': has 0 cells, the header has 14 [width]")),
    "semicolons": record(ROW.replace(",", ";"), "has 1 cells, the header has 14 [width]"),
    "tabs": record(ROW.replace(",", "\t"), "has 1 cells, the header has 14 [width]"),
    "single quotes": record(ROW.replace("the baker", "'the, baker'"), "has 15 cells, the header has 14 [width]"),
    "quotes within a bare cell": record(ROW.replace("the baker", 'the "baker"'), QUOTE),
    "a quote at the end of a bare cell": record(ROW.replace("the baker", 'the baker"'), QUOTE),
    "a quote behind a space": record(ROW.replace("the baker", ' "the baker"'), QUOTE),
    "something behind a quote": record(
        ROW.replace("60", '"60"x'), "can't be read as CSV: ',' expected after '\"' [quotes]"
    ),
    "quotes with backslashes": record(
        ROW.replace("the baker", '"the \\"baker\\""'), "can't be read as CSV: ',' expected after '\"' [quotes]"
    ),
    "a quote that stays open": record(ROW.replace("the baker", '"the baker'), OPEN),
    "a record over two lines": record(
        ROW.replace("the baker", '"the\nbaker"'),
        OPEN,
        at(4, f"'baker\"': {QUOTE}"),
        shown=ROW.replace("the baker", '"the'),
    ),
    "a record without end": record(
        '"' + "b" * 3_000_000, "the line is over 1000000 bytes long [bytes]", shown='"' + "b" * 19
    ),
    "a quoted cell of a hundred thousand": record(
        ROW.replace("the baker", f'"{"b" * 200_000}"'), "with quotes, a line has at most 131072 characters [length]"
    ),
    "UTF-16 without a mark": whole(lambda t: t.encode("utf-16-le"), at(1, f"'6e007500': {UTF_16}")),
    "nothing but NUL": whole(lambda t: b"\0" * 999, at(1, f"'00000000': {UTF_16}")),
    "UTF-32": whole(lambda t: t.encode("utf-32"), at(1, f"'fffe0000': {UTF_16}")),
    "a spreadsheet's hint": whole(
        lambda t: "sep=,\n" + t,
        at(
            1,
            "'sep=,': 'number_id' is missing; 'theme' is missing; "
            "'entity' is missing; 'measure' is missing; and 12 more [header]",
        ),
    ),
    "nothing but commas": whole(
        lambda t: t.replace(ROW, "," * 13 + "\n" + ROW),
        *(
            f"{FILE}:3: {c} '': must not be empty [required]"
            for c in ("entity", "measure", "number_id", "status", "theme", "unit", "value")
        ),
    ),
    "a record twice": whole(lambda t: t + ROW + "\n", at(11, "number_id 'morning': is on line 3 already [key]")),
    # Cells.
    "a thousands separator": cell("value", "1,000", NUMBER),
    "a space for thousands": cell("value", "1 000", NUMBER),
    "a point for thousands": cell("value", "1.000,5", NUMBER),
    "an underscore for thousands": cell("value", "1_000", NUMBER),
    "a decimal comma in quotes": cell("value", "1,5", NUMBER),
    "an exponent": cell("value", "1e3", NUMBER),
    "nan": cell("value", "nan", NUMBER),
    "NULL": cell("value", "NULL", NUMBER),
    "inf": cell("value", "inf", NUMBER),
    "minus infinity": cell("value", "-Infinity", NUMBER),
    "hexadecimal": cell("value", "0x10", NUMBER),
    "leading zeros": cell("value", "007", NUMBER),
    "a plus sign": cell("value", "+60", FORMULA),
    "no digit before the point": cell("value", ".5", NUMBER),
    "no digit after the point": cell("value", "5.", NUMBER),
    "a minus behind": cell("value", "5-", NUMBER),
    "a minus twice": cell("value", "--5", NUMBER),
    "a typographic minus": cell("value", "−60", NUMBER),
    "words": cell("value", "about 5", NUMBER),
    "a percent sign": cell("value", "60%", NUMBER),
    "a currency": cell("value", "$60", NUMBER),
    "a fraction": cell("value", "1/2", NUMBER),
    "a fraction in one character": cell("value", "½", NUMBER),
    "a raised digit": cell("value", "6²", NUMBER),
    "more digits than a DOUBLE keeps": cell("value", "1234567890123456", NUMBER),
    "more decimals than a DOUBLE keeps": cell("value", "60.12345678901234", NUMBER),
    "full-width digits": digit("６０", "６"),
    "Thai digits": digit("๖๐", "๖"),
    "Arabic digits": digit("٦٠", "٦"),
    "a space before": cell("value", " 60", SPACE),
    "a space behind": cell("value", "60 ", SPACE),
    "a non-breaking space before": cell("value", "\u00a060", SPACE),
    "two spaces": cell("reported_by", "the  baker", SPACE),
    "nothing where something must be": cell("value", "", "must not be empty [required]"),
    "a reason where something must be": cell("value", ".n", "must not be empty [required]"),
    "a formula": cell("reported_by", "=1+1", FORMULA),
    "a formula with plus": cell("reported_by", "+baker", FORMULA),
    "a formula with minus": cell("reported_by", "-baker", FORMULA),
    "a formula with at": cell("reported_by", "@baker", FORMULA),
    "a very long cell": cell("reported_by", "b" * 2001, "longer than 2000 characters [length]"),
    "a cell of a hundred thousand": cell("reported_by", "b" * 100_000, "longer than 2000 characters [length]"),
    "a value that isn't on the list": cell("theme", "app", "is none of the allowed values; did you mean apps? [enum]"),
    "a value in another case": cell("status", "Actual", "is none of the allowed values; did you mean actual? [enum]"),
    "a word in another case": cell("measure", "Morning_loaves", "must match [a-z0-9]+(_[a-z0-9]+)* [pattern]"),
    "a boolean in another case": cell("whole", "True", "must be true or false [type]", "units", "USD"),
    "a boolean as a number": cell("whole", "1", "must be true or false [type]", "units", "USD"),
    "a whole number with a point": cell("characters", "300.0", WHOLE, "sources", "toy"),
    "a whole number too long": cell("characters", "9" * 19, WHOLE, "sources", "toy"),
    "a number below the least": cell("characters", "0", "must be at least 1 [range]", "sources", "toy"),
    "a path out of the folder": cell(
        "file", "../toy.txt", r"must match [0-9A-Za-z][0-9A-Za-z._-]*\.txt [pattern]", "sources", "toy"
    ),
    "a digest in capitals": cell("sha256", "A" * 64, "must match [0-9a-f]{64} [pattern]", "sources", "toy"),
    # Days and periods.
    "a day that doesn't exist": cell("not_before", "2020-02-30", DAY, "sources", "toy"),
    "a day of no leap year": cell("not_before", "2021-02-29", DAY, "sources", "toy"),
    "the year nought": cell("not_before", "0000-01-01", DAY, "sources", "toy"),
    "an American date": cell("not_before", "03/04/2020", DAY, "sources", "toy"),
    "a date day first": cell("not_before", "04-03-2020", DAY, "sources", "toy"),
    "a date without dashes": cell("not_before", "20200304", DAY, "sources", "toy"),
    "a week": cell("not_before", "2020-W10-3", DAY, "sources", "toy"),
    "a month for a day": cell("not_before", "2020-03", DAY, "sources", "toy"),
    "a time": cell("not_before", "2020-03-04T00:00:00Z", DAY, "sources", "toy"),
    "a spreadsheet's day": cell("not_before", "43894", DAY, "sources", "toy"),
    "a month of one digit": cell("period_start", "2020-1", PERIOD),
    # Characters.
    **{
        f"U+{ord(c):04X}": invisible(c)
        for c in (
            "\x00\x07\t\x0b\x0c\x1b\x7f\x85\u00a0\u00ad\u034f\u115f\u1680\u180e\u2000\u200b\u200c\u200d\u200e\u200f\u2028"
            "\u2029\u202a\u202e\u202f\u205f\u2060\u2062\u2066\u2069\u2800\u3000\u3164\ue000\ufe0f\ufeff\uffa0\ufff9\ufffd"
            "\uffff\U0001d173\U000e0041\U000e0100"
        )
    },
    "a Cyrillic letter": alike("\u0430"),
    "a Greek letter": alike("\u03b1"),
    "a full-width letter": alike("\uff41"),
    "mojibake": cell("reported_by", "cafÃ©", "holds what was 'é' before it was read in another encoding [character]"),
    "mojibake of a quote": cell(
        "reported_by", "bakerâ€™s", "holds what was '’' before it was read in another encoding [character]"
    ),
    # Places, periods, expressions.
    "a claim outside its document": (
        lambda toy: toy.change("claims", "staff", char_start="298", char_end="303") or {},
        [at(13, "char_end '303': outside the document, which has 300 [position]", CLAIMS)],
    ),
    "a place that ends before it starts": cell(
        "char_end", "9", "10 to 9 is -1 long, the words are 8 [position]", "claims", "morning"
    ),
    "claims that overlap": (
        lambda toy: toy.change("claims", "evening", char_start="17", char_end="19") or {},
        [at(4, "char_start '17': overlaps the words at 10 to 18 [overlap]", CLAIMS)],
    ),
    "a period that ends before it starts": (
        lambda toy: toy.change("claims", "morning", period_start="2021") or {},
        [
            at(3, f"period_start '2020': claim morning says 2021 {ENTRY}"),
            at(3, "period_end '2020': is before period_start 2021 [date]", CLAIMS),
        ],
    ),
    "an expression that is none": cell(
        "expression",
        "name('staff')",
        "has 'name' where a macro is due; did you mean named? [expression]",
        "checks",
        "staff-names",
    ),
    "an expression that is two": cell(
        "expression", "exactly(3); exactly(3)", f"has '; exactly(3)', {ONLY}", "checks", "staff-names"
    ),
    "an expression that reads a file": cell(
        "expression", "read_text('/etc/passwd')", f'has "\'/etc/passwd", {ONLY}', "checks", "staff-names"
    ),
    "an expression that doesn't end": cell(
        "expression",
        "exactly((select sum(range) from range(1000000000000)))",
        "wants a number in exactly(), has '(' [expression]",
        "checks",
        "staff-names",
    ),
    # Keys.
    "a key twice": cell("number_id", "loaves", "is on line 2 already [key]"),
    "an id in another case": cell("value_claim", "Morning", ID),
    "a dangling key": cell(
        "value_claim", "mornin", "is no claim_id of seeds/claims.csv; did you mean morning? [foreign-key]"
    ),
    "a dangling key like no other": cell(
        "value_claim", "zzz", f"is no claim_id of seeds/claims.csv; there are {CLAIM_IDS} [foreign-key]"
    ),
    "a unit that isn't there": cell("unit", "loafs", "is no unit of seeds/units.csv; did you mean loaf? [foreign-key]"),
    "a source that isn't there": cell(
        "source_id", "toi", "is no source_id of seeds/sources.csv; did you mean toy? [foreign-key]", "claims", "morning"
    ),
    "a key into its own table": cell(
        "outcome", "opend", "is no event_id of data/events.csv; did you mean opened? [foreign-key]", "events", "sale"
    ),
    "a key to its own row": cell("outcome", "sale", "names its own row [foreign-key]", "events", "sale"),
}


@pytest.mark.parametrize(("make", "told"), FAULTS.values(), ids=FAULTS)
def test_a_fault_is_refused_with_its_place_its_value_and_its_rule(toy, make, told):
    assert toy.findings(**make(toy)) == told


def test_the_toy_package_holds(toy):
    assert toy.text("other_numbers").startswith(HEADER + "\n")
    assert ROW in toy.text("other_numbers").splitlines()
    assert toy.findings() == []


def all_quoted(text):
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(csv.reader(io.StringIO(text)))
    return out.getvalue()


TOLERATED = {
    "a byte order mark": lambda text: "\ufeff" + text,
    "carriage return and line feed": lambda text: text.replace("\n", "\r\n"),
    "some lines with carriage return and line feed": lambda text: text.replace("\n", "\r\n", 3),
    "every cell in quotes": all_quoted,
}


@pytest.mark.parametrize("change", TOLERATED.values(), ids=TOLERATED)
def test_what_a_spreadsheet_writes_without_harm_is_read_as_if_it_were_not_there(toy, change):
    assert toy.findings(**{name: change(toy.text(name)) for name in toy.tables}) == []


def _folder(path):
    path.mkdir()


def _loop(path):
    path.symlink_to(path.name)


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "No such file or directory"),
        (_folder, "It is no file"),
        (os.mkfifo, "It is no file"),
        (lambda path: path.symlink_to("/dev/zero"), "It is no file"),
        (_loop, "No such file or directory"),
    ],
    ids=["nothing", "folder", "pipe", "device", "loop"],
)
def test_what_is_no_file_is_a_finding_and_never_waited_for(toy, make, told):
    toy.write()
    toy.path("other_numbers").unlink()
    make(toy.path("other_numbers"))
    found = [str(finding) for finding in findings_of(read_all(toy.package).values())]
    assert found == [f"{FILE}: {told!r}: the descriptor names this file, it must be readable [bytes]"]


def test_all_findings_come_at_once_by_file_and_line(toy):
    toy.change("other_numbers", "evening", value="4o", status="acutal", reported_by="=1")
    toy.change("other_numbers", "staff", value="1e3")
    toy.change("events", "sale", stage="plannd")
    toy.change("sources", "toy", not_before="2020-02-30")
    toy.change("checks", "each", kind="estmate")
    toy.change("measures", "price", label="=price")
    text = toy.text("other_numbers").replace(ROW, ROW + ",")
    assert toy.findings(other_numbers=text, exclusions="nothing\n", units="", periods=b"\xff\xfe") == [
        "data/checks.csv:2: kind 'estmate': is none of the allowed values; did you mean estimate? [enum]",
        "data/events.csv:3: stage 'plannd': is none of the allowed values; did you mean planned? [enum]",
        at(3, f"{short(ROW + ',')}: has 15 cells, the header has 14 [width]"),
        f"{FILE}:4: reported_by '=1': {FORMULA}",
        f"{FILE}:4: status 'acutal': is none of the allowed values; did you mean actual? [enum]",
        f"{FILE}:4: value '4o': {NUMBER}",
        f"{FILE}:10: value '1e3': {NUMBER}",
        f"data/periods.csv:1: 'fffe': {UTF_16}",
        "seeds/exclusions.csv:1: 'nothing': 'source_id' is missing; 'char_start' is missing; 'char_end' is missing; "
        "'text' is missing; and 2 more [header]",
        f"seeds/measures.csv:9: label '=price': {FORMULA}",
        "seeds/sources.csv:2: not_before '2020-02-30': " + DAY,
        "seeds/units.csv: '': the file is empty, it must hold a header and records [bytes]",
    ]


def test_every_bad_line_of_a_file_is_found_and_hides_no_other(toy):
    lines = toy.text("other_numbers").encode().splitlines()
    lines[1] = lines[1].replace(b"the baker", b"caf\xe9")
    lines[2] = lines[2].replace(b"60", b'"60"x')
    lines[3] = lines[3].replace(b"the baker", b'"the baker')
    lines[4] = lines[4].replace(b"actual", b"act\rual")
    lines[5] = lines[5].replace(b"25", b"2 5")
    lines[6] = lines[6] + b","
    lines[7] = lines[7].replace(b"opinion", b"opinio")
    found = toy.findings(other_numbers=b"\n".join(lines) + b"\n")
    assert [line.split(":")[1] for line in found] == ["2", "3", "4", "5", "6", "7", "8"]


def test_a_dangling_key_is_found_beside_a_broken_record(toy):
    toy.change("other_numbers", "price", value_claim="prise")
    found = toy.findings(claims=toy.text("claims").replace("place,toy,", "place,toy,,"))
    assert (
        f"{FILE}:5: value_claim 'prise': is no claim_id of seeds/claims.csv; did you mean price? [foreign-key]" in found
    )
