"""Words of the tool's own about words: how often, and what stands on each side."""

from __future__ import annotations


def times(count: int) -> str:
    """How often, in words: `once`, `twice`, `3 times`."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def counted(count: int, one: str, many: str) -> str:
    """`1 term`, `1,200 terms`."""
    return f"{count:,} {one if count == 1 else many}"


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
