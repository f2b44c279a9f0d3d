"""Every number is entered twice, and every rule between tables is held: a changed cell is refused with its sentence."""

import pytest

from cnai._expressions import MACROS, check_expression

CLAIMS, NUMBERS, CHECKS = "seeds/claims.csv", "data/other_numbers.csv", "data/checks.csv"
EVENTS, PERIODS, ITEMS, SOURCES = "data/events.csv", "data/periods.csv", "data/list_items.csv", "seeds/sources.csv"
ENTRY = "[double-entry]"


def changed(toy, table, key, cells):
    toy.change(table, key, **cells)
    return toy.findings()


ENTRIES = [
    # Table, row, changed cells, findings: what an extract says twice with the ledger.
    ("other_numbers", "morning", {"value": "61"}, [f"{NUMBERS}:3: value '61': claim morning says 60 {ENTRY}"]),
    ("other_numbers", "morning", {"value": "6"}, [f"{NUMBERS}:3: value '6': claim morning says 60 {ENTRY}"]),
    ("other_numbers", "morning", {"value_cmp": ""}, [f"{NUMBERS}:3: value_cmp '': claim morning says ~ {ENTRY}"]),
    ("other_numbers", "customers", {"value_cmp": ">="}, [f"{NUMBERS}:7: value_cmp '>=': claim customers says > {ENTRY}"]),
    ("other_numbers", "loaves", {"value_cmp": "~"}, [f"{NUMBERS}:2: value_cmp '~': claim loaves says nothing {ENTRY}"]),
    ("other_numbers", "price", {"value_high": "4"}, [f"{NUMBERS}:5: value_high '4': claim price says 3 {ENTRY}"]),
    ("other_numbers", "price", {"value_high": ""}, [f"{NUMBERS}:5: value_high '': claim price says 3 {ENTRY}"]),
    ("other_numbers", "morning", {"unit": "person"}, [f"{NUMBERS}:3: unit 'person': claim morning says loaf {ENTRY}"]),
    ("other_numbers", "morning", {"period_start": "2019"},
     [f"{NUMBERS}:3: period_start '2019': claim morning says 2020 {ENTRY}"]),
    ("other_numbers", "morning", {"period_end": ""}, [f"{NUMBERS}:3: period_end '': claim morning says 2020 {ENTRY}"]),
    ("other_numbers", "morning", {"entity": "baker"}, [f"{NUMBERS}:3: entity 'baker': claim morning says bakery {ENTRY}"]),
    ("other_numbers", "morning", {"measure": "loaves"},
     [f"{NUMBERS}:3: value_claim 'morning': measures morning_loaves, not loaves {ENTRY}"]),
    ("other_numbers", "growth", {"base": "2018"}, [f"{NUMBERS}:6: base '2018': claim growth says 2019 {ENTRY}"]),
    ("other_numbers", "growth", {"base": ""}, [f"{NUMBERS}:6: base '': claim growth says 2019 {ENTRY}"]),
    ("other_numbers", "loaves", {"base": "2019"}, [f"{NUMBERS}:2: base '2019': claim loaves says nothing {ENTRY}"]),
    ("other_numbers", "morning", {"status": "forecast"},
     [f"{NUMBERS}:3: status 'forecast': claim morning says actual {ENTRY}"]),
    ("other_numbers", "morning", {"reported_by": ""},
     [f"{NUMBERS}:3: reported_by '': claim morning says the baker {ENTRY}"]),
    ("other_numbers", "price", {"reported_by": "the baker"},
     [f"{NUMBERS}:5: reported_by 'the baker': claim price says nothing {ENTRY}"]),
    ("other_numbers", "morning", {"number_id": "dawn"},
     [f"{NUMBERS}:3: number_id 'dawn': must be the id in value_claim, morning [key]"]),
    ("other_numbers", "place", {"value": "2"}, [f"{NUMBERS}:8: value '2': claim place says 1 {ENTRY}"]),
    ("other_numbers", "trend", {"value_cmp": "<"}, [f"{NUMBERS}:9: value_cmp '<': claim trend says > {ENTRY}"]),
    ("events", "opened", {"date_start": "2020-03-03"},
     [f"{EVENTS}:2: date_start '2020-03-03': claim opened says 2020-03-04 {ENTRY}"]),
    ("events", "opened", {"date_end": "2020-03"}, [f"{EVENTS}:2: date_end '2020-03': claim opened says 2020-03-04 {ENTRY}"]),
    ("periods", "year", {"period_end": "2021"}, [f"{PERIODS}:2: period_end '2021': claim year says 2020 {ENTRY}"]),
    ("other_numbers", "morning", {"value_claim": ""}, [
        f"{NUMBERS}:3: number_id 'morning': must be the id in value_claim, nothing [key]",
        f"{NUMBERS}:3: value_claim '': value is 60, its claim is missing {ENTRY}",
        f"{CLAIMS}:3: claim_id 'morning': backs no cell of any table {ENTRY}",
    ]),
    # The same from the other side: what the ledger says.
    ("claims", "morning", {"stated": "about 70"}, [f"{NUMBERS}:3: value '60': claim morning says 70 {ENTRY}"]),
    ("claims", "evening", {"stated": "50"}, [f"{NUMBERS}:4: value '40': claim evening says 50 {ENTRY}"]),
    ("claims", "growth", {"base": "2018"}, [f"{NUMBERS}:6: base '2019': claim growth says 2018 {ENTRY}"]),
    ("claims", "price", {"status": "planned"}, [f"{NUMBERS}:5: status 'actual': claim price says planned {ENTRY}"]),
    ("claims", "price", {"reported_by": "a guest"}, [f"{NUMBERS}:5: reported_by '': claim price says a guest {ENTRY}"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "cells", "told"), ENTRIES)
def test_a_number_that_is_not_entered_twice_alike_is_refused(toy, table, key, cells, told):
    assert changed(toy, table, key, cells) == told


def test_a_claim_that_backs_nothing_is_refused(toy):
    toy.drop("other_numbers", "price")
    assert toy.findings() == [f"{CLAIMS}:5: claim_id 'price': backs no cell of any table {ENTRY}"]


def test_a_claim_that_backs_two_cells_is_refused(toy):
    toy.add("other_numbers", **toy.row("other_numbers", "price") | {"number_id": "cost"})
    assert toy.findings() == [
        f"{NUMBERS}:11: number_id 'cost': must be the id in value_claim, price [key]",
        f"{NUMBERS}:11: value_claim 'price': backs {NUMBERS}:5 value already {ENTRY}",
    ]


NO_QUANTITY = "is no printed quantity: a number, with hedge, scale, currency, percent or time unit"
LEDGER = [
    # Row of the ledger, changed cells, the finding in the ledger.
    ("price", {"unit": "percent"}, "5: stated '$2-$3': '$2-$3' is printed in USD, the ledger says percent [reading]"),
    ("growth", {"stated": "25+"}, "6: stated '25+': '25+' prints no percent [reading]"),
    ("staff", {"stated": "thrum"}, f"13: stated 'thrum': 'thrum' {NO_QUANTITY} [reading]"),
    ("place", {"stated": "fifty"}, "11: stated 'fifty': 'fifty' is no printed rank: an ordinal, a superlative or 'top N' "
     "[reading]"),
    ("opened", {"period_start": "2020-03-05", "period_end": "2020-03-05"},
     "8: stated 'March 4': 'March 4' is printed, the ledger says 2020-03-05 [reading]"),
    ("sale", {"period_start": "2020"}, "9: stated 'by March 31': 'by March 31' has no start, the ledger starts it at 2020 "
     "[reading]"),
    ("year", {"period_end": "2021"}, "10: stated '2020': '2020' is printed, the ledger says 2021 [reading]"),
    ("loaves", {"period_start": "2020-13"}, "2: stated '100': '2020-13' is no date: there is no such day [reading]"),
    ("morning", {"basis": "stock"}, "3: basis 'stock': measure morning_loaves has basis flow [measure]"),
    ("opened", {"unit": "loaf"}, "8: unit 'loaf': a date has the unit date [unit]"),
    ("place", {"unit": "loaf"}, "11: stated 'first': 'first' is printed in rank, the ledger says loaf [reading]"),
    ("price", {"rounded_to": "0"}, "5: note '': another rounding than the default wants a note of it [note]"),
    ("morning", {"statement": "All 61 loaves."},
     "3: statement '61': a paraphrase holds no number but the claim's own [statement]"),
    ("morning", {"statement": "Loaves of 2019."},
     "3: statement '2019': a paraphrase holds no number but the claim's own [statement]"),
    ("morning", {"note": "As in [morningg]."}, "3: note 'morningg': is no claim; did you mean morning? [claim]"),
    ("morning", {"char_end": "19"}, "3: char_end '19': 10 to 19 is 9 long, the words are 8 [position]"),
    ("evening", {"char_start": "17", "char_end": "19"}, "4: char_start '17': overlaps the words at 10 to 18 [overlap]"),
    ("staff", {"char_start": "298", "char_end": "303"},
     "13: char_end '303': outside the document, which has 300 [position]"),
    ("evening", {"char_start": "5", "char_end": "7"},
     "4: char_start '5': rows must be sorted by source and position [order]"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "cells", "told"), LEDGER)
def test_a_claim_that_breaks_a_rule_of_the_ledger_is_refused(toy, key, cells, told):
    assert f"{CLAIMS}:{told}" in changed(toy, "claims", key, cells)


@pytest.mark.parametrize(
    "statement", ["Some 60 loaves.", "Loaves of 2020.", "Loaves of Oven-9, the GPT-4 of ovens.", "No loaf, no number."]
)
def test_a_paraphrase_may_hold_the_claims_own_numbers_and_names_with_digits(toy, statement):
    assert changed(toy, "claims", "morning", {"statement": statement}) == []


def test_every_document_is_read_to_its_end_and_no_further(toy):
    assert changed(toy, "sources", "toy", {"characters": "130"}) == [
        f"{CLAIMS}:13: char_end '135': outside the document, which has 130 [position]",
        "seeds/exclusions.csv:2: char_end '146': outside the document, which has 130 [position]",
    ]


def test_an_exclusion_never_overlaps_a_claim(toy):
    assert changed(toy, "exclusions", "Oven-2", {"char_start": "133", "char_end": "139"}) == [
        "seeds/exclusions.csv:2: char_start '133': overlaps the words at 130 to 135 [overlap]"
    ]


OTHERS = [
    # Table, row, changed cells, findings: sources, lists, plans and vocabularies.
    ("sources", "toy", {"not_before": "2020-03-05"},
     [f"{SOURCES}:2: not_before '2020-03-05': the claims in its note say 2020-03-04 {ENTRY}"]),
    ("sources", "toy", {"not_after": "2020-04-01"},
     [f"{SOURCES}:2: not_after '2020-04-01': the claims in its note say 2020-03-31 {ENTRY}"]),
    ("sources", "toy", {"published": "2020-03-04"},
     [f"{SOURCES}:2: published '2020-03-04': its claims say nothing {ENTRY}"]),
    ("sources", "toy", {"covers_end": "2020-03-04"},
     [f"{SOURCES}:2: covers_end '2020-03-04': its claims say nothing {ENTRY}"]),
    ("sources", "toy", {"note": "By guess."},
     [f"{SOURCES}:2: note 'By guess.': names no [claim] that its days rest on [source]"]),
    ("sources", "toy", {"note": "After [openned]."}, [f"{SOURCES}:2: note 'openned': is no claim; did you mean opened? [claim]"]),
    ("list_items", "staff-2", {"slot": "3"}, [
        f"{ITEMS}:3: item_id 'staff-2': must be staff-3 [key]", f"{ITEMS}:3: slot '3': is place 2 of its list [order]"]),
    ("list_items", "staff-2", {"item_id": "bo"}, [f"{ITEMS}:3: item_id 'bo': must be staff-2 [key]"]),
    ("list_items", "staff-2", {"list": "examples"},
     [f"{ITEMS}:3: list 'examples': the list of staff is complete before [list]"]),
    ("list_items", "staff-2", {"name": ".l"},
     [f"{ITEMS}:3: name '': a lost name is .l, a named one is there with its place [list]"]),
    ("list_items", "staff-2", {"name": "Bob"}, [f"{ITEMS}:3: char_end '162': 160 to 162 is 2 long, the words are 3 [position]"]),
    ("list_items", "staff-2", {"state": "lost", "name": ".l", "char_start": ".l", "char_end": ".l"},
     [f"{CHECKS}:4: expected 'reproduced': the check comes to consistent [verdict]"]),
    ("list_items", "staff-2", {"state": "lost", "name": "", "char_start": ".l", "char_end": ".l"},
     [f"{ITEMS}:3: name '': a lost name is .l, a named one is there with its place [list]"]),
    ("events", "sale", {"outcome_note": ""},
     [f"{EVENTS}:3: outcome '': a plan or draft says what came of it, or that nothing is said [plan]"]),
    ("events", "sale", {"stage": "held"}, [f"{EVENTS}:3: stage 'held': status is planned [plan]"]),
    ("events", "opened", {"stage": "forecast", "outcome": "sale"},
     [f"{EVENTS}:2: stage 'forecast': status is actual [plan]"]),
    ("periods", "year", {"period_start": "2021"}, [
        f"{PERIODS}:2: period_end '2020': is before period_start 2021 [date]",
        f"{PERIODS}:2: period_start '2021': claim year says 2020 {ENTRY}"]),
    ("periods", "year", {"period_start": "2020-00"}, [
        f"{PERIODS}:2: period_start '2020-00 to 2020': '2020-00' is no date: there is no such day [date]",
        f"{PERIODS}:2: period_start '2020-00': claim year says 2020 {ENTRY}"]),
    ("other_numbers", "loaves", {"value_high": ""},
     [f"{NUMBERS}:2: value_high '': doesn't apply, so it is .n, where value_cmp is None [missing]"]),
    ("other_numbers", "price", {"value_high": ".n"}, [
        f"{NUMBERS}:5: value_high '': claim price says 3 {ENTRY}",
        f"{NUMBERS}:5: value_high '': does apply, where value_cmp is range [missing]"]),
]  # fmt: skip


@pytest.mark.parametrize(("table", "key", "cells", "told"), OTHERS)
def test_sources_lists_plans_and_missing_cells_are_held_to_their_rules(toy, table, key, cells, told):
    assert changed(toy, table, key, cells) == told


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
    assert changed(toy, "checks", "staff-names", {"expression": "name('staff')"}) == [
        f"{CHECKS}:4: expression \"name('staff')\": has 'name' where a macro is due; did you mean named? [expression]"
    ]


@pytest.mark.parametrize("macro", MACROS)
def test_every_macro_of_the_grammar_takes_what_it_says(macro):
    given = {"i": "'a-1'", "n": "-1.5", "x": "exactly(1)"}
    expression = f"{macro}({', '.join(given[kind] for kind in MACROS[macro])})"
    assert check_expression(expression)[0] == macro
    assert check_expression(f" no_less( {expression} ) ") == ("no_less", check_expression(expression))


SUM = "plus(stated('morning'), stated('evening'))"
RULES = [
    # Check, changed cells, findings.
    ("loaves-sum", {"expression": "plus(stated('mornin'), stated('evening'))"},
     ["3: expression 'mornin': is no claim; did you mean morning? [expression]"]),
    ("loaves-sum", {"expression": "plus(stated('morning'), stated('morning'))"},
     ["3: expression 'morning': is named twice, which widens the interval [expression]"]),
    ("loaves-sum", {"expression": "plus(stated('loaves'), exactly(0))"},
     ["3: expression 'loaves': is the claim itself, a check must not reach its target [expression]"]),
    ("staff-names", {"expression": "named('loaves')"},
     ["4: expression 'loaves': has no list of names; there are staff [expression]"]),
    ("loaves-sum", {"expression": "plus(stated('morning'), stated('staff'))"}, [
        "3: expression \"plus(stated('morning'), stated('staff'))\": plus joins loaf with person, which are not alike [unit]"]),
    ("loaves-sum", {"unit": "person"}, [
        "3: unit 'person': claim loaves is in loaf [unit]", "3: unit 'person': the expression comes in loaf [unit]"]),
    ("loaves-sum", {"kind": "estimate"}, ["3: kind 'estimate': an estimate has no claim_id, any other check has one [kind]"]),
    ("loaves-sum", {"claim_id": ""}, ["3: kind 'identity': an estimate has no claim_id, any other check has one [kind]"]),
    ("loaves-sum", {"kind": "agreement"}, [
        "3: kind 'agreement': an agreement is one stated('…'), an identity computes [kind]",
        f"3: expression {SUM!r}: loaves has measure loaves, morning morning_loaves [agreement]",
        f"3: expression {SUM!r}: loaves has measure loaves, evening evening_loaves [agreement]"]),
    ("loaves-sum", {"reading": "per day, whole year"}, [
        "3: reading 'per day, whole year': the readings of loaves must be two or more, all said and all different [reading]"]),
    ("each", {"unit": "percent"}, ["2: unit 'percent': the expression comes in loaf [unit]"]),
    ("each", {"reading": "per day, whole year"},
     ["2: reading 'per day, whole year': only an identity has alternative readings [reading]"]),
    ("loaves-sum", {"expression": "plus(stated('morning'), ratio(exactly(1), exactly(0)))"},
     ["3: expression \"plus(stated('morning'), ratio(exactly(1), exactly(0)))\": division by nought [expression]"]),
    ("loaves-sum", {"expression": "plus(stated('morning'), within(2, 1))"},
     ["3: expression \"plus(stated('morning'), within(2, 1))\": within(2, 1) is no interval: the first end must not be "
      "above the second [expression]"]),
]  # fmt: skip


@pytest.mark.parametrize(("key", "cells", "told"), RULES)
def test_a_check_is_held_to_its_rules(toy, key, cells, told):
    found = changed(toy, "checks", key, cells)
    assert sorted(found) == sorted(f"{CHECKS}:{line}" for line in told)
