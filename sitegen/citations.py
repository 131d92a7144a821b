"""Citations by id → citations of the entries that are meant, and who cites which."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from .model import About, Annotated, Article, Citation, Entry, Key, Placed

Known = dict[tuple[str, str], Citation]
"""How the entries that can be cited are, by scope and id."""


def resolve(
    entries: Sequence[Entry], articles: Sequence[Annotated]
) -> tuple[list[Entry], list[Annotated]]:
    """Put entries in the place of their ids, wherever something is cited.

    An id means an entry of the same article, or else one that all share. What
    names no entry stays as it is. A citation holds its entry as it was read,
    so sources may cite each other.
    """
    known = {
        (entry.scope, entry.id): entry.kind.cite(entry) for entry in entries if entry.kind.cite
    }
    return [_of_entry(entry, known) for entry in entries], [
        replace(one, article=replace(one.article, about=about))
        for one in articles
        for about in [_resolved(one.article.about, one.article.slug, known)]
    ]


def citations(citing: Entry | About) -> Iterator[Citation]:
    """All that an entry cites, or what an article is taken from."""
    holders: list[Any] = [citing, citing.record] if isinstance(citing, Entry) else [citing]
    for holder in holders:
        for name in _fields(holder.__class__):
            value = getattr(holder, name)
            yield from value if isinstance(value, tuple) else filter(None, (value,))


def users(
    entries: Iterable[Entry], articles: Iterable[Annotated]
) -> dict[Key, list[Article | Entry]]:
    """For each entry that is cited the articles and entries that cite it, itself left out."""
    found: dict[Key, list[Article | Entry]] = {}
    for article in (one.article for one in articles):
        for citation in citations(article.about):
            if citation.entry is not None:
                found.setdefault(citation.entry.key, []).append(article)
    for entry in entries:
        keys = dict.fromkeys(one.entry.key for one in citations(entry) if one.entry is not None)
        for key in keys:
            if key != entry.key:
                found.setdefault(key, []).append(entry)
    return found


def _of_entry(entry: Entry, known: Known) -> Entry:
    record = _resolved(entry.record, entry.scope, known)
    entry = _resolved(entry, entry.scope, known)
    return entry if record is entry.record else replace(entry, record=record)


def _resolved(holder: Any, scope: str, known: Known) -> Any:
    """An entry, a record or an `About`, itself where nothing in it is cited by id."""

    def meant(citation: Citation) -> Citation:
        if not isinstance(citation.name, Placed):
            return citation
        own, shared = (known.get((within, citation.name)) for within in (scope, ""))
        return own or shared or citation

    changes = {}
    for name in _fields(holder.__class__):
        value = getattr(holder, name)
        if value:
            new = tuple(map(meant, value)) if isinstance(value, tuple) else meant(value)
            if new != value:
                changes[name] = new
    return replace(holder, **changes) if changes else holder


@cache
def _fields(holder: type) -> tuple[str, ...]:
    """The fields of a dataclass that hold a citation, or a list of them."""
    hints = typing.get_type_hints(holder)
    return tuple(name for name, hint in hints.items() if Citation in (hint, *typing.get_args(hint)))
