"""The preview's own part of a page, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from helpers import ROOT, ScratchSite, Serving, previewing, serving as serving_files, violations
from live_server import LiveServer
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


SITE = {
    "sitegen.yaml": "mark: all\n",
    "seeds/talks.md": ARTICLE,
    "content/glossary.yaml": GLOSSARY,
    "content/people.yaml": PEOPLE,
    "content/talks/notes.yaml": NOTES,
}


@pytest.fixture
def server(site: ScratchSite) -> Iterator[LiveServer]:
    server = LiveServer(site.write(SITE))
    yield server
    server.stop()


@pytest.fixture
def page(browser: Browser, server: LiveServer) -> Iterator[Page]:
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


def opened(page: Page, server: LiveServer) -> None:
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
    page: Page, server: LiveServer
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


def test_words_put_in_above_leave_what_is_read_where_it_is(page: Page, server: LiveServer) -> None:
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
    page: Page, server: LiveServer
) -> None:
    server.save({"content/talks/notes.yaml": NOTES + "- {quote: was due, note: And *paid*.}\n"})
    expect(page.locator(".noteref")).to_have_count(2)
    tops = page.locator(".endnotes li").evaluate_all("all => all.map(li => li.offsetTop)")
    assert tops == sorted(tops)
    assert tops[0] > 0
    server.save({"content/people.yaml": PEOPLE + "- {name: Then he, description: Who left.}\n"})
    page.get_by_role("link", name="Then he", exact=False).first.hover()
    expect(page.locator(".card")).to_contain_text("Who left.")


def test_a_note_that_is_open_in_place_follows_too(page: Page, server: LiveServer) -> None:
    page.set_viewport_size({"width": 800, "height": 800})
    page.locator(".note-button").click()
    server.save({"content/talks/notes.yaml": NOTES.replace("always", "never")})
    expect(page.locator(".note-here")).to_contain_text("They never did.")
    server.save({"content/talks/notes.yaml": NOTES.replace("went home, occurrence: 3", "for home")})
    expect(page.locator(".note-here")).to_have_count(0)
    page.locator(".note-button").click()
    expect(page.locator(".note-here")).to_contain_text("They always did.")


def test_what_is_unfolded_stays_so(page: Page, server: LiveServer) -> None:
    page.locator(".beside summary").first.click()
    server.save({"content/people.yaml": PEOPLE + "- {name: Then he, description: Who left.}\n"})
    expect(page.locator(".panel-people li")).to_have_count(2)
    assert page.locator(".beside details").first.get_attribute("open") is not None


def test_a_stylesheet_is_exchanged_without_a_moment_without_one(
    page: Page, server: LiveServer
) -> None:
    style = (ROOT / "templates" / "style.css").read_text("utf-8") + "main { color: rgb(1, 2, 3) }"
    page.evaluate("""() => {
        globalThis.least = 9;
        new MutationObserver(() => {
            const full = [...document.styleSheets].filter(one => one.cssRules.length > 1).length;
            globalThis.least = Math.min(globalThis.least, full);
        }).observe(document.head, {childList: true});
    }""")
    server.save({"templates/style.css": style})
    expect(page.locator("main")).to_have_css("color", "rgb(1, 2, 3)")
    expect(page.locator("link[rel=stylesheet]")).to_have_count(2)
    assert page.evaluate("globalThis.least") >= 1
    assert same(page)


def test_a_server_that_comes_back_is_followed_again(page: Page, server: LiveServer) -> None:
    server.stop()
    said = page.locator(".sg-said")
    expect(said).to_contain_text("does not answer")
    server.site.write({"content/glossary.yaml": GLOSSARY.replace("Party", "People")}).build(
        search=False
    )
    server.start()
    expect(said).to_contain_text("is back")
    page.locator("a.mark-glossary").first.click()
    expect(page.locator(".card")).to_contain_text("Where the People sits.")
    assert same(page)


def test_a_page_that_has_left_the_site_says_so(page: Page, server: LiveServer) -> None:
    server.site.write({"seeds/other.md": "# Other\n\nXi and Zhongnanhai."})
    (server.site.root / "content/talks/notes.yaml").unlink()
    server.delete("seeds/talks.md")
    expect(page.get_by_role("region", name="Problems")).to_contain_text("no longer in the site")
    expect(page.locator("h1")).to_have_text("The talks of 𝟚 sides")
    server.save({"seeds/talks.md": ARTICLE})
    expect(page.get_by_role("region", name="Problems")).to_be_hidden()


# ── Problems ────────────────────────────────────────────────────────────────


def test_a_mistake_is_shown_with_its_place_until_it_is_mended(
    page: Page, server: LiveServer
) -> None:
    panel = page.get_by_role("region", name="Problems")
    broken = GLOSSARY + "  definitoin: <img src=x onerror=alert(1)>\n"
    server.save({"content/glossary.yaml": broken})
    expect(panel).to_contain_text("content/glossary.yaml:3:3")
    link = panel.get_by_role("link", name="content/glossary.yaml:3:3")
    assert link.get_attribute("href") == server.opens("content/glossary.yaml", 3)
    expect(panel.locator("pre")).to_contain_text("definitoin: <img")
    caret = (panel.locator("pre").text_content() or "").splitlines()[1]
    assert caret.index("^") == 2
    expect(page.locator(".sg-badge")).to_have_text("1 error")
    expect(page.locator(".text")).to_contain_text("Xi spoke in Zhongnanhai")
    server.save({"content/glossary.yaml": GLOSSARY})
    expect(panel).to_be_hidden()
    expect(page.locator(".sg-badge")).to_have_count(0)


def test_a_dismissed_panel_stays_away_until_there_is_something_new(
    page: Page, server: LiveServer
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


def test_warnings_are_only_counted(page: Page, server: LiveServer) -> None:
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
    page: Page, server: LiveServer
) -> None:
    file = server.site.root / "content/talks/notes.yaml"
    before = file.read_text("utf-8")
    select(page, "left for home")
    menu = page.get_by_role("dialog", name="Annotate the selected words")
    menu.get_by_role("button", name="note").click()
    form = page.get_by_role("dialog", name="New note")
    expect(form.locator(".sg-words")).to_have_text("left for home")
    form.get_by_label("note", exact=True).fill("By train.")
    expect(form.locator("pre")).to_contain_text("- quote: left for home\n  note: By train.")
    expect(form).to_contain_text("1 mention")
    form.get_by_role("button", name="Copy YAML").click()
    assert page.evaluate("navigator.clipboard.readText()") == form.locator("pre").text_content()
    form.get_by_role("button", name="Add to content/talks/notes.yaml").click()
    expect(page.locator(".mark-notes.sg-new")).to_have_text("left for home")
    assert file.read_text("utf-8") == f"{before}\n- quote: left for home\n  note: By train.\n"
    expect(page.get_by_role("dialog", name="New note")).to_be_hidden()
    said = page.locator(".sg-said")
    expect(said).to_contain_text("Added to content/talks/notes.yaml, line 3.")
    said.get_by_role("button", name="Undo").click()
    expect(page.locator(".noteref")).to_have_count(1)
    assert file.read_text("utf-8") == before
    assert same(page)


def test_what_is_refused_is_said_and_nothing_is_lost(page: Page, server: LiveServer) -> None:
    before = server.site.hashes("content")
    select(page, "left for home")
    page.keyboard.press("Alt+a")
    expect(page.get_by_role("button", name="person", exact=True)).to_be_focused()
    page.get_by_role("button", name="term", exact=True).press("Enter")
    term = field(page, "term")
    expect(term).to_be_focused()
    expect(term).to_have_value("left for home")
    term.fill("Zhongnanhai")
    field(page, "definition").fill("A place.")
    page.keyboard.press("Control+Enter")
    form = page.get_by_role("dialog", name="New term")
    expect(form.get_by_role("alert")).to_contain_text("is taken by content/glossary.yaml:1")
    expect(term).to_have_value("Zhongnanhai")
    assert server.site.hashes("content") == before
    term.fill("left for")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".mark-glossary")).to_have_count(4)


def test_undo_is_refused_when_the_file_has_changed(page: Page, server: LiveServer) -> None:
    select(page, "left for home")
    page.get_by_role("button", name="note", exact=True).click()
    field(page, "note").fill("n")
    page.get_by_role("button", name="Add to").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    file = server.site.root / "content/talks/notes.yaml"
    server.save({"content/talks/notes.yaml": file.read_text("utf-8") + "# mine\n"})
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".sg-said")).to_contain_text("has changed since")


def test_a_form_outlives_a_change_of_the_page_below_it(page: Page, server: LiveServer) -> None:
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
    page: Page, server: LiveServer
) -> None:
    select(page, "In the year 1903")
    page.get_by_role("button", name="note", exact=True).click()
    field(page, "note").fill("n")
    expect(page.locator(".sg-menu pre")).to_contain_text("- quote: In the year 1903\n")


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
    expect(page.get_by_role("button", name="person", exact=True)).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator(".sg-menu")).to_be_hidden()
    page.keyboard.press("Escape")
    page.wait_for_timeout(400)
    expect(page.locator(".sg-menu")).to_be_hidden()


# ── Cards and coverage ──────────────────────────────────────────────────────


def test_not_here_takes_the_mark_away_and_undo_brings_it_back(
    page: Page, server: LiveServer
) -> None:
    first = page.locator("#at-term-zhongnanhai-1")
    first.click()
    card = page.locator(".card")
    expect(card.get_by_role("link", name="Open its entry")).to_have_attribute(
        "href", server.opens("content/glossary.yaml", 1)
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
    expect(page.get_by_text("61 places without an entry")).to_be_visible()
    assert page.evaluate(lit)[:3] == ["$200 billion", "1900", "1901"]
    box = page.evaluate(
        "(([r]) => { const {x, y} = r.getBoundingClientRect(); return {x, y}; })([...CSS.highlights.get('sitegen-coverage')])"
    )
    page.mouse.click(box["x"] + 10, box["y"] + 5)
    menu = page.get_by_role("dialog", name="Annotate the selected words")
    expect(menu.locator(".sg-first")).to_have_text("figure")
    page.keyboard.press("Escape")
    page.get_by_text("61 places without an entry").click()
    page.get_by_role("button", name="$200 billion").click()
    expect(menu.locator(".sg-first")).to_be_focused()
    page.keyboard.press("Escape")
    switch.click()
    assert page.evaluate(lit) == []


# ── Everybody ───────────────────────────────────────────────────────────────


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_axe_finds_no_violation_in_what_is_added(
    page: Page, server: LiveServer, width: int, scheme: str
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
            page.get_by_role("button", name="term", exact=True).click()
            field(page, "definition").fill("Who left.")
            field(page, "term").fill("Nobody")
            expect(page.get_by_role("alert")).to_contain_text("would not be marked")
        assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width


# ── The command itself ──────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[ScratchSite, Serving]]:
    """`sitegen serve`, which finds out by itself what is saved."""
    site = ScratchSite(tmp_path_factory.mktemp("served") / "site").write(SITE)
    with previewing(site.root) as serving:
        yield site, serving


@pytest.fixture
def article(browser: Browser, served: tuple[ScratchSite, Serving]) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    page = context.new_page()
    page.set_default_timeout(8000)
    page.goto(f"http://127.0.0.1:{served[1].port}/talks/")
    expect(page.locator("a.mark-glossary")).to_have_count(3)
    expect(page.get_by_role("region", name="Problems")).to_be_hidden()
    page.evaluate("document.body.dataset.same = ''")
    yield page
    assert same(page)
    context.close()


def test_a_definition_saved_on_disk_shows_in_the_open_card(
    article: Page, served: tuple[ScratchSite, Serving]
) -> None:
    article.locator("a.mark-glossary").last.click()
    before = article.evaluate("scrollY")
    assert before > 1000
    served[0].write({"content/glossary.yaml": GLOSSARY.replace("the Party", "the *whole* Party")})
    expect(article.locator(".card")).to_contain_text("Where the whole Party sits.")
    assert article.evaluate("scrollY") == before


def test_a_sidecar_broken_on_disk_is_told_of_until_it_is_mended(
    article: Page, served: tuple[ScratchSite, Serving]
) -> None:
    panel = article.get_by_role("region", name="Problems")
    good = (served[0].root / "content/glossary.yaml").read_bytes()
    served[0].write({"content/glossary.yaml": good + b"  definitoin: x\n"})
    expect(panel).to_contain_text("content/glossary.yaml:3:3")
    served[0].write({"content/glossary.yaml": good})
    expect(panel).to_be_hidden()


def test_what_is_selected_is_on_the_disk_and_undone_to_the_byte(
    article: Page, served: tuple[ScratchSite, Serving]
) -> None:
    before = served[0].hashes("")
    select(article, "left for home")
    article.get_by_role("button", name="note", exact=True).click()
    field(article, "note").fill("By train.")
    article.get_by_role("button", name="Add to content/talks/notes.yaml").click()
    expect(article.locator(".mark-notes.sg-new")).to_have_text("left for home")
    notes = (served[0].root / "content/talks/notes.yaml").read_text("utf-8")
    assert notes == f"{NOTES}\n- quote: left for home\n  note: By train.\n"
    article.get_by_role("button", name="Undo").click()
    expect(article.locator(".noteref")).to_have_count(1)
    assert served[0].hashes("") == before


def test_not_here_is_on_the_disk_and_undone_to_the_byte(
    article: Page, served: tuple[ScratchSite, Serving]
) -> None:
    before = served[0].hashes("")
    article.locator("#at-term-zhongnanhai-2").click()
    article.locator(".card").get_by_role("button", name="Not here").click()
    expect(article.locator("a.mark-glossary")).to_have_count(2)
    assert b"not_here" in (served[0].root / "content/glossary.yaml").read_bytes()
    article.get_by_role("button", name="Undo").click()
    expect(article.locator("a.mark-glossary")).to_have_count(3)
    assert served[0].hashes("") == before


# Everything that a page may try with an address that is not its own.
HOSTILE = """async (address) => {
    const got = [];
    const quiet = promise => promise.then(words => words && got.push(words), () => {});
    const fetched = (path, options) =>
        quiet(fetch(address + path, options).then(async one => one.type === "opaque" ? "" : `fetch ${path} ${await one.text()}`));
    const body = JSON.stringify({slug: "talks", mention: "at-term-zhongnanhai-1"});
    const json = {"Content-Type": "application/json", "X-Sitegen-Token": "x"};
    const loaded = (name, path, of = {}) => quiet(new Promise((yes, no) => {
        const one = Object.assign(document.createElement(name), of);
        one.onload = () => yes(name === "iframe" ? frame(one) : `${name} ${path}`);
        one.onerror = no;
        one[name === "link" ? "href" : "src"] = address + path;
        document.body.append(one);
        setTimeout(yes, 1000, "");
    }));
    const frame = one => { try { return `iframe ${one.contentDocument.body.textContent}`.trim().replace(/^iframe$/, ""); } catch { return ""; } };
    await Promise.all([
        fetched("/talks/"), fetched("/talks/", {mode: "no-cors"}), fetched("/_sitegen/problems"),
        fetched("/_sitegen/coverage?slug=talks"), fetched("/talks/", {credentials: "include"}),
        fetched("/_sitegen/not-here", {method: "POST", body}),
        fetched("/_sitegen/not-here", {method: "POST", body, mode: "no-cors"}),
        fetched("/_sitegen/not-here", {method: "POST", body, headers: json}),
        loaded("img", "/talks/photo.png"), loaded("img", "/assets/icon.svg"),
        loaded("script", "/_sitegen/preview.js"), loaded("script", "/assets/early.js"),
        loaded("link", "/assets/style.css", {rel: "stylesheet"}), loaded("iframe", "/talks/"),
        quiet(new Promise((yes, no) => {
            const events = new EventSource(`${address}/_sitegen/events`);
            events.onopen = () => yes("events");
            for (const name of ["change", "problems"]) events.addEventListener(name, () => yes(name));
            events.onerror = () => { events.close(); no(); };
        })),
        quiet(new Promise(yes => {
            const frame = Object.assign(document.createElement("iframe"), {name: "f"});
            const form = Object.assign(document.createElement("form"), {
                method: "post", enctype: "text/plain", target: "f", action: `${address}/_sitegen/not-here`});
            form.append(Object.assign(document.createElement("input"), {name: body.slice(0, -1) + ',"x":"', value: '"}'}));
            document.body.append(frame, form);
            form.submit();
            setTimeout(yes, 1000, "");
        })),
    ]);
    const opened = open(`${address}/talks/`);
    await new Promise(done => setTimeout(done, 500));
    try { if (opened) got.push(`window ${opened.document.body.textContent}`.slice(0, 40)); } catch {}
    return got;
}"""


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_a_page_of_another_origin_can_neither_read_nor_write(
    browser: Browser, served: tuple[ScratchSite, Serving], tmp_path: Path, host: str
) -> None:
    site, serving = served
    (tmp_path / "index.html").write_text("<!doctype html><title>Hostile</title><body>")
    before = site.hashes("")
    with serving_files(tmp_path) as address:
        context = browser.new_context()
        page = context.new_page()
        page.goto(address)
        got = page.evaluate(HOSTILE, f"http://{host}:{serving.port}")
        # The same page reads where it may, so it is not the page that fails.
        assert page.evaluate(HOSTILE, address)
        context.close()
    assert got == []
    assert site.hashes("") == before
