"""What every test may ask for: a scratch site, and how long Hypothesis looks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from helpers import ScratchSite
from hypothesis import HealthCheck, settings

# A test states how many examples it needs at least; a soak looks at twenty times as many.
settings.register_profile(
    "quick", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("soak", parent=settings.get_profile("quick"), max_examples=20_000)
settings.load_profile("quick")


@pytest.fixture
def site(tmp_path: Path) -> ScratchSite:
    """An empty site in a folder of its own."""
    return ScratchSite(tmp_path / "site")


def pytest_configure(config: pytest.Config) -> None:
    """Nothing a test starts may write compiled templates or settings into a real home."""
    os.environ.setdefault("PYTHONDONTWRITEBYTECODE", "1")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("-m"):
        skip = pytest.mark.skip(reason="a long run: make soak")
        for item in items:
            if "soak" in item.keywords:
                item.add_marker(skip)
