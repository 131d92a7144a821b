"""A received text and what is said about it → an `Article`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from .layout import MARKDOWN
from .markdown import read_markdown
from .model import (
    About,
    Article,
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
    slug: str, source: Source, about: About, captions: Sequence[Quote] = ()
) -> tuple[Article, list[Problem]]:
    """Read the text of one article; `captions` quote paragraphs that are captions.

    A text without a word is warned of, as is one that nothing gives a title.
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
    if captions:
        text, more = _with_captions(Ground.of(article), captions)
        article, problems = replace(article, text=text), problems + more
    return article, problems


def _with_captions(ground: Ground, quotes: Sequence[Quote]) -> tuple[Text, list[Problem]]:
    """The text with the paragraphs that `quotes` name as captions."""
    problems: list[Problem] = []
    numbers: set[int] = set()
    text = ground.article.text
    for quote in quotes:
        spans, problem = place(quote, hits_of(quote, ground), ground)
        problems += [problem] if problem else []
        for start, _ in spans:
            if ground.block(start).zone is not Zone.PROSE:
                problems.append(Problem(quote.where, "a caption is a paragraph of its own"))
            numbers.add(ground.block_number(start))
    starts = {text.blocks[number].start for number in numbers}
    pieces = list(text.pieces)
    for at, piece in enumerate(text.pieces):
        if not isinstance(piece, str) and piece[0] in starts:
            before, paragraph, after = str(pieces[at - 1]).rpartition("<p>")
            if paragraph:
                pieces[at - 1] = f'{before}<p class="caption">{after}'
    blocks = tuple(
        replace(block, zone=Zone.CAPTION) if block.start in starts else block
        for block in text.blocks
    )
    return replace(text, blocks=blocks, pieces=tuple(pieces)), problems


def _by_line(slug: str, source: Source) -> Problem:
    message = "lines that look like paragraphs are read as one: no blank lines part them"
    hint = f"write 'paragraphs: lines', or 'blank lines', in content/{slug}/article.yaml"
    return warning(Where(source.path), message, hint)


def _untitled(slug: str, source: Source, title: str) -> Problem:
    message = f"nothing gives a title; '{title}' is made from the file's name"
    hint = f"write 'title: ...' in content/{slug}/article.yaml"
    return warning(Where(source.path), message, hint)
