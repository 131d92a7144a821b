"""What a reader can do with an article's page, in Chromium.

`stage` is a small site with a known text; the demonstration stands for real
ones. Time is the page's own clock, moved by the tests, so that nothing sleeps.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from helpers import ROOT, ScratchSite, entries, serving, violations
from playwright.sync_api import (
    Browser,
    ConsoleMessage,
    Error,
    Locator,
    Page,
    Response,
    Route,
    expect,
)

from sitegen.definitions import prose_fields
from sitegen.kinds import KINDS

FILLER = " ".join(["Nothing of note is said in words such as these, which only take room."] * 4)
BETWEEN = "\n\n".join([FILLER] * 6)
STAGE = f"""\
# The stage

The tariff stands first. A first note, a second note and a third note crowd this line. Of the tariff again nothing is marked, and Xi came in 2018 with $5.

{BETWEEN}

## A second part

{FILLER} {FILLER} Here the tariff is marked anew.

{BETWEEN}

{FILLER} {FILLER} The end has a last note.
"""
LONG = "This note is long, and pushes down the ones that come after it. " * 8
SIDECARS = {
    "content/glossary.yaml": "- {term: tariff, definition: A tax on goods that cross a border.,"
    " sources: [{name: A book, url: 'https://example.org/tariff'}, Another book]}\n",
    "content/people.yaml": "- {name: Xi, role: A reader, description: He came.}\n",
    "content/stage/events.yaml": "- {title: A year, when: 2018, quote: in 2018}\n",
    "content/stage/figures.yaml": "- {quote: $5, value: 5, unit: USD, label: A price,"
    " source: {name: A list, url: 'https://example.org/prices?of=5'}}\n",
    "content/stage/notes.yaml": f"- {{quote: first note, note: '{LONG}'}}\n"
    "- {quote: second note, note: The second., sources: [{name: N, url: 'https://example.org/n'}]}\n"
    "- {quote: third note, note: The third.}\n"
    "- {quote: last note, note: The last.}\n",
}
CORNERS = {
    "sitegen.yaml": "zones: {headings: true}\nmark: all\n",
    "seeds/corners.md": "# Of a tariff\n\nA tariff, and a share of 5%.\n\n"
    + "\n\n".join(f"Place{at} has a note." for at in range(120)),
    "content/glossary.yaml": "- {term: tariff, definition: A tax.}\n",
    "content/corners/events.yaml": "- {title: A day, when: 2018, quote: share of 5%}\n",
    "content/corners/figures.yaml": "- {quote: share of 5%, value: 5, unit: '%', label: A share}\n",
    "content/corners/notes.yaml": "".join(
        f"- {{quote: Place{at}, note: 'Told{at} {'at some length ' * 40}end{at}.'}}\n"
        for at in range(120)
    ),
}
"""A mark in the title, one with a link of its own, and more notes than the margin has room for."""
DEMO = "demo/road-to-osaka/index.html"
TARIFF = "#at-term-tariff-1"
"""Marked; the second mention is not, the third is."""

WIDE = (1920, 1000)
DESK = (1280, 800)
PHONE = (375, 667)

Open = Callable[..., Page]


@pytest.fixture(scope="module")
def folder(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs of all sites, that of the stage among them."""
    site = ScratchSite(tmp_path_factory.mktemp("stage"))
    site.write({"seeds/stage.md": STAGE, **SIDECARS})
    if not (published / "stage").exists():
        assert site.build(output=published / "stage", strict=True).problems == ()
    site = ScratchSite(tmp_path_factory.mktemp("corners"))
    site.write(CORNERS)
    if not (published / "corners").exists():
        assert site.build(output=published / "corners", strict=True).problems == ()
    return published


@pytest.fixture(scope="module")
def base(folder: Path) -> Iterator[str]:
    """The address of a host that has each site in a folder of its own."""
    with serving(folder) as address:
        yield address


@pytest.fixture
def visit(browser: Browser, base: str) -> Iterator[Open]:
    """Opens a page in a window of a size; any fault that the console shows fails the test."""
    contexts = []
    faults: list[str] = []

    def go(path: str, size: tuple[int, int] = DESK, *, clock: bool = False, **options: Any) -> Page:
        options.setdefault("reduced_motion", "reduce")
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        context.set_default_timeout(5000)
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda said: faults.append(_told(said)) if _is_fault(said) else None)
        if clock:
            page.clock.install(time=0)
        page.goto(path if ":" in path else f"{base}/{path}")
        if clock:
            page.clock.pause_at(60_000)
        return page

    yield go
    for context in contexts:
        context.close()
    assert faults == []


def _is_fault(said: ConsoleMessage) -> bool:
    # Which page of a browser asks for an icon is chance; that there is one has its own test.
    return said.type == "error" and not said.location["url"].endswith("/favicon.ico")


def _told(said: ConsoleMessage) -> str:
    return f"{said.text} {said.location['url']}"


def stage(mention: str = "") -> str:
    return f"stage/stage/index.html{mention}"


def card(page: Page) -> Locator:
    """The open card."""
    return page.locator("div.card:popover-open")


def is_open(page: Page, name: str = "tariff") -> None:
    """One card is open, that of the entry of this name."""
    expect(card(page)).to_have_count(1)
    expect(card(page)).to_have_attribute("aria-label", name)


def is_closed(page: Page) -> None:
    expect(card(page)).to_have_count(0)


def is_pinned(page: Page) -> None:
    """The open card is pinned: it can be closed by a button, and has the focus."""
    expect(page.locator("div.card.pinned:popover-open")).to_have_count(1)
    expect(card(page).locator("button.card-close")).to_be_visible()
    assert page.evaluate("document.querySelector('.card').contains(document.activeElement)")


def has_focus(page: Page, selector: str) -> bool:
    found: bool = page.locator(selector).evaluate("one => one === document.activeElement")
    return found


def box(found: Locator) -> dict[str, float]:
    """A rectangle in the window."""
    rectangle: dict[str, float] = found.evaluate(
        "one => { const {left, right, top, bottom, width, height} = one.getBoundingClientRect();"
        " return {left, right, top, bottom, width, height}; }"
    )
    return rectangle


def rest_on(page: Page, selector: str) -> None:
    """Rest the mouse on the first line of a mark."""
    found = page.locator(selector)
    found.scroll_into_view_if_needed()
    line = found.evaluate(
        "one => { const {x, y, height} = one.getClientRects()[0]; return [x, y + height / 2]; }"
    )
    page.mouse.move(line[0] + 4, line[1])


def tab_to(page: Page, selector: str) -> None:
    """Go to an element by keyboard alone."""
    for _ in range(150):
        page.keyboard.press("Tab")
        if has_focus(page, selector):
            return
    pytest.fail(f"no Tab leads to {selector}")


def becomes_empty(page: Page, script: str) -> None:
    """Wait until the faults that a script lists are none."""
    try:
        page.wait_for_function(f"() => ({script})().length === 0", timeout=3000)
    except Error:
        pytest.fail("\n".join(page.evaluate(f"({script})()")))


# ── Opening and closing a card ──────────────────────────────────────────────


def test_a_mouse_that_rests_on_a_mark_opens_its_card(visit: Open) -> None:
    page = visit(stage(), clock=True)
    rest_on(page, TARIFF)
    page.clock.run_for(350)
    is_closed(page)
    page.clock.run_for(150)
    is_open(page)
    expect(page.locator("div.card")).to_have_attribute("role", "dialog")
    expect(page.locator("div.card.pinned")).to_have_count(0)
    expect(card(page)).to_contain_text("A tax on goods that cross a border.")
    expect(page.locator(TARIFF)).to_have_attribute("aria-expanded", "true")


def test_a_mouse_that_passes_over_a_mark_opens_nothing(visit: Open) -> None:
    page = visit(stage(), clock=True)
    rest_on(page, TARIFF)
    page.clock.run_for(300)
    page.mouse.move(1, 1)
    page.clock.run_for(2000)
    is_closed(page)


def test_a_mouse_may_travel_from_the_mark_into_the_card(visit: Open) -> None:
    page = visit(stage(), clock=True)
    rest_on(page, TARIFF)
    page.clock.run_for(500)
    is_open(page)
    page.mouse.move(1, 1)
    page.clock.run_for(200)
    is_open(page)
    here = box(card(page))
    page.mouse.move(here["left"] + 30, here["top"] + 20)
    page.clock.run_for(3000)
    is_open(page)
    page.mouse.move(1, 1)
    page.clock.run_for(200)
    is_open(page)
    page.clock.run_for(150)
    is_closed(page)
    assert page.locator(TARIFF).get_attribute("aria-expanded") != "true"


def test_a_click_pins_the_card(visit: Open) -> None:
    page = visit(stage(), clock=True)
    page.locator(TARIFF).click()
    is_open(page)
    is_pinned(page)
    page.mouse.move(1, 1)
    page.clock.run_for(3000)
    is_open(page)
    assert page.url.endswith("stage/index.html")


def test_a_click_pins_the_card_that_rest_has_opened(visit: Open) -> None:
    page = visit(stage(), clock=True)
    rest_on(page, TARIFF)
    page.clock.run_for(500)
    page.locator(TARIFF).click()
    is_open(page)
    is_pinned(page)


def test_the_button_closes_a_pinned_card_and_gives_the_focus_back(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    card(page).locator("button.card-close").click()
    is_closed(page)
    assert has_focus(page, TARIFF)
    expect(page.locator(".card.pinned")).to_have_count(0)


def test_escape_closes_and_the_focus_is_on_the_mark(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    is_open(page)
    page.keyboard.press("Escape")
    is_closed(page)
    assert has_focus(page, TARIFF)
    assert page.locator(TARIFF).get_attribute("aria-expanded") != "true"


def test_escape_closes_a_card_that_rest_has_opened(visit: Open) -> None:
    page = visit(stage(), clock=True)
    rest_on(page, TARIFF)
    page.clock.run_for(500)
    is_open(page)
    page.keyboard.press("Escape")
    is_closed(page)
    page.clock.run_for(2000)
    is_closed(page)


def test_a_click_elsewhere_closes(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    is_open(page)
    page.locator("h1").click()
    is_closed(page)


def test_a_click_into_the_card_does_not_close_it(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    card(page).get_by_text("A tax on goods").click()
    is_open(page)


def test_one_card_is_open_at_a_time(visit: Open) -> None:
    page = visit(stage(), clock=True)
    page.locator(TARIFF).click()
    is_open(page)
    page.locator("#at-person-xi-1").click()
    is_open(page, "Xi")
    assert page.locator(TARIFF).get_attribute("aria-expanded") != "true"
    page.keyboard.press("Escape")
    page.mouse.move(1, 1)
    rest_on(page, TARIFF)
    page.clock.run_for(500)
    is_open(page)
    rest_on(page, "#at-person-xi-1")
    page.clock.run_for(500)
    is_open(page, "Xi")


def test_every_kind_of_entry_has_its_card(visit: Open) -> None:
    page = visit(stage())
    for kind in KINDS.values():
        for mark in page.locator(f"a.mark-{kind.name}[id]").all()[:1]:
            mark.click()
            expect(card(page)).to_have_count(1)
            expect(card(page)).to_have_attribute("aria-label", re.compile("."))
            page.keyboard.press("Escape")
            is_closed(page)


def test_the_keyboard_shows_a_preview_and_enter_pins_it(visit: Open) -> None:
    page = visit(stage(), clock=True)
    tab_to(page, TARIFF)
    is_open(page)
    expect(page.locator(".card.pinned")).to_have_count(0)
    assert has_focus(page, TARIFF)
    page.keyboard.press("Enter")
    is_open(page)
    is_pinned(page)
    page.keyboard.press("Escape")
    is_closed(page)
    assert has_focus(page, TARIFF)


def test_a_pinned_card_that_the_keyboard_leaves_for_a_mark_gives_way_to_a_preview(
    visit: Open,
) -> None:
    page = visit(stage(), clock=True)
    page.locator(TARIFF).click()
    tab_to(page, "#at-person-xi-1")
    is_open(page, "Xi")
    expect(page.locator(".card.pinned")).to_have_count(0)
    page.evaluate("document.querySelector('.site-title').focus()")
    page.clock.run_for(400)
    is_closed(page)


def test_a_mouse_that_selects_words_opens_nothing(visit: Open) -> None:
    page = visit(stage(), clock=True)
    mark = box(page.locator(TARIFF))
    level = (mark["top"] + mark["bottom"]) / 2
    page.mouse.move(mark["left"] - 15, level)
    page.mouse.down()
    page.mouse.move(mark["left"] + 20, level, steps=5)
    page.clock.run_for(1000)
    is_closed(page)
    assert page.evaluate("String(getSelection())").strip()


def test_a_mark_in_the_title_opens_its_card_like_any_other(visit: Open) -> None:
    page = visit("corners/corners/index.html", clock=True)
    for number in (1, 2):
        rest_on(page, f"#at-term-tariff-{number}")
        page.clock.run_for(500)
        is_open(page)
        expect(card(page)).to_have_attribute("data-of", f"at-term-tariff-{number}")


def test_what_is_switched_off_leaves_no_dead_link(visit: Open) -> None:
    page = visit("corners/corners/index.html")
    expect(page.locator(".also")).to_be_visible()
    page.evaluate("document.querySelector('[data-switch=figures]').click()")
    expect(page.locator(".also")).to_be_hidden()


def test_a_preview_closes_when_the_focus_goes_on(visit: Open) -> None:
    page = visit(stage(), clock=True)
    tab_to(page, TARIFF)
    is_open(page)
    page.evaluate("document.querySelector('.site-title').focus()")
    page.clock.run_for(400)
    is_closed(page)


def test_the_mark_says_that_it_opens_something(visit: Open) -> None:
    page = visit(stage())
    assert page.locator(".text a.mark[id]:not([aria-expanded])").count() == 0
    expect(page.locator(".text a.mark[id]").first).to_have_attribute("aria-expanded", "false")


@pytest.mark.parametrize("key", ["Control", "Meta", "middle"])
def test_a_click_that_asks_for_the_link_follows_it(visit: Open, key: str) -> None:
    page = visit(stage(), clock=True)
    mark = page.locator(TARIFF)
    if key == "Meta":  # the key of another system: here it is a click like any other
        mark.click(modifiers=["Meta"])
        page.wait_for_url("**/glossary/index.html#term-tariff")
        return
    with page.context.expect_page() as opened:
        if key == "middle":
            mark.click(button="middle")
        else:
            mark.click(modifiers=["Control"])
    opened.value.wait_for_url("**/glossary/index.html#term-tariff")
    is_closed(page)


def test_what_is_marked_is_a_link_and_what_is_not_is_there(visit: Open) -> None:
    page = visit(stage())
    for number, selector in ((1, "a.mark[href]"), (2, "span:not([class])"), (3, "a.mark[href]")):
        expect(page.locator(f"#at-term-tariff-{number}:is({selector})")).to_have_count(1)


# ── From mention to mention ─────────────────────────────────────────────────


def test_next_and_previous_lead_through_all_mentions(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    foot = card(page).locator(".card-foot")
    expect(foot.get_by_role("link", name="Previous")).to_have_count(0)
    for number in (2, 3):
        foot.get_by_role("link", name="Next").click()
        expect(page).to_have_url(re.compile(rf"#at-term-tariff-{number}$"))
        is_open(page)
        expect(page.locator(f"#at-term-tariff-{number}")).to_be_in_viewport()
    expect(foot.get_by_role("link", name="Next")).to_have_count(0)
    foot.get_by_role("link", name="Previous").click()
    expect(page).to_have_url(re.compile("#at-term-tariff-2$"))
    is_open(page)


def test_the_card_leads_to_the_full_entry(visit: Open) -> None:
    page = visit(stage())
    page.locator(TARIFF).click()
    card(page).get_by_role("link", name="Full entry").click()
    page.wait_for_url("**/glossary/index.html#term-tariff")
    expect(page.locator("#term-tariff")).to_be_in_viewport()


@pytest.mark.parametrize("number", [1, 2, 3])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_a_link_to_a_mention_opens_its_card(
    visit: Open, size: tuple[int, int], number: int
) -> None:
    page = visit(stage(f"#at-term-tariff-{number}"), size)
    is_open(page)
    expect(page.locator(f"#at-term-tariff-{number}")).to_be_in_viewport()


def test_a_link_to_a_mention_in_another_script_opens_its_card(visit: Open) -> None:
    page = visit("chinese/anji-bridge/index.html#at-term-赵州桥-4")
    is_open(page, "赵州桥")
    expect(page.locator("[id='at-term-赵州桥-4']")).to_be_in_viewport()


def test_a_mention_in_an_index_leads_to_its_card(visit: Open) -> None:
    page = visit("stage/glossary/index.html")
    page.locator("a[href$='#at-term-tariff-2']").click()
    page.wait_for_url("**/stage/index.html#at-term-tariff-2")
    is_open(page)


@pytest.mark.parametrize(
    "said", ["#%", "#at-100%-1", '#at-x"]-1', "#at-nobody-1", "#at-term-tariff-9"]
)
def test_an_address_of_no_mention_breaks_nothing(visit: Open, said: str) -> None:
    page = visit(stage(said))
    is_closed(page)
    page.locator(TARIFF).click()
    is_open(page)


def test_a_mention_in_another_script_is_no_more_to_go_back_to(visit: Open) -> None:
    page = visit("chinese/anji-bridge/index.html#at-term-赵州桥-2")
    steps = page.evaluate("history.length")
    card(page).get_by_role("link", name="Next").click()
    expect(card(page)).to_have_attribute("data-of", "at-term-赵州桥-3")
    assert page.evaluate("history.length") == steps


# ── Where the card stands ───────────────────────────────────────────────────

CARD_AT = """
async ([id, level]) => {
    const mark = document.getElementById(id);
    scrollTo(0, scrollY + mark.getBoundingClientRect().top - level);
    mark.click();
    await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const card = document.querySelector("div.card:popover-open");
    if (!card) return [`${id}: no card`];
    const [a, b] = [mark.getBoundingClientRect(), card.getBoundingClientRect()];
    const faults = [];
    if (b.left < 0 || b.top < 0 || b.right > innerWidth || b.bottom > innerHeight)
        faults.push(`outside: ${b.left} ${b.top} ${b.right} ${b.bottom}`);
    const gap = Math.max(b.top - a.bottom, a.top - b.bottom);
    if (Math.abs(gap - 8) > 1.5) faults.push(`${gap} px from the mark`);
    if (b.left > a.right || b.right < a.left) faults.push("beside the mark");
    return faults.map(fault => `${id} at ${level}: ${fault}`);
}
"""


@pytest.mark.parametrize("size", [DESK, (700, 700)], ids=["desk", "small"])
def test_the_card_stands_by_its_mark_and_in_the_window(visit: Open, size: tuple[int, int]) -> None:
    """Of each kind the first and last marks, at every height, and those nearest the sides."""
    page = visit(DEMO, size)
    marks = page.evaluate(
        """() => {
            const all = [...document.querySelectorAll(".text a.mark[id]")]
                .filter(one => one.getClientRects().length === 1 && !one.closest("table"));
            const by = edge => [...all].sort((a, b) =>
                a.getBoundingClientRect()[edge] - b.getBoundingClientRect()[edge]);
            return [...new Set([...by("left").slice(0, 3), ...by("right").slice(-3)])]
                .map(one => one.id);
        }"""
    )
    assert len(marks) == 6
    faults = []
    for mark in marks:
        for level in (4, size[1] // 2, size[1] - 30):
            faults += page.evaluate(CARD_AT, [mark, level])
            page.keyboard.press("Escape")
            is_closed(page)
    assert faults == []


# ── On a telephone ──────────────────────────────────────────────────────────


def phone(visit: Open, path: str) -> Page:
    return visit(path, PHONE, has_touch=True, is_mobile=True)


def test_on_a_phone_the_card_is_a_sheet_at_the_bottom(visit: Open) -> None:
    page = phone(visit, stage())
    page.locator(TARIFF).tap()
    is_open(page)
    is_pinned(page)
    sheet = box(card(page))
    width, height = page.evaluate("[document.documentElement.clientWidth, innerHeight]")
    assert (sheet["left"], sheet["right"]) == (0, width)
    assert sheet["bottom"] == pytest.approx(height, abs=1)
    assert sheet["height"] <= 0.7 * height + 1
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_tap_outside_closes_the_sheet(visit: Open) -> None:
    page = phone(visit, stage())
    page.locator(TARIFF).tap()
    is_open(page)
    page.locator("h1").tap()
    is_closed(page)
    assert page.url.endswith("/stage/stage/index.html")


def test_a_sheet_does_not_hide_the_mention_that_it_leads_to(visit: Open) -> None:
    page = phone(visit, stage())
    page.locator(TARIFF).tap()
    for _ in range(2):
        card(page).get_by_role("link", name="Next").tap()
    expect(card(page)).to_have_attribute("data-of", "at-term-tariff-3")
    page.evaluate("document.querySelector('.card').style.minHeight = '70vh'")
    assert box(page.locator("#at-term-tariff-3"))["bottom"] <= box(card(page))["top"]


def test_a_tap_on_a_link_closes_the_sheet_and_follows(visit: Open) -> None:
    page = phone(visit, stage())
    page.locator(TARIFF).tap()
    is_open(page)
    page.evaluate("scrollTo(0, 0)")
    page.locator(".strip a").first.tap()
    is_closed(page)
    page.evaluate("new Promise(done => setTimeout(done, 300))")  # a step back takes a while
    assert "#in-" in page.url


def test_the_longest_sheet_is_not_higher_than_it_may_be(visit: Open) -> None:
    page = visit(DEMO, (375, 420), has_touch=True, is_mobile=True)
    for kind in ("people", "glossary"):
        mark = page.locator(f".text a.mark-{kind}[id]").first
        mark.evaluate("one => one.scrollIntoView({block: 'center'})")
        mark.tap()
        expect(card(page)).to_have_count(1)
        assert box(card(page))["height"] <= 0.7 * 420 + 1
        page.keyboard.press("Escape")
        is_closed(page)


def test_the_back_button_closes_the_sheet_and_stays(visit: Open) -> None:
    page = phone(visit, "stage/index.html")
    home = page.url
    page.goto(home.replace("index.html", "stage/index.html"))
    page.locator(TARIFF).tap()
    is_open(page)
    page.go_back()
    is_closed(page)
    assert page.url.endswith("/stage/stage/index.html")
    page.go_back()
    page.wait_for_url(home)


@pytest.mark.parametrize("way", ["button", "Escape"])
def test_a_sheet_that_was_closed_leaves_nothing_to_go_back_to(visit: Open, way: str) -> None:
    page = phone(visit, "stage/index.html")
    home = page.url
    page.goto(home.replace("index.html", "stage/index.html"))
    page.locator(TARIFF).tap()
    is_open(page)
    if way == "button":
        card(page).locator("button.card-close").tap()
    else:
        page.keyboard.press("Escape")
    is_closed(page)
    page.wait_for_function("() => !history.state")
    page.go_back()
    page.wait_for_url(home)


# ── Notes in the margin ─────────────────────────────────────────────────────

MARGIN_FAULTS = """
() => {
    const faults = [];
    const say = (note, fault) => faults.push(`${note.id}: ${fault}`);
    const article = document.querySelector(".article");
    const text = document.querySelector(".text").getBoundingClientRect();
    const rtl = document.documentElement.dir === "rtl";
    // The line of a place: that of the last letter before it, or the first in it.
    const before = node => {
        while (node && !(node.nodeType === 3 && node.data.trim())) {
            if (node.matches?.("sup, button")) node = node.previousSibling;
            else node = node.lastChild ?? node.previousSibling;
        }
        return node;
    };
    const letter = (node, at) => {
        const range = document.createRange();
        range.setStart(node, at);
        range.setEnd(node, at + 1);
        return range.getBoundingClientRect();
    };
    const middle = rect => (rect.top + rect.bottom) / 2;
    const firstLetter = element => {
        const walk = document.createTreeWalker(element, 4);
        for (let node = walk.nextNode(); node; node = walk.nextNode()) {
            const at = node.data.search(/\\S/);
            if (at >= 0 && letter(node, at).height) return letter(node, at);
        }
    };
    const seen = new Set();
    let last = null;
    for (const sup of document.querySelectorAll(".text .noteref")) {
        const note = document.getElementById(
            decodeURIComponent(sup.querySelector("a").hash.slice(1)));
        if (seen.has(note)) continue;
        seen.add(note);
        const node = before(sup.previousSibling);
        const line = middle(letter(node, node.data.trimEnd().length - 1));
        const rect = note.getBoundingClientRect();
        const away = middle(firstLetter(note.querySelector(".note") ?? note)) - line;
        if (away < -8 || (!last && away > 8)) say(note, `${away} px from its line`);
        if (last && rect.top - last.bottom < 11.5) say(note, `${rect.top - last.bottom} px below`);
        if (last && away > 8 && rect.top - last.bottom > 40) say(note, `${away} px, and room`);
        if (rtl ? rect.right > text.left : rect.left < text.right) say(note, "in the text column");
        if (rect.left < 0 || rect.right > document.documentElement.clientWidth)
            say(note, "outside the window");
        if (rect.bottom > article.getBoundingClientRect().bottom + 1) say(note, "below the article");
        if (rect.width < 160) say(note, `${rect.width} px wide`);
        last = rect;
    }
    if (!seen.size) faults.push("no notes");
    return faults;
}
"""
END_FAULTS = """
() => {
    const text = document.querySelector(".text").getBoundingClientRect();
    const faults = [];
    let bottom = text.bottom;
    for (const note of document.querySelectorAll(".endnotes li")) {
        const rect = note.getBoundingClientRect();
        if (rect.top < bottom || !rect.height) faults.push(`${note.id}: ${rect.top} < ${bottom}`);
        bottom = rect.bottom;
    }
    return faults;
}
"""


@pytest.mark.parametrize("path", [DEMO, stage()], ids=["demo", "stage"])
def test_notes_stand_in_the_margin_by_their_lines(visit: Open, path: str) -> None:
    page = visit(path, (1280, 900))
    for width in (1280, 1440, 1920):
        page.set_viewport_size({"width": width, "height": 900})
        becomes_empty(page, MARGIN_FAULTS)


def test_notes_find_their_places_again_when_the_window_changes(visit: Open) -> None:
    page = visit(DEMO, WIDE)
    becomes_empty(page, MARGIN_FAULTS)
    for width, faults in [
        (1280, MARGIN_FAULTS),
        (800, END_FAULTS),
        (1280, MARGIN_FAULTS),
        (800, END_FAULTS),
        (1920, MARGIN_FAULTS),
    ]:
        page.set_viewport_size({"width": width, "height": 900})
        becomes_empty(page, faults)


def test_notes_find_their_places_again_when_letters_grow(visit: Open) -> None:
    page = visit(stage(), WIDE)
    becomes_empty(page, MARGIN_FAULTS)
    for size in ("22px", "13px", ""):
        page.evaluate("size => { document.documentElement.style.fontSize = size; }", size)
        becomes_empty(page, MARGIN_FAULTS)


def test_notes_go_with_the_text_when_what_is_above_it_unfolds(visit: Open) -> None:
    page = visit(stage(), (1280, 900))
    becomes_empty(page, MARGIN_FAULTS)
    level = box(page.locator(".text"))["top"]
    for _ in range(2):
        page.locator(".beside summary").first.click()
        becomes_empty(page, MARGIN_FAULTS)
    assert box(page.locator(".text"))["top"] == level


def test_in_a_text_from_right_to_left_the_margin_is_at_the_left(visit: Open) -> None:
    page = visit("arabic/paper/index.html", (1440, 900))
    assert page.evaluate("document.documentElement.dir") == "rtl"
    becomes_empty(page, MARGIN_FAULTS)


# ── Notes in place ──────────────────────────────────────────────────────────

BUTTON = ".text button[aria-expanded]"


def test_on_a_phone_a_note_opens_below_its_paragraph(visit: Open) -> None:
    page = phone(visit, stage())
    buttons = page.locator(BUTTON)
    expect(buttons).to_have_count(4)
    for button in buttons.all():
        assert min(box(button)["width"], box(button)["height"]) >= 24
    button = buttons.nth(1)
    expect(button).to_have_attribute("aria-expanded", "false")
    button.tap()
    expect(button).to_have_attribute("aria-expanded", "true")
    here = page.locator(".note-here")
    expect(here).to_be_visible()
    expect(here).to_contain_text("The second.")
    paragraph = box(page.locator(".text p", has_text="The tariff stands first"))
    assert 0 <= box(here)["top"] - paragraph["bottom"] < 60
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    button.tap()
    expect(button).to_have_attribute("aria-expanded", "false")
    expect(page.locator(".note-here:visible")).to_have_count(0)


def test_two_notes_of_one_paragraph_can_be_open(visit: Open) -> None:
    page = phone(visit, stage())
    for number in (0, 2):
        page.locator(BUTTON).nth(number).tap()
    expect(page.locator(".note-here:visible")).to_have_count(2)


def test_in_a_wide_window_a_reference_is_a_link_to_its_note(visit: Open) -> None:
    page = visit(stage(), WIDE)
    expect(page.locator(f"{BUTTON}:visible")).to_have_count(0)
    expect(page.locator(".noteref a:visible")).to_have_count(4)


# ── What the reader chooses ─────────────────────────────────────────────────

STYLE = """
one => {
    const style = getComputedStyle(one);
    const [line, back] = [style.textDecorationLine, style.backgroundImage + style.backgroundColor];
    const plain = back === "nonergba(0, 0, 0, 0)" && style.borderBlockEndStyle === "none";
    const colour = style.color === getComputedStyle(one.closest("p")).color;
    return line === "none" && plain && colour ? "text" : "mark";
}
"""


def looks(page: Page, kind: str) -> str:
    found: str = page.locator(f".text a.mark-{kind}").first.evaluate(STYLE)
    return found


def switch(page: Page, kind: str) -> Locator:
    """A switch of the legend, which may be folded away."""
    if not page.locator("input[data-switch]").first.is_visible():
        page.locator("details:has(input[data-switch]) > summary").click()
    return page.locator(f"input[data-switch='{kind}']")


def classes(page: Page) -> list[str]:
    found: list[str] = page.evaluate("[...document.documentElement.classList]")
    return found


def without_the_late_scripts(page: Page) -> None:
    """Let only the early script run from now on: what it does is done before the first paint."""

    def refuse(route: Route) -> None:
        route.fulfill(body="", content_type="text/javascript")

    for name in ("cards", "notes"):
        page.route(f"**/{name}.js", refuse)


MARKED = ("glossary", "people", "events", "figures")


def test_a_switch_hides_the_marks_of_a_kind(visit: Open) -> None:
    page = visit(stage(), WIDE)
    words = page.locator(".text").inner_text()
    for kind in MARKED:
        assert looks(page, kind) == "mark"
        switch(page, kind).uncheck()
        assert f"no-{kind}" in classes(page)
        assert looks(page, kind) == "text"
        assert {looks(page, other) for other in MARKED if other != kind} == {"mark"}
        assert page.locator(".text").inner_text() == words
        switch(page, kind).check()
        assert f"no-{kind}" not in classes(page)
        assert looks(page, kind) == "mark"


def test_what_is_switched_off_is_remembered(visit: Open) -> None:
    page = visit(stage(), WIDE)
    hidden = MARKED[:2]
    for kind in hidden:
        switch(page, kind).uncheck()
    without_the_late_scripts(page)
    page.reload()
    for kind in MARKED:
        off = kind in hidden
        assert (f"no-{kind}" in classes(page)) == off
        assert looks(page, kind) == ("text" if off else "mark")
        expect(switch(page, kind)).to_be_checked(checked=not off)


def test_a_mark_that_is_switched_off_opens_no_card(visit: Open) -> None:
    page = visit(stage(), WIDE, clock=True)
    switch(page, "glossary").uncheck()
    rest_on(page, TARIFF)
    page.clock.run_for(1000)
    is_closed(page)


def test_plain_text_shows_no_marks_and_is_remembered(visit: Open) -> None:
    page = visit(stage(), WIDE)
    switch(page, "plain").check()
    assert "plain" in classes(page)
    assert {looks(page, kind) for kind in MARKED} == {"text"}
    without_the_late_scripts(page)
    page.reload()
    assert "plain" in classes(page)
    expect(switch(page, "plain")).to_be_checked()
    switch(page, "plain").uncheck()
    assert {looks(page, kind) for kind in MARKED} == {"mark"}


@pytest.mark.parametrize("path", [stage(), "stage/index.html"], ids=["article", "home"])
def test_the_choice_of_colours_is_remembered(visit: Open, path: str) -> None:
    page = visit(path, WIDE, color_scheme="light")
    paper = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(paper)
    choice = page.locator("select[data-scheme]")
    if not choice.is_visible():
        page.locator("details:has(select[data-scheme]) > summary").click()
    values = choice.evaluate("one => [...one.options].map(option => option.value)")
    (system,) = set(values) - {"light", "dark"}
    choice.select_option("dark")
    expect(page.locator("html")).to_have_attribute("data-scheme", "dark")
    dark = page.evaluate(paper)
    assert dark != light
    without_the_late_scripts(page)
    page.reload()
    assert page.evaluate(paper) == dark
    expect(choice).to_have_value("dark")
    choice.select_option("light")
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(paper) == light
    choice.select_option(system)
    assert page.evaluate(paper) == dark


def test_a_storage_that_others_have_filled_breaks_nothing(visit: Open) -> None:
    page = visit(stage())
    for junk in ("{", "null", '{"off": 1, "scheme": 1}', "[]", '"x"'):
        page.evaluate(
            """junk => {
                for (const key of Object.keys(localStorage)) localStorage.setItem(key, junk);
                localStorage.setItem("sitegen", junk);
            }""",
            junk,
        )
        page.reload()
        assert "js" in classes(page)
        page.locator(TARIFF).click()
        is_open(page)
        page.keyboard.press("Escape")


def test_that_there_is_a_script_is_known_before_the_first_paint(visit: Open, base: str) -> None:
    page = visit("about:blank")
    page.add_init_script(
        """new MutationObserver(() => {
            if (document.documentElement?.classList.contains("js"))
                globalThis.known ??= performance.now();
        }).observe(document, {attributes: true, childList: true, subtree: true});"""
    )
    page.goto(f"{base}/{stage()}")
    page.wait_for_function("() => performance.getEntriesByName('first-paint').length > 0")
    assert page.evaluate("known <= performance.getEntriesByName('first-paint')[0].startTime")


# ── Without script, from anywhere, on paper ─────────────────────────────────


@pytest.mark.parametrize("size", [PHONE, WIDE], ids=["phone", "wide"])
def test_without_script_all_is_there_and_nothing_asks_for_one(
    visit: Open, size: tuple[int, int]
) -> None:
    page = visit(DEMO, size, java_script_enabled=False)
    assert "js" not in classes(page)
    for control in ("button", "input", "select", "textarea", "[aria-expanded]"):
        expect(page.locator(f"{control}:visible")).to_have_count(0)
    seen = page.evaluate(
        """() => {
            for (const made of document.querySelectorAll(".text [data-generated]")) made.remove();
            return document.querySelector(".text").innerText;
        }"""
    )
    seed = (ROOT / "seeds" / "road-to-osaka.md").read_text("utf-8")
    received = re.findall(r"\w+", re.sub("(?m)^# .*", "", seed).replace("*", ""))
    assert Counter(received) - Counter(re.findall(r"\w+", seen)) == Counter()
    assert page.evaluate(END_FAULTS) == []
    notes = page.locator(".endnotes li")
    assert notes.count() > 10
    for note in notes.all():
        expect(note).to_be_visible()
        back = note.locator("a[role=doc-backlink]").first
        expect(back).to_be_visible()
        target = (back.get_attribute("href") or "").removeprefix("#")
        expect(page.locator(f"[id='{target}']")).to_have_count(1)


def test_without_script_a_mark_is_a_link_to_its_entry(visit: Open) -> None:
    page = visit(stage(), java_script_enabled=False)
    page.locator(TARIFF).click()
    page.wait_for_url("**/glossary/index.html#term-tariff")


@pytest.mark.parametrize("path", ["demo", "stage"])
def test_opened_from_a_disk_the_cards_work(visit: Open, folder: Path, path: str) -> None:
    file = folder / (DEMO if path == "demo" else stage())
    page = visit(file.as_uri())
    page.locator(".text a.mark").first.click()
    expect(card(page)).to_have_count(1)
    card(page).get_by_role("link", name="Full entry").click()
    page.wait_for_url(re.compile(r"file:.*/index\.html#"))


def letters(text: str) -> str:
    """Letters alone: what a line end, a hyphen or a page number can't part."""
    return re.sub(r"[\W\d_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def text_of_paper(document: pypdfium2.PdfDocument) -> str:
    return "\n".join(page.get_textpage().get_text_range() for page in document)


@pytest.fixture(scope="module")
def paper(browser: Browser, base: str) -> Iterator[pypdfium2.PdfDocument]:
    """The demonstration's article, printed."""
    page = browser.new_page()
    page.goto(f"{base}/{DEMO}")
    document = pypdfium2.PdfDocument(page.pdf(format="A4"))
    page.close()
    yield document
    document.close()


@pytest.fixture(scope="module")
def printed(paper: pypdfium2.PdfDocument) -> str:
    return text_of_paper(paper)


def explained(folder: Path) -> Iterator[tuple[str, str]]:
    """Each entry of the demonstration that its article mentions, with how its text begins."""
    article = (folder / DEMO).read_text("utf-8")
    for file in sorted((ROOT / "content").rglob("*.yaml")):
        if file.stem not in KINDS:
            continue
        scope = "" if file.parent.name == "content" else file.parent.name
        for entry in entries(file.stem, file.read_text("utf-8"), scope):
            if f'"at-{entry.address}-1"' in article:
                for field in prose_fields(entry.kind.record):
                    if said := letters(getattr(entry.record, field)):
                        yield entry.address, said[:80]


def test_on_paper_everything_is_said_once(printed: str, folder: Path) -> None:
    words = letters(printed)
    said = list(explained(folder))
    assert len(said) > 60
    assert {entry: words.count(begin) for entry, begin in said if words.count(begin) != 1} == {}


def test_paper_has_the_address_of_each_source_once(browser: Browser, base: str) -> None:
    page = browser.new_page()
    page.goto(f"{base}/{stage()}")
    words = re.sub(r"\s+", "", text_of_paper(pypdfium2.PdfDocument(page.pdf())))
    page.close()
    assert Counter(re.findall(r"example\.org/(?:tariff|prices\?of=5|n(?!\w))", words)) == {
        "example.org/tariff": 1,
        "example.org/prices?of=5": 1,
        "example.org/n": 1,
    }


@pytest.mark.parametrize("sheet", ["A4", "A2"])
def test_paper_has_every_note_whole_and_once(browser: Browser, base: str, sheet: str) -> None:
    """A wide sheet has the width of a window with a margin, where long notes are cut."""
    page = browser.new_page(viewport={"width": 1700, "height": 900})
    page.goto(f"{base}/corners/corners/index.html")
    expect(page.locator(".cut").first).to_be_visible()
    document = pypdfium2.PdfDocument(page.pdf(format=sheet, landscape=sheet == "A2"))
    page.close()
    words = re.sub(r"\s", "", text_of_paper(document))
    document.close()
    assert [at for at in range(120) if words.count(f"end{at}.") != 1] == []
    assert "Atax." in words


def test_pages_of_paper_are_numbered(paper: pypdfium2.PdfDocument) -> None:
    assert len(paper) > 3
    for number, page in enumerate(paper, 1):
        foot = page.get_textpage().get_text_bounded(bottom=0, top=60)
        assert str(number) in foot.split()


def test_paper_has_no_controls(printed: str) -> None:
    for words in ("In this article", "plain text", "Full entry", "Previous"):
        assert words not in printed


# ── Bars ────────────────────────────────────────────────────────────────────


def test_the_article_page_is_light(visit: Open, base: str) -> None:
    """Markup, styles and scripts, as they are before any compression."""
    loaded: list[Response] = []
    page = visit("about:blank")
    page.on("response", lambda one: loaded.append(one))  # noqa: PLW0108 - it takes no built-in
    page.goto(f"{base}/{DEMO}", wait_until="networkidle")
    weighed = {
        one.url.removeprefix(base): len(one.body())
        for one in loaded
        if re.search(r"\.(html|css|m?js|json)$", one.url)
    }
    assert len(weighed) >= 4
    assert sum(weighed.values()) < 120_000, weighed


def test_a_browser_is_told_of_an_icon(visit: Open) -> None:
    """Else it asks for one in vain, and says so in the console."""
    page = visit(stage())
    href = page.locator("link[rel~=icon]").first.get_attribute("href", timeout=1000)
    assert page.request.get(page.evaluate("href => new URL(href, location).href", href)).ok


@pytest.mark.parametrize("width", [375, 1280, 1920])
def test_nothing_shifts_while_the_page_loads(visit: Open, base: str, width: int) -> None:
    page = visit("about:blank", (width, 800))
    page.add_init_script(
        """globalThis.shifts = [];
        new PerformanceObserver(list => {
            for (const one of list.getEntries())
                shifts.push(`${one.value}: ${one.sources.map(source => source.node?.className)}`);
        }).observe({type: "layout-shift", buffered: true});"""
    )
    page.goto(f"{base}/{DEMO}", wait_until="networkidle")
    page.evaluate(
        """() => document.fonts.ready.then(() => new Promise(done =>
            requestAnimationFrame(() => requestAnimationFrame(done))))"""
    )
    assert page.evaluate("shifts") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation_with_a_card_open(visit: Open, width: int, scheme: str) -> None:
    page = visit(DEMO, (width, 800), color_scheme=scheme)
    page.locator(".text a.mark-figures[id]").first.click()
    expect(card(page)).to_have_count(1)
    assert violations(page, "div.card") == []
    page.keyboard.press("Escape")
    if width == 320:
        page.locator(BUTTON).first.click()
        expect(page.locator(".note-here")).to_be_visible()
    page.locator(".text a.mark-people[id]").first.click()
    expect(card(page)).to_have_count(1)
    assert violations(page) == []
