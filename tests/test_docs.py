"""What the README promises is there, and what is there is in the README."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from helpers import ROOT, ScratchSite

from sitegen.fields import readers
from sitegen.kinds import KINDS
from sitegen.model import About
from sitegen.settings import Settings
from sitegen.sidecar import Common

README = (ROOT / "README.md").read_text("utf-8")


@pytest.mark.parametrize("name", KINDS)
def test_every_key_of_a_kind_is_in_its_row(name: str) -> None:
    (row,) = re.findall(rf"^\| `{name}\.yaml` \|.*$", README, re.MULTILINE)
    for key in readers(KINDS[name].record):
        assert f"`{key}`" in row


def test_the_files_of_the_theme_are_named() -> None:
    (named,) = re.findall(r"^The theme is Jinja: .*$", README, re.MULTILINE)
    for file in (ROOT / "templates").glob("*.*"):
        assert f"`{file.name}`" in named


@pytest.mark.parametrize("record", [Common, Settings, About])
def test_every_other_key_is_explained(record: type) -> None:
    for key in readers(record):
        assert re.search(rf"`{key}`", README), key


def example(after: str) -> str:
    """The indented lines of the README that follow a sentence."""
    (lines,) = re.findall(re.escape(after) + r"\n\n((?:    .*\n|\n(?=    ))+)", README)
    return re.sub("(?m)^    ", "", lines)


def test_the_example_of_the_readme_builds(site: ScratchSite) -> None:
    """Its shell lines, run as they stand in an empty folder."""
    site.root.mkdir()
    script = example("in an empty folder, paste this:").replace(
        "sitegen build", f"{sys.executable} -m sitegen build --strict"
    )
    done = subprocess.run(
        ["bash", "-euc", script], cwd=site.root, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    page = site.page("speech/index.html")
    assert page.count('class="mark mark-glossary"') == 2
    assert 'id="at-term-zhongnanhai-2">The compound</span>' in page
    assert page.count('role="doc-noteref"') == 1


def test_the_settings_that_the_readme_shows_are_good(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/speech.txt": "Words.\n\nTwo chairs (A. Wong)\n",
            "content/speech/article.yaml": example(
                "`content/<slug>/article.yaml`, every key optional:"
            ),
            "content/speech/photo.jpg": b"\xff\xd8\xff",
            "sitegen.yaml": example("`sitegen.yaml`, every key optional:"),
        }
    ).build(strict=True)
    assert "A quiet meeting" in site.page("speech/index.html")


@pytest.mark.parametrize(("command", "section"), [("build", "Commands"), ("serve", "Preview")])
def test_a_command_has_the_options_that_the_readme_names(command: str, section: str) -> None:
    said = subprocess.run(
        [sys.executable, "-m", "sitegen", command, "--help"],
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    (table,) = re.findall(
        rf"^## {section}\n(?s:.*?)^\| option.*\n((?:\|.*\n)+)", README, re.MULTILINE
    )
    named = set(re.findall(r"`(-[-a-z]+)", re.sub(r"(?m)^(\|.*?\|).*", r"\1", table)))
    assert named == set(re.findall(r"(?<![\w-])(-[-a-z]+)(?=[ ,\]\n])", said)) - {
        "-h",
        "--help",
        "--quiet",
        "--verbose",
    }
