"""The tables of the descriptor as SQL: what creates them, in which order, with their keys, rules and comments."""

from __future__ import annotations

from graphlib import CycleError, TopologicalSorter

from cnai._package import CnaiError, Field, Package, Table

SQL_TYPES = {
    "string": "VARCHAR",
    "integer": "BIGINT",
    "number": "DOUBLE",
    "date": "DATE",
    "boolean": "BOOLEAN",
}


def quoted(text: str) -> str:
    """Text as an SQL string."""
    return "'" + text.replace("'", "''") + "'"


def quoted_name(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name + '"'


def sql_type(field: Field) -> str:
    """The column's type in the database: an ENUM where the descriptor lists the values."""
    if "enum" in field.constraints:
        return f"ENUM ({', '.join(map(quoted, field.constraints['enum']))})"
    return SQL_TYPES[field.type]


def ddl(table: Table, keyed: bool = True) -> str:
    """CREATE TABLE and COMMENT statements for one table of the descriptor, with its key or without.

    Examples
    --------
    >>> from cnai._package import load
    >>> print(ddl(load().table("investor_activity")).splitlines()[0])
    create table "investor_activity" (
    """
    columns = []
    for field in (*table.fields, *table.derived):
        c = field.constraints
        rules = [
            " not null" * field.required,
            " unique" * bool(c.get("unique") and (field.name,) != table.key),
        ]
        rules += [f" check ({quoted_name(field.name)} >= {c['minimum']})" if "minimum" in c else ""]
        columns.append(f"{quoted_name(field.name)} {sql_type(field)}{''.join(rules)}")
    if keyed:
        columns.append(f"primary key ({', '.join(map(quoted_name, table.key))})")
    for names, other, targets in table.foreign:
        if other != table.name:  # DuckDB checks a key into its own table row by row, before the row it names is there
            mine, theirs = (", ".join(map(quoted_name, columns_)) for columns_ in (names, targets))
            columns.append(f"foreign key ({mine}) references {quoted_name(other)} ({theirs})")
    body = ",\n    ".join(columns)
    return f"create table {quoted_name(table.name)} (\n    {body});\n" + comments(
        "table", table.name, table.description, (*table.fields, *table.derived)
    )


def comments(kind: str, name: str, description: str, fields: tuple[Field, ...]) -> str:
    """COMMENT statements for a table or view and its columns; a unit stands in brackets after the words."""
    said = [f"comment on {kind} {quoted_name(name)} is {quoted(description)};"]
    for f in fields:
        words = f.description + (f" ({f.unit})" if f.unit else "")
        said.append(f"comment on column {quoted_name(name)}.{quoted_name(f.name)} is {quoted(words)};")
    return "\n".join(said)


def in_order(package: Package) -> list[Table]:
    """Tables after those that their foreign keys name."""
    waits = {t.name: {o for _, o, _ in t.foreign} - {t.name} for t in package.tables.values()}
    try:
        return [package.tables[name] for name in TopologicalSorter(waits).static_order()]
    except CycleError as error:
        raise CnaiError(
            f"the foreign keys of {' and '.join(sorted(set(error.args[1])))} go round in a circle"
        ) from None
