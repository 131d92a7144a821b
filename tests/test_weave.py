"""Weaving: words and marks both stand, whole, in valid HTML."""

from __future__ import annotations

import re
from html import unescape

from helpers import at_least, parse
from hypothesis import given, strategies as st

from sitegen.markdown import read_markdown
from sitegen.model import Source
from sitegen.prose import read_plain
from sitegen.weave import Mark, weave


def woven(text: str, *marks: Mark) -> str:
    plain = read_plain(text)
    return weave(plain.prose, plain.pieces, marks).strip()


def test_a_mark_is_a_link() -> None:
    assert woven("a < b c", Mark(4, 5, "m", "k", "x?a&b")) == (
        '<p>a &lt; <a id="m" class="k" href="x?a&amp;b">b</a> c</p>'
    )


def test_a_mark_without_a_link_only_holds_its_place() -> None:
    assert woven("a b", Mark(2, 3, "m", "")) == '<p>a <span id="m">b</span></p>'


def test_the_innermost_of_nested_marks_is_the_link() -> None:
    assert woven("a b c", Mark(0, 5, "o", "o", "x"), Mark(2, 3, "i", "i", "y")) == (
        '<p><a id="o" class="o" href="x">a </a>'
        '<span data-part-of="o" class="o"><a id="i" class="i" href="y">b</a></span>'
        '<a data-part-of="o" class="o" href="x" tabindex="-1"> c</a></p>'
    )


def test_what_follows_a_mark_stands_outside_every_link() -> None:
    html = woven("a b c", Mark(0, 5, "o", "o", "x"), Mark(2, 3, "n", "n", after="<sup>1</sup>"))
    assert '<span id="n" class="n">b</span></a><sup>1</sup><a ' in html


def test_a_mark_that_only_holds_its_place_takes_no_link_away() -> None:
    html = woven("a b", Mark(0, 3, "o", "o", "x"), Mark(0, 3, "i", ""))
    assert html == '<p><a id="o" class="o" href="x"><span id="i">a b</span></a></p>'


def test_marks_of_words_that_are_written_elsewhere_do_not_spill_over() -> None:
    text = read_plain("one\n\ntwo three")
    html = weave(text.prose, text.pieces[2:], [Mark(0, 3, "m", "k", "x")])
    assert html == "</p>\n<p>two three</p>\n"


def test_a_mark_whose_words_others_took_gets_a_link_of_its_own() -> None:
    html = woven("a", Mark(0, 1, "o", "o", "x", label="term: A"), Mark(0, 1, "i", "i", "y"))
    assert 'href="x"' in html
    assert 'aria-label="term: A"' in html


marks = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15), st.booleans()), max_size=8).map(
    lambda spans: [
        Mark(
            start,
            start + length,
            f"m{n}",
            "k",
            "x" if link else "",
            after=f"<sup data-generated>{n}</sup>",
        )
        for n, (start, length, link) in enumerate(spans)
    ]
)


@given(
    marks,
    st.sampled_from(
        [
            "one **two *three* four** five [six](s) seven eight nine",
            "- a b c\n- d *e f* g\n\nh i j k l m n o p q",
        ]
    ),
)
@at_least(1500)
def test_any_marks_leave_the_words_whole_and_the_html_valid(
    these: list[Mark], markdown: str
) -> None:
    text, _ = read_markdown(Source("a.md", markdown))
    closed = [m for m in these if all(m.end <= a or b <= m.start for a, b in text.closed)]
    inside = [m for m in closed if any(b.start <= m.start and m.end <= b.end for b in text.blocks)]
    html = weave(text.prose, text.pieces, inside)
    page = f"<!doctype html><html><head><title>t</title></head><body>{html}</body></html>"
    parse(page)
    bare = re.sub(r"<sup.*?</sup>", "", html)
    plain = weave(text.prose, text.pieces, ())
    assert unescape(re.sub(r"<[^>]*>", "", bare)) == unescape(re.sub(r"<[^>]*>", "", plain))
    ids = re.findall(r' id="(m\d+)"', html)
    assert sorted(ids) == sorted(mark.id for mark in inside)
    assert all(html.count(f"<sup data-generated>{mark.id[1:]}</sup>") == 1 for mark in inside)
    assert not re.search(r"<a [^>]*>(?:(?!</a>).)*<a ", html, re.DOTALL)


def test_every_link_without_an_id_is_a_stop_for_the_keyboard() -> None:
    marks = [Mark(0, 1, "", "a", "#x"), Mark(2, 3, "", "a", "#y")]
    html = weave("x y", ["<p>", (0, 3), "</p>"], marks)
    assert html.count("<a ") == 2
    assert "tabindex" not in html
