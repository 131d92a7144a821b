"""Plain text → `Text`, and the builder with which every reader makes one."""

from __future__ import annotations

import re
from array import array
from collections.abc import Sequence

from .cover import Cover
from .model import BARRIER, Block, Picture, Section, Text, Zone

_LINE = re.compile(r"\S.*")
_LONG, _MANY = 200, 3
"""So many lines longer than any that is broken to fit a page are paragraphs each."""
_PARAGRAPH = re.compile(r"\S(?:.|\n(?![^\S\n]*(?:\n|\Z)))*")


def read_plain(text: str, title: str = "", *, by_line: bool = False) -> Text:
    """Paragraphs parted by blank lines or, `by_line`, one a line. No character means markup.

    A first paragraph that is the `title`, word for word, is the text's heading.
    """
    builder = TextBuilder()
    for found in (_LINE if by_line else _PARAGRAPH).finditer(text):
        words = found[0].rstrip()
        is_title = not builder.length and bool(title) and words.split() == title.split()
        builder.markup("" if is_title else "<p>")
        builder.open_block(Zone.HEADING if is_title else Zone.PROSE)
        builder.words(words, range(found.start(), found.start() + len(words)))
        builder.close_block()
        if is_title:
            builder.end_of_lead()
        else:
            builder.markup("</p>\n")
    return builder.build()


def seems_by_line(text: str) -> bool:
    """Whether some paragraph looks as if each of its lines were one, as Word saves them."""
    return any(
        sum(len(line) > _LONG for line in found[0].split("\n")) >= _MANY
        for found in _PARAGRAPH.finditer(text)
    )


class TextBuilder:
    """Grows a `Text` from its first word to its last."""

    def __init__(self) -> None:
        self._prose: list[str] = []
        self._length = 0
        self._origin = array("L")
        self._pieces: list[str | tuple[int, int]] = []
        self._blocks: list[Block] = []
        self._opened: tuple[int, Zone] | None = None
        self._closed: list[tuple[int, int]] = []
        self._sections = [Section("", "")]
        self.pictures: list[Picture] = []
        self.lead = 0

    @property
    def length(self) -> int:
        """How much prose there is so far."""
        return self._length

    def markup(self, html: str) -> None:
        """Add markup, as it is to be written."""
        if self._pieces and isinstance(self._pieces[-1], str):
            self._pieces[-1] += html
        elif html:
            self._pieces.append(html)

    def words(self, words: str, origin: Sequence[int]) -> None:
        """Add prose; `origin` has the offset in the source of each character."""
        if words:
            self._pieces.append((self._length, self._length + len(words)))
            self._add(words, origin)

    def open_block(self, zone: Zone) -> None:
        if self._blocks:
            self._add(BARRIER, [self._origin[-1] if self._origin else 0])
        self._opened = self._length, zone

    def close_block(self) -> None:
        if self._opened is None:
            raise ValueError("no block is open")
        start, zone = self._opened
        self._blocks.append(Block(start, self._length, zone, len(self._sections) - 1))
        self._opened = None

    def close_to_marks(self, start: int) -> None:
        """Nothing is to be marked from `start` to here."""
        if start < self._length:
            self._closed.append((start, self._length))

    def open_section(self, section: Section) -> None:
        self._sections.append(section)

    def end_of_lead(self) -> None:
        """All so far is the text's own title."""
        self.lead = len(self._pieces)
        self._pieces.append("")

    def build(self) -> Text:
        return Text(
            prose="".join(self._prose),
            blocks=tuple(self._blocks),
            pieces=tuple(self._pieces),
            lead=self.lead,
            origin=self._origin,
            closed=Cover(self._closed).runs,
            sections=tuple(self._sections),
            pictures=tuple(self.pictures),
        )

    def _add(self, words: str, origin: Sequence[int]) -> None:
        self._prose.append(words)
        self._origin.extend(origin)
        self._length += len(words)
