"""A chart: a drawn picture together with the table read back from it."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import PathCollection
from matplotlib.legend import Legend
from matplotlib.patches import Patch
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from cnai._drawing import legible
from cnai._drawing.readback import COLUMNS, Row, read
from cnai._drawing.style import SCREEN_PIXELS, WIDTHS, cell, flat, seen_as, style
from cnai._package import CnaiError

if TYPE_CHECKING:
    import pandas as pd

    from cnai._drawing.canvas import Canvas

FORMATS = ("png", "svg", "pdf")


class Chart:
    """A drawn picture together with the table read back from it.

    Attributes
    ----------
    name : str
        As in ``cnai.charts.<name>``.
    size : str
        ``screen``, or in a paper ``column`` or ``page``.
    """

    def __init__(self, canvas: Canvas, size: str = "screen") -> None:
        self.canvas, self.size, self.name = canvas, size, canvas.name

    @property
    def title(self) -> str:
        """The finding, as drawn."""
        return self._drawn(0)

    @property
    def subtitle(self) -> str:
        """The measure and its unit, as drawn."""
        return self._drawn(1)

    @property
    def source(self) -> str:
        """The source line, as drawn."""
        return self._drawn(2)

    @property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims it rests on."""
        return self.canvas.claims

    def _drawn(self, n: int) -> str:
        text = self.canvas.texts[n]
        return flat(text.get_text()) if text.get_visible() else ""

    def rows(self) -> list[Row]:
        """Every mark as a plain dictionary, read back from the artists."""
        several = len(self.canvas.panels) > 1
        found = []
        with style(self.name):
            for n, panel in enumerate(self.canvas.panels, 1):
                found += read(panel, (panel.ax.get_title() or str(n)) if several else "")
        return found

    def table(self) -> pd.DataFrame:
        """One row a mark, read back from the drawn artists; numbers to 12 significant digits.

        Returns
        -------
        pandas.DataFrame
            Columns panel, mark, series, x, y, low, high, drawn, colour, shape, text, where any row fills them.
        """
        import pandas as pd

        rows = self.rows()
        used = [c for c in COLUMNS if any(row[c] != "" for row in rows)]
        return pd.DataFrame([[row[c] for c in used] for row in rows], columns=used, dtype=object)

    def __repr__(self) -> str:
        rows = self.rows()
        used = [c for c in COLUMNS if any(row[c] != "" for row in rows)]
        lines = [[cell(row[c]) for c in used] for row in rows]
        widths = [max(len(line[n]) for line in [used, *lines]) for n in range(len(used))]
        right = [all(isinstance(row[c], float) or row[c] == "" for row in rows) for c in used]
        table = [
            "  ".join(
                cell.rjust(w) if r else cell.ljust(w) for cell, w, r in zip(line, widths, right, strict=True)
            ).rstrip()
            for line in [used, *lines]
        ]
        key = [words for legend in self.canvas.figure.legends for words in _key(legend)]
        head = [self.title, self.subtitle, *([f"Key: {' · '.join(key)}"] if key else []), ""]
        return "\n".join([*head, *table, "", self.source])

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        self.canvas.layout(self.size)
        width, height = (round(inches * SCREEN_PIXELS) for inches in self.canvas.figure.get_size_inches())
        words, shown = repr(self), {"width": width, "height": height}
        return {"image/png": self._pixels(words), "text/plain": words}, {"image/png": shown}

    def png(self) -> bytes:
        """The picture as PNG, with its words inside for whoever can't see it."""
        return self._bytes("png")

    def _bytes(self, form: str) -> bytes:
        self.canvas.layout(self.size)
        if form == "png":
            return self._pixels(repr(self))
        metadata: dict[str, dict[str, Any]] = {
            "svg": {"Date": None, "Creator": None, "Title": self.title, "Description": repr(self)},
            "pdf": {
                "CreationDate": None,
                "Creator": None,
                "Producer": None,
                "Title": self.title,
                "Subject": self.subtitle,
            },
        }
        target = io.BytesIO()
        with style(self.name):
            self.canvas.figure.savefig(target, format=form, metadata=metadata[form])
        return target.getvalue()

    def _pixels(self, description: str) -> bytes:
        # 256 colours show no difference at a third of the size, which a notebook keeps; packing them harder costs
        # five times the time for a twelfth.
        canvas, target, words = self.canvas.figure.canvas, io.BytesIO(), PngInfo()
        assert isinstance(canvas, FigureCanvasAgg)
        with style(self.name):
            canvas.draw()
        image = Image.fromarray(np.asarray(canvas.buffer_rgba())[:, :, :3])
        words.add_itxt("Title", self.title)
        words.add_itxt("Description", description)
        small = image.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
        small.save(target, "png", compress_level=6, pnginfo=words, dpi=(self.canvas.figure.dpi,) * 2)
        return target.getvalue()

    def save(self, path: str | Path) -> Path:
        """Write the picture as PNG, SVG or PDF, by the suffix; the same chart gives the same bytes.

        Raises
        ------
        CnaiError
            On any other suffix.
        """
        path = Path(path)
        form = path.suffix.lower().removeprefix(".")
        if form not in FORMATS:
            raise CnaiError(
                f"{path}: a chart is saved as .png, .svg or .pdf, not as {path.suffix or 'a name without a suffix'}"
            )
        path.write_bytes(self._bytes(form))
        return path

    def resized(self, size: str = "paper") -> Chart:
        """The same chart at another size: "screen", "column" or "page"; "paper" is the one of the two that suits it."""
        size = self.canvas.paper if size == "paper" else size
        if size not in WIDTHS:
            raise CnaiError(f"a chart has no size {size!r}; there are paper, {', '.join(WIDTHS)}")
        return Chart(self.canvas, size)

    def overlaps(self) -> list[str]:
        """What a reader couldn't read: texts over each other, over marks, or outside the picture."""
        self.canvas.layout(self.size)
        with style(self.name):
            return legible.overlaps(self.canvas.figure, self.canvas.panels)

    def hidden(self) -> list[str]:
        """What a reader couldn't see: marks covered, off the axis, of no size or colour, hatching not drawn."""
        self.canvas.layout(self.size)
        with style(self.name):
            return legible.hidden(self.canvas.figure, self.canvas.panels)


def _key(legend: Legend) -> Iterator[str]:
    """What the key says of each code and colour, from its drawn samples."""
    for handle, text in zip(legend.legend_handles, legend.get_texts(), strict=True):
        look = {}
        if isinstance(handle, Patch | PathCollection):
            look = seen_as(handle.get_facecolor(), handle.get_edgecolor(), handle.get_hatch())
        yield " ".join([*look.values(), "=", text.get_text()]) if look else text.get_text()
