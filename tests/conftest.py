"""What every test may ask for: a scratch site, and how long Hypothesis looks."""

from __future__ import annotations

from pathlib import Path

import pytest
from helpers import ScratchSite
from hypothesis import HealthCheck, settings

# A test states how many examples it needs at least; see `helpers.at_least`.
settings.register_profile(
    "quick", deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("soak", parent=settings.get_profile("quick"))
settings.load_profile("quick")


@pytest.fixture
def site(tmp_path: Path) -> ScratchSite:
    """An empty site in a folder of its own."""
    return ScratchSite(tmp_path / "site")
