"""Annotated articles → for every entry, each place where it is mentioned, and its company."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from .excerpt import head, tail
from .model import Annotated, Article, Block, Key, Mention

AROUND = 40
"""About how many characters of context an index shows on each side."""

_LIST = 30
"""A paragraph that names so many is a list, and says nothing of who goes with whom."""
_OFTEN = 2
_MOST = 5


@dataclass(frozen=True, slots=True)
class Context:
    """A mention as an index page shows it: some words on each side, and its place."""

    slug: str
    mention: str
    section: str
    before: str
    words: str
    after: str
    marked: bool = True


Contexts = Mapping[Key, Sequence[Context]]
"""The mentions in one article, by entry."""
Index = Mapping[Key, Mapping[str, Sequence[Context]]]
"""By entry and article."""


def contexts(annotated: Annotated) -> Contexts:
    """The mentions in an article of each entry, in the order of the text."""
    mentions: dict[Key, list[Context]] = {}
    for mention, block in with_blocks(annotated):
        context = _context(annotated.article, mention, block)
        mentions.setdefault(mention.entry, []).append(context)
    return mentions


def index(articles: Mapping[str, Contexts]) -> Index:
    """The mentions of each entry in all articles, in their order."""
    mentions: dict[Key, dict[str, Sequence[Context]]] = {}
    for slug, here in articles.items():
        for key, places in here.items():
            mentions.setdefault(key, {})[slug] = places
    return mentions


def company(
    articles: Iterable[Annotated], among: Collection[Key]
) -> Mapping[Key, list[tuple[Key, int]]]:
    """For each entry of `among` those others of them that share most paragraphs with it.

    At most five, and none that shares but one; the most frequent first, and of
    equals the one that is named earlier. The number is that of the paragraphs.
    """
    shared: dict[Key, Counter[Key]] = {}
    for annotated in articles:
        paragraphs: dict[int, dict[Key, None]] = {}
        for mention, block in with_blocks(annotated):
            if mention.entry in among:
                paragraphs.setdefault(block.start, {})[mention.entry] = None
        for keys in paragraphs.values():
            for key in keys if len(keys) < _LIST else ():
                shared.setdefault(key, Counter()).update(list(keys))
    return {
        key: [
            (other, count)
            for other, count in others.most_common(_MOST + 1)
            if other != key and count >= _OFTEN
        ][:_MOST]
        for key, others in shared.items()
    }


def with_blocks(annotated: Annotated) -> Iterator[tuple[Mention, Block]]:
    """Each mention of an article with the block that it stands in."""
    blocks = iter(annotated.article.text.blocks)
    block = next(blocks, None)
    for mention in annotated.mentions:
        while block is not None and block.end < mention.end:
            block = next(blocks, None)
        if block is not None:
            yield mention, block


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
