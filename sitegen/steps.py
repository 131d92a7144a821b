"""The steps of a build, each for one file, one article or one page.

`pipeline` runs them for a whole site, `workshop` for what changed of one.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from . import address, check, machines
from .annotate import annotate
from .article import read_article
from .assets import made_smaller
from .citations import citable, resolved
from .definitions import Definitions, write_definitions
from .kinds import KINDS
from .layout import ArticleFiles, Files, stem
from .markdown import read_markdown
from .match import Matcher
from .model import (
    About,
    Annotated,
    BaseUrl,
    Citation,
    Entry,
    Key,
    Line,
    Page,
    Problem,
    Quote,
    Source,
    Where,
    has_errors,
)
from .proof import prove
from .render import render
from .settings import Settings, read_about, read_settings
from .sidecar import read_sidecar
from .site import Leaf, Part, Site, Wanted
from .slug import slugify


@dataclass(frozen=True, slots=True)
class Common:
    """What every article is read and annotated with."""

    settings: Settings
    drafts: bool
    matcher: Matcher
    entries: tuple[Entry, ...]
    """Those that all articles share."""
    illustrated: tuple[Entry, ...]

    @classmethod
    def of(
        cls,
        settings: Settings,
        entries: Iterable[Entry],
        *,
        drafts: bool,
        former: Common | None = None,
    ) -> Common:
        entries = tuple(entries)
        old = former.matcher if former is not None else None
        matcher = Matcher(entries, inflect=settings.inflects, former=old)
        return cls(settings, drafts, matcher, entries, _illustrated(entries))


@dataclass(frozen=True, slots=True)
class Read:
    """What comes of one article's files."""

    annotated: Annotated
    entries: tuple[Entry, ...]
    definitions: Definitions
    problems: tuple[Problem, ...]
    told: bool = False
    """Whether a problem may tell of an entry that all articles share."""


# ── Files ───────────────────────────────────────────────────────────────────


def settings_of(source: Source, base_url: str | None) -> tuple[Settings, list[Problem]]:
    """The settings of a site, with another address, or "" for none, where it is not None."""
    settings, problems = read_settings(source, KINDS)
    if base_url is not None:
        settings = replace(settings, base_url=BaseUrl(base_url))
    return settings, problems


def entries_of(source: Source, scope: str, *, drafts: bool) -> tuple[list[Entry], list[Problem]]:
    """The entries of a sidecar, drafts only where they are wanted."""
    found, problems = read_sidecar(source, KINDS[stem(source.path)], scope)
    return [entry for entry in found if drafts or not entry.draft], problems


def leaf_of(slug: str, source: Source) -> tuple[Leaf, list[Problem]]:
    text, problems = read_markdown(source)
    return Leaf(slug, text), problems


# ── Articles ────────────────────────────────────────────────────────────────


def read(common: Common, files: ArticleFiles) -> Read:
    """Read, match and annotate one article, with the entries of its own."""
    about, captions, problems = _about(files.about)
    if has_errors(problems):
        about = replace(about, title=Line(files.slug))  # what it says can't be known
    own: list[Entry] = []
    for source in files.sidecars:
        found, more = entries_of(source, files.slug, drafts=common.drafts)
        own += found
        problems += more
    illustrated = [*common.illustrated, *_illustrated(own)]
    article, more = read_article(files.slug, files.seed, about, captions, illustrated)
    problems += more
    matchers = [common.matcher]
    if own:
        matchers.append(Matcher(own, inflect=common.settings.inflects))
    if has_errors(problems) and not article.text.blocks:
        return Read(Annotated(article, ()), tuple(own), {}, tuple(problems))
    annotated, more = annotate(article, matchers, own, common.settings)
    problems += more
    elsewhere = {entry.where.path for entry in common.illustrated}
    told = bool(more) or any(problem.where.path in elsewhere for problem in problems)
    definitions, more = write_definitions(own, matchers)
    problems += more
    return Read(annotated, tuple(own), definitions, tuple(problems), told)


def _about(source: Source | None) -> tuple[About, tuple[Quote, ...], list[Problem]]:
    return read_about(source) if source is not None else (About(), (), [])


def _illustrated(entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries whose quote is the caption of their picture."""
    return tuple(one for one in entries if one.quote is not None and one.record.illustration)


# ── Parts of the site ───────────────────────────────────────────────────────


def part_of_all(entries: Sequence[Entry], definitions: Definitions) -> Part:
    """What all articles share."""
    known = citable(entries)
    return Part({one.key: resolved(one, known) for one in entries}, definitions)


def part_of_one(shared: dict[str, Citation], read: Read) -> Part:
    """What one article brings. An id that it cites is of its own entries, or is `shared`."""
    known = ChainMap(citable(read.entries), shared)
    annotated = read.annotated
    about = resolved(annotated.article.about, known)
    if about is not annotated.article.about:
        annotated = replace(annotated, article=replace(annotated.article, about=about))
    entries = {one.key: resolved(one, known) for one in read.entries}
    return Part(entries, read.definitions, annotated)


def misnamed(part: Part, names: check.Names) -> list[Problem]:
    """What is wrong with the ids of a part, whatever its articles hold."""
    entries = list(part.entries.values())
    taken = check.check_ids(entries, names) if part.annotated is not None else []
    return taken + check.check_references(entries, names)


def unused(
    part: Part, names: check.Names, seen: check.Seen, cited: Container[Key]
) -> list[Problem]:
    """What is cited or looked for in vain: to be told when all is read without errors."""
    entries = list(part.entries.values())
    about = part.annotated.article.about if part.annotated is not None else None
    found = check.check_found(entries, seen, cited)
    return check.check_citations(entries, about, names) + found


# ── Pages ───────────────────────────────────────────────────────────────────


def page_of(site: Site, path: str) -> tuple[Page, list[Problem]]:
    """Make one page, and prove that an article's words are on it."""
    page = render(site, path)
    annotated = site.by_path.get(path)
    return page, prove(annotated.article, page.text) if annotated is not None else []


def group_of(site: Site, path: str) -> tuple[list[Page], list[Problem]]:
    """One page as `page_of` makes it, and the files beside it."""
    page, problems = page_of(site, path)
    return [page, *machines.beside(site, path)], problems


def asset_of(site: Site, name: str) -> Page:
    return Page(address.asset(name), made_smaller(name, site.templates[name]))


# ── What else is published ──────────────────────────────────────────────────


def copied(wanted: Iterable[Wanted], known: frozenset[str]) -> tuple[dict[str, str], list[Problem]]:
    """The pictures that are asked for, as output path to path in the site."""
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


def paths_of(
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
