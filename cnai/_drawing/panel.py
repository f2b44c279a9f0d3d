"""One panel of a chart: its axes, what was drawn on it as what, and how places become positions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from matplotlib.category import StrCategoryFormatter
from matplotlib.collections import PathCollection
from matplotlib.dates import date2num, num2date
from matplotlib.lines import Line2D
from matplotlib.text import Annotation
from matplotlib.ticker import FixedLocator

from cnai._drawing.style import INK, MUTED, plain
from cnai._package import CnaiError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.axis import Axis
    from numpy.typing import NDArray

Side = Literal["right", "left", "above", "below"]
ALIGN = {1: "left", 0: "center", -1: "right"}
RISE = {1: "bottom", 0: "center_baseline", -1: "top"}


class Mark(NamedTuple):
    """What an artist was drawn as; its values are read from the artist itself."""

    kind: str
    series: str = ""
    label: Annotation | None = None


@dataclass
class Panel:
    """One axes of a chart: matplotlib's own in `ax`, for seaborn to draw on, and what we know of it."""

    ax: Axes
    horizontal: bool = False
    marks: dict[Artist, Mark] = field(default_factory=dict)
    # Each label with the side it goes to first, and whether it must stay there.
    labels: list[tuple[Annotation, Side, bool]] = field(default_factory=list)
    # Each mark that the axis cuts, with what the panel's edge says of it.
    clipped: dict[Artist, list[Annotation]] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: {"x": [], "y": []})
    dated: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    # Ends that were given; set when all is drawn, for setting one stops matplotlib from fitting the other.
    ends: dict[str, list[float | None]] = field(default_factory=dict)
    # Axes whose ticks were given: no categories are to be made of them.
    scaled: set[str] = field(default_factory=set)
    formats: dict[str, Callable[[float], str]] = field(default_factory=lambda: {"x": plain, "y": plain})

    def axis(
        self, which: Literal["at", "value"] = "value", *, log: bool = False, low: Any = None, high: Any = None,
        ticks: Sequence[Any] | None = None, fmt: Callable[[float], str] = plain, show: bool = True,
        title: str = "",
    ) -> None:  # fmt: skip
        """Set an axis: logarithmic, its ends, its ticks and how they are written; or hide it."""
        x = self._axis(which) == "x"
        if log:
            (self.ax.set_xscale if x else self.ax.set_yscale)("log")
        ends = [None if end is None else self._number(which, end) for end in (low, high)]
        # The edge's arrows and » take larger values to be further out.
        if which == "value" and None not in ends and ends[0] >= ends[1]:  # type: ignore[operator]
            raise CnaiError(f"an axis from {low!r} to {high!r} runs backwards: give the lower end first")
        if low is not None or high is not None:
            before = self.ends.get(self._axis(which), [None, None])
            self.ends[self._axis(which)] = [old if new is None else new for new, old in zip(ends, before, strict=True)]
        if ticks is not None:
            places = [self._number(which, tick) for tick in ticks]
            (self.ax.set_xticks if x else self.ax.set_yticks)(places, [fmt(place) for place in places])
            if not self.names[self._axis(which)]:
                self.scaled.add(self._axis(which))
        if title:
            (self.ax.set_xlabel if x else self.ax.set_ylabel)(title)
        self.formats[self._axis(which)] = fmt
        if not show:
            self.bare.add(self._axis(which))

    def label(self, at: Any, value: Any, text: str, *, side: Side = "right", colour: str = INK) -> None:
        """Write a direct label beside a place; it moves out of the way of marks and other labels."""
        self._label(self._number("at", at), self._number("value", value), text, side, colour)

    def note(self, text: str, x: float, y: float, *, ha: Any = "left", va: Any = "bottom") -> None:
        """Write a remark at a fixed place, in fractions of the panel."""
        self.ax.text(x, y, text, transform=self.ax.transAxes, color=MUTED, ha=ha, va=va, fontsize=7)

    def categories(self, name: str) -> list[tuple[float, str]]:
        """Places and names of the categories on the x or y axis; none where it is a scale or of dates."""
        axis = self.ax.xaxis if name == "x" else self.ax.yaxis
        formatter, found = axis.get_major_formatter(), ticks(axis)
        if name in self.dated or type(formatter).__module__ == "matplotlib.dates":
            return []
        if self.names[name] or isinstance(formatter, StrCategoryFormatter):
            return found
        # Ticks one apart whose labels aren't their own positions: names, not a scale.
        apart = all(abs(b - a - 1) < 1e-9 for a, b in pairwise(sorted(place for place, _ in found)))
        named = apart and any(label != f"{place:g}" for place, label in found)
        return found if named and fixed(axis) and name not in self.scaled else []

    def outside(self, artist: Artist, points: NDArray[np.float64]) -> NDArray[np.bool_]:
        """Which of an artist's points, one a row, lie beyond the ends of the x and of the y axis."""
        limits = np.sort([self.ax.get_xlim(), self.ax.get_ylim()])
        slack = 1e-9 * (limits[:, 1] - limits[:, 0])
        beyond = (points < limits[:, 0] - slack) | (points > limits[:, 1] + slack)
        return np.asarray(beyond & self._placed(artist))

    def _placed(self, artist: Artist) -> Sequence[bool]:
        """Whether an artist's x and its y are places on the axes; one of a rule's isn't."""
        way = artist.get_offset_transform() if isinstance(artist, PathCollection) else artist.get_transform()
        return way.contains_branch_seperately(self.ax.transData)

    def mark_clipped(self) -> None:
        """Say at the edge how far a mark goes that the axis cuts: » and its value, unlike an open bound's arrow.

        What the axis doesn't cut is drawn whole, for half of a point on the panel's edge would be lost.
        """
        for text in (text for texts in self.clipped.values() for text in texts):
            text.remove()
        self.clipped.clear()
        for artist in self.ax.get_children():
            if len(points := vertices(artist)) and all(self._placed(artist)):
                artist.set_clip_on(bool(self.outside(artist, points).any()))
        low, high = self.ax.get_xlim() if self.horizontal else self.ax.get_ylim()
        name = self._axis("value")
        fmt = (lambda day: f"{num2date(day):%Y-%m-%d}") if name in self.dated else self.formats[name]
        for artist, mark in list(self.marks.items()):
            if mark.label is not None:
                x, y = mark.label.xy
                along = np.clip(x if self.horizontal else y, low, high)
                mark.label.xy = (along, y) if self.horizontal else (x, along)
            points = vertices(artist) if mark.kind in ("interval", "point") else vertices(None)
            if isinstance(artist, Annotation):
                points = np.array([artist.xy])
            for x, y in points[:1]:
                values = points[:, 0 if self.horizontal else 1]
                for sign, beyond in ((1, values[values > high]), (-1, values[values < low])):
                    if len(beyond):
                        text = self._cut(y if self.horizontal else x, " to ".join(map(fmt, beyond)), sign)
                        self.clipped.setdefault(artist, []).append(text)
            # Of an arrow matplotlib before 3.11 would make room for what the axis cuts.
            artist.set_in_layout(artist not in self.clipped)

    def _cut(self, at: float, words: str, sign: int) -> Annotation:
        edge = 1.0 if sign > 0 else 0.0
        ha, va = (ALIGN[sign], RISE[0]) if self.horizontal else (ALIGN[0], RISE[sign])
        return self.ax.annotate(
            f"» {words}" if sign > 0 else f"{words} «", self._xy(at, edge), self._xy(0, 3 * sign),
            xycoords=self._edge[::-1], textcoords="offset points", ha=ha, va=va, fontsize=6, color=MUTED,
            annotation_clip=False,
        )  # fmt: skip

    def _axis(self, which: str) -> str:
        return "x" if (which == "value") == self.horizontal else "y"

    def _number(self, which: str, value: Any) -> float:
        """Return the position of a category, date or number; a new category gets the next place."""
        name = self._axis(which)
        if isinstance(value, str):
            if value not in self.names[name]:
                self.names[name].append(value)
            return float(self.names[name].index(value))
        if isinstance(value, date):
            self.dated.add(name)
            return float(date2num(value))
        number = float(value)
        if not math.isfinite(number):
            raise CnaiError(f"{value!r} can't be drawn: leave it out, or give an interval with an open end")
        return number

    def _xy(self, at: float, value: float) -> tuple[float, float]:
        return (value, at) if self.horizontal else (at, value)

    @property
    def _edge(self) -> tuple[str, str]:
        """Coordinates of a place at the far edge, level with a value."""
        return ("data", "axes fraction") if self.horizontal else ("axes fraction", "data")

    def _edge_text(self, value: float, text: str, colour: str) -> None:
        """Write at the panel's far edge, where no mark can be."""
        if text:
            ha, va = ("center", "bottom") if self.horizontal else ("left", "center_baseline")
            self.ax.annotate(
                text, self._xy(1.0, value), self._xy(3, 0), xycoords=self._edge, textcoords="offset points",
                ha=ha, va=va, color=colour, fontsize=7, annotation_clip=False,
            )  # fmt: skip

    def _label(
        self, at: float, value: float, text: str, side: Side, colour: str = INK, stay: bool = False
    ) -> Annotation | None:
        if not text:
            return None
        label = self.ax.annotate(
            text, self._xy(at, value), (0, 0), textcoords="offset points", annotation_clip=False,
            color=colour, zorder=6,
        )  # fmt: skip
        self.labels.append((label, side, stay))
        return label


def fixed(axis: Axis) -> bool:
    """Whether an axis has ticks that someone chose."""
    return isinstance(axis.get_major_locator(), FixedLocator)


def ticks(axis: Axis) -> list[tuple[float, str]]:
    """Places and labels of an axis's ticks."""
    places = [float(tick) for tick in axis.get_majorticklocs()]
    labels = axis.get_major_formatter().format_ticks(places) if places else []
    return list(zip(places, map(str, labels), strict=True))


def missing(value: Any) -> bool:
    """Tell None, NaN, NaT and infinity: an end of an interval that isn't there."""
    return value is None or value != value or (not isinstance(value, date | str) and math.isinf(value))


def rows(*columns: Any) -> list[tuple[Any, ...]]:
    """Zip columns of one length, a scalar standing for every row."""
    lists = [None if isinstance(c, str) or not isinstance(c, Iterable) else list(c) for c in columns]
    count = max((len(column) for column in lists if column is not None), default=1)
    full = ([one] * count if many is None else many for one, many in zip(columns, lists, strict=True))
    return list(zip(*full, strict=True))


def vertices(artist: Artist | None) -> NDArray[np.float64]:
    """Places that a line or a scatter was drawn through, one a row; none for any other artist."""
    if isinstance(artist, Line2D):
        return np.asarray(artist.get_xydata(), float).reshape(-1, 2)
    if isinstance(artist, PathCollection):
        return np.ma.filled(np.ma.asarray(artist.get_offsets(), float), np.nan).reshape(-1, 2)
    return np.zeros((0, 2))
