"""A made-up ledger of a thousand documents beside one of a hundred; each step's growth."""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from bench.measure import Row, at_most, middle, once, task

SIZES = {False: (100, 1000), True: (20, 200)}
STEPS = {
    "_build": ("read_all", "apply_rules", "_insert", "_evaluate"),
    "_rules": ("read_claims", "positions", "check_rules", "double_entry"),
}
STEPS_TIMED = {name.strip("_") for names in STEPS.values() for name in names}


def rows(quick: bool) -> Iterator[Row]:
    """The whole beside a tenth of it, and its worst step."""
    small, large = SIZES[quick]
    with tempfile.TemporaryDirectory() as folder:
        costs = []
        for documents in (small, large):
            place = Path(folder, str(documents))
            once(task("scale", "write", place, documents))
            costs.append(middle([once(task("scale", "build", place)) for _ in range(1 if quick else 3)]))
    one, other = (cost.told for cost in costs)
    grown = {step: other[step] / one[step] for step in one if step in STEPS_TIMED and one[step] > 0.02}
    worst = max(grown, key=grown.__getitem__)
    work = f"a ledger of {large:,} documents, {other['claims']:,.0f} claims, {other['checks']:,.0f} checks"
    beside = f"the same of {small:,} documents; the step that grew most, `{worst}`, {grown[worst]:.1f} times"
    yield at_most(f"{large:,} documents", work, beside, 11, costs[1], other["whole"], one["whole"])


def build(folder: Path) -> None:
    """Read, check and build a package; tell the processor's seconds of each step."""
    from cnai import _build, _rules
    from cnai._package import load

    spent: dict[str, float] = {}

    def timed(name: str, inner: object) -> object:
        def run(*args: object) -> object:
            start = time.process_time()
            try:
                return inner(*args)  # type: ignore[operator]
            finally:
                spent[name] = spent.get(name, 0.0) + time.process_time() - start

        return run

    for module, steps in ((_build, STEPS["_build"]), (_rules, STEPS["_rules"])):
        for name in steps:
            if hasattr(module, name):
                setattr(module, name, timed(name.strip("_"), getattr(module, name)))
    start = time.process_time()
    con, tables, found = _build.assemble(load(folder))
    spent["whole"] = time.process_time() - start
    assert con is not None and not found, [str(finding) for finding in found[:3]]
    print(json.dumps(spent | {name: len(tables[name].rows) for name in ("claims", "checks")}))


if __name__ == "__main__":
    if sys.argv[1] == "write":
        from bench.ledger import write

        write(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        build(Path(sys.argv[2]))
