"""What makes a build impossible → a problem with its place and what may be done."""

from __future__ import annotations

import traceback

from .files import Unusable
from .model import Problem, Where


def as_problem(error: Exception) -> Problem:
    """What is the matter, for a person who did not write this program."""
    from jinja2 import TemplateError

    if isinstance(error, Unusable):
        return Problem(Where(""), error.message, error.hint)
    if isinstance(error, TemplateError):
        message = f"{type(error).__name__}: {error}"
        return Problem(_template_place(error), message, "see your templates/")
    if isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        return Problem(Where(""), f"{place}{error.strerror or error}")
    if isinstance(error, MemoryError):
        return Problem(Where(""), "out of memory")
    message = f"{type(error).__name__}: {error}"
    return Problem(Where(""), message, "this is a bug of ours; --debug shows where")


def _template_place(error: Exception) -> Where:
    """The template and line that an error comes from: its own, or those of the innermost call."""
    places = [(getattr(error, "name", None), getattr(error, "lineno", None))]
    frames = traceback.extract_tb(error.__traceback__)
    places += [(one.filename, one.lineno) for one in reversed(frames)]
    known = ((name, line) for name, line in places if line and str(name).endswith(".html"))
    name, line = next(known, ("", 0))
    return Where(f"templates/{name}", line or 0) if name else Where("")
