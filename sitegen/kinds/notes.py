"""Remarks on a passage, cited by number and gathered at the end of the article."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Kind, Prose, Record
from ..vocabulary import Stroke, Telling


@dataclass(frozen=True, slots=True)
class Note(Record):
    note: Prose


KIND = Kind(
    name="notes",
    record=Note,
    one="note",
    many="notes",
    title="Notes",
    numbered=True,
    told=Telling(stroke=Stroke.RAISED, ink="#7a5b12"),
)
