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
]


@pytest.mark.parametrize(("one", "other", "why"), SAME, ids=[why for *_, why in SAME])
def test_twins_fold_to_the_same(one: str, other: str, why: str) -> None:
    assert fold(one).text == fold(other).text


@pytest.mark.parametrize(
    ("one", "other"),
    [("resume", "résumé"), ("I", "ı"), ("a b", "ab"), ("'", '"'), ("well", "we'll")],
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


def test_no_span_begins_or_ends_inside_a_letter() -> None:
    folded = fold("stra\u00dfe")
    assert folded.text == "strasse"
    assert folded.span(0, 5) is None
    assert folded.span(5, 7) is None
    assert folded.span(0, 6) == (0, 5)


@given(st.text())
@at_least(1000)
def test_the_map_covers_the_text_in_order(text: str) -> None:
    folded = fold(text)
    assert len(folded.text) == len(folded.start) == len(folded.stop)
    assert list(folded.start) == sorted(folded.start)
    assert all(0 <= a < b <= len(text) for a, b in zip(folded.start, folded.stop, strict=True))


@given(st.text(), st.sampled_from(["NFC", "NFD"]))
@at_least(1000)
def test_the_form_of_unicode_makes_no_difference(text: str, form: str) -> None:
    assert (
        fold(unicodedata.normalize(form, text)).text
        == fold(unicodedata.normalize("NFC", text)).text
    )


@given(st.text())
@at_least(500)
def test_folding_what_is_folded_changes_nothing(text: str) -> None:
    once = fold_written(text)
    assert fold_written(once) == once


def test_invisible_characters_are_named() -> None:
    assert invisible("a\u200bb") == "\u200b"
    assert invisible("a b") == ""


@given(st.text())
@at_least(2000)
def test_folding_with_and_without_a_map_agree(text: str) -> None:
    assert fold(text).text == fold_written(text).casefold()
