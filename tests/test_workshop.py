"""A site that is worked on is at every step what a build from scratch makes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import permutations

import pytest
from helpers import at_least
from hypothesis import event, given, strategies as st

from sitegen import machines
from sitegen.files import read_theme
from sitegen.kinds import KINDS
from sitegen.model import Inputs, Source
from sitegen.outcome import Result
from sitegen.pipeline import Options, build_site, in_order
from sitegen.sidecar import read_items, read_sidecar
from sitegen.workshop import Workshop

THEME = read_theme()
STYLE = "style.css"

# What each file may hold: good and bad, alike and unlike, moved by a line.
TEXTS = {
    "seeds/a.md": [
        "# A\n\nThe tariff rose, said Ann Zorn.\n\n![Map](map.png)\n\n## Then\n\nA levy, a tariff.\n",
        "# A\n\nThe duty fell; the tariff too. A levy of $5.\n\nFine print of the photograph.\n",
        "No title, and *levies* abound.\n",
        "",
        b"\xff\xfe",
    ],
    "seeds/b.txt": [
        "The second\n\nAnn Zorn paid the levy; a tariff is a tariff.\n",
        "Words\nof\nlines\nby\nthe\nline\nonly\n\ntariff\n",
        "Fine print of the photograph.\n\nDuty calls Bo Ek.\n",
    ],
    "seeds/c.md": [
        "# C\n\nNothing but a levy.\n",
        "# C\n\n[A tariff](https://example.org) there.\n",
    ],
    "content/glossary.yaml": [
        "- {term: tariff, definition: A levy on goods.}\n- {term: levy, definition: d, see: [tariff]}\n",
        "- term: tariff\n  definition: A *levy* on\n    goods.\n- {term: levy, definition: d, see: [tariff]}\n",
        "# moved\n- {term: tariff, definition: A levy on goods.}\n- {term: levy, definition: d,  see: [tarif]}\n",
        "- {term: levy, definition: Paid by Ann Zorn.}\n- {term: tariff, definition: d, also: [duty]}\n",
        "- {term: tariff, definition: d, not_here: [{quote: tariff rose}]}\n- {term: duty, definition: d}\n",
        "\n- {term: tariff, definition: d, not_here: [{quote: tariff rose}, {quote: nowhere}]}\n",
        "- {term: tariff, definition: d, mark: first}\n- {term: impost, definition: d, sources: [paper]}\n",
        "- {term: tariff, also: [levy], definition: d}\n- {term: levy, definition: d}\n",
        "- {term: tariff, definition: '[a](javascript:x) ![p](x.png)', mark: first}\n",
        "- {term: tariff, definition: A levy on goods., mark: first}\n- {term: levy, definition: d}\n",
        "- {term: tariff}\n",
        "- term: [\n",
    ],
    "content/people.yaml": [
        "- {name: Ann Zorn, description: She spoke of the tariff., image: ann.png, sources: [paper]}\n",
        "\n- {name: Ann Zorn, description: Of the levy., sources: [papr]}\n- {name: Bo Ek}\n",
    ],
    "content/figures.yaml": [
        "- {quote: Fine print of the photograph., image: shot.png, alt: A shot, label: l}\n",
        "\n\n- {quote: Fine print, image: shot.png, alt: A shot, label: l}\n",
    ],
    "content/sources.yaml": [
        "- {title: The paper, id: paper, note: On the tariff.}\n",
        "\n- {title: The new paper, id: paper, url: 'https://example.org'}\n- {title: Other}\n",
    ],
    "content/notes.yaml": ["- {quote: levy of, note: Twice said., sources: [paper]}\n"],
    "content/a/notes.yaml": [
        "- {quote: The tariff rose, note: It rose., sources: [paper]}\n",
        "- {quote: words that are not there, note: A tariff.}\n",
    ],
    "content/a/glossary.yaml": [
        "- {term: rose, definition: A duty or a levy., see: [tariff]}\n",
        "- {term: levy, definition: Here another., not_here: [{quote: a levy}]}\n",
        "- {term: unheard, definition: d}\n- {term: tariff, definition: d}\n",
    ],
    "content/a/sources.yaml": ["- {title: Own, id: paper}\n", "- {title: Mine}\n"],
    "content/a/article.yaml": [
        "title: Another\nsource: paper\n",
        "published: 2019-05-10\ncaptions: [{quote: Fine print of the photograph.}]\n",
        "titel: x\n",
    ],
    "content/b/article.yaml": [
        "source: paper\nimage: {file: pic.png, alt: p}\nparagraphs: lines\n"
    ],
    "content/x/notes.yaml": ["- {quote: x, note: y}\n"],
    "content/pages/about.md": ["# About\n\n![Map](map.png)\n", "# Us\n\nWe.\n"],
    "content/pages/b.md": ["# Clash\n"],
    "sitegen.yaml": [
        "title: One\nlanguage: sv\n",
        "mark: all\n",
        "zones: {headings: true}\nbase_url: https://example.org/\n",
        "nonsense: 1\n",
    ],
}
PICTURES = [
    f"content/{path}" for path in ("a/map.png", "ann.png", "shot.png", "b/pic.png", "pages/map.png")
]
TEMPLATES = {
    STYLE: "a { color: red }",
    "page.html": '{% extends "base.html" %}{% block main %}{{ title }}{% endblock %}',
    "article.html": "<!doctype html><title>{{ title }}</title><p data-received>{{ lead }}</p>",
}


Edit = tuple[str, str | bytes | None]


@dataclass
class Bench:
    """What a site is made of, and the workshop that is told of each change."""

    at_once: int = 8
    options: Options = field(default_factory=Options)
    texts: dict[str, bytes] = field(default_factory=dict)
    templates: dict[str, str] = field(default_factory=dict)
    pictures: frozenset[str] = frozenset()
    copies: dict[str, str] = field(default_factory=dict)
    good: Result | None = None

    def __post_init__(self) -> None:
        self.workshop = Workshop(self.options, self.at_once)

    @property
    def inputs(self) -> Inputs:
        return Inputs(dict(self.texts), THEME | self.templates, self.pictures, dict(self.copies))

    def put(self, path: str, text: str | bytes | None) -> None:
        """Change, add or take away a file."""
        if text is None:
            self.texts.pop(path, None)
        else:
            self.texts[path] = text if isinstance(text, bytes) else text.encode()

    def agrees(self) -> None:
        """Hold the workshop, with nothing left for later, against a build from scratch."""
        while self.workshop.pending:
            self.workshop.work(1)
        built = build_site(self.inputs, self.options)
        others = (*machines.OF_SITE, "glossary/index.json", "data/glossary.json")
        asked = {*self.workshop.paths, *others, *(page.path for page in built.pages)}
        pages = {path: self.workshop.page(path) for path in sorted(asked)}
        result = self.workshop.result
        assert result.problems == built.problems
        assert result.lines == built.lines
        assert result.copies == built.copies
        counts = (result.articles, result.entries, result.mentions)
        assert counts == (built.articles, built.entries, built.mentions)
        if not built.errors:
            self.good = built
            assert self.workshop.copies == built.copies
        if self.good is not None and (built is self.good or built.errors):
            made = {path: page for path, page in pages.items() if page is not None}
            assert built.errors or {page.path: page for page in self.good.pages} == made


START = {
    path: texts[0]
    for path, texts in TEXTS.items()
    if path not in {"content/pages/b.md", "content/x/notes.yaml", "content/a/sources.yaml"}
}
"""A site without errors: the first text of most files."""

FILES = st.sampled_from(list(TEXTS)).flatmap(
    # The first is good, so that every second step mends something.
    lambda path: st.tuples(
        st.just(path), st.sampled_from([*TEXTS[path], None]) | st.just(START.get(path))
    )
)
EDITS = st.one_of(
    FILES,
    FILES,
    FILES,
    st.tuples(st.just("picture"), st.sampled_from(PICTURES)),
    st.tuples(st.just("template"), st.sampled_from(list(TEMPLATES))),
    st.tuples(st.just("copy"), st.sampled_from(["robots.txt", "a/index.html"])),
)


def begun(start: Mapping[str, str | bytes], at_once: int = 8) -> Bench:
    bench = Bench(at_once, pictures=frozenset(PICTURES))
    for path, text in start.items():
        bench.put(path, text)
    return bench


def edit(bench: Bench, what: str, which: str | bytes | None) -> None:
    if what == "picture":
        bench.pictures ^= {str(which)}
    elif what == "template":
        name = str(which)
        bench.templates = {key: text for key, text in bench.templates.items() if key != name} | (
            {} if name in bench.templates else {name: TEMPLATES[name]}
        )
    elif what == "copy":
        name = str(which)
        if bench.copies.pop(name, None) is None:
            bench.copies[name] = f"content/static/{name}"
    else:
        bench.put(what, which)


@given(
    steps=st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=1, max_size=8),
    start=st.sampled_from([{}, START, START]),
    looked_at=st.booleans(),
    at_once=st.sampled_from([0, 8]),
)
@at_least(100)
def test_every_step_is_what_a_build_makes(
    *, steps: list[list[Edit]], start: Mapping[str, str | bytes], looked_at: bool, at_once: int
) -> None:
    bench = begun(start, at_once)
    bench.workshop.update(bench.inputs)
    bench.agrees()
    for edits in steps:
        for one in edits:
            edit(bench, *one)
        bench.workshop.update(bench.inputs)
        if looked_at:
            bench.workshop.page("b/index.html")
        bench.agrees()
        event("errors" if bench.workshop.result.errors else "pages")


@pytest.mark.parametrize("path", TEXTS)
def test_any_text_may_become_any_other(path: str) -> None:
    """Each change by itself, and each moved by a line: random edits meet few of them alone."""
    pairs: list[tuple[str | bytes | None, ...]] = [*permutations([*TEXTS[path], None], 2)]
    if path.endswith(".yaml"):
        pairs += [(text, f"\n{text}") for text in TEXTS[path]]
    bench = begun(START)
    for first, second in pairs:
        for text in (first, second):
            bench.put(path, text)
            bench.workshop.update(bench.inputs)
            bench.agrees()


ITEMS = st.sampled_from(
    [
        "- term: a\n  definition: d",
        "- term: b\n  definition: >\n    long\n\n    and\n  also: [c, d] # x",
        "- {term: e, definition: f} #g",
        "# note\n",
        "- term: f\n  definition: 'on\n    and on'\n  draft: true\n# h",
        "-\n  term: g\n  definition: |\n     - x\n  also: [i,\n  j]",
        "- term: k\n  definition: d\n  sources:\n  - x\n  -   y",
    ]
)
NOISE = st.sampled_from(
    [
        "- term: 'i",
        "  definition: 'd",
        "- x'",
        "  y: [",
        "- ]",
        "---",
        "...",
        "%YAML 1.1",
        " - term: h",
    ]
)
SIDECARS = st.tuples(st.lists(ITEMS, max_size=5), st.lists(NOISE, max_size=2), ITEMS).map(
    lambda parts: "\n".join([*parts[0], *parts[1], parts[2], ""])
)


@given(SIDECARS, SIDECARS)
@at_least(1000)
def test_a_sidecar_read_by_items_is_what_it_is_as_a_whole(before: str, after: str) -> None:
    kind, path = KINDS["glossary"], "content/glossary.yaml"
    known = read_items(Source(path, before), kind, "", {}) or {}
    items = read_items(Source(path, after), kind, "", known)
    event("whole" if items is None else "items")
    if items is not None:
        entries = [entry for found, _ in items.values() for entry in found]
        problems = [problem for _, found in items.values() for problem in found]
        whole = read_sidecar(Source(path, after), kind, "")
        assert (entries, in_order(problems)) == (whole[0], in_order(whole[1]))
        wheres = [(entry.where, [form.where for form in entry.forms]) for entry in entries]
        assert wheres == [(one.where, [form.where for form in one.forms]) for one in whole[0]]


def test_the_start_of_the_property_has_pages_of_all_kinds() -> None:
    bench = begun(START)
    assert bench.workshop.update(bench.inputs).errors == 0
    assert {"a/index.html", "glossary/index.html", "about/index.html"} <= bench.workshop.paths


def test_an_article_that_is_asked_for_comes_before_the_others() -> None:
    bench = begun(START, at_once=0)
    bench.workshop.update(bench.inputs)
    before = bench.workshop.page("c/index.html")
    bench.put(
        "content/glossary.yaml",
        "- {term: tariff, definition: d}\n- {term: lev, also: [levy], definition: d}\n",
    )
    bench.workshop.update(bench.inputs)
    assert bench.workshop.pending == 3
    page = bench.workshop.page("c/index.html")
    assert page is not None
    assert page != before
    assert page in build_site(bench.inputs).pages
    assert bench.workshop.pending == 2
    assert bench.workshop.work(1).errors == 0
    assert bench.workshop.pending == 1
    bench.agrees()


def test_what_a_change_does_not_reach_is_not_done_again() -> None:
    plain = [path for path in START if path.startswith("seeds/")]
    bench = begun({path: START[path] for path in [*plain, "content/glossary.yaml"]})
    bench.workshop.update(bench.inputs)
    paths = ("b/index.html", "c/index.html")
    before = [bench.workshop.page(path) for path in paths]
    bench.put("seeds/a.md", "# A\n\nThe tariff rose again, said Ann Zorn of the rose.\n")
    bench.workshop.update(bench.inputs)
    now = [bench.workshop.page(path) for path in paths]
    assert all(one is other for one, other in zip(before, now, strict=True))


def test_a_report_on_an_article_follows_the_shared_entry_that_it_names() -> None:
    bench = begun({**START, "content/a/glossary.yaml": "- {term: tariff, definition: d}\n"})
    for text in (START["content/glossary.yaml"], f"\n{START['content/glossary.yaml']!s}", None):
        bench.put("content/glossary.yaml", text)
        bench.workshop.update(bench.inputs)
        bench.agrees()


def test_a_term_that_is_gone_is_on_no_page_even_of_articles_that_are_pending() -> None:
    bench = begun(START, at_once=0)
    bench.workshop.update(bench.inputs)
    bench.put("content/a/glossary.yaml", None)
    bench.put("content/glossary.yaml", "- {term: levy, definition: d}\n")
    assert bench.workshop.update(bench.inputs).errors == 0
    assert bench.workshop.pending
    for path in bench.workshop.paths - {"a/index.html", "b/index.html", "c/index.html"}:
        page = bench.workshop.page(path)
        assert page is not None
        assert "term-tariff" not in page.text
    bench.agrees()
