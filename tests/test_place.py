"""Placing: typed blind, tried on a copy, put in place whole or not at all."""

from __future__ import annotations

import csv
import re
from decimal import Decimal
from pathlib import Path
from shutil import copy, copytree
from typing import Any

import pytest
from drafting import ACCEPT_ALL, BEES, DATE, ENTER_ALL, Person, drafted, files, on_disk, written

from cnai._build import assemble
from cnai._drafting import putting as _putting
from cnai._drafting.against import proposals
from cnai._drafting.place import place
from cnai._drafting.putting import finish, inserted
from cnai._drafting.review import review
from cnai._drafting.second import columns_for, differ, typed
from cnai._init import init
from cnai._package import CnaiError, load
from cnai._tables import Row
from cnai._texts import check_texts

ROOT = Path(__file__).parents[1]


def reviewed(root: Path, **more: Any) -> Path:
    """A folder with a draft that is reviewed; gives the folder of texts."""
    texts = drafted(root, **more)
    person = Person(*ACCEPT_ALL)
    assert review("bees", texts, root, person.ask, person.tell), person.said
    return texts


def placed(root: Path, *answers: str) -> tuple[bool, str]:
    person = Person(*answers)
    done = place("bees", root / "texts", root, person.ask, person.tell)
    return done, person.said


def findings(root: Path) -> list[str]:
    con, tables, found = assemble(load(root))
    assert con is None or not con.close()  # type: ignore[func-returns-value]
    return [str(f) for f in found or check_texts(tables, root / "texts")[0]]


def rows(root: Path, path: str) -> dict[str, dict[str, str]]:
    with (root / path).open(encoding="utf-8", newline="") as file:
        return {next(iter(row.values())): row for row in csv.DictReader(file)}


def test_a_placed_draft_is_in_the_package_and_holds_against_its_text(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    done, said = placed(root, *ENTER_ALL)
    assert done, said
    assert findings(root) == []
    assert rows(root, "data/numbers.csv")["bee-club-hives"]["value"] == "40"
    assert rows(root, "seeds/sources.csv")["bees"]["title"] == "Bee Notes"
    assert rows(root, "data/checks.csv")["bee-club-hives-sum"]["expected"] == "reproduced"
    assert [*(root / "seeds" / "drafts").iterdir()] == []
    assert "bees is placed: claims 4, exclusions 1, entities 2, measures 3, units 1, " in said


def test_every_line_that_was_there_stays_as_it_was(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    before = files(root)
    placed(root, *ENTER_ALL)
    for path, data in files(root).items():
        assert set(before[path].splitlines()) <= set(data.splitlines()), path


@pytest.mark.parametrize(("stated", "entry", "hidden"), [
    ("more than 2,300", "> 2300", ["2300", "2,301", "floor"]),
    ("£1.2 million", "1200000", ["1200000", "1,200,000", "1,150,000"]),
])  # fmt: skip
def test_what_was_read_is_not_shown_before_it_is_typed(
    tmp_path: Path, stated: str, entry: str, hidden: list[str]
) -> None:
    root = tmp_path / "mine"
    cells = {"entity": "saltmarsh-ferry", "measure": "passengers", "unit": "person", "basis": "flow", "statement": "A."}
    money = {"measure": "ticket_price", "unit": "GBP", "basis": "rate"} if stated[0] == "£" else {}
    row = cells | money | {"state": "accepted", "status": "actual"}
    drafted(root, f"It was {stated} then.\n", [(stated, row)])
    done, said = placed(root, "7", "?", entry)
    assert not done
    shown, _, _ = said.partition(f": {entry}\n")
    assert f"[{stated}]" in shown
    assert "value isn't what the claim says" in shown or "value and hedge aren't what the claim says" in shown
    assert [word for word in hidden if word in shown.replace("2500000, > 2300, ~ 90", "")] == []
    assert said.count("isn't what") + said.count("aren't what") == 1


def test_a_wrong_value_is_typed_again_and_never_filled_in(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    before = files(root)
    _, said = placed(root, *ENTER_ALL[:3], "41", "> 40", "4o", "40", "", "hives")
    assert said.count("value isn't what the claim says; look at the text again, or r to review it") == 1
    assert said.count("hedge isn't what the claim says") == 1
    assert "'4o' isn't read: in base units" in said
    assert [c["typed"] for c in on_disk(root).placed["claims"].values()] == ["2024-05-05", "40"]
    assert files(root) == before


def test_a_claim_read_wrongly_goes_back_to_review(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    done, said = placed(root, *ENTER_ALL[:3], "r", "25", "", "hives", "15", "", "")
    assert not done
    assert "1 back to review: cnai review bees" in said
    assert [row["stated"] for row in on_disk(root).of("proposed")] == ["40"]
    with pytest.raises(
        CnaiError, match=r"^1 of 5 proposals of bees are not reviewed; first: cnai review bees --texts "
    ):
        placed(root)


def test_placing_can_be_left_and_goes_on_where_it_was(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    done, said = placed(root, *ENTER_ALL[:6], "q")
    assert (done, "2 of 4 entered; what was typed is kept" in said) == (False, True)
    done, said = placed(root, *ENTER_ALL[6:7], "", "hives", *ENTER_ALL[9:])
    assert done, said
    assert "\n1 of 4" not in said
    assert findings(root) == []


@pytest.mark.parametrize("change", [{"period_start": "2024", "period_end": "2024"}, {"entity": "bee-notes"}])
def test_a_claim_changed_since_is_typed_again(tmp_path: Path, change: dict[str, str]) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    placed(root, *ENTER_ALL[:6], "q")
    draft = on_disk(root)
    draft.rows[1] |= change
    draft.save()
    _, said = placed(root, "q")
    assert said.startswith("\n2 of 4\n")
    assert "1 of 4 entered" in said


def test_a_claim_that_no_longer_holds_is_a_proposal_again(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    draft = on_disk(root)
    draft.rows[1]["unit"] = "percent"
    draft.save()
    told = "'40' doesn't hold any more, it is a proposal again: stated '40': '40' prints no percent"
    with pytest.raises(CnaiError, match=f"^{re.escape(told)}$"):
        placed(root)
    assert [row["stated"] for row in on_disk(root).of("proposed")] == ["40"]


def test_nobody_types_for_a_folder_that_does_not_hold(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    numbers = root / "data" / "numbers.csv"
    numbers.write_text(numbers.read_text("utf-8").replace(",48200,", ",48300,"), encoding="utf-8")
    told = "the data don't hold: data/numbers.csv:4: value '48300': claim passengers-2023 says 48200 [double-entry]"
    with pytest.raises(CnaiError, match=f"^{re.escape(told)}$"):
        placed(root)


def test_a_number_of_the_text_that_nothing_accounts_for_is_a_finding(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    draft = on_disk(root)
    draft.rows.pop()
    draft.save()
    before = files(root)
    done, said = placed(root, *ENTER_ALL)
    assert not done
    assert "bees.txt:1: at 88 '7': no claim or exclusion accounts for it [coverage]" in said
    assert files(root) == before


def test_a_title_that_the_text_does_not_print_is_refused(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    done, said = placed(root, *ENTER_ALL[:12], "Wasp Notes", *ENTER_ALL[12:])
    assert done
    assert "the text doesn't print 'Wasp Notes'" in said


def test_without_a_printed_day_the_days_are_chosen_by_the_person(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    cells = {"state": "accepted", "status": "actual", "kind": "date", "entity": "landing-stage", "unit": "date"}
    cells |= {
        "measure": "opening_date",
        "statement": "Its opening.",
        "period_start": "2024-05",
        "period_end": "2024-05",
    }
    drafted(root, "It opened in May 2024.\n", [("in May 2024", cells)])
    done, said = placed(root, "2024-05", "opened", "", "", "", "", "1", "", "1", "")
    assert done, said
    assert said.count("'nothing' is none of these") == 2
    source = rows(root, "seeds/sources.csv")["bees"]
    assert [source[c] for c in ("published", "not_before", "not_after")] == ["", "2024-05-01", "2024-05-31"]


def test_a_document_without_any_day_is_one_sentence(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    cells = {"state": "accepted", "status": "actual", "entity": "saltmarsh-ferry", "measure": "boats", "unit": "boat"}
    drafted(root, "It has 4 boats.\n", [("4", cells | {"basis": "stock", "statement": "Its boats."})])
    told = "no claim of the draft says the earliest day it can have been written; a source rests on one, review it"
    with pytest.raises(CnaiError, match=f"^{told}$"):
        placed(root, "4", "", "boats", "", "")


def test_a_check_is_added_only_where_it_is_taken(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    before = (root / "data" / "checks.csv").read_bytes()
    done, said = placed(root, *ENTER_ALL[:-2], "n")
    assert done
    assert "comes to: reproduced. The parts make the whole." in said
    assert (root / "data" / "checks.csv").read_bytes() == before


def test_a_contradiction_is_taken_only_with_its_reason(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root, text=BEES.replace("15", "16"), proposed=[
        (words.replace("15", "16"), cells) for words, cells in [
            ("5 May 2024", DATE), ("40", {"entity": "bee-club?", "measure": "hives?", "unit": "hive?"}),
            ("25", {"entity": "bee-club?", "measure": "orchard_hives?", "unit": "hive?"}),
            ("15", {"entity": "bee-club?", "measure": "roof_hives?", "unit": "hive?"}),
            ("Hive 7", {"kind": "exclusion", "reason": "name?"}),
        ]
    ])  # fmt: skip
    answers = [*ENTER_ALL[:9], "16", *ENTER_ALL[10:-1], "", "One hive more is on the roof than was counted."]
    done, said = placed(root, *answers)
    assert done, said
    assert "comes to: contradicted" in said
    check = rows(root, "data/checks.csv")["bee-club-hives-sum"]
    assert (check["expected"], check["note"]) == ("contradicted", answers[-1])
    assert findings(root) == []


def test_a_run_killed_while_putting_files_in_place_is_finished_by_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    put, done = _putting.put, []

    def killed(path: Path, data: bytes) -> None:
        if len(done) == 4:
            raise SystemExit("killed")
        done.append(path.name)
        put(path, data)

    monkeypatch.setattr(_putting, "put", killed)
    with pytest.raises(SystemExit):
        placed(root, *ENTER_ALL)
    monkeypatch.setattr(_putting, "put", put)
    assert done == ["bees.ready.json", "sources.csv", "claims.csv", "exclusions.csv"]
    assert findings(root) != []
    done_now, said = placed(root)
    assert done_now
    assert "now it is placed whole" in said
    assert findings(root) == []
    assert [*(root / "seeds" / "drafts").iterdir()] == []


@pytest.mark.parametrize(
    ("ready", "sentence"),
    [
        ('{"../letter.txt": {"before": "", "text": "x"}}', "it names ../letter.txt, which is no table"),
        ('{"seeds/units.csv": {"before": "0", "text": "x"}}', "seeds/units.csv was changed since"),
        ('{"seeds/units.csv": "x"}', "string indices must be integers, not 'str'"),
        ("{", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
    ],
)
def test_what_was_left_ready_overwrites_nothing_else(tmp_path: Path, ready: str, sentence: str) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    left = root / "seeds" / "drafts" / "bees.ready.json"
    left.write_text(ready, encoding="utf-8")
    before = files(tmp_path)
    with pytest.raises(CnaiError) as refused:
        finish(root, "bees")
    assert str(refused.value) == f"{left} can't be put in place: {sentence}; remove it and place anew"
    assert files(tmp_path) == before


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    """A copy of the package's own folder."""
    root = tmp_path / "ours"
    for folder in ("seeds", "data"):
        copytree(ROOT / folder, root / folder)
    copy(ROOT / "datapackage.json", root)
    (root / "texts").mkdir()
    return root


def accepted(entity: str, measure: str, unit: str, basis: str = "", **more: str) -> dict[str, str]:
    cells = {"entity": entity, "measure": measure, "unit": unit, "basis": basis, "status": "actual"}
    return cells | {"state": "accepted", "statement": "What it states."} | more


TODAY = accepted("recode-china-ai", "publication_date", "date", kind="date", period_start="2024-03-06",
                 period_end="2024-03-06")  # fmt: skip
DAY_TYPED = ("data/events.csv date_start", "2024-03-06", "", "companies", "Issue of the week", "published", "", "")


def test_a_restatement_gets_the_agreement_it_must_have(ours: Path) -> None:
    text = "Chips, 6 March 2024. SMIC runs 3 plants. In short: 3 plants.\n"
    fab = accepted("smic", "chip_plants", "centre", "stock")
    drafted(ours, text, [("6 March 2024", TODAY), ("3", fab), ("3", fab)])
    word = dict(vocabulary="measures", id="chip_plants", label="plants run", kind="quantity", basis="stock", whole="")
    written(ours / "seeds" / "drafts" / "bees.words.csv", [*word], [word])
    done, said = placed(
        ours,
        *DAY_TYPED,
        *("data/other_numbers.csv value", "3", "smic-plants", "compute"),
        *("data/restatements.csv value", "3", "smic-plants-again", "summary", "1"),
        *("", "", "", "", ""),
    )
    assert done, said
    assert rows(ours, "data/checks.csv")["smic-plants-again-twice"]["expression"] == "stated('smic-plants')"
    con, _, found = assemble(load(ours))
    assert con is not None
    con.close()
    assert found == []


def test_the_numbers_of_one_event_share_a_row(ours: Path) -> None:
    text = "Money, 6 March 2024. MiniMax raised RMB 7 billion ($1 billion) in 2024. Zeekr raised $2 billion in all.\n"
    raised = accepted("minimax", "amount_raised", "RMB", "flow", period_start="2024", period_end="2024")
    year = accepted("minimax", "reporting_period", "date", kind="period", period_start="2024", period_end="2024")
    proposed = [("6 March 2024", TODAY), ("RMB 7 billion", raised), ("$1 billion", raised | {"unit": "USD"})]
    other = accepted("zeekr", "amount_raised", "USD", "flow")
    drafted(ours, text, [*proposed, ("2024", year), ("$2 billion", other)])
    done, said = placed(
        ours,
        *DAY_TYPED,
        *("data/funding.csv amount", "7000000000", "minimax-2024", "round"),
        *("data/funding.csv amount_usd", "1000000000", "minimax-2024-usd", "minimax-2024"),
        *("data/funding.csv date_start", "2024", "minimax-2024-year", "minimax-2024"),
        *("data/funding.csv amount", "2000000000", "zeekr-2024", "round"),
        *("", "", "", "", ""),
        *["n"] * 5,
    )
    assert done, said
    row = rows(ours, "data/funding.csv")["minimax-2024"]
    assert (row["amount"], row["amount_claim"]) == ("7000000000", "minimax-2024")
    assert (row["amount_usd"], row["amount_usd_claim"]) == ("1000000000", "minimax-2024-usd")
    assert (row["date_start"], row["date_claim"]) == ("2024", "minimax-2024-year")
    assert (row["valuation"], row["valuation_basis"]) == ("", ".n")
    assert rows(ours, "data/funding.csv")["zeekr-2024"]["amount"] == "2000000000"


@pytest.mark.parametrize(
    ("kind", "words", "entry"),
    [
        ("quantity", "2300", ("2300", "", "")),
        ("quantity", "2,300.50", ("2300.5", "", "")),
        ("quantity", "> 2300", ("2300", ">", "")),
        ("quantity", ">=2300", ("2300", ">=", "")),
        ("quantity", "9 to 15", ("9", "range", "15")),
        ("quantity", "-3", ("-3", "", "")),
        ("quantity", "1000000000000", ("1000000000000", "", "")),
        ("date", "2023-08-31", ("2023-08-31", "", "2023-08-31")),
        ("period", "2023-01 to 2023-08", ("2023-01", "", "2023-08")),
        ("period", "to 2023", ("", "", "2023")),
        ("period", "2023 to", ("2023", "", "")),
        ("direction", "up", ("0", ">", "")),
        ("rank", "1", ("1", "", "")),
    ],
)
def test_a_typed_value_is_read_in_base_units(kind: str, words: str, entry: tuple[str, str, str]) -> None:
    assert typed(kind, words) == entry


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("quantity", ""), ("quantity", "2.3 million"), ("quantity", "2.300,5"), ("quantity", "over 5"),
        ("quantity", "> 5 to 6"), ("quantity", "1e3"), ("quantity", "٣"), ("direction", "5"), ("date", "May"),
        ("date", "to"), ("date", "2023-02-30"), ("date", "2023 2024"), ("rank", "first"),
    ],
)  # fmt: skip
def test_a_typed_value_that_is_none_is_refused(kind: str, words: str) -> None:
    with pytest.raises(ValueError):
        typed(kind, words)


def claim(claim_id: str, value: str = "40", /, **cells: Any) -> Row:
    """A claim as the ledger reads it."""
    row, number = Row(2), Decimal(value)
    row.update(
        claim_id=claim_id, source_id="bees", kind="quantity", entity="bee-club", measure="hives", basis="stock",
        base=None, unit="hive", period_start=None, period_end=None, status="actual", reported_by=None, comparator="=",
        value=number, value_high=None, low=number, high=number, resolution=Decimal(1), date_low=None, date_high=None,
    )  # fmt: skip
    row.update(cells)
    return row


def year(n: int) -> dict[str, Any]:
    return {"period_start": str(n), "period_end": str(n), "date_low": f"{n}-01-01", "date_high": f"{n}-12-31"}


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        ({}, ["numbers.value"]),
        ({"kind": "rank", "unit": "rank", "base": "clubs"}, ["ranks.rank", "numbers.value"]),
        ({"kind": "rank", "unit": "rank"}, ["numbers.value"]),
        ({"kind": "date", "unit": "date"}, ["periods.period_start"]),
        ({"comparator": "range", "value_high": Decimal(50)}, ["numbers.value"]),
    ],
)
def test_a_claim_is_offered_the_columns_that_can_hold_it(
    tmp_path: Path, cells: dict[str, Any], columns: list[str]
) -> None:
    init(tmp_path / "mine")
    found = columns_for(load(tmp_path / "mine"), claim("a", **cells), restated=False)
    assert [f"{table.name}.{field.name}" for table, field in found] == columns


@pytest.mark.parametrize(
    ("entity", "measure", "unit", "columns"),
    [
        ("zhipu-ai", "amount_raised", "RMB", ["funding.amount"]),
        ("zhipu-ai", "valuation", "USD", ["funding.valuation"]),
    ],
)
def test_the_most_particular_column_is_offered_first(entity: str, measure: str, unit: str, columns: list[str]) -> None:
    found = columns_for(load(), claim("a", entity=entity, measure=measure, unit=unit), restated=False)
    assert [f"{table.name}.{field.name}" for table, field in found][: len(columns)] == columns


def test_only_what_is_stated_before_can_be_restated() -> None:
    offered = [[t.name for t, _ in columns_for(load(), claim("a", unit="centre"), r)] for r in (False, True)]
    assert ["restatements" in names for names in offered] == [False, True]


@pytest.mark.parametrize(
    ("cells", "entry", "wrong"),
    [
        ({}, ("40", "", ""), []),
        ({}, ("41", "", ""), ["value"]),
        ({}, ("40", ">", ""), ["hedge"]),
        ({"comparator": ">"}, ("40", "", ""), ["hedge"]),
        ({"comparator": "range", "value_high": Decimal(50)}, ("40", "range", "51"), ["upper end"]),
        ({"kind": "date", "period_start": "2023", "period_end": "2024"}, ("2023", "", "2024"), []),
        ({"kind": "date", "period_start": "2023", "period_end": "2024"}, ("2023", "", "2023"), ["end"]),
        ({"kind": "date", "period_start": None, "period_end": "2024"}, ("2024", "", "2024"), ["start"]),
    ],
)
def test_an_entry_differs_from_its_claim_in_named_parts(
    cells: dict[str, Any], entry: tuple[str, str, str], wrong: list[str]
) -> None:
    assert differ(claim("a", **cells), entry) == wrong


def lines(*claims: Row, new: set[str] | None = None, checks: tuple[Row, ...] = ()) -> list[str]:
    """The proposed checks, each in short."""
    found = proposals(list(claims), new or {c["claim_id"] for c in claims}, list(checks))
    return [f"{c['kind']} {c['claim_id'] or '-'}: {c['expression']}" for c in found]


def test_the_same_stated_twice_is_an_agreement() -> None:
    old, new = claim("old", source_id="wasps"), claim("new")
    assert lines(old, new, new={"new"}) == ["agreement new: stated('old')"]
    assert lines(old, claim("new", measure="bees"), new={"new"}) == []
    assert lines(old, claim("new", entity="wasp-club"), new={"new"}) == []
    assert lines(claim("old", **year(2023)), claim("new", **year(2024))) == []


def test_parts_that_come_near_a_total_are_a_sum() -> None:
    parts = [claim("a", "25", measure="a"), claim("b", "15", measure="b"), claim("c", "5", measure="c")]
    assert lines(claim("all"), *parts) == ["identity all: plus(stated('a'), stated('b'))"]
    assert lines(claim("all", "60"), *parts) == []


def test_a_share_is_held_against_part_and_whole() -> None:
    share = claim("share", "62.5", unit="percent", basis="share", measure="orchard_share")
    found = lines(claim("all"), claim("part", "25", measure="orchard"), share)
    assert found == ["identity share: times(exactly(100), ratio(stated('part'), stated('all')))"]
    assert lines(claim("all"), claim("part", "25", measure="orchard", unit="tree"), share) == []


def test_growth_is_held_against_two_levels() -> None:
    growth = claim("growth", "25", unit="percent", basis="change", measure="growth", **year(2024))
    levels = [claim("before", "32", **year(2023)), claim("after", "40", **year(2024))]
    assert lines(*levels, growth) == ["identity growth: growth(stated('before'), stated('after'))"]
    assert lines(*levels, growth | {"base": "2022"}) == []  # type: ignore[operator, arg-type]
    assert lines(*levels, growth | {"entity": "wasp-club"}) == []  # type: ignore[operator, arg-type]
    times = claim("times", "1.25", unit="times", basis="rate", measure="growth", **year(2024))
    assert lines(*levels, times) == ["identity times: ratio(stated('after'), stated('before'))"]


def test_two_currencies_imply_a_rate_and_a_second_pair_is_held_against_it() -> None:
    money = {"measure": "price", "basis": "flow"}
    first = [claim("a-gbp", "12", unit="GBP", **money), claim("a-eur", "14", unit="EUR", **money)]
    more = {"measure": "cost", "basis": "flow"}
    second = [claim("b-gbp", "24", unit="GBP", **more), claim("b-eur", "28", unit="EUR", **more)]
    assert lines(*first) == ["estimate -: ratio(stated('a-gbp'), stated('a-eur'))"]
    assert lines(*first, *second)[-1] == (
        "identity b-eur: times(stated('b-gbp'), ratio(stated('a-eur'), stated('a-gbp')))"
    )


def test_a_check_that_is_there_is_not_proposed() -> None:
    there = Row(2)
    there.update(check_id="x", claim_id="new", expression="stated('old')")
    assert lines(claim("old"), claim("new"), new={"new"}, checks=(there,)) == []


def test_rows_go_where_the_order_of_the_table_has_them(tmp_path: Path) -> None:
    init(tmp_path / "mine")
    table = load(tmp_path / "mine").table("units")
    held = ["unit,whole,label", 'boat,true,"boats, all"', "person,true,people"]
    new = [{"unit": "hive", "whole": "true", "label": "hives"}, {"unit": "rank", "whole": "true", "label": "rank"}]
    assert inserted(table, held, new) == [*held[:2], "hive,true,hives", held[2], "rank,true,rank"]
    assert inserted(table, [held[0], held[2], held[1], "a,true,c"], new[:1])[-1] == "hive,true,hives"


def test_what_is_asked_is_what_the_texts_own_words_are(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    reviewed(root)
    _, said = placed(root, "q")
    assert re.search(r"^  Bee Notes, \[5 May 2024\]\. The club", said, re.MULTILINE)
    assert "bees.txt, line 1: Bee Notes, publication date\nvalue, date: q" in said
