"""What the README promises is there, and what is there is in the README."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from helpers import ROOT, ScratchSite

from sitegen.fields import readers
from sitegen.kinds import KINDS
from sitegen.settings import Settings, _AboutRecord
from sitegen.sidecar import Common

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_every_key_of_a_kind_is_in_its_row(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}\.yaml` \|.*$", README, re.MULTILINE)
    for key in readers(KINDS[name].record):
        assert f"`{key}`" in row


@pytest.mark.parametrize("record", [Common, Settings, _AboutRecord])
def test_every_other_key_is_explained(record: type) -> None:
    for key in readers(record):
        assert re.search(rf"`{key}`|\b{key}\b", README), key


def test_the_example_of_the_readme_builds(site: ScratchSite) -> None:
    """Its shell lines, run as they stand in an empty folder."""
    (example,) = re.findall(r"in an empty folder:\n\n((?:    .*\n)+)", README)
    site.root.mkdir()
    (site.root / "speech.txt").write_text("We met in Zhongnanhai. The compound was quiet.\n")
    script = (
        re.sub("(?m)^    ", "", example)
        .replace("~/", "")
        .replace("sitegen build", f"{sys.executable} -m sitegen build")
    )
    done = subprocess.run(
        ["bash", "-euc", script], cwd=site.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert site.page("speech/index.html").count('class="mark mark-glossary"') == 1
    assert 'id="at-term-zhongnanhai-2">The compound</span>' in site.page("speech/index.html")


def test_the_command_has_the_options_that_the_readme_names() -> None:
    said = subprocess.run(
        [sys.executable, "-m", "sitegen", "build", "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for option in re.findall(r"^\| `(--[a-z-]+)", README, re.MULTILINE):
        assert option in said
