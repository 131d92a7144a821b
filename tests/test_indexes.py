"""Index pages: what is on them, and what their script adds in a browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ScratchSite, annotated, entries
from hypothesis import given, strategies as st
from playwright.sync_api import Browser, Page, expect

from sitegen.excerpt import wrapped
from sitegen.index import company
from sitegen.kinds.events import Event, Strip
from sitegen.kinds.figures import Figure
from sitegen.model import Entry

GLOSSARY = """\
- {term: Zhongnanhai, also: [the compound], native: 中南海, definition: Where the Party sits., see: [tariff],
   sources: [An atlas]}
- {term: tariff, definition: A tax on goods.}
- {term: Ångström, definition: A very small length.}
- {term: élan, definition: Ardour.}
"""
FIGURES = """\
- {quote: $9, value: 9, unit: USD, label: beta, as_of: 2019-05-10, source: Z}
- {quote: $100, value: 100, unit: USD, label: Alpha, as_of: 2018, source: A}
- {quote: $20 to $30, low: 20, high: 30, unit: USD, label: gamma, approximate: true}
- {quote: minus 5 degrees, value: -5, unit: degrees, label: cold}
- {quote: plus 5 degrees, value: 5, unit: degrees, label: warm}
- {quote: three more, label: a figure without a number}
"""
EVENTS = """\
- {title: Long ago, when: 1950, about: true, quote: "1950"}
- {title: A month, when: 2019-05, quote: May}
- {title: A day, when: 2019-05-10, quote: the 10th}
- {title: A stretch, when: 2019-05-10, until: 2019-06-01, quote: weeks}
- {title: The next, when: 2019-08-10, quote: August}
"""
PEOPLE = "- {name: Ann Zorn, also: [Zorn], role: Pilot}\n- {name: Bo Adams, also: [Adams]}\n"
TEXT = """\
# Talk

Ann Zorn met Bo Adams in Zhongnanhai on tariffs of $9, $100 and $20 to $30, with élan and an Ångström.

Zorn and Adams spoke of 1950, of May, the 10th, weeks and August. Zorn left the compound.

At minus 5 degrees or plus 5 degrees, three more came.
"""
SITE = {
    "seeds/talk.md": TEXT,
    "content/glossary.yaml": GLOSSARY,
    "content/people.yaml": PEOPLE,
    "content/talk/figures.yaml": FIGURES,
    "content/talk/events.yaml": EVENTS,
}
PAGES = ("glossary", "people", "figures", "timeline")


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    site = ScratchSite(tmp_path_factory.mktemp("site")).write(SITE)
    assert site.build(strict=True).problems == ()
    return site.root / "public"


def html(public: Path, page: str) -> str:
    return (public / page / "index.html").read_text("utf-8")


# ── What is on the pages ────────────────────────────────────────────────────


def test_an_entry_names_its_other_names_and_its_company(public: Path) -> None:
    assert '<span class="label">Also</span> the compound' in html(public, "glossary")
    people = html(public, "people")
    assert '<span class="label">Filed as</span> Zorn, Ann' in people
    assert re.search(r'Often named with</span>\s*<a href="[^"]*">Bo Adams</a> \(2\)', people)


def names(text: str) -> dict[str, list[tuple[str, int]]]:
    """Who is named with whom in a text, of the people A1, A2 and so on."""
    known = entries("people", "".join(f"- name: A{n}\n" for n in range(60)))
    article, _ = annotated(text, known)
    found = company([article], {entry.key for entry in known})
    return {key.id: [(other.id, count) for other, count in many] for key, many in found.items()}


def test_company_is_whoever_shares_two_paragraphs() -> None:
    text = "A1 A2 A3 A1\n\nA2 A1\n\nA3 and A1\n\nA4 A1\n\nA2, A1."
    assert names(text) == {
        "a1": [("a2", 3), ("a3", 2)],
        "a2": [("a1", 3)],
        "a3": [("a1", 2)],
        "a4": [],
    }


def test_a_list_of_names_is_no_company() -> None:
    everybody = " ".join(f"A{n}" for n in range(60))
    assert set(map(tuple, names(f"{everybody}\n\n{everybody}").values())) <= {()}


def test_bars_share_one_scale_that_holds_zero() -> None:
    def bars(yaml: str) -> list[tuple[str, ...]]:
        drawn = Figure.bars([entry.record for entry in entries("figures", yaml)])
        return [
            tuple(
                float(part.rstrip("%"))
                for part in (bar.start, bar.width, bar.spread_start, bar.spread_width, bar.zero)
            )
            for bar in drawn
        ]

    few = "- {{quote: a, label: l, {}}}\n"
    assert bars(few.format("value: 50") + few.format("low: 20, high: 100")) == [
        (0, 50, 50, 0, 0),
        (0, 20, 20, 80, 0),
    ]
    assert bars(few.format("value: -50") + few.format("low: -25, high: 50")) == [
        (0, 50, 0, 0, 50),
        (50, 0, 25, 75, 50),
    ]
    assert bars(few.format("value: 0")) == [(0, 0, 0, 0, 0)]


def strips(yaml: str) -> list[Strip]:
    return Event.strips([entry.record for entry in entries("events", yaml)])


def test_the_strip_is_to_scale_and_shows_a_crowd_larger() -> None:
    whole, near = strips(EVENTS)
    assert (whole.years, near.years) == ((1950, 2020), (2019, 2020))
    long_ago = whole.places[0]
    assert (long_ago.start, long_ago.end, long_ago.event.precision) == ("0.00%", "1.43%", "year")
    month, day, stretch, _ = near.places
    assert (month.start, month.end) == ("32.88%", "41.37%")
    assert (day.start, day.end) == ("35.48%", "35.48%")
    assert (stretch.start, stretch.end) == ("35.34%", "41.64%")
    assert len({month.lane, day.lane, stretch.lane}) == 3


@given(
    st.lists(st.tuples(st.integers(1, 9999), st.integers(0, 12), st.integers(0, 28)), min_size=1)
)
def test_every_event_has_its_place_on_the_strip(days: list[tuple[int, int, int]]) -> None:
    def when(year: int, month: int, day: int) -> str:
        return f"{year:04}" + (f"-{month:02}" + (f"-{day:02}" if day else "") if month else "")

    whole, *near = strips("".join(f"- {{title: t, when: {when(*day)}}}\n" for day in days))
    assert len(whole.places) == len(days)
    for strip in (whole, *near):
        for place in strip.places:
            assert 0 <= float(place.start[:-1]) <= float(place.end[:-1]) <= 100
        assert 1 <= len(strip.ticks) <= 9


@given(st.text(max_size=60), st.integers(1, 20))
def test_lines_keep_all_words_and_their_width(words: str, width: int) -> None:
    lines = wrapped(words, width)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(len(line) <= width for line in lines)


def test_wide_letters_count_as_two() -> None:
    assert wrapped("about 90 days of truce", 10) == ["about 90", "days of", "truce"]
    assert wrapped("关税的总额", 6) == ["关税的", "总额"]


def test_a_home_page_of_many_articles_is_no_wall(site: ScratchSite) -> None:
    files = {f"seeds/a{n}.md": f"# Title {n}\n\nWords.\n" for n in range(40)}
    for n in range(39):
        files[f"content/a{n}/article.yaml"] = f"{{published: {2000 + n // 10}, summary: Told}}\n"
    site.write(files).build(strict=True)
    page = site.page("index.html")
    assert page.count("Told") == 6
    assert len(re.findall(r'href="a\d+/index.html"', page)) == 40
    assert re.findall("<summary><h3>(.*?)</h3>", page) == [
        "2003",
        "2002",
        "2001",
        "2000",
        "Without a date",
    ]


# ── What the script adds ────────────────────────────────────────────────────


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(reduced_motion="reduce")
    page = context.new_page()
    faults: list[object] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(error))  # noqa: PLW0108 - playwright marks it
    yield page
    context.close()
    assert faults == []


def open_page(tab: Page, public: Path, page: str, hash_: str = "") -> Page:
    tab.goto((public / page / "index.html").as_uri() + hash_)
    return tab


def shown(tab: Page) -> list[str]:
    return [words.strip() for words in tab.locator("[data-entry] dfn:visible").all_inner_texts()]


def test_the_filter_hides_what_does_not_match(tab: Page, public: Path) -> None:
    open_page(tab, public, "glossary")
    field = tab.get_by_label("Filter")
    status = tab.locator(".filter [role=status]")
    for words, found in [
        ("elan", ["élan"]),
        ("ANGSTROM", ["Ångström"]),
        ("compound", ["Zhongnanhai"]),
        ("中南", ["Zhongnanhai"]),
        ("party sits", ["Zhongnanhai"]),
        ("tax", ["tariff"]),
        ("Zorn", []),  # stands in the mentions only
        ("atlas", []),  # stands in the sources only
    ]:
        field.fill(words)
        assert shown(tab) == found, words
        expect(status).to_have_text(f"{len(found)} of 4")
    field.fill("elan")
    assert tab.locator(".letters a:visible").all_inner_texts() == ["E"]
    assert tab.locator("section.letter:visible").count() == 1
    field.press("Escape")
    assert field.input_value() == ""
    assert len(shown(tab)) == 4
    expect(status).to_have_text("")
    assert tab.url.endswith("index.html")


def test_the_entry_that_a_link_leads_to_is_shown(tab: Page, public: Path) -> None:
    open_page(tab, public, "glossary", "#term-tariff")
    tab.get_by_label("Filter").fill("zhong")
    assert shown(tab) == ["Zhongnanhai"]
    tab.get_by_role("link", name="tariff").first.click()
    expect(tab.locator("#term-tariff")).to_be_in_viewport()
    tab.get_by_label("Filter").fill("zhong")
    tab.evaluate("location.hash = 'term-elan'")
    expect(tab.locator("#term-elan")).to_be_in_viewport()


def test_tables_sort_by_pointer_and_by_keyboard(tab: Page, public: Path) -> None:
    open_page(tab, public, "figures")
    table = tab.get_by_role("table", name="USD")
    rows = table.locator("tbody th")
    heading = table.locator("thead th").first
    assert rows.all_inner_texts() == ["Alpha", "gamma", "beta"]
    expect(heading).to_have_attribute("aria-sort", "descending")
    table.get_by_role("button", name="Value").click()
    assert rows.all_inner_texts() == ["beta", "gamma", "Alpha"]
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(tab.locator("main > [role=status]")).to_have_text("Sorted by Value, ascending")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")
    assert rows.all_inner_texts() == ["Alpha", "beta", "gamma"]
    assert table.locator("[aria-sort]").all_inner_texts() == ["What is counted"]
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    assert rows.all_inner_texts() == ["Alpha", "beta", "gamma"]
    tab.keyboard.press("Space")
    assert rows.all_inner_texts() == ["beta", "Alpha", "gamma"]  # without a date comes last


def test_without_script_nothing_is_missing(browser: Browser, public: Path) -> None:
    for page in PAGES:
        texts = []
        for script in (True, False):
            context = browser.new_context(java_script_enabled=script, reduced_motion="reduce")
            tab = open_page(context.new_page(), public, page)
            texts.append(tab.locator("main [data-entry]").all_inner_texts())
            if not script:
                assert tab.locator("input, button").count() == 0
            context.close()
        assert texts[0] == texts[1] != []


@pytest.mark.parametrize("width", [320, 375, 768, 1024, 1440])
def test_nothing_scrolls_sideways(browser: Browser, public: Path, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 800})
    tab = context.new_page()
    for page in PAGES:
        open_page(tab, public, page)
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page
    context.close()


def test_on_a_phone_a_table_is_cards_and_still_a_table(browser: Browser, public: Path) -> None:
    context = browser.new_context(viewport={"width": 320, "height": 800})
    tab = open_page(context.new_page(), public, "figures")
    table = tab.get_by_role("table", name="USD")
    assert table.get_by_role("row").count() == 4
    assert table.get_by_role("rowheader").all_inner_texts() == ["Alpha", "gamma", "beta"]
    row = table.get_by_role("row").nth(1)
    value, label = row.get_by_role("cell").first, row.get_by_role("rowheader")
    assert value.bounding_box()["y"] < label.bounding_box()["y"]  # type: ignore[index]
    table.get_by_role("button", name="Value").click()
    assert table.get_by_role("rowheader").first.inner_text() == "beta"
    context.close()


def test_no_page_has_a_style_or_a_colour_of_its_own(public: Path) -> None:
    for page in PAGES:
        assert not re.search(r'\s(style|fill|stroke|on\w+)="', html(public, page))
        for svg in re.findall(r"<svg.*?>", html(public, page)):
            assert 'aria-hidden="true"' in svg or 'role="img"' in svg or "chart-bar" in svg


def filed(entry: Entry) -> str:
    assert entry.kind.sort is not None
    return entry.kind.sort(entry)[0]


def test_people_are_filed_under_their_family_names() -> None:
    people = "- name: Ann B. Zorn\n- {name: Liu He, family_first: true}\n- {name: X Y, sort: Q}\n- name: Pelé\n"
    assert [filed(entry) for entry in entries("people", people)] == [
        "Zorn, Ann B.",
        "Liu He",
        "Q",
        "Pelé",
    ]
