"""What happened when: a timeline."""

from __future__ import annotations

from dataclasses import dataclass

from ..model import Day, Entry, Kind, Line, Prose, Record


@dataclass(frozen=True, slots=True)
class Event(Record):
    title: Line
    when: Day
    until: Day = Day("")
    about: bool = False
    description: Prose = Prose("")

    def __post_init__(self) -> None:
        if self.until and self.until < self.when[: len(self.until)]:
            raise ValueError("'until' is before 'when'")

    @property
    def heading(self) -> str:
        return self.title

    @property
    def loose(self) -> bool:
        return True


def order(entry: Entry) -> tuple[str, ...]:
    return (entry.record.when, entry.record.until)


KIND = Kind(
    name="events",
    record=Event,
    one="event",
    many="events",
    title="Timeline",
    page="timeline",
    sort=order,
)
