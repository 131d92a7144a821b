"""Pictures of the pages as readers meet them.

    make screenshots                                  # into build/screenshots/
    make screenshots SHOTS="build/screenshots --docs" # and those that the README shows into docs/

Look at them before and after a change of the theme.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import pypdfium2
from helpers import CHROMIUM, QUIET, ROOT, SITES, serving
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from sitegen.builder import build

ARTICLE = "demo/road-to-osaka/index.html"
WIDE, DESK, PHONE = (1600, 1000), (1440, 900), (375, 760)
SHOWN = ("article", "card", "dark", "phone-card", "glossary", "figures")
"""The pictures that the README may show."""
HEAVIEST = 120_000
"""Bytes that one of those may have."""


def _as_it_is(page: Page) -> None:
    """The page as it is when it has loaded."""


def _open_card(page: Page) -> None:
    mark = page.locator(".text a.mark-people[id]").nth(2)
    mark.evaluate("one => one.scrollIntoView({block: 'center'})")
    mark.click()
    page.mouse.move(0, 0)


def _open_note(page: Page) -> None:
    button = page.locator(".text button[aria-expanded]").first
    button.evaluate("one => one.scrollIntoView({block: 'center'})")
    button.click()


def _to_notes(page: Page) -> None:
    page.locator(".noteref").nth(3).evaluate("one => one.scrollIntoView({block: 'start'})")


def _search(page: Page) -> None:
    page.locator("input[type=search]").first.fill("Huawei")
    page.wait_for_load_state("networkidle")


@dataclass(frozen=True)
class Shot:
    name: str
    path: str
    size: tuple[int, int] = DESK
    act: Callable[[Page], None] = _as_it_is
    scheme: str = "light"
    script: bool = True


SHOTS = [
    Shot("article", ARTICLE, WIDE),
    Shot("article-1440", ARTICLE),
    Shot("article-1280", ARTICLE, (1280, 800)),
    Shot("article-800", ARTICLE, (800, 1000)),
    Shot("article-no-script", ARTICLE, script=False),
    Shot("dark", ARTICLE, WIDE, _open_card, scheme="dark"),
    Shot("card", ARTICLE, act=_open_card),
    Shot("notes", ARTICLE, act=_to_notes),
    Shot("phone", ARTICLE, PHONE),
    Shot("phone-card", ARTICLE, PHONE, _open_card),
    Shot("phone-card-dark", ARTICLE, PHONE, _open_card, scheme="dark"),
    Shot("phone-note", ARTICLE, PHONE, _open_note),
    Shot("home", "demo/index.html"),
    Shot("search", "demo/search/index.html", act=_search),
    Shot("arabic", "arabic/paper/index.html"),
    Shot("arabic-card", "arabic/paper/index.html", act=_open_card),
    Shot("arabic-phone", "arabic/paper/index.html", PHONE),
    Shot("chinese", "chinese/anji-bridge/index.html"),
    Shot("chinese-card", "chinese/anji-bridge/index.html", act=_open_card),
]


def index_shots(folder: Path) -> list[Shot]:
    """The index pages of the demonstration, wide and narrow."""
    done = {shot.path for shot in SHOTS}
    pages = [file.relative_to(folder).as_posix() for file in folder.glob("demo/*/index.html")]
    return [
        Shot(f"{page.split('/')[1]}{suffix}", page, size)
        for page in sorted(set(pages) - done)
        for size, suffix in ((DESK, ""), (PHONE, "-phone"))
    ]


def take(browser: Browser, base: str, shot: Shot) -> Image.Image:
    phone = shot.size == PHONE
    context = browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if shot.scheme == "dark" else "light",
        reduced_motion="reduce",
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        java_script_enabled=shot.script,
    )
    context.set_default_timeout(5000)
    page = context.new_page()
    page.goto(f"{base}/{shot.path}", wait_until="networkidle")
    shot.act(page)
    page.wait_for_timeout(300)  # what moves comes to rest
    picture = page.screenshot()
    context.close()
    return Image.open(BytesIO(picture))


def paper(browser: Browser, address: str) -> list[Image.Image]:
    """The pages of an article as a printer would have them."""
    page = browser.new_page()
    page.goto(address, wait_until="networkidle")
    document = pypdfium2.PdfDocument(page.pdf(format="A4", print_background=True))
    page.close()
    return [sheet.render(scale=1.25).to_pil() for sheet in document]


def save_small(picture: Image.Image, file: Path) -> None:
    """Write a picture with as many colours as its bytes allow."""
    for colours in (256, 128, 64, 32, 16):
        small = picture.convert("RGB").quantize(colours, dither=Image.Dither.NONE)
        small.save(file, optimize=True)
        if file.stat().st_size <= HEAVIEST:
            return
    raise SystemExit(f"{file} has {file.stat().st_size} bytes, more than {HEAVIEST}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make screenshots")
    parser.add_argument("folder", type=Path, help="where the pictures go")
    parser.add_argument("--docs", action="store_true", help="write those of the README too")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as made,
        sync_playwright() as playwright,
        serving(Path(made)) as base,
    ):
        for name, site in {"demo": ROOT, **{one.name: one for one in SITES.iterdir()}}.items():
            build(site, output=Path(made) / name)
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        for shot in SHOTS + index_shots(Path(made)):
            if not (Path(made) / shot.path).is_file():
                print(f"{shot.name}: there is no {shot.path}")
                continue
            picture = take(browser, base, shot)
            picture.save(options.folder / f"{shot.name}.png")
            if options.docs and shot.name in SHOWN:
                (ROOT / "docs").mkdir(exist_ok=True)
                save_small(picture, ROOT / "docs" / f"{shot.name}.png")
        for number, sheet in enumerate(paper(browser, f"{base}/{ARTICLE}"), 1):
            sheet.save(options.folder / f"paper-{number}.png")
        browser.close()
    print(f"{len(list(options.folder.iterdir()))} pictures in {options.folder}")


if __name__ == "__main__":
    main()
