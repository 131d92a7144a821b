"""How words are filed and dates written, in the language of a site."""

from __future__ import annotations

import builtins
import random
import subprocess
import sys
from collections.abc import Iterator

import pytest
from helpers import ScratchSite
from hypothesis import given, strategies as st

from sitegen.language import direction, written
from sitegen.order import filing

FILED = {
    "sv": "Anna Oslo Zebra Ångström Ärla Örn",
    "de": "Arg Ärger Ofen Öl Zebra",
    "de-u-co-phonebk": "Adler Ähre Affe",
    "es": "nube ñandú oso",
    "cs": "cena čas hrad chleba jaro",
    "zh": "关税 刘鹤 习近平 长征 中南海",
    "zh-u-co-stroke": "中南海 关税 刘鹤",
    "ar": "أحمد بيت تونس جمل",
    "ja": "あい カナ さくら",
    "en": "5G Apple ärger Athen €uro αβγ Ёлка שלום 中南海",
    "no language at all": "Ab äc ad",
    "": "Ab äc ad",
}
LETTERS = {
    "sv": [("Ångström", "Å"), ("Zebra", "Z"), ("Öl", "Ö")],
    "de": [("Ärger", "A"), ("Öl", "O"), ("ßa", "S")],
    "zh": [("关税", "G"), ("中南海", "Z"), ("Apple", "A")],
    "ar": [("أحمد", "ا"), ("بيت", "ب")],
    "en": [("3D", "#"), ("!", "#"), ("“Quoted”", "Q"), ("Ёлка", "Е"), ("中南海", "…"), ("", "#")],
}


@pytest.mark.parametrize("language", FILED)
def test_words_are_in_the_order_of_their_language(language: str) -> None:
    words = FILED[language].split()
    shuffled = random.Random(1).sample(words, len(words))
    assert sorted(shuffled, key=filing(language).key) == words


@pytest.mark.parametrize("language", LETTERS)
def test_words_stand_under_the_letters_of_their_language(language: str) -> None:
    letter = filing(language).letter
    assert [(word, letter(word)) for word, _ in LETTERS[language]] == LETTERS[language]


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine for which there is no wheel of ICU."""
    plain = builtins.__import__

    def without(name: str, *rest: object, **named: object) -> object:
        if name == "icu":
            raise ImportError
        return plain(name, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    filing.cache_clear()
    yield
    filing.cache_clear()


@pytest.mark.usefixtures("bare")
def test_without_icu_words_are_filed_by_bare_letters() -> None:
    key, letter = filing("sv")
    words = ["5G", "Ångström", "Anna", "B", "b", "Zebra"]
    assert sorted(random.Random(1).sample(words, 6), key=key) == words
    assert [letter(word) for word in words] == ["#", "A", "A", "B", "B", "Z"]


@pytest.mark.parametrize("language", ["en", "sv", "zh", "ja", "th"])
@given(st.lists(st.text(max_size=4), max_size=12))
def test_the_words_of_one_letter_stand_together(language: str, words: list[str]) -> None:
    key, letter = filing(language)
    letters = [letter(word) for word in sorted(words, key=key)]
    runs = [one for at, one in enumerate(letters) if not at or one != letters[at - 1]]
    named = [one for one in runs if one != "…"]  # between scripts, and after all of them
    assert len(named) == len(set(named))


def test_the_locale_of_the_machine_has_no_say() -> None:
    code = (
        "from sitegen.order import filing;"
        "print(sorted('Zebra Ärla Anna'.split(), key=filing('xx').key), filing('xx').letter('Ärla'))"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={"LC_ALL": locale, "LANG": locale, "PYTHONUTF8": "1"},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for locale in ("C", "sv_SE.UTF-8", "zh_CN.UTF-8")
    }
    assert said == {"['Anna', 'Ärla', 'Zebra'] A\n"}


WRITTEN = [
    ("en", "2019-06-24", "24 June 2019"),
    ("en", "2019-06", "June 2019"),
    ("en", "0999", "999"),
    ("en", "0751-07-10", "10 July 751"),
    ("en-US", "0751-07-10", "July 10, 751"),
    ("ar", "0751-07", "يوليو 751"),
    ("zh", "0751", "751年"),
    ("tlh", "0751-07", "751-07"),
    ("en-US", "2019-06-24", "June 24, 2019"),
    ("en-GB", "2019-06-24", "24 June 2019"),
    ("sv", "2019-06-24", "24 juni 2019"),
    ("de", "2019-06-24", "24. Juni 2019"),
    ("fr", "2019-06", "juin 2019"),
    ("zh", "2019-06-24", "2019年6月24日"),
    ("zh-Hant-TW", "2019-06", "2019年6月"),
    ("ja", "2019", "2019年"),
    ("fa", "2019", "2019"),
    ("tlh", "2019-06-24", "2019-06-24"),
    ("no language at all", "2019-06", "2019-06"),
]


@pytest.mark.parametrize(("language", "day", "words"), WRITTEN)
def test_dates_are_written_as_their_language_does(language: str, day: str, words: str) -> None:
    assert written(day, language) == words


def test_the_direction_is_that_of_the_language() -> None:
    tags = ["en", "en-US", "sv", "zh", "ar", "he", "fa-IR", "ur", "tlh", "no language at all"]
    assert [tag for tag in tags if direction(tag) == "rtl"] == ["ar", "he", "fa-IR", "ur"]


def test_a_site_is_written_in_its_language(site: ScratchSite) -> None:
    site.write(
        {
            "sitegen.yaml": "language: ar\n",
            "seeds/a.md": "# أ\n\nبيت أحمد\n",
            "content/a/article.yaml": "published: 2019-06-24\n",
            "content/glossary.yaml": "- {term: بيت, definition: d}\n- {term: أحمد, definition: d}\n",
        }
    ).build(strict=True)
    page = site.page("glossary/index.html")
    assert '<html lang="ar" dir="rtl">' in page
    assert page.index("<dfn>أحمد") < page.index("<dfn>بيت")
    assert '<time datetime="2019-06-24">24 يونيو 2019</time>' in site.page("a/index.html")


def test_people_are_filed_by_family_name(site: ScratchSite) -> None:
    site.write(
        {
            "seeds/a.md": "# A\n\nLiu He, Ann Zorn, Bo Adams and Åke Ek met.\n",
            "sitegen.yaml": "language: sv\n",
            "content/people.yaml": """\
                - {name: Liu He, family_first: true}
                - {name: Ann Zorn}
                - {name: Bo Adams}
                - {name: Åke Ek, sort: Åke}
                """,
        }
    ).build(strict=True)
    page = site.page("people/index.html")
    names = ["Bo Adams", "Liu He", "Ann Zorn", "Åke Ek"]
    assert sorted(names, key=lambda name: page.index(f">{name} ")) == names


def test_a_plain_english_site_loads_no_more_than_it_needs() -> None:
    code = (
        "import sys; import sitegen.cli;"
        "from sitegen.language import direction, written; written('2019', 'en'), direction('en');"
        "print({'icu', 'babel'} & set(sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert said == "set()\n"
