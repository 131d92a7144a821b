"""Problems → text for people and JSON for machines."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence

from .model import Problem
from .outcome import Result

SHOWN_AT_MOST = 50
_TAB = "    "
_WIDEST = 110
_UNSAFE = re.compile("[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
_BYTE = 0x100


def as_text(result: Result, *, quiet: bool = False) -> list[str]:
    """Each problem with its place, the line of source and a caret under it.

    `quiet` leaves out warnings. After the first fifty there is only a count.
    """
    problems = [one for one in result.problems if not quiet or one.severity.value == "error"]
    texts = [_problem(one, result.lines) for one in problems[:SHOWN_AT_MOST]]
    if len(problems) > SHOWN_AT_MOST:
        texts.append(f"… and {len(problems) - SHOWN_AT_MOST} more; --format json gives them all")
    return texts


def as_json(result: Result) -> str:
    """The outcome of a build as one JSON object, in ASCII for any terminal or pipe."""
    counts = {
        "articles": result.articles,
        "entries": result.entries,
        "mentions": result.mentions,
        "errors": result.errors,
        "warnings": result.warnings,
    }
    problems = [machine(one) for one in result.problems]
    outcome = {"built": result.published, **counts, "no_search": result.no_search}
    return json.dumps({**outcome, "problems": problems}, indent=2)


def machine(problem: Problem) -> dict[str, object]:
    """A problem as a mapping that JSON can hold."""
    return {
        "severity": problem.severity.value,
        "path": problem.where.path,
        "line": problem.where.line,
        "column": problem.where.column,
        "message": problem.message,
        "details": list(problem.details),
        "hint": problem.hint,
    }


def _problem(problem: Problem, lines: Mapping[str, Sequence[str]]) -> str:
    where = problem.where
    place = f"{where.path}:{where.line}:{where.column}: " if where.path else ""
    head = f"{place}{problem.severity.value}: {problem.message}"
    parts = [head, *_excerpt(problem, lines)]
    parts += [f"{_TAB}{detail}" for detail in problem.details]
    if problem.hint:
        parts.append(f"{_TAB}hint: {problem.hint}")
    return "\n".join(safe(part) for part in parts)


def _excerpt(problem: Problem, lines: Mapping[str, Sequence[str]]) -> Iterable[str]:
    """The line of source, cut to a window that holds the place, and a caret."""
    where = problem.where
    known = lines.get(where.path, ())
    if not 0 < where.line <= len(known) or not known[where.line - 1].strip():
        return []
    line, at = known[where.line - 1].replace("\t", " "), where.column - 1
    start = max(0, at - _WIDEST // 2) if len(line) > _WIDEST else 0
    window = line[start : start + _WIDEST]
    return [f"{_TAB}{window}", f"{_TAB}{' ' * _width(safe(window[: at - start]))}^"]


def _width(text: str) -> int:
    """How many columns of a terminal `text` takes."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in text)
    return len(text) + wide - sum(unicodedata.combining(letter) > 0 for letter in text)


def safe(text: str) -> str:
    """One line of `text`, control characters written out: none acts on a terminal, and
    no name of a file can begin a line of its own.
    """
    return _UNSAFE.sub(lambda found: _written_out(ord(found[0])), text)


def _written_out(code: int) -> str:
    return f"\\x{code:02x}" if code < _BYTE else f"\\u{code:04x}"
