"""Word edges: `‹` and `›` enclose the words, in a text that does or does not end there."""

from __future__ import annotations

import pytest

from sitegen.edges import is_edge, is_end_of_name, minutes

WHOLE = [
    "‹Xi› met",
    "“‹Xi›”",
    "the U.S.-‹China› talks",
    "‹China›-U.S. talks",
    "in ‹2018›.",
    "‹$200 billion›, then",
    "l’‹Élysée›",
    "qu'‹Obama›",
    "J'‹aime›",
    "d’‹Angelo›",
    "‹tariffs›’ cost",
    "在‹中南海›里",
    "习‹近平›主席",
    "Chinese‹中国›",
    "ใน‹ไทย›วันนี้",
    "в ‹Москве›.",
    "the ‹20›, that is",
    "‹٢٠٠›٬ ثم",
    "‹١٬٢٠٠›",
    "‹É›",
    "‹Xi›\u00ad left",
    "‹U.S.›",
    "‹one›\u200btwo",
]

INSIDE = [
    "‹Xi›’an",
    "O’‹Neil›",
    "1,‹200›",
    "‹1›,200",
    "2.‹5 percent›",
    "1‹5 percent›",
    "$‹20›0",
    "١٬‹٢٠٠›",
    "‹١›٬٢٠٠",
    "٢٫‹٥ في المئة›",
    "1٬‹200›",
    "١,‹200›",
    "snake_‹case›",
    "‹Xi›amen",
    "e‹Xi›t",
    "‹cafe›\u0301",
    "‹Моск›ве",
    "the ‹cat›s",
    "‹China›\u00adtown",
    "‹Xi›\u00adan",
    "‹U›.S.A.",
    "‹JD›.com",
    "‹col›·legi",
    'צה"‹ל›',
    "‹צה›״ל",
]


@pytest.mark.parametrize("text", WHOLE)
def test_whole_words(text: str) -> None:
    words, start, end = _read(text)
    assert is_edge(words, start)
    assert is_end_of_name(words, end, possessive=True)


@pytest.mark.parametrize("text", INSIDE)
def test_parts_of_words(text: str) -> None:
    words, start, end = _read(text)
    assert not (is_edge(words, start) and is_end_of_name(words, end, possessive=True))


@pytest.mark.parametrize("text", ["‹Xi›’s", "‹Xi›'s speech", "‹WTO›’S"])
def test_a_possessive_ends_a_name_where_the_language_has_it(text: str) -> None:
    words, _, end = _read(text)
    assert is_end_of_name(words, end, possessive=True)
    assert not is_end_of_name(words, end, possessive=False)


READING = [
    ("", 1),
    ("It is one word after another – and so on. " * 128, 5),
    ("word\n" * 2300, 10),
    ("赵州桥在河北，是古桥。" * 400, 9),
    ("さくらが咲いた。" * 400, 7),
    ("ประเทศไทย" * 1000, 9),
    ("汉字 and words, " * 460, 6),
    ("대한민국 서울 " * 460, 4),
]


@pytest.mark.parametrize(("text", "needed"), READING)
def test_reading_takes_its_time_in_any_script(text: str, needed: int) -> None:
    assert minutes(text) == needed


def _read(text: str) -> tuple[str, int, int]:
    start, end = text.index("‹"), text.index("›") - 1
    return text.replace("‹", "").replace("›", ""), start, end
