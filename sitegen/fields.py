"""What a value in a sidecar may be: one type and one reader for each.

A record is a frozen dataclass whose annotations are these types; its fields
are the keys, and a field with a default may be left out. `read_record` checks
a node against it and collects what does not fit.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath
from typing import Any, Literal, NewType
from urllib.parse import urlsplit

from .fold import invisible
from .model import Citation, Form, Placed, Problem, Quote, Severity, Where
from .tree import Items, Node, Pairs, Text

Line = NewType("Line", str)
"""One line of plain text."""
Prose = NewType("Prose", str)
"""Markdown."""
Id = NewType("Id", Placed)
"""Lower-case letters and digits of any script, parted by single hyphens."""
Url = NewType("Url", str)
"""An absolute address with http, https or mailto."""
BaseUrl = NewType("BaseUrl", str)
"""The address of a site: http or https, a host and perhaps a path, no more."""
PicturePath = NewType("PicturePath", Placed)
"""A picture's path, relative to the folder of the sidecar."""
Day = NewType("Day", str)
"""A day, month or year that is on the calendar: `2019-05-10`, `2019-05`, `2019`."""
Number = NewType("Number", Decimal)
"""A decimal number such as `150`, `-1.6`, `200e9` or `1,200`."""
Occurrence = tuple[int, ...] | Literal["all"]
"""Which hits of a quote are meant, counted from 1, or `all`."""


class Record:
    """What the record of every kind answers; its fields come with the kind."""

    __slots__ = ()

    @property
    def heading(self) -> str:
        """What the entry is called, "" for the words that it quotes."""
        return ""

    @property
    def loose(self) -> bool:
        """Whether it means something with no place in the text."""
        return False


Notes = list[Problem]
Reader = Callable[[Node, "Place"], Any]


class Unfit(Exception):
    """A value that its field can't take; becomes a problem at `node`."""

    def __init__(self, node: Node, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.node, self.message, self.hint = node, message, hint


class Noted(Exception):
    """A value whose mistakes are among the problems already."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a reader stands: the file, the key, and where to put what it notes."""

    path: str
    key: str
    problems: Notes

    def where(self, node: Node) -> Where:
        return Where(self.path, node.line, node.column)


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint that names the word among `known` that `word` is nearest to.

    `cutoff` is the least likeness, from 0 to 1, that is worth a hint.
    """
    near = get_close_matches(word, list(known), n=1, cutoff=cutoff)
    return f"did you mean '{near[0]}'?" if near else ""


def read_record(
    record: type,
    pairs: Pairs,
    path: str,
    problems: Notes,
    others: Mapping[str, Reader] | None = None,
) -> tuple[Any, dict[str, Any]]:
    """Read `pairs` as a `record`, and with `others` as further keys.

    Returns the record, None where it has problems, and the values of the
    further keys that were given.
    """
    own, others = readers(record), others or {}
    values: dict[str, Any] = {}
    extra: dict[str, Any] = {}
    good = len(problems)
    for key, node in pairs.pairs:
        name = key.value
        reader = own.get(name) or others.get(name)
        if reader is None:
            hint = did_you_mean(name, [*own, *others]) or f"the keys are {', '.join(own)}"
            problems.append(
                Problem(Where(path, key.line, key.column), f"unknown key '{name}'", hint)
            )
            continue
        try:
            value = reader(node, Place(path, name, problems))
        except Unfit as unfit:
            where = Where(path, unfit.node.line, unfit.node.column)
            problems.append(Problem(where, f"{name}: {unfit.message}", unfit.hint))
            continue
        except Noted:
            continue
        (values if name in own else extra)[name] = value
    given = {key.value for key, _ in pairs.pairs}
    for name in required(record):
        if name not in given:
            message = f"'{name}' is missing"
            problems.append(Problem(Where(path, pairs.line, pairs.column), message))
    if any(problem.severity is Severity.ERROR for problem in problems[good:]):
        return None, extra
    return record(**values), extra


@cache
def readers(record: type) -> dict[str, Reader]:
    """The reader of each field of `record`, by key."""
    hints = typing.get_type_hints(record)
    return {field.name: reader_of(hints[field.name]) for field in fields(record)}


@cache
def required(record: type) -> tuple[str, ...]:
    return tuple(
        field.name
        for field in fields(record)
        if field.default is MISSING and field.default_factory is MISSING
    )


@cache
def reader_of(kind: Any) -> Reader:
    """The reader of values of the type `kind`."""
    if kind in _READERS:
        return _READERS[kind]
    arguments = typing.get_args(kind)
    if types.NoneType in arguments:
        return reader_of(next(one for one in arguments if one is not types.NoneType))
    if typing.get_origin(kind) is tuple:
        return _list_of(reader_of(arguments[0]))
    if typing.get_origin(kind) is Mapping:
        return _mapping_to(reader_of(arguments[1]))
    if is_dataclass(kind) and isinstance(kind, type):
        return _nested(kind)
    return _one_of(kind)


# ── Readers ─────────────────────────────────────────────────────────────────


def _text(node: Node) -> str:
    if not isinstance(node, Text):
        raise Unfit(node, f"wanted text, found {_named(node)}")
    if not node.value or node.value.isspace():
        hint = "a value that begins with # must be put in quotes"
        raise Unfit(node, "is empty; leave the key out instead", hint)
    return node.value


def _named(node: Node) -> str:
    return {Text: "text", Items: "a list", Pairs: "a mapping"}[type(node)]


def _line(node: Node, place: Place) -> str:
    """One line: runs of white space, line breaks among them, become one space."""
    return " ".join(_text(node).split())


def _prose(node: Node, place: Place) -> str:
    return _text(node).strip("\n")


_ID = re.compile(r"[^\W_]+(?:-[^\W_]+)*")


def _id(node: Node, place: Place) -> Placed:
    text = _text(node)
    if not _ID.fullmatch(text) or text != text.lower():
        hint = "use lower-case letters and digits, with single hyphens between words"
        raise Unfit(node, f"'{text}' can't be an id", hint)
    return Placed(text, place.where(node))


def _url(node: Node, place: Place) -> str:
    text = _text(node).strip()
    if not safe_url(text, ("http", "https", "mailto")):
        raise Unfit(node, f"'{text}' is no address to link to", "begin it with https://")
    return text


def safe_url(url: str, schemes: Iterable[str] = ("http", "https", "mailto", "")) -> bool:
    """Whether `url` has one of `schemes` and nothing in it hides another.

    "" stands for a relative address. Browsers drop tabs and line breaks inside
    an address, and take a backslash for a slash; no honest address has either.
    """
    if re.search(r"[\x00-\x20\x7f\\]", url) or url.startswith("//"):
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    if not parts.scheme and ":" in parts.path.partition("/")[0]:
        return False
    return parts.scheme in schemes and (parts.scheme not in ("http", "https") or bool(parts.netloc))


def _base_url(node: Node, place: Place) -> str:
    text = _text(node).strip()
    if not is_base_url(text):
        hint = "write it as https://example.org/ or https://example.org/path/"
        raise Unfit(node, f"'{text}' can't be the address of a site", hint)
    return text


def is_base_url(url: str) -> bool:
    """Whether a site can have the address `url`: http or https, a host, perhaps a path."""
    if not safe_url(url, ("http", "https")):
        return False
    parts = urlsplit(url)
    with suppress(ValueError):
        return not (parts.query or parts.fragment or parts.username) and parts.port != 0
    return False


def safe_path(path: str) -> bool:
    """Whether `path` names something below the folder it is relative to."""
    plain = not re.search(r"[\x00-\x1f\x7f\\%:?#]", path)
    parts = PurePosixPath(path).parts
    return plain and bool(parts) and not path.startswith("/") and ".." not in parts


def _picture(node: Node, place: Place) -> Placed:
    path = _text(node).strip()
    if not safe_path(path):
        hint = "put the picture beside this file and name it as it is, such as photo.jpg"
        raise Unfit(node, f"'{path}' is no path below this folder", hint)
    return Placed(str(PurePosixPath(path)), place.where(node))


_DAY = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def _day(node: Node, place: Place) -> str:
    text = _text(node).strip()
    if found := _DAY.fullmatch(text):
        year, month, day = found.groups(default="01")
        with suppress(ValueError):
            date(int(year), int(month), int(day))
            return text
    what = "no day on the calendar" if _DAY.fullmatch(text) else "not written as a date"
    raise Unfit(node, f"'{_short(text)}' is {what}", "write 2019-05-10, 2019-05 or 2019")


_NUMBER = re.compile(
    r"[+-]?(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,40})(?:\.[0-9]{1,40})?(?:[eE][+-]?[0-9]{1,2})?"
)


def _number(node: Node, place: Place) -> Decimal:
    text = _text(node).strip()
    if not _NUMBER.fullmatch(text):
        hint = "write 150, 1,200, 0.25 or 200e9; the unit goes into 'unit'"
        raise Unfit(node, f"'{_short(text)}' is no number", hint)
    return Decimal(text.replace(",", ""))


_SHORT = 40


def _short(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"


_TRUTHS = dict.fromkeys(("true", "yes", "on"), True) | dict.fromkeys(("false", "no", "off"), False)


def _truth(node: Node, place: Place) -> bool:
    text = _text(node).strip().lower()
    if text not in _TRUTHS:
        raise Unfit(node, f"wanted true or false, found '{_short(text)}'")
    return _TRUTHS[text]


def _whole(node: Node, place: Place) -> int:
    text = _text(node).strip()
    if not re.fullmatch(r"[1-9][0-9]{0,8}", text):
        raise Unfit(node, f"wanted a whole number from 1, found '{_short(text)}'")
    return int(text)


def _occurrence(node: Node, place: Place) -> Occurrence:
    if isinstance(node, Text) and node.value == "all":
        return "all"
    items = node.items if isinstance(node, Items) else [node]
    return tuple(sorted({_whole(item, place) for item in items}))


def _form(node: Node, place: Place) -> Form:
    text = _line(node, place)
    if hidden := invisible(text):
        message = f"{place.key}: holds the invisible character U+{ord(hidden):04X}"
        hint = "it is ignored when the text is searched; take it out"
        place.problems.append(Problem(place.where(node), message, hint, Severity.WARNING))
    if not any(letter.isalnum() for letter in text):
        raise Unfit(node, f"'{text}' has no letter or digit to find")
    return Form(text, place.where(node))


@dataclass(frozen=True, slots=True)
class _QuoteRecord:
    quote: Form
    before: Line = Line("")
    after: Line = Line("")
    occurrence: Occurrence = ()


def _quote(node: Node, place: Place) -> Quote:
    """A quote by itself, as in `not_here`: its words, or a mapping with more."""
    if isinstance(node, Text):
        form = _form(node, place)
        return Quote(form.text, form.where)
    given = _nested(_QuoteRecord)(node, place)
    return Quote(given.quote.text, given.quote.where, given.before, given.after, given.occurrence)


@dataclass(frozen=True, slots=True)
class _CitationRecord:
    name: Line
    url: Url = Url("")
    date: Day = Day("")


def _citation(node: Node, place: Place) -> Citation:
    """Where a statement comes from: a text, or a mapping with name, url and date."""
    if isinstance(node, Text):
        return Citation(_line(node, place))
    given = _nested(_CitationRecord)(node, place)
    return Citation(given.name, given.url, given.date)


def _list_of(reader: Reader) -> Reader:
    def read(node: Node, place: Place) -> tuple[Any, ...]:
        if not isinstance(node, Items):
            raise Unfit(node, f"wanted a list, found {_named(node)}", _as_list(node))
        return tuple(reader(item, place) for item in node.items)

    return read


def _as_list(node: Node) -> str:
    """A hint that shows a lone text as a list of one, in quotes where it needs them."""
    if not isinstance(node, Text) or not node.value:
        return ""
    plain = re.fullmatch(r"[\w .-]+", node.value)
    return f"write [{node.value}]" if plain else f'write ["{node.value}"]'


def _mapping_to(reader: Reader) -> Reader:
    def read(node: Node, place: Place) -> dict[str, Any]:
        if not isinstance(node, Pairs):
            raise Unfit(node, f"wanted a mapping, found {_named(node)}")
        return {
            Placed(key.value, place.where(key)): reader(value, place) for key, value in node.pairs
        }

    return read


def _nested(record: type) -> Reader:
    def read(node: Node, place: Place) -> Any:
        if not isinstance(node, Pairs):
            wanted = ", ".join(readers(record))
            raise Unfit(node, f"wanted a mapping with {wanted}, found {_named(node)}")
        value, _ = read_record(record, node, place.path, place.problems)
        if value is None:
            raise Noted
        return value

    return read


def _one_of(choices: type[StrEnum]) -> Reader:
    def read(node: Node, place: Place) -> StrEnum:
        text = _text(node).strip()
        try:
            return choices(text)
        except ValueError:
            words = [choice.value for choice in choices]
            hint = did_you_mean(text, words, cutoff=0.75)
            raise Unfit(node, f"'{_short(text)}' is none of {', '.join(words)}", hint) from None

    return read


_READERS: dict[Any, Reader] = {
    Line: _line,
    Prose: _prose,
    Id: _id,
    Url: _url,
    BaseUrl: _base_url,
    PicturePath: _picture,
    Day: _day,
    Number: _number,
    Occurrence: _occurrence,
    Form: _form,
    Quote: _quote,
    Citation: _citation,
    bool: _truth,
    int: _whole,
}
