"""Draw each line's share of what was set for it, in the project's own style, and tell the versions."""

from __future__ import annotations

import json
import platform
import sys
from importlib.metadata import version

from cnai._drawing.canvas import Canvas
from cnai._drawing.chart import Chart
from cnai._drawing.style import BLUE, RED

PACKAGES = "duckdb pandas polars matplotlib frictionless pandera pointblank quantulum3 price-parser".split()


def draw(lines: list[tuple[str, float | None, str, str]]) -> Chart:
    """Give the chart of some lines: name, share, what was measured, what was set."""
    shown = [(name, share, measured, reach) for name, share, measured, reach in lines if share is not None]
    met = sum(share <= 1 for _, share, _, _ in shown)
    with Canvas(
        "benchmark", title=f"{met} of {len(shown)} lines of work reach what was set for them", horizontal=True,
        subtitle="Measured by what was set, logarithmic: left of the rule is faster or smaller than asked",
        source="make bench", size=(6.0, 0.3 + 0.24 * len(shown)),
    ) as canvas:  # fmt: skip
        panel, shares = canvas[0], [share for _, share, _, _ in shown]
        edge = max(10, *shares) * 1.5
        panel.axis(log=True, low=min(0.1, *shares) / 2, high=edge, ticks=[0.1, 1, 10])
        panel.rule(1)
        for name, share, measured, reach in shown:
            panel.points(name, share, colour=BLUE if share <= 1 else RED)
            panel.label(name, edge, f"{measured} ({reach})")
    return canvas.chart


if __name__ == "__main__":
    chart = draw([tuple(line) for line in json.loads(sys.argv[1])])
    assert not chart.overlaps(), chart.overlaps()
    chart.save("docs/benchmark.png")
    print(json.dumps({"Python": platform.python_version()} | {name: version(name) for name in PACKAGES}))
