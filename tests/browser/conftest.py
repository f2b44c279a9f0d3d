"""What needs a browser runs only when asked for by name: make browser, or pytest tests/browser."""

from pathlib import Path

import pytest


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Leave this folder out unless an argument names it."""
    return None if any("browser" in Path(arg).parts for arg in config.args) else True
