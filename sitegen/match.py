"""Entries → a matcher that finds all their names and quotes in one pass.

The automaton reports every hit, overlapping ones too. Leftmost-longest would
not do: a longer hit that fails at a word's edge would hide the good one inside
it, and a quote may enclose a name. What to keep is decided in `annotate`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from typing import NamedTuple

import ahocorasick_rs

from .edges import is_edge, is_end_of_name
from .fold import Folded, fold_written
from .model import Case, Entry, Form, Key, Quote
from .ordinary import ORDINARY


class Claim(NamedTuple):
    """That some words stand for an entry, and how exactly they must."""

    entry: Entry
    written: str
    """The words, folded but for their case."""
    exact: bool
    inflected: bool
    quote: Quote | None = None
    """The quote that the words are, None for a name."""
    plural: bool = False
    """The words are already a plural, made by rule."""


class Hit(NamedTuple):
    """A claim that a text meets, as a span of the text."""

    start: int
    end: int
    claim: Claim
    by_rule: bool = False
    """It is met by a plural made by rule, not by the words themselves."""


class _Pieces(NamedTuple):
    """What a matcher is made of, for another to be made of too."""

    claims: dict[int, tuple[Entry, Sequence[tuple[str, Claim]]]]
    """The patterns and claims of each entry, by its identity."""
    patterns: list[str]
    automaton: ahocorasick_rs.AhoCorasick


def _automaton(patterns: list[str]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick(patterns, matchkind=ahocorasick_rs.MatchKind.Standard)


class Matcher:
    """Finds the anchors of many entries in a text, in one pass over it.

    `inflect`: English plurals and possessives match without being listed.
    `former`: a matcher of nearly the same entries; what is the same serves again.
    """

    def __init__(
        self, entries: Iterable[Entry], *, inflect: bool = True, former: Matcher | None = None
    ) -> None:
        self._entries = tuple(entries)
        self.inflect = inflect
        old: _Pieces | None = (
            former.pieces if former is not None and former.inflect == inflect else None
        )
        known = old.claims if old is not None else {}
        by_entry = {
            id(entry): known.get(id(entry)) or (entry, tuple(_claims(entry, inflect=inflect)))
            for entry in self._entries
        }
        claims: dict[str, list[Claim]] = {}
        for _, its_claims in by_entry.values():
            for pattern, claim in its_claims:
                claims.setdefault(pattern, []).append(claim)
        self._claims = list(claims.values())
        patterns = list(claims)
        same = old is not None and old.patterns == patterns
        automaton = old.automaton if old is not None and same else _automaton(patterns)
        self.pieces: _Pieces = _Pieces(by_entry, patterns, automaton)

    def __reduce__(self) -> tuple[Callable[..., Matcher], tuple[tuple[Entry, ...]]]:
        """A matcher goes to another process as what it was made of: automata can't."""
        return partial(Matcher, inflect=self.inflect), (self._entries,)

    def find(self, text: str, folded: Folded) -> list[Hit]:
        """All hits in `text`, whose folded copy is `folded`, overlapping ones too."""
        if not self._claims:
            return []
        hits = []
        for pattern, begin, end in self.pieces.automaton.find_matches_as_indexes(
            folded.text, overlapping=True
        ):
            span = folded.span(begin, end)
            if span is None or not is_edge(text, span[0]):
                continue
            for claim in self._claims[pattern]:
                hit = self._hit(text, *span, claim)
                if hit is not None:
                    hits.append(hit)
        return hits

    def _hit(self, text: str, start: int, end: int, claim: Claim) -> Hit | None:
        possessive = self.inflect or claim.quote is not None
        ending = 0
        if not is_end_of_name(text, end, possessive=possessive):
            ending = _plural_ending(text, end, claim) if claim.inflected else 0
            if not ending or not is_end_of_name(text, end + ending, possessive=possessive):
                return None
        if claim.exact and fold_written(text[start:end]) != claim.written:
            return None
        return Hit(start, end + ending, claim, by_rule=bool(ending) or claim.plural)


def longest(names: Iterable[Hit], length: int) -> list[tuple[tuple[int, int], dict[Key, Entry]]]:
    """Of hits that overlap the longest, then the earlier, with all who claim it.

    `length` is that of the text. Words that one entry lists beat a plural that
    another makes of its own by rule.
    """
    by_span: dict[tuple[int, int], list[Hit]] = {}
    for hit in names:
        by_span.setdefault((hit.start, hit.end), []).append(hit)
    taken = bytearray(length)
    kept = []
    for start, end in sorted(by_span, key=lambda span: (span[0] - span[1], span[0])):
        if not any(taken[start:end]):
            taken[start:end] = b"\1" * (end - start)
            hits = by_span[start, end]
            listed = [hit for hit in hits if not hit.by_rule] or hits
            kept.append(((start, end), {hit.claim.entry.key: hit.claim.entry for hit in listed}))
    return kept


_ACRONYM = 5
"""How many capitals a form may have to be taken for an acronym."""


def matches_as_written(form: str, entry: Entry) -> bool:
    """Whether the case of `form` counts: see DESIGN.md section 4, rule 5."""
    if entry.case is not None:
        return entry.case is Case.EXACT
    if form.isupper() and " " not in form:
        capitals = sum(letter.isupper() for letter in form)
        if capitals <= _ACRONYM:
            return True
    one_word = " " not in form and form[:1].isupper()
    return one_word and (entry.kind.proper or form.lower() in ORDINARY)


def patterns(entry: Entry, *, inflect: bool) -> frozenset[str]:
    """What is looked for in folded texts: one that holds none of it does not know `entry`."""
    return frozenset(pattern for pattern, _ in _claims(entry, inflect=inflect))


def _claims(entry: Entry, *, inflect: bool) -> Iterator[tuple[str, Claim]]:
    """Each pattern to look for, folded with its case, and what it claims."""
    plural = inflect and entry.kind.plural
    for form in entry.forms:
        yield from _claims_of_form(entry, form, plural=plural)
    if entry.quote is not None:
        yield from _claims_of_quote(entry, entry.quote)
    for quote in entry.not_here:
        yield from _claims_of_quote(entry, quote)


def _claims_of_form(entry: Entry, form: Form, *, plural: bool) -> Iterator[tuple[str, Claim]]:
    written = fold_written(form.text).strip()
    exact = matches_as_written(form.text, entry)
    inflected = plural and _ENGLISH_END.search(written) is not None
    yield written.casefold(), Claim(entry, written, exact, inflected)
    if inflected and _CHANGING_END.search(written):
        many = f"{written[:-1]}ies"
        yield many.casefold(), Claim(entry, many, exact, inflected=False, plural=True)


def _claims_of_quote(entry: Entry, quote: Quote) -> Iterator[tuple[str, Claim]]:
    exact = entry.case is not Case.IGNORE
    written = fold_written(quote.text).strip()
    yield written.casefold(), Claim(entry, written, exact, inflected=False, quote=quote)


_ENGLISH_END = re.compile("[A-Za-z\u00c0-\u024f]$")
_CHANGING_END = re.compile("[^aeiouAEIOU\\W]y$")
_HISSING_END = re.compile("(?:s|x|z|ch|sh)$", re.IGNORECASE)


def _plural_ending(text: str, end: int, claim: Claim) -> int:
    """The length of the plural ending at `text[end]`, 0 where there is none."""
    ending = "es" if _HISSING_END.search(claim.written) else "s"
    # WHOS would be the capitals of another word.
    endings = (ending,) if claim.exact else (ending, ending.upper())
    return len(ending) if text.startswith(endings, end) else 0
