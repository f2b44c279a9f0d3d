"""The repository's own files: generated pages are current, and what is said twice is the same."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import pytest

from cnai._codebook import codebook
from cnai._keys import read_all
from cnai._package import load

ROOT = Path(__file__).parents[1]


def test_the_codebook_is_made_from_the_descriptor() -> None:
    assert (ROOT / "data" / "README.md").read_text(encoding="utf-8") == codebook(load())


def test_every_csv_is_described_and_every_description_has_its_csv() -> None:
    described = {table.path for table in load().tables.values()}
    there = {str(p.relative_to(ROOT)) for folder in ("seeds", "data") for p in (ROOT / folder).glob("*.csv")}
    assert described == there


def test_every_numeric_column_has_a_unit() -> None:
    for table in load().tables.values():
        for field in (*table.fields, *table.derived):
            assert field.unit or field.type not in ("number", "integer"), f"{table.name}.{field.name}"


def test_the_citation_file_names_every_source_as_it_prints_itself() -> None:
    text = (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    sources = (ROOT / "seeds" / "sources.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(sources.splitlines()):
        untitled = f"[Untitled document, written between {row['not_before']} and {row['not_after']}]"
        lines = [f'  - type: generic\n    title: "{row["title"] or untitled}"\n    authors:\n']
        lines += [f'      - name: "{row["publisher"] or "[not stated]"}"\n']
        lines += [f'    date-published: "{row["published"]}"\n'] if row["published"] else []
        assert "".join([*lines, f'    notes: "{row["source_id"]} in seeds/sources.csv"\n']) in text


def test_the_version_is_the_same_everywhere() -> None:
    version = load().version
    assert f"\n## {version}\n" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"\nversion: {version}\n" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")


def test_the_changelog_counts_what_is_there() -> None:
    tables = read_all(load())
    changelog = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    counts = (len(tables["claims"].rows), len(tables["exclusions"].rows), len(tables["checks"].rows))
    extracts = sum(t.path.startswith("data/") for t in load().tables.values()) - 1
    said = re.search(r"(\d+) claims and (\d+) exclusions.*?(\d+) extracts,\n(\d+) checks", changelog, re.DOTALL)
    assert said
    assert tuple(map(int, said.groups())) == (*counts[:2], extracts, counts[2])


def test_the_descriptor_is_of_the_second_version() -> None:
    spec = json.loads((ROOT / "datapackage.json").read_text(encoding="utf-8"))
    assert spec["$schema"] == "https://datapackage.org/profiles/2.0/datapackage.json"
    assert all(resource["type"] == "table" for resource in spec["resources"])


@pytest.mark.parametrize("name", [t for t in load().tables if t not in ("checks", "claims", "exclusions")])
def test_rows_are_sorted_by_their_key(name: str) -> None:
    table = load().table(name)
    rows = read_all(load())[name].rows
    first = [str(row[table.key[0]]) for row in rows]
    groups = {"other_numbers": "theme", "list_items": "list_claim", "unicorns": "cohort", "sources": "file"}
    if name not in groups:
        assert first == sorted(first)
    else:
        of = [str(row[groups[name]]) for row in rows]
        assert of == sorted(of)
