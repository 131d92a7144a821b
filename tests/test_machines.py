"""What the site says to machines: JSON-LD, previews, feed, map, tables."""

from __future__ import annotations

import csv
import json
import re
import struct
from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from urllib.parse import urljoin
from xml.etree import ElementTree as ET

import pytest
from helpers import ROOT, ScratchSite, at_least, parse
from hypothesis import given, strategies as st

from sitegen import card
from sitegen.builder import build
from sitegen.encode import data_block, to_json
from sitegen.kinds import KINDS
from sitegen.tables import _cell

BASE = "https://example.org/sub"
HOSTILE = """</script><script>"'&<!-- ]]>"""
QUOTED = json.dumps(HOSTILE)

SITE = {
    "sitegen.yaml": f"{{title: {QUOTED}, author: {QUOTED}, language: en-GB}}\n",
    "seeds/talks.md": "# The talks\n\nXi spoke of a tariff. Xi left with $200 billion.\n",
    "seeds/later.txt": "Nothing happened.\n",
    "seeds/中文.txt": "Nothing & nobody.\n",
    "content/people.yaml": f"- {{name: Xi, role: {QUOTED}, born: 1953-06, description: {QUOTED}}}\n",
    "content/glossary.yaml": "- {term: tariff, native: 关税, definition: 'A *tax* & a duty.'}\n",
    "content/talks/article.yaml": f"""\
        title: {QUOTED}
        byline: {QUOTED}
        kicker: 中文
        published: 2019-06
        source: {{name: {QUOTED}, url: "https://example.com/?a=1&b=2"}}
        licence: {QUOTED}
        """,
    "content/talks/figures.yaml": """\
        - {quote: $200 billion, value: 200e9, unit: USD, label: =SUM(A1), date: 2019-07-01}
        - {quote: a tariff, low: -1.5, high: 2, label: -5}
        """,
    "content/later/article.yaml": "{title: Later, published: 2018, summary: Then}\n",
    "content/pages/about.md": "# About\n\nWords of *ours*.\n",
}


@pytest.fixture
def built(site: ScratchSite) -> ScratchSite:
    result = site.write(SITE).build()
    assert result.errors == 0
    return site


@pytest.fixture
def addressed(site: ScratchSite) -> ScratchSite:
    result = site.write(SITE).build(base_url=BASE)
    assert result.errors == 0
    return site


def block(html: str) -> dict[str, Any]:
    """The one block of JSON-LD of a page, found by an HTML5 parser."""
    scripts = [one for one in parse(html).iter("script") if one.get("type")]
    assert [one.get("type") for one in scripts] == ["application/ld+json"]
    return json.loads(scripts[0].text)


def metas(html: str) -> Mapping[str, str]:
    found = [one for one in parse(html).iter("meta") if one.get("content")]
    return {
        one.get("property") or one.get("name") or one.get("http-equiv"): one.get("content")
        for one in found
    }


# ── In the pages ────────────────────────────────────────────────────────────


@given(st.recursive(st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
@at_least(500)
def test_no_text_ends_a_data_block(value: object) -> None:
    html = str(data_block(value))
    inside = html.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert not set(inside) & set("<>&\u2028\u2029")
    assert json.loads(inside) == value


def test_an_article_is_described(built: ScratchSite) -> None:
    told = block(built.page("talks/index.html"))
    assert told["@type"] == "Article"
    assert told["headline"] == HOSTILE
    assert told["author"] == {"@type": "Person", "name": HOSTILE}
    assert told["datePublished"] == "2019-06"
    assert told["inLanguage"] == "en-GB"
    assert told["isBasedOn"]["url"] == "https://example.com/?a=1&b=2"
    assert told["license"]["name"] == HOSTILE
    assert told["mentions"] == [
        {"@type": "Person", "@id": "../people/index.html#person-xi", "name": "Xi"},
        {"@type": "DefinedTerm", "@id": "../glossary/index.html#term-tariff", "name": "tariff"},
    ]


@pytest.mark.parametrize("base", ["", BASE])
def test_a_mention_has_the_address_under_which_its_index_tells_of_it(
    site: ScratchSite, base: str
) -> None:
    site.write(SITE).build(base_url=base)
    for mention in block(site.page("talks/index.html"))["mentions"]:
        name = mention["@id"].rpartition("#")[0].removesuffix("index.html").split("/")[-2]
        index = block(site.page(f"{name}/index.html"))
        (members,) = (
            value for value in index.values() if isinstance(value, list) and "@id" in value[0]
        )
        here = "http://test/talks/index.html", f"http://test/{name}/index.html"
        told = {urljoin(here[1], one["@id"]): one for one in members}
        assert told[urljoin(here[0], mention["@id"])]["name"] == mention["name"]


def test_what_the_demo_tells_of_its_article_is_short(site: ScratchSite) -> None:
    build(ROOT, output=site.root.parent / "demo", jobs=1)
    html = (site.root.parent / "demo" / "road-to-osaka" / "index.html").read_text("utf-8")
    assert 1000 < len(to_json(block(html)).encode()) < 4096


def test_each_index_is_described_in_the_words_of_its_kind(built: ScratchSite) -> None:
    people = block(built.page("people/index.html"))
    assert people["itemListElement"] == [
        {
            "@type": "Person",
            "@id": "index.html#person-xi",
            "name": "Xi",
            "description": people["itemListElement"][0]["description"],
            "jobTitle": HOSTILE,
            "birthDate": "1953-06",
        }
    ]
    glossary = block(built.page("glossary/index.html"))
    assert glossary["@type"] == "DefinedTermSet"
    (term,) = glossary["hasDefinedTerm"]
    assert term["description"] == "A tax & a duty."
    assert term["alternateName"] == "关税"
    figures = block(built.page("figures/index.html"))
    assert figures["@type"] == "Dataset"
    assert [one.get("value") for one in figures["variableMeasured"]] == [200_000_000_000, None]
    assert figures["variableMeasured"][1]["minValue"] == -1.5
    assert {one["encodingFormat"]: one["contentUrl"] for one in figures["distribution"]} == {
        "text/csv": "../data/figures.csv",
        "application/json": "../data/figures.json",
    }
    assert block(built.page("index.html"))["@type"] == "WebSite"


def test_every_page_has_a_description(built: ScratchSite) -> None:
    pages = [file for file in built.hashes() if file.endswith(".html")]
    told = {file: metas((built.root / file).read_text("utf-8")) for file in pages}
    assert all(one["description"] for one in told.values())
    assert told["public/talks/index.html"]["description"].startswith("Xi spoke of a tariff.")
    assert told["public/later/index.html"]["description"] == "Then"
    assert told["public/about/index.html"]["description"] == "Words of ours."
    assert [file for file, one in told.items() if "noindex" in one.get("robots", "")] == [
        "public/404.html"
    ]


def test_without_an_address_nothing_absolute_is_invented(built: ScratchSite) -> None:
    ours = ("https://schema.org", "https://example.com/", "http://www.w3.org/")
    for name in built.hashes():
        text = (built.root / name).read_bytes().decode("utf-8", "replace")
        found = re.findall(r"https?://[^\s\"'<>)]*", text)
        assert [url for url in found if not url.startswith(ours)] == [], name
    page = metas(built.page("talks/index.html"))
    assert page["og:title"] == HOSTILE
    assert page["og:type"] == "article"
    assert page["og:locale"] == "en_GB"
    assert page["twitter:card"] == "summary"
    assert not {"og:url", "og:image"} & set(page)
    assert not (built.root / "public" / "sitemap.xml").exists()
    assert not (built.root / "public" / "feed.xml").exists()
    assert not (built.root / "public" / "talks" / "card.png").exists()
    assert built.page("robots.txt") == "User-agent: *\nAllow: /\n"


def test_with_an_address_previews_have_one_and_a_picture(addressed: ScratchSite) -> None:
    html = addressed.page("talks/index.html")
    page = metas(html)
    assert f'<link rel="canonical" href="{BASE}/talks/">' in html
    assert page["og:url"] == f"{BASE}/talks/"
    assert page["og:image"] == f"{BASE}/talks/card.png"
    assert page["og:image:width"] == str(card.WIDTH)
    assert page["og:image:height"] == str(card.HEIGHT)
    assert page["twitter:card"] == "summary_large_image"
    assert block(html)["image"] == f"{BASE}/talks/card.png"
    assert "canonical" not in addressed.page("404.html")


# ── Beside them ─────────────────────────────────────────────────────────────


def test_the_feed_has_what_is_dated_newest_first(addressed: ScratchSite) -> None:
    atom = "{http://www.w3.org/2005/Atom}"
    feed = ET.fromstring(addressed.page("feed.xml"))
    assert feed.findtext(f"{atom}title") == HOSTILE
    assert feed.findtext(f"{atom}id") == f"{BASE}/"
    assert feed.findtext(f"{atom}updated") == "2019-07-01T00:00:00Z"
    entries = feed.findall(f"{atom}entry")
    assert [entry.findtext(f"{atom}id") for entry in entries] == [
        f"{BASE}/talks/",
        f"{BASE}/later/",
    ]
    assert entries[0].findtext(f"{atom}published") == "2019-06-01T00:00:00Z"
    assert entries[0].findtext(f"{atom}author/{atom}name") == HOSTILE
    assert entries[1].findtext(f"{atom}updated") == "2018-01-01T00:00:00Z"
    assert entries[1].findtext(f"{atom}summary") == "Then"
    assert 'type="application/atom+xml"' in addressed.page("talks/index.html")


def test_a_site_without_a_date_has_no_feed(site: ScratchSite) -> None:
    site.write({"seeds/a.txt": "Words.\n"}).build(base_url=BASE)
    assert not (site.root / "public" / "feed.xml").exists()
    assert "atom" not in site.page("a/index.html")


def test_the_map_has_every_page_but_that_for_lost_ones(addressed: ScratchSite) -> None:
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    urls = ET.fromstring(addressed.page("sitemap.xml"))
    told = {url.findtext(f"{space}loc"): url.findtext(f"{space}lastmod") for url in urls}
    assert told == {
        f"{BASE}/": None,
        f"{BASE}/talks/": "2019-07-01",
        f"{BASE}/later/": "2018",
        f"{BASE}/%E4%B8%AD%E6%96%87/": None,
        f"{BASE}/people/": None,
        f"{BASE}/glossary/": None,
        f"{BASE}/figures/": None,
        f"{BASE}/about/": None,
    }
    assert f"\nSitemap: {BASE}/sitemap.xml\n" in addressed.page("robots.txt")


@pytest.mark.parametrize("name", ["robots.txt", "sitemap.xml", "feed.xml"])
def test_a_file_of_the_sites_own_is_used_instead(site: ScratchSite, name: str) -> None:
    result = site.write(SITE | {f"content/static/{name}": "ours\n"}).build(base_url=BASE)
    assert result.errors == 0
    assert site.page(name) == "ours\n"


@pytest.mark.parametrize(
    "path", ["Robots.txt", "talks/annotations.jsonld", "talks/received.md", "data/people.csv"]
)
def test_a_file_of_the_sites_own_in_place_of_another_is_a_clash(
    site: ScratchSite, path: str
) -> None:
    result = site.write(SITE | {f"content/static/{path}": "ours\n"}).build()
    assert [problem.where.path for problem in result.problems if problem.severity == "error"] == [
        f"content/static/{path}"
    ]


def test_tables_hold_the_entries(built: ScratchSite) -> None:
    figures = json.loads(built.page("data/figures.json"))
    assert [(one["name"], one["value"], one["low"], one["mentions"]) for one in figures] == [
        ("=SUM(A1)", 200_000_000_000, None, 1),
        ("-5", None, -1.5, 1),
    ]
    assert figures[0]["articles"] == ["talks"]
    assert figures[0]["date"] == "2019-07-01"
    people = json.loads(built.page("data/people.json"))
    assert people[0]["role"] == HOSTILE
    assert people[0]["mentions"] == 2
    with (built.root / "public/data/figures.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, strict=True))
    assert [(row["name"], row["value"], row["low"], row["high"]) for row in rows] == [
        ("'=SUM(A1)", "200000000000", "", ""),
        ("-5", "", "-1.5", "2"),
    ]
    glossary = (built.root / "public/data/glossary.csv").read_bytes().decode()
    assert "A tax & a duty." in glossary
    assert glossary.count("\r\n") == 2


def test_every_index_page_leads_to_its_tables(built: ScratchSite) -> None:
    for kind in KINDS.values():
        file = built.root / "public" / kind.page / "index.html"
        if kind.page and file.is_file():
            for suffix in ("csv", "json"):
                assert f'href="../data/{kind.name}.{suffix}" download' in file.read_text("utf-8")


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555", "'+1 555"),
        ("-2", "-2"),
        ("-2+3", "'-2+3"),
        ("@SUM", "'@SUM"),
        ("\t=1", "'\t=1"),
        ("＝1", "'＝1"),
        ("plain = text", "plain = text"),
        (["=a", "b"], "'=a; b"),
        (None, ""),
        (False, ""),
        (True, "yes"),
    ],
)
def test_no_cell_is_a_formula(value: object, cell: str) -> None:
    assert _cell(value) == cell


def test_json_has_numbers_as_written() -> None:
    assert to_json([Decimal("200e9"), Decimal("-1.60"), Decimal(0)]) == "[200000000000,-1.6,0]"
    with pytest.raises(TypeError):
        to_json({1, 2})


# ── Cards ───────────────────────────────────────────────────────────────────

COUNTS = [card.Count(9, "people", kind.told.stroke, kind.told.ink) for kind in KINDS.values()]


def size(picture: bytes) -> tuple[int, int]:
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack(">II", picture[16:24])


@pytest.mark.parametrize(
    "title", ["", "T", "A title " * 60, "W" * 400, "中文", "مرحبا", "😀 e\u0301"]
)
def test_a_card_is_drawn_whatever_the_title(title: str) -> None:
    picture = card.draw(title, title, title, title, COUNTS)
    assert size(picture) == (card.WIDTH, card.HEIGHT) == (1200, 630)
    assert picture == card.draw(title, title, title, title, COUNTS)


def test_words_that_the_font_lacks_become_no_boxes() -> None:
    blank = card.draw("", "", "", "", COUNTS)
    assert card.draw("中文", "مرحبا", "עברית", "한국어", COUNTS) == blank
    assert card.draw("Café — “Ελλάδα” Москва", "", "", "", COUNTS) != blank


def test_a_site_is_built_without_cards_where_nothing_can_draw_them(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(card, "can_draw", lambda: False)
    assert site.write(SITE).build(base_url=BASE).errors == 0
    assert not (site.root / "public/talks/card.png").exists()
    assert "og:image" not in site.page("talks/index.html")


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_card_has_the_colours_of_the_theme(kind: object) -> None:
    assert f"({kind.told.ink}," in (ROOT / "templates" / "style.css").read_text("utf-8")  # type: ignore[attr-defined]


# ── Of all ──────────────────────────────────────────────────────────────────


def test_the_bytes_are_the_same_each_time_and_on_two_cores(site: ScratchSite) -> None:
    more = {f"seeds/more-{number}.md": f"# More\n\nXi {number}.\n" for number in range(70)}
    site.write(SITE | more)
    hashes = []
    for jobs in (1, 2, 1):
        assert build(site.root, output=site.root / "out", base_url=BASE, jobs=jobs).errors == 0
        hashes.append(site.hashes("out"))
        for file in sorted((site.root / "out").rglob("*"), reverse=True):
            file.rmdir() if file.is_dir() else file.unlink()
    assert hashes[0] == hashes[1] == hashes[2]
    assert "out/more-1/card.png" in hashes[0]
