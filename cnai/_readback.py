"""Read a drawn panel back as a tidy table: from the artists' geometry, never from what was asked for.

An artist that can't be read back is an error, so no mark of a chart escapes the comparison.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import LineCollection, PathCollection, QuadMesh
from matplotlib.container import BarContainer, ErrorbarContainer
from matplotlib.dates import num2date
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FixedLocator

from cnai._marks import Mark, Panel
from cnai._package import CnaiError
from cnai._style import colour_name, flat, to_rgba

if TYPE_CHECKING:
    from matplotlib.artist import Artist

COLUMNS = ("panel", "mark", "series", "x", "y", "low", "high", "drawn", "colour", "text")
Row = dict[str, Any]
Read = Callable[[float], Any]


def read(panel: Panel, name: str) -> list[Row]:
    """Every visible mark and text of a panel, one row each, in the order they were drawn."""
    return [row | {"panel": name} for _, row in read_artists(panel)]


def read_artists(panel: Panel) -> Iterator[tuple[Artist | None, Row]]:
    """The same rows, each with the artist it was read from (None for what an axis says)."""
    for artist, row in _Reader(panel).rows():
        yield artist, dict.fromkeys(COLUMNS, "") | row


def number(value: Any) -> Any:
    """A float at 12 significant digits, so that arithmetic's last bits never change a table."""
    return float(f"{float(value):.12g}") + 0.0


class _Reader:
    def __init__(self, panel: Panel) -> None:
        self.ax, self.panel = panel.ax, panel
        # Reading the limits applies any autoscaling still pending, which the arrows' direction needs.
        self.limits = {"x": self.ax.get_xlim(), "y": self.ax.get_ylim()}
        self.x, self.y = (
            self._axis(axis, name) for axis, name in ((self.ax.xaxis, "x"), (self.ax.yaxis, "y"))
        )
        self.upright = {
            patch: box.orientation != "horizontal"
            for box in self.ax.containers if isinstance(box, BarContainer) for patch in box.patches
        }  # fmt: skip
        caps = (box.lines[1] for box in self.ax.containers if isinstance(box, ErrorbarContainer))
        self.skip = {self.ax.patch, *(line for some in caps for line in some)}
        self.skip |= {
            mark.label for mark in panel.marks.values() if mark.label is not None
        }  # told with its mark

    def rows(self) -> Iterator[tuple[Artist | None, Row]]:
        for name, axis in (("x", self.ax.xaxis), ("y", self.ax.yaxis)):
            yield from ((None, row) for row in self._scale(name, axis))
        for artist in self.ax.get_children():
            if artist in self.skip or not artist.get_visible() or isinstance(artist, Axis | Spine):
                continue
            mark = self.panel.marks.get(artist, Mark("", _series(artist)))
            for row in self._artist(artist, mark):
                text = {} if mark.label is None else {"text": _words(mark.label)}
                yield artist, {"series": mark.series} | row | text

    def _axis(self, axis: Axis, name: str) -> Read:
        """How a position on this axis reads: as the category whose tick is there, a date or a number."""
        formatter, places = axis.get_major_formatter(), [float(tick) for tick in axis.get_majorticklocs()]
        if name in self.panel.dated or type(formatter).__module__ == "matplotlib.dates":
            return _iso
        labels = formatter.format_ticks(places) if places else []
        if (
            self.panel.names[name]
            or isinstance(formatter, StrCategoryFormatter)
            or _fixed(axis)
            and _named(places, labels)
        ):
            ticks = sorted(zip(places, labels, strict=True))

            def category(value: float) -> Any:
                near = min(ticks, key=lambda tick: abs(tick[0] - value), default=(math.inf, ""))
                return flat(near[1]) if abs(near[0] - value) <= 0.5 else number(value)

            return category
        return number

    def _scale(self, name: str, axis: Axis) -> Iterator[Row]:
        if axis.get_scale() != "linear":
            yield {"mark": "scale", name: axis.get_scale()}
        if _fixed(axis) and axis.get_visible() and (self.x if name == "x" else self.y) is number:
            places = axis.get_majorticklocs()
            for place, label in zip(places, axis.get_major_formatter().format_ticks(places), strict=True):
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
                for start, stop in (pair for path in artist.get_segments() for pair in pairwise(path)):
                    yield self._segment("interval", start, stop, artist.get_color())
            case QuadMesh():
                yield from self._cells(artist)
            case Line2D():
                yield from self._line(artist, mark)
            case Annotation() if artist.arrow_patch is not None and not artist.get_text():
                yield self._arrow(artist)
            case Text():
                if artist.get_text().strip() and artist is not self.ax.title:
                    where = artist.xy if isinstance(artist, Annotation) else artist.get_position()
                    data = (
                        (artist.xycoords == "data")
                        if isinstance(artist, Annotation)
                        else artist.get_transform() == self.ax.transData
                    )
                    yield {"mark": "text", "text": _words(artist)} | (
                        {"x": self.x(where[0]), "y": self.y(where[1])} if data else {}
                    )
            case Legend():
                for handle, text in zip(artist.legend_handles, artist.get_texts(), strict=True):
                    yield {"mark": "key", "colour": _handle_colour(handle), "text": _words(text)}
            case _:
                raise CnaiError(
                    f"a {type(artist).__name__} can't be read back: draw it with the marks of a panel, or teach _readback to read it"
                )

    def _block(self, patch: Rectangle, mark: Mark) -> Row:
        x, y = patch.get_x(), patch.get_y()
        right, top = x + patch.get_width(), y + patch.get_height()
        row: Row = {
            "mark": mark.kind or "bar",
            **_look(patch.get_facecolor(), patch.get_edgecolor(), patch.get_hatch(), self.ax),
        }
        across = patch.get_transform().contains_branch_seperately(self.ax.transData)
        if across != (True, True):
            low, high, read = (x, right, self.x) if across[0] else (y, top, self.y)
            return row | {"mark": "span", "low": read(low), "high": read(high)}
        if patch not in self.upright:
            raise CnaiError("a loose rectangle can't be read back: draw bars or spans")
        if self.upright[patch]:
            return row | {"x": self.x((x + right) / 2)} | _ends(row["mark"], y, top, "y", self.y)
        return row | {"y": self.y((y + top) / 2)} | _ends(row["mark"], x, right, "x", self.x)

    def _points(self, points: PathCollection, mark: Mark) -> Iterator[Row]:
        faces, edges = points.get_facecolor(), points.get_edgecolor()
        for n, (x, y) in enumerate(np.ma.filled(points.get_offsets(), np.nan)):
            face, edge = (some[n % len(some)] if len(some) else (0, 0, 0, 0) for some in (faces, edges))
            look = _look(face, edge, points.get_hatch(), self.ax)
            if mark.kind == "node":
                yield {"mark": "node", "x": number(x), "y": number(y), **look}
            else:
                yield {"mark": "point", "x": self.x(x), "y": self.y(y), **look}

    def _line(self, line: Line2D, mark: Mark) -> Iterator[Row]:
        colour = {"colour": colour_name(line.get_color())}
        across = line.get_transform().contains_branch_seperately(self.ax.transData)
        points = [(float(x), float(y)) for x, y in line.get_xydata()]
        if across != (True, True):
            yield {
                "mark": "rule",
                **({"x": self.x(points[0][0])} if across[0] else {"y": self.y(points[0][1])}),
                **colour,
            }
        elif mark.kind == "edge":
            yield {"mark": "edge", **colour, "text": " – ".join(map(self._node, points))}
        elif mark.kind == "interval":
            yield self._segment("interval", *points, line.get_color())
        else:
            steps, bare = (
                line.get_drawstyle().startswith("steps"),
                line.get_linestyle() in ("None", "none", "", " "),
            )
            kind = "steps" if steps else "point" if bare else "line"
            for x, y in points:
                yield {"mark": kind, "x": self.x(x), "y": self.y(y), **colour}

    def _node(self, place: tuple[float, float]) -> str:
        for artist, mark in self.panel.marks.items():
            if mark.kind == "node" and mark.label is not None and isinstance(artist, PathCollection):
                if np.allclose(artist.get_offsets()[0], place, rtol=1e-9):
                    return _words(mark.label)
        return "({:.12g}, {:.12g})".format(*place)

    def _segment(self, kind: str, start: Any, stop: Any, colour: Any) -> Row:
        (x0, y0), (x1, y1) = start, stop
        colour = colour[0] if np.ndim(colour) == 2 else colour
        row = {"mark": kind, "drawn": "interval", "colour": colour_name(colour)}
        if y0 == y1:
            return row | {"y": self.y(y0), "low": self.x(min(x0, x1)), "high": self.x(max(x0, x1))}
        if x0 == x1:
            return row | {"x": self.x(x0), "low": self.y(min(y0, y1)), "high": self.y(max(y0, y1))}
        return row | {
            "mark": "line",
            "x": f"{self.x(x0)} to {self.x(x1)}",
            "y": f"{self.y(y0)} to {self.y(y1)}",
        }

    def _arrow(self, arrow: Annotation) -> Row:
        """An open interval: one end is the anchor, the other lies where the drawn head points."""
        (x, y), tip = arrow.xy, arrow.xyann
        if arrow.anncoords == "offset points":
            dx, dy = tip
        else:
            head = [t.transform(tip)[n] for n, t in enumerate(self._transforms(arrow.anncoords))]
            dx, dy = head - self.ax.transData.transform((x, y))
        along_x = abs(dx) > abs(dy)
        up = (dx if along_x else dy) > 0
        anchor = self.x(x) if along_x else self.y(y)
        low, high = (anchor, math.inf) if up else (-math.inf, anchor)
        style = arrow.arrow_patch
        assert style is not None
        row = {
            "mark": "interval",
            "low": low,
            "high": high,
            "drawn": "open",
            "colour": colour_name(style.get_edgecolor()),
        }
        return row | ({"y": self.y(y)} if along_x else {"x": self.x(x)})

    def _transforms(self, coords: Any) -> list[Any]:
        known = {"data": self.ax.transData, "axes fraction": self.ax.transAxes}
        return [known[some] for some in ((coords, coords) if isinstance(coords, str) else coords)]

    def _cells(self, mesh: QuadMesh) -> Iterator[Row]:
        corners, values = mesh.get_coordinates(), np.ma.asarray(mesh.get_array())
        shape = (corners.shape[0] - 1, corners.shape[1] - 1)
        centres = (corners[:-1, :-1] + corners[1:, 1:]) / 2
        for place, value in zip(centres.reshape(-1, 2), values.reshape(shape).ravel(), strict=True):
            shown = "" if np.ma.is_masked(value) else f"{value:.12g}"
            yield {"mark": "cell", "x": self.x(place[0]), "y": self.y(place[1]), "text": shown}


def _ends(kind: str, start: float, stop: float, along: str, read: Read) -> Row:
    if kind == "bar" and start == 0:
        return {along: read(stop)}
    return {"low": read(min(start, stop)), "high": read(max(start, stop))}


def _look(face: Any, edge: Any, hatch: str | None, ax: Axes) -> Row:
    """How firm a drawn face is, and the colour that shows: the face's where there is one, else the edge's."""
    face, edge = to_rgba(face), to_rgba(edge)
    hollow = face[3] == 0 or face[:3] == to_rgba(ax.get_facecolor())[:3]
    return {
        "drawn": "hatched" if hatch else "hollow" if hollow else "filled",
        "colour": colour_name(edge if hollow else face),
    }


def _handle_colour(handle: Any) -> str:
    for getter in ("get_facecolor", "get_color", "get_markerfacecolor"):
        colour = getattr(handle, getter, lambda: None)()
        if colour is not None and np.size(colour):
            return colour_name(colour[0] if np.ndim(colour) == 2 else colour)
    return ""


def _series(artist: Artist) -> str:
    label = str(artist.get_label())
    return "" if label.startswith("_") else label


def _fixed(axis: Axis) -> bool:
    return isinstance(axis.get_major_locator(), FixedLocator)


def _named(places: list[float], labels: list[str]) -> bool:
    """True for ticks one apart whose labels aren't their own positions: categories, not a scale."""
    if any(abs(b - a - 1) > 1e-9 for a, b in pairwise(sorted(places))):
        return False
    return any(label != f"{place:g}" for place, label in zip(places, labels, strict=True))


def _iso(value: float) -> str:
    when = num2date(value).replace(tzinfo=None)
    when = (when + timedelta(milliseconds=500)).replace(microsecond=0)
    return when.date().isoformat() if when.time().isoformat() == "00:00:00" else when.isoformat()


def _words(text: Text) -> str:
    """What a text says if it is drawn at all."""
    return flat(text.get_text()) if text.get_visible() else ""
