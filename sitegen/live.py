"""A site in memory: its last good version, and what is wrong with the present one.

Nothing is written. `public/` is neither read nor touched.
"""

from __future__ import annotations

import mimetypes
import os
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from . import address
from .failure import as_problem
from .files import LARGEST, open_inside, read_inputs
from .model import Inputs, Problem
from .outcome import Result
from .pipeline import Options, build_site

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
    """Files other than pages that changed: the theme's by their name, others by their path."""
    pages: bool = False
    problems: bool = False


@dataclass(frozen=True, slots=True)
class _Version:
    """What is served at a time, and the outcome of the last build."""

    generation: int = 0
    files: Mapping[str, bytes] = field(default_factory=dict)
    copies: Mapping[str, str] = field(default_factory=dict)
    digests: Mapping[str, bytes] = field(default_factory=dict)
    """What the copied files held, by path in the site."""
    result: Result = field(default_factory=lambda: Result(pages=(), copies={}, problems=()))
    failure: Exception | None = None
    """Why there was no outcome but this."""


class LiveSite:
    """The site in `root`, refreshed when asked.

    Any number of threads may read while one refreshes: each sees one version, whole.
    """

    def __init__(self, root: Path, options: Options = Options()) -> None:  # noqa: B008 - frozen
        self.root = root
        self._options = options
        self._lock = threading.Lock()
        self._inputs: Inputs | None = None
        self._version = _Version()
        self._known: dict[str, tuple[tuple[int, ...], bytes]] = {}

    @property
    def generation(self) -> int:
        """How many times what is served, or what is wrong, has changed."""
        return self._version.generation

    @property
    def result(self) -> Result:
        """The outcome of the last build, which may have failed."""
        return self._version.result

    @property
    def ready(self) -> bool:
        """Whether there has been a good version."""
        return bool(self._version.files)

    @property
    def failure(self) -> Exception | None:
        """What made the last build impossible."""
        return self._version.failure

    @property
    def problems(self) -> tuple[Problem, ...]:
        return self._version.result.problems

    def get(self, path: str) -> File | None:
        """The file that the last good version has at `path`; None where it has none."""
        version = self._version
        data = version.files.get(path)
        if data is None and path in version.copies:
            data = self._copied(version.copies[path])
        if data is None:
            return None
        suffix = PurePosixPath(path).suffix.lower()
        guess = mimetypes.guess_type(path)[0] or "application/octet-stream"
        return File(data, _TYPES.get(suffix, guess))

    def refresh(self, paths: Iterable[str] | None = None) -> Change | None:
        """Read what changed and build anew; None when no content did.

        `paths`, relative to the root, are where to look first; None: everywhere.
        Whatever makes a build impossible becomes a problem, as it may pass.
        """
        with self._lock:
            try:
                inputs = read_inputs(self.root)
                digests = self._digests({*inputs.pictures, *inputs.copies.values()})
            except Exception as error:  # noqa: BLE001 - the preview outlives it
                self._inputs = None
                return self._turn(self._failed(error))
            if inputs == self._inputs and digests == self._version.digests:
                return None
            if inputs == self._inputs and not self._version.result.errors:
                return self._turn(replace(self._version, digests=digests))
            self._inputs = inputs
            return self._turn(self._built(inputs, digests))

    def _built(self, inputs: Inputs, digests: Mapping[str, bytes]) -> _Version:
        try:
            result = build_site(inputs, self._options)
        except Exception as error:  # noqa: BLE001 - the preview outlives it
            return replace(self._failed(error), digests=digests)
        if result.errors:
            return replace(self._version, result=result, digests=digests, failure=None)
        files = {page.path: page.data or page.text.encode() for page in result.pages}
        return _Version(self.generation, files, result.copies, digests, result)

    def _failed(self, error: Exception) -> _Version:
        failed = Result(pages=(), copies={}, problems=(as_problem(error),))
        return replace(self._version, result=failed, failure=error)

    def _turn(self, new: _Version) -> Change | None:
        """Serve `new` from now on, and say what is new in it."""
        old = self._version
        changed = {
            path
            for path in old.files.keys() | new.files.keys()
            if old.files.get(path) != new.files.get(path)
        }
        changed |= {
            path
            for path in old.copies.keys() | new.copies.keys()
            if _digest(old, path) != _digest(new, path)
        }
        pages = {path for path in changed if path.endswith(".html")}
        change = Change(
            generation=old.generation + 1,
            assets=tuple(
                sorted(path.removeprefix(f"{address.ASSETS}/") for path in changed - pages)
            ),
            pages=bool(pages),
            problems=old.result.problems != new.result.problems,
        )
        same = not changed and not change.problems
        generation = old.generation if same and old.generation else change.generation
        self._version = replace(new, generation=generation)
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


def _digest(version: _Version, path: str) -> bytes | None:
    return version.digests.get(version.copies.get(path, ""))
