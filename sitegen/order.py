"""How entries are ordered for people: by letters, not by code points."""

from __future__ import annotations

import re
import unicodedata

# Combining marks are no word characters, so accents fall away too.
_NEITHER_LETTER_NOR_SPACE = re.compile(r"[^\w ]|_")


def alphabetical(words: str) -> tuple[str, str]:
    """A sort key that puts É beside E and b beside B; twins keep a fixed order."""
    return _base(words), words


def letter(words: str) -> str:
    """The letter under which `words` stand in an index, `#` for digits and signs."""
    first = _base(words)[:1].upper()
    return first if first.isalpha() else "#"


def _base(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words.casefold())
    return _NEITHER_LETTER_NOR_SPACE.sub("", apart)
