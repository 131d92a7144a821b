"""Annotated articles → for every entry, each place where it is mentioned."""

from __future__ import annotations

from collections.abc import Iterable

from .excerpt import head, tail
from .model import Annotated, Article, Block, Context, Key, Mention

AROUND = 40
"""About how many characters of context an index shows on each side."""

Index = dict[Key, dict[str, list[Context]]]
"""By entry and article."""


def index(articles: Iterable[Annotated]) -> Index:
    """The mentions of each entry, in the order of `articles` and of their text."""
    mentions: Index = {}
    for annotated in articles:
        article = annotated.article
        blocks = iter(article.text.blocks)
        block = next(blocks, None)
        for mention in annotated.mentions:
            while block is not None and block.end < mention.end:
                block = next(blocks, None)
            if block is not None:
                context = _context(article, mention, block)
                mentions.setdefault(mention.entry, {}).setdefault(article.slug, []).append(context)
    return mentions


def _context(article: Article, mention: Mention, block: Block) -> Context:
    prose = article.text.prose
    section = article.text.sections[block.section].title
    return Context(
        slug=article.slug,
        mention=mention.id,
        section=section or article.title,
        before=tail(prose[max(block.start, mention.start - AROUND - 1) : mention.start], AROUND),
        words=prose[mention.start : mention.end],
        after=head(prose[mention.end : min(block.end, mention.end + AROUND + 1)], AROUND),
        marked=mention.marked,
    )
