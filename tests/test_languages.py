"""Two languages that ask for other rules than English: Chinese and Arabic.

The sites in `tests/sites/` are whole ones, for the tests of pages and scripts
too; the tables here say which names are found where.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from helpers import ROOT, SITES, at_least, found, terms, text_of
from hypothesis import given, strategies as st

from sitegen.slug import is_slug, slugify

# ── Chinese: unspaced, so that every place is a word's edge ─────────────────

CHINESE = [
    ("赵州桥", "在赵州桥上", ["赵州桥"], "a name anywhere in a sentence"),
    ("赵州桥 赵州 州桥", "赵州桥在赵州", ["赵州桥", "赵州"], "the longest name wins"),
    ("石拱桥 拱桥 拱", "石拱桥、拱桥、拱", ["石拱桥", "拱桥", "拱"], "a name inside a longer one"),
    ("赵州 州桥", "赵州桥", ["赵州"], "of two as long, the earlier"),
    ("李春", "桃李春风", ["李春"], "letters of two words, which `not_here` is for"),
    ("安济桥", "“安济桥”，《安济桥》。", ["安济桥", "安济桥"], "beside signs"),
    ("安济桥", "安\n济桥", [], "a line break that parts it"),
    ("安济桥", "安\u200b济桥", ["安\u200b济桥"], "a zero-width space in it"),
    ("汉字", "漢字", [], "letters of the other script, which must be listed"),
    ("G20", "在G20峰会，G200", ["G20"], "Latin letters among Chinese ones"),
    ("20国", "120国，20国", ["20国"], "a number before Chinese letters"),
    ("二十", "二十八道", ["二十"], "part of a number in letters, which only a quote can tell"),
]

# ── Arabic: whole words, and a prefix makes another word ────────────────────

ARABIC = [
    ("الصين", "في الصين، ثم", ["الصين"], "a whole word"),
    ("الصين", "والصين بالصين للصين كالصين فالصين", [], "a word with a prefix is another"),
    ("الصين والصين", "الصين والصين", ["الصين", "والصين"], "a form with a prefix, listed"),
    ("صين", "الصين", [], "a word without its article"),
    ("الصين", "الصينية الصيني", [], "a longer word"),
    ("الصين", "«الصين» (الصين) الصين؟ الصين؛ الصين،", ["الصين"] * 5, "beside signs"),
    ("ابن_النديم", "ابن النديم وابن النديم", ["ابن النديم"], "a name of two words"),
    ("أسرة_هان هان", "أسرة هان، هان", ["أسرة هان", "هان"], "the longest name wins"),
    ("هان", "هان\u200f، \u200fهان، \u061cهان", ["هان"] * 3, "beside marks of direction"),
    ("پکن", "می\u200cپکن", [], "after a joiner inside a word, as Persian has it"),
    ("الرق", "الرَّقُّ", ["الرَّقُّ"], "a text with vowel signs"),
    ("الرَّقّ", "الرق", ["الرق"], "a name with vowel signs"),
    ("الصين", "الصـين الصينـ", ["الصـين", "الصينـ"], "a stretched line"),
    ("الصين", "وَالصين الصينِيّ ـالصين", [], "a longer word, with signs"),
    (
        "الصين",
        "\ufe8d\ufedf\ufebc\ufef4\ufee6",
        ["\ufe8d\ufedf\ufebc\ufef4\ufee6"],
        "shapes of letters",
    ),
    ("שלום", "שָׁלוֹם", ["שָׁלוֹם"], "Hebrew points"),
    ("أحمد", "ا\u0654حمد أحمد", ["ا\u0654حمد", "أحمد"], "a composed and a decomposed letter"),
    ("أحمد مكتبة على", "احمد مكتبه علي", [], "another letter, however alike"),
]


@pytest.mark.parametrize(
    ("names", "text", "hits", "why"), CHINESE + ARABIC, ids=[why for *_, why in CHINESE + ARABIC]
)
def test_which_names_are_found(names: str, text: str, hits: list[str], why: str) -> None:
    these = terms(*(name.replace("_", " ") for name in names.split()))
    assert found(text, these, inflect=False) == hits


# ── Ids ─────────────────────────────────────────────────────────────────────

SLUGS = [
    ("علّموا أولادكم", "علّموا-أولادكم", "vowel signs"),
    ("हिन्दी भाषा", "हिन्दी-भाषा", "Hindi"),
    ("क्\u200dष", "क्ष", "a joiner"),
    ("ที่นี่ ประเทศไทย", "ที่นี่-ประเทศไทย", "Thai tones"),
    ("Ångström, naïve Việt", "angstrom-naive-viet", "Latin accents"),
    ("Й Ё ΰ", "й-ё-ΰ", "letters of other scripts"),
    ("Xi’an \ufb01sh", "xian-fish", "an apostrophe and a ligature"),
    ("❤\ufe0f a\ufe0fb", "ab", "signs"),
    ("\u0301 x \u093f", "x", "marks without a letter"),
    ("Ꭰ", "ꭰ", "Cherokee"),
    ("…", "", "no letter"),
]


@pytest.mark.parametrize(("words", "slug", "why"), SLUGS, ids=[why for *_, why in SLUGS])
def test_ids_keep_the_letters_of_their_script(words: str, slug: str, why: str) -> None:
    assert slugify(words) == slug


@given(st.text())
@at_least(500)
def test_what_is_made_from_words_can_be_an_id(words: str) -> None:
    slug = slugify(words)
    assert is_slug(slug) or not slug
    assert slugify(slug) == slug
    assert not {character for character in slug if not character.isprintable()}


@pytest.mark.parametrize("text", ["a", "café", "हिन्दी", "a-1"])
def test_an_id_is_words_and_hyphens(text: str) -> None:
    assert is_slug(text)


@pytest.mark.parametrize("text", ["", "A", "a b", "a--b", "-a", "a-", "a_b", "\u0301a", "a-\u0301"])
def test_nothing_else_is_an_id(text: str) -> None:
    assert not is_slug(text)


# ── The two sites ───────────────────────────────────────────────────────────

ARTICLES = {"chinese": "anji-bridge", "arabic": "paper"}
LANGUAGES = {"chinese": "zh", "arabic": "ar"}
MENTIONS = {
    "chinese": {
        "term-赵州桥": ["赵州桥", "安济桥", "大石桥", "赵州桥", "赵州桥", "安济桥", "赵州桥"],
        "term-石拱桥": ["石拱桥", "石拱桥", "石拱桥"],
        "term-拱": ["拱", "拱"],
        "term-拱券": ["大拱", "拱券", "大拱", "小拱", "小拱"],
        "term-敞肩拱": ["敞肩拱"],
        "person-李春": ["李春"] * 5,
        "person-茅以升": ["茅以升"],
    },
    "arabic": {
        "term-الصين": ["الصين"],
        "term-الورق": ["الورق"] * 7,
        "term-الوراق": ["الوراق", "للوراقين"],
        "term-سمرقند": ["سمرقند"] * 2,
        "person-ابن-النديم": ["ابن النديم"],
        "person-تساي-لون": ["تساي لون"] * 2,
    },
}
"""What each article must mention, the words of an entry in order."""


@pytest.fixture(params=ARTICLES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def page(published: Path, name: str) -> str:
    return (published / name / ARTICLES[name] / "index.html").read_text("utf-8")


def test_each_entry_is_mentioned_where_it_is_named(published: Path, name: str) -> None:
    for entry, words in MENTIONS[name].items():
        ids = rf'id="at-{re.escape(entry)}-\d+"[^>]*>([^<]*)<'
        assert re.findall(ids, page(published, name)) == words, entry


def test_what_only_looks_like_a_name_is_left_alone(published: Path) -> None:
    assert "桃李春风" in page(published, "chinese")
    assert " والصين " in page(published, "arabic")
    assert " الوراقين" in page(published, "arabic")


def test_every_word_is_on_the_page(published: Path, name: str) -> None:
    (seed,) = (SITES / name / "seeds").iterdir()
    words = re.sub("(?m)^#+ ", "", seed.read_text("utf-8")).split()
    assert text_of(page(published, name)).split() == words


SIDED = re.compile(
    r"[{;]\s*(?:left|right|(?:margin|padding|border)-(?:left|right)[\w-]*)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)\b"
    r"|(?:margin|padding|inset)\s*:\s*\S+ (?P<right>[^\s;]+) \S+ (?!(?P=right)\s*;)[^\s;]+\s*;"
)
"""A property that puts something on one side, whichever way the page runs."""


@pytest.mark.parametrize(
    "sheet", sorted((ROOT / "templates").glob("*.css")), ids=lambda one: one.name
)
def test_styles_know_no_left_and_right(sheet: Path) -> None:
    assert [found[0] for found in SIDED.finditer(sheet.read_text("utf-8"))] == []


def test_the_page_says_its_language_and_direction(published: Path, name: str) -> None:
    (root,) = re.findall("<html[^>]*>", page(published, name))
    assert f'lang="{LANGUAGES[name]}"' in root
    assert ('dir="rtl"' in root) == (name == "arabic")
