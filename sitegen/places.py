"""Where the text of a parsed block stands in its source, character by character."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from .model import Where

# What a container (a quotation, a list) puts before the first cell of a row.
_PREFIX = re.compile(r"(?:[\s>]|[-*+]\s|\d{1,9}[.)]\s)*")
_CELL_CHARACTER = re.compile(r"\\\||.", re.DOTALL)
_PIPE = re.compile(r"(?<!\\)\|")


@dataclass(frozen=True, slots=True)
class Located:
    """The text of one block as the parser sees it, and the offset of each character."""

    text: str
    origin: Sequence[int]


class Places:
    """The lines of a source, and how far a row of a table has been read."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._starts = [0]
        for line in self._lines:
            self._starts.append(self._starts[-1] + len(line) + 1)
        self._row = 0

    def line(self, offset: int) -> int:
        """The number, from 0, of the line that `offset` is in."""
        return bisect_right(self._starts, offset) - 1

    def where(self, path: str, offset: int) -> Where:
        line = self.line(offset)
        return Where(path, line + 1, offset - self._starts[line] + 1)

    def block(self, content: str, first: int) -> Located:
        """The places of a block that begins on the line `first` or, after lines
        of nothing but Unicode spaces, below it.

        Each of its lines is the end of a line of the source or, in a heading
        between hashes, stands somewhere within it.
        """
        lines = content.split("\n")
        while first < len(self._lines) - len(lines) and not _holds(self._lines[first], lines[0]):
            first += 1
        origin: list[int] = []
        for number, line in enumerate(lines, min(first, len(self._lines) - 1)):
            source = self._lines[min(number, len(self._lines) - 1)]
            bare = line.strip()
            column = max(source.rfind(bare), 0) if bare else len(source)
            indent = len(line) - len(line.lstrip())
            base = max(self._starts[min(number, len(self._lines) - 1)] + column - indent, 0)
            origin.extend(range(base, base + len(line) + 1))
        return Located(content, origin)

    def begin_row(self, number: int) -> None:
        found = _PREFIX.match(self._lines[number])
        self._row = found.end() if found else 0

    def cell(self, content: str, number: int) -> Located:
        """The places of a cell in its row, the cells before it passed over."""
        written = content.replace("|", "\\|")
        column = max(self._lines[number].find(written, self._row), self._row)
        self._row = column + len(written)
        base = self._starts[number] + column
        offsets = [found.start() for found in _CELL_CHARACTER.finditer(written)]
        return Located(content, [base + offset for offset in (*offsets, len(written))])

    def rest_of_row(self, number: int) -> list[str]:
        """The cells past the last one that was read: more than the table has columns."""
        cells = _PIPE.split(self._lines[number][self._row :])
        return [bare.replace("\\|", "|") for cell in cells if (bare := cell.strip())]


def _holds(source: str, line: str) -> bool:
    return line.strip() in source
