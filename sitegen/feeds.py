"""What tells others which pages there are: a feed, a map of the site, `robots.txt`.

All dates come from the content, never from a clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from . import address
from .settings import Settings

NEWEST = 50
"""How many articles a feed holds."""

_HEAD = Markup('<?xml version="1.0" encoding="utf-8"?>\n')


@dataclass(frozen=True, slots=True)
class Item:
    """An article as a feed tells of it."""

    slug: str
    title: str
    summary: str
    author: str
    published: str
    updated: str


def dated(items: Iterable[Item]) -> list[Item]:
    """The articles that a feed can hold, those with a date, newest first."""
    known = sorted((item for item in items if item.updated), key=lambda item: item.slug)
    return sorted(known, key=lambda item: item.updated, reverse=True)[:NEWEST]


def feed(settings: Settings, items: Sequence[Item]) -> str:
    """An Atom feed of `items`, of which there must be some."""
    home = address.absolute(settings.base_url, address.HOME)
    entries = Markup("").join(_entry(settings, item) for item in items)
    return _HEAD + Markup(
        '<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{language}">\n'
        "<id>{home}</id>\n<title>{title}</title>\n{subtitle}<updated>{updated}</updated>\n"
        '<link href="{home}"/>\n<link rel="self" type="application/atom+xml" href="{own}"/>\n'
        "<author><name>{author}</name></author>\n{entries}</feed>\n"
    ).format(
        language=settings.language,
        home=home,
        title=settings.title,
        subtitle=_element("subtitle", settings.description),
        updated=_instant(items[0].updated),
        own=address.absolute(settings.base_url, address.FEED),
        author=settings.author or settings.title,
        entries=entries,
    )


def sitemap(settings: Settings, pages: Iterable[tuple[str, str]]) -> str:
    """A map of `pages`: paths, each with the day it changed, "" where that is not known."""
    urls = Markup("").join(
        Markup("<url><loc>{}</loc>{}</url>\n").format(
            address.absolute(settings.base_url, path), _element("lastmod", day)
        )
        for path, day in pages
    )
    start = Markup('<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n')
    return _HEAD + start + urls + Markup("</urlset>\n")


def robots(settings: Settings) -> str:
    """All may read all; where the map is, as far as the site knows its address."""
    rules = "User-agent: *\nAllow: /\n"
    if not settings.base_url:
        return rules
    return f"{rules}\nSitemap: {address.absolute(settings.base_url, address.SITEMAP)}\n"


def _entry(settings: Settings, item: Item) -> Markup:
    return Markup(
        '<entry>\n<id>{link}</id>\n<title>{title}</title>\n<link href="{link}"/>\n'
        "{published}<updated>{updated}</updated>\n{author}{summary}</entry>\n"
    ).format(
        link=address.absolute(settings.base_url, address.page(item.slug)),
        title=item.title,
        published=_element("published", _instant(item.published)),
        updated=_instant(item.updated),
        author=Markup("<author>{}</author>\n").format(_element("name", item.author))
        if item.author
        else "",
        summary=_element("summary", item.summary),
    )


def _element(name: str, text: str) -> Markup:
    return Markup("<{0}>{1}</{0}>\n").format(name, text) if text else Markup("")


def _instant(day: str) -> str:
    """The first moment of a day, month or year, as Atom wants it."""
    return f"{day}{'-01' * (2 - day.count('-'))}T00:00:00Z" if day else ""
