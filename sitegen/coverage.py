"""An annotated article → the words in it that nothing explains yet.

Numbers and dates in any script; names where a capital tells them from other
words, by rules that are made for English. What they find are proposals to an
editor: better one too many than a name passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from .cover import Cover
from .fields import reader_of, readers, required
from .model import Annotated, Block, Day, Kind, Number, Zone
from .quantities import DATE, NUMBER
from .quotes import Span


class What(StrEnum):
    """What some words seem to be."""

    NUMBER = "number"
    DATE = "date"
    NAME = "name"


@dataclass(frozen=True, slots=True)
class Gap:
    """Words that no entry explains, as a span of the prose."""

    start: int
    end: int
    words: str
    what: What
    kinds: tuple[str, ...]
    """The names of the kinds that could explain them."""


def coverage(annotated: Annotated, kinds: Mapping[str, Kind]) -> tuple[Gap, ...]:
    """The numbers, dates and names of an article that no mention touches, in order.

    Kinds that are cited by number explain a passage, not the names in it.
    Headings, code and links are left out.
    """
    text = annotated.article.text
    explained = [one for one in annotated.mentions if not kinds[one.entry.kind].numbered]
    cover = Cover([*text.closed, *((one.start, one.end) for one in explained)])
    suits = {what: tuple(_suiting(what, kinds)) for what in What}
    mid_sentence = _mid_sentence(text.prose, text.blocks)
    gaps = []
    for block in text.blocks:
        if block.zone not in (Zone.HEADING, Zone.CODE):
            for start, end, what in _found(text.prose, block, mid_sentence):
                if suits[what] and not cover.touches(start, end):
                    words = " ".join(text.prose[start:end].split())
                    gaps.append(Gap(start, end, words, what, suits[what]))
    return tuple(gaps)


def _suiting(what: What, kinds: Mapping[str, Kind]) -> Iterator[str]:
    """The kinds whose fields are made for a number or need a date, or whose names are proper."""
    number, day = reader_of(Number), reader_of(Day)
    for kind in kinds.values():
        fields = readers(kind.record)
        suits = {
            What.NUMBER: number in fields.values(),
            What.DATE: any(fields[name] == day for name in required(kind.record)),
            What.NAME: kind.proper,
        }
        if suits[what]:
            yield kind.name


def _found(prose: str, block: Block, mid_sentence: _Words) -> list[tuple[int, int, What]]:
    """Dates, then numbers outside them, then names outside both, in the order of the text."""
    dates = [found.span() for found in DATE.finditer(prose, block.start, block.end)]
    found = [(start, end, What.DATE) for start, end in dates]
    names = list(_names(prose, block, mid_sentence, Cover(dates)))
    found += [(start, end, What.NAME) for start, end in names]
    taken = Cover([*dates, *names])
    for number in NUMBER.finditer(prose, block.start, block.end):
        counts = number["digits"][0].isdecimal() or number["scale"]
        if counts and not taken.touches(*number.span()):
            found.append((*number.span(), What.NUMBER))
    return sorted(found)


# ── Names ───────────────────────────────────────────────────────────────────

_WORD = re.compile(r"[^\W\d_](?:[\w&]|['’.-](?=[^\W_]))*")
# Section 301, World War II; not Beijing 25 percent.
_NUMERAL = re.compile(
    r"(?P<of>\sof)?\s(?:\d+|[IVX]+)(?![\w%]|[.,]\w|\s(?:per\b|percent|[mbtr]+illion))"
)
_ENDS = re.compile(r"[.!?…:][\"'”’»)\]]*\s+$|(?:^|[\s(])[\"“‘«„(\[]+$|•\s$")
_LAST_WORD = re.compile(r"([^\W\d_][\w.]*)\.\s+$")
_POSSESSIVE = re.compile(r"['’][sS]?$")
# Of a title or a first name they are no end of a sentence.
_SHORT = frozenset(
    "Mr Mrs Ms Dr Prof St Jr Sr Gen Sen Gov Rep Lt Col Capt Sgt Rev Hon Mt Ft No".split()
)
_JOINING = frozenset(
    "of the for and de da del della der den van von bin ibn al du la le di dos y".split()
)
_OPENING = frozenset(
    """
    a about above according across after again against ago all almost along already also although
    always among an and another any are around as at away back be because been before behind being
    below beside besides between beyond both but by can could despite did do does down during each
    early either else enough even ever every everyone everything few fewer first for from further
    had half has have he her here hers him his how however i if in indeed inside instead into is it
    its itself just last late later least less like made many may maybe me meanwhile might more
    moreover most much must my near nearly neither never nevertheless next no nobody none nor not
    nothing now of off often on once one only or other others our out outside over perhaps rather
    said same second seldom several shall she should since so some somebody someone something
    sometimes soon still such than that the their them then there these they third this those though
    three through throughout thus till to today together tomorrow too toward two under unless unlike
    until up upon us very was we were what whatever when whenever where whereas wherever whether
    which while who whoever whom whose why will with within without would yes yesterday yet you your
    monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december
    """.split()
)
"""What begins a sentence with a capital, or always has one, and is no name."""
_HEADS = frozenset(
    """
    academy act agency alliance assembly association bank bay board book bureau cape center centre
    chamber church city college commission committee commonwealth community conference congress
    council court declaration department federation fund group gulf house institute isle isles
    kingdom league library ministry museum office order organisation organization palace parliament
    party republic school sea secretary senate society statute strait strip temple treaty union
    university war
    """.split()
)
"""What goes on with `of` in a name."""
_LISTING = re.compile(r"\bfor\b|\b(?:Bureau|Department|Faculty|Ministry|Office|School) of\b")
_OF_A_NATION = re.compile(
    r"[A-Z][a-z]+(?:ese|ish|ian|ean|ican)s?|Arab|Dutch|French|Greek|Germans?|Swiss"
)
_BACK = 40
"""How far back a sentence's beginning is looked for, in characters."""


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text that stand within a sentence: with a capital, and without."""

    capital: frozenset[str]
    small: frozenset[str]


def _mid_sentence(prose: str, blocks: Iterable[Block]) -> _Words:
    capital, small = set(), set()
    for block in blocks:
        if block.zone in (Zone.HEADING, Zone.CODE):
            continue
        for found in _WORD.finditer(prose, block.start, block.end):
            if not found[0][0].isupper():
                small.add(found[0])
            elif not _begins(prose, block, found.start()):
                capital.add(_POSSESSIVE.sub("", found[0]))
    return _Words(frozenset(capital), frozenset(small))


def _names(prose: str, block: Block, mid_sentence: _Words, dates: Cover) -> Iterator[Span]:
    """Runs of capitalised words, joined by spaces or by words such as `of`."""
    if prose[block.start : block.end].isupper():
        return
    run: list[re.Match[str]] = []
    joining: list[re.Match[str]] = []
    for word in _WORD.finditer(prose, block.start, block.end):
        adjoins = bool(run) and _adjoins(prose, (joining or run)[-1], word)
        capital = word[0][0].isupper() and not dates.touches(*word.span())
        if adjoins and word[0] in _JOINING:
            joining.append(word)
        elif adjoins and capital and _joins(run, joining, prose):
            run.append(word)
            joining = []
        else:
            yield from _name(prose, run, dates)
            opens = capital and _may_open(prose, block, word, mid_sentence)
            run, joining = [word] if opens else [], []
    yield from _name(prose, run, dates)


def _name(prose: str, run: list[re.Match[str]], dates: Cover) -> Iterator[Span]:
    if not run:
        return
    start, end = run[0].start(), run[-1].end()
    end -= len(found[0]) if (found := _POSSESSIVE.search(prose[start:end])) else 0
    numeral = _NUMERAL.match(prose, end)
    if numeral and not dates.touches(*numeral.span()) and (not numeral["of"] or _heads(run)):
        end = numeral.end()
    if end - start > 1 and not _OF_A_NATION.fullmatch(prose[start:end]):
        yield start, end


def _may_open(prose: str, block: Block, word: re.Match[str], mid_sentence: _Words) -> bool:
    """Whether a capitalised word may be the first of a name.

    At the beginning of a sentence it must have its capital elsewhere too, or
    be followed by another and not stand elsewhere without.
    """
    letters = _POSSESSIVE.sub("", word[0])
    if len(letters) > 1 and letters.isupper():
        return True
    if letters.lower() in _OPENING:
        return False
    if letters in mid_sentence.capital or not _begins(prose, block, word.start()):
        return True
    follower = _WORD.search(prose, word.end(), block.end)
    followed = follower and follower[0][0].isupper() and _adjoins(prose, word, follower)
    return bool(followed) and letters.lower() not in mid_sentence.small


def _begins(prose: str, block: Block, at: int) -> bool:
    """Whether a sentence, or a quotation in one, begins at `at`."""
    if at == block.start:
        return True
    before = prose[max(block.start, at - _BACK) : at]
    last = _LAST_WORD.search(before)
    if last and _is_short(last[1]):
        return False
    return _ENDS.search(before) is not None


def _is_short(word: str) -> bool:
    """Whether a point after `word` belongs to it: an initial, a title, `U.S`."""
    return len(word) == 1 or "." in word or word in _SHORT


def _adjoins(prose: str, left: re.Match[str], right: re.Match[str]) -> bool:
    """Whether nothing but a space, or the point of an abbreviation, is between two words."""
    between = prose[left.end() : right.start()]
    if between.isspace():
        return not _POSSESSIVE.search(left[0])
    pointed = between.startswith(".") and between[1:].isspace() and _is_short(left[0])
    return pointed and right[0].lower() not in _OPENING


def _joins(run: list[re.Match[str]], joining: list[re.Match[str]], prose: str) -> bool:
    """Whether the words before a capitalised one keep it in the name that `run` is.

    `of` and `for` do after the Bank and the Center, not after a person; `and` does
    in the Center for Strategic and International Studies and the Ministry of Sport and Youth.
    """
    words = {word[0] for word in joining}
    if "and" in words:
        return _LISTING.search(prose, run[0].start(), run[-1].end()) is not None
    return not words & {"of", "for", "the"} or _heads(run)


def _heads(run: list[re.Match[str]]) -> bool:
    """Whether a name may go on with `of` after what there is of it."""
    return run[-1][0].lower() in _HEADS
