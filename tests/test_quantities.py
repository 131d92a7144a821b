"""Numbers and dates, read from prose."""

from __future__ import annotations

import pytest

from sitegen.quantities import read_day, read_number

NUMBERS = [
    ("$200 billion", ("200e9", "USD")),
    ("$200bn", ("200e9", "USD")),
    ("US$1.5 trillion of debt", ("1.5e12", "USD")),
    ("€3 million", ("3e6", "EUR")),
    ("¥50", ("50", "")),
    ("$2 billion arms sale", ("2e9", "USD")),
    ("25 percent", ("25", "percent")),
    ("3 per cent of them", ("3", "percent")),
    ("6.6%", ("6.6", "percent")),
    ("10 days", ("10", "days")),
    ("150-page text", ("150", "pages")),
    ("seven chapters", ("7", "chapters")),
    ("two thousand soldiers", ("2e3", "soldiers")),
    ("1,200 people", ("1200", "people")),
    ("fewer than 10,000", ("10000", "")),
    ("the 86,000 who marched", ("86000", "")),
    ("20th", ("", "")),
    ("G-20", ("", "")),
    ("1,20", ("", "")),
    ("none at all", ("", "")),
]


@pytest.mark.parametrize(("words", "number"), NUMBERS)
def test_numbers(words: str, number: tuple[str, str]) -> None:
    assert read_number(words) == number


DAYS = [
    ("May 10, 2019", "2019-05-10"),
    ("on 31st May 2001", "2001-05-31"),
    ("Aug. 23, 2018", "2018-08-23"),
    ("Sept. 24, 2018; raised", "2018-09-24"),
    ("October 1934", "1934-10"),
    ("in 1934", "1934"),
    ("2019-05", "2019-05"),
    ("June 7", ""),
    ("Feb. 30, 2019", ""),
    ("$2000", ""),
    ("1,934", ""),
    ("in May", ""),
]


@pytest.mark.parametrize(("words", "day"), DAYS)
def test_days(words: str, day: str) -> None:
    assert read_day(words) == day
