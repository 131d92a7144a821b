"""The whole program in order: what was read → what is to be written.

Read this module first. `build_site` is a pure function; `files` reads its
inputs and publishes its result.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from . import address, check
from .annotate import annotate
from .article import MARKDOWN, PLAIN, read_article
from .definitions import write_definitions
from .fields import BaseUrl, did_you_mean
from .index import index
from .kinds import KINDS
from .markdown import read_markdown
from .match import Matcher
from .model import (
    About,
    Annotated,
    Entry,
    Inputs,
    Key,
    Page,
    Problem,
    Quote,
    Result,
    Severity,
    Source,
    Where,
)
from .proof import prove
from .render import Leaf, Site, page_paths, render
from .settings import Settings, read_about, read_settings
from .sidecar import read_sidecar
from .slug import slugify
from .source import decode, lines

Shared = TypeVar("Shared")
Item = TypeVar("Item")
Done = TypeVar("Done")

SETTINGS = "sitegen.yaml"
ABOUT = "article.yaml"
_PAGES = "content/pages/"
_SEEDS = "seeds"


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


@dataclass(frozen=True, slots=True)
class _Files:
    """The files of a site, decoded and sorted by what they are."""

    settings: Source
    shared: tuple[Source, ...]
    articles: tuple[_ArticleFiles, ...]
    pages: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class _ArticleFiles:
    slug: str
    seed: Source
    about: Source | None
    sidecars: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What every article is annotated with."""

    settings: Settings
    options: Options
    matcher: Matcher


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
    files, problems = _sort(inputs)
    problems += inputs.problems
    settings, more = read_settings(files.settings, KINDS)
    problems += more
    settings = replace(settings, base_url=BaseUrl(options.base_url) or settings.base_url)

    shared, more = _entries(files.shared, "", options)
    problems += more
    matcher = Matcher(shared, inflect=settings.inflects)
    ground = _Ground(settings, options, matcher)
    reads = list(executor.map(_read, ground, files.articles))
    leaves, more = _leaves(files.pages)
    problems += more

    entries = [*shared, *(entry for read in reads for entry in read.entries)]
    definitions, more = write_definitions(shared, [matcher])
    problems += more
    for read in reads:
        definitions.update(read.definitions)
        problems += read.problems

    annotated = [read.annotated for read in reads]
    problems += check.check_ids(entries)
    problems += check.check_references(entries)
    if not _has_errors(problems):
        # After an error, words may be missing that are in the texts.
        problems += check.check_found(entries, annotated)
    copies, more = _pictures(entries, annotated, leaves, inputs.pictures)
    problems += more
    site = Site(
        settings=settings,
        kinds=KINDS,
        entries={entry.key: entry for entry in entries},
        definitions=definitions,
        articles=annotated,
        index=index(annotated),
        leaves=leaves,
        templates=inputs.templates,
    )
    problems += check.check_addresses(_paths(files, copies, inputs.copies))
    pages: list[Page] = []
    if not _has_errors(problems):
        made = list(executor.map(_made, site, page_paths(site)))
        pages = [page for page, _ in made]
        pages.append(Page(address.STYLE, inputs.templates["style.css"]))
        problems += [problem for _, found in made for problem in found]
    return Result(
        pages=() if _has_errors(problems) else tuple(pages),
        copies={**inputs.copies, **copies},
        problems=tuple(
            sorted(
                set(problems),
                key=lambda one: (one.where, one.severity, one.message, one.hint, one.details),
            )
        ),
        lines=_lines(inputs, problems),
        articles=len(annotated),
        entries=len(entries),
        mentions=sum(len(one.mentions) for one in annotated),
    )


def _warning(path: str, message: str, hint: str = "") -> Problem:
    return Problem(Where(path), message, hint, Severity.WARNING)


def _has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


# ── Steps that run for each article and each page, on any core ──────────────


def _read(ground: _Ground, files: _ArticleFiles) -> _Read:
    """Read, match and annotate one article, with the entries of its own."""
    about, captions, problems = _about(files.about)
    if _has_errors(problems):
        about = replace(about, title=files.slug)  # what it says can't be known
    article, more = read_article(files.slug, files.seed, about, captions)
    problems += more
    own, more = _entries(files.sidecars, files.slug, ground.options)
    problems += more
    matchers = [ground.matcher]
    if own:
        matchers.append(Matcher(own, inflect=ground.settings.inflects))
    if _has_errors(problems) and not article.text.blocks:
        return _Read(Annotated(article, ()), tuple(own), {}, tuple(problems))
    annotated, more = annotate(article, matchers, own, ground.settings)
    problems += more
    definitions, more = write_definitions(own, matchers)
    problems += more
    return _Read(annotated, tuple(own), definitions, tuple(problems))


def _made(site: Site, path: str) -> tuple[Page, list[Problem]]:
    """Make one page, and prove that an article's words are on it."""
    page = render(site, path)
    annotated = site.by_path.get(path)
    return page, prove(annotated.article, page.text) if annotated is not None else []


def _about(source: Source | None) -> tuple[About, tuple[Quote, ...], list[Problem]]:
    return read_about(source) if source is not None else (About(), (), [])


def _entries(
    sources: Iterable[Source], scope: str, options: Options
) -> tuple[list[Entry], list[Problem]]:
    entries: list[Entry] = []
    problems: list[Problem] = []
    for source in sources:
        found, more = read_sidecar(source, KINDS[_stem(source.path)], scope)
        entries += [entry for entry in found if options.drafts or not entry.draft]
        problems += more
    return entries, problems


def _leaves(sources: Mapping[str, Source]) -> tuple[list[Leaf], list[Problem]]:
    leaves = []
    problems: list[Problem] = []
    for slug, source in sources.items():
        text, more = read_markdown(source)
        leaves.append(Leaf(slug, text))
        problems += more
    return leaves, problems


# ── Which file is what ──────────────────────────────────────────────────────


def _sort(inputs: Inputs) -> tuple[_Files, list[Problem]]:
    """Decode all texts, and tell by their paths what they are."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for path in sorted(inputs.texts):
        source, found = decode(path, inputs.texts[path])
        problems += found
        if source is not None:
            sources[path] = source
    tops: dict[str, list[Source]] = {}
    for path, source in sources.items():
        tops.setdefault(path.partition("/")[0], []).append(source)
    seeds, more = _slugged(tops.get("seeds", ()), "an article")
    problems += more
    content = tops.get("content", [])
    shared = [source for source in content if source.path.count("/") == 1]
    leaves, more = _slugged([one for one in content if one.path.startswith(_PAGES)], "a page")
    problems += more
    inside = [one for one in content if one not in shared and not one.path.startswith(_PAGES)]
    unread = [one.where.path for one in inputs.problems if one.severity is Severity.ERROR]
    known = [path for path in (*inputs.texts, *unread) if path.startswith("seeds")]
    folders, more = _by_folder(inside, known)
    problems += more
    for group in (shared, *folders.values()):
        problems += _strangers(group)
    articles = tuple(
        _ArticleFiles(
            slug,
            seed,
            next((one for one in folders.get(slug, ()) if _is_about(one)), None),
            _sidecars(folders.get(slug, ())),
        )
        for slug, seed in sorted(seeds.items())
    )
    if not articles and not problems:
        problems.append(_warning("seeds", "there is no article", "put a .txt or .md file there"))
    for path in inputs.copies.values():
        if path.endswith(".yaml") and (_stem(path) in KINDS or path.endswith(f"/{ABOUT}")):
            message = "this is copied as it is, not read as a sidecar"
            problems.append(
                _warning(path, message, "sidecars belong in content/ or content/<slug>/")
            )
    settings = sources.get(SETTINGS, Source(SETTINGS, ""))
    return _Files(settings, _sidecars(shared), articles, leaves), problems


def _slugged(sources: Iterable[Source], what: str) -> tuple[dict[str, Source], list[Problem]]:
    """Texts by the slugs of their names, but for names that can't be an address."""
    slugged: dict[str, Source] = {}
    problems = []
    for source in sources:
        slug = slugify(_stem(source.path))
        usable = slug and len(slug.encode()) <= address.LONGEST
        if not usable or slug in address.RESERVED | address.index_pages(KINDS):
            message = f"the name '{_stem(source.path)}' can't be the address of {what}"
            problems.append(Problem(Where(source.path), message, "rename the file"))
        elif slug in slugged:
            message = f"'{slug}' is also the address of {slugged[slug].path}"
            problems.append(Problem(Where(source.path), message, "rename one of the two files"))
        else:
            slugged[slug] = source
    return slugged, problems


def _by_folder(
    sources: Iterable[Source], seeds: Iterable[str]
) -> tuple[dict[str, list[Source]], list[Problem]]:
    """The files that speak of one article, by its slug; nothing is left out in silence."""
    folders: dict[str, list[Source]] = {}
    problems = []
    seeds = set(seeds)
    slugs = {slugify(_stem(path)) for path in seeds}
    for source in sources:
        _, name, *rest = source.path.split("/")
        slug = slugify(name)
        if len(rest) > 1:
            message = f"only files in content/{name}/ itself are read"
            problems.append(Problem(Where(source.path), message, "move the file there"))
        else:
            folders.setdefault(slug, []).append(source)
    for slug in folders.keys() - slugs if _SEEDS not in seeds else ():
        message = f"there is no article seeds/{slug}{MARKDOWN} or {PLAIN} for this folder"
        problems.append(Problem(Where(folders[slug][0].path), message, did_you_mean(slug, slugs)))
    return folders, problems


def _strangers(sources: Iterable[Source]) -> list[Problem]:
    """Sidecars of one scope that belong to no kind, or to one that has its sidecar."""
    problems = []
    first: dict[str, Source] = {}
    for source in sources:
        name = _stem(source.path)
        other = first.setdefault(name, source)
        if other is not source:
            message = f"{other.path} is about the same article and has the same name"
            problems.append(Problem(Where(source.path), message, "put both into one file"))
        elif name not in KINDS and not _is_about(source):
            hint = did_you_mean(name, KINDS) or f"the kinds are {', '.join(KINDS)}"
            problems.append(Problem(Where(source.path), "no kind of entry has this name", hint))
    return problems


def _sidecars(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sidecars among `sources`, in the order of kinds."""
    by_kind = {_stem(source.path): source for source in sources}
    return tuple(by_kind[name] for name in KINDS if name in by_kind)


def _is_about(source: Source) -> bool:
    return source.path.endswith(f"/{ABOUT}")


def _stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]


# ── What else is published ──────────────────────────────────────────────────


def _pictures(
    entries: Iterable[Entry],
    articles: Iterable[Annotated],
    leaves: Iterable[Leaf],
    known: frozenset[str],
) -> tuple[dict[str, str], list[Problem]]:
    """The pictures that are asked for, as output path to path in the site."""
    wanted: list[tuple[str, str, str, Where]] = [
        (entry.scope, entry.scope, image, image.where)
        for entry in entries
        if (image := getattr(entry.record, "image", None))
    ]
    for article in (one.article for one in articles):
        slug = article.slug
        wanted += [(slug, slug, one.path, one.where) for one in article.text.pictures]
        if article.about.image is not None:
            file = article.about.image.file
            wanted.append((slug, slug, file, file.where))
    for leaf in leaves:
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
    files: _Files, pictures: Mapping[str, str], copies: Mapping[str, str]
) -> list[tuple[str, Where]]:
    """Every path of the output with the file that it comes from."""
    made = [(address.page(one.slug), Where(one.seed.path)) for one in files.articles]
    made += [
        (address.page(kind.page), Where(f"content/{kind.name}.yaml"))
        for kind in KINDS.values()
        if kind.page
    ]
    made += [(address.page(slug), Where(one.path)) for slug, one in files.pages.items()]
    ours = [(path, Where(check.OURS)) for path in (address.HOME, address.NOT_FOUND, address.STYLE)]
    both = [(path, Where(source)) for path, source in [*pictures.items(), *copies.items()]]
    return [*ours, *made, *both]


def _lines(inputs: Inputs, problems: Iterable[Problem]) -> dict[str, tuple[str, ...]]:
    paths = {problem.where.path for problem in problems} & set(inputs.texts)
    return {path: lines(inputs.texts[path]) for path in paths}
