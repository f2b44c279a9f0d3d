"""The parts of the benchmark run, on sizes so small that nothing is timed; what they compare is the same work."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from bench import extracts, large, ledger, measure, page, picture  # noqa: E402
from cnai._build import assemble  # noqa: E402

COST = measure.Cost(1.5, 2.0, 3 * measure.MEGABYTE, {})


def test_a_made_up_ledger_holds_and_has_the_real_shape(tmp_path: Path) -> None:
    con, tables, found = assemble(ledger.write(tmp_path, 10))
    assert found == []
    assert con is not None
    assert (len(tables["sources"].rows), len(tables["claims"].rows)) == (10, 2 * 209)
    assert {row["kind"] for row in tables["checks"].rows} == {"identity", "agreement", "estimate"}


def test_every_fault_of_an_extract_is_told_and_none_besides(tmp_path: Path) -> None:
    faults = extracts.write(tmp_path / "bad", 300, True)
    extracts.write(tmp_path / "good", 300, False)
    assert large.ours(tmp_path / "bad") == faults == extracts.EACH * len(extracts.FAULTS)
    assert large.ours(tmp_path / "good") == large.plain(tmp_path / "good") == 0


def test_the_descriptor_of_an_extract_is_the_same_for_the_peer(tmp_path: Path) -> None:
    faults = extracts.write(tmp_path / "bad", 300, True)
    lenient = {"an exponent": extracts.EACH}  # frictionless takes 1e1 for a number
    assert large.frictionless(tmp_path / "bad") == faults - sum(lenient.values())


def test_a_child_is_measured_with_its_own_children() -> None:
    code = """
import resource, subprocess, sys
subprocess.run([sys.executable, "-c", "sum(range(3_000_000))"])
print('{"inner": %f}' % resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime)
"""
    cost = measure.once(measure.python(code))
    assert cost.cpu >= cost.told["inner"] > 0
    assert cost.memory > measure.MEGABYTE


def test_a_child_that_fails_is_an_error_that_shows_why() -> None:
    with pytest.raises(RuntimeError, match=r"ended with 3: oh"):
        measure.once(measure.python("import sys; print('oh', file=sys.stderr); sys.exit(3)"))


def test_the_median_counts_part_by_part() -> None:
    costs = [measure.Cost(n, 10 - n, n, {"a": n, "b": "x"}) for n in (1, 9, 2)]
    assert measure.middle(costs) == (2, 8, 2, {"a": 2, "b": "x"})


def test_a_line_that_falls_short_is_told_with_its_reason() -> None:
    rows = [
        measure.at_most("fast", "work", "floor", 2, COST, 3, 2),
        measure.at_most("slow", "work", "floor", 2, COST, 9, 2, "Because."),
        measure.at_least("1,000 rows", "work", "peer", 8, COST, 1, 10),
        measure.at_least("10,000 rows", "work", "peer", 8, COST._replace(wall=3.0), 1, 10),
        measure.at_most("1,000 documents", "work", "floor", 11, COST, 5, 1),
    ]
    text = page.page(rows, {"Python": "3"})
    assert "| work | floor | at most 2 times | 1.50 times | 2.00 | 3 |\n" in text
    assert "- **slow**, 4.50 times, at most 2 times. Because.\n" in text
    assert "**fast**" not in text
    assert "10.0 times less" in text
    assert "from 1,000 rows to these the time grew 2.0 times and the memory 1.0 times" in text


def test_the_picture_is_legible_whatever_is_measured() -> None:
    lines = [
        (f"line {n}", share, "1.23 times less", "at least 20 times less") for n, share in enumerate((0.01, 1, 300))
    ]
    chart = picture.draw([*lines, ("no reach", None, "2 times", "-")])
    assert (chart.overlaps(), chart.hidden()) == ([], [])
    assert "2 of 3" in chart.title


def test_every_part_that_is_named_is_there() -> None:
    from bench.__main__ import PARTS

    assert [p for p in PARTS if not (ROOT / "bench" / f"{p}.py").is_file()] == []


def test_importing_the_package_loads_nothing_else() -> None:
    code = "import sys; before = set(sys.modules); import cnai; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) <= {"__future__", "cnai"}
