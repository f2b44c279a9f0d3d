"""A wrong cell is noticed: one of each kind, and the list of what is let be. `make mutation` tries every cell."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import mutation
import pytest

from cnai._build import assemble
from cnai._package import load

ROOT = Path(__file__).parents[1]
OUTPUTS = [
    "".join(data["text/plain"])
    for path in (ROOT / "notebooks").glob("*.ipynb")
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
    for output in cell.get("outputs", ())
    if "text/plain" in (data := output.get("data", {}))
]


@pytest.fixture(scope="module")
def checker(tmp_path_factory: pytest.TempPathFactory) -> mutation.Checker:
    return mutation.Checker(load(), None, tmp_path_factory.mktemp("alone"))


def row_of(table: str, key: str) -> tuple[int, dict[str, str]]:
    """A row's place and its cells, by its first cell."""
    rows = list(csv.DictReader(io.StringIO(load().path(table).read_text(encoding="utf-8"))))
    return next((n, row) for n, row in enumerate(rows) if next(iter(row.values())) == key)


def changed(checker: mutation.Checker, table: str, key: str, column: str, value: str) -> bool:
    """Whether a check notices one changed cell."""
    n, row = row_of(table, key)
    assert row[column] != value
    return checker.notices(table, n, list((row | {column: value}).values()))


def test_the_data_as_they_are_give_no_alarm(checker: mutation.Checker) -> None:
    n, row = row_of("claims", "closures-2022")
    assert not checker.notices("claims", n, list(row.values()))


def test_a_change_is_noticed_just_where_building_from_the_files_notices_it(
    checker: mutation.Checker, tmp_path: Path
) -> None:
    package = load()
    for path in [Path("datapackage.json"), *(Path(table.path) for table in package.tables.values())]:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        shutil.copy(package.root / path, tmp_path / path)
    copy = load(tmp_path)
    for name, n, column, _, _, cells in mutation.mutations(package, None, 797):
        header, *rows = csv.reader(io.StringIO(package.path(name).read_text(encoding="utf-8")))
        with copy.path(name).open("w", encoding="utf-8") as file:
            csv.writer(file, lineterminator="\n").writerows([header, *rows[:n], cells, *rows[n + 1 :]])
        con, _, found = assemble(copy)
        shown = [con.execute(query).fetchall() for query in mutation.SHOWN_VIEWS] if con else []
        shutil.copy(package.path(name), copy.path(name))
        assert checker.notices(name, n, cells) == (bool(found) or shown != checker.shown), (name, n, column, cells)


@pytest.mark.parametrize(
    ("table", "key", "column", "value"),
    [
        ("claims", "closures-2022", "stated", "5764"),
        ("claims", "closures-2022", "char_start", "840"),
        ("claims", "closures-2022", "unit", "person"),
        ("claims", "closures-2022", "entity", "smic"),
        ("claims", "closures-2022", "period_end", "2023"),
        ("claims", "closures-2022", "status", "forecast"),
        ("claims", "closures-2022", "reported_by", "SCMP"),
        ("claims", "zhipu-2023-rmb", "measure", "valuation"),
        ("claims", "miaoya-price", "rounded_to", "1"),
        ("claims", "miaoya-price", "rounded_to", ""),
        ("funding", "zhipu-2023", "amount", "2600000000"),
        ("funding", "zhipu-2023", "currency", "USD"),
        ("funding", "light-years-sale", "amount_cmp", "~"),
        ("funding", "light-years-sale", "date_end", "2023-07"),
        ("funding", "minimax-round", "amount_claim", "zeekr-series-a"),
        ("funding", "baichuan-2023", "amount_usd", ""),
        ("chip_guidance", "smic-margin", "value_high", "22"),
        ("ranks", "superclue-top", "rank_cmp", ""),
        ("events", "tang-died", "date_start", "2023-12-16"),
        ("list_items", "unicorns-2022-vr-ar-2", "state", "named"),
        ("sources", "review-2023", "not_before", "2023-12-14"),
        ("checks", "closures-remainder", "expected", "consistent"),
        ("checks", "closures-2021", "expression", "ratio(stated('closures-2022'), exactly(2))"),
        ("checks", "zhipu-rate", "unit", "USD"),
        ("checks", "closures-average-year", "reading", ""),
        ("units", "company", "whole", "false"),
        ("aliases", "HunYuan", "entity", "smic"),
        ("aliases", "Guangnian Beyond", "alias", "HunYuan"),
        ("checks", "researchers-named", "expression", "named('founder-groups')"),
        ("llm_counts", "announced-to-date", "date_claim", ""),
    ],
)
def test_a_changed_cell_is_noticed(checker: mutation.Checker, table: str, key: str, column: str, value: str) -> None:
    assert changed(checker, table, key, column, value)


@pytest.mark.parametrize(
    ("table", "column"),
    [place for place, why in mutation.LISTED.items() if why == mutation.SHOWN and place[1] != "sector"],
)
def test_what_is_left_to_the_notebooks_is_shown_row_by_row(table: str, column: str) -> None:
    text = load().path(table).read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        keys = [value for name, value in row.items() if name != column and value]
        assert any(row[column] in shown and any(key in shown for key in keys) for shown in OUTPUTS), row


def test_the_audit_shows_every_verdict_and_estimate() -> None:
    from cnai import connect

    audit = json.loads((ROOT / "notebooks" / "09-audit.ipynb").read_text(encoding="utf-8"))
    outputs = [output for cell in audit["cells"] for output in cell.get("outputs", ())]
    shown = "".join("".join(o.get("text") or o.get("data", {}).get("text/plain", "")) + "\n" for o in outputs)
    for check_id, verdict in connect().execute("select check_id, coalesce(verdict, '') from results").fetchall():
        assert any(check_id in line and verdict in line for line in shown.splitlines()), check_id


def test_each_listed_column_exists() -> None:
    for table, column in {**mutation.LISTED, **mutation.ONLY_TEXTS}:
        assert column in load().table(table).names
