"""What the head of a page tells machines: its description, OpenGraph, JSON-LD.

Without the site's address all links are relative, and what must be absolute
(canonical links, OpenGraph's) is left out.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from markupsafe import Markup

from . import address
from .encode import data_block
from .excerpt import counted, head
from .model import Annotated, Citation, Entry, Key, Kind, Text, Zone
from .settings import Settings

_CONTEXT = "https://schema.org"
_FORMS = {"csv": "text/csv", "json": "application/json"}
_DESCRIPTION = 160
"""About how many characters of a description others show."""
_MENTIONED, _MEMBERS = 32, 500
"""How many entries an article and an index list: readers' machines load it too."""
_DEFINITION = 300
"""About how many characters of an entry's Markdown are told."""


@dataclass(frozen=True, slots=True)
class Head:
    """What machines are told of one page."""

    title: str = ""
    description: str = ""
    type: str = "website"
    """The page's type, in OpenGraph's words."""
    published: str = ""
    image: str = ""
    """The absolute address of a picture that stands for the page."""
    image_text: str = ""
    card: bool = False
    """Whether that picture is a card of ours, of the size that others like best."""
    files: tuple[tuple[str, str], ...] = ()
    """Other forms of the page: media type and relative address."""
    data: Markup = Markup("")  # noqa: RUF009 - a string
    """The block of JSON-LD."""


def first_words(text: Text) -> str:
    """The beginning of a text, its headings passed over, as a description of it."""
    words = ""
    for block in text.blocks:
        if len(words) <= _DESCRIPTION and block.zone in (Zone.PROSE, Zone.QUOTATION):
            words += f" {text.prose[block.start : block.end]}"
    return head(" ".join(words.split()), _DESCRIPTION)


# ── The kinds of page ───────────────────────────────────────────────────────


def of_home(settings: Settings, articles: int) -> Head:
    """The page that lists the articles."""
    told = counted(articles, "article", "articles")
    description = settings.description or f"{settings.title}: {told}, explained word by word."
    data = {
        "@type": "WebSite",
        "@id": _seen(settings, address.HOME, address.HOME),
        "name": settings.title,
        "description": settings.description,
        "inLanguage": settings.language,
        "author": _named("Organization", settings.author),
    }
    return Head(settings.title, description, data=_block(data))


def of_article(
    settings: Settings, annotated: Annotated, entries: Mapping[Key, Entry], *, card: bool
) -> Head:
    """An article; `card`, whether a picture is made that stands for it."""
    article, about = annotated.article, annotated.article.about
    slug = article.slug
    here = address.page(slug)
    description = about.summary or first_words(article.text)
    picture = address.picture(slug, about.image.file) if about.image else ""
    shown = picture or (address.card(slug) if card else "")
    data = {
        "@type": "Article",
        "@id": _seen(settings, here, here),
        "headline": article.title,
        "description": description,
        "author": _named("Person", about.byline),
        "datePublished": about.published,
        "inLanguage": settings.language,
        "isBasedOn": _source(about.source),
        "license": _named("CreativeWork", about.licence),
        "image": _seen(settings, here, shown) if shown else "",
        "isPartOf": {"@id": _seen(settings, here, address.HOME)},
        "mentions": _mentions(settings, annotated, entries),
    }
    standing = address.card(slug) if card else picture
    return Head(
        title=article.title,
        description=description,
        type="article",
        published=about.published,
        image=address.absolute(settings.base_url, standing)
        if standing and settings.base_url
        else "",
        image_text=about.image.alt if about.image and not card else article.title,
        card=card,
        files=(("application/ld+json", address.annotated(slug).rpartition("/")[2]),),
        data=_block(data),
    )


def of_index(
    settings: Settings, kind: Kind, entries: Sequence[tuple[Entry, Mapping[str, Markup]]]
) -> Head:
    """An index page: its entries in order, each with its Markdown as HTML."""
    here = address.page(kind.page)
    members = [
        told
        for entry, html in entries[:_MEMBERS]
        if (told := _member(settings, here, entry, html)) is not None
    ]
    counts = counted(len(entries), kind.one, kind.many)
    description = (
        f"{kind.title}: {counts} from the articles of {settings.title},"
        " each with the places where it is mentioned."
    )
    files = [(_FORMS[suffix], address.table(kind.name, suffix)) for suffix in address.TABLES]
    data = {
        "@type": kind.told.page,
        "@id": _seen(settings, here, here),
        "name": f"{kind.title} · {settings.title}",
        "description": description,
        "inLanguage": settings.language if kind.told.downloads else "",
        "creator": _named("Organization", settings.author if kind.told.downloads else ""),
        kind.told.members: members,
    }
    if kind.told.downloads:
        data[kind.told.downloads] = [
            {
                "@type": "DataDownload",
                "encodingFormat": form,
                "contentUrl": _seen(settings, here, path),
            }
            for form, path in files
        ]
    return Head(
        f"{kind.title} · {settings.title}",
        description,
        files=tuple((form, f"{address.root(here)}{path}") for form, path in files),
        data=_block(data),
    )


def of_leaf(settings: Settings, title: str, text: Text) -> Head:
    """A further page, such as one about the site."""
    return Head(title, first_words(text) or f"{title} · {settings.title}")


# ── Parts of the data ───────────────────────────────────────────────────────


def _mentions(
    settings: Settings, annotated: Annotated, entries: Mapping[Key, Entry]
) -> list[dict[str, str]]:
    """What an article names most often; what it names at all is among its annotations."""
    here = address.page(annotated.article.slug)
    named = Counter(mention.entry for mention in annotated.mentions)
    found = (entries[key] for key, _ in named.most_common())
    told = (entry for entry in found if entry.kind.named and entry.kind.page)
    return [
        {
            "@type": entry.kind.told.type,
            "@id": _seen(settings, here, address.page(entry.kind.page), entry.address),
            "name": entry.name,
        }
        for entry in islice(told, _MENTIONED)
    ]


def _member(
    settings: Settings, here: str, entry: Entry, html: Mapping[str, Markup]
) -> dict[str, Any] | None:
    facts = entry.kind.told.describe(entry.record)
    if facts is None:
        return None
    texts = (one.striptags() for one in html.values())
    return _full(
        {
            "@type": entry.kind.told.type,
            "@id": _seen(settings, here, here, entry.address),
            "name": entry.name,
            "description": head(next((one for one in texts if one), ""), _DEFINITION),
            **facts,
        }
    )


def _source(source: Citation | None) -> dict[str, str] | None:
    if source is None:
        return None
    told = {"@type": "CreativeWork", "name": source.name, "url": source.url}
    return _full({**told, "datePublished": source.date})


def _named(type_: str, name: str) -> dict[str, str] | None:
    return {"@type": type_, "name": name} if name else None


def _seen(settings: Settings, here: str, path: str, place: str = "") -> str:
    return address.seen(settings.base_url, here, path, place)


def _block(data: Mapping[str, Any]) -> Markup:
    return data_block({"@context": _CONTEXT, **_full(data)})


def _full(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in data.items() if value not in ("", None, (), [])}
