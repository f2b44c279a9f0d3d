"""The database: every table, view and macro, with types, constraints and comments, built anew for each caller."""

import json
import sys
from itertools import pairwise

import duckdb
import pytest

from cnai._build import assemble, connect
from cnai._expressions import MACROS
from cnai._package import CnaiError, Package, _load, load
from cnai._schema import ddl, in_order

PACKAGE = load()
TYPES = {"string": "VARCHAR", "integer": "BIGINT", "number": "DOUBLE", "date": "DATE", "boolean": "BOOLEAN"}


@pytest.fixture(scope="module")
def con():
    """The project's own database."""
    with connect() as con:
        yield con


VIEWS = {
    "results": ["check_id", "kind", "claim_id", "reading", "unit", "stated_low", "stated_value", "stated_high",
                "computed_low", "computed_value", "computed_high", "verdict", "gap", "note"],
    "verdicts": ["claim_id", "source_id", "verdict", "checks", "note"],
    "estimates": ["check_id", "unit", "low", "value", "high", "assumption", "note"],
}  # fmt: skip


def asked(con, query):
    return con.execute(query).fetchall()


def test_the_repositorys_own_data_hold():
    con, tables, found = assemble(PACKAGE)
    con.close()
    assert [str(finding) for finding in found] == []
    assert {name: bool(rows.rows) for name, rows in tables.items()} == dict.fromkeys(PACKAGE.tables, True)


def test_every_table_is_there_with_its_columns_their_types_and_what_may_be_empty(con):
    for table in PACKAGE.tables.values():
        fields = (*table.fields, *table.derived)
        found = asked(con, f"select name, type, \"notnull\" from pragma_table_info('{table.name}')")
        for (name, type_, filled), field in zip(found, fields, strict=True):
            enum = "ENUM(" + ", ".join(f"'{value}'" for value in field.constraints.get("enum", ())) + ")"
            assert (name, type_) == (field.name, enum if "enum" in field.constraints else TYPES[field.type])
            assert filled == (field.required or name in table.key), f"{table.name}.{name}"


def test_every_row_is_there_in_the_order_of_its_file(con):
    for name, table in PACKAGE.tables.items():
        lines = PACKAGE.path(name).read_text("utf-8").splitlines()[1:]
        found = asked(con, f'select "{table.names[0]}"::varchar from "{name}"')
        assert len(found) == len(lines), name
        assert all(line.startswith((first, f'"{first}"')) for line, (first,) in zip(lines, found, strict=True)), name


def test_keys_and_constraints_are_those_of_the_descriptor(con):
    query = "select constraint_column_names from duckdb_constraints() where table_name = $1 and constraint_type = $2"
    for table in PACKAGE.tables.values():
        keys, foreign, checks = (
            [tuple(row[0]) for row in con.execute(query, [table.name, kind]).fetchall()]
            for kind in ("PRIMARY KEY", "FOREIGN KEY", "CHECK")
        )
        assert keys == [table.key]
        assert sorted(foreign) == sorted(columns for columns, other, _ in table.foreign if other != table.name)
        minima = [(f.name,) for f in (*table.fields, *table.derived) if "minimum" in f.constraints]
        assert sorted(checks) == sorted(minima)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("insert into units values ('USD', false, 'more')", "Duplicate key"),
        ("insert into units values ('loaf', null, 'loaves')", "NOT NULL constraint failed"),
        ("update claims set kind = 'guess'", "Could not convert string 'guess'"),
        ("update sources set characters = 0", "CHECK constraint failed"),
        ("update aliases set entity = 'nobody'", "Violates foreign key constraint"),
    ],
)
def test_a_row_that_breaks_a_constraint_is_refused(con, statement, told):
    with pytest.raises(duckdb.Error, match=told):
        con.execute(statement).fetchall()


def test_every_table_view_and_column_has_a_comment(con):
    for kind, names in (("tables", "table_name"), ("views", "view_name")):
        assert (
            asked(con, f"select {names} from duckdb_{kind}() where not internal and coalesce(comment, '') = ''") == []
        )
    query = "select table_name, column_name from duckdb_columns() where not internal and coalesce(comment, '') = ''"
    assert {table for table, _ in asked(con, query)} == {"compared"}  # the working behind `results`


def test_a_comment_is_the_descriptors_words_and_unit(con):
    for table in PACKAGE.tables.values():
        found = asked(con, f"select column_name, comment from duckdb_columns() where table_name = '{table.name}'")
        words = {f.name: f.description + f" ({f.unit})" * bool(f.unit) for f in (*table.fields, *table.derived)}
        assert dict(found) == words


def test_the_views_have_the_columns_of_the_design(con):
    columns = {name: [c[0] for c in con.execute(f"describe {name}").fetchall()] for name in PACKAGE.views}
    assert columns == VIEWS
    assert columns == {name: [field.name for field in fields] for name, (_, fields) in PACKAGE.views.items()}


def test_every_macro_of_an_expression_is_there(con):
    macros = dict(
        asked(con, "select function_name, len(parameters) from duckdb_functions() where function_type = 'macro'")
    )
    assert {name: macros.get(name) for name in MACROS} == {name: len(kinds) for name, kinds in MACROS.items()}


def test_a_claim_has_what_was_read_from_its_words(con):
    columns = "stated, comparator, value, value_high, low, high, low_open, high_open"
    query = f"select claim_id, {columns} from claims where list_contains($1, claim_id) order by claim_id"
    ids = ["closures-growth", "closures-sep-dec", "closures-2022", "smic-gross-margin"]
    assert con.execute(query, [ids]).fetchall() == [
        ("closures-2022", "5746", "=", 5746, None, 5746, 5746, False, False),
        ("closures-growth", "68%", "=", 68, None, 67.5, 68.5, False, True),
        ("closures-sep-dec", "more than 2,300", ">", 2300, None, 2301, float("inf"), False, True),
        ("smic-gross-margin", "19%-21%", "range", 19, 21, 19, 21, False, False),
    ]


def test_no_end_of_any_interval_is_not_a_number(con):
    ends = [("claims", "low"), ("claims", "high"), ("results", "computed_low"), ("results", "computed_high")]
    assert asked(con, " union all ".join(f"select {end} from {table} where isnan({end})" for table, end in ends)) == []
    assert asked(con, "select claim_id from claims where low = 'inf' or high = '-inf' or low > high") == []


def test_every_recorded_claim_gives_its_reason_from_the_closed_list(con):
    reasons = {why for (why,) in asked(con, "select distinct note from verdicts where verdict = 'recorded'")}
    assert reasons <= {
        "a plan or forecast, its outcome is not in the corpus",
        "an opinion",
        "a rank, the field it is drawn from is not given",
        "a change, its levels are not given",
        "a date or period stated once",
        "stated once, nothing in the corpus recomputes it",
    }


def test_why_a_cell_is_empty_is_kept(toy):
    with toy.connect() as con:
        told = asked(con, "select * from missing order by key")
    assert told[0] == ("other_numbers", "customers", "value_high", "not applicable")
    assert len(told) == len(toy.tables["other_numbers"]) - 1  # all but the range


def test_every_caller_gets_a_database_of_its_own(toy):
    toy.write()
    with connect(toy.root) as one, connect(toy.root) as other:
        one.execute("update claims set statement = 'changed'").fetchall()
        one.execute("create table own as select 1").fetchall()
        assert asked(other, "select count(*) from claims where statement = 'changed'") == [(0,)]
        assert asked(other, "select count(*) from duckdb_tables() where table_name = 'own'") == [(0,)]
    assert toy.findings() == []


def test_a_changed_file_is_read_anew(toy):
    toy.write()
    with connect(toy.root) as con:
        assert asked(con, "select statement from claims where claim_id = 'price'") == [("Price of a loaf.",)]
    toy.change("claims", "price", statement="What a loaf costs.")
    toy.write()
    with connect(toy.root) as con:
        assert asked(con, "select statement from claims where claim_id = 'price'") == [("What a loaf costs.",)]


def test_a_table_too_large_to_hand_over_row_by_row_is_read_again_to_the_same_rows(con, monkeypatch):
    monkeypatch.setattr("cnai._build.MANY", 0)
    again = connect()
    for table in load().tables.values():
        query = f'select * from "{table.name}"'
        assert again.execute(query).fetchall() == con.execute(query).fetchall()


def test_a_table_that_changes_between_the_two_readings_is_refused(toy, monkeypatch):
    toy.write()
    monkeypatch.setattr("cnai._build.MANY", 0)
    path = toy.path("exclusions")
    real = Package.path

    def late(package, name):
        if name == "exclusions" and sys._getframe(1).f_code.co_name == "_copy":
            path.write_text(path.read_text("utf-8").rsplit("\n", 2)[0] + "\n", "utf-8")
        return real(package, name)

    monkeypatch.setattr(Package, "path", late)
    with pytest.raises(CnaiError) as error:
        connect(toy.root)
    assert str(error.value) == "seeds/exclusions.csv was changed while it was read; run the command again"


def test_the_callers_queries_are_optimized_and_use_every_core(con):
    settings = con.execute("select current_setting('enable_optimizer'), current_setting('threads') > 0").fetchall()
    assert settings == [(True, True)]


def test_a_connection_loads_no_extension_by_itself(con):
    query = "select name, value from duckdb_settings() where name like 'auto%known_extensions' order by name"
    assert [value for _, value in asked(con, query)] == ["false", "false"]


def test_data_that_do_not_hold_are_refused_with_the_first_finding_and_the_number_of_the_others(toy):
    toy.change("other_numbers", "morning", value="61")
    toy.write()
    one = "data/other_numbers.csv:3: value '61': claim morning says 60 [double-entry]"
    with pytest.raises(CnaiError) as refusal:
        connect(toy.root)
    assert str(refusal.value) == f"the data don't hold: {one}"
    toy.change("other_numbers", "staff", value="4")
    toy.write()
    with pytest.raises(CnaiError) as refusal:
        connect(toy.root)
    assert str(refusal.value) == f"the data don't hold: {one} (and 1 more; cnai check lists them)"


def test_a_folder_without_a_descriptor_is_refused(tmp_path):
    with pytest.raises(CnaiError) as refusal:
        connect(tmp_path)
    assert str(refusal.value) == f"{tmp_path / 'datapackage.json'} can't be read: No such file or directory"


def without(toy, *names):
    """The toy's package in which some tables aren't described."""
    spec = json.loads((toy.root / "datapackage.json").read_text("utf-8"))
    spec["resources"] = [r for r in spec["resources"] if r["name"] not in names]
    toy.write()
    other = toy.root / "less"
    other.mkdir()
    (other / "datapackage.json").write_text(json.dumps(spec), "utf-8")
    for folder in ("seeds", "data"):
        (other / folder).symlink_to(toy.root / folder)
    return load(other)


@pytest.mark.parametrize("name", ["aliases", "events", "list_items", "restatements"])
def test_a_package_does_without_the_tables_that_are_not_the_ledgers_core(toy, name):
    _, tables, found = assemble(without(toy, name))
    assert name not in tables
    assert [f.code for f in found if f.code not in ("double-entry", "expression")] == []


def test_foreign_keys_that_go_round_in_a_circle_are_refused(toy):
    spec = json.loads((toy.root / "datapackage.json").read_text("utf-8"))
    units = next(r for r in spec["resources"] if r["name"] == "units")
    units["schema"]["foreignKeys"] = [{"fields": "label", "reference": {"resource": "claims", "fields": "claim_id"}}]
    toy.write()
    path = toy.root / "datapackage.json"
    path.write_text(json.dumps(spec), "utf-8")
    with pytest.raises(CnaiError) as error:
        in_order(_load.__wrapped__(toy.root))
    assert str(error.value) == "the foreign keys of claims and units go round in a circle"


def test_a_table_that_does_not_exist_is_an_error_with_the_near_names():
    with pytest.raises(CnaiError) as refusal:
        PACKAGE.table("fundng")
    assert str(refusal.value) == "there is no table 'fundng'; did you mean funding?"


def test_a_tables_statement_has_its_header_columns_and_keys():
    text = ddl(PACKAGE.table("investor_activity"))
    lines = text.splitlines()
    assert lines[0] == 'create table "investor_activity" ('
    assert lines[1] == '    "activity_id" VARCHAR not null,'
    assert '    "events" BIGINT not null,' in lines
    assert '    primary key ("activity_id"),' in lines
    assert '    foreign key ("events_claim") references "claims" ("claim_id"));' in lines
    assert lines[len(PACKAGE.table("investor_activity").fields) + 3].startswith(
        'comment on table "investor_activity" is '
    )


def test_tables_come_after_those_they_point_to():
    names = [table.name for table in in_order(PACKAGE)]
    assert sorted(names) == sorted(PACKAGE.tables)
    for table in PACKAGE.tables.values():
        assert all(names.index(other) <= names.index(table.name) for _, other, _ in table.foreign)
    assert not any(one == other for one, other in pairwise(names))
