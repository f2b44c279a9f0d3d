"""Check a drawn picture as a reader meets it: every text can be read, every mark be seen.

Measured from drawn extents and from each mark's own rendered pixels, never against a stored image, so that
another matplotlib or another font doesn't matter.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.collections import PathCollection, QuadMesh
from matplotlib.colors import to_rgb
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from cnai._panel import Panel, vertices
from cnai._readback import Row, read_artists
from cnai._style import PAPER, cell

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Fine enough for a hairline, coarse enough to draw each mark by itself in a millisecond or two.
DPI = 110
# What counts as solid in a mark's own pixels, and the least change of a channel that an eye sees.
SOLID, SEEN = 0.35, 0.045
LEAST_CONTRAST = 2.5


class Layer(NamedTuple):
    """One mark drawn by itself: its pixels, and where in the picture they are."""

    artist: Artist
    row: Row
    where: tuple[slice, slice]
    pixels: NDArray[np.float64]

    @property
    def solid(self) -> NDArray[np.bool_]:
        """Where it covers what is behind it."""
        return self.pixels[..., 3] > SOLID


def overlaps(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    """Texts over each other, outside the picture, on marks, or too faint on what is behind them."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()  # a key's texts have no place before
    found, point = [], figure.dpi / 72
    texts = list(_texts(figure, panels))
    boxes = [text.get_window_extent(canvas.get_renderer()) for text in texts]
    for text, box in zip(texts, boxes, strict=True):
        if box.x0 < -1 or box.y0 < -1 or box.x1 > figure.bbox.x1 + 1 or box.y1 > figure.bbox.y1 + 1:
            found.append(f"{_quoted(text)} leaves the picture")
    for (one, a), (other, b) in combinations(zip(texts, boxes, strict=True), 2):
        # A text's box is as high as its tallest letter could be: a point of overlap is air.
        wide, high = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 0.3 * point and high > point:
            found.append(f"{_quoted(one)} and {_quoted(other)} overlap")
    return found + _covered(figure, panels)


def _covered(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    found = []
    with _coarse(figure) as renderer:
        picture, marks = _paper(renderer)
        for layer in _layers(panels, renderer):
            _paint(picture, layer)
            area = isinstance(layer.artist, Rectangle) and not layer.artist.get_hatch()
            if not area and not isinstance(layer.artist, QuadMesh):
                marks[layer.where] |= layer.solid
        light = _luminance(picture)
        for text in _texts(figure, panels):
            box = text.get_window_extent(renderer)
            trim = min(DPI / 72, box.height / 4)
            cut = _slice(Bbox.from_extents(box.x0, box.y0 + trim, box.x1, box.y1 - trim), marks.shape)
            if not marks[cut].size:
                continue
            own = float(_luminance(np.array(to_rgb(text.get_color()))))
            faint = (np.maximum(light[cut], own) + 0.05) / (np.minimum(light[cut], own) + 0.05) < LEAST_CONTRAST
            if marks[cut].mean() > 0.02:
                found.append(f"{_quoted(text)} lies on a mark")
            elif faint.mean() > 0.1:
                found.append(f"{_quoted(text)} can't be read on what is behind it")
    return found


def hidden(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    """Marks that can't be seen: covered, off the axis, of no size, in the colour behind them; lost hatching."""
    found = []
    with _coarse(figure) as renderer:
        layers = list(_layers(panels, renderer))
        picture, covered = _paper(renderer)
        seen = []
        for layer in reversed(layers):
            seen.append(int((layer.solid & ~covered[layer.where]).sum()))
            covered[layer.where] |= layer.solid
        for layer, visible in zip(layers, reversed(seen), strict=True):
            before = picture[layer.where].copy()
            _paint(picture, layer)
            own = layer.solid
            if not own.any():
                found.append(f"{_told(layer.row)} isn't in the picture: it is off the axis or has no size")
            elif np.abs(picture[layer.where] - before)[own].max() < SEEN:
                found.append(f"{_told(layer.row)} has the colour of what is behind it")
            elif visible < 0.15 * own.sum():
                found.append(f"{_told(layer.row)} is hidden behind other marks")
            elif isinstance(layer.artist, Patch) and layer.artist.get_hatch() and not _hatched(layer, renderer):
                found.append(f"{_told(layer.row)} has a hatching that isn't drawn")
    for panel in panels:
        found += _off_axis(panel)
    return list(dict.fromkeys(found))


def _off_axis(panel: Panel) -> Iterator[str]:
    """Marks that the axis cuts, unless the panel's edge says so; bars on a scale that has no nought."""
    limits = np.sort([panel.ax.get_xlim(), panel.ax.get_ylim()])
    slack = 1e-9 * (limits[:, 1] - limits[:, 0])
    log = "log" in (panel.ax.get_xscale(), panel.ax.get_yscale())
    for artist, row in read_artists(panel):
        if log and row["mark"] == "bar":
            yield f"{_told(row)} is a bar on a logarithmic axis, which has no nought to start from"
        points = artist.get_bbox().get_points() if isinstance(artist, Rectangle) else vertices(artist)
        if artist is None or artist in panel.clipped or not len(points):
            continue
        inside = artist.get_transform().contains_branch_seperately(panel.ax.transData)
        outside = (points < limits[:, 0] - slack) | (points > limits[:, 1] + slack)
        for n, axis in enumerate("xy"):
            if inside[n] and outside[:, n].any():
                yield f"{_told(row)} runs off the {axis} axis"


def _layers(panels: Sequence[Panel], renderer: RendererAgg) -> Iterator[Layer]:
    """Every mark drawn by itself, from the back to the front; the points of a collection one by one."""
    for panel in panels:
        rows: dict[Artist, list[Row]] = {}
        for artist, row in read_artists(panel):
            if artist is not None and (not isinstance(artist, Text) or row["mark"] == "interval"):
                rows.setdefault(artist, []).append(row)
        for artist in sorted(rows, key=lambda some: some.get_zorder()):
            if artist in panel.clipped:
                continue
            if isinstance(artist, PathCollection) and len(rows[artist]) > 1:
                offsets = vertices(artist)
                try:
                    for n, row in enumerate(rows[artist]):
                        artist.set_offsets(offsets[n : n + 1])
                        yield Layer(artist, row, *_alone(artist, renderer))
                finally:
                    artist.set_offsets(offsets)
            else:
                yield Layer(artist, rows[artist][0], *_alone(artist, renderer))


def _alone(artist: Artist, renderer: RendererAgg) -> tuple[tuple[slice, slice], NDArray[np.float64]]:
    """Draw one artist on an empty sheet; return the part of the sheet it is on, and its pixels there."""
    renderer.clear()
    artist.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())
    rows, columns = np.nonzero(pixels[..., 3].any(axis=1))[0], np.nonzero(pixels[..., 3].any(axis=0))[0]
    if not len(rows):
        return (slice(0), slice(0)), np.zeros((0, 0, 4))
    where = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return where, pixels[where] / 255


def _hatched(layer: Layer, renderer: RendererAgg) -> bool:
    patch = layer.artist
    assert isinstance(patch, Patch)
    hatch = patch.get_hatch()
    try:
        patch.set_hatch("")
        _, without = _alone(patch, renderer)
        return without.shape != layer.pixels.shape or bool(np.abs(without - layer.pixels).max() > SEEN)
    finally:
        patch.set_hatch(hatch)


@contextmanager
def _coarse(figure: Figure) -> Iterator[RendererAgg]:
    dpi = figure.dpi
    figure.set_dpi(DPI)
    try:
        width, height = figure.bbox.size
        renderer = RendererAgg(round(width), round(height), DPI)
        figure.draw(renderer)
        yield renderer
    finally:
        figure.set_dpi(dpi)


def _texts(figure: Figure, panels: Sequence[Panel]) -> Iterator[Text]:
    """Every text that is drawn."""
    texts = [*figure.texts, *(text for legend in figure.legends for text in legend.get_texts())]
    for panel in panels:
        ax = panel.ax
        legend = ax.get_legend()
        texts += [ax.title, *ax.texts, *(legend.get_texts() if legend else [])]
        for axis in (ax.xaxis, ax.yaxis):
            if axis.get_visible():
                low, high = sorted(axis.get_view_interval())
                slack = 1e-6 * (high - low)
                texts.append(axis.label)
                texts += [t.label1 for t in axis.get_major_ticks() if low - slack <= t.get_loc() <= high + slack]
    yield from (text for text in texts if text.get_visible() and text.get_text().strip())


def _paper(renderer: RendererAgg) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """An empty picture, and the same in black and white."""
    shape = int(renderer.height), int(renderer.width)
    return np.full((*shape, 3), to_rgb(PAPER)), np.zeros(shape, bool)


def _paint(picture: NDArray[np.float64], layer: Layer) -> None:
    alpha = layer.pixels[..., 3:]
    picture[layer.where] = picture[layer.where] * (1 - alpha) + layer.pixels[..., :3] * alpha


def _luminance(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _slice(box: Bbox, shape: tuple[int, ...]) -> tuple[slice, slice]:
    height, width = shape
    rows = slice(max(int(height - box.y1), 0), max(int(height - box.y0), 0))
    return rows, slice(min(max(int(box.x0), 0), width), max(int(box.x1), 0))


def _quoted(text: Text) -> str:
    return f"“{' '.join(text.get_text().split())}”"


def _told(row: Row) -> str:
    return " ".join(cell(value) for key, value in row.items() if value != "" and key not in ("panel", "drawn"))
