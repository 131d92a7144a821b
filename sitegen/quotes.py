"""Hits of a quote → the places it means, or a report that settles the matter.

A quote is placed exactly or not at all. Likeness is measured only to tell the
editor where the words may have gone.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from textwrap import shorten

from .edges import is_edge, is_end_of_name
from .excerpt import head, tail
from .fold import Folded, fold, fold_written
from .model import BARRIER, Article, Block, Problem, Quote, Where
from .source import where

Span = tuple[int, int]

_NEAREST = 3
_LIKE = 60.0
"""Passages less alike than this, of 100, are not worth naming."""
_NAMED = 60
_MOST_WORDS = 12
_AROUND = 30


@dataclass(frozen=True, slots=True)
class Ground:
    """An article made ready for finding: its folded copy and the order of its blocks."""

    article: Article
    folded: Folded
    starts: tuple[int, ...]

    @classmethod
    def of(cls, article: Article) -> Ground:
        text = article.text
        return cls(article, fold(text.prose), tuple(block.start for block in text.blocks))

    @property
    def prose(self) -> str:
        return self.article.text.prose

    def block(self, offset: int) -> Block:
        return self.article.text.blocks[self.block_number(offset)]

    def block_number(self, offset: int) -> int:
        return bisect_right(self.starts, offset) - 1

    def is_open(self, start: int, end: int) -> bool:
        """Whether a mark may span `start` to `end`: in one block, and off links and code."""
        if end > self.block(start).end:
            return False
        closed = self.article.text.closed
        before_end = bisect_right(closed, (end, -1))
        return not before_end or closed[before_end - 1][1] <= start

    def where(self, offset: int) -> Where:
        return where(self.article.source, self.article.text.origin[offset])


def place(quote: Quote, hits: Sequence[Span], ground: Ground) -> tuple[list[Span], Problem | None]:
    """The places that `quote` means, among all `hits` of its words.

    Returns no place and a problem where the quote is nowhere, or in more
    places than it says it is.
    """
    good = [span for span in sorted(set(hits)) if ground.is_open(*span)]
    if not good:
        return [], _orphan(quote, hits, ground)
    fit = [span for span in good if _fits(quote, span, ground.prose)]
    if not fit:
        return [], _misfit(quote, good, ground)
    if quote.occurrence == "all":
        return fit, None
    if quote.occurrence:
        return _chosen(quote, quote.occurrence, fit, ground)
    if len(fit) > 1:
        return [], _ambiguous(quote, fit, ground)
    return fit, None


def hits_of(quote: Quote, ground: Ground) -> list[Span]:
    """All hits of the words of one quote, found without a matcher."""
    words, written = fold(quote.text).text, fold_written(quote.text)
    hits, at = [], ground.folded.text.find(words)
    while at >= 0:
        span = ground.folded.span(at, at + len(words))
        if span is not None and _stands(written, span, ground.prose):
            hits.append(span)
        at = ground.folded.text.find(words, at + 1)
    return hits


def _stands(written: str, span: Span, prose: str) -> bool:
    """Whether `span` begins and ends at word edges and reads as `written`, its case too."""
    at_edges = is_edge(prose, span[0]) and is_end_of_name(prose, span[1], possessive=True)
    return at_edges and fold_written(prose[slice(*span)]) == written


def telling(span: Span, twins: Sequence[Span], ground: Ground) -> str:
    """YAML that tells `span` from its `twins`: the shortest `before` or `after`.

    Where the words around are the same for ten words and more, its number.
    """
    others = [twin for twin in twins if twin != span]
    if not others:
        return ""
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
    return f"occurrence: {sorted([*others, span]).index(span) + 1}"


def quoted(words: str) -> str:
    """`words` as a YAML scalar in quotes that may be pasted as it is."""
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def in_context(span: Span, ground: Ground) -> str:
    """`span` with its place and some words on each side, for a message."""
    block, prose = ground.block(span[0]), ground.prose
    before = tail(prose[block.start : span[0]], _AROUND)
    after = head(prose[span[1] : block.end], _AROUND)
    words = f"{before}{prose[slice(*span)]}{after}".replace(BARRIER, " ")
    place = ground.where(span[0])
    return f"{place.path}:{place.line}:{place.column}: {' '.join(words.split())}"


# ── What stands beside a quote ──────────────────────────────────────────────


def _fits(quote: Quote, span: Span, prose: str) -> bool:
    return _follows(prose, span[0], quote.before) and _precedes(prose, span[1], quote.after)


def _follows(prose: str, at: int, before: str) -> bool:
    wanted = fold_written(before).strip()
    left = fold_written(
        prose[max(at - 3 * len(before) - 20, 0) : at].replace(BARRIER, " ")
    ).rstrip()
    return left.endswith(wanted) and (not wanted or is_edge(left, len(left) - len(wanted)))


def _precedes(prose: str, at: int, after: str) -> bool:
    wanted = fold_written(after).strip()
    right = fold_written(prose[at : at + 3 * len(after) + 20].replace(BARRIER, " ")).lstrip()
    return right.startswith(wanted) and (not wanted or is_edge(right, len(wanted)))


def _chosen(
    quote: Quote, numbers: tuple[int, ...], fit: list[Span], ground: Ground
) -> tuple[list[Span], Problem | None]:
    missing = [number for number in numbers if number > len(fit)]
    if not missing:
        return [fit[number - 1] for number in numbers], None
    message = f"{_name(quote)} has no occurrence {missing[0]} in {ground.article.source.path}"
    details = tuple(in_context(span, ground) for span in fit)
    return [], Problem(quote.where, message, f"it stands there {_times(len(fit))}", details=details)


# ── Reports ─────────────────────────────────────────────────────────────────


def _ambiguous(quote: Quote, fit: list[Span], ground: Ground) -> Problem:
    message = f"{_name(quote)} stands {_times(len(fit))} in {ground.article.source.path}"
    details = tuple(f"{in_context(span, ground)}  → {telling(span, fit, ground)}" for span in fit)
    return Problem(quote.where, message, "add the line behind the place you mean", details=details)


def _misfit(quote: Quote, good: list[Span], ground: Ground) -> Problem:
    sides = [f"after {quoted(quote.before)}"] * bool(quote.before)
    sides += [f"before {quoted(quote.after)}"] * bool(quote.after)
    message = f"{_name(quote)} stands nowhere {' and '.join(sides)}"
    details = tuple(
        f"{in_context(span, ground)}  → {telling(span, good, ground)}".removesuffix("  → ")
        for span in good
    )
    hint = "'before' and 'after' are the words right beside the quote"
    return Problem(quote.where, message, hint, details=details)


def _orphan(quote: Quote, hits: Sequence[Span], ground: Ground) -> Problem:
    message = f"{_name(quote)} is nowhere in {ground.article.source.path}"
    hint, details = _why(quote, hits, ground)
    return Problem(quote.where, message, hint, details=details)


def _why(quote: Quote, hits: Sequence[Span], ground: Ground) -> tuple[str, tuple[str, ...]]:
    """A hint on what became of the words, and the places it speaks of."""
    words, text = fold(quote.text).text, ground.folded.text
    if hits:
        places = tuple(in_context(span, ground) for span in sorted(set(hits)))
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
        passage = fold(ground.prose[block.start : block.end])
        near = partial_ratio_alignment(words, passage.text, score_cutoff=_LIKE)
        if near is None or near.dest_start == near.dest_end:
            continue
        start = block.start + passage.start[near.dest_start]
        end = block.start + passage.stop[near.dest_end - 1]
        found.append((near.score, start, end))
    found.sort(key=lambda one: (-one[0], one[1]))
    return tuple(
        f"{in_context((start, end), ground)}  ({score:.0f} of 100 alike)"
        for score, start, end in found[:_NEAREST]
    )


def _name(quote: Quote) -> str:
    return f"'{shorten(quote.text, _NAMED, placeholder='…')}'"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")
