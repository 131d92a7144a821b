"""The live preview: a web server of a site in memory, which follows the disk.

Starlette and uvicorn, as both do one thing each and uvicorn lets us bound its
connections (`connections`). Only what is in the build is ever sent, so no
spelling of an address can lead out of it.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import threading
import time
import traceback
import webbrowser
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import escape
from ipaddress import IPv6Address, ip_address
from pathlib import Path
from typing import Any, ParamSpec, TypedDict, TypeVar
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, PlainTextResponse, Response, StreamingResponse
from starlette.routing import Mount, Route, Router
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from . import editor
from .actions import Action, actions_on
from .address import HOME, NOT_FOUND
from .connections import Server, bound
from .excerpt import counted
from .files import Unusable, require_site
from .guard import LONGEST_BODY, LOOPBACK, Guard, Peers, Refusal, too_large
from .live import Change, LiveSite
from .pipeline import Options
from .report import as_text, machine
from .streams import Streams, event
from .watch import Watcher

P = ParamSpec("P")
T = TypeVar("T")

HOST, PORT = LOOPBACK[0], 8000
_OURS = "/_sitegen"
_CLIENT = {
    "preview.js": "text/javascript; charset=utf-8",
    "preview.css": "text/css; charset=utf-8",
}
_THREADS = 4
_LONGEST_ADDRESS = 8 * 1024
_HEADERS = {
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    # Against pages of other origins that would show, embed or open ours.
    "content-security-policy": "frame-ancestors 'self'",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
}

_EDIT = {"slug": str, "kind": str, "start": int, "end": int, "words": str, "values": dict}
_POSTED: Mapping[str, Mapping[str, type]] = {
    "draft": _EDIT,
    "add": _EDIT,
    "not-here": {"slug": str, "mention": str},
    "undo": {"undo": str},
}
_ASKED: Mapping[str, tuple[str, ...]] = {
    "kinds": (),
    "coverage": ("slug",),
    "entry": ("slug", "mention"),
}
"""What each request to an action must hold."""


class _Shown(TypedDict):
    """What a page is told of a problem besides what every machine is."""

    source: str
    """The line of source."""
    href: str
    """Where an editor opens it, or ""."""


_PAUSE = 0.001
"""Seconds between two stretches of work in which a change of the disk can come first."""


@dataclass(frozen=True)
class Preview:
    """One session of the preview: the site, who may ask for it, and who follows it."""

    live: LiveSite
    guard: Guard
    actions: Mapping[str, Action] = field(default_factory=dict)
    pattern: str = ""
    """The address pattern of the editor, see `editor`."""
    say: Callable[[str], None] = lambda text: None
    debug: bool = False
    """Whether to say the traceback of each failure."""
    boot: str = field(default_factory=lambda: secrets.token_hex(4))
    """Tells this session from those before, to pages that stayed open."""
    streams: Streams = field(default_factory=Streams)
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(_THREADS))
    _writing: threading.Lock = field(default_factory=threading.Lock)
    _telling: threading.Lock = field(default_factory=threading.Lock)

    # ── What happens on the disk ────────────────────────────────────────────

    def refresh(self, paths: Iterable[str] | None = None) -> None:
        """Look at the disk, and tell terminal and pages what changed."""
        with self._telling:
            began = time.monotonic()
            change = self.live.refresh(paths)
            if change is not None:
                self._tell(change, time.monotonic() - began)
        if self.live.pending:
            self._pool.submit(self._work)

    def _work(self) -> None:
        """Bring a change to all articles that it reaches, a few at a time; others come between."""
        began = time.monotonic()
        while self.live.pending:
            with self._telling:
                change = self.live.work()
                if change is not None:
                    self._tell(change, time.monotonic() - began)
            time.sleep(_PAUSE)

    def _tell(self, change: Change, seconds: float) -> None:
        if self.debug and self.live.failure is not None:
            self.say("".join(traceback.format_exception(self.live.failure)))
        for text in as_text(self.live.result) if change.problems else ():
            self.say(text)
        self.say(self._outcome(change.generation, seconds))
        data = {
            "generation": change.generation,
            "assets": change.assets,
            "pages": change.pages,
        }
        told = event("change", data, self.id)
        self.streams.announce(told + (self._problems_event() if change.problems else b""))

    def _outcome(self, generation: int, seconds: float) -> str:
        result = self.live.result
        found = [(result.errors, "error"), (result.warnings, "warning")]
        counts = ", ".join(counted(count, one, f"{one}s") for count, one in found if count)
        if result.errors:
            kept = "the last good version is shown" if self.live.ready else "nothing to show yet"
            return f"not rebuilt: {counts}; {kept}"
        verb = "built" if generation == 1 else "rebuilt"
        return f"{verb} in {seconds:.2f} s{f'; {counts}' if counts else ''}"

    @property
    def id(self) -> str:
        return f"{self.boot}-{self.live.generation}"

    def _problems_event(self) -> bytes:
        return event("problems", self._problems(), self.id)

    def _problems(self) -> dict[str, Any]:
        result = self.live.result
        problems = []
        for problem in result.problems:
            where = problem.where
            lines = result.lines.get(where.path, ())
            source = lines[where.line - 1] if 0 < where.line <= len(lines) else ""
            href = self._href(where.path, where.line, where.column)
            problems.append({**machine(problem), **_Shown(source=source, href=href)})
        return {
            "generation": self.live.generation,
            "errors": result.errors,
            "problems": problems,
        }

    def _href(self, path: str, line: int, column: int = 1) -> str:
        file = (self.live.root / path).resolve()
        return editor.link(self.pattern, str(file), line, column) if path else ""

    # ── What is asked for ───────────────────────────────────────────────────

    async def page(self, request: Request) -> Response:
        """A file of the build."""
        path = request.scope["path"]
        if len(path) + len(request.url.query) > _LONGEST_ADDRESS:
            return PlainTextResponse("this address is too long", 414)
        asked = path.removeprefix("/")
        if path == asked:  # "GET http://elsewhere/": we are no proxy
            return PlainTextResponse("no such address", 400)
        return await self._off(self._file, asked, request)

    def _file(self, asked: str, request: Request) -> Response:
        if not self.live.ready:
            return self._html(self._excuse(), request, 503)
        file = self.live.get(f"{asked}{HOME}" if asked.endswith("/") or not asked else asked)
        if file is None and self.live.get(f"{asked}/{HOME}") is not None:
            query = f"?{request.url.query}" if request.url.query else ""
            return Response(None, 307, {"location": f"/{quote(asked)}/{query}"})
        status = 200
        if file is None:
            file, status = self.live.get(NOT_FOUND), 404
        if file is None:
            return PlainTextResponse("there is nothing at this address", 404)
        if not file.media_type.startswith("text/html"):
            return Response(file.data, status, media_type=file.media_type)
        return self._html(file.data, request, status)

    def _html(self, data: bytes, request: Request, status: int) -> Response:
        """A page with our script in it; the token is for this machine alone."""
        # The script is not deferred: it must see the page before other scripts change it.
        token = self.guard.token if _peers(request.scope).local else ""
        ours = (
            f'<meta name="sitegen-token" content="{token}">\n'
            f'<meta name="sitegen-version" content="{self.id}">\n'
            f'<link rel="stylesheet" href="{_OURS}/preview.css">\n'
            f'<script src="{_OURS}/preview.js"></script>\n'
        ).encode()
        before, head, after = data.partition(b"</head>")
        page = before + ours + head + after if head else data + ours
        return Response(page, status, media_type="text/html; charset=utf-8")

    def _excuse(self) -> bytes:
        """The page that stands in for all others until there is a good version."""
        problems = "\n\n".join(as_text(self.live.result))
        title = "This site can't be shown yet"
        return (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f"<title>{title}</title>\n</head>\n<body>\n<main>\n<h1>{title}</h1>\n"
            "<p>Mend these, and it appears here by itself:</p>\n"
            f"<pre>{escape(problems)}</pre>\n</main>\n</body>\n</html>\n"
        ).encode()

    async def client(self, request: Request) -> Response:
        """Our own script or stylesheet."""
        name = _last(request)
        data = await self._off((Path(__file__).parent / "preview" / name).read_bytes)
        return Response(data, media_type=_CLIENT[name])

    async def events(self, request: Request) -> Response:
        last = request.headers.get("last-event-id", "")

        def greeting() -> bytes:
            stale = bool(last) and last != self.id
            now = {"generation": self.live.generation, "assets": [], "pages": stale}
            return event("change", now, self.id) + self._problems_event()

        return StreamingResponse(self.streams.stream(greeting), media_type="text/event-stream")

    async def problems(self, request: Request) -> Response:
        return JSONResponse(await self._off(self._problems))

    async def ask(self, request: Request) -> Response:
        """Have an action answer a question."""
        name = _last(request)
        asked = {key: request.query_params.get(key, "") for key in _ASKED[name]}
        missing = [key for key, value in asked.items() if not value]
        if missing:
            return _refused(Refusal(400, f"'{missing[0]}' is missing"))
        return await self._off(self._act, name, asked)

    async def write(self, request: Request) -> Response:
        """Have an action do what a page of ours, with the token, wants."""
        refusal = self.guard.refuses_writing(_headers(request.scope), _peers(request.scope))
        if refusal is not None:
            return _refused(refusal)
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > LONGEST_BODY:
                return _refused(too_large())
        name = _last(request)
        asked = _read(bytes(body), _POSTED[name])
        if isinstance(asked, Refusal):
            return _refused(asked)
        return await self._off(self._act, name, asked)

    def _act(self, name: str, asked: Mapping[str, Any]) -> Response:
        action = self.actions.get(name)
        if action is None:
            return JSONResponse({"error": "this is not made yet"}, 501)
        if name in _ASKED:
            answer = action(asked)
        else:
            with self._writing:
                answer = action(asked)
        body = dict(answer.body)
        if answer.wrote:
            self.refresh(answer.wrote)
            body["generation"] = self.live.generation
        if "path" in body and "line" in body:
            body["href"] = self._href(body["path"], body["line"])
        return JSONResponse(body, answer.status)

    async def _off(self, work: Callable[P, T], *arguments: P.args, **options: P.kwargs) -> T:
        """Do what takes time, or waits for a rebuild, where it holds nobody up."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._pool, lambda: work(*arguments, **options))

    def end(self) -> None:
        self.streams.end()
        self._pool.shutdown(wait=False, cancel_futures=True)


# ── The application ─────────────────────────────────────────────────────────


def application(preview: Preview) -> ASGIApp:
    """The whole preview, with its guard before it."""
    actions = [Route(f"/{name}", preview.ask, methods=["GET"]) for name in _ASKED]
    actions += [Route(f"/{name}", preview.write, methods=["POST"]) for name in _POSTED]
    ours = [
        Route("/events", preview.events, methods=["GET"]),
        Route("/problems", preview.problems, methods=["GET"]),
        *(Route(f"/{name}", preview.client, methods=["GET"]) for name in _CLIENT),
        *actions,
    ]
    routes = [
        Mount(_OURS, Router(ours, redirect_slashes=False)),
        Route("/{path:path}", preview.page, methods=["GET"]),
    ]
    return _guarded(Router(routes, redirect_slashes=False), preview)


def _guarded(inner: ASGIApp, preview: Preview) -> ASGIApp:
    """Ask the guard first, add our headers to each answer, and outlive every fault."""

    async def guarded(scope: Scope, receive: Receive, send: Send) -> None:
        begun = False

        async def with_headers(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                own = [(name.encode(), value.encode()) for name, value in _HEADERS.items()]
                message["headers"] = [*message.get("headers", ()), *own]
            await send(message)

        refusal = preview.guard.refuses(scope["method"], _headers(scope), _peers(scope))
        try:
            answer = inner if refusal is None else _refused(refusal)
            await answer(scope, receive, with_headers)
        except ClientDisconnect:
            pass
        except Exception as error:  # noqa: BLE001 - one request must not end the server
            preview.say(f"{scope['path']}: {type(error).__name__}: {error}")
            if preview.debug:
                preview.say(traceback.format_exc())
            if not begun:
                await PlainTextResponse("this failed; see the terminal", 500)(
                    scope, receive, with_headers
                )

    return guarded


def _headers(scope: Scope) -> dict[str, str]:
    """The headers by name. What is given twice can't equal what is right once."""
    headers: dict[str, str] = {}
    for name, value in scope["headers"]:
        key, text = name.decode("latin-1").lower(), value.decode("latin-1")
        headers[key] = f"{headers[key]}, {text}" if key in headers else text
    return headers


def _peers(scope: Scope) -> Peers:
    server, client = scope.get("server") or ("", 0), scope.get("client") or ("", 0)
    return Peers(_plain(server[0]), _plain(client[0]))


def _plain(host: str) -> str:
    """An address without the form that IPv4 has in IPv6, and without its interface."""
    try:
        parsed = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    mapped = parsed.ipv4_mapped if isinstance(parsed, IPv6Address) else None
    return str(mapped or parsed)


def _last(request: Request) -> str:
    """The last part of the address, which one of our routes has matched."""
    return str(request.scope["path"]).rpartition("/")[2]


def _refused(refusal: Refusal) -> Response:
    return PlainTextResponse(refusal.reason, refusal.status)


def _read(body: bytes, fields: Mapping[str, type]) -> dict[str, Any] | Refusal:
    """The object that was sent, if it holds the right fields and no others."""
    try:
        asked = json.loads(body)
    except (ValueError, RecursionError):
        return Refusal(400, "this is no JSON")
    if not isinstance(asked, dict) or asked.keys() != fields.keys():
        return Refusal(400, f"an object with {', '.join(fields)} is needed")
    for name, kind in fields.items():
        if type(asked[name]) is not kind or (kind is int and asked[name] < 0):
            return Refusal(400, f"'{name}' is wrong")
    return asked


def _options(*, drafts: bool) -> Options:
    """Those of a preview: without an address nothing is made that would have to name it."""
    return Options(base_url="", drafts=drafts)


# ── The command ─────────────────────────────────────────────────────────────


def serve(
    folder: str | Path = ".",
    *,
    host: str = HOST,
    port: int = PORT,
    drafts: bool = False,
    open_browser: bool = False,
    editor_pattern: str = "",
    debug: bool = False,
    say: Callable[[str], None] = print,
) -> None:
    """Serve the site in `folder` until interrupted.

    Raises `Unusable` where there is no site or no port, and KeyboardInterrupt
    when it is ended by one.
    """
    root = Path(folder)
    require_site(root)
    try:
        listening = bound(host, port)
    except (OSError, UnicodeError) as error:
        message = f"can't serve at {host}, port {port}: {getattr(error, 'strerror', error)}"
        raise Unusable(message, "name another with --host or --port") from error
    with listening:
        guard = Guard(host, listening.getsockname()[1], secrets.token_urlsafe(32))
        if port not in (0, guard.port):
            say(f"port {port} is taken, so this is port {guard.port}")
        if host not in LOOPBACK:
            say(
                f"warning: with --host {host} everybody who can reach this machine can read the "
                "preview, drafts too; annotations are added from this machine alone"
            )
        live = LiveSite(root, _options(drafts=drafts))
        preview = Preview(live, guard, actions_on(live), editor_pattern, say=say, debug=debug)
        with Watcher(root, preview.refresh) as watcher:
            if watcher.trouble:
                say(f"warning: changes are seen only after seconds: {watcher.trouble}")
            preview.refresh()
            say(f"the preview is at {guard.address} (Ctrl-C ends it)")
            if open_browser:
                opening = threading.Thread(
                    target=webbrowser.open, args=(guard.address,), daemon=True
                )
                opening.start()
            Server(application(preview), preview.end).run([listening])
