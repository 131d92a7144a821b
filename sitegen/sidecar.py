"""Sidecar text and its kind → entries, and what is wrong with them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .fields import read_record, readers
from .model import (
    Case,
    Citation,
    Day,
    Density,
    Entry,
    Form,
    Id,
    Kind,
    Line,
    Occurrence,
    Placed,
    Problem,
    Quote,
    Record,
    Source,
    Where,
    has_errors,
)
from .names import Unique
from .slug import slugify
from .tree import Items, Node, Pairs, items_of, read_tree


@dataclass(frozen=True, slots=True)
class Common:
    """The keys that every entry may have, whatever its kind."""

    id: Id = Id(Placed(""))
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
    reader = _Reader(source.path, kind, scope, problems)
    return [entry for node in root.items if (entry := reader.entry(node))], problems


Item = tuple[int, str]
"""Where an item of a sidecar begins, its line, and its text."""
ReadItem = tuple[list[Entry], list[Problem]]


def read_items(
    source: Source, kind: Kind, scope: str, known: Mapping[Item, ReadItem]
) -> dict[Item, ReadItem] | None:
    """As `read_sidecar`, item by item; those that are `known` are not read again.

    None where what an item means depends on others: with a mistake in any, or two
    that would have one id.
    """
    read: dict[Item, ReadItem] = {}
    ids: set[str] = set()
    for first, text in items_of(source.text):
        item = known.get((first, text))
        if item is None:
            root, problems = read_tree(Source(source.path, text), first)
            if not isinstance(root, Items):
                return None
            reader = _Reader(source.path, kind, scope, problems)
            item = [one for node in root.items if (one := reader.entry(node))], problems
            if has_errors(problems):
                return None
        for entry in item[0]:
            if entry.id in ids:
                return None
            ids.add(entry.id)
        read[first, text] = item
    return read


class _Reader:
    """Reads the entries of one file, each knowing the ids before it."""

    def __init__(self, path: str, kind: Kind, scope: str, problems: list[Problem]) -> None:
        self._path, self._kind, self._scope = path, kind, scope
        self._problems = problems
        self._taken: dict[str, Where] = {}
        self._ids = Unique()

    def entry(self, node: Node) -> Entry | None:
        """The entry at `node`, None with a problem where it is not fit to be one."""
        where = Where(self._path, node.line, node.column)
        kind = self._kind
        if not isinstance(node, Pairs):
            example = f"- {kind.named or 'quote'}: ..."
            self._report(where, "wanted an entry with keys", f"write it as '{example}'")
            return None
        good = len(self._problems)
        try:
            record, values = read_record(
                kind.record, node, self._path, self._problems, readers(Common)
            )
        except ValueError as error:
            self._report(where, str(error))
            return None
        if record is None:
            return None
        common = Common(**values)
        self._check_anchors(where, record, common)
        name = record.heading or (common.quote.text if common.quote else "")
        id_ = self._id(where, name, common)
        if has_errors(self._problems[good:]):
            return None
        return Entry(
            kind=kind,
            id=id_,
            scope=self._scope,
            where=where,
            name=name or common.also[0].text,
            record=record,
            forms=(getattr(record, kind.named), *common.also) if kind.named else common.also,
            quote=_quote(common),
            mark=common.mark,
            case=common.case,
            not_here=common.not_here,
            sources=common.sources,
            draft=common.draft,
            by=common.by,
            date=common.date,
        )

    def _check_anchors(self, where: Where, record: Record, common: Common) -> None:
        if common.quote is None and (common.before or common.after or common.occurrence):
            hint = "they say which hit of a quote is meant"
            self._report(where, "'before', 'after' and 'occurrence' need a 'quote'", hint)
        elif self._kind.numbered and common.mark is Density.NONE:
            hint = "take it out, or make it 'draft: true'"
            self._report(where, f"without a mark this {self._kind.one} would be nowhere", hint)
        elif not (self._kind.named or common.also or common.quote or record.loose):
            hint = "give 'quote', the words as they stand in the text, or 'also'"
            self._report(where, "nothing says where in the text this entry stands", hint)

    def _id(self, where: Where, name: str, common: Common) -> str:
        """The id that is given, or one made from the name.

        Where names are only labels or quoted words, twins are numbered; two
        people or terms of one name, and what is cited by its id, are for the
        editor to tell apart.
        """
        id_ = common.id or slugify(name, words_at_most=5) or self._kind.one
        if id_ in self._taken and (common.id or self._kind.named or self._kind.cite):
            message = f"the id '{id_}' is taken by the entry on line {self._taken[id_].line}"
            self._report(where, message, "give one of the two an 'id' of its own")
            return id_
        id_ = self._ids.take(id_)
        self._taken[id_] = where
        return id_

    def _report(self, where: Where, message: str, hint: str = "") -> None:
        self._problems.append(Problem(where, message, hint))


def _quote(common: Common) -> Quote | None:
    words = common.quote
    if words is None:
        return None
    return Quote(words.text, words.where, common.before, common.after, common.occurrence)
