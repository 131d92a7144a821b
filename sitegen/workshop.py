"""A site that is being worked on: what `build_site` gives, at the cost of what changed.

`pipeline` is the whole program in order. Here the same steps are run again only
for what they were made from, if that changed, and pages are made when they are
asked for. Two things may come later than in a build:

- A change that reaches many articles (a new name of a shared term, another rule
  of marking) is `pending` in them. What is said of them is that of before, until
  `work` or a call for their page comes to them.
- A page is proven when it is made.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from operator import is_
from typing import Generic, TypeVar, TypeVarTuple

from . import address, check, machines
from .assets import asset_names
from .citations import citable, ids_cited
from .definitions import words_of
from .drafts import Known
from .fold import fold
from .kept import KeptDefinitions, KeptEntries, KeptFiles, Tally
from .layout import ArticleFiles, Files
from .match import Matcher
from .model import (
    BARRIER,
    Annotated,
    Citation,
    Entry,
    Inputs,
    Page,
    Problem,
    Source,
    has_errors,
)
from .outcome import Result
from .pipeline import Executor, InOrder, Options, in_order, lines_of, outcome, site_of
from .reach import Reach, reach
from .render import page_paths
from .site import Leaf, Part, Site
from .steps import (
    Common,
    Read,
    asset_of,
    copied,
    leaf_of,
    misnamed,
    page_of,
    part_of_all,
    part_of_one,
    paths_of,
    read,
    settings_of,
    unused,
)

Given = TypeVarTuple("Given")
Found = TypeVar("Found")

AT_ONCE = 8


@dataclass(slots=True)
class _Desk:
    """An article, and all that is kept of it."""

    shared: _Shared
    """What was shared when it was read."""
    files: ArticleFiles
    read: Read
    words: str
    """What its text and its own entries say, folded."""
    cites: frozenset[str]
    part: Part
    misnamed: Sequence[Problem] = ()
    unused: Sequence[Problem] = ()
    is_checked: bool = False


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all articles share."""

    common: Common
    part: Part
    known: dict[str, Citation]
    names: check.Names
    problems: Sequence[Problem]


@dataclass(frozen=True, slots=True)
class _Made:
    """A page, what it was made from, and whether its words are those received."""

    made_from: object
    page: Page
    problems: Sequence[Problem]


@dataclass(frozen=True)
class _Version:
    """A site without errors, and what is copied beside its pages."""

    site: Site
    copies: Mapping[str, str]
    paths: frozenset[str]
    everywhere: object
    """What any page of an article may show that is not of its part."""


class Workshop:
    """The site of one folder, and its last version without errors. Not for several threads at once.

    Of the articles that a change of what they share reaches, `at_once` are done
    together with the change, the others are left pending.

    `page` raises what a broken template does. After an exception of `update`, which
    only a mistake of ours can cause, it may be between two states: make a new one.
    """

    def __init__(
        self,
        options: Options = Options(),  # noqa: B008 - frozen
        at_once: int = AT_ONCE,
    ) -> None:
        self._at_once = at_once
        self._options = options
        self._inputs: Inputs | None = None
        self._files = KeptFiles()
        self._entries = KeptEntries(drafts=options.drafts)
        self._definitions = KeptDefinitions()
        self._leaves: dict[str, tuple[Source, Leaf, list[Problem]]] = {}
        self._shared: _Shared | None = None
        self._desks: dict[str, _Desk] = {}
        self._pending: dict[str, None] = {}
        self._tally = Tally()
        self._copied = _Last(copied)
        self._clashes: tuple[object, list[Problem]] = ((), [])
        self._good: _Version | None = None
        self._pages: dict[str, _Made] = {}
        self._result = Result((), {}, ())

    @property
    def pending(self) -> int:
        """How many articles a change of what they share has yet to reach."""
        return len(self._pending)

    @property
    def paths(self) -> frozenset[str]:
        """The paths of all pages of the last version without errors, stylesheets and scripts too."""
        return self._good.paths if self._good is not None else frozenset()

    @property
    def copies(self) -> Mapping[str, str]:
        """What that version copies: path in the output to path in the site."""
        return self._good.copies if self._good is not None else {}

    @property
    def result(self) -> Result:
        """What `build_site` comes to, but for its pages."""
        unproven = [problem for made in self._pages.values() for problem in made.problems]
        if not unproven or self._inputs is None or self._result.errors:
            return self._result
        problems = in_order([*self._result.problems, *unproven])
        return replace(self._result, problems=problems, lines=lines_of(self._inputs, problems))

    def update(self, inputs: Inputs, executor: Executor = InOrder()) -> Result:  # noqa: B008 - frozen
        """Take in what the site is made of now; `executor` reads the articles that changed."""
        if inputs != self._inputs:
            self._inputs = inputs
            files, problems = self._files.sort(inputs)
            shared, went = self._share(files, [*problems, *inputs.problems])
            before, self._shared = self._shared, shared
            self._take_in(files.articles, shared, executor)
            if before is not None:
                self._spread(before, shared, went)
            self._catch_up(shared, list(islice(self._pending, self._at_once)))
            self._finish(files, shared, inputs)
        return self.result

    def work(self, articles: int = 2 * AT_ONCE) -> Result:
        """Bring what is pending to so many more articles."""
        return self._continue(list(islice(self._pending, articles)))

    def page(self, path: str) -> Page | None:
        """The file at `path` of the last version without errors; None where it has none.

        That is a page, what is beside it for programs, or a file of the theme.
        """
        slug = path.partition("/")[0]
        if slug in self._pending:
            self._continue([slug])
        version = self._good
        if version is None:
            return None
        made_from = _made_from(version, path)
        made = self._pages.get(path)
        if made is None or made.made_from != made_from:
            page, problems = _file(version, path)
            if page is None:
                return None
            made = self._pages[path] = _Made(made_from, page, problems)
        return made.page

    def known(self, slug: str) -> Known | None:
        """What an article is annotated with; None where there is no such article."""
        if slug in self._pending:
            self._continue([slug])
        shared, desk = self._shared, self._desks.get(slug)
        if shared is None or desk is None:
            return None
        common, own = shared.common, desk.read.entries
        matchers = (common.matcher, Matcher(own, inflect=common.settings.inflects))
        return Known(desk.read.annotated, matchers, common.entries, own, common.settings)

    def annotated(self) -> list[Annotated]:
        """All articles with their mentions, none of them pending any more."""
        self._continue(list(self._pending))
        return [desk.read.annotated for desk in self._desks.values()]

    # ── What all articles share ─────────────────────────────────────────────

    def _share(self, files: Files, problems: list[Problem]) -> tuple[_Shared, Reach]:
        """Read what holds for all articles, and tell how far its change goes."""
        settings, more = settings_of(files.settings, self._options.base_url)
        entries, unread = self._entries.read(files.shared)
        old, drafts = self._shared, self._options.drafts
        former = old.common if old is not None else None
        stays = (
            former is not None and settings == former.settings and _same(entries, former.entries)
        )
        if stays and former is not None:
            common, went = former, Reach()
        else:
            common = Common.of(settings, entries, drafts=drafts, former=former)
            went = reach(former, common) if former is not None else Reach(everywhere=True)
        definitions, unwritten = self._definitions.write(entries, common.matcher, anew=went.found)
        problems = [*problems, *more, *unread, *unwritten]
        if old is not None and stays:
            return replace(old, problems=problems), went
        part = part_of_all(entries, definitions)
        names = check.Names(part.entries.values())
        return _Shared(common, part, citable(entries), names, problems), went

    def _read_leaves(self, files: Files) -> tuple[list[Leaf], list[Problem]]:
        before, self._leaves = self._leaves, {}
        for slug, source in files.pages.items():
            kept = before.get(slug)
            fits = kept is not None and kept[0] is source
            self._leaves[slug] = kept if kept and fits else (source, *leaf_of(slug, source))
        problems = [problem for _, _, found in self._leaves.values() for problem in found]
        return [leaf for _, leaf, _ in self._leaves.values()], problems

    # ── Articles ────────────────────────────────────────────────────────────

    def _take_in(
        self, articles: Sequence[ArticleFiles], shared: _Shared, executor: Executor
    ) -> None:
        """Read the articles whose own files changed."""
        slugs = {one.slug for one in articles}
        for slug in self._desks.keys() - slugs:
            self._tally.exchange(self._desks.pop(slug).read.annotated, None)
            self._pending.pop(slug, None)
        changed = [
            one
            for one in articles
            if one.slug not in self._desks or self._desks[one.slug].files is not one
        ]
        for files, done in zip(changed, executor.map(read, shared.common, changed), strict=True):
            self._put(shared, files, done)
        self._desks = {one.slug: self._desks[one.slug] for one in articles}

    def _put(self, shared: _Shared, files: ArticleFiles, done: Read) -> None:
        """Keep what was read of an article, in place of what was known of it."""
        slug, article = files.slug, done.annotated.article
        old = self._desks.get(slug)
        self._tally.exchange(old.read.annotated if old is not None else None, done.annotated)
        words = f"{fold(article.text.prose).text}{BARRIER}{words_of(done.entries)}"
        cites = ids_cited((*done.entries, article.about))
        self._desks[slug] = _Desk(shared, files, done, words, cites, _part(shared, done))
        self._pending.pop(slug, None)

    def _spread(self, before: _Shared, shared: _Shared, went: Reach) -> None:
        """Find the articles that a change of what they share reaches."""
        if shared.common is before.common:
            return
        cited = {
            id_
            for id_ in before.known | shared.known
            if before.known.get(id_) != shared.known.get(id_)
        }
        gone = before.part.entries.keys() - shared.part.entries.keys()
        renamed = before.names.told != shared.names.told
        for slug, desk in self._desks.items():
            if desk.shared is shared:
                continue
            if (went.told and desk.read.told) or went.touches(desk.words):
                self._pending[slug] = None
            if not (gone.isdisjoint(desk.read.annotated.found) and cited.isdisjoint(desk.cites)):
                desk.part, desk.is_checked = _part(shared, desk.read), False
            if renamed or (went.told and (desk.misnamed or desk.unused)):
                desk.is_checked = False

    def _catch_up(self, shared: _Shared, slugs: Iterable[str]) -> None:
        for slug in slugs:
            files = self._desks[slug].files
            self._put(shared, files, read(shared.common, files))

    def _continue(self, slugs: Sequence[str]) -> Result:
        """Bring what is pending to some articles, and see the site with them."""
        files, shared, inputs = self._files.files, self._shared, self._inputs
        if slugs and files is not None and shared is not None and inputs is not None:
            self._catch_up(shared, slugs)
            self._finish(files, shared, inputs)
        return self.result

    # ── The site as a whole ─────────────────────────────────────────────────

    def _finish(self, files: Files, shared: _Shared, inputs: Inputs) -> None:
        """See the site as a whole, and whether it can be made."""
        leaves, problems = self._read_leaves(files)
        problems += shared.problems
        parts = {slug: desk.part for slug, desk in self._desks.items()}
        settings = shared.common.settings
        site = site_of(
            settings, shared.part, parts, leaves, templates=inputs.templates, options=self._options
        )
        for desk in self._desks.values():
            problems += desk.read.problems
        problems += self._checked(site, shared, all_read=not has_errors(problems))
        pictures, more = self._copied(site.pictures, inputs.pictures)
        problems += more
        themed = asset_names(inputs.templates)
        made_from = (self._files.arranged, themed, pictures, inputs.copies)
        if self._clashes[0] != made_from:
            paths = paths_of(files, themed, pictures, inputs.copies)
            self._clashes = made_from, check.check_addresses(paths)
        problems += self._clashes[1]
        copies = {**inputs.copies, **pictures}
        self._result = outcome(site, copies, problems, inputs, self._options)
        if not self._result.errors:
            names = frozenset((*page_paths(site), *map(address.asset, themed)))
            self._good = good = _Version(site, copies, names, _everywhere(site))
            self._pages = {
                path: made
                for path, made in self._pages.items()
                if made.made_from == _made_from(good, path)
            }

    def _checked(self, site: Site, shared: _Shared, *, all_read: bool) -> list[Problem]:
        problems = misnamed(shared.part, shared.names)
        for desk in self._desks.values():
            if not desk.is_checked and desk.part.annotated is not None:
                part, names = desk.part, shared.names
                desk.misnamed = misnamed(part, names)
                desk.unused = unused(part, names, desk.part.annotated, part.cited)
                desk.is_checked = True
            problems += desk.misnamed
            problems += desk.unused if all_read else ()
        if all_read:
            problems += unused(shared.part, shared.names, self._tally, site.users)
        return problems


class _Last(Generic[*Given, Found]):
    """A step that is not run again with what it was run with before."""

    def __init__(self, step: Callable[[*Given], Found]) -> None:
        self._step = step
        self._last: tuple[tuple[*Given], Found] | None = None

    def __call__(self, *given: *Given) -> Found:
        if self._last is None or self._last[0] != given:
            self._last = (given, self._step(*given))
        return self._last[1]


def _same(some: Sequence[Entry], others: Sequence[Entry]) -> bool:
    return len(some) == len(others) and all(map(is_, some, others))


def _part(shared: _Shared, done: Read) -> Part:
    """What an article brings, without the mentions of shared entries that are gone."""
    part = part_of_one(shared.known, done)
    if part.annotated is None:
        return part
    mentions = tuple(
        one
        for one in part.annotated.mentions
        if one.entry.scope or one.entry in shared.part.entries
    )
    if len(mentions) == len(part.annotated.mentions):
        return part
    return replace(part, annotated=replace(part.annotated, mentions=mentions))


def _everywhere(site: Site) -> object:
    """What the page of any article may show that is not of its part."""
    users = (one for citing in site.users.values() for one in citing)
    # It is shown where it is mentioned, so the other articles have a say.
    spread = any(isinstance(one, Entry) and not one.kind.page and not one.scope for one in users)
    return (
        site.settings,
        site.templates,
        site.leaves,
        site.shared,
        site.indexed,
        site.users,
        site.search,
        site.has_feed,
        site.has_cards,
        site if spread else None,
    )


def _made_from(version: _Version, path: str) -> object:
    part = version.site.parts.get(path.partition("/")[0])
    return (part, version.everywhere) if part is not None else version.site


def _file(version: _Version, path: str) -> tuple[Page | None, Sequence[Problem]]:
    """Any file that a build makes, and what its proof finds; None where it makes none."""
    site, slug = version.site, path.partition("/")[0]
    name = path.removeprefix(f"{address.ASSETS}/")
    if path in version.paths:
        return page_of(site, path) if name == path else (asset_of(site, name), ())
    group: Sequence[Page] = ()
    if slug in site.parts:
        group = machines.beside(site, address.page(slug))
    elif path in machines.OF_SITE and path not in version.copies:
        group = machines.for_all(site)
    for kind in site.indexed:
        if path in machines.of_index(kind):
            group = machines.beside(site, address.page(kind.page))
    return next((page for page in group if page.path == path), None), ()
