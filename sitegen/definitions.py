"""The Markdown that editors write in entries → HTML that links to other entries."""

from __future__ import annotations

import re
import typing
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cache
from html import escape, unescape

from . import address
from .cover import Cover
from .fold import fold
from .markdown import is_plain, read_snippet
from .match import Hit, Matcher, longest
from .model import BARRIER, Entry, Key, Piece, Problem, Prose, Text
from .weave import Mark, weave

Definitions = Mapping[tuple[Key, str], str]
"""HTML by entry and field."""


def write_definitions(
    entries: Sequence[Entry], matchers: Sequence[Matcher]
) -> tuple[dict[tuple[Key, str], str], list[Problem]]:
    """Write all Markdown fields of `entries`, each other entry linked once in each.

    All are searched as one text: thousands of short ones cost little more
    than one long one so.
    """
    names, texts, problems = _texts(entries)
    hits = _hits_by_text(
        [text if isinstance(text, str) else text.prose for text in texts], matchers
    )
    written = {
        (entry.key, name): _write(text, hits.get(number, ()), entry)
        for number, ((entry, name), text) in enumerate(zip(names, texts, strict=True))
    }
    return written, problems


def words_of(entries: Iterable[Entry]) -> str:
    """All that is searched for names when `entries` are written, folded."""
    _, texts, _ = _texts(entries)
    return fold(BARRIER.join(text if isinstance(text, str) else text.prose for text in texts)).text


def _texts(
    entries: Iterable[Entry],
) -> tuple[list[tuple[Entry, str]], list[Text | str], list[Problem]]:
    """The entries and fields that hold Markdown, and what it is."""
    names: list[tuple[Entry, str]] = []
    texts: list[Text | str] = []
    problems: list[Problem] = []
    for entry in entries:
        for name in prose_fields(entry.kind.record):
            markdown = getattr(entry.record, name)
            if markdown:
                names.append((entry, name))
                texts.append(_read(markdown, entry, problems))
    return names, texts, problems


_LINK = re.compile(r'<a class="mark-[a-z]+" href="[^"#]*#([^"]+)">')


def staying(html: str, places: Mapping[str, str]) -> str:
    """A definition whose links to other entries stay on the page where it can be so.

    `places` has the id on this page by the address of an entry.
    """

    def link(found: re.Match[str]) -> str:
        place = places.get(unescape(found[1]))
        return found[0] if place is None else f'<a href="#{escape(place)}">'

    return _LINK.sub(link, html)


@cache
def prose_fields(record: type) -> tuple[str, ...]:
    """The fields of a record that hold Markdown."""
    return fields_of(record, Prose)


@cache
def fields_of(record: type, value: object) -> tuple[str, ...]:
    """The fields of a record that hold one type of value."""
    hints = typing.get_type_hints(record)
    return tuple(field.name for field in fields(record) if hints[field.name] is value)


def _read(markdown: str, entry: Entry, problems: list[Problem]) -> Text | str:
    """The text of a snippet; a plain paragraph, as most are, is its own prose."""
    if is_plain(markdown):
        return markdown
    text, found = read_snippet(entry.where, markdown)
    problems += found
    return text


def _hits_by_text(texts: Sequence[str], matchers: Sequence[Matcher]) -> dict[int, list[Hit]]:
    """The names found in each text, by its number, placed from its own beginning."""
    starts, length = [], 0
    for text in texts:
        starts.append(length)
        length += len(text) + len(BARRIER)
    prose = BARRIER.join(texts)
    folded = fold(prose)
    hits: dict[int, list[Hit]] = {}
    for matcher in matchers:
        for hit in matcher.find(prose, folded):
            if hit.claim.quote is None and hit.claim.entry.kind.page:
                number = bisect_right(starts, hit.start) - 1
                start = starts[number]
                placed = Hit(hit.start - start, hit.end - start, hit.claim, hit.by_rule)
                hits.setdefault(number, []).append(placed)
    return hits


def _write(text: Text | str, hits: Sequence[Hit], entry: Entry) -> str:
    if isinstance(text, str):
        prose: str = text
        pieces: Sequence[Piece] = ("<p>", (0, len(text)), "</p>\n")
    else:
        prose, pieces = text.prose, text.pieces
        hits = _open(text, hits)
    marks = _links(longest(hits, len(prose)), entry) if hits else ()
    return weave(prose, pieces, marks)


def _open(text: Text, hits: Iterable[Hit]) -> list[Hit]:
    """The hits that lie in one block, and off links and code."""
    closed = Cover(text.closed)
    return [
        hit
        for hit in hits
        if any(block.start <= hit.start and hit.end <= block.end for block in text.blocks)
        and not closed.touches(hit.start, hit.end)
    ]


def _links(
    names: Iterable[tuple[tuple[int, int], Mapping[Key, Entry]]], entry: Entry
) -> list[Mark]:
    """A link at the first mention of each other entry; none where two claim the words."""
    marks: dict[Key, Mark] = {}
    for (start, end), claimants in sorted(names, key=lambda name: name[0]):
        (other, *others) = claimants.values()
        if not others and other.key != entry.key and other.key not in marks:
            href = address.entry(other)
            marks[other.key] = Mark(start, end, "", f"mark-{other.kind.name}", href)
    return list(marks.values())
