"""Annotated explainer sites from a received article and YAML sidecars.

`build` is what the command `sitegen build` runs:

    import sitegen

    result = sitegen.build("my-site", strict=True)
    for problem in result.problems:
        print(problem.where.path, problem.where.line, problem.message)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .builder import build
    from .files import Unusable
    from .model import Problem
    from .outcome import Result

__all__ = ["Problem", "Result", "Unusable", "__version__", "build"]
__version__ = "0.1.0"

_HOMES = {"build": "builder", "Unusable": "files", "Problem": "model", "Result": "outcome"}


def __getattr__(name: str) -> Any:
    """Import on first use: `sitegen --version` need not wait for the parsers."""
    if name not in _HOMES:
        raise AttributeError(name)
    from importlib import import_module

    return getattr(import_module(f".{_HOMES[name]}", __name__), name)
