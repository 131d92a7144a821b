"""Where words begin and end, in any script, and how long they take to read."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise

# Scripts written without spaces: a name in them stands anywhere in a sentence.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029"
    "\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_HAN_OR_KANA = re.compile(
    "[\u3005-\u3007\u3021-\u3029\u3040-\u30ff\u3100-\u312f\u31a0-\u31bf\u31f0-\u31ff"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
_WORDLY = re.compile(r"\w")
_WORDS_PER_MINUTE = 230
_HAN_OR_KANA_PER_MINUTE = 400
_LETTERS_PER_MINUTE = 1000
"""Of Thai and other alphabets without spaces: four or five make a word."""
_APOSTROPHES = frozenset("'\u2019\u02bc\uff07")
_MIDDLES = frozenset(".\u00b7\u2027\u2024\u05f4\ufe52\uff0e")
POSSESSIVE = re.compile("['\u2019\u02bc\uff07][sS](?![^\\W_])")
_ELISION = re.compile("(?:^|[^\\w'\u2019])(?:[cdjlmnst]|qu)['\u2019\u02bc\uff07]$", re.IGNORECASE)
# Signs inside a number: of thousands and of fractions, Arabic ones too.
_IN_NUMBERS = frozenset(".,\u066b\u066c")
_HEBREW = re.compile("[\u05d0-\u05ea]")
# What a reader does not see, and folding removes; a zero-width space does part words.
_UNSEEN = re.compile("[\u00ad\u034f\u061c\u200c-\u200f\u2060-\u2064\ufe00-\ufe0f\ufeff]+")


def is_edge(text: str, at: int) -> bool:
    """Whether a word may begin or end at `text[at]`.

    That is anywhere but inside a word: between letters, digits and their
    marks, inside a number such as `1,200` or `2.5`, and at an apostrophe or a
    point with letters on both sides, as in `Xi'an` or `U.S.A.`. In Chinese,
    Japanese, Thai and the like every place will do.
    """
    if not text.isascii() and _UNSEEN.search(text, max(at - 2, 0), at + 2):
        text, at = _as_seen(text, at)
    if at <= 0 or at >= len(text):
        return True
    left, right = text[at - 1], text[at]
    if _in_word(left) and _in_word(right):
        return bool(_UNSPACED.match(left) or _UNSPACED.match(right)) and not _is_mark(right)
    if _joins(text, at - 1):
        return bool(_ELISION.search(text[max(at - 4, 0) : at]))
    return not _joins(text, at)


def is_end_of_name(text: str, at: int, *, possessive: bool) -> bool:
    """Whether a name may end at `text[at]`: as `is_edge`, or before a possessive 's.

    Without `possessive` such an ending is part of the word.
    """
    if POSSESSIVE.match(text, at):
        return possessive
    return is_edge(text, at)


def spaced(text: str) -> str:
    """`text` with the letters of Chinese, Japanese, Thai and the like set apart by spaces.

    A program that finds words between spaces then finds any run of them.
    """
    if text.isascii() or not _UNSPACED.search(text):
        return text
    parts = [text[0]]
    for left, right in pairwise(text):
        apart = _UNSPACED.match(left) or _UNSPACED.match(right)
        if apart and not (left.isspace() or right.isspace() or _is_mark(right)):
            parts.append(" ")
        parts.append(right)
    return "".join(parts)


def minutes(text: str) -> int:
    """How long `text` takes to read, at least 1: words, or letters where no space parts them."""
    characters = len(_HAN_OR_KANA.findall(text))
    letters = len(_UNSPACED.findall(text)) - characters
    words = sum(1 for word in _UNSPACED.sub(" ", text).split() if _WORDLY.search(word))
    needed = (
        words / _WORDS_PER_MINUTE
        + characters / _HAN_OR_KANA_PER_MINUTE
        + letters / _LETTERS_PER_MINUTE
    )
    return max(1, round(needed))


def _as_seen(text: str, at: int) -> tuple[str, int]:
    """The text around `at` as a reader sees it, and the same place in it."""
    left = _UNSEEN.sub("", text[max(at - 20, 0) : at])
    return left + _UNSEEN.sub("", text[at : at + 20]), len(left)


def _joins(text: str, at: int) -> bool:
    """Whether `text[at]` is a sign that joins what stands on both its sides."""
    sign = text[at]
    if not 0 < at < len(text) - 1:
        return False
    left, right = text[at - 1], text[at + 1]
    if sign in _IN_NUMBERS and left.isdigit() and right.isdigit():
        return True
    if sign in _APOSTROPHES or sign in _MIDDLES:
        return left.isalpha() and right.isalpha()
    return sign == '"' and bool(_HEBREW.match(left) and _HEBREW.match(right))


@lru_cache(maxsize=4096)
def _in_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_" or _is_mark(letter)


@lru_cache(maxsize=4096)
def _is_mark(letter: str) -> bool:
    return unicodedata.category(letter).startswith("M")
