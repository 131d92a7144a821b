"""How a language files words in an index: in which order, and under which letter.

ICU knows this for every language (Å after Z in Swedish, Chinese by pinyin), and
`pyicu-wheels` alone brings it along, so that the system's own locale has no say.
Where no wheel of it fits the machine, words are filed by their bare letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

_OTHER_SCRIPTS = ("el", "ru", "hy", "ka", "he", "ar", "hi", "th", "ko", "ja")
"""Languages whose letters stand in every index, after those of its own."""
_DIGITS_AND_SIGNS = "#"
_LEADING_SIGNS = re.compile(r"^[\W_]+(?=\w)")

# Combining marks are no word characters, so accents fall away too.
_NEITHER_LETTER_NOR_SPACE = re.compile(r"[^\w ]|_")


class Filing(NamedTuple):
    key: Callable[[str], Any]
    """Words → what to sort them by; words of one letter come together."""
    letter: Callable[[str], str]
    """Words → the letter under which they stand, `#` for digits and signs."""


@lru_cache(maxsize=4)
def filing(language: str) -> Filing:
    """The order and the letters of a language, named by its BCP 47 tag."""
    try:
        import icu
    except ImportError:
        return Filing(_bare_key, _bare_letter)
    try:
        locale = icu.Locale.forLanguageTag(language)
    except icu.ICUError:  # what is no tag at all
        locale = icu.Locale.getRoot()
    collator = icu.Collator.createInstance(locale)
    index = icu.AlphabeticIndex(locale)
    for other in _OTHER_SCRIPTS:
        index.addLabels(icu.Locale(other))
    index.maxLabelCount = 1000  # beyond the default of 99, letters would be merged
    buckets = index.buildImmutableIndex()

    def key(words: str) -> tuple[int, bytes]:
        words = _LEADING_SIGNS.sub("", words)
        return buckets.getBucketIndex(words), collator.getSortKey(words)

    def letter(words: str) -> str:
        number = buckets.getBucketIndex(_LEADING_SIGNS.sub("", words))
        return str(buckets.getBucket(number)[0]) if number else _DIGITS_AND_SIGNS

    return Filing(key, letter)


def _bare_key(words: str) -> tuple[bool, str, str, str]:
    letter = _bare_letter(words)
    return letter != _DIGITS_AND_SIGNS, letter, _bare(words), words


def _bare_letter(words: str) -> str:
    first = _bare(words)[:1].upper()
    return first if first.isalpha() else _DIGITS_AND_SIGNS


def _bare(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words.casefold())
    return _NEITHER_LETTER_NOR_SPACE.sub("", apart)
