"""A hostile or broken descriptor: one sentence that says what is wrong with which table and column, and no more."""

import json

import duckdb
import pytest
from toys import descriptor

from cnai._build import assemble
from cnai._package import CnaiError, _load, load

PATH = "it must be one of a file within the folder, as data/x.csv"
NAME = "it must be a to z, digits and _ (63 at most)"


def table(spec, name):
    return next(r for r in spec["resources"] if r["name"] == name)


def column(spec, of, name):
    return next(f for f in table(spec, of)["schema"]["fields"] if f["name"] == name)


def refused(toy, data):
    """The sentence by which a descriptor is refused, without its path."""
    path = toy.root / "hostile" / "datapackage.json"
    path.parent.mkdir()
    path.write_bytes(data)
    with pytest.raises(CnaiError) as refusal:
        load(path.parent)
    start = f"{path} is no descriptor: "
    assert str(refusal.value).startswith(start)
    assert "\n" not in str(refusal.value)
    return str(refusal.value).removeprefix(start)


BYTES = [
    # The file's bytes, and what is said.
    (b"", "line 1, column 1 is no JSON: Expecting value"),
    (b"{", "line 1, column 2 is no JSON: Expecting property name enclosed in double quotes"),
    (b"[]", "it is [], it must be an object"),
    (b"null", "it is null, it must be an object"),
    (b"{}", "it has no 'resources'"),
    (b'{"resource": []}', "it has no 'resources'; did you mean resource?"),
    (b'{"resources": {}}', "resources is {}, it must be a list"),
    (b'{"resources": []}', "there is no table 'sources', which the rules need"),
    (b'{"resources": [5]}', "resource 1 is 5, it must be an object"),
    (b'{"resources": [], "resources": []}', "an object has 'resources' twice"),
    (b'{"resources": [NaN]}', "NaN is no JSON"),
    (b'{"title": "\\ud800"}', "it has half a character, which no text can hold"),
    (b"\xef\xbb\xbf{}", "line 1, column 1 is no JSON: Unexpected UTF-8 BOM (decode using utf-8-sig)"),
    ('{"title": "é"}'.encode("latin-1"), "it must be UTF-8, byte 11 is not"),
    ("{}".encode("utf-16"), "it must be UTF-8, byte 0 is not"),
    (b"[" * 200_000, "it is nested too deep"),
    (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "it is nested too deep"),
]


@pytest.mark.parametrize(("data", "told"), BYTES, ids=[told for _, told in BYTES])
def test_bytes_that_are_no_descriptor_are_refused(toy, data, told):
    assert refused(toy, data) == told


def put(name, /, **changes):
    return lambda spec: table(spec, name).update(changes)


def schema(name, /, **changes):
    return lambda spec: table(spec, name)["schema"].update(changes)


def field(name, of, /, **changes):
    return lambda spec: column(spec, name, of).update(changes)


def gone(name):
    return lambda spec: spec["resources"].remove(table(spec, name))


def without(name, key):
    return lambda spec: table(spec, name).pop(key)


def key(columns, resource, targets):
    reference = {"resource": resource, "fields": targets}
    return schema("exclusions", foreignKeys=[{"fields": columns, "reference": reference}])


def limits(**constraints):
    return field("exclusions", "reason", constraints=constraints)


E, N = "table exclusions", "table other_numbers, column value"
CHANGES = {
    # What is changed in a good descriptor, and what is said.
    "a table without a name": (without("units", "name"), "resource 6 has no 'name'"),
    "a table with a number for a name": (put("units", name=5), "resource 6: name is 5, it must be text"),
    "a table without a path": (without("exclusions", "path"), f"{E} has no 'path'"),
    "a table without a schema": (without("exclusions", "schema"), f"{E} has no 'schema'; did you mean scheme?"),
    "two tables of one name": (put("units", name="claims"), "two resources have the name 'claims'"),
    "a table with the name of a view": (
        put("exclusions", name="verdicts"),
        "resource 3 has the name 'verdicts', which is a table or view of the database",
    ),
    "a name that is SQL": (
        put("exclusions", name='x"; drop table claims; --'),
        f"resource 3 has the name 'x\"; drop table claims; --', {NAME}",
    ),
    "an empty name": (put("exclusions", name=""), f"resource 3 has the name '', {NAME}"),
    "a list of paths": (put("exclusions", path=["a.csv"]), f'{E}: path is ["a.csv"], it must be text'),
    **{
        f"the path {path!r}": (put("exclusions", path=path), f"{E} has the path {path!r}, {PATH}")
        for path in (
            "../x.csv", "/etc/passwd", "seeds/../../x.csv", "https://a.b/c.csv", "C:\\x.csv", "..\\x.csv", "a\0b", "",
            ".", "data//x.csv", "data/",
        )
    },
    "another encoding": (put("exclusions", encoding="latin-1"), f"{E}: encoding is 'latin-1', only 'utf-8' is read"),
    "another format": (put("exclusions", format="xlsx"), f"{E}: format is 'xlsx', only 'csv' is read"),
    "a dialect": (
        put("exclusions", dialect={"delimiter": ";"}),
        f"{E} has a dialect; only commas between cells and quotes around them are read",
    ),
    "a list for a schema": (put("exclusions", schema=[]), f"{E}: schema is [], it must be an object"),
    "an object for columns": (schema("exclusions", fields={}), f"{E}: fields is {{}}, it must be a list"),
    "text for a column": (schema("exclusions", fields=["x"]), f'{E}, column 1 is "x", it must be an object'),
    "no column": (
        schema("exclusions", fields=[]), f"{E}: place names the column 'text', which isn't there",
    ),
    "a column twice": (
        schema("exclusions", fields=[{"name": "a"}, {"name": "a"}]), f"{E} has the column 'a' twice",
    ),
    "a column in capitals": (
        field("exclusions", "reason", name="Reason"), f"{E}, column 5 has the name 'Reason', {NAME}",
    ),
    "a quote in a column's name": (
        field("exclusions", "reason", name='re"ason'), f"{E}, column 5 has the name 're\"ason', {NAME}",
    ),
    "an unknown type": (
        field("exclusions", "reason", type="strin"),
        f"{E}, column reason: type is 'strin', none of string, integer, number, date, boolean; did you mean string?",
    ),
    "a list for a type": (
        field("exclusions", "reason", type=["string"]), f'{E}, column reason: type is ["string"], it must be text',
    ),
    "an unknown constraint": (
        limits(maximum=5),
        f"{E}, column reason: constraint 'maximum' is none of required, unique, enum, pattern, minimum; "
        "did you mean minimum?",
    ),
    "a list for constraints": (
        field("exclusions", "reason", constraints=[]), f"{E}, column reason: constraints is [], it must be an object",
    ),
    "required in words": (limits(required="no"), f'{E}, column reason: required is "no", it must be true or false'),
    "a pattern that is none": (
        limits(pattern="("),
        f"{E}, column reason: pattern '(' is no regular expression: missing ), unterminated subpattern at position 0",
    ),
    "a text for a list of values": (limits(enum="name"), f'{E}, column reason: enum is "name", it must be a list'),
    **{
        f"the values {values}": (
            limits(enum=values),
            f"{E}, column reason: enum must be different texts, one at least, in a column of text",
        )
        for values in ([], [1, 2], ["name", "name"], [""])
    },
    "a least text": (limits(minimum=5), f"{E}, column reason: minimum is for numbers, the type is 'string'"),
    "SQL for a minimum": (
        limits(minimum="0); drop table claims; --"),
        f'{E}, column reason: minimum is "0); drop table claims; --", it must be a number',
    ),
    "a claim in no column": (
        field("other_numbers", "value", claim="value_clam"),
        f"{N}: claim names the column 'value_clam', which isn't there; did you mean value_claim?",
    ),
    "a hedge in no column": (
        field("other_numbers", "value", comparator="x"), f"{N}: comparator names the column 'x', which isn't there",
    ),
    "a unit that reaches inside": (
        field("other_numbers", "value", unit="{unit.__class__}"),
        f"{N}: '{{unit.__class__}}' names the column 'unit.__class__', which isn't there",
    ),
    "a unit as wide as memory": (
        field("other_numbers", "value", unit="{unit:>999999999}"),
        f"{N}: '{{unit:>999999999}}' may hold a column's name in braces, nothing else",
    ),
    "half a brace": (field("other_numbers", "value", unit="{"), f"{N}: '{{' has a brace without its other"),
    "a number for a measure": (
        field("other_numbers", "value", measure=5), f"{N}: measure is 5, it must be text or a list of texts",
    ),
    "a condition on no column": (
        field("other_numbers", "value", applies={"x": ["*"]}), f"{N}: applies names the column 'x', which isn't there",
    ),
    "an entity in no column": (
        put("other_numbers", entity="x"), "table other_numbers: entity names the column 'x', which isn't there",
    ),
    "claims without an entity": (put("other_numbers", entity=""), f"{N}: has a claim, its table no entity"),
    "a place without its ends": (
        put("units", place="label"), "table units has a place but no whole numbers char_start",
    ),
    "no key": (lambda spec: table(spec, "exclusions")["schema"].pop("primaryKey"),
               f"{E}: primaryKey is null, it must be one column or a list of columns"),
    "a key of nothing": (
        schema("exclusions", primaryKey=[]), f"{E}: primaryKey is [], it must be one column or a list of columns",
    ),
    "a key of the same twice": (
        schema("exclusions", primaryKey=["text", "text"]), f"{E}: primaryKey names a column twice",
    ),
    "a foreign key to no table": (
        key(["source_id"], "source", ["source_id"]),
        f"{E}: foreignKeys names the table 'source', which isn't there; did you mean sources?",
    ),
    "a foreign key to no column": (
        key(["source_id"], "sources", ["x"]), f"{E}: foreignKeys to sources names the column 'x', which isn't there",
    ),
    "a foreign key from no column": (
        key(["x"], "sources", ["source_id"]), f"{E}: foreignKeys names the column 'x', which isn't there",
    ),
    "a foreign key to what is no key": (
        key(["source_id"], "claims", ["source_id"]),
        f"{E}: foreignKeys names source_id of claims, which is no key there",
    ),
    "a foreign key of two columns to one": (
        key(["source_id", "text"], "sources", ["source_id"]),
        f"{E}: foreignKeys names source_id of sources, which is of another type",
    ),
    "reasons without a label": (
        schema("exclusions", missingValues=[{"value": ""}]), f"{E}: missingValues has no 'label'",
    ),
    "reasons as a list": (
        schema("exclusions", missingValues=["", "NA"]), f'{E}: missingValues is "", it must be an object',
    ),
    "no ledger": (gone("claims"), "there is no table 'claims', which the rules need"),
    "no units": (gone("units"), "there is no table 'units', which the rules need; did you mean entities?"),
    "a ledger without statements": (
        lambda spec: table(spec, "claims")["schema"]["fields"].remove(column(spec, "claims", "statement")),
        "table claims has no column 'statement', which the rules need; did you mean stated?",
    ),
    "places in words": (
        field("claims", "char_end", type="string", constraints={}),
        "table claims has a place but no whole numbers char_end",
    ),
    "a view of another name": (
        lambda spec: spec["views"].update(verdict={"description": "", "fields": []}),
        "there is no view 'verdict' to describe",
    ),
    "a list for a title": (lambda spec: spec.update(title=["x"]), 'title is ["x"], it must be text'),
}  # fmt: skip


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES)
def test_a_descriptor_that_breaks_a_rule_is_refused(toy, change, told):
    spec = json.loads(descriptor())
    change(spec)
    assert refused(toy, json.dumps(spec).encode()) == told


@pytest.mark.parametrize("words", ["it's; drop table claims; --", "'", "\0", "\n", "{claim_id}", "%s", "\u202e"])
def test_words_of_a_descriptor_stay_words(toy, words):
    spec = json.loads(descriptor())
    table(spec, "exclusions").update(description=words, title=words)
    column(spec, "exclusions", "reason")["description"] = words
    (toy.root / "datapackage.json").write_text(json.dumps(spec), "utf-8")
    toy.write()
    _load.cache_clear()
    con, _, found = assemble(load(toy.root))
    assert isinstance(con, duckdb.DuckDBPyConnection), found
    query = "select comment from duckdb_tables() where table_name = 'exclusions'"
    assert con.execute(query).fetchall() == [(words,)]
