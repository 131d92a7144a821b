"""Where a site keeps what: its files, decoded and sorted by what they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from . import address
from .kinds import KINDS
from .model import Inputs, Problem, Source, Where, errors_of, warning
from .slug import slugify
from .source import decode
from .spelling import did_you_mean

# A site on disk, as the README draws it.
MARKDOWN, PLAIN = ".md", ".txt"
SETTINGS = "sitegen.yaml"
ABOUT = "article.yaml"
PAGES = "content/pages/"
STATIC = "content/static/"


@dataclass(frozen=True, slots=True)
class Files:
    """The files of a site, decoded and sorted by what they are."""

    settings: Source
    shared: tuple[Source, ...]
    articles: tuple[ArticleFiles, ...]
    pages: Mapping[str, Source]


@dataclass(frozen=True, slots=True)
class ArticleFiles:
    slug: str
    seed: Source
    about: Source | None
    sidecars: tuple[Source, ...]


def sort(inputs: Inputs) -> tuple[Files, list[Problem]]:
    """Decode all texts, and tell by their paths what they are."""
    problems: list[Problem] = []
    sources: dict[str, Source] = {}
    for path in sorted(inputs.texts):
        source, found = decode(path, inputs.texts[path])
        problems += found
        if source is not None:
            sources[path] = source
    files, more = arrange(sources, inputs)
    return files, problems + more


def renewed(files: Files, sources: Mapping[str, Source]) -> Files:
    """The same files, those among `sources` with what they hold now."""

    def now(source: Source) -> Source:
        return sources.get(source.path, source)

    def article(one: ArticleFiles) -> ArticleFiles:
        of_it = (one.seed, *one.sidecars, *([one.about] if one.about is not None else []))
        if not any(source.path in sources for source in of_it):
            return one
        about = now(one.about) if one.about is not None else None
        return ArticleFiles(one.slug, now(one.seed), about, tuple(map(now, one.sidecars)))

    return Files(
        now(files.settings),
        tuple(map(now, files.shared)),
        tuple(map(article, files.articles)),
        {slug: now(source) for slug, source in files.pages.items()},
    )


def arrange(sources: Mapping[str, Source], inputs: Inputs) -> tuple[Files, list[Problem]]:
    """Tell by their paths, which are in order, what the `sources` are.

    What a source holds has no say in it.
    """
    problems: list[Problem] = []
    tops: dict[str, list[Source]] = {}
    for path, source in sources.items():
        tops.setdefault(path.partition("/")[0], []).append(source)
    seeds, more = _slugged(tops.get("seeds", ()), "an article")
    problems += more
    content = tops.get("content", [])
    shared = [source for source in content if source.path.count("/") == 1]
    leaves, more = _slugged([one for one in content if one.path.startswith(PAGES)], "a page")
    problems += more
    deeper = (source for source in content if source.path.count("/") > 1)
    inside = [source for source in deeper if not source.path.startswith(PAGES)]
    unread = [one.where.path for one in errors_of(inputs.problems)]
    known = [path for path in (*inputs.texts, *unread) if path.startswith("seeds")]
    folders, more = _by_folder(inside, known)
    problems += more
    for group in (shared, *folders.values()):
        problems += _strangers(group)
    articles = tuple(
        ArticleFiles(
            slug,
            seed,
            next((one for one in folders.get(slug, ()) if _is_about(one)), None),
            _sidecars(folders.get(slug, ())),
        )
        for slug, seed in sorted(seeds.items())
    )
    if not articles and not problems:
        problems.append(
            warning(Where("seeds"), "there is no article", "put a .txt or .md file there")
        )
    problems += _sidecars_copied(inputs.copies.values())
    settings = sources.get(SETTINGS, Source(SETTINGS, ""))
    return Files(settings, _sidecars(shared), articles, leaves), problems


def _sidecars_copied(paths: Iterable[str]) -> list[Problem]:
    """Warn of sidecars among the files that are only copied."""
    message = "this is copied as it is, not read as a sidecar"
    hint = "sidecars belong in content/ or content/<slug>/"
    return [
        warning(Where(path), message, hint)
        for path in paths
        if path.endswith(".yaml") and (stem(path) in KINDS or path.endswith(f"/{ABOUT}"))
    ]


def _slugged(sources: Iterable[Source], what: str) -> tuple[dict[str, Source], list[Problem]]:
    """Texts by the slugs of their names, but for names that can't be an address."""
    slugged: dict[str, Source] = {}
    problems = []
    kept = address.RESERVED | address.index_pages(KINDS)
    for source in sources:
        slug = slugify(stem(source.path))
        usable = slug and len(slug.encode()) <= address.LONGEST
        if not usable or slug in kept:
            message = f"the name '{stem(source.path)}' can't be the address of {what}"
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
    slugs = {slugify(stem(path)) for path in seeds}
    for source in sources:
        _, name, *rest = source.path.split("/")
        slug = slugify(name)
        if len(rest) > 1:
            message = f"only files in content/{name}/ itself are read"
            problems.append(Problem(Where(source.path), message, "move the file there"))
        else:
            folders.setdefault(slug, []).append(source)
    for slug in folders.keys() - slugs if "seeds" not in seeds else ():
        message = f"there is no article seeds/{slug}{MARKDOWN} or {PLAIN} for this folder"
        hint = did_you_mean(slug, sorted(slugs))
        problems.append(Problem(Where(folders[slug][0].path), message, hint))
    return folders, problems


def _strangers(sources: Iterable[Source]) -> list[Problem]:
    """Sidecars of one scope that belong to no kind, or to one that has its sidecar."""
    problems = []
    first: dict[str, Source] = {}
    for source in sources:
        name = stem(source.path)
        other = first.setdefault(name, source)
        if other is not source:
            message = f"{other.path} is about the same article and has the same name"
            problems.append(Problem(Where(source.path), message, "put both into one file"))
        elif name not in KINDS and not (_is_about(source) and source.path.count("/") > 1):
            hint = did_you_mean(name, KINDS) or f"the kinds are {', '.join(KINDS)}"
            if _is_about(source):
                hint = (
                    f"{ABOUT} belongs in content/<slug>/, beside what else is said of the article"
                )
            problems.append(Problem(Where(source.path), "no kind of entry has this name", hint))
    return problems


def _sidecars(sources: Iterable[Source]) -> tuple[Source, ...]:
    """The sidecars among `sources`, in the order of kinds."""
    by_kind = {stem(source.path): source for source in sources}
    return tuple(by_kind[name] for name in KINDS if name in by_kind)


def _is_about(source: Source) -> bool:
    return source.path.endswith(f"/{ABOUT}")


def stem(path: str) -> str:
    return path.rpartition("/")[2].rpartition(".")[0]
