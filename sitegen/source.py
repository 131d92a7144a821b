"""Bytes as read → a `Source`, or the place where they are not text."""

from __future__ import annotations

import re
import unicodedata
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE

from .model import Problem, Source, Where, warning

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufdd0-\ufdef\ufffe\uffff]")
"""What no text may hold: control characters but tab, line ends and NEL, and non-characters."""

_DIRECTION = re.compile("[\u202a-\u202e\u2066-\u2069]")
_SAVE_AS_UTF8 = "save the file as UTF-8"


def decode(path: str, data: bytes) -> tuple[Source | None, list[Problem]]:
    """Decode `data` as UTF-8, with or without a byte order mark.

    CRLF and lone CR become LF. Returns no source where the bytes are in another
    encoding or hold control characters; direction overrides, which can make
    text read otherwise than it is stored, are warned of.
    """
    if data.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        return None, [Problem(Where(path), "this is UTF-16, not UTF-8", _SAVE_AS_UTF8)]
    data = data.removeprefix(BOM_UTF8)
    try:
        text = _with_line_feeds(data.decode("utf-8"))
    except UnicodeDecodeError as error:
        return None, [_undecodable(path, data, error)]
    if found := CONTROL.search(text):
        return None, [_control(path, text, found.start())]
    source = Source(path, text)
    return source, [_override(source, found.start()) for found in _DIRECTION.finditer(text)]


def lines(data: bytes) -> tuple[str, ...]:
    """The lines of a file, to be shown whatever is wrong with it."""
    text = data.removeprefix(BOM_UTF8).decode("utf-8", "replace")
    return tuple(_with_line_feeds(text).split("\n"))


def _with_line_feeds(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def where(source: Source, offset: int) -> Where:
    """The place of the character at `offset`."""
    line = source.text.count("\n", 0, offset) + 1
    return Where(source.path, line, offset - source.text.rfind("\n", 0, offset))


def _undecodable(path: str, data: bytes, error: UnicodeDecodeError) -> Problem:
    good = Source(path, _with_line_feeds(data[: error.start].decode("utf-8")))
    byte = data[error.start]
    return Problem(where(good, len(good.text)), f"byte 0x{byte:02X} is not UTF-8", _SAVE_AS_UTF8)


def _control(path: str, text: str, offset: int) -> Problem:
    if text.count("\0") * 4 > len(text):
        message = "NUL bytes: this is UTF-16 without its mark, or no text at all"
        return Problem(Where(path), message, _SAVE_AS_UTF8)
    name = "a NUL byte" if text[offset] == "\0" else f"control character U+{ord(text[offset]):04X}"
    return Problem(where(Source(path, text), offset), name, "take it out")


def _override(source: Source, offset: int) -> Problem:
    letter = source.text[offset]
    message = f"U+{ord(letter):04X} {unicodedata.name(letter)} changes the direction of the text"
    hint = "take it out unless the text really needs it"
    return warning(where(source, offset), message, hint)
