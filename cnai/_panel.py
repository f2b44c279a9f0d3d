"""One panel of a chart: its axes, what was drawn on it as what, and how places become positions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

import numpy as np
from matplotlib.collections import PathCollection
from matplotlib.dates import date2num
from matplotlib.lines import Line2D

from cnai._package import CnaiError
from cnai._style import INK, MUTED, plain

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation
    from numpy.typing import NDArray

Side = Literal["right", "left", "above", "below"]


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
    clipped: dict[Artist, Annotation] = field(default_factory=dict)
    names: dict[str, list[str]] = field(default_factory=lambda: {"x": [], "y": []})
    dated: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    # Axes whose ends, and whose ticks, were given: no categories are to be made of them.
    limited: set[str] = field(default_factory=set)
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
        # The reader of arrows and the edge's » take larger values to be further out.
        if which == "value" and None not in ends and ends[0] >= ends[1]:  # type: ignore[operator]
            raise CnaiError(f"an axis from {low!r} to {high!r} runs backwards: give the lower end first")
        (self.ax.set_xlim if x else self.ax.set_ylim)(*ends)
        if low is not None or high is not None:
            self.limited.add(self._axis(which))
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
