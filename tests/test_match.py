"""Which words are found: forms, endings, case."""

from __future__ import annotations

import pickle

import pytest
from helpers import entries, found, terms

from sitegen.fold import fold
from sitegen.match import Matcher, longest

FORMS = [
    ("tariff", "Tariffs, a tariff’s cost, TARIFFS", ["Tariffs", "tariff", "TARIFFS"]),
    ("policy", "Policies and a policy", ["Policies", "policy"]),
    ("day", "days", ["days"]),
    ("tax", "taxes", ["taxes"]),
    ("church", "churches", ["churches"]),
    ("Long March", "a long march; Long\nMarches", ["long march", "Long\nMarches"]),
    ("NPC", "NPCs and NPCS", ["NPCs"]),
    ("WHO", "WHO said who", ["WHO"]),
    ("NATO", "nato and NATO's", ["NATO"]),
    ("U.S.", "the U.S. and u.s.", ["U.S."]),
    ("Party", "the Party and a party", ["Party"]),
    ("Fed", "The Fed fed", ["Fed"]),
    ("C++", "C++ and C", ["C++"]),
    (r"a\1.*", r"a\1.* and aX", [r"a\1.*"]),
    ("中南海", "他在中南海里", ["中南海"]),
    ("café", "a cafe\u0301 and caf\u00e9s", ["cafe\u0301", "caf\u00e9s"]),
    ("soft hyphen", "a soft hy\u00adphen", ["soft hy\u00adphen"]),
    ("rule", "ruler, rules-based", ["rules"]),
    ("US", "WHAT IT USES of the US", ["US"]),
]


@pytest.mark.parametrize(("name", "text", "hits"), FORMS, ids=[name for name, *_ in FORMS])
def test_forms_of_a_term(name: str, text: str, hits: list[str]) -> None:
    assert found(text, terms(name.replace("\\", "\\\\"))) == hits


def test_endings_are_a_switch() -> None:
    assert found("tariffs, tariff, tariff’s", terms("tariff"), inflect=False) == ["tariff"]


def test_people_have_no_plural_and_match_as_written() -> None:
    people = entries("people", "- name: Willem\n- name: Bill\n")
    assert found("Willems met Willem’s bill and Bill", people) == ["Willem", "Bill"]


def test_case_is_the_editors_to_say() -> None:
    exact = entries("glossary", "- {term: Long March, definition: d, case: exact}\n")
    loose = entries("glossary", "- {term: WHO, definition: d, case: ignore}\n")
    assert found("a long march, the Long March", exact) == ["Long March"]
    assert found("who is the WHO", loose) == ["who", "WHO"]


def test_the_longest_wins_and_then_the_earlier() -> None:
    these = terms(
        "Politburo", "Politburo Standing Committee", "Committee of Ten", "new york", "york inn"
    )
    text = "the Politburo Standing Committee of Ten; new york inn"
    assert found(text, these) == ["Politburo Standing Committee", "new york"]


def test_a_longer_hit_that_is_no_word_hides_no_shorter_one() -> None:
    assert found("the Long Marchers", terms("Long March", "long")) == ["Long"]


def test_a_listed_word_beats_anothers_plural() -> None:
    these = terms("arm", "arms")
    text = "arms"
    ((_, claimants),) = longest(Matcher(these).find(text, fold(text)), len(text))
    assert [entry.name for entry in claimants.values()] == ["arms"]


def test_two_claims_on_one_word_are_both_told() -> None:
    these = entries("people", "- {name: Liu He, also: [Liu]}\n- {name: Liu Xiaobo, also: [Liu]}\n")
    text = "Liu"
    ((_, claimants),) = longest(Matcher(these).find(text, fold(text)), len(text))
    assert [entry.name for entry in claimants.values()] == ["Liu He", "Liu Xiaobo"]


def test_a_matcher_goes_to_another_process() -> None:
    text = "tariffs"
    again = pickle.loads(pickle.dumps(Matcher(terms("tariff"))))
    assert [hit.claim.entry.name for hit in again.find(text, fold(text))] == ["tariff"]


def test_nothing_to_find_finds_nothing() -> None:
    assert Matcher([]).find("words", fold("words")) == []
