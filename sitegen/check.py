"""Mistakes that only show when the whole site is seen at once."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Container, Iterable, Mapping, Sequence
from functools import cached_property
from typing import NamedTuple, Protocol

from .citations import citations
from .model import About, Annotated, Entry, Key, Placed, Problem, Where, warning
from .slug import slugify
from .spelling import did_you_mean

_LISTED_AT_MOST = 10
_LIKE_AN_ID = 0.75
OURS = "a file that sitegen writes"


class Seen(Protocol):
    """What was found, in one article or in all of them: as in `Annotated`."""

    @property
    def found(self) -> Container[Key]: ...

    @property
    def markable(self) -> Container[Key]: ...

    @property
    def met(self) -> Container[tuple[Key, int]]: ...


class Names:
    """The ids of the entries that all articles share."""

    def __init__(self, shared: Iterable[Entry]) -> None:
        self.ids: dict[str, dict[str, Where]] = {}
        for entry in shared:
            self.ids.setdefault(entry.kind.name, {})[entry.id] = entry.where
        self.citable = tuple(entry.id for entry in shared if entry.kind.cite)
        self._near: dict[str, str] = {}

    @cached_property
    def told(self) -> tuple[Mapping[str, Collection[str]], tuple[str, ...]]:
        """All that is said of an article's entries by these, but for places."""
        return {kind: ids.keys() for kind, ids in self.ids.items()}, self.citable

    def near(self, name: str) -> str:
        """A hint at one that can be cited and is nearly called `name`."""
        if name not in self._near:
            self._near[name] = did_you_mean(name, self.citable, _LIKE_AN_ID)
        return self._near[name]


class SeenInAny(NamedTuple):
    """What was found in any of several articles."""

    found: Container[Key]
    markable: Container[Key]
    met: Container[tuple[Key, int]]


def seen_in_any(articles: Sequence[Annotated]) -> Seen:
    return SeenInAny(
        frozenset[Key]().union(*(one.found for one in articles)),
        frozenset[Key]().union(*(one.markable for one in articles)),
        frozenset[tuple[Key, int]]().union(*(one.met for one in articles)),
    )


def check_ids(own: Iterable[Entry], names: Names) -> list[Problem]:
    """No two entries that meet in one article may share an id."""
    problems = []
    for entry in own:
        twin = names.ids.get(entry.kind.name, {}).get(entry.id)
        if twin is not None:
            message = f"the id '{entry.id}' is taken by {twin.path}:{twin.line}"
            hint = "give one of the two an 'id' of its own, or keep one entry"
            problems.append(Problem(entry.where, message, hint))
    return problems


def check_references(entries: Sequence[Entry], names: Names) -> list[Problem]:
    """What `see` names must be an entry of the same kind, of this article or of all."""
    own: dict[str, set[str]] = {}
    for entry in entries:
        own.setdefault(entry.kind.name, set()).add(entry.id)
    problems = []
    for entry in entries:
        here, shared = own[entry.kind.name], names.ids.get(entry.kind.name, {})
        for id_ in entry.record.see:
            if id_ not in here and id_ not in shared:
                message = f"see: no entry of this file has the id '{id_}'"
                hint = did_you_mean(id_, sorted(here | shared.keys()))
                problems.append(Problem(id_.where, message, hint))
    return problems


def check_citations(entries: Iterable[Entry], about: About | None, names: Names) -> list[Problem]:
    """Warn of what is cited by words that are nearly the id of an entry.

    `entries` are those that all share, or those of one article, with what is said
    `about` it.
    """
    citing: list[Entry | About] = [*entries, *([about] if about is not None else [])]
    own = [entry.id for entry in entries if entry.kind.cite and entry.scope]
    problems = []
    for one in (one for each in citing for one in citations(each)):
        name = one.name
        if not isinstance(name, Placed) or name != slugify(name):
            continue
        near = (
            did_you_mean(name, dict.fromkeys([*own, *names.citable]), _LIKE_AN_ID)
            if own
            else names.near(name)
        )
        if near:
            message = f"nothing that can be cited has the id '{name}'; it is shown as words"
            hint = f"{near} if not, write {{name: {name}}}"
            problems.append(warning(name.where, message, hint))
    return problems


def check_found(entries: Iterable[Entry], seen: Seen, cited: Container[Key]) -> list[Problem]:
    """Warn of entries that no article has a place for, and of exceptions that none meets.

    Quotes of an article's own entries are errors that `annotate` reports; what
    is left are names, the quotes of entries that hold for every article, and
    what is there to be cited but is not among `cited`.
    """
    missing: dict[str, list[Entry]] = {}
    problems = []
    for entry in entries:
        key = entry.key
        anchored = entry.forms or (entry.quote and not entry.scope)
        if (anchored or _idle(entry, cited)) and key not in seen.found:
            missing.setdefault(entry.where.path, []).append(entry)
        elif anchored and key not in seen.markable:
            problems.append(_unmarkable(entry))
        elif not entry.scope:
            unmet = (one for at, one in enumerate(entry.not_here) if (key, at) not in seen.met)
            problems += [
                warning(one.where, f"not_here: '{one.text}' stands in no article") for one in unmet
            ]
    for path, lost in missing.items():
        problems += _unfound(path, lost, cited)
    return problems


def check_addresses(paths: Iterable[tuple[str, Where]]) -> list[Problem]:
    """No two files of the output may have one path, on any file system.

    Nor may one be a folder of another's. Each path comes with the file that it
    is made from.
    """
    problems = []
    files: dict[str, Where] = {}
    folders: dict[str, Where] = {}
    for path, where in paths:
        key = unicodedata.normalize("NFC", path).casefold()
        above = [key[:at] for at, letter in enumerate(key) if letter == "/"]
        clashes = [files.get(key), folders.get(key), *(files.get(one) for one in above)]
        first = next((one for one in clashes if one not in (None, where)), None)
        if first is not None:
            message = f"'{path}' is also the address of {first.path}"
            hint = "rename one of the two files" if first.path != OURS else "rename the file"
            problems.append(Problem(where, message, hint))
        files.setdefault(key, where)
        for one in above:
            folders.setdefault(one, where)
    return problems


def check_pictures(wanted: Iterable[tuple[str, Where]], pictures: frozenset[str]) -> list[Problem]:
    """Each picture that an article or entry names must be there."""
    problems = []
    for path, where in wanted:
        if path not in pictures:
            message = f"the picture {path} is not there"
            problems.append(Problem(where, message, did_you_mean(path, sorted(pictures))))
    return problems


def _idle(entry: Entry, cited: Container[Key]) -> bool:
    """Whether an entry is there to be cited and is not."""
    return entry.kind.cite is not None and entry.key not in cited


def _unmarkable(entry: Entry) -> Problem:
    message = f"'{entry.name}' stands only where nothing is marked"
    hint = "in a heading, a caption, a link or code; a 'quote' is found in the first two"
    return warning(entry.where, message, hint)


def _unfound(path: str, lost: Sequence[Entry], cited: Container[Key]) -> list[Problem]:
    """A warning for each, or one for all where a shared file has many for other texts."""
    if len(lost) <= _LISTED_AT_MOST:
        return [
            warning(entry.where, f"'{entry.name}' stands in no article{more}")
            for entry in lost
            for more in [", and nothing cites it" if _idle(entry, cited) else ""]
        ]
    names = ", ".join(f"'{entry.name}'" for entry in lost[:3])
    return [warning(Where(path), f"{len(lost):,} entries stand in no article: {names} and others")]
