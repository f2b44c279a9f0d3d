"""What a notebook user calls: frames, chains, citations; and the examples in the docstrings."""

from __future__ import annotations

import doctest
from importlib import import_module

import pandas as pd
import polars as pl
import pytest

import cnai

MODULES = ["_reading", "_dates", "_build", "_frames", "_why", "_cite", "_texts"]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_the_docstrings_run(name: str) -> None:
    result = doctest.testmod(import_module(f"cnai.{name}"))
    assert result.attempted > 0
    assert result.failed == 0


def test_every_public_name_has_a_docstring_and_is_found_by_tab() -> None:
    for name in cnai.__all__:
        assert name in dir(cnai)
        assert name == "__version__" or getattr(cnai, name).__doc__


def test_pandas_and_polars_read_the_same_rows() -> None:
    for name in ("funding", "sources", "list_items", "verdicts"):
        wide, rows = cnai.read(name), cnai.read(name, engine="polars")
        assert isinstance(wide, pd.DataFrame)
        assert isinstance(rows, pl.DataFrame)
        assert wide.astype(object).where(wide.notna(), None).values.tolist()[0][:3] == list(rows.row(0))[:3]
        assert (len(wide), list(wide.columns)) == (rows.height, rows.columns)


def test_categories_dates_and_whole_numbers_keep_their_types() -> None:
    funding, sources = cnai.read("funding"), cnai.read("sources", engine="polars")
    assert isinstance(funding["event"].dtype, pd.CategoricalDtype)
    assert sources.schema["published"] == pl.Date
    assert cnai.read("investor_activity")["events"].dtype == "int64"


@pytest.mark.parametrize(
    ("call", "sentence"),
    [
        (lambda: cnai.read("fundng"), "there is no table 'fundng'; did you mean funding?"),
        (lambda: cnai.read("funding", engine="panda"), "there is no engine 'panda'; did you mean pandas?"),
        (lambda: cnai.claims(entit="x"), "there is no column 'entit' to filter by; did you mean entity or unit?"),
        (lambda: cnai.why("funding", "zhipu-2023", "valuation"), "funding zhipu-2023 valuation is empty: not printed"),
        (
            lambda: cnai.why("funding", "baichuan-2023", "amount_usd"),
            "funding baichuan-2023 amount_usd is empty: not applicable",
        ),
        (lambda: cnai.why("funding", "zhipu-2023"), "a cell is named by table, key and column; one of them is missing"),
        (lambda: cnai.cite("recode", style="apa"), "there is no style 'apa'; there are bibtex, text"),
    ],
)
def test_an_error_says_what_is_there_and_what_is_allowed(call: object, sentence: str) -> None:
    with pytest.raises(cnai.CnaiError) as told:
        call()  # type: ignore[operator]
    assert str(told.value) == sentence


def test_why_tells_the_whole_chain_of_a_cell() -> None:
    chain = cnai.why("chip_firm_closures", "2022-sep-dec", "closures")
    told = dict(chain.parts)
    assert told["reading"] == "2,301 or more companies (a floor, no upper end)"
    assert told["verdict"] == "contradicted: closures-remainder"
    assert (
        told["cell"] == "data/restatements.csv" or "chip_firm_closures.csv 2022-sep-dec closures: 2,300" in told["cell"]
    )
    assert "closures-remainder: contradicted, 0.25 printed units apart" in repr(chain)


def test_why_escapes_what_it_shows_in_html() -> None:
    from cnai._why import Chain

    assert "<script>" not in Chain("x", [("note", "<script>alert(1)</script>")])._repr_html_()


def test_a_citation_says_what_is_not_stated() -> None:
    assert cnai.cite("closures-2022").endswith(
        "[Author not stated], Recode China AI, 2023-02-20. Characters 839 to 843: “5746”."
    )
    assert cnai.cite("startups", style="bibtex").splitlines()[1] == "  author = {{[not stated]}},"


def test_every_caller_gets_a_private_database() -> None:
    one, other = cnai.connect(), cnai.connect()
    one.execute("delete from ranks").fetchall()
    assert one.execute("select count(*) from ranks").fetchall() == [(0,)]
    assert other.execute("select count(*) > 0 from ranks").fetchall() == [(True,)]
