"""Companies, institutions and other bodies."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Day, Form, Kind, Line, PicturePath, Placed, Prose, Record, Url, by_name
from ..vocabulary import Stroke, Telling


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


def describe(organization: Organization) -> dict[str, object]:
    return {
        "alternateName": organization.native,
        "foundingDate": organization.founded,
        "sameAs": organization.same_as,
    }


KIND = Kind(
    name="organizations",
    record=Organization,
    one="organization",
    many="organizations",
    title="Organizations",
    page="organizations",
    named="name",
    proper=True,
    sort=by_name,
    told=Telling("Organization", describe=describe, stroke=Stroke.DASHED, ink="#2a4f87"),
)
