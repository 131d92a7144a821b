"""Any text, written as YAML, reads as the same text."""

from __future__ import annotations

import re

import pytest
from helpers import at_least
from hypothesis import given, strategies as st

from sitegen.model import Source
from sitegen.scalars import pair, scalar
from sitegen.source import CONTROL
from sitegen.tree import Items, Pairs, Scalar, read_tree

nasty = st.sampled_from(
    [
        *"ab  ::##--\"'\\\n\r\t[]{}&*!|>%@`,?~=.<0é中🙂\u202e\ufeff\x85\u2028\xa0\u0301\u05d0\u200d",
        *(" #", ": ", "- ", "---", "...", "<<", "\n\n", "no", "x" * 90 + " "),
    ]
)
texts = st.one_of(
    st.lists(nasty, max_size=30).map("".join),
    st.text(st.characters(exclude_categories=["Cs"])),
).filter(lambda text: not CONTROL.search(text))


def value_of(lines: list[str]) -> object:
    """What one key reads as, in an entry that another follows."""
    block = "".join(f"{'  ' if number else '- '}{line}\n" for number, line in enumerate(lines))
    root, problems = read_tree(Source("a.yaml", f"{block}  next: 1\n- last: 1\n"))
    assert problems == []
    assert isinstance(root, Items)
    assert isinstance(root.items[0], Pairs)
    assert [key.value for key, _ in root.items[0].pairs] == ["key", "next"]
    value = root.items[0].pairs[0][1]
    if isinstance(value, Items):
        return [item.value for item in value.items if isinstance(item, Scalar)]
    assert isinstance(value, Scalar)
    return value.value


@given(texts)
@at_least(1500)
def test_a_text_reads_as_it_was(text: str) -> None:
    expected = re.sub("\r\n?", "\n", text).strip("\n")
    read = value_of(pair("key", text))
    assert isinstance(read, str)
    assert read.strip("\n") == expected


@given(st.lists(texts, min_size=1, max_size=4))
@at_least(500)
def test_a_list_reads_as_it_was(items: list[str]) -> None:
    flat = [item.replace("\r", " ") for item in items]
    assert value_of(pair("key", flat)) == flat


@pytest.mark.parametrize(
    ("words", "written"),
    [
        ("$200 billion", "$200 billion"),
        ("the “tin ear”: politics", '"the “tin ear”: politics"'),
        ("2019-05-10", "2019-05-10"),
        ("No. #1", '"No. #1"'),
        ('"x" \\', r'"\"x\" \\"'),
        ("C#", "C#"),
        ("- x", '"- x"'),
    ],
)
def test_what_needs_no_quotation_marks_gets_none(words: str, written: str) -> None:
    assert scalar(words) == written


def test_long_texts_are_folded_and_lines_are_kept() -> None:
    long = pair("note", "word " * 40 + "end")
    assert long[0] == "note: >"
    assert max(map(len, long)) <= 102
    assert pair("note", "One.\r\n\r\nTwo.\n") == ["note: |", "  One.", "", "  Two."]
