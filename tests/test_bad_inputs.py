"""Every bad input of the catalogue: its exit code, its place, its hint, and the old site intact.

The rows are in `bad_inputs`; here is what runs them, and the few inputs that
need a machine of their own: no rights, no room, a folder of odd name.
"""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from html import unescape
from pathlib import Path
from types import FrameType
from typing import NoReturn
from urllib.parse import unquote

import html5lib
import pytest
from bad_inputs import (
    CANARY,
    FIGURES,
    GOOD_SITE,
    LETTER,
    LETTER_TEXT,
    NOTES,
    PAGE,
    ROWS,
    SETTINGS,
    TERMS,
    TERMS_TEXT,
    Report,
    Row,
    letter_with,
)

from sitegen.cli import main
from sitegen.report import safe

HANGS = 60
"""Seconds after which a run is taken to hang."""
CHECKED_TO = 100_000
"""Letters to which a page is read by the slow, strict parser."""
LARGE = 10_000_000
"""Bytes from which a file, always a sparse one here, is known by its size and date."""


# ── A world to run in: a site, a home, and what belongs to somebody else ────


@dataclass(frozen=True, slots=True)
class Outcome:
    code: int
    out: str
    err: str
    seconds: float
    """The processor time it took."""


@dataclass(frozen=True, slots=True)
class World:
    """The folders of one test, and the good site built in one of them."""

    root: Path

    @property
    def site(self) -> Path:
        return self.root / "site"

    @property
    def public(self) -> Path:
        return self.site / "public"

    def put(self, row: Row) -> None:
        for path, content in row.files.items():
            self.write(path, content)

    def write(self, path: str, content: str | bytes | Callable[[Path], None]) -> None:
        file = self.site / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if callable(content):
            content(file)
        else:
            file.write_bytes(content if isinstance(content, bytes) else content.encode())

    def state(self, *, without: Sequence[str] = ()) -> dict[str, str]:
        """All that is there, by path, but for our cache and locks and the folders `without`."""
        passed = {f"site/{name}" for name in (".sitegen", *without)}
        return dict(_walk(self.root, self.root, passed))


def _walk(root: Path, folder: Path, passed: set[str]) -> Iterator[tuple[str, str]]:
    for file in sorted(folder.iterdir()):
        path = file.relative_to(root).as_posix()
        if path in passed or file.name.endswith(".sitegen-lock"):
            continue
        yield path, _content(file)
        if file.is_dir() and not file.is_symlink():
            yield from _walk(root, file, passed)


def _content(file: Path) -> str:
    status = file.lstat()
    if stat.S_ISLNK(status.st_mode):
        return f"link to {file.readlink()}"
    if not stat.S_ISREG(status.st_mode):
        return f"mode {status.st_mode:o}"
    if status.st_size >= LARGE:
        return f"{status.st_size} bytes of {status.st_mtime_ns}"
    return blake2b(file.read_bytes()).hexdigest()


@pytest.fixture
def world(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> World:
    """The good site, built; the working folder is its folder."""
    world = World(tmp_path)
    for path, text in GOOD_SITE.items():
        world.write(path, text)
    for path, text in {
        "outside/canary.md": f"# {CANARY}\n",
        "outside/canary.yaml": f"title: {CANARY}\n",
        "home/diary.txt": "Dear diary.\n",
    }.items():
        world.write(f"../{path}", text)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.chdir(world.site)
    assert main(["build", "--no-search", "--quiet"]) == 0
    return world


@pytest.fixture(autouse=True)
def _as_it_was() -> Iterator[None]:
    """A command has its process to itself; here it must give back what it takes."""
    signals = [signal.SIGTERM, signal.SIGHUP, signal.SIGALRM]
    handlers = [signal.getsignal(one) for one in signals]
    yield
    gc.enable()
    for one, handler in zip(signals, handlers, strict=True):
        signal.signal(one, handler)


# ── Running it ──────────────────────────────────────────────────────────────


def run_here(arguments: Sequence[str], capsys: pytest.CaptureFixture[str]) -> Outcome:
    """The command in this process, ended where it hangs."""
    capsys.readouterr()
    began = time.process_time()
    signal.signal(signal.SIGALRM, _too_long)
    signal.alarm(HANGS)
    try:
        code = main(["build", "--no-search", *arguments])
    except SystemExit as stop:
        code = stop.code if isinstance(stop.code, int) else 1
    finally:
        signal.alarm(0)
    said = capsys.readouterr()
    return Outcome(code, said.out, said.err, time.process_time() - began)


def _too_long(number: int, frame: FrameType | None) -> NoReturn:
    raise TimeoutError("it hangs")


def run_outside(
    arguments: Sequence[str], *, through: Sequence[str] = (), folder: Path | None = None
) -> Outcome:
    """The real executable in a process of its own, started by the command `through`."""
    began = _time_of_children()
    done = subprocess.run(
        [*through, sys.executable, "-m", "sitegen", "build", "--no-search", *arguments],
        check=False,
        capture_output=True,
        timeout=HANGS,
        cwd=folder,
        env=os.environ | {"PYTHONIOENCODING": "utf-8:strict"},
    )
    used = _time_of_children() - began
    return Outcome(done.returncode, done.stdout.decode(), done.stderr.decode(), used)


def _time_of_children() -> float:
    """The processor time of the processes we waited for: the same on a busy machine."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


# ── The rows ────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
def test_row(row: Row, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    good_page = (world.public / PAGE).read_bytes()
    world.put(row)
    changing = ["public"] if row.code == 0 else []
    before = world.state(without=changing)
    arguments = ["--format", "json", *row.arguments]
    outcome = run_outside(arguments) if row.apart else run_here(arguments, capsys)

    said = outcome.out + outcome.err
    assert outcome.code == row.code, f"ended with {outcome.code}:\n{said}"
    assert "Traceback" not in said
    assert CANARY not in said
    assert world.state(without=changing) == before
    assert outcome.seconds < row.seconds
    if row.code == 2:
        assert_in_order(outcome.err, row.says)
        return
    assert_reported(json.loads(outcome.out), row)
    if row.code == 0:
        assert_published(world, row, good_page)


def assert_reported(outcome: dict, row: Row) -> None:
    """All reports that are due, and no error or warning that is not.

    What a mistake leads to further on may be warned of, where there is no site.
    """
    assert outcome["built"] == (row.code == 0)
    problems = outcome["problems"]
    missing = [one for one in row.reports if not any(_meets(problem, one) for problem in problems)]
    undue = [
        problem
        for problem in problems
        if row.code == 0 or problem["severity"] == "error"
        if not any(_meets(problem, one) for one in row.reports)
    ]
    told = "\n".join(map(str, ["due:", *missing, "undue:", *undue]))
    assert not [*missing, *undue], told


def _meets(problem: dict, report: Report) -> bool:
    place = (problem["severity"], problem["path"], problem["line"], problem["column"])
    return (
        place == (report.severity, report.path, report.line, report.column)
        and report.message in problem["message"]
        and report.hint in problem["hint"]
        and _absent("\n".join(problem["details"]), report.details) is None
    )


def _absent(text: str, parts: Sequence[str]) -> str | None:
    """The first of `parts` that does not stand in `text` behind the one before it."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return part
        at = found + len(part)
    return None


def assert_in_order(text: str, parts: Sequence[str]) -> None:
    absent = _absent(text, parts)
    assert absent is None, f"{absent!r} is not where it should be"


def assert_published(world: World, row: Row, good_page: bytes) -> None:
    for page, parts in row.shows.items():
        assert_in_order((world.public / page).read_bytes().decode(), parts)
    if row.same_page:
        assert (world.public / PAGE).read_bytes() == good_page
    for file in world.public.rglob("*.html"):
        text = file.read_bytes().decode()
        for part in (*row.hides, CANARY):
            assert (part in text) is False, f"{part!r} is in {file}"
        for source in re.findall(r'<img src="([^"]+)"', text):
            assert (file.parent / unquote(unescape(source))).is_file()
        if len(text) < CHECKED_TO:
            assert_harmless(text)


ADDRESSES = {"href", "src", "action", "formaction", "data", "poster"}


@cache
def assert_harmless(html: str) -> None:
    """Valid HTML in which nothing runs: no handler, no script in place, no odd scheme."""
    # HTML has no valid way to hold this one, and the received letters come first.
    html = html.replace("\x85", "")
    page = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(html)
    for element in page.iter():
        assert element.tag not in ("iframe", "object", "embed", "base")
        assert element.tag != "script" or element.get("src") or "json" in element.get("type", "")
        for name, value in element.attrib.items():
            assert not str(name).startswith("on")
            scheme = re.match(r"[\s\x00-\x1f]*([a-zA-Z][\w+.-]*):", value)
            if name in ADDRESSES and scheme:
                assert scheme[1].lower() in ("http", "https", "mailto")


# ── As people see it ────────────────────────────────────────────────────────

AS_TEXT = """
04-latin-1-in-sidecar 07-lone-cr-counts-lines 09-bidi-override-in-article 24-impossible-date
41-quote-in-two-places 42-quote-that-is-nowhere
""".split()


@pytest.mark.parametrize("row", [row for row in ROWS if row.id in AS_TEXT], ids=lambda row: row.id)
def test_as_text(row: Row, world: World) -> None:
    world.put(row)
    before = world.state(without=["public"] if row.code == 0 else [])
    outcome = run_outside(row.arguments)
    assert outcome.code == row.code
    assert outcome.out == ""
    assert "Traceback" not in outcome.err
    assert world.state(without=["public"] if row.code == 0 else []) == before
    lines = outcome.err.splitlines()
    for report in row.reports:
        assert_told(report, lines, source_line(world, report))


def source_line(world: World, report: Report) -> str:
    text = (world.site / report.path).read_bytes().decode(errors="replace")
    return re.split("\r\n|\r|\n", text)[report.line - 1]


def assert_told(report: Report, lines: Sequence[str], source: str) -> None:
    """The place and the message, the line of source, a caret under the place, the hint."""
    head = f"{report.path}:{report.line}:{report.column}: {report.severity}: "
    at = next(n for n, line in enumerate(lines) if line.startswith(head) and report.message in line)
    assert lines[at + 1] == f"    {safe(source)}"
    assert lines[at + 2] == f"    {' ' * len(safe(source[: report.column - 1]))}^"
    below = [line for line in lines[at + 3 :] if line.startswith("    ")]
    assert_in_order("\n".join(below), report.details)
    if report.hint:
        assert any(line.startswith("    hint: ") and report.hint in line for line in below)


def test_78_unusable_as_text(world: World) -> None:
    world.write("public/mine.txt", "My work.\n")
    outcome = run_outside([])
    assert (outcome.code, outcome.out) == (2, "")
    said, hint = outcome.err.splitlines()
    assert said.startswith("sitegen: ")
    assert said.endswith("public holds files that sitegen did not write: mine.txt")
    assert hint.startswith("    hint: move them away")


def test_72_a_file_name_can_not_forge_a_message(world: World) -> None:
    world.write("seeds/a\nsitegen.yaml:1:1: error: forged.md", "No title.\n")
    outcome = run_outside([])
    assert outcome.code == 0
    assert not any(line.startswith("sitegen.yaml:") for line in outcome.err.splitlines())


def test_34_strict_makes_a_warning_an_error(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.write(TERMS, TERMS_TEXT + "- term: quota\n  definition: A limit.\n")
    before = world.state()
    outcome = run_here(["--strict"], capsys)
    assert outcome.code == 1
    assert f"{TERMS}:3:3: warning: 'quota'" in outcome.err
    assert world.state() == before


def test_all_problems_of_a_run_are_told(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    world.write(TERMS, "- trem: tariff\n")
    world.write(NOTES, "- quote: nowhere at all\n  note: Where?\n")
    world.write(FIGURES, "- quote: steel\n  label: Steel\n  value: much\n")
    world.write(SETTINGS, "titel: A site\n")
    problems = json.loads(run_here(["--format", "json"], capsys).out)["problems"]
    assert {TERMS, NOTES, FIGURES, SETTINGS} <= {problem["path"] for problem in problems}


# ── What needs a machine of its own ─────────────────────────────────────────


def tool(name: str, *arguments: str) -> list[str]:
    """A command that starts another under `arguments`; skips the test where it can't."""
    found = shutil.which(name)
    if found is None:
        pytest.skip(f"{name} is not installed")
    command = [found, *arguments]
    if subprocess.run([*command, "true"], check=False, capture_output=True).returncode:
        pytest.skip(f"{name} {' '.join(arguments)} is not permitted here")
    return command


def without_rights() -> list[str]:
    """Takes from the superuser the right to open what its mode forbids; others lack it."""
    if os.geteuid():
        return []
    return tool("setpriv", "--bounding-set", "-dac_override,-dac_read_search")


def in_own_mounts(script: str) -> list[str]:
    """Runs `script` where its mounts are seen by nobody else, then the command."""
    unshare = tool("unshare", "--mount")
    try_it = [*unshare, "sh", "-c", "mount -t tmpfs none /mnt"]
    if subprocess.run(try_it, check=False, capture_output=True).returncode:
        pytest.skip("nothing can be mounted here")
    return [*unshare, "sh", "-c", f'set -e; {script}; exec "$@"', "sh"]


@contextmanager
def mode(file: Path, bits: int) -> Iterator[None]:
    old = stat.S_IMODE(file.stat().st_mode)
    file.chmod(bits)
    try:
        yield
    finally:
        file.chmod(old)


@pytest.mark.parametrize("path", [LETTER, TERMS, "content/letter", "seeds"])
def test_69_unreadable(path: str, world: World) -> None:
    through = without_rights()
    before = world.state()
    with mode(world.site / path, 0):
        outcome = run_outside(["--format", "json"], through=through)
    assert outcome.code == 1, outcome.err
    errors = [one for one in json.loads(outcome.out)["problems"] if one["severity"] == "error"]
    assert [(one["path"], one["line"], one["column"]) for one in errors] == [(path, 1, 1)]
    assert "can't be read: Permission denied" in errors[0]["message"]
    assert world.state() == before


@pytest.mark.parametrize(
    ("closed", "output"),
    [("site", "public"), ("outside", "../outside/site")],
    ids=["site", "place-of-the-output"],
)
def test_80_not_writable(closed: str, output: str, world: World) -> None:
    through = without_rights()
    world.write(LETTER, letter_with("More words."))
    for lock in world.root.rglob("*lock*"):
        lock.unlink()
    before = world.state()
    with mode(world.root / closed, 0o555):
        outcome = run_outside(["--output", output], through=through)
    assert outcome.code == 2
    assert outcome.err.startswith("sitegen: ")
    assert_in_order(outcome.err, [closed, "can't be written"])
    assert world.state() == before


@pytest.mark.parametrize("size", [1, 200_000])
def test_81_no_room_for_a_file(size: int, world: World) -> None:
    world.write(LETTER, letter_with("More words. " * 30_000))
    before = world.state()
    outcome = run_outside([], through=tool("prlimit", f"--fsize={size}"))
    assert outcome.code == 2
    assert "File too large" in outcome.err
    assert world.state() == before


@pytest.mark.parametrize("room", [8, 256], ids=lambda room: f"{room}-kilobytes-free")
def test_81_disk_full(room: int, world: World) -> None:
    """The site is copied to a small disk, which is filled but for a little, and back again."""
    world.write(LETTER, letter_with("More words. " * 30_000))
    disk, after = world.root / "disk", world.root / "after"
    disk.mkdir()
    through = in_own_mounts(
        f"mount -t tmpfs -o size=4m none {disk}; cp -a {world.site} {disk}; cd {disk}/site;"
        " free=$(df --output=avail -k . | tail -1);"
        f" head -c $(((free - {room}) * 1024)) /dev/zero > {disk}/filler"
    )
    build_and_copy = f'"$@"; code=$?; cp -a {disk}/site {after}; exit $code'
    outcome = run_outside([], through=[*through, "sh", "-c", build_and_copy, "sh"])
    assert outcome.code == 2
    assert "No space left on device" in outcome.err
    assert dict(_walk(after, after, {".sitegen"})) == dict(
        _walk(world.site, world.site, {".sitegen"})
    )


def test_82_read_only_disk(world: World) -> None:
    world.write(LETTER, letter_with("More words."))
    before = world.state()
    through = in_own_mounts(
        f"mount --bind {world.root} {world.root}; mount -o remount,ro,bind {world.root};"
        f" cd {world.site}"
    )
    outcome = run_outside([], through=through)
    assert outcome.code == 2
    assert outcome.err.startswith("sitegen: ")
    assert "Read-only file system" in outcome.err or "can't be written" in outcome.err
    assert world.state() == before


@pytest.mark.parametrize(
    "name",
    ["with blanks", "a#b?c&d%20e", "Ünïcødé 北京", 'it\'s "quoted"', "-rf", "new\nline"],
    ids="blanks signs non-ascii quotes dash newline".split(),
)
def test_85_odd_folder_names(name: str, world: World, capsys: pytest.CaptureFixture[str]) -> None:
    folder = world.root / name
    shutil.copytree(world.site, folder, ignore=shutil.ignore_patterns("public", ".sitegen"))
    outcome = run_here([str(folder)], capsys)
    assert outcome.code == 0, outcome.err
    assert (folder / "public" / PAGE).read_bytes() == (world.public / PAGE).read_bytes()


def test_85_folder_of_a_very_long_path(world: World) -> None:
    """As long as a system lets a path be, less what the build's own files need."""
    folder = world.root
    while len(os.fsencode(folder)) < 3_700:
        folder /= "a" * 200
    shutil.copytree(world.site, folder, ignore=shutil.ignore_patterns("public", ".sitegen"))
    outcome = run_outside([str(folder)])
    assert outcome.code == 0, outcome.err
    assert (folder / "public" / PAGE).read_bytes() == (world.public / PAGE).read_bytes()


def test_72_article_name_that_is_not_utf_8(world: World) -> None:
    """Refused, or published under what can be read of it; told in UTF-8 in either case."""
    world.write("seeds/caf\udce9.md", "Words.\n")
    outcome = run_outside(["--format", "json"])
    assert outcome.code in (0, 1), outcome.err
    assert "seeds/caf" in json.loads(outcome.out)["problems"][0]["path"]


def test_72_page_of_no_name(world: World, capsys: pytest.CaptureFixture[str]) -> None:
    """Asked of the pure build first: its page would be written to the root of the disk."""
    from sitegen.files import read_inputs
    from sitegen.pipeline import build_site

    world.write("content/pages/!!!.md", "# A title\n")
    result = build_site(read_inputs(world.site))
    assert not [page.path for page in result.pages if page.path.startswith("/")]
    before = world.state()
    outcome = run_here(["--format", "json"], capsys)
    assert outcome.code == 1
    (problem,) = json.loads(outcome.out)["problems"]
    assert (problem["path"], problem["line"]) == ("content/pages/!!!.md", 1)
    assert "can't be the address of a page" in problem["message"]
    assert world.state() == before


def test_no_row_is_there_twice() -> None:
    ids = [row.id for row in ROWS]
    assert len(ids) == len(set(ids))


def test_the_good_site_gives_nothing_to_report(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else no row would show anything."""
    outcome = run_here(["--format", "json"], capsys)
    assert outcome.code == 0
    assert json.loads(outcome.out)["problems"] == []
    assert (world.site / LETTER).read_text("utf-8") == LETTER_TEXT
