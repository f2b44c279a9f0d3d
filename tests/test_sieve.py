"""Large files: what the pattern of a table accepts has no fault, and nothing is found otherwise than line by line."""

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cnai import _tables
from cnai._build import assemble
from cnai._cells import Fault, cell_reader
from cnai._keys import read_all
from cnai._package import Package, _table, load
from cnai._sieve import line_pattern
from cnai._tables import findings_of
from cnai._write import write

FIELDS = [
    {"name": "ferry", "type": "string", "constraints": {"required": True, "pattern": "[a-z0-9-]+"}},
    {"name": "port", "type": "string", "constraints": {"required": True}},
    {"name": "kind", "type": "string", "constraints": {"enum": ["car", "foot > 2"]}},
    {"name": "seats", "type": "integer", "constraints": {"minimum": 0}},
    {"name": "depth", "type": "number"},
    {"name": "built", "type": "date"},
    {"name": "sails", "type": "boolean"},
    {"name": "note", "type": "string"},
]
HEADER = ",".join(field["name"] for field in FIELDS)
GOOD = "ferry-1,north,car,12,-1.5,1999-02-28,true,old"


@pytest.fixture
def harbour(tmp_path, monkeypatch):
    """A package of two tables, of which the ferries come as one text."""
    monkeypatch.setattr(_tables, "LARGE", 0)
    foreign = [{"fields": "port", "reference": {"resource": "ports", "fields": "port"}}]
    missing = [{"value": "", "label": "not printed"}, {"value": ".l", "label": "lost"}]
    ferries = {"fields": FIELDS, "primaryKey": "ferry", "foreignKeys": foreign, "missingValues": missing}
    ports = {"fields": [FIELDS[1], FIELDS[-1]], "primaryKey": "port"}
    specs = [{"name": "ports", "path": "ports.csv", "schema": ports}]
    specs += [{"name": "ferries", "path": "ferries.csv", "schema": ferries}]
    package = Package(tmp_path, "", "", {spec["name"]: _table(spec) for spec in specs}, {})
    (tmp_path / "ports.csv").write_text("port,note\nnorth,\nsouth,\n", "utf-8")

    def read(text):
        (tmp_path / "ferries.csv").write_bytes(text.encode())
        return read_all(package)

    return read


def rows(n):
    return "".join(f"boat-{k},{'north' if k % 2 else 'south'},,{k},,,,\n" for k in range(n))


def test_rows_without_fault_are_counted_and_not_kept(harbour):
    ferries = harbour(f"{HEADER}\n{GOOD}\n{rows(1)}")["ferries"]
    assert (ferries.count, ferries.rows, ferries.findings) == (2, [], [])


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("ferry-9,north,,x,,,,", "seats 'x': must be a whole number, 18 digits at most and nothing else [type]"),
        ("ferry-9,north,,-1,,,,", "seats '-1': must be at least 0 [range]"),
        ("ferry-9,north,bus,,,,,", "kind 'bus': is none of the allowed values; there are car, foot > 2 [enum]"),
        ("ferry-9,north,,,,1999-02-29,,", "built '1999-02-29': must be a day that exists, as 2023-08-31 [type]"),
        ("Ferry,north,,,,,,", "ferry 'Ferry': must match [a-z0-9-]+ [pattern]"),
        ("-9,north,,,,,,", "ferry '-9': a spreadsheet would run this as a formula [formula]"),
        (".l,north,,,,,,", "ferry '.l': must not be empty [required]"),
        ("ferry-9,north,,,,,,=1", "note '=1': a spreadsheet would run this as a formula [formula]"),
        ("ferry-9,north,,,,,,a ", "note 'a ': no space at either end, none doubled [space]"),
        ("ferry-9,north,,,,,", "'ferry-9,north,,,,,': has 7 cells, the header has 8 [width]"),
        ("boat-2,north,,,,,,", "ferry 'boat-2': is on line 4 already [key]"),
        ("ferry-9,wset,,,,,,", "port 'wset': is no port of ports.csv; there are north, south [foreign-key]"),
    ],
)
def test_a_fault_among_many_good_rows_is_found_with_its_line(harbour, line, told):
    found = findings_of(harbour(f"{HEADER}\n{rows(500)}{line}\n{rows(0)}").values())
    column = "" if told.startswith("'") else " "
    assert [str(f) for f in found] == [f"ferries.csv:502:{column or ' '}{told}"]


def test_a_key_that_is_there_twice_among_the_rows_not_kept_is_found(harbour):
    found = findings_of(harbour(f"{HEADER}\n{GOOD}\n{GOOD}\n").values())
    assert [str(f) for f in found] == ["ferries.csv:3: ferry 'ferry-1': is on line 2 already [key]"]


def test_a_table_that_other_rules_reach_is_kept_whole():
    assert [table.name for table in load().tables.values() if line_pattern(table)] == []


def test_an_id_pattern_with_groups_is_sieved_too():
    constraints = {"required": True, "pattern": "[a-z0-9]+(-[a-z0-9]+)*"}
    schema = {"primaryKey": "id", "fields": [{"name": "id", "type": "string", "constraints": constraints}]}
    spec = {"name": "x", "path": "x.csv", "schema": schema}
    assert line_pattern(_table(spec)).findall(b"id\na-1\n-b\na,b\n") == [b"id", b"a-1"]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_why_a_cell_is_empty_is_kept_for_large_tables(harbour, end):
    ferries = harbour(f"{HEADER}\n{rows(3)}ferry-9,north,,,,,,.l\n".replace("\n", end))["ferries"]
    assert (ferries.count, [dict(row.missing) for row in ferries.rows]) == (4, [{"note": "lost"}])


CELLS = st.one_of(
    st.text(max_size=6),
    st.text("aé0123456789.-+=@ \",'\t\n\r٣", max_size=8),
    st.sampled_from(["", ".l", '".l"', "north", "car", "foot > 2", "true", "1999-02-28", "2000-04-31", "0000-01-01"]),
    st.from_regex(r"\A-?[0-9]{1,19}(\.[0-9]{1,16})?\Z"),
    st.from_regex(r"\A[0-9]{4}-[0-9]{2}-[0-9]{2}\Z"),
)


@given(st.lists(CELLS, min_size=8, max_size=8))
def test_whatever_the_pattern_accepts_the_rules_of_the_cells_accept(cells):
    table = load_table()
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(cells)
    lines = [text.getvalue(), ",".join(cells) + "\n"]
    for line in [*lines, *(line[:-1] + "\r\n" for line in lines)]:
        if line_pattern(table).findall(line.encode()) and line.count("\n") == 1:
            parsed = next(csv.reader([line], strict=True))
            assert len(parsed) == len(table.fields)
            for field, cell in zip(table.fields, parsed, strict=True):
                if cell in table.missing:
                    assert cell == "" and not field.required
                    continue
                try:
                    cell_reader(field)(cell)
                except Fault as fault:
                    raise AssertionError((field.name, cell, fault.args)) from fault


def load_table():
    missing = [{"value": "", "label": "not printed"}, {"value": ".l", "label": "lost"}]
    schema = {"fields": FIELDS, "primaryKey": "ferry", "missingValues": missing}
    return _table({"name": "ferries", "path": "ferries.csv", "schema": schema})


def test_a_large_table_is_loaded_with_the_others_however_few_its_rows(toy, monkeypatch, tmp_path):
    monkeypatch.setattr(_tables, "LARGE", 0)
    spec = json.loads((toy.root / "datapackage.json").read_text("utf-8"))
    missing = [{"value": "", "label": "not printed"}, {"value": ".l", "label": "lost"}]
    schema = {"fields": FIELDS, "primaryKey": "ferry", "missingValues": missing}
    spec["resources"].append({"name": "ferries", "path": "ferries.csv", "schema": schema})
    toy.write()
    (toy.root / "other").mkdir()
    for name in ("datapackage.json", "seeds", "data"):
        (toy.root / "other" / name).symlink_to(toy.root / name)
    (toy.root / "other" / "datapackage.json").unlink()
    (toy.root / "other" / "datapackage.json").write_text(json.dumps(spec), "utf-8")
    (toy.root / "other" / "ferries.csv").write_text(
        f'{HEADER}\n{GOOD}\nboat-2,north,,,,,,.l\nboat-3,"a, b",,,,,,\n', "utf-8"
    )
    con, tables, found = assemble(load(toy.root / "other"))
    assert (found, len(tables["ferries"].rows)) == ([], 1)
    assert con.execute("select ferry, port, depth, note from ferries").fetchall() == [
        ("ferry-1", "north", -1.5, "old"),
        ("boat-2", "north", None, None),
        ("boat-3", "a, b", None, None),
    ]
    assert con.execute("select key, reason from missing where table_name = 'ferries'").fetchall() == [
        ("boat-2", "lost")
    ]
    assert write(tmp_path / "x.duckdb", toy.root / "other").endswith("12 tables, 12 claims, 3 checks")
