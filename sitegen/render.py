"""A whole site's values and its templates → pages. Knows no kind by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from itertools import groupby
from typing import Any
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup, escape

from . import address, linked
from .citations import citations
from .definitions import prose_fields, staying
from .edges import minutes
from .excerpt import counted, times, wrapped
from .index import Context
from .language import direction, written
from .linked import Head
from .model import (
    About,
    Annotated,
    Article,
    Citation,
    Entry,
    Key,
    Kind,
    Mention,
    Page,
)
from .order import filing
from .site import Leaf, Site
from .weave import Mark, weave

_NOT_FOUND = Head(description="There is nothing at this address.")


@dataclass(frozen=True, slots=True)
class Link:
    title: str
    href: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class View:
    """An entry as a template sees it."""

    entry: Entry
    html: Mapping[str, Markup]
    """Its Markdown fields, by name."""
    picture: str
    mentions: tuple[Context, ...]
    see: tuple[Link, ...] = ()
    """The entries that its `see` names."""
    used_by: tuple[Link, ...] = ()
    """The articles and entries that cite it."""
    company: tuple[tuple[Link, int], ...] = ()
    """The entries that it is named with most often, and in how many paragraphs."""
    number: int = 0
    """Its number among its kind on the page of an article."""
    among: Any = None
    """What `Kind.among` says of it there."""
    cited: tuple[int, ...] = ()
    """What it cites, by the numbers of the page's list of sources."""


@lru_cache(maxsize=4)
def _environment(templates: tuple[tuple[str, str], ...], language: str) -> Environment:
    """The templates, compiled when first used, and kept for builds to come."""
    sources = dict(templates)

    def load(name: str) -> tuple[str, str, None] | None:
        # With its name, an error in a template says where it is.
        return (sources[name], name, None) if name in sources else None

    environment = Environment(
        loader=FunctionLoader(load),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        date=partial(_date, language=language),
        groupby_letter=partial(_by_letter, language=language),
        href=address.entry,
        plural=counted,
        times=times,
        wrapped=wrapped,
    )
    return environment


def page_paths(site: Site) -> list[str]:
    """The paths of all pages, in the order in which they are made."""
    return [
        address.HOME,
        *(address.page(one.article.slug) for one in site.articles),
        *(address.page(kind.page) for kind in site.indexed),
        *(address.page(leaf.slug) for leaf in site.leaves),
        *([address.SEARCH] if site.search else []),
        address.NOT_FOUND,
    ]


def render(site: Site, path: str) -> Page:
    """The page at `path`, one of `page_paths`."""
    if path == address.HOME:
        return _home(site)
    if path == address.NOT_FOUND:
        return _page(site, path, "404.html", _NOT_FOUND, title="Page not found")
    if path == address.SEARCH:
        head = Head(description=f"Search the articles of {site.settings.title}.")
        return _page(site, path, "search.html", head, title="Search", groups=_groups(site))
    if path in site.by_path:
        return _article(site, site.by_path[path])
    slug = path.partition("/")[0]
    kind = next((kind for kind in site.indexed if kind.page == slug), None)
    if kind is not None:
        return _index(site, kind)
    return _leaf(site, next(leaf for leaf in site.leaves if leaf.slug == slug))


def _page(site: Site, path: str, template: str, head: Head, **values: Any) -> Page:
    # A host shows 404.html at addresses of any depth, so it can't link relatively.
    base = f"/{urlsplit(site.settings.base_url).path.strip('/')}/".replace("//", "/")
    up = base if path == address.NOT_FOUND else address.root(path)
    language = site.settings.language
    environment = _environment(tuple(site.templates.items()), language)
    html = environment.get_template(template).render(
        site=site.settings,
        direction=direction(language),
        up=up,
        nav=_navigation(site, path, up),
        assets=f"{up}{address.ASSETS}/",
        path=path,
        head=head,
        canonical=address.absolute(site.settings.base_url, path) if site.settings.base_url else "",
        feed=f"{up}{address.FEED}" if site.has_feed else "",
        **values,
    )
    return Page(path, html)


def _navigation(site: Site, path: str, up: str) -> list[Link]:
    pages = [(kind.title, address.page(kind.page)) for kind in site.indexed]
    pages += [
        (leaf.text.title or leaf.slug.capitalize(), address.page(leaf.slug)) for leaf in site.leaves
    ]
    pages += [("Search", address.SEARCH)] if site.search else []
    return [Link(title, up + file, current=file == path) for title, file in pages]


def _groups(site: Site) -> dict[str, str]:
    """What search results are told apart by, with the words for many of each."""
    groups = {"article": "articles"} | ({"page": "pages"} if site.leaves else {})
    return groups | {kind.one: kind.many for kind in site.kinds.values() if kind.name in site.used}


# ── Pages ───────────────────────────────────────────────────────────────────


def _home(site: Site) -> Page:
    articles = sorted(site.articles, key=lambda one: one.article.about.published, reverse=True)
    cards = [
        {
            "title": one.article.title,
            "about": one.article.about,
            "href": address.page(one.article.slug),
            "minutes": minutes(one.article.text.prose),
            "counts": counts(site, one),
        }
        for one in articles
    ]
    head = linked.of_home(site.settings, len(articles))
    return _page(site, address.HOME, "home.html", head, articles=cards)


def _article(site: Site, annotated: Annotated) -> Page:
    article = annotated.article
    text, about = article.text, article.about
    works = _works(site, annotated)
    views = _views_of_article(site, annotated, works)
    marks = list(_marks(site, annotated, views))
    lead = weave(text.prose, text.pieces[: text.lead], marks)
    body = weave(text.prose, text.pieces[text.lead :], marks)
    return _page(
        site,
        address.page(article.slug),
        "article.html",
        linked.of_article(site.settings, annotated, site.entries, card=site.has_cards),
        title=article.title,
        lead=Markup(lead),
        body=Markup(body),
        about=about,
        minutes=minutes(text.prose),
        counts=counts(site, annotated),
        works=list(works),
        sections=[section for section in text.sections if section.title],
        panels=[(kind, views[kind.name]) for kind in site.kinds.values() if views.get(kind.name)],
    )


def index_entries(site: Site, kind: Kind) -> list[Entry]:
    """The entries of a kind, in the order of its index page."""
    entries = [entry for entry in site.entries.values() if entry.kind.name == kind.name]
    if kind.sort is not None:
        entries.sort(key=partial(_filed, language=site.settings.language))
    return entries


def html_of(site: Site, entry: Entry) -> dict[str, Markup]:
    """The Markdown fields of an entry, by name."""
    return {
        name: Markup(site.definitions.get((entry.key, name), ""))
        for name in prose_fields(entry.kind.record)
    }


def _index(site: Site, kind: Kind) -> Page:
    path = address.page(kind.page)
    views = [
        replace(_view(site, entry, _all_mentions(site, entry)), company=_company(site, entry))
        for entry in index_entries(site, kind)
    ]
    head = linked.of_index(site.settings, kind, [(view.entry, view.html) for view in views])
    return _page(
        site,
        path,
        "index.html",
        head,
        title=kind.title,
        kind=kind,
        views=views,
        titles=site.titles,
        downloads=[(suffix.upper(), address.table(kind.name, suffix)) for suffix in address.TABLES],
    )


def _leaf(site: Site, leaf: Leaf) -> Page:
    text = leaf.text
    title = text.title or leaf.slug.capitalize()
    body = weave(text.prose, text.pieces[text.lead :], ())
    head = linked.of_leaf(site.settings, title, text)
    return _page(site, address.page(leaf.slug), "page.html", head, title=title, body=Markup(body))


# ── Entries and marks ───────────────────────────────────────────────────────


def _view(
    site: Site, entry: Entry, mentions: Iterable[Context], places: Mapping[str, str] | None = None
) -> View:
    html = html_of(site, entry)
    if places:
        html = {name: Markup(staying(text, places)) for name, text in html.items()}
    image = entry.record.image
    return View(
        entry=entry,
        html=html,
        picture=quote(address.to_picture(entry.scope, image)) if image else "",
        mentions=tuple(mentions),
        see=tuple(_see(site, entry)),
        used_by=tuple(_used_by(site, entry)),
    )


def _filed(entry: Entry, language: str) -> tuple[Any, ...]:
    """What an entry of a kind that is sorted is sorted by."""
    sort = entry.kind.sort
    return tuple(map(filing(language).key, sort(entry))) if sort is not None else ()


def _see(site: Site, entry: Entry) -> Iterator[Link]:
    for id_ in entry.record.see:
        own, shared = (Key(entry.kind.name, scope, id_) for scope in (entry.scope, ""))
        other = site.entries.get(own) or site.entries[shared]
        yield Link(other.name, address.entry(other))


def _used_by(site: Site, entry: Entry) -> Iterator[Link]:
    for user in site.users.get(entry.key, ()):
        if isinstance(user, Article):
            yield Link(f"{user.title} (article)", f"../{address.page(user.slug)}")
            continue
        title = f"{user.name} ({user.kind.one})"
        if user.kind.page:
            yield Link(title, address.entry(user))
        else:
            for slug in site.naming(user):
                yield Link(title, address.entry(user, slug))


def _company(site: Site, entry: Entry) -> tuple[tuple[Link, int], ...]:
    others = site.company.get(entry.key, ()) if entry.kind.proper else ()
    return tuple(
        (Link(site.entries[other].name, address.entry(site.entries[other])), count)
        for other, count in others
    )


def _all_mentions(site: Site, entry: Entry) -> list[Context]:
    return [one for here in site.index.get(entry.key, {}).values() for one in here]


def _shown(site: Site, annotated: Annotated) -> list[Entry]:
    """The entries that an article's page tells of, in the order of the text."""
    keys = dict.fromkeys(mention.entry for mention in annotated.mentions)
    return [
        entry
        for entry in (site.entries[key] for key in keys)
        if entry.key in annotated.numbers or not entry.kind.numbered
        if not entry.record.illustration
    ]


def _works(site: Site, annotated: Annotated) -> dict[Citation, int]:
    """What an article and the entries on its page cite, each once, numbered from 1."""
    citing: list[About | Entry] = [annotated.article.about, *_shown(site, annotated)]
    works = dict.fromkeys(one for each in citing for one in citations(each))
    return {work: number for number, work in enumerate(works, 1)}


def _views_of_article(
    site: Site, annotated: Annotated, works: Mapping[Citation, int]
) -> dict[str, list[View]]:
    """The entries that an article's page tells of, by kind: numbered ones by number, others as on their index."""
    contexts = site.parts[annotated.article.slug].contexts
    by_kind: dict[str, list[Entry]] = {}
    for entry in _shown(site, annotated):
        by_kind.setdefault(entry.kind.name, []).append(entry)
    places = {
        entry.address: contexts[entry.key][0].mention
        for entries in by_kind.values()
        for entry in entries
    }
    views: dict[str, list[View]] = {}
    for name, entries in by_kind.items():
        kind = site.kinds[name]
        if kind.numbered:
            entries.sort(key=lambda entry: annotated.numbers[entry.key])
        elif kind.sort is not None:
            entries.sort(key=partial(_filed, language=site.settings.language))
        records = [entry.record for entry in entries]
        among = kind.among(records) if kind.among is not None else [None] * len(records)
        views[name] = [
            replace(
                _view(site, entry, contexts[entry.key], places),
                number=number,
                among=standing,
                cited=tuple(dict.fromkeys(works[one] for one in citations(entry))),
            )
            for number, (entry, standing) in enumerate(zip(entries, among, strict=True), 1)
        ]
    return views


def _marks(site: Site, annotated: Annotated, views: Mapping[str, Sequence[View]]) -> Iterator[Mark]:
    """How each mention is shown; the first mark of an entry knows its number in its panel."""
    numbers = {view.entry.key: view.number for group in views.values() for view in group}
    for mention in annotated.mentions:
        number = numbers.pop(mention.entry, 0) if mention.marked else 0
        yield _mark(site, annotated, mention, number)


def _mark(site: Site, annotated: Annotated, mention: Mention, number: int) -> Mark:
    entry = site.entries[mention.entry]
    if not mention.marked:
        return Mark(mention.start, mention.end, mention.id, css="")
    css = f"mark mark-{entry.kind.name}"
    if not entry.kind.numbered:
        href, label = address.entry(entry), f"{entry.kind.one}: {entry.name}"
        return Mark(mention.start, mention.end, mention.id, css, href, label=label, number=number)
    cited = annotated.numbers[mention.entry]
    after = (
        f'<sup class="noteref" data-generated><a role="doc-noteref" href="#{entry.address}"'
        f' aria-label="Note {cited}">{cited}</a></sup>'
    )
    return Mark(mention.start, mention.end, mention.id, css, after=after)


def counts(site: Site, annotated: Annotated) -> list[tuple[Kind, int]]:
    """How many entries of each kind an article's page shows, in the order of kinds."""
    found = Counter(entry.kind.name for entry in _shown(site, annotated))
    return [(kind, found[name]) for name, kind in site.kinds.items() if found[name]]


# ── Filters ─────────────────────────────────────────────────────────────────


def _date(day: str, language: str) -> Markup:
    """A day, month or year as people write it, with the machine's form beside it."""
    words = escape(written(day, language))
    return Markup(f'<time datetime="{escape(day)}">{words}</time>')


def _by_letter(views: Iterable[View], language: str) -> list[tuple[str, list[View]]]:
    """Sorted entries by the letters under which they are filed."""
    letter = filing(language).letter

    def under(view: View) -> str:
        sort = view.entry.kind.sort
        return letter(sort(view.entry)[0] if sort is not None else view.entry.name)

    return [(one, list(group)) for one, group in groupby(views, under)]
