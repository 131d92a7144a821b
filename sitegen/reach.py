"""What articles share, before and after → which of them the change can touch.

An article stands as it is where it holds none of the words that entries are
found by, of those that changed: a matcher finds nothing but these.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from .match import patterns
from .model import Entry, Key, Quote
from .settings import Settings
from .steps import Common


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a change goes."""

    everywhere: bool = False
    """Every article must be annotated anew."""
    told: bool = False
    """An entry has another text or place, so that a report that tells of it is out of date."""
    words: frozenset[str] = frozenset()
    """What the entries that are found otherwise now were or are found by, folded."""

    @property
    def found(self) -> bool:
        """Whether anything is found otherwise now."""
        return self.everywhere or bool(self.words)

    def touches(self, text: str) -> bool:
        """Whether a folded text may be annotated otherwise now."""
        return self.everywhere or any(word in text for word in self.words)


def reach(old: Common, new: Common) -> Reach:
    """How far the change from `old` to `new` goes; entries that stayed are the same objects."""
    before, now = _by_key(old.entries), _by_key(new.entries)
    kept = [key for key in before if key in now]
    ordered = kept == [key for key in now if key in before]
    if _finding(old.settings) != _finding(new.settings) or not ordered:
        return Reach(everywhere=True, told=True)
    pairs = [
        (before.get(key), now.get(key))
        for key in before | now
        if before.get(key) is not now.get(key)
    ]
    changed = [one for pair in pairs if _anchors(pair[0]) != _anchors(pair[1]) for one in pair]
    inflect = new.settings.inflects
    words = (patterns(one, inflect=inflect) for one in changed if one is not None)
    return Reach(told=bool(pairs), words=frozenset[str]().union(*words))


def _by_key(entries: Iterable[Entry]) -> dict[Key, Entry]:
    return {entry.key: entry for entry in entries}


def _finding(settings: Settings) -> tuple[object, ...]:
    """The settings that have a say in what is found and marked."""
    return settings.mark, settings.marks, settings.zones, settings.inflects


def _anchors(entry: Entry | None) -> tuple[object, ...]:
    """All of an entry that has a say in what is found and marked: not where it stands."""
    if entry is None:
        return ()
    return (
        [form.text for form in entry.forms],
        [_words(quote) for quote in (entry.quote, *entry.not_here) if quote is not None],
        entry.quote is None,
        entry.mark,
        entry.case,
        entry.record.illustration,
    )


def _words(quote: Quote) -> tuple[object, ...]:
    return quote.text, quote.before, quote.after, quote.occurrence
