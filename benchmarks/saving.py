"""What it takes from a saved file to the changed page, in a real browser.

    make bench

`sitegen serve` shows the demonstration, and made-up sites of 20 and of 2,000
articles with as many shared terms. A definition is saved again and again; the
time is from the save to the moment in which the open page has the new words.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parent.parent
CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
ROUNDS = 20
SIZES = (20, 2_000)
BARS = {"the demonstration": 150, "20 articles": None, "2,000 articles": 250}
"""Milliseconds that the median is to stay under."""
MOST_RATIO = 2
WORDS = "the talks went on for a year and nobody who was there said what had been agreed".split()

# Until when the page has the words, on the clock that Python has too.
SEEN = """words => new Promise(done => {
    const look = () => document.body.textContent.includes(words) && done(Date.now() / 1000);
    new MutationObserver(look).observe(document.body, {childList: true, subtree: true, characterData: true});
    look();
})"""


def article(number: int, of: int) -> str:
    """1,100 words with 20 shared terms; the first is in every article."""
    terms = [0, *((number * 7 + step * 13) % of for step in range(19))]
    paragraphs = [f"Of Matter{term} of trade: {' '.join(WORDS * 3)}." for term in terms]
    return f"# Article {number}\n\n" + "\n\n".join(paragraphs) + "\n"


def made_site(folder: Path, size: int) -> Path:
    (folder / "seeds").mkdir(parents=True)
    (folder / "content").mkdir()
    for number in range(size):
        (folder / "seeds" / f"a{number}.md").write_text(article(number, size), "utf-8")
    terms = "".join(
        f"- term: Matter{number} of trade\n  definition: The thing numbered {number}.\n"
        for number in range(size)
    )
    (folder / "content" / "glossary.yaml").write_text(terms, "utf-8")
    return folder


def copied_demo(folder: Path) -> Path:
    for name in ("seeds", "content"):
        shutil.copytree(ROOT / name, folder / name)
    shutil.copy(ROOT / "sitegen.yaml", folder)
    return folder


def saved(file: Path, text: str) -> float:
    """Save as editors do, and tell when."""
    fresh = file.with_name(f".{file.name}.tmp")
    fresh.write_text(text, "utf-8")
    now = time.time()
    fresh.replace(file)
    return now


def milliseconds(page: Page, file: Path, old: str) -> list[float]:
    """How long each round took; `old` are words of the file that the page shows."""
    text = file.read_text("utf-8")
    taken = []
    for number in range(ROUNDS):
        words = f"Words of round {number}"
        page.evaluate(f"words => {{ globalThis.seen = ({SEEN})(words); }}", words)
        began = saved(file, text.replace(old, words, 1))
        taken.append(1000 * (page.evaluate("globalThis.seen") - began))
        page.wait_for_timeout(200)
    return taken


def measured(page: Page, site: Path, slug: str, old: str) -> list[float]:
    command = [sys.executable, "-m", "sitegen", "serve", str(site), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        assert server.stderr is not None
        try:
            told = next(line for line in server.stderr if "the preview is at" in line)
            address = told.split()[4]
            with page.expect_response("**/_sitegen/problems"):
                page.goto(f"{address}{slug}/")
            return milliseconds(page, site / "content" / "glossary.yaml", old)
        finally:
            page.goto("about:blank")
            server.terminate()


def main() -> None:
    medians = {}
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        demo = copied_demo(Path(folder) / "demo")
        sites = {"the demonstration": (demo, "road-to-osaka", "The walled compound")}
        for size in SIZES:
            made = made_site(Path(folder) / str(size), size)
            sites[f"{size:,} articles"] = (made, "a1", "The thing numbered 0.")
        print(f"{'saved to seen':24} {'median, ms':>10} {'most, ms':>9} {'bar, ms':>8}")
        for name, (site, slug, old) in sites.items():
            taken = measured(page, site, slug, old)
            medians[name] = statistics.median(taken)
            terms = (site / "content" / "glossary.yaml").read_text("utf-8").count("- term:")
            bar = BARS[name] or ""
            print(
                f"{name:24} {medians[name]:>10.0f} {max(taken):>9.0f} {bar:>8}   {terms:,} shared terms",
                flush=True,
            )
        browser.close()
    small, large = (medians[f"{size:,} articles"] for size in SIZES)
    load = os.getloadavg()[0]
    print(f"ratio {large / small:.2f}, at most {MOST_RATIO}; load of the machine {load:.1f}")


if __name__ == "__main__":
    main()
