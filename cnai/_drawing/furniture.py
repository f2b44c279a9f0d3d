"""What surrounds the marks: ticks, grid and baseline, and labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib import rcParams
from matplotlib.category import StrCategoryFormatter
from matplotlib.cbook import STEP_LOOKUP_MAP
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.dates import date2num, num2date
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation, Text
from matplotlib.ticker import (
    FuncFormatter,
    LogFormatter,
    LogLocator,
    MaxNLocator,
    NullFormatter,
    NullLocator,
    ScalarFormatter,
)
from matplotlib.transforms import Bbox, BboxBase

from cnai._drawing.panel import ALIGN, RISE, Panel, Side, vertices
from cnai._drawing.style import flat, wrap

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# How far from its anchor a label may go, in points.
STEPS = (4.0, 6.0, 9.0, 13.0, 18.0, 26.0, 36.0)
WAYS: dict[Side, tuple[int, int]] = {"right": (1, 0), "left": (-1, 0), "above": (0, 1), "below": (0, -1)}
OPPOSITE: dict[Side, Side] = {"right": "left", "left": "right", "above": "below", "below": "above"}
# Beyond this many categories, values are printed above as well as below.
TALL = 24
Spot = tuple[float, float, str, str]


def finish(panel: Panel) -> None:
    """Give each axis what it needs and no more: names, dates or plain numbers, a light grid, a baseline."""
    ax = panel.ax
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        if isinstance(axis.get_major_formatter(), StrCategoryFormatter):
            panel.names[name] = [label for _, label in panel.categories(name)]
        names, ends, values = panel.names[name], panel.ends.get(name), (name == "x") == panel.horizontal
        if names:
            axis.set_ticks(range(len(names)), names)
            ends = ends or ([-0.6, len(names) - 0.4] if name == "x" else [len(names) - 0.4, -0.6])
        if ends:
            (ax.set_xlim if name == "x" else ax.set_ylim)(*ends)
        if name in panel.bare:
            axis.set_visible(False)
        elif name not in panel.dated and isinstance(axis.get_major_formatter(), ScalarFormatter | LogFormatter):
            log = axis.get_scale() == "log"
            axis.set_major_locator(LogLocator() if log else MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda value, _, fmt=panel.formats[name]: fmt(value)))
        scale = name in panel.dated or isinstance(axis.get_major_locator(), MaxNLocator | LogLocator)
        axis.set_tick_params(labelrotation=0, length=2.5 if scale and not values else 0)
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
        if not axis.get_label_text():
            axis.set_label_coords(0.5, 0.5)  # else its place is sought anew at each measuring
        if values and name not in panel.bare:
            axis.grid(True)
            axis.set_tick_params(labeltop=panel.horizontal and len(panel.names["y"]) > TALL)
    cells = any(isinstance(artist, QuadMesh) for artist in ax.get_children())
    ax.spines["bottom"].set_visible(not (panel.horizontal or cells or "x" in panel.bare))
    bars = any(mark.kind == "bar" for mark in panel.marks.values())
    ax.spines["left"].set_visible(panel.horizontal and bars)


def set_ticks(panel: Panel, renderer: RendererAgg, widest: float) -> None:
    """Break category names to the room there is (`widest` pixels at the left), and choose the dates to print."""
    font = FontProperties(family="DejaVu Sans", size=7)
    for name, axis, room in (("x", panel.ax.xaxis, panel.ax.bbox.width), ("y", panel.ax.yaxis, panel.ax.bbox.height)):
        if name in panel.bare:
            continue
        if names := panel.categories(name):
            slot = widest if name == "y" else room / (len(names) + 0.2) * 0.94
            labels = [wrap(flat(text), slot, font, renderer) for _, text in names]
            axis.set_ticks([place for place, _ in names], _level(labels) if name == "x" else labels)
        elif name in panel.dated:
            low, high = sorted(axis.get_view_interval())
            places, labels = _months(low, high, int(room / renderer.points_to_pixels(32)))
            axis.set_ticks(places, _level(labels) if name == "x" else labels)


def _level(labels: list[str]) -> list[str]:
    """Give all labels as many lines as the longest, so that their first lines stand level."""
    most = max((label.count("\n") for label in labels), default=0)
    return [label + "\n" * (most - label.count("\n")) for label in labels]


def pad_ticks(panels: Sequence[Panel], renderer: RendererAgg) -> None:
    """Begin the category names of panels above each other at one left edge, clear of what the axis's low end says."""
    point, named = renderer.points_to_pixels(1), [p for p in panels if "y" not in p.bare and p.categories("y")]
    labels = [label for panel in named for label in panel.ax.yaxis.get_ticklabels()]
    for label in labels:
        label.set_horizontalalignment("left")
    widest = max((label.get_window_extent(renderer).width for label in labels), default=0) / point
    room = max(_low_end(panel, renderer) for panel in panels) / point
    for panel in panels:
        below, beside = (0, room) if panel.horizontal else (room, 0)
        panel.ax.xaxis.set_tick_params(pad=rcParams["xtick.major.pad"] + below)
        panel.ax.yaxis.set_tick_params(pad=(widest + 6 if panel in named else rcParams["ytick.major.pad"]) + beside)


def _low_end(panel: Panel, renderer: RendererAgg) -> float:
    """How far the values of marks that the axis cuts at its low end reach into the names' place."""
    cut = [text for texts in panel.clipped.values() for text in texts if text.get_text().endswith("«")]
    boxes = [text.get_window_extent(renderer) for text in cut]
    return max((box.width if panel.horizontal else box.height for box in boxes), default=0)


def _months(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Ticks on the first of a month, as many as there is room for; the year under the first and each January."""
    first, last = num2date(low), num2date(high)
    count = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    days = [(date(n // 12, n % 12 + 1, 1), n) for n in count]
    days = [(day, n) for day, n in days if low <= date2num(day) <= high]
    step = next((step for step in (1, 2, 3, 6, 12, 24, 60) if len(days) <= step * max(most, 2)), 120)
    shown = [day for day, n in days if n % step == 0]
    labels = [f"{day:%b}\n{day.year}" if day.month == 1 or day == shown[0] else f"{day:%b}" for day in shown]
    return [float(date2num(day)) for day in shown], [str(day.year) for day in shown] if step >= 12 else labels


def drawn_texts(figure: Figure, panels: Sequence[Panel]) -> Iterator[Text]:
    """Every text that is drawn."""
    found = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for panel in panels:
        ax = panel.ax
        legend = ax.get_legend()
        found += [ax.title, *ax.texts, *(legend.get_texts() if legend else [])]
        for axis in (ax.xaxis, ax.yaxis):
            if axis.get_visible():
                low, high = sorted(axis.get_view_interval())
                slack = 1e-6 * (high - low)
                found.append(axis.label)
                found += [t.label1 for t in axis.get_major_ticks() if low - slack <= t.get_loc() <= high + slack]
    yield from (text for text in found if text.get_visible() and text.get_text().strip())


def unplace_labels(panel: Panel) -> None:
    """Forget where the labels were, so that the same size always gives the same layout."""
    for label, _, _ in panel.labels:
        _move(label, (0, 0, "left", "bottom"))


def place_labels(panel: Panel, renderer: RendererAgg, sheet: BboxBase | None) -> None:
    """Put each label at the first free place near its anchor; the order of drawing decides who goes first.

    Without a sheet to stay on, a label goes where it likes best, and the layout then makes room for it.
    """
    if not panel.labels:
        return
    taken = np.array([box.extents for box in _obstacles(panel, renderer)]).reshape(-1, 4)
    point = renderer.points_to_pixels(1)
    for label, side, stay in panel.labels:
        best, least = None, math.inf
        boxes: dict[tuple[str, str], NDArray[np.float64]] = {}  # at the anchor itself, by alignment
        for spot in _spots(side, stay):
            if spot[2:] not in boxes:
                _move(label, (0, 0, *spot[2:]))
                boxes[spot[2:]] = np.array(label.get_window_extent(renderer).extents)
            box = boxes[spot[2:]] + point * np.array([*spot[:2], *spot[:2]])
            cost = float(_shared(taken, box).sum())
            cost += float(_shared(box, box) - _shared(np.array(sheet.extents), box)) if sheet else 0.0
            if cost < least - 1e-6:
                best, least, place = spot, cost, box
            if cost <= 1e-6:
                break
        assert best is not None
        _move(label, best)
        taken = np.vstack([taken, place + point * np.array([-0.5, -0.5, 0.5, 0.5])])


def _spots(side: Side, stay: bool) -> Iterator[Spot]:
    """Where a label may go, best first: on its side, centred or flush with its anchor, else on another side."""
    near = STEPS[:3]
    others: list[Side] = [] if stay else [OPPOSITE[side], *(way for way in WAYS if way not in (side, OPPOSITE[side]))]
    for way, steps in ((side, near), *((other, near) for other in others), (side, STEPS)):
        dx, dy = WAYS[way]
        for step in steps:
            yield dx * step, dy * step, ALIGN[dx], RISE[dy]
            if dy and not stay:
                yield -3, dy * step, "left", RISE[dy]
                yield 3, dy * step, "right", RISE[dy]
    dx, dy = WAYS[side]
    for across in (8, -8, 16, -16, 24, -24, 36, -36):
        yield dx * near[1] + abs(dy) * across, dy * near[1] + abs(dx) * across, ALIGN[dx], RISE[dy]


def _move(label: Annotation, spot: Spot) -> None:
    label.set_position(spot[:2])
    label.set_horizontalalignment(spot[2])  # type: ignore[arg-type]
    label.set_verticalalignment(spot[3])  # type: ignore[arg-type]


def _shared(boxes: NDArray[np.float64], box: NDArray[np.float64]) -> NDArray[np.float64]:
    """Area that each of some boxes shares with one; a box is its left, bottom, right and top."""
    low, high = np.maximum(boxes[..., :2], box[:2]), np.minimum(boxes[..., 2:], box[2:])
    return np.asarray(np.clip(high - low, 0, None).prod(axis=-1))


def _obstacles(panel: Panel, renderer: RendererAgg) -> Iterator[Bbox]:
    """Boxes in pixels of what a label must not cover."""
    pad = renderer.points_to_pixels(1.5)
    if panel.ax.get_title():
        yield panel.ax.title.get_window_extent(renderer)
    for axis in (panel.ax.xaxis, panel.ax.yaxis):
        if axis.get_visible():
            yield from (label.get_window_extent(renderer) for label in axis.get_ticklabels() if label.get_text())
    for artist in panel.ax.get_children():
        if isinstance(artist, Rectangle) and artist is not panel.ax.patch and artist.get_zorder() >= 1:
            yield artist.get_window_extent(renderer)
        elif isinstance(artist, PathCollection):
            radius = renderer.points_to_pixels(math.sqrt(max(artist.get_sizes(), default=0)) / 2) + pad
            for x, y in panel.ax.transData.transform(vertices(artist)):
                yield Bbox.from_extents(x - radius, y - radius, x + radius, y + radius)
        elif isinstance(artist, Line2D) and len(vertices(artist)) > 1:
            steps = STEP_LOOKUP_MAP[artist.get_drawstyle()](*vertices(artist).T)
            yield from _along(artist.get_transform().transform(np.transpose(steps)), pad * 1.5)
        elif isinstance(artist, Annotation) and artist.arrow_patch is not None:
            artist.update_positions(renderer)
            yield artist.arrow_patch.get_window_extent(renderer).padded(pad)
        elif any(artist in texts for texts in panel.clipped.values()):
            yield artist.get_window_extent(renderer)


def _along(points: Any, pad: float) -> Iterator[Bbox]:
    """Boxes along a line: one for a level or upright stretch, many small ones for a slope."""
    for start, stop in pairwise(points):
        reach = abs(stop - start)
        count = max(int(max(reach) / (2 * pad)), 1) if min(reach) > pad else 1
        for one, other in pairwise(np.linspace(start, stop, count + 1)):
            yield Bbox([np.minimum(one, other) - pad, np.maximum(one, other) + pad])
