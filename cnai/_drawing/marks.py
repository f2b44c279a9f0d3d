"""The marks of a chart, drawn in the one code for how firm a number is.

In every mark `at` is the place (a category, a date or a number) and `value` the amount; on a horizontal
canvas the values run to the right. Columns may be scalars, lists or series; a scalar stands for every row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

from cnai._drawing.panel import Mark, Panel, Side, missing, rows
from cnai._drawing.style import BLUE, GREY, INK, MUTED, look
from cnai._package import CnaiError

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.text import Annotation


class Marks(Panel):
    """A panel and what can be drawn on it."""

    def bars(
        self, at: Any, value: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "",
        series: Any = "", side: Side | None = None, width: float = 0.66, shift: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw bars from nought; `shift` moves them beside others of the same category.

        A label stands beyond the bar's end, or where `side` is given beside its middle.
        """
        for place, amount, how, shade, text, name in rows(at, value, firm, colour, label, series):
            box = self._number("at", place) + shift, 0.0, self._number("value", amount), width
            self._block("bar", box, look(how, shade), text, name, side)

    def spans(
        self, at: Any, low: Any, high: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "",
        series: Any = "", side: Side | None = None, width: float = 0.5, shift: float = 0.0,
    ) -> None:  # fmt: skip
        """Draw windows from low to high; one of a single day is a point, an end that isn't there an arrow.

        Where `at` is None the window crosses the whole panel, behind everything.
        """
        for place, start, stop, how, shade, text, name in rows(at, low, high, firm, colour, label, series):
            if missing(start) or missing(stop):
                self.interval(place, start, stop, colour=shade, label=text, series=name, side=side, shift=shift)
            elif place is not None and start == stop:
                way = side or "right"
                self.points(place, start, firm=how, colour=shade, label=text, series=name, side=way, shift=shift)
            else:
                ends = self._number("value", start), self._number("value", stop)
                if place is None:
                    draw = self.ax.axvspan if self.horizontal else self.ax.axhspan
                    self.marks[draw(*ends, zorder=0.5, **look(how, shade, 0))] = Mark("span", name)
                    self._edge_text(sum(ends) / 2, text, MUTED)
                else:
                    box = self._number("at", place) + shift, *ends, width
                    self._block("span", box, look(how, shade), text, name, side)

    def points(
        self, at: Any, value: Any, *, firm: Any = "stated", colour: Any = BLUE, label: Any = "",
        series: Any = "", marker: Any = "o", side: Any = "right", size: float = 30, shift: float = 0.0,
        zorder: float = 4,
    ) -> None:  # fmt: skip
        """Draw points, each with its label beside it; a `zorder` under 3 puts them under lines and intervals."""
        columns = rows(at, value, firm, colour, label, series, marker, side)
        for place, amount, how, shade, text, name, sign, way in columns:
            where, much = self._number("at", place) + shift, self._number("value", amount)
            x, y = self._xy(where, much)
            dot = self.ax.scatter([x], [y], s=size, marker=sign, zorder=zorder, **look(how, shade, 1.2))
            self.marks[dot] = Mark("point", name, self._label(where, much, text, way))

    def interval(
        self, at: Any, low: Any, high: Any, *, colour: Any = BLUE, label: Any = "", series: Any = "",
        side: Side | None = None, shift: float = 0.0, weight: float = 1.6, reach: float | None = None,
        zorder: float = 3,
    ) -> None:  # fmt: skip
        """Draw capped bars from low to high; an end that is None, NaN or infinite is an arrow.

        The arrow runs to the panel's edge, or `reach` points far. A `zorder` over 4 puts intervals over points.
        """
        for place, start, stop, shade, text, name in rows(at, low, high, colour, label, series):
            where = self._number("at", place) + shift
            ends = [self._number("value", end) for end in (start, stop) if not missing(end)]
            artist: Artist
            if len(ends) == 2:
                xs, ys = zip(*(self._xy(where, end) for end in ends), strict=True)
                (artist,) = self.ax.plot(
                    xs, ys, color=shade, linewidth=weight, marker="|" if self.horizontal else "_",
                    markersize=4 + weight, markeredgewidth=1.1, zorder=zorder,
                )  # fmt: skip
            elif ends:
                artist = self._arrow(where, ends[0], 1 if missing(stop) else -1, shade, weight, reach, zorder)
            else:
                raise CnaiError(f"the interval at {place!r} has neither end: leave it out, or say so in a label")
            way: Side = side or ("right" if self.horizontal is (len(ends) == 2) else "above")
            self.marks[artist] = Mark("interval", name, self._label(where, ends[-1], text, way))

    def line(
        self, at: Any, value: Any, *, steps: bool = False, colour: str = BLUE, label: str = "", series: str = ""
    ) -> None:
        """Draw a line through the points, or steps that hold a value until the next; its label ends it."""
        points = [(self._number("at", a), self._number("value", v)) for a, v in rows(at, value)]
        xs, ys = zip(*(self._xy(*point) for point in points), strict=True)
        (line,) = self.ax.plot(xs, ys, color=colour, drawstyle="steps-post" if steps else None, zorder=3)
        text = self._label(*points[-1], label, "right", colour)
        self.marks[line] = Mark("steps" if steps else "line", series, text)

    def rule(self, value: Any, *, label: str = "", colour: str = INK, series: str = "") -> None:
        """Draw a thin line across the panel at one value: a printed average, nought."""
        amount = self._number("value", value)
        draw = self.ax.axvline if self.horizontal else self.ax.axhline
        self.marks[draw(amount, color=colour, linewidth=0.8, zorder=1.5)] = Mark("rule", series)
        self._edge_text(amount, label, colour)

    def network(
        self, nodes: Mapping[str, tuple[float, float]], edges: Iterable[tuple[str, str]], *,
        colour: Any = BLUE, firm: Any = "stated", side: Mapping[str, Side] | Side = "right",
    ) -> None:  # fmt: skip
        """Draw named nodes at given places and the ties between them; the axes disappear."""
        self.bare |= {"x", "y"}
        for start, stop in edges:
            xs, ys = zip(nodes[start], nodes[stop], strict=True)
            (line,) = self.ax.plot(xs, ys, color=GREY, linewidth=1.0, zorder=1)
            self.marks[line] = Mark("edge")
        for (name, (x, y)), shade, how in rows(list(nodes.items()), colour, firm):
            dot = self.ax.scatter([x], [y], s=44, zorder=4, **look(how, shade, 1.2))
            text = self._label(*self._xy(x, y), name, side if isinstance(side, str) else side[name])
            self.marks[dot] = Mark("node", "", text)

    def _block(
        self, kind: str, box: tuple[float, float, float, float], style: dict[str, Any], text: str, series: str,
        side: Side | None,
    ) -> None:  # fmt: skip
        where, start, stop, width = box
        draw = self.ax.barh if self.horizontal else self.ax.bar
        (patch,) = draw(where, stop - start, width, start, **style).patches
        if kind == "span":
            patch.sticky_edges.x.clear()
            patch.sticky_edges.y.clear()
        ways: tuple[Side, Side] = ("right", "left") if self.horizontal else ("above", "below")
        way, anchor = side or ways[stop < start], (start + stop) / 2 if side else stop
        self.marks[patch] = Mark(kind, series, self._label(where, anchor, text, way, stay=side is None))

    def _arrow(
        self, where: float, anchor: float, way: int, colour: str, weight: float, reach: float | None, zorder: float
    ) -> Annotation:
        # The head sits at the annotation's text end, so that its anchor is a data position to read back.
        place, edge = self._xy(where, anchor), self._xy(where, 1.0 if way > 0 else 0.0)
        arrow = self.ax.annotate(
            "", place, edge if reach is None else self._xy(0.0, way * reach),
            textcoords=self._edge[::-1] if reach is None else "offset points", annotation_clip=reach is not None,
            zorder=zorder,
            arrowprops={
                "arrowstyle": "<-[,widthB=0.17,lengthB=0", "mutation_scale": 15, "joinstyle": "miter",
                "color": colour, "linewidth": weight, "shrinkA": 0, "shrinkB": 0,
            },
        )  # fmt: skip
        assert arrow.arrow_patch is not None
        if reach is None:
            arrow.arrow_patch.set_clip_path(self.ax.patch)
        self.ax.update_datalim([place])
        self.ax.autoscale_view()
        return arrow
