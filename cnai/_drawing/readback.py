"""Read a drawn panel back as a tidy table: from the artists' geometry, never from what was asked for.

An artist that can't be read back is an error, so no mark of a chart escapes the comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.patches import Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

from cnai._drawing.panel import Mark, Panel, fixed, ticks, vertices
from cnai._drawing.style import colour_name, flat, iso, number, seen_as, shape
from cnai._package import CnaiError

if TYPE_CHECKING:
    from matplotlib.artist import Artist

COLUMNS = ("panel", "mark", "series", "x", "y", "low", "high", "drawn", "colour", "shape", "text")
Row = dict[str, Any]
Read = Callable[[float], Any]


def read(panel: Panel, name: str) -> list[Row]:
    """Every visible mark and text of a panel, one row each, in the order they were drawn."""
    return [row | {"panel": name} for _, row in read_artists(panel)]


def read_artists(panel: Panel) -> Iterator[tuple[Artist | None, Row]]:
    """The same rows, each with the artist it was read from (None for what an axis says)."""
    for artist, row in _Reader(panel).rows():
        yield artist, dict.fromkeys(COLUMNS, "") | row


class _Reader:
    def __init__(self, panel: Panel) -> None:
        self.ax, self.panel = panel.ax, panel
        # Asking for the limits applies autoscaling still pending, on which an arrow's direction depends.
        self.ax.get_xlim(), self.ax.get_ylim()
        self.x, self.y = self._axis("x", self.ax.xaxis), self._axis("y", self.ax.yaxis)
        boxes = [box for box in self.ax.containers if isinstance(box, BarContainer)]
        self.upright = {patch: box.orientation != "horizontal" for box in boxes for patch in box.patches}
        bars = [box for box in self.ax.containers if isinstance(box, ErrorbarContainer)]
        # Caps repeat their bar's ends; labels are told with their marks.
        self.skip: set[Artist] = {self.ax.patch, self.ax.title, *(cap for box in bars for cap in box.lines[1])}
        self.skip |= {mark.label for mark in panel.marks.values() if mark.label is not None}

    def rows(self) -> Iterator[tuple[Artist | None, Row]]:
        for name, axis in (("x", self.ax.xaxis), ("y", self.ax.yaxis)):
            yield from ((None, row) for row in self._scale(name, axis))
        for artist in self.ax.get_children():
            if artist in self.skip or not artist.get_visible() or isinstance(artist, Axis | Spine):
                continue
            label = str(artist.get_label())
            mark = self.panel.marks.get(artist, Mark("", "" if label.startswith("_") else label))
            for row in self._artist(artist, mark):
                text = {} if mark.label is None else {"text": _words(mark.label)}
                yield artist, {"series": mark.series} | row | text

    def _axis(self, name: str, axis: Axis) -> Read:
        """How a position on this axis reads: as the category whose tick is there, a date or a number."""
        names = self.panel.categories(name)
        if not names:
            dated = name in self.panel.dated or type(axis.get_major_formatter()).__module__ == "matplotlib.dates"
            return iso if dated else number

        def category(value: float) -> Any:
            place, label = min(names, key=lambda tick: abs(tick[0] - value))
            return flat(label) if abs(place - value) <= 0.5 else number(value)

        return category

    def _scale(self, name: str, axis: Axis) -> Iterator[Row]:
        if axis.get_scale() != "linear":
            yield {"mark": "scale", name: axis.get_scale()}
        if fixed(axis) and axis.get_visible() and (self.x if name == "x" else self.y) is number:
            for place, label in ticks(axis):
                yield {"mark": "tick", name: number(place), "text": flat(label)}
        if axis.label.get_text():
            yield {"mark": "title", "text": f"{name}: {flat(axis.label.get_text())}"}

    def _artist(self, artist: Artist, mark: Mark) -> Iterator[Row]:
        match artist:
            case Rectangle():
                yield self._block(artist, mark)
            case PathCollection():
                yield from self._points(artist, mark)
            case LineCollection():
                colours = artist.get_color()
                for start, stop in (pair for path in artist.get_segments() for pair in pairwise(path)):
                    yield self._segment(start, stop, colours[0] if np.ndim(colours) == 2 else colours)
            case QuadMesh():
                yield from self._cells(artist)
            case Line2D():
                yield from self._line(artist, mark)
            case Annotation() if artist.arrow_patch is not None and not artist.get_text():
                yield self._arrow(artist)
            case Text():
                if words := _words(artist):
                    yield {"mark": "text", "text": words} | self._anchor(artist)
            case Legend():
                yield from ({"mark": "key", "text": _words(text)} for text in artist.get_texts())
            case _:
                kind = type(artist).__name__
                raise CnaiError(f"a {kind} can't be read back: draw with the marks of a panel, or teach _readback")

    def _block(self, patch: Rectangle, mark: Mark) -> Row:
        x, y = patch.get_x(), patch.get_y()
        right, top = x + patch.get_width(), y + patch.get_height()
        look = seen_as(patch.get_facecolor(), patch.get_edgecolor(), patch.get_hatch())
        row: Row = {"mark": mark.kind or "bar", **look}
        across = patch.get_transform().contains_branch_seperately(self.ax.transData)
        if across != (True, True):
            ends = _ends(x, right, self.x) if across[0] else _ends(y, top, self.y)
            return row | {"mark": "span"} | ends
        if patch not in self.upright:
            raise CnaiError("a loose rectangle can't be read back: draw bars or spans")
        if self.upright[patch]:
            ends = {"y": self.y(top)} if row["mark"] == "bar" and y == 0 else _ends(y, top, self.y)
            return row | {"x": self.x((x + right) / 2)} | ends
        ends = {"x": self.x(right)} if row["mark"] == "bar" and x == 0 else _ends(x, right, self.x)
        return row | {"y": self.y((y + top) / 2)} | ends

    def _points(self, points: PathCollection, mark: Mark) -> Iterator[Row]:
        faces, edges = np.asarray(points.get_facecolor()), np.asarray(points.get_edgecolor())
        for n, (x, y) in enumerate(vertices(points)):
            face, edge = (some[n % len(some)] if len(some) else "none" for some in (faces, edges))
            outline = points.get_paths()[n % len(points.get_paths())]
            look = seen_as(face, edge, points.get_hatch()) | {"shape": shape(outline)}
            if mark.kind == "node":
                yield {"mark": "node", "x": number(x), "y": number(y), **look}
            else:
                yield {"mark": "point", "x": self.x(x), "y": self.y(y), **look}

    def _line(self, line: Line2D, mark: Mark) -> Iterator[Row]:
        points, look = vertices(line), {"colour": colour_name(line.get_color())}
        across = line.get_transform().contains_branch_seperately(self.ax.transData)
        if across != (True, True):
            yield {"mark": "rule", **look} | ({"x": self.x(points[0][0])} if across[0] else {"y": self.y(points[0][1])})
        elif mark.kind == "edge":
            yield {"mark": "edge", **look, "text": " – ".join(map(self._node, points))}
        elif mark.kind == "interval":
            yield self._segment(points[0], points[-1], line.get_color())
        else:
            kind = "steps" if line.get_drawstyle().startswith("steps") else "line"
            if line.get_linestyle() in ("None", "none", " ", ""):
                sign = MarkerStyle(line.get_marker())
                kind, look = "point", seen_as(line.get_markerfacecolor(), line.get_markeredgecolor(), None)
                look["shape"] = shape(sign.get_path().transformed(sign.get_transform()))
            yield from ({"mark": kind, "x": self.x(x), "y": self.y(y), **look} for x, y in points)

    def _node(self, place: Any) -> str:
        """The name written beside the node that is drawn at a tie's end."""
        for artist, mark in self.panel.marks.items():
            if mark.kind == "node" and mark.label and np.allclose(vertices(artist), place, rtol=1e-9):
                return _words(mark.label)
        return "({:.12g}, {:.12g})".format(*place)

    def _segment(self, start: Any, stop: Any, colour: Any) -> Row:
        (x0, y0), (x1, y1) = start, stop
        row: Row = {"mark": "interval", "drawn": "interval", "colour": colour_name(colour)}
        if y0 == y1:
            return row | {"y": self.y(y0)} | _ends(x0, x1, self.x)
        if x0 == x1:
            return row | {"x": self.x(x0)} | _ends(y0, y1, self.y)
        ends = {"x": f"{self.x(x0)} to {self.x(x1)}", "y": f"{self.y(y0)} to {self.y(y1)}"}
        return {"mark": "line", "colour": row["colour"]} | ends

    def _arrow(self, arrow: Annotation) -> Row:
        """An open interval: one end is the anchor, the other lies where the drawn head points."""
        assert arrow.arrow_patch is not None
        coords: Any = arrow.anncoords
        tip = np.asarray(arrow.xyann, float)
        if coords == "offset points":
            along = 0 if abs(tip[0]) > abs(tip[1]) else 1
            up = tip[along] > 0
        else:
            # The panel's edge that it runs to tells, even where its other end lies beyond that edge.
            along = coords.index("axes fraction")
            up = tip[along] > 0.5
        up ^= (self.ax.xaxis, self.ax.yaxis)[along].get_inverted()
        anchor, read = arrow.xy[along], (self.x, self.y)[along]
        ends = {"low": read(anchor), "high": math.inf} if up else {"low": -math.inf, "high": read(anchor)}
        look = {"drawn": "open", "colour": colour_name(arrow.arrow_patch.get_edgecolor())}
        return {"mark": "interval", **ends, **look} | (
            {"x": self.x(arrow.xy[0])} if along else {"y": self.y(arrow.xy[1])}
        )

    def _anchor(self, text: Text) -> Row:
        """What a text stands at, where that is a place on the axes."""
        if isinstance(text, Annotation):
            coords: Any = text.xycoords
            coords = (coords, coords) if isinstance(coords, str) else coords
            inside, (x, y) = [some == "data" for some in coords], text.xy
        else:
            inside = list(text.get_transform().contains_branch_seperately(self.ax.transData))
            x, y = text.get_position()
        return ({"x": self.x(x)} if inside[0] else {}) | ({"y": self.y(y)} if inside[1] else {})

    def _cells(self, mesh: QuadMesh) -> Iterator[Row]:
        corners: Any = mesh.get_coordinates()
        values: Any = np.ma.asarray(mesh.get_array()).ravel()
        centres = ((corners[:-1, :-1] + corners[1:, 1:]) / 2).reshape(-1, 2)
        for (x, y), value in zip(centres, values, strict=True):
            shown = "" if np.ma.is_masked(value) else f"{value:.12g}"
            here = [t for t in self.ax.texts if _words(t) == shown != "" and np.allclose(t.get_position(), (x, y))]
            self.skip |= set(here)
            yield {"mark": "cell", "x": self.x(x), "y": self.y(y), "drawn": "written" if here else "", "text": shown}


def _ends(start: float, stop: float, read: Read) -> Row:
    return {"low": read(min(start, stop)), "high": read(max(start, stop))}


def _words(text: Text) -> str:
    """What a text says, if it is drawn at all."""
    return flat(text.get_text()) if text.get_visible() else ""
