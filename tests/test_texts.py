"""The ledger against the texts: words at their places, numbers accounted for, a text that isn't the one refused."""

import hashlib
import os
import tracemalloc

import pytest

from cnai._keys import read_all
from cnai._package import CnaiError
from cnai._texts import check_texts, holders

FILE = "toy.txt"
SOURCE = "seeds/sources.csv:2: file 'toy.txt': in the folder of texts it"


@pytest.fixture
def printed(toy):
    """The toy's document: 300 characters in six lines of 50, its words at their places."""
    letters = [*("-" * 49 + "\n") * 6]
    for name, rows in toy.tables.items():
        column = toy.package.table(name).place
        for row in rows if column else ():
            letters[int(row["char_start"]) : int(row["char_end"])] = f"{row[column]}"
    return "".join(letters)


def found(toy, text, characters=300, digest=None):
    """Store a text with its digest; gives what the check says, and the coverage."""
    data = text if isinstance(text, bytes) else text.encode()
    toy.change("sources", "toy", sha256=digest or hashlib.sha256(data).hexdigest(), characters=str(characters))
    toy.write()
    (toy.root / FILE).write_bytes(data)
    return checked(toy)


def checked(toy):
    findings, coverage = check_texts(read_all(toy.package), toy.root)
    return [str(finding) for finding in findings], coverage


def test_a_text_with_every_word_at_its_place_holds(toy, printed):
    # 100, 60, 40, 2-3, 25, 20, March, 4, March, 31, 2020, first and three; the oven's 2.
    assert found(toy, printed) == ([], [("toy", 15, 14, 1)])


def test_words_at_another_place_are_refused(toy, printed):
    said, _ = found(toy, printed.replace("about 60", "about 6O"))
    assert said == ["seeds/claims.csv:3: stated 'about 60': the text has 'about 6O' at 10 to 18 [slice]"]
    said, _ = found(toy, printed.replace("Ada", "Eda"))
    assert said == ["data/list_items.csv:2: name 'Ada': the text has 'Eda' at 150 to 153 [slice]"]


def test_a_number_that_nothing_accounts_for_is_refused_with_its_line_and_place(toy, printed):
    text = printed[:200] + "7 and ten" + printed[209:]
    assert found(toy, text) == (
        [
            "toy.txt:5: at 200 '7': no claim or exclusion accounts for it [coverage]",
            "toy.txt:5: at 206 'ten': no claim or exclusion accounts for it [coverage]",
        ],
        [("toy", 17, 14, 1)],
    )


def test_a_number_that_two_account_for_is_refused(toy, printed):
    toy.add("exclusions", source_id="toy", char_start="30", char_end="32", text="$2", reason="name")
    said, coverage = found(toy, printed)
    assert said == ["toy.txt:1: at 31 '2': is accounted for more than once [coverage]"]
    assert coverage == [("toy", 15, 14, 2)]


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[:-1] + " ",
        lambda text: text.replace("\n", "\r\n"),
        lambda text: "\ufeff" + text,
        lambda text: text.rstrip("\n"),
        lambda text: "",
        lambda text: text * 4,
    ],
    ids=["one byte", "line ends", "byte order mark", "last line end", "nothing", "more"],
)
def test_a_changed_text_is_known_by_its_digest(toy, printed, change):
    ours, text = (hashlib.sha256(t.encode()).hexdigest() for t in (printed, change(printed)))
    told = f"has the digest {text}, the ledger says {ours}; it was changed or is another [text]"
    assert found(toy, change(printed), digest=ours) == ([f"{SOURCE} {told}"], [])


def test_one_that_cannot_be_it_by_its_size_is_not_read(toy, printed):
    found(toy, printed)
    os.truncate(toy.root / FILE, 100_000_000)
    tracemalloc.start()
    said = checked(toy)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    told = "has 100000000 bytes, 300 characters have 1200 at most; it was changed or is another [text]"
    assert said == ([f"{SOURCE} {told}"], [])
    assert most < 5_000_000


def test_a_text_in_one_line_holds_as_any_other(toy, printed):
    assert found(toy, printed.replace("\n", " ")) == ([], [("toy", 15, 14, 1)])


def test_a_text_of_another_length_than_the_ledger_says_is_refused(toy, printed):
    said = ["seeds/sources.csv:2: characters '301': the text has 300 [text]"]
    assert found(toy, printed, characters=301) == (said, [("toy", 15, 14, 1)])


def test_bytes_that_are_no_utf_8_are_refused_though_the_digest_is_right(toy, printed):
    told = "holds on line 2 bytes that are no UTF-8: ff [text]"
    assert found(toy, printed.encode()[:65] + b"\xff" + printed.encode()[66:]) == ([f"{SOURCE} {told}"], [])


def _folder(path):
    path.mkdir()


def _loop(path):
    path.symlink_to(path.name)


def _nowhere(path):
    path.symlink_to("nowhere.txt")


def _device(path):
    path.symlink_to("/dev/zero")


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (lambda path: None, "can't be read: No such file or directory [text]"),
        (_folder, "is no plain file [text]"),
        (os.mkfifo, "is no plain file [text]"),
        (_device, "is no plain file [text]"),
        (_loop, "can't be read: Too many levels of symbolic links [text]"),
        (_nowhere, "can't be read: No such file or directory [text]"),
    ],
    ids=["nothing", "folder", "pipe", "device", "loop", "nowhere"],
)
def test_what_is_no_plain_file_is_refused_and_never_waited_for(toy, make, told):
    toy.write()
    make(toy.root / FILE)
    assert checked(toy) == ([f"{SOURCE} {told}"], [])


def test_a_link_to_the_text_is_followed(toy, printed):
    found(toy, printed)
    (toy.root / FILE).rename(toy.root / "elsewhere")
    (toy.root / FILE).symlink_to("elsewhere")
    assert checked(toy) == ([], [("toy", 15, 14, 1)])


def test_a_folder_that_is_none_is_an_error(toy):
    toy.write()
    with pytest.raises(CnaiError) as refusal:
        check_texts(read_all(toy.package), toy.root / "texts")
    told = f"{toy.root / 'texts'} is no folder; --texts wants the folder that holds the sources' texts"
    assert str(refusal.value) == told


def test_holders_are_those_that_a_look_at_every_span_finds():
    spans = [(n * 7 % 50, n * 7 % 50 + n * 5 % 11, str(n)) for n in range(60)]
    numbers = [(a, a + 1 + a % 3) for a in range(0, 70, 3)]
    slow = [(a, b, sorted(name for x, y, name in spans if x <= a and b <= y)) for a, b in numbers]
    assert [*holders(numbers, spans)] == slow
    assert {len(names) for *_, names in slow} > {0, 1, 2}
