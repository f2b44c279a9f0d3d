"""Review of a draft: every promise on a draft of five proposals."""

from __future__ import annotations

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from drafting import ACCEPT_ALL, BEES, HIVES, PROPOSED, Person, drafted, files, on_disk

from cnai._drafting.drafts import draft_findings, drafts
from cnai._drafting.passages import around, uncovered
from cnai._drafting.review import review
from cnai._package import CnaiError

KNOWN = {"entity": "saltmarsh-ferry?", "measure": "boats?", "unit": "boat?", "statement": "Boats in service."}


def reviewed(root: Path, *answers: str) -> str:
    """What is said in a review with these answers; it is left after them."""
    person = Person(*answers)
    review("bees", root / "texts", root, person.ask, person.tell)
    assert person.answers == []
    return person.said


def one(root: Path, stated: str = "40", **cells: str) -> Path:
    """A folder with one proposal, of words that its vocabularies know."""
    drafted(root, proposed=[(stated, KNOWN | cells)])
    return root


def test_enter_on_every_proposal_takes_what_is_shown_and_asks_what_is_missing(tmp_path: Path) -> None:
    drafted(tmp_path / "mine")
    said = reviewed(tmp_path / "mine", *ACCEPT_ALL)
    draft = on_disk(tmp_path / "mine")
    assert [row["state"] for row in draft.rows] == ["accepted"] * 4 + ["excluded"]
    assert [row["entity"] for row in draft.rows] == ["bee-notes", *["bee-club"] * 3, ""]
    assert [row["basis"] for row in draft.rows] == ["", *["stock"] * 3, ""]
    assert draft.rows[1]["statement"] == "The bee club: hives."
    assert "5 of 5 reviewed: 4 claims, 1 excluded, 0 left" in said
    assert [line.split(maxsplit=1)[1] for line in said.splitlines() if line.startswith("  reads ")] == [
        "2024-05-05", "40 hive (exact)", "25 hives (exact)", "15 hives (exact)",
    ]  # fmt: skip


def test_a_proposal_that_lacks_nothing_takes_one_key(tmp_path: Path) -> None:
    root = one(tmp_path / "mine")
    assert reviewed(root, "").count(": \n") == 1
    assert on_disk(root).rows[0]["state"] == "accepted"


def test_every_decision_is_on_the_disk_before_the_next_question(tmp_path: Path) -> None:
    texts = drafted(tmp_path / "mine")
    person, decided = Person(*ACCEPT_ALL), []

    def ask(prompt: str) -> str:
        if prompt.startswith("Enter accept"):
            decided.append(len(on_disk(tmp_path / "mine").rows) - on_disk(tmp_path / "mine").left())
        return person.ask(prompt)

    review("bees", texts, tmp_path / "mine", ask, person.tell)
    assert decided == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("leave", [["q"], []], ids=["q", "end of input"])
def test_a_review_that_was_left_goes_on_where_it_was(tmp_path: Path, leave: list[str]) -> None:
    drafted(tmp_path / "mine")
    assert "1 of 5 reviewed" in reviewed(tmp_path / "mine", *ACCEPT_ALL[:3], *leave)
    said = reviewed(tmp_path / "mine", *ACCEPT_ALL[3:])
    assert "\n2 of 5, quantity\n" in said
    assert "\n1 of 5" not in said
    assert on_disk(tmp_path / "mine").left() == 0


def test_new_words_stay_in_the_draft(tmp_path: Path) -> None:
    drafted(tmp_path / "mine")
    before = files(tmp_path / "mine")
    reviewed(tmp_path / "mine", *ACCEPT_ALL)
    words = on_disk(tmp_path / "mine").words
    assert [(w["vocabulary"], w["id"], w["label"], w["kind"], w["basis"], w["whole"]) for w in words] == [
        ("entities", "bee-notes", "Bee Notes", "", "", ""),
        ("entities", "bee-club", "the bee club", "", "", ""),
        ("measures", "hives", "hives", "quantity", "stock", ""),
        ("units", "hive", "hives", "", "", "true"),
        ("measures", "orchard_hives", "hives in the orchard", "quantity", "stock", ""),
        ("measures", "roof_hives", "hives on the roof", "quantity", "stock", ""),
    ]
    assert files(tmp_path / "mine") == before


def test_a_mistyped_word_can_be_taken_back(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", measure="boots?")
    said = reviewed(root, "", "n", "1")
    assert "boots is new among the measures; did you mean boats?" in said
    assert (on_disk(root).rows[0]["measure"], on_disk(root).words) == ("boats", [])


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({"unit": "percent"}, "stated '40': '40' prints no percent"),
        ({"measure": "reporting_period"}, "kind 'quantity': measure reporting_period has kind period"),
        ({"measure": "reporting_period"}, "basis '': "),
        ({"period_start": "May"}, r"period_start 'May': must match \d{4}(-\d{2}(-\d{2})?)?"),
        ({"statement": "Over 39 hives."}, "statement '39': a paraphrase holds no number but the claim's own"),
        ({"rounded_to": "1"}, "note '': with rounded_to 1 it says rounded"),
        ({"status": "sure"}, "status 'sure': is none of the allowed values; there are actual, forecast, opinion, "),
        ({"kind": "direction", "measure": "boats"}, "stated '40': '40' is no printed direction: one word for "),
    ],
)
def test_what_the_rules_refuse_is_said_at_once(tmp_path: Path, cells: dict[str, str], sentence: str) -> None:
    root = one(tmp_path / "mine", **cells)
    said = reviewed(root, "")
    assert on_disk(root).rows[0]["state"] == "proposed"
    if sentence != "basis '': ":  # a measure's basis comes with it
        assert f"  refused: {sentence}" in said
    else:
        assert sentence not in said


def test_a_refused_statement_is_asked_again(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", statement="")
    assert "refused" in reviewed(root, "", "Over 39 hives.", "", "Hives of the club.")
    assert on_disk(root).rows[0]["statement"] == "Hives of the club."


def test_the_words_can_be_moved_to_others_at_this_place(tmp_path: Path) -> None:
    root = one(tmp_path / "mine")
    said = reviewed(root, "e stated keeps 41", "e stated 40 hives", "e stated 40", "")
    row = on_disk(root).rows[0]
    assert "refused: stated 'keeps 41': the text has no such words at this place" in said
    assert BEES[int(row["char_start"]) : int(row["char_end"])] == row["stated"] == "40"
    assert row["state"] == "accepted"


@pytest.mark.parametrize(
    ("edit", "column", "value"),
    [
        ("e when 2024-01 to 2024-03", "period_end", "2024-03"),
        ("e when to 2024", "period_start", ""),
        ("e base the county", "base", "the county"),
        ("e unit person", "unit", "person"),
        ("e unit people", "unit", "person"),
        ("e base", "base", ""),
        ("e kind period", "unit", "date"),
        ("e b the county", "base", "the county"),
        ("e m passengers", "measure", "passengers"),
    ],
)
def test_a_column_is_edited(tmp_path: Path, edit: str, column: str, value: str) -> None:
    root = one(tmp_path / "mine", base="the town?")
    reviewed(root, edit)
    assert on_disk(root).rows[0][column] == value


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        ("e colour red", "there is no column 'colour' to edit; there are base, entity, kind, "),
        ("e kind quantty", "kind 'quantty' is none of the list; did you mean quantity?"),
        ("x nonsense", "'nonsense' is no reason of the list"),
        ("e when May", "when 'May': 2023, 2023-08 or 2023-08-31; 2023-01 to 2023-08; to 2023-11 and 2023 to are open"),
        ("e when 2023-13", "when '2023-13': '2023-13' is no date: there is no such day"),
        ("y", "'y' is no answer; ? lists them"),
    ],
)
def test_an_answer_that_means_nothing_is_told(tmp_path: Path, edit: str, sentence: str) -> None:
    root = one(tmp_path / "mine")
    said = reviewed(root, edit)
    assert sentence in said
    assert on_disk(root).rows[0]["state"] == "proposed"


@pytest.mark.parametrize("answers", [["x name"], ["x 1"], ["x", "name"], ["x", "1"], ["x nothing", "0", "name"]])
def test_an_exclusion_has_a_reason_of_the_list(tmp_path: Path, answers: list[str]) -> None:
    root = one(tmp_path / "mine")
    reviewed(root, *answers)
    assert (on_disk(root).rows[0]["state"], on_disk(root).rows[0]["reason"]) == ("excluded", "name")


def test_two_decisions_never_share_a_word(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, proposed=[("40", KNOWN), ("25", KNOWN)])
    said = reviewed(root, "", "e stated 40 hives: 25", "x vague")
    assert "refused: stated '40 hives: 25': overlaps '40', which is accepted" in said
    assert on_disk(root).rows[1]["state"] == "proposed"


def test_a_word_of_a_vocabulary_is_chosen_by_its_number(tmp_path: Path) -> None:
    root = one(tmp_path / "mine")
    said = reviewed(root, "e entity", "2")
    assert "  1 ferry-letter  2 landing-stage  3 saltmarsh-ferry\n" in said
    assert on_disk(root).rows[0]["entity"] == "landing-stage"


def test_a_complaint_of_the_reader_does_not_become_a_note(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", note="'40 or so' is no printed quantity", reading="")
    reviewed(root, "")
    assert on_disk(root).rows[0]["note"] == ""


def test_two_numbers_in_one_are_split(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", stated="25 in the orchard, 15")
    reviewed(root, "s", "25", "15", "", "")
    assert [(row["stated"], row["state"]) for row in on_disk(root).rows] == [("25", "accepted"), ("15", "accepted")]


def test_parts_stand_in_their_order(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", stated="25 in the orchard, 15")
    said = reviewed(root, "s", "15", "25")
    assert "refused: the text doesn't have '15' and after it '25' at this place" in said
    assert len(on_disk(root).rows) == 1


def test_an_open_period_is_not_asked_for_again(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    since = KNOWN | {"kind": "period", "measure": "reporting_period?", "unit": "date", "period_start": "2020?"}
    drafted(root, "It has run since 2020.\n", [("since 2020", since)])
    reviewed(root, "")
    assert on_disk(root).rows[0]["state"] == "accepted"


def test_a_number_that_the_draft_missed_is_added_at_its_place(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", stated="15")
    said = reviewed(root, "m 40", "", "x name", "x name")
    assert "1 of 2, quantity" in said
    assert [(row["stated"], row["state"]) for row in on_disk(root).rows] == [("40", "excluded"), ("15", "excluded")]
    assert "'41': the text has no such words" in reviewed(one(tmp_path / "more"), "m 41")
    assert "'40 hives': the text has no such words" in reviewed(tmp_path / "more", "m 40 hives")
    reviewed(tmp_path / "more", "m 25", "", "q")
    assert [row["stated"] for row in on_disk(tmp_path / "more").rows] == ["40", "25"]


def test_back_and_skip(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, proposed=[("40", KNOWN), ("25", KNOWN), ("15", KNOWN)])
    said = reviewed(root, "", "b", "x name", "k", "")
    assert "1 of 3, quantity, accepted" in said
    assert [row["state"] for row in on_disk(root).rows] == ["excluded", "proposed", "accepted"]


def test_the_period_of_the_claim_before_is_one_key(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, proposed=[("40", KNOWN | {"period_start": "2024", "period_end": "2024"}), ("25", KNOWN)])
    reviewed(root, "", "p", "")
    assert on_disk(root).rows[1]["period_end"] == "2024"


def test_the_last_entity_and_measure_are_the_defaults(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, proposed=[("40", KNOWN), ("25", {"unit": "boat?", "statement": "Again."})])
    said = reviewed(root, "", "", "", "")
    assert "  1 boats  2 cyclists  3 passengers  4 passengers_growth  5 ticket_price  6 walkers\n" in said
    assert [on_disk(root).rows[1][c] for c in ("entity", "measure")] == ["saltmarsh-ferry", "boats"]


def test_the_printed_unit_is_the_default(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, "A pot costs £4.50.\n", [("£4.50", KNOWN | {"measure": "ticket_price?", "unit": ""})])
    reviewed(root, "", "")
    assert on_disk(root).rows[0]["unit"] == "GBP"


def test_what_nothing_accounts_for_keeps_the_review_open(tmp_path: Path) -> None:
    root = one(tmp_path / "mine", stated="15")
    person = Person("x name")
    assert review("bees", root / "texts", root, person.ask, person.tell) is False
    assert (
        "nothing accounts for '40': Bee Notes, 5 May 2024. The club keeps [40] hives: 25 in the orchard" in person.said
    )
    assert "next: cnai review bees" in person.said


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("bes", "there is no draft 'bes'; did you mean bees?"),
        ("wasps", "there is no draft 'wasps'; there are bees"),
    ],
)
def test_a_draft_that_is_not_there_is_one_sentence(tmp_path: Path, name: str, sentence: str) -> None:
    texts = drafted(tmp_path / "mine")
    with pytest.raises(CnaiError, match=f"^{re.escape(sentence)}$"):
        review(name, texts, tmp_path / "mine", Person().ask, Person().tell)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (BEES.replace("40", "41"), "has the digest "),
        (BEES * 5, "has 500 bytes, 100 characters have 400 at most"),
        ("", "has the digest "),
    ],
)
def test_another_text_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    texts = drafted(tmp_path / "mine")
    (texts / "bees.txt").write_text(text, encoding="utf-8")
    with pytest.raises(CnaiError) as refused:
        review("bees", texts, tmp_path / "mine", Person().ask, Person().tell)
    assert str(refused.value).startswith(f"{texts / 'bees.txt'} {sentence}")
    assert str(refused.value).endswith("it was changed or is another, so it isn't the text that was drafted")


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("state,", "stade,", "has other columns than a draft's: "),
        ("proposed,", "sure,", ":2 has no state (proposed, accepted, excluded) or no place in the text"),
        (",5 May 2024", "", ":2 has another number of cells than the header"),
        (",5 May 2024", ",x,5 May 2024", ":2 has another number of cells than the header"),
    ],
)
def test_a_broken_draft_is_one_sentence(tmp_path: Path, old: str, new: str, sentence: str) -> None:
    texts = drafted(tmp_path / "mine")
    path = tmp_path / "mine" / "seeds" / "drafts" / "bees.csv"
    path.write_text(path.read_text("utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CnaiError, match=re.escape(sentence)):
        review("bees", texts, tmp_path / "mine", Person().ask, Person().tell)


def test_a_draft_is_a_finding_until_it_is_placed(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root)
    assert [str(f) for f in draft_findings(root)] == [
        "seeds/drafts/bees.csv: '5 of 5': proposals nobody has reviewed;"
        " go on with: cnai review bees --texts DIR [draft]"
    ]
    reviewed(root, *ACCEPT_ALL)
    assert [str(f) for f in draft_findings(root)] == [
        "seeds/drafts/bees.csv: 'all 5': proposals are reviewed and none is placed;"
        " go on with: cnai place bees --texts DIR [draft]"
    ]
    assert drafts(root) == ["bees"]


@pytest.mark.parametrize(
    ("words", "left"), [(["40 hives", "7"], []), (["40"], ["7"]), (["4", "7"], ["40"]), (["0", "7"], ["40"])]
)
def test_a_number_is_accounted_for_only_by_a_row_that_has_the_whole_of_it(words: list[str], left: list[str]) -> None:
    text = "The 40 hives and Hive 7."
    rows = [{"char_start": str(text.index(w)), "char_end": str(text.index(w) + len(w))} for w in words]
    assert [number for _, number in uncovered(text, rows)] == left


@pytest.mark.parametrize(
    ("reach", "shown"), [(200, "The club keeps [40] hives: 25 more."), (9, "…keeps [40] hives:…"), (3, "…[40]…")]
)
def test_the_words_around_are_cut_between_words(reach: int, shown: str) -> None:
    assert around("The club keeps 40 hives: 25 more.", {"char_start": "15", "char_end": "17"}, reach) == shown


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\x07", "\u202e", "\x9b31m"])
def test_a_text_gives_the_terminal_no_orders(hostile: str) -> None:
    shown = around(f"Say {hostile} 40.", {"char_start": str(5 + len(hostile)), "char_end": str(7 + len(hostile))})
    assert shown == f"Say \ufffd{hostile[1:]} [40]."


class Terminal:
    """`cnai` in a pseudo-terminal of its own."""

    def __init__(self, *arguments: str) -> None:
        self.master, slave = pty.openpty()
        command = [sys.executable, "-m", "cnai._cli", *arguments]
        self.process = subprocess.Popen(command, stdin=slave, stdout=slave, stderr=slave, start_new_session=True)
        os.close(slave)
        self.said = ""

    def until(self, words: str, seconds: float = 60) -> None:
        """Read until these words are said after what was read before."""
        start, end = len(self.said), time.monotonic() + seconds
        while words not in self.said[start:]:
            assert time.monotonic() < end, self.said
            if select.select([self.master], [], [], 0.2)[0]:
                try:
                    self.said += os.read(self.master, 4096).decode().replace("\r\n", "\n")
                except OSError:  # the other end is closed
                    assert words in self.said[start:], self.said
                    return

    def type(self, line: str) -> None:
        os.write(self.master, f"{line}\n".encode())


def test_in_a_real_terminal_a_killed_review_loses_nothing(tmp_path: Path) -> None:
    root = tmp_path / "mine"
    drafted(root, proposed=[(words, KNOWN) for words in ("40", "25", "15")])
    arguments = ("--package", str(root), "review", "bees", "--texts", str(root / "texts"))
    terminal = Terminal(*arguments)
    terminal.until("? more: ")
    terminal.type("")
    terminal.until("2 of 3, quantity")
    terminal.until("? more: ") if not terminal.said.endswith("? more: ") else None
    os.killpg(terminal.process.pid, signal.SIGKILL)
    assert terminal.process.wait(60) == -signal.SIGKILL
    os.close(terminal.master)
    assert [row["state"] for row in on_disk(root).rows] == ["accepted", "proposed", "proposed"]
    assert [p.name for p in (root / "seeds" / "drafts").iterdir() if p.suffix == ".part"] == []
    terminal = Terminal(*arguments)
    terminal.until("2 of 3, quantity")
    terminal.type("x name")
    terminal.until("3 of 3, quantity")
    terminal.type("q")
    terminal.until("next: cnai --package")
    assert terminal.process.wait(60) == 1
    os.close(terminal.master)
    assert [row["state"] for row in on_disk(root).rows] == ["accepted", "excluded", "proposed"]


def test_the_five_proposals_are_what_the_toys_text_holds() -> None:
    assert [words for words, _ in PROPOSED if words not in BEES] == []
    assert HIVES["unit"] == "hive?"
