"""Wrong cells tried a minute by the project's own proof that a check notices each."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bench.measure import ROOT, Row, once, python

# What it prints becomes a last line of JSON.
RUN = """
import json, subprocess, sys
out = subprocess.run([sys.executable, *sys.argv[1:]], capture_output=True, text=True)
print(json.dumps({"said": out.stdout[-300:], "status": out.returncode}))
"""


def rows(quick: bool) -> Iterator[Row]:
    """Every fortieth cell, or all."""
    cost = once(python(RUN, str(ROOT / "tests" / "mutation.py"), "--every", "40" if quick else "1"))
    said = re.search(r"(\d+) mutations.*?(\d+) others survive; (\d+) a minute", str(cost.told["said"]), re.DOTALL)
    if not said:
        raise RuntimeError(f"tests/mutation.py says {cost.told['said']!r}")
    tried, survive, rate = map(int, said.groups())
    work = f"mutation proof: {tried:,} wrong cells tried, {survive} unnoticed beyond those listed"
    yield Row("mutations", work, "-", "thousands a minute", f"{rate:,} a minute", 2000 / rate, cost)
