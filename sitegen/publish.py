"""The disk: pages → the output folder, which is at every moment one whole version.

A version is written beside the folder and then takes its place in one step. The
folder holds a manifest of what we wrote; what is not in it, or was changed
since, is somebody's work, and stops the build instead of being deleted.
"""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
import signal
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from hashlib import blake2b
from pathlib import Path, PurePosixPath

from .files import Unusable, open_inside

MANIFEST = ".sitegen-manifest.json"
_LISTED_AT_MOST = 5
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_NOT_OURS = ("seeds", "content", "templates", "sitegen", ".git", ".sitegen")


@contextmanager
def hold(root: Path, folder: Path, *, clean: bool = False) -> Iterator[Output]:
    """The output folder of the site in `root`, ours alone while it is held.

    Raises `Unusable` for a place that is no folder of its own, for files in it
    that are not ours (under `clean` only for those that never were), and while
    another build holds it. Nothing is written before the place is known to do.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Unusable(f"the output {folder} is a link or a file", "name a folder of its own")
    real = folder.resolve()
    _check_place(root.resolve(), real)
    with _lock(real):
        yield Output(root, real, clean=clean)


class Output:
    """An output folder that is ours to replace; see `hold`."""

    def __init__(self, root: Path, folder: Path, *, clean: bool) -> None:
        self._root, self._folder = root, folder
        self._old = _beside(folder, "old")
        self._repair()
        self._present = _hashes(folder)
        self._check_owned(clean=clean)

    def former(self, folder: str) -> dict[str, bytes]:
        """Our files below `folder/`, by path in the output; none if one is gone or was changed."""
        ours = {path: made for path, made in self._manifest().items() if path.startswith(folder)}
        if any(self._present.get(path) != made for path, made in ours.items()):
            return {}
        return {path: (self._folder / path).read_bytes() for path in ours}

    def publish(self, pages: Mapping[str, bytes], copies: Mapping[str, str]) -> None:
        """Replace the folder by `pages` and `copies` (path in it to path in the site).

        Where nothing changed, nothing is written. On an error, or when
        interrupted, the folder is as it was.
        """
        contents = dict(pages)
        for path, source in copies.items():
            with os.fdopen(open_inside(self._root, source), "rb") as file:
                contents[path] = file.read()
        hashes = {path: _hash(contents[path]) for path in sorted(contents)}
        manifest = json.dumps({"made by": "sitegen", "files": hashes}, indent=0).encode()
        contents[MANIFEST] = manifest
        if {**hashes, MANIFEST: _hash(manifest)} == self._present:
            return
        fresh = _beside(self._folder, str(os.getpid()))
        try:
            _write_all(fresh, contents)
            if self._folder.exists():
                fresh.chmod(stat.S_IMODE(self._folder.stat().st_mode))
            with _undisturbed():
                self._put_in_place(fresh)
        finally:
            with _undisturbed():
                self._repair()

    def _put_in_place(self, fresh: Path) -> None:
        """Give `fresh` the name of the folder, in one step where the system can."""
        folder = self._folder
        if not folder.exists():
            fresh.rename(folder)
        elif _exchange(fresh, folder):
            ours = False
            try:
                ours = _hashes(fresh) == self._present
            finally:
                if not ours:
                    _exchange(fresh, folder)
            if not ours:
                raise self._changed_meanwhile()
        else:
            # Between these two there is no folder; `_repair` mends it if we stop there.
            folder.rename(self._old)
            if _hashes(self._old) != self._present:
                raise self._changed_meanwhile()
            fresh.rename(folder)

    def _changed_meanwhile(self) -> Unusable:
        message = f"somebody else wrote into {self._folder} during the build"
        return Unusable(message, "see what it is, then build again")

    def _repair(self) -> None:
        """Clear up after a build that stopped: put back, or delete, what it left."""
        if (self._old / MANIFEST).is_file() and not self._folder.exists():
            self._old.rename(self._folder)
        left = re.compile(rf"{re.escape(_beside(self._folder, '').name)}(?:\d+|old)")
        for beside in self._folder.parent.iterdir():
            if left.fullmatch(beside.name):
                shutil.rmtree(beside, ignore_errors=True)

    def _check_owned(self, *, clean: bool) -> None:
        """Refuse a folder that holds what is not ours, or no longer is."""
        ours = self._manifest()
        folders = {f"{parent}/" for path in ours for parent in PurePosixPath(path).parents}
        known = {MANIFEST, *ours, *folders}
        foreign = [path for path in self._present if path not in known]
        if foreign or (self._present and MANIFEST not in self._present):
            named = _list(foreign or list(self._present))
            message = f"{self._folder} holds files that sitegen did not write: {named}"
            raise Unusable(message, "move them away, or into content/static/ to have them copied")
        changed = [path for path, found in self._present.items() if ours.get(path, found) != found]
        if changed and not clean:
            message = f"{self._folder} holds files that were changed since: {_list(changed)}"
            raise Unusable(message, "keep what you need of them, then build with --clean")

    def _manifest(self) -> dict[str, str]:
        if not self._present.get(MANIFEST):
            return {}
        try:
            files = json.loads((self._folder / MANIFEST).read_bytes())["files"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return {}
        return files if isinstance(files, dict) else {}


def _check_place(root: Path, folder: Path) -> None:
    """Refuse a place that is, holds or lies in something that is not an output."""
    if os.path.ismount(folder):
        raise Unusable(f"the output {folder} is a mount point", "name a folder inside it")
    homes = [root, *root.parents]
    with suppress(RuntimeError, OSError):  # there may be no home
        homes.append(Path.home().resolve())
    if folder in homes:
        hint = "name a folder of its own, such as public"
        raise Unusable(f"the output {folder} holds more than a site", hint)
    for name in _NOT_OURS:
        if folder.is_relative_to(root / name):
            raise Unusable(f"the output {folder} lies in {name}/", "name a folder of its own")
    outer = next((one for one in folder.parents if (one / MANIFEST).is_file()), None)
    if outer is not None:
        raise Unusable(f"the output {folder} lies in another, {outer}", "name a folder of its own")
    if not folder.parent.is_dir():
        raise Unusable(f"there is no folder {folder.parent} for the output", "make it first")
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        raise Unusable(f"the folder {folder.parent} can't be written", "see its permissions")


@contextmanager
def _lock(folder: Path) -> Iterator[None]:
    """Keep other builds into `folder` out; the system frees it if we die."""
    path = _beside(folder, "lock")
    flags = os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    while True:
        file = os.fdopen(os.open(path, flags, 0o666), "r+")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            with file:
                holder = file.read().strip() or "unknown"
            message = f"another build into {folder} is running (process {holder})"
            raise Unusable(message, "wait for it to end") from None
        with suppress(FileNotFoundError):
            if os.path.samestat(os.fstat(file.fileno()), path.lstat()):
                break
        file.close()  # its last holder has just deleted it
    with file:
        try:
            file.truncate(0)
            file.write(str(os.getpid()))
            file.flush()
            yield
        finally:
            with suppress(OSError):  # the lock is on the file, not in it
                path.unlink()


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Have signals that would end us wait until a step that must be whole is done."""
    before = signal.pthread_sigmask(
        signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
    )
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _beside(folder: Path, what: str) -> Path:
    """A name of ours beside the output folder."""
    return folder.with_name(f".{folder.name}.sitegen-{what}")


def _hashes(folder: Path) -> dict[str, str]:
    """The hash of every file below `folder`, "" for what is no plain file.

    Folders with nothing in them count, as `name/`: they too are somebody's.
    """
    found: dict[str, str] = {}

    def refuse(error: OSError) -> None:
        raise error

    if not folder.is_dir():
        return found
    for at, folders, names in os.walk(folder, onerror=refuse):
        here = Path(at)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in (*names, *links):
            file = here / name
            plain = stat.S_ISREG(file.lstat().st_mode)
            path = file.relative_to(folder).as_posix()
            found[path] = _hash(file.read_bytes()) if plain else ""
        if not folders and not names and here != folder:
            found[f"{here.relative_to(folder).as_posix()}/"] = ""
    return dict(sorted(found.items()))


def _list(paths: list[str]) -> str:
    more = len(paths) - _LISTED_AT_MOST
    return ", ".join(paths[:_LISTED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _write_all(fresh: Path, contents: Mapping[str, bytes]) -> None:
    """Write a version into the new folder `fresh`; nothing may appear or vanish in it."""
    folders = {parent for path in contents for parent in PurePosixPath(path).parents}
    for folder in sorted(folders):
        (fresh / folder).mkdir()
    for path, data in contents.items():
        if PurePosixPath(path).is_absolute() or ".." in PurePosixPath(path).parts:
            raise ValueError(f"'{path}' leads out of the output")
        (fresh / path).write_bytes(data)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names at once; False where the system or its file system can't."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    if done == 0:
        return True
    code = ctypes.get_errno()
    if code in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        return False
    raise OSError(code, os.strerror(code), str(other))
