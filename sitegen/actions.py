"""What the preview's page may ask for: selected words → an entry in its sidecar, or why not.

Nothing is written before the whole site has been tried with it. Each action
takes the values of a request, whose fields and types `serve` has checked, and
may be called from any thread; those that write are called one at a time.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from .coverage import coverage
from .drafts import (
    Asked,
    Draft,
    Known,
    asked_of,
    draft,
    from_ink,
    ink_of,
    not_here,
    sidecar_for,
    to_ink,
)
from .edits import Edit, append, switch_off
from .fields import listed, readers
from .fold import as_typed
from .kinds import KINDS
from .live import LiveSite
from .model import Entry, Kind, Mention, Problem, Where, errors_of
from .report import machine
from .sidecar import Common
from .spelling import did_you_mean
from .swap import held

_MOST_UNDOS = 100


@dataclass(frozen=True, slots=True)
class Answer:
    """What an action answers, and the files of the site that it wrote."""

    body: Mapping[str, Any]
    status: int = 200
    wrote: tuple[str, ...] = ()


Action = Callable[[Mapping[str, Any]], Answer]
"""From the values of a request to its answer. Called from any thread."""


class Refused(Exception):
    """An action that is not done, and nothing with it."""

    def __init__(self, *problems: Problem, status: int = 409) -> None:
        super().__init__(*problems)
        self.problems, self.status = problems, status


def actions_on(live: LiveSite) -> Mapping[str, Action]:
    """All actions on a site, by their address."""
    desk = _Desk(live)
    actions: dict[str, Action] = {
        "kinds": desk.kinds,
        "coverage": desk.coverage,
        "entry": desk.entry,
        "draft": desk.draft,
        "add": desk.add,
        "not-here": desk.not_here,
        "undo": desk.undo,
    }
    return {name: _answering(action) for name, action in actions.items()}


def _answering(action: Action) -> Action:
    def answer(asked: Mapping[str, Any]) -> Answer:
        try:
            return action(asked)
        except Refused as refused:
            problems = [machine(problem) for problem in refused.problems]
            return Answer({"problems": problems}, refused.status)

    return answer


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A draft, and the sidecar that it is for."""

    kind: Kind
    path: str
    scope: str
    known: Known
    draft: Draft


class _Desk:
    """The actions of one session, and what of them can be undone."""

    def __init__(self, live: LiveSite) -> None:
        self._live = live
        self._undos: dict[str, Edit] = {}

    # ── Questions ───────────────────────────────────────────────────────────

    def kinds(self, _: Mapping[str, Any]) -> Answer:
        """The kinds, and the fields of each that an editor may fill in."""
        return Answer({"kinds": [_offered(kind) for kind in KINDS.values()]})

    def coverage(self, asked: Mapping[str, Any]) -> Answer:
        """The words of an article that nothing explains, with the kinds that could."""
        known = self._known(asked["slug"])
        prose = known.article.text.prose
        spans = []
        for gap in coverage(known.annotated, KINDS):
            start, end = to_ink(prose, (gap.start, gap.end))
            spans.append({"start": start, "end": end, "words": gap.words, "suggests": gap.kinds})
        return Answer({"spans": spans})

    def entry(self, asked: Mapping[str, Any]) -> Answer:
        """Where the entry of a mention is."""
        _, entry = _meant(self._known(asked["slug"]), asked["mention"])
        return Answer({"path": entry.where.path, "line": entry.where.line})

    def draft(self, asked: Mapping[str, Any]) -> Answer:
        """What would be added."""
        drafted = self._drafted(asked)
        made = drafted.draft
        words = as_typed(drafted.known.article.text.prose[slice(*made.span)])
        problems = [machine(_placeless(one, drafted.path)) for one in made.problems]
        return Answer(
            {
                "file": drafted.path,
                "yaml": made.yaml,
                "words": words,
                "mentions": made.mentions,
                "aliases": made.aliases,
                "asked": [one._asdict() for one in made.asked],
                "problems": problems,
            }
        )

    # ── What writes ─────────────────────────────────────────────────────────

    def add(self, asked: Mapping[str, Any]) -> Answer:
        """Add an entry to the end of its sidecar."""
        drafted = self._drafted(asked)
        errors = [_placeless(one, drafted.path) for one in errors_of(drafted.draft.problems)]
        if errors:
            raise Refused(*errors)
        path, data = drafted.path, self._held(drafted.path)
        edit, problems = append(path, drafted.kind, drafted.scope, data, drafted.draft.yaml)
        return self._written(edit, problems)

    def not_here(self, asked: Mapping[str, Any]) -> Answer:
        """Switch a mention off, by the `not_here` of its entry."""
        if self._live.result.errors:
            message = "with errors in the site, the page may not be what the files say"
            raise Refused(Problem(Where(""), message, "mend them first"))
        known = self._known(asked["slug"])
        mention, entry = _meant(known, asked["mention"])
        others = () if entry.scope else self._live.annotated()
        item, problems = not_here(entry, mention, known.article, others)
        data = self._held(entry.where.path)
        if not item or data is None:
            raise Refused(*problems)
        return self._written(*switch_off(entry.where.path, data, entry, item))

    def undo(self, asked: Mapping[str, Any]) -> Answer:
        """Take back what was written, if the file still holds it."""
        edit = self._undos.get(asked["undo"])
        if edit is None:
            message = "this can't be taken back any more"
            raise Refused(Problem(Where(""), message, "take it out by hand"))
        self._write(*edit.undone(self._held(edit.path)))
        del self._undos[asked["undo"]]
        return Answer({"file": edit.path, "line": edit.where.line}, wrote=(edit.path,))

    def _written(self, edit: Edit | None, problems: Sequence[Problem]) -> Answer:
        edit = self._write(edit, problems)
        name = secrets.token_hex(8)
        self._undos[name] = edit
        for old in list(self._undos)[:-_MOST_UNDOS]:
            del self._undos[old]
        body = {"undo": name, "file": edit.path, "line": edit.where.line}
        return Answer(body, wrote=(edit.path,))

    def _write(self, edit: Edit | None, problems: Sequence[Problem]) -> Edit:
        """Write an edit if there is one, and the site has no new error with it."""
        if edit is None:
            raise Refused(*problems)
        if problems := self._live.put(edit):
            raise Refused(*problems)
        return edit

    # ── What is known ───────────────────────────────────────────────────────

    def _known(self, slug: str) -> Known:
        known = self._live.known(slug)
        if known is None:
            raise Refused(Problem(Where(""), "there is no such article"), status=404)
        return known

    def _drafted(self, asked: Mapping[str, Any]) -> _Drafted:
        known = self._known(asked["slug"])
        kind = KINDS.get(asked["kind"])
        if kind is None:
            raise Refused(Problem(Where(""), "there is no such kind"), status=404)
        prose = known.article.text.prose
        span = from_ink(prose, asked["start"], asked["end"])
        if span is None or ink_of(prose[slice(*span)]) != ink_of(asked["words"]):
            message = "other words than those selected are at this place now"
            raise Refused(Problem(Where(""), message, "select them again"))
        path, scope = sidecar_for(kind, known.article.slug, self._live.paths)
        values = _values(kind, asked["values"])
        return _Drafted(kind, path, scope, known, draft(kind, (path, scope), span, values, known))

    def _held(self, path: str) -> bytes | None:
        try:
            return held(self._live.root, path)
        except OSError as error:
            raise Refused(Problem(Where(path), error.strerror or str(error))) from error


def _placeless(problem: Problem, path: str) -> Problem:
    """A problem of what is not in its file yet, so that no line can be told."""
    return replace(problem, where=Where("")) if problem.where.path == path else problem


def _meant(known: Known, id_: str) -> tuple[Mention, Entry]:
    """The mention of that id, and its entry."""
    for mention in known.annotated.mentions:
        if mention.id == id_:
            entries = [*known.shared, *known.own]
            return mention, next(one for one in entries if one.key == mention.entry)
    raise Refused(Problem(Where(""), "there is no such mention any more"), status=404)


# ── Fields ──────────────────────────────────────────────────────────────────


def _offered(kind: Kind) -> dict[str, Any]:
    asked = asked_of(kind)
    if kind.named:
        named = Asked(kind.named, needed=True, value="", is_prose=False)
        also = Asked("also", needed=False, value="", is_prose=False)
        asked = (named, *asked, also)
    fields = [one._asdict() for one in asked]
    return {"name": kind.name, "one": kind.one, "named": kind.named, "fields": fields}


def _values(kind: Kind, given: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """The values of a request as texts and lists of texts."""
    known = {*readers(kind.record), *readers(Common)}
    lists = listed(kind.record) | listed(Common)
    values: dict[str, str | list[str]] = {}
    for name, value in given.items():
        if name not in known:
            message = f"{kind.one}: there is no such field"
            raise Refused(Problem(Where(""), message, did_you_mean(name, known)))
        # A list is typed into one field, with commas.
        parts = value.split(",") if isinstance(value, str) and name in lists else value
        if isinstance(parts, list):
            values[name] = [text for one in parts if (text := _text(name, one))]
        else:
            values[name] = _text(name, parts)
    return values


def _text(name: str, value: object) -> str:
    text = "" if value is None else value if isinstance(value, str) else json.dumps(value)
    if isinstance(value, dict | list) or text.encode(errors="replace").decode() != text:
        raise Refused(Problem(Where(""), f"{name}: wanted text"))
    return text.strip()
