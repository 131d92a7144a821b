"""The search program: documents → the files that a browser searches with.

Pagefind makes an index that is split into small files, of which a reader loads
those that a search needs; it knows word stems and sections, and its package
brings its program along.

The same documents give the same bytes, which its other doors do not grant: its
command numbers pages as the disk happens to list them, and its filters are
written in an order that differs from run to run. So documents are handed over
one by one, in the way its own Python API does it (which waits a tenth of a
second for each), and the kinds of results are in a file of ours.
"""

from __future__ import annotations

import gzip
import json
import os
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from hashlib import blake2b
from io import BufferedReader, BufferedWriter
from operator import itemgetter
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer
from typing import Any, cast

from .address import FINDER
from .outcome import Document

_STAMP = f"{FINDER}/made-from.txt"
"""Holds the hash of all that the files beside it were made from."""
_KINDS = f"{FINDER}/kinds.json"
"""For each kind, the names that its results have in the index."""
_FRAGMENT = ".pf_fragment"
_SIGNATURE = b"pagefind_dcd"
_UNUSED = re.compile(r"pagefind-(?:.*ui|highlight)\.(?:js|css)")
"""Its own search pages, in place of which there is ours."""
_SECONDS = 900
_ENDED = "its program ended before its time"
_Streams = tuple[BufferedWriter, BufferedReader]


class NoSearch(Exception):
    """There can be no search; says why."""


def missing() -> str:
    """Why there can be no search on this machine, "" where there can."""
    try:
        _program()
    except NoSearch as reason:
        return str(reason)
    return ""


def search_files(
    documents: Mapping[str, Document], former: Mapping[str, bytes]
) -> dict[str, bytes]:
    """The files of a search for `documents`, by path in the output.

    `former` are those of the build before, which serve again where they were
    made from the same. Raises `NoSearch` where the program fails.
    """
    if not documents:
        return {}
    try:
        command = _program()
        stamp = _stamp(command, documents)
        if former.get(_STAMP) == stamp:
            return dict(former)
        files = _index(command, documents)
        kinds = _kinds(documents, files)
    except BrokenPipeError:
        raise NoSearch(f"pagefind failed: {_ENDED}") from None
    except (ImportError, OSError, ValueError, LookupError) as error:
        raise NoSearch(f"pagefind failed: {error}") from None
    if not kinds:
        raise NoSearch("no article and no entry has a word")
    return {**files, _STAMP: stamp, _KINDS: json.dumps(kinds, indent=0).encode()}


def _program() -> Path:
    try:
        from pagefind.service import get_executable

        found = get_executable()
    except ImportError:
        raise NoSearch("the package pagefind is not installed") from None
    except OSError:
        found = None
    if found is None or not os.access(found, os.X_OK):
        raise NoSearch("the package pagefind has no program for this machine")
    return found


def _stamp(command: Path, documents: Mapping[str, Document]) -> bytes:
    """Tells any two indexes apart, on every machine alike."""
    from importlib.metadata import version

    made_from = blake2b(digest_size=16)
    about = (command.stem, version("pagefind"), _UNUSED.pattern)
    for part in (*about, *(text for place, one in documents.items() for text in (place, *one))):
        made_from.update(f"{len(part)}:{part}".encode())
    return f"{made_from.hexdigest()}\n".encode()


def _index(command: Path, documents: Mapping[str, Document]) -> dict[str, bytes]:
    """Have the program index the documents; the files it makes, by path in the output."""
    with _talking(command) as streams:
        ask = partial(_ask, streams)
        ask = partial(ask, index_id=ask(type="NewIndex", config={})["index_id"])
        for place, document in documents.items():
            ask(type="AddFile", url=place, file_path=None, file_contents=document.html)
        # Not `WriteFiles`, which answers before all is on the disk.
        files = ask(type="GetFiles")["files"]
    return {
        f"{FINDER}/{file['path']}": b64decode(file["content"])
        for file in sorted(files, key=itemgetter("path"))
        if not _UNUSED.fullmatch(file["path"])
    }


@contextmanager
def _talking(command: Path) -> Iterator[_Streams]:
    """The input and output of the program, which ends with the context."""
    # It would take settings from a file in its folder, and from variables of its own.
    environment = {name: value for name, value in os.environ.items() if "PAGEFIND" not in name}
    with Popen(
        [command, "--service"],
        cwd=command.parent,
        env=environment,
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
    ) as process:
        patience = Timer(_SECONDS, process.kill)
        patience.start()
        try:
            yield cast("_Streams", (process.stdin, process.stdout))
        finally:
            patience.cancel()
            process.kill()


def _ask(streams: _Streams, **payload: object) -> dict[str, Any]:
    """Send a message, and wait for what it is answered with."""
    write, read = streams
    write.write(b64encode(json.dumps({"message_id": 1, "payload": payload}).encode()) + b",")
    write.flush()
    said = bytearray()
    while not said.endswith(b","):
        part = read.read1()
        if not part:
            raise ValueError(_ENDED)
        said += part
    answer: dict[str, Any] = json.loads(b64decode(said[:-1]))["payload"]
    if answer["type"] == "Error":
        raise ValueError(answer["message"])
    return answer


def _kinds(documents: Mapping[str, Document], files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """The names of what was indexed, by kind. What has no word is not among them."""
    kinds: dict[str, list[str]] = {}
    for path, data in files.items():
        if path.endswith(_FRAGMENT):
            place = json.loads(gzip.decompress(data).removeprefix(_SIGNATURE))["url"]
            name = Path(path).name.removesuffix(_FRAGMENT)
            kinds.setdefault(documents[place].kind, []).append(name)
    return dict(sorted(kinds.items()))
