"""A site in memory: its last good version, and what is wrong with the present one.

Nothing is written but the edits of sidecars that `put` is given. `public/` is
neither read nor touched.
"""

from __future__ import annotations

import gc
import mimetypes
import os
import threading
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from . import address
from .drafts import Known
from .edits import Edit
from .failure import as_problem
from .files import LARGEST, open_inside, read_inputs, read_text
from .model import Annotated, Inputs, Problem, Where, errors_of
from .outcome import Result
from .pipeline import Options
from .swap import swap
from .workshop import Workshop

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".jsonld": "application/ld+json",
    ".csv": "text/csv; charset=utf-8",
    ".xml": "application/xml",
    ".svg": "image/svg+xml",
    ".webp": "image/webp",
    ".avif": "image/avif",
    ".woff2": "font/woff2",
    ".wasm": "application/wasm",
}
"""What the system's own table may lack, or give without its encoding."""


@dataclass(frozen=True, slots=True)
class File:
    """A file of the site as it is served."""

    data: bytes
    media_type: str


@dataclass(frozen=True, slots=True)
class Change:
    """What a refresh brought."""

    generation: int
    assets: tuple[str, ...] = ()
    """Files that changed of the theme, by their name, and of those copied, by their path."""
    pages: bool = False
    problems: bool = False


@dataclass(frozen=True, slots=True)
class _State:
    """What the folder held at a time, and what came of it."""

    generation: int = 0
    inputs: Inputs | None = None
    copies: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """What the copied files held, by path in the site."""
    result: Result = field(default_factory=lambda: Result(pages=(), copies={}, problems=()))
    failure: Exception | None = None
    """Why there was no outcome but this."""


class LiveSite:
    """The site in `root`, refreshed when asked; its pages are made when they are first asked for.

    Any number of threads may read while one refreshes: each sees one version, whole.
    """

    def __init__(self, root: Path, options: Options = Options()) -> None:  # noqa: B008 - frozen
        self.root = root
        self._options = options
        self._lock = threading.RLock()
        self._workshop = Workshop(options)
        self._state = _State()
        self._shown: dict[str, bytes] = {}
        """What was asked for, as it was last made: shown on where it can't be made now."""
        self._known: dict[str, tuple[tuple[int, ...], bytes]] = {}

    @property
    def generation(self) -> int:
        """How many times what is served, or what is wrong, has changed."""
        return self._state.generation

    @property
    def result(self) -> Result:
        """The outcome of the last build, which may have failed."""
        return self._state.result

    @property
    def ready(self) -> bool:
        """Whether there has been a good version."""
        return bool(self._shown or self._workshop.paths)

    @property
    def pending(self) -> bool:
        """Whether there is something left to `work` on."""
        return self._workshop.pending > 0

    @property
    def failure(self) -> Exception | None:
        """What made the last build impossible."""
        return self._state.failure

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._state.result.problems

    def get(self, path: str) -> File | None:
        """The file that the last good version has at `path`; None where it has none."""
        with self._lock:
            try:
                data = self._made(path)
            except Exception:  # noqa: BLE001 - told of when the site is refreshed
                data = self._shown.get(path)
            copied = self._state.copies.get(path)
        if data is None and copied is not None:
            data = self._copied(copied)
        if data is None:
            return None
        suffix = PurePosixPath(path).suffix.lower()
        guess = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return File(data, _TYPES.get(suffix, guess))

    def refresh(self, paths: Iterable[str] | None = None) -> Change | None:
        """Read what changed and build anew; None when no content did.

        `paths`, relative to the root, are where to look; None: everywhere.
        Whatever makes a build impossible becomes a problem, as it may pass.
        """
        with self._lock:
            old = self._state
            try:
                inputs = self._reread(list(paths)) if paths else None
                digests = old.digests
                if inputs is None:
                    inputs = read_inputs(self.root)
                    digests = self._digests({*inputs.pictures, *inputs.copies.values()})
                if inputs == old.inputs and digests == old.digests:
                    return None
                return self._turn(self._built(inputs, digests))
            except Exception as error:  # noqa: BLE001 - the preview outlives it
                failed = Result(pages=(), copies={}, problems=(as_problem(error),))
                return self._turn(replace(old, inputs=None, result=failed, failure=error))

    def work(self) -> Change | None:
        """Bring a change that reaches many articles to some more; None when nothing is pending."""
        with self._lock:
            if not self._workshop.pending:
                return None
            new = replace(self._state, result=self._workshop.work())
            return self._turn(new, pages=not self._workshop.pending)

    # ── Annotating ──────────────────────────────────────────────────────────

    @property
    def paths(self) -> Collection[str]:
        """The files that the site was last read from, but those of the theme."""
        inputs = self._state.inputs
        return {*inputs.texts, *inputs.pictures} if inputs is not None else ()

    def known(self, slug: str) -> Known | None:
        """What an article is annotated with; None where there is no such article."""
        with self._lock:
            return self._workshop.known(slug)

    def annotated(self) -> Sequence[Annotated]:
        """All articles with their mentions."""
        with self._lock:
            return self._workshop.annotated()

    def put(self, edit: Edit) -> Sequence[Problem]:
        """Write an edit, unless the whole site has an error with it that it has not now.

        Returns why nothing was written. What was is shown after a `refresh`.
        """
        with self._lock:
            inputs = self._state.inputs
            if inputs is None or inputs.texts.get(edit.path) != edit.before:
                message = "this file has changed a moment ago"
                return [Problem(Where(edit.path), message, "look at it, and try again")]
            texts = {path: data for path, data in inputs.texts.items() if path != edit.path}
            if edit.after is not None:
                texts[edit.path] = edit.after
            try:
                problems = self._tried(replace(inputs, texts=texts)) or _unwritten(self.root, edit)
                if problems:
                    self._workshop.update(inputs)
            except Exception as error:  # noqa: BLE001 - the preview outlives it
                self._workshop = Workshop(self._options)
                self._state = replace(self._state, inputs=None)
                return [as_problem(error)]
            return problems

    def _tried(self, inputs: Inputs) -> list[Problem]:
        """The errors that these inputs bring to the site, all its articles seen."""
        had = Counter(map(_told, errors_of(self._state.result.problems)))
        result = self._workshop.update(inputs)
        while self._workshop.pending:
            result = self._workshop.work()
        new = Counter(map(_told, errors_of(result.problems))) - had
        return [problem for problem in errors_of(result.problems) if _told(problem) in new]

    # ── Versions ────────────────────────────────────────────────────────────

    def _reread(self, paths: Sequence[str]) -> Inputs | None:
        """The inputs with these texts as they are now; None where more than texts may have changed."""
        inputs = self._state.inputs
        if inputs is None or not all(path in inputs.texts for path in paths):
            return None
        texts = {path: read_text(self.root, path) for path in paths}
        found = {path: data for path, data in texts.items() if data is not None}
        return (
            replace(inputs, texts={**inputs.texts, **found}) if len(found) == len(texts) else None
        )

    def _built(self, inputs: Inputs, digests: Mapping[str, bytes]) -> _State:
        """The site of `inputs`. What was asked for is made again, so that a broken template shows."""
        old = self._state
        first = not self._workshop.paths
        try:
            result = self._workshop.update(inputs)
        except Exception:
            self._workshop = Workshop(self._options)
            raise
        if old.inputs is None or inputs.templates != old.inputs.templates:
            for path in {address.HOME, address.NOT_FOUND, *self._shown}:
                self._made(path)
        if first:
            # Its look at all objects of a large site takes longer than most changes.
            gc.collect()
            gc.freeze()
        return _State(old.generation, inputs, self._workshop.copies, digests, result)

    def _made(self, path: str) -> bytes | None:
        page = self._workshop.page(path)
        if page is None:
            self._shown.pop(path, None)
            return None
        data = page.data or page.text.encode()
        self._shown[path] = data
        return data

    def _turn(self, new: _State, *, pages: bool = False) -> Change | None:
        """Serve `new` from now on, and say what is new in it: `pages` for sure, or by its inputs."""
        old = self._state
        assets = {
            path
            for path in old.copies.keys() | new.copies.keys()
            if _digest(old, path) != _digest(new, path)
        }
        before, now = (_theme(one.inputs) for one in (old, new))
        assets |= {name for name in before.keys() | now.keys() if before.get(name) != now.get(name)}
        templates = {name for name in assets if name.endswith(".html")}
        texts = old.inputs is None or new.inputs is None or old.inputs.texts != new.inputs.texts
        good = not new.result.errors
        change = Change(
            generation=old.generation + 1,
            assets=tuple(sorted(assets - templates)) if good else (),
            pages=good and (pages or texts or bool(templates) or bool(old.result.errors)),
            problems=old.result.problems != new.result.problems,
        )
        same = not (change.assets or change.pages or change.problems)
        generation = old.generation if same and old.generation else change.generation
        self._state = replace(new, generation=generation)
        return None if generation == old.generation else change

    def _copied(self, source: str) -> bytes | None:
        """The bytes of a picture or the like, as they are now."""
        try:
            with os.fdopen(open_inside(self.root, source), "rb") as file:
                return file.read(LARGEST)
        except OSError:
            return None

    def _digests(self, paths: Iterable[str]) -> dict[str, bytes]:
        """The hash of each file, read again only where the system says that it changed."""
        known = {}
        for path in sorted(paths):
            try:
                with os.fdopen(open_inside(self.root, path), "rb") as file:
                    stat = os.fstat(file.fileno())
                    sign = (stat.st_ino, stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns)
                    before = self._known.get(path, ((), b""))
                    known[path] = (
                        before
                        if before[0] == sign
                        else (sign, blake2b(file.read(LARGEST), digest_size=16).digest())
                    )
            except OSError:
                continue
        self._known = known
        return {path: digest for path, (_, digest) in known.items()}


def _unwritten(root: Path, edit: Edit) -> list[Problem]:
    """Write an edit, or tell why that can't be."""
    try:
        swap(root, edit)
    except OSError as error:
        return [Problem(Where(edit.path), error.strerror or str(error))]
    return []


def _told(problem: Problem) -> tuple[str, str]:
    """What tells a problem from others, wherever in its file it has been moved to."""
    return problem.where.path, problem.message


def _digest(state: _State, path: str) -> bytes | None:
    return state.digests.get(state.copies.get(path, ""))


def _theme(inputs: Inputs | None) -> Mapping[str, str]:
    return inputs.templates if inputs is not None else {}
