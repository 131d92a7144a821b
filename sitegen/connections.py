"""uvicorn's connections, bounded in number and time.

uvicorn waits for ever for the rest of a request and for readers that do not
read. Here a request must be whole and an answer be taken within a time, and of
too many connections one goes that dawdles, or else the oldest: a reader who
asks now is served, however many have come only to wait.
"""

from __future__ import annotations

import asyncio
import errno
import socket
from collections.abc import Callable
from typing import Any

import h11
import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

MOST = 128
"""Connections at a time. macOS allows a process 256 open files."""
ASKING = 10.0
"""Seconds in which a request must have come, whole."""
TAKING = 30.0
"""Seconds in which a full buffer must have been read."""
_PROMPT = 0.5
"""Seconds within which a browser has sent its request. An event stream may give way to
it, as browsers open theirs again.
"""
ENDING = 1
"""Seconds that answers under way have when the server ends."""
_HEADERS = 16 * 1024

_SILENT = 60  # above logging.CRITICAL: what matters is said by `serve`


class Connection(H11Protocol):
    """A connection that gives way."""

    _deadline: asyncio.TimerHandle | None = None
    _since = 0.0

    @property
    def _waits(self) -> bool:
        """Whether no request of its own is being answered."""
        return self.cycle is None or bool(self.cycle.response_complete)

    @property
    def _rank(self) -> tuple[bool, float]:
        """Which goes first where there are too many: those that dawdle, then the oldest."""
        dawdles = self._waits and self.loop.time() - self._since > _PROMPT
        return not dawdles, self._since

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._since = self.loop.time()
        self._end_within(ASKING)
        if len(self.connections) > MOST:
            ours = (one for one in self.connections if isinstance(one, Connection))
            min(ours, key=lambda one: one._rank).abort()  # noqa: SLF001

    def handle_events(self) -> None:
        super().handle_events()
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._end_within(None)
            self._since = self.loop.time()

    def on_response_complete(self) -> None:
        self._end_within(ASKING)
        super().on_response_complete()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._end_within(TAKING)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._end_within(None)

    def connection_lost(self, exc: Exception | None) -> None:
        self._end_within(None)
        super().connection_lost(exc)

    def abort(self) -> None:
        """Close at once, whatever is still to be sent."""
        self.connections.discard(self)
        self.transport.abort()

    def _end_within(self, seconds: float | None) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
        self._deadline = None if seconds is None else self.loop.call_later(seconds, self.abort)


class Server(uvicorn.Server):
    """A server that ends at once: `ending` is called first, to end what would last."""

    def __init__(self, application: Any, ending: Callable[[], None]) -> None:
        super().__init__(
            uvicorn.Config(
                application,
                http=Connection,
                ws="none",
                loop="asyncio",
                lifespan="off",
                log_config=None,
                log_level=_SILENT,
                access_log=False,
                proxy_headers=False,
                server_header=False,
                h11_max_incomplete_event_size=_HEADERS,
                timeout_graceful_shutdown=ENDING,
            )
        )
        self._ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._ending()
        for connection in list(self.server_state.connections):
            if isinstance(connection, Connection) and connection._waits:  # noqa: SLF001
                connection.abort()
        await super().shutdown(sockets)


def bound(host: str, port: int, tries: int = 100) -> socket.socket:
    """A socket bound to `host` and `port`, or to the next port that is free.

    Raises OSError where the host is no address of this machine, or no port is free.
    """
    family, kind, protocol, _, address = socket.getaddrinfo(
        host or None, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    last = min(port + tries, 65536)
    for number in range(port, max(last, port + 1)):
        made = socket.socket(family, kind, protocol)
        # A port that we left a moment ago is free, whatever still lingers on it.
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            made.bind((address[0], number))
            made.listen(MOST)
        except OSError as error:
            made.close()
            if error.errno != errno.EADDRINUSE or number + 1 >= last:
                raise
        else:
            made.setblocking(False)
            return made
    raise OSError(errno.EADDRINUSE, "no port is free")
