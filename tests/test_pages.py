"""The site that comes out: what is where, and that every link leads somewhere."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import PurePosixPath
from urllib.parse import unquote, urldefrag

import pytest
from helpers import ScratchSite, parse, text_of

ARTICLE = """\
    # The talks

    Xi spoke in Zhongnanhai in *November* 2017. Xi left.

    ## Money

    Tariffs on $200 billion rose. Xi’s mind was a tin ear politically, they said.

    Another tin ear politically was meant, and Zhongnanhai knew.
    """

SITE = {
    "seeds/talks.md": ARTICLE,
    "content/glossary.yaml": """\
        - term: Zhongnanhai
          native: 中南海
          definition: Where *the* Party sits. Xi works in Zhongnanhai.
          see: [tariff]
          sources: [{name: A map, url: "https://example.org/map", date: 2019-05}]
        - term: tariff
          definition: A tax. See Zhongnanhai, and Zhongnanhai again.
        """,
    "content/people.yaml": "- {name: Xi Jinping, also: [Xi], role: President, family_first: true}\n",
    "content/events.yaml": "- {title: The visit, when: 2017-11, also: [November 2017]}\n",
    "content/sources.yaml": """\
        - title: The minutes
          author: The clerk
          publisher: The ministry
          url: https://example.org/minutes?a=1&b=2
          published: 2017-12
          read: 2019-06-24
          note: Read *twice*, by Xi too.
        - title: A diary
          sources: [the-minutes]
        """,
    "content/talks/article.yaml": "{summary: S, byline: B, published: 2019-06-24, source: a-diary}\n",
    "content/talks/figures.yaml": "- {quote: $200 billion, value: 200e9, unit: USD, label: Goods, source: the-minutes}\n",
    "content/talks/notes.yaml": """\
        - quote: tin ear politically
          occurrence: all
          note: That is, no feeling for Zhongnanhai.
          sources: [the-minutes]
        """,
    "content/pages/about.md": "# About us\n\nWords.\n",
    "content/static/CNAME": "example.org\n",
}


@pytest.fixture
def built(site: ScratchSite) -> ScratchSite:
    result = site.write(SITE).build(strict=True)
    assert result.problems == ()
    return site


def pages(site: ScratchSite) -> dict[str, str]:
    public = site.root / "public"
    return {
        file.relative_to(public).as_posix(): file.read_text("utf-8")
        for file in public.rglob("*.html")
    }


def test_every_page_is_there(built: ScratchSite) -> None:
    assert set(pages(built)) == {
        "index.html",
        "404.html",
        "talks/index.html",
        "about/index.html",
        "glossary/index.html",
        "people/index.html",
        "figures/index.html",
        "timeline/index.html",
        "sources/index.html",
    }
    assert (built.root / "public" / "CNAME").read_text() == "example.org\n"


def test_every_page_parses_without_fault_and_every_id_is_its_own(built: ScratchSite) -> None:
    for path, html in pages(built).items():
        parse(html)
        ids = Counter(re.findall(r'\sid="([^"]*)"', html))
        assert {name: count for name, count in ids.items() if count > 1} == {}, path


def test_every_link_leads_to_a_file_and_a_place_in_it(built: ScratchSite) -> None:
    there = pages(built)
    files = {name.removeprefix("public/") for name in built.hashes()}
    for path, html in there.items():
        for target in re.findall(r'(?:href|src)="([^"]*)"', html):
            if target.startswith("https://"):
                continue
            file, place = urldefrag(unquote(target))
            base = PurePosixPath("/" if target.startswith("/") else PurePosixPath("/", path).parent)
            parts: list[str] = []
            for part in (base / file).parts[1:] if file else PurePosixPath(path).parts:
                parts = parts[:-1] if part == ".." else [*parts, part]
            name = "/".join(parts)
            assert name in files, f"{path}: {target}"
            assert not place or f'id="{place}"' in there[name], f"{path}: {target}"


def test_a_mark_leads_to_its_entry_and_the_entry_back_to_each_mention(built: ScratchSite) -> None:
    article, glossary = built.page("talks/index.html"), built.page("glossary/index.html")
    assert (
        '<a id="at-term-zhongnanhai-1" class="mark mark-glossary" href="../glossary/index.html#term-zhongnanhai" data-n="2">Zhongnanhai</a>'
        in article
    )
    assert 'id="term-zhongnanhai"' in glossary
    for number in (1, 2):
        assert f'href="../talks/index.html#at-term-zhongnanhai-{number}"' in glossary


def test_a_mention_shows_its_section_and_the_words_on_each_side(built: ScratchSite) -> None:
    (line,) = re.findall(
        r'<li><a href="[^"]*#at-figure-[^"]*">.*?</li>', built.page("figures/index.html"), re.DOTALL
    )
    assert "Tariffs on <b>$200 billion</b> rose. Xi’s mind was a tin ear…" in line
    assert '<span class="where">The talks, Money</span>' in line


def test_a_match_across_emphasis_is_one_mention_in_two_pieces(built: ScratchSite) -> None:
    article = built.page("talks/index.html")
    assert (
        '<em><a id="at-event-the-visit-1" class="mark mark-events" href="../timeline/index.html#event-the-visit">November</a></em>'
        in article
    )
    assert (
        '<a data-part-of="at-event-the-visit-1" class="mark mark-events" href="../timeline/index.html#event-the-visit" tabindex="-1" data-n="1"> 2017</a>'
        in article
    )


def test_unmarked_repeats_are_places_and_no_marks(built: ScratchSite) -> None:
    assert '<span id="at-person-xi-jinping-2">Xi</span> left.' in built.page("talks/index.html")


def test_a_note_cited_twice_has_one_number_and_a_way_back_to_each(built: ScratchSite) -> None:
    article = built.page("talks/index.html")
    assert (
        article.count(
            'role="doc-noteref" href="#note-tin-ear-politically" aria-label="Note 1">1</a>'
        )
        == 2
    )
    (notes,) = re.findall(
        r'<section class="endnotes" role="doc-endnotes".*?</section>', article, re.DOTALL
    )
    assert re.findall(r'role="doc-backlink" href="#([^"]*)"', notes) == [
        "at-note-tin-ear-politically-1",
        "at-note-tin-ear-politically-2",
    ]


def test_entries_named_in_a_definition_are_linked_once_and_never_to_themselves(
    built: ScratchSite,
) -> None:
    glossary = built.page("glossary/index.html")
    assert (
        '<p>A tax. See <a class="mark-glossary" href="../glossary/index.html#term-zhongnanhai">Zhongnanhai</a>, and Zhongnanhai again.</p>'
        in glossary
    )
    assert (
        'href="../people/index.html#person-xi-jinping">Xi</a> works in Zhongnanhai.</p>' in glossary
    )


def test_sources_are_named_with_address_and_date(built: ScratchSite) -> None:
    assert (
        '<a class="source" href="https://example.org/map">A map</a>, <time datetime="2019-05">May 2019</time>'
        in built.page("glossary/index.html")
    )


def test_a_source_says_what_it_is_and_who_uses_it(built: ScratchSite) -> None:
    diary, minutes = built.page("sources/index.html").split('<li class="profile"')[1:]
    assert 'id="source-a-diary"' in diary
    assert '<h2>The minutes</h2>\n<p class="role">The clerk, The ministry, <time' in minutes
    address = "https://example.org/minutes?a=1&amp;b=2"
    assert f'<a href="{address}">{address}</a>' in minutes
    assert 'Read <time datetime="2019-06-24">24 June 2019</time>' in minutes
    assert '<p>Read <em>twice</em>, by <a class="mark-people"' in minutes
    assert "Used by 3" in minutes
    assert re.findall(r'<li><a href="(.*)">(.*)</a></li>', minutes) == [
        ("../sources/index.html#source-a-diary", "A diary (source)"),
        ("../figures/index.html#figure-talks--goods", "Goods (figure)"),
        ("../talks/index.html#note-tin-ear-politically", "tin ear politically (note)"),
    ]
    assert re.findall(r'<li><a href="(.*)">(.*)</a></li>', diary) == [
        ("../talks/index.html", "The talks (article)")
    ]


def test_a_page_that_is_shown_anywhere_links_from_the_root(site: ScratchSite) -> None:
    site.write(SITE).build(base_url="https://example.org/sub/")
    assert 'href="/sub/assets/style.css"' in site.page("404.html")
    assert 'href="assets/style.css"' in site.page("index.html")


def test_captions_are_set_apart_and_no_names_are_marked_in_them(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.txt": "Xi in Beijing. (Photo: A. Wong)\n\nXi came.\n",
            "content/people.yaml": "- name: Xi\n",
            "content/a/article.yaml": "title: A\ncaptions: ['Photo: A. Wong']\n",
        }
    ).build(strict=True)
    page = site.page("a/index.html")
    assert '<p class="caption">Xi in Beijing. (Photo: A. Wong)</p>' in page
    assert page.count('class="mark mark-people"') == 1


def test_pictures_are_published_beside_the_page_that_shows_them(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nXi ![alt](in-text.png)\n",
            "content/people.yaml": "- {name: Xi, image: faces/xi.jpg}\n",
            "content/faces/xi.jpg": b"\xff\xd8\xff",
            "content/a/in-text.png": b"\x89PNG\r\n\x1a\n",
            "content/a/unused.png": b"\x89PNG\r\n\x1a\n",
            "content/a/plan.svg": b"<svg/>",
            "content/a/figures.yaml": "- {image: plan.svg, alt: A plan, caption: The plan}\n",
        }
    ).build(strict=True)
    files = site.hashes()
    assert {"public/a/in-text.png", "public/assets/faces/xi.jpg", "public/a/plan.svg"} <= set(files)
    assert "public/a/unused.png" not in files
    assert 'src="../assets/faces/xi.jpg"' in site.page("people/index.html")
    assert 'src="../a/plan.svg" alt="A plan"' in site.page("figures/index.html")


def test_people_organizations_and_places_are_profiles_in_the_order_of_letters(
    site: ScratchSite,
) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nXi left the WTO and OPEC for Yan’an and Ürümqi, not Zunyi.\n",
            "content/people.yaml": "- name: Xi\n",
            "content/organizations.yaml": """\
                - {name: WTO, role: A club, founded: 1995, same_as: ["https://example.org"]}
                - {name: OPEC, image: seal.png}
                """,
            "content/places.yaml": """\
                - {name: Zunyi, native: 遵义}
                - {name: Yan’an, within: "Shaanxi, China", description: Xi lived near *it*.}
                - {name: Ürümqi}
                """,
            "content/seal.png": b"\x89PNG\r\n\x1a\n",
        }
    ).build(strict=True)
    people, organizations, places = (
        site.page(f"{name}/index.html") for name in ("people", "organizations", "places")
    )
    profile = re.compile(r'<li class="profile[^"]*" id="([^"]*)" data-entry>')
    assert profile.findall(organizations) == ["organization-opec", "organization-wto"]
    assert profile.findall(places) == ["place-urumqi", "place-yanan", "place-zunyi"]
    assert '<span class="portrait initials" aria-hidden="true">X</span>' in people
    assert organizations.count("portrait") == 2  # the seal, and room for it
    assert '<p class="role">A club</p>' in organizations
    assert 'Founded <time datetime="1995">1995</time>' in organizations
    assert '<a href="https://example.org">https://example.org</a>' in organizations
    assert '<p class="role">Shaanxi, China</p>' in places
    assert "lived near <em>it</em>.</p>" in places
    article = site.page("a/index.html")
    panels = re.findall(r'<section class="panel panel-(\w+)"', article)
    assert panels == ["people", "organizations", "places"]
    assert "Yan’an</a><p>Shaanxi, China</p>\n<div" in article


def test_drafts_are_left_out_unless_asked_for(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nXi and Liu.\n",
            "content/people.yaml": "- name: Xi\n- {name: Liu, draft: true}\n",
        }
    )
    site.build()
    assert "person-liu" not in site.page("a/index.html")
    site.build(drafts=True)
    assert "person-liu" in site.page("a/index.html")


def test_an_article_keeps_its_own_entries_apart_from_anothers(site: ScratchSite) -> None:
    figure = "- {quote: $5, value: %d, unit: USD, label: Price}\n"
    site.write(
        {
            "seeds/a.md": "# A\n\nIt cost $5.\n",
            "seeds/b.md": "# B\n\nIt cost $5.\n",
            "content/a/figures.yaml": figure % 5,
            "content/b/figures.yaml": figure % 6,
        }
    ).build(strict=True)
    figures = site.page("figures/index.html")
    assert 'id="figure-a--price"' in figures
    assert 'id="figure-b--price"' in figures
    assert 'href="../figures/index.html#figure-b--price"' in site.page("b/index.html")


def test_marks_in_the_title_stay_in_the_title(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# Big Title here\n\nFirst words. More.\n",
            "content/a/notes.yaml": "- {quote: Big Title, note: n}\n",
        }
    ).build(strict=True)
    page = site.page("a/index.html")
    assert (
        '<h1 data-received><span id="at-note-big-title-1" class="mark mark-notes">Big Title</span>'
        in page
    )
    assert "<p>First words. More.</p>" in page


def test_headings_in_definitions_have_no_address(site: ScratchSite) -> None:
    definition = "  definition: |\n    # Use\n\n    Words.\n"
    site.write(
        {
            "seeds/a.md": "# A\n\n## Use\n\nOne and two.\n",
            "content/glossary.yaml": f"- term: one\n{definition}- term: two\n{definition}",
        }
    ).build(strict=True)
    assert 'id="section-use"' not in site.page("glossary/index.html")


def test_digits_and_signs_are_one_group_of_an_index(site: ScratchSite) -> None:
    names = ["5G", "€uro", "Ångström", "alpha", "3D"]
    site.write(
        {
            "seeds/a.md": f"# A\n\n{' '.join(names)}\n",
            "content/glossary.yaml": "".join(
                f"- {{term: {name}, definition: d}}\n" for name in names
            ),
        }
    ).build(strict=True)
    page = site.page("glossary/index.html")
    assert re.findall(r'<h2 id="(letter-\d)">(.)</h2>', page) == [
        ("letter-1", "#"),
        ("letter-2", "A"),
        ("letter-3", "U"),
    ]


CLASHES = [
    ({"seeds/!.md": "x"}, "can't be the address of an article"),
    ({"content/pages/!.md": "# x"}, "can't be the address of a page"),
    ({"content/pages/talks.md": "# x"}, "is also the address of"),
    ({"seeds/static.txt": "x"}, "can't be the address of an article"),
    (
        {"content/Talks/people.yaml": "- name: Q\n", "content/talks/people.yaml": "- name: R\n"},
        "about the same article",
    ),
    (
        {"content/talks/old/people.yaml": "- name: Q\n"},
        "only files in content/talks/ itself are read",
    ),
    ({"content/tolks/people.yaml": "- name: Q\n"}, "there is no article"),
    ({"content/article.yaml": "title: T\n"}, "no kind of entry has this name"),
    ({"content/static/talks": "x"}, "is also the address of"),
    ({"content/static/INDEX.html": "x"}, "is also the address of"),
]


@pytest.mark.parametrize(("files", "message"), CLASHES)
def test_no_file_is_lost_in_silence(site: ScratchSite, files: dict[str, str], message: str) -> None:
    result = site.write(SITE).write(files).build()
    assert any(message in problem.message for problem in result.problems)
    assert result.errors
    assert not (site.root / "public").exists()


def test_a_note_has_a_way_back_for_each_citation_and_no_more(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nOne. One. One.\n",
            "content/a/notes.yaml": "- {quote: One, occurrence: all, mark: first, note: n}\n",
        }
    ).build(strict=True)
    page = site.page("a/index.html")
    assert page.count('role="doc-noteref"') == page.count('role="doc-backlink"') == 1


def test_the_name_of_a_picture_may_have_a_space(site: ScratchSite) -> None:
    png = b"\x89PNG\r\n\x1a\n"
    site.write(
        {
            "seeds/a.md": "# A\n\nXi ![alt](<my pic.png>)\n",
            "content/people.yaml": "- {name: Xi, image: my pic.png}\n",
            "content/a/article.yaml": "image: {file: my pic.png, alt: a}\n",
            "content/my pic.png": png,
            "content/a/my pic.png": png,
        }
    ).build(strict=True)
    assert site.page("a/index.html").count('src="my%20pic.png"') == 2
    assert 'src="../assets/my%20pic.png"' in site.page("people/index.html")


WARNED = [
    (
        {
            "seeds/a.md": "# A\n\n## On OPEC\n\nx\n",
            "content/glossary.yaml": "- {term: OPEC, definition: d}\n",
        },
        "stands only where nothing is marked",
    ),
    ({"templates/footer.html": "x"}, "the theme has no template of this name"),
    ({"content/static/people.yaml": "- name: X\n"}, "not read as a sidecar"),
    ({"people.yaml": "- name: X\n"}, "this file is not read"),
    ({"seeds/b.docx": "x"}, "this file is not read"),
    ({"seeds/b.txt": ("word " * 60 + "\n") * 3}, "lines that look like paragraphs"),
]


@pytest.mark.parametrize(("files", "message"), WARNED)
def test_what_an_editor_would_miss_is_warned_of(
    site: ScratchSite, files: dict[str, str], message: str
) -> None:
    result = site.write({"seeds/a.md": "# A\n\nWords.\n"} | files).build()
    assert any(message in problem.message for problem in result.problems)
    assert not result.errors


def test_a_caption_that_is_no_paragraph_is_reported(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\n> Quoted words.\n",
            "content/a/article.yaml": "captions: [Quoted words]\n",
        }
    )
    assert [one.message for one in site.build().problems] == ["a caption is a paragraph of its own"]


PICTURED = {
    "seeds/a.txt": "A\n\nXi came.\n\nXi & his host in Osaka. (Photo: A. Wong)\n\nXi left.\n",
    "content/people.yaml": "- name: Xi\n",
    "content/a/article.yaml": "title: A\n",
    "content/a/figures.yaml": """\
        - quote: "Xi & his host in Osaka"
          image: two men.jpg
          alt: Two men & a "handshake"
          credit: A. Wong for X
    """,
    "content/a/two men.jpg": b"\xff\xd8\xff",
}


def test_a_caption_that_a_picture_quotes_stands_below_the_picture(site: ScratchSite) -> None:
    site.write(PICTURED).build(strict=True)
    page = site.page("a/index.html")
    assert (
        '<figure class="picture"><img src="../a/two%20men.jpg"'
        ' alt="Two men &amp; a &quot;handshake&quot;"><figcaption>'
        '<span id="at-figure-two-men-a-handshake-1">Xi &amp; his host in Osaka</span>.'
        ' (Photo: A. Wong) <span class="credit" data-generated>A. Wong for X</span>'
        "</figcaption></figure>" in page
    )
    assert page.count('class="mark mark-people"') == 1
    assert "../a/index.html#at-figure-two-men-a-handshake-1" in site.page("figures/index.html")
    assert "mark-figures" not in page


def test_a_picture_that_holds_for_all_articles_stands_where_its_caption_does(
    site: ScratchSite,
) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nOne.\n\n*The* plan\nof 1900\n",
            "seeds/b.md": "# B\n\nTwo.\n",
            "content/figures.yaml": "- {quote: The plan of 1900, image: p.svg, alt: A plan}\n",
            "content/p.svg": b"<svg/>",
        }
    ).build(strict=True)
    page = site.page("a/index.html")
    assert '<figure class="picture"><img src="../assets/p.svg" alt="A plan"><figcaption>' in page
    assert text_of(page) == "A One. The plan of 1900"
    assert "<figure" not in site.page("b/index.html")


def test_a_picture_whose_caption_is_no_paragraph_is_reported(site: ScratchSite) -> None:
    site.write(PICTURED | {"seeds/a.txt": b"", "seeds/a.md": "# A\n\n- Xi & his host in Osaka\n"})
    (site.root / "seeds/a.txt").unlink()
    assert "a caption is a paragraph of its own" in [one.message for one in site.build().problems]
