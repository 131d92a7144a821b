"""The whole program in order: what was read → what is to be written.

Read this module first. `build_site` is a pure function; `files` reads its
inputs and publishes its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from . import address, check, machines
from .annotate import annotate
from .article import read_article
from .assets import asset_names, made_smaller
from .citations import resolve
from .definitions import Definitions, write_definitions
from .documents import write_documents
from .index import index
from .kinds import KINDS
from .layout import ArticleFiles, Files, sort, stem
from .markdown import read_markdown
from .match import Matcher
from .model import (
    About,
    Annotated,
    BaseUrl,
    Entry,
    Inputs,
    Key,
    Line,
    Page,
    Problem,
    Quote,
    Severity,
    Source,
    Where,
)
from .outcome import Result
from .proof import prove
from .render import page_paths, render
from .settings import Settings, read_about, read_settings
from .sidecar import read_sidecar
from .site import Leaf, Site
from .slug import slugify
from .source import lines

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

    base_url: str = ""
    drafts: bool = False
    search: bool = False
    """Whether the site may have a search page; its settings may still say no."""
    no_search: str = ""
    """Why there can be none."""


@dataclass(frozen=True, slots=True)
class _Common:
    """What every article is annotated with."""

    settings: Settings
    options: Options
    matcher: Matcher
    illustrated: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class _Read:
    """What comes of one article's files."""

    annotated: Annotated
    entries: tuple[Entry, ...]
    definitions: Mapping[tuple[Key, str], str]
    problems: tuple[Problem, ...]


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
    settings, more = _settings(files.settings, options)
    problems += more
    shared, more = _entries(files.shared, "", options)
    problems += more
    matcher = Matcher(shared, inflect=settings.inflects)
    common = _Common(settings, options, matcher, _illustrated(shared))
    reads = list(executor.map(_read, common, files.articles))
    problems += [problem for read in reads for problem in read.problems]
    leaves, more = _leaves(files.pages)
    problems += more
    definitions, more = write_definitions(shared, [matcher])
    problems += more

    # See the site as a whole, and whether it can be made.
    site = _site(settings, shared, definitions, reads, leaves=leaves, templates=inputs.templates)
    wanted = settings.search and options.search and bool(site.articles)
    site = replace(site, search=wanted and not options.no_search)
    problems += _checked(site, all_read=not _has_errors(problems))
    copies, more = _pictures(site, inputs.pictures)
    problems += more
    problems += check.check_addresses(
        _paths(files, asset_names(inputs.templates), copies, inputs.copies)
    )

    # Make its pages.
    pages: list[Page] = []
    if not _has_errors(problems):
        pages, more = _rendered(site, executor)
        pages += [page for page in machines.for_all(site) if page.path not in inputs.copies]
        problems += more
    result = _result(site, pages, {**inputs.copies, **copies}, problems, inputs)
    return replace(result, no_search=options.no_search if wanted else "")


def _settings(source: Source, options: Options) -> tuple[Settings, list[Problem]]:
    settings, problems = read_settings(source, KINDS)
    base_url = BaseUrl(options.base_url) or settings.base_url
    return replace(settings, base_url=base_url), problems


def _site(
    settings: Settings,
    shared: Iterable[Entry],
    definitions: Definitions,
    reads: Sequence[_Read],
    *,
    leaves: Sequence[Leaf],
    templates: Mapping[str, str],
) -> Site:
    """All that was read, in one value."""
    definitions = dict(definitions)
    for read in reads:
        definitions.update(read.definitions)
    entries, annotated = resolve(
        [*shared, *(entry for read in reads for entry in read.entries)],
        [read.annotated for read in reads],
    )
    return Site(
        settings=settings,
        kinds=KINDS,
        entries={entry.key: entry for entry in entries},
        definitions=definitions,
        articles=annotated,
        index=index(annotated),
        leaves=leaves,
        templates=templates,
    )


def _checked(site: Site, *, all_read: bool) -> list[Problem]:
    """What is wrong with the site as a whole; unless `all_read`, words may be missing."""
    entries = list(site.entries.values())
    problems = check.check_ids(entries) + check.check_references(entries)
    if all_read:
        problems += check.check_citations(entries, site.articles)
        problems += check.check_found(entries, site.articles, frozenset(site.users))
    return problems


def _rendered(site: Site, executor: Executor) -> tuple[list[Page], list[Problem]]:
    made = list(executor.map(_made, site, page_paths(site)))
    pages = [page for group, _ in made for page in group]
    pages += [
        Page(address.asset(name), made_smaller(name, site.templates[name]))
        for name in asset_names(site.templates)
    ]
    return pages, [problem for _, found in made for problem in found]


def _result(
    site: Site,
    pages: Sequence[Page],
    copies: Mapping[str, str],
    problems: Iterable[Problem],
    inputs: Inputs,
) -> Result:
    """The outcome, its problems in the order of their places, each once."""
    ordered = sorted(
        set(problems),
        key=lambda one: (one.where, one.severity, one.message, one.hint, one.details),
    )
    return Result(
        pages=() if _has_errors(ordered) else tuple(pages),
        copies=copies,
        problems=tuple(ordered),
        lines=_lines(inputs, ordered),
        articles=len(site.articles),
        entries=len(site.entries),
        mentions=sum(len(one.mentions) for one in site.articles),
        documents=write_documents(site) if pages and site.search else {},
    )


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


# ── Steps that run for each article and each page, on any core ──────────────


def _read(common: _Common, files: ArticleFiles) -> _Read:
    """Read, match and annotate one article, with the entries of its own."""
    about, captions, problems = _about(files.about)
    if _has_errors(problems):
        about = replace(about, title=Line(files.slug))  # what it says can't be known
    own, more = _entries(files.sidecars, files.slug, common.options)
    problems += more
    illustrated = [*common.illustrated, *_illustrated(own)]
    article, more = read_article(files.slug, files.seed, about, captions, illustrated)
    problems += more
    matchers = [common.matcher]
    if own:
        matchers.append(Matcher(own, inflect=common.settings.inflects))
    if _has_errors(problems) and not article.text.blocks:
        return _Read(Annotated(article, ()), tuple(own), {}, tuple(problems))
    annotated, more = annotate(article, matchers, own, common.settings)
    problems += more
    definitions, more = write_definitions(own, matchers)
    problems += more
    return _Read(annotated, tuple(own), definitions, tuple(problems))


def _made(site: Site, path: str) -> tuple[list[Page], list[Problem]]:
    """Make one page with the files beside it, and prove that an article's words are on it."""
    page = render(site, path)
    annotated = site.by_path.get(path)
    problems = prove(annotated.article, page.text) if annotated is not None else []
    return [page, *machines.beside(site, path)], problems


def _about(source: Source | None) -> tuple[About, tuple[Quote, ...], list[Problem]]:
    return read_about(source) if source is not None else (About(), (), [])


def _entries(
    sources: Iterable[Source], scope: str, options: Options
) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in sources:
        found, more = read_sidecar(source, KINDS[stem(source.path)], scope)
        entries += [entry for entry in found if options.drafts or not entry.draft]
        problems += more
    return entries, problems


def _illustrated(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries whose quote is the caption of their picture."""
    return tuple(one for one in entries if one.quote is not None and one.record.illustration)


def _leaves(sources: Mapping[str, Source]) -> tuple[list[Leaf], list[Problem]]:
    leaves = []
    problems: list[Problem] = []
    for slug, source in sources.items():
        text, more = read_markdown(source)
        leaves.append(Leaf(slug, text))
        problems += more
    return leaves, problems


# ── What else is published ──────────────────────────────────────────────────


def _pictures(site: Site, known: frozenset[str]) -> tuple[dict[str, str], list[Problem]]:
    """The pictures that are asked for, as output path to path in the site."""
    wanted: list[tuple[str, str, str, Where]] = [
        (entry.scope, entry.scope, image, image.where)
        for entry in site.entries.values()
        if (image := entry.record.image)
    ]
    for article in (one.article for one in site.articles):
        slug = article.slug
        wanted += [(slug, slug, one.path, one.where) for one in article.text.pictures]
        if article.about.image is not None:
            file = article.about.image.file
            wanted.append((slug, slug, file, file.where))
    for leaf in site.leaves:
        wanted += [(leaf.slug, "pages", one.path, one.where) for one in leaf.text.pictures]
    # A folder under content/ is known by its slug, however its name is written.
    there = {_by_slug(path): path for path in known}
    copies: dict[str, str] = {}
    asked = []
    for published, folder, path, where in wanted:
        source = f"content/{folder}/{path}" if folder else f"content/{path}"
        asked.append((source, where))
        copies[address.picture(published, path)] = there.get(source, source)
    return copies, check.check_pictures(asked, frozenset(there) | known)


def _by_slug(path: str) -> str:
    content, folder, *rest = path.split("/")
    return "/".join([content, slugify(folder), *rest]) if rest else path


def _paths(
    files: Files, themed: Iterable[str], pictures: Mapping[str, str], copies: Mapping[str, str]
) -> list[tuple[str, Where]]:
    """Every path of the output with the file that it comes from."""
    made = [
        (path, Where(one.seed.path))
        for one in files.articles
        for path in (address.page(one.slug), *machines.of_article(one.slug, one.seed.path))
    ]
    made += [
        (path, Where(f"content/{kind.name}.yaml"))
        for kind in KINDS.values()
        if kind.page
        for path in (address.page(kind.page), *machines.of_index(kind))
    ]
    made += [(address.page(slug), Where(one.path)) for slug, one in files.pages.items()]
    own = [
        address.HOME,
        address.NOT_FOUND,
        address.SEARCH,
        address.FINDER,
        *map(address.asset, themed),
    ]
    own += [path for path in machines.OF_SITE if path not in copies]
    ours = [(path, Where(check.OURS)) for path in own]
    both = [(path, Where(source)) for path, source in [*pictures.items(), *copies.items()]]
    return [*ours, *made, *both]


def _lines(inputs: Inputs, problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    paths = {problem.where.path for problem in problems} & set(inputs.texts)
    return {path: lines(inputs.texts[path]) for path in paths}
