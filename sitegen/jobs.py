"""Runs the steps of a build on several cores."""

from __future__ import annotations

import multiprocessing
import sys
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any, TypeVar

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")

_ENOUGH = 64
"""Below so many items a second process costs more than it saves."""

_work: list[Callable[[Any], Any]] = []
"""In a worker: the step, with what is shared."""


class Processes:
    """Up to `count` processes, each given the step and what is shared only once."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(
        self, step: Callable[[Shared, Item], Done], shared: Shared, items: Sequence[Item]
    ) -> Iterable[Done]:
        if self._count == 1 or len(items) < _ENOUGH:
            yield from (step(shared, item) for item in items)
            return
        # A fork has all that is shared for nothing; elsewhere it is sent once.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else "spawn")
        chunk = max(1, len(items) // (8 * self._count))
        with ProcessPoolExecutor(
            self._count, mp_context=context, initializer=_take, initargs=(step, shared)
        ) as pool:
            yield from pool.map(_do, items, chunksize=chunk)


def _take(step: Callable[..., Any], shared: Any) -> None:
    _work[:] = [partial(step, shared)]


def _do(item: Any) -> Any:
    return _work[0](item)
