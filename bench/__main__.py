"""Run every part, print its lines as they come, and write the table and the chart for `docs/`."""

from __future__ import annotations

import argparse
import json
import sys
import time
from importlib import import_module

from bench.measure import ROOT, Row, once, task
from bench.page import page

PARTS = "startup build large scale reading coverage charts notebooks mutations whole".split()


def main() -> int:
    """Give 0: a line that falls short is told, and is no failure."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="a minute or two; writes nothing")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"only these; writes nothing: {', '.join(PARTS)}")
    args = parser.parse_args()
    start, rows = time.monotonic(), list[Row]()
    for part in args.parts or PARTS:
        for row in import_module(f"bench.{part}").rows(args.quick):
            rows.append(row)
            print(
                f"{'  ' if row.met else '! '}{row.name:24}{row.measured:>18}  ({row.reach}), {row.beside}", flush=True
            )
    print(f"{sum(row.met for row in rows)} of {len(rows)} as far as set, {time.monotonic() - start:.0f} s")
    for row in rows:
        if not row.met and not row.why:
            print(f"{row.name} falls short and no reason is given")
    if not args.quick and not args.parts:
        versions = once(task("picture", json.dumps([[r.name, r.share, r.measured, r.reach] for r in rows]))).told
        (ROOT / "docs" / "benchmark.md").write_text(page(rows, versions), "utf-8")
        print("docs/benchmark.md and docs/benchmark.png are written")
    return 0


if __name__ == "__main__":
    sys.exit(main())
