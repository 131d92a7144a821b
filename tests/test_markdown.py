"""Markdown: what becomes of each construct, and where every character came from."""

from __future__ import annotations

from html import escape

import pytest
from helpers import at_least
from hypothesis import given, strategies as st

from sitegen.markdown import is_plain, read_markdown, read_snippet
from sitegen.model import BARRIER, Problem, Source, Text, Where, Zone
from sitegen.prose import read_plain, seems_by_line


def read(markdown: str, title: str = "") -> Text:
    text, problems = read_markdown(Source("a.md", markdown), title)
    assert [one for one in problems if one.severity == "error"] == []
    return text


def html(text: Text) -> str:
    parts = (
        piece if isinstance(piece, str) else escape(text.prose[slice(*piece)], quote=False)
        for piece in text.pieces
    )
    return "".join(parts).strip()


WRITTEN = [
    ("a paragraph", "a\nb", "<p>a\nb</p>"),
    ("a hard break", "a  \nb", "<p>a\n<br>b</p>"),
    ("emphasis", "*a **b***", "<p><em>a <strong>b</strong></em></p>"),
    ("raw HTML is text", "<b>a</b> <script>", "<p>&lt;b&gt;a&lt;/b&gt; &lt;script&gt;</p>"),
    ("entities and escapes", "&eacute; \\*a\\* &lt;", "<p>é *a* &lt;</p>"),
    ("a link", '[a](http://b "c")', '<p><a href="http://b" title="c">a</a></p>'),
    ("no link in a link", "[a <http://b>](http://c)", '<p><a href="http://c">a http://b</a></p>'),
    (
        "an address stays as written",
        "<http://b/%C3%A9>",
        '<p><a href="http://b/%C3%A9">http://b/%C3%A9</a></p>',
    ),
    ("no unsafe link", "[a](javascript:b)", "<p>[a](javascript:b)</p>"),
    ("nor one in disguise", "[a](java&#10;script:b)", "<p>[a](java\nscript:b)</p>"),
    ("a picture", '![a](b.jpg "c")', '<p><img src="b.jpg" alt="a" title="c"></p>'),
    ("a tight list", "- a\n- b", "<ul>\n<li>a\n</li>\n<li>b\n</li>\n</ul>"),
    ("a heading", "## A `b`", '<h2 id="section-a-b">A <code>b</code></h2>'),
    (
        "two headings alike",
        "## A\n\n## A",
        '<h2 id="section-a">A</h2>\n<h2 id="section-a-2">A</h2>',
    ),
    (
        "a code block",
        "```py x\na\n```",
        '<pre tabindex="0"><code class="language-py">a</code></pre>',
    ),
    (
        "a picture of another site is a link",
        "![a *b*](http://b/c.jpg)",
        '<p><a href="http://b/c.jpg">a b</a></p>',
    ),
    ("a picture with a space", "![a](<b c.jpg>)", '<p><img src="b%20c.jpg" alt="a"></p>'),
    (
        "a link within the text",
        "[a](#Use-of)\n\n## Use of",
        '<p><a href="#section-use-of">a</a></p>\n<h2 id="section-use-of">Use of</h2>',
    ),
    ("a line that defines nothing", "[Applause]: long", "<p>[Applause]: long</p>"),
    ("dollars and hashes", "$5 #1 a_b_c", "<p>$5 #1 a_b_c</p>"),
]


@pytest.mark.parametrize(
    ("markdown", "written"), [row[1:] for row in WRITTEN], ids=[row[0] for row in WRITTEN]
)
def test_what_is_written(markdown: str, written: str) -> None:
    assert html(read(markdown)) == written


def test_the_leading_heading_is_the_title_and_no_part_of_the_body() -> None:
    text = read("# The *title*\n\nWords.")
    assert text.title == "The title"
    assert "".join(map(str, text.pieces[: text.lead])).startswith("(0, 4)<em>")
    assert [block.zone for block in text.blocks] == [Zone.HEADING, Zone.PROSE]


def test_another_title_leaves_the_heading_in_the_body_one_level_down() -> None:
    text = read("# Theirs\n\n## Part", title="Ours")
    assert text.lead == 0
    assert html(text) == '<h2 id="section-theirs">Theirs</h2>\n<h3 id="section-part">Part</h3>'


def test_the_same_title_is_the_heading() -> None:
    assert read("# Same\n\nWords.", title="Same").title == "Same"


def test_footnotes_stay_where_they_stand_with_a_way_back_for_each_citation() -> None:
    text = read("a[^x] b[^x]\n\n[^x]: Note.\n\nafter")
    assert text.prose.split(BARRIER) == ["a b", "Note.", "after"]
    written = html(text)
    assert written.count('role="doc-noteref" href="#footnote-1"') == 2
    assert written.count('role="doc-backlink"') == 2
    assert 'href="#footnote-1-cited-2"' in written


REPORTED = [
    ("| a |\n|---|\n| b | c |", "more cells than the table has columns", 3),
    ("a [^x]", "footnote 'x' is defined nowhere", 1),
    ("a\n\n[^x]: b", "footnote 'x' is cited nowhere", 3),
    ("a[^x]\n\n[^x]: b\n\n[^x]: c", "footnote 'x' is defined twice", 5),
    ("![a](../b.jpg)", "no picture of this site", 1),
    ("a\n\n![a](http://b/c.jpg)", "is not of this site, and is linked to", 3),
    ("a [b](#nowhere)", "leads to no heading", 1),
]


@pytest.mark.parametrize(("markdown", "message", "line"), REPORTED)
def test_what_is_reported(markdown: str, message: str, line: int) -> None:
    _, (problem,) = read_markdown(Source("a.md", markdown))
    assert message in problem.message
    assert problem.where.line == line


ROWS = [
    ("| a | b |\n|---|---|\n| c | d | e *f* | g\\|h |", ["a", "b", "c", "d", "e f", "g|h"]),
    ("> | | |\n> |---|---|\n> | a | b |", ["a", "b"]),
    ("| a | b |\n|---|---|\n| c | d\u00a0|", ["a", "b", "c", "d"]),
    ("1. | 1 | x |\n   |---|---|\n   | 2 | y |", ["1", "x", "2", "y"]),
]


@pytest.mark.parametrize(("markdown", "cells"), ROWS)
def test_no_cell_is_lost_and_each_knows_its_place(markdown: str, cells: list[str]) -> None:
    text, problems = read_markdown(Source("a.md", markdown))
    assert text.prose.split(BARRIER) == cells
    assert all(problem.severity == "warning" for problem in problems)
    places = [text.origin[block.start] for block in text.blocks]
    assert places == sorted(set(places))
    assert all(markdown[at] == cell[0] for at, cell in zip(places, cells, strict=True))


def test_a_paragraph_after_an_empty_looking_line_knows_its_place() -> None:
    source = "First.\n\n\u00a0\nChina is big."
    text, _ = read_markdown(Source("a.md", source))
    assert text.origin[text.blocks[1].start] == source.index("China")


def test_nested_footnotes_lead_back_each_to_its_own() -> None:
    text, _ = read_markdown(Source("a.md", "a[^1] b[^2]\n\n[^1]: One.\n    [^2]: Two.\n"))
    written = html(text)
    assert written.index('href="#footnote-2-cited-1"') < written.rindex(
        'href="#footnote-1-cited-1"'
    )


def test_the_words_of_a_picture_cite_no_footnote() -> None:
    text, _ = read_markdown(Source("a.md", "![a[^1]](b.jpg) c[^1]\n\n[^1]: One.\n"))
    assert html(text).count('role="doc-backlink"') == 1


def test_problems_of_a_snippet_are_placed_at_its_entry() -> None:
    here = Where("content/glossary.yaml", 7, 3)
    _, (problem,) = read_snippet(here, "![a](b.jpg)")
    assert problem == Problem(here, problem.message, problem.hint)


LINES = [
    "one two",
    "*three* four",
    "- five",
    "  six",
    "> seven  ",
    "\teight",
    "| a | b\\|c |",
    "|---|---|",
    "## nine ##",
    "ten",
    "===",
    "```",
    "&amp; x",
    "\\* y",
    "",
    "",
    "[z](http://y)",
    "1. q",
    "    code",
    "w[^1]",
    "[^1]: v",
]


@given(st.lists(st.sampled_from(LINES), max_size=14).map("\n".join))
@at_least(1500)
def test_every_character_knows_where_it_came_from(markdown: str) -> None:
    text, _ = read_markdown(Source("a.md", markdown))
    assert len(text.origin) == len(text.prose)
    for letter, offset in zip(text.prose, text.origin, strict=True):
        there = markdown[offset : offset + 1]
        assert letter in (there, BARRIER) or there in "&\\" or letter.isspace()


@given(st.text(st.sampled_from("ab1.)-+=#>*_`&<[]!|~ \t\n:\\é中"), max_size=12))
@at_least(3000)
def test_what_passes_for_plain_reads_the_same_as_markdown(markdown: str) -> None:
    if is_plain(markdown):
        by_parser = read_markdown(Source("a.md", markdown), title="T")[0]
        assert html(read_plain(markdown)) == html(by_parser)


def test_an_address_past_the_last_column_is_judged_too() -> None:
    _, problems = read_markdown(Source("a.md", "| a |\n|---|\n| b | [c](javascript:d) |"))
    assert any("'javascript:d' is no address to link to" in one.message for one in problems)


def test_plain_text_may_have_a_paragraph_a_line_and_its_title_first() -> None:
    text = read_plain("The  title\nOne.\nTwo.\n", "The title", by_line=True)
    assert (text.title, text.lead) == ("The  title", 1)
    assert text.prose.split(BARRIER)[1:] == ["One.", "Two."]
    assert not read_plain("Not the title\n", "The title").lead


def test_lines_that_look_like_paragraphs_are_told_from_broken_ones() -> None:
    assert seems_by_line(("word " * 60 + "end.\n") * 3)
    assert not seems_by_line(("word " * 14 + "\n") * 30)


def test_most_definitions_are_plain() -> None:
    assert is_plain("The seven-member body at the top of the party; it meets weekly (or so).")


def test_plain_text_knows_paragraphs_and_nothing_else() -> None:
    text = read_plain("# One\ntwo\n \n\n  *three*  \n")
    assert text.prose.split(BARRIER) == ["# One\ntwo", "*three*"]
    assert [text.origin[block.start] for block in text.blocks] == [0, 15]
