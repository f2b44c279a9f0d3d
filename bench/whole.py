"""The whole of `make test`."""

from __future__ import annotations

import os
from collections.abc import Iterator

from bench.measure import Row, once


def rows(quick: bool) -> Iterator[Row]:
    """Once, in an environment that is there; not in the quick form."""
    if quick:
        return
    for name in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS", "QUICK"):
        os.environ.pop(name, None)
    once(["make", "-s", ".venv/stamp"])
    cost = once(["make", "-s", "test"])
    work, reach = "`make test`, warm environment", "under three minutes"
    yield Row("make test", work, "-", reach, f"{cost.wall:.0f} s", cost.wall / 180, cost)
