"""Page validity and accessibility, by the checkers that the field trusts."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from helpers import ROOT, SITES, TOOLS, serving, violations
from playwright.sync_api import Browser

from sitegen.builder import build

NU = TOOLS / "vnu-jar" / "build" / "dist" / "vnu.jar"
LOCAL = "-Dnu.validator.servlet.allow-forbidden-hosts=true"

EVERYTHING = """\
# All *that* a text may hold

Xi of the WTO in the Long *March* to Yan’an, `code`, [a link](http://example.org) and ![a picture](p.png).
A hard break\\
follows; a note[^1] twice[^1].

> A quotation with tariffs.
>
> - a list
>   1. in it

| left | right |
|------|------:|
| Xi   | tariff `x` |

```py
code = 1
```

## Part

Overlapping words of many kinds: Xi met tariffs in 2018 for $5.

### Deeper

---

[^1]: A footnote on Xi.
"""

SIDECARS = {
    "content/glossary.yaml": "- {term: Long March, definition: 'A *walk*.', native: 长征, see: [tariff]}\n- {term: tariff, definition: d}\n",
    "content/people.yaml": "- {name: Xi, image: p.png, role: r, born: 1953-06, died: 2100}\n- {name: '<b>&\"', also: [Q]}\n",
    "content/organizations.yaml": "- {name: WTO, role: r, founded: 1995, native: 世, image: p.png, description: d, same_as: ['https://example.org/?a=1&b=2']}\n- {name: The other, sources: [cited]}\n",
    "content/places.yaml": "- {name: Yan’an, within: Shaanxi, native: 延安, pronunciation: p, image: p.png}\n- {name: Nowhere, description: 'Not *here*.'}\n",
    "content/sources.yaml": "- {title: '<b>&', id: cited, author: A, publisher: P, url: 'https://example.org/?a=1&b=2', published: 2018, read: 2019-05, note: 'Two\n\n\n    *paragraphs*.'}\n- {title: Named, also: [Overlapping words], sources: [cited]}\n- {title: Unused}\n",
    "content/everything/events.yaml": "- {title: A year, when: 2018, until: 2019-05, about: true, quote: 2018}\n- {title: Same, when: 2018, quote: 2018}\n",
    "content/everything/figures.yaml": "- {quote: $5, value: -5, unit: USD, label: l, source: cited}\n- {quote: for $5, low: 1, high: 2e3, unit: USD, label: l}\n- {image: p.png, alt: a, caption: c, credit: b}\n",
    "content/everything/notes.yaml": "- {quote: 'tariffs in 2018 for $5', note: 'One.\n\n\n    Two **paragraphs**.', sources: [s, cited]}\n- {quote: Xi met, note: n}\n",
    "content/everything/article.yaml": "{summary: '\"S\" & <T>', source: cited, byline: B, published: 2019, image: {file: p.png, alt: a, credit: c}}\n",
}


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """The demonstration, and a site that holds one of everything."""
    folder = tmp_path_factory.mktemp("sites")
    build(ROOT, output=folder / "demo", strict=True, jobs=1)
    files = {"seeds/everything.md": EVERYTHING, **SIDECARS}
    for path, text in files.items():
        (folder / "all" / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / "all" / path).write_text(text, "utf-8")
    picture = bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63"
        "fccf50cf0000048001e0a29f1b1f0000000049454e44ae426082"
    )
    for path in ("content/p.png", "content/everything/p.png"):
        (folder / "all" / path).write_bytes(picture)
    result = build(folder / "all", jobs=1)
    assert [one for one in result.problems if one.severity == "error"] == []
    return [folder / "demo", folder / "all" / "public"]


# Of years before 1000 the checker only doubts that they are meant.
DOUBT = "Year may be mistyped"


def test_the_nu_checker_finds_no_error(sites: list[Path]) -> None:
    assert NU.is_file(), "tests/tools/install has not run"
    for language in SITES.iterdir():
        build(language, output=sites[0].parent / language.name, jobs=1)
    # Over HTTP: from a disk, the checker takes no file for one that a policy of 'self' allows.
    with serving(sites[0].parent) as base:
        pages = sorted(
            file.relative_to(sites[0].parent) for file in sites[0].parent.rglob("*.html")
        )
        command = [
            "java",
            LOCAL,
            "-jar",
            str(NU),
            "--format",
            "json",
            *(f"{base}/{page}" for page in pages),
        ]
        run = subprocess.run(command, capture_output=True, text=True, check=False)
    # The checker takes a block of data for a script. Browsers do not, as the next tests see;
    # that there is no other script within a page is looked up here instead.
    within = [
        tag
        for site in sites
        for file in site.rglob("*.html")
        for tag in re.findall(r"<script(?![^>]* src=)[^>]*>", file.read_text("utf-8"))
    ]
    assert set(within) == {'<script type="application/ld+json">'}
    messages = [
        message
        for message in json.loads(run.stderr)["messages"]
        if DOUBT not in message["message"]
        and not message["message"].startswith("Inline script violates Content Security Policy")
    ]
    assert [f"{m.get('url')}:{m.get('lastLine')}: {m['message']}" for m in messages] == []


def test_the_nu_checker_finds_the_faults_that_there_are(tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text("<!doctype html><html lang=en><title>t</title><p id=a><p id=a><a><a></a></a>")
    command = ["java", "-jar", str(NU), "--format", "json", str(page)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    assert any(message["type"] == "error" for message in json.loads(run.stderr)["messages"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation(
    browser: Browser, sites: list[Path], width: int, scheme: str
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme=scheme,  # type: ignore[arg-type]
        reduced_motion="reduce",
    )
    page = context.new_page()
    faults = []
    page.on("console", lambda message: faults.append(message.text))
    page.on(
        "request",
        lambda request: faults.append(request.url) if not request.url.startswith("file:") else None,
    )
    for site in sites:
        for file in sorted(site.rglob("*.html")):
            if file.name == "404.html":
                continue
            page.goto(file.as_uri())
            assert page.evaluate("document.documentElement.scrollWidth") <= width, file
            faults += [f"{file.parent.name}: {fault}" for fault in violations(page)]
    context.close()
    assert faults == []
