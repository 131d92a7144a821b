"""Companies, institutions and other bodies."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Day, Entry, Form, Kind, Line, PicturePath, Placed, Prose, Record, Url


@dataclass(frozen=True, slots=True)
class Organization(Record):
    name: Form
    role: Line = Line("")
    description: Prose = Prose("")
    native: Line = Line("")
    pronunciation: Line = Line("")
    founded: Day = Day("")
    image: PicturePath = PicturePath(Placed(""))
    same_as: tuple[Url, ...] = ()

    @property
    def heading(self) -> str:
        return self.name.text


def order(entry: Entry) -> tuple[str, ...]:
    return (entry.name,)


KIND = Kind(
    name="organizations",
    record=Organization,
    one="organization",
    many="organizations",
    title="Organizations",
    page="organizations",
    named="name",
    proper=True,
    sort=order,
)
