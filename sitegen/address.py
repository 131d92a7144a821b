"""Where things are in the output, and how one page links to another.

Every link is relative and names its file, so that a site works from a folder
of any server, and opened from a disk.
"""

from __future__ import annotations

from .model import Entry, Kind

HOME = "index.html"
NOT_FOUND = "404.html"
ASSETS = "assets"
SEARCH = "search/index.html"
FINDER = "pagefind"
"""The folder of the search program's files."""

LONGEST = 200
"""Bytes that the slug of a page may have: file systems take 255, with some to spare."""

RESERVED = frozenset(
    "index 404 assets data search pagefind pages static con prn aux nul".split()
    + [f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10)]
)
"""Names that no article or page can have: ours, and those that Windows keeps."""


def page(slug: str) -> str:
    """The file of an article, a further page or an index."""
    return f"{slug}/index.html"


def root(path: str) -> str:
    """The way from the page at `path` up to the site's folder."""
    return "../" * path.count("/")


def entry(entry: Entry, slug: str = "") -> str:
    """The link to an entry from any page that shows entries: each lies one folder deep.

    An entry of a kind without an index page is on the page that mentions it,
    that of the article `slug`, or the page itself.
    """
    folder = entry.kind.page or slug
    return f"../{page(folder)}#{entry.address}" if folder else f"#{entry.address}"


def place(entry: Entry, slug: str = "") -> str:
    """Where an entry stands, from the site's folder.

    One of a kind without an index page stands on the page of the article `slug`.
    """
    return f"{page(entry.kind.page or slug)}#{entry.address}"


def asset(name: str) -> str:
    """Where a stylesheet or script of the theme is published."""
    return f"{ASSETS}/{name}"


def picture(scope: str, path: str) -> str:
    """Where the picture of an article, or of an entry that all share, is published."""
    return f"{scope or ASSETS}/{path}"


def to_picture(scope: str, path: str) -> str:
    """The way to such a picture from any page that shows entries."""
    return f"../{picture(scope, path)}"


def index_pages(kinds: dict[str, Kind]) -> frozenset[str]:
    return frozenset(kind.page for kind in kinds.values() if kind.page)
