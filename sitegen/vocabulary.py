"""How entries are told of outside their pages: to machines, and on pictures for previews."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Stroke(StrEnum):
    """How the marks of a kind are drawn."""

    SOLID = "solid"
    DOTTED = "dotted"
    DASHED = "dashed"
    DOUBLE = "double"
    WAVY = "wavy"
    TINT = "tint"
    RAISED = "raised"
    """A small number after the words."""


@dataclass(frozen=True, slots=True)
class Telling:
    """What the world is told that a kind is; types and properties are schema.org's."""

    type: str = "Thing"
    """The type of an entry."""
    page: str = "ItemList"
    """The type of its index page."""
    members: str = "itemListElement"
    """The property of the page that lists its entries."""
    downloads: str = ""
    """The property of the page that lists its files, where its type has one."""
    describe: Callable[[Any], Mapping[str, Any] | None] = lambda record: {}
    """A record's further properties, "" and None left out; None for one not to be listed."""
    stroke: Stroke = Stroke.SOLID
    """The line of its marks on a picture, where no stylesheet reaches; as in `style.css`."""
    ink: str = "#565047"
    """The colour of that line, in hexadecimal."""
