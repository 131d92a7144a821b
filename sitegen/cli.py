"""The terminal: arguments in, problems out, and the exit code.

0: built, warnings allowed. 1: the input is wrong, or under `--strict` warned
of. 2: the call or the machine is. 130 and the like: interrupted by a signal.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TextIO, TypeVar

from . import __version__
from .excerpt import counted

if TYPE_CHECKING:
    from .outcome import Result
    from .pipeline import Executor

WRONG_INPUT = 1
UNUSABLE = 2
INTERRUPTED = 130

_MOST_PROCESSES = 256
_LAST_PORT = 65535
_PATIENCE = 1.0
"""Seconds that a run may take before it says how far it is."""

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `sitegen` with `arguments`, by default those of the command line."""
    options = _parser().parse_args(arguments)
    if os.name != "posix":
        _say("sitegen: this runs on Linux and macOS only, so far")
        return UNUSABLE
    _end_by_cleaning_up()
    try:
        return _build(options) if options.command == "build" else _serve(options)
    except KeyboardInterrupt:
        _say("interrupted; the output is whole, as it was or new")
        return INTERRUPTED
    except Exception as error:
        if options.debug:
            raise
        return _give_up(error, options)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="sitegen",
        description="Annotated explainer sites from a received article and YAML sidecars.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"sitegen {__version__}")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    build = commands.add_parser(
        "build",
        help="build the site into public/",
        description="Build the site.",
        allow_abbrev=False,
    )
    add = build.add_argument
    add("folder", nargs="?", default=".", help="the site's folder (default: here)")
    add("--output", metavar="DIR", help="where to build (default: FOLDER/public)")
    add("--base-url", metavar="URL", default="", help="the address the site will have")
    add("--strict", action="store_true", help="fail on warnings too")
    add("--drafts", action="store_true", help="include entries with 'draft: true'")
    add("--no-search", action="store_true", help="make no search page")
    add("--jobs", type=_count, metavar="N", default=0, help="processes (default: one a core)")
    add("--clean", action="store_true", help="replace output files that were changed by hand")
    add("--format", choices=("text", "json"), default="text", help="how to report")
    add("-q", "--quiet", action="store_true", help="say nothing but errors")
    add("-v", "--verbose", action="store_true", help="say where the site was built, too")
    add("--debug", action="store_true", help="show the traceback of a failure")
    _add_serve(commands)
    return parser


def _add_serve(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    serve = commands.add_parser(
        "serve",
        help="show the site while you work on it",
        description="Show the site while you work on it. public/ is not touched.",
        allow_abbrev=False,
    )
    add = serve.add_argument
    add("folder", nargs="?", default=".", help="the site's folder (default: here)")
    add(
        "--host", metavar="HOST", default="127.0.0.1", help="where to listen (default: %(default)s)"
    )
    add(
        "--port",
        type=_port,
        metavar="N",
        default=8000,
        help="its port, or the next that is free (default: %(default)s)",
    )
    add("--open", action="store_true", help="open it in the browser")
    add("--drafts", action="store_true", help="include entries with 'draft: true'")
    add(
        "--editor", type=_editor, metavar="NAME", help="what links to files open (default: $EDITOR)"
    )
    add("--debug", action="store_true", help="show the traceback of a failure")


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes")
    return int(text)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > _LAST_PORT:
        raise argparse.ArgumentTypeError(f"'{text}' is no port")
    return int(text)


def _editor(text: str) -> str:
    """The address pattern of an editor that is named, or given as one."""
    from .editor import SCHEMES, pattern

    if not (found := pattern(text)):
        known = ", ".join(SCHEMES)
        raise argparse.ArgumentTypeError(
            f"'{text}' is neither one of {known} nor an address with {{path}}"
        )
    return found


def _serve(options: argparse.Namespace) -> int:
    from .editor import pattern
    from .serve import serve

    named = os.environ.get("VISUAL") or os.environ.get("EDITOR") or ""
    try:
        serve(
            options.folder,
            host=options.host,
            port=options.port,
            drafts=options.drafts,
            open_browser=options.open,
            editor_pattern=options.editor or pattern(named),
            debug=options.debug,
            say=_say_lines,
        )
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def _build(options: argparse.Namespace) -> int:
    from .builder import build
    from .report import as_json, as_text

    began = time.monotonic()
    terminal = sys.stderr is not None and sys.stderr.isatty()
    with _no_garbage():
        result = build(
            options.folder,
            output=options.output,
            base_url=options.base_url,
            strict=options.strict,
            drafts=options.drafts,
            search=not options.no_search,
            jobs=options.jobs,
            clean=options.clean,
            executor=_Progress if terminal and not options.quiet else _same,
        )
    if options.format == "json":
        _write(sys.stdout, as_json(result))
    else:
        for text in as_text(result, quiet=options.quiet and result.published):
            _write(sys.stderr, text)
        if result.no_search and not options.quiet:
            _say(f"no search: {result.no_search}")
        if not options.quiet or not result.published:
            _say(_summary(result, time.monotonic() - began, options))
    return 0 if result.published else WRONG_INPUT


def _summary(result: Result, seconds: float, options: argparse.Namespace) -> str:
    found = [_many(result.errors, "error"), _many(result.warnings, "warning")]
    counts = ", ".join(text for text in found if not text.startswith("0 "))
    if not result.published:
        return f"not built: {counts}; the output is as it was"
    made = f"{_many(len(result.pages), 'file')}, {_many(result.articles, 'article')}"
    text = f"built {made}, {_many(result.mentions, 'mention')} in {seconds:.1f} s"
    if options.verbose:
        text += f" into {options.output or os.path.join(options.folder, 'public')}"  # noqa: PTH118
    return f"{text}; {counts}" if counts else text


def _many(count: int, one: str) -> str:
    return counted(count, one, f"{one}s")


# ── When there can be no build ──────────────────────────────────────────────


def _give_up(error: Exception, options: argparse.Namespace) -> int:
    """Say why there can be no build at all."""
    from .failure import as_problem

    problem = as_problem(error)
    if getattr(options, "format", "text") == "json":
        from .outcome import Result
        from .report import as_json

        _write(sys.stdout, as_json(Result(pages=(), copies={}, problems=(problem,))))
    where = problem.where
    place = f"{where.path}:{where.line}: " if where.path else ""
    _say(f"sitegen: {place}{problem.message}")
    if problem.hint:
        _say(f"    hint: {problem.hint}")
    return UNUSABLE


# ── Streams and signals ─────────────────────────────────────────────────────


def _say(text: str) -> None:
    from .report import safe

    _write(sys.stderr, safe(text))


def _say_lines(text: str) -> None:
    for line in text.split("\n"):
        _say(line)


def _write(stream: TextIO | None, text: str) -> None:
    """Write a text whose reader may have gone, or may never have been."""
    if stream is None:
        return
    try:
        print(text, file=stream, flush=True)
    except OSError:
        # What is left in the buffer must not fail again when Python ends.
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


@contextmanager
def _no_garbage() -> Iterator[None]:
    """A build makes values and ends; looking for garbage among them is in vain."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _end_by_cleaning_up() -> None:
    """Have signals end us by way of everything that cleans up, but those that are ignored."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(128 + number)


def _same(plain: Executor) -> Executor:
    return plain


class _Progress:
    """An executor that says on the terminal how far it is."""

    def __init__(self, plain: Executor) -> None:
        self._plain = plain
        self._began = time.monotonic()

    def map(
        self, step: Callable[[Shared, Item], Done], shared: Shared, items: Sequence[Item]
    ) -> Iterator[Done]:
        for count, done in enumerate(self._plain.map(step, shared, items), 1):
            if time.monotonic() - self._began > _PATIENCE:
                end = "\n" if count == len(items) else ""
                print(f"\r{count:,} of {len(items):,}", end=end, file=sys.stderr, flush=True)
            yield done
