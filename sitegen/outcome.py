"""What a build comes to: the last of the values that pass between stages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .model import Page, Problem, errors_of


class Document(NamedTuple):
    """What a search finds: its kind, in a word, and its words as HTML."""

    kind: str
    html: str


@dataclass(frozen=True, slots=True)
class Result:
    """What a build comes to. With errors among the problems there are no pages."""

    pages: tuple[Page, ...]
    copies: Mapping[str, str]
    problems: tuple[Problem, ...]
    lines: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The lines of each file that a problem names."""
    articles: int = 0
    entries: int = 0
    mentions: int = 0
    documents: Mapping[str, Document] = field(default_factory=dict)
    """What readers can search, by its place in the site; nothing without search."""
    no_search: str = ""
    """Why there is no search page although one was asked for."""
    published: bool = False
    """The output holds these pages now, or held the same before."""

    @property
    def errors(self) -> int:
        return len(errors_of(self.problems))

    @property
    def warnings(self) -> int:
        return len(self.problems) - self.errors
