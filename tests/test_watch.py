"""Every manner of saving is seen, by events and by the poll alone; looking is no saving."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from time import sleep

import pytest
from helpers import ScratchSite, soaking, until

from sitegen import watch
from sitegen.live import Change, LiveSite
from sitegen.watch import Watcher, belongs, signs

SITE = {
    "seeds/a.md": "# A\n\nThe tariff rose.\n",
    "content/a/notes.yaml": "- {quote: rose, note: Version 00000}\n",
}
FILE = "content/a/notes.yaml"

Save = Callable[[ScratchSite, str], None]
"""Puts a text into `FILE`, in some manner."""


def plain(site: ScratchSite, text: str) -> None:
    (site.root / FILE).write_text(text)


def slowly(site: ScratchSite, text: str) -> None:
    with (site.root / FILE).open("w") as file:
        for letter in text:
            file.write(letter)
            file.flush()


def replace(site: ScratchSite, text: str) -> None:
    beside = site.root / "content/a/.notes.yaml.tmp"
    beside.write_text(text)
    beside.replace(site.root / FILE)


def backup_then_write(site: ScratchSite, text: str) -> None:
    """As vim does, with its probe and its swap file."""
    file = site.root / FILE
    (site.root / "content/a/4913").touch()
    (site.root / "content/a/4913").unlink()
    (site.root / "content/a/.notes.yaml.swp").write_text("b0VIM")
    file.rename(f"{file}~")
    file.write_text(text)
    Path(f"{file}~").unlink()
    (site.root / "content/a/.notes.yaml.swp").unlink()


def move_in(site: ScratchSite, text: str) -> None:
    outside = site.root.parent / "outside.yaml"
    outside.write_text(text)
    outside.rename(site.root / FILE)


def same_size_and_date(site: ScratchSite, text: str) -> None:
    file = site.root / FILE
    before = file.stat()
    file.write_text(text)
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))


def another_of_same_size_and_date(site: ScratchSite, text: str) -> None:
    before = (site.root / FILE).stat()
    outside = site.root.parent / "outside.yaml"
    outside.write_text(text)
    os.utime(outside, ns=(before.st_atime_ns, before.st_mtime_ns))
    outside.replace(site.root / FILE)


def rename_folder(site: ScratchSite, text: str) -> None:
    folder, aside = site.root / "content/a", site.root / "content/.a"
    folder.rename(aside)
    (aside / "notes.yaml").write_text(text)
    aside.rename(folder)


def another_folder(site: ScratchSite, text: str) -> None:
    """All of content/ goes, and another takes its place."""
    content, old = site.root / "content", site.root / "old"
    fresh = site.root / "fresh" / "a"
    fresh.mkdir(parents=True)
    (fresh / "notes.yaml").write_text(text)
    content.rename(old)
    fresh.parent.rename(content)
    (old / "a" / "notes.yaml").unlink()
    (old / "a").rmdir()
    old.rmdir()


def burst(site: ScratchSite, text: str) -> None:
    for number in range(999):
        (site.root / FILE).write_text(f"- {{quote: rose, note: draft {number}}}\n")
    (site.root / FILE).write_text(text)


def burst_of_files(site: ScratchSite, text: str) -> None:
    for number in range(200):
        (site.root / f"content/static{number}.tmp").touch()
    (site.root / FILE).write_text(text)
    for number in range(200):
        (site.root / f"content/static{number}.tmp").unlink()


def delete_and_make(site: ScratchSite, text: str) -> None:
    (site.root / FILE).unlink()
    sleep(0.05)
    (site.root / FILE).write_text(text)


MANNERS: list[Save] = [
    plain,
    slowly,
    replace,
    backup_then_write,
    move_in,
    same_size_and_date,
    another_of_same_size_and_date,
    rename_folder,
    another_folder,
    burst,
    burst_of_files,
    delete_and_make,
]


class Eye:
    """A live site that is watched, and what its refreshes brought."""

    def __init__(self, site: ScratchSite) -> None:
        self.live = LiveSite(site.root)
        self.live.refresh()
        self.looks: list[frozenset[str]] = []
        self.changes: list[Change] = []

    def changed(self, paths: frozenset[str]) -> None:
        self.looks.append(paths)
        if change := self.live.refresh(paths):
            self.changes.append(change)

    def shows(self, words: str) -> bool:
        page = self.live.get("a/index.html")
        return page is not None and words.encode() in page.data


@contextmanager
def watched(site: ScratchSite, *, poll: float):
    eye = Eye(site)
    with Watcher(site.root, eye.changed, poll=poll) as watcher:
        assert watcher.trouble == ""
        yield eye


@pytest.mark.parametrize("poll", [1000, 0.05], ids=["by events alone", "by the poll alone"])
def test_every_manner_of_saving_is_seen(
    site: ScratchSite, monkeypatch: pytest.MonkeyPatch, poll: float
) -> None:
    site.write(SITE)
    if poll < 1:
        monkeypatch.setattr(watch._Folders, "watch", lambda self: None)
    saves = islice(cycle(MANNERS), soaking(len(MANNERS), 200))
    with watched(site, poll=poll) as eye:
        for number, save in enumerate(saves, 1):
            save(site, f"- {{quote: rose, note: Version {number:05}}}\n")
            assert until(lambda number=number: eye.shows(f"Version {number:05}")), save.__name__
        (site.root / FILE).unlink()
        assert until(lambda: not eye.shows("Version"))
        (site.root / "seeds/b.md").write_text("# B\n")
        assert until(lambda: eye.live.get("b/index.html"))
        (site.root / "seeds/b.md").unlink()
        assert until(lambda: eye.live.get("b/index.html") is None)
        # What was not there when we began.
        site.write({"templates/style.css": "b {}", "sitegen.yaml": "title: Named\n"})
        assert until(lambda: eye.shows("Named"))
        assert until(lambda: eye.live.get("assets/style.css").data == b"b{}")
        site.write({"templates/style.css": "i {}"})
        assert until(lambda: eye.live.get("assets/style.css").data == b"i{}")


def test_nothing_is_rebuilt_when_nothing_changed(site: ScratchSite) -> None:
    """Looking at files, saving the same again, and building beside us are no changes."""
    site.write(SITE)
    site.build()
    with watched(site, poll=0.2) as eye:
        for _ in range(soaking(3, 120)):
            for file in site.root.rglob("*"):
                file.stat()
                if file.is_file():
                    file.read_bytes()
            site.build()
            sleep(0.5)
        assert eye.looks == []
        (site.root / FILE).write_bytes((site.root / FILE).read_bytes())
        (site.root / FILE).touch()
        assert until(lambda: eye.looks)
        sleep(0.5)
        assert eye.changes == []


def test_a_burst_is_one_rebuild_or_few(site: ScratchSite) -> None:
    site.write(SITE)
    with watched(site, poll=1000) as eye:
        for number in range(100):
            plain(site, f"- {{quote: rose, note: Version {number}}}\n")
        until(lambda: eye.shows("Version 99"))
        assert len(eye.changes) < 20


def test_without_events_the_poll_does(site: ScratchSite, monkeypatch: pytest.MonkeyPatch) -> None:
    """As where the system has no more watches to give."""

    def refuse(*_: object, **__: object) -> None:
        raise OSError(28, "inotify watch limit reached")

    site.write(SITE)
    monkeypatch.setattr("watchdog.observers.Observer.schedule", refuse)
    eye = Eye(site)
    with Watcher(site.root, eye.changed, poll=0.05) as watcher:
        assert watcher.trouble == "inotify watch limit reached"
        plain(site, "- {quote: rose, note: Another}\n")
        until(lambda: eye.shows("Another"))


@pytest.mark.parametrize(
    ("path", "ours"),
    [
        ("seeds/a.md", True),
        ("content/a/notes.yaml", True),
        ("content/static/.nojekyll", True),
        ("templates/kinds/x.html", True),
        ("sitegen.yaml", True),
        ("people.yml", True),
        ("seeds", True),
        (".", False),
        ("public", False),
        ("public/index.html", False),
        (".public.sitegen-123/index.html", False),
        ("README.md", False),
        ("content/.a/notes.yaml", False),
        ("content/a/notes.yaml~", False),
        ("content/a/.notes.yaml.swp", False),
        ("content/a/#notes.yaml#", False),
        ("content/a/.#notes.yaml", False),
        ("content/a/4913", False),
        ("content/a/notes.yaml___jb_tmp___", False),
        ("content/a/4913.jpg", True),
        ("../content/a.yaml", False),
    ],
)
def test_what_belongs_to_a_site(path: str, *, ours: bool) -> None:
    assert belongs(path) is ours


def test_signs_differ_with_every_manner_of_saving(site: ScratchSite) -> None:
    site.write(SITE)
    for save in MANNERS:
        before = signs(site.root)
        save(site, "- {quote: rose, note: Version 00001}\n")
        assert signs(site.root)[FILE] != before[FILE], save.__name__
