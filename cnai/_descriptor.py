"""Read `datapackage.json` strictly: what is misspelt, missing, of a wrong type or outside the folder is refused.

Nothing is built from a descriptor that breaks a rule: its names become SQL, its paths are opened, its patterns run.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from pathlib import Path
from string import Formatter
from typing import Any

TYPES = ("string", "integer", "number", "date", "boolean")
CONSTRAINTS = {"required": bool, "unique": bool, "enum": list, "pattern": str, "minimum": int | float}
FIXED = {"type": "table", "scheme": "file", "format": "csv", "mediatype": "text/csv", "encoding": "utf-8"}
OURS = {"missing", "check_claims", "evaluations", "parts", "compared", "results", "verdicts", "estimates"}
CORE = {  # what the rules and views name, with the types that aren't text
    "sources": "source_id file title publisher published:date covers_start:date covers_end:date not_before:date "
    "not_after:date characters:integer sha256 note",
    "claims": "claim_id source_id char_start:integer char_end:integer stated kind entity measure basis base unit "
    "period_start period_end status reported_by rounded_to:number statement note",
    "checks": "check_id kind claim_id expression unit reading expected note",
    "list_items": "item_id list_claim slot:integer name state list char_start:integer char_end:integer",
    "events": "event_id stage status outcome outcome_note",
    "entities": "entity label",
    "measures": "measure kind basis",
    "units": "unit whole:boolean",
}
OPTIONAL = {"list_items", "events"}
DERIVED = (
    "comparator value:number value_high:number low:number high:number low_open:boolean high_open:boolean "
    "resolution:number rule date_low:date date_high:date"
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,62}")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")
_KINDS = {str: "text", list: "a list", dict: "an object", bool: "true or false", int | float: "a number"}
Spec = dict[str, Any]


def read_descriptor(path: Path) -> Spec:
    """The descriptor as JSON holds it, once it keeps every rule.

    Raises
    ------
    OSError
        Where the file can't be read.
    ValueError
        Where it breaks a rule: which table and column, what is there, what is allowed.
    """
    try:
        text = path.read_bytes().decode("utf-8")
        spec = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
        if _HALF.search(text):
            json.dumps(spec, ensure_ascii=False).encode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"it must be UTF-8, byte {error.start} is not") from error
    except UnicodeEncodeError as error:
        raise ValueError("it has half a character, which no text can hold") from error
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error
    except json.JSONDecodeError as error:
        raise ValueError(f"line {error.lineno}, column {error.colno} is no JSON: {error.msg}") from error
    _held(spec, dict, "it")
    for key in ("title", "version"):
        _of(spec, key, str, "", "")
    tables: dict[str, Spec] = {}
    for n, table in enumerate(_of(spec, "resources", list, ""), 1):
        _held(table, dict, f"resource {n}")
        name = _of(table, "name", str, f"resource {n}")
        _named(name, f"resource {n}")
        _must(name not in tables, f"two resources have the name {name!r}")
        _must(name not in OURS, f"resource {n} has the name {name!r}, which is a table or view of the database")
        tables[name] = table
        _table(table, f"table {name}")
    for name, core in CORE.items():
        if name in OPTIONAL and name not in tables:
            continue
        _must(name in tables, f"there is no table {name!r}, which the rules need", name, tables)
        _core(_fields(tables[name]), core, f"table {name}")
        if name == "claims":
            _core({f["name"]: f for f in tables[name].get("derived", ())}, DERIVED, "table claims, derived")
    _foreign(tables)
    for name, view in _of(spec, "views", dict, "", {}).items():
        _must(name in ("results", "verdicts", "estimates"), f"there is no view {name!r} to describe")
        _held(view, dict, f"view {name}")
        _of(view, "description", str, f"view {name}")
        _columns(_of(view, "fields", list, f"view {name}"), f"view {name}")
    return dict(spec)


def _object(pairs: list[tuple[str, Any]]) -> Spec:
    found = dict(pairs)
    if len(found) < len(pairs):
        keys = [key for key, _ in pairs]
        twice = next(key for key in keys if keys.count(key) > 1)
        raise ValueError(f"an object has {twice!r} twice")
    return found


def _constant(name: str) -> None:
    raise ValueError(f"{name} is no JSON")


def _must(holds: object, told: str, name: str = "", known: Iterable[str] = ()) -> None:
    """Raise ValueError where a rule isn't kept, with the known name that is most like the one that is there."""
    if not holds:
        close = get_close_matches(name, list(known), 1, 0.6)
        raise ValueError(told + (f"; did you mean {close[0]}?" if close else ""))


def _held(value: Any, kind: Any, where: str) -> None:
    right = isinstance(value, kind) and (kind is bool or not isinstance(value, bool))
    if not right:
        raise ValueError(f"{where} is {json.dumps(value)[:40]}, it must be {_KINDS[kind]}")


def _of(spec: Spec, key: str, kind: Any, where: str, default: Any = None) -> Any:
    """One property, of the right type; one without a default must be there."""
    _must(key in spec or default is not None, f"{where or 'it'} has no {key!r}", key, spec)
    value = spec.get(key, default)
    _held(value, kind, f"{where}: {key}" if where else key)
    return value


def _named(name: str, where: str) -> None:
    _must(_NAME.fullmatch(name), f"{where} has the name {name!r}, it must be a to z, digits and _ (63 at most)")


def _fields(table: Spec) -> dict[str, Spec]:
    return {field["name"]: field for field in table["schema"]["fields"]}


def _table(table: Spec, where: str) -> None:
    """One resource by itself: path, columns, key, codes of missing cells."""
    path = _of(table, "path", str, where)
    parts = path.split("/")
    inside = path.isprintable() and not {"", ".", ".."} & {*parts} and not re.search(r'[\\:*?"<>|]', path)
    _must(inside, f"{where} has the path {path!r}, it must be one of a file within the folder, as data/x.csv")
    for key, allowed in FIXED.items():
        _must(table.get(key, allowed) == allowed, f"{where}: {key} is {table.get(key)!r}, only {allowed!r} is read")
    _must("dialect" not in table, f"{where} has a dialect; only commas between cells and quotes around them are read")
    schema = _of(table, "schema", dict, where)
    columns = _columns(_of(schema, "fields", list, where), where)
    derived = _columns(_of(table, "derived", list, where, []), f"{where}, derived")
    both = [name for name in derived if name in columns]
    _must(not both, f"{where} has the column {both and both[0]!r} twice")
    for key in ("title", "description", "entity", "key_is", "place"):
        name = _of(table, key, str, where, "")
        if name and key in ("entity", "key_is", "place"):
            _column(name, columns, f"{where}: {key}")
    _of(table, "may_be_empty", bool, where, False)
    if table.get("place"):
        for name in ("char_start", "char_end"):
            _must(columns.get(name, {}).get("type") == "integer", f"{where} has a place but no whole numbers {name}")
        _must({"source_id", "list_claim"} & {*columns}, f"{where} has a place but no source_id or list_claim")
    _names(schema.get("primaryKey"), columns, f"{where}: primaryKey")
    for field in columns.values():
        _ties(field, columns, table, f"{where}, column {field['name']}")
    codes = []
    for code in _of(schema, "missingValues", list, where, []):
        _held(code, dict, f"{where}: missingValues")
        codes.append(_of(code, "value", str, f"{where}: missingValues"))
        _of(code, "label", str, f"{where}: missingValues")
    _must(len({*codes}) == len(codes), f"{where}: missingValues has a value twice")


def _columns(fields: list[Any], where: str) -> dict[str, Spec]:
    """Columns by name; each has one type and known constraints."""
    found: dict[str, Spec] = {}
    for n, field in enumerate(fields, 1):
        _held(field, dict, f"{where}, column {n}")
        name = _of(field, "name", str, f"{where}, column {n}")
        _named(name, f"{where}, column {n}")
        _must(name not in found, f"{where} has the column {name!r} twice")
        found[name], here = field, f"{where}, column {name}"
        type_ = _of(field, "type", str, here, "string")
        _must(type_ in TYPES, f"{here}: type is {type_!r}, none of {', '.join(TYPES)}", type_, TYPES)
        for key in ("description", "unit"):
            _of(field, key, str, here, "")
        _constraints(_of(field, "constraints", dict, here, {}), type_, here)
    return found


def _constraints(c: Spec, type_: str, here: str) -> None:
    for key in c:
        _must(key in CONSTRAINTS, f"{here}: constraint {key!r} is none of {', '.join(CONSTRAINTS)}", key, CONSTRAINTS)
        _of(c, key, CONSTRAINTS[key], here)
    if "enum" in c:
        values = c["enum"]
        right = values and all(isinstance(v, str) and v for v in values) and len({*values}) == len(values)
        _must(right and type_ == "string", f"{here}: enum must be different texts, one at least, in a column of text")
    if "minimum" in c:
        _must(type_ in ("integer", "number"), f"{here}: minimum is for numbers, the type is {type_!r}")
    try:
        re.compile(c.get("pattern", ""))
    except re.error as error:
        raise ValueError(f"{here}: pattern {c['pattern']!r} is no regular expression: {error}") from error


def _column(name: str, columns: Mapping[str, Spec], where: str) -> None:
    _must(name in columns, f"{where} names the column {name!r}, which isn't there", name, columns)


def _names(value: Any, columns: Mapping[str, Spec], where: str) -> list[str]:
    """Names of columns, one or a list; at least one, each once, each there."""
    names = [value] if isinstance(value, str) else value
    right = isinstance(names, list) and names and all(isinstance(name, str) for name in names)
    _must(right, f"{where} is {json.dumps(value)[:40]}, it must be one column or a list of columns")
    for name in names:
        _column(name, columns, where)
    _must(len({*names}) == len(names), f"{where} names a column twice")
    return list(names)


def _ties(field: Spec, columns: Mapping[str, Spec], table: Spec, here: str) -> None:
    """What ties a stated cell to its claim: the other columns it names are there."""
    for key in ("claim", "comparator", "upper", "base"):
        name = _of(field, key, str, here, "")
        if name:
            _column(name, columns, f"{here}: {key}")
    attributes = _of(field, "attributes", bool, here, True)
    _must(not (field.get("claim") and attributes) or table.get("entity"), f"{here}: has a claim, its table no entity")
    measure = field.get("measure", [])
    words = [measure] if isinstance(measure, str) else measure
    right = isinstance(words, list) and all(isinstance(word, str) for word in words)
    _must(right, f"{here}: measure is {json.dumps(measure)[:40]}, it must be text or a list of texts")
    for text in (field.get("unit", ""), *words):
        try:
            parts = list(Formatter().parse(text))
        except ValueError as error:
            raise ValueError(f"{here}: {text!r} has a brace without its other") from error
        for _, name, form, turned in parts:
            if name is not None:
                _must(not form and not turned, f"{here}: {text!r} may hold a column's name in braces, nothing else")
                _column(name, columns, f"{here}: {text!r}")
    for name, values in _of(field, "applies", dict, here, {}).items():
        _column(name, columns, f"{here}: applies")
        right = isinstance(values, list) and all(isinstance(value, str) for value in values)
        _must(right, f"{here}: applies has {json.dumps(values)[:40]} for {name}, it must be a list of texts")


def _core(columns: Mapping[str, Spec], core: str, where: str) -> None:
    for wanted in core.split():
        name, _, type_ = wanted.partition(":")
        _must(name in columns, f"{where} has no column {name!r}, which the rules need", name, columns)
        found = columns[name].get("type", "string")
        _must(
            found == (type_ or "string"),
            f"{where}, column {name}: type is {found!r}, the rules need {type_ or 'string'!r}",
        )


def _foreign(tables: Mapping[str, Spec]) -> None:
    """Foreign keys lead to a key of a table that is there, of the same type."""
    for name, table in tables.items():
        where = f"table {name}: foreignKeys"
        for key in _of(table["schema"], "foreignKeys", list, f"table {name}", []):
            _held(key, dict, where)
            reference = _of(key, "reference", dict, where)
            other = _of(reference, "resource", str, where, "") or name
            _must(other in tables, f"{where} names the table {other!r}, which isn't there", other, tables)
            theirs = _fields(tables[other])
            mine, targets = (
                _names(key.get("fields"), _fields(table), where),
                _names(reference.get("fields"), theirs, f"{where} to {other}"),
            )
            primary = tables[other]["schema"]["primaryKey"]
            unique = len(targets) == 1 and theirs[targets[0]].get("constraints", {}).get("unique")
            is_key = unique or targets == ([primary] if isinstance(primary, str) else primary)
            _must(is_key, f"{where} names {', '.join(targets)} of {other}, which is no key there")
            types = [
                [_type(columns[c]) for c in names] for columns, names in ((_fields(table), mine), (theirs, targets))
            ]
            _must(types[0] == types[1], f"{where} names {', '.join(targets)} of {other}, which is of another type")


def _type(field: Spec) -> tuple[str, list[str]]:
    return field.get("type", "string"), field.get("constraints", {}).get("enum", [])
