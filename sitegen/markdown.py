"""Markdown → `Text`: CommonMark with tables and footnotes, raw HTML as text.

`parser` parses; here its tokens become prose and markup, with the offset in
the source of every character. No word is dropped: what is nested too deep is
refused, cells past the last column are put into it, and footnotes are kept
where they stand, cited or not.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any
from urllib.parse import quote, unquote, urlsplit

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token

from .footnotes import Footnotes
from .model import Picture, Problem, Section, Severity, Source, Text, Where, Zone, warning
from .names import Unique
from .parser import MAX_DEPTH, MAX_LEVEL, parser
from .places import Located, Places
from .prose import TextBuilder, read_plain
from .safety import safe_path
from .slug import slugify

_LEAD_END = 2
"""The leading heading is the tokens 0 to 2: open, words, close."""

# One line that begins with a letter and has no character that means markup.
_PLAIN = re.compile(
    r"(?!\d{1,9}[.)](?:\s|$))[^\W_](?:[^\\`*_\[\]<>&|~^#\n\t\r]*[^\\`*_\[\]<>&|~^#\s])?"
)
_PICTURE_HINT = "save it in the article's folder under content/ and name it as photo.jpg"
_FOOTNOTE = re.compile(r"\[\^([^\]\s]+)\]")


def read_markdown(source: Source, title: str = "") -> tuple[Text, list[Problem]]:
    """Read an article. Its leading heading is its title unless `title` is another."""
    return _Reader(source, title).read()


def read_snippet(where: Where, markdown: str) -> tuple[Text, list[Problem]]:
    """Read what an editor wrote: a definition, description or note.

    It has no footnotes, no pictures, and headings that can't be linked to, since
    many snippets share a page. Problems are placed at `where`, the entry that
    holds it. Text without markup, as most is, is read without the parser, which
    gives the same.
    """
    if is_plain(markdown):
        return read_plain(markdown), []
    text, problems = _Reader(Source(where.path, markdown), None).read()
    placed = [Problem(where, one.message, one.hint, one.severity) for one in problems]
    if text.pictures:
        hint = "an entry's picture goes into its 'image'"
        placed.append(Problem(where, "a picture can't stand in the words of an entry", hint))
    return text, placed


def is_plain(markdown: str) -> bool:
    """Whether `markdown` is certain to be one paragraph without any markup."""
    return _PLAIN.fullmatch(markdown) is not None


class _Reader:
    """One pass over the tokens of one text; `title` is None for a snippet."""

    def __init__(self, source: Source, title: str | None) -> None:
        self._source = source
        self._title = title
        self._parser = parser(footnotes=title is not None)
        self._render = RendererHTML(self._parser).renderToken
        self._env: dict[str, Any] = {}
        self._places = Places(source.text)
        self._builder = TextBuilder()
        self._problems: list[Problem] = []
        self._parser.refused.clear()
        self._tokens = self._parser.parse(source.text, self._env)
        self._footnotes = Footnotes(self._tokens)
        self._lead = self._has_lead()
        self._shift = int(any(token.tag == "h1" for token in self._tokens[3 * self._lead :]))
        self._zones = [Zone.PROSE]
        self._links: list[int] = []
        self._ids = Unique()
        self._targets: dict[str, int] = {}

    def read(self) -> tuple[Text, list[Problem]]:
        deep = next((token for token in self._tokens if token.level > MAX_LEVEL + 1), None)
        if deep is not None:
            line = deep.map[0] + 1 if deep.map else 1
            message = f"nested more than {MAX_DEPTH} lists or {MAX_LEVEL} quotations deep"
            return Text("", (), ()), [Problem(Where(self._source.path, line), message)]
        for index, token in enumerate(self._tokens):
            _BLOCKS.get(token.type, _Reader._block)(self, index, token)
            if self._lead and index == _LEAD_END:
                self._builder.end_of_lead()
        text = self._builder.build()
        self._check_links()
        self._check_footnotes(text)
        self._check_targets(text)
        return text, self._problems

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
        id_ = self._section_id(title) if self._title is not None else ""
        self._builder.open_section(Section(id_, title))
        self._builder.markup(f'<h{level} id="{id_}">' if id_ else f"<h{level}>")
        self._zones.append(Zone.HEADING)

    def _section_id(self, title: str) -> str:
        return self._ids.take(f"section-{slugify(title, words_at_most=8) or 'part'}")

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
        if token.map:
            self._places.begin_row(token.map[0])
        self._block(index, token)

    def _cell_open(self, index: int, token: Token) -> None:
        align = str(token.attrs.get("style", "")).removeprefix("text-align:")
        scope = ' scope="col"' if token.tag == "th" else ""
        align = f' class="align-{align}"' if align else ""
        self._builder.markup(f"<{token.tag}{scope}{align}>")

    def _cell_close(self, index: int, token: Token) -> None:
        if self._tokens[index + 1].type == "tr_close":
            self._put_rest_of_row(self._tokens[index - 1])
        self._block(index, token)

    def _put_rest_of_row(self, last: Token) -> None:
        """Cells past the last column, which the parser drops, are put into it."""
        number = last.map[0] if last.map else 0
        cells = self._places.rest_of_row(number)
        if cells:
            message = "this row has more cells than the table has columns"
            where = Where(self._source.path, number + 1)
            hint = "their words are shown in its last cell"
            self._problems.append(warning(where, message, hint))
        for content in cells:
            token = Token("inline", "", 0, content=content, map=[number, number + 1])
            token.children = self._parser.inline.parse(content, self._parser, self._env, [])
            self._builder.markup("\n<br>")
            self._inline(0, token)

    def _code(self, index: int, token: Token) -> None:
        language = token.info.split()[0] if token.info.strip() else ""
        kind = f' class="language-{escape(language)}"' if language else ""
        self._builder.markup(f'<pre tabindex="0"><code{kind}>')
        self._builder.open_block(Zone.CODE)
        start = self._builder.length
        first = (token.map or [0])[0] + (token.type == "fence")
        words = token.content.rstrip("\n")
        self._builder.words(words, self._places.block(words, first).origin[: len(words)])
        self._builder.close_to_marks(start)
        self._builder.close_block()
        self._builder.markup("</code></pre>\n")

    def _footnote_open(self, index: int, token: Token) -> None:
        self._builder.markup(self._footnotes.open(token.meta["label"]))

    def _footnote_close(self, index: int, token: Token) -> None:
        self._builder.markup(self._footnotes.close())

    # What is amiss with references

    def _check_links(self) -> None:
        """Addresses that may not be linked to stay text, in an article as in a definition."""
        for url in dict.fromkeys(self._parser.refused):
            found = re.search(rf"(!\[[^\]]*\]\(<?)?{re.escape(url)}", self._source.text)
            where = self._where(found.start() if found else 0)
            if found and found[1]:
                message = f"'{url}' is no picture of this site"
                self._problems.append(Problem(where, message, _PICTURE_HINT))
            else:
                # Nobody may mend a received article, but who wrote an entry can.
                severity = Severity.WARNING if self._title is not None else Severity.ERROR
                message = f"'{url}' is no address to link to"
                self._problems.append(Problem(where, message, severity=severity))

    def _check_footnotes(self, text: Text) -> None:
        if self._title is None:
            return
        for found in _FOOTNOTE.finditer(text.prose):
            if not any(start <= found.start() < end for start, end in text.closed):
                offset = text.origin[found.start()]
                self._warn(offset, f"the footnote '{found[1]}' is defined nowhere")
        for label, count in self._footnotes.defined.items():
            if count > 1:
                self._warn(self._definition(label, 2), f"the footnote '{label}' is defined twice")
            if not self._footnotes.citations[label]:
                self._warn(self._definition(label, 1), f"the footnote '{label}' is cited nowhere")

    def _definition(self, label: str, number: int) -> int:
        """The offset of the first, or second, definition of a footnote."""
        offset = -1
        for _ in range(number):
            offset = self._source.text.find(f"[^{label}]:", offset + 1)
        return offset

    def _check_targets(self, text: Text) -> None:
        sections = {section.id for section in text.sections}
        for target, offset in self._targets.items():
            if target not in sections:
                self._warn(offset, "this link leads to no heading of the article")

    def _warn(self, offset: int, message: str, hint: str = "") -> None:
        where = self._where(offset)
        self._problems.append(warning(where, message, hint))

    def _where(self, offset: int) -> Where:
        return self._places.where(self._source.path, offset)

    # Words

    def _inline(self, index: int, token: Token) -> None:
        if not token.content:
            return
        self._builder.open_block(self._zones[-1])
        first = (token.map or [0])[0]
        in_table = self._zones[-1] is Zone.TABLE
        place = self._places.cell if in_table else self._places.block
        span = place(token.content, first)
        for child in token.children or ():
            _INLINES.get(child.type, _Reader._inline_tag)(self, child, span)
        self._builder.close_block()

    def _inline_tag(self, token: Token, span: Located) -> None:
        self._builder.markup(self._render([token], 0, self._parser.options, self._env))

    def _text(self, token: Token, span: Located) -> None:
        at = token.meta["at"]
        if not span.text.startswith(token.content, at):
            at = span.text.find(token.content, at)
        if at < 0:
            self._special(token, span)
        else:
            self._builder.words(token.content, span.origin[at : at + len(token.content)])

    def _special(self, token: Token, span: Located) -> None:
        """An entity, an escaped sign, an address: it comes from one place as a whole."""
        self._builder.words(token.content, [span.origin[token.meta["at"]]] * len(token.content))

    def _soft_break(self, token: Token, span: Located) -> None:
        self._builder.words("\n", [span.origin[token.meta["at"]]])

    def _hard_break(self, token: Token, span: Located) -> None:
        self._soft_break(token, span)
        self._builder.markup("<br>")

    def _code_span(self, token: Token, span: Located) -> None:
        at = token.meta["at"] + len(token.markup)
        at += not span.text.replace("\n", " ").startswith(token.content, at)
        start = self._builder.length
        self._builder.markup("<code>")
        self._builder.words(token.content, span.origin[at : at + len(token.content)])
        self._builder.markup("</code>")
        self._builder.close_to_marks(start)

    def _link_open(self, token: Token, span: Located) -> None:
        # The parser lets an address stand as a link in the words of another.
        if not self._links:
            href = str(token.attrs.get("href", ""))
            if href.startswith("#") and self._title is not None:
                target = f"section-{slugify(unquote(href), words_at_most=8)}"
                self._targets[target] = span.origin[token.meta["at"]]
                token.attrs["href"] = f"#{target}"
            self._inline_tag(token, span)
        self._links.append(self._builder.length)

    def _link_close(self, token: Token, span: Located) -> None:
        self._builder.close_to_marks(self._links.pop())
        if not self._links:
            self._inline_tag(token, span)

    def _image(self, token: Token, span: Located) -> None:
        offset = span.origin[token.meta["at"]]
        path = unquote(str(token.attrs["src"])).removeprefix("./")
        words = _words(token)
        if urlsplit(path).scheme in ("http", "https"):
            self._warn(offset, f"the picture {path} is not of this site, and is linked to")
            self._remote_picture(str(token.attrs["src"]), words or path, offset)
            return
        if not safe_path(path):
            message = f"'{path}' is no picture of this site"
            self._problems.append(Problem(self._where(offset), message, _PICTURE_HINT))
            return
        self._builder.pictures.append(Picture(path, self._where(offset)))
        title = token.attrs.get("title")
        title = f' title="{escape(str(title))}"' if title else ""
        self._builder.markup(f'<img src="{quote(path)}" alt="{escape(words)}"{title}>')

    def _remote_picture(self, url: str, words: str, offset: int) -> None:
        """A link in place of a picture that a reader's browser would have to ask others for."""
        start = self._builder.length
        link = f'<a href="{escape(url)}">' if not self._links else ""
        self._builder.markup(link)
        self._builder.words(words, [offset] * len(words))
        self._builder.markup("</a>" if link else "")
        self._builder.close_to_marks(start)

    def _footnote_ref(self, token: Token, span: Located) -> None:
        self._builder.markup(self._footnotes.reference(token.meta["label"]))


def _words(token: Token) -> str:
    """The words of an inline token, without their markup."""
    words = (
        "\n" if child.type.endswith("break") else _words(child) if child.children else child.content
        for child in token.children or ()
    )
    return " ".join("".join(words).split())


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
    "th_open": _Reader._cell_open,
    "td_open": _Reader._cell_open,
    "th_close": _Reader._cell_close,
    "td_close": _Reader._cell_close,
    "fence": _Reader._code,
    "code_block": _Reader._code,
    "footnote_reference_open": _Reader._footnote_open,
    "footnote_reference_close": _Reader._footnote_close,
}

_INLINES: dict[str, Callable[[_Reader, Token, Located], None]] = {
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
