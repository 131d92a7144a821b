"""The preview's own part of a page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fake_server import FakeServer
from helpers import ROOT, ScratchSite, violations
from playwright.sync_api import Browser, Locator, Page, expect

FILLER = "".join(
    f"In the year {year} the sides met again, said what they had said before, and went home.\n\n"
    for year in range(1900, 1960)
)
ARTICLE = f"""\
# The talks of 𝟚 sides

Xi spoke in Zhongnanhai, in *November* of a long year. Then he left for home.

A duty of $200 billion was due. Zhongnanhai was silent.

{FILLER}The last word, by the river, was Zhongnanhai’s.
"""
GLOSSARY = "- term: Zhongnanhai\n  definition: Where the Party sits.\n"
PEOPLE = "- {name: Xi Jinping, also: [Xi], description: A leader.}\n"
NOTES = "- {quote: went home, occurrence: 3, note: They always did.}\n"


@pytest.fixture
def server(site: ScratchSite) -> Iterator[FakeServer]:
    site.write(
        {
            "sitegen.yaml": "mark: all\n",
            "seeds/talks.md": ARTICLE,
            "content/glossary.yaml": GLOSSARY,
            "content/people.yaml": PEOPLE,
            "content/talks/notes.yaml": NOTES,
        }
    )
    server = FakeServer(site)
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, server: FakeServer) -> Iterator[Page]:
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, permissions=["clipboard-read", "clipboard-write"]
    )
    page = context.new_page()
    page.set_default_timeout(8000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(f"{error.message} {error.stack}"))
    page.on(
        "console",
        lambda message: faults.append(message.text) if "Security" in message.text else None,
    )
    opened(page, server)
    yield page
    context.close()
    assert faults == []


def opened(page: Page, server: FakeServer) -> None:
    with page.expect_response("**/_sitegen/problems"):
        page.goto(f"{server.url}/talks/")
    page.evaluate("document.body.dataset.same = ''")  # lost if the page is loaded again


def same(page: Page) -> bool:
    return bool(page.evaluate("'same' in document.body.dataset"))


SELECT = """([words, skip]) => {
    const walker = document.createTreeWalker(document.querySelector(".article"), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
        const at = walker.currentNode.data.indexOf(words);
        if (at < 0 || skip--) continue;
        walker.currentNode.parentElement.scrollIntoView({block: "center"});
        getSelection().setBaseAndExtent(walker.currentNode, at, walker.currentNode, at + words.length);
        return;
    }
    throw new Error(`no ${words}`);
}"""


def select(page: Page, words: str, skip: int = 0) -> None:
    page.evaluate(SELECT, [words, skip])


def field(page: Page, name: str) -> Locator:
    return page.locator(".sg-menu").get_by_label(name, exact=True)


# ── Following ───────────────────────────────────────────────────────────────


def test_a_changed_definition_shows_in_the_open_card_and_nothing_moves(
    page: Page, server: FakeServer
) -> None:
    page.locator("a.mark-glossary").last.click()
    card = page.locator(".card")
    expect(card).to_contain_text("Where the Party sits.")
    page.evaluate("document.querySelector('.text').lastElementChild.dataset.same = ''")
    before = page.evaluate("scrollY")
    assert before > 1000
    server.save({"content/glossary.yaml": GLOSSARY.replace("the Party", "the *whole* Party")})
    expect(card).to_contain_text("Where the whole Party sits.")
    assert page.evaluate("scrollY") == before
    assert page.locator(".text > :last-child[data-same]").count() == 1
    assert card.is_visible()
    assert card.locator(".card-close").is_visible()  # still pinned
    assert same(page)


def test_words_put_in_above_leave_what_is_read_where_it_is(page: Page, server: FakeServer) -> None:
    select(page, "In the year 1950 the sides")
    top = "[...document.querySelectorAll('.text > p')].find(p => p.textContent.includes('1950')).getBoundingClientRect().top"
    before = page.evaluate(top)
    server.save({"seeds/talks.md": ARTICLE.replace("Then he", "More.\n\n" * 20 + "Then he")})
    expect(page.locator(".text > p", has_text="More.")).to_have_count(20)
    assert abs(page.evaluate(top) - before) < 1
    assert page.evaluate("getSelection().toString()") == "In the year 1950 the sides"
    server.save({"seeds/talks.md": ARTICLE.replace("1950 the", "1950 once more the")})
    expect(page.locator(".text > p", has_text="More.")).to_have_count(0)
    assert abs(page.evaluate(top) - before) < 1
    assert page.evaluate("getSelection().toString()") == ""


def test_each_exchanged_mark_and_note_has_its_card_and_place(
    page: Page, server: FakeServer
) -> None:
    server.save({"content/talks/notes.yaml": NOTES + "- {quote: was due, note: And *paid*.}\n"})
    expect(page.locator(".noteref")).to_have_count(2)
    tops = page.locator(".endnotes li").evaluate_all("all => all.map(li => li.offsetTop)")
    assert tops == sorted(tops)
    assert tops[0] > 0
    server.save({"content/people.yaml": PEOPLE + "- {name: Then he, description: Who left.}\n"})
    page.get_by_role("link", name="Then he", exact=False).first.hover()
    expect(page.locator(".card")).to_contain_text("Who left.")


def test_a_note_that_is_open_in_place_follows_too(page: Page, server: FakeServer) -> None:
    page.set_viewport_size({"width": 800, "height": 800})
    page.locator(".note-button").click()
    server.save({"content/talks/notes.yaml": NOTES.replace("always", "never")})
    expect(page.locator(".note-here")).to_contain_text("They never did.")
    server.save({"content/talks/notes.yaml": NOTES.replace("went home, occurrence: 3", "for home")})
    expect(page.locator(".note-here")).to_have_count(0)
    page.locator(".note-button").click()
    expect(page.locator(".note-here")).to_contain_text("They always did.")


def test_what_is_unfolded_stays_so(page: Page, server: FakeServer) -> None:
    page.locator(".beside summary").first.click()
    server.save({"content/people.yaml": PEOPLE + "- {name: Then he, description: Who left.}\n"})
    expect(page.locator(".panel-people li")).to_have_count(2)
    assert page.locator(".beside details").first.get_attribute("open") is not None


def test_a_stylesheet_is_exchanged_without_a_moment_without_one(
    page: Page, server: FakeServer
) -> None:
    style = (ROOT / "templates" / "style.css").read_text("utf-8") + "main { color: rgb(1, 2, 3) }"
    page.evaluate("""() => {
        globalThis.least = 9;
        new MutationObserver(() => {
            const full = [...document.styleSheets].filter(one => one.cssRules.length > 1).length;
            globalThis.least = Math.min(globalThis.least, full);
        }).observe(document.head, {childList: true});
    }""")
    server.save({"templates/style.css": style}, assets=("style.css",))
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(2)
    assert page.evaluate("globalThis.least") >= 1
    assert same(page)


def test_a_server_that_comes_back_is_followed_again(page: Page, server: FakeServer) -> None:
    server.stop()
    said = page.locator(".sg-said")
    expect(said).to_contain_text("does not answer")
    server.site.write({"content/glossary.yaml": GLOSSARY.replace("Party", "People")}).build(
        search=False
    )
    server.boot += 1
    server.start()
    expect(said).to_contain_text("is back")
    page.locator("a.mark-glossary").first.click()
    expect(page.locator(".card")).to_contain_text("Where the People sits.")
    assert same(page)


def test_a_page_that_has_left_the_site_says_so(page: Page, server: FakeServer) -> None:
    server.site.write({"seeds/other.md": "# Other\n\nXi and Zhongnanhai."})
    (server.site.root / "content/talks/notes.yaml").unlink()
    server.delete("seeds/talks.md")
    expect(page.get_by_role("region", name="Problems")).to_contain_text("no longer in the site")
    expect(page.locator("h1")).to_have_text("The talks of 𝟚 sides")
    server.save({"seeds/talks.md": ARTICLE})
    expect(page.get_by_role("region", name="Problems")).to_be_hidden()


# ── Problems ────────────────────────────────────────────────────────────────


def test_a_mistake_is_shown_with_its_place_until_it_is_mended(
    page: Page, server: FakeServer
) -> None:
    panel = page.get_by_role("region", name="Problems")
    broken = GLOSSARY + "  definitoin: <img src=x onerror=alert(1)>\n"
    server.save({"content/glossary.yaml": broken})
    expect(panel).to_contain_text("content/glossary.yaml:3:3")
    link = panel.get_by_role("link", name="content/glossary.yaml:3:3")
    assert link.get_attribute("href") == "editor://open?file=content/glossary.yaml&line=3"
    expect(panel.locator("pre")).to_contain_text("definitoin: <img")
    caret = (panel.locator("pre").text_content() or "").splitlines()[1]
    assert caret.index("^") == 2
    expect(page.locator(".sg-badge")).to_have_text("1 error")
    expect(page.locator(".text")).to_contain_text("Xi spoke in Zhongnanhai")
    server.save({"content/glossary.yaml": GLOSSARY})
    expect(panel).to_be_hidden()
    expect(page.locator(".sg-badge")).to_have_count(0)


def test_a_dismissed_panel_stays_away_until_there_is_something_new(
    page: Page, server: FakeServer
) -> None:
    panel = page.get_by_role("region", name="Problems")
    server.save({"content/glossary.yaml": GLOSSARY + "  definitoin: x\n"})
    panel.get_by_role("button", name="Dismiss").click()
    expect(panel).to_be_hidden()
    opened(page, server)
    expect(page.locator(".sg-badge")).to_have_text("1 error")
    expect(panel).to_be_hidden()
    page.locator(".sg-badge").click()
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Dismiss").click()
    server.save({"content/glossary.yaml": GLOSSARY + "  definitoin: x\n  nativ: y\n"})
    expect(panel).to_be_visible()


def test_warnings_are_only_counted(page: Page, server: FakeServer) -> None:
    server.save({"content/people.yaml": PEOPLE + "- {name: Nobody Here}\n"})
    badge = page.locator(".sg-badge")
    expect(badge).to_have_text("1 warning")
    expect(page.get_by_role("region", name="Problems")).to_be_hidden()
    badge.click()
    expect(page.get_by_role("region", name="Problems")).to_contain_text("Nobody Here")
    server.save({"content/people.yaml": PEOPLE})
    expect(page.get_by_role("region", name="Problems")).to_be_hidden()


# ── Annotating ──────────────────────────────────────────────────────────────


def test_selected_words_become_a_note_and_undo_takes_it_back(
    page: Page, server: FakeServer
) -> None:
    file = server.site.root / "content/talks/notes.yaml"
    before = file.read_text("utf-8")
    select(page, "left for home")
    menu = page.get_by_role("dialog", name="Annotate the selected words")
    menu.get_by_role("button", name="note").click()
    form = page.get_by_role("dialog", name="New note")
    expect(form.locator(".sg-words")).to_have_text("left for home")
    form.get_by_label("note", exact=True).fill("By train.")
    expect(form.locator("pre")).to_contain_text('- quote: "left for home"\n  note: "By train."')
    expect(form).to_contain_text("1 mention")
    form.get_by_role("button", name="Copy YAML").click()
    assert page.evaluate("navigator.clipboard.readText()") == form.locator("pre").text_content()
    form.get_by_role("button", name="Add to content/talks/notes.yaml").click()
    expect(page.locator(".mark-notes.sg-new")).to_have_text("left for home")
    assert '"left for home"' in file.read_text("utf-8")
    expect(page.get_by_role("dialog", name="New note")).to_be_hidden()
    said = page.locator(".sg-said")
    expect(said).to_contain_text("Added to content/talks/notes.yaml, line 2.")
    said.get_by_role("button", name="Undo").click()
    expect(page.locator(".noteref")).to_have_count(1)
    assert file.read_text("utf-8") == before
    assert same(page)


def test_what_is_refused_is_said_and_nothing_is_lost(page: Page, server: FakeServer) -> None:
    before = server.site.hashes("content")
    select(page, "left for home")
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("button", name="note", exact=True)).to_be_focused()
    page.keyboard.press("Enter")
    note = field(page, "note")
    expect(note).to_be_focused()
    note.fill("refuse")
    page.keyboard.press("Control+Enter")
    form = page.get_by_role("dialog", name="New note")
    expect(form.get_by_role("alert")).to_contain_text("does not please")
    expect(note).to_have_value("refuse")
    assert server.site.hashes("content") == before
    note.fill("Well then.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".noteref")).to_have_count(2)


def test_undo_is_refused_when_the_file_has_changed(page: Page, server: FakeServer) -> None:
    select(page, "left for home")
    page.get_by_role("button", name="note", exact=True).click()
    field(page, "note").fill("n")
    page.get_by_role("button", name="Add to").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    file = server.site.root / "content/talks/notes.yaml"
    server.save({"content/talks/notes.yaml": file.read_text("utf-8") + "# mine\n"})
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".sg-said")).to_contain_text("has changed since")


def test_a_form_outlives_a_change_of_the_page_below_it(page: Page, server: FakeServer) -> None:
    select(page, "left for home")
    page.get_by_role("button", name="term", exact=True).click()
    expect(field(page, "term")).to_have_value("left for home")
    field(page, "definition").fill("To go.")
    server.save({"seeds/talks.md": ARTICLE.replace("Xi spoke", "One day Xi spoke")})
    expect(page.locator(".text")).to_contain_text("One day")
    expect(field(page, "definition")).to_have_value("To go.")
    field(page, "term").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".mark-glossary.sg-new")).to_have_text("left for home")
    expect(page.locator(".card")).to_contain_text("To go.")  # the focus is on the new mark


def test_places_are_counted_in_code_points_and_past_generated_words(
    page: Page, server: FakeServer
) -> None:
    select(page, "In the year 1903")
    page.get_by_role("button", name="note", exact=True).click()
    field(page, "note").fill("n")
    expect(page.locator(".sg-menu pre")).to_contain_text('"In the year 1903"')


@pytest.mark.parametrize(
    ("script", "sentence"),
    [
        ("(a, b) => getSelection().setBaseAndExtent(a.firstChild, 0, b, 1)", "one paragraph"),
        (
            "() => getSelection().selectAllChildren(document.querySelector('.noteref'))",
            "not the author’s",
        ),
    ],
)
def test_what_can_not_be_annotated_is_refused_with_a_sentence(
    page: Page, script: str, sentence: str
) -> None:
    page.evaluate(f"() => ({script})(...document.querySelectorAll('.text > p:nth-of-type(-n+2)'))")
    menu = page.get_by_role("dialog", name="Annotate the selected words")
    expect(menu).to_contain_text(sentence)
    assert menu.get_by_role("button").count() == 0


def test_the_keyboard_opens_and_leaves_the_menu(page: Page) -> None:
    page.keyboard.press("Alt+a")
    expect(page.locator(".sg-said")).to_contain_text("Select words of the article first.")
    select(page, "left for home")
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("button", name="note", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".sg-menu")).to_be_hidden()
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    expect(page.locator(".sg-menu")).to_be_hidden()


# ── Cards and coverage ──────────────────────────────────────────────────────


def test_not_here_takes_the_mark_away_and_undo_brings_it_back(
    page: Page, server: FakeServer
) -> None:
    first = page.locator("#at-term-zhongnanhai-1")
    first.click()
    card = page.locator(".card")
    expect(card.get_by_role("link", name="Open its entry")).to_have_attribute(
        "href", "editor://entry"
    )
    card.get_by_role("button", name="Not here").click()
    expect(page.locator(".mark-glossary")).to_have_count(2)
    expect(card).to_be_hidden()
    assert "not_here" in (server.site.root / "content/glossary.yaml").read_text("utf-8")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".mark-glossary")).to_have_count(3)


def test_coverage_lights_places_up_and_a_click_offers_the_menu(page: Page) -> None:
    switch = page.get_by_role("button", name="Coverage")
    switch.click()
    expect(switch).to_have_attribute("aria-pressed", "true")
    lit = "[...CSS.highlights.get('sitegen-coverage')].map(String)"
    expect(page.get_by_text("1 place without an entry")).to_be_visible()
    assert page.evaluate(lit) == ["$200 billion"]
    box = page.evaluate(
        "(([r]) => { const {x, y} = r.getBoundingClientRect(); return {x, y}; })([...CSS.highlights.get('sitegen-coverage')])"
    )
    page.mouse.click(box["x"] + 10, box["y"] + 5)
    menu = page.get_by_role("dialog", name="Annotate the selected words")
    expect(menu.locator(".sg-first")).to_have_text("note")
    page.keyboard.press("Escape")
    page.get_by_text("1 place without an entry").click()
    page.get_by_role("button", name="$200 billion").click()
    expect(menu.locator(".sg-first")).to_be_focused()
    page.keyboard.press("Escape")
    switch.click()
    assert page.evaluate(lit) == []


# ── Everybody ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation_in_what_is_added(
    page: Page, server: FakeServer, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 800})
    server.save({"content/glossary.yaml": GLOSSARY + "  definitoin: x\n"})
    expect(page.get_by_role("region", name="Problems")).to_be_visible()
    page.get_by_role("button", name="Coverage").click()
    for step in ("panel", "menu", "form"):
        if step == "menu":
            select(page, "Then he left")
            expect(page.locator(".sg-menu")).to_be_visible()
        elif step == "form":
            page.locator(".sg-menu button").first.click()
            field(page, "note").fill("refuse")
            expect(page.get_by_role("alert")).to_contain_text("please")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
