"""What every test may ask for: sites, a browser, and how long Hypothesis looks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import CHROMIUM, QUIET, ROOT, SITES, ScratchSite
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright

from sitegen.builder import build

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


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the outputs of whole sites: `demo`, and one for each in `tests/sites/`."""
    folder = tmp_path_factory.mktemp("published")
    for name, site in {"demo": ROOT, **{one.name: one for one in SITES.iterdir()}}.items():
        assert build(site, output=folder / name, strict=True, jobs=1).problems == ()
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
