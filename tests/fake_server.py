"""A stand-in for `sitegen serve`: its addresses with the simplest answers, on a real site."""

from __future__ import annotations

import json
import re
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from mimetypes import guess_type
from queue import Empty, Queue
from threading import Thread
from urllib.parse import parse_qs, unquote, urlsplit

from helpers import ROOT, ScratchSite, text_of

from sitegen.model import Problem
from sitegen.outcome import Result

CLIENT = ROOT / "sitegen" / "preview"
TOKEN = "a token"
HEAD = (
    f'<meta name="sitegen-token" content="{TOKEN}">'
    '<link rel="stylesheet" href="/_sitegen/preview.css">'
    '<script src="/_sitegen/preview.js"></script></head>'
)
KINDS = [
    {
        "name": "notes",
        "one": "note",
        "fields": [
            {"name": "note", "required": True, "long": True},
            {"name": "by", "required": False, "long": False},
        ],
    },
    {
        "name": "glossary",
        "one": "term",
        "fields": [
            {"name": "term", "required": True, "long": False, "selected": True},
            {"name": "definition", "required": True, "long": True},
        ],
    },
]


class Refused(Exception):
    """What a 409 says."""


class FakeServer:
    """A site that is built again at each `save`, and told of to all who listen."""

    def __init__(self, site: ScratchSite) -> None:
        self.site = site
        self.boot = 1
        self.generation = 0
        self.streams: list[Queue[tuple[str, object] | None]] = []
        self.before: tuple[str, str, str] = ("", "", "")
        self.result: Result = site.build(search=False)
        self.port = 0
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        server = self
        handler = type("_Handler", (_Handler,), {"fake": server})
        self.http = ThreadingHTTPServer(("127.0.0.1", self.port), handler)
        self.http.daemon_threads = True
        self.port = self.http.server_port
        Thread(target=self.http.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self.http.shutdown()
        self.http.server_close()
        for stream in self.streams:
            stream.put(None)
        self.streams.clear()

    def save(self, files: dict[str, str], assets: tuple[str, ...] = ()) -> None:
        self.site.write(files)
        self.rebuild(assets)

    def delete(self, path: str) -> None:
        (self.site.root / path).unlink()
        self.rebuild()

    def rebuild(self, assets: tuple[str, ...] = ()) -> None:
        before = self.problems()
        self.result = self.site.build(search=False)
        self.generation += 1
        self.tell("change", self.change(assets))
        if self.problems() != before:
            self.tell("problems", self.problems())

    def tell(self, event: str, data: object) -> None:
        for stream in self.streams:
            stream.put((event, data))

    def change(self, assets: tuple[str, ...] = ()) -> object:
        return {"generation": self.generation, "assets": assets, "pages": not assets}

    # ── Answers ─────────────────────────────────────────────────────────────

    def problems(self) -> dict[str, object]:
        found = [self.problem(one) for one in self.result.problems]
        return {"errors": sum(one["severity"] == "error" for one in found), "problems": found}

    def problem(self, problem: Problem) -> dict[str, object]:
        where = problem.where
        source = self.result.lines.get(where.path, ())
        return {
            "path": where.path,
            "line": where.line,
            "column": where.column,
            "severity": str(problem.severity),
            "message": problem.message,
            "hint": problem.hint,
            "details": list(problem.details),
            "source": source[where.line - 1] if where.line <= len(source) else "",
            "href": f"editor://open?file={where.path}&line={where.line}",
        }

    def words(self, start: int, end: int) -> str:
        """The received words between two ink offsets, as they stand in the page."""
        received = text_of(self.site.page("talks/index.html"))
        spots = [at for at, letter in enumerate(received) if not letter.isspace()]
        return received[spots[start] : spots[end - 1] + 1]

    def coverage(self, slug: str) -> object:
        received = text_of(self.site.page(f"{slug}/index.html"))
        spans = []
        for hit in re.finditer(r"\$\d+ \w+", received):
            start, end = (len("".join(received[:at].split())) for at in hit.span())
            spans.append({"start": start, "end": end, "words": hit[0], "suggests": "note"})
        return {"spans": spans}

    def entry(self, slug: str, mention: str) -> dict[str, object]:
        assert (self.site.root / "seeds" / f"{slug}.md").is_file()
        assert mention.startswith("at-term-zhongnanhai-")
        return {"path": "content/glossary.yaml", "line": 1, "href": "editor://entry"}

    def draft(self, body: dict) -> dict[str, object]:
        words = self.words(body["start"], body["end"])
        values = body["values"]
        if "refuse" in values.values():
            raise Refused(f"the quote {words!r} does not please")
        anchor = "" if "term" in values else f"quote: {json.dumps(words)}"
        lines = [anchor, *(f"{key}: {json.dumps(value)}" for key, value in values.items())]
        block = "- " + "\n  ".join(line for line in lines if line) + "\n"
        folder = "talks/" if body["kind"] == "notes" else ""
        path = f"content/{folder}{body['kind']}.yaml"
        return {"file": path, "yaml": block, "mentions": 1, "aliases": [], "problems": []}

    def put(self, path: str, block: str) -> dict[str, object]:
        file = self.site.root / path
        before = file.read_text("utf-8") if file.exists() else ""
        self.before = (path, before, before + block)
        self.save({path: before + block})
        line = before.count("\n") + 1
        return {"undo": "1", "file": path, "line": line, "generation": self.generation}

    def add(self, body: dict) -> dict[str, object]:
        drafted = self.draft(body)
        return self.put(str(drafted["file"]), str(drafted["yaml"]))

    def not_here(self, body: dict) -> dict[str, object]:
        assert body["mention"] == "at-term-zhongnanhai-1"
        return self.put("content/glossary.yaml", "  not_here: [{quote: spoke in Zhongnanhai}]\n")

    def undo(self, body: dict) -> dict[str, object]:
        path, before, after = self.before
        if (self.site.root / path).read_text("utf-8") != after:
            raise Refused(f"{path} has changed since")
        self.save({path: before})
        return {"generation": self.generation}


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    fake: FakeServer

    def log_message(self, *_: object) -> None:
        """A test has no use for a log."""

    def do_GET(self) -> None:
        url = urlsplit(self.path)
        query = {key: values[0] for key, values in parse_qs(url.query).items()}
        name = url.path.removeprefix("/_sitegen/")
        if name == url.path:
            return self.page(unquote(url.path))
        if name in {"preview.js", "preview.css"}:
            return self.answer((CLIENT / name).read_bytes(), str(guess_type(name)[0]))
        if name == "events":
            return self.stream()
        answers = {
            "problems": self.fake.problems,
            "kinds": lambda: KINDS,
            "coverage": self.fake.coverage,
            "entry": self.fake.entry,
        }
        return self.json(answers[name](**query))

    def do_POST(self) -> None:
        assert self.headers["X-Sitegen-Token"] == TOKEN
        assert self.headers["Content-Type"] == "application/json"
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        name = self.path.removeprefix("/_sitegen/").replace("-", "_")
        assert name in {"draft", "add", "not_here", "undo"}
        try:
            self.json(getattr(self.fake, name)(body))
        except Refused as refused:
            problem = {"severity": "error", "message": str(refused), "hint": "try other words"}
            self.json({"problems": [problem]}, 409)

    def page(self, path: str) -> None:
        file = self.fake.site.root / "public" / path.lstrip("/")
        file = file / "index.html" if file.is_dir() else file
        if not file.is_file():
            return self.answer(b"gone", "text/html", 404)
        data = file.read_bytes()
        if file.suffix == ".html":
            data = data.replace(b"</head>", HEAD.encode(), 1)
        return self.answer(data, guess_type(file.name)[0] or "text/plain")

    def json(self, value: object, status: int = 200) -> None:
        self.answer(json.dumps(value).encode(), "application/json", status)

    def answer(self, data: bytes, media_type: str, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Type", f"{media_type}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(data)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True
        queue: Queue[tuple[str, object] | None] = Queue()
        queue.put(("change", self.fake.change()))
        self.fake.streams.append(queue)
        try:
            while True:
                try:
                    told = queue.get(timeout=1)
                except Empty:
                    self.wfile.write(b": still here\n\n")
                    continue
                if told is None:
                    return
                event, data = told
                name = f"{self.fake.boot}-{self.fake.generation}"
                lines = f"event: {event}\nid: {name}\ndata: {json.dumps(data)}\n\n"
                self.wfile.write(lines.encode())
        except OSError:
            return  # the page has gone
