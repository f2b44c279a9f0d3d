"""The one look of all charts: colours, sizes, and the one code for how firm a number is."""

from __future__ import annotations

import math
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib
import numpy as np
from matplotlib.colors import to_rgba as to_rgba
from matplotlib.dates import num2date
from matplotlib.markers import MarkerStyle

from cnai._package import CnaiError

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.path import Path as Outline
    from numpy.typing import NDArray

INK, MUTED, FAINT, PAPER = "#1D2733", "#5B6670", "#DDE2E6", "#FFFFFF"
BLUE, SKY, RED, AMBER, GREY = "#174F8F", "#5FA6DA", "#C2282E", "#E0A02A", "#9AA1A8"
# Colours that may carry meaning side by side; a test simulates three kinds of colour blindness on them.
MARKS = {"blue": BLUE, "sky": SKY, "red": RED, "amber": AMBER, "grey": GREY}
PALETTE = MARKS | {"ink": INK, "muted": MUTED, "faint": FAINT, "paper": PAPER}
VERDICTS = {"contradicted": RED, "reproduced": BLUE, "consistent": SKY, "recorded": GREY}

# What each code means, in the order of the key.
FIRMNESS = {
    "filled": "stated",
    "hollow": "implied by us",
    "hatched": "not stated",
    "interval": "possible range",
    "open": "no limit stated",
}
FIRM = {"stated": "filled", "implied": "hollow", "not stated": "hatched"}
HATCH = "//////"

# Widths in inches: a notebook's cell, one column of a paper, both columns.
WIDTHS = {"screen": 6.0, "column": 3.4, "page": 7.0}
# A screen shows an inch of type at this many CSS pixels, so that 7.5 points read as 12.5 pixels.
SCREEN_PIXELS = 120
SHEET = Path(__file__).with_name("style.mplstyle")


@cache
def _settings() -> dict[Any, Any]:
    """Every setting of matplotlib's, by the sheet or its defaults, but those that are more than looks."""
    settings = matplotlib.rc_params_from_file(str(SHEET))
    return {name: settings[name] for name in settings if name not in ("backend", "date.epoch", "timezone")}


@contextmanager
def style(name: str = "chart") -> Iterator[None]:
    """Draw in our look whatever the user's own settings are; a warning of matplotlib's is an error."""
    with matplotlib.rc_context(_settings()), warnings.catch_warnings():
        warnings.simplefilter("error")
        try:
            yield
        except Warning as warning:
            raise CnaiError(f"{name}: drawing it warns, and no chart may: {warning}") from warning


def look(firm: str, colour: str, width: float = 1.0) -> dict[str, Any]:
    """Face, edge and hatching for how firm a number is."""
    if firm not in FIRM:
        raise CnaiError(f"firm={firm!r} isn't known; there are {', '.join(FIRM)}")
    return {
        "facecolor": colour if firm == "stated" else PAPER,
        "edgecolor": colour,
        "linewidth": width,
        "hatch": HATCH if firm == "not stated" else None,
    }


def seen_as(face: Any, edge: Any, hatch: str | None) -> dict[str, str]:
    """How firm a drawn mark says its number is, and its colour: the face's where there is one, else the edge's."""
    hollow = to_rgba(face)[3] == 0 or to_rgba(face)[:3] == to_rgba(PAPER)[:3]
    code = "hatched" if hatch else "hollow" if hollow else "filled"
    return {"drawn": code, "colour": colour_name(edge if hollow else face)}


def colour_name(colour: Any) -> str:
    """The palette's name of a drawn colour, else its hex code.

    Examples
    --------
    >>> colour_name("#C2282E"), colour_name((0, 0, 0))
    ('red', '#000000')
    """
    rgb = [round(255 * part) for part in to_rgba(colour)[:3]]
    code = "#{:02X}{:02X}{:02X}".format(*rgb)
    return next((name for name, known in PALETTE.items() if known == code), code)


def luminance(picture: NDArray[np.float64]) -> NDArray[np.float64]:
    """Relative luminance, as contrast is reckoned from, of colours in the last axis."""
    linear = np.where(picture <= 0.04045, picture / 12.92, ((picture + 0.055) / 1.055) ** 2.4)
    return np.asarray(linear @ np.array([0.2126, 0.7152, 0.0722]))


def _corners(outline: Outline) -> NDArray[np.float64]:
    return np.asarray(outline.vertices, float)


@cache
def _shapes() -> dict[str, NDArray[np.float64]]:
    signs = {name: MarkerStyle(sign) for sign, name in MarkerStyle.markers.items()}
    return {name: _corners(sign.get_path().transformed(sign.get_transform())) for name, sign in signs.items()}


def shape(outline: Outline) -> str:
    """The name of a drawn marker's shape; none for a circle, which a point has unless another is asked for.

    Examples
    --------
    >>> [shape(sign.get_path().transformed(sign.get_transform())) for sign in map(MarkerStyle, "o^")]
    ['', 'triangle up']
    """
    corners = _corners(outline)
    for name, known in _shapes().items():
        if known.shape == corners.shape and np.allclose(known, corners):
            return "" if name == "circle" else name.replace("_", " ")
    return "other shape"


def number(value: Any) -> float:
    """A float at 12 significant digits, so that arithmetic's last bits never change a table."""
    return float(f"{float(value):.12g}") + 0.0


def iso(value: float) -> str:
    """A date as matplotlib numbers it, as a day or where it isn't one as a time."""
    when = num2date(value).replace(tzinfo=None) + timedelta(milliseconds=500)
    return when.date().isoformat() if when.hour == when.minute == when.second == 0 else f"{when:%Y-%m-%dT%H:%M:%S}"


def plain(number: float) -> str:
    """A number as an axis prints it: thousands separated, no exponent, a real minus.

    Examples
    --------
    >>> plain(2300.0), plain(-0.25), plain(1e10)
    ('2,300', '−0.25', '10,000,000,000')
    """
    text = f"{number:,.10f}".rstrip("0").rstrip(".") if abs(number) < 1e15 else f"{number:g}"
    return "0" if text in ("-0", "") else text.replace("-", "−")


def cell(value: Any) -> str:
    """A value as the text table prints it."""
    if isinstance(value, float):
        return "open" if math.isinf(value) else f"{value:.12g}"
    return str(value)


@cache
def _widths(family: str, weight: str, size: float) -> dict[str, float]:
    """Pixels that a letter takes in a line, for those measured so far in a font."""
    return {}


def wrap(text: str, width: float, font: FontProperties, renderer: RendererAgg) -> str:
    """Break a text into lines no wider than `width` pixels, measured in the font it is drawn in."""

    def wide(words: str) -> float:
        return float(renderer.get_text_width_height_descent(words, font, ismath=False)[0])

    def fits(line: str) -> bool:
        # A letter's width is remembered, a line's is not: what they add up to decides all but the close calls.
        for letter in line:
            if letter not in widths:
                widths[letter] = wide(f"n{letter}n") - wide("nn")
        guess = sum(widths[letter] for letter in line)
        return guess < width if abs(guess - width) > 0.07 * width else wide(line) <= width

    widths = _widths(font.get_family()[0], str(font.get_weight()), font.get_size_in_points() * renderer.dpi)
    lines = [""]
    for word in text.split():
        # A word too wide for a line of its own breaks behind a dash or slash, as `flat` knows.
        pieces = [word] if fits(word) else re.findall(r"[^–/-]*\w[–/-]|.+", word)
        for n, piece in enumerate(pieces):
            joined = lines[-1] + ("" if n or not lines[-1] else " ") + piece
            if fits(joined) or not lines[-1]:
                lines[-1] = joined
            else:
                if not n and re.search(r"\w[–/-]$", lines[-1]):
                    lines[-1] += " "
                lines.append(piece)
    return "\n".join(lines)


def flat(text: str) -> str:
    r"""A text as it was before `wrap`.

    Examples
    --------
    >>> flat("September–\nDecember,\nas printed")
    'September–December, as printed'
    """
    return " ".join(re.sub(r"(?<=\w[–/-])\n", "", text).split())
