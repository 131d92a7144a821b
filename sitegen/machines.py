"""The files beside the pages, for programs: which there are, and what is in them."""

from __future__ import annotations

from collections.abc import Iterable

from . import address, card, tables
from .annotations import collection
from .card import Count
from .encode import to_json
from .feeds import Item, dated, feed, robots, sitemap
from .linked import first_words
from .model import Annotated, Kind, Page
from .render import counts, html_of, index_entries, page_paths
from .site import Site

OF_SITE = (address.FEED, address.SITEMAP, address.ROBOTS)
"""The files of a whole site. One in the site's own static files is used instead."""


def of_article(slug: str, source: str) -> list[str]:
    """The paths of the files beside the page of an article that was read from `source`."""
    return [address.annotated(slug), address.received(slug, source), address.card(slug)]


def of_index(kind: Kind) -> list[str]:
    """The paths of the files that hold the entries of a kind."""
    return [address.table(kind.name, suffix) for suffix in address.TABLES]


def beside(site: Site, path: str) -> list[Page]:
    """The files that go with the page at `path`."""
    if path in site.by_path:
        return _beside_article(site, site.by_path[path])
    kind = next((one for one in site.indexed if address.page(one.page) == path), None)
    return _beside_index(site, kind) if kind is not None else []


def for_all(site: Site) -> list[Page]:
    """The files of the site as a whole; two of them need the address it will have."""
    made = [Page(address.ROBOTS, robots(site.settings))]
    if site.has_feed:
        items = dated(_item(site, one) for one in site.articles)
        made.append(Page(address.FEED, feed(site.settings, items)))
    if site.settings.base_url:
        made.append(Page(address.SITEMAP, sitemap(site.settings, _mapped(site))))
    return made


def _beside_article(site: Site, annotated: Annotated) -> list[Page]:
    article = annotated.article
    slug, source = article.slug, article.source
    told = collection(site.settings, annotated, site.entries, site.definitions)
    made = [
        Page(address.annotated(slug), f"{to_json(told)}\n"),
        Page(address.received(slug, source.path), source.text),
    ]
    if site.has_cards:
        drawn = [
            Count(number, kind.one if number == 1 else kind.many, kind.told.stroke, kind.told.ink)
            for kind, number in counts(site, annotated)
        ]
        about = article.about
        picture = card.draw(article.title, about.kicker, about.byline, site.settings.title, drawn)
        made.append(Page(address.card(slug), "", picture))
    return made


def _beside_index(site: Site, kind: Kind) -> list[Page]:
    rows = tables.table(
        kind,
        [
            tables.Row(
                entry,
                html_of(site, entry),
                {slug: len(here) for slug, here in site.index.get(entry.key, {}).items()},
            )
            for entry in index_entries(site, kind)
        ],
    )
    written = {"csv": tables.as_csv, "json": tables.as_json}
    return [
        Page(address.table(kind.name, suffix), written[suffix](rows)) for suffix in address.TABLES
    ]


def _item(site: Site, annotated: Annotated) -> Item:
    article, about = annotated.article, annotated.article.about
    return Item(
        slug=article.slug,
        title=article.title,
        summary=about.summary or first_words(article.text),
        author=about.byline,
        published=about.published,
        updated=site.changed(annotated),
    )


def _mapped(site: Site) -> Iterable[tuple[str, str]]:
    """Every page that can be found, with the day it changed where that is known."""
    for path in page_paths(site):
        if path not in (address.NOT_FOUND, address.SEARCH):
            yield path, site.changed(site.by_path[path]) if path in site.by_path else ""
