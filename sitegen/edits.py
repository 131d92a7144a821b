"""A sidecar's bytes and what is to be added → its new bytes, all others kept.

Something is put in at one place and nothing else is touched, so that comments,
layout, line ends and byte order mark stay the author's. What comes of it is
read again: it must say what the old file said, and what was added, or it is
refused.
"""

from __future__ import annotations

import re
from codecs import BOM_UTF8
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from .fields import readers
from .model import Entry, Kind, Problem, Source, Where, has_errors
from .sidecar import Common, read_sidecar
from .source import decode
from .tree import Items, Node, Pairs, Scalar, read_tree

_LINES = re.compile("[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+$")
_NOT_HERE = "not_here"
_BY_HAND = "write it into the file by hand: "


@dataclass(frozen=True, slots=True)
class Edit:
    """What a file held, None where there was none, and what it is to hold."""

    path: str
    before: bytes | None
    after: bytes | None
    where: Where
    """The place of what was put in."""

    def undone(self, now: bytes | None) -> tuple[Edit | None, list[Problem]]:
        """The edit that takes this one back, if the file still holds what it left."""
        if now != self.after:
            message = "the file has changed since, so that this can't be taken back"
            return None, [Problem(self.where, message, "take it out by hand")]
        return Edit(self.path, self.after, self.before, self.where), []


def append(
    path: str, kind: Kind, scope: str, data: bytes | None, block: str
) -> tuple[Edit | None, list[Problem]]:
    """Put the entry `block`, lines of YAML, at the end of a sidecar.

    `data` is None for a file that is to be made. Returns no edit, and what is
    wrong, where the file can't be read, its list is in brackets, or the entry is no good there.
    """
    wanted, problems = _tree(path, block.encode("utf-8", "surrogatepass"))
    if has_errors(problems):
        return None, problems
    if data is None:
        header = _header(kind)
        adding = _Adding(None, wanted, header.count("\n") + 1)
        return _appended(
            Edit(path, None, f"{header}{block}".encode(), Where(path)), kind, scope, adding
        )
    root, problems = _tree(path, data)
    if has_errors(problems):
        return None, problems
    lines = _lines(data)
    if root is not None and not _in_block_style(root, Items, lines):
        message = "an entry can only be added to a list whose entries begin with '- '"
        return None, [Problem(Where(path, root.line, root.column), message, f"{_BY_HAND}\n{block}")]
    end = _line_end(lines)
    indent = " " * (root.column - 1) if root else ""
    gap = end * (_ends_open(lines) + _is_parted(root, lines))
    added = "".join(f"{indent}{line}{end}" if line else end for line in block.split("\n")[:-1])
    edit = Edit(path, data, data + f"{gap}{added}".encode(), Where(path))
    first = len(_lines(data + gap.encode())) + 1
    return _appended(edit, kind, scope, _Adding(root, wanted, first))


def _header(kind: Kind) -> str:
    """What a new sidecar begins with: which keys its entries may have."""
    own, common = ", ".join(readers(kind.record)), ", ".join(readers(Common))
    return f"# {kind.title}. Keys: {own}.\n# Any entry may have: {common}.\n\n"


@dataclass(frozen=True, slots=True)
class _Adding:
    """What a file said, what is to be added, and the line on which that begins."""

    old: Node | None
    new: Node | None
    first: int


def _appended(
    edit: Edit, kind: Kind, scope: str, adding: _Adding
) -> tuple[Edit | None, list[Problem]]:
    """`edit` with its place, once it is seen to be good."""
    source, problems = decode(edit.path, edit.after or b"")
    if source is None:
        return None, problems
    root, _ = read_tree(source)
    entries, found = read_sidecar(source, kind, scope)
    problems = [one for one in (*problems, *found) if one.where.line >= adding.first]
    added = [entry for entry in entries if entry.where.line >= adding.first]
    wanted = [item for node in (adding.old, adding.new) if node for item in _bare(node)]
    whole = root is not None and _bare(root) == wanted
    if whole and len(added) == 1 and not has_errors(problems):
        return replace(edit, where=added[0].where), problems
    if not has_errors(problems):
        message = "the entry can't be added to the end of this file without changing what it says"
        problems.append(Problem(Where(edit.path, adding.first), message, "add it by hand"))
    return None, problems


def switch_off(
    path: str, data: bytes, entry: Entry, exception: str
) -> tuple[Edit | None, list[Problem]]:
    """Put `exception`, an item in YAML's flow style, into the `not_here` of `entry`.

    Returns no edit, and the words to paste, where that can't be done without
    changing what else the file says.
    """
    refusal = Problem(
        entry.where,
        f"'not_here' can't be added to '{entry.name}' in this file",
        f"{_BY_HAND}{_NOT_HERE}: [{exception}]",
    )
    old, problems = _tree(path, data)
    if not isinstance(old, Items):
        return None, problems or [refusal]
    lines = _lines(data)
    at = next((at for at, node in enumerate(old.items) if _stands_at(node, entry.where)), None)
    if at is None or not _in_block_style(old, Items, lines):
        return None, [refusal]
    node = old.items[at]
    stop = old.items[at + 1].line - 1 if at + 1 < len(old.items) else len(lines)
    if not isinstance(node, Pairs) or not _in_block_style(node, Pairs, lines):
        return None, [refusal]
    place, text, added = _excepted(node, stop, lines, exception)
    after = _bom(data) + "".join([*lines[: place[0]], text, *lines[place[1] :]]).encode()
    new, problems = _tree(path, after)
    if new is None or has_errors(problems) or not _adds(old, new, at, exception):
        return None, [refusal]
    return Edit(path, data, after, Where(path, place[0] + 1 + added)), []


def _excepted(
    node: Pairs, stop: int, lines: Sequence[str], exception: str
) -> tuple[tuple[int, int], str, int]:
    """What to put where in the lines of an entry, whose last is before line `stop`.

    Returns the lines to replace, from 0, by which text, and on which of its
    lines the exception is.
    """
    end = _line_end(lines)
    keys = [key.value for key, _ in node.pairs]
    if _NOT_HERE not in keys:
        at = _end(lines, stop, node.column)
        indent = " " * (node.column - 1)
        text = f"{indent}{_NOT_HERE}:{end}{indent}  - {exception}{end}"
        return _inserted(lines, at, text, end, 1)
    number = keys.index(_NOT_HERE)
    given = node.pairs[number][1]
    line = given.line - 1
    if isinstance(given, Items) and not _in_block_style(given, Items, lines):
        head, tail = lines[line][: given.column], lines[line][given.column :]
        return (line, line + 1), f"{head}{exception}{', ' if given.items else ''}{tail}", 0
    if number + 1 < len(keys):
        stop = node.pairs[number + 1][0].line - 1
    at = _end(lines, stop, given.column)
    return _inserted(lines, at, f"{' ' * (given.column - 1)}- {exception}{end}", end, 0)


def _inserted(
    lines: Sequence[str], at: int, text: str, end: str, added: int
) -> tuple[tuple[int, int], str, int]:
    """`text` as new lines before line `at`; after an open last line it stays open itself."""
    if at == len(lines) and _ends_open(lines):
        return (at, at), f"{end}{text.removesuffix(end)}", added
    return (at, at), text, added


def _end(lines: Sequence[str], stop: int, column: int) -> int:
    """The line before which something may be added to what begins in `column`.

    Before line `stop` that is, and before blank lines and the comments there,
    unless they are indented as far: those may belong to what is above.
    """
    while stop > 0:
        line = lines[stop - 1]
        words = line.strip()
        outside = words == "-" or (words.startswith("#") and line.index("#") < column - 1)
        if words and not outside:
            break
        stop -= 1
    return stop


# ── Reading ─────────────────────────────────────────────────────────────────


def _tree(path: str, data: bytes) -> tuple[Node | None, list[Problem]]:
    source, problems = decode(path, data)
    if source is None:
        return None, problems
    root, more = read_tree(source)
    return root, problems + more


def _bom(data: bytes) -> bytes:
    return BOM_UTF8 if data.startswith(BOM_UTF8) else b""


def _lines(data: bytes) -> list[str]:
    """The lines of a file with their ends, as `Source` counts them."""
    return _LINES.findall(data.removeprefix(BOM_UTF8).decode("utf-8"))


def _line_end(lines: Sequence[str]) -> str:
    """How the file ends its lines."""
    return next((found[0] for line in lines[:1] if (found := re.search("[\r\n]+", line))), "\n")


def _ends_open(lines: Sequence[str]) -> bool:
    return bool(lines) and not lines[-1].endswith(("\r", "\n"))


def _is_parted(root: Node | None, lines: Sequence[str]) -> bool:
    """Whether an entry after these lines needs a blank line before it, as the last one has."""
    if not lines or not lines[-1].strip():
        return False
    if isinstance(root, Items) and len(root.items) > 1:
        at = root.items[-1].line - 1
        while lines[at - 1].lstrip().startswith("#"):
            at -= 1
        return not lines[at - 1].strip()
    return True


def _stands_at(node: Node, where: Where) -> bool:
    return (node.line, node.column) == (where.line, where.column)


def _in_block_style(node: Node, type_: type[Node], lines: Sequence[str]) -> bool:
    opening = lines[node.line - 1][node.column - 1 :][:1]
    return isinstance(node, type_) and opening not in ("[", "{")


def _bare(node: Node) -> Any:
    """What a node says, without its places, and without line feeds at an end, which no field keeps."""
    if isinstance(node, Scalar):
        return node.value.rstrip("\n")
    if isinstance(node, Items):
        return [_bare(item) for item in node.items]
    return [(key.value, _bare(value)) for key, value in node.pairs]


def _adds(old: Items, new: Node, at: int, exception: str) -> bool:
    """Whether `new` says what `old` does and, in the entry `at`, has one exception more."""
    item, _ = read_tree(Source("", exception))
    wanted, found = _bare(old), _bare(new)
    given = dict(wanted[at]).get(_NOT_HERE, [])
    for exceptions in ([*given, _bare(item)], [_bare(item), *given]) if item else ():
        pairs = [(key, value) for key, value in wanted[at] if key != _NOT_HERE]
        place = next((n for n, (key, _) in enumerate(wanted[at]) if key == _NOT_HERE), len(pairs))
        pairs.insert(place, (_NOT_HERE, exceptions))
        if found == [*wanted[:at], pairs, *wanted[at + 1 :]]:
            return True
    return False
