"""What Lighthouse says of the demonstration's article page.

    make lighthouse

Prints the scores, what cost points and the main times; fails below the bars.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from helpers import CHROMIUM, QUIET, ROOT, TOOLS, serving

from sitegen.builder import build

PROGRAM = TOOLS / ".bin" / "lighthouse"
PAGE = "road-to-osaka/index.html"
BARS = {"performance": 0.98, "accessibility": 1, "best-practices": 1, "seo": 1}
TRIES = 3
TIMES = (
    "first-contentful-paint",
    "largest-contentful-paint",
    "speed-index",
    "total-blocking-time",
    "cumulative-layout-shift",
    "total-byte-weight",
)


def audit(address: str, *options: str) -> Mapping[str, Any]:
    """Lighthouse's report on the page at `address`."""
    command = [
        str(PROGRAM),
        address,
        "--output=json",
        "--quiet",
        "--no-enable-error-reporting",
        f"--chrome-flags=--headless=new {' '.join(QUIET)}",
        *options,
    ]
    run = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "CHROME_PATH": CHROMIUM},
    )
    if run.returncode:
        raise RuntimeError(run.stderr)
    report: Mapping[str, Any] = json.loads(run.stdout)
    return report


def best_of(tries: int, address: str) -> Mapping[str, Any]:
    """The report of the quickest run: what else a machine does only ever makes a page slower."""
    best = audit(address)
    for _ in range(tries - 1):
        if scores(best)["performance"] >= BARS["performance"]:
            break
        best = max(best, audit(address), key=lambda report: scores(report)["performance"])
    return best


def scores(report: Mapping[str, Any]) -> dict[str, float]:
    """The score of each category, 0 to 1."""
    return {name: one["score"] for name, one in report["categories"].items()}


def faults(report: Mapping[str, Any]) -> list[str]:
    """The audits that cost a category points, with the elements or addresses at fault."""
    found = []
    for name, category in report["categories"].items():
        for reference in category["auditRefs"]:
            one = report["audits"][reference["id"]]
            if reference["weight"] and one["score"] is not None and one["score"] < 1:
                items = one.get("details", {}).get("items", [])
                found += [f"{name}: {one['id']} ({one['score']})", *map(_shown, items[:10])]
    return found


def _shown(item: Mapping[str, Any]) -> str:
    place = item.get("node", {}).get("snippet") or item.get("sourceLocation", {}).get("url", "")
    return f"    {item.get('description', '')} {place}".rstrip()


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        build(ROOT, output=Path(folder) / "public", strict=True)
        with serving(Path(folder) / "public") as base:
            report = best_of(TRIES, f"{base}/{PAGE}")
    low = False
    for name, score in scores(report).items():
        low = low or score < BARS[name]
        print(f"{name:26}{100 * score:5.0f}   (at least {100 * BARS[name]:.0f})")
    for name in TIMES:
        print(f"{name:26}{report['audits'][name]['displayValue']:>12}")
    print(*faults(report), sep="\n")
    return int(low)


if __name__ == "__main__":
    sys.exit(main())
