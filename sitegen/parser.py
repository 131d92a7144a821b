"""The Markdown parser, set up to keep what it would otherwise forget or drop.

CommonMark with tables and footnotes. Raw HTML is text, footnotes stay where
they stand, and every inline token notes in `meta["at"]` at which offset of its
block it begins.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_block import StateBlock, reference
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from .safety import safe_url

MAX_DEPTH = 50
"""How deep lists may nest; quotations twice as deep. Past it a text is refused."""
MAX_LEVEL = 2 * MAX_DEPTH
"""The same as a token's level."""

# markdown-it-py drops text past its own limit without a word, so that limit
# lies above ours, and what it could drop has always met ours first.
_PARSER_LIMIT = MAX_LEVEL + 20

_INLINE_RULES = "text newline escape backticks emphasis link image autolink entity".split()
_LABEL = re.compile(r"\[([^\[\]]+)\]")


class Parser(MarkdownIt):
    """markdown-it-py's parser; `refused` holds the addresses it would not link to."""

    def __init__(self, *, footnotes: bool) -> None:
        options = {"html": False, "xhtmlOut": False, "maxNesting": _PARSER_LIMIT}
        super().__init__("commonmark", options)
        self.refused: list[str] = []
        self.inline = _PlacedInline()
        self.inline.ruler.enableOnly(_INLINE_RULES)
        # Joined, text would lose the places of its parts.
        self.inline.ruler2.enableOnly(["balance_pairs", "emphasis"])
        self.core.ruler.disable("text_join")
        self.enable("table")
        self.block.ruler.at("reference", _used_reference)
        if footnotes:
            footnote_plugin(self, inline=False, move_to_end=False)

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it-py's name
        if safe_url(url):
            return True
        self.refused.append(url)
        return False

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802
        """An address is shown as it was written."""
        return link


@cache
def parser(*, footnotes: bool) -> Parser:
    """The parser of articles, or without `footnotes` that of definitions."""
    return Parser(footnotes=footnotes)


class _PlacedState(StateInline):
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


def _used_reference(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    """Take `[label]: address` for a definition only where something refers to it.

    A line of a transcript, `[Applause]: long`, would vanish from the page.
    """
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    label = _LABEL.match(line)
    if label is not None:
        if "labels" not in state.env:
            labels = _LABEL.findall(state.src)
            state.env["labels"] = Counter(_normal(one) for one in labels)
        if state.env["labels"][_normal(label[1])] == 1:
            return False
    return reference(state, start, end, silent)


def _normal(label: str) -> str:
    return " ".join(label.split()).casefold()
