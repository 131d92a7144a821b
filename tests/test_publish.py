"""The third law: `public/` is one whole version, and nobody else's files are touched."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from helpers import ScratchSite

import sitegen
from sitegen import publish
from sitegen.check import check_pictures
from sitegen.model import Where
from sitegen.publish import MANIFEST, hold

OLD = {"seeds/a.md": "# Old\n\nOld words.\n", "seeds/b.md": "# B\n\nOld words too.\n"}
NEW = {"seeds/a.md": "# New\n\nNew words.\n", "seeds/c.md": "# C\n\nNew words too.\n"}


@pytest.fixture
def built(site: ScratchSite) -> ScratchSite:
    site.write(OLD).build()
    return site


def become_new(site: ScratchSite) -> None:
    site.write(NEW)
    (site.root / "seeds" / "b.md").unlink()


def leftovers(site: ScratchSite) -> list[str]:
    names = (file.name for file in site.root.iterdir())
    return [name for name in names if name.startswith(".public") and not name.endswith("lock")]


def test_what_is_no_longer_made_is_no_longer_there(built: ScratchSite) -> None:
    become_new(built)
    built.build()
    files = set(built.hashes())
    assert "public/c/index.html" in files
    assert "public/b/index.html" not in files


def test_an_unchanged_build_writes_nothing(built: ScratchSite) -> None:
    before = (built.root / "public" / "index.html").stat()
    built.build()
    after = (built.root / "public" / "index.html").stat()
    assert (before.st_ino, before.st_mtime_ns) == (after.st_ino, after.st_mtime_ns)


@pytest.mark.parametrize("problem", ["error", "warning"])
def test_a_build_that_fails_leaves_the_output_as_it_was(built: ScratchSite, problem: str) -> None:
    before = built.hashes()
    word = "term: x\n  definition" if problem == "warning" else "trem: x\n  definition"
    become_new(built)
    built.write({"content/glossary.yaml": f"- {word}: d\n"}).build(strict=True)
    assert built.hashes() == before


@pytest.mark.parametrize("call", ["mkdir", "write_bytes", "rename"])
@pytest.mark.parametrize("exchange", [True, False])
def test_a_full_disk_at_any_call_leaves_the_old_version(
    built: ScratchSite, monkeypatch: pytest.MonkeyPatch, call: str, *, exchange: bool
) -> None:
    """Fail the n-th call, for n from 1 until none fails."""
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    before = built.hashes()
    become_new(built)
    real = getattr(Path, call)
    for fail_at in range(1, 100):
        calls = 0

        def failing(self: Path, *args: object, **named: object) -> object:
            nonlocal calls
            calls += "sitegen-" in str(self)
            if calls == fail_at and "sitegen-" in str(self):  # noqa: B023 - called within the loop
                raise OSError(28, "No space left on device", str(self))
            return real(self, *args, **named)

        with monkeypatch.context() as patch:
            patch.setattr(Path, call, failing)
            try:
                built.build()
            except OSError:
                assert built.hashes() == before
                assert leftovers(built) == []
                continue
        break
    else:
        pytest.fail(f"{call} never succeeded")
    assert "public/c/index.html" in built.hashes()


def test_what_a_killed_build_left_is_put_right(built: ScratchSite) -> None:
    before = built.hashes()
    public = built.root / "public"
    public.rename(built.root / ".public.sitegen-old")
    (built.root / ".public.sitegen-123").mkdir()
    (built.root / ".public.sitegen-notes").mkdir()
    with hold(built.root, public):
        assert built.hashes() == before
    assert leftovers(built) == [".public.sitegen-notes"]


def holds(site: ScratchSite, process: int) -> bool:
    """Whether `process` holds the output: from then on it knows how to stop."""
    lock = site.root / ".public.sitegen-lock"
    return lock.is_file() and lock.read_text() == str(process)


@pytest.mark.parametrize("failing", [KeyboardInterrupt, OSError])
def test_two_renames_that_are_broken_off_are_undone(
    built: ScratchSite, monkeypatch: pytest.MonkeyPatch, failing: type[BaseException]
) -> None:
    """Where the system can't exchange two names at once."""
    monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    before = built.hashes()
    become_new(built)
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if self.name.rpartition("-")[2].isdecimal():
            raise failing
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(failing):
        built.build()
    assert built.hashes() == before
    assert leftovers(built) == []


@pytest.mark.parametrize("exchange", [True, False])
def test_a_file_that_appears_during_a_build_is_not_deleted(
    built: ScratchSite, monkeypatch: pytest.MonkeyPatch, *, exchange: bool
) -> None:
    if not exchange:
        monkeypatch.setattr(publish, "_exchange", lambda one, other: False)
    real = publish._write_all

    def write_all(fresh: Path, contents: dict[str, bytes]) -> None:
        real(fresh, contents)
        (built.root / "public" / "precious.txt").write_text("mine")

    monkeypatch.setattr(publish, "_write_all", write_all)
    become_new(built)
    with pytest.raises(sitegen.Unusable, match="somebody else wrote into"):
        built.build()
    assert built.page("precious.txt") == "mine"
    assert "Old words" in built.page("a/index.html")


@pytest.mark.parametrize("failing", [KeyboardInterrupt, OSError(5, "Input/output error")])
def test_an_error_after_the_exchange_undoes_it(
    built: ScratchSite, monkeypatch: pytest.MonkeyPatch, failing: BaseException
) -> None:
    """Whether the old version was ours alone is then not known, so it must stay."""
    before = built.hashes()
    real = publish._hashes
    calls = 0

    def hashes(folder: Path) -> dict[str, str]:
        nonlocal calls
        calls += 1
        if calls == 2:
            raise failing
        return real(folder)

    monkeypatch.setattr(publish, "_hashes", hashes)
    become_new(built)
    with pytest.raises((KeyboardInterrupt, OSError)):
        built.build()
    assert built.hashes() == before
    assert leftovers(built) == []


@pytest.mark.parametrize("odd", ["folder", "pipe", "link"])
def test_what_is_no_file_of_ours_is_refused(built: ScratchSite, odd: str) -> None:
    public = built.root / "public"
    if odd == "folder":
        (public / "empty").mkdir()
    elif odd == "pipe":
        (public / "index.html").unlink()
        os.mkfifo(public / "index.html")
    else:
        (public / "index.html").rename(built.root / "index.html")
        (public / "index.html").symlink_to(built.root / "index.html")
    with pytest.raises(sitegen.Unusable):
        built.build()


def test_an_output_within_an_output_is_refused(built: ScratchSite) -> None:
    with pytest.raises(sitegen.Unusable, match="lies in another"):
        built.build(output=built.root / "public" / "sub")


def test_a_killed_worker_ends_the_build_and_not_the_machine(built: ScratchSite) -> None:
    before = built.hashes()
    built.write({f"seeds/x{n}.txt": f"Words {n}." for n in range(3000)})
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--no-search",
        "--jobs",
        "2",
        str(built.root),
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
        workers: list[str] = []
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        while not workers and run.poll() is None:
            workers = children.read_text().split()
        os.kill(int(workers[0]), signal.SIGKILL)
        _, said = run.communicate(timeout=60)
    assert run.returncode == 2
    assert "ended before its time" in said
    assert built.hashes() == before


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_no_worker_outlives_its_build(built: ScratchSite, number: int) -> None:
    built.write({f"seeds/x{n}.txt": f"Words {n}." for n in range(3000)})
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--no-search",
        "-q",
        "--jobs",
        "2",
        str(built.root),
    ]
    with subprocess.Popen(command, start_new_session=True) as run:
        workers: list[str] = []
        children = Path(f"/proc/{run.pid}/task/{run.pid}/children")
        while not workers and run.poll() is None:
            workers = children.read_text().split()
        os.killpg(run.pid, number)
        run.wait(timeout=20)
    assert workers
    deadline = time.monotonic() + 10
    while any(Path(f"/proc/{worker}").exists() for worker in workers):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    built.build()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_a_build_that_is_stopped_leaves_old_or_new(built: ScratchSite, number: int) -> None:
    old = built.hashes()
    become_new(built)
    built.write({f"seeds/x{n}.txt": f"Words {n}." for n in range(50)})
    command = [
        sys.executable,
        "-m",
        "sitegen",
        "build",
        "--no-search",
        "--jobs",
        "1",
        str(built.root),
    ]
    codes = set()
    for delay in (0, 0.02, 0.05, 0.1, 0.2):
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as run:
            while not holds(built, run.pid) and run.poll() is None:
                time.sleep(0.001)
            time.sleep(delay)
            run.send_signal(number)
            _, said = run.communicate(timeout=20)
        assert "Traceback" not in said
        codes.add(run.returncode)
        now = built.hashes()
        assert now == old or "public/x49/index.html" in now
    assert codes <= {0, 130, 143, -number}
    built.build()
    assert leftovers(built) == []


def outside(site: ScratchSite, path: str) -> Path:
    return {
        "root": site.root,
        "parent": site.root.parent,
        "home": Path.home(),
        "system": Path("/"),
        "seeds": site.root / "seeds",
        "inside": site.root / "content" / "public",
    }[path]


@pytest.mark.parametrize("where", ["root", "parent", "home", "system", "seeds", "inside"])
def test_an_output_that_is_no_folder_of_its_own_is_refused(built: ScratchSite, where: str) -> None:
    before = built.hashes("")
    with pytest.raises(sitegen.Unusable):
        built.build(output=outside(built, where))
    assert built.hashes("") == before


def test_a_folder_with_others_files_is_refused_and_they_are_named(built: ScratchSite) -> None:
    (built.root / "public" / "mine.txt").write_text("mine")
    become_new(built)
    before = built.hashes()
    with pytest.raises(sitegen.Unusable, match=r"did not write: mine\.txt"):
        built.build(clean=True)
    assert built.hashes() == before


def test_a_foreign_folder_is_refused(site: ScratchSite) -> None:
    site.write(OLD | {"public/.git/config": "c", "public/index.html": "theirs"})
    before = site.hashes()
    with pytest.raises(sitegen.Unusable, match="did not write"):
        site.build()
    assert site.hashes() == before


def test_a_file_that_was_changed_by_hand_is_named_and_kept_until_asked(built: ScratchSite) -> None:
    (built.root / "public" / "index.html").write_text("by hand")
    before = built.hashes()
    with pytest.raises(sitegen.Unusable, match=r"changed since: index\.html"):
        built.build()
    assert built.hashes() == before
    built.build(clean=True)
    assert "Old words" in built.page("a/index.html")
    assert built.page("index.html") != "by hand"


def test_a_deleted_file_comes_back(built: ScratchSite) -> None:
    before = built.hashes()
    (built.root / "public" / "a" / "index.html").unlink()
    built.build()
    assert built.hashes() == before


def test_a_link_or_a_file_as_output_is_refused(built: ScratchSite, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(built.root / "public")
    (tmp_path / "file").write_text("f")
    for name in ("link", "file"):
        with pytest.raises(sitegen.Unusable, match="is a link or a file"):
            built.build(output=tmp_path / name)


def test_the_manifest_names_every_file(built: ScratchSite) -> None:
    manifest = json.loads((built.root / "public" / MANIFEST).read_text())
    assert {f"public/{name}" for name in (*manifest["files"], MANIFEST)} == set(built.hashes())


def test_two_builds_do_not_meet(built: ScratchSite) -> None:
    public = built.root / "public"
    with hold(built.root, public), pytest.raises(sitegen.Unusable, match=str(os.getpid())):
        built.build()
    built.build()


def test_the_same_input_gives_the_same_bytes_everywhere(built: ScratchSite, tmp_path: Path) -> None:
    built.write({f"seeds/x{n}.md": f"# X {n}\n\nXi and *words* {n}.\n" for n in range(80)})
    built.write({"content/people.yaml": "- name: Xi\n"}).build()
    reference = built.hashes()
    other = ScratchSite(tmp_path / "else where" / "ünïcode")
    for file in sorted(built.root.rglob("*"), reverse=True):
        relative = file.relative_to(built.root).as_posix()
        if file.is_file() and relative.split("/")[0] in ("seeds", "content"):
            other.write({relative: file.read_bytes()})
    variations = [
        {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "America/Adak", "LC_ALL": "C.UTF-8", "HOME": "/nowhere"},
    ]
    for jobs, variation in zip(("1", "2"), variations, strict=True):
        command = [
            sys.executable,
            "-m",
            "sitegen",
            "build",
            "--no-search",
            "--jobs",
            jobs,
            "-q",
            str(other.root),
        ]
        subprocess.run(command, check=True, env=os.environ | variation, cwd=tmp_path)
        assert other.hashes() == reference
        subprocess.run(["rm", "-rf", other.root / "public"], check=True)


def test_of_pictures_that_are_equally_near_the_hint_names_the_first() -> None:
    pictures = frozenset(f"content/talk/{letter}.png" for letter in "bcdefghijklm")
    (problem,) = check_pictures([("content/talk/x.png", Where(""))], pictures)
    assert problem.hint == "did you mean 'content/talk/b.png'?"
