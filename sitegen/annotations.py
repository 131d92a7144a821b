"""The mentions of an article as W3C Web Annotations.

A position is in the received file as it was read: code points from 0, byte
order mark left off, every line end one line feed; it is published beside the
annotations. A quote is of the article's prose, without markup, so that it can
be found on any page that shows the same words.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from . import address
from .definitions import Definitions, prose_fields
from .index import with_blocks
from .model import Annotated, Article, Block, Entry, Key, Mention
from .settings import Settings

AROUND = 32
"""Characters of prose before and after a quote, no farther than its block."""

_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
_WHOLE = re.compile(r"&#?\w+;|\\[!-/:-@\[-`{-~]|.", re.DOTALL)
"""What stands in a source for one character of the prose."""


def collection(
    settings: Settings, annotated: Annotated, entries: Mapping[Key, Entry], definitions: Definitions
) -> dict[str, Any]:
    """The annotation collection of one article, all on its first page."""
    slug = annotated.article.slug
    here = address.annotated(slug)
    own = address.seen(settings.base_url, here, here)
    source = address.received(slug, annotated.article.source.path)
    items = [
        {
            "id": f"{own}#{mention.id}",
            "type": "Annotation",
            "motivation": _motivation(entries[mention.entry]),
            "body": _body(settings, annotated, entries[mention.entry], definitions),
            "target": {
                "source": address.seen(settings.base_url, here, source),
                "selector": [
                    _quote(annotated.article, mention, block),
                    _position(annotated.article, mention),
                ],
            },
        }
        for mention, block in with_blocks(annotated)
    ]
    return {
        "@context": _CONTEXT,
        "id": own,
        "type": "AnnotationCollection",
        "label": annotated.article.title,
        "total": len(items),
        "first": {"id": f"{own}#page-1", "type": "AnnotationPage", "startIndex": 0, "items": items},
    }


def _motivation(entry: Entry) -> str:
    if entry.kind.numbered:
        return "commenting"
    return "identifying" if entry.kind.named else "describing"


def _body(
    settings: Settings, annotated: Annotated, entry: Entry, definitions: Definitions
) -> dict[str, str] | list[dict[str, str]]:
    """The address and the name of an entry; without a page of its own, what it says."""
    here = address.annotated(annotated.article.slug)
    if entry.kind.page:
        page = address.page(entry.kind.page)
        place = address.seen(settings.base_url, here, page, entry.address)
        return {"id": place, "format": "text/html", "label": entry.name}
    said = (
        Markup(definitions.get((entry.key, name), "")).striptags()  # noqa: S704 - to be taken apart
        for name in prose_fields(entry.kind.record)
    )
    return [
        {
            "type": "TextualBody",
            "value": text,
            "format": "text/plain",
            "language": settings.language,
        }
        for text in said
        if text
    ]


def _quote(article: Article, mention: Mention, block: Block) -> dict[str, str]:
    prose = article.text.prose
    return {
        "type": "TextQuoteSelector",
        "exact": prose[mention.start : mention.end],
        "prefix": prose[max(block.start, mention.start - AROUND) : mention.start],
        "suffix": prose[mention.end : min(block.end, mention.end + AROUND)],
    }


def _position(article: Article, mention: Mention) -> dict[str, str | int]:
    origin = article.text.origin
    return {
        "type": "TextPositionSelector",
        "start": origin[mention.start],
        "end": _stop(article, mention.end),
    }


def _stop(article: Article, end: int) -> int:
    """Where in the source the character before `end` ends: `&amp;` is one with five."""
    origin = article.text.origin
    at = origin[end - 1]
    if end < len(origin) and origin[end] == at + 1:
        return at + 1
    whole = _WHOLE.match(article.source.text, at)
    return whole.end() if whole is not None else at + 1
