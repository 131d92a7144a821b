"""Names that no two things share."""

from __future__ import annotations

from collections import Counter


class Unique:
    """Hands out each name once; a name that is taken gets a number behind it."""

    def __init__(self) -> None:
        self._taken: set[str] = set()
        self._twins: Counter[str] = Counter()

    def take(self, name: str) -> str:
        free = name
        while free in self._taken:
            self._twins[name] += 1
            free = f"{name}-{self._twins[name] + 1}"
        self._taken.add(free)
        return free
