"""Some words on each side of a place, cut where words begin and end."""

from __future__ import annotations


def tail(words: str, most: int) -> str:
    """The last of `words`, about `most` characters."""
    words = words.replace("\n", " ")
    if len(words) <= most:
        return words
    cut = words[-most:]
    return f"…{cut[max(cut.find(' '), 0) :].lstrip()}"


def head(words: str, most: int) -> str:
    """The first of `words`, about `most` characters."""
    words = words.replace("\n", " ")
    if len(words) <= most:
        return words
    cut = words[:most]
    return f"{cut[: cut.rfind(' ')].rstrip() if ' ' in cut else cut}…"
