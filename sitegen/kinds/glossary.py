"""Terms that a reader may want explained."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Form, Id, Kind, Line, Prose, Record, by_name
from ..vocabulary import Stroke, Telling


@dataclass(frozen=True, slots=True)
class Term(Record):
    term: Form
    definition: Prose
    native: Line = Line("")
    pronunciation: Line = Line("")
    see: tuple[Id, ...] = ()

    @property
    def heading(self) -> str:
        return self.term.text


def describe(term: Term) -> dict[str, object]:
    return {"alternateName": term.native}


KIND = Kind(
    name="glossary",
    record=Term,
    one="term",
    many="terms",
    title="Glossary",
    page="glossary",
    named="term",
    plural=True,
    sort=by_name,
    told=Telling(
        type="DefinedTerm",
        page="DefinedTermSet",
        members="hasDefinedTerm",
        downloads="encoding",
        describe=describe,
        stroke=Stroke.DOTTED,
        ink="#1d5c57",
    ),
)
