"""What is marked: `[so]` in the text, `{so}` where a mention only counts."""

from __future__ import annotations

from itertools import pairwise

import pytest
from helpers import annotated, at_least, entries, shown, terms
from hypothesis import given, strategies as st

from sitegen.kinds import KINDS
from sitegen.model import Density, Severity, Source
from sitegen.settings import Settings, Zones
from sitegen.sidecar import read_sidecar

TEXT = """\
Xi met Xi.

Then Xi left.

## Later

Xi came back. So did Xi.
"""

DENSITIES = [
    (Density.ALL, "[Xi] met [Xi]. / Then [Xi] left. / Later / [Xi] came back. So did [Xi]."),
    (Density.FIRST, "[Xi] met {Xi}. / Then {Xi} left. / Later / {Xi} came back. So did {Xi}."),
    (Density.SECTION, "[Xi] met {Xi}. / Then {Xi} left. / Later / [Xi] came back. So did {Xi}."),
    (Density.PARAGRAPH, "[Xi] met {Xi}. / Then [Xi] left. / Later / [Xi] came back. So did {Xi}."),
    (Density.NONE, "{Xi} met {Xi}. / Then {Xi} left. / Later / {Xi} came back. So did {Xi}."),
]


@pytest.mark.parametrize(("density", "text"), DENSITIES)
@pytest.mark.parametrize("level", ["site", "kind", "entry"])
def test_density_is_set_for_site_kind_and_entry(density: Density, text: str, level: str) -> None:
    other = Density.ALL if density is not Density.ALL else Density.NONE
    settings = {
        "site": Settings(mark=density),
        "kind": Settings(mark=other, marks={"people": density}),
        "entry": Settings(mark=other, marks={"people": other}),
    }[level]
    own = f"mark: {density}" if level == "entry" else "role: r"
    result, _ = annotated(TEXT, entries("people", f"- {{name: Xi, {own}}}\n"), settings=settings)
    assert shown(result) == text


def test_the_first_in_each_section_is_the_default() -> None:
    result, _ = annotated(TEXT, entries("people", "- name: Xi\n"))
    assert shown(result) == DENSITIES[2][1]


ZONES = """\
# Xi

Xi in prose, `Xi` in code, [Xi](x) in a link.

> Xi in a quotation.

| Xi |
|----|
| in a table with Xi |

    Xi in a code block

## Xi in a heading
"""


@pytest.mark.parametrize(
    ("zones", "count"),
    [
        (Zones(), 4),
        (Zones(headings=True), 6),
        (Zones(quotations=False), 3),
        (Zones(tables=False), 2),
    ],
)
def test_zones_are_switches_but_for_links_and_code(zones: Zones, count: int) -> None:
    result, _ = annotated(ZONES, entries("people", "- name: Xi\n"), settings=Settings(zones=zones))
    assert len(result.mentions) == count


MARKED = [
    ("a match crosses emphasis", "the Long *March* on", "the [Long March] on"),
    ("and soft line breaks", "the Long\nMarch on", "the [Long\nMarch] on"),
    ("but not two blocks", "the Long\n\nMarch on", "the Long / March on"),
    ("nor the edge of a link", "the Long [March](x) on", "the Long March on"),
    ("nor of code", "the Long `March` on", "the Long March on"),
    ("the possessive stays outside", "the Long March’s end", "the [Long March]’s end"),
]


@pytest.mark.parametrize(
    ("text", "marks"), [row[1:] for row in MARKED], ids=[row[0] for row in MARKED]
)
def test_where_a_name_may_stand(text: str, marks: str) -> None:
    result, problems = annotated(text, terms("Long March"))
    assert shown(result) == marks
    assert problems == []


OVERLAPS = [
    (
        "a quote that encloses a name keeps it",
        "on $2 billion in tariffs now",
        "$2 billion in tariffs",
        "on [$2 billion in [tariffs]] now",
    ),
    ("as does one of the same words", "high tariffs now", "tariffs", "high [[tariffs]] now"),
    (
        "a quote that cuts a name beats it",
        "the trade tariffs now",
        "the trade",
        "[the {trade] tariffs} now",
    ),
    ("as does one inside a name", "trade tariffs now", "trade", "{[trade] tariffs} now"),
]


@pytest.mark.parametrize(
    ("text", "quote", "marks"), [row[1:] for row in OVERLAPS], ids=[row[0] for row in OVERLAPS]
)
def test_names_and_quotes_that_overlap(text: str, quote: str, marks: str) -> None:
    own = entries("notes", f'- {{quote: "{quote}", note: n}}\n', "a")
    result, problems = annotated(text, terms("tariff", "trade tariff"), own)
    assert shown(result) == marks
    assert problems == []


def test_quotes_may_cross_and_repeat() -> None:
    own = entries(
        "notes",
        "- {quote: a b c, note: n}\n- {quote: b c d, note: n}\n- {quote: b c d, note: m}\n",
        "a",
    )
    result, problems = annotated("a b c d", own=own)
    assert shown(result) == "[a [[b c] d]]"
    assert problems == []
    assert list(result.numbers.values()) == [1, 2, 3]


def test_notes_are_numbered_by_the_end_of_their_words() -> None:
    own = entries(
        "notes",
        "- {quote: one two three, note: n, id: late}\n- {quote: one, note: m, id: early}\n",
        "a",
    )
    result, _ = annotated("one two three", own=own)
    assert {key.id: number for key, number in result.numbers.items()} == {"early": 1, "late": 2}


def test_a_full_name_binds_and_so_does_a_surname_with_one_claim() -> None:
    people = entries("people", "- {name: Liu He, also: [Liu]}\n- name: Liu Xiaobo\n")
    result, problems = annotated(
        "Liu He and Liu Xiaobo. Liu spoke.", people, settings=Settings(mark=Density.ALL)
    )
    assert (
        shown(result, ids=True)
        == "[Liu He|liu-he] and [Liu Xiaobo|liu-xiaobo]. [Liu|liu-he] spoke."
    )
    assert problems == []


def test_a_name_with_two_claims_is_never_guessed_but_reported_with_a_rule() -> None:
    people = entries("people", "- {name: Liu He, also: [Liu]}\n- {name: Liu Xiaobo, also: [Liu]}\n")
    result, (problem,) = annotated("Liu He spoke. Liu listened to Liu.", people)
    assert shown(result) == "[Liu He] spoke. Liu listened to Liu."
    assert problem.severity is Severity.ERROR
    assert "'Liu' may mean 'Liu He' (content/people.yaml:1) and 'Liu Xiaobo'" in problem.message
    assert problem.details[0].endswith('→ not_here: [{quote: "Liu", before: "spoke."}]')


TWO = "- {term: A A, also: [%s], definition: d%s}\n- {term: B B, also: [%s], definition: d%s}\n"
DISPUTED = [
    ("Zone one.\n\nThe zone two.", "zone", "", ['{quote: "Zone"}', '{quote: "zone"}']),
    ("Foo and bar.", "foo, bar", "", ['{quote: "Foo"}', '{quote: "bar"}']),
    (
        "Zone one, zone two",
        "zone",
        ", case: ignore",
        ['{quote: "Zone", after: "one,"}', '{quote: "zone", before: "one,"}'],
    ),
    ("na na", '"\u200b na"', "", ['{quote: "na", after: "na"}', '{quote: "na", before: "na"}']),
    ("Zones and a zone", "zone", "", ['{quote: "Zones"}', '{quote: "zone"}']),
]


@pytest.mark.parametrize(("text", "form", "case", "rules"), DISPUTED)
def test_a_dispute_over_several_spellings_has_a_rule_for_each(
    text: str, form: str, case: str, rules: list[str]
) -> None:
    found, _ = read_sidecar(Source("g", TWO % (form, case, form, case)), KINDS["glossary"], "")
    _, problems = annotated(text, found)
    told = [line.partition("not_here: ")[2] for one in problems for line in one.details]
    assert told == [f"[{rule}]" for rule in rules]


def test_the_rule_that_a_dispute_suggests_settles_it() -> None:
    people = entries(
        "people",
        """\
        - name: Liu He
          also: [Liu]
          not_here: [{quote: "Liu", after: "listened"}]
        - name: Liu Xiaobo
          also: [Liu]
          not_here: [{quote: "Liu", before: "to"}]
        """,
    )
    result, problems = annotated("Liu listened to Liu.", people)
    assert shown(result, ids=True) == "[Liu|liu-xiaobo] listened to [Liu|liu-he]."
    assert problems == []


NOT_HERE = "- {term: Party, definition: d, not_here: [%s]}\n"


@pytest.mark.parametrize(
    ("rule", "marks"),
    [
        ("the Party of God", "The [Party] met the Party of God and the [Party]."),
        ("{quote: Party, occurrence: [1, 3]}", "The Party met the [Party] of God and the Party."),
        ("{quote: Party, before: and the}", "The [Party] met the [Party] of God and the Party."),
    ],
)
def test_single_places_are_switched_off(rule: str, marks: str) -> None:
    party = entries("glossary", NOT_HERE % rule)
    result, problems = annotated(
        "The Party met the Party of God and the Party.", party, settings=Settings(mark=Density.ALL)
    )
    assert shown(result) == marks
    assert problems == []


def test_an_exception_that_matches_nothing_is_reported() -> None:
    own = entries("glossary", NOT_HERE % "the Green Party", "a")
    _, (problem,) = annotated("The Party met.", own=own)
    assert problem.severity is Severity.ERROR
    assert "'the Green Party' is nowhere" in problem.message


def test_an_exception_that_switches_nothing_off_is_reported() -> None:
    own = entries("glossary", NOT_HERE % "met", "a")
    _, (problem,) = annotated("The Party met.", own=own)
    assert problem.severity is Severity.WARNING
    assert "'met' switches nothing off for 'Party'" in problem.message


def test_a_quote_that_all_articles_share_need_not_be_in_each() -> None:
    shared = entries("events", "- {title: T, when: 2018, quote: not here}\n")
    result, problems = annotated("Words.", shared)
    assert (result.mentions, problems) == ((), [])


WORDS = [
    "Xi",
    "the Long March",
    "Long",
    "March",
    "tariffs",
    "*tariff*",
    "`March`",
    "[Long](x)",
    "and",
    "(",
    "—",
]
PEOPLE = "- name: Xi\n"


@given(
    st.lists(st.sampled_from([*WORDS, "\n\n", "\n\n> ", "\n"]), max_size=30),
    st.sampled_from(list(Density)),
)
@at_least(1000)
def test_marks_never_straddle_blocks_nor_touch_links_and_code(
    words: list[str], density: Density
) -> None:
    these = [*terms("Long March", "March", "Long", "tariff"), *entries("people", PEOPLE)]
    result, _ = annotated(" ".join(words), these, settings=Settings(mark=density))
    text = result.article.text
    for mention in result.mentions:
        assert any(block.start <= mention.start < mention.end <= block.end for block in text.blocks)
        assert all(end <= mention.start or mention.end <= start for start, end in text.closed)
    spans = [(one.start, one.end) for one in result.mentions]
    assert all(a[1] <= b[0] for a, b in pairwise(spans))
    assert len({mention.id for mention in result.mentions}) == len(result.mentions)
