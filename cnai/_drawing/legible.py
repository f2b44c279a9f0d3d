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

from cnai._drawing.furniture import drawn_texts
from cnai._drawing.panel import Panel, vertices
from cnai._drawing.readback import Row, read_artists
from cnai._drawing.style import PAPER, cell, luminance

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from numpy.typing import NDArray

# Fine enough for a hairline, coarse enough to draw each mark by itself in a millisecond or two.
DPI = 110
# What counts as solid in a mark's own pixels, the least change of a channel that an eye sees, and the part of its
# pixels that a mark keeps unless it is cut.
SOLID, SEEN, WHOLE = 0.35, 0.045, 0.95
LEAST_CONTRAST = 2.5
# This part of a text's height in pixels of a mark is a line across it, however long the text; and no area's edge
# that is lighter than this disturbs it.
ACROSS, PALE = 0.5, 0.65


class Layer(NamedTuple):
    """One mark drawn by itself: its pixels, and where in the picture they are."""

    panel: Panel
    artist: Artist
    row: Row
    where: tuple[slice, slice]
    pixels: NDArray[np.float64]

    @property
    def solid(self) -> NDArray[np.bool_]:
        """Where it covers what is behind it."""
        return self.pixels[..., 3] > SOLID

    @property
    def edge(self) -> NDArray[np.bool_]:
        """Its outline, unless that is pale."""
        around = np.pad(self.solid, 1)
        inside = around[:-2, 1:-1] & around[2:, 1:-1] & around[1:-1, :-2] & around[1:-1, 2:]
        return self.solid & ~inside & (luminance(self.pixels[..., :3]) < PALE)


def overlaps(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    """Texts over each other, outside the picture, on marks, or too faint on what is behind them."""
    canvas = figure.canvas
    assert isinstance(canvas, FigureCanvasAgg)
    canvas.draw()  # a key's texts have no place before
    found, point = [], figure.dpi / 72
    texts = list(drawn_texts(figure, panels))
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
            if isinstance(layer.artist, QuadMesh):
                continue
            # A text may stand within an area, whatever the area covers, but not across its edge.
            area = isinstance(layer.artist, Rectangle) and not layer.artist.get_hatch()
            marks[layer.where] &= ~(area & layer.solid)
            marks[layer.where] |= layer.edge if area else layer.solid
        light = luminance(picture)
        for text in drawn_texts(figure, panels):
            box = text.get_window_extent(renderer)
            trim = min(DPI / 72, box.height / 4)
            cut = _slice(Bbox.from_extents(box.x0, box.y0 + trim, box.x1, box.y1 - trim), marks.shape)
            if not marks[cut].size:
                continue
            own = float(luminance(np.array(to_rgb(text.get_color()))))
            faint = (np.maximum(light[cut], own) + 0.05) / (np.minimum(light[cut], own) + 0.05) < LEAST_CONTRAST
            if marks[cut].mean() > 0.02 or marks[cut][:, 1:-1].sum() > ACROSS * marks[cut].shape[0]:
                found.append(f"{_quoted(text)} lies on a mark")
            elif faint.mean() > 0.1:
                found.append(f"{_quoted(text)} can't be read on what is behind it")
    return found


def hidden(figure: Figure, panels: Sequence[Panel]) -> list[str]:
    """Marks that can't be seen: covered, off the axis, of no size, in the colour behind them; lost hatching."""
    found, layers = [], []
    faults: list[str] = []
    with _coarse(figure) as renderer:
        for layer in _layers(panels, renderer):
            layers.append(layer)
            faults += _faults(layer, renderer)
        picture, covered = _paper(renderer)
        seen = []
        for layer in reversed(layers):
            seen.append(int((layer.solid & ~covered[layer.where]).sum()))
            covered[layer.where] |= layer.solid
        for layer, visible in zip(layers, reversed(seen), strict=True):
            before = picture[layer.where].copy()
            _paint(picture, layer)
            if not layer.solid.any():
                found.append(f"{_told(layer.row)} isn't in the picture: it is off the axis or has no size")
            elif np.abs(picture[layer.where] - before)[layer.solid].max() < SEEN:
                found.append(f"{_told(layer.row)} has the colour of what is behind it")
            elif visible < 0.15 * layer.solid.sum():
                found.append(f"{_told(layer.row)} is hidden behind other marks")
            elif not _hatched(layer, renderer):
                found.append(f"{_told(layer.row)} has a hatching that isn't drawn")
        for legend in figure.legends:
            key = _slice(legend.get_window_extent(renderer).padded(3), covered.shape)
            for sample, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
                if not _within(_alone(sample, renderer)[0], key):
                    found.append(f"the key's sample of {_quoted(text)} isn't where it belongs")
    return list(dict.fromkeys(found + faults))


def _faults(layer: Layer, renderer: RendererAgg) -> Iterator[str]:
    """What the axis, the panel's edge or the picture's takes of a mark; a bar on a scale that has no nought."""
    panel, artist, row, told = layer.panel, layer.artist, layer.row, _told(layer.row)
    if row["mark"] == "bar" and "log" in (panel.ax.get_xscale(), panel.ax.get_yscale()):
        yield f"{told} is a bar on a logarithmic axis, which has no nought to start from"
    points = artist.get_bbox().get_points() if isinstance(artist, Rectangle) else vertices(artist)
    off = panel.outside(artist, points)
    yield from (f"{told} runs off the {axis} axis" for n, axis in enumerate("xy") if off[:, n].any())
    sheet = slice(1, int(renderer.height) - 1), slice(1, int(renderer.width) - 1)
    if layer.solid.any() and not _within(layer.where, sheet):
        yield f"{told} is cut at the picture's edge"
    # A bar that ends at the edge loses half of its outline there, and nobody minds.
    elif artist.get_clip_on() and not off.any() and not isinstance(artist, Rectangle | Text) and row["mark"] != "rule":
        artist.set_clip_on(False)
        _, whole = _alone(artist, renderer)
        artist.set_clip_on(True)
        if layer.solid.sum() < WHOLE * (whole[..., 3] > SOLID).sum():
            yield f"{told} is cut at the panel's edge"


def _layers(panels: Sequence[Panel], renderer: RendererAgg) -> Iterator[Layer]:
    """Every mark drawn by itself, from the back to the front; the points of a collection one by one."""
    for panel in panels:
        rows: dict[Artist, list[Row]] = {}
        for artist, row in read_artists(panel):
            text = isinstance(artist, Text) and row["mark"] != "interval"
            if artist is not None and artist not in panel.clipped and not text:
                rows.setdefault(artist, []).append(row)
        for artist in sorted(rows, key=lambda some: some.get_zorder()):
            if isinstance(artist, PathCollection) and len(rows[artist]) > 1:
                offsets = vertices(artist)
                try:
                    for n, row in enumerate(rows[artist]):
                        artist.set_offsets(offsets[n : n + 1])
                        yield Layer(panel, artist, row, *_alone(artist, renderer))
                finally:
                    artist.set_offsets(offsets)
            else:
                yield Layer(panel, artist, rows[artist][0], *_alone(artist, renderer))


def _alone(artist: Artist | None, renderer: RendererAgg) -> tuple[tuple[slice, slice], NDArray[np.float64]]:
    """Draw one artist on an empty sheet; return the part of the sheet it is on, and its pixels there."""
    renderer.clear()
    if artist is not None:
        artist.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba())
    rows, columns = np.nonzero(pixels[..., 3].any(axis=1))[0], np.nonzero(pixels[..., 3].any(axis=0))[0]
    if not len(rows):
        return (slice(0, 0), slice(0, 0)), np.zeros((0, 0, 4))
    where = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    return where, pixels[where] / 255


def _hatched(layer: Layer, renderer: RendererAgg) -> bool:
    """Whether the hatching that a mark has, if any, makes a difference."""
    patch = layer.artist
    if not isinstance(patch, Patch | PathCollection) or not (hatch := patch.get_hatch()):
        return True
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


def _paper(renderer: RendererAgg) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """An empty picture, and the same in black and white."""
    shape = int(renderer.height), int(renderer.width)
    return np.full((*shape, 3), to_rgb(PAPER)), np.zeros(shape, bool)


def _paint(picture: NDArray[np.float64], layer: Layer) -> None:
    alpha = layer.pixels[..., 3:]
    picture[layer.where] = picture[layer.where] * (1 - alpha) + layer.pixels[..., :3] * alpha


def _slice(box: Bbox, shape: tuple[int, ...]) -> tuple[slice, slice]:
    height, width = shape
    rows = slice(max(int(height - box.y1), 0), max(int(height - box.y0), 0))
    return rows, slice(min(max(int(box.x0), 0), width), max(int(box.x1), 0))


def _within(where: tuple[slice, slice], area: tuple[slice, slice]) -> bool:
    return all(a.start <= w.start and w.stop <= a.stop for w, a in zip(where, area, strict=True))


def _quoted(text: Text) -> str:
    return f"“{' '.join(text.get_text().split())}”"


def _told(row: Row) -> str:
    return " ".join(cell(value) for key, value in row.items() if value != "" and key not in ("panel", "drawn"))
