"""The whole program in order: what was read → what is to be written.

Read this module first. `build_site` is a pure function; `files` reads its
inputs, and `publish` writes its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from . import check, machines
from .assets import asset_names
from .citations import citable
from .definitions import write_definitions
from .documents import write_documents
from .kinds import KINDS
from .layout import Files, sort
from .model import Entry, Inputs, Page, Problem, has_errors
from .outcome import Result
from .render import page_paths
from .settings import Settings
from .site import Leaf, Part, Site
from .source import lines
from .steps import (
    Common,
    Read,
    asset_of,
    copied,
    entries_of,
    group_of,
    leaf_of,
    misnamed,
    part_of_all,
    part_of_one,
    paths_of,
    read,
    settings_of,
    unused,
)

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")


class Executor(Protocol):
    """Maps a step over items that do not depend on each other, keeping their order."""

    def map(
        self, step: Callable[[Shared, Item], Done], shared: Shared, items: Sequence[Item]
    ) -> Iterable[Done]: ...


class InOrder:
    """One item after the other, in this process."""

    def map(
        self, step: Callable[[Shared, Item], Done], shared: Shared, items: Sequence[Item]
    ) -> Iterable[Done]:
        return (step(shared, item) for item in items)


@dataclass(frozen=True, slots=True)
class Options:
    """What a build may be asked besides the site's own settings."""

    base_url: str | None = None
    """The address that the site will have, "" for none; None: what its settings say."""
    drafts: bool = False
    search: bool = False
    """Whether the site may have a search page; its settings may still say no."""
    no_search: str = ""
    """Why there can be none."""


def build_site(
    inputs: Inputs,
    options: Options = Options(),
    executor: Executor = InOrder(),  # noqa: B008 - frozen
) -> Result:
    """Make the site of `inputs`, or find out what is wrong with them.

    The same inputs give the same result, whatever the executor.
    """
    # Read what holds for all articles, then each article with what is its own.
    files, problems = sort(inputs)
    problems += inputs.problems
    settings, more = settings_of(files.settings, options.base_url)
    problems += more
    shared, more = _shared(files, options)
    problems += more
    common = Common.of(settings, shared, drafts=options.drafts)
    reads = list(executor.map(read, common, files.articles))
    problems += [problem for one in reads for problem in one.problems]
    leaves, more = _leaves(files)
    problems += more
    definitions, more = write_definitions(shared, [common.matcher])
    problems += more

    # See the site as a whole, and whether it can be made.
    parts = _parts(shared, reads)
    whole = part_of_all(shared, definitions)
    site = site_of(settings, whole, parts, leaves, templates=inputs.templates, options=options)
    problems += _checked(site, all_read=not has_errors(problems))
    copies, more = copied(site.pictures, inputs.pictures)
    problems += more
    problems += check.check_addresses(
        paths_of(files, asset_names(inputs.templates), copies, inputs.copies)
    )

    # Make its pages.
    pages: list[Page] = []
    if not has_errors(problems):
        pages, more = _rendered(site, inputs.copies, executor)
        problems += more
    result = outcome(site, {**inputs.copies, **copies}, problems, inputs, options)
    if result.errors:
        return result
    documents = write_documents(site) if site.search else {}
    return replace(result, pages=tuple(pages), documents=documents)


def _shared(files: Files, options: Options) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in files.shared:
        found, more = entries_of(source, "", drafts=options.drafts)
        entries += found
        problems += more
    return entries, problems


def _leaves(files: Files) -> tuple[list[Leaf], list[Problem]]:
    leaves = []
    problems: list[Problem] = []
    for slug, source in files.pages.items():
        leaf, more = leaf_of(slug, source)
        leaves.append(leaf)
        problems += more
    return leaves, problems


def _parts(shared: Iterable[Entry], reads: Iterable[Read]) -> dict[str, Part]:
    known = citable(shared)
    return {one.annotated.article.slug: part_of_one(known, one) for one in reads}


def site_of(
    settings: Settings,
    shared: Part,
    parts: Mapping[str, Part],
    leaves: Sequence[Leaf],
    *,
    templates: Mapping[str, str],
    options: Options,
) -> Site:
    """All that was read, in one value."""
    search = settings.search and options.search and bool(parts) and not options.no_search
    return Site(settings, KINDS, shared, parts, leaves, templates, search)


def _checked(site: Site, *, all_read: bool) -> list[Problem]:
    """What is wrong with the site as a whole; unless `all_read`, words may be missing."""
    names = check.Names(site.shared.entries.values())
    parts = site.parts.values()
    problems = [problem for part in (site.shared, *parts) for problem in misnamed(part, names)]
    if all_read:
        problems += unused(site.shared, names, check.seen_in_any(site.articles), site.users)
        for part in parts:
            if part.annotated is not None:
                problems += unused(part, names, part.annotated, part.cited)
    return problems


def _rendered(
    site: Site, copies: Mapping[str, str], executor: Executor
) -> tuple[list[Page], list[Problem]]:
    """All that is made, and what its proof finds; a file among `copies` stands in for ours."""
    site.index  # noqa: B018 - made here, once, not by each worker
    made = list(executor.map(group_of, site, page_paths(site)))
    pages = [page for group, _ in made for page in group]
    pages += [asset_of(site, name) for name in asset_names(site.templates)]
    pages += [page for page in machines.for_all(site) if page.path not in copies]
    return pages, [problem for _, found in made for problem in found]


def outcome(
    site: Site,
    copies: Mapping[str, str],
    problems: Iterable[Problem],
    inputs: Inputs,
    options: Options,
) -> Result:
    """What a build comes to, but for its pages."""
    ordered = in_order(problems)
    wanted = site.settings.search and options.search and bool(site.parts)
    return Result(
        pages=(),
        copies=copies,
        problems=ordered,
        lines=lines_of(inputs, ordered),
        no_search=options.no_search if wanted else "",
        articles=len(site.parts),
        entries=sum(len(part.entries) for part in (site.shared, *site.parts.values())),
        mentions=sum(len(one.mentions) for one in site.articles),
    )


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Problems in the order of their places, each once."""
    ordered = sorted(
        set(problems),
        key=lambda one: (one.where, one.severity, one.message, one.hint, one.details),
    )
    return tuple(ordered)


def lines_of(inputs: Inputs, problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    """The lines of each file that a problem names."""
    paths = {problem.where.path for problem in problems} & inputs.texts.keys()
    return {path: lines(inputs.texts[path]) for path in paths}
