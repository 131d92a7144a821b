"""Server-sent events: what changed, to every page that is open.

Written by hand, as the format is five lines and what matters is when a stream
ends: with its reader, when it falls behind, and at once when the server does.
"""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import suppress

KEEP_ALIVE = 15.0
"""Seconds of silence after which a comment shows whether the reader is still there."""
_BEHIND = 64
"""Events that a reader may be behind; then it must connect anew."""
_RETRY = 500
"""Milliseconds after which a browser connects again."""


def event(name: str, data: Mapping[str, object], id_: str) -> bytes:
    return f"event: {name}\nid: {id_}\ndata: {json.dumps(data)}\n\n".encode()


class Streams:
    """All open event streams. `announce` and `end` may be called from any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[asyncio.Queue[bytes | None], asyncio.AbstractEventLoop] = {}
        self._ended = False

    def __len__(self) -> int:
        return len(self._open)

    def announce(self, data: bytes) -> None:
        self._put(data)

    def end(self) -> None:
        """End all streams, those to come too."""
        with self._lock:
            self._ended = True
        self._put(None)

    async def stream(self, greeting: Callable[[], bytes]) -> AsyncIterator[bytes]:
        """What one reader gets: `greeting`, made when nothing more can be missed, and then all."""
        queue: asyncio.Queue[bytes | None] = asyncio.Queue(_BEHIND)
        with self._lock:
            self._open[queue] = asyncio.get_running_loop()
        try:
            yield f"retry: {_RETRY}\n\n".encode() + greeting()
            while not self._ended:
                try:
                    data = await asyncio.wait_for(queue.get(), KEEP_ALIVE)
                except TimeoutError:
                    data = b": still here\n\n"
                if data is None or queue.full():
                    return
                yield data
        finally:
            with self._lock:
                self._open.pop(queue, None)

    def _put(self, data: bytes | None) -> None:
        with self._lock:
            open_ = list(self._open.items())
        for queue, loop in open_:
            # A loop may have ended in between, and a reader who is behind goes anyway.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(_offer, queue, data)


def _offer(queue: asyncio.Queue[bytes | None], data: bytes | None) -> None:
    with suppress(asyncio.QueueFull):
        queue.put_nowait(data)
