"""Markdown → `Text`: CommonMark with tables and footnotes, raw HTML as text.

markdown-it-py parses and writes the tags; what is added here is what it does
not keep: the offset in the source of every character, and the words that it
drops in silence (text nested too deep, cells past the last column, footnotes
that nothing refers to). Footnotes stay where they stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from .fields import safe_path, safe_url
from .model import Picture, Problem, Section, Severity, Source, Text, Where, Zone
from .prose import TextBuilder, read_plain
from .slug import slugify

_LEAD_END = 2
"""The leading heading is the tokens 0 to 2: open, words, close."""

MAX_DEPTH = 50
"""How deep lists may nest; quotations twice as deep. Past it a text is refused."""

_LEVELS = 2 * MAX_DEPTH
# markdown-it-py drops text past its own limit without a word, so that limit
# lies above ours, and what it could drop has always met ours first.
_PARSER_LIMIT = _LEVELS + 20

# One line that begins with a letter and has no character that means markup.
_PLAIN = re.compile(
    r"(?!\d{1,9}[.)](?:\s|$))[^\W_](?:[^\\`*_\[\]<>&|~^#\n\t\r]*[^\\`*_\[\]<>&|~^#\s])?"
)


def read_markdown(source: Source, title: str = "") -> tuple[Text, list[Problem]]:
    """Read an article. Its leading heading is its title unless `title` is another."""
    return _Reader(source, title, footnotes=True).read()


def read_snippet(where: Where, markdown: str) -> tuple[Text, list[Problem]]:
    """Read what an editor wrote: a definition, description or note.

    Problems are placed at `where`, the entry that holds it. Text without
    markup, as most is, is read without the parser, which gives the same.
    """
    if is_plain(markdown):
        return read_plain(markdown), []
    text, problems = _Reader(Source(where.path, markdown), None, footnotes=False).read()
    return text, [Problem(where, one.message, one.hint, one.severity) for one in problems]


def is_plain(markdown: str) -> bool:
    """Whether `markdown` is certain to be one paragraph without any markup."""
    return _PLAIN.fullmatch(markdown) is not None


# ── The parser ──────────────────────────────────────────────────────────────


class _PlacedState(StateInline):
    """Notes for each token at which offset of the block it begins."""

    began = 0

    def append_pending(self, text: str) -> None:
        if not self._pending and not self._pending_buffer:
            self.began = self.pos
        super().append_pending(text)

    def pushPending(self) -> Token:  # noqa: N802 - markdown-it-py's name
        token = super().pushPending()
        token.meta = {"at": self.began}
        return token

    def push(self, *args: Any) -> Token:
        token = super().push(*args)
        token.meta = {"at": self.pos}
        return token


class _PlacedInline(ParserInline):
    def parse(self, src: str, md: MarkdownIt, env: Any, tokens: list[Token]) -> list[Token]:
        state = _PlacedState(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


@cache
def _parser(*, footnotes: bool) -> MarkdownIt:
    parser = MarkdownIt(
        "commonmark", {"html": False, "xhtmlOut": False, "maxNesting": _PARSER_LIMIT}
    )
    parser.inline = _PlacedInline()
    parser.inline.ruler.enableOnly(
        [
            "text",
            "newline",
            "escape",
            "backticks",
            "emphasis",
            "link",
            "image",
            "autolink",
            "entity",
        ]
    )
    # Joined, text would lose the places of its parts.
    parser.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
    parser.core.ruler.disable("text_join")
    parser.enable("table")
    parser.validateLink = safe_url  # type: ignore[method-assign]
    parser.normalizeLinkText = _as_written  # type: ignore[method-assign]
    if footnotes:
        footnote_plugin(parser, inline=False, move_to_end=False)
    return parser


def _as_written(link: str) -> str:
    return link


# ── From tokens to a text ───────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class _Span:
    """The text of one block as the parser sees it, and where it comes from."""

    text: str
    origin: Sequence[int]


class _Reader:
    """One pass over the tokens of one text."""

    def __init__(self, source: Source, title: str | None, *, footnotes: bool) -> None:
        self._source = source
        self._title = title
        self._parser = _parser(footnotes=footnotes)
        self._render = RendererHTML(self._parser).renderToken
        self._env: dict[str, Any] = {}
        self._builder = TextBuilder()
        self._problems: list[Problem] = []
        self._lines = source.text.split("\n")
        self._starts = _starts(self._lines)
        self._tokens: list[Token] = []
        self._zones = [Zone.PROSE]
        self._lead = False
        self._shift = 0
        self._row = 0
        self._links: list[int] = []
        self._sections: set[str] = set()
        self._footnotes: list[str] = []

    def read(self) -> tuple[Text, list[Problem]]:
        self._tokens = self._parser.parse(self._source.text, self._env)
        deep = next((token for token in self._tokens if token.level >= _LEVELS), None)
        if deep is not None:
            line = deep.map[0] + 1 if deep.map else 1
            message = f"nested more than {MAX_DEPTH} lists or {_LEVELS} quotations deep"
            return Text("", (), ()), [Problem(Where(self._source.path, line), message)]
        self._lead = lead = self._has_lead()
        self._shift = int(any(token.tag == "h1" for token in self._tokens[3 * lead :]))
        for index, token in enumerate(self._tokens):
            _BLOCKS.get(token.type, _Reader._block)(self, index, token)
            if lead and index == _LEAD_END:
                self._builder.end_of_lead()
        self._check_footnotes()
        return self._builder.build(), self._problems

    def _has_lead(self) -> bool:
        """Whether the text begins with its own title."""
        if self._title is None or not self._tokens or self._tokens[0].tag != "h1":
            return False
        return self._title in ("", _words(self._tokens[1]))

    # Blocks

    def _block(self, index: int, token: Token) -> None:
        self._builder.markup(self._tag(index))

    def _paragraph_close(self, index: int, token: Token) -> None:
        # In a tight list a paragraph has no tags, but its words still end there.
        self._builder.markup("\n" if token.hidden else self._tag(index))

    def _tag(self, index: int) -> str:
        return self._render(self._tokens, index, self._parser.options, self._env)

    def _heading_open(self, index: int, token: Token) -> None:
        if index == 0 and self._lead:
            self._zones.append(Zone.HEADING)
            return
        title = _words(self._tokens[index + 1])
        level = min(int(token.tag[1]) + self._shift, 6)
        slug = slugify(title, words_at_most=8) or "part"
        id_ = _unused(f"section-{slug}", self._sections)
        self._sections.add(id_)
        self._builder.open_section(Section(id_, title, level))
        self._builder.markup(f'<h{level} id="{id_}">')
        self._zones.append(Zone.HEADING)

    def _heading_close(self, index: int, token: Token) -> None:
        self._zones.pop()
        if index == _LEAD_END and self._lead:
            return
        self._builder.markup(f"</h{min(int(token.tag[1]) + self._shift, 6)}>\n")

    def _quotation_open(self, index: int, token: Token) -> None:
        self._zones.append(Zone.QUOTATION)
        self._block(index, token)

    def _zone_close(self, index: int, token: Token) -> None:
        self._zones.pop()
        self._block(index, token)

    def _table_open(self, index: int, token: Token) -> None:
        self._zones.append(Zone.TABLE)
        self._builder.markup('<div class="table" role="region" aria-label="Table" tabindex="0">\n')
        self._block(index, token)

    def _table_close(self, index: int, token: Token) -> None:
        self._zone_close(index, token)
        self._builder.markup("</div>\n")

    def _row_open(self, index: int, token: Token) -> None:
        self._row = 0
        self._block(index, token)

    def _row_close(self, index: int, token: Token) -> None:
        self._block(index, token)
        line = self._tokens[index - 2].map
        if line and self._lines[line[0]][self._row :].strip("| \t"):
            where = Where(self._source.path, line[0] + 1, self._row + 1)
            message = "this row has more cells than the table has columns"
            hint = "their words would be lost; add columns to the heading row"
            self._problems.append(Problem(where, message, hint))

    def _cell_open(self, index: int, token: Token) -> None:
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        scope = ' scope="col"' if token.tag == "th" else ""
        align = f' class="align-{align}"' if align else ""
        self._builder.markup(f"<{token.tag}{scope}{align}>")

    def _code(self, index: int, token: Token) -> None:
        language = token.info.split()[0] if token.info.strip() else ""
        kind = f' class="language-{escape(language)}"' if language else ""
        self._builder.markup(f'<pre tabindex="0"><code{kind}>')
        self._builder.open_block(Zone.CODE)
        start = self._builder.length
        first = (token.map or [0])[0] + (token.type == "fence")
        words = token.content.rstrip("\n")
        self._builder.words(words, self._align(words, first).origin[: len(words)])
        self._builder.close_to_marks(start)
        self._builder.close_block()
        self._builder.markup("</code></pre>\n")

    def _footnote_open(self, index: int, token: Token) -> None:
        label = token.meta["label"]
        if label in self._footnotes:
            line = token.map[0] + 1 if token.map else 1
            message = f"the footnote '{label}' is defined twice"
            where = Where(self._source.path, line)
            self._problems.append(Problem(where, message, severity=Severity.WARNING))
        self._footnotes.append(label)
        number = self._footnote_number(label)
        twin = "" if self._footnotes.count(label) == 1 else f"-{self._footnotes.count(label)}"
        self._builder.markup(
            f'<div class="footnote" role="doc-footnote" id="footnote-{number}{twin}">\n'
            f'<span class="footnote-number" data-generated>{number}.</span>\n'
        )

    def _footnote_close(self, index: int, token: Token) -> None:
        label = self._footnotes[-1]
        number = self._footnote_number(label)
        backlinks = "".join(
            f' <a role="doc-backlink" href="#footnote-{number}-cited-{count}"'
            f' aria-label="Back to citation {count} of footnote {number}">↩</a>'
            for count in range(1, self._citations(label) + 1)
        )
        self._builder.markup(f'<p class="backlinks" data-generated>{backlinks}</p>\n</div>\n')

    def _citations(self, label: str) -> int:
        notes = self._env["footnotes"]
        known = notes["list"].get(notes["refs"].get(f":{label}", -1))
        return known["count"] if known else 0

    def _footnote_number(self, label: str) -> int:
        """Numbers follow the citations; what is never cited comes after them."""
        notes = self._env["footnotes"]
        cited = notes["refs"].get(f":{label}", -1)
        uncited = [one for one, at in notes["refs"].items() if at < 0]
        return cited + 1 if cited >= 0 else len(notes["list"]) + uncited.index(f":{label}") + 1

    def _check_footnotes(self) -> None:
        text = self._source.text
        labels = set(self._footnotes)
        for found in re.finditer(r"(?<!\\)\[\^([^\]\s]+)\](?!:)", text):
            if found[1] not in labels:
                self._warn(found.start(), f"the footnote '{found[1]}' is defined nowhere")
        for label in sorted(labels):
            if not self._citations(label):
                self._warn(text.find(f"[^{label}]:"), f"the footnote '{label}' is cited nowhere")

    def _warn(self, offset: int, message: str) -> None:
        line = self._source.text.count("\n", 0, offset)
        where = Where(self._source.path, line + 1, offset - self._starts[line] + 1)
        self._problems.append(Problem(where, message, severity=Severity.WARNING))

    # Words

    def _inline(self, index: int, token: Token) -> None:
        if not token.content:
            return
        self._builder.open_block(self._zones[-1])
        span = self._place(token)
        for child in token.children or ():
            _INLINES.get(child.type, _Reader._inline_tag)(self, child, span)
        self._builder.close_block()

    def _inline_tag(self, token: Token, span: _Span) -> None:
        self._builder.markup(self._render([token], 0, self._parser.options, self._env))

    def _text(self, token: Token, span: _Span) -> None:
        at = token.meta["at"]
        if not span.text.startswith(token.content, at):
            at = span.text.find(token.content, at)
        if at < 0:
            self._special(token, span)
        else:
            self._builder.words(token.content, span.origin[at : at + len(token.content)])

    def _special(self, token: Token, span: _Span) -> None:
        """An entity, an escaped sign, an address: it comes from one place as a whole."""
        self._builder.words(token.content, [span.origin[token.meta["at"]]] * len(token.content))

    def _soft_break(self, token: Token, span: _Span) -> None:
        self._builder.words("\n", [span.origin[token.meta["at"]]])

    def _hard_break(self, token: Token, span: _Span) -> None:
        self._soft_break(token, span)
        self._builder.markup("<br>")

    def _code_span(self, token: Token, span: _Span) -> None:
        at = token.meta["at"] + len(token.markup)
        at += not span.text.replace("\n", " ").startswith(token.content, at)
        start = self._builder.length
        self._builder.markup("<code>")
        self._builder.words(token.content, span.origin[at : at + len(token.content)])
        self._builder.markup("</code>")
        self._builder.close_to_marks(start)

    def _link_open(self, token: Token, span: _Span) -> None:
        # The parser lets an address stand as a link in the words of another.
        if not self._links:
            self._inline_tag(token, span)
        self._links.append(self._builder.length)

    def _link_close(self, token: Token, span: _Span) -> None:
        self._builder.close_to_marks(self._links.pop())
        if not self._links:
            self._inline_tag(token, span)

    def _image(self, token: Token, span: _Span) -> None:
        path = str(token.attrs["src"])
        line = self._source.text.count("\n", 0, span.origin[token.meta["at"]])
        where = Where(self._source.path, line + 1)
        if safe_path(path):
            self._builder.pictures.append(Picture(path, where))
        else:
            hint = "save it in the article's folder under content/ and name it as photo.jpg"
            self._problems.append(Problem(where, f"'{path}' is no picture of this site", hint))
        title = token.attrs.get("title")
        title = f' title="{escape(str(title))}"' if title else ""
        self._builder.markup(f'<img src="{escape(path)}" alt="{escape(token.content)}"{title}>')

    def _footnote_ref(self, token: Token, span: _Span) -> None:
        number, count = token.meta["id"] + 1, token.meta["subId"] + 1
        self._builder.markup(
            f'<sup class="footnote-ref" data-generated><a role="doc-noteref" '
            f'href="#footnote-{number}" id="footnote-{number}-cited-{count}">{number}</a></sup>'
        )

    # Places

    def _place(self, token: Token) -> _Span:
        first = (token.map or [0])[0]
        if self._zones[-1] is Zone.TABLE:
            return self._align_cell(token.content, first)
        return self._align(token.content, first)

    def _align(self, content: str, first: int) -> _Span:
        """Where the lines of a block stand: each is the end of its source line,
        or, in a heading between hashes, somewhere within it.
        """
        origin: list[int] = []
        for number, line in enumerate(content.split("\n"), first):
            source = self._lines[number] if number < len(self._lines) else ""
            bare = line.strip()
            column = source.rfind(bare) if bare else len(source)
            indent = len(line) - len(line.lstrip())
            base = self._starts[min(number, len(self._starts) - 1)] + max(column, 0) - indent
            origin.extend(max(base + offset, 0) for offset in range(len(line) + 1))
        return _Span(content, origin)

    def _align_cell(self, content: str, number: int) -> _Span:
        """Where a cell stands in its row, the cells before it passed over."""
        written = content.replace("|", "\\|")
        column = max(self._lines[number].find(written, self._row), self._row)
        self._row = column + len(written)
        base = self._starts[number] + column
        offsets = [m.start() for m in re.finditer(r"\\\||.", written, re.DOTALL)]
        return _Span(content, [base + offset for offset in (*offsets, len(written))])


def _starts(lines: list[str]) -> list[int]:
    starts, offset = [], 0
    for line in lines:
        starts.append(offset)
        offset += len(line) + 1
    return starts


def _words(token: Token) -> str:
    words = (
        "\n" if child.type.endswith("break") else child.content for child in token.children or ()
    )
    return " ".join("".join(words).split())


def _unused(name: str, taken: set[str]) -> str:
    names = (name, *(f"{name}-{n}" for n in range(2, len(taken) + 3)))
    return next(one for one in names if one not in taken)


_BLOCKS: dict[str, Callable[[_Reader, int, Token], None]] = {
    "inline": _Reader._inline,
    "paragraph_close": _Reader._paragraph_close,
    "heading_open": _Reader._heading_open,
    "heading_close": _Reader._heading_close,
    "blockquote_open": _Reader._quotation_open,
    "blockquote_close": _Reader._zone_close,
    "table_open": _Reader._table_open,
    "table_close": _Reader._table_close,
    "tr_open": _Reader._row_open,
    "tr_close": _Reader._row_close,
    "th_open": _Reader._cell_open,
    "td_open": _Reader._cell_open,
    "fence": _Reader._code,
    "code_block": _Reader._code,
    "footnote_reference_open": _Reader._footnote_open,
    "footnote_reference_close": _Reader._footnote_close,
}

_INLINES: dict[str, Callable[[_Reader, Token, _Span], None]] = {
    "text": _Reader._text,
    "text_special": _Reader._special,
    "softbreak": _Reader._soft_break,
    "hardbreak": _Reader._hard_break,
    "code_inline": _Reader._code_span,
    "link_open": _Reader._link_open,
    "link_close": _Reader._link_close,
    "image": _Reader._image,
    "footnote_ref": _Reader._footnote_ref,
}
