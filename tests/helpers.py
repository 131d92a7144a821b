"""Short ways to say what a test is about."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from http.client import HTTPResponse
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection
from textwrap import dedent
from threading import Thread
from time import monotonic, sleep
from typing import TypeVar

import html5lib
from hypothesis import settings
from playwright.sync_api import Page

from sitegen.annotate import annotate
from sitegen.article import read_article
from sitegen.builder import build
from sitegen.fold import fold
from sitegen.kinds import KINDS
from sitegen.match import Matcher, longest
from sitegen.model import About, Annotated, Article, Entry, Problem, Source
from sitegen.outcome import Result
from sitegen.settings import Settings
from sitegen.sidecar import read_sidecar

T = TypeVar("T")

ROOT = Path(__file__).parent.parent
SITES = ROOT / "tests" / "sites"
"""Whole sites in other languages."""
TOOLS = ROOT / "tests" / "tools" / "node_modules"
"""The checkers from npm, which `tests/tools/install` puts there."""
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def at_least(examples: int) -> settings:
    """Settings for a property that is to be tried on so many examples, ten times as many in a soak."""
    return settings(
        max_examples=examples * (10 if settings.get_current_profile_name() == "soak" else 1)
    )


# ── Values ──────────────────────────────────────────────────────────────────


def entries(kind: str, yaml: str, scope: str = "") -> list[Entry]:
    """The entries of a sidecar without mistakes."""
    found, problems = read_sidecar(Source(f"content/{kind}.yaml", dedent(yaml)), KINDS[kind], scope)
    assert problems == []
    return found


def terms(*names: str) -> list[Entry]:
    """Glossary entries with these names."""
    return entries("glossary", "".join(f'- term: "{name}"\n  definition: d\n' for name in names))


def found(text: str, these: list[Entry], *, inflect: bool = True) -> list[str]:
    """The longest names in `text`, in order."""
    hits = Matcher(these, inflect=inflect).find(text, fold(text))
    return [
        text[start:end]
        for (start, end), _ in sorted(longest(hits, len(text)), key=lambda one: one[0])
    ]


def article(text: str, suffix: str = ".md") -> Article:
    source = Source(f"seeds/a{suffix}", text)
    read, problems = read_article("a", source, About(title="A"))
    assert [problem for problem in problems if "empty" not in problem.message] == []
    return read


def annotated(
    text: str,
    shared: Iterable[Entry] = (),
    own: Iterable[Entry] = (),
    settings: Settings = Settings(),  # noqa: B008 - frozen
    suffix: str = ".md",
) -> tuple[Annotated, list[Problem]]:
    own = list(own)
    matchers = [Matcher(group, inflect=settings.inflects) for group in (list(shared), own) if group]
    return annotate(article(text, suffix), matchers, own, settings)


def shown(result: Annotated, *, ids: bool = False) -> str:
    """The prose with `[marked]` mentions and `{unmarked}` ones, nested as they are."""
    prose = result.article.text.prose
    opens: dict[int, str] = {}
    closes: dict[int, str] = {}
    for mention in sorted(result.mentions, key=lambda one: (one.start, -one.end)):
        left, right = "[]" if mention.marked else "{}"
        opens[mention.start] = opens.get(mention.start, "") + left
        name = f"|{mention.entry.id}" if ids else ""
        closes[mention.end] = f"{name}{right}" + closes.get(mention.end, "")
    letters = [
        closes.get(at, "") + opens.get(at, "") + letter for at, letter in enumerate(f"{prose}\0")
    ]
    return "".join(letters).rstrip("\0").replace("\x1e", " / ")


# ── Sites ───────────────────────────────────────────────────────────────────


@dataclass
class ScratchSite:
    """A site in a folder of its own, built by the real program."""

    root: Path

    def write(self, files: Mapping[str, str | bytes]) -> ScratchSite:
        for path, content in files.items():
            file = self.root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            data = content if isinstance(content, bytes) else dedent(content).encode()
            file.write_bytes(data)
        return self

    def build(self, **options: object) -> Result:
        return build(self.root, **{"jobs": 1, "search": False, **options})  # type: ignore[arg-type]

    def page(self, path: str) -> str:
        return (self.root / "public" / path).read_text("utf-8")

    def hashes(self, below: str = "public") -> dict[str, str]:
        """Every file below a folder, links as what they say, with the hash of its bytes."""
        found = {}
        for at, folders, names in os.walk(self.root / below):
            for name in [*names, *folders]:
                file = Path(at) / name
                if file.is_symlink():
                    data = str(file.readlink()).encode()
                elif file.is_file():
                    data = file.read_bytes()
                else:
                    continue
                found[file.relative_to(self.root).as_posix()] = sha256(data).hexdigest()
        return found


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """A test has no use for a log."""


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The address of a server of the files in a folder, as any static host would serve them."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


# The size of targets is a rule of WCAG 2.2 that axe leaves out unless asked.
_RUN_AXE = """
    within => axe.run(within, {preload: false, rules: {"target-size": {enabled: true}}})
        .then(found => found.violations)
"""


def violations(page: Page, within: str = "html") -> list[str]:
    """What axe finds wrong with a page, or with a part of it."""
    page.evaluate((TOOLS / "axe-core" / "axe.min.js").read_text("utf-8"))
    return [
        f"{one['id']}: {node['html'][:200]}"
        for one in page.evaluate(_RUN_AXE, within)
        for node in one["nodes"]
    ]


def parse(html: str) -> html5lib.treebuilders.etree.getETreeBuilder:
    """The tree of a page that an HTML5 parser finds no fault with."""
    return html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)


def text_of(html: str) -> str:
    """The received words of a page, read with another parser than the program's own."""
    tree = parse(html)
    parts: list[str] = []

    def walk(node: object, *, within: bool) -> None:
        within = within or "data-received" in node.attrib  # type: ignore[attr-defined]
        if "data-generated" not in node.attrib:  # type: ignore[attr-defined]
            if within and node.text:  # type: ignore[attr-defined]
                parts.append(node.text)  # type: ignore[attr-defined]
            for child in node:  # type: ignore[attr-defined]
                walk(child, within=within)
                if within and child.tail:
                    parts.append(child.tail)

    walk(tree, within=False)
    return " ".join("".join(parts).split())


# ── The preview ─────────────────────────────────────────────────────────────


def soaking(few: int, many: int) -> int:
    """How often to try something that takes its time: `many` in a soak."""
    return many if settings.get_current_profile_name() == "soak" else few


def until(seen: Callable[[], T], seconds: float = 10) -> T:
    """What `seen` gives as soon as it is true; it must be within the time."""
    end = monotonic() + seconds
    while not (found := seen()):
        assert monotonic() < end, f"not within {seconds} s"
        sleep(0.01)
    return found


@dataclass
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes


def ask(port: int, request: bytes, seconds: float = 10) -> Reply:
    """What a server answers to these bytes, sent as they are."""
    with create_connection(("127.0.0.1", port), seconds) as connection:
        connection.sendall(request)
        method = request.partition(b" ")[0].decode("latin-1")
        response = HTTPResponse(connection, method=method)
        response.begin()
        # Of an event stream, which never ends, the first of it is enough.
        endless = "event-stream" in response.headers.get("content-type", "")
        body = response.read1() if endless else response.read()
        return Reply(response.status, {k.lower(): v for k, v in response.headers.items()}, body)


def get(port: int, path: str, *headers: str, method: str = "GET") -> Reply:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{port}", *headers]
    return ask(port, "\r\n".join([*lines, "Connection: close", "", ""]).encode())


class Serving:
    """`sitegen serve`, running, and what it said so far."""

    def __init__(self, root: Path, *options: str) -> None:
        command = [sys.executable, "-m", "sitegen", "serve", str(root), *options]
        self.said: list[str] = []
        self.process = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)
        Thread(target=self._listen, daemon=True).start()
        line = until(lambda: self.heard("the preview is at "), 30)
        self.port = int(line.split(":")[2].partition("/")[0])

    def _listen(self) -> None:
        assert self.process.stderr is not None
        self.said.extend(line.rstrip("\n") for line in self.process.stderr)

    def heard(self, words: str) -> str:
        assert self.process.poll() is None, self.said
        return next((line for line in self.said if words in line), "")

    def end(self, number: int = signal.SIGINT) -> int:
        if self.process.poll() is None:
            self.process.send_signal(number)
        return self.process.wait(10)

    def held(self) -> tuple[int, int]:
        """Its threads and its descriptors."""
        here = Path("/proc") / str(self.process.pid)
        return len(list((here / "task").iterdir())), len(list((here / "fd").iterdir()))


@contextmanager
def previewing(root: Path, *options: str) -> Iterator[Serving]:
    serving = Serving(root, "--port", "0", *options)
    try:
        yield serving
    finally:
        serving.end()
        serving.process.stderr.close()  # type: ignore[union-attr]
