"""The marks of a chart, drawn in the one code for how firm a number is.

In every mark `at` is the place (a category, a date or a number) and `value` the amount; on a horizontal
canvas the values run to the right. Columns may be scalars, lists or series; a scalar stands for every row.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from matplotlib.dates import date2num

from cnai._package import CnaiError
from cnai._style import BLUE, GREY, INK, MUTED, look, plain

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

Side = Literal["right", "left", "above", "below"]


class Mark(NamedTuple):
    """What an artist was drawn as; its values are read from the artist itself."""

    kind: str
    series: str = ""
    label: Annotation | None = None


@dataclass
class Panel:
    """One axes of a chart: matplotlib's own in `ax`, for seaborn to draw on, and our marks."""

    ax: Axes
    horizontal: bool = False
    marks: dict[Artist, Mark] = field(default_factory=dict)
    labels: list[tuple[Annotation, Side, bool]] = field(default_factory=list)
    names: dict[str, list[str]] = field(default_factory=lambda: {"x": [], "y": []})
    dated: set[str] = field(default_factory=set)
    bare: set[str] = field(default_factory=set)
    ruled: bool = False
    clipped: dict[Artist, Annotation] = field(default_factory=dict)
    fmt: Callable[[float], str] = plain

    def bars(
        self, at: Any, value: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "",
        series: Any = "", side: Side | None = None, width: float = 0.66, shift: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw bars from nought; `shift` moves them beside others of the same category."""
        self.ruled = True
        for place, amount, how, shade, words, name in rows(at, value, firm, colour, label, series):
            box = (self._number("at", place) + shift, 0.0, self._number("value", amount), width)
            self._block("bar", box, how, shade, words, name, side)

    def spans(
        self, at: Any, low: Any, high: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "",
        series: Any = "", side: Side | None = None, width: float = 0.5, shift: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw windows from low to high; one of a single day is a point, an end that isn't there an arrow.

        Where `at` is None the window crosses the whole panel, behind everything.
        """
        for place, start, stop, how, shade, words, name in rows(at, low, high, firm, colour, label, series):
            if place is None:
                ends = self._number("value", start), self._number("value", stop)
                band = self.ax.axvspan if self.horizontal else self.ax.axhspan
                self._register(band(*ends, zorder=0.5, **look(how, shade, 0)), "span", name, None)
                self._edge_text(sum(ends) / 2, words, MUTED)
            elif missing(start) or missing(stop):
                self.interval(
                    place, start, stop, colour=shade, label=words, series=name, side=side, shift=shift
                )
            elif start == stop:
                self.points(
                    place,
                    start,
                    firm=how,
                    colour=shade,
                    label=words,
                    series=name,
                    side=side or "right",
                    shift=shift,
                )
            else:
                ends = self._number("value", start), self._number("value", stop)
                self._block(
                    "span", (self._number("at", place) + shift, *ends, width), how, shade, words, name, side
                )

    def _block(
        self, kind: str, box: tuple[float, float, float, float], firm: str, colour: str, text: str, series: str,
        side: Side | None,
    ) -> None:  # fmt: skip
        where, start, stop, width = box
        draw = self.ax.barh if self.horizontal else self.ax.bar
        (patch,) = draw(where, stop - start, width, start, **look(firm, colour)).patches
        if kind == "span":
            patch.sticky_edges.x.clear()
            patch.sticky_edges.y.clear()
        ways: tuple[Side, Side] = ("right", "left") if self.horizontal else ("above", "below")
        way, stay = side or ways[stop < start], side is None
        anchor = stop if stay else (start + stop) / 2
        self._register(patch, kind, series, self._label(where, anchor, text, way, stay=stay))

    def points(
        self, at: Any, value: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "", series: Any = "",
        marker: Any = "o", side: Side = "right", size: float = 30, shift: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw points, each with its label beside it."""
        for place, amount, how, shade, words, name, sign in rows(
            at, value, firm, colour, label, series, marker
        ):
            where, much = self._number("at", place) + shift, self._number("value", amount)
            x, y = self._xy(where, much)
            style = look(how, shade, 1.2)
            artist = self.ax.scatter([x], [y], s=size, marker=sign, zorder=4, **style)
            self._register(artist, "point", name, self._label(where, much, words, side))

    def interval(
        self, at: Any, low: Any, high: Any, *, colour: Any = BLUE, label: Any = "", series: Any = "",
        side: Side | None = None, shift: float = 0.0, weight: float = 1.6, reach: float | None = None,
    ) -> None:  # fmt: skip
        """Draw capped bars from low to high; an end that is None, NaN or infinite is an arrow.

        The arrow runs to the panel's edge, or `reach` points far.
        """
        for place, start, stop, shade, words, name in rows(at, low, high, colour, label, series):
            where = self._number("at", place) + shift
            ends = [self._number("value", end) for end in (start, stop) if not missing(end)]
            artist: Artist
            if len(ends) == 2:
                xs, ys = zip(*(self._xy(where, end) for end in ends), strict=True)
                (artist,) = self.ax.plot(
                    xs, ys, color=shade, linewidth=weight, marker="|" if self.horizontal else "_",
                    markersize=4 + weight, markeredgewidth=1.1, zorder=3,
                )  # fmt: skip
            elif ends:
                artist = self._arrow(where, ends[0], 1 if missing(stop) else -1, shade, weight, reach)
            else:
                raise CnaiError(
                    f"the interval at {place!r} has neither end: leave it out, or say so in a label"
                )
            way: Side = side or ("right" if self.horizontal is (len(ends) == 2) else "above")
            self._register(artist, "interval", name, self._label(where, ends[-1], words, way))

    def _arrow(
        self, where: float, anchor: float, way: int, colour: str, weight: float, reach: float | None
    ) -> Annotation:
        # The head sits at the annotation's text end, so that its anchor is a plain data position to read back.
        tip, coords = self._xy(where, 1.0 if way > 0 else 0.0), self._edge[::-1]
        x, y = self._xy(where, anchor)
        arrow = self.ax.annotate(
            "", (x, y), tip if reach is None else self._xy(0.0, way * reach),
            textcoords=coords if reach is None else "offset points", annotation_clip=False, zorder=3,
            arrowprops={
                "arrowstyle": "<-[,widthB=0.17,lengthB=0", "mutation_scale": 15, "joinstyle": "miter",
                "color": colour, "linewidth": weight, "shrinkA": 0, "shrinkB": 0,
            },
        )  # fmt: skip
        assert arrow.arrow_patch is not None
        arrow.arrow_patch.set_clip_path(self.ax.patch)
        self.ax.update_datalim([(x, y)])
        self.ax.autoscale_view()
        return arrow

    def line(
        self,
        at: Any,
        value: Any,
        *,
        steps: bool = False,
        colour: str = BLUE,
        label: str = "",
        series: str = "",
    ) -> None:
        """Draw a line through the points, or steps that hold a value until the next; its label is at the end."""
        points = [(self._number("at", a), self._number("value", v)) for a, v in rows(at, value)]
        xs, ys = zip(*(self._xy(*point) for point in points), strict=True)
        style = "steps-post" if steps else "default"
        (line,) = self.ax.plot(xs, ys, color=colour, drawstyle=style, zorder=3)
        text = self._label(*points[-1], label, "right", colour)
        self._register(line, "steps" if steps else "line", series, text)

    def rule(self, value: Any, *, label: str = "", colour: str = INK, series: str = "") -> None:
        """Draw a thin line across the panel at one value: a printed average, nought."""
        amount = self._number("value", value)
        draw = self.ax.axvline if self.horizontal else self.ax.axhline
        line = draw(amount, color=colour, linewidth=0.8, zorder=1.5)
        self._register(line, "rule", series, None)
        self._edge_text(amount, label, colour)

    def _edge_text(self, amount: float, text: str, colour: str) -> None:
        """Write at the panel's far edge, where no mark can be."""
        if text:
            self.ax.annotate(
                text, self._xy(1.0, amount), self._xy(3, 0), xycoords=self._edge, textcoords="offset points",
                ha="center" if self.horizontal else "left", va="bottom" if self.horizontal else "center_baseline",
                color=colour, fontsize=7, annotation_clip=False,
            )  # fmt: skip

    @property
    def _edge(self) -> tuple[str, str]:
        return ("data", "axes fraction") if self.horizontal else ("axes fraction", "data")

    def label(self, at: Any, value: Any, text: str, *, side: Side = "right", colour: str = INK) -> None:
        """Write a direct label beside a place; it moves out of the way of marks and other labels."""
        self._label(self._number("at", at), self._number("value", value), text, side, colour)

    def note(
        self, text: str, x: float, y: float, *, colour: str = MUTED, ha: Any = "left", va: Any = "bottom"
    ) -> None:
        """Write a remark at a fixed place, in fractions of the panel."""
        self.ax.text(x, y, text, transform=self.ax.transAxes, color=colour, ha=ha, va=va, fontsize=7)

    def network(
        self, nodes: Mapping[str, tuple[float, float]], edges: Iterable[tuple[str, str]], *,
        colour: Any = BLUE, firm: Any = "stated", side: Mapping[str, Side] | Side = "right",
    ) -> None:  # fmt: skip
        """Draw named nodes at given places and the ties between them; the axes disappear."""
        self.bare |= {"x", "y"}
        for start, stop in edges:
            xs, ys = zip(nodes[start], nodes[stop], strict=True)
            (line,) = self.ax.plot(xs, ys, color=GREY, linewidth=1.0, zorder=1)
            self._register(line, "edge", "", None)
        for (name, (x, y)), shade, how in rows(list(nodes.items()), colour, firm):
            artist = self.ax.scatter([x], [y], s=44, zorder=4, **look(how, shade, 1.2))
            way = side if isinstance(side, str) else side[name]
            self._register(artist, "node", "", self._label(*self._xy(x, y), name, way))

    def axis(
        self, which: Literal["at", "value"] = "value", *, log: bool = False, low: Any = None,
        high: Any = None, ticks: Sequence[Any] | None = None, fmt: Callable[[float], str] = plain,
        show: bool = True, title: str = "",
    ) -> None:  # fmt: skip
        """Set an axis: logarithmic, its ends, its ticks and how they are written, or hide it."""
        x = (which == "value") == self.horizontal
        name = "x" if x else "y"
        if log:
            (self.ax.set_xscale if x else self.ax.set_yscale)("log")
        ends = [None if end is None else self._number(which, end) for end in (low, high)]
        (self.ax.set_xlim if x else self.ax.set_ylim)(*ends)
        if ticks is not None:
            places = [self._number(which, tick) for tick in ticks]
            (self.ax.set_xticks if x else self.ax.set_yticks)(places, [fmt(tick) for tick in places])
        if title:
            (self.ax.set_xlabel if x else self.ax.set_ylabel)(title)
        self.fmt = fmt if which == "value" else self.fmt
        if not show:
            self.bare.add(name)

    def _number(self, which: str, value: Any) -> float:
        """Return the axis position of a category, date or number; a new category gets the next place."""
        name = "x" if (which == "value") == self.horizontal else "y"
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

    def _register(self, artist: Artist, kind: str, series: str, label: Annotation | None) -> None:
        self.marks[artist] = Mark(kind, series, label)

    def _label(
        self, at: float, value: float, text: str, side: Side, colour: str = INK, stay: bool = False
    ) -> Annotation | None:
        if not text:
            return None
        label = self.ax.annotate(
            text, self._xy(at, value), (0, 0), textcoords="offset points", annotation_clip=False, color=colour,
            zorder=6,
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
