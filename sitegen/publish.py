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
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path

from .files import Unusable, open_inside

MANIFEST = ".sitegen-manifest.json"
_LISTED_AT_MOST = 5
_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def hold(root: Path, folder: Path, *, clean: bool = False) -> Iterator[Output]:
    """The output folder of the site in `root`, ours alone while it is held.

    Raises `Unusable` for a place that is no folder of its own, for files in it
    that are not ours (under `clean` only for those that never were), and while
    another build holds it. Nothing is written before all that is known.
    """
    _check_place(root.resolve(), folder)
    with _lock(root, folder):
        yield Output(root, folder, clean=clean)


class Output:
    """An output folder that is ours to replace; see `hold`."""

    def __init__(self, root: Path, folder: Path, *, clean: bool) -> None:
        self._root, self._folder = root, folder
        self._stem = f".{folder.name}.sitegen-"
        self._repair()
        self._hashes = self._check_owned(clean=clean)

    def publish(self, pages: Mapping[str, bytes], copies: Mapping[str, str]) -> bool:
        """Replace the folder by `pages` and `copies` (path in it to path in the site).

        Returns whether anything changed. On an error, or when interrupted, the
        folder is as it was.
        """
        contents = dict(pages)
        for path, source in copies.items():
            with os.fdopen(open_inside(self._root, source), "rb") as file:
                contents[path] = file.read()
        hashes = {path: _hash(contents[path]) for path in sorted(contents)}
        if hashes == self._hashes:
            return False
        contents[MANIFEST] = json.dumps({"made by": "sitegen", "files": hashes}, indent=0).encode()
        fresh = self._folder.with_name(f"{self._stem}{os.getpid()}")
        try:
            for path, data in contents.items():
                _write(fresh / path, data)
            fresh.chmod(0o755)
            _put_in_place(fresh, self._folder, self._old)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
            shutil.rmtree(self._old, ignore_errors=True)
        return True

    @property
    def _old(self) -> Path:
        return self._folder.with_name(f"{self._stem}old")

    def _repair(self) -> None:
        """Clear up after a build that was killed: put back, or delete, what it left."""
        if self._old.is_dir() and not self._folder.exists():
            self._old.rename(self._folder)
        for left in self._folder.parent.glob(f"{self._stem}*"):
            shutil.rmtree(left, ignore_errors=True)

    def _check_owned(self, *, clean: bool) -> dict[str, str] | None:
        """The hashes of what is there, None where there is nothing of ours."""
        present = sorted(_files(self._folder)) if self._folder.is_dir() else []
        if not present:
            return None
        hashes = self._manifest()
        foreign = [path for path in present if path not in hashes and path != MANIFEST]
        if foreign:
            message = f"{self._folder} holds files that sitegen did not write: {_list(foreign)}"
            raise Unusable(message, "move them away, or into content/static/ to have them copied")
        changed = [
            path
            for path in present
            if path != MANIFEST and _hash((self._folder / path).read_bytes()) != hashes[path]
        ]
        if changed and not clean:
            message = f"{self._folder} holds files that were changed since: {_list(changed)}"
            raise Unusable(message, "keep what you need of them, then build with --clean")
        whole = not changed and len(present) == len(hashes) + 1
        return hashes if whole else None

    def _manifest(self) -> dict[str, str]:
        try:
            files = json.loads((self._folder / MANIFEST).read_bytes())["files"]
        except (OSError, ValueError, KeyError, TypeError):
            return {}
        return files if isinstance(files, dict) else {}


def _check_place(root: Path, folder: Path) -> None:
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise Unusable(f"the output {folder} is a link or a file", "name a folder of its own")
    real = folder.resolve()
    if os.path.ismount(real):
        raise Unusable(f"the output {folder} is a mount point", "name a folder inside it")
    if real in (root, Path.home().resolve(), *root.parents):
        hint = "name a folder of its own, such as public"
        raise Unusable(f"the output {folder} holds more than a site", hint)
    for name in ("seeds", "content", "templates", "sitegen", ".git", ".sitegen"):
        if real.is_relative_to(root / name):
            raise Unusable(f"the output {folder} lies in {name}/", "name a folder of its own")
    if not folder.parent.is_dir():
        raise Unusable(f"there is no folder {folder.parent} for the output", "make it first")
    if not os.access(folder.parent, os.W_OK | os.X_OK):
        raise Unusable(f"the folder {folder.parent} can't be written", "see its permissions")


@contextmanager
def _lock(root: Path, folder: Path) -> Iterator[None]:
    """Keep other builds into the output `folder` out; the system frees it if we die."""
    name = f"lock-{_hash(os.fsencode(folder.resolve()))[:8]}"
    try:
        (root / ".sitegen").mkdir(exist_ok=True)
        file = (root / ".sitegen" / name).open("a+")
    except OSError as error:
        raise Unusable(f"{root / '.sitegen'} can't be written: {error.strerror}") from None
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            message = f"another build of this site into {folder} is running (process {holder})"
            raise Unusable(message, "wait for it to end") from None
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield


def _files(folder: Path) -> Iterator[str]:
    for at, folders, names in os.walk(folder):
        here = Path(at)
        links = [name for name in folders if (here / name).is_symlink()]
        for name in [*names, *links]:
            yield (here / name).relative_to(folder).as_posix()


def _list(paths: list[str]) -> str:
    more = len(paths) - _LISTED_AT_MOST
    return ", ".join(paths[:_LISTED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _hash(data: bytes) -> str:
    return blake2b(data, digest_size=16).hexdigest()


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _put_in_place(fresh: Path, folder: Path, old: Path) -> None:
    """Give `fresh` the name `folder`, in one step where the system can."""
    if not folder.exists():
        fresh.rename(folder)
    elif not _exchange(fresh, folder):
        # Between these two there is no folder; `_repair` mends it if we die there.
        folder.rename(old)
        try:
            fresh.rename(folder)
        except OSError:
            old.rename(folder)
            raise


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
