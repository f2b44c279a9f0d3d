"""Give each panel its place: all the same size, in a row or in a column, in what their ticks and labels leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.transforms import Bbox

from cnai._drawing.panel import Panel

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg

# Between panels side by side and above each other, in parts of the sheet.
GAPS = (0.08, 0.1)


def arrange(panels: Sequence[Panel], stacked: bool, room: Bbox, renderer: RendererAgg) -> float:
    """Place the panels within `room`, a part of the sheet, as matplotlib's constrained layout would.

    Gives how far any of them moved, since what surrounds it may then reach less far or further.
    """
    margins = np.array([_margins(panel, renderer) for panel in panels])
    along, across = (1, 0) if stacked else (0, 1)
    gap = GAPS[along] / len(panels)
    if stacked:
        margins = margins[::-1]
    before, after = margins[:, along, 0], margins[:, along, 1]
    before[1:] += gap / 2
    after[:-1] += gap / 2
    low, high = margins[:, across, 0].max(), margins[:, across, 1].max()
    size = (room.size[along] - before.sum() - after.sum()) / len(panels)
    starts = room.p0[along] + np.cumsum(before) + np.concatenate([[0], np.cumsum(after)[:-1]])
    starts += size * np.arange(len(panels))
    moved = 0.0
    for panel, start in zip(panels[::-1] if stacked else panels, starts, strict=True):
        corners = np.empty((2, 2))
        corners[:, along] = start, start + size
        corners[:, across] = room.p0[across] + low, room.p1[across] - high
        # The last bits differ from run to run, and saved bytes must not.
        moved = max(moved, float(np.abs(panel.ax.get_position(original=True).get_points() - corners).max()))
        panel.ax.set_position(Bbox(corners.round(6)))
    return moved


def _margins(panel: Panel, renderer: RendererAgg) -> list[list[float]]:
    """How far what surrounds a panel reaches beyond it: at left and right, below and above."""
    figure = panel.ax.figure
    place = panel.ax.get_position(original=True)
    box = panel.ax.get_tightbbox(renderer, for_layout_only=True)
    whole = place if box is None else box.transformed(figure.transFigure.inverted())
    return [[place.x0 - whole.x0, whole.x1 - place.x1], [place.y0 - whole.y0, whole.y1 - place.y1]]
