"""Who is who."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Day, Entry, Form, Kind, Line, PicturePath, Placed, Prose, Record, Url
from ..vocabulary import Telling


@dataclass(frozen=True, slots=True)
class Person(Record):
    name: Form
    role: Line = Line("")
    description: Prose = Prose("")
    native: Line = Line("")
    pronunciation: Line = Line("")
    sort: Line = Line("")
    family_first: bool = False
    born: Day = Day("")
    died: Day = Day("")
    image: PicturePath = PicturePath(Placed(""))
    same_as: tuple[Url, ...] = ()

    @property
    def heading(self) -> str:
        return self.name.text

    @property
    def sort_name(self) -> str:
        """The name with the family name first: `Pillsbury, Michael`, `Liu He`."""
        given, _, family = self.heading.rpartition(" ")
        if self.sort or self.family_first or not given:
            return self.sort or self.heading
        return f"{family}, {given}"

    @property
    def initials(self) -> str:
        words = self.heading.split()
        return "".join(word[0] for word in (words[0], words[-1]))[: len(words)]


def order(entry: Entry) -> tuple[str, ...]:
    return (entry.record.sort_name,)


def describe(person: Person) -> dict[str, object]:
    return {
        "alternateName": person.native,
        "jobTitle": person.role,
        "birthDate": person.born,
        "deathDate": person.died,
        "sameAs": person.same_as,
    }


KIND = Kind(
    name="people",
    record=Person,
    one="person",
    many="people",
    title="People",
    page="people",
    named="name",
    proper=True,
    sort=order,
    told=Telling("Person", describe=describe, ink="#7b2416"),
)
