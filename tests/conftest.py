"""The toy package for every test, and how hypothesis draws."""

from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import settings
from toys import Toy

settings.register_profile("cnai", derandomize=True, deadline=timedelta(seconds=10), database=None)
settings.load_profile("cnai")


@pytest.fixture
def toy(tmp_path: Path) -> Toy:
    """The toy package, as it holds."""
    return Toy(tmp_path)


@pytest.fixture(scope="module")
def module_toy(tmp_path_factory: pytest.TempPathFactory) -> Toy:
    """The toy package for a module that builds it once."""
    return Toy(tmp_path_factory.mktemp("toy"))
