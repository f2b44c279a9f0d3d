"""The codebook: every table and column in words, made from the descriptor.

``python -m cnai._codebook`` writes `data/README.md`.
"""

from __future__ import annotations

from cnai._package import Field, Package, Table, load

HEAD = """# Codebook

Made from `datapackage.json`, which is the one description of every table: `python -m cnai._codebook` writes this page.

Values are in base units: 2500000000, not "2.5 billion"; a percent stays a percent. Beside a stated number stand the
hedge printed with it (`_cmp`), the upper end of a range (`_high`) and the id of its claim in `seeds/claims.csv`
(`_claim`). Dates have the precision that is printed: 2023, 2023-08 or 2023-08-31.
"""


def _rules(field: Field, table: Table) -> str:
    c = field.constraints
    said = []
    if field.name in table.key:
        said.append("key")
    said += [f"points to `{other}`" for names, other, _ in table.foreign if field.name in names]
    if field.required and field.name not in table.key:
        said.append("never empty")
    if "enum" in c:
        said.append("one of " + ", ".join(f"`{value}`" for value in c["enum"]))
    if field.claim:
        said.append(f"stated by `{field.claim}`")
    return "; ".join(said)


def _line(field: Field, table: Table) -> str:
    unit = field.unit.strip("{}") if not field.unit.startswith("{") else f"as in `{field.unit.strip('{}')}`"
    return f"| `{field.name}` | {field.type} | {unit} | {field.description} | {_rules(field, table)} |"


def codebook(package: Package) -> str:
    """The codebook as Markdown."""
    parts = [HEAD]
    for table in package.tables.values():
        parts.append(f"## `{table.name}`: {table.title}\n\n{table.description} `{table.path}`\n")
        parts.append("| column | type | unit | holds | rule |\n|---|---|---|---|---|")
        parts += [_line(field, table) for field in table.fields]
        codes = [f"`{code}` {label}" if code else f"empty {label}" for code, label in table.missing.items()]
        parts.append(f"\nA missing cell: {', '.join(codes)}.\n")
        if table.derived:
            parts.append("Read from the printed words, in the database only:\n")
            parts.append("| column | type | unit | holds |\n|---|---|---|---|")
            parts += [_line(f, table).rsplit("|", 2)[0] + "|" for f in table.derived]
            parts.append("")
    for name, (description, fields) in package.views.items():
        parts.append(f"## `{name}`: a view\n\n{description}\n\n| column | type | unit | holds |\n|---|---|---|---|")
        parts += [f"| `{f.name}` | {f.type} | {f.unit.strip('{}')} | {f.description} |" for f in fields]
        parts.append("")
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    (load().root / "data" / "README.md").write_text(codebook(load()), encoding="utf-8")
