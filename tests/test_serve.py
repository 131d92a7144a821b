"""The preview: who gets what from it, how it follows the disk, and that it lasts."""

from __future__ import annotations

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from itertools import product
from pathlib import Path
from time import monotonic, sleep
from typing import Self

import pytest
from helpers import ROOT, Reply, ScratchSite, Serving, ask, get, previewing, soaking, until

from sitegen import editor
from sitegen.actions import Answer
from sitegen.guard import Guard, Peers
from sitegen.live import LiveSite
from sitegen.serve import Preview, application

SITE = {
    "seeds/a.md": "# A\n\nThe tariff rose.\n",
    "content/glossary.yaml": "# canary-7351\n- {term: tariff, definition: A tax}\n",
    "content/a/photo.jpg": b"\xff\xd8\xffphoto",
    "content/a/article.yaml": "image: {file: photo.jpg, alt: A photo}\n",
    "content/static/robots.txt": "User-agent: *\n",
    "sitegen.yaml": "# canary-7351\ntitle: Explained\nbase_url: https://example.org/deep/\n",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """One preview for all tests that change nothing."""
    root = tmp_path_factory.mktemp("preview") / "site"
    ScratchSite(root).write(SITE)
    (root.parent / "public-leak").mkdir()
    (root.parent / "public-leak" / "index.html").write_text("canary-7351")
    with previewing(root) as serving:
        yield serving


def token(port: int) -> str:
    return (
        get(port, "/").body.partition(b'"sitegen-token" content="')[2].partition(b'"')[0].decode()
    )


def post(port: int, path: str, body: bytes, *headers: str) -> Reply:
    lines = [f"POST {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Content-Length: {len(body)}"]
    return ask(port, "\r\n".join([*lines, *headers, "", ""]).encode() + body)


# ── What is served ──────────────────────────────────────────────────────────


def test_pages_are_served_with_the_client_and_public_is_not_made(server: Serving) -> None:
    page = get(server.port, "/a/")
    assert page.status == 200
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    head, _, _ = page.body.partition(b"</head>")
    for ours in (b"sitegen-token", b"sitegen-version", b"/preview.css", b"/preview.js"):
        assert head.count(ours) == 1
    assert get(server.port, "/a/index.html").body == page.body
    assert get(server.port, "/").body == get(server.port, "/index.html").body
    assert {path.name for path in Path(server.process.args[4]).iterdir()} == {  # type: ignore[index]
        "seeds",
        "content",
        "sitegen.yaml",
    }


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/assets/style.css", "text/css; charset=utf-8"),
        ("/assets/early.js", "text/javascript; charset=utf-8"),
        ("/assets/icon.svg", "image/svg+xml"),
        ("/a/photo.jpg", "image/jpeg"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/_sitegen/preview.js", "text/javascript; charset=utf-8"),
        ("/_sitegen/preview.css", "text/css; charset=utf-8"),
        ("/_sitegen/problems", "application/json"),
        ("/_sitegen/events", "text/event-stream; charset=utf-8"),
    ],
)
def test_each_file_has_its_type(server: Serving, path: str, kind: str) -> None:
    reply = get(server.port, path)
    assert (reply.status, reply.headers["content-type"]) == (200, kind)


def test_head_has_the_headers_alone(server: Serving) -> None:
    head = get(server.port, "/a/", method="HEAD")
    assert (head.status, head.body) == (200, b"")
    assert head.headers["content-length"] == get(server.port, "/a/").headers["content-length"]


def test_unknown_pages_are_the_sites_own_404_as_it_looks_here(server: Serving) -> None:
    for path in ("/nope", "/nope/deeper/", "/assets/", "/a/index.htm"):
        reply = get(server.port, path)
        assert reply.status == 404
        assert b'href="/assets/style.css"' in reply.body


def test_a_folder_gets_its_slash_only_if_it_exists(server: Serving) -> None:
    reply = get(server.port, "/a?x=1")
    assert (reply.status, reply.headers["location"]) == (307, "/a/?x=1")
    for path in ("/nope", "//a", "//evil.example/a", "/assets"):
        assert get(server.port, path).status == 404


@pytest.mark.parametrize("method", "POST PUT PATCH DELETE OPTIONS TRACE CONNECT BREW".split())
def test_other_methods_are_refused(server: Serving, method: str) -> None:
    for path in ("/", "/a/", "/_sitegen/events", "/_sitegen/problems", "/_sitegen/preview.js"):
        assert get(server.port, path, method=method).status == 405
    if method != "POST":
        assert get(server.port, "/_sitegen/add", method=method).status == 405
    assert get(server.port, "/_sitegen/add").status == 405


# ── Nothing else ────────────────────────────────────────────────────────────

UPS = "..  %2e%2e .%2e %2E. %252e%252e ..%00 .... ..; %c0%ae%c0%ae ..%c0%af".split()
SLASHES = "/ // %2f %5c \\".split()
BEFORE = ["/", "/assets/", "/a/", "/_sitegen/"]
WANTED = ["sitegen.yaml", "content/glossary.yaml", "public-leak/index.html", "etc/passwd"]
SPELLINGS = [
    f"{before}{f'{up}{slash}' * (1 + number % 9)}{WANTED[number % 4].replace('/', slash)}"
    for number, (before, up, slash) in enumerate(product(BEFORE, UPS, SLASHES))
] + [
    "/sitegen.yaml",
    "/content/glossary.yaml",
    "/seeds/a.md",
    "//etc/passwd",
    "/%2fetc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1/etc/passwd",
    "/a/photo.jpg/../../../sitegen.yaml",
    "/_sitegen/../../sitegen/serve.py",
    "/_sitegen/preview.js/../../serve.py",
    "/_sitegen/%2e%2e/serve.py",
    "/%0a/sitegen.yaml",
    "/.%0d%0aX: y",
    "*",
    "/\xff/../sitegen.yaml",
]


def test_no_spelling_of_an_address_leads_out_of_the_build(server: Serving) -> None:
    assert len(SPELLINGS) >= 200
    for spelling in SPELLINGS:
        request = f"GET {spelling} HTTP/1.1\r\nHost: 127.0.0.1:{server.port}\r\n\r\n"
        reply = ask(server.port, request.encode("latin-1"))
        assert reply.status in (400, 404), spelling
        assert b"canary-7351" not in reply.body, spelling
        assert b"root:" not in reply.body, spelling
        assert get(server.port, "/").status == 200, spelling


@pytest.mark.parametrize(
    "junk",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n",
        b"GET /\r\n\r\n",
        b"GET / HTTP/9.9\r\n\r\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nHost: evil.example\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nA: " + b"a" * 65536 + b"\r\n\r\n",
        b"GET /" + b"a" * 65536 + b" HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n" + b"A: b\r\n" * 9000 + b"\r\n",
        b"POST /_sitegen/add HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nContent-Length: -1\r\n\r\n",
        b"POST /_sitegen/add HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nTransfer-Encoding: x\r\n\r\n",
    ],
)
def test_junk_is_refused_and_the_server_lives(server: Serving, junk: bytes) -> None:
    reply = ask(server.port, junk.replace(b"%d", str(server.port).encode()))
    assert 400 <= reply.status < 502
    assert get(server.port, "/").status == 200


# ── To nobody else ──────────────────────────────────────────────────────────


def test_only_own_pages_read_and_write(server: Serving) -> None:
    """12 hosts, 8 origins, and all that there is to ask for."""
    port = server.port
    own = {f"127.0.0.1:{port}", f"localhost:{port}", f"[::1]:{port}", f"LocalHost:{port}"}
    hosts = [
        *own,
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1:{port + 1}",
        f"127.0.0.1.evil.example:{port}",
        f"localhost.evil.example:{port}",
        f"0.0.0.0:{port}",
        "",
    ]
    own_origins = {f"http://127.0.0.1:{port}", f"http://localhost:{port}"}
    origins = [
        None,
        *own_origins,
        "null",
        "http://evil.example",
        f"http://127.0.0.1:{port + 1}",
        f"https://127.0.0.1:{port}",
        f"http://127.0.0.1:{port}.evil.example",
    ]
    assert (len(hosts), len(origins)) == (12, 8)
    reads = ["/", "/a/photo.jpg", "/_sitegen/events", "/_sitegen/problems", "/_sitegen/preview.js"]
    secret = token(port)
    for host, origin in product(hosts, origins):
        ours = host in own and (origin is None or origin in own_origins)
        said = [f"Host: {host}", *([f"Origin: {origin}"] if origin is not None else [])]
        said += [f"X-Forwarded-Host: 127.0.0.1:{port}", "X-Forwarded-For: 127.0.0.1"]
        for path in reads:
            reply = ask(port, "\r\n".join([f"GET {path} HTTP/1.1", *said, "", ""]).encode())
            assert reply.status == (200 if ours else 403), (host, origin, path)
            assert not any(name.startswith("access-control") for name in reply.headers)
        writing = [
            "POST /_sitegen/undo HTTP/1.1",
            *said,
            f"X-Sitegen-Token: {secret}",
            "Content-Type: application/json",
            "Content-Length: 13",
        ]
        reply = ask(port, "\r\n".join([*writing, "", '{"undo": "a"}']).encode())
        heard = reply.status not in (400, 403)
        assert heard == (ours and origin is not None), (host, origin)
        assert not any(name.startswith("access-control") for name in reply.headers)


@pytest.mark.parametrize(
    ("said", "status"),
    [
        (("same-origin", "cors", "empty"), 200),
        (("none", "navigate", "document"), 200),
        (("cross-site", "navigate", "document"), 200),  # a link to us
        (("cross-site", "navigate", "iframe"), 403),
        (("cross-site", "no-cors", "script"), 403),
        (("same-site", "no-cors", "image"), 403),  # another port of this machine
        (("same-site", "cors", "empty"), 403),
    ],
)
def test_what_browsers_say_of_the_asking_page_counts(
    server: Serving, said: tuple[str, str, str], status: int
) -> None:
    names = ("Site", "Mode", "Dest")
    headers = [f"Sec-Fetch-{name}: {value}" for name, value in zip(names, said, strict=True)]
    assert get(server.port, "/assets/early.js", *headers).status == status


def test_a_write_needs_token_type_size_and_form(server: Serving) -> None:
    port = server.port
    right = {
        "Origin": f"http://127.0.0.1:{port}",
        "X-Sitegen-Token": token(port),
        "Content-Type": "application/json",
    }

    def status(body: bytes = b'{"undo": "x"}', **changed: str) -> int:
        headers = {**right, **{name.replace("_", "-"): value for name, value in changed.items()}}
        lines = [f"{name}: {value}" for name, value in headers.items() if value]
        return post(port, "/_sitegen/undo", body, *lines).status

    assert status() not in (400, 403, 413, 415)
    assert status(X_Sitegen_Token="x") == status(X_Sitegen_Token="") == 403
    assert status(Content_Type="text/plain") == status(Content_Type="") == 415
    assert status(Content_Type="application/json; charset=utf-8") == status()
    assert status(b'{"undo": "%s"}' % (b"x" * 65536)) == 413
    for body in (
        b"",
        b"[]",
        b"{",
        b"\xff",
        b'{"undo": 1}',
        b'{"undo": "x", "more": 1}',
        b"[" * 60000,
    ):
        assert status(body) == 400
    chunked = [f"POST /_sitegen/undo HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"]
    chunked += [f"{name}: {value}\r\n" for name, value in right.items()]
    data = "".join([*chunked, "Transfer-Encoding: chunked\r\n\r\n"]).encode()
    data += b"8000\r\n" + b"x" * 0x8000 + b"\r\n8000\r\n" + b"x" * 0x8000 + b"\r\n1\r\nx\r\n"
    assert ask(port, data).status == 413


def test_bound_to_all_addresses_only_the_one_that_was_asked_is_ours() -> None:
    guard = Guard("0.0.0.0", 8000, "secret")
    beside = Peers(server="192.168.1.5", client="192.168.1.9")
    own = Peers(server="192.168.1.5", client="192.168.1.5")
    assert guard.refuses("GET", {"host": "192.168.1.5:8000"}, beside) is None
    for host in ("192.168.1.6:8000", "0.0.0.0:8000", "my-laptop:8000", "192.168.1.5"):
        assert guard.refuses("GET", {"host": host}, beside) is not None
    asked = {
        "host": "192.168.1.5:8000",
        "origin": "http://192.168.1.5:8000",
        "x-sitegen-token": "secret",
        "content-type": "application/json",
    }
    assert guard.refuses_writing(asked, own) is None
    refusal = guard.refuses_writing(asked, beside)
    assert refusal is not None
    assert refusal.status == 403


def test_other_machines_get_no_token_and_are_warned_of(site: ScratchSite) -> None:
    site.write(SITE)
    live = LiveSite(site.root)
    live.refresh()
    preview = Preview(live, Guard("0.0.0.0", 8000, "secret"))
    host = (b"host", b"192.168.1.5:8000")
    for client, there in (("192.168.1.9", False), ("192.168.1.5", True), ("127.0.0.1", True)):
        reply = inside(preview, "/", host, client=client)
        assert (b"secret" in reply.body) is there
    with previewing(site.root, "--host", "0.0.0.0") as serving:
        assert serving.heard("warning: with --host 0.0.0.0 everybody")
        assert serving.heard(f"http://127.0.0.1:{serving.port}/")
        assert get(serving.port, "/").status == 200


# ── Actions ─────────────────────────────────────────────────────────────────


def inside(
    preview: Preview,
    path: str,
    *headers: tuple[bytes, bytes],
    body: bytes | None = None,
    client: str = "127.0.0.1",
) -> Reply:
    """What the application answers, without a server around it."""
    address, _, query = path.partition("?")
    scope = {
        "type": "http",
        "method": "GET" if body is None else "POST",
        "path": address,
        "query_string": query.encode(),
        "headers": list(headers),
        "server": ("192.168.1.5", 8000),
        "client": (client, 50000),
    }
    sent: list[dict[str, object]] = []

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": body or b"", "more_body": False}

    async def send(message: dict[str, object]) -> None:
        sent.append(message)

    # In a thread of its own: a browser of another test may have a loop in this one.
    with ThreadPoolExecutor(1) as thread:
        asked = application(preview)(scope, receive, send)  # type: ignore[arg-type]
        thread.submit(asyncio.run, asked).result()
    start, *rest = sent
    found = {name.decode(): value.decode() for name, value in start["headers"]}  # type: ignore[attr-defined]
    return Reply(start["status"], found, b"".join(one["body"] for one in rest))  # type: ignore[arg-type, misc]


@pytest.fixture
def acting(site: ScratchSite) -> Preview:
    """A preview with actions of its own, whose token is `secret`."""
    site.write(SITE)
    live = LiveSite(site.root)
    live.refresh()

    def add(asked: object) -> Answer:
        site.write({"content/glossary.yaml": "- {term: tariff, definition: New}\n"})
        return Answer({"undo": "1", "asked": asked}, wrote=("content/glossary.yaml",))

    def fail(asked: object) -> Answer:
        raise RuntimeError("a bug")

    actions = {
        "add": add,
        "undo": fail,
        "draft": lambda asked: Answer({"problems": ["no"]}, 409),
        "entry": lambda asked: Answer({"path": "content/glossary.yaml", "line": 2}),
        "coverage": lambda asked: Answer({"spans": [], **asked}),
    }
    pattern = "vscode://file{path}:{line}:{column}"
    return Preview(live, Guard("127.0.0.1", 8000, "secret"), actions, pattern)


HOST = (b"host", b"127.0.0.1:8000")
MAY_WRITE = (
    HOST,
    (b"origin", b"http://127.0.0.1:8000"),
    (b"x-sitegen-token", b"secret"),
    (b"content-type", b"application/json"),
)
WANTED_ENTRY = {
    "slug": "a",
    "kind": "k",
    "start": 1,
    "end": 4,
    "words": "The",
    "values": {"x": "y"},
}


def test_what_an_action_wrote_is_shown_when_it_answers(acting: Preview) -> None:
    body = json.dumps(WANTED_ENTRY).encode()
    reply = inside(acting, "/_sitegen/add", *MAY_WRITE, body=body)
    assert reply.status == 200
    assert json.loads(reply.body) == {"undo": "1", "asked": WANTED_ENTRY, "generation": 2}
    assert b"New" in inside(acting, "/glossary/", HOST).body


def test_actions_answer_with_their_status_and_where_an_editor_opens(acting: Preview) -> None:
    body = json.dumps(WANTED_ENTRY).encode()
    assert inside(acting, "/_sitegen/draft", *MAY_WRITE, body=body).status == 409
    assert inside(acting, "/_sitegen/entry?slug=a", HOST).status == 400
    found = json.loads(inside(acting, "/_sitegen/entry?slug=a&mention=m", HOST).body)
    assert found["href"] == f"vscode://file{acting.live.root}/content/glossary.yaml:2:1"
    found = json.loads(inside(acting, "/_sitegen/coverage?slug=a&x=1", HOST).body)
    assert found == {"spans": [], "slug": "a"}


def test_an_action_that_is_not_there_and_one_that_fails(acting: Preview) -> None:
    said: list[str] = []
    acting = replace(acting, say=said.append)
    body = json.dumps({"slug": "a", "mention": "m"}).encode()
    assert inside(acting, "/_sitegen/not-here", *MAY_WRITE, body=body).status == 501
    assert inside(acting, "/_sitegen/undo", *MAY_WRITE, body=b'{"undo": "1"}').status == 500
    assert said == ["/_sitegen/undo: RuntimeError: a bug"]


@pytest.mark.parametrize(
    ("named", "pattern"),
    [
        ("code", "vscode://file{path}:{line}:{column}"),
        ("/usr/local/bin/subl --wait", "subl://open?url=file://{path}&line={line}&column={column}"),
        ("mine://go?{path}", "mine://go?{path}"),
        ("vim", ""),
        ("", ""),
        ("mine://go", ""),
        ("javascript://{path}", ""),
        ("https://evil.example/{path}", ""),
    ],
)
def test_an_editor_is_known_by_its_command_or_its_address(named: str, pattern: str) -> None:
    assert editor.pattern(named) == pattern


def test_a_link_to_a_file_quotes_its_name() -> None:
    link = editor.link("code://{path}:{line}", "/a b/{line}#?.md", 3, 1)
    assert link == "code:///a%20b/%7Bline%7D%23%3F.md:3"
    assert editor.link("", "/a", 1, 1) == ""


# ── It follows the disk ─────────────────────────────────────────────────────


class Follower:
    """A page's event stream."""

    def __init__(self, port: int, *headers: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), 10)
        lines = ["GET /_sitegen/events HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers, "", ""]
        self.socket.sendall("\r\n".join(lines).encode())
        self._lines = self.socket.makefile("r", encoding="utf-8")

    def next(self, name: str) -> tuple[str, dict[str, object]]:
        """The id and the data of the next event of this name."""
        while True:
            line = self._lines.readline()
            assert line, "the stream has ended"
            if line == f"event: {name}\n":
                id_ = self._lines.readline().removeprefix("id: ").strip()
                return id_, json.loads(self._lines.readline().removeprefix("data: "))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._lines.close()
        self.socket.close()


def test_a_change_reaches_the_open_page_and_a_mistake_leaves_the_last_good_version(
    site: ScratchSite,
) -> None:
    site.write(SITE)
    with previewing(site.root, "--editor", "code") as serving, Follower(serving.port) as page:
        first, greeting = page.next("change")
        assert greeting == {"generation": 1, "assets": [], "pages": False}
        assert page.next("problems")[1] == {"generation": 1, "errors": 0, "problems": []}

        site.write({"content/glossary.yaml": "- {term: tariff, definition: A new tax}\n"})
        second, change = page.next("change")
        assert change == {"generation": 2, "assets": [], "pages": True}
        assert first.partition("-")[0] == second.partition("-")[0]
        assert b"A new tax" in get(serving.port, "/glossary/").body
        assert until(lambda: serving.heard("rebuilt in "))

        site.write({"content/glossary.yaml": "- term: tariff\n  definiton: x\n"})
        _, told = page.next("problems")
        assert told["errors"] == 2
        unknown = told["problems"][1]  # type: ignore[index]
        assert (unknown["path"], unknown["line"], unknown["column"]) == (
            "content/glossary.yaml",
            2,
            3,
        )
        assert unknown["source"] == "  definiton: x"
        assert unknown["hint"] == "did you mean 'definition'?"
        assert unknown["href"] == f"vscode://file{site.root}/content/glossary.yaml:2:3"
        assert b"A new tax" in get(serving.port, "/glossary/").body
        assert json.loads(get(serving.port, "/_sitegen/problems").body) == told
        assert until(lambda: serving.heard("not rebuilt: 2 errors; the last good version is shown"))
        assert serving.heard("content/glossary.yaml:2:3: error: unknown key 'definiton'")

        site.write({"content/glossary.yaml": "- {term: tariff, definition: Mended}\n"})
        assert page.next("problems")[1]["errors"] == 0
        assert b"Mended" in get(serving.port, "/glossary/").body

        site.write({"templates/style.css": "body { color: red }"})
        assert page.next("change")[1]["assets"] == ["style.css"]
        site.write({"content/a/photo.jpg": b"\xff\xd8\xffanother"})
        assert page.next("change")[1]["assets"] == ["a/photo.jpg"]
        site.write({"templates/404.html": "\n{% if %}"})
        assert page.next("problems")[1]["problems"][0]["path"] == "templates/404.html"  # type: ignore[index]
    assert not (site.root / "public").exists()


def test_a_first_version_with_mistakes_is_told_and_then_mended(site: ScratchSite) -> None:
    site.write(SITE | {"content/glossary.yaml": "- {term: <b>, definiton: x}\n"})
    with previewing(site.root) as serving:
        excuse = get(serving.port, "/a/")
        assert excuse.status == 503
        assert b"content/glossary.yaml:1:15: error: unknown key" in excuse.body
        assert b"<b>" not in excuse.body
        assert b"/_sitegen/preview.js" in excuse.body
        assert serving.heard("nothing to show yet")
        site.write({"content/glossary.yaml": "- {term: tariff, definition: x}\n"})
        until(lambda: get(serving.port, "/a/").status == 200)


def test_a_page_that_outlives_the_server_learns_that_it_is_stale(site: ScratchSite) -> None:
    site.write(SITE)
    with previewing(site.root) as serving:
        with Follower(serving.port) as page:
            id_, _ = page.next("change")
        with Follower(serving.port, f"Last-Event-ID: {id_}") as page:
            assert page.next("change")[1]["pages"] is False
    with previewing(site.root) as serving, Follower(serving.port, f"Last-Event-ID: {id_}") as page:
        assert page.next("change")[1]["pages"] is True


# ── It begins and ends well ─────────────────────────────────────────────────


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_at_once_whoever_still_listens(site: ScratchSite, number: int, code: int) -> None:
    site.write(SITE)
    with previewing(site.root) as serving:
        pages = [Follower(serving.port) for _ in range(10)]
        for page in pages:
            page.next("change")
        idle = socket.create_connection(("127.0.0.1", serving.port))
        began = monotonic()
        assert serving.end(number) == code
        assert monotonic() - began < 3
        assert serving.said[-1].startswith("the preview is at")
        for page in pages:
            page.close()
        idle.close()


def test_a_port_that_is_taken_is_told_and_the_next_is_used(site: ScratchSite) -> None:
    site.write(SITE)
    with previewing(site.root) as first:
        second = Serving(site.root, "--port", str(first.port))
        assert second.heard(f"port {first.port} is taken, so this is port {second.port}")
        assert second.port > first.port
        assert get(second.port, "/").status == 200
        assert second.end() == 130
        second.process.stderr.close()  # type: ignore[union-attr]


def test_a_site_that_goes_and_comes_back_and_a_bug_of_ours(site: ScratchSite) -> None:
    site.write(SITE)
    seeds, gone = site.root / "seeds", site.root / "gone"
    with previewing(site.root, "--debug") as serving:
        seeds.rename(gone)
        until(lambda: serving.heard("error: there is no folder"))
        assert get(serving.port, "/a/").status == 200
        assert serving.heard("Traceback")
        gone.rename(seeds)
        until(lambda: serving.heard("rebuilt in"))
        site.write({"seeds/a.md": "# A\n\nNew words.\n"})
        until(lambda: b"New words" in get(serving.port, "/a/").body)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--host", "192.0.2.1"], "can't serve at 192.0.2.1, port 8000"),
        (["--port", "65536"], "'65536' is no port"),
        (["--editor", "javascript://{path}"], "is neither one of code"),
        (["nowhere"], "there is no folder nowhere/seeds"),
    ],
)
def test_a_wrong_call_is_told_so(site: ScratchSite, options: list[str], said: str) -> None:
    folder = [] if "nowhere" in options else [str(site.write(SITE).root)]
    command = [sys.executable, "-m", "sitegen", "serve", *folder, *options]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=20)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_loads_no_server(site: ScratchSite) -> None:
    code = (
        "import sys; from sitegen.cli import main; main(['build', '-q', sys.argv[1]]);"
        "print({'starlette', 'uvicorn', 'watchdog'} & set(sys.modules))"
    )
    root = str(site.write(SITE).root)
    done = subprocess.run(
        [sys.executable, "-c", code, root], capture_output=True, text=True, check=True
    )
    assert done.stdout == "set()\n"


def test_the_client_is_in_the_package() -> None:
    for name in ("preview.js", "preview.css"):
        assert (ROOT / "sitegen" / "preview" / name).is_file()


# ── It lasts ────────────────────────────────────────────────────────────────


def seconds_for_a_page(port: int) -> float:
    began = monotonic()
    assert get(port, "/a/").status == 200
    return monotonic() - began


def test_slow_clients_and_many_streams_keep_nobody_from_a_page(site: ScratchSite) -> None:
    """Each sends a byte now and then; threads and descriptors return to where they were."""
    site.write(SITE)
    with previewing(site.root) as serving:
        for _ in range(10):
            seconds_for_a_page(serving.port)
        before = serving.held()
        slow = [
            socket.create_connection(("127.0.0.1", serving.port)) for _ in range(soaking(200, 1000))
        ]
        for letter in b"GET / H":
            for one in slow:
                try:
                    one.send(bytes([letter]))
                except OSError:
                    continue  # it had to give way
            assert seconds_for_a_page(serving.port) < 1
        assert serving.held()[1] - before[1] < 200
        for one in slow:
            one.close()
        for round_ in range(soaking(200, 2000) // 100):
            pages = [Follower(serving.port) for _ in range(100)]
            for page in pages[:: 1 + round_ % 2]:
                page.next("problems")
            assert seconds_for_a_page(serving.port) < 1
            for page in pages:
                page.close()
        held = [Follower(serving.port) for _ in range(soaking(200, 2000))]
        assert seconds_for_a_page(serving.port) < 1
        for page in held:
            page.close()
        until(lambda: serving.held()[1] <= before[1] and serving.held()[0] <= before[0], 20)


def test_half_a_request_is_not_waited_for(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the time shortened: in the process itself, as no option is worth having for it."""
    site.write(SITE)
    code = (
        "import sys, sitegen.connections as c; c.ASKING = c.TAKING = 0.3;"
        "from sitegen.cli import main; sys.exit(main(['serve', sys.argv[1], '--port', '0']))"
    )
    command = [sys.executable, "-c", code, str(site.root)]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = next(line for line in process.stderr if "the preview is at" in line)
        port = int(line.split(":")[2].partition("/")[0])
        head = f"GET / HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
        post_ = (
            f"POST /_sitegen/undo HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nContent-Length: 9\r\n\r\n"
        )
        for half in ("", head, post_, f"{head}\r\n{head}"):
            with socket.create_connection(("127.0.0.1", port), 5) as connection:
                connection.sendall(half.encode())
                while connection.recv(65536):
                    pass
        with Follower(port) as stream:
            stream.next("problems")
            sleep(0.5)
            site.write({"content/glossary.yaml": "- {term: tariff, definition: Later}\n"})
            assert stream.next("change")[1]["pages"] is True  # a stream may take its time
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130


def test_a_name_that_many_articles_hold_reaches_all_of_them(site: ScratchSite) -> None:
    site.write({f"seeds/a{number}.md": "# A\n\nThe tariff rose.\n" for number in range(40)})
    site.write({"content/glossary.yaml": "- {term: tariff, definition: d}\n"})
    live = LiveSite(site.root)
    live.refresh()
    site.write({"content/glossary.yaml": "- {term: tarif, definition: d}\n"})
    change = live.refresh(["content/glossary.yaml"])
    assert change is not None
    assert live.pending
    page = live.get("a39/index.html")
    assert page is not None
    assert b"mark-glossary" not in page.data
    changes = []
    while live.pending:
        changes.append(live.work())
    last = changes[-1]
    assert last is not None
    assert last.pages
    assert [problem.message for problem in live.problems] == ["'tarif' stands in no article"]


def test_a_broken_template_is_told_of_and_the_last_good_page_stays(site: ScratchSite) -> None:
    site.write(SITE)
    live = LiveSite(site.root)
    live.refresh()
    before = live.get("index.html")
    site.write({"templates/home.html": "{% if %}"})
    change = live.refresh(["templates/home.html"])
    assert change is not None
    assert change.problems
    assert live.problems[0].where.path == "templates/home.html"
    assert live.get("index.html") == before
    (site.root / "templates/home.html").unlink()
    assert live.refresh() is not None
    assert live.problems == ()
    assert live.get("index.html") == before
