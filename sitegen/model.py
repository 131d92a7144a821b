"""The values of a build, in the order in which they come to be.

Everything here is frozen: a stage takes values and returns others, changing none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Literal, NamedTuple, NewType, Self

from .vocabulary import Telling

BARRIER = "\x1e"
"""Parts the blocks in `Text.prose`. A control character, so no input holds it."""


# ── Places and problems ─────────────────────────────────────────────────────


class Where(NamedTuple):
    """A place in a file, as people and editors count it.

    `path` is relative to the site's folder; lines and code points count from 1.
    """

    path: str
    line: int = 1
    column: int = 1


class Placed(str):
    """Text of a sidecar that knows where it stands."""

    __slots__ = ("where",)
    where: Where

    def __new__(cls, text: str, where: Where = Where("")) -> Self:
        placed = super().__new__(cls, text)
        placed.where = where
        return placed

    def __reduce__(self) -> tuple[type[Placed], tuple[str, Where]]:
        """What it is made of again in another process."""
        return Placed, (str(self), self.where)


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """A mistake of the author's, with its place and the likely mend."""

    where: Where
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR
    details: tuple[str, ...] = ()
    """Further lines: the places or passages that the message speaks of."""


def warning(where: Where, message: str, hint: str = "") -> Problem:
    """A problem that keeps no site from being built."""
    return Problem(where, message, hint, Severity.WARNING)


def errors_of(problems: Iterable[Problem]) -> list[Problem]:
    """Those of `problems` that keep a site from being built."""
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def has_errors(problems: Iterable[Problem]) -> bool:
    return any(problem.severity is Severity.ERROR for problem in problems)


# ── What was read ───────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Source:
    """A text file: decoded, without its byte order mark, every line end a line feed."""

    path: str
    text: str


@dataclass(frozen=True, slots=True)
class Inputs:
    """All that a site is made of, read once. Keys are paths below its folder."""

    texts: Mapping[str, bytes]
    """Seeds, sidecars, pages and settings."""
    templates: Mapping[str, str]
    """The theme, by file name, a site's own files in place of ours."""
    pictures: frozenset[str] = frozenset()
    """Files under `content/` that an article or entry may show."""
    copies: Mapping[str, str] = field(default_factory=dict)
    """Files copied as they are: path in the output to path in the site."""
    problems: tuple[Problem, ...] = ()
    """What could not be read."""


# ── The kinds of value that an editor writes ────────────────────────────────

Line = NewType("Line", str)
"""One line of plain text."""
Prose = NewType("Prose", str)
"""Markdown."""
Id = NewType("Id", Placed)
"""Lower-case letters and digits of any script, parted by single hyphens."""
Url = NewType("Url", str)
"""An absolute address with http, https or mailto."""
BaseUrl = NewType("BaseUrl", str)
"""The address of a site: http or https, a host and perhaps a path, no more."""
PicturePath = NewType("PicturePath", Placed)
"""A picture's path, relative to the folder of the sidecar."""
Day = NewType("Day", str)
"""A day, month or year that is on the calendar: `2019-05-10`, `2019-05`, `2019`."""
Number = NewType("Number", Decimal)
"""A decimal number such as `150`, `-1.6`, `200e9` or `1,200`."""
Occurrence = tuple[int, ...] | Literal["all"]
"""Which hits of a quote are meant, counted from 1, or `all`."""


# ── What an editor says ─────────────────────────────────────────────────────


class Density(StrEnum):
    """Which of an entry's mentions are marked for the reader's eye."""

    ALL = "all"
    FIRST = "first"
    SECTION = "section"
    PARAGRAPH = "paragraph"
    NONE = "none"


class Case(StrEnum):
    """How the letters of an anchor are compared with those of the text."""

    EXACT = "exact"
    IGNORE = "ignore"


class Form(NamedTuple):
    """Words that stand for an entry in the text: its name or one of `also`."""

    text: str
    where: Where


@dataclass(frozen=True, slots=True)
class Quote:
    """Words as they stand in the text, and what tells them from a twin.

    `before` and `after` adjoin `text`; `occurrence` counts hits from 1, empty for the only one.
    """

    text: str
    where: Where
    before: str = ""
    after: str = ""
    occurrence: tuple[int, ...] | Literal["all"] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a statement comes from. A lone text is `Placed`: it may be the id of `entry`."""

    name: Line
    url: Url = Url("")
    date: Day = Day("")
    entry: Entry | None = None


class Record:
    """What the record of every kind answers; its fields come with the kind."""

    __slots__ = ()

    @property
    def heading(self) -> str:
        """What the entry is called, "" for the words that it quotes."""
        return ""

    @property
    def loose(self) -> bool:
        """Whether it means something with no place in the text."""
        return False

    @property
    def see(self) -> tuple[Id, ...]:
        """The ids of other entries of its kind that a reader may want next."""
        return ()

    @property
    def image(self) -> PicturePath:
        """Its picture, "" where it has none."""
        return PicturePath(Placed(""))

    @property
    def illustration(self) -> Image | None:
        """The picture whose caption in the text is what the entry quotes."""
        return None


@dataclass(frozen=True, slots=True)
class Kind:
    """What one kind of annotation is made of; see `sitegen.kinds`."""

    name: str
    """Its sidecar is `<name>.yaml`, its template `kinds/<name>.html`."""
    record: type
    """A frozen dataclass: its fields are the keys that only this kind has."""
    one: str
    """What an entry is called, and the prefix of its address: `term`."""
    many: str
    title: str
    """The heading of its index page."""
    page: str = ""
    """The folder of its index page; without one it lives on the article page."""
    named: str = ""
    """The field whose words are matched in the text, as those of `also` are."""
    proper: bool = False
    """Its names are proper names: one word alone is matched as written."""
    plural: bool = False
    """English plurals of its names match without being listed."""
    numbered: bool = False
    """Marked by a number after the words that leads to an endnote, not by a link."""
    cite: Callable[[Entry], Citation] | None = None
    """How an entry is shown where its id is cited; without one it can't be cited."""
    sort: Callable[[Entry], tuple[str, ...]] | None = None
    """The words by which it is filed on its index page; without one, as they stand in the files."""
    among: Callable[[Sequence[Any]], Sequence[Any]] | None = None
    """What each record is among those of one article, for its template to tell."""
    told: Telling = Telling()
    propose: Callable[[str], Mapping[str, str]] | None = None
    """What words that an entry is to quote say of its fields, "" for one that is needed besides."""


class Key(NamedTuple):
    """What tells an entry from every other of the site."""

    kind: str
    scope: str
    id: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One item of a sidecar."""

    kind: Kind
    id: str
    scope: str
    """The article it belongs to, or "" when it holds for all of them."""
    where: Where
    name: str
    record: Any
    """The instance of `kind.record`, a `Record`."""
    forms: tuple[Form, ...] = ()
    quote: Quote | None = None
    mark: Density | None = None
    case: Case | None = None
    not_here: tuple[Quote, ...] = ()
    sources: tuple[Citation, ...] = ()
    draft: bool = False
    by: str = ""
    date: str = ""

    @property
    def key(self) -> Key:
        return Key(self.kind.name, self.scope, self.id)

    @property
    def local(self) -> str:
        """What it is called in HTML on an article's page, where its scope is known."""
        return f"{self.kind.one}-{self.id}"

    @property
    def address(self) -> str:
        """The entry's `id` in HTML; the prefix keeps it clear of the page's own."""
        scope = f"{self.scope}--" if self.scope and self.kind.page else ""
        return f"{self.kind.one}-{scope}{self.id}"


def by_name(entry: Entry) -> tuple[str, ...]:
    """The `Kind.sort` of kinds that are filed by what their entries are called."""
    return (entry.name,)


# ── What was received ───────────────────────────────────────────────────────


class Zone(StrEnum):
    """What part of an article a block belongs to."""

    PROSE = "prose"
    HEADING = "heading"
    CAPTION = "caption"
    QUOTATION = "quotation"
    TABLE = "table"
    CODE = "code"


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, heading, table cell or code block: a span of the prose."""

    start: int
    end: int
    zone: Zone
    section: int


@dataclass(frozen=True, slots=True)
class Section:
    """A stretch of an article under one heading; the first may have none."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture that an article asks for, by the address written in it."""

    path: str
    where: Where


Piece = str | tuple[int, int]
"""Markup as it is, or a span of the prose."""


@dataclass(frozen=True, slots=True)
class Text:
    """Received words, taken apart into prose and markup.

    `prose` holds every word in order, its blocks parted by `BARRIER`; `pieces`
    holds the markup around it and spans of it, in order. Written out one after
    the other, the spans escaped, the pieces are the HTML of the text.
    """

    prose: str
    blocks: tuple[Block, ...]
    pieces: tuple[Piece, ...]
    lead: int = 0
    """How many of the pieces are the leading heading, the text's own title."""
    origin: Sequence[int] = ()
    """For each character of the prose its offset in the source."""
    closed: tuple[tuple[int, int], ...] = ()
    """The spans in which nothing is marked, links and code: in order, apart."""
    sections: tuple[Section, ...] = (Section("", ""),)
    pictures: tuple[Picture, ...] = ()

    @property
    def title(self) -> str:
        """The words of the leading heading, "" where there is none."""
        return self.prose[self.blocks[0].start : self.blocks[0].end] if self.lead else ""


class Paragraphs(StrEnum):
    """What parts the paragraphs of a plain text."""

    BLANK_LINES = "blank lines"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture with what is said of it: at the head of an article, or above its caption."""

    file: PicturePath
    alt: Line
    credit: Line = Line("")


@dataclass(frozen=True, slots=True)
class About:
    """What `article.yaml` says of one article. Dates are ISO 8601."""

    title: Line = Line("")
    kicker: Line = Line("")
    byline: Line = Line("")
    summary: Line = Line("")
    published: Day = Day("")
    received: Day = Day("")
    licence: Line = Line("")
    source: Citation | None = None
    image: Image | None = None
    paragraphs: Paragraphs | None = None


@dataclass(frozen=True, slots=True)
class Article:
    slug: str
    source: Source
    text: Text
    about: About

    @property
    def title(self) -> str:
        return self.about.title or self.text.title


# ── Where the one meets the other ───────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in an article where an entry is meant.

    `start` and `end` are offsets in the prose. A mention that is not `marked`
    looks like text, but counts in the indexes and can be linked to.
    """

    id: str
    entry: Key
    start: int
    end: int
    marked: bool


@dataclass(frozen=True, slots=True)
class Annotated:
    """An article and its mentions, in the order of the text."""

    article: Article
    mentions: tuple[Mention, ...]
    numbers: Mapping[Key, int] = field(default_factory=dict)
    """The numbers of what is cited by number, from 1, in the order of the text."""
    found: frozenset[Key] = frozenset()
    """The entries whose words stand in this article, mentioned or not."""
    markable: frozenset[Key] = frozenset()
    """Those of them whose words stand where names may be marked, or that are quoted."""
    met: frozenset[tuple[Key, int]] = frozenset()
    """The `not_here` quotes that stand in this article, by entry and from 0."""


@dataclass(frozen=True, slots=True)
class Page:
    """A file of the site to be: `text` or, for a picture, `data`."""

    path: str
    text: str
    data: bytes = b""
