"""How entries are ordered for people: by letters, not by code points."""

from __future__ import annotations

import unicodedata


def alphabetical(words: str) -> tuple[str, str]:
    """A sort key that puts É beside E and b beside B; twins keep a fixed order."""
    return _base(words), words


def letter(words: str) -> str:
    """The letter under which `words` stand in an index, `#` for digits and signs."""
    first = _base(words)[:1].upper()
    return first if first.isalpha() else "#"


def _base(words: str) -> str:
    apart = unicodedata.normalize("NFKD", words.casefold())
    return "".join(c for c in apart if not unicodedata.combining(c) and (c.isalnum() or c == " "))
