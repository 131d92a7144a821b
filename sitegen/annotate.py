"""An article and its matchers → the article with its mentions.

The order of work is the order of `annotate`; each step is one function below.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .cover import Cover
from .fold import as_typed
from .match import Hit, Matcher, longest
from .model import (
    Annotated,
    Article,
    Case,
    Density,
    Entry,
    Key,
    Mention,
    Problem,
    Quote,
    Where,
    warning,
)
from .quotes import MOST_PLACES, Ground, Span, hits_of, in_context, place, telling
from .scalars import quoted
from .settings import Settings


@dataclass(frozen=True, slots=True)
class _Found:
    """An entry at a place, before it is decided what the reader sees of it."""

    start: int
    end: int
    entry: Entry
    by_quote: bool
    crossed: bool = False
    """A name that a quote cuts through: it counts, but can't be marked."""


def annotate(
    article: Article, matchers: Sequence[Matcher], own: Iterable[Entry], settings: Settings
) -> tuple[Annotated, list[Problem]]:
    """Find what `matchers` look for in `article`.

    Quotes of `own`, the entries of this article alone, must be found; those of
    entries that hold for every article need not be in each.
    """
    ground = Ground.of(article)
    hits = [hit for matcher in matchers for hit in matcher.find(ground.prose, ground.folded)]
    names = [hit for hit in hits if hit.claim.quote is None]
    quotes = _spans_by_quote(hits)
    entries = _entries(hits, own)
    placed, problems = _place_quotes(entries, quotes, ground)
    off, met, more = _switch_off(entries, names, quotes, ground)
    problems += more
    open_names = _open_names(names, off, settings, ground)
    chosen, more = _resolve(open_names, ground)
    problems += more
    cutting = [one for one in placed if _density(one, settings) is not Density.NONE]
    both = sorted(
        [*placed, *_crossed(chosen, cutting)],
        key=lambda one: (one.start, -one.end, not one.by_quote),
    )
    mentions = _mentions(both, settings, ground)
    quoted_keys = frozenset(entry.key for entry in entries if entry.quote in quotes)
    annotated = Annotated(
        article,
        mentions,
        _numbers(both, mentions),
        found=frozenset(hit.claim.entry.key for hit in names) | quoted_keys,
        markable=frozenset(hit.claim.entry.key for hit in open_names) | quoted_keys,
        met=met,
    )
    return annotated, problems


# ── Quotes ──────────────────────────────────────────────────────────────────


def _spans_by_quote(hits: Iterable[Hit]) -> dict[Quote | None, list[Span]]:
    spans: dict[Quote | None, list[Span]] = {}
    for hit in hits:
        if hit.claim.quote is not None:
            spans.setdefault(hit.claim.quote, []).append((hit.start, hit.end))
    return spans


def _entries(hits: Iterable[Hit], own: Iterable[Entry]) -> list[Entry]:
    """The entries that a hit is of, and the article's own whether hit or not."""
    entries = {entry.key: entry for entry in own}
    for hit in hits:
        entries.setdefault(hit.claim.entry.key, hit.claim.entry)
    return list(entries.values())


def _place_quotes(
    entries: Iterable[Entry], spans: Mapping[Quote | None, list[Span]], ground: Ground
) -> tuple[list[_Found], list[Problem]]:
    placed, problems = [], []
    for entry in entries:
        if entry.quote is None:
            continue
        hits = spans.get(entry.quote, ())
        places, problem = place(entry.quote, hits, ground, must=bool(entry.scope))
        placed += [_Found(start, end, entry, by_quote=True) for start, end in places]
        problems += [problem] if problem else []
    return placed, problems


def _switch_off(
    entries: Iterable[Entry],
    names: Iterable[Hit],
    spans: Mapping[Quote | None, list[Span]],
    ground: Ground,
) -> tuple[dict[Key, Cover], frozenset[tuple[Key, int]], list[Problem]]:
    """Where each entry is not to be mentioned, by its `not_here`.

    Returns the places by entry, which of the exceptions stand in this article,
    and what is wrong with them.
    """
    off: dict[Key, Cover] = {}
    met: set[tuple[Key, int]] = set()
    problems = []
    excepting = [entry for entry in entries if entry.not_here]
    standing = _cover_by_entry(names) if excepting else {}
    for entry in excepting:
        covered: list[Span] = []
        for number, quote in enumerate(entry.not_here):
            hits = spans.get(quote, ())
            places, problem = place(quote, hits, ground, must=bool(entry.scope))
            problems += [problem] if problem else []
            if places or problem:
                met.add((entry.key, number))
            covered += places
            cover = standing.get(entry.key, Cover(()))
            if places and not any(cover.touches(*span) for span in places):
                message = f"not_here: '{quote.text}' switches nothing off for '{entry.name}'"
                problems.append(warning(quote.where, message))
        off[entry.key] = Cover(covered)
    return off, frozenset(met), problems


def _cover_by_entry(names: Iterable[Hit]) -> dict[Key, Cover]:
    spans: dict[Key, list[Span]] = {}
    for hit in names:
        spans.setdefault(hit.claim.entry.key, []).append((hit.start, hit.end))
    return {key: Cover(places) for key, places in spans.items()}


# ── Names ───────────────────────────────────────────────────────────────────


def _open_names(
    names: Iterable[Hit], off: Mapping[Key, Cover], settings: Settings, ground: Ground
) -> list[Hit]:
    """The names that may be mentioned where they stand."""
    zones = settings.zones.open
    nowhere = Cover(())
    return [
        hit
        for hit in names
        if ground.block(hit.start).zone in zones
        and ground.is_open(hit.start, hit.end)
        and not off.get(hit.claim.entry.key, nowhere).touches(hit.start, hit.end)
    ]


def _resolve(names: Iterable[Hit], ground: Ground) -> tuple[list[_Found], list[Problem]]:
    """Keep the longest of overlapping names, and no name that two entries claim."""
    chosen: list[_Found] = []
    disputed: dict[tuple[Key, ...], list[Span]] = {}
    entries: dict[Key, Entry] = {}
    for span, claimants in longest(names, len(ground.prose)):
        entries |= claimants
        if len(claimants) == 1:
            (entry,) = claimants.values()
            chosen.append(_Found(*span, entry, by_quote=False))
        else:
            disputed.setdefault(tuple(claimants), []).append(span)
    problems = [
        _dispute([entries[key] for key in keys], sorted(spans), ground)
        for keys, spans in disputed.items()
    ]
    return chosen, problems


def _dispute(entries: Sequence[Entry], spans: Sequence[Span], ground: Ground) -> Problem:
    words = " ".join(ground.prose[slice(*spans[0])].split())
    names = " and ".join(
        f"'{entry.name}' ({entry.where.path}:{entry.where.line})" for entry in entries
    )
    details = tuple(
        f"{in_context(span, ground)}  → {_rule(entries, span, ground)}"
        for span in spans[:MOST_PLACES]
    )
    hint = (
        "leave the form out of all entries but one, or paste the rule behind a place"
        " into the entries that are not meant there"
    )
    return Problem(entries[-1].where, f"'{words}' may mean {names}", hint, details=details)


def _rule(entries: Sequence[Entry], span: Span, ground: Ground) -> str:
    exact = all(entry.case is not Case.IGNORE for entry in entries)
    return f"not_here: [{exception(span, ground, exact=exact)}]"


def exception(span: Span, ground: Ground, *, exact: bool) -> str:
    """A quote that means `span` and no other place, in YAML's flow style."""
    words = as_typed(ground.prose[slice(*span)])
    hits = hits_of(Quote(words, Where("")), ground, exact=exact)
    twins = [twin for twin in hits if ground.is_open(*twin)]
    told = telling(span, twins, ground)
    return f"{{quote: {quoted(words)}{told and f', {told}'}}}"


def _crossed(names: Iterable[_Found], quotes: Iterable[_Found]) -> list[_Found]:
    """The names, those that a quote cuts through marked so: quotes beat names."""
    edges = sorted({edge for quote in quotes for edge in (quote.start, quote.end)})
    return [replace(name, crossed=_is_cut(name, edges)) for name in names]


def _is_cut(name: _Found, edges: Sequence[int]) -> bool:
    """Whether one of the sorted `edges` of quotes lies inside `name`."""
    at = bisect_right(edges, name.start)
    return at < len(edges) and edges[at] < name.end


# ── What the reader sees ────────────────────────────────────────────────────


def _mentions(placed: Iterable[_Found], settings: Settings, ground: Ground) -> tuple[Mention, ...]:
    mentions = []
    seen: set[tuple[Key, Density, int]] = set()
    counts: Counter[Key] = Counter()
    for one in placed:
        key = one.entry.key
        counts[key] += 1
        density = _density(one, settings)
        unit = (key, density, _unit(density, one, ground))
        marked = not one.crossed and density is not Density.NONE and unit not in seen
        if marked and density is not Density.ALL:
            seen.add(unit)
        id_ = f"at-{one.entry.local}-{counts[key]}"
        mentions.append(Mention(id_, key, one.start, one.end, marked))
    return tuple(mentions)


def _density(placed: _Found, settings: Settings) -> Density:
    entry = placed.entry
    if entry.record.illustration:
        return Density.NONE  # it is shown there itself
    chosen = entry.mark or settings.marks.get(entry.kind.name)
    return chosen or (Density.ALL if placed.by_quote else settings.mark)


def _unit(density: Density, placed: _Found, ground: Ground) -> int:
    """The number of the stretch of text in which only the first mention is marked."""
    if density is Density.SECTION:
        return ground.block(placed.start).section
    if density is Density.PARAGRAPH:
        return ground.block_number(placed.start)
    return 0


def _numbers(placed: Iterable[_Found], mentions: Iterable[Mention]) -> dict[Key, int]:
    """Numbers for the entries whose kind is cited by number, in the order of their marks."""
    cited = [
        mention
        for one, mention in zip(placed, mentions, strict=True)
        if one.entry.kind.numbered and mention.marked
    ]
    numbers: dict[Key, int] = {}
    for mention in sorted(cited, key=lambda mention: mention.end):
        numbers.setdefault(mention.entry, len(numbers) + 1)
    return numbers
