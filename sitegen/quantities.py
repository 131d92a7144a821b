"""Numbers and dates as English prose writes them."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date

_CURRENCIES = {
    "$": "USD",
    "US$": "USD",
    "A$": "AUD",
    "C$": "CAD",
    "HK$": "HKD",
    "NT$": "TWD",
    "R$": "BRL",
    "€": "EUR",
    "£": "GBP",
    "₹": "INR",
    "₩": "KRW",
    "₽": "RUB",
}
"""The codes of signs that mean one currency; ¥ may be the yen or the yuan."""
_SCALES = {"hundred": "e2", "thousand": "e3", "million": "e6", "billion": "e9", "trillion": "e12"}
_SCALES |= {"bn": "e9", "tn": "e12"}
_COUNTED = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen twenty"
).split()
# What may come after a number and is not what it counts.
_NO_UNIT = (
    "a about after against ago all also among an and are as at away back because before between but"
    " by can could did do each ended for from going had has have he her his how if in into is it its"
    " just less more nor not now of off on only or other our out over per rose she since so some than"
    " that the their them then there they this those through till times to toward under until up upon"
    " was we went were what when where which while who whom whose will with within without would you"
)
# Letters and digits of scripts that put spaces between words: in others a number stands anywhere.
_LETTER = r"0-9A-Za-z_\u00c0-\u0dff\u10a0-\u1fff"
_SCALE = rf"[\s-]?(?P<scale>{'|'.join(_SCALES)})\b"
_UNIT = (
    r"\s?%|\s(?:percentage\spoints?|per\scent)\b"
    rf"|[\s-](?!(?:{'|'.join(_NO_UNIT.split())})\b)[^\W\d_A-Z][^\W\d_]+\b"
)
NUMBER = re.compile(
    rf"(?:(?P<sign>(?:US|HK|NT|A|C|R)?\$|[€£¥₹₩₽])\s?|(?<![{_LETTER}])(?<![{_LETTER}][-'’./:,]))"
    rf"(?P<digits>\d+(?:[.,\u066b\u066c]\d+)*(?:(?![{_LETTER}])|(?=[bt]n\b))|(?i:{'|'.join(_COUNTED)})\b)"
    rf"(?:{_SCALE})?(?(sign)|(?P<unit>{_UNIT})?)"
)
"""A number with its currency, its scale and what it counts."""

_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
_MONTH = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.?)"
)
_DAY = rf"\d{{1,2}}(?:st|nd|rd|th)?(?![{_LETTER}%]|[.,]\d)"
_YEAR = rf"(?:1\d{{3}}|20\d{{2}})(?![{_LETTER}%]|[.,]\d)"
DATE = re.compile(
    rf"(?<![{_LETTER}$€£¥])(?:(?P<iso>{_YEAR}-\d\d(?:-\d\d)?(?!\w))"
    rf"|(?P<month>{_MONTH})\s(?:(?P<day>{_DAY})(?:,?\s(?P<year>{_YEAR}))?|(?P<of>{_YEAR}))"
    rf"|(?P<first>{_DAY})\s(?P<then>{_MONTH})(?!\w)(?:,?\s(?P<last>{_YEAR}))?"
    rf"|(?<![-.,/])(?P<alone>{_YEAR}))"
)
"""A day, with its year or without, a month with its year, or a year."""


def read_number(words: str) -> tuple[str, str]:
    """The first number in `words` as a sidecar has it, `200e9`, and its unit; "" if none."""
    found = NUMBER.search(words)
    if found is None:
        return "", ""
    digits = found["digits"].lower()
    value = str(_COUNTED.index(digits) + 1) if digits in _COUNTED else _amount(digits)
    if not value:
        return "", ""
    return value + _SCALES.get(found["scale"] or "", ""), _unit(found)


def _amount(digits: str) -> str:
    """`1,200.5` as `1200.5`; "" where the commas part no thousands."""
    grouped = re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?", digits, re.ASCII)
    return digits.replace(",", "") if grouped else ""


def _unit(found: re.Match[str]) -> str:
    if found["sign"]:
        return _CURRENCIES.get(found["sign"], "")
    words = found["unit"] or ""
    unit = " ".join(words.replace("-", " ").split()).replace("per cent", "percent")
    if unit == "%":
        return "percent"
    # A 150-page text has 150 pages.
    return f"{unit}s" if words.startswith("-") and not unit.endswith("s") else unit


def read_day(words: str) -> str:
    """The first date in `words` as ISO 8601, as far as they give it; "" without a year."""
    found = DATE.search(words)
    if found is None:
        return ""
    year = found["year"] or found["of"] or found["last"] or found["alone"]
    if found["iso"] or not year:
        return found["iso"] or ""
    month, day = found["month"] or found["then"], found["day"] or found["first"]
    parts = [int(year)]
    if month:
        parts.append(_MONTHS.index(month[:3]) + 1)
    if day:
        parts.append(int(re.sub(r"\D", "", day)))
    with suppress(ValueError):
        date(*[*parts, 1, 1][:3])
        return "-".join(f"{part:02}" for part in parts)
    return ""
