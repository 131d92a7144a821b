"""The disk: a site's folder → `Inputs`. Nothing here writes.

Nothing outside the folder is read: a link that leads out is an error, a folder
behind a link is passed over, and only plain files are opened.
"""

from __future__ import annotations

import errno
import os
import re
import stat
from collections.abc import Callable, Collection, Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, TypeVar

from .kinds import KINDS
from .layout import MARKDOWN, PAGES, PLAIN, SETTINGS, STATIC
from .model import Inputs, Problem, Where, warning
from .source import decode
from .spelling import did_you_mean

T = TypeVar("T")

MEGABYTE = 1_000_000
LIMITS = {
    ".txt": 2 * MEGABYTE,
    ".md": 2 * MEGABYTE,
    ".yaml": 8 * MEGABYTE,
    ".html": MEGABYTE,
    ".css": MEGABYTE,
    ".js": MEGABYTE,
    ".svg": MEGABYTE,
}
"""The largest file of each kind that is read, in bytes."""
LARGEST = 50 * MEGABYTE
"""The largest file that is copied."""

PICTURES = {
    ".jpg": rb"\xff\xd8\xff",
    ".jpeg": rb"\xff\xd8\xff",
    ".png": rb"\x89PNG\r\n\x1a\n",
    ".gif": rb"GIF8[79]a",
    ".webp": rb"RIFF....WEBP",
    ".avif": rb"....ftyp",
    ".svg": rb"(?:\xef\xbb\xbf)?\s*<",
}
"""How pictures end, and how their bytes begin."""
_TEMPLATES = frozenset({".html", ".css", ".js", ".svg"})
_DEEPEST = 20
_SIGNATURE = 256
"""Bytes within which a picture shows what it is."""


class Unusable(Exception):
    """The folder, the output or the machine is not fit for a build: exit code 2."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message, self.hint = message, hint


def read_inputs(root: Path) -> Inputs:
    """Read all files of the site in `root`.

    What can't be read is among the problems. Raises `Unusable` where there is
    no site.
    """
    require_site(root)
    problems: list[Problem] = []
    texts: dict[str, bytes] = {}
    pictures: set[str] = set()
    copies: dict[str, str] = {}
    for path in _walk(root, problems):
        suffix = PurePosixPath(path).suffix.lower()
        if path.startswith(STATIC):
            if _beginning(root, path, problems) is not None:
                copies[path.removeprefix(STATIC)] = path
        elif path.startswith("content/") and suffix in PICTURES:
            begins = _beginning(root, path, problems)
            if begins is not None:
                pictures.add(path)
                if not re.match(PICTURES[suffix], begins, re.DOTALL):
                    problems.append(warning(Where(path), f"this is no {suffix} picture"))
        elif not _is_read(path, suffix):
            hint = _where_it_belongs(path)
            problems.append(warning(Where(path), "this file is not read", hint))
        elif (data := _read(root, path, problems)) is not None:
            texts[path] = data
    theme = read_theme()
    templates = theme | _templates(root, theme, problems)
    return Inputs(texts, templates, frozenset(pictures), copies, tuple(problems))


def require_site(root: Path) -> None:
    """Raise `Unusable` unless there is a site in `root`."""
    if not (root / "seeds").is_dir():
        hint = (
            "run sitegen in a folder with your articles in seeds/, or name it: sitegen build FOLDER"
        )
        raise Unusable(f"there is no folder {root / 'seeds'}", hint)


def read_text(root: Path, path: str) -> bytes | None:
    """A text that `read_inputs` read before, as it is now; None where it can't be read as it was."""
    problems: list[Problem] = []
    linked = (root / path).is_symlink() and _link_problem(root, path)
    data = _read(root, path, problems) if not linked else None
    return data if not problems else None


def read_theme() -> dict[str, str]:
    """Our own templates: inside the package, or beside it in a checkout."""
    here = Path(__file__).parent
    packaged = here / "templates"
    folder = packaged if packaged.is_dir() else here.parent / "templates"
    files = (file for file in sorted(folder.rglob("*")) if file.suffix in _TEMPLATES)
    return {file.relative_to(folder).as_posix(): file.read_text("utf-8") for file in files}


def _templates(root: Path, theme: Collection[str], problems: list[Problem]) -> dict[str, str]:
    """The site's own templates, which stand in for ours file by file."""
    templates = {}
    for path in _walk_folder(root, "templates", problems):
        if PurePosixPath(path).suffix in _TEMPLATES:
            data = _read(root, path, problems)
            source, found = decode(path, data) if data is not None else (None, [])
            problems += found
            if source is not None:
                templates[path.removeprefix("templates/")] = source.text
    for name in templates:
        if name not in theme and not any(
            f'{name}"' in text or f"{name}'" in text for text in templates.values()
        ):
            message = "the theme has no template of this name, and none of yours uses it"
            hint = did_you_mean(name, theme) or f"the theme's are {', '.join(sorted(theme))}"
            problems.append(warning(Where(f"templates/{name}"), message, hint))
    return templates


def open_inside(root: Path, path: str) -> int:
    """A descriptor of the plain file at `path`.

    Raises OSError for one that a link leads out to, and for pipes and the like.
    """
    real = (root / path).resolve()
    if not real.is_relative_to(root.resolve()):
        raise OSError(errno.EPERM, "it leads out of the site's folder", path)
    # Not to block: to open a pipe is to wait for its other end.
    descriptor = os.open(real, os.O_RDONLY | os.O_NONBLOCK)
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise OSError(errno.EINVAL, "it is no plain file", path)
    return descriptor


_BELONGS = {
    (".yaml",): "sidecars belong in content/, or in content/<slug>/ for one article",
    (".yml",): "rename it to {stem}.yaml",
    (".docx", ".doc", ".odt", ".rtf", ".pdf"): "save it as plain text in UTF-8, ending in .txt",
    (".markdown", ".mdown", ".mkd"): "rename it to {stem}.md",
    (".text",): "rename it to {stem}.txt",
    tuple(PICTURES): "pictures belong in content/<slug>/, beside the sidecars of their article",
    (MARKDOWN, PLAIN): "articles belong in seeds/, further pages in content/pages/ as .md",
}


def _where_it_belongs(path: str) -> str:
    """What to do with a file that is not read where it stands."""
    name = PurePosixPath(path)
    if "/" not in path and name.stem.lower() == "sitegen":
        return f"rename it to {SETTINGS}"
    hints = (hint for endings, hint in _BELONGS.items() if name.suffix.lower() in endings)
    other = "articles end in .txt or .md, sidecars in .yaml, pictures in .jpg, .png or .svg"
    return next(hints, other).format(stem=name.stem)


def _is_read(path: str, suffix: str) -> bool:
    if path.startswith("seeds/"):
        return suffix in (MARKDOWN, PLAIN)
    if path.startswith(PAGES):
        return suffix == MARKDOWN
    return path.endswith(".yaml") and ("/" in path or path == SETTINGS)


def _walk(root: Path, problems: list[Problem]) -> Iterator[str]:
    """The paths of all files that belong to the site, in one order everywhere."""
    for name in sorted(file.name for file in root.iterdir()):
        stem, _, ending = name.rpartition(".")
        if ending.lower() in ("yaml", "yml") and stem.lower() in {"sitegen", "article", *KINDS}:
            problem = _link_problem(root, name) if (root / name).is_symlink() else None
            problems += [problem] if problem else []
            if problem is None:
                yield name
    for top in ("seeds", "content"):
        yield from _walk_folder(root, top, problems)


def _walk_folder(root: Path, folder: str, problems: list[Problem]) -> Iterator[str]:
    for entry in _entries(root, folder, problems):
        path = f"{folder}/{entry.name}"
        if entry.is_symlink() and (problem := _link_problem(root, path)):
            problems.append(problem)
        elif entry.is_dir() and folder == "seeds":
            message = "folders in seeds/ are not read; put the articles into seeds/ itself"
            problems.append(warning(Where(path), message))
        elif entry.is_dir():
            yield from _walk_folder(root, path, problems)
        elif entry.is_file():
            yield path
        else:
            message = "this is no plain file, and is passed over"
            problems.append(warning(Where(path), message))


def _entries(root: Path, folder: str, problems: list[Problem]) -> list[os.DirEntry[str]]:
    """What is in a folder and not hidden, in one order everywhere."""
    if folder.count("/") > _DEEPEST:
        problems.append(Problem(Where(folder), f"folders are read no deeper than {_DEEPEST}"))
        return []
    if (root / folder).is_symlink() and (problem := _link_problem(root, folder)):
        problems.append(problem)
        return []
    try:
        with os.scandir(root / folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        problems.append(Problem(Where(folder), f"this folder can't be read: {error.strerror}"))
        return []
    return [entry for entry in entries if not is_hidden(f"{folder}/{entry.name}")]


def is_hidden(path: str) -> bool:
    """Files of the system's and of editors: swap files, backups, `.DS_Store`.

    What is copied as it is may well have a dot: `.nojekyll`, `.well-known/`.
    """
    name = PurePosixPath(path).name
    if path.startswith(STATIC):
        return name == ".DS_Store"
    return bool(re.match(r"\.|#.*#$|4913$|.*(~|\.swp|\.tmp|\.bak|___jb_\w+___)$", name, re.DOTALL))


def _link_problem(root: Path, path: str) -> Problem | None:
    """What is wrong with following the link at `path`; None for a file within the site."""
    try:
        real = (root / path).resolve(strict=True)
    except (OSError, RuntimeError):
        message = "this link leads nowhere"
        return warning(Where(path), message)
    if not real.is_relative_to(root.resolve()):
        hint = "put the file itself here; nothing outside the folder is read"
        return Problem(Where(path), "this link leads out of the site's folder", hint)
    if real.is_dir():
        message = "folders behind links are passed over"
        return warning(Where(path), message)
    return None


def _beginning(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    """The first bytes of a file that is to be copied; None where it can't be, or is too large."""
    return _opened(root, path, LARGEST, problems, lambda file: file.read(_SIGNATURE))


def _read(root: Path, path: str, problems: list[Problem]) -> bytes | None:
    limit = LIMITS[PurePosixPath(path).suffix.lower()]
    return _opened(root, path, limit, problems, lambda file: file.read())


def _opened(
    root: Path, path: str, limit: int, problems: list[Problem], use: Callable[[BinaryIO], T]
) -> T | None:
    try:
        with os.fdopen(open_inside(root, path), "rb") as file:
            size = os.fstat(file.fileno()).st_size
            if size <= limit:
                return use(file)
        message = f"{size / MEGABYTE:,.1f} MB is over the limit of {limit / MEGABYTE:g} MB"
        problems.append(Problem(Where(path), message, "make it smaller, or split it"))
    except OSError as error:
        message = f"this file can't be read: {error.strerror or error}"
        problems.append(Problem(Where(path), message))
    return None
