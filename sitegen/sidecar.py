"""Sidecar text and its kind → entries, and what is wrong with them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import count
from typing import Any

from .fields import Day, Id, Line, Occurrence, read_record, readers
from .model import Case, Citation, Density, Entry, Form, Kind, Problem, Quote, Source, Where
from .slug import slugify
from .tree import Items, Node, Pairs, read_tree


@dataclass(frozen=True, slots=True)
class Common:
    """The keys that every entry may have, whatever its kind."""

    id: Id = Id("")
    also: tuple[Form, ...] = ()
    quote: Form | None = None
    before: Line = Line("")
    after: Line = Line("")
    occurrence: Occurrence = ()
    mark: Density | None = None
    case: Case | None = None
    not_here: tuple[Quote, ...] = ()
    sources: tuple[Citation, ...] = ()
    draft: bool = False
    by: Line = Line("")
    date: Day = Day("")


def read_sidecar(source: Source, kind: Kind, scope: str) -> tuple[list[Entry], list[Problem]]:
    """The entries of one file, in its order.

    `scope` is the article that they belong to, "" for every article. Entries
    with a mistake are left out and reported; the others are good.
    """
    root, problems = read_tree(source)
    if root is None:
        return [], problems
    if not isinstance(root, Items):
        hint = "begin each entry with '- '"
        return [], [Problem(Where(source.path), "wanted a list of entries", hint)]
    entries = []
    for node in root.items:
        entry = _entry(node, source.path, kind, scope, problems)
        if entry is not None:
            entries.append(entry)
    return _with_ids(entries, problems), problems


def _entry(node: Node, path: str, kind: Kind, scope: str, problems: list[Problem]) -> Entry | None:
    where = Where(path, node.line, node.column)
    if not isinstance(node, Pairs):
        example = f"- {kind.named or 'quote'}: ..."
        problems.append(Problem(where, "wanted an entry with keys", f"write it as '{example}'"))
        return None
    try:
        record, common = read_record(kind.record, node, path, problems, readers(Common))
    except ValueError as error:
        problems.append(Problem(where, str(error)))
        return None
    if record is None:
        return None
    entry = _made(kind, scope, where, record, Common(**common))
    if entry.forms or entry.quote or record.loose:
        return entry
    hint = "give 'quote', the words as they stand in the text, or 'also'"
    problems.append(Problem(where, "nothing says where in the text this entry stands", hint))
    return None


def _made(kind: Kind, scope: str, where: Where, record: Any, common: Common) -> Entry:
    quote = None
    if common.quote is not None:
        words = common.quote
        quote = Quote(words.text, words.where, common.before, common.after, common.occurrence)
    forms = (getattr(record, kind.named), *common.also) if kind.named else common.also
    return Entry(
        kind=kind,
        id=common.id,
        scope=scope,
        where=where,
        name=record.heading or (quote.text if quote else common.also[0].text),
        record=record,
        forms=forms,
        quote=quote,
        mark=common.mark,
        case=common.case,
        not_here=common.not_here,
        sources=common.sources,
        draft=common.draft,
        by=common.by,
        date=common.date,
    )


def _with_ids(entries: list[Entry], problems: list[Problem]) -> list[Entry]:
    """Give each entry without an id one made from its name.

    Where the names are only labels or quoted words, twins are numbered; two
    people or terms of one name are for the editor to tell apart.
    """
    taken: dict[str, Entry] = {}
    named = []
    for entry in entries:
        id_ = entry.id or _free(
            slugify(entry.name, words_at_most=8) or entry.kind.one, entry, taken
        )
        if id_ in taken:
            first = taken[id_].where
            message = f"the id '{id_}' is taken by the entry on line {first.line}"
            hint = "give one of the two an 'id' of its own"
            problems.append(Problem(entry.where, message, hint))
            continue
        taken[id_] = replace(entry, id=id_)
        named.append(taken[id_])
    return named


def _free(slug: str, entry: Entry, taken: dict[str, Entry]) -> str:
    if entry.kind.named or slug not in taken:
        return slug
    return next(name for n in count(2) if (name := f"{slug}-{n}") not in taken)
