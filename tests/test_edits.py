"""Sidecars that are added to: every byte that was there stays, and an undo leaves no trace."""

from __future__ import annotations

import pytest
from helpers import at_least
from hypothesis import given, strategies as st

from sitegen.edits import Edit, append, switch_off
from sitegen.kinds import KINDS
from sitegen.model import Entry, Source
from sitegen.sidecar import read_sidecar
from sitegen.source import decode

KIND = KINDS["glossary"]
PATH = "content/glossary.yaml"
BLOCK = '- term: Yudu\n  definition: |\n    A town.  \n\n    "By": a #river.\n'
ITEM = '{quote: "Xi", before: "said: #"}'


def read(data: bytes) -> list[Entry]:
    source, problems = decode(PATH, data)
    assert source is not None
    assert problems == []
    entries, problems = read_sidecar(source, KIND, "")
    assert problems == []
    return entries


def said(entries: list[Entry]) -> list[tuple[object, ...]]:
    """What entries say, without where they say it."""
    return [
        (
            one.id,
            [form.text for form in one.forms],
            one.record.definition,
            [(quote.text, quote.before) for quote in one.not_here],
        )
        for one in entries
    ]


TAILS = [
    "definition: plain",
    'definition: "in: quotes" # why',
    "definition: >\n    folded\n    words",
    "definition: |\n    as it is\n\n    # no comment\n    end",
    "definition: |\n    as it is\n\n    # no comment",
    "definition: d\n  see: []\n  # native: commented out",
    "definition: d\n  not_here: [one, {quote: two, before: b}]",
    "definition: d\n  not_here:\n    - one\n    # why\n    - quote: two\n      before: b\n  native: n",
    "not_here:\n  - one\n  definition: plain",
    "not_here: []\n  definition: plain",
]


@st.composite
def sidecars(draw: st.DrawFn) -> bytes:
    """A good sidecar in one of many layouts."""
    dash = draw(st.sampled_from(["", "  "]))
    parts = []
    for number in range(draw(st.integers(0, 3))):
        comment = draw(st.sampled_from(["", "", "# between\n", f"{dash}# between\n"]))
        tail = draw(st.sampled_from(TAILS))
        entry = f"- term: Term {'abc'[number]}\n  {tail}\n"
        parts.append(
            comment
            + "".join(f"{dash}{line}\n" if line else "\n" for line in entry.split("\n")[:-1])
        )
    head = draw(st.sampled_from(["", "# Terms\n", "# Terms\n\n", "---\n", "\n\n"]))
    foot = draw(st.sampled_from(["", "", "# the end\n", "\n\n", "   \n"]))
    text = head + draw(st.sampled_from(["", "\n"])).join(parts) + foot
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    end = draw(st.sampled_from(["\n", "\r\n", "\r"]))
    bom = draw(st.sampled_from([b"", b"\xef\xbb\xbf"]))
    return bom + text.replace("\n", end).encode()


@given(sidecars())
@at_least(500)
def test_an_entry_is_added_after_all_that_is_there(data: bytes) -> None:
    edit, problems = append(PATH, KIND, "", data, BLOCK)
    assert problems == []
    assert edit is not None
    assert edit.after is not None
    assert edit.after.startswith(data)
    assert said(read(edit.after)) == [*said(read(data)), *said(read(BLOCK.encode()))]
    assert edit.where == read(edit.after)[-1].where
    end = b"\r\n" if b"\r\n" in data else b"\r" if b"\r" in data else b"\n"
    added = edit.after[len(data) :]
    assert added.replace(end, b"").count(b"\n") + added.replace(end, b"").count(b"\r") == 0
    back, _ = edit.undone(edit.after)
    assert back is not None
    assert back.after == data


@given(sidecars().filter(lambda data: b"term" in data), st.data())
@at_least(500)
def test_an_exception_is_added_to_one_entry_and_nothing_else(
    data: bytes, pick: st.DataObject
) -> None:
    entries = read(data)
    at = pick.draw(st.integers(0, len(entries) - 1))
    edit, problems = switch_off(PATH, data, entries[at], ITEM)
    assert problems == []
    assert edit is not None
    assert edit.after is not None
    old, new = said(read(data)), said(read(edit.after))
    added = [one for one in new[at][3] if one not in old[at][3]]  # type: ignore[attr-defined]
    assert added == [("Xi", "said: #")]
    assert len(new[at][3]) == len(old[at][3]) + 1  # type: ignore[arg-type]
    assert new[at][:3] == old[at][:3]
    assert new[:at] + new[at + 1 :] == old[:at] + old[at + 1 :]
    # Taking the new characters out of the line, or the new lines, leaves the old.
    start = next(
        (n for n, (a, b) in enumerate(zip(data, edit.after, strict=False)) if a != b), len(data)
    )
    assert edit.after.endswith(data[start:])
    text = edit.after.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    assert ITEM in text.split("\n")[edit.where.line - 1]


def test_a_sidecar_is_made_with_a_header_and_unmade() -> None:
    edit, problems = append(PATH, KIND, "", None, BLOCK)
    assert problems == []
    assert edit is not None
    assert edit.after is not None
    assert edit.after.startswith(b"# Glossary. Keys: term, definition")
    assert [entry.name for entry in read(edit.after)] == ["Yudu"]
    back, _ = edit.undone(edit.after)
    assert back == Edit(PATH, edit.after, None, edit.where)


def test_nothing_is_undone_in_a_file_that_has_changed() -> None:
    edit, _ = append(PATH, KIND, "", b"", BLOCK)
    assert edit is not None
    back, problems = edit.undone(b"other")
    assert back is None
    assert "has changed since" in problems[0].message


NOT_APPENDED = [
    ("[]", BLOCK, "begin with '- '"),
    ("[{term: x, definition: y}]", BLOCK, "begin with '- '"),
    ("term: x\n", BLOCK, "begin with '- '"),
    ("- term: x\n  definition: y\n...\n", BLOCK, "did not find expected <document start>"),
    ("- term: 'x\n", BLOCK, "not YAML"),
    ("- term: Yudu\n  definition: d\n", BLOCK, "the id 'yudu' is taken"),
    ("", "- term: x\n", "'definition' is missing"),
    ("", "- a\n- b\n", "wanted an entry with keys"),
    ("", "- term: \ud800\n", "not UTF-8"),
    ("", "- term: x\n  definition: d\n- term: y\n  definition: d\n", "without changing"),
]


@pytest.mark.parametrize(("text", "block", "message"), NOT_APPENDED)
def test_what_can_not_be_added_to_is_refused(text: str, block: str, message: str) -> None:
    edit, problems = append(PATH, KIND, "", text.encode(), block)
    assert edit is None
    assert message in problems[-1].message + problems[0].message


def test_bytes_that_are_no_text_are_refused() -> None:
    assert append(PATH, KIND, "", b"\xff\xfe", BLOCK)[0] is None


def test_mistakes_of_other_entries_do_not_keep_one_from_being_added() -> None:
    edit, problems = append(PATH, KIND, "", b"- term: x\n", BLOCK)
    assert problems == []
    assert edit is not None


NOT_SWITCHED = [
    "- {term: Xi, definition: d}\n",
    "[{term: Xi, definition: d}]\n",
    "-\n  term: Xi\n  definition: d\n...\n",
]


@pytest.mark.parametrize("text", NOT_SWITCHED)
def test_an_exception_that_can_not_be_added_comes_as_a_rule_to_paste(text: str) -> None:
    (entry,) = read_sidecar(Source(PATH, text), KIND, "")[0]
    edit, problems = switch_off(PATH, text.encode(), entry, ITEM)
    assert edit is None
    assert problems[0].where == entry.where
    assert problems[0].hint.endswith(f"not_here: [{ITEM}]")


def test_an_entry_that_is_no_longer_there_is_not_switched_off() -> None:
    (entry,) = read(b"- term: Xi\n  definition: d\n")
    edit, problems = switch_off(PATH, b"\n- term: Xi\n  definition: d\n", entry, ITEM)
    assert edit is None
    assert "can't be added" in problems[0].message
