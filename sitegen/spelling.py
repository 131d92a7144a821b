"""The word that was probably meant."""

from __future__ import annotations

from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str], cutoff: float = 0.6) -> str:
    """A hint that names the word among `known` that `word` is nearest to.

    `cutoff` is the least likeness, from 0 to 1, that is worth a hint.
    """
    # Slow to import, rarely needed; difflib takes some twenty times as long.
    from rapidfuzz import fuzz, process

    near = process.extractOne(word, list(known), scorer=fuzz.ratio, score_cutoff=100 * cutoff)
    return f"did you mean '{near[0]}'?" if near else ""
