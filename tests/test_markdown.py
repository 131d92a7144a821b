"""Markdown: what becomes of each construct, and where every character came from."""

from __future__ import annotations

from html import escape

import pytest
from helpers import at_least
from hypothesis import given, strategies as st

from sitegen.markdown import is_plain, read_markdown, read_snippet
from sitegen.model import BARRIER, Problem, Source, Text, Where, Zone
from sitegen.prose import read_plain


def read(markdown: str, title: str = "") -> Text:
    text, problems = read_markdown(Source("a.md", markdown), title)
    assert problems == []
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
    ("a\n\n![a](http://b/c.jpg)", "no picture of this site", 3),
]


@pytest.mark.parametrize(("markdown", "message", "line"), REPORTED)
def test_what_is_reported(markdown: str, message: str, line: int) -> None:
    _, (problem,) = read_markdown(Source("a.md", markdown))
    assert message in problem.message
    assert problem.where.line == line


def test_problems_of_a_snippet_are_placed_at_its_entry() -> None:
    here = Where("content/glossary.yaml", 7, 3)
    _, (problem,) = read_snippet(here, "![a](http://b/c.jpg)")
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


def test_most_definitions_are_plain() -> None:
    assert is_plain("The seven-member body at the top of the party; it meets weekly (or so).")


def test_plain_text_knows_paragraphs_and_nothing_else() -> None:
    text = read_plain("# One\ntwo\n \n\n  *three*  \n")
    assert text.prose.split(BARRIER) == ["# One\ntwo", "*three*"]
    assert [text.origin[block.start] for block in text.blocks] == [0, 15]
