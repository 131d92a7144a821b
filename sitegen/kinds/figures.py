"""Figures in both senses: the numbers of an article, and its pictures."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import neg

from ..model import Citation, Day, Image, Kind, Line, Number, PicturePath, Placed, Prose, Record
from ..quantities import read_number
from ..vocabulary import Stroke, Telling


@dataclass(frozen=True, slots=True)
class Bar:
    """A number on the scale of its unit, in percent of the whole width."""

    start: str
    width: str
    """From zero to the number, or to the nearer end of a range."""
    spread_start: str
    spread_width: str
    """From one end of a range to the other."""
    zero: str


@dataclass(frozen=True, slots=True)
class Figure(Record):
    label: Line = Line("")
    value: Number | None = None
    low: Number | None = None
    high: Number | None = None
    unit: Line = Line("")
    approximate: bool = False
    as_of: Day = Day("")
    source: Citation | None = None
    note: Prose = Prose("")
    image: PicturePath = PicturePath(Placed(""))
    alt: Line = Line("")
    caption: Line = Line("")
    credit: Line = Line("")

    def __post_init__(self) -> None:
        if self.image and not self.alt:
            raise ValueError("a picture needs 'alt': what it shows, for who can't see it")
        if not self.image and not self.label:
            raise ValueError("a number needs 'label': what is counted")
        if (self.low is None) != (self.high is None):
            raise ValueError("'low' and 'high' go together; for one number there is 'value'")
        if self.value is not None and self.low is not None:
            raise ValueError("give 'value', or 'low' and 'high', not both")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError("'low' is above 'high'")

    @property
    def heading(self) -> str:
        return self.label or self.caption or self.alt

    @property
    def loose(self) -> bool:
        return bool(self.image)

    @property
    def illustration(self) -> Image | None:
        return Image(self.image, self.alt, self.credit) if self.image else None

    @property
    def written(self) -> str:
        """The number in digits, `200,000,000,000`; "" for a figure without one."""
        if self.value is not None:
            return _digits(self.value)
        if self.low is not None and self.high is not None:
            return f"{_digits(self.low)}–{_digits(self.high)}"
        return ""

    @property
    def bounds(self) -> tuple[Decimal, Decimal]:
        """The ends of a range; for one number, that number twice."""
        if self.low is not None and self.high is not None:
            return self.low, self.high
        return self.value or Decimal(0), self.value or Decimal(0)

    @property
    def size(self) -> Decimal:
        """What figures of one unit are compared by; the middle of a range."""
        return sum(self.bounds, Decimal(0)) / 2

    @property
    def plain(self) -> str:
        """What tables are sorted by, in digits for machines."""
        return f"{self.size:f}" if self.written else ""

    @staticmethod
    def bars(figures: Sequence[Figure]) -> list[Bar]:
        """Bars on one scale, which holds zero and every number."""
        ends = [end for figure in figures for end in figure.bounds]
        zero = Decimal(0)
        least, most = min(zero, *ends), max(zero, *ends)

        def percent(length: Decimal) -> str:
            return f"{100 * length / ((most - least) or 1):.2f}%"

        def bar(low: Decimal, high: Decimal) -> Bar:
            left, right = min(zero, high), max(zero, low)
            return Bar(
                start=percent(left - least),
                width=percent(right - left),
                spread_start=percent(low - least),
                spread_width=percent(high - low),
                zero=percent(zero - least),
            )

        return [bar(*figure.bounds) for figure in figures]


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a number stands among those of its unit."""

    rank: int
    """1 for the largest."""
    of: int
    percent: int
    """Its size in hundredths of the largest."""


def among(figures: Sequence[Figure]) -> list[Standing | None]:
    """The standing of each figure; None where nothing else has its unit."""
    sizes: dict[str, list[Decimal]] = {}
    for figure in figures:
        if figure.unit and figure.written:
            sizes.setdefault(figure.unit, []).append(abs(figure.size))
    for of_unit in sizes.values():
        of_unit.sort(reverse=True)
    return [_standing(figure, sizes.get(figure.unit, ())) for figure in figures]


def _standing(figure: Figure, sizes: Sequence[Decimal]) -> Standing | None:
    """Its standing among the `sizes` of its unit, the largest first."""
    if len(sizes) < 2 or not figure.written or not sizes[0]:  # noqa: PLR2004 - itself and another
        return None
    size = abs(figure.size)
    rank = bisect_left(sizes, -size, key=neg) + 1
    return Standing(rank, len(sizes), round(100 * size / sizes[0]))


def _digits(number: Decimal) -> str:
    return f"{number:,f}".replace("-", "−")


def describe(figure: Figure) -> dict[str, object] | None:
    """A number; a picture measures nothing."""
    if figure.image:
        return None
    return {
        "value": figure.value,
        "minValue": figure.low,
        "maxValue": figure.high,
        "unitText": figure.unit,
    }


def propose(words: str) -> dict[str, str]:
    """The number and unit in `words`; what is counted is for the editor to say."""
    value, unit = read_number(words)
    told = {"value": value, "unit": unit}
    return {"label": ""} | {name: one for name, one in told.items() if one}


KIND = Kind(
    name="figures",
    record=Figure,
    one="figure",
    many="figures",
    title="Figures",
    page="figures",
    among=among,
    told=Telling(
        type="PropertyValue",
        page="Dataset",
        members="variableMeasured",
        downloads="distribution",
        describe=describe,
        stroke=Stroke.TINT,
        ink="#f5e6b8",
    ),
    propose=propose,
)
