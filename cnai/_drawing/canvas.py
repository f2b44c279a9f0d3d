"""The sheet a chart is drawn on, and its layout: texts measured and wrapped first, the panels in what is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.path import Path
from matplotlib.transforms import Bbox, IdentityTransform

from cnai._drawing.arrange import arrange
from cnai._drawing.chart import Chart
from cnai._drawing.furniture import TALL, finish, pad_ticks, place_labels, set_ticks, unplace_labels
from cnai._drawing.marks import Marks
from cnai._drawing.readback import Row, read
from cnai._drawing.style import FIRM, FIRMNESS, GREY, INK, MUTED, WIDTHS, look, style, wrap
from cnai._package import CnaiError

if TYPE_CHECKING:
    from matplotlib.text import Text

MARGIN, GAP = 0.1, 0.09
# A part of the sheet that no eye sees a panel move by: half a pixel of a notebook's.
STILL = 0.0005
# Size, colour and weight of title, subtitle and source.
TYPE = ((10.5, INK, "bold"), (8, MUTED, "normal"), (6, MUTED, "normal"))
# Inches for a category of a horizontal plot: a few, or so many that they crowd.
ROW, DENSE = 0.27, 0.125
BODIES = {"wide": 2.7, "tall": 4.6}
SIGNS = {
    "interval": Path([(-1, -0.35), (-1, 0.35), (-1, 0), (1, 0), (1, -0.35), (1, 0.35)], [1, 2, 1, 2, 1, 2]),
    "open": Path([(-1, 0), (1, 0), (0.5, 0.4), (1, 0), (0.5, -0.4)], [1, 2, 1, 2, 2]),
}
FIRMED = {code: firm for firm, code in FIRM.items()}


class Canvas:
    """A sheet with one or more panels to draw on, used in a ``with`` block; its `chart` is the result.

    Parameters
    ----------
    name : str
        The chart's name, as in ``cnai.charts.<name>``.
    title, subtitle : str
        The finding; the measure and its unit.
    claims, documents : sequence of str
        Ids of the claims and names of the documents for the source line.
    source : str
        What the source line says instead, where to name every claim would swamp it.
    size : {"wide", "tall"} or (float, float), optional
        On the screen: the plot's height by name, or the whole width and the plot's height in inches. By
        default a horizontal plot is as high as its categories need, another one wide.
    panels : int or sequence of str
        How many panels side by side, or their titles.
    horizontal : bool
        True where values run to the right and categories down.
    share : bool
        True where panels share the axis of values.
    paper : {"column", "page"}
        Where `Chart.resized` puts it in a two-column paper: in one column or across both.
    key : mapping, optional
        What colours mean, where direct labels can't say it.
    """

    def __init__(
        self, name: str, *, title: str, subtitle: str, claims: Sequence[str] = (), documents: Sequence[str] = (),
        source: str = "", size: str | tuple[float, float] | None = None, panels: int | Sequence[str] = 1,
        horizontal: bool = False, share: bool = True, paper: str = "column", key: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        self.name, self.title, self.subtitle, self.paper = name, title, subtitle, paper
        self.claims, self.documents, self.key = tuple(claims), tuple(documents), dict(key or {})
        self.fitted = horizontal and size is None
        self.width, self.body = size if isinstance(size, tuple) else (WIDTHS["screen"], BODIES[size or "wide"])
        self.horizontal, self.share = horizontal, share
        self.said = source
        self.titles = [""] * panels if isinstance(panels, int) else list(panels)
        self.panels: list[Marks] = []
        self.laid_out = ""
        self._style = style(name)

    def __enter__(self) -> Self:
        self._style.__enter__()
        self.figure = Figure(figsize=(self.width, self.body))
        FigureCanvasAgg(self.figure)
        first = None
        for title in self.titles:
            shared: dict[str, Any] = {("sharex" if self.horizontal else "sharey"): first if self.share else None}
            ax = self.figure.add_subplot(**shared)
            ax.set_title(title, x=0, ha="left")
            first = first or ax
            self.panels.append(Marks(ax, self.horizontal))
        documents = self.said or "; ".join(self.documents)
        source = [f"Source: {documents}."] if documents else []
        source += [f"Claims: {', '.join(self.claims)}."] if self.claims and not self.said else []
        self.words = (self.title, self.subtitle, " ".join(source))
        self.texts: list[Text] = [
            self.figure.text(0, 0, text, fontsize=size, color=colour, fontweight=weight, va="top", in_layout=False)
            for text, (size, colour, weight) in zip(self.words, TYPE, strict=True)
        ]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        try:
            if kind is None:
                if len(self.figure.axes) != len(self.panels):
                    raise CnaiError(f"{self.name}: axes outside the panels (a colour bar, a twin) can't be read back")
                for panel in self.panels:
                    finish(panel)
                rows = max(len(panel.names["y"]) for panel in self.panels)
                if self.fitted and rows:
                    self.body = max(0.35 + rows * (DENSE if rows > TALL else ROW), 0.9)
        finally:
            self._style.__exit__(kind, error, trace)
        if kind is None:
            self.layout("screen")

    def __getitem__(self, number: int) -> Marks:
        return self.panels[number]

    @property
    def chart(self) -> Chart:
        """The finished chart, after the ``with`` block."""
        if not self.laid_out:
            raise CnaiError(f"{self.name}: the chart is there once its with block has ended")
        return Chart(self)

    def layout(self, size: str) -> None:
        """Arrange everything for a size: texts wrapped and measured first, the panels in what is left."""
        if self.laid_out == size:
            return
        with style(self.name):
            self._layout(size)
        self.laid_out = size

    def _layout(self, size: str) -> None:
        figure, dpi = self.figure, self.figure.dpi
        width = self.width if size == "screen" else WIDTHS[size]
        stacked = len(self.panels) if size == "column" else 1
        body = self.body * (1 if stacked == 1 else 0.75 * stacked)
        renderer = figure.canvas.get_renderer()  # type: ignore[attr-defined]
        inner = (width - 2 * MARGIN) * dpi
        for text, words in zip(self.texts, self.words, strict=True):
            text.set_text(wrap(words, inner, text.get_fontproperties(), renderer))
        heights = [text.get_window_extent(renderer).height / dpi if text.get_text() else 0.0 for text in self.texts]
        figure.set_size_inches(width, 1)
        key = self._draw_key(inner, renderer)
        top = MARGIN + heights[0] + GAP * 0.7 + heights[1] + GAP + (key + GAP * 1.5 if key else 0)
        bottom = MARGIN + heights[2] + GAP
        total = top + body + bottom
        figure.set_size_inches(width, total)
        tops = (MARGIN, MARGIN + heights[0] + GAP * 0.7, total - MARGIN - heights[2])
        for text, down in zip(self.texts, tops, strict=True):
            text.set_position((MARGIN / width, 1 - down / total))
        if figure.legends:
            figure.legends[0].set_bbox_to_anchor((MARGIN / width, (bottom + body + GAP) / total), figure.transFigure)
        for panel in self.panels:
            unplace_labels(panel)
            if self.share and not self.horizontal and panel is not self.panels[0]:
                panel.ax.tick_params(labelleft=stacked > 1)
        room = Bbox.from_bounds(MARGIN / width, bottom / total, 1 - 2 * MARGIN / width, body / total)
        # Ticks and labels depend on the panels' size, and that on the room they take: twice is enough.
        for _ in range(2):
            for panel in self.panels:
                set_ticks(panel, renderer, inner * 0.36)
                panel.mark_clipped()
            for column in [self.panels] if stacked > 1 else [[panel] for panel in self.panels]:
                pad_ticks(column, renderer)
            arrange(self.panels, stacked > 1, room, renderer)
            for panel in self.panels:
                place_labels(panel, renderer, None)
        for _ in range(3):
            if arrange(self.panels, stacked > 1, room, renderer) < STILL:
                break
        for panel in self.panels:
            place_labels(panel, renderer, figure.bbox)

    def _draw_key(self, inner: float, renderer: Any) -> float:
        """The key of firmness codes, where others than filled occur, and of colours; returns its height in inches."""
        for legend in self.figure.legends[:]:
            legend.remove()
        rows = [row for panel in self.panels for row in read(panel, "")]
        codes = [code for code in FIRMNESS if any(row["drawn"] == code for row in rows)]
        handles = [] if codes in ([], ["filled"]) else [_handle(code, rows) for code in codes]
        handles += [Patch(facecolor=colour, label=words) for words, colour in self.key.items()]
        for columns in range(len(handles), 0, -1):
            legend = self.figure.legend(
                handles=handles, ncols=columns, loc="lower left", bbox_to_anchor=(0, 0), labelcolor=MUTED,
                scatteryoffsets=[0.5],
            )  # fmt: skip
            box = legend.get_window_extent(renderer)
            if box.width <= inner or columns == 1:
                return float(box.height / self.figure.dpi)
            legend.remove()
        return 0.0


def _handle(code: str, rows: list[Row]) -> Any:
    """One sample for the key, of the kind of mark that has this code in the chart."""
    words = FIRMNESS[code]
    dots = any(row["drawn"] == code and row["mark"] in ("point", "node") for row in rows)
    if code in SIGNS:
        return Line2D(
            [], [], linestyle="", marker=SIGNS[code], markersize=11, fillstyle="none", color=GREY, label=words
        )
    style = look(FIRMED[code], GREY)
    if not dots:
        return Patch(**style, label=words)
    # A line's markers can't be hatched. With a transform of its own, the key doesn't enlarge it.
    circle = Path.circle(radius=0.5)
    return PathCollection([circle], sizes=[30], transform=IdentityTransform(), label=words, **style)
