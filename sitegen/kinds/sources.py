"""What was read or cited: a bibliography."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Citation, Day, Entry, Kind, Line, Prose, Record, Url, by_name
from ..vocabulary import Telling


@dataclass(frozen=True, slots=True)
class Bibliographic(Record):
    title: Line
    author: Line = Line("")
    publisher: Line = Line("")
    url: Url = Url("")
    published: Day = Day("")
    read: Day = Day("")
    note: Prose = Prose("")

    def __post_init__(self) -> None:
        if self.read and self.read < self.published[: len(self.read)]:
            raise ValueError("'read' is before 'published'")

    @property
    def heading(self) -> str:
        return self.title

    @property
    def loose(self) -> bool:
        return True

    @property
    def maker(self) -> str:
        """Who answers for it: the author, else the publisher."""
        return self.author or self.publisher


def cite(entry: Entry) -> Citation:
    record = entry.record
    name = f"{record.maker}, {record.title}" if record.maker else record.title
    return Citation(Line(name), record.url, record.published, entry=entry)


def describe(source: Bibliographic) -> dict[str, object]:
    return {
        "author": source.author,
        "publisher": source.publisher,
        "datePublished": source.published,
        "url": source.url,
    }


KIND = Kind(
    name="sources",
    record=Bibliographic,
    one="source",
    many="sources",
    title="Sources",
    page="sources",
    sort=by_name,
    cite=cite,
    told=Telling("CreativeWork", describe=describe, ink="#6b5a48"),
)
