"""`sitegen.yaml` and `article.yaml` → `Settings` and `About`, and their problems."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from .fields import Reader, read_record, reader_of
from .model import About, BaseUrl, Density, Kind, Line, Placed, Problem, Quote, Source, Where, Zone
from .spelling import did_you_mean
from .tree import Pairs, read_tree

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Zones:
    """Where names are marked. Quotes are found everywhere but in links and code."""

    headings: bool = False
    captions: bool = False
    quotations: bool = True
    tables: bool = True

    @property
    def open(self) -> frozenset[Zone]:
        switches = {
            Zone.PROSE: True,
            Zone.HEADING: self.headings,
            Zone.CAPTION: self.captions,
            Zone.QUOTATION: self.quotations,
            Zone.TABLE: self.tables,
        }
        return frozenset(zone for zone, on in switches.items() if on)


@dataclass(frozen=True, slots=True)
class Settings:
    """A site's settings; an empty file, or none, is a good one."""

    title: Line = Line("Explainers")
    description: Line = Line("")
    author: Line = Line("")
    language: Line = Line("en")
    base_url: BaseUrl = BaseUrl("")
    mark: Density = Density.SECTION
    marks: Mapping[str, Density] = field(default_factory=dict)
    zones: Zones = Zones()
    inflect: bool = True
    search: bool = True

    @property
    def inflects(self) -> bool:
        """Whether the rules of English endings hold for this site."""
        return self.inflect and self.language.partition("-")[0].lower() == "en"


def read_settings(source: Source, kinds: Mapping[str, Kind]) -> tuple[Settings, list[Problem]]:
    """Read `sitegen.yaml`; with mistakes, the defaults stand in."""
    settings, _, problems = _read(source, Settings)
    settings = settings or Settings()
    for name, density in settings.marks.items():
        where = name.where if isinstance(name, Placed) else Where(source.path)
        if name not in kinds:
            hint = did_you_mean(name, kinds) or f"the kinds are {', '.join(kinds)}"
            problems.append(Problem(where, f"marks: unknown kind '{name}'", hint))
        elif kinds[name].numbered and density is Density.NONE:
            message = f"marks: without marks the {kinds[name].many} would be nowhere"
            problems.append(Problem(where, message))
    return settings, problems


def read_about(source: Source) -> tuple[About, tuple[Quote, ...], list[Problem]]:
    """Read `article.yaml`: what it says of the article, and the quotes of its captions."""
    captions = {"captions": reader_of(tuple[Quote, ...])}
    about, further, problems = _read(source, About, captions)
    return about or About(), further.get("captions", ()), problems


def _read(
    source: Source, record: type[T], others: Mapping[str, Reader] | None = None
) -> tuple[T | None, dict[str, Any], list[Problem]]:
    root, problems = read_tree(source)
    if root is None:
        return None, {}, problems
    if not isinstance(root, Pairs):
        hint = "write one 'key: value' on each line"
        return None, {}, [Problem(Where(source.path), "wanted a mapping of keys", hint)]
    value, further = read_record(record, root, source.path, problems, others)
    return value, further, problems
