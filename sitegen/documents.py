"""A whole site's values → the documents that its search looks through.

They are made of the texts themselves, not of the pages, so that the words of
cards, indexes and furniture are not found where nobody wrote them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape

from . import address
from .definitions import fields_of, prose_fields
from .edges import POSSESSIVE, spaced
from .model import Entry, Line, Text, Zone
from .outcome import Document
from .site import Site

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8})*")
"""A language tag that may be part of a file's name, as the program makes it."""


def write_documents(site: Site) -> dict[str, Document]:
    """Articles, further pages and entries, each once, by the place that a result leads to.

    Names that stand in no article are sections of one document for their index:
    the program takes long for each document, and such names may be many.
    """
    language = site.settings.language
    documents = {}
    for article in (one.article for one in site.articles):
        about = {"title": article.title, "names": article.title}
        html = _document(language, about, _of_text(article.text))
        documents[address.page(article.slug)] = Document("article", html)
    for leaf in site.leaves:
        title = leaf.text.title or leaf.slug.capitalize()
        html = _document(language, {"title": title, "names": title}, _of_text(leaf.text))
        documents[address.page(leaf.slug)] = Document("page", html)
    idle: dict[str, list[Entry]] = {}
    for entry in site.entries.values():
        slug = next(iter(site.index.get(entry.key, ())), "")
        if entry.kind.page and entry.kind.named and not slug:
            idle.setdefault(entry.kind.name, []).append(entry)
        elif entry.kind.page or slug:
            # What a word names comes before what only speaks of it.
            found_by = "names" if entry.kind.named else "label"
            about = {"title": entry.name, found_by: " ".join(_names(entry))}
            html = _document(language, about, _of_entry(site, entry))
            documents[address.place(entry, slug)] = Document(entry.kind.one, html)
    for name, entries in idle.items():
        kind = site.kinds[name]
        body = "".join(_section_of(site, entry) for entry in entries)
        html = _document(language, {"title": kind.title, "label": kind.title}, body)
        documents[address.page(kind.page)] = Document(kind.one, html)
    return documents


def _document(language: str, about: Mapping[str, str], body: str) -> str:
    """A page as the search program reads it.

    `about` holds the `title` that a result shows, and the `names` or `label`
    that it is found by besides the words of its body.
    """
    kept = {name: value if name == "title" else _sought(value) for name, value in about.items()}
    head = "".join(
        f'<meta data-pagefind-meta="{name}[content]" content="{escape(value)}">\n'
        for name, value in kept.items()
    )
    tag = f' lang="{language}"' if _LANGUAGE.fullmatch(language) else ""
    # The program takes words to be parted by these alone where it meets one.
    body = body.replace("\u200b", " ")
    return f"<html{tag}>\n{head}<body data-pagefind-body>\n{body}</body>\n</html>\n"


def _sought(names: str) -> str:
    """Names as the program finds them: it takes a possessive for a rare word of its own."""
    return spaced(POSSESSIVE.sub("", names))


def _of_text(text: Text) -> str:
    """The words of a text by its blocks, each section under the heading that has its `id`."""
    parts = []
    for block in text.blocks[bool(text.lead) :]:
        words = escape(spaced(text.prose[block.start : block.end]), quote=False)
        id_ = text.sections[block.section].id
        heading = block.zone is Zone.HEADING and id_
        parts.append(f'<h2 id="{escape(id_)}">{words}</h2>\n' if heading else f"<p>{words}</p>\n")
    return "".join(parts)


def _of_entry(site: Site, entry: Entry) -> str:
    """What an entry says or, where it says nothing, the words that it is known by."""
    names = prose_fields(entry.kind.record)
    written = "".join(site.definitions.get((entry.key, name), "") for name in names)
    return spaced(written or f"<p>{escape(' · '.join(_names(entry)), quote=False)}</p>\n")


def _section_of(site: Site, entry: Entry) -> str:
    """An entry as a section of the document of its index: its name, other names and words."""
    others = " · ".join(_names(entry)[1:])
    heading = f'<h2 id="{escape(entry.address)}">{escape(_sought(entry.name), quote=False)}</h2>\n'
    told = f"<p>{escape(_sought(others), quote=False)}</p>\n" if others else ""
    return f"{heading}{told}{_of_entry(site, entry)}"


def _names(entry: Entry) -> list[str]:
    """What an entry is called and in short: its name, its other names and its single lines."""
    lines = (getattr(entry.record, name) for name in fields_of(entry.kind.record, Line))
    return [
        name
        for name in dict.fromkeys((entry.name, *(form.text for form in entry.forms), *lines))
        if name
    ]
