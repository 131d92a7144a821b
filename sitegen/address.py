"""Where things are in the output, and how one page links to another.

Every link is relative and names its file, so that a site works from a folder
of any server, and opened from a disk.
"""

from __future__ import annotations

from urllib.parse import quote

from .model import Entry, Kind

HOME = "index.html"
NOT_FOUND = "404.html"
ASSETS = "assets"
SEARCH = "search/index.html"
FINDER = "pagefind"
"""The folder of the search program's files."""
FEED = "feed.xml"
SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
TABLES = ("csv", "json")
"""The forms in which the entries of a kind can be had."""

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


def absolute(base_url: str, path: str) -> str:
    """The address of `path` on the site at `base_url`, a page by its folder."""
    return f"{base_url.rstrip('/')}/{quote(path.removesuffix(HOME))}"


def seen(base_url: str, here: str, path: str, place: str = "") -> str:
    """What the file at `here` calls the one at `path`: by its whole address where there is one."""
    folder = f"{here.rpartition('/')[0]}/"
    near = path.removeprefix(folder) if path.startswith(folder) else f"{root(here)}{path}"
    file = absolute(base_url, path) if base_url else quote(near)
    return f"{file}#{quote(place)}" if place else file


def annotated(slug: str) -> str:
    """Where the annotations of an article are published."""
    return f"{slug}/annotations.jsonld"


def received(slug: str, path: str) -> str:
    """Where the text of an article is published as it was read from `path`."""
    return f"{slug}/received.{path.rpartition('.')[2].lower()}"


def card(slug: str) -> str:
    """Where the picture is that stands for an article on other sites."""
    return f"{slug}/card.png"


def table(name: str, suffix: str) -> str:
    """Where the entries of the kind `name` are published in one of the forms of `TABLES`."""
    return f"data/{name}.{suffix}"


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
