"""Numbers in the prose of the notebooks and the README are what they are said to be."""

from collections.abc import Callable
from pathlib import Path

import pytest
from prose import faults, known, markdown_of, query

import cnai

ROOT = Path(__file__).parents[1]
TEXTS = [p for p in [*sorted((ROOT / "notebooks").glob("*.ipynb")), ROOT / "README.md"] if p.is_file()]
Checker = Callable[..., list[str]]


@pytest.fixture(scope="module")
def told() -> Checker:
    """What says what is wrong with a text."""
    con = cnai.connect()
    ids, ask = known(con), query(con)
    return lambda markdown, where="01-toy.ipynb, cell-03": list(faults(markdown, where, ids, ask))


@pytest.mark.parametrize("path", TEXTS, ids=lambda p: p.name)
def test_every_number_in_prose_is_bound_and_true(path: Path, told: Checker) -> None:
    found = [f for where, text in markdown_of(path) for f in told(text, where)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(
    "markdown",
    [
        "5,746<!--closures-2022-->, 5746<!--closures-2022-->",
        "**5,746**<!--closures-2022--> and **5,746<!--closures-2022-->**",
        "In 2022<!--closures-2022--> and from January to month 8<!--closures-jan-aug-period-->",
        "up 68<!--closures-growth-->%, 68%<!--closures-growth-->, 68<!--closures-growth--> percent",
        "[67.5<!--closures-growth:low-->, 68.5<!--closures-growth:high-->)",
        "about 3,420<!--closures-2021-->, or 3,400<!--closures-2021-->, or 3,420.2<!--closures-2021-->",
        "from 3,410<!--closures-2021:low--> to 3,430.4<!--closures-2021:high-->",
        "RMB 2.5 billion<!--zhipu-2023-rmb-->, $350<!--zhipu-2023-usd--> million",
        "RMB 2,500<!--zhipu-2023-rmb-->\nmillion and 2,500-million<!--zhipu-2023-rmb-->",
        "10<!--smic-revenue-decline--> to 12<!--smic-revenue-decline-->%",
        "8<!--llms-approved-august--> or eight<!--llms-approved-august--> models; Eight<!--llms-approved-august-->",
        "5<!--= select count(*) from sources--> and five<!--= select count(*) from sources where 1 > 0-->",
        "13<!--recode-feb-13-published--> February, 2023-02-13<!--recode-feb-13-published-->",
        "`68`, ``a ` 5``, [x](a/5.md), [x](https://a.b/5 'n'), <https://a.b/5>, https://a.b/5, <img width=\"600\">",
        "1. one\n2. two\n\n```sh\npython3 5\n```\n\n~~~\n5\n~~~\n\n> 3. three",
        "M6, Q1, GPT-4, GPT-3.5, Baichuan-13B, 45AI, 01.AI",
        "two or three",
        "<!-- generated, 5 tables -->",
    ],
)
def test_bound_numbers_pass(markdown: str, told: Checker) -> None:
    assert told(markdown) == []


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("It was 5,746.", "5,746 is bound to nothing; a comment must follow it, as 5,746<!--closures-2022-->"),
        ("It was 5,746 <!--closures-2022-->", "5,746 is bound to nothing"),
        ("5,747<!--closures-2022-->", "5,747 should be 5,746, by closures-2022"),
        ("-5,746<!--closures-2022-->", "-5,746 should be 5,746"),
        ("3,421<!--closures-2021-->", "3,421 should be 3,420.238095, by closures-2021"),
        ("3,420<!--closures-2021:low-->", "3,420 should be 3,410.089021, by closures-2021:low"),
        ("2.5<!--zhipu-2023-rmb--> million", "2.5 million should be 2,500,000,000, by zhipu-2023-rmb"),
        ("2.6 billion<!--zhipu-2023-rmb-->", "2.6 billion should be 2,500,000,000"),
        ("$5,746<!--closures-2022-->", "$5,746 is written in USD, closures-2022 is in company"),
        ("15<!--ggv-events-->%", "15 is written in percent, ggv-events is in event"),
        ("15%<!--ggv-events-->", "15% is written in percent, ggv-events is in event"),
        ("seven<!--llms-approved-august-->", "seven should be 8 or 2023-08-31, by llms-approved-august"),
        ("5<!--closures-2220-->", "5 is bound to closures-2220, which names no claim, check or end of one; did you"),
        ("5<!--closures-2022:middle-->", "5 is bound to closures-2022:middle, which names no claim"),
        ("270 million<!--light-years-dollars-->", "has no middle; name an end, light-years-dollars:low"),
        ("270 million<!--light-years-dollars:high-->", "names no claim, check or end of one"),
        ("6<!--= select count(*) from sources-->", "6 should be 5, by = select count(*) from sources"),
        ("6<!--= select 6, 7-->", "which gives no single value"),
        ("6<!--= drop table claims-->", "which is no query"),
        ("6<!--= select nothing-->", "which fails:"),
        ("the first<!--closures-2022-->", "<!--closures-2022--> follows no number"),
        ("13B<!--baichuan-13b-parameters--> and 5th", "13 is bound to nothing"),
        ("mid-2023", "2023 is bound to nothing"),
        ("2023-02-13", "2023-02-13 is bound to nothing"),
    ],
)  # fmt: skip
def test_other_numbers_fail_and_say_what_they_should_be(markdown: str, expected: str, told: Checker) -> None:
    found = told(markdown)
    assert found
    assert expected in found[0]


def test_the_place_is_told(told: Checker) -> None:
    assert told("Fine.\n\nIt was 5,747<!--closures-2022-->.")[0].startswith(
        "01-toy.ipynb, cell-03, line 3: 5,747 should be"
    )


def test_a_place_is_file_cell_and_line(tmp_path: Path) -> None:
    path = tmp_path / "02-toy.ipynb"
    path.write_text(
        '{"cells": [{"cell_type": "code", "source": ["5"]}, {"cell_type": "markdown", "source": ["a\\n", "5"]}]}'
    )
    (place, text), *others = markdown_of(path)
    assert (place, text, others) == ("02-toy.ipynb, cell-02", "a\n5", [])
