"""The first law: an article's words reach its page all, unchanged and in order."""

from __future__ import annotations

import re
from functools import cache

import pytest
from helpers import at_least, text_of
from hypothesis import given, strategies as st

from sitegen.files import read_theme
from sitegen.model import Inputs
from sitegen.outcome import Result
from sitegen.pipeline import build_site
from sitegen.proof import prove

PLANTED = "\uf8ff"
"""Stands for a word that is told from all others once the text is made."""


@cache
def templates() -> dict[str, str]:
    return read_theme()


def built(article: str, *, suffix: str = "md", **sidecars: str) -> Result:
    texts = {f"seeds/a.{suffix}": article, "content/a/article.yaml": "title: T\n"}
    texts |= {f"content/a/{name}.yaml": text for name, text in sidecars.items()}
    return build_site(Inputs({path: text.encode() for path, text in texts.items()}, templates()))


def page(result: Result) -> str:
    assert [problem for problem in result.problems if problem.severity == "error"] == []
    return next(page.text for page in result.pages if page.path == "a/index.html")


def planted(text: str) -> tuple[str, list[str]]:
    """`text` with a word of its own in each marked place, and those words in order."""
    words: list[str] = []

    def word(_: re.Match[str]) -> str:
        words.append(f"w{len(words)}q")
        return words[-1]

    return re.sub(PLANTED, word, text), words


# ── Markdown of every shape ─────────────────────────────────────────────────

# No bracket: what stands in the address of a link is markup, not words.
odd = st.text(
    st.characters(
        exclude_categories=["Cs", "Cc", "Co", "Cn"], exclude_characters="[]`|<\\\u2028\u2029"
    ),
    max_size=6,
)
inline = st.recursive(
    st.one_of(
        st.just(PLANTED),
        st.just(f"{PLANTED} {PLANTED}"),
        st.sampled_from(
            [
                "&amp;",
                "&eacute;",
                "&#x4e2d;",
                "\\*",
                "\\_x",
                "<b>",
                "</i>",
                "<!-- c -->",
                "$5",
                "a*b",
                "_",
                "**",
                "~",
                "  \n",
            ]
        ),
        odd.map(lambda text: f"{PLANTED} {text} {PLANTED}"),
    ),
    lambda parts: st.one_of(
        parts.map(lambda text: f"*{text}*"),
        parts.map(lambda text: f"**{text}**"),
        parts.map(lambda text: f"_{text}_"),
        parts.map(lambda text: f"[{text}](http://example.org/x 'y')"),
        st.just(f"`{PLANTED}`"),
        st.just(f"`` {PLANTED} ` {PLANTED} ``"),
        st.just(f"<http://example.org/{PLANTED}>"),
        st.tuples(parts, parts).map(" ".join),
        st.tuples(parts, parts).map("\n".join),
    ),
    max_leaves=6,
)
one_line = inline.map(lambda text: " ".join(text.split()))
cell = one_line.map(lambda text: text.replace("|", "\\|") or "x")


def table(cells: list[list[str]]) -> str:
    width = len(cells[0])
    rows = [[*row[:width], *["x"] * (width - len(row))] for row in cells]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join([lines[0], "|" + "---|" * width, *lines[1:]])


leaf = st.one_of(
    inline,
    one_line.map(lambda text: f"## {text}"),
    one_line.map(lambda text: f"{text or 'x'}\n==="),
    st.just(f"```py\n{PLANTED}  {PLANTED}\n\t{PLANTED}\n```"),
    st.just(f"    {PLANTED}\n\n      {PLANTED} &amp; *{PLANTED}*"),
    st.lists(st.lists(cell, min_size=1, max_size=3), min_size=1, max_size=3).map(table),
    st.just("---"),
    st.just(f"{PLANTED}[^n] {PLANTED}[^9]\n\n[^n]: {PLANTED}\n    {PLANTED}\n\n    {PLANTED}"),
    st.just(f"[{PLANTED}][ref]\n\n[ref]: http://example.org"),
)


def indented(text: str, first: str, then: str) -> str:
    lines = text.split("\n")
    return "\n".join([first + lines[0], *(then + line if line else line for line in lines[1:])])


blocks = st.recursive(
    leaf,
    lambda inner: st.one_of(
        inner.map(lambda text: indented(text, "> ", "> ")),
        inner.map(lambda text: indented(text, "- ", "  ")),
        inner.map(lambda text: indented(text, "10. ", "    ")),
        st.tuples(inner, inner).map(lambda two: f"- {two[0]}\n- {two[1]}"),
        st.lists(inner, min_size=1, max_size=3).map("\n\n".join),
    ),
    max_leaves=8,
)


@given(blocks)
@at_least(2000)
def test_every_planted_word_is_on_the_page_once_and_in_order(text: str) -> None:
    article, words = planted(text)
    assert re.findall(r"w\d+q", text_of(page(built(article)))) == words


@given(blocks, st.sets(st.integers(0, 9), max_size=5), st.sampled_from(["all", "section", "none"]))
@at_least(1000)
def test_sidecars_change_no_word(text: str, chosen: set[int], density: str) -> None:
    article, words = planted(text)
    here = [word for number, word in enumerate(words) if number in chosen]
    terms = "".join(f"- {{term: {word}, definition: d, mark: {density}}}\n" for word in here)
    pairs = [
        " ".join(words[at : at + 2])
        for at in chosen
        if f"{' '.join(words[at : at + 2])}" in article
    ]
    shared = {"glossary": terms} if here else {}
    notes = "".join(
        f'- {{quote: "{pair}", note: n}}\n' for pair in pairs if pair and article.count(pair) == 1
    )
    with_all = built(article, **shared, **({"notes": notes} if notes else {}))
    if with_all.errors:  # a pair that stands in a link or in code has no place
        with_all = built(article, **shared)
    assert text_of(page(with_all)) == text_of(page(built(article)))


@given(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\n\t")))
@at_least(1000)
def test_plain_text_has_no_markup(text: str) -> None:
    result = built(text, suffix="txt")
    assert text_of(page(result)).split() == " ".join(text.split()).split()


def test_the_build_itself_fails_with_the_first_difference() -> None:
    from helpers import article

    whole = article("One two three.\n\nFour five.")
    lost = (
        "<!doctype html><title>t</title><div data-received><p>One two three.</p><p>Four</p></div>"
    )
    (problem,) = prove(whole, lost)
    assert "does not hold the words" in problem.message
    assert problem.details[0].startswith("received:")
    assert "Four five." in problem.details[0]
    assert "Four five." not in problem.details[1]


def test_a_template_that_loses_words_fails_the_build() -> None:
    theme = templates() | {
        "article.html": "<!doctype html><title>t</title><p data-received>Not it."
    }
    texts = {"seeds/a.txt": b"The words.", "content/a/article.yaml": b"title: T"}
    result = build_site(Inputs(texts, theme))
    assert result.pages == ()
    assert "does not hold the words" in result.problems[0].message


@pytest.mark.parametrize("depth", [10, 20, 49])
def test_words_in_deep_lists_and_quotations_are_kept(depth: int) -> None:
    lists = "\n".join(f"{'  ' * level}- w{level}q" for level in range(depth))
    quotations = "> " * depth + "deep\n\nafter"
    assert len(re.findall(r"w\d+q", text_of(page(built(lists))))) == depth
    assert text_of(page(built(quotations))) == "deep after"


@pytest.mark.parametrize("depth", [101, 1000, 100_000])
def test_text_past_the_limit_of_depth_is_refused(depth: int) -> None:
    result = built("> " * depth + "deep")
    assert result.pages == ()
    assert "deep" in result.problems[0].message
    assert result.problems[0].where.line == 1
