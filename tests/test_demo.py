"""The demonstration, and the article as received that the product was made for."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from helpers import ROOT, ScratchSite, text_of

from sitegen.builder import build
from sitegen.outcome import Result

RECEIVED = ROOT.parent / "shared" / "seeds" / "trade-talks.txt"


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Result, Path]:
    public = tmp_path_factory.mktemp("demo") / "public"
    return build(ROOT, output=public, strict=True, jobs=1), public


def test_the_demo_builds_without_a_warning(demo: tuple[Result, Path]) -> None:
    result, public = demo
    assert result.problems == ()
    assert (public / "index.html").is_file()


def test_the_demo_has_the_content_that_was_asked_for(demo: tuple[Result, Path]) -> None:
    _, public = demo
    seed = (ROOT / "seeds" / "road-to-osaka.md").read_text("utf-8")
    assert 1000 <= sum(bool(re.search(r"\w", word)) for word in seed.split()) <= 1400
    glossary = (public / "glossary" / "index.html").read_text("utf-8")
    assert len(re.findall("<dfn>", glossary)) >= 15
    for term, native in [
        ("Zhongnanhai", "中南海"),
        ("Long March", "长征"),
        ("Politburo Standing Committee", "常务委员会"),
    ]:
        assert f"<dfn>{term}</dfn>" in glossary
        assert native in glossary
    article = (public / "road-to-osaka" / "index.html").read_text("utf-8")
    assert len(set(re.findall(r'role="doc-noteref" href="([^"]*)"', article))) >= 12
    assert len(set(re.findall(r'class="mark mark-events" href="([^"]*)"', article))) >= 8


def test_every_number_of_the_demo_is_explained(demo: tuple[Result, Path]) -> None:
    """Digits in the prose stand within a figure, an event or a name."""
    article = (demo[1] / "road-to-osaka" / "index.html").read_text("utf-8")
    (text,) = re.findall(r'<div class="text" data-received>(.*?)\n</div>', article, re.DOTALL)
    text = re.sub(r"<sup.*?</sup>|<th.*?</th>", "", text, flags=re.DOTALL)
    bare = re.sub(r'<(a|span) (?:id|data-part-of)="[^"]*"[^>]*>.*?</\1>', "", text, flags=re.DOTALL)
    bare = re.sub(r"<[^>]*>", " ", bare)
    assert re.findall(r"[^ ]*\d[^ ]*", bare) == []


OURS = """\
“Both are worried about critics if they make too soft a deal,” said Michael Pillsbury, as others do.

From Zhongnanhai, Xi Jinping has sent Liu He to Washington; President Trump has Robert E. Lighthizer.

The Politburo Standing Committee did not like the text. It is a new “Long March,” Dennis Wilder was told.

Tariffs on $200 billion in goods went up, and those on $300 billion more were prepared.
"""
"""A few words of our own with the same names and numbers, for checkouts without the article."""


@pytest.fixture(params=["the article as received", "a few words of our own"])
def received(request: pytest.FixtureRequest, site: ScratchSite) -> ScratchSite:
    if request.param != "the article as received":
        site.write({"seeds/trade-talks.txt": OURS})
    elif RECEIVED.is_file():
        site.write({"seeds/trade-talks.txt": RECEIVED.read_bytes()})
    else:
        pytest.skip("the received article is not beside this checkout")
    (site.root / "content").mkdir()
    for file in (ROOT / "content").glob("*.yaml"):
        shutil.copy(file, site.root / "content")
    assert site.build().errors == 0
    return site


def test_the_received_article_is_explained_by_the_shared_sidecars(received: ScratchSite) -> None:
    page = received.page("trade-talks/index.html")
    for words, address in [
        ("Zhongnanhai", "term-zhongnanhai"),
        ("Politburo Standing Committee", "term-politburo-standing-committee"),
        ("Long March", "term-long-march"),
        ("Xi Jinping", "person-xi-jinping"),
        ("Trump", "person-donald-trump"),
        ("Liu He", "person-liu-he"),
        ("Robert E. Lighthizer", "person-robert-lighthizer"),
        ("Dennis Wilder", "person-dennis-wilder"),
        ("Michael Pillsbury", "person-michael-pillsbury"),
    ]:
        assert re.search(
            rf'<a id="at-{address}-\d+" class="mark[^>]*>{re.escape(words)}</a>', page
        ), words


def test_figures_land_on_their_words(received: ScratchSite) -> None:
    page = received.page("trade-talks/index.html")
    for words in ("$200 billion", "$300 billion"):
        assert len(re.findall(rf'class="mark mark-figures"[^>]*>{re.escape(words)}</a>', page)) == 1


def test_quotations_keep_their_curly_quotes(received: ScratchSite) -> None:
    page = text_of(received.page("trade-talks/index.html"))
    assert (
        "“Both are worried about critics if they make too soft a deal,” said Michael Pillsbury"
        in page
    )


def test_all_words_of_the_received_article_are_there(received: ScratchSite) -> None:
    page = text_of(received.page("trade-talks/index.html"))
    assert page.split() == (received.root / "seeds" / "trade-talks.txt").read_text("utf-8").split()


def test_the_received_article_is_no_part_of_the_project() -> None:
    """No twelve words of it in a row, longer than any name, stand in our own texts."""
    if not RECEIVED.is_file():
        pytest.skip("the received article is not beside this checkout")
    theirs = RECEIVED.read_text("utf-8").lower().split()
    runs = {" ".join(theirs[at : at + 12]) for at in range(len(theirs) - 11)}
    for file in [
        *ROOT.glob("seeds/*"),
        *ROOT.glob("content/**/*.yaml"),
        *ROOT.glob("content/**/*.md"),
    ]:
        ours = file.read_text("utf-8").lower().split()
        assert not runs & {" ".join(ours[at : at + 12]) for at in range(len(ours) - 11)}, file.name
