"""Drafts: every number of a text is proposed, a guess can't slip into the ledger, and nothing is overwritten."""

import csv
import hashlib
import json
import re
import shutil
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cnai._drafting.draft import COLUMNS, MOST_BYTES, draft, propose, put_new
from cnai._keys import read_all
from cnai._package import CnaiError, load
from cnai._texts import numbers_in

ROOT = Path(__file__).parents[1]
TABLES = read_all(load(ROOT))
GUESSED = ("entity", "measure", "basis", "base", "period_start", "period_end", "status", "reported_by", "reason")


def proposals(text, *columns):
    return [tuple(row[c] for c in columns) for row in propose(text, {})]


def stated(text, kind):
    return [row["stated"] for row in propose(text, {}) if row["kind"] == kind]


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ("They sold more than 2,300 cars for over £2.5bn.", ["more than 2,300", "over £2.5bn"]),
        ("Some 1.2 lakh homes cost ₹48 crore each.", ["Some 1.2 lakh", "₹48 crore"]),
        ("A third of them, two-thirds of us and one in five.", ["A third", "two-thirds", "one in five"]),
        ("Profit doubled; costs nearly halved.", ["doubled", "nearly halved"]),
        ("Rates rose 25 bps to 4.5% or 5.5x the norm.", ["25 bps", "4.5%", "5.5x"]),
        (
            "It takes between 3 and 5 days, 10-12% more, $5–6 million.",
            ["between 3 and 5 days", "10-12%", "$5–6 million"],
        ),
        ("Sales rose from 10 million to 12 million.", ["10 million", "12 million"]),
        ("Some 1 234 567 people and 1'000 cows.", ["Some 1 234 567", "1'000"]),
        ("They won 3-1 after 2 hours.", ["3", "1", "2 hours"]),
        ("Up to 40 kWh at 21.5°C over 60 km.", ["Up to 40", "21.5", "over 60"]),
        ("It took nearly a year, then a dozen weeks.", ["nearly a year", "a dozen"]),
        ("Ca. 40 of 2.3\u2009% in ca. 50 ms or 24 h.", ["Ca. 40", "2.3\u2009%", "ca. 50 ms", "24 h"]),
        ("Better than $250, as little as £5, shy of 40.", ["Better than $250", "as little as £5", "shy of 40"]),
        ("Those aged 65 and over, children under five.", ["65 and over", "under five"]),
        ("The over-65s had 1½ inches in ≤15 minutes.", ["over-65s", "1½", "≤15 minutes"]),
        ("It was −2 °C, +31 or about -5% in 1 1/2 hours.", ["−2", "+31", "about -5%", "1 1/2 hours"]),
        ("Between 1½ and two and a half million came.", ["Between 1½ and two and a half million"]),
        ("A quarter of a million got half a billion dollars.", ["A quarter of a million", "half a billion dollars"]),
        ("Of 4.7 per 100,000 three of every four live.", ["4.7 per 100,000", "three of every four"]),
        ("Net   ($2.4M)   $150K\nThe round ($2.4M) closed.", ["($2.4M)", "$150K", "$2.4M"]),
        ("Steers of 700-800 pounds paid a seven-figure sum.", ["700-800", "seven-figure"]),
        ("It cost 800 pounds, or £1.", ["800 pounds", "£1"]),
        ("A loss of $(1.2) million, plus or minus 3 points.", ["$(1.2) million", "plus or minus 3"]),
        ("Those aged 16- to 24-years buy two dozen.", ["16- to 24-years", "two dozen"]),
        ("Take 1/2 a cup or 3/4 of it.", ["1/2", "3/4"]),
        ("It was in the low 40s, he in his mid-50s.", ["low 40s", "mid-50s"]),
    ],
)
def test_a_quantity_is_the_shortest_phrase_with_hedge_scale_and_unit(text, phrases):
    assert stated(text, "quantity") == phrases


@pytest.mark.parametrize(
    ("text", "dates"),
    [
        ("It opened on 12 May 2024, a Sunday.", [("12 May 2024", "date"), ("Sunday", "date")]),
        ("In Q3 FY24 and H1 2024.", [("Q3 FY24", "period"), ("H1 2024", "period")]),
        ("Since mid-2019, or FY2023/24.", [("Since mid-2019", "period"), ("FY2023/24", "period")]),
        (
            "From May to June, by the end of this year.",
            [("From May to June", "period"), ("by the end of this year", "date")],
        ),
        ("It may grow in May.", [("May", "date")]),
        ("It closed on 2024-01-15.", [("2024-01-15", "date")]),
        ("It was common in the 1990s.", [("1990s", "period")]),
        ("It was founded in 1998.", [("1998", "date")]),
    ],
)
def test_a_date_is_found_with_its_preposition_where_that_bounds_it(text, dates):
    assert [p for p in proposals(text, "stated", "kind") if p[1] in ("date", "period")] == dates


@pytest.mark.parametrize(
    ("text", "words", "reason"),
    [
        ("We tried GPT-4 twice.", "GPT-4", "name"),
        ("It runs on Ascend 910B chips.", "Ascend 910B", "name"),
        ("See www.example.org/2023 now.", "www.example.org/2023", "page furniture"),
        ("Doors open at 7:30 pm today.", "7:30 pm", "technical term"),
        ("Ring +44 20 7946 0958 now.", "+44 20 7946 0958", "page furniture"),
        ("See Section 4.2 for more.", "Section 4.2", "ordinal label"),
        ("Version 2.10.3 is out.", "2.10.3", "name"),
        ("It is one of the best.", "one of the", "idiom"),
        ("A zero-day flaw was found.", "zero-day", "technical term"),
        ("It was a hundred-year storm.", "hundred-year storm", "idiom"),
        ("I second the motion.", "I second", "idiom"),
        ("The second dose is free.", "second", "ordinal label"),
        ("Keep 2,4-D away from 4-H clubs.", "2,4-D", "name"),
        ("It passed ISO 27001 at last.", "ISO 27001", "name"),
        ("Weekly bulletin 13/2024 is out.", "bulletin 13/2024", "page furniture"),
        ("It was 4.7 (95% CI 3.9 to 5.6).", "95% CI", "technical term"),
        ("Some 40 cases per 100,000 people.", "100,000", "technical term"),
        ("On the other hand, a second-hand car is cheap.", "second-hand", "idiom"),
    ],
)
def test_what_counts_nothing_is_proposed_as_an_exclusion(text, words, reason):
    assert (words, "exclusion", f"{reason}?") in proposals(text, "stated", "kind", "reason")


def test_ranks_and_changes_without_a_number_are_found():
    text = "The second-largest firm came 3rd, in the top 10; sales fell, costs rose by 5%."
    assert stated(text, "rank") == ["second-largest", "3rd", "top 10"]
    assert stated(text, "direction") == ["fell"]


@pytest.mark.parametrize(
    ("text", "words", "reading"),
    [
        ("Churn ticked down.", "ticked down", "fall"),
        ("Prices crept higher in May.", "crept higher", "rise"),
        ("Stocks pulled back.", "pulled back", "fall"),
        ("Yields improved, slightly.", "improved", "rise"),
        ("Conditions worsened.", "worsened", "fall"),
        ("We expect growth in every region.", "growth", "rise"),
        ("Demand plateaued.", "plateaued", "no change"),
        ("Visits were down sharply.", "down", "fall"),
        ("Rents remained flat.", "flat", "no change"),
    ],
)
def test_a_change_is_found_by_its_verb_with_its_particle_and_by_its_noun(text, words, reading):
    assert [row[:2] for row in proposals(text, "stated", "reading", "kind") if row[2] == "direction"] == [
        (words, reading)
    ]


@pytest.mark.parametrize(
    "text",
    ["They improved their models.", "It hasn't recovered.", "It improved by 5%.", "He came back.", "Go up 5 floors."],
)
def test_a_verb_with_an_object_a_denial_or_a_number_is_no_change_of_its_own(text):
    assert stated(text, "direction") == []


def test_the_surest_superlative_of_an_adverb_is_a_rank():
    assert stated("It fell most sharply in May, most likely.", "rank") == ["most sharply"]


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("It made 185 bushels an acre, then not quite 150.", ["bushel per acre", "bushel per acre"]),
        ("Some 90 cases, 4.7 per 100,000.", ["case", "case per 100000"]),
        ("Keep 300 feet from 12 large new stores.", ["foot", "store"]),
        ("Of 60 patients, seven died.", ["patient", "patient"]),
        ("Admissions stood at ca. 40 a day.", ["admission"]),
        ("The number of users in Rome has passed 40.", ["user"]),
        ("City      Stores   Sales\nTurku     14       £3m\n", ["store", "GBP"]),
        ("Item      Q2 2023   Q1 2024\nStores    14        15\n", ["store", "store"]),
        ("City\tStores\nTurku\t14\n", ["store"]),
        ("Answers take 15 minutes, most about 40.", ["minute", "minute"]),
        ("Children under five pay.", ["year"]),
    ],
)
def test_the_unit_is_the_noun_that_the_words_around_a_number_name(text, units):
    rows = [row for row in propose(text, {}) if row["kind"] == "quantity" and row["stated"] != "most"]
    assert [row["unit"].rstrip("?") for row in rows] == units


def test_a_place_in_a_table_is_a_rank_and_its_cells_are_apart():
    text = "Rank  City   People\n1     Oslo   709,037\n2     Turku  201,863\n"
    assert stated(text, "rank") == ["1", "2"]
    assert stated(text, "quantity") == ["709,037", "201,863"]


def test_the_reading_is_told_in_words_to_check_at_a_glance():
    text = "Over 2,300 of 14 are 68%, about 30; on 31 August 2023 it was first, then fell."
    readings = ["> 2,300", "14", "67.5 to 68.5 percent", "about 29 to 31", "2023-08-31", "rank 1", "fall"]
    assert [reading for (reading,) in proposals(text, "reading")] == readings


def test_what_is_not_read_is_proposed_with_the_readers_complaint():
    [row] = propose("It is 3,5 away.", {})
    assert (row["stated"], row["kind"], row["reading"]) == ("3,5", "quantity", "")
    assert row["note"].startswith("a comma that parts thousands or decimals; '3,5' is no printed quantity")


def test_guesses_come_from_the_vocabulary_and_end_with_a_question_mark():
    text = "In 2023, Zhipu AI plans to raise $350 million, according to Tianyancha."
    _, row = propose(text, TABLES)
    assert (row["stated"], row["unit"], row["reading"]) == ("$350 million", "USD", "345,000,000 to 355,000,000 USD")
    assert (row["entity"], row["measure"], row["basis"]) == ("zhipu-ai?", "amount_raised?", "flow?")
    assert (row["period_start"], row["status"], row["reported_by"]) == ("2023?", "planned?", "Tianyancha?")


def test_a_name_that_the_vocabulary_lacks_is_guessed_as_an_id():
    [row] = propose("Last spring Acme Motors hired 40 people.", {})[1:]
    assert (row["entity"], row["unit"]) == ("acme-motors?", "person?")


def test_a_name_of_the_vocabulary_counts_nothing():
    assert ("45AI", "exclusion") in proposals_with("The app 45AI is popular.", TABLES)


def proposals_with(text, tables):
    return [(row["stated"], row["kind"]) for row in propose(text, tables)]


words = st.sampled_from(
    "the of and in 2023 May Q3 FY24 over $5 £1.2m 3,5 1 234 one two-thirds third first half a dozen twice most only "
    "both GPT-4 Acme 14th 12% to – between from since by 10-12 rose fell largest No. #3 5. \n \t ( ) . , ; ๐ ９ ½ "
    "\u0e42 x bn crore lakh http://a.b/1 7:30 pm 2022-23 at least per cent year weeks ago 1/2 −2 ≤15 ($2.4M) (3.5)% "
    "under-65s 16- over minus plus or dozen per 100,000 of a million and a half low 40s "
    "ticked down is Stores ISO / HTTP/2 \x00 \u200b \r\n".split(" ")
)
texts = st.one_of(st.text(max_size=120), st.lists(words, max_size=14).map(" ".join), st.lists(words).map("".join))


@settings(max_examples=500)
@given(texts)
def test_every_number_is_in_one_proposal_and_proposals_slice_and_never_overlap(text):
    rows = propose(text, {})
    places = [(int(row["char_start"]), int(row["char_end"])) for row in rows]
    assert all(text[a:b] == row["stated"] != "" for (a, b), row in zip(places, rows, strict=True))
    assert all(b <= c for (_, b), (c, _) in pairwise(places))
    for a, b in numbers_in(text):
        assert sum(x <= a and b <= y for x, y in places) == 1
    for row in rows:
        assert row["state"] == "proposed" and not any("\n" in cell or "\r" in cell for cell in row.values())
        assert all(row[c] == "" or row[c].endswith("?") for c in GUESSED)
        assert bool(row["reading"]) != (row["kind"] == "exclusion" or (bool(row["note"]) and not row["reading"]))


@pytest.fixture
def package(tmp_path):
    for name in ("datapackage.json", "seeds", "data"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy)(source, tmp_path / name)
    return tmp_path


def test_a_draft_and_what_is_known_of_its_source_are_written_beside_the_ledger(package, tmp_path):
    text = tmp_path / "news.txt"
    text.write_text("Acme sold 14 cars for £2m.\n", encoding="utf-8")
    path, count = draft(text, "acme-news", package)
    assert (path, count) == (package / "seeds" / "drafts" / "acme-news.csv", 2)
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["stated"] for row in rows] == ["14", "£2m"] and tuple(rows[0]) == COLUMNS
    with path.with_name("acme-news.source.csv").open(encoding="utf-8", newline="") as file:
        [source] = csv.DictReader(file)
    digest = hashlib.sha256(text.read_bytes()).hexdigest()
    assert {k: v for k, v in source.items() if v} == {
        "source_id": "acme-news", "file": "news.txt", "characters": "27", "sha256": digest,
    }  # fmt: skip
    assert sorted(p.name for p in path.parent.iterdir()) == ["acme-news.csv", "acme-news.source.csv"]


@pytest.mark.parametrize(
    ("source_id", "told"),
    [
        ("Acme news", "'Acme news' is no id of a document: small letters, digits and hyphens, as letter-2"),
        ("../acme", "'../acme' is no id of a document: small letters, digits and hyphens, as letter-2"),
        ("startups", "startups is a source already; name the new document otherwise"),
    ],
)
def test_an_id_that_will_not_do_is_refused(package, tmp_path, source_id, told):
    text = tmp_path / "news.txt"
    text.write_text("14\n", encoding="utf-8")
    with pytest.raises(CnaiError) as refusal:
        draft(text, source_id, package)
    assert str(refusal.value) == told


@pytest.mark.parametrize("there", ["acme.csv", "acme.source.csv"])
def test_a_draft_that_is_there_is_left_as_it_was(package, tmp_path, there):
    text, path = tmp_path / "news.txt", package / "seeds" / "drafts" / there
    text.write_text("14\n", encoding="utf-8")
    path.parent.mkdir(exist_ok=True)
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(CnaiError) as refusal:
        draft(text, "acme", package)
    assert str(refusal.value) == f"{path} is there already; review it, or remove it to draft anew"
    assert path.read_text(encoding="utf-8") == "mine" and len(list(path.parent.iterdir())) == 1


def test_a_file_that_appears_meanwhile_is_left_as_it_was(tmp_path):
    target = tmp_path / "acme.csv"
    target.write_text("mine", encoding="utf-8")
    with pytest.raises(CnaiError) as refusal:
        put_new(target, "ours")
    assert str(refusal.value) == f"{target} is there already; review it, or remove it to draft anew"
    assert target.read_text(encoding="utf-8") == "mine" and list(tmp_path.iterdir()) == [target]


def test_a_text_that_is_no_utf_8_or_too_big_is_refused(package, tmp_path):
    text = tmp_path / "news.txt"
    text.write_bytes(b"one\n\xff\n")
    with pytest.raises(CnaiError) as refusal:
        draft(text, "acme", package)
    assert str(refusal.value) == f"{text}:2: bytes that are no UTF-8; save the text as UTF-8"
    with text.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(CnaiError) as refusal:
        draft(text, "acme", package)
    assert str(refusal.value) == f"{text} has over {MOST_BYTES} bytes, a document has fewer; draft its parts"
    with pytest.raises(CnaiError) as refusal:
        draft(tmp_path / "none.txt", "acme", package)
    assert str(refusal.value) == f"{tmp_path / 'none.txt'} can't be read: No such file or directory"
    with pytest.raises(CnaiError) as refusal:
        draft(tmp_path, "acme", package)
    assert str(refusal.value) == f"{tmp_path} is no plain file, a document is one"
    assert not (package / "seeds" / "drafts").exists()


def test_the_ledgers_patterns_refuse_a_guess():
    fields = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))["resources"]
    claims = {f["name"]: f for r in fields if r["name"] == "claims" for f in r["schema"]["fields"]}
    for column, guess in (("entity", "acme?"), ("measure", "sales?"), ("unit", "car?"), ("period_start", "2023?")):
        pattern = claims[column].get("constraints", {}).get("pattern")
        known = any(column in f["fields"] for r in fields if r["name"] == "claims" for f in r["schema"]["foreignKeys"])
        assert known or (pattern and not re.fullmatch(pattern, guess))
