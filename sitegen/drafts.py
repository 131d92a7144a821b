"""Words that an editor selects → the entry to be added for them, and what would come of it.

What an entry needs is read from the record of its kind, and what its words
tell of it comes from the kind itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from .annotate import annotate, exception
from .check import Names, check_ids
from .cover import Cover
from .edges import is_edge, is_end_of_name
from .fields import Place, reader_of, readers, required
from .fold import as_typed, fold
from .match import Matcher
from .model import (
    Annotated,
    Article,
    Case,
    Entry,
    Kind,
    Mention,
    Problem,
    Prose,
    Quote,
    Source,
    Where,
    has_errors,
    warning,
)
from .quotes import Ground, Span, hits_of, place
from .scalars import pair, quoted
from .settings import Settings
from .sidecar import Common, read_sidecar
from .slug import slugify
from .source import decode
from .tree import Pairs, Scalar, read_tree

_INK = re.compile(r"[^\s\ufeff]")
_MOST_WORDS = 12
_ANCHOR = ("quote", "before", "after", "occurrence")
_STAND_IN = "2000"
"""What a field that is still empty holds while mentions are counted: a text, a number and a date."""


# ── Places ──────────────────────────────────────────────────────────────────


def from_ink(prose: str, start: int, end: int) -> Span | None:
    r"""The span of `prose` that holds its ink from `start` to `end`; None where there is none.

    Ink is what is not white space, counted in code points: `/[^\s\u0085]/gu`
    in a script, which takes U+FEFF for white space too.
    """
    if not 0 <= start < end:
        return None
    places = [found.start() for found in _INK.finditer(prose)]
    return (places[start], places[end - 1] + 1) if end <= len(places) else None


def ink_of(words: str) -> str:
    """`words` without what is not counted."""
    return "".join(_INK.findall(words))


def to_ink(prose: str, span: Span) -> Span:
    """How much ink is before `span`, and before its end."""
    before = sum(1 for _ in _INK.finditer(prose, 0, span[0]))
    return before, before + sum(1 for _ in _INK.finditer(prose, *span))


# ── Drafts ──────────────────────────────────────────────────────────────────


@dataclass(frozen=True, slots=True)
class Known:
    """An article, and what it is annotated with now."""

    annotated: Annotated
    matchers: Sequence[Matcher]
    shared: Sequence[Entry]
    own: Sequence[Entry]
    settings: Settings

    @property
    def article(self) -> Article:
        return self.annotated.article


class Asked(NamedTuple):
    """A field that an editor may fill in."""

    name: str
    needed: bool
    value: str
    """What the words say of it."""
    is_prose: bool
    """It holds paragraphs, not a line."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An entry to be, as lines of YAML, and what would come of it.

    The places of `problems` are in `yaml` itself where they are of the sidecar.
    """

    yaml: str
    span: Span
    """The words that are meant: what was selected, widened to whole words."""
    mentions: int = 0
    aliases: tuple[str, ...] = ()
    asked: tuple[Asked, ...] = ()
    problems: tuple[Problem, ...] = ()


def sidecar_for(kind: Kind, slug: str, paths: Iterable[str]) -> tuple[str, str]:
    """The path of the sidecar that a new entry goes into, and its scope.

    Names hold for every article, what is quoted for one. `paths` are those that
    there are: the folder of an article may be written otherwise than its slug.
    """
    if kind.named:
        return f"content/{kind.name}.yaml", ""
    parts = [path.split("/") for path in sorted(paths)]
    folders = (one[1] for one in parts if one[0] == "content" and len(one) == 3)  # noqa: PLR2004
    folder = next((one for one in folders if slugify(one) == slug), slug)
    return f"content/{folder}/{kind.name}.yaml", slug


def draft(
    kind: Kind,
    sidecar: tuple[str, str],
    span: Span,
    values: Mapping[str, str | Sequence[str]],
    known: Known,
) -> Draft:
    """The entry of `kind` for the words at `span`.

    `sidecar` is the path of the file that it is for, and its scope; `values`
    are the fields that the editor has filled in, which beat what is proposed.
    """
    ground = Ground.of(known.article)
    span = _whole_words(ground.prose, span)
    if ground.block_number(span[0]) != ground.block_number(max(span[1] - 1, span[0])):
        return Draft("", span, problems=(_straddling(ground, span),))
    if kind.named:
        span = _name_in(ground.prose, span)
    words = as_typed(ground.prose[slice(*span)])
    if not words:
        return Draft("", span, problems=(_wordless(ground, span),))
    proposed = dict(kind.propose(words)) if kind.propose else {}
    given: dict[str, str | Sequence[str]] = {}
    aliases: tuple[str, ...] = ()
    if kind.named:
        given[kind.named] = words
        aliases = _aliases(kind, span, ground, known.matchers)
        given["also"] = aliases
    else:
        given |= _quote_of(span, ground)
    given |= {name: value for name, value in proposed.items() if value}
    given = _ordered(kind, {**given, **values})
    asked = asked_of(kind, words)
    lines = _block(given)
    missing = {one.name: _STAND_IN for one in asked if one.needed and one.name not in given}
    _, problems = _read(kind, sidecar, lines)
    entry, _ = _read(kind, sidecar, _block(_ordered(kind, {**given, **missing})))
    mentions = 0
    if entry is not None:
        mentions, more = _tried(entry, span, known)
        problems += more
    return Draft(lines, span, mentions, aliases, asked, tuple(problems))


def _whole_words(prose: str, span: Span) -> Span:
    """`span` without what is not seen at its edges, and with the whole of the words it cuts."""
    start, end = span
    while start < end and not as_typed(prose[start]):
        start += 1
    while end > start and not as_typed(prose[end - 1]):
        end -= 1
    while not is_edge(prose, start):
        start -= 1
    while not is_end_of_name(prose, end, possessive=True):
        end += 1
    return start, end


_SIGNS = " \t\n,;:!?()[]{}\"'“”‘’«»„…—–"
_POSSESSIVE = re.compile("['\u2019][sS]?$")


def _name_in(prose: str, span: Span) -> Span:
    """The name at `span`: without signs at its edges and the ending of a possessive."""
    words = prose[slice(*span)]
    start = span[0] + len(words) - len(words.lstrip(_SIGNS))
    name = _POSSESSIVE.sub("", words.strip(_SIGNS))
    last = name.rpartition(" ")[2]
    if name.endswith(".") and "." not in last[:-1] and len(last) > 2:  # noqa: PLR2004 - no initial
        name = name[:-1]
    return start, start + len(name)


def _quote_of(span: Span, ground: Ground) -> dict[str, str]:
    """The keys that mean the words at `span` and nothing else."""
    node, _ = read_tree(Source("", exception(span, ground, exact=True)))
    pairs = node.pairs if isinstance(node, Pairs) else []
    return {key.value: value.value for key, value in pairs if isinstance(value, Scalar)}


def asked_of(kind: Kind, words: str = "") -> tuple[Asked, ...]:
    """The fields of a kind but the one that holds the words, the needed ones first."""
    proposed = kind.propose(words) if kind.propose else {}
    needed = {*required(kind.record), *(name for name, value in proposed.items() if not value)}
    fields = readers(kind.record)
    names = [name for name in fields if name != kind.named]
    names.sort(key=lambda name: 0 if name in needed else 1 if name in proposed else 2)
    prose = {name for name, one in fields.items() if one == reader_of(Prose)}
    return tuple(
        Asked(name, name in needed, proposed.get(name, ""), name in prose) for name in names
    )


def _ordered(
    kind: Kind, given: Mapping[str, str | Sequence[str]]
) -> dict[str, str | Sequence[str]]:
    """What is given and not empty: its anchor, the keys of the kind, then all others."""
    trimmed = {key: one.strip() if isinstance(one, str) else one for key, one in given.items()}
    order = [kind.named, *_ANCHOR, "also", *readers(kind.record), *readers(Common), *given]
    return {key: trimmed[key] for key in order if trimmed.get(key)}


def _block(given: Mapping[str, str | Sequence[str]]) -> str:
    lines = [line for key, value in given.items() for line in pair(key, value)]
    indented = [
        f"{'  ' if number else '- '}{line}" if line else "" for number, line in enumerate(lines)
    ]
    return "".join(f"{line}\n" for line in indented)


def _read(kind: Kind, sidecar: tuple[str, str], block: str) -> tuple[Entry | None, list[Problem]]:
    path, scope = sidecar
    source, problems = decode(path, block.encode("utf-8", "surrogatepass"))
    if source is None:
        return None, problems
    entries, more = read_sidecar(source, kind, scope)
    return (entries[0] if entries else None), problems + more


def _tried(entry: Entry, span: Span, known: Known) -> tuple[int, list[Problem]]:
    """How many mentions `entry` would get, and what would be wrong with it there."""
    entries = [*known.shared, *known.own, entry]
    problems = check_ids([entry], Names(known.shared)) if entry.scope else []
    twin = next((one for one in entries[:-1] if one.key == entry.key), None)
    if twin is not None and (entry.kind.named or entry.kind.cite):
        message = f"the id '{entry.id}' is taken by {twin.where.path}:{twin.where.line}"
        problems.append(Problem(entry.where, message, "give one of the two an 'id' of its own"))
    if twin is not None:
        entry = replace(entry, id=f"{entry.id}-")  # no id ends so: it is a twin of none
    inflect = known.settings.inflects
    own = [*known.own, *([entry] if entry.scope else [])]
    matchers = [*known.matchers, Matcher([entry], inflect=inflect)]
    annotated, found = annotate(known.article, matchers, own, known.settings)
    if found:
        _, already = annotate(known.article, known.matchers, known.own, known.settings)
        problems += [one for one in found if one not in already]
    mine = [one for one in annotated.mentions if one.entry == entry.key]
    if not Cover((one.start, one.end) for one in mine).touches(*span) and not has_errors(problems):
        message = "these words would not be marked: they are in a heading, a link or another name"
        problems.append(warning(entry.where, message))
    return len(mine), problems


def _wordless(ground: Ground, span: Span) -> Problem:
    return Problem(ground.where(min(span[0], len(ground.prose) - 1)), "no words are selected")


def _straddling(ground: Ground, span: Span) -> Problem:
    message = "the words straddle two paragraphs; a quote lies within one"
    return Problem(ground.where(span[0]), message, "select words of one paragraph")


# ── Other forms of a name ───────────────────────────────────────────────────


def _aliases(
    kind: Kind, span: Span, ground: Ground, matchers: Sequence[Matcher]
) -> tuple[str, ...]:
    """Other forms of the name at `span` that stand in the text and that no entry claims.

    Those are its letters, given in brackets after it, and for a proper name the
    name without its initials, and its last word or its first where that stands alone.
    """
    prose = ground.prose
    name = as_typed(prose[slice(*span)])
    short = re.search(rf"{re.escape(name)}\s\(([^\W\d_a-z]{{2,}})\)", prose)
    found = [short[1]] if short else []
    words = name.split()
    if kind.proper and len(words) > 1:
        plain = " ".join(word for word in words if not re.fullmatch(r"[^\W\d_]\.", word))
        found += [plain] if plain != name and hits_of(Quote(plain, Where("")), ground) else []
        alone = [word for word in (words[-1], words[0]) if _stands_alone(word, ground)]
        found += alone[:1]
    if not found:
        return ()
    hits = [hit for matcher in matchers for hit in matcher.find(prose, ground.folded)]
    claimed = {hit.claim.written.casefold() for hit in hits}
    return tuple(form for form in dict.fromkeys(found) if fold(form).text not in claimed)


_NEIGHBOUR_BEFORE = re.compile(r"([^\W\d_][\w.’'-]*) $")
_NEIGHBOUR_AFTER = re.compile(r" ([^\W\d_])")


def _stands_alone(word: str, ground: Ground) -> bool:
    """Whether a word stands somewhere with no other capitalised word beside it."""
    if not word[:1].isupper():
        return False
    for start, end in hits_of(Quote(word, Where("")), ground):
        before = _NEIGHBOUR_BEFORE.search(ground.prose, max(start - 40, 0), start)
        after = _NEIGHBOUR_AFTER.match(ground.prose, end)
        if not (before and before[1][0].isupper()) and not (after and after[1].isupper()):
            return True
    return False


# ── Not here ────────────────────────────────────────────────────────────────


def not_here(
    entry: Entry, mention: Mention, article: Article, others: Iterable[Annotated] = ()
) -> tuple[str, list[Problem]]:
    """An item of `not_here`, in YAML, that switches `mention` off and nothing else.

    For an entry that holds for every article, `others` are the further ones:
    nothing may change there. Returns "" and a problem where no item does that.
    """
    ground, span = Ground.of(article), (mention.start, mention.end)
    exact = entry.case is not Case.IGNORE
    if entry.quote is not None:
        places, _ = place(entry.quote, hits_of(entry.quote, ground, exact=exact), ground)
        if span in places:
            return "", [_quoted_there(entry, places.index(span), len(places))]
    elsewhere = [
        Ground.of(one.article)
        for one in others
        if not entry.scope and one.article.slug != article.slug and entry.key in one.found
    ]
    for item in _exceptions(span, ground, exact=exact):
        quote = _as_quote(item)
        here, _ = place(quote, hits_of(quote, ground, exact=exact), ground)
        if here == [span] and not any(_matters(quote, one, exact=exact) for one in elsewhere):
            return item, []
    message = f"no words tell this place from others where '{entry.name}' is meant"
    return "", [Problem(entry.where, message, "write 'not_here' by hand")]


def _exceptions(span: Span, ground: Ground, *, exact: bool) -> Iterator[str]:
    """Items that mean `span` alone in its article, with ever more of the words beside it."""
    yield exception(span, ground, exact=exact)
    prose, block = ground.prose, ground.block(span[0])
    words = quoted(as_typed(prose[slice(*span)]))
    before = prose[block.start : span[0]].split()
    after = prose[span[1] : block.end].split()
    for count in range(1, _MOST_WORDS + 1):
        if count <= len(before):
            yield f"{{quote: {words}, before: {quoted(' '.join(before[-count:]))}}}"
        if count <= len(after):
            yield f"{{quote: {words}, after: {quoted(' '.join(after[:count]))}}}"


def _as_quote(item: str) -> Quote:
    node, _ = read_tree(Source("", item))
    quote: Quote = reader_of(Quote)(node, Place("", [])) if node else Quote("", Where(""))
    return quote


def _matters(quote: Quote, ground: Ground, *, exact: bool) -> bool:
    """Whether a quote switches something off, or is a mistake, in another article."""
    places, problem = place(quote, hits_of(quote, ground, exact=exact), ground, must=False)
    return bool(places or problem)


def _quoted_there(entry: Entry, at: int, count: int) -> Problem:
    message = f"'{entry.name}' is here because its 'quote' says so"
    rest = ", ".join(str(number) for number in range(1, count + 1) if number != at + 1)
    hint = f"write 'occurrence: [{rest}]'" if rest else "take the entry out, or change its 'quote'"
    return Problem(entry.where, message, hint)
