"""Every chart drawn, read back and saved, beside matplotlib's own savefig of the same figure."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bench.measure import Row, at_most, compare, task

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def rows(quick: bool) -> Iterator[Row]:
    """The read-back and the save beside a savefig; the whole from no figure beside matplotlib's drawing of its own."""
    found = compare({"ours": task("charts")}, 1 if quick else 5)["ours"]
    told = found.told
    yield at_most(
        "chart, saved", f"{told['charts']:.0f} charts read back and saved as PNG", "matplotlib's savefig of them",
        1.1, found, told["saved"], told["savefig"],
    )  # fmt: skip
    yield at_most(
        "chart, drawn", "the same, drawn first", "the same artists in matplotlib's constrained layout and its savefig",
        1.1, found, told["drawn"] + told["saved"], told["plain"], WHY,
    )  # fmt: skip


WHY = (
    "A label is put where it covers nothing, category names are broken to the room there is and the panels arranged "
    "anew until nothing moves; matplotlib's layout measures twice and avoids nothing."
)


def main() -> None:
    """Tell the processor's seconds of each part over all charts, of which the first draws don't count."""
    import io
    import time
    from unittest import mock

    from cnai import charts, connect
    from cnai._drawing.canvas import Canvas

    con = connect()
    spent = dict.fromkeys(("drawn", "saved", "savefig", "plain"), 0.0)

    def timed(part: str, start: float) -> float:
        spent[part] += time.process_time() - start
        return time.process_time()

    for name in charts.__all__:
        charts.draw(name, con).png()
    for name in charts.__all__:
        start = time.process_time()
        chart = charts.draw(name, con)
        start = timed("drawn", start)
        chart._repr_mimebundle_()
        start = timed("saved", start)
        figure = chart.canvas.figure
        figure.savefig(io.BytesIO(), format="png")
        start = timed("savefig", start)

        def plain(canvas: Canvas, size: str, like: Figure = figure) -> None:
            canvas.figure.set_size_inches(like.get_size_inches())
            canvas.figure.set_layout_engine("constrained")

        with mock.patch.object(Canvas, "_layout", plain):
            charts.draw(name, con).canvas.figure.savefig(io.BytesIO(), format="png")
        timed("plain", start)
    print(json.dumps(spent | {"charts": len(charts.__all__)}))


if __name__ == "__main__":
    sys.exit(main())
