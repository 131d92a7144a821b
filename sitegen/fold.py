"""Text → a folded copy for comparing, with a map back to the text.

Two spellings that a reader takes for the same fold to the same: composed and
decomposed letters, curly and straight quotation marks, the kinds of dash, runs
of any white space, with or without soft hyphens and other invisible marks;
Arabic and Hebrew with or without vowel signs and stretched lines. What is
published is always the text, never its copy.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

_SAME = {
    " ": "\t\n\v\f\r\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000"
    + "".join(map(chr, range(0x2000, 0x200B))),
    "'": "\u2018\u2019\u201a\u201b\u02bc\u02b9\u2032\u2035\u0060\u00b4\uff07",
    '"': "\u201c\u201d\u201e\u201f\u2033\u2036\u00ab\u00bb\u301d\u301e\u301f\uff02",
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2e3a\u2e3b\ufe58\ufe63\uff0d",
}
_INVISIBLE = (
    "\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff"
    "\u00ad"
)
# The signs that most writers leave out: Hebrew points and accents, Arabic vowel
# signs, and tatweel, which only stretches a line; with shapes that hold nothing else.
_SIGNS = (
    "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\ufb1e"
    "\u0640\u064b-\u0652\u0670\ufc5e-\ufc63\ufcf2-\ufcf4\ufe70-\ufe7f"
)
# Shapes that stand for letters, as old files and PDFs have them.
_SHAPES = "\ufb1d\ufb1f-\ufc5d\ufc64-\ufcf1\ufcf5-\ufdff\ufe80-\ufefc"
_DROPPED = f"{_INVISIBLE}{_SIGNS}"
_TABLE = {ord(twin): one for one, twins in _SAME.items() for twin in twins}
_SPACE = f" {_SAME[' ']}"
_UNEVEN = rf"[{_DROPPED}{_SPACE}]{{2,}}|[{_DROPPED}]"
_UNEVEN_RUN = re.compile(_UNEVEN)
_INVISIBLE_ONE = re.compile(f"[{_INVISIBLE}]")
_SPACE_ONE = re.compile(f"[{_SPACE}]")
_SHAPE = re.compile(f"[{_SHAPES}]")
_SIGN_OR_SHAPE = re.compile(f"[{_SIGNS}{_SHAPES}]")
_MARK_AFTER_INVISIBLE = re.compile(f"[{_INVISIBLE}][^\0-\u02ff]")
"""Finds more than marks: what it finds is only folded with more care."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded copy of a text, letters of both cases made one.

    The character `text[i]` stands for `start[i]:stop[i]` of what was folded.
    """

    text: str
    start: Sequence[int]
    stop: Sequence[int]

    def span(self, begin: int, end: int) -> tuple[int, int] | None:
        """The span of the original that folds to `text[begin:end]`.

        None where an edge falls inside one letter of the original, as between
        the two that a folded `ß` becomes.
        """
        if begin and self.start[begin - 1] == self.start[begin]:
            return None
        if end < len(self.text) and self.start[end - 1] == self.start[end]:
            return None
        return self.start[begin], self.stop[end - 1]


def fold(text: str) -> Folded:
    """Fold `text`, its case too."""
    plain = unicodedata.is_normalized("NFC", text) and not (
        _SIGN_OR_SHAPE.search(text) or _MARK_AFTER_INVISIBLE.search(text)
    )
    uneven = _UNEVEN_RUN if plain else _uneven_or_many()
    if not uneven.search(text):
        folded = text.translate(_TABLE).casefold()
        if plain and len(folded) == len(text):
            return Folded(folded, range(len(text)), range(1, len(text) + 1))
    return _fold_piecewise(text, uneven)


def fold_written(text: str) -> str:
    """Fold all of `text` but its case: for what must match as written."""
    if not text.isascii():
        text = _SHAPE.sub(lambda shape: unicodedata.normalize("NFKC", shape[0]), text)
    even = _UNEVEN_RUN.sub(lambda run: _even(run[0]), text)
    return unicodedata.normalize("NFC", even).translate(_TABLE)


def invisible(text: str) -> str:
    """The first character of `text` that folding removes, or ""."""
    found = _INVISIBLE_ONE.search(text)
    return found[0] if found else ""


def as_typed(words: str) -> str:
    """`words` on one line and without what folding removes, as an editor would type them."""
    return " ".join(_INVISIBLE_ONE.sub("", words).split())


def _fold_piecewise(text: str, uneven: re.Pattern[str]) -> Folded:
    parts: list[str] = []
    start, stop = array("L"), array("L")

    def add_even(begin: int, end: int) -> None:
        folded = text[begin:end].translate(_TABLE).casefold()
        if len(folded) == end - begin and unicodedata.is_normalized("NFC", folded):
            parts.append(folded)
            start.extend(range(begin, end))
            stop.extend(range(begin + 1, end + 1))
        else:
            for index in range(begin, end):
                add_unit(index, index + 1)

    def add_unit(begin: int, end: int) -> None:
        folded = fold_written(text[begin:end]).casefold()
        parts.append(folded)
        start.extend([begin] * len(folded))
        stop.extend([end] * len(folded))

    done = 0
    for run in uneven.finditer(text):
        add_even(done, run.start())
        add_unit(*run.span())
        done = run.end()
    add_even(done, len(text))
    return Folded("".join(parts), start, stop)


def _even(run: str) -> str:
    return " " if _SPACE_ONE.search(run) else ""


@cache
def _uneven_or_many() -> re.Pattern[str]:
    """As `_UNEVEN`, every letter with what may compose with it, and every shape.

    The first are combining marks and the Hangul vowels and finals. Built when
    first needed: most texts come composed and without signs.
    """
    marks = "".join(
        chr(code)
        for code in (*range(0x300, 0x1E950), *range(0xE0100, 0xE01F0))
        if unicodedata.category(chr(code)).startswith("M")
        if not _INVISIBLE_ONE.match(chr(code))
    )
    joining = f"{marks}{_SIGNS}\u1160-\u11ff"
    letter = f"[^{joining}{_INVISIBLE}{_SPACE}]?(?:[{_INVISIBLE}]*[{joining}])+"
    return re.compile(f"{letter}|[{_SHAPES}]|{_UNEVEN}")
