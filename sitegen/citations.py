"""Citations by id → citations of the entries that are meant, and who cites which."""

from __future__ import annotations

import typing
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from .model import About, Annotated, Article, Citation, Entry, Key, Placed

Citing = TypeVar("Citing", Entry, About)
Known = Mapping[str, Citation]
"""How entries that can be cited are, by id."""


def citable(entries: Iterable[Entry]) -> dict[str, Citation]:
    """Those of `entries`, all of one scope, that can be cited."""
    return {entry.id: entry.kind.cite(entry) for entry in entries if entry.kind.cite}


def resolved(citing: Citing, known: Known) -> Citing:
    """An entry, or what is said of an article, with entries in the place of their ids.

    What names no entry stays as it is. A citation holds its entry as it was read,
    so sources may cite each other.
    """
    if isinstance(citing, Entry):
        record = _resolved(citing.record, known)
        entry: Entry = _resolved(citing, known)
        return entry if record is entry.record else replace(entry, record=record)
    found: Citing = _resolved(citing, known)
    return found


def ids_cited(citing: Iterable[Entry | About]) -> frozenset[str]:
    """What they cite by words that may be the id of an entry."""
    return frozenset(
        str(one.name) for each in citing for one in citations(each) if isinstance(one.name, Placed)
    )


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


def _resolved(holder: Any, known: Known) -> Any:
    """An entry, a record or an `About`, itself where nothing in it is cited by id."""

    def meant(citation: Citation) -> Citation:
        if not isinstance(citation.name, Placed):
            return citation
        return known.get(citation.name, citation)

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
