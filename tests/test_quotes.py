"""Quotes: placed exactly or not at all, and a report that settles the matter."""

from __future__ import annotations

import re

import pytest
from helpers import annotated, article, at_least, entries, shown
from hypothesis import given, strategies as st

from sitegen.model import Problem, Quote, Where
from sitegen.quotes import Ground, hits_of, place, telling

HERE = Where("content/a/notes.yaml", 1, 3)


def placed(text: str, quote: Quote, suffix: str = ".txt") -> tuple[list[str], Problem | None]:
    """The words at the places of `quote`, each with the letter before it."""
    ground = Ground.of(article(text, suffix))
    spans, problem = place(quote, hits_of(quote, ground), ground)
    return [ground.prose[max(start - 1, 0) : end] for start, end in spans], problem


PLACED = [
    ("a tin ear.", Quote("tin ear", HERE), [" tin ear"]),
    ("the “tin  ear”", Quote('"tin ear"', HERE), [" “tin  ear”"]),
    ("a1 x, b1 x", Quote("x", HERE, before="b1"), [" x"]),
    ("x a2, x b2", Quote("x", HERE, after="b2"), [" x"]),
    ("1x", Quote("1x", HERE), ["1x"]),
    ("a x b x c x", Quote("x", HERE, occurrence=(2,)), [" x"]),
    ("a x b x c x", Quote("x", HERE, occurrence=(1, 3)), [" x", " x"]),
    ("a x b x c x", Quote("x", HERE, occurrence="all"), [" x", " x", " x"]),
    ("On x.\n\nAnd x.", Quote("x", HERE, before="On x. And"), [" x"]),
]


@pytest.mark.parametrize(("text", "quote", "words"), PLACED)
def test_quotes_that_are_placed(text: str, quote: Quote, words: list[str]) -> None:
    assert placed(text, quote) == (words, None)


REPORTED = [
    ("a tin ear", Quote("tin Ear", HERE), "nowhere", "another case"),
    ("a tin ears", Quote("tin ear", HERE), "nowhere", "inside longer words"),
    ("one two.\n\nThree", Quote("two. Three", HERE), "nowhere", "straddle two paragraphs"),
    ("see `x y`", Quote("x y", HERE), "nowhere", "in a link or in code"),
    ("see [x y](z)", Quote("x y", HERE), "nowhere", "in a link or in code"),
    ("x and x", Quote("x", HERE), "stands twice", "add the line"),
    ("x and x", Quote("x", HERE, occurrence=(3,)), "no occurrence 3", "it stands there twice"),
    ("upon x", Quote("x", HERE, before="on"), "stands nowhere after", "right beside"),
    (
        "a tin ear",
        Quote("a gold tooth, entirely unlike", HERE),
        "nowhere",
        "nothing there is like it",
    ),
]


@pytest.mark.parametrize(("text", "quote", "message", "hint"), REPORTED)
def test_quotes_that_are_reported(text: str, quote: Quote, message: str, hint: str) -> None:
    spans, problem = placed(text, quote, ".md")
    assert spans == []
    assert problem is not None
    assert message in problem.message
    assert hint in problem.hint
    assert problem.where == HERE


def test_an_orphan_names_the_nearest_passage_with_its_place_and_score() -> None:
    text = "Nothing here.\n\nHe seems to have a tin ear politically, they said.\n"
    _, problem = placed(text, Quote("seems to have a tin ear, politically", HERE))
    assert problem is not None
    (nearest,) = problem.details
    assert nearest.startswith("seeds/a.txt:3:4: ")
    assert "tin ear politically" in nearest
    assert re.search(r"\(9\d of 100 alike\)$", nearest)


def test_an_ambiguity_shows_each_hit_and_what_would_settle_it() -> None:
    _, problem = placed("Tariffs rose. Then tariffs on cars rose.", Quote("rose", HERE))
    assert problem is not None
    assert problem.details == (
        'seeds/a.txt:1:9: Tariffs rose. Then tariffs on cars rose.  → before: "Tariffs"',
        'seeds/a.txt:1:36: …rose. Then tariffs on cars rose.  → before: "cars"',
    )


# ── Properties ──────────────────────────────────────────────────────────────

words = st.sampled_from(
    [
        "Xi",
        "tariff",
        "“deal”",
        "the",
        "the",
        "of",
        "2018–19",
        "co-op",
        "$200",
        "Trump’s",
        "naïve",
        "中南海",
    ]
)
spaces = st.sampled_from([" ", " ", " ", "  ", "\n", "\u00a0", " \u00ad"])
paragraphs = st.lists(st.tuples(words, spaces), min_size=1, max_size=25).map(
    lambda parts: "".join(word + space for word, space in parts).strip()
)
texts = st.lists(paragraphs, min_size=1, max_size=4).map("\n\n".join)


@st.composite
def text_and_cut(draw: st.DrawFn) -> tuple[str, int, int]:
    """A text, and a stretch of whole words somewhere in one of its paragraphs."""
    text = draw(texts)
    ground = Ground.of(article(text, ".txt"))
    block = draw(st.sampled_from(ground.article.text.blocks))
    prose = ground.prose
    found = [m.span() for m in re.finditer(r"[^\s\u00ad]+", prose[block.start : block.end])]
    first = draw(st.integers(0, len(found) - 1))
    last = draw(st.integers(first, min(len(found) - 1, first + 6)))
    return text, block.start + found[first][0], block.start + found[last][1]


TWINS = str.maketrans(
    {"“": '"', "”": '"', "’": "'", "–": "-", "\n": " ", "\u00a0": " ", "\u00ad": ""}
)


@given(text_and_cut(), st.booleans())
@at_least(1500)
def test_a_quote_cut_from_the_text_is_found_there_or_reported_as_ambiguous(
    cut: tuple[str, int, int],
    as_typed: bool,  # noqa: FBT001
) -> None:
    text, start, end = cut
    ground = Ground.of(article(text, ".txt"))
    words = ground.prose[start:end]
    quote = Quote(words.translate(TWINS) if as_typed else words, HERE)
    spans, problem = place(quote, hits_of(quote, ground), ground)
    if problem is None:
        assert spans == [(start, end)]
    else:
        assert spans == []
        assert "times" in problem.message or "twice" in problem.message


@given(text_and_cut(), st.data())
@at_least(1500)
def test_a_quote_with_one_word_changed_is_reported_and_never_attached(
    cut: tuple[str, int, int], data: st.DataObject
) -> None:
    text, start, end = cut
    ground = Ground.of(article(text, ".txt"))
    parts = ground.prose[start:end].split()
    changed = data.draw(st.integers(0, len(parts) - 1))
    parts[changed] = data.draw(st.sampled_from(["Qi", "tarif", "deals", "300", "naive"]))
    quote = Quote(" ".join(parts), HERE)
    spans, problem = place(quote, hits_of(quote, ground), ground)
    assert spans == []
    assert problem is not None


@given(text_and_cut(), paragraphs, paragraphs)
@at_least(1000)
def test_what_a_report_suggests_settles_the_matter(
    cut: tuple[str, int, int], before: str, after: str
) -> None:
    text, start, end = cut
    words = Ground.of(article(text, ".txt")).prose[start:end]
    ground = Ground.of(article(f"{text}\n\n{before} {words} {after}", ".txt"))
    quote = Quote(words, HERE)
    hits = hits_of(quote, ground)
    assert len(hits) > 1
    for span in hits:
        told = telling(span, hits, ground)
        key, _, value = told.partition(": ")
        value = value.strip('"').replace('\\"', '"')
        settled = Quote(
            quote.text,
            HERE,
            before=value if key == "before" else "",
            after=value if key == "after" else "",
            occurrence=(int(value),) if key == "occurrence" else (),
        )
        assert place(settled, hits, ground) == ([span], None)


def test_a_suggestion_reaches_past_any_run_of_spaces() -> None:
    quote = Quote("50", HERE, before="$5")
    assert placed("x 50% y $5" + " " * 400 + "50%", quote) == ([" 50"], None)


def test_a_report_of_many_hits_is_short_and_quick() -> None:
    _, problem = placed("the word and " * 20_000, Quote("the", HERE))
    assert problem is not None
    assert "stands 20,000 times" in problem.message
    assert len(problem.details) == 10
    assert problem.details[9].endswith("→ occurrence: 10")


def test_the_matcher_finds_quotes_just_as_a_search_does() -> None:
    own = entries(
        "notes", '- {quote: "a “tin ear”", note: n}\n- {quote: ear, note: n, occurrence: 2}\n', "a"
    )
    result, problems = annotated("He has a “tin\near” and an ear.", own=own)
    assert problems == []
    assert shown(result) == "He has [a “tin\near”] and an [ear]."
