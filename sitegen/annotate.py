"""An article and its matchers → the article with its mentions.

The order of work is the order of `annotate`; each step is one function below.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from .match import Hit, Matcher, longest
from .model import Annotated, Article, Density, Entry, Key, Mention, Problem, Quote, Severity, Where
from .quotes import Ground, Span, hits_of, in_context, place, quoted, telling
from .settings import Settings


@dataclass(frozen=True, slots=True)
class _Placed:
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
    quotes = _spans_by_quote(hits)
    placed, problems = _place_quotes(hits, own, quotes, ground)
    switched_off, met, more = _switched_off(hits, own, quotes, ground)
    problems += more
    names = _open_names(hits, switched_off, settings, ground)
    chosen, more = _resolve(names, ground)
    problems += more
    both = sorted(
        [*placed, *_crossed(chosen, placed)],
        key=lambda one: (one.start, -one.end, not one.by_quote),
    )
    mentions = _mentions(both, settings, ground)
    annotated = Annotated(
        article,
        mentions,
        _numbers(both, mentions),
        found=frozenset(hit.claim.entry.key for hit in names).union(
            one.entry.key for one in placed
        ),
        met=met,
    )
    return annotated, problems


# ── Quotes ──────────────────────────────────────────────────────────────────


def _spans_by_quote(hits: Iterable[Hit]) -> dict[Quote, list[Span]]:
    spans: dict[Quote, list[Span]] = {}
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
    hits: Sequence[Hit], own: Iterable[Entry], spans: Mapping[Quote, list[Span]], ground: Ground
) -> tuple[list[_Placed], list[Problem]]:
    placed, problems = [], []
    for entry in _entries(hits, own):
        quote = entry.quote
        if quote is None or (not entry.scope and quote not in spans):
            continue
        places, problem = place(quote, spans.get(quote, ()), ground)
        placed += [_Placed(start, end, entry, by_quote=True) for start, end in places]
        if problem is not None:
            problems.append(problem)
    return placed, problems


def _switched_off(
    hits: Sequence[Hit], own: Iterable[Entry], spans: Mapping[Quote, list[Span]], ground: Ground
) -> tuple[dict[Key, list[Span]], frozenset[Where], list[Problem]]:
    """The places where each entry is not to be mentioned, by its `not_here`."""
    off: dict[Key, list[Span]] = {}
    met: set[Where] = set()
    problems = []
    for entry in _entries(hits, own):
        for quote in entry.not_here:
            if not entry.scope and quote not in spans:
                continue
            places, problem = place(quote, spans.get(quote, ()), ground)
            if problem is not None:
                problems.append(problem)
                continue
            met.add(quote.where)
            off.setdefault(entry.key, []).extend(places)
            if not any(_is_name_of(hit, entry, places) for hit in hits):
                message = f"not_here: '{quote.text}' switches nothing off for '{entry.name}'"
                problems.append(Problem(quote.where, message, severity=Severity.WARNING))
    return off, frozenset(met), problems


def _is_name_of(hit: Hit, entry: Entry, places: Iterable[Span]) -> bool:
    is_name = hit.claim.quote is None and hit.claim.entry.key == entry.key
    return is_name and any(hit.start < end and start < hit.end for start, end in places)


# ── Names ───────────────────────────────────────────────────────────────────


def _open_names(
    hits: Iterable[Hit], off: Mapping[Key, list[Span]], settings: Settings, ground: Ground
) -> list[Hit]:
    """The names that may be mentioned where they stand."""
    zones = settings.zones.open
    return [
        hit
        for hit in hits
        if hit.claim.quote is None
        and ground.block(hit.start).zone in zones
        and ground.is_open(hit.start, hit.end)
        and not _is_name_of(hit, hit.claim.entry, off.get(hit.claim.entry.key, ()))
    ]


def _resolve(names: Iterable[Hit], ground: Ground) -> tuple[list[_Placed], list[Problem]]:
    """Keep the longest of overlapping names, and no name that two entries claim."""
    chosen: list[_Placed] = []
    disputed: dict[tuple[Key, ...], list[Span]] = {}
    entries: dict[Key, Entry] = {}
    for span, claimants in longest(names, len(ground.prose)):
        entries |= claimants
        if len(claimants) == 1:
            (entry,) = claimants.values()
            chosen.append(_Placed(*span, entry, by_quote=False))
        else:
            disputed.setdefault(tuple(claimants), []).append(span)
    problems = [
        _dispute([entries[key] for key in keys], sorted(spans), ground)
        for keys, spans in disputed.items()
    ]
    return chosen, problems


def _dispute(entries: Sequence[Entry], spans: Sequence[Span], ground: Ground) -> Problem:
    words = ground.prose[slice(*spans[0])]
    names = " and ".join(
        f"'{entry.name}' ({entry.where.path}:{entry.where.line})" for entry in entries
    )
    twins = [
        span for span in hits_of(Quote(words, entries[0].where), ground) if ground.is_open(*span)
    ]
    rules = [", ".join([f"quote: {quoted(words)}", telling(span, twins, ground)]) for span in spans]
    details = tuple(
        f"{in_context(span, ground)}  → not_here: [{{{rule.removesuffix(', ')}}}]"
        for span, rule in zip(spans, rules, strict=True)
    )
    hint = (
        "leave the form out of all entries but one, or paste the rule behind a place"
        " into the entries that are not meant there"
    )
    return Problem(entries[-1].where, f"'{words}' may mean {names}", hint, details=details)


def _crossed(names: Iterable[_Placed], quotes: Sequence[_Placed]) -> list[_Placed]:
    """The names, those that a quote cuts through marked so: quotes beat names."""
    return [replace(name, crossed=any(_cuts(quote, name) for quote in quotes)) for name in names]


def _cuts(quote: _Placed, name: _Placed) -> bool:
    apart = quote.end <= name.start or name.end <= quote.start
    encloses = quote.start <= name.start and name.end <= quote.end
    return not apart and not encloses


# ── What the reader sees ────────────────────────────────────────────────────


def _mentions(placed: Iterable[_Placed], settings: Settings, ground: Ground) -> tuple[Mention, ...]:
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
        id_ = f"at-{one.entry.address}-{counts[key]}"
        mentions.append(Mention(id_, key, one.start, one.end, marked))
    return tuple(mentions)


def _density(placed: _Placed, settings: Settings) -> Density:
    entry = placed.entry
    chosen = entry.mark or settings.marks.get(entry.kind.name)
    return chosen or (Density.ALL if placed.by_quote else settings.mark)


def _unit(density: Density, placed: _Placed, ground: Ground) -> int:
    """The number of the stretch of text in which only the first mention is marked."""
    if density is Density.SECTION:
        return ground.block(placed.start).section
    if density is Density.PARAGRAPH:
        return ground.block_number(placed.start)
    return 0


def _numbers(placed: Iterable[_Placed], mentions: Iterable[Mention]) -> dict[Key, int]:
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
