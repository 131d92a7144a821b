"""Which addresses and paths may be taken from what others wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from pathlib import PurePosixPath
from urllib.parse import urlsplit


def safe_url(url: str, schemes: Iterable[str] = ("http", "https", "mailto", "")) -> bool:
    """Whether `url` has one of `schemes` and nothing in it hides another.

    "" stands for a relative address. Browsers drop tabs and line breaks inside
    an address, and take a backslash for a slash; no honest address has either.
    """
    if re.search(r"[\x00-\x20\x7f\\]", url) or url.startswith("//"):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.scheme and ":" in parts.path.partition("/")[0]:
        return False
    return parts.scheme in schemes and (parts.scheme not in ("http", "https") or bool(parts.netloc))


def is_base_url(url: str) -> bool:
    """Whether a site can have the address `url`: http or https, a host, perhaps a path."""
    if not safe_url(url, ("http", "https")):
        return False
    parts = urlsplit(url)
    with suppress(ValueError):
        return not (parts.query or parts.fragment or parts.username) and parts.port != 0
    return False


def safe_path(path: str) -> bool:
    """Whether `path` names something below the folder it is relative to."""
    plain = not re.search(r"[\x00-\x1f\x7f\\%:?#]", path)
    parts = PurePosixPath(path).parts
    return plain and bool(parts) and not path.startswith("/") and ".." not in parts
