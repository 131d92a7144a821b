"""What a large glossary costs: ratios within one run, on made-up entries.

    make bench

Builds the demonstration's article with glossaries of several sizes, in turn, so
that a slow moment of the machine falls on all of them. Prints the median of the
whole build as a command, start-up included; of finding alone; and each as a
ratio to a build with no entries.
"""

from __future__ import annotations

import gc
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from sitegen.annotate import annotate
from sitegen.article import read_article
from sitegen.kinds import KINDS
from sitegen.match import Matcher
from sitegen.model import About, Source
from sitegen.settings import Settings
from sitegen.sidecar import read_sidecar

ROOT = Path(__file__).parent.parent
SEED = ROOT / "seeds" / "road-to-osaka.md"
SIZES = (0, 100, 1_000, 10_000)
ROUNDS = 7


def glossary(size: int) -> str:
    """Entries of the usual shape; 20 of them stand in the article."""
    words = sorted(
        {word.strip(".,;“”’") for word in SEED.read_text("utf-8").split() if word.isalpha()}
    )
    found = words[:: len(words) // 20][:20]
    names = [*found, *(f"Term number {n} of many" for n in range(size - len(found)))][:size]
    return "".join(
        f"- term: {name}\n  also: [alias {n}]\n  definition: >\n"
        f"    A plain definition of the thing numbered {n}, long enough to be real,\n    on two lines.\n"
        for n, name in enumerate(names)
    )


def made_site(folder: Path, size: int) -> Path:
    site = folder / str(size)
    for name in ("seeds", "content"):
        (site / name).mkdir(parents=True)
    (site / "seeds" / SEED.name).write_bytes(SEED.read_bytes())
    (site / "content" / "glossary.yaml").write_text(glossary(size), "utf-8")
    return site


def build_seconds(site: Path) -> float:
    began = time.perf_counter()
    command = [sys.executable, "-m", "sitegen", "build", "--quiet", "--jobs", "1", str(site)]
    subprocess.run(command, check=True)
    seconds = time.perf_counter() - began
    subprocess.run(["rm", "-rf", site / "public"], check=True)
    return seconds


def find_seconds(size: int) -> tuple[float, float]:
    """Seconds to make the matcher, and to annotate the article with it."""
    entries, _ = read_sidecar(Source("glossary.yaml", glossary(size)), KINDS["glossary"], "")
    article, _ = read_article("a", Source("seeds/a.md", SEED.read_text("utf-8")), About())
    began = time.perf_counter()
    matcher = Matcher(entries)
    made = time.perf_counter()
    annotate(article, [matcher], (), Settings())
    return made - began, time.perf_counter() - made


def main() -> None:
    gc.disable()
    with tempfile.TemporaryDirectory() as folder:
        sites = {size: made_site(Path(folder), size) for size in SIZES}
        builds: dict[int, list[float]] = {size: [] for size in SIZES}
        finds: dict[int, list[tuple[float, float]]] = {size: [] for size in SIZES}
        for _ in range(ROUNDS):
            for size, site in sites.items():
                builds[size].append(build_seconds(site))
                finds[size].append(find_seconds(size))
    none = statistics.median(builds[0])
    print(
        f"{'entries':>8} {'build, s':>9} {'ratio':>6} {'matcher, ms':>12} {'annotate, ms':>13} {'matching / build with none':>27}"
    )
    for size in SIZES:
        whole = statistics.median(builds[size])
        matcher = statistics.median(made for made, _ in finds[size])
        find = statistics.median(found for _, found in finds[size])
        print(
            f"{size:>8,} {whole:>9.2f} {whole / none:>6.2f} {matcher * 1000:>12.1f}"
            f" {find * 1000:>13.1f} {(matcher + find) / none:>27.3f}"
        )


if __name__ == "__main__":
    main()
