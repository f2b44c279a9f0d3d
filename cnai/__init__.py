"""Published numbers on China's AI sector, traced to their place, read at their precision, and recomputed.

`connect` gives the database, `read` a table, `claims`, `verdicts` and `estimates` what was found, `why` the whole
chain of one number, `charts` the pictures. Everything loads on first use, so that importing the package is cheap.
"""

from __future__ import annotations

TYPE_CHECKING = False  # typing's own costs more than bare Python's whole start; type checkers know it by name

__version__ = "0.2.0"

_HOME = {
    "connect": "_build", "read": "_frames", "tables": "_frames", "claims": "_frames", "verdicts": "_frames",
    "estimates": "_frames", "why": "_why", "cite": "_cite", "parse": "_reading", "Reading": "_interval",
    "CnaiError": "_package", "Chart": "_drawing.chart",
    "export": "_exporting.export",
}  # fmt: skip
__all__ = [
    "Chart",
    "CnaiError",
    "Reading",
    "__version__",
    "charts",
    "cite",
    "claims",
    "connect",
    "estimates",
    "export",
    "parse",
    "read",
    "tables",
    "verdicts",
    "why",
]  # fmt: skip

if TYPE_CHECKING:
    from typing import Any

    from cnai import charts
    from cnai._build import connect
    from cnai._cite import cite
    from cnai._drawing.chart import Chart
    from cnai._exporting.export import export
    from cnai._frames import claims, estimates, read, tables, verdicts
    from cnai._interval import Reading
    from cnai._package import CnaiError
    from cnai._reading import parse
    from cnai._why import why


def __getattr__(name: str) -> Any:
    from importlib import import_module

    if name == "charts":
        return import_module("cnai.charts")
    if name in _HOME:
        return getattr(import_module(f"cnai.{_HOME[name]}"), name)
    raise AttributeError(f"module 'cnai' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted(__all__)
