"""A set of spans that answers quickly whether another touches it."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable


class Cover:
    """The characters that some spans cover, as runs in order that lie apart."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        self._starts: list[int] = []
        self._ends: list[int] = []
        for start, end in sorted(spans):
            if self._ends and start <= self._ends[-1]:
                self._ends[-1] = max(end, self._ends[-1])
            else:
                self._starts.append(start)
                self._ends.append(end)

    @property
    def runs(self) -> tuple[tuple[int, int], ...]:
        return tuple(zip(self._starts, self._ends, strict=True))

    def touches(self, start: int, end: int) -> bool:
        """Whether any character from `start` to `end` is covered."""
        before_end = bisect_left(self._starts, end)
        return before_end > 0 and self._ends[before_end - 1] > start
