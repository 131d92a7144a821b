"""Runs the steps of a build on several cores.

Each worker is a fork that has all that is shared, and its part of the items,
for nothing, and answers through a pipe of its own. The pools of the standard
library won't do: a worker that is killed, or a signal to the whole group while
their queues are full, leaves the parent waiting for ever.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from functools import partial
from multiprocessing.connection import Connection, Pipe
from typing import Any, NoReturn, TypeVar

from .files import Unusable
from .pipeline import InOrder

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")

_ENOUGH = 64
"""Below so many items a second process costs more than it saves."""
_CHUNKS = 8
"""Into how many parts a worker's share is cut, so that none waits long for another."""
_ENDING = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_DIE_WITH_PARENT = 1


class Processes:
    """Up to `count` processes for each map."""

    def __init__(self, count: int) -> None:
        self._count = count

    def map(
        self, step: Callable[[Shared, Item], Done], shared: Shared, items: Sequence[Item]
    ) -> Iterator[Done]:
        if self._count == 1 or len(items) < _ENOUGH:
            yield from InOrder().map(step, shared, items)
            return
        size = max(1, len(items) // (_CHUNKS * self._count))
        chunks = [items[at : at + size] for at in range(0, len(items), size)]
        workers: list[tuple[int, Connection]] = []
        try:
            for number in range(self._count):
                share = chunks[number :: self._count]
                workers.append(_start(step, shared, share, [end for _, end in workers]))
            for number in range(len(chunks)):
                yield from _answer(workers[number % self._count][1])
        finally:
            for process, end in workers:
                end.close()
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
                with suppress(ChildProcessError):
                    os.waitpid(process, 0)


def _answer(end: Connection) -> Any:
    try:
        good, value = end.recv()
    except (EOFError, OSError):
        hint = "it may have run out of memory; try --jobs 1"
        raise Unusable("a process of the build ended before its time", hint) from None
    if not good:
        raise value
    return value


def _start(
    step: Callable[[Shared, Item], Done],
    shared: Shared,
    chunks: Sequence[Sequence[Item]],
    others: Sequence[Connection],
) -> tuple[int, Connection]:
    """A worker for `chunks`, and the end of the pipe on which it answers for each."""
    parent = os.getpid()
    read, write = Pipe(duplex=False)
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            stream.flush()
    # Signals stay blocked in the worker: the parent ends it, or the system does.
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _ENDING)
    process = os.fork()
    if process == 0:
        _work(partial(_done, step, shared), chunks, write, [read, *others], parent)
    signal.pthread_sigmask(signal.SIG_SETMASK, before)
    write.close()
    return process, read


def _work(
    do: Callable[[Sequence[Item]], tuple[bool, object]],
    chunks: Sequence[Sequence[Item]],
    write: Connection,
    inherited: Sequence[Connection],
    parent: int,
) -> NoReturn:
    """Answer for each chunk, then end without any of the parent's cleaning up."""
    try:
        with suppress(OSError, AttributeError):
            ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        for end in inherited:
            end.close()
        for chunk in chunks if os.getppid() == parent else ():
            write.send(do(chunk))
    finally:
        os._exit(0)


def _done(
    step: Callable[[Shared, Item], Done], shared: Shared, chunk: Sequence[Item]
) -> tuple[bool, object]:
    try:
        return True, [step(shared, item) for item in chunk]
    except Exception as error:  # noqa: BLE001 - the parent raises it
        return False, error
