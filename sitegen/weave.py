"""Received words and marks → HTML in which both stand, each whole.

Marks may nest and cross one another and the received markup. The words are cut
wherever any of them begins or ends, and every cut piece is wrapped in all the
marks that it belongs to, the longest outermost. Of those that are links only
the innermost is one there, so that no link stands in another.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from html import escape

from .model import Piece


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the prose, and how it is to be shown.

    A mark without `href` only holds its place, one without `id` is never
    linked to; `after` is markup that follows its last words, outside every link.
    """

    start: int
    end: int
    id: str
    css: str
    href: str = ""
    after: str = ""
    label: str = ""
    """What a link adds for those who hear it, "" for nothing."""
    number: int = 0
    """What its last words are numbered with on paper, 0 for nothing."""


@dataclass(slots=True)
class _Loom:
    """What is still to be woven, and what is done."""

    prose: str
    waiting: list[Mark]
    """Marks that have not begun, the next one last."""
    cuts: list[int]
    """Where marks begin or end, the next one last."""
    over: list[Mark] = field(default_factory=list)
    """Marks that the words at hand belong to, the longest first."""
    begun: set[str] = field(default_factory=set)
    linked: set[Mark] = field(default_factory=set)
    html: list[str] = field(default_factory=list)


def weave(prose: str, pieces: Iterable[Piece], marks: Sequence[Mark]) -> str:
    """Write out `pieces`, the spans of `prose` in them escaped and marked."""
    if not marks:
        return "".join(
            piece if isinstance(piece, str) else escape(prose[slice(*piece)], quote=False)
            for piece in pieces
        )
    waiting = sorted(marks, key=lambda mark: (mark.start, -mark.end))[::-1]
    cuts = sorted({edge for mark in marks for edge in (mark.start, mark.end)}, reverse=True)
    loom = _Loom(prose, waiting, cuts)
    for piece in pieces:
        if isinstance(piece, str):
            loom.html.append(piece)
        else:
            _weave_span(loom, *piece)
    return "".join(loom.html)


def _weave_span(loom: _Loom, start: int, end: int) -> None:
    while start < end:
        while loom.cuts and loom.cuts[-1] <= start:
            loom.cuts.pop()
        stop = min(loom.cuts[-1], end) if loom.cuts else end
        _weave_cut(loom, start, stop)
        start = stop


def _weave_cut(loom: _Loom, start: int, stop: int) -> None:
    """Write a stretch in which no mark begins or ends."""
    _let_begin(loom, start)
    words = loom.prose[start:stop]
    # A link around nothing but a space has no name to be called by.
    links = [mark for mark in loom.over if mark.href] if not words.isspace() else []
    closing = []
    for mark in loom.over:
        is_link = mark is links[-1] if links else False
        loom.html.append(_open(loom, mark, stop, is_link=is_link))
        closing.append("</a>" if is_link else "</span>")
    loom.html.append(escape(words, quote=False))
    loom.html.extend(reversed(closing))
    loom.html.extend(_after(loom, mark) for mark in loom.over if mark.end == stop)


def _let_begin(loom: _Loom, start: int) -> None:
    over = [mark for mark in loom.over if mark.end > start]
    while loom.waiting and loom.waiting[-1].start <= start:
        mark = loom.waiting.pop()
        if mark.end > start:  # else it stands in words that are written elsewhere
            over.append(mark)
    loom.over = sorted(over, key=lambda mark: mark.start - mark.end)


def _open(loom: _Loom, mark: Mark, stop: int, *, is_link: bool) -> str:
    place = _place(loom, mark)
    css = f' class="{mark.css}"' if mark.css else ""
    number = f' data-n="{mark.number}"' if mark.number and stop == mark.end else ""
    if not is_link:
        return f"<span{place}{css}{number}>"
    # A keyboard stops once at a mark, however many pieces it is cut into.
    again = ' tabindex="-1"' if mark in loom.linked else ""
    loom.linked.add(mark)
    return f'<a{place}{css} href="{escape(mark.href)}"{again}{number}>'


def _place(loom: _Loom, mark: Mark) -> str:
    """The attribute by which the pieces of one mark are known: the first has its id."""
    if not mark.id:
        return ""
    first = mark.id not in loom.begun
    loom.begun.add(mark.id)
    return f' id="{mark.id}"' if first else f' data-part-of="{mark.id}"'


def _after(loom: _Loom, mark: Mark) -> str:
    """What follows a mark; where others took all its words, a link of its own."""
    if not mark.href or mark in loom.linked:
        return mark.after
    link = f'<a data-part-of="{mark.id}" class="{mark.css}" href="{escape(mark.href)}" aria-label="{escape(mark.label)}">°</a>'
    return f'<sup class="also" data-generated>{link}</sup>{mark.after}'
