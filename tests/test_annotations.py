"""The annotations as others read them: a quote of the words, a position in the received file."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from helpers import at_least
from hypothesis import given, strategies as st
from test_words import blocks, built, planted

from sitegen.outcome import Result


def file(result: Result, path: str) -> str:
    assert result.errors == 0
    return next(page.text for page in result.pages if page.path == path)


def items(result: Result) -> list[dict[str, Any]]:
    told = json.loads(file(result, "a/annotations.jsonld"))
    assert told["total"] == len(told["first"]["items"]) == result.mentions
    return told["first"]["items"]


def selectors(item: dict[str, Any]) -> tuple[str, str, str, int, int]:
    quote, position = item["target"]["selector"]
    assert quote["type"] == "TextQuoteSelector"
    assert position["type"] == "TextPositionSelector"
    return quote["prefix"], quote["exact"], quote["suffix"], position["start"], position["end"]


@given(blocks, st.sets(st.integers(0, 9), min_size=1, max_size=5), st.sampled_from(["all", "none"]))
@at_least(500)
def test_selectors_select_the_mention(text: str, chosen: set[int], density: str) -> None:
    article, words = planted(text)
    names = [word for number, word in enumerate(words) if number in chosen]
    names += [" ".join(words[at : at + 2]) for at in chosen if len(words[at : at + 2]) > 1]
    terms = "".join(f"- {{term: {name}, definition: d, mark: {density}}}\n" for name in names)
    result = built(article, glossary=terms) if names else built(article)
    received = file(result, "a/received.md")
    for item in items(result):
        before, exact, after, start, end = selectors(item)
        slice_ = received[start:end]
        (first, *_), (*_, last) = re.findall(r"w\d+q", exact), re.findall(r"w\d+q", exact)
        assert slice_.startswith(first)
        assert slice_.endswith(last)
        assert re.findall(r"w\d+q", slice_) == re.findall(r"w\d+q", exact)
        # What is around the quote is what is around the words, as far as it goes.
        around = re.findall(r"(?<!\w)w\d+q(?!\w)", f"{before}{exact}{after}")
        at = words.index(around[0])
        assert words[at : at + len(around)] == around


@pytest.mark.parametrize(
    ("text", "quote", "source"),
    [
        ("A Caf&eacute; here.", "Café", "Caf&eacute;"),
        ("A \\*star\\* here.", "*star*", "\\*star\\*"),
        ("Say &quot;so&quot; here.", '"so"', "&quot;so&quot;"),
        ("A *long* march here.", "long march", "long* march"),
        ("R&amp;D here.", "R&D", "R&amp;D"),
        ("A & B here.", "A &", "A &"),
        ("One\ntwo three.", "One two", "One\ntwo"),
        ("| a | b |\n|---|---|\n| x\\|y z | c |", "x|y", "x\\|y"),
    ],
)
def test_a_position_holds_the_markup_of_its_words_whole(text: str, quote: str, source: str) -> None:
    notes = f"- {{quote: '{quote}', note: n}}\n"
    result = built(text, notes=notes)
    (item,) = items(result)
    _, exact, _, start, end = selectors(item)
    assert exact.replace("\n", " ") == quote
    assert file(result, "a/received.md")[start:end] == source


def test_an_entity_in_plain_text_is_its_letters() -> None:
    result = built("R&amp;D here.", suffix="txt", notes="- {quote: 'R&', note: n}\n")
    (item,) = items(result)
    assert selectors(item)[3:] == (0, 2)


def test_what_an_annotation_says_depends_on_what_is_annotated() -> None:
    result = built(
        "Xi met *us* 12 times. Xi left.",
        people="- {name: Xi, mark: first}\n",
        figures="- {quote: 12 times, value: 12, label: Meetings}\n",
        notes="- {quote: met *us*, note: 'So *they* say.'}\n".replace("*us*", "us"),
    )
    told = {item["motivation"]: item for item in items(result)}
    assert [item["motivation"] for item in items(result)] == [
        "identifying",
        "commenting",
        "describing",
        "identifying",
    ]
    assert told["identifying"]["body"] == {
        "id": "../people/index.html#person-a--xi",
        "format": "text/html",
        "label": "Xi",
    }
    (body,) = told["commenting"]["body"]
    assert body["type"] == "TextualBody"
    assert body["value"] == "So they say."
    assert told["describing"]["target"]["source"] == "received.md"
    assert selectors(told["commenting"])[:3] == ("Xi ", "met us", " 12 times. Xi left.")


def test_positions_count_code_points_of_the_text_as_read() -> None:
    """As it is published beside the annotations: no byte order mark, no CR."""
    result = built("\ufeff😀 one\r\ntwo Xi.\r\n", people="- {name: Xi, also: [xi]}\n")
    (item,) = items(result)
    assert file(result, "a/received.md") == "😀 one\ntwo Xi.\n"
    assert selectors(item)[3:] == (10, 12)
