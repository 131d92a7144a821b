"""Hits of a quote → the places it means, or a report that settles the matter.

A quote is placed exactly or not at all. Likeness is measured only to tell the
editor where the words may have gone.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from textwrap import shorten

from .cover import Cover
from .edges import is_edge, is_end_of_name
from .excerpt import head, tail, times
from .fold import Folded, fold, fold_written
from .model import BARRIER, Article, Block, Problem, Quote, Where
from .places import Places
from .scalars import quoted

Span = tuple[int, int]

_NEAREST = 3
_LIKE = 60.0
"""Passages less alike than this, of 100, are not worth naming."""
_NAMED = 60
_MOST_WORDS = 12
_MOST_COMPARED = 50
MOST_PLACES = 10
"""Of places and passages no more are listed in one report."""
_AROUND = 30


@dataclass(frozen=True)
class Ground:
    """An article made ready for finding: its folded copy and the order of its blocks."""

    article: Article
    folded: Folded
    starts: tuple[int, ...]
    closed: Cover

    @classmethod
    def of(cls, article: Article) -> Ground:
        text = article.text
        starts = tuple(block.start for block in text.blocks)
        return cls(article, fold(text.prose), starts, Cover(text.closed))

    @property
    def prose(self) -> str:
        return self.article.text.prose

    def block(self, offset: int) -> Block:
        return self.article.text.blocks[self.block_number(offset)]

    def block_number(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def is_open(self, start: int, end: int) -> bool:
        """Whether a mark may span `start` to `end`: in one block, and off links and code."""
        return end <= self.block(start).end and not self.closed.touches(start, end)

    @cached_property
    def _lines(self) -> Places:
        """The lines of the source, which only reports ask for."""
        return Places(self.article.source.text)

    def where(self, offset: int) -> Where:
        return self._lines.where(self.article.source.path, self.article.text.origin[offset])


def place(
    quote: Quote, hits: Sequence[Span], ground: Ground, *, must: bool = True
) -> tuple[list[Span], Problem | None]:
    """The places that `quote` means, among all `hits` of its words.

    Returns no place and a problem where the quote is in more places than it
    says it is or, if it `must` be in this article, nowhere.
    """
    good = [span for span in sorted(set(hits)) if ground.is_open(*span)]
    fit = [span for span in good if _fits(quote, span, ground.prose)]
    if not fit:
        return [], _unplaced(quote, hits, good, ground) if must else None
    if quote.occurrence and quote.occurrence != "all":
        return _chosen(quote, quote.occurrence, fit, ground)
    if len(fit) > 1 and not quote.occurrence:
        return [], _ambiguous(quote, fit, ground)
    return fit, None


def hits_of(quote: Quote, ground: Ground, *, exact: bool = True) -> list[Span]:
    """All hits of the words of one quote, found without a matcher.

    Unless `exact`, in letters of either case.
    """
    written = fold_written(quote.text).strip()
    words = written.casefold()
    hits, at = [], ground.folded.text.find(words)
    while at >= 0:
        span = ground.folded.span(at, at + len(words))
        if span is not None and _stands(written if exact else None, span, ground.prose):
            hits.append(span)
        at = ground.folded.text.find(words, at + 1)
    return hits


def _stands(written: str | None, span: Span, prose: str) -> bool:
    """Whether `span` begins and ends at word edges and, its case too, reads as `written`."""
    at_edges = is_edge(prose, span[0]) and is_end_of_name(prose, span[1], possessive=True)
    return at_edges and (written is None or fold_written(prose[slice(*span)]) == written)


def telling(span: Span, twins: Sequence[Span], ground: Ground) -> str:
    """YAML that tells `span` from its `twins`: the shortest `before` or `after`.

    Its number among them, which are in order, where the words around are the
    same for long, or the twins so many that only a number is quick to find.
    """
    others = [twin for twin in twins if twin != span]
    if not others:
        return ""
    number = f"occurrence: {sum(twin < span for twin in others) + 1}"
    if len(others) > _MOST_COMPARED:
        return number
    prose, block = ground.prose, ground.block(span[0])
    before = prose[block.start : span[0]].split()
    after = prose[span[1] : block.end].split()
    for count in range(1, _MOST_WORDS + 1):
        left = " ".join(before[-count:]) if count <= len(before) else ""
        if left and not any(_follows(prose, twin[0], left) for twin in others):
            return f"before: {quoted(left)}"
        right = " ".join(after[:count]) if count <= len(after) else ""
        if right and not any(_precedes(prose, twin[1], right) for twin in others):
            return f"after: {quoted(right)}"
    return number


def in_context(span: Span, ground: Ground) -> str:
    """`span` with its place and some words on each side, for a message."""
    block, prose = ground.block(span[0]), ground.prose
    before = tail(prose[max(block.start, span[0] - _AROUND - 1) : span[0]], _AROUND)
    after = head(prose[span[1] : min(block.end, span[1] + _AROUND + 1)], _AROUND)
    words = f"{before}{prose[slice(*span)]}{after}".replace(BARRIER, " ")
    place = ground.where(span[0])
    return f"{place.path}:{place.line}:{place.column}: {' '.join(words.split())}"


# ── What stands beside a quote ──────────────────────────────────────────────


def _fits(quote: Quote, span: Span, prose: str) -> bool:
    return _follows(prose, span[0], quote.before) and _precedes(prose, span[1], quote.after)


def _follows(prose: str, at: int, before: str) -> bool:
    wanted = fold_written(before).strip()
    left = _side(prose, at, len(wanted), last=True)
    return left.endswith(wanted) and (not wanted or is_edge(left, len(left) - len(wanted)))


def _precedes(prose: str, at: int, after: str) -> bool:
    wanted = fold_written(after).strip()
    right = _side(prose, at, len(wanted), last=False)
    return right.startswith(wanted) and (not wanted or is_edge(right, len(wanted)))


def _side(prose: str, at: int, most: int, *, last: bool) -> str:
    """So much of what comes before `at`, or after it, folded, as decides on `most` characters."""
    window = 2 * most + _AROUND
    while True:
        start, end = (max(at - window, 0), at) if last else (at, at + window)
        folded = fold_written(prose[start:end].replace(BARRIER, " "))
        folded = folded.rstrip() if last else folded.lstrip()
        if len(folded) > most + 1 or (start == 0 if last else end >= len(prose)):
            return folded
        window *= 2


def _chosen(
    quote: Quote, numbers: tuple[int, ...], fit: list[Span], ground: Ground
) -> tuple[list[Span], Problem | None]:
    missing = [number for number in numbers if number > len(fit)]
    if not missing:
        return [fit[number - 1] for number in numbers], None
    message = f"{_name(quote)} has no occurrence {missing[0]} in {ground.article.source.path}"
    details = tuple(in_context(span, ground) for span in fit[:MOST_PLACES])
    return [], Problem(quote.where, message, f"it stands there {times(len(fit))}", details=details)


# ── Reports ─────────────────────────────────────────────────────────────────


def _ambiguous(quote: Quote, fit: list[Span], ground: Ground) -> Problem:
    message = f"{_name(quote)} stands {times(len(fit))} in {ground.article.source.path}"
    details = tuple(
        f"{in_context(span, ground)}  → {telling(span, fit, ground)}" for span in fit[:MOST_PLACES]
    )
    return Problem(quote.where, message, "add the line behind the place you mean", details=details)


def _misfit(quote: Quote, good: list[Span], ground: Ground) -> Problem:
    sides = [f"after {quoted(quote.before)}"] * bool(quote.before)
    sides += [f"before {quoted(quote.after)}"] * bool(quote.after)
    message = f"{_name(quote)} stands nowhere {' and '.join(sides)}"
    details = tuple(
        f"{in_context(span, ground)}  → {telling(span, good, ground)}".removesuffix("  → ")
        for span in good[:MOST_PLACES]
    )
    hint = "'before' and 'after' are the words right beside the quote"
    return Problem(quote.where, message, hint, details=details)


def _unplaced(quote: Quote, hits: Sequence[Span], good: list[Span], ground: Ground) -> Problem:
    return _misfit(quote, good, ground) if good else _orphan(quote, hits, ground)


def _orphan(quote: Quote, hits: Sequence[Span], ground: Ground) -> Problem:
    message = f"{_name(quote)} is nowhere in {ground.article.source.path}"
    hint, details = _why(quote, hits, ground)
    return Problem(quote.where, message, hint, details=details)


def _why(quote: Quote, hits: Sequence[Span], ground: Ground) -> tuple[str, tuple[str, ...]]:
    """A hint on what became of the words, and the places it speaks of."""
    words, text = fold(quote.text).text, ground.folded.text
    if hits:
        places = tuple(in_context(span, ground) for span in sorted(set(hits))[:MOST_PLACES])
        return "the words stand only in a link or in code, where nothing is marked", places
    if words in text:
        span = ground.folded.span(text.index(words), text.index(words) + len(words))
        places = (in_context(span, ground),) if span else ()
        return "the letters stand there, but in another case or inside longer words", places
    if words in text.replace(BARRIER, " "):
        return "the words straddle two paragraphs; a quote lies within one", ()
    nearest = _nearest(words, ground)
    if not nearest:
        return "nothing there is like it", ()
    return "copy the words from the text; the nearest passages are above", nearest


def _nearest(words: str, ground: Ground) -> tuple[str, ...]:
    from rapidfuzz.fuzz import partial_ratio_alignment  # slow to import, rarely needed

    found = []
    for block in ground.article.text.blocks:
        first = bisect_left(ground.folded.start, block.start)
        last = bisect_left(ground.folded.start, block.end)
        near = partial_ratio_alignment(words, ground.folded.text[first:last], score_cutoff=_LIKE)
        if near is None or near.dest_start == near.dest_end:
            continue
        start = ground.folded.start[first + near.dest_start]
        end = ground.folded.stop[first + near.dest_end - 1]
        found.append((near.score, start, end))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        f"{in_context((start, end), ground)}  ({score:.0f} of 100 alike)"
        for score, start, end in found[:_NEAREST]
    )


def _name(quote: Quote) -> str:
    return f"'{shorten(quote.text, _NAMED, placeholder='…')}'"
