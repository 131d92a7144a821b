"""All that was read and found, in one value, from which pages are made."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from . import address, card
from .citations import users
from .definitions import Definitions
from .index import Index, company
from .model import Annotated, Article, Entry, Key, Kind, Text
from .settings import Settings


@dataclass(frozen=True, slots=True)
class Leaf:
    """A further page, such as `about`: its slug and its text."""

    slug: str
    text: Text


@dataclass(frozen=True)
class Site:
    """All that pages are made of."""

    settings: Settings
    kinds: Mapping[str, Kind]
    entries: Mapping[Key, Entry]
    definitions: Definitions
    articles: Sequence[Annotated]
    index: Index
    leaves: Sequence[Leaf]
    templates: Mapping[str, str]
    search: bool = False
    """Whether readers can search."""

    @cached_property
    def indexed(self) -> tuple[Kind, ...]:
        """The kinds that have an index page and something to show on it."""
        used = {entry.kind.name for entry in self.entries.values()}
        return tuple(kind for kind in self.kinds.values() if kind.page and kind.name in used)

    @cached_property
    def by_path(self) -> Mapping[str, Annotated]:
        """The articles, by the path of their page."""
        return {address.page(one.article.slug): one for one in self.articles}

    @cached_property
    def users(self) -> Mapping[Key, Sequence[Article | Entry]]:
        """Who cites each entry that is cited."""
        return users(self.entries.values(), self.articles)

    @cached_property
    def company(self) -> Mapping[Key, list[tuple[Key, int]]]:
        """What is named with what, among all that have proper names."""
        return company(
            self.articles, {key for key, entry in self.entries.items() if entry.kind.proper}
        )

    @cached_property
    def has_cards(self) -> bool:
        """Whether pictures stand for the articles elsewhere: their addresses must be whole."""
        return bool(self.settings.base_url) and card.can_draw()

    @cached_property
    def has_feed(self) -> bool:
        """Whether there is a feed: its addresses must be whole, and something dated."""
        dated = any(self.changed(one) for one in self.articles)
        return bool(self.settings.base_url) and dated

    @cached_property
    def own_entries(self) -> Mapping[str, Sequence[Entry]]:
        """The entries of single articles, by slug."""
        groups: dict[str, list[Entry]] = {}
        for entry in self.entries.values():
            groups.setdefault(entry.scope, []).append(entry)
        return groups

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each article, by slug."""
        return {one.article.slug: one.article.title for one in self.articles}

    def changed(self, annotated: Annotated) -> str:
        """The latest day named for an article or an entry of its own, "" without any."""
        article = annotated.article
        own = self.own_entries.get(article.slug, ())
        return max([article.about.published, article.about.received, *(one.date for one in own)])
