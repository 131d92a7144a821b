"""The terminal: arguments in, problems out, and the exit code.

0: built, warnings allowed. 1: the input is wrong, or under `--strict` warned
of. 2: the call or the machine is. 130 and the like: interrupted by a signal.
"""

from __future__ import annotations

import argparse
import gc
import signal
import sys
import time
from collections.abc import Callable, Iterable, Sequence
from types import FrameType
from typing import TYPE_CHECKING, NoReturn, TypeVar

from . import __version__

if TYPE_CHECKING:
    from .model import Result
    from .pipeline import Executor

WRONG_INPUT = 1
UNUSABLE = 2
INTERRUPTED = 130

_MOST_PROCESSES = 256
_PATIENCE = 1.0
"""Seconds that a run may take before it says how far it is."""

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run `sitegen` with `arguments`, by default those of the command line."""
    options = _parser().parse_args(arguments)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _stop)
    try:
        return _build(options)
    except KeyboardInterrupt:
        _say("interrupted; the output is as it was")
        return INTERRUPTED
    except BrokenPipeError:
        return WRONG_INPUT
    except Exception as error:
        if options.debug:
            raise
        return _give_up(error)


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
    build.add_argument("folder", nargs="?", default=".", help="the site's folder (default: here)")
    build.add_argument("--output", metavar="DIR", help="where to build (default: FOLDER/public)")
    build.add_argument(
        "--base-url", metavar="URL", default="", help="the address the site will have"
    )
    build.add_argument("--strict", action="store_true", help="fail on warnings too")
    build.add_argument("--drafts", action="store_true", help="include entries with 'draft: true'")
    build.add_argument(
        "--jobs", type=_count, metavar="N", default=0, help="processes to use (default: one a core)"
    )
    build.add_argument(
        "--clean", action="store_true", help="replace output files that were changed by hand"
    )
    build.add_argument("--format", choices=("text", "json"), default="text", help="how to report")
    build.add_argument("-q", "--quiet", action="store_true", help="say nothing but errors")
    build.add_argument("-v", "--verbose", action="store_true", help="say what was done")
    build.add_argument("--debug", action="store_true", help="show the traceback of a failure")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or not 0 < int(text) <= _MOST_PROCESSES:
        raise argparse.ArgumentTypeError(f"'{text}' is no number of processes")
    return int(text)


def _build(options: argparse.Namespace) -> int:
    # A build makes values and ends; looking for garbage among them is in vain.
    gc.disable()
    from .builder import build, publishable
    from .report import as_json, as_text

    began = time.monotonic()
    result = build(
        options.folder,
        output=options.output,
        base_url=options.base_url,
        strict=options.strict,
        drafts=options.drafts,
        jobs=options.jobs,
        clean=options.clean,
        executor=_Progress if sys.stderr.isatty() and not options.quiet else _same,
    )
    built = publishable(result, strict=options.strict)
    if options.format == "json":
        print(as_json(result, built=built))
    else:
        for text in as_text(result, quiet=options.quiet and built):
            _say(text)
        if not options.quiet or not built:
            _say(_summary(result, built=built, seconds=time.monotonic() - began, options=options))
    return 0 if built else WRONG_INPUT


def _summary(result: Result, *, built: bool, seconds: float, options: argparse.Namespace) -> str:
    found = [_many(result.errors, "error"), _many(result.warnings, "warning")]
    counts = ", ".join(text for text in found if not text.startswith("0 "))
    if not built:
        return f"not built: {counts}; the output is as it was"
    made = f"{_many(len(result.pages), 'file')}, {_many(result.articles, 'article')}"
    text = f"built {made}, {_many(result.mentions, 'mention')} in {seconds:.1f} s"
    if options.verbose:
        text += f" into {options.output or options.folder + '/public'}"
    return f"{text}; {counts}" if counts else text


def _many(count: int, one: str) -> str:
    return f"{count:,} {one}{'' if count == 1 else 's'}"


def _give_up(error: Exception) -> int:
    """Say why there can be no build at all."""
    from .files import Unusable

    if isinstance(error, Unusable):
        _say(f"sitegen: {error.message}")
        if error.hint:
            _say(f"    hint: {error.hint}")
    elif isinstance(error, OSError):
        place = f"{error.filename}: " if error.filename else ""
        _say(f"sitegen: {place}{error.strerror or error}; the output is as it was")
    elif isinstance(error, MemoryError):
        _say("sitegen: out of memory; the output is as it was")
    else:
        _say(f"sitegen: {_template_place(error)}{type(error).__name__}: {error}")
        _say(
            "    hint: --debug shows where; unless a template of yours fails, this is a bug of ours"
        )
    return UNUSABLE


def _template_place(error: Exception) -> str:
    name, line = getattr(error, "name", None), getattr(error, "lineno", None)
    return f"templates/{name}:{line}: " if name and line else ""


def _say(text: str) -> None:
    from .report import safe

    print("\n".join(safe(line) for line in text.split("\n")), file=sys.stderr)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    """End as the signal asks, by way of everything that cleans up."""
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
    ) -> Iterable[Done]:
        for count, done in enumerate(self._plain.map(step, shared, items), 1):
            if time.monotonic() - self._began > _PATIENCE:
                end = "\n" if count == len(items) else ""
                print(f"\r{count:,} of {len(items):,}", end=end, file=sys.stderr, flush=True)
            yield done
