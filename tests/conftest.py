"""A toy package, small enough to check in the head: one document about a bakery, its claims and their extracts."""

import csv
import io
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from hypothesis import settings
from toys import TOY, descriptor

from cnai._build import assemble
from cnai._ledger import read_claim
from cnai._package import Package, load

settings.register_profile("cnai", derandomize=True, deadline=timedelta(seconds=10), database=None)
settings.load_profile("cnai")


class Toy:
    """A package in a folder of its own; its tables are lists of rows, cells are text as in a CSV."""

    def __init__(self, root: Path) -> None:
        self.root = root
        (root / "datapackage.json").write_text(descriptor(), "utf-8")
        for folder in ("seeds", "data"):
            (root / folder).mkdir()
        self.package: Package = load(root)
        self.tables = {name: list(csv.DictReader(io.StringIO(text.strip()))) for name, text in TOY.items()}

    def path(self, name: str) -> Path:
        return self.package.path(name)

    def text(self, name: str) -> str:
        out = io.StringIO()
        writer = csv.DictWriter(out, self.package.table(name).names, lineterminator="\n")
        writer.writeheader()
        writer.writerows(self.tables[name])
        return out.getvalue()

    def write(self, **texts: str | bytes) -> None:
        """Write every table, those given as they are."""
        for name in self.tables:
            text = texts.get(name, self.text(name))
            self.path(name).write_bytes(text if isinstance(text, bytes) else text.encode())

    def row(self, name: str, key: str) -> dict[str, str]:
        return next(row for row in self.tables[name] if key in (next(iter(row.values())), row.get("text")))

    def change(self, name: str, key: str, /, **cells: str) -> None:
        self.row(name, key).update(cells)

    def drop(self, name: str, key: str) -> None:
        self.tables[name].remove(self.row(name, key))

    def add(self, name: str, /, **cells: str) -> None:
        self.tables[name].append(dict.fromkeys(self.package.table(name).names, "") | cells)

    def findings(self, **texts: str | bytes) -> list[str]:
        """Write the package and say everything that is wrong with it."""
        self.write(**texts)
        con, _, found = assemble(self.package)
        if con is not None:
            con.close()
        return [str(finding) for finding in found]

    def connect(self) -> duckdb.DuckDBPyConnection:
        self.write()
        con, _, found = assemble(self.package)
        assert con is not None, [str(finding) for finding in found]
        return con

    def claim(self, claim_id: str, stated: str, unit: str = "percent", basis: str = "rate", **more: str) -> None:
        """Add a claim, what backs it and the words of the vocabularies it needs."""
        more = {"kind": "quantity", "status": "actual", "period_start": "", "period_end": ""} | more
        kind = more["kind"]
        basis = basis if kind == "quantity" else "change" if kind == "direction" else ""
        unit = {"date": "date", "period": "date", "rank": "rank", "direction": "change"}.get(kind, unit)
        measure = "_".join(filter(None, (kind, basis))) if kind != "period" else "reporting_period"
        at = max(int(row["char_end"]) for row in self.tables["exclusions"] + self.tables["claims"]) + 1
        whole = unit not in ("percent", "USD", "RMB", "change", "year")
        cells = {"entity": "bakery", "measure": measure, "unit": unit, "base": more.get("base", "")}
        cells |= {c: more[c] for c in ("status", "period_start", "period_end")}
        where = {"char_start": str(at), "char_end": str(at + len(stated))}
        words = {"claim_id": claim_id, "source_id": "toy", "stated": stated, "statement": "A claim."}
        self.add("claims", **cells, **where, **words, kind=kind, basis=basis)
        for name, key, others in (
            ("measures", measure, {"kind": kind, "basis": basis}),
            ("units", unit, {"whole": str(whole).lower()}),
        ):
            if all(key != row[name[:-1]] for row in self.tables[name]):
                self.add(name, **{name[:-1]: key, "label": f"{key} label"}, **others)
        cells = {c: text for c, text in cells.items() if c in self.package.table(BACKED.get(kind, NUMBERS)).names}
        if kind == "date":
            plan = more["status"] in ("planned", "forecast")
            self.add(
                "events", event_id=claim_id, lane="companies", event="Event", date_claim=claim_id, **cells,
                stage=more["status"] if plan else "held", outcome_note="Nothing more is said of it." if plan else "",
                date_start=more["period_start"], date_end=more["period_end"],
            )  # fmt: skip
        elif kind == "period":
            self.add("periods", period_id=claim_id, about="a period", period_claim=claim_id, **cells)
        else:
            row = dict.fromkeys(self.package.table("claims").names) | self.tables["claims"][-1]
            read = read_claim(row, whole)
            numbers = {
                "value": f"{read['value']:f}",
                "value_cmp": "" if read["comparator"] == "=" else read["comparator"],
            }
            numbers["value_high"] = f"{read['value_high']:f}" if read["value_high"] else ".n"
            self.add("other_numbers", number_id=claim_id, theme="apps", value_claim=claim_id, **numbers, **cells)

    def check(self, check_id: str, claim_id: str, expression: str, expected: str, **more: str) -> None:
        """Add a check; its unit is its claim's, and its kind what its claim and expression make it."""
        unit = next((row["unit"] for row in self.tables["claims"] if row["claim_id"] == claim_id), "")
        kind = "estimate" if not claim_id else "agreement" if expression.startswith("stated(") else "identity"
        more = {"kind": kind, "unit": unit, "note": "A check."} | more
        self.add("checks", check_id=check_id, claim_id=claim_id, expression=expression, expected=expected, **more)


NUMBERS = "other_numbers"
BACKED = {"date": "events", "period": "periods"}


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """The toy package, as it holds."""
    return Toy(tmp_path)


@pytest.fixture(scope="module")
def module_toy(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """The toy package for a module that builds it once."""
    return Toy(tmp_path_factory.mktemp("toy"))
