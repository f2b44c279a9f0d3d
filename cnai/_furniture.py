"""What surrounds the marks: ticks, grid and baseline, and labels that keep out of each other's way."""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.cbook import STEP_LOOKUP_MAP
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.dates import date2num, num2date
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.text import Annotation
from matplotlib.ticker import (
    FixedLocator, FuncFormatter, LogFormatter, LogLocator, MaxNLocator, NullFormatter, NullLocator, ScalarFormatter,
)  # fmt: skip
from matplotlib.transforms import Bbox

from cnai._marks import Panel, Side
from cnai._style import MUTED, plain, wrap

if TYPE_CHECKING:
    from matplotlib.axis import Axis
    from matplotlib.backends.backend_agg import RendererAgg

# How far from its anchor a label may go, in points.
STEPS = (4.0, 6.0, 9.0, 13.0, 18.0, 26.0, 36.0)
WAYS: dict[Side, tuple[int, int]] = {"right": (1, 0), "left": (-1, 0), "above": (0, 1), "below": (0, -1)}
OPPOSITE: dict[Side, Side] = {"right": "left", "left": "right", "above": "below", "below": "above"}
ALIGN = {1: "left", 0: "center", -1: "right"}
RISE = {1: "bottom", 0: "center_baseline", -1: "top"}
Spot = tuple[float, float, str, str]


def finish(panel: Panel) -> None:
    """Give each axis what it needs and no more: names, dates or plain numbers, a light grid, a baseline."""
    ax = panel.ax
    for name, axis in (("x", ax.xaxis), ("y", ax.yaxis)):
        names, values = panel.names[name], (name == "x") == panel.horizontal
        if name in panel.bare:
            axis.set_visible(False)
        elif names:
            axis.set_major_locator(FixedLocator(range(len(names))))
            axis.set_tick_params(length=0)
        elif name not in panel.dated and isinstance(
            axis.get_major_formatter(), ScalarFormatter | LogFormatter
        ):
            log = axis.get_scale() == "log"
            axis.set_major_locator(LogLocator() if log else MaxNLocator(nbins=5, steps=[1, 2, 2.5, 5, 10]))
            axis.set_major_formatter(FuncFormatter(lambda value, _: panel.fmt(value)))
        axis.set_tick_params(labelrotation=0)
        axis.set_minor_locator(NullLocator())
        axis.set_minor_formatter(NullFormatter())
        if values and name not in panel.bare:
            axis.grid(True)
            axis.set_tick_params(length=0)
        if names:
            ends = (-0.6, len(names) - 0.4)
            ax.set_xlim(*ends) if name == "x" else ax.set_ylim(ends[1], ends[0])
    cells = any(isinstance(artist, QuadMesh) for artist in ax.get_children())
    ax.spines["bottom"].set_visible(not (panel.horizontal or cells or "x" in panel.bare))
    ax.spines["left"].set_visible(panel.horizontal and panel.ruled)


def wrap_ticks(panel: Panel, renderer: RendererAgg, widest: float, laid_out: bool) -> None:
    """Break category names to the room there is (`widest` pixels at the left), and choose the dates to print."""
    font = FontProperties(family="DejaVu Sans", size=7)
    for name, axis in (("x", panel.ax.xaxis), ("y", panel.ax.yaxis)):
        if name in panel.bare:
            continue
        if names := panel.names[name]:
            room = widest if name == "y" else panel.ax.bbox.width / (len(names) + 0.2) * 0.94
            lines = [wrap(text, room, font, renderer) for text in names]
            axis.set_ticks(range(len(names)), _level(lines) if name == "x" else lines)
            if name == "y":
                _flush_left(axis, renderer)
        elif name in panel.dated and laid_out:
            room = panel.ax.bbox.width if name == "x" else panel.ax.bbox.height
            places, labels = _months(
                *sorted(axis.get_view_interval()), int(room / renderer.points_to_pixels(26))
            )
            axis.set_ticks(places, _level(labels) if name == "x" else labels)


def _level(labels: list[str]) -> list[str]:
    """Give all labels as many lines as the longest, so that their first lines stand level."""
    most = max((label.count("\n") for label in labels), default=0)
    return [label + "\n" * (most - label.count("\n")) for label in labels]


def _flush_left(axis: Axis, renderer: RendererAgg) -> None:
    labels = axis.get_ticklabels()
    widest = max((label.get_window_extent(renderer).width for label in labels), default=0)
    axis.set_tick_params(pad=widest / renderer.points_to_pixels(1) + 6)
    for label in labels:
        label.set_horizontalalignment("left")


def _months(low: float, high: float, most: int) -> tuple[list[float], list[str]]:
    """Ticks at the first of a month, as many as there is room for; the year under the first and each January."""
    first, last = num2date(low), num2date(high)
    months = [n for n in range(first.year * 12 + first.month - 1, last.year * 12 + last.month)]
    starts = [(date(n // 12, n % 12 + 1, 1), n) for n in months]
    starts = [(day, n) for day, n in starts if low <= date2num(day) <= high]
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60) if len(starts) / s <= max(most, 2)), 120)
    shown = [day for day, n in starts if n % step == 0]
    labels = [
        str(day.year)
        if step >= 12
        else f"{day:%b}" + (f"\n{day.year}" if day.month == 1 or day == shown[0] else "")
        for day in shown
    ]
    return [float(date2num(day)) for day in shown], labels


def place_labels(panel: Panel, renderer: RendererAgg) -> None:
    """Put each label at the first free place near its anchor; the order of drawing decides who goes first."""
    figure = panel.ax.figure.bbox
    taken = list(_obstacles(panel, renderer))
    for label, side, stay in panel.labels:
        best, least = None, math.inf
        for spot in _spots(side, stay):
            _move(label, spot)
            box = label.get_window_extent(renderer)
            cost = sum(_shared(box, other) for other in taken) + box.width * box.height - _shared(box, figure)
            if cost < least - 1e-6:
                best, least = spot, cost
            if cost <= 1e-6:
                break
        assert best is not None
        _move(label, best)
        taken.append(label.get_window_extent(renderer).padded(renderer.points_to_pixels(0.5)))


def _spots(side: Side, stay: bool) -> Iterator[Spot]:
    """Where a label may go, best first: on its side, centred or flush with its anchor, else on another side."""
    others: list[Side] = (
        [] if stay else [OPPOSITE[side], *(s for s in WAYS if s not in (side, OPPOSITE[side]))]
    )
    for way, steps in (
        (side, STEPS[:3] if others else STEPS),
        *((s, STEPS[:3]) for s in others),
        (side, STEPS),
    ):
        dx, dy = WAYS[way]
        for step in steps:
            yield dx * step, dy * step, ALIGN[dx], RISE[dy]
            if dy and not stay:
                yield -3, dy * step, "left", RISE[dy]
                yield 3, dy * step, "right", RISE[dy]
    for across in (8, -8, 16, -16, 24, -24, 36, -36):
        dx, dy = WAYS[side]
        yield dx * STEPS[1] + abs(dy) * across, dy * STEPS[1] + abs(dx) * across, ALIGN[dx], RISE[dy]


def _move(label: Annotation, spot: Spot) -> None:
    label.set_position(spot[:2])
    label.set_horizontalalignment(spot[2])  # type: ignore[arg-type]
    label.set_verticalalignment(spot[3])  # type: ignore[arg-type]


def _shared(one: Bbox, other: Bbox) -> float:
    """Area that two boxes share."""
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    return max(width, 0) * max(height, 0)


def _obstacles(panel: Panel, renderer: RendererAgg) -> Iterator[Bbox]:
    """Boxes in pixels of what a label must not cover."""
    pad = renderer.points_to_pixels(1.5)
    to_pixels = panel.ax.transData.transform
    for artist in panel.ax.get_children():
        if isinstance(artist, Rectangle) and artist is not panel.ax.patch and artist.get_zorder() >= 1:
            yield artist.get_window_extent(renderer)
        elif isinstance(artist, PathCollection):
            radius = renderer.points_to_pixels(math.sqrt(max(artist.get_sizes(), default=0)) / 2) + pad
            for x, y in to_pixels(np.ma.filled(artist.get_offsets(), np.nan).reshape(-1, 2)):
                yield Bbox.from_extents(x - radius, y - radius, x + radius, y + radius)
        elif isinstance(artist, Line2D) and len(artist.get_xydata()) > 1:
            steps = STEP_LOOKUP_MAP[artist.get_drawstyle()]
            points = artist.get_transform().transform(np.transpose(steps(*np.transpose(artist.get_xydata()))))
            yield from _along(points, pad * 1.5)
        elif isinstance(artist, Annotation) and artist.arrow_patch is not None:
            artist.update_positions(renderer)
            yield artist.arrow_patch.get_window_extent(renderer).padded(pad)


def _along(points: np.ndarray, pad: float) -> Iterator[Bbox]:
    for (x0, y0), (x1, y1) in zip(points[:-1], points[1:], strict=True):
        count = max(int(max(abs(x1 - x0), abs(y1 - y0)) / (2 * pad)), 1) if x0 != x1 and y0 != y1 else 1
        xs, ys = np.linspace(x0, x1, count + 1), np.linspace(y0, y1, count + 1)
        for n in range(count):
            yield Bbox.from_extents(
                min(xs[n], xs[n + 1]) - pad,
                min(ys[n], ys[n + 1]) - pad,
                max(xs[n], xs[n + 1]) + pad,
                max(ys[n], ys[n + 1]) + pad,
            )


def mark_clipped(panel: Panel) -> None:
    """Say at the panel's edge how far a mark goes that the axis cuts: » and its value, unlike an open bound's arrow."""
    for text in panel.clipped.values():
        text.remove()
    panel.clipped.clear()
    ax = panel.ax
    low, high = ax.get_xlim() if panel.horizontal else ax.get_ylim()
    for artist, mark in list(panel.marks.items()):
        if mark.kind == "interval" and isinstance(artist, Line2D):
            places, colour = (
                [(y, x) if panel.horizontal else (x, y) for x, y in artist.get_xydata()],
                artist.get_color(),
            )
        elif mark.kind == "point" and isinstance(artist, PathCollection):
            places, colour = (
                [(y, x) if panel.horizontal else (x, y) for x, y in artist.get_offsets()],
                artist.get_edgecolor()[0],
            )
        else:
            continue
        for up, beyond in (
            (True, [v for _, v in places if v > high]),
            (False, [v for _, v in places if v < low]),
        ):
            if not beyond or (mark.kind == "point" and artist in panel.clipped):
                continue
            words = " to ".join(panel.fmt(value) for value in beyond)
            at, edge = places[0][0], (1.0 if up else 0.0)
            across = ("axes fraction", "data") if panel.horizontal else ("data", "axes fraction")
            panel.clipped[artist] = ax.annotate(
                f"» {words}" if up else f"{words} «",
                (edge, at) if panel.horizontal else (at, edge),
                xycoords=across, xytext=(3 if up else -3, 0) if panel.horizontal else (0, 3 if up else -3),
                textcoords="offset points", ha=("left" if up else "right") if panel.horizontal else "center",
                va="center" if panel.horizontal else ("bottom" if up else "top"),
                fontsize=6, color=colour, annotation_clip=False,
            )  # fmt: skip
