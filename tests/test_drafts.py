"""Words that are selected become an entry that means them, and say what would come of it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from helpers import ROOT, article, at_least, entries
from hypothesis import given, strategies as st

from sitegen.annotate import annotate
from sitegen.article import read_article
from sitegen.drafts import Draft, Known, draft, from_ink, not_here, sidecar_for, to_ink
from sitegen.edits import append, switch_off
from sitegen.kinds import KINDS
from sitegen.layout import sort, stem
from sitegen.match import Matcher
from sitegen.model import Annotated, Entry, Inputs, Mention, Severity, Source
from sitegen.quotes import Ground
from sitegen.settings import Settings
from sitegen.sidecar import read_sidecar

SETTINGS = Settings()


def known(text: str, shared: list[Entry] | None = None, own: list[Entry] | None = None) -> Known:
    shared, own = shared or [], own or []
    return Known(
        Annotated(article(text), ()), (Matcher(shared), Matcher(own)), shared, own, SETTINGS
    )


def drafted(kind: str, words: str, about: Known, nth: int = 1, **values: str | list[str]) -> Draft:
    """The draft for the `nth` place of some words."""
    found = list(re.finditer(re.escape(words), about.article.text.prose))[nth - 1]
    sidecar = sidecar_for(KINDS[kind], about.article.slug, [])
    return draft(KINDS[kind], sidecar, found.span(), values, about)


def errors(one: Draft) -> list[str]:
    return [problem.message for problem in one.problems if problem.severity is Severity.ERROR]


# ── Places ──────────────────────────────────────────────────────────────────


def test_ink_is_counted_over_blocks_and_in_code_points() -> None:
    prose = article("# One 🙂\n\nTwo\u00a0 *three*.").text.prose
    assert to_ink(prose, (prose.index("three"), len(prose))) == (7, 13)
    start, end = from_ink(prose, 3, 7) or (0, 0)
    assert prose[start:end] == "🙂\x1eTwo"
    assert from_ink(prose, 12, 14) is None
    assert from_ink(prose, 3, 3) is None
    assert from_ink(prose, -1, 3) is None


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
@at_least(300)
def test_ink_and_back(prose: str, pick: st.DataObject) -> None:
    ink = len(re.sub(r"[\s\ufeff]", "", prose))
    start = pick.draw(st.integers(0, max(ink - 1, 0)))
    end = pick.draw(st.integers(start + 1, max(ink, start + 1)))
    span = from_ink(prose, start, end)
    if span is None:
        assert end > ink
    else:
        assert to_ink(prose, span) == (start, end)


# ── What is written ─────────────────────────────────────────────────────────


def test_a_quote_gets_the_words_that_tell_it_from_others() -> None:
    about = known("Tariffs rose. Then tariffs on “cars” rose:\nand rose.")
    assert drafted("notes", "rose", about, note="So: yes").yaml == (
        '- quote: rose\n  before: Tariffs\n  note: "So: yes"\n'
    )
    told = drafted("notes", "rose", about, nth=2, note="n")
    assert told.yaml == "- quote: rose\n  before: “cars”\n  note: n\n"
    assert told.mentions == 1
    assert told.problems == ()
    line = drafted("notes", "rose:\nand", about, note="n")
    assert line.yaml == '- quote: "rose: and"\n  note: n\n'


def test_a_quote_that_nothing_tells_apart_is_counted() -> None:
    told = drafted("notes", "x", known("x\n\nx\n\nx"), nth=2, note="n")
    assert told.yaml == "- quote: x\n  occurrence: 2\n  note: n\n"
    assert told.mentions == 1
    assert told.problems == ()


def test_a_selection_is_widened_to_whole_words() -> None:
    about = known("He has a tin ear, they said.")
    assert drafted("notes", "in e", about, note="n").yaml.startswith("- quote: tin ear\n")
    assert drafted("notes", " a tin ", about, note="n").yaml.startswith("- quote: a tin\n")


def test_a_name_comes_without_its_ending_and_with_its_other_forms() -> None:
    text = (
        "Robert E. Lighthizer’s office. Then Robert Lighthizer, and later Lighthizer, spoke."
        " The World Trade Organization (WTO) met; President Trump too."
    )
    person = drafted("people", "Robert E. Lighthizer’s", known(text))
    assert person.yaml == (
        "- name: Robert E. Lighthizer\n  also: [Robert Lighthizer, Lighthizer]\n"
    )
    assert person.mentions == 3
    assert person.problems == ()
    body = drafted("organizations", "World Trade Organization", known(text))
    assert body.aliases == ("WTO",)
    taken = known(
        text, shared=entries("people", "- name: James Lighthizer\n  also: [Lighthizer]\n")
    )
    assert drafted("people", "Robert E. Lighthizer", taken).aliases == ("Robert Lighthizer",)
    assert drafted("people", "President Trump", known(text)).aliases == ()
    assert drafted("people", "Robert E. Lighthizer", known(text), also=["Bob"]).yaml.endswith(
        "  also: [Bob]\n"
    )


def test_what_the_words_say_of_the_fields_is_filled_in() -> None:
    about = known("On May 10, 2019 it was $200 billion, or 3 percent.")
    figure = drafted("figures", "$200 billion", about, label="Goods")
    assert figure.yaml == "- quote: $200 billion\n  label: Goods\n  value: 200e9\n  unit: USD\n"
    assert figure.problems == ()
    event = drafted("events", "May 10, 2019", about, title="The rise")
    assert event.yaml == "- quote: May 10, 2019\n  title: The rise\n  when: 2019-05-10\n"
    assert (event.mentions, event.problems) == (1, ())


@pytest.mark.parametrize(
    ("kind", "words", "needed"),
    [
        ("notes", "3", ["note"]),
        ("figures", "3", ["label"]),
        ("events", "year", ["title", "when"]),
        ("events", "2019", ["title", "when"]),
        ("glossary", "year", ["definition"]),
        ("people", "year", []),
    ],
)
def test_what_an_entry_needs_is_asked_and_mentions_are_counted_without_it(
    kind: str, words: str, needed: list[str]
) -> None:
    told = drafted(kind, words, known("A year of 3 and 2019."))
    assert [one.name for one in told.asked if one.needed] == needed
    assert told.mentions == 1
    assert bool(errors(told)) == any(not one.value for one in told.asked if one.needed)


def test_prose_is_asked_for_as_prose() -> None:
    told = drafted("people", "year", known("A year."))
    assert [one.name for one in told.asked if one.is_prose] == ["description"]


def test_an_entry_goes_into_the_folder_of_its_article_however_that_is_written() -> None:
    paths = ["content/a-b/deep/x.yaml", "content/A B/article.yaml", "seeds/A B.txt"]
    assert sidecar_for(KINDS["notes"], "a-b", paths) == ("content/A B/notes.yaml", "a-b")
    assert sidecar_for(KINDS["notes"], "b", paths) == ("content/b/notes.yaml", "b")
    assert sidecar_for(KINDS["people"], "a-b", paths) == ("content/people.yaml", "")


def test_every_kind_can_be_drafted() -> None:
    for name, kind in KINDS.items():
        told = drafted(name, "Yudu", known("To Yudu."))
        values = {one.name: "2019" for one in told.asked if one.needed and not one.value}
        assert drafted(name, "Yudu", known("To Yudu."), **values).mentions == 1, kind


# ── What would come of it ───────────────────────────────────────────────────


def test_words_that_can_not_be_marked_are_reported() -> None:
    across = drafted("notes", "one.\x1eTwo", known("One one.\n\nTwo."))
    assert "straddle two paragraphs" in errors(across)[0]
    assert "nowhere" in errors(drafted("notes", "x y", known("see [x y](z)"), note="n"))[0]
    assert "no letter" in errors(drafted("notes", "—", known("a — b"), note="n"))[0]
    assert errors(drafted("people", "—", known("a — b"))) == ["no words are selected"]
    assert errors(drafted("notes", " ", known("a b"))) == ["no words are selected"]
    heading = drafted("glossary", "Yudu", known("# A\n\n## Yudu\n\nIn Yudu."), definition="d")
    assert (heading.mentions, heading.problems[0].severity) == (1, Severity.WARNING)


def test_a_name_that_is_taken_is_reported_once() -> None:
    there = entries("people", "- name: Liu He\n  also: [Liu]\n")
    twin = drafted("people", "Liu He", known("Liu He met Liu.", shared=there))
    assert "the id 'liu-he' is taken" in errors(twin)[0]
    other = drafted("people", "Liu", known("Liu He met Liu.", shared=there))
    assert ["may mean" in message for message in errors(other)] == [True]


def test_problems_that_are_there_already_are_not_the_draft_s() -> None:
    own = entries("notes", "- {quote: lost, note: n}\n", "a")
    assert drafted("notes", "tin", known("A tin ear.", own=own), note="n").problems == ()


def test_what_no_text_may_hold_is_reported() -> None:
    told = drafted("notes", "tin", known("A tin ear."), note="\x07")
    assert "control character" in errors(told)[0]
    assert errors(drafted("notes", "tin", known("A tin ear."), note="\ud800")) != []


words = st.sampled_from(
    "a b : # - ' \" \\ [ ] { } & * ! | > % @ ` , ? 中 🙂 א \u202e a: #a --- a\u00adb the the No"
    " Xi’s << C# \u0301e".split()
)


@given(
    st.lists(words, min_size=3, max_size=30), st.lists(words, max_size=20).map(" ".join), st.data()
)
@at_least(500)
def test_any_words_can_be_quoted_and_said(parts: list[str], note: str, pick: st.DataObject) -> None:
    about = Known(Annotated(article(" ".join(parts), ".txt"), ()), (), (), (), SETTINGS)
    prose = about.article.text.prose
    start = pick.draw(st.integers(0, len(prose) - 1))
    end = pick.draw(st.integers(start + 1, len(prose)))
    note = note.strip() or "n"
    sidecar = ("content/a/notes.yaml", "a")
    told = draft(KINDS["notes"], sidecar, (start, end), {"note": note}, about)
    marked = prose[slice(*told.span)]
    if not re.search(r"[^\W_]", marked):
        assert (told.mentions, errors(told) != []) == (0, True)
        return
    assert errors(told) == []
    assert told.mentions == 1
    (entry,), _ = read_sidecar(Source(sidecar[0], told.yaml), KINDS["notes"], "a")
    assert entry.record.note == note
    edit, _ = append(sidecar[0], KINDS["notes"], "a", None, told.yaml)
    assert edit is not None
    result, _ = annotate(about.article, [Matcher([entry])], [entry], SETTINGS)
    assert [(one.start, one.end) for one in result.mentions] == [told.span]


# ── Not here ────────────────────────────────────────────────────────────────


def demo() -> tuple[Known, dict[str, bytes]]:
    """The demonstration's article, and the sidecars that speak of it."""
    files = [file for top in ("seeds", "content") for file in (ROOT / top).rglob("*.*")]
    texts = {file.relative_to(ROOT).as_posix(): file.read_bytes() for file in files}
    sorted_, _ = sort(Inputs(texts, {}))
    (own,) = sorted_.articles
    shared = [one for source in sorted_.shared for one in read(source, "")]
    private = [one for source in own.sidecars for one in read(source, own.slug)]
    text, _ = read_article(own.slug, own.seed, article("a").about)
    return Known(
        Annotated(text, ()), (Matcher(shared), Matcher(private)), shared, private, SETTINGS
    ), texts


def read(source: Source, scope: str) -> list[Entry]:
    return read_sidecar(source, KINDS[stem(source.path)], scope)[0]


def spans(annotated: Annotated) -> set[tuple[object, ...]]:
    return {(one.entry, one.start, one.end) for one in annotated.mentions}


def test_every_mention_of_the_demo_can_be_switched_off_alone() -> None:
    about, texts = demo()
    before, _ = annotate(about.article, about.matchers, about.own, SETTINGS)
    by_key = {entry.key: entry for entry in [*about.shared, *about.own]}
    by_name = 0
    for mention in before.mentions:
        entry = by_key[mention.entry]
        item, problems = not_here(entry, mention, about.article)
        if problems:
            assert "because its 'quote' says so" in problems[0].message
            assert entry.quote is not None
            continue
        by_name += 1
        path = entry.where.path
        edit, problems = switch_off(path, texts[path], entry, item)
        assert problems == []
        assert edit is not None
        assert edit.after is not None
        changed = read(Source(path, edit.after.decode()), entry.scope)
        shared, own = (
            [*(one for one in group if one.where.path != path), *changed]
            if any(one.where.path == path for one in group)
            else group
            for group in (about.shared, about.own)
        )
        after, problems = annotate(about.article, [Matcher(shared), Matcher(own)], own, SETTINGS)
        assert problems == []
        gone = (mention.entry, mention.start, mention.end)
        assert spans(before) - spans(after) == {gone}
        assert all(
            one.end <= mention.start or one.start >= mention.end
            for one in after.mentions
            if one.entry == mention.entry
        )
    assert by_name > 50


def mention_of(about: Known, nth: int) -> tuple[Entry, Mention]:
    found, _ = annotate(about.article, about.matchers, about.own, SETTINGS)
    mention = found.mentions[nth]
    return next(one for one in about.shared if one.key == mention.entry), mention


def test_an_exception_of_all_articles_says_more_words_until_no_other_is_meant() -> None:
    about = known("In May Xi spoke.\n\nThen Xi left.", entries("people", "- name: Xi\n"))
    other = replace(known("In June Xi spoke. Xi left.").article, slug="b")
    elsewhere, _ = annotate(other, about.matchers, (), SETTINGS)
    item, problems = not_here(*mention_of(about, 0), about.article, [elsewhere])
    assert (item, problems) == ('{quote: "Xi", before: "May"}', [])
    item, problems = not_here(*mention_of(about, 1), about.article, [elsewhere])
    assert (item, problems) == ('{quote: "Xi", before: "Then"}', [])
    same = replace(about.article, slug="b")
    elsewhere, _ = annotate(same, about.matchers, (), SETTINGS)
    item, problems = not_here(*mention_of(about, 0), about.article, [elsewhere])
    assert item == ""
    assert "no words tell this place" in problems[0].message


def test_a_place_that_a_quote_means_is_left_to_the_editor() -> None:
    (own,) = entries("figures", "- {quote: x, label: l, occurrence: all}\n", "a")
    about = known("x and x and x", own=[own])
    found, _ = annotate(about.article, about.matchers, about.own, SETTINGS)
    _, (problem,) = not_here(own, found.mentions[1], about.article)
    assert problem.hint == "write 'occurrence: [1, 3]'"
    assert Ground.of(about.article).prose == "x and x and x"
