"""Sidecars: what an entry is made of, and how it is known."""

from __future__ import annotations

from decimal import Decimal

import pytest
from helpers import entries

from sitegen.kinds import KINDS
from sitegen.model import Case, Citation, Density, Source
from sitegen.sidecar import read_sidecar


def test_an_entry_has_all_that_was_said() -> None:
    (entry,) = entries(
        "people",
        """\
        - name: Liu He
          also: [Liu]
          native: 刘鹤
          role: Vice premier
          family_first: true
          born: 1952-01-25
          same_as: ["https://example.org/liu"]
          mark: all
          case: exact
          not_here: [Liu Xiaobo, {quote: Liu, before: poet}]
          sources: [A book, {name: A page, url: "https://example.org", date: 2019-05}]
          by: The desk
          date: 2019-06-24
        """,
        scope="a",
    )
    assert [form.text for form in entry.forms] == ["Liu He", "Liu"]
    assert (entry.id, entry.address, entry.key) == (
        "liu-he",
        "person-a--liu-he",
        ("people", "a", "liu-he"),
    )
    assert (entry.mark, entry.case) == (Density.ALL, Case.EXACT)
    assert [(quote.text, quote.before) for quote in entry.not_here] == [
        ("Liu Xiaobo", ""),
        ("Liu", "poet"),
    ]
    assert entry.sources == (
        Citation("A book"),
        Citation("A page", "https://example.org", "2019-05"),
    )
    assert (entry.record.sort_name, entry.record.initials) == ("Liu He", "LH")


def test_scalars_stay_as_they_were_typed() -> None:
    (entry,) = entries("glossary", "- {term: NO, definition: 0123, native: 2019-13-45}\n")
    assert (entry.name, entry.record.definition, entry.record.native) == (
        "NO",
        "0123",
        "2019-13-45",
    )


NUMBERS = [
    ("value: 200e9", "200,000,000,000"),
    ("value: '1,200.5'", "1,200.5"),
    ("value: -1.6", "−1.6"),
    ("{low: 5, high: 7e3}", "5–7,000"),
]


@pytest.mark.parametrize(("given", "written"), NUMBERS)
def test_numbers_are_read_exactly_and_written_out(given: str, written: str) -> None:
    given = given.strip("{}")
    (entry,) = entries("figures", f"- {{quote: x, label: l, {given}}}\n")
    assert entry.record.written == written


def test_a_number_is_no_binary_fraction() -> None:
    (entry,) = entries("figures", "- {quote: x, label: l, value: 0.1}\n")
    assert entry.record.size * 3 == Decimal("0.3")


IDS = [
    ("glossary", "- {term: Long March!, definition: d}\n", ["long-march"]),
    (
        "glossary",
        "- {term: Élan, definition: d}\n- {term: 中南海, definition: d}\n",
        ["elan", "中南海"],
    ),
    ("notes", "- {quote: a b, note: n}\n- {quote: A B, note: n}\n", ["a-b", "a-b-2"]),
    (
        "notes",
        "- {quote: one two three four five six seven eight nine, note: n}\n",
        ["one-two-three-four-five"],
    ),
    ("notes", "- {quote: €5, note: n, id: price}\n", ["price"]),
]


@pytest.mark.parametrize(("kind", "yaml", "ids"), IDS)
def test_ids(kind: str, yaml: str, ids: list[str]) -> None:
    assert [entry.id for entry in entries(kind, yaml)] == ids


REPORTED = [
    ("notes", "- note: n\n", 1, "nothing says where in the text"),
    ("notes", "- {quote: x, note: n, mark: none}\n", 1, "would be nowhere"),
    ("notes", "- {note: n, before: x}\n", 1, "need a 'quote'"),
    ("figures", "- {quote: x, value: 1}\n", 1, "a number needs 'label'"),
    ("figures", "- {image: x.png}\n", 1, "a picture needs 'alt'"),
    ("figures", "- {quote: x, label: l, low: 1}\n", 1, "'low' and 'high' go together"),
    ("figures", "- {quote: x, label: l, low: 2, high: 1}\n", 1, "'low' is above 'high'"),
    ("figures", "- {quote: x, label: l, value: 1, low: 1, high: 2}\n", 1, "not both"),
    ("events", "- {title: t, when: 2019-05, until: 2018}\n", 1, "'until' is before 'when'"),
    ("sources", "- {title: t, published: 2019-05, read: 2019-04-30}\n", 1, "'read' is before"),
    ("people", "- name: A B\n\n- name: a-b\n", 3, "the id 'a-b' is taken by the entry on line 1"),
]


@pytest.mark.parametrize(("kind", "yaml", "line", "message"), REPORTED)
def test_keys_that_do_not_go_together(kind: str, yaml: str, line: int, message: str) -> None:
    _, (problem,) = read_sidecar(Source("s.yaml", yaml), KINDS[kind], "")
    assert message in problem.message
    assert problem.where.line == line


def test_one_bad_entry_does_not_hide_the_next() -> None:
    found, problems = read_sidecar(
        Source("s.yaml", "- nmae: A\n- name: B\n- name: [C]\n- name: D\n"), KINDS["people"], ""
    )
    assert [entry.name for entry in found] == ["B", "D"]
    assert len(problems) == 3


CUT = [
    ("- {quote: x, note: n}\n  # a comment\n", []),
    ("- quote: x\n  note: Item #2 on the list\n", [(2, 13)]),
    ("- quote: x # why\n  note: C#\n", []),
    ("- quote: fish #1\n  note: 'Item #2'\n", [(1, 14)]),
]


@pytest.mark.parametrize(("yaml", "places"), CUT)
def test_a_value_that_a_comment_may_have_cut_is_warned_of(
    yaml: str, places: list[tuple[int, int]]
) -> None:
    _, problems = read_sidecar(Source("s.yaml", yaml), KINDS["notes"], "")
    assert [(one.where.line, one.where.column) for one in problems] == places
    assert all(one.severity == "warning" for one in problems)


INDENTED = [
    ("- quote: x\n   note: n\n", "begin all keys of an entry in the same column"),
    ("- quote: x: y\n", "a value that holds ': ' is ambiguous"),
]


@pytest.mark.parametrize(("yaml", "hint"), INDENTED)
def test_the_hint_fits_the_mistake(yaml: str, hint: str) -> None:
    _, (problem,) = read_sidecar(Source("s.yaml", yaml), KINDS["notes"], "")
    assert hint in problem.hint
