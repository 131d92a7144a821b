"""The disk: a site's folder → `Inputs`. Nothing here writes.

Nothing outside the folder is read: a link that leads out is an error, a folder
behind a link is passed over, and only plain files are opened.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from .model import Inputs, Problem, Severity, Where

MEGABYTE = 1_000_000
LIMITS = {".txt": 2 * MEGABYTE, ".md": 2 * MEGABYTE, ".yaml": 8 * MEGABYTE, "": 50 * MEGABYTE}
"""The largest file of each kind that is read, in bytes."""

PICTURES = frozenset({".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif", ".svg"})
_SEEDS = frozenset({".txt", ".md"})
_STATIC = "content/static/"


class Unusable(Exception):
    """The folder, the output or the machine is not fit for a build: exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def read_inputs(root: Path) -> Inputs:
    """Read all files of the site in `root`.

    What can't be read is among the problems. Raises `Unusable` where there is
    no site, and OSError where its templates can't be read.
    """
    if not (root / "seeds").is_dir():
        hint = (
            "run sitegen in a folder with your articles in seeds/, or name it: sitegen build FOLDER"
        )
        raise Unusable(f"there is no folder {root / 'seeds'}", hint)
    problems: list[Problem] = []
    texts: dict[str, bytes] = {}
    pictures: set[str] = set()
    copies: dict[str, str] = {}
    for path in _walk(root, problems):
        suffix = PurePosixPath(path).suffix.lower()
        if path.startswith(_STATIC):
            copies[path.removeprefix(_STATIC)] = path
        elif path.startswith("content/") and suffix in PICTURES:
            pictures.add(path)
        elif not _is_read(path, suffix):
            message = (
                "this file is not read"
                if suffix != ".yml"
                else "this file is not read: its name ends in .yml"
            )
            hint = "articles end in .txt or .md, sidecars in .yaml, pictures in .jpg, .png, .svg and the like"
            problems.append(Problem(Where(path), message, hint, Severity.WARNING))
        else:
            data = _read(root, path, problems)
            if data is not None:
                texts[path] = data
    templates = read_templates(root)
    return Inputs(texts, templates, frozenset(pictures), copies, tuple(problems))


def read_templates(root: Path) -> dict[str, str]:
    """The theme, by file name; a site's own files stand in for ours."""
    here = Path(__file__).parent
    packaged = here / "templates"
    theme = packaged if packaged.is_dir() else here.parent / "templates"
    templates = {}
    for folder in (theme, root / "templates"):
        for file in sorted(folder.rglob("*")):
            if file.suffix in (".html", ".css") and file.is_file():
                templates[file.relative_to(folder).as_posix()] = file.read_text("utf-8")
    return templates


def open_inside(root: Path, path: str) -> int:
    """A descriptor of the plain file at `path`.

    Raises OSError for one that a link leads out to, and for pipes and the like.
    """
    real = (root / path).resolve()
    if not real.is_relative_to(root.resolve()):
        raise OSError(errno.EPERM, "it leads out of the site's folder", path)
    # Not to block: to open a pipe is to wait for its other end.
    descriptor = os.open(real, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file", path)
    return descriptor


def _is_read(path: str, suffix: str) -> bool:
    if path.startswith("seeds/"):
        return suffix in _SEEDS
    if path.startswith("content/pages/"):
        return suffix == ".md"
    return suffix == ".yaml"


def _walk(root: Path, problems: list[Problem]) -> Iterator[str]:
    """The paths of all files that belong to the site, in one order everywhere."""
    if (root / "sitegen.yaml").exists():
        yield "sitegen.yaml"
    for top in ("seeds", "content"):
        yield from _walk_folder(root, top, problems)


def _walk_folder(root: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        problems.append(Problem(Where(folder), f"this folder can't be read: {error.strerror}"))
        return
    for entry in entries:
        path = f"{folder}/{entry.name}"
        if _is_hidden(entry.name):
            continue
        if entry.is_symlink() and (problem := _link_problem(root, path)):
            problems.append(problem)
        elif entry.is_dir():
            if folder == "seeds":
                message = "folders in seeds/ are not read; put the articles into seeds/ itself"
                problems.append(Problem(Where(path), message, severity=Severity.WARNING))
            else:
                yield from _walk_folder(root, path, problems)
        elif entry.is_file():
            yield path
        else:
            message = "this is no plain file, and is passed over"
            problems.append(Problem(Where(path), message, severity=Severity.WARNING))


def _is_hidden(name: str) -> bool:
    """Files of the system's and of editors: swap files, backups, `.DS_Store`."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak"))


def _link_problem(root: Path, path: str) -> Problem | None:
    """What is wrong with following the link at `path`; None for a file within the site."""
    try:
        real = (root / path).resolve(strict=True)
    except (OSError, RuntimeError):
        message = "this link leads nowhere"
        return Problem(Where(path), message, severity=Severity.WARNING)
    if not real.is_relative_to(root.resolve()):
        hint = "put the file itself here; nothing outside the folder is read"
        return Problem(Where(path), "this link leads out of the site's folder", hint)
    if real.is_dir():
        message = "folders behind links are passed over"
        return Problem(Where(path), message, severity=Severity.WARNING)
    return None


def _read(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    limit = LIMITS[PurePosixPath(path).suffix.lower()]
    try:
        with os.fdopen(open_inside(root, path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= limit:
                return file.read()
        message = f"{size / MEGABYTE:,.1f} MB is over the limit of {limit / MEGABYTE:g} MB"
        problems.append(Problem(Where(path), message, "split the file"))
    except OSError as error:
        message = f"this file can't be read: {error.strerror or error}"
        problems.append(Problem(Where(path), message))
    return None
