"""Search, from the documents to what a reader finds in a browser."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from helpers import ROOT, ScratchSite, at_least, serving, violations
from hypothesis import given, strategies as st
from playwright.sync_api import Browser, Page, expect

from sitegen import finder
from sitegen.builder import build
from sitegen.edges import spaced
from sitegen.files import read_inputs
from sitegen.finder import NoSearch, search_files
from sitegen.outcome import Document
from sitegen.pipeline import Options, build_site

SITE = {
    "seeds/trade.md": "# Trade\n\nBefore all sections.\n\n## The dinner\n\nThey ate and spoke of a tariff.\n\n"
    "## After\n\nNothing <b>but</b> rain.\n",
    "content/glossary.yaml": "- {term: tariff, also: [duty], definition: A levy on goods., native: 关税}\n"
    "- {term: levy, definition: Money taken.}\n",
    "content/trade/notes.yaml": "- {quote: They ate, note: It was fish.}\n",
    "content/pages/about.md": "# About\n\nWhy this is here.\n",
}

PLAIN = {
    "seeds/a.md": "# A\n\nThe tariff rose.\n",
    "content/glossary.yaml": "- {term: tariff, definition: d}\n",
}
"""A site that gives no cause for a warning."""


def documents(site: ScratchSite) -> dict[str, Document]:
    return dict(build_site(read_inputs(site.root), Options(search=True)).documents)


# ── What is searched ────────────────────────────────────────────────────────


def test_articles_pages_and_entries_are_found_at_their_places(site: ScratchSite) -> None:
    found = documents(site.write(SITE))
    assert {place: one.kind for place, one in found.items()} == {
        "trade/index.html": "article",
        "about/index.html": "page",
        "glossary/index.html#term-tariff": "term",
        "glossary/index.html": "term",  # the levy, which stands in no article
        "trade/index.html#note-they-ate": "note",
    }
    assert '<h2 id="term-levy">levy</h2>' in found["glossary/index.html"].html
    site.build()
    for place in found:
        page, _, id_ = place.partition("#")
        assert not id_ or f'id="{id_}"' in site.page(page), place


def test_an_article_is_found_by_its_own_words_alone(site: ScratchSite) -> None:
    html = documents(site.write(SITE))["trade/index.html"].html
    assert '<h2 id="section-the-dinner">The dinner</h2>\n<p>They ate and spoke of a tariff.' in html
    assert "Nothing &lt;b&gt;but&lt;/b&gt; rain." in html
    assert "levy" not in html
    assert "fish" not in html


def test_an_entry_is_found_by_what_it_says_and_all_its_names(site: ScratchSite) -> None:
    html = documents(site.write(SITE))["glossary/index.html#term-tariff"].html
    assert "A <a" in html
    assert 'data-pagefind-meta="title[content]" content="tariff"' in html
    assert 'data-pagefind-meta="names[content]" content="tariff duty 关 税"' in html


@given(st.text(st.sampled_from("abZ 9,。中国あアทีกំ\u0301\u200b\U00020000"), max_size=30))
@at_least(300)
def test_setting_letters_apart_adds_spaces_and_nothing_else(text: str) -> None:
    apart = spaced(text)
    assert apart.replace(" ", "") == text.replace(" ", "")
    assert spaced("中国 in 2019年") == "中 国 in 2019 年"
    assert spaced("ที่") == "ที่"
    if text.isascii():
        assert apart == text


# ── The program ─────────────────────────────────────────────────────────────


def test_the_same_documents_give_the_same_files(site: ScratchSite) -> None:
    found = documents(site.write(SITE))
    first = search_files(found, {})
    assert search_files(found, {}) == first
    assert not {path for path in first if "ui" in path}


def test_files_serve_again_until_a_document_changes(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    real = finder._index
    monkeypatch.setattr(finder, "_index", lambda *all_: started.append(1) or real(*all_))
    site.write(SITE).build(search=True)
    before = site.hashes()
    site.build(search=True)
    assert (len(started), site.hashes()) == (1, before)
    site.write({"content/pages/about.md": "# About\n\nA word more.\n"}).build(search=True)
    assert len(started) == 2
    (site.root / "public" / "pagefind" / "pagefind-entry.json").unlink()
    site.build(search=True, clean=True)
    assert len(started) == 3


def test_its_settings_are_ours_alone(site: ScratchSite, monkeypatch: pytest.MonkeyPatch) -> None:
    found = documents(site.write(SITE))
    plain = search_files(found, {})
    monkeypatch.chdir(site.root)
    site.write({"pagefind.yml": "exclude_selectors: [p]\nforce_language: de\n"})
    monkeypatch.setenv("PAGEFIND_FORCE_LANGUAGE", "de")
    assert search_files(found, {}) == plain


# ── Where there is none ─────────────────────────────────────────────────────


def no_trace(site: ScratchSite) -> None:
    """The site has no search page, and no link to one."""
    assert not {path for path in site.hashes() if "search/" in path or "pagefind" in path}
    for file in (site.root / "public").rglob("*.html"):
        assert "search/index.html" not in file.read_text("utf-8"), file


def broken(site: ScratchSite, script: str) -> Path:
    """A program that stands in for Pagefind's."""
    file = site.root / "program"
    site.write({"program": f"#!/bin/sh\n{script}\n"})
    file.chmod(0o755)
    return file


def test_without_the_package_the_site_is_made_without_search(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "pagefind.service", None)
    result = site.write(PLAIN).build(search=True, strict=True)
    assert (result.no_search, result.published) == ("the package pagefind is not installed", True)
    assert result.problems == ()
    no_trace(site)


@pytest.mark.parametrize(
    ("script", "reason"),
    [
        ("exit 1", "its program ended before its time"),
        ("printf bm90IGpzb24=,; cat", "Expecting value"),
        ("kill -9 $$", "its program ended before its time"),
    ],
)
def test_where_the_program_fails_the_site_is_made_without_search(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch, script: str, reason: str
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(broken(site.write(PLAIN), script)))
    result = site.build(search=True, strict=True)
    assert result.no_search.startswith("pagefind failed: ")
    assert reason in result.no_search
    assert result.published
    no_trace(site)


def test_without_a_program_that_runs_there_is_no_search(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(site.root / "nothing"))
    result = site.write(PLAIN).build(search=True)
    assert result.no_search == "the package pagefind has no program for this machine"
    no_trace(site)


def test_a_site_without_a_word_has_no_search(site: ScratchSite) -> None:
    result = site.write({"seeds/a.md": ""}).build(search=True)
    assert (result.no_search, result.published) == ("no article and no entry has a word", True)
    no_trace(site)
    with pytest.raises(NoSearch):
        search_files({"a/index.html": Document("article", "<html><body></body></html>")}, {})


def test_the_command_says_in_one_line_that_there_is_no_search(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", str(site.root / "nothing"))
    site.write(PLAIN)

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sitegen", "build", "--strict", *arguments, str(site.root)]
        return subprocess.run(command, capture_output=True, text=True, check=True)

    said = run().stderr.splitlines()
    assert said[0] == "no search: the package pagefind has no program for this machine"
    assert len(said) == 2
    assert json.loads(run("--format", "json").stdout)["no_search"] == said[0].partition(": ")[2]
    assert run("-q").stderr == ""
    assert "no search" not in run("--no-search").stderr
    site.write({"sitegen.yaml": "search: false\n"})
    assert "no search" not in run().stderr


def test_search_is_switched_off_by_the_settings(site: ScratchSite) -> None:
    result = site.write(SITE | {"sitegen.yaml": "search: false\n"}).build(search=True)
    assert (result.no_search, dict(result.documents)) == ("", {})
    no_trace(site)


@pytest.mark.parametrize("name", ["pagefind/a.js", "pagefind", "search/index.html"])
def test_nothing_else_is_put_where_the_index_is(site: ScratchSite, name: str) -> None:
    result = site.write(PLAIN | {f"content/static/{name}": "x"}).build()
    assert [one.where.path for one in result.problems] == [f"content/static/{name}"]


def test_no_article_has_the_address_of_the_index(site: ScratchSite) -> None:
    result = site.write(SITE | {"seeds/pagefind.md": "# P\n\nWords.\n"}).build()
    assert "can't be the address" in result.problems[0].message


# ── In a browser ────────────────────────────────────────────────────────────

CHINESE = {
    "sitegen.yaml": "language: zh\n",
    "seeds/a.md": "# 关税之路\n\n## 第一部分\n\n他们2019年在中南海第三次会面，大院很安静，没有人提到关税。\n",
    "content/glossary.yaml": "- {term: 中南海, definition: 北京的一个院子，领导人在那里工作。}\n",
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a folder with three sites: the demonstration, a small one and a Chinese one."""
    folder = tmp_path_factory.mktemp("served")
    build(ROOT, output=folder / "demo", jobs=1)
    for name, files in (("small", SITE), ("chinese", CHINESE)):
        made = ScratchSite(folder / "sources" / name).write(files)
        assert made.build(search=True, output=folder / name).no_search == ""
    with serving(folder) as base:
        yield base


@pytest.fixture
def page(browser: Browser, served: str) -> Iterator[Page]:
    """A page that says nothing on the console and asks nobody else."""
    page = browser.new_page()
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on(
        "request",
        lambda one: faults.append(one.url) if not one.url.startswith(served) else None,
    )
    page.route("**/favicon.ico", lambda route: route.fulfill(status=204))
    yield page
    page.close()
    assert faults == []


def find(page: Page, address: str, words: str) -> list[str]:
    """Type words on a search page; the places that its results lead to, from the site's folder."""
    page.goto(f"{address}/search/index.html")
    page.get_by_label("Words in articles").press_sequentially(words)
    expect(page.locator(".found")).to_contain_text(f"“{words}”")
    expect(page.locator(".results[aria-busy]")).to_have_count(0)
    return places(page, address)


def places(page: Page, address: str) -> list[str]:
    links = page.locator(".results a").evaluate_all("links => links.map(link => link.href)")
    return [link.removeprefix(f"{address}/") for link in links]


def test_words_lead_to_the_entry_and_to_the_section(page: Page, served: str) -> None:
    found = find(page, f"{served}/small", "tariff")
    assert found == [
        "glossary/index.html#term-tariff",
        "trade/index.html",
        "trade/index.html#section-the-dinner",
    ]
    assert page.locator(".found").text_content() == "2 results for “tariff”"
    page.get_by_role("link", name="The dinner").click()
    assert page.locator(":target").text_content() == "The dinner"
    page.go_back()
    page.get_by_role("link", name="tariff", exact=True).click()
    assert "A levy on goods" in (page.locator(":target").text_content() or "")


def test_a_result_shows_the_words_in_their_place_and_no_others(page: Page, served: str) -> None:
    find(page, f"{served}/small", "spoke of")
    assert page.locator(".results mark").all_text_contents() == ["spoke", "of"]
    assert (
        page.locator(".sections p").text_content() == "The dinner. They ate and spoke of a tariff."
    )


def test_markup_in_words_stays_text(page: Page, served: str) -> None:
    find(page, f"{served}/small", "rain")
    assert "Nothing <b>but</b> rain." in (page.locator(".sections p").text_content() or "")
    assert page.locator(".results b").count() == 0


def test_results_are_counted_and_chosen_by_kind(page: Page, served: str) -> None:
    find(page, f"{served}/demo", "tariff")
    counts = page.locator(".kinds label").all_text_contents()
    numbers = {words.split()[0]: int(words.split()[1]) for words in counts}
    assert numbers["all"] == sum(numbers.values()) - numbers["all"]
    assert numbers["articles"] == 1
    page.get_by_label("terms").check()
    assert numbers["terms"] > 1
    expect(page.locator(".found")).to_contain_text(f"{numbers['terms']} results")
    expect(page.locator(".results > li")).to_have_count(numbers["terms"])
    found = places(page, f"{served}/demo")
    assert found
    assert all("#term-" in place for place in found)
    assert page.url.endswith("?q=tariff&kind=term")


def test_an_address_brings_its_search_back(page: Page, served: str) -> None:
    page.goto(f"{served}/small/search/index.html?q=levy&kind=term")
    page.wait_for_selector(".results li")
    assert page.get_by_label("Words in articles").input_value() == "levy"
    assert page.get_by_label("terms").is_checked()
    assert "glossary/index.html#term-levy" in places(page, f"{served}/small")


def test_more_results_are_shown_when_asked_for(page: Page, served: str) -> None:
    find(page, f"{served}/demo", "China")
    assert page.locator(".results > li").count() == 10
    page.get_by_role("button", name="Show more").click()
    expect(page.locator(".results > li")).to_have_count(20)
    assert page.locator(".results > li:nth-child(11) h2 a").evaluate(
        "link => link === document.activeElement"
    )


def test_what_is_not_there_is_not_found(page: Page, served: str) -> None:
    assert find(page, f"{served}/small", "<zzqx>") == []
    assert page.locator(".found").text_content() == "Nothing found for “<zzqx>”"
    page.get_by_label("Words in articles").fill("")
    expect(page.locator(".found")).to_have_text("")
    assert page.url.endswith("/search/index.html")


def test_chinese_is_found_without_spaces(page: Page, served: str) -> None:
    address = f"{served}/chinese"
    found = find(page, address, "会面")
    assert [unquote(place) for place in found] == ["a/index.html", "a/index.html#section-第一部分"]
    assert page.locator(".results mark").all_text_contents() == ["会面"]
    assert page.locator(".results").get_by_role("link").all_text_contents() == [
        "关税之路",
        "第一部分",
    ]
    assert "第三次会面，大院" in (page.locator(".sections p").text_content() or "")
    assert find(page, address, "面会") == []
    assert unquote(find(page, address, "中南海")[0]) == "glossary/index.html#term-中南海"


def test_a_native_name_is_found_on_an_english_site(page: Page, served: str) -> None:
    assert find(page, f"{served}/small", "关税") == ["glossary/index.html#term-tariff"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation_among_results(
    page: Page, served: str, width: int, scheme: str
) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    find(page, f"{served}/demo", "trade")
    assert page.locator(".results mark").count() > 3
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_the_keyboard_is_enough(page: Page, served: str) -> None:
    page.goto(f"{served}/small/search/index.html?q=tariff")
    page.wait_for_selector(".results li")
    page.locator("h1").click()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("/")
    assert page.get_by_label("Words in articles").input_value() == "tariff/"


def test_an_index_that_can_not_be_loaded_is_said_to_be_so(browser: Browser, served: str) -> None:
    page = browser.new_page()
    page.route("**/kinds.json", lambda route: route.abort())
    page.goto(f"{served}/small/search/index.html?q=tariff")
    expect(page.locator(".found")).to_contain_text("can’t be loaded")
    page.unroute("**/kinds.json")
    page.get_by_label("Words in articles").press("Enter")
    page.wait_for_selector(".results li")
    page.close()


def test_without_a_script_there_are_the_lists(browser: Browser, served: str) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{served}/small/search/index.html")
    assert page.get_by_text("Search needs a script").is_visible()
    assert not page.get_by_role("search").is_visible()
    page.get_by_role("main").get_by_role("link", name="Glossary").click()
    assert page.url == f"{served}/small/glossary/index.html"
    context.close()


def test_from_a_disk_the_page_says_what_it_needs(page: Page, site: ScratchSite) -> None:
    site.write(SITE).build(search=True)
    context = page.context.browser.new_context()  # type: ignore[union-attr]
    own = context.new_page()
    said: list[str] = []
    own.on("console", lambda message: said.append(message.text))
    own.goto((site.root / "public" / "search" / "index.html").as_uri())
    assert own.get_by_text("once a web server serves this site").is_visible()
    assert not own.get_by_text("needs a script").is_visible()
    assert not own.get_by_role("search").is_visible()
    assert said == []
    context.close()


def test_every_page_leads_to_the_search(site: ScratchSite) -> None:
    site.write(SITE).build(search=True, base_url="https://example.org/sub/")
    assert 'href="/sub/search/index.html"' in site.page("404.html")
    for path in ("index.html", "trade/index.html", "glossary/index.html"):
        up = "../" * path.count("/")
        assert f'<a href="{up}search/index.html">Search</a>' in site.page(path)
    assert "wasm" in site.page("search/index.html")
    assert "wasm" not in site.page("trade/index.html")
