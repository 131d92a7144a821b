"""How a language writes dates, and in which direction: from CLDR, through Babel.

Babel is pure Python, so that it is there wherever sitegen is. Plain English needs
no data and does without the time it takes to load.
"""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from babel import Locale

_PLAIN_ENGLISH = "en"
_MONTHS = (
    "January February March April May June July August September October November December".split()
)
_PARTS = ("y", "yMMMM")
"""CLDR's names for a date of a year, and of a month and a year."""


@lru_cache(maxsize=4096)
def written(day: str, language: str) -> str:
    """A day, month or year in ISO 8601 as people write it: `24 June 2019`, `juin 2019`.

    `en` writes as most of the world's English does, `en-US` as Americans do. A
    language that CLDR does not know gets the date as it is. A year before 1000 has
    no zeros before it.
    """
    year, month, number = (*map(int, day.split("-")), 0, 0)[:3]
    if language == _PLAIN_ENGLISH:
        words = [str(number)] * bool(number) + [_MONTHS[month - 1]] * bool(month)
        return " ".join([*words, str(year)])
    locale = _locale(language)
    if locale is None:
        return day.lstrip("0")
    from babel.dates import format_date, format_skeleton

    date = dt.date(year, month or 1, number or 1)
    if number:
        return format_date(date, "long", locale)
    return format_skeleton(_PARTS[bool(month)], date, fuzzy=True, locale=locale)


def direction(language: str) -> str:
    """`ltr` or `rtl`."""
    locale = None if language == _PLAIN_ENGLISH else _locale(language)
    return locale.text_direction if locale is not None else "ltr"


@lru_cache(maxsize=4)
def _locale(language: str) -> Locale | None:
    from babel import Locale, UnknownLocaleError

    try:
        return Locale.parse(language, sep="-")
    except (UnknownLocaleError, ValueError):
        return None
