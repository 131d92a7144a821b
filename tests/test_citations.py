"""Citations by id: which entry is meant, who cites it, and what is warned of."""

from __future__ import annotations

import re

import pytest
from helpers import ScratchSite, entries
from hypothesis import given, strategies as st

from sitegen.citations import citable, citations, resolved, users
from sitegen.kinds import KINDS
from sitegen.model import Entry, Source
from sitegen.sidecar import read_sidecar

SHARED = "- {title: The minutes, publisher: The ministry, url: 'https://example.org', published: 2017-12}\n"


def resolve(found: list[Entry]) -> list[Entry]:
    """Entries of several articles, as a build resolves what they cite."""
    shared = citable([one for one in found if not one.scope])
    own = {scope: citable([one for one in found if one.scope == scope]) for scope in ("a", "b")}
    return [resolved(one, shared | own.get(one.scope, {})) for one in found]


def cited(found: list[Entry]) -> dict[str, list[str]]:
    """By name of an entry what it cites, as a reader is shown it."""
    return {one.name: [citation.name for citation in citations(one)] for one in found}


def test_an_id_becomes_the_title_address_and_date_of_its_entry() -> None:
    (source,) = entries("sources", SHARED)
    (term,) = entries("glossary", "- {term: x, definition: d, sources: [the-minutes]}\n")
    _, shown = resolve([source, term])
    (citation,) = shown.sources
    assert citation.name == "The ministry, The minutes"
    assert (citation.url, citation.date) == ("https://example.org", "2017-12")
    assert citation.entry is source


def test_an_id_means_an_entry_of_its_own_article_or_a_shared_one_and_no_other() -> None:
    found = [
        *entries("sources", "- {title: Shared, id: s}\n"),
        *entries("sources", "- {title: Of a, id: own}\n", "a"),
        *entries("sources", "- {title: Of b, id: own}\n- {title: Only b, id: bs}\n", "b"),
        *entries("glossary", "- {term: all, definition: d, sources: [s, own]}\n"),
        *entries("glossary", "- {term: of a, definition: d, sources: [s, own, bs]}\n", "a"),
        *entries("glossary", "- {term: of b, definition: d, sources: [s, own, bs]}\n", "b"),
    ]
    shown = cited(resolve(found))
    assert shown["all"] == ["Shared", "own"]
    assert shown["of a"] == ["Shared", "Of a", "bs"]
    assert shown["of b"] == ["Shared", "Of b", "Only b"]


def test_the_fields_of_a_record_are_resolved_as_well() -> None:
    found = [
        *entries("sources", SHARED),
        *entries("figures", "- {quote: x, label: l, source: the-minutes, sources: [A book]}\n"),
    ]
    _, figure = resolve(found)
    assert figure.record.source.name == "The ministry, The minutes"
    assert cited([figure]) == {"l": ["A book", "The ministry, The minutes"]}


AS_WORDS = ["{name: the-minutes}", "{name: the-minutes, date: 2019}", "The-Minutes", "far away"]


@pytest.mark.parametrize("words", AS_WORDS)
def test_what_is_no_id_stays_as_it_is(words: str) -> None:
    found = [
        *entries("sources", SHARED),
        *entries("glossary", f"- {{term: x, definition: d, sources: [{words}]}}\n"),
    ]
    _, term = resolve(found)
    assert term is found[1]
    assert [one.entry for one in citations(term)] == [None]


def test_only_entries_that_can_be_cited_are_meant() -> None:
    found = entries(
        "glossary", "- {term: x, definition: d, sources: [y]}\n- {term: y, definition: d}\n"
    )
    assert resolve(found) == found


def test_each_that_cites_is_a_user_once_and_none_of_itself() -> None:
    found = [
        *entries(
            "sources", "- {title: One, sources: [one, two]}\n- {title: Two, sources: [one]}\n"
        ),
        *entries("figures", "- {quote: x, label: l, source: one, sources: [one, two]}\n"),
    ]
    using = {key.id: [one.name for one in by] for key, by in users(resolve(found), []).items()}  # type: ignore[union-attr]
    assert using == {"one": ["Two", "l"], "two": ["One", "l"]}


ids = st.lists(st.sampled_from(["a", "b", "c", "d", "A book"]), max_size=4)


@given(ids, st.lists(st.tuples(st.sampled_from(["", "x", "y"]), ids), max_size=5))
def test_whatever_is_cited_is_shown_once_for_each_time(
    titles: list[str], citing: list[tuple[str, list[str]]]
) -> None:
    """Nothing is lost or added, and users are just those that cite."""
    yaml = "".join(f"- {{title: T {one}, id: {one}}}\n" for one in {*titles} - {"A book"})
    found = entries("sources", yaml)
    for number, (scope, names) in enumerate(citing):
        term = f"- {{term: t{number}, definition: d, sources: {names}}}\n"
        found += entries("glossary", term.replace("'", '"'), scope)
    known = {one.id for one in found if one.kind.cite}
    shown = resolve(found)
    assert [one.key for one in shown] == [one.key for one in found]
    for before, after in zip(found, shown, strict=True):
        assert [one.name for one in after.sources] == [
            f"T {one.name}" if one.name in known else one.name for one in before.sources
        ]
    using = {key.id: {one.name for one in by} for key, by in users(shown, []).items()}  # type: ignore[union-attr]
    assert using == {
        id_: {f"t{number}" for number, (_, names) in enumerate(citing) if id_ in names}
        for id_ in known & {name for _, names in citing for name in names}
    }


def test_two_sources_of_one_title_are_for_the_editor_to_tell_apart() -> None:
    """An id that is made up for the second would be one that nobody can foresee."""
    _, (problem,) = read_sidecar(
        Source("s.yaml", "- title: Report\n- title: Report\n"), KINDS["sources"], ""
    )
    assert "the id 'report' is taken by the entry on line 1" in problem.message


SITE = {
    "seeds/a.md": "# A\n\nOne and two. It cost $5.\n",
    "seeds/b.md": "# B\n\nOne again.\n",
    "content/sources.yaml": "- {title: The minutes, publisher: The ministry, published: 2017-12}\n",
}


def warnings(site: ScratchSite, files: dict[str, str]) -> list[tuple[str, str]]:
    result = site.write(SITE | files).build()
    assert result.errors == 0
    return [
        (f"{one.where.path}:{one.where.line}:{one.where.column}", f"{one.message}. {one.hint}")
        for one in result.problems
    ]


NEAR = "nothing that can be cited has the id 'the-minuts'; it is shown as words. did you mean 'the-minutes'? if not, write {name: the-minuts}"


def test_a_slip_in_an_id_is_warned_of_where_it_stands(site: ScratchSite) -> None:
    files = {
        "content/glossary.yaml": "- term: one\n  definition: d\n  sources: [the-minutes, the-minuts]\n",
        "content/a/figures.yaml": "- {quote: $5, label: l, value: 5,\n   source: the-minuts}\n",
        "content/b/article.yaml": "title: B\nsource: the-minuts\n",
    }
    assert warnings(site, files) == [
        ("content/a/figures.yaml:2:12", NEAR),
        ("content/b/article.yaml:2:9", NEAR),
        ("content/glossary.yaml:3:26", NEAR),
    ]
    assert "· the-minuts" in " ".join(site.page("glossary/index.html").split())


@pytest.mark.parametrize("words", ["memory", "The minuts", "{name: the-minuts}"])
def test_words_that_are_no_slip_are_not_warned_of(site: ScratchSite, words: str) -> None:
    term = f"- term: one\n  definition: d\n  sources: [the-minutes, {words}]\n"
    assert warnings(site, {"content/glossary.yaml": term}) == []


def test_a_slip_in_an_id_of_the_own_article_is_found_there_alone(site: ScratchSite) -> None:
    term = "- {term: %s, definition: d, sources: [the-minutes, the-diery]}\n"
    files = {
        "content/a/sources.yaml": "- {title: The diary, sources: [the-minutes], quote: It cost}\n",
        "content/a/glossary.yaml": term % "two",
        "content/b/glossary.yaml": term % "again",
    }
    ((where, said),) = warnings(site, files)
    assert where == "content/a/glossary.yaml:1:53"
    assert "did you mean 'the-diary'?" in said


UNCITED = "'The minutes' stands in no article, and nothing cites it. "
UNCITED_OR_NOT = [
    ({}, [UNCITED]),
    ({"content/b/article.yaml": "source: the-minutes\n"}, []),
    ({"content/sources.yaml": "- {title: The minutes, also: [one]}\n"}, []),
    ({"content/sources.yaml": "- {title: The minutes, sources: [the-minutes]}\n"}, [UNCITED]),
    ({"content/sources.yaml": "- {title: The minutes, also: [three]}\n"}, [UNCITED]),
    (
        {
            "content/sources.yaml": "- {title: The minutes, also: [three]}\n",
            "content/b/article.yaml": "source: the-minutes\n",
        },
        ["'The minutes' stands in no article. "],
    ),
    ({"content/sources.yaml": "- {title: The minutes, draft: true}\n"}, []),
]


@pytest.mark.parametrize(("files", "said"), UNCITED_OR_NOT)
def test_a_source_that_nobody_will_meet_is_warned_of(
    site: ScratchSite, files: dict[str, str], said: list[str]
) -> None:
    assert [words for _, words in warnings(site, files)] == said


def test_many_that_nothing_cites_are_one_warning(site: ScratchSite) -> None:
    many = "".join(f"- title: Book {number}\n" for number in range(20))
    ((where, said),) = warnings(site, {"content/sources.yaml": many})
    assert where == "content/sources.yaml:1:1"
    assert said.startswith(
        "20 entries stand in no article: 'Book 0', 'Book 1', 'Book 2' and others"
    )


def test_an_article_may_be_taken_from_a_source(site: ScratchSite) -> None:
    site.write(SITE | {"content/b/article.yaml": "source: the-minutes\n"}).build()
    article = site.page("b/index.html")
    link = '<a href="../sources/index.html#source-the-minutes">The ministry, The minutes</a>, <time datetime="2017-12">'
    assert f"<span>Source: {link}" in " ".join(article.split())
    listed = '<li id="work-1"><a href="../sources/index.html#source-the-minutes">'
    assert listed in " ".join(article.split())
    assert 'href="../b/index.html">B (article)</a>' in site.page("sources/index.html")


def test_an_article_shows_the_sources_of_what_it_shows_and_no_others(site: ScratchSite) -> None:
    site.write(
        SITE
        | {
            "content/sources.yaml": "".join(
                f"- {{title: Book {one}, id: {one}}}\n" for one in ("c", "b", "a", "x")
            )
            + "- {title: The quoted one, id: q, quote: It cost}\n",
            "content/glossary.yaml": "- {term: one, definition: d, sources: [a]}\n"
            "- {term: again, definition: d, sources: [x]}\n",
            "content/a/figures.yaml": "- {quote: $5, label: l, value: 5, source: b}\n",
            "content/a/notes.yaml": "- {quote: two, note: n, sources: [c, Words]}\n",
        }
    ).build(strict=True)
    page = site.page("a/index.html")
    works = " ".join(page.partition('<section class="works"')[2].split())
    listed = re.findall(
        r'<li id="work-(\d)">(?:<a href="[^"]*#source-(\w)">)?(Book \w|Words)', works
    )
    assert sorted(name for _, _, name in listed) == ["Book a", "Book b", "Book c", "Words"]
    number = {name: number for number, _, name in listed}
    assert f'<div data-cited="{number["Book a"]}">' in page
    assert f'<a href="#work-{number["Book c"]}">' in page
    panel = page.partition('<section class="panel panel-sources"')[2]
    assert re.findall(r'<li><a href="([^"]*)"', panel)[:1] == ["#at-source-q-1"]
    mark = r'class="mark mark-sources" href="../sources/index.html#source-q"[^>]*>It cost<'
    assert re.search(mark, site.page("a/index.html"))
    (users_of_c,) = [
        part for part in site.page("sources/index.html").split("<li class") if "<h2>Book c" in part
    ]
    assert 'href="../a/index.html#note-two">two (note)</a>' in users_of_c
