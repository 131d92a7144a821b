"""Where things happen."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Form, Kind, Line, PicturePath, Placed, Prose, Record, Url, by_name
from ..vocabulary import Stroke, Telling


@dataclass(frozen=True, slots=True)
class Place(Record):
    name: Form
    within: Line = Line("")
    description: Prose = Prose("")
    native: Line = Line("")
    pronunciation: Line = Line("")
    image: PicturePath = PicturePath(Placed(""))
    same_as: tuple[Url, ...] = ()

    @property
    def heading(self) -> str:
        return self.name.text


def describe(place: Place) -> dict[str, object]:
    return {"alternateName": place.native, "sameAs": place.same_as}


KIND = Kind(
    name="places",
    record=Place,
    one="place",
    many="places",
    title="Places",
    page="places",
    named="name",
    proper=True,
    sort=by_name,
    told=Telling("Place", describe=describe, stroke=Stroke.WAVY, ink="#44641a"),
)
