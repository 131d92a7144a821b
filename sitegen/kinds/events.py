"""What happened when: a timeline."""

from __future__ import annotations

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil

from ..model import Day, Entry, Kind, Line, Prose, Record
from ..quantities import read_day
from ..vocabulary import Stroke, Telling


@dataclass(frozen=True, slots=True)
class Place:
    """An event on a strip: from where to where in percent, and its lane above the axis."""

    start: str
    end: str
    lane: int
    event: Event


@dataclass(frozen=True, slots=True)
class Strip:
    """Whole years, the second not included, with marks on the axis and above it."""

    years: tuple[int, int]
    ticks: tuple[tuple[str, int], ...]
    places: tuple[Place, ...]
    lanes: int


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

    @property
    def span(self) -> tuple[int, int]:
        """The days that it may have been on, the second past the last, as ordinals."""
        return _first(self.when), max(_end(self.when), _end(self.until or self.when))

    @property
    def precision(self) -> str:
        """How closely its date is known: `day`, `month` or `year`."""
        return ("year", "month", "day")[self.when.count("-")]

    @staticmethod
    def strips(events: Sequence[Event]) -> list[Strip]:
        """All events to scale; then, where most of them crowd together, these alone."""
        years = sorted(int(event.when[:4]) for event in events)
        last = max(int((event.until or event.when)[:4]) for event in events)
        drawn = [_strip(events, years[0], max(years[-1], last) + 1)]
        many = ceil(len(years) * _MOST)
        near, far = min(
            zip(years, years[many - 1 :], strict=False), key=lambda ends: ends[1] - ends[0]
        )
        begin, end = drawn[0].years
        if many >= _CROWD and (far + 1 - near) * _CROWDED <= end - begin:
            crowd = [event for event in events if _within(event, near, far)]
            drawn.append(_strip(crowd, near, far + 1))
        return drawn


def _first(day: str) -> int:
    year, month, number = (*map(int, day.split("-")), 1, 1)[:3]
    return date(year, month, number).toordinal()


def _end(day: str) -> int:
    year, *rest = map(int, day.split("-"))
    month = rest[0] if rest else 12
    number = rest[1] if rest[1:] else monthrange(year, month)[1]
    return date(year, month, number).toordinal() + 1


# ── The strip that shows all events to scale ────────────────────────────────

_LANES = 12
_APART = 2.0
"""How far apart two marks of one lane are, in percent; about a dot on a phone."""
_TICKS = 7
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000)
_MOST = 0.75
_CROWD = 3
_CROWDED = 5
"""Where so large a part of the events, and so many, crowd into so small a part of
the years, a fifth, a second strip shows them larger."""


def _within(event: Event, near: int, far: int) -> bool:
    return near <= int(event.when[:4]) and int((event.until or event.when)[:4]) <= far


def _strip(events: Sequence[Event], begin: int, end: int) -> Strip:
    first, past = _first(f"{begin:04}"), _end(f"{end - 1:04}")

    def percent(day: float) -> float:
        return 100 * (day - first) / (past - first)

    free = [-_APART] * _LANES  # where the last mark of each lane ends
    places = []
    for event in sorted(events, key=lambda event: event.span):
        start, stop = map(percent, event.span)
        if event.precision == "day" and not event.until:
            start = stop = (start + stop) / 2
        lane = next((one for one, at in enumerate(free) if at + _APART <= start), None)
        lane = free.index(min(free)) if lane is None else lane
        free[lane] = stop
        places.append(Place(f"{start:.2f}%", f"{stop:.2f}%", lane, event))
    step = _STEPS[min(bisect_right(_STEPS, (end - begin - 1) // _TICKS), len(_STEPS) - 1)]
    ticks = range(-(-begin // step) * step, end + 1, step)
    return Strip(
        years=(begin, end),
        ticks=tuple((f"{percent(_day_of(year)):.2f}%", year) for year in ticks),
        places=tuple(places),
        lanes=1 + max(place.lane for place in places),
    )


def _day_of(year: int) -> int:
    """The first day of a year; the calendar of Python ends with 9999."""
    return _end(f"{year - 1:04}") if year > 1 else _first("0001")


def order(entry: Entry) -> tuple[str, ...]:
    return (entry.record.when, entry.record.until)


def describe(event: Event) -> dict[str, object]:
    return {"startDate": event.when, "endDate": event.until}


def propose(words: str) -> dict[str, str]:
    """The date in `words`, as far as they give it."""
    return {"when": read_day(words)}


KIND = Kind(
    name="events",
    record=Event,
    one="event",
    many="events",
    title="Timeline",
    page="timeline",
    sort=order,
    told=Telling("Event", describe=describe, stroke=Stroke.DOUBLE, ink="#5a3f8c"),
    propose=propose,
)
