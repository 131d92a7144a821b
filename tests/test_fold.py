"""Folding: what a reader takes for the same compares as the same, and maps back."""

from __future__ import annotations

import unicodedata

import pytest
from helpers import at_least
from hypothesis import given, strategies as st

from sitegen.fold import fold, fold_written, invisible

SAME = [
    ("“Make”", '"make"', "curly and straight quotes"),
    ("Xi’s", "xi's", "curly and straight apostrophes"),
    ("2018–19", "2018-19", "dashes"),
    ("a\u00a0b", "a b", "a no-break space"),
    ("a \n\t b", "a b", "any run of white space"),
    ("tar\u00adiff", "tariff", "a soft hyphen"),
    ("a\u200bb", "ab", "a zero-width space"),
    ("a \u200b b", "a b", "a zero-width space among spaces"),
    ("cafe\u0301", "caf\u00e9", "decomposed letters"),
    ("\u1112\u1161\u11ab", "\ud55c", "decomposed Hangul"),
    ("\u212b", "\u00e5", "a letter that is another's twin"),
    ("STRASSE", "stra\u00dfe", "letters that fold to two"),
    ("\ufb01sh", "fish", "a ligature"),
    ("e\u00ad\u0301", "\u00e9", "a soft hyphen before an accent"),
    ("\u0627\u0644\u0635\u0640\u064a\u0646", "\u0627\u0644\u0635\u064a\u0646", "a stretched line"),
    (
        "\u0627\u064e\u0644\u0635\u0651\u0650\u064a\u0646\u064f",
        "\u0627\u0644\u0635\u064a\u0646",
        "vowel signs",
    ),
    ("\u0631\u062d\u0645\u0670\u0646", "\u0631\u062d\u0645\u0646", "an alef above"),
    ("\u0627\u064e\u0654", "\u0623", "a vowel sign in a decomposed letter"),
    ("\u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd", "\u05e9\u05dc\u05d5\u05dd", "points"),
    ("\ufb2a\ufb4b", "\u05e9\u05d5", "pointed shapes"),
    ("\ufe8d\ufedf\ufebc\ufef4\ufee6", "\u0627\u0644\u0635\u064a\u0646", "shapes of letters"),
    ("\ufefb\ufdf2", "\u0644\u0627\u0627\u0644\u0644\u0647", "shapes of many letters"),
    ("\ufe91\ufc60\ufe7e", "\u0628", "shapes of vowel signs"),
    ("a \u064b b", "a b", "a vowel sign among spaces"),
]


@pytest.mark.parametrize(("one", "other", "why"), SAME, ids=[why for *_, why in SAME])
def test_twins_fold_to_the_same(one: str, other: str, why: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("resume", "résumé"),
        ("I", "ı"),
        ("a b", "ab"),
        ("'", '"'),
        ("well", "we'll"),
        ("\u0627", "\u0623"),
    ],
)
def test_what_reads_otherwise_stays_apart(one: str, other: str) -> None:
    assert fold(one).text != fold(other).text


def test_case_is_kept_where_it_counts() -> None:
    assert fold_written("The “Long March”") == 'The "Long March"'


def test_a_span_maps_back_to_the_letters_it_came_from() -> None:
    text = "the  cafe\u0301 tar\u00adiff"
    folded = fold(text)
    for words, original in [("café", "cafe\u0301"), ("tariff", "tar\u00adiff"), ("the", "the")]:
        begin = folded.text.index(words)
        start, end = folded.span(begin, begin + len(words)) or (0, 0)
        assert text[start:end] == original


def test_a_letter_has_its_signs_and_a_shape_all_its_letters() -> None:
    text = "\u0628\u064e\u0640\u064a\u062a\u064c \ufefb"
    folded = fold(text)
    assert folded.text == "\u0628\u064a\u062a \u0644\u0627"
    assert folded.span(0, 3) == (0, 6)
    assert folded.span(1, 3) == (3, 6)
    assert folded.span(4, 6) == (7, 8)
    assert folded.span(4, 5) is None


def test_no_span_begins_or_ends_inside_a_letter() -> None:
    folded = fold("stra\u00dfe")
    assert folded.text == "strasse"
    assert folded.span(0, 5) is None
    assert folded.span(5, 7) is None
    assert folded.span(0, 6) == (0, 5)


texts = st.text() | st.text(
    "aE\u00df\u00e9\u0301\u0345 \n\u00ad\u200b\ufe0f\u2019\u1112\u1161\u11ab"
    "\u0627\u0644\u0623\u0640\u064e\u0651\u0654\u0670\u05e9\u05c1"
    "\ufe8d\ufefb\ufdf2\ufdfa\ufe76\ufc60\ufcf2\ufb2a\ufb4f"
)
"""Of any characters, and of those that fold together in many ways."""


@given(texts)
@at_least(1000)
def test_the_map_covers_the_text_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.start) == len(folded.stop)
    assert list(folded.start) == sorted(folded.start)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.start, folded.stop, strict=True))


@given(texts, st.sampled_from(["NFC", "NFD"]))
@at_least(1000)
def test_the_form_of_unicode_makes_no_difference(text: str, form: str) -> None:
    assert (
        fold(unicodedata.normalize(form, text)).text
        == fold(unicodedata.normalize("NFC", text)).text
    )


@given(texts)
@at_least(500)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold_written(text)
    assert fold_written(once) == once


def test_invisible_characters_are_named() -> None:
    assert invisible("a\u200bb") == "\u200b"
    assert invisible("a b") == ""


@given(texts)
@at_least(2000)
def test_folding_with_and_without_a_map_agree(text: str) -> None:
    assert fold(text).text == fold_written(text).casefold()
