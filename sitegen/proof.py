"""The first law, checked: an article's words reach its page all, unchanged, in order.

The finished page is read again with an HTML5 parser, all that the tool added
is taken out, and what is left must be the received words.
"""

from __future__ import annotations

from itertools import takewhile

from selectolax.lexbor import LexborHTMLParser

from .model import BARRIER, Article, Problem, Where

RECEIVED = "[data-received]"
"""The elements of a page that hold received words."""
GENERATED = "[data-generated]"
"""The elements among them that hold words of the tool's."""

_AROUND = 60


def received_words(html: str) -> str:
    """The received words of a page, runs of white space made one space."""
    page = LexborHTMLParser(html)
    for added in page.css(GENERATED):
        added.decompose()
    return " ".join(" ".join(part.text() for part in page.css(RECEIVED)).split())


def prove(article: Article, html: str) -> list[Problem]:
    """Compare the page of `article` with its words; a problem names the first difference."""
    wanted = " ".join(article.text.prose.replace(BARRIER, " ").split())
    found = received_words(html)
    if wanted == found:
        return []
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(wanted, found, strict=False))
    )
    start = max(same - _AROUND // 2, 0)
    details = (
        f"received: …{wanted[start : same + _AROUND]}…",
        f"page:     …{found[start : same + _AROUND]}…",
    )
    message = "the page does not hold the words of the article as they were received"
    hint = "if a template of your own is in use, see whether it changes the article's text"
    return [Problem(Where(article.source.path), message, hint, details=details)]
