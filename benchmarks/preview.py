"""What a change costs while a site is being worked on, whatever the size of the site.

    make bench

Two made-up sites with 2,000 shared terms, one of 20 articles and one of 2,000,
each of 1,400 words with entries of its own, take the same changes in turn, so
that a slow moment of the machine falls on both. Prints the median of taking in
the change and making the page of one article, and the ratio of the two sites.
"""

from __future__ import annotations

import gc
import random
import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sitegen.files import read_theme
from sitegen.model import Inputs
from sitegen.workshop import Workshop

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "road-to-osaka.md"
SIZES = (20, 2_000)
TERMS = 2_000
PARAGRAPHS = 14
ROUNDS = 11
WORDS = [word for word in SEED.read_text("utf-8").split() if word.isalpha() and word.islower()]
NAMES = [f"Matter{number} of trade" for number in range(TERMS)]
EDITED = "a7"

Edit = Callable[[str, int], str]
CHANGES: Mapping[str, tuple[str, Edit]] = {
    "the text of an article": (f"seeds/{EDITED}.md", lambda text, n: f"{text}\nAnd more {n}.\n"),
    "the sidecar of an article": (
        f"content/{EDITED}/glossary.yaml",
        lambda text, n: text.replace("Own words", f"Own words {n}"),
    ),
    "a shared definition": (
        "content/glossary.yaml",
        lambda text, n: text.replace("thing numbered 1000,", f"thing numbered 1000, {n},"),
    ),
    "a shared definition, by a line": (
        "content/glossary.yaml",
        lambda text, n: text.replace("numbered 1000,", "numbered 1000,\n    which is it,", n % 2),
    ),
    "the name of a shared term": (
        "content/glossary.yaml",
        lambda text, n: text.replace("Matter1000 of", f"Matter{5000 + n} of"),
    ),
    "a stylesheet": ("style.css", lambda text, n: f"{text}\n.x{n} {{ color: red }}\n"),
}


@dataclass
class Site:
    """A made-up site, and what its changes took."""

    articles: int
    texts: dict[str, bytes]
    theme: dict[str, str]
    workshop: Workshop = field(default_factory=Workshop)

    def take(self, path: str, text: str) -> float:
        """Seconds to take in a file and make a page."""
        if path in self.theme:
            inputs = Inputs(self.texts, {**self.theme, path: text})
        else:
            inputs = Inputs({**self.texts, path: text.encode()}, self.theme)
        began = time.perf_counter()
        result = self.workshop.update(inputs)
        page = self.workshop.page(f"{EDITED}/index.html")
        seconds = time.perf_counter() - began
        assert page is not None, result.problems[:3]
        assert not result.errors, result.problems[:3]
        return seconds

    def text(self, path: str) -> str:
        return self.theme[path] if path in self.theme else self.texts[path].decode()


def article(number: int) -> str:
    """1,400 words, with 112 shared terms and three of its own."""
    chance = random.Random(number)
    paragraphs = [f"# Article {number}", "Here " + ", ".join(own(number)) + "."]
    for _ in range(PARAGRAPHS):
        words = chance.choices(WORDS, k=76)
        for name in chance.choices(NAMES, k=8):
            words.insert(chance.randrange(len(words)), name)
        paragraphs.append(" ".join(words))
    return "\n\n".join(paragraphs) + "\n"


def own(number: int) -> list[str]:
    return [f"Own{n} thing of {number}" for n in range(3)]


def glossary(names: list[str], words: str) -> str:
    return "".join(
        f"- term: {name}\n  definition: >\n    {words} of the thing numbered {n}, long enough\n"
        f"    to be real, on two lines.\n"
        for n, name in enumerate(names)
    )


def made_site(articles: int) -> Site:
    texts = {"content/glossary.yaml": glossary(NAMES, "A definition").encode()}
    for number in range(articles):
        texts[f"seeds/a{number}.md"] = article(number).encode()
        sidecar = glossary(own(number), "Own words")
        texts[f"content/a{number}/glossary.yaml"] = sidecar.encode()
    return Site(articles, texts, read_theme())


def main() -> None:
    sites = [made_site(size) for size in SIZES]
    for site in sites:
        began = time.perf_counter()
        site.workshop.update(Inputs(site.texts, site.theme))
        print(f"{site.articles:>6,} articles read in {time.perf_counter() - began:.1f} s")
    gc.collect()
    gc.freeze()  # as the server does: a look at all objects takes longer than the change
    print(f"{'':32} {'20, ms':>9} {'2,000, ms':>10} {'ratio':>6} {'left for later':>15}")
    for name, (path, edit) in CHANGES.items():
        taken: dict[int, list[float]] = {site.articles: [] for site in sites}
        for number in range(ROUNDS):
            for site in sites:
                taken[site.articles].append(site.take(path, edit(site.text(path), number)))
        small, large = (statistics.median(taken[size]) for size in SIZES)
        left = sites[1].workshop.pending
        print(
            f"{name:32} {small * 1000:>9.1f} {large * 1000:>10.1f} {large / small:>6.2f} {left:>15,}"
        )


if __name__ == "__main__":
    main()
