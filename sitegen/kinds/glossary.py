"""Terms that a reader may want explained."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Entry, Form, Id, Kind, Line, Prose, Record


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


def order(entry: Entry) -> tuple[str, ...]:
    return (entry.name,)


KIND = Kind(
    name="glossary",
    record=Term,
    one="term",
    many="terms",
    title="Glossary",
    page="glossary",
    named="term",
    plural=True,
    sort=order,
)
