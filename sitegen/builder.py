"""Reads a site, builds it and publishes it: what the command and the API share."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from .address import FINDER
from .files import Unusable, read_inputs
from .finder import NoSearch, missing, search_files
from .jobs import Processes
from .outcome import Result
from .pipeline import Executor, Options, build_site
from .publish import hold
from .safety import is_base_url

OUTPUT = "public"


def build(
    folder: str | Path = ".",
    *,
    output: str | Path | None = None,
    base_url: str = "",
    strict: bool = False,
    drafts: bool = False,
    jobs: int = 0,
    clean: bool = False,
    search: bool = True,
    executor: Callable[[Executor], Executor] = lambda plain: plain,
) -> Result:
    """Build the site in `folder` into `output`, by default its `public/`.

    With errors, and under `strict` with warnings, nothing is published and the
    output stays as it was. `jobs` is the number of processes, 0 for one a core;
    `clean` replaces files of the output that were changed by hand; `search` makes
    a search page, unless the settings say no or there is no program for it;
    `executor` wraps the one that runs the steps, to watch them.

    Raises `Unusable` where the folder or the output is not fit for a build,
    and OSError where the disk fails.
    """
    root = Path(folder)
    if base_url and not is_base_url(base_url):
        raise Unusable(f"'{base_url}' is no base address", "write it as https://example.org/path/")
    target = Path(output) if output is not None else root / OUTPUT
    inputs = read_inputs(root)
    with hold(root, target, clean=clean) as place:
        runs = executor(Processes(jobs if jobs > 0 else os.cpu_count() or 1))
        options = Options(base_url or None, drafts, search, missing() if search else "")
        result = build_site(inputs, options, runs)
        if publishable(result, strict=strict):
            try:
                found = search_files(result.documents, place.former(f"{FINDER}/"))
            except NoSearch as reason:
                # Pages lead to a search page: they are made again, without.
                result = build_site(inputs, replace(options, no_search=str(reason)), runs)
                found = {}
            pages = {page.path: page.data or page.text.encode() for page in result.pages}
            place.publish(pages | found, result.copies)
            result = replace(result, published=True)
    return result


def publishable(result: Result, *, strict: bool) -> bool:
    """Whether a result may replace what is published."""
    return not result.errors and not (strict and result.warnings)
