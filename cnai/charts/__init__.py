"""The charts: a file a theme, and the only code that knows what the numbers are about.

Each is a function of a connection and gives a `Chart`. They load on first use.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from cnai._package import near

if TYPE_CHECKING:
    from collections.abc import Callable

    import duckdb

    from cnai._drawing.chart import Chart

THEMES = {
    "chips": (
        "closures_per_month", "closures_per_day", "closures_two_years", "closures_reconciled", "closures_and_stock",
        "chip_guidance",
    ),
    "unicorns": ("unicorns_two_years", "unicorns_by_sector", "investor_events"),
    "money": ("amounts", "yuan_per_dollar", "share_sold", "registered_capital", "investor_network"),
    "models": (
        "llms_approved", "llms_announced_and_approved", "names_behind_counts", "model_sizes", "training_corpora",
    ),
    "places": ("capital_share",),
    "time": ("timeline", "plans_and_outcomes"),
    "audit": ("every_check", "kinds_of_numbers"),
}  # fmt: skip
_HOME = {name: theme for theme, names in THEMES.items() for name in names}
__all__ = [*_HOME]


def draw(name: str, con: duckdb.DuckDBPyConnection) -> Chart:
    """Draw the chart of that name. Raises AttributeError with the near names where there is none."""
    function: Callable[[duckdb.DuckDBPyConnection], Chart] = __getattr__(name)
    return function(con)


def __getattr__(name: str) -> Any:
    if name in _HOME:
        return getattr(import_module(f"cnai.charts.{_HOME[name]}"), name)
    raise AttributeError(f"there is no chart {name!r}{near(name, _HOME)}")


def __dir__() -> list[str]:
    return sorted(_HOME)
