"""Who may ask the preview for what: the facts of a request → a refusal, or none.

The preview shows unpublished work and can write, so a page of another origin
that is open in the same browser must get nothing from it. Names are compared
whole, never by their ending: a rebound DNS name is no name of ours.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Literal

LOOPBACK = ("127.0.0.1", "localhost", "::1")
ANY = ("0.0.0.0", "::", "")  # noqa: S104 - compared, not bound
LONGEST_BODY = 64 * 1024
_LONGEST_HEAD = 16 * 1024
_MOST_HEADERS = 100


@dataclass(frozen=True, slots=True)
class Refusal:
    status: Literal[400, 403, 413, 415, 431]
    reason: str


@dataclass(frozen=True, slots=True)
class Peers:
    """The two ends of a connection, as the system names them."""

    server: str
    client: str

    @property
    def local(self) -> bool:
        """Whether the client is this machine itself."""
        return self.client == self.server or _is_loopback(self.client)


@dataclass(frozen=True, slots=True)
class Guard:
    """What the preview at `host` and `port` answers to, and the token that lets one write."""

    host: str
    port: int
    token: str

    @property
    def address(self) -> str:
        """Where this machine finds the preview."""
        host = LOOPBACK[0] if self.host in ANY else self.host
        return f"http://{_in_url(host)}:{self.port}/"

    def names(self, peers: Peers) -> frozenset[str]:
        """The values of Host that are ours.

        Bound to all addresses, that is also the one that this connection came
        to. No other machine's name can be in it, so none can be rebound to us.
        """
        own = {*LOOPBACK, peers.server if self.host in ANY else self.host}
        hosts = {_in_url(name) for name in own}
        ports = ("", f":{self.port}") if self.port == _HTTP else (f":{self.port}",)
        return frozenset(host + port for host in hosts for port in ports)

    def refuses(self, method: str, headers: Mapping[str, str], peers: Peers) -> Refusal | None:
        """Why a request is not answered. `headers` are by lower-case name."""
        if len(headers) > _MOST_HEADERS or sum(map(len, headers.values())) > _LONGEST_HEAD:
            return Refusal(431, "the head of the request is too long")
        names = self.names(peers)
        if headers.get("host", "").lower() not in names:
            return Refusal(403, f"this preview answers at {self.address} alone")
        origin = headers.get("origin")
        if origin is not None and origin.lower() not in {f"http://{name}" for name in names}:
            return Refusal(403, "no page of another origin may ask this preview")
        if not _same_site(headers) and not (method in ("GET", "HEAD") and _is_visit(headers)):
            return Refusal(403, "no page of another origin may ask this preview")
        return None

    def refuses_writing(self, headers: Mapping[str, str], peers: Peers) -> Refusal | None:
        """Why a request that would write is not heard, besides `refuses`."""
        if not peers.local:
            return Refusal(403, "annotations are added on the machine itself")
        if "origin" not in headers:
            return Refusal(403, "Origin is missing")
        given = headers.get("x-sitegen-token", "")
        if not hmac.compare_digest(given.encode(), self.token.encode()):
            return Refusal(403, "the token is not that of this session; reload the page")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
            return Refusal(415, "Content-Type must be application/json")
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return Refusal(400, "Content-Length is no number")
        return too_large() if int(length) > LONGEST_BODY else None


def too_large() -> Refusal:
    return Refusal(413, f"a request has at most {LONGEST_BODY // 1024} KB")


_HTTP = 80


def _in_url(host: str) -> str:
    return f"[{host}]" if ":" in host else host.lower()


def _same_site(headers: Mapping[str, str]) -> bool:
    """What browsers say of the page that asks. Another port of this machine is "same-site"."""
    return headers.get("sec-fetch-site", "none") in ("none", "same-origin")


def _is_visit(headers: Mapping[str, str]) -> bool:
    """Whether somebody follows a link to us: the page that has it sees nothing of the answer."""
    return (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )


def _is_loopback(address: str) -> bool:
    try:
        return ip_address(address).is_loopback
    except ValueError:
        return False
