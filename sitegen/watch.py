"""The disk, watched: calls back with the paths that something happened to.

watchdog tells at once; it hides the differences of the systems' interfaces. But
events get lost (full queues, network disks, folders renamed while they are
looked at), so a slow poll compares what the system says of each file: size,
times and inode, which even a copy with an old date can't keep.

Whoever is called compares contents, so a word too many does no harm.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from queue import Empty, SimpleQueue
from types import TracebackType
from typing import TYPE_CHECKING, Self

from .files import is_hidden

if TYPE_CHECKING:
    from watchdog.events import FileSystemEvent
    from watchdog.observers.api import BaseObserver, ObservedWatch

QUIET = 0.03
"""Seconds without an event that end a burst."""
LONGEST_BURST = 0.2
POLL = 2.0

_FOLDERS = ("seeds", "content", "templates")
_DEEPEST = 20

Signs = dict[str, tuple[int, ...]]


class Watcher:
    """Watches the site in `root` and calls `changed` with paths below it, from its own thread.

    A context manager. What changes after it was entered is told, sooner or later.
    """

    def __init__(
        self, root: Path, changed: Callable[[frozenset[str]], None], *, poll: float = POLL
    ) -> None:
        self._root, self._changed, self._poll = root.resolve(), changed, poll
        self._events: SimpleQueue[str] = SimpleQueue()
        self._stopped = threading.Event()
        self._signs: Signs = {}
        self._folders = _Folders(self._root, self._happened)
        self._thread = threading.Thread(target=self._run, name="sitegen watcher", daemon=True)

    @property
    def trouble(self) -> str:
        """Why there are no events, so that changes are seen by the poll alone; else ""."""
        return self._folders.trouble

    def __enter__(self) -> Self:
        self._signs = signs(self._root)
        self._folders.watch()
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._events.put("")
        self._folders.stop()
        self._thread.join(timeout=1)

    def _happened(self, path: str) -> None:
        if belongs(path):
            self._events.put(path)

    def _run(self) -> None:
        due = time.monotonic() + self._poll
        while not self._stopped.is_set():
            paths = self._burst(due - time.monotonic())
            if self._stopped.is_set():
                return
            if paths:
                self._folders.watch()
                self._changed(paths)
            if time.monotonic() >= due:
                self._look()
                due = time.monotonic() + self._poll

    def _burst(self, patience: float) -> frozenset[str]:
        """The paths of the next events, until they pause; none when none come in time."""
        paths = set()
        with suppress(Empty):
            paths.add(self._events.get(timeout=max(0.0, patience)))
            end = time.monotonic() + LONGEST_BURST
            while (left := end - time.monotonic()) > 0:
                paths.add(self._events.get(timeout=min(QUIET, left)))
        return frozenset(paths)

    def _look(self) -> None:
        """The safety net: tell of what differs from the last look."""
        self._folders.watch()
        seen, self._signs = self._signs, signs(self._root)
        paths = {
            path
            for path in seen.keys() | self._signs.keys()
            if seen.get(path) != self._signs.get(path)
        }
        if paths:
            self._changed(frozenset(paths))


class _Folders:
    """The folders of a site that events come from: those that are there now."""

    def __init__(self, root: Path, happened: Callable[[str], None]) -> None:
        from watchdog.events import FileSystemEventHandler

        class Handler(FileSystemEventHandler):
            def on_any_event(self, event: FileSystemEvent) -> None:
                for end in (event.src_path, event.dest_path):
                    if end:
                        happened(os.path.relpath(os.fsdecode(end), root))

        self._root, self._handler = root, Handler()
        self._observer: BaseObserver | None = None
        self._watched: dict[str, tuple[int, ObservedWatch]] = {}
        self.trouble = ""

    def watch(self) -> None:
        """Watch folders that are new, or have taken the place of others."""
        from watchdog.observers import Observer

        if self.trouble:
            return
        try:
            if self._observer is None:
                self._observer = Observer()
                self._observer.start()
            for name in (".", *_FOLDERS):
                self._watch(self._observer, name)
        except OSError as error:
            self.trouble = error.strerror or str(error)
            self.stop()

    def _watch(self, observer: BaseObserver, name: str) -> None:
        path = self._root / name
        inode = _inode(path)
        known, watch = self._watched.get(name, (0, None))
        if known == inode:
            return
        if watch is not None:
            del self._watched[name]
            with suppress(KeyError, OSError):
                observer.unschedule(watch)
        if inode:
            with suppress(FileNotFoundError, NotADirectoryError):
                watch = observer.schedule(
                    self._handler, str(path), recursive=name != ".", event_filter=_events()
                )
                self._watched[name] = (inode, watch)

    def stop(self) -> None:
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            self._observer.join(timeout=1)


def _inode(path: Path) -> int:
    """What tells a folder from another that takes its name; 0 where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return 0
    return status.st_ino if stat.S_ISDIR(status.st_mode) else 0


def _events() -> list[type[FileSystemEvent]]:
    """The events of writing. Those of reading would answer our own reading for ever."""
    from watchdog import events

    return [
        events.FileCreatedEvent,
        events.FileModifiedEvent,
        events.FileClosedEvent,
        events.FileDeletedEvent,
        events.FileMovedEvent,
        events.DirCreatedEvent,
        events.DirDeletedEvent,
        events.DirMovedEvent,
    ]


def belongs(path: str) -> bool:
    """Whether what happens at `path` may change the site."""
    top, _, rest = path.partition("/")
    if top in _FOLDERS:
        parts = PurePosixPath(path).parents
        return not is_hidden(path) and not any(is_hidden(str(one)) for one in parts if one.name)
    return not rest and path.endswith((".yaml", ".yml")) and not is_hidden(path)


def signs(root: Path) -> Signs:
    """What the system says of each file of the site; it differs whenever the file does."""
    found: Signs = {}
    for path, entry in _files(root):
        with suppress(OSError):
            status = entry.stat()
            found[path] = (
                status.st_ino,
                status.st_size,
                status.st_mtime_ns,
                status.st_ctime_ns,
            )
    return found


def _files(root: Path) -> Iterator[tuple[str, os.DirEntry[str]]]:
    folders = [""]
    while folders:
        folder = folders.pop()
        with suppress(OSError), os.scandir(root / folder) as entries:
            for entry in entries:
                path = f"{folder}/{entry.name}" if folder else entry.name
                if not belongs(path):
                    continue
                if not entry.is_dir(follow_symlinks=False):
                    yield path, entry
                elif path.count("/") < _DEEPEST:
                    folders.append(path)
