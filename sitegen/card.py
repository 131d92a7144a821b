"""An article → the picture that stands for it where others show a link.

Pillow draws it, with a font that is a package like any other (no font of the
system is looked for), so the picture has the same bytes everywhere. Words that
the font has no letters for are left out; in place of a title stand bars.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING

from .vocabulary import Stroke

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageFont import FreeTypeFont

WIDTH, HEIGHT = 1200, 630

_MARGIN = 84
_ROOM = WIDTH - 2 * _MARGIN
_PAPER, _INK, _QUIET, _LINE, _ACCENT = "#fbf9f4", "#1c1a17", "#565047", "#d8d1c2", "#7b2416"
"""The theme's colours, as `style.css` has them for light rooms."""
_SHADES = 16
"""From paper to ink: more can't be told apart."""
_SIZES = ((108, 1), (96, 2), (74, 3), (58, 4), (48, 5))
"""The sizes of a title, in pixels, with the most lines that each may have."""
_LEADING = 1.1
_RUNS = 3
"""The strategy of zlib that only looks for runs of one byte."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many entries of a kind an article has: `9`, `people`, and how their marks look."""

    number: int
    what: str
    stroke: Stroke
    ink: str


def can_draw() -> bool:
    """Whether the libraries are there; a site is built without cards otherwise."""
    return all(find_spec(name) is not None for name in ("PIL", "font_source_serif_pro"))


def draw(title: str, kicker: str, byline: str, site: str, counts: Sequence[Count]) -> bytes:
    """A PNG of 1200 by 630 pixels."""
    sheet = _Sheet()
    sheet.bar((0, 0, WIDTH, 14), _ACCENT)
    strong, small = _font("Semibold", 30), _font("", 30)
    above = _cut(_drawable(kicker), strong, _ROOM)
    sheet.words((_MARGIN, 108), above, strong, _ACCENT)
    words, middle = _drawable(title), 272 if above else 236
    if words:
        _title(sheet, words, middle)
    else:
        _bars(sheet, counts, middle)
    _counts(sheet, counts)
    sheet.bar((_MARGIN, 514, WIDTH - _MARGIN, 516), _LINE)
    name = _cut(_drawable(site), strong, _ROOM / 2)
    width = strong.getlength(name)
    sheet.words((WIDTH - _MARGIN - width, 568), name, strong, _INK)
    sheet.words((_MARGIN, 568), _cut(_drawable(byline), small, _ROOM - width - 40), small, _QUIET)
    return sheet.png()


# ── Parts of the picture ────────────────────────────────────────────────────


def _title(sheet: _Sheet, words: str, middle: float) -> None:
    """The title, as large as it fits, in lines of about one length."""
    for size, most in _SIZES:
        font = _font("Semibold", size)
        lines = _balanced(words.split(), font)
        if len(lines) <= most and all(font.getlength(line) <= _ROOM for line in lines):
            break
    else:
        lines = [*lines[: most - 1], " ".join(lines[most - 1 :])]
        lines = [_cut(line, font, _ROOM) for line in lines]
    step = size * _LEADING
    top = middle - step * len(lines) / 2 + size * 0.8
    for number, line in enumerate(lines):
        sheet.words((_MARGIN, top + number * step), line, font, _INK)


def _bars(sheet: _Sheet, counts: Sequence[Count], middle: float) -> None:
    """Lines of a text that is not to be read, some of it marked."""
    for number, (length, start) in enumerate(((0.92, 0.1), (1.0, 0.55), (0.58, 0.3))):
        base = middle - 50 + 72 * number
        if number < len(counts):
            left = _MARGIN + _ROOM * start
            sheet.mark(left, left + 190, base, counts[number])
        sheet.bar((_MARGIN, base - 18, _MARGIN + _ROOM * length, base), _LINE)


def _counts(sheet: _Sheet, counts: Iterable[Count]) -> None:
    """What an article has, each number marked as its kind is in the text."""
    strong, small, x = _font("Semibold", 34), _font("", 30), float(_MARGIN)
    for count in counts:
        number, raised = f"{count.number:,}", count.stroke is Stroke.RAISED
        font = _font("Semibold", 26) if raised else strong
        width = font.getlength(number)
        end = x + width + 12 + small.getlength(count.what)
        if end > WIDTH - _MARGIN:
            break
        sheet.mark(x, x + width, 466, count)
        ground = count.ink if count.stroke is Stroke.TINT else _PAPER
        sheet.words(
            (x, 454 if raised else 466), number, font, count.ink if raised else _INK, ground
        )
        sheet.words((x + width + 12, 466), count.what, small, _QUIET)
        x = end + 44


def _balanced(words: Sequence[str], font: FreeTypeFont) -> list[str]:
    """Lines as few as fit, and then as narrow as that leaves them."""
    widths = [font.getlength(word) for word in words]
    space = font.getlength(" ")
    breaks, high = _filled(widths, space, _ROOM), float(_ROOM)
    low = max(widths)
    while high - low > 4:  # noqa: PLR2004 - pixels, which nobody sees
        middle = (low + high) / 2
        tried = _filled(widths, space, middle)
        if len(tried) == len(breaks):
            breaks, high = tried, middle
        else:
            low = middle
    ends = [*breaks[1:], len(words)]
    return [" ".join(words[start:end]) for start, end in zip(breaks, ends, strict=True)]


def _filled(widths: Sequence[float], space: float, room: float) -> list[int]:
    """The words, by number, at which lines begin, when each takes what it can."""
    breaks: list[int] = []
    used = room
    for number, width in enumerate(widths):
        used += space + width
        if used > room:
            breaks.append(number)
            used = width
    return breaks


def _cut(words: str, font: FreeTypeFont, width: float) -> str:
    """`words`, or as much of them as fits, with an ellipsis."""
    if font.getlength(words) <= width:
        return words
    while words and font.getlength(f"{words}…") > width:
        words = words[:-1].rstrip()
    return f"{words}…"


# ── Letters ─────────────────────────────────────────────────────────────────


def _drawable(words: str) -> str:
    """`words` as they can be drawn, "" where the font lacks one of their letters."""
    plain = "".join(
        letter
        for letter in unicodedata.normalize("NFC", " ".join(words.split()))
        if unicodedata.category(letter) != "Cf"
    )
    return plain if all(map(_has, set(plain) - {" "})) else ""


@lru_cache(maxsize=4096)
def _has(letter: str) -> bool:
    """Whether the font has `letter`: whether it looks other than one that no font has."""
    font = _font("Semibold", 30)
    none = font.getmask("\U0010ffff")
    drawn = font.getmask(letter)
    return not unicodedata.combining(letter) and (drawn.size, bytes(drawn)) != (
        none.size,
        bytes(none),
    )


@lru_cache(maxsize=32)
def _font(weight: str, size: int) -> FreeTypeFont:
    import font_source_serif_pro
    from PIL import ImageFont

    # Not the TrueType files: hinted, they give composed letters the width of a part.
    file = font_source_serif_pro.font_files_otf[f"SourceSerifPro{weight}"]
    # The other layout engine is another on a system that has another library.
    return ImageFont.truetype(file, size, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=256)
def _mask(words: str, font: FreeTypeFont) -> tuple[Image, int, int]:
    """Words in shades of grey, and where from their beginning they begin to be seen.

    Most words of a card are on those of other articles too.
    """
    from PIL import Image, ImageDraw

    left, top, right, bottom = (round(edge) for edge in font.getbbox(words, anchor="ls"))
    mask = Image.new("L", (right - left + 2, bottom - top + 2))
    ImageDraw.Draw(mask).text((-left, -top), words, font=font, fill=255, anchor="ls")
    return mask, left, top


# ── The picture ─────────────────────────────────────────────────────────────


class _Sheet:
    """A picture of few colours: each ink comes in shades from its ground to itself."""

    def __init__(self) -> None:
        from PIL import Image, ImageDraw

        self._palette: list[int] = []
        self._ramps: dict[tuple[str, str], int] = {}
        self._image = Image.new("P", (WIDTH, HEIGHT))
        self._shapes = ImageDraw.Draw(self._image)
        self.bar((0, 0, WIDTH, HEIGHT), _PAPER)

    def bar(self, box: tuple[float, float, float, float], ink: str) -> None:
        """A rectangle from its left and top up to its right and bottom."""
        left, top, right, bottom = (round(edge) for edge in box)
        self._shapes.rectangle((left, top, right - 1, bottom - 1), fill=self._full(ink))

    def words(
        self,
        at: tuple[float, float],
        words: str,
        font: FreeTypeFont,
        ink: str,
        ground: str = _PAPER,
    ) -> None:
        """`words` in a line; `at` is where it begins, on its base."""
        if words:
            mask, left, top = _mask(words, font)
            first = self._ramp(ink, ground)
            shades = [first + value * (_SHADES - 1) // 255 for value in range(256)]
            box = (round(at[0]) + left, round(at[1]) + top)
            self._image.paste(mask.point(shades), box, mask.point(_INKED))

    def mark(self, left: float, right: float, base: float, count: Count) -> None:
        """The mark of a kind, under or behind words on the line `base`."""
        low = base + 8
        match count.stroke:
            case Stroke.TINT:
                self.bar((left - 5, base - 30, right + 5, base + 10), count.ink)
            case Stroke.DOUBLE:
                self.bar((left, low, right, low + 2), count.ink)
                self.bar((left, low + 5, right, low + 7), count.ink)
            case Stroke.DOTTED | Stroke.DASHED:
                dot, step = (4, 8) if count.stroke is Stroke.DOTTED else (7, 11)
                for x in range(round(left), round(right) - dot // 2, step):
                    self.bar((x, low, x + dot, low + 4), count.ink)
            case Stroke.WAVY:
                waves = range(round(left), round(right) + 1)
                rises = [(x, low + abs((x - waves[0]) % 12 - 6)) for x in waves]
                self._shapes.line(rises, fill=self._full(count.ink), width=2)
            case Stroke.SOLID:
                self.bar((left, low, right, low + 3), count.ink)
            case Stroke.RAISED:
                pass

    def png(self) -> bytes:
        self._image.putpalette(self._palette)
        file = BytesIO()
        # A picture of so few edges is packed nearly as well by runs, in half the time.
        self._image.save(file, "PNG", compress_type=_RUNS)
        return file.getvalue()

    def _full(self, ink: str) -> int:
        return self._ramp(ink, _PAPER) + _SHADES - 1

    def _ramp(self, ink: str, ground: str) -> int:
        """The number of the first of the shades, the ground itself; the last is the ink."""
        if (ink, ground) not in self._ramps:
            self._ramps[ink, ground] = len(self._palette) // 3
            ends = list(zip(_rgb(ground), _rgb(ink), strict=True))
            for shade in range(_SHADES):
                self._palette += [
                    one + (other - one) * shade // (_SHADES - 1) for one, other in ends
                ]
        return self._ramps[ink, ground]


_INKED: Callable[[int], int] | list[int] = [255 * (value > 255 // _SHADES) for value in range(256)]
"""Which pixels of a mask are painted at all."""


def _rgb(colour: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue
