"""A received text and what is said about it → an `Article`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from html import escape
from urllib.parse import quote as quote_url

from . import address
from .layout import MARKDOWN
from .markdown import read_markdown
from .model import (
    About,
    Article,
    Entry,
    Image,
    Line,
    Paragraphs,
    Problem,
    Quote,
    Source,
    Text,
    Where,
    Zone,
    warning,
)
from .prose import read_plain, seems_by_line
from .quotes import Ground, hits_of, place


def read_article(
    slug: str,
    source: Source,
    about: About,
    captions: Sequence[Quote] = (),
    illustrated: Iterable[Entry] = (),
) -> tuple[Article, list[Problem]]:
    """Read the text of one article.

    `captions` quote paragraphs that are captions; those that `illustrated`
    entries quote get their pictures above them. A text without a word is warned of, as is one that nothing gives a title.
    """
    if source.path.lower().endswith(MARKDOWN):
        text, problems = read_markdown(source, about.title)
    else:
        by_line = about.paragraphs is Paragraphs.LINES
        text, problems = read_plain(source.text, about.title, by_line=by_line), []
        if about.paragraphs is None and seems_by_line(source.text):
            problems.append(_by_line(slug, source))
    if problems and not text.blocks:
        return Article(slug, source, text, about), problems
    if not about.title and not text.title:
        about = replace(about, title=Line(slug.replace("-", " ").capitalize()))
        problems.append(_untitled(slug, source, about.title))
    if not text.prose.strip():
        message = "the article is empty"
        problems.append(warning(Where(source.path), message))
    article = Article(slug, source, text, about)
    wanted: list[tuple[Quote, Entry | None]] = [(quote, None) for quote in captions]
    wanted += [(one.quote, one) for one in illustrated if one.quote is not None]
    if wanted:
        text, more = _with_captions(Ground.of(article), wanted)
        article, problems = replace(article, text=text), problems + more
    return article, problems


def _with_captions(
    ground: Ground, wanted: Iterable[tuple[Quote, Entry | None]]
) -> tuple[Text, list[Problem]]:
    """The text with the paragraphs that are quoted as captions, of an entry's picture or not."""
    problems: list[Problem] = []
    frames: dict[int, tuple[str, str]] = {}
    for quote, entry in wanted:
        must = entry is None or bool(entry.scope)
        spans, problem = place(quote, hits_of(quote, ground), ground, must=must)
        if entry is None:  # quotes of entries are reported where they are annotated
            problems += [problem] if problem else []
        for start, _ in spans:
            number = ground.block_number(start)
            if _paragraph(ground.article.text, number) is None:
                problems.append(Problem(quote.where, "a caption is a paragraph of its own"))
            else:
                frames[number] = _picture(entry) if entry else ('<p class="caption">', "</p>")
    return _framed(ground.article.text, frames), problems


def _paragraph(text: Text, number: int) -> tuple[int, int] | None:
    """Where in the pieces the tags of a paragraph are, None for any other block."""
    block = text.blocks[number]
    spans = [
        at
        for at, piece in enumerate(text.pieces)
        if not isinstance(piece, str) and block.start <= piece[0] < block.end
    ]
    opens, closes = spans[0] - 1, spans[-1] + 1
    is_one = block.zone is Zone.PROSE and "<p>" in str(text.pieces[opens])
    return (opens, closes) if is_one else None


def _framed(text: Text, frames: Mapping[int, tuple[str, str]]) -> Text:
    """The text with other tags around some of its paragraphs, which become captions."""
    pieces, blocks = list(text.pieces), list(text.blocks)
    for number, (opening, closing) in frames.items():
        blocks[number] = replace(blocks[number], zone=Zone.CAPTION)
        opens, closes = _paragraph(text, number) or (0, 0)
        before, _, after = str(pieces[opens]).rpartition("<p>")
        pieces[opens] = f"{before}{opening}{after}"
        pieces[closes] = str(pieces[closes]).replace("</p>", closing, 1)
    return replace(text, blocks=tuple(blocks), pieces=tuple(pieces))


def _picture(entry: Entry) -> tuple[str, str]:
    """What stands before and after the caption of an entry's picture."""
    image: Image = entry.record.illustration
    source = quote_url(address.to_picture(entry.scope, image.file))
    opening = f'<figure class="picture"><img src="{source}" alt="{escape(image.alt)}"><figcaption>'
    credit = f'<span class="credit" data-generated>{escape(image.credit)}</span>'
    return opening, f"{f' {credit}' if image.credit else ''}</figcaption></figure>"


def _by_line(slug: str, source: Source) -> Problem:
    message = "lines that look like paragraphs are read as one: no blank lines part them"
    hint = f"write 'paragraphs: lines', or 'blank lines', in content/{slug}/article.yaml"
    return warning(Where(source.path), message, hint)


def _untitled(slug: str, source: Source, title: str) -> Problem:
    message = f"nothing gives a title; '{title}' is made from the file's name"
    hint = f"write 'title: ...' in content/{slug}/article.yaml"
    return warning(Where(source.path), message, hint)
