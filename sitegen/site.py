"""All that was read and found, in one value, from which pages are made.

A site is put together from parts: what all articles share, and what each brings.
So a change of one article leaves the other parts as they are, with all that was
made of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, ValuesView
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple, TypeVar

from . import address, card
from .citations import users
from .definitions import Definitions
from .index import Contexts, Index, company, contexts, index
from .model import Annotated, Article, Entry, Key, Kind, Text, Where
from .settings import Settings

Name = TypeVar("Name")
Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A further page, such as `about`: its slug and its text."""

    slug: str
    text: Text

    @property
    def pictures(self) -> Sequence[Wanted]:
        """The pictures that it asks for."""
        return [Wanted(self.slug, "pages", one.path, one.where) for one in self.text.pictures]


class Wanted(NamedTuple):
    """A picture that something asks for."""

    published: str
    """The folder of the output that it is published in."""
    folder: str
    """The folder below content/ that it is in."""
    path: str
    where: Where


@dataclass(frozen=True, eq=False)
class Part:
    """What all articles share or, `annotated` being given, what belongs to one."""

    entries: Mapping[Key, Entry]
    definitions: Definitions
    annotated: Annotated | None = None

    @cached_property
    def kinds(self) -> frozenset[str]:
        """The names of the kinds that it has entries of."""
        return frozenset(entry.kind.name for entry in self.entries.values())

    @cached_property
    def contexts(self) -> Contexts:
        """The mentions in its article, by entry."""
        return contexts(self.annotated) if self.annotated is not None else {}

    @cached_property
    def pictures(self) -> Sequence[Wanted]:
        """The pictures that it asks for."""
        wanted = [
            Wanted(entry.scope, entry.scope, image, image.where)
            for entry in self.entries.values()
            if (image := entry.record.image)
        ]
        if self.annotated is not None:
            article = self.annotated.article
            slug, about = article.slug, article.about
            wanted += [Wanted(slug, slug, one.path, one.where) for one in article.text.pictures]
            if about.image is not None:
                wanted.append(Wanted(slug, slug, about.image.file, about.image.file.where))
        return wanted

    @cached_property
    def cited_by_article(self) -> Mapping[Key, Sequence[Article | Entry]]:
        """For each entry that its article cites, that article."""
        return users((), [self.annotated] if self.annotated is not None else ())

    @cached_property
    def cited_by_entries(self) -> Mapping[Key, Sequence[Article | Entry]]:
        """For each entry that entries of this part cite, those."""
        return users(self.entries.values(), ())

    @property
    def cited(self) -> frozenset[Key]:
        """The entries that it cites."""
        return frozenset((*self.cited_by_article, *self.cited_by_entries))


class _ByScope(Mapping[Name, Value]):
    """The mappings of all parts as one, made without a look at each of their items."""

    def __init__(
        self, groups: Mapping[str, Mapping[Name, Value]], scope: Callable[[Name], str]
    ) -> None:
        self._groups, self._scope = groups, scope

    def __getitem__(self, name: Name) -> Value:
        return self._groups[self._scope(name)][name]

    def __iter__(self) -> Iterator[Name]:
        return chain.from_iterable(self._groups.values())

    def __len__(self) -> int:
        return sum(map(len, self._groups.values()))

    def values(self) -> ValuesView[Value]:
        return _Values(self._groups)


class _Values(ValuesView[Value]):
    """As that of any mapping, without a search for each value."""

    def __init__(self, groups: Mapping[str, Mapping[Any, Value]]) -> None:
        self._groups = groups

    def __iter__(self) -> Iterator[Value]:
        return chain.from_iterable(group.values() for group in self._groups.values())

    def __len__(self) -> int:
        return sum(map(len, self._groups.values()))


@dataclass(frozen=True, eq=False)
class Site:
    """All that pages are made of."""

    settings: Settings
    kinds: Mapping[str, Kind]
    shared: Part
    parts: Mapping[str, Part]
    """What belongs to each article, by slug."""
    leaves: Sequence[Leaf]
    templates: Mapping[str, str]
    search: bool = False
    """Whether readers can search."""

    @cached_property
    def entries(self) -> Mapping[Key, Entry]:
        groups = {slug: part.entries for slug, part in self.parts.items()}
        return _ByScope({"": self.shared.entries, **groups}, attrgetter("scope"))

    @cached_property
    def definitions(self) -> Definitions:
        groups = {slug: part.definitions for slug, part in self.parts.items()}
        return _ByScope({"": self.shared.definitions, **groups}, lambda name: name[0].scope)

    @cached_property
    def pictures(self) -> Sequence[Wanted]:
        """The pictures that all its parts and pages ask for."""
        parts = (self.shared, *self.parts.values())
        wanted = [one for part in parts for one in part.pictures]
        return wanted + [one for leaf in self.leaves for one in leaf.pictures]

    @cached_property
    def articles(self) -> Sequence[Annotated]:
        return [one.annotated for one in self.parts.values() if one.annotated is not None]

    @cached_property
    def index(self) -> Index:
        """Every mention of each entry. An article's page needs only those of its part."""
        return index({slug: part.contexts for slug, part in self.parts.items()})

    @cached_property
    def used(self) -> frozenset[str]:
        """The names of the kinds that there are entries of."""
        return self.shared.kinds.union(*(part.kinds for part in self.parts.values()))

    @cached_property
    def indexed(self) -> tuple[Kind, ...]:
        """The kinds that have an index page and something to show on it."""
        return tuple(kind for name, kind in self.kinds.items() if kind.page and name in self.used)

    @cached_property
    def by_path(self) -> Mapping[str, Annotated]:
        """The articles, by the path of their page."""
        return {address.page(one.article.slug): one for one in self.articles}

    @cached_property
    def users(self) -> Mapping[Key, Sequence[Article | Entry]]:
        """Who cites each entry that is cited: articles before entries."""
        parts = (self.shared, *self.parts.values())
        found: dict[Key, list[Article | Entry]] = {}
        for group in chain(
            (part.cited_by_article for part in parts), (part.cited_by_entries for part in parts)
        ):
            for key, citing in group.items():
                found.setdefault(key, []).extend(citing)
        return found

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
        return bool(self.settings.base_url) and any(self.changed(one) for one in self.articles)

    @cached_property
    def titles(self) -> Mapping[str, str]:
        """The title of each article, by slug."""
        return {one.article.slug: one.article.title for one in self.articles}

    def naming(self, entry: Entry) -> list[str]:
        """The slugs of the articles that mention `entry`."""
        within = (entry.scope,) if entry.scope else self.parts
        return [slug for slug in within if entry.key in self.parts[slug].contexts]

    def changed(self, annotated: Annotated) -> str:
        """The latest day named for an article or an entry of its own, "" without any."""
        article = annotated.article
        own = self.parts[article.slug].entries.values()
        return max([article.about.published, article.about.received, *(one.date for one in own)])
