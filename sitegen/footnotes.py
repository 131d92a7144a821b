"""The footnotes of a received text: their numbers, and their ways there and back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from markdown_it.token import Token


class Footnotes:
    """Numbers follow the citations; what is never cited comes after them."""

    def __init__(self, tokens: Sequence[Token]) -> None:
        # Only what stands in the text itself: the words of a picture are no place.
        cited = [
            child.meta["label"]
            for token in tokens
            if token.type == "inline"
            for child in token.children or ()
            if child.type == "footnote_ref"
        ]
        self.defined = Counter(
            token.meta["label"] for token in tokens if token.type == "footnote_reference_open"
        )
        self.citations = Counter(cited)
        labels = dict.fromkeys([*cited, *self.defined])
        self._numbers = {label: number for number, label in enumerate(labels, 1)}
        self._written: Counter[str] = Counter()
        self._opened: Counter[str] = Counter()
        self._open: list[str] = []

    def reference(self, label: str) -> str:
        number = self._numbers[label]
        self._written[label] += 1
        return (
            f'<sup class="footnote-ref" data-generated><a role="doc-noteref" '
            f'href="#footnote-{number}" id="footnote-{number}-cited-{self._written[label]}">'
            f"{number}</a></sup>"
        )

    def open(self, label: str) -> str:
        number = self._numbers[label]
        self._open.append(label)
        self._opened[label] += 1
        twin = f"-{self._opened[label]}" if self._opened[label] > 1 else ""
        return (
            f'<div class="footnote" role="doc-footnote" id="footnote-{number}{twin}">\n'
            f'<span class="footnote-number" data-generated>{number}.</span>\n'
        )

    def close(self) -> str:
        """The end of the footnote that was opened last, with a way back to each citation."""
        label = self._open.pop()
        number = self._numbers[label]
        backlinks = " ".join(
            f'<a role="doc-backlink" href="#footnote-{number}-cited-{count}"'
            f' aria-label="Back to citation {count} of footnote {number}">↩</a>'
            for count in range(1, self.citations[label] + 1)
        )
        back = f'<p class="backlinks" data-generated>{backlinks}</p>\n' if backlinks else ""
        return f"{back}</div>\n"
