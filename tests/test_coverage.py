"""What nothing explains yet: numbers, dates and names, in texts of many sorts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from helpers import annotated, article, entries

from sitegen.coverage import What, coverage
from sitegen.kinds import KINDS
from sitegen.model import Annotated, Entry


def gaps(text: str, shared: list[Entry] | None = None, suffix: str = ".md") -> dict[str, list[str]]:
    """The words of each sort, those of none left out."""
    result, _ = annotated(text, shared or [], suffix=suffix)
    found: dict[str, list[str]] = {}
    for gap in coverage(result, KINDS):
        found.setdefault(gap.what.value, []).append(gap.words)
    return found


NUMBERS = [
    ("It cost $2 billion, or 3.5 percent.", ["$2 billion", "3.5 percent"]),
    ("In 10 days of talk about a 150-page text.", ["10 days", "150-page"]),
    ("Of the 86,000 who marched, 10 of them.", ["86,000", "10"]),
    ("Some two thousand people, and seven of us.", ["two thousand people"]),
    ("At 5% and €3bn and ¥200.", ["5%", "€3bn", "¥200"]),
    ("A 20th century", []),
]


@pytest.mark.parametrize(("text", "found"), NUMBERS)
def test_numbers_come_with_what_they_count(text: str, found: list[str]) -> None:
    assert gaps(text).get("number", []) == found


DATES = [
    ("On May 10, 2019, and on June 4.", ["May 10, 2019", "June 4"]),
    ("From October 1934 to 2001.", ["October 1934", "2001"]),
    ("It may 10 times", []),
    ("On 2 May it rose; on Saturday in March not.", ["2 May"]),
]


@pytest.mark.parametrize(("text", "found"), DATES)
def test_dates_are_no_numbers(text: str, found: list[str]) -> None:
    assert gaps(text).get("date", []) == found


NAMES = [
    ("He met Scott Kennedy in Yudu.", ["Scott Kennedy", "Yudu"]),
    ("Scott Kennedy met nobody.", ["Scott Kennedy"]),
    ("Talks began. Then Kennedy left. Kennedy laughed.", ["Kennedy", "Kennedy"]),
    ("Tariffs rose. People asked why.", []),
    (
        "But Beijing waited, and in Beijing’s view Xi’s White House lost.",
        ["Beijing", "Beijing", "Xi", "White House"],
    ),
    (
        "the Center for Strategic and International Studies",
        ["Center for Strategic and International Studies"],
    ),
    ("Kennedy of the Bank of China and Xi.", ["Bank of China", "Xi"]),
    (
        "He asked Charles W. Freeman and Dr. Wu of St. Paul.",
        ["Charles W. Freeman", "Dr. Wu", "St. Paul"],
    ),
    ("We saw the U.S. Congress. Then the U.S. The end.", ["U.S. Congress", "U.S"]),
    ("The WTO and NATO met; I stayed.", ["WTO", "NATO"]),
    ("Under Section 301, at the G-20 and the Group of 20.", ["Section 301", "G-20", "Group of 20"]),
    ("He said: “Calm down.” He told “The Economist” so.", ["Economist"]),
    ("American goods and the Chinese, on Monday in May.", []),
    ("the American Enterprise Institute", ["American Enterprise Institute"]),
    ("ALL OF THIS IS SHOUTED IN PARIS", []),
    (
        "in Nyon, Leonardo da Vinci and Otto von Bismarck",
        ["Nyon", "Leonardo da Vinci", "Otto von Bismarck"],
    ),
    ("in *São* Paulo and Österreich", ["São Paulo", "Österreich"]),
]


@pytest.mark.parametrize(("text", "found"), NAMES)
def test_names_are_told_by_their_capitals(text: str, found: list[str]) -> None:
    assert gaps(text).get("name", []) == found


def test_headings_code_and_links_are_left_out() -> None:
    assert gaps("# In Paris\n\n## For Rome 5\n\nsee `Oslo 5` and [Wien 5](x)") == {}


def test_what_an_entry_explains_is_left_out_but_a_note_explains_no_name() -> None:
    text = "So Xi said that $5 was little in 2019."
    assert gaps(text) == {"name": ["Xi"], "number": ["$5"], "date": ["2019"]}
    names = entries("people", "- name: Xi\n")
    figures = entries("figures", "- {quote: $5, label: l}\n")
    events = entries("events", "- {title: T, when: 2019, also: ['2019']}\n")
    assert gaps(text, [*names, *figures, *events]) == {}
    note = entries("notes", "- {quote: Xi said that $5 was, note: n}\n")
    assert gaps(text, note) == gaps(text)


def test_scripts_without_case_have_numbers_alone() -> None:
    assert gaps("习近平在2019年访问，花费200亿。", suffix=".txt") == {
        "date": ["2019"],
        "number": ["200"],
    }
    assert gaps("زار شي المدينة مع ٢٥ شخصا") == {"number": ["٢٥ شخصا"]}


def test_each_gap_names_the_kinds_that_suit_and_its_place() -> None:
    result, _ = annotated("Then Xi paid $5 in 2019.")
    found = coverage(result, KINDS)
    assert [(gap.what, gap.kinds) for gap in found] == [
        (What.NAME, ("people", "organizations", "places")),
        (What.NUMBER, ("figures",)),
        (What.DATE, ("events",)),
    ]
    prose = result.article.text.prose
    assert [prose[gap.start : gap.end] for gap in found] == [gap.words for gap in found]
    without = {name: replace(kind, proper=False) for name, kind in KINDS.items()}
    assert [gap.what for gap in coverage(result, without)] == [What.NUMBER, What.DATE]


def test_an_empty_article_has_no_gaps() -> None:
    assert coverage(Annotated(article(""), ()), KINDS) == ()
