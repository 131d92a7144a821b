"""What the page may ask for: every action done, and refused with not a byte changed."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from helpers import ScratchSite

from sitegen.actions import Answer, actions_on
from sitegen.kinds import KINDS
from sitegen.live import LiveSite

TEXT = """\
# Talks

Xi met the *trade* envoys in Zhongnanhai. A duty of $200 billion was due.

Zhongnanhai was silent. Wang Yi left in May 2019.
"""
GLOSSARY = "# Ours.\n- term: Zhongnanhai # here\n  definition: A compound.\n"
NOTES = "- quote: was silent\n  note: As ever.\n"
INK = "".join(TEXT.removeprefix("#").replace("*", "").split())


class Desk:
    """The actions on a site, and the session's answers."""

    def __init__(self, site: ScratchSite) -> None:
        self.site = site
        site.write(
            {
                "sitegen.yaml": "mark: all\n",
                "seeds/talks.md": TEXT,
                "seeds/other.md": "# Other\n\nOf Zhongnanhai and a duty.\n",
                "content/glossary.yaml": GLOSSARY,
                "content/Talks/notes.yaml": NOTES,
            }
        )
        self.live = LiveSite(site.root)
        self.actions = actions_on(self.live)
        self.live.refresh()
        assert self.live.problems == ()

    def __call__(self, action: str, /, **asked: Any) -> Answer:
        answer = self.actions[action]({"slug": "talks", **asked})
        json.dumps(answer.body, ensure_ascii=False).encode()  # as it is sent
        if answer.wrote:
            self.live.refresh(answer.wrote)
        return answer

    def edit(self, action: str, words: str, kind: str, **values: Any) -> Answer:
        """Draft or add an entry of a kind for the first place of some words."""
        ink = "".join(words.split())
        start = INK.index(ink)
        place = {"start": start, "end": start + len(ink), "words": ink}
        return self(action, kind=kind, **place, values=values)

    def read(self, path: str) -> bytes:
        return (self.site.root / path).read_bytes()

    def page(self) -> str:
        file = self.live.get("talks/index.html")
        assert file is not None
        return file.data.decode()


@pytest.fixture
def desk(site: ScratchSite) -> Desk:
    return Desk(site)


def said(answer: Answer) -> str:
    return " ".join(one["message"] for one in answer.body["problems"])


# ── Questions ───────────────────────────────────────────────────────────────


def test_each_kind_is_offered_with_its_fields(desk: Desk) -> None:
    kinds = {one["name"]: one for one in desk("kinds").body["kinds"]}
    assert list(kinds) == list(KINDS)
    fields = {one["name"]: one for one in kinds["glossary"]["fields"]}
    assert kinds["glossary"]["named"] == "term"
    assert [name for name, one in fields.items() if one["needed"]] == ["term", "definition"]
    assert fields["definition"]["is_prose"]
    assert "also" in fields
    assert [one["name"] for one in kinds["notes"]["fields"]] == ["note"]


def test_a_draft_tells_what_would_come_of_it_and_writes_nothing(desk: Desk) -> None:
    before = desk.site.hashes("")
    told = desk.edit("draft", "$200 billion", "figures").body
    assert told["file"] == "content/Talks/figures.yaml"
    assert told["yaml"].startswith("- quote: $200 billion\n")
    assert told["mentions"] == 1
    asked = {one["name"]: one["value"] for one in told["asked"]}
    assert asked["value"] == "200e9"
    assert [one["path"] for one in told["problems"]] == [""]
    told = desk.edit("draft", "Wang Yi", "people", also="Mr Wang, Foreign Minister").body
    assert told["file"] == "content/people.yaml"
    assert told["words"] == "Wang Yi"
    assert "also: [Mr Wang, Foreign Minister]\n" in told["yaml"]
    assert desk.site.hashes("") == before


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("x: y # z", '  note: "x: y # z"\n'),
        ("a\nb", "  note: |\n    a\n    b\n"),
        ("- b\r\n- c", "  note: |\n    - b\n    - c\n"),
        (12, "  note: 12\n"),
        (True, "  note: true\n"),
        ("</script>", "  note: </script>\n"),
    ],
)
def test_any_value_is_written_as_text(desk: Desk, value: object, written: str) -> None:
    answer = desk.edit("add", "trade envoys", "notes", note=value)
    assert answer.status == 200
    assert desk.read("content/Talks/notes.yaml").decode().endswith(written)


def test_what_nothing_explains_is_lit_up_in_ink(desk: Desk) -> None:
    spans = desk("coverage").body["spans"]
    assert [INK[one["start"] : one["end"]] for one in spans] == [
        "$200billion",
        "WangYi",
        "May2019",
    ]
    assert spans[0]["suggests"] == ("figures",)


def test_an_entry_is_found_by_its_mention(desk: Desk) -> None:
    told = desk("entry", mention="at-term-zhongnanhai-2").body
    assert told == {"path": "content/glossary.yaml", "line": 2}


# ── Writing ─────────────────────────────────────────────────────────────────


def test_a_note_is_added_shown_and_undone(desk: Desk) -> None:
    mode = 0o640
    path = "content/Talks/notes.yaml"
    (desk.site.root / path).chmod(mode)
    before = desk.site.hashes("")
    answer = desk.edit("add", "trade envoys", "notes", note="Six of them.")
    assert answer.body | {"undo": ""} == {"undo": "", "file": path, "line": 4}
    assert desk.read(path).decode() == f"{NOTES}\n- quote: trade envoys\n  note: Six of them.\n"
    assert (desk.site.root / path).stat().st_mode & 0o777 == mode
    assert "Six of them." in desk.page()
    undone = desk("undo", undo=answer.body["undo"])
    assert undone.status == 200
    assert desk.site.hashes("") == before
    assert "Six of them." not in desk.page()
    assert desk("undo", undo=answer.body["undo"]).status == 409


def test_a_file_that_is_not_there_is_made_and_taken_away(desk: Desk) -> None:
    before = desk.site.hashes("")
    answer = desk.edit("add", "Wang Yi", "people", description="A minister.")
    assert answer.status == 200
    assert desk.read("content/people.yaml").startswith(b"# People. Keys: name")
    assert desk("undo", undo=answer.body["undo"]).status == 200
    assert desk.site.hashes("") == before


def test_not_here_switches_one_place_off_and_undo_on_again(desk: Desk) -> None:
    answer = desk("not-here", mention="at-term-zhongnanhai-1")
    assert answer.status == 200, answer.body
    assert answer.wrote == ("content/glossary.yaml",)
    changed = desk.read("content/glossary.yaml").decode()
    assert changed.startswith(GLOSSARY + "  not_here:\n    - ")
    assert desk.page().count('id="at-term-zhongnanhai-') == 1
    assert desk("undo", undo=answer.body["undo"]).status == 200
    assert desk.read("content/glossary.yaml").decode() == GLOSSARY


# ── Refusing ────────────────────────────────────────────────────────────────

Refusal = tuple[Callable[[Desk], Answer], int, str]
REFUSED: dict[str, Refusal] = {
    "no article": (lambda desk: desk("coverage", slug="nope"), 404, "no such article"),
    "no article's name": (lambda desk: desk("entry", slug="", mention="x"), 404, "no such article"),
    "a path for a slug": (lambda desk: desk("coverage", slug="../x"), 404, "no such article"),
    "no kind": (lambda desk: desk.edit("add", "Xi", "../x"), 404, "no such kind"),
    "no mention": (lambda desk: desk("entry", mention="at-x-1"), 404, "no such mention"),
    "not here, no mention": (lambda desk: desk("not-here", mention="x"), 404, "no such mention"),
    "not here, quoted": (
        lambda desk: desk("not-here", mention="at-note-was-silent-1"),
        409,
        "'quote' says so",
    ),
    "no undo": (lambda desk: desk("undo", undo="x"), 409, "can't be taken back"),
    "other words": (
        lambda desk: desk("add", kind="notes", start=0, end=2, words="Xi", values={"note": "n"}),
        409,
        "other words",
    ),
    "past the end": (
        lambda desk: desk("draft", kind="notes", start=10**9, end=10**9 + 2, words="Xi", values={}),
        409,
        "other words",
    ),
    "needed": (lambda desk: desk.edit("add", "Xi", "notes"), 409, "'note' is missing"),
    "twice": (
        lambda desk: desk.edit("add", "Zhongnanhai", "glossary", definition="d"),
        409,
        "is taken by content/glossary.yaml:2",
    ),
    "two paragraphs": (
        lambda desk: desk.edit("add", "was due.Zhongnanhai", "notes", note="n"),
        409,
        "straddle",
    ),
    "an unknown field": (
        lambda desk: desk.edit("add", "Xi", "notes", **{"note": "n", "x: y\n- z": "w"}),
        409,
        "no such field",
    ),
    "a mapping": (lambda desk: desk.edit("add", "Xi", "notes", note={"a": "b"}), 409, "text"),
    "half a letter": (lambda desk: desk.edit("draft", "Xi", "notes", note="\ud800"), 409, "text"),
    "a list in a list": (lambda desk: desk.edit("add", "Xi", "notes", note=[["x"]]), 409, "text"),
    "no number": (
        lambda desk: desk.edit("add", "$200 billion", "figures", label="l", value="many"),
        409,
        "many",
    ),
    "no term to see": (
        lambda desk: desk.edit("add", "envoys", "glossary", definition="d", see="nobody"),
        409,
        "nobody",
    ),
}


@pytest.mark.parametrize(("act", "status", "why"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_changes_nothing(
    desk: Desk, act: Callable[[Desk], Answer], status: int, why: str
) -> None:
    before, page, generation = desk.site.hashes(""), desk.page(), desk.live.generation
    answer = act(desk)
    assert (answer.status, answer.wrote) == (status, ())
    assert why in said(answer)
    assert desk.site.hashes("") == before
    assert desk.live.refresh() is None
    assert (desk.page(), desk.live.generation, desk.live.problems) == (page, generation, ())


def test_what_would_break_another_article_is_refused(desk: Desk) -> None:
    desk.site.write({"content/other/glossary.yaml": "- {term: duty, definition: Own.}\n"})
    desk.live.refresh()
    before = desk.site.hashes("")
    answer = desk.edit("add", "duty", "glossary", definition="d")
    assert answer.status == 409
    assert answer.body["problems"][0]["path"] in ("seeds/other.md", "content/other/glossary.yaml")
    assert desk.site.hashes("") == before
    assert desk.live.refresh() is None
    assert desk.live.problems == ()


def test_errors_elsewhere_do_not_stop_a_note_but_not_here(desk: Desk) -> None:
    desk.site.write({"content/people.yaml": "- {nam: Xi}\n"})
    desk.live.refresh()
    assert desk.live.problems
    assert desk.edit("add", "trade envoys", "notes", note="n").status == 200
    assert "with errors" in said(desk("not-here", mention="at-term-zhongnanhai-1"))


@pytest.mark.parametrize("action", ["add", "not-here", "undo"])
def test_a_file_that_changed_in_between_is_left_alone(desk: Desk, action: str) -> None:
    done = desk.edit("add", "envoys", "glossary", definition="d")
    path = desk.site.root / "content" / "glossary.yaml"
    path.write_bytes(path.read_bytes() + b"# mine\n")  # and not seen yet
    before = desk.site.hashes("")
    if action == "add":
        answer = desk.edit("add", "silent", "glossary", definition="d")
    elif action == "not-here":
        answer = desk("not-here", mention="at-term-zhongnanhai-1")
    else:
        answer = desk("undo", undo=done.body["undo"])
    assert answer.status == 409
    assert "changed" in said(answer)
    assert desk.site.hashes("") == before


def _linked_out(root: Path) -> None:
    (root / "content").rename(root.parent / "elsewhere")
    (root / "content").symlink_to(root.parent / "elsewhere")


def _linked_within(root: Path) -> None:
    (root / "content").rename(root / "elsewhere")
    (root / "content").symlink_to("elsewhere")


def _file_linked_out(root: Path) -> None:
    (root / "content" / "glossary.yaml").rename(root.parent / "g.yaml")
    (root / "content" / "glossary.yaml").symlink_to(root.parent / "g.yaml")


def _file_linked_to_seeds(root: Path) -> None:
    (root / "content" / "glossary.yaml").rename(root / "seeds" / "g.yaml")
    (root / "content" / "glossary.yaml").symlink_to("../seeds/g.yaml")


@pytest.mark.parametrize(
    "move", [_linked_out, _linked_within, _file_linked_out, _file_linked_to_seeds]
)
def test_nothing_is_written_outside_content(desk: Desk, move: Callable[[Path], None]) -> None:
    move(desk.site.root)
    everything = ScratchSite(desk.site.root.parent)
    before = everything.hashes("")
    answer = desk.edit("add", "envoys", "glossary", definition="d")  # not seen yet
    assert answer.status == 409
    assert everything.hashes("") == before
    desk.live.refresh()
    assert desk.edit("add", "envoys", "glossary", definition="d").status == 409
    assert everything.hashes("") == before


def test_a_link_within_content_stays_one(desk: Desk) -> None:
    folder = desk.site.root / "content"
    (folder / "glossary.yaml").rename(folder / "terms.txt")
    (folder / "glossary.yaml").symlink_to("terms.txt")
    desk.live.refresh()
    assert desk.edit("add", "envoys", "glossary", definition="d").status == 200
    assert (folder / "glossary.yaml").is_symlink()
    assert b"envoys" in (folder / "terms.txt").read_bytes()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write to any file")
def test_a_read_only_file_is_left_alone(desk: Desk) -> None:
    (desk.site.root / "content" / "glossary.yaml").chmod(0o444)
    assert "read-only" in said(desk.edit("add", "envoys", "glossary", definition="d"))


def test_only_so_many_can_be_undone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.actions._MOST_UNDOS", 2)
    done = [
        desk.edit("add", words, "notes", note="n").body["undo"]
        for words in ("envoys", "duty", "silent")
    ]
    assert desk("undo", undo=done[0]).status == 409
    assert [desk("undo", undo=name).status for name in reversed(done[1:])] == [200, 200]
