"""What a workshop keeps of the files of a site and of what its articles share."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from .definitions import prose_fields, write_definitions
from .kinds import KINDS
from .layout import Files, arrange, renewed, stem
from .match import Matcher
from .model import Annotated, Entry, Inputs, Key, Problem, Source
from .sidecar import Item, ReadItem, read_items
from .source import decode
from .steps import entries_of


class KeptFiles:
    """The files of a site, decoded and sorted; one that stays is the same object."""

    def __init__(self) -> None:
        self.files: Files | None = None
        self.arranged = 0
        """How often there have been other files than before, whatever they hold."""
        self._inputs = Inputs({}, {})
        self._decoded: dict[str, tuple[Source | None, list[Problem]]] = {}
        self._misplaced: list[Problem] = []

    def sort(self, inputs: Inputs) -> tuple[Files, list[Problem]]:
        """As `layout.sort`, at the cost of what changed."""
        former = self._inputs.texts
        changed = [path for path, data in inputs.texts.items() if former.get(path) != data]
        decoded = {path: decode(path, inputs.texts[path]) for path in changed}
        if self.files is None or not self._is_ordered_as_before(inputs, decoded):
            before = self._decoded
            self._decoded = {
                path: decoded.get(path) or before[path] for path in sorted(inputs.texts)
            }
            sources = {path: one for path, (one, _) in self._decoded.items() if one is not None}
            files, self._misplaced = arrange(sources, inputs)
            known = {one.slug: one for one in (self.files.articles if self.files else ())}
            articles = (known.get(one.slug, one) for one in files.articles)
            same = (
                old if old == one else one
                for old, one in zip(articles, files.articles, strict=True)
            )
            self.arranged += 1
            self.files = Files(files.settings, files.shared, tuple(same), files.pages)
        elif decoded:
            self._decoded.update(decoded)
            read = ((path, one) for path, (one, _) in decoded.items())
            self.files = renewed(self.files, {path: one for path, one in read if one is not None})
        self._inputs = inputs
        damaged = [problem for _, found in self._decoded.values() for problem in found]
        return self.files, damaged + self._misplaced

    def _is_ordered_as_before(
        self, inputs: Inputs, decoded: Mapping[str, tuple[Source | None, list[Problem]]]
    ) -> bool:
        """Whether every file is what it was, whatever it holds now."""
        old = self._inputs
        return (
            inputs.texts.keys() == old.texts.keys()
            and inputs.problems == old.problems
            and inputs.copies == old.copies
            and all(
                (one is None) == (self._decoded[path][0] is None)
                for path, (one, _) in decoded.items()
            )
        )


@dataclass(frozen=True, slots=True)
class _Sidecar:
    source: Source
    items: Mapping[Item, ReadItem]
    entries: Sequence[Entry]
    problems: Sequence[Problem]


class KeptEntries:
    """The entries that all articles share; one that stays, its place too, is the same object."""

    def __init__(self, *, drafts: bool) -> None:
        self._drafts = drafts
        self._sidecars: dict[str, _Sidecar] = {}

    def read(self, sources: Iterable[Source]) -> tuple[list[Entry], list[Problem]]:
        """The entries of the sidecars `sources`, in order."""
        before, self._sidecars = self._sidecars, {}
        for source in sources:
            known = before.get(source.path)
            if known is None or known.source is not source:
                known = self._read(source, known.items if known is not None else {})
            self._sidecars[source.path] = known
        return (
            [entry for one in self._sidecars.values() for entry in one.entries],
            [problem for one in self._sidecars.values() for problem in one.problems],
        )

    def _read(self, source: Source, known: Mapping[Item, ReadItem]) -> _Sidecar:
        items = read_items(source, KINDS[stem(source.path)], "", known)
        if items is None:
            entries, problems = entries_of(source, "", drafts=self._drafts)
            return _Sidecar(source, known, entries, problems)
        entries = [one for found, _ in items.values() for one in found]
        problems = [problem for _, more in items.values() for problem in more]
        wanted = [entry for entry in entries if self._drafts or not entry.draft]
        return _Sidecar(source, items, wanted, problems)


class KeptDefinitions:
    """The Markdown of shared entries as HTML."""

    def __init__(self) -> None:
        self._entries: dict[Key, Entry] = {}
        self._written: dict[tuple[Key, str], str] = {}
        self._problems: list[Problem] = []

    def write(
        self, entries: Sequence[Entry], matcher: Matcher, *, anew: bool
    ) -> tuple[Mapping[tuple[Key, str], str], list[Problem]]:
        """As `write_definitions`, at the cost of what changed unless all is to be written `anew`."""
        before, self._entries = self._entries, {one.key: one for one in entries}
        bad = {problem.where for problem in self._problems}
        changed = [
            entry
            for key, entry in self._entries.items()
            if anew
            or (
                (old := before.get(key)) is not entry
                and (old is None or old.where in bad or _prose(old) != _prose(entry))
            )
        ]
        redone = {entry.key for entry in changed} | (before.keys() - self._entries.keys())
        if redone:
            stale = {before[key].where for key in redone if key in before}
            written, problems = write_definitions(changed, [matcher])
            kept = {name: html for name, html in self._written.items() if name[0] not in redone}
            self._written = kept | written
            self._problems = [one for one in self._problems if one.where not in stale] + problems
        return self._written, self._problems


def _prose(entry: Entry) -> list[str]:
    return [getattr(entry.record, name) for name in prose_fields(entry.kind.record)]


class Tally:
    """How many articles each entry, and each exception of one, was seen in."""

    def __init__(self) -> None:
        self.found: Counter[Key] = Counter()
        self.markable: Counter[Key] = Counter()
        self.met: Counter[tuple[Key, int]] = Counter()

    def exchange(self, old: Annotated | None, new: Annotated | None) -> None:
        """Count one article as it is `new`, not as it was `old`; None where it is not."""
        add, take = (partial(self._count, by=by) for by in (1, -1))
        if old is not None:
            take(old)
        if new is not None:
            add(new)

    def _count(self, one: Annotated, by: int) -> None:
        pairs = ((self.found, one.found), (self.markable, one.markable), (self.met, one.met))
        for counts, keys in pairs:
            for key in keys:
                counts[key] += by  # type: ignore[index]
                if not counts[key]:  # type: ignore[index]
                    del counts[key]
