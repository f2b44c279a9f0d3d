"""The short form of the fuzzers: no crash, no silent acceptance, on inputs that hypothesis draws."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from torture import trying
from torture.trying import Choices

from cnai._reading import parse

BYTES = st.binary(max_size=120)


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> trying.Package:
    """A toy package of which one file at a time is another."""
    return trying.Package(tmp_path_factory.mktemp("fuzz"))


@settings(max_examples=1500)
@given(data=BYTES)
def test_printed_words_are_read_as_an_interval_or_refused_in_a_sentence(data: bytes) -> None:
    trying.reading(data)


@settings(max_examples=300)
@given(data=BYTES)
def test_a_mutated_csv_is_refused_or_read_to_the_cells_that_pythons_csv_finds(
    package: trying.Package, data: bytes
) -> None:
    package.edited(data)


@settings(max_examples=300)
@given(data=BYTES)
def test_a_large_table_is_read_through_the_sieve_as_cell_by_cell(package: trying.Package, data: bytes) -> None:
    package.records(data)


@pytest.mark.parametrize("column", range(len(trying.PLAIN)), ids=lambda n: str(trying.PLAIN[n]["name"]))
def test_the_sieve_takes_no_cell_that_is_nearly_good(package: trying.Package, column: int) -> None:
    header = package.good["plain"].decode().split("\n")[0]
    good = [words.split()[0] for words in trying.GOOD]
    came = []
    for cell in trying.GOOD[column].split() + trying.NEARLY[column].split():
        record = ",".join([*good[:column], f'"{cell}"' if "," in cell else cell, *good[column + 1 :]])
        came.append(package.table(f"{header}\n{record}\n".encode(), "plain"))
    assert came.count("read") >= len(trying.GOOD[column].split())
    assert "refused" in came


@settings(max_examples=200)
@given(data=BYTES)
def test_any_bytes_for_a_csv_are_refused_or_read_to_the_same_cells(package: trying.Package, data: bytes) -> None:
    header = package.good["plain"].split(b"\n")[0]
    package.table(data, "plain")
    package.table(header + b"\n" + data, "plain")


@settings(max_examples=60)
@given(data=BYTES)
def test_a_changed_package_is_refused_or_holds_with_all_its_rows(package: trying.Package, data: bytes) -> None:
    package.check(data)


@settings(max_examples=60)
@given(data=BYTES)
def test_a_changed_descriptor_is_refused_in_a_sentence_or_read(package: trying.Package, data: bytes) -> None:
    package.descriptor(data)


def test_the_good_package_holds_in_every_way(package: trying.Package) -> None:
    for name in ("plain", "other_numbers", "claims"):
        assert package.table(package.good[name], name) == "read"
    assert trying.second_reading(package.good["plain"], package.toy.package.table("plain"))[1]["number"] < 0


def test_a_loader_that_reads_a_cell_otherwise_is_noticed(
    package: trying.Package, monkeypatch: pytest.MonkeyPatch
) -> None:
    right = trying.read_table

    def wrong(*args: object, **more: object) -> trying.Rows:
        rows = right(*args, **more)  # type: ignore[arg-type]
        rows.rows[0]["word"] = "other"
        return rows

    monkeypatch.setattr(trying, "read_table", wrong)
    with pytest.raises(AssertionError, match="accepted, and read otherwise"):
        package.table(package.good["plain"], "plain")


def test_found_nearly_a_number_that_is_exact_leaves_nothing_and_is_refused() -> None:
    with pytest.raises(ValueError, match=r"^a number that is nearly reached can't be exact$"):
        parse("nearly 5", "0")


def test_choices_end_with_the_bytes() -> None:
    choices = Choices(b"\x01\x02")
    assert [choices.number(10), choices.one("abc"), choices.number(10), choices.left] == [1, "c", 0, False]


@pytest.mark.parametrize("path", sorted((Path(__file__).parent / "torture").glob("fuzz_*.py")), ids=lambda p: p.stem)
def test_every_fuzzer_names_what_it_tries(path: Path) -> None:
    code = path.read_text("utf-8")
    compile(code, path.name, "exec")
    assert any(f"trying.{name}" in code or f"package.{name}" in code for name in dir(trying.Package) + dir(trying))
