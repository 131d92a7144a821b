"""YAML text → nodes that know their place, or what is wrong with it.

YAML is read from its events, so that depth is limited before anything is
built, and every scalar stays the text that was typed: `NO`, `0123` and
`2024-13-45` are words here. What lets one file expand into a large one or run
code (anchors, aliases, merge keys, tags) is refused.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from .model import Problem, Source, Where, warning
from .source import CONTROL

MAX_DEPTH = 50


class Scalar(NamedTuple):
    """A scalar."""

    value: str
    line: int
    column: int


class Items(NamedTuple):
    """A sequence."""

    items: list[Node]
    line: int
    column: int


class Pairs(NamedTuple):
    """A mapping; its keys are unique."""

    pairs: list[tuple[Scalar, Node]]
    line: int
    column: int


Node = Scalar | Items | Pairs


class Flaw(Exception):
    """A place where the YAML can't be read; `read_tree` turns it into a problem."""

    def __init__(self, line: int, column: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


def read_tree(source: Source, first: int = 1) -> tuple[Node | None, list[Problem]]:
    """Read one YAML document; an empty one has no node and no problem.

    `first` is the number of its first line, if it is a part without a flaw. Warns of values that end where ` #` begins a comment that may be meant as text.
    """
    reader = _Reader(source.text, first)
    try:
        node = reader.document()
    except Flaw as flaw:
        where = Where(source.path, flaw.line, flaw.column)
        return None, [Problem(where, flaw.message, flaw.hint)]
    message = "the value ends here: what follows is a comment"
    hint = "put the value in quotes, or the comment on a line of its own"
    places = [Where(source.path, line, column) for line, column in reader.cut]
    return node, [warning(where, message, hint) for where in places]


def items_of(text: str) -> list[tuple[int, str]]:
    """A text that may be a list, cut where its items begin: the first line of each, and its text.

    Where each of these by itself is a list without a flaw, and is read so, the
    whole is the list of them all. No cut is made where that may be otherwise:
    what is no list, or holds more than a list, is one piece.
    """
    starts = [found.start() for found in _ITEM.finditer(text)]
    if not starts or _BLANK.fullmatch(text, 0, starts[0]) is None or _MARKER.search(text):
        return [(1, text)]
    pieces = []
    line = text.count("\n", 0, starts[0]) + 1
    for start, end in zip(starts, [*starts[1:], len(text)], strict=True):
        pieces.append((line, text[start:end]))
        line += text.count("\n", start, end)
    return pieces


# libyaml where PyYAML was built with it: five times as fast.
_Loader: Any = getattr(yaml, "CLoader", yaml.Loader)
_NO_TEXT = re.compile(f"{CONTROL.pattern}|[\ud800-\udfff]")
# libyaml takes these for line ends; no editor does. What stands in for them while
# it reads are no characters, so no text holds them.
_BREAKS = re.compile("[\x85\u2028\u2029]")
_HIDDEN = {0x85: "\ufdd0", 0x2028: "\ufdd1", 0x2029: "\ufdd2"}
_SHOWN = {ord(shown): chr(code) for code, shown in _HIDDEN.items()}
_TOO_DEEP = f"nested more than {MAX_DEPTH} deep"
_ITEM = re.compile(r"^- ", re.MULTILINE)
_BLANK = re.compile(r"(?:[ \t]*(?:#.*)?\n)*")
_MARKER = re.compile(r"^(?:---|\.\.\.|%)", re.MULTILINE)
_COMMENT = re.compile(r"[ \t]+#[^\s#]")
_KEY = re.compile(r"\s*[\w-]+(?=:\s)")
_IN_QUOTES = "put the value in quotes"
_HINTS = {
    "tab character": "indent with spaces, not tabs",
    "mapping values are not allowed": f"a value that holds ': ' is ambiguous; {_IN_QUOTES}",
    "cannot start any token": f"a value can't begin so; {_IN_QUOTES}",
    "alphabetic or numeric character": f"a value can't begin with * or &; {_IN_QUOTES}",
    "unexpected end of stream": "the quotation mark that opens here is never closed",
    "did not find expected '-' indicator": "all entries of a list begin in the same column",
    "did not find expected key": "all keys of an entry begin in the same column, and a value"
    " that begins with a quotation mark ends with one",
    "could not find expected ':'": "a key is followed by a colon and a space",
}


class _Reader:
    def __init__(self, text: str, first: int) -> None:
        self._text, self._first = text, first
        self._has_breaks = _BREAKS.search(text) is not None
        self._has_hashes = " #" in text or "\t#" in text
        self.cut: list[tuple[int, int]] = []
        self._next = _Loader(text.translate(_HIDDEN) if self._has_breaks else text).get_event
        self._depth = 0

    def document(self) -> Node | None:
        try:
            return self._document()
        except yaml.MarkedYAMLError as error:
            raise _flaw(error, self._text) from None
        except yaml.reader.ReaderError as error:
            raise Flaw(1, 1, f"not YAML: {error.reason}") from None

    def _document(self) -> Node | None:
        self._next()
        event = self._next()
        if type(event) is yaml.StreamEndEvent:
            return None
        node = self._node(self._next())
        self._next()
        event = self._next()
        if type(event) is not yaml.StreamEndEvent:
            raise _at(event, "a second document begins here", "one file holds one list")
        return None if node == Scalar("", node.line, node.column) else node

    def _node(self, event: Any) -> Node:
        kind = type(event)
        if kind is yaml.AliasEvent:
            hint = "write the text again, or in quotes if the * is meant"
            raise _at(event, f"the alias *{event.anchor} is not allowed", hint)
        if event.anchor is not None:
            hint = "leave it out, or put the value in quotes if the & is meant"
            raise _at(event, f"the anchor &{event.anchor} is not allowed", hint)
        if event.tag is not None:
            hint = "leave it out, or put the value in quotes if the ! is meant"
            raise _at(event, f"the tag {event.tag} is not allowed", hint)
        mark = event.start_mark
        if kind is yaml.ScalarEvent:
            value = event.value.translate(_SHOWN) if self._has_breaks else event.value
            if bad := _NO_TEXT.search(value):
                message = f"U+{ord(bad[0]):04X} is no character of a text"
                raise _at(event, message, "take the escape out")
            end = event.end_mark
            if self._has_hashes and not event.style and _COMMENT.match(self._text, end.index):
                self.cut.append((end.line + self._first, end.column + 1))
            return Scalar(value, mark.line + self._first, mark.column + 1)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise _at(event, _TOO_DEEP)
        read = self._items if kind is yaml.SequenceStartEvent else self._pairs
        node = read(mark.line + self._first, mark.column + 1)
        self._depth -= 1
        return node

    def _items(self, line: int, column: int) -> Items:
        items: list[Node] = []
        while type(event := self._next()) is not yaml.SequenceEndEvent:
            items.append(self._node(event))
        return Items(items, line, column)

    def _pairs(self, line: int, column: int) -> Pairs:
        pairs: list[tuple[Scalar, Node]] = []
        lines: dict[str, int] = {}
        while type(event := self._next()) is not yaml.MappingEndEvent:
            key = self._node(event)
            if not isinstance(key, Scalar):
                raise _at(event, "a key must be one word of text", _IN_QUOTES)
            if key.value == "<<":
                raise _at(event, "merge keys are not allowed", "write the keys out")
            if key.value in lines:
                message = f"'{key.value}' is given twice, first on line {lines[key.value]}"
                raise _at(event, message, "keep one of them")
            lines[key.value] = key.line
            pairs.append((key, self._node(self._next())))
        return Pairs(pairs, line, column)


def _at(event: Any, message: str, hint: str = "") -> Flaw:
    return Flaw(event.start_mark.line + 1, event.start_mark.column + 1, message, hint)


def _flaw(error: yaml.MarkedYAMLError, text: str) -> Flaw:
    """PyYAML's own complaint, at the place where the author must look."""
    message = str(error.problem)
    if "nesting depth" in message:
        return _first_too_deep(text)
    unclosed = "unexpected end of stream" in message and error.context_mark
    mark = error.context_mark if unclosed else error.problem_mark
    hint = next((hint for part, hint in _HINTS.items() if part in message), "")
    line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
    if "mapping values" in message:
        key = _KEY.match(text.split("\n")[line - 1])
        if key and key.end() == column - 1:
            hint = "begin all keys of an entry in the same column"
    return Flaw(line, column, f"not YAML: {message}", hint)


def _first_too_deep(text: str) -> Flaw:
    """Where brackets first nest deeper than allowed.

    From version 0.2.6 libyaml has a limit of its own, and looks so far ahead
    for the end of a key that it meets it before the event at ours is read.
    """
    depth = 0
    for found in re.finditer(r"[\[{\]}]", text):
        depth += 1 if found[0] in "[{" else -1
        if depth > MAX_DEPTH:
            line = text.count("\n", 0, found.start())
            column = found.start() - text.rfind("\n", 0, found.start())
            return Flaw(line + 1, column, _TOO_DEEP)
    return Flaw(1, 1, _TOO_DEEP)
