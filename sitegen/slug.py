"""Words → the part of an address that names them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

# Apostrophes, and what joins or parts letters unseen.
_INSIDE = re.compile(
    "['\u2019\u00ad\u034f\u180b-\u180f\u200c\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]"
)
_ACCENTS = re.compile("(?<=[a-z\u00df-\u02af])[\u0300-\u036f]+")


def slugify(words: str, *, words_at_most: int = 0) -> str:
    """Letters and digits of any script, in lower case, parted by hyphens.

    Accents are dropped from Latin letters, so that the address can be typed;
    other scripts stay as they are. "" where there is no letter or digit.
    """
    # Cherokee is folded to capitals.
    folded = unicodedata.normalize("NFKD", words).casefold().lower()
    apart = unicodedata.normalize("NFKD", _INSIDE.sub("", folded))
    plain = unicodedata.normalize("NFC", _ACCENTS.sub("", apart))
    return "-".join(list(_words(plain))[: words_at_most or None])


def is_slug(text: str) -> bool:
    """Whether `text` has the form of what `slugify` makes; a Latin letter may have its accent."""
    return bool(text) and "-".join(_words(text)) == text == text.lower()


def _words(text: str) -> Iterator[str]:
    """Runs of letters and digits, each with its marks: vowels of Hindi, tones of Thai."""
    word = ""
    for character in text:
        if character.isalnum() or (word and unicodedata.category(character).startswith("M")):
            word += character
        elif word:
            yield word
            word = ""
    if word:
        yield word
