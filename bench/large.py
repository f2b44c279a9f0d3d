"""A large extract validated by the same rules and loaded: ours, a plain load, and three validators with that load."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.extracts import FIELDS, HEDGES, ID, KINDS, NAME, write
from bench.measure import MEGABYTE, Cost, Row, at_least, at_most, compare, once, task

PEERS = ("frictionless", "pandera", "pointblank")
NUMBER, WHOLE = r"(0|[1-9]\d*)(\.\d+)?", r"(0|[1-9]\d*)"
PATTERNS = {"deal_id": ID, "amount": NUMBER, "amount_claim": ID, "investors": WHOLE, "share": NUMBER}
TYPES = {"string": "VARCHAR", "number": "DOUBLE", "integer": "BIGINT", "date": "DATE"}
WHY = (
    "Each line is held against one pattern of its table's rules and, where that doesn't accept it, read cell by cell; "
    "then DuckDB reads the file once more. A process's start and its imports count on both sides."
)


def rows(quick: bool) -> Iterator[Row]:
    """Ours beside the plain load, each peer beside ours; the faults each finds."""
    for length in (100_000,) if quick else (100_000, 1_000_000):
        with tempfile.TemporaryDirectory() as folder:
            good, bad = Path(folder, "good"), Path(folder, "bad")
            write(good, length, False)
            faults = write(bad, length, True)
            runs = 0 if quick or length > 100_000 else 2
            found = compare({name: task("large", name, good) for name in ("plain", "ours", *PEERS)}, runs)
            seen = {name: once(task("large", name, bad)).told["found"] for name in ("ours", *PEERS)}
        yield from _lines(length, faults, found, seen)


def _lines(length: int, faults: int, found: dict[str, Cost], seen: dict[str, int]) -> Iterator[Row]:
    ours = found["ours"]
    short = f"{length:,} rows"
    work = f"an extract of {length:,} rows validated and loaded; {seen['ours']} of {faults} faults told with their line"
    yield at_most(short, work, "plain typed `read_csv` into a table, CPU", 3, ours, ours.cpu, found["plain"].cpu, WHY)
    for name in PEERS:
        cost = found[name]
        beside = f"{name} and that load, CPU; {seen[name]} of {faults} faults told, {cost.memory / MEGABYTE:,.0f} MB"
        yield at_least(
            f"{short}, {name}", "the same", beside, 8 * (name == "frictionless"), ours, ours.cpu, cost.cpu, WHY
        )
    least = min(found[name].memory for name in PEERS)
    yield Row(
        f"{short}, memory", "the same", f"the least of the three, {least / MEGABYTE:,.0f} MB", "less memory than any",
        f"{ours.memory / least:.2f} times", ours.memory / least, ours, WHY,
    )  # fmt: skip


def plain(folder: Path) -> int:
    """Load, typed, into a table; what this finds stops it."""
    import duckdb

    columns = {name: TYPES[kind] for name, (kind, _) in FIELDS.items()}
    con = duckdb.connect()
    con.execute("set enable_progress_bar = false").fetchall()
    query = f"create table {NAME} as from read_csv($1, header = true, columns = {columns})"
    con.execute(query, [str(folder / f"{NAME}.csv")]).fetchall()
    return 0


def ours(folder: Path) -> int:
    """Read, validate and load, as the package does."""
    import duckdb

    from cnai import _build, _package, _schema
    from cnai._keys import read_all

    # The extract alone: of a package with a ledger too, this is what it adds.
    table = _package._table(json.loads((folder / "ours.json").read_text("utf-8"))["resources"][0])
    package = replace(_package.load(), root=folder, tables={NAME: table})
    rows = read_all(package)[NAME]
    lines = {str(f.line) for f in rows.findings if f.line}
    if rows.findings:
        return len(lines & json.loads((folder / "faults.json").read_text("utf-8")).keys())
    con = duckdb.connect(config=_build.CONFIG)
    con.execute(_build.BEFORE).fetchall()
    con.execute(_schema.ddl(table, keyed=not rows.sieve)).fetchall()
    _build._copy(con, package, table, rows.count)
    return 0


def frictionless(folder: Path) -> int:
    """Validate by the same descriptor."""
    import frictionless as peer

    report = peer.Package(str(folder / "plain.json")).validate(limit_errors=10_000)
    return len(_told(folder, {error[0] for error in report.flatten(["rowNumber"])}, 0))


def _text(folder: Path) -> Any:
    import polars as pl

    return pl.read_csv(folder / f"{NAME}.csv", infer_schema=False)


def _told(folder: Path, found: set[Any], more: int) -> set[int]:
    """Which of the known faults are among these row numbers, to which `more` makes lines."""
    known = {int(line) for line in json.loads((folder / "faults.json").read_text("utf-8"))}
    return known & {int(row) + more for row in found if row is not None}


def pandera(folder: Path) -> int:
    """Validate the text by the same rules, all faults at once."""
    import pandera.polars as pa
    import polars as pl

    def day(data: Any) -> Any:
        return data.lazyframe.select(pl.col(data.key).str.to_date("%Y-%m-%d", strict=False).is_not_null())

    def column(name: str) -> Any:
        checks: list[Any] = []
        if name in PATTERNS:
            checks.append(pa.Check.str_matches(f"^(?:{PATTERNS[name]})$"))
        if (kinds := {"kind": KINDS, "amount_cmp": HEDGES}.get(name)) is not None:
            checks.append(pa.Check.isin(kinds))
        if name == "day":
            checks.append(pa.Check(day))
        rules = FIELDS[name][1]
        return pa.Column(str, checks, nullable=not rules.get("required"), unique=bool(rules.get("unique")))

    schema = pa.DataFrameSchema({name: column(name) for name in FIELDS}, strict=True)
    try:
        schema.validate(_text(folder), lazy=True)
    except pa.errors.SchemaErrors as error:
        return len(_told(folder, set(error.failure_cases["index"]), 2))
    return 0


def pointblank(folder: Path) -> int:
    """Validate the text by the same rules, with the failing rows."""
    import pointblank as pb
    import polars as pl

    steps = pb.Validate(_text(folder).with_row_index("at"))
    for name, (_, rules) in FIELDS.items():
        if rules.get("required"):
            steps = steps.col_vals_not_null(name)
        if rules.get("unique"):
            steps = steps.rows_distinct(name)
        if name in PATTERNS:
            steps = steps.col_vals_regex(name, f"^(?:{PATTERNS[name]})$", na_pass=True)
        if (kinds := {"kind": KINDS, "amount_cmp": [*HEDGES, None]}.get(name)) is not None:
            steps = steps.col_vals_in_set(name, kinds)
        if name == "day":
            steps = steps.col_vals_expr(pl.col(name).str.to_date("%Y-%m-%d", strict=False).is_not_null())
    extracts = steps.interrogate().get_data_extracts()
    found = {at for part in extracts.values() if part is not None and len(part) for at in part["at"]}
    return len(_told(folder, found, 2))


if __name__ == "__main__":
    name, place = sys.argv[1], Path(sys.argv[2])
    run: Callable[[Path], int] = globals()[name]
    told = run(place)
    if name in PEERS and not told:
        plain(place)
    print(json.dumps({"found": told}))
