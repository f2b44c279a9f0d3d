"""Every number is entered twice, and every rule between tables is held: a changed cell is refused with its sentence."""

import re

import pytest

from cnai._expressions import MACROS, check_expression

CLAIMS, NUMBERS, CHECKS = "seeds/claims.csv", "data/other_numbers.csv", "data/checks.csv"
SOURCES, ENTRY = "seeds/sources.csv", "[double-entry]"


def held(toy, table, key, cells, *told):
    """Change cells of one row; the findings must be these, a finding without a path being at the row itself."""
    line = toy.tables[table].index(toy.row(table, key)) + 2
    toy.change(table, key, **cells)
    whole = [t if re.match("(seeds|data)/", t) else f"{toy.package.table(table).path}:{line}: {t}" for t in told]
    assert sorted(toy.findings()) == sorted(whole)


ENTRIES = [
    # Table, row, changed column and cell, what the claim says: what an extract says twice with the ledger.
    ("other_numbers", "morning", "value", "61", "morning says 60"),
    ("other_numbers", "morning", "value", "6", "morning says 60"),
    ("other_numbers", "place", "value", "2", "place says 1"),
    ("other_numbers", "morning", "value_cmp", "", "morning says ~"),
    ("other_numbers", "loaves", "value_cmp", "~", "loaves says nothing"),
    ("other_numbers", "customers", "value_cmp", ">=", "customers says >"),
    ("other_numbers", "trend", "value_cmp", "<", "trend says >"),
    ("other_numbers", "price", "value_high", "4", "price says 3"),
    ("other_numbers", "price", "value_high", "", "price says 3"),
    ("other_numbers", "morning", "unit", "person", "morning says loaf"),
    ("other_numbers", "morning", "period_start", "2019", "morning says 2020"),
    ("other_numbers", "morning", "period_end", "", "morning says 2020"),
    ("other_numbers", "morning", "entity", "baker", "morning says bakery"),
    ("other_numbers", "growth", "base", "2018", "growth says 2019"),
    ("other_numbers", "growth", "base", "", "growth says 2019"),
    ("other_numbers", "loaves", "base", "2019", "loaves says nothing"),
    ("other_numbers", "morning", "status", "forecast", "morning says actual"),
    ("other_numbers", "morning", "reported_by", "", "morning says the baker"),
    ("other_numbers", "price", "reported_by", "the baker", "price says nothing"),
    ("events", "opened", "date_start", "2020-03-03", "opened says 2020-03-04"),
    ("events", "opened", "date_end", "2020-03", "opened says 2020-03-04"),
    ("events", "sale", "date_end", "", "sale says 2020-03-31"),
    ("periods", "year", "period_end", "2021", "year says 2020"),
]
LEDGER_ENTRIES = [
    # The same from the other side: row and cell of the ledger, the line and cell of the extract that says otherwise.
    ("morning", "stated", "about 70", "3: value '60': claim morning says 70"),
    ("evening", "stated", "50", "4: value '40': claim evening says 50"),
    ("evening", "stated", "4k", "4: value '40': claim evening says 4000"),
    ("price", "stated", "$2-$4", "5: value_high '3': claim price says 4"),
    ("growth", "base", "2018", "6: base '2019': claim growth says 2018"),
    ("price", "status", "planned", "5: status 'actual': claim price says planned"),
    ("price", "reported_by", "a guest", "5: reported_by '': claim price says a guest"),
]


@pytest.mark.parametrize(("table", "key", "column", "cell", "said"), ENTRIES)
def test_a_cell_that_says_otherwise_than_its_claim_is_refused(toy, table, key, column, cell, said):
    held(toy, table, key, {column: cell}, f"{column} {cell!r}: claim {said} {ENTRY}")


@pytest.mark.parametrize(("key", "column", "cell", "told"), LEDGER_ENTRIES)
def test_a_claim_that_says_otherwise_than_its_cell_is_refused(toy, key, column, cell, told):
    held(toy, "claims", key, {column: cell}, f"{NUMBERS}:{told} {ENTRY}")


def test_a_cell_of_another_measure_than_its_claim_is_refused(toy):
    told = f"value_claim 'morning': measures morning_loaves, not loaves {ENTRY}"
    held(toy, "other_numbers", "morning", {"measure": "loaves"}, told)


def test_a_row_that_is_not_named_by_its_claim_is_refused(toy):
    told = "number_id 'dawn': must be the id in value_claim, morning [key]"
    held(toy, "other_numbers", "morning", {"number_id": "dawn"}, told)


def test_a_number_without_its_claim_is_refused(toy):
    held(
        toy, "other_numbers", "morning", {"value_claim": ""},
        "number_id 'morning': must be the id in value_claim, nothing [key]",
        f"value_claim '': value is 60, its claim is missing {ENTRY}",
        f"{CLAIMS}:3: claim_id 'morning': backs no cell of any table {ENTRY}",
    )  # fmt: skip


def test_a_claim_that_backs_nothing_is_refused(toy):
    toy.drop("other_numbers", "price")
    assert toy.findings() == [f"{CLAIMS}:5: claim_id 'price': backs no cell of any table {ENTRY}"]


def test_a_claim_that_backs_two_cells_is_refused(toy):
    toy.add("other_numbers", **toy.row("other_numbers", "price") | {"number_id": "cost"})
    assert toy.findings() == [
        f"{NUMBERS}:11: number_id 'cost': must be the id in value_claim, price [key]",
        f"{NUMBERS}:11: value_claim 'price': backs {NUMBERS}:5 value already {ENTRY}",
    ]


NO_RANK = "is no printed rank: an ordinal, a superlative or 'top N'"
NO_QUANTITY = "is no printed quantity: a number, with hedge, scale, currency, percent or time unit"
FOREIGN = "a paraphrase holds no number but the claim's own [statement]"
LEDGER = [
    # Row of the ledger, changed cells, what is said of it.
    ("price", {"unit": "percent"}, "stated '$2-$3': '$2-$3' is printed in USD, the ledger says percent [reading]"),
    ("growth", {"stated": "25+"}, "stated '25+': '25+' prints no percent [reading]"),
    ("staff", {"stated": "thrum"}, f"stated 'thrum': 'thrum' {NO_QUANTITY} [reading]"),
    ("place", {"stated": "fifty"}, f"stated 'fifty': 'fifty' {NO_RANK} [reading]"),
    ("place", {"unit": "loaf"}, "stated 'first': 'first' is printed in rank, the ledger says loaf [reading]"),
    ("opened", {"period_start": "2020-03-05", "period_end": "2020-03-05"},
     "stated 'March 4': 'March 4' is printed, the ledger says 2020-03-05 [reading]"),
    ("sale", {"period_start": "2020"},
     "stated 'by March 31': 'by March 31' has no start, the ledger starts it at 2020 [reading]"),
    ("year", {"period_end": "2021"}, "stated '2020': '2020' is printed, the ledger says 2021 [reading]"),
    ("loaves", {"period_start": "2020-13"}, "stated '100': '2020-13' is no date: there is no such day [reading]"),
    ("morning", {"basis": "stock"}, "basis 'stock': measure morning_loaves has basis flow [measure]"),
    ("opened", {"unit": "loaf"}, "unit 'loaf': a date has the unit date [unit]"),
    (
        "price",
        {"rounded_to": "0"},
        "note '': with rounded_to 0 it says exact [note]",
    ),
    ("morning", {"statement": "All 61 loaves."}, f"statement '61': {FOREIGN}"),
    ("morning", {"statement": "In 2019."}, f"statement '2019': {FOREIGN}"),
    ("morning", {"note": "As in [morningg]."}, "note 'morningg': is no claim; did you mean morning? [claim]"),
    ("morning", {"char_end": "19"}, "char_end '19': 10 to 19 is 9 long, the words are 8 [position]"),
    ("evening", {"char_start": "17", "char_end": "19"}, "char_start '17': overlaps the words at 10 to 18 [overlap]"),
    ("staff", {"char_start": "298", "char_end": "303"},
     "char_end '303': outside the document, which has 300 [position]"),
    ("evening", {"char_start": "5", "char_end": "7"},
     "char_start '5': rows must be sorted by source and position [order]"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "cells", "told"), LEDGER)
def test_a_claim_that_breaks_a_rule_of_the_ledger_is_refused(toy, key, cells, told):
    line = toy.tables["claims"].index(toy.row("claims", key)) + 2
    toy.change("claims", key, **cells)
    assert f"{CLAIMS}:{line}: {told}" in toy.findings()  # beside what the extract then says otherwise


@pytest.mark.parametrize(
    "statement", ["Some 60 loaves.", "Loaves of 2020.", "Loaves of Oven-9, the GPT-4 of ovens.", "No loaf, no number."]
)
def test_a_paraphrase_may_hold_the_claims_own_numbers_and_names_with_digits(toy, statement):
    held(toy, "claims", "morning", {"statement": statement})


def test_no_words_lie_outside_their_document(toy):
    held(
        toy, "sources", "toy", {"characters": "130"},
        f"{CLAIMS}:13: char_end '135': outside the document, which has 130 [position]",
        "seeds/exclusions.csv:2: char_end '146': outside the document, which has 130 [position]",
    )  # fmt: skip


def test_an_exclusion_never_overlaps_a_claim(toy):
    told = "char_start '133': overlaps the words at 130 to 135 [overlap]"
    held(toy, "exclusions", "Oven-2", {"char_start": "133", "char_end": "139"}, told)


LOST = {"state": "lost", "char_start": ".l", "char_end": ".l"}
WRONG_NAME = "name '': a lost name is .l, a named one is there with its place [list]"
OTHERS = [
    # Table, row, changed cells, findings: sources, lists, plans, spans and missing cells.
    ("sources", "toy", {"not_before": "2020-03-05"},
     f"not_before '2020-03-05': the claims in its note say 2020-03-04 {ENTRY}"),
    ("sources", "toy", {"not_after": "2020-04-01"},
     f"not_after '2020-04-01': the claims in its note say 2020-03-31 {ENTRY}"),
    ("sources", "toy", {"published": "2020-03-04"}, f"published '2020-03-04': its claims say nothing {ENTRY}"),
    ("sources", "toy", {"covers_end": "2020-03-04"}, f"covers_end '2020-03-04': its claims say nothing {ENTRY}"),
    ("sources", "toy", {"note": "By guess."}, "note 'By guess.': names no [claim] that its days rest on [source]"),
    ("sources", "toy", {"note": "[openned]"}, "note 'openned': is no claim; did you mean opened? [claim]"),
    ("list_items", "staff-2", {"slot": "3"},
     "item_id 'staff-2': must be staff-3 [key]", "slot '3': is place 2 of its list [order]"),
    ("list_items", "staff-2", {"item_id": "bo"}, "item_id 'bo': must be staff-2 [key]"),
    ("list_items", "staff-2", {"list": "examples"}, "list 'examples': the list of staff is complete before [list]"),
    ("list_items", "staff-2", {"name": "Bob"}, "char_end '162': 160 to 162 is 2 long, the words are 3 [position]"),
    ("list_items", "staff-2", {"name": ".l"}, WRONG_NAME),
    ("list_items", "staff-2", LOST | {"name": ""}, WRONG_NAME),
    ("list_items", "staff-2", LOST | {"name": ".l"},
     f"{CHECKS}:4: expected 'reproduced': the check comes to consistent [verdict]"),
    ("events", "sale", {"outcome_note": ""},
     "outcome '': a plan or draft says what came of it, or that nothing is said [plan]"),
    ("events", "sale", {"stage": "held"}, "stage 'held': status is planned [plan]"),
    ("events", "opened", {"stage": "forecast", "outcome": "sale"}, "stage 'forecast': status is actual [plan]"),
    ("periods", "year", {"period_start": "2021"},
     "period_end '2020': is before period_start 2021 [date]", f"period_start '2021': claim year says 2020 {ENTRY}"),
    ("periods", "year", {"period_start": "2020-00"},
     "period_start '2020-00 to 2020': '2020-00' is no date: there is no such day [date]",
     f"period_start '2020-00': claim year says 2020 {ENTRY}"),
    ("other_numbers", "loaves", {"value_high": ""},
     "value_high '': doesn't apply, so it is .n, where value_cmp is empty [missing]"),
    ("other_numbers", "price", {"value_high": ".n"},
     f"value_high '': claim price says 3 {ENTRY}", "value_high '': does apply, where value_cmp is range [missing]"),
]  # fmt: skip


@pytest.mark.parametrize("case", OTHERS, ids=lambda case: f"{case[1]} {case[2]}")
def test_sources_lists_plans_spans_and_missing_cells_are_held_to_their_rules(toy, case):
    held(toy, *case)


@pytest.mark.parametrize(
    ("table", "cells", "told"),
    [
        ("units", {"unit": "crumb", "whole": "false", "label": "crumbs"}, "units.csv:9: unit 'crumb'"),
        ("measures", {"measure": "dough", "kind": "quantity", "basis": "stock", "label": "dough"},
         "measures.csv:14: measure 'dough'"),
        ("entities", {"entity": "mill", "label": "Mill"}, "entities.csv:3: entity 'mill'"),
    ],
)  # fmt: skip
def test_a_word_of_a_vocabulary_that_nothing_uses_is_refused(toy, table, cells, told):
    toy.add(table, **cells)
    assert toy.findings() == [f"seeds/{told}: is used nowhere [unused]"]


def test_a_source_without_any_claim_is_refused(toy):
    toy.add("sources", **toy.row("sources", "toy") | {"source_id": "empty", "file": "empty.txt", "sha256": "b" * 64})
    assert toy.findings() == [f"{SOURCES}:3: source_id 'empty': has no claim [source]"]


ONLY = "only macros, claim ids in quotes and numbers are allowed"
DEEP = "plus(" * 9 + "exactly(1)"


def due(word):
    """The refusal of another word than a macro's, which offers them all."""
    return f"has {word!r} where a macro is due; there are {', '.join(sorted(MACROS))}"


EXPRESSIONS = [
    ("", due("nothing")),
    ("loaves", due("loaves")),
    ("5", due("5")),
    ("'loaves'", due("'loaves'")),
    ("state('loaves')", "has 'state' where a macro is due; did you mean stated or starts or after?"),
    ("rati(exactly(1), exactly(2))", "has 'rati' where a macro is due; did you mean ratio?"),
    ("Stated('loaves')", f"has \"Stated('loav\", {ONLY}"),
    ("stated(loaves)", "wants a claim id in quotes in stated(), has 'loaves'"),
    ("stated(5)", "wants a claim id in quotes in stated(), has '5'"),
    ("exactly('loaves')", "wants a number in exactly(), has \"'loaves'\""),
    ("exactly(stated('loaves'))", "wants a number in exactly(), has 'stated'"),
    ("stated()", "wants a claim id in quotes in stated(), has ')'"),
    ("stated", "wants 1 arguments for stated, has 'its end'"),
    ("stated('a', 'b')", "wants 1 arguments for stated, has ',' after them"),
    ("plus(exactly(1))", "wants 2 arguments for plus, has ')'"),
    ("plus(exactly(1), exactly(2)", "wants 2 arguments for plus, has 'its end' after them"),
    ("plus(exactly(1), exactly(2), exactly(3))", "wants 2 arguments for plus, has ',' after them"),
    ("plus(1, exactly(2))", due("1")),
    ("exactly(1))", "goes on with ')' after its end, one expression is allowed"),
    ("exactly(1) exactly(2)", "goes on with 'exactly' after its end, one expression is allowed"),
    ("exactly(1e3)", "wants 1 arguments for exactly, has 'e' after them"),
    ("exactly(1); drop table claims", f"has '; drop table', {ONLY}"),
    ("exactly(1) -- or more", f"has '-- or more', {ONLY}"),
    ("exactly(1) /* or more */", f"has '/* or more *', {ONLY}"),
    ("exactly(1) + exactly(2)", f"has '+ exactly(2)', {ONLY}"),
    ("exactly(1)::varchar", f"has '::varchar', {ONLY}"),
    ("(select 1)", due("(")),
    ("exactly((select 1))", "wants a number in exactly(), has '('"),
    ("select low from claims", due("select")),
    ("read_csv('x')", due("read_csv")),
    ("read_text('/etc/passwd')", f"has \"'/etc/passwd\", {ONLY}"),
    ("stated('../x')", f"has \"'../x')\", {ONLY}"),
    ("stated('a'' or ''b')", f"has \"' or ''b')\", {ONLY}"),
    ("getenv('home')", due("getenv")),
    ("error('x')", due("error")),
    ("interval_of(exactly(1))", due("interval_of")),
    ('"exactly"(1)', f"has '\"exactly\"(1)', {ONLY}"),
    ("exactly(1234567890123456)", f"has '123456789012', {ONLY}"),
    ("exactly(１)", f"has '１)', {ONLY}"),
    (DEEP, "is nested more than 8 deep"),
]  # fmt: skip


@pytest.mark.parametrize(("expression", "told"), EXPRESSIONS)
def test_an_expression_is_nested_macros_over_claims_and_numbers_and_nothing_else(expression, told):
    with pytest.raises(ValueError) as refusal:
        check_expression(expression)
    assert str(refusal.value) == told


def test_a_refused_expression_is_a_finding(toy):
    told = "has 'name' where a macro is due; did you mean named? [expression]"
    held(toy, "checks", "staff-names", {"expression": "name('staff')"}, f"expression \"name('staff')\": {told}")


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_of_the_grammar_takes_what_it_says(macro):
    given = {"i": "'a-1'", "n": "-1.5", "x": "exactly(1)"}
    expression = f"{macro}({', '.join(given[kind] for kind in MACROS[macro])})"
    assert check_expression(expression)[0] == macro
    assert check_expression(f" no_less( {expression} ) ") == ("no_less", check_expression(expression))


SUM = "plus(stated('morning'), stated('evening'))"
UNLIKE = "plus(stated('morning'), stated('staff'))"
BY_NOUGHT = "plus(stated('morning'), ratio(exactly(1), exactly(0)))"
BACKWARDS = "plus(stated('morning'), within(2, 1))"
YEAR = "per day, whole year"
NO_TARGET = "an estimate has no claim_id, any other check has one [kind]"
RULES = [
    # Check, changed cells, findings.
    ("loaves-sum", {"expression": SUM.replace("morning", "mornin")},
     "expression 'mornin': is no claim; did you mean morning? [expression]"),
    ("loaves-sum", {"expression": SUM.replace("evening", "morning")},
     "expression 'morning': is named twice, which widens the interval [expression]"),
    ("loaves-sum", {"expression": "plus(stated('loaves'), exactly(0))"},
     "expression 'loaves': is the claim itself, a check must not reach its target [expression]"),
    ("staff-names", {"expression": "named('loaves')"},
     "expression 'loaves': has no list of names; there are staff [expression]"),
    ("loaves-sum", {"expression": UNLIKE},
     f"expression {UNLIKE!r}: plus joins loaf with person, which are not alike [unit]"),
    ("loaves-sum", {"unit": "person"},
     "unit 'person': claim loaves is in loaf [unit]", "unit 'person': the expression comes in loaf [unit]"),
    ("each", {"unit": "percent"}, "unit 'percent': the expression comes in loaf [unit]"),
    ("loaves-sum", {"kind": "estimate"}, f"kind 'estimate': {NO_TARGET}"),
    ("loaves-sum", {"claim_id": ""}, f"kind 'identity': {NO_TARGET}"),
    ("loaves-sum", {"kind": "agreement"},
     "kind 'agreement': an agreement is one stated('…'), an identity computes [kind]",
     f"expression {SUM!r}: loaves has measure loaves, morning morning_loaves [agreement]",
     f"expression {SUM!r}: loaves has measure loaves, evening evening_loaves [agreement]"),
    ("loaves-sum", {"reading": YEAR},
     f"reading {YEAR!r}: the readings of loaves must be two or more, all said and all different [reading]"),
    ("each", {"reading": YEAR}, f"reading {YEAR!r}: only an identity has alternative readings [reading]"),
    ("loaves-sum", {"expression": BY_NOUGHT}, f"expression {BY_NOUGHT!r}: division by nought [expression]"),
    ("loaves-sum", {"expression": BACKWARDS},
     f"expression {BACKWARDS!r}: within(2, 1) is no interval: the first end must not be above the second [expression]"),
]  # fmt: skip


@pytest.mark.parametrize("case", RULES, ids=lambda case: f"{case[0]} {case[1]}")
def test_a_check_is_held_to_its_rules(toy, case):
    held(toy, "checks", *case)


def test_an_expression_that_overflows_is_refused(toy):
    huge = "exactly(999999999999999)"
    for _ in range(5):
        huge = f"times({huge}, {huge})"
    for expression in (huge, f"times({huge}, exactly(0))"):
        toy.change("checks", "loaves-sum", expression=expression)
        (found,) = toy.findings()
        assert found.startswith(f"{CHECKS}:3: expression ")
        assert found.endswith(": is no interval, its numbers are too large [expression]")


def test_an_agreement_holds_like_against_like(toy):
    for claim_id, base in (("once", "2019"), ("again", "2019"), ("other", "2018")):
        toy.claim(claim_id, "5%", base=base)
    toy.check("once-again", "once", "stated('again')", "reproduced")
    assert toy.findings() == []
    toy.check("once-other", "once", "stated('other')", "reproduced")
    told = "once has base 2019, other 2018 [agreement]"
    assert toy.findings() == [f"{CHECKS}:6: expression \"stated('other')\": {told}"]
