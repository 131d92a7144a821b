"""What a value in a sidecar may be: one type and one reader for each.

A record is a frozen dataclass whose annotations are these types; its fields
are the keys, and a field with a default may be left out. `read_record` checks
a node against it and collects what does not fit.
"""

from __future__ import annotations

import re
import types
import typing
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import PurePosixPath
from typing import Any

from .fold import fold_written, invisible
from .model import (
    BaseUrl,
    Citation,
    Day,
    Form,
    Id,
    Line,
    Number,
    Occurrence,
    PicturePath,
    Placed,
    Problem,
    Prose,
    Quote,
    Url,
    Where,
    has_errors,
    warning,
)
from .safety import is_base_url, safe_path, safe_url
from .slug import is_slug
from .spelling import did_you_mean
from .tree import Items, Node, Pairs, Scalar

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
    """Where a reader stands: the file, and where to put what it notes."""

    path: str
    problems: list[Problem]

    def where(self, node: Node) -> Where:
        return Where(self.path, node.line, node.column)


def read_record(
    record: type,
    pairs: Pairs,
    path: str,
    problems: list[Problem],
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
    place = Place(path, problems)
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
            value = reader(node, place)
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
    if has_errors(problems[good:]):
        return None, extra
    return record(**values), extra


@cache
def readers(record: type) -> dict[str, Reader]:
    """The reader of each field of `record`, by key."""
    hints = typing.get_type_hints(record)
    return {field.name: reader_of(hints[field.name]) for field in fields(record)}


@cache
def listed(record: type) -> frozenset[str]:
    """The keys of `record` whose values are lists."""
    hints = typing.get_type_hints(record)
    return frozenset(name for name in readers(record) if typing.get_origin(hints[name]) is tuple)


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
    if not isinstance(node, Scalar):
        raise Unfit(node, f"wanted text, found {_named(node)}")
    if not node.value or node.value.isspace():
        hint = "a value that begins with # must be put in quotes"
        raise Unfit(node, "is empty; leave the key out instead", hint)
    return node.value


def _named(node: Node) -> str:
    return {Scalar: "text", Items: "a list", Pairs: "a mapping"}[type(node)]


def _line(node: Node, place: Place) -> str:
    """One line: runs of white space, line breaks among them, become one space."""
    return " ".join(_text(node).split())


def _prose(node: Node, place: Place) -> str:
    return _text(node).strip("\n")


def _id(node: Node, place: Place) -> Placed:
    text = _text(node)
    if not is_slug(text):
        hint = "use lower-case letters and digits, with single hyphens between words"
        raise Unfit(node, f"'{text}' can't be an id", hint)
    return Placed(text, place.where(node))


def _url(node: Node, place: Place) -> str:
    text = _text(node).strip()
    if not safe_url(text, ("http", "https", "mailto")):
        raise Unfit(node, f"'{text}' is no address to link to", "begin it with https://")
    return text


def _base_url(node: Node, place: Place) -> str:
    text = _text(node).strip()
    if not is_base_url(text):
        hint = "write it as https://example.org/ or https://example.org/path/"
        raise Unfit(node, f"'{text}' can't be the address of a site", hint)
    return text


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
    if isinstance(node, Scalar) and node.value == "all":
        return "all"
    items = node.items if isinstance(node, Items) else [node]
    return tuple(sorted({_whole(item, place) for item in items}))


_HAS_LETTER = re.compile(r"[^\W_]")


def _form(node: Node, place: Place) -> Form:
    text = _line(node, place)
    if not text.isascii() and (hidden := invisible(text)):
        message = f"'{text}' holds the invisible character U+{ord(hidden):04X}"
        hint = "it is ignored when the text is searched; take it out"
        place.problems.append(warning(place.where(node), message, hint))
    if not _HAS_LETTER.search(text if text.isascii() else fold_written(text)):
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
    if isinstance(node, Scalar):
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
    """Where a statement comes from: a text or an id, or a mapping with name, url and date."""
    if isinstance(node, Scalar):
        return Citation(Line(Placed(_line(node, place), place.where(node))))
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
    if not isinstance(node, Scalar) or not node.value:
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
