"""An edit of a sidecar → the disk: whole or not at all, and never outside content/."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from .edits import Edit
from .files import LIMITS, open_inside

_FOLDER = "content"


def swap(root: Path, edit: Edit) -> None:
    """Put what a file is to hold in the place of what it held.

    Raises OSError, with nothing written, where the file holds something else by
    now, is not to be written to, or is not, links followed, inside content/.
    """
    real = _place(root, edit.path)
    if edit.after is None:
        _expect(root, edit)
        real.unlink()
        return
    if len(edit.after) > LIMITS[".yaml"]:
        raise OSError(errno.EFBIG, "it would be too large", edit.path)
    real.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, so that nobody who follows the disk takes it for a sidecar.
    fresh = real.with_name(f".{real.name}.{secrets.token_hex(4)}.tmp")
    try:
        with fresh.open("xb") as file:
            if edit.before is not None:
                os.fchmod(file.fileno(), stat.S_IMODE(real.stat().st_mode))
            file.write(edit.after)
            file.flush()
            os.fsync(file.fileno())
        _expect(root, edit)
        fresh.replace(real)
    finally:
        with suppress(FileNotFoundError):
            fresh.unlink()


def _place(root: Path, path: str) -> Path:
    """The file at `path`, which a link may lead to, but no link to a folder."""
    here = root.resolve()
    file = here / path
    real = file.resolve()
    if not real.is_relative_to(here / _FOLDER) or file.parent.resolve() != file.parent:
        raise OSError(errno.EPERM, "annotations are only written inside content/", path)
    if real.exists() and not os.access(real, os.W_OK):
        raise OSError(errno.EACCES, "the file is read-only", path)
    return real


def _expect(root: Path, edit: Edit) -> None:
    if held(root, edit.path) != edit.before:
        raise OSError(errno.ESTALE, "the file has changed a moment ago", edit.path)


def held(root: Path, path: str) -> bytes | None:
    """What a file of the site holds now; None where there is none.

    Raises OSError where it can't be read.
    """
    try:
        with os.fdopen(open_inside(root, path), "rb") as file:
            return file.read()
    except FileNotFoundError:
        return None
