"""Words of the tool's own about words: how often, and what stands on each side."""

from __future__ import annotations

from unicodedata import east_asian_width


def times(count: int) -> str:
    """How often, in words: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def counted(count: int, one: str, many: str) -> str:
    """`1 term`, `1,200 terms`."""
    return f"{count:,} {one if count == 1 else many}"


def wrapped(words: str, width: int) -> list[str]:
    """`words` in lines of about `width` Latin letters; a letter as wide as two counts as two."""
    lines: list[str] = []
    room = 0
    for word in words.split():
        # Scripts of wide letters have no spaces to break at; nor has a very long word.
        unbroken = _width(word) == len(word) <= width
        for at, piece in enumerate([word] if unbroken else word):
            space = " " if lines and not at else ""
            if _width(space + piece) > room:
                lines.append("")
                room, space = width, ""
            lines[-1] += space + piece
            room -= _width(space + piece)
    return lines


def _width(words: str) -> int:
    return sum(2 if east_asian_width(letter) in "WF" else 1 for letter in words)


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
