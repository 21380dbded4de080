"""Pictures of a report for the documentation, taken in headless Chromium.

    python docs/make_screenshots.py reports/article.ar.json docs/images

The report is one that `muqabala check --format json` wrote. Needs chromium, the Noto fonts and playwright, and for the
pictures of the review what `muqabala[review]` installs.
"""

from __future__ import annotations

import shutil
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from muqabala.records import Report
from muqabala.report.contract import load
from muqabala.report.html import render
from muqabala.report.rendering import Rendering

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
]


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: its name, the interface language, the colours, the window in CSS pixels, what is shown in it."""

    name: str
    lang: str = "en"
    scheme: str = "light"
    size: tuple[int, int] = (1440, 900)
    overview: bool = False


PICTURES = (
    Picture("report", size=(1440, 1400), overview=True),
    Picture("report-dark", scheme="dark"),
    Picture("report-ar", lang="ar"),
    Picture("report-phone", size=(390, 844)),
)


REVIEWER = "Amal"


@dataclass(frozen=True, slots=True)
class DeskPicture:
    """A picture of the review: its name, the page (a report's name, or empty for the queue), and keys to press."""

    name: str
    article: bool = True
    lang: str = "en"
    scheme: str = "light"
    size: tuple[int, int] = (1440, 900)
    keys: str = ""


DESK_PICTURES = (
    DeskPicture("review-queue", article=False, size=(1440, 560)),
    DeskPicture("review-article", keys="c"),
    DeskPicture("review-reasons-ar", lang="ar", keys="d"),
    DeskPicture("review-dark", scheme="dark", keys="e"),
    DeskPicture("review-phone", size=(390, 844)),
)


def main(report: Path, folder: Path) -> None:
    """Take every picture of a report into a folder."""
    from playwright.sync_api import sync_playwright

    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as play, tempfile.TemporaryDirectory() as pages:
        browser = play.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        for picture in PICTURES:
            take(browser, load(report), picture, Path(pages), folder / f"{picture.name}.png")
        with desk(report, Path(pages) / "reports") as (address, cookie):
            for one in DESK_PICTURES:
                take_desk(browser, one, (address, cookie), load(report), folder / f"{one.name}.png")
        browser.close()


def take(browser: Browser, report: Report, picture: Picture, pages: Path, target: Path) -> None:
    """Open a report as the picture asks, choose a finding worth showing, and save what the window holds."""
    html = pages / f"{picture.name}.html"
    html.write_text(render(report, Rendering(picture.lang)), encoding="utf-8")
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=2,
    )
    page = context.new_page()
    page.goto(html.as_uri() + ("" if picture.overview else f"#{telling(report)}"))
    if picture.overview:
        arrange(page, telling(report))
    page.wait_for_timeout(500)
    page.screenshot(path=target)
    context.close()


@contextmanager
def desk(report: Path, folder: Path) -> Iterator[tuple[str, dict[str, str]]]:
    """The review of the reports beside this one: its address, and the cookie of a reviewer who has entered."""
    import uvicorn

    from muqabala.config import Settings
    from muqabala.review.app import create
    from muqabala.review.finder import Finder
    from muqabala.review.folder import Folder
    from muqabala.review.guard import Guard
    from muqabala.review.room import Room
    from muqabala.review.store import Store

    folder.mkdir(parents=True)
    for beside in report.parent.glob("*.json"):
        shutil.copy(beside, folder / beside.name)
    listening = socket.create_server(("127.0.0.1", 0))
    port = listening.getsockname()[1]
    store = Store.beside(folder)
    guard = Guard(store.secret(), port)
    app = create(Room(Folder(folder), store, Finder(Settings())), guard)
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    address = f"http://127.0.0.1:{port}"
    yield address, {"name": guard.cookie, "value": guard.open(REVIEWER)[1], "url": address}
    server.should_exit = True
    thread.join()
    store.close()


def take_desk(
    browser: Browser, picture: DeskPicture, entrance: tuple[str, dict[str, str]], report: Report, target: Path
) -> None:
    """Open the review as the picture asks, with a telling claim chosen, press its keys, and save what is seen."""
    address, cookie = entrance
    width, height = picture.size
    context = browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if picture.scheme == "dark" else "light",
        device_scale_factor=2,
    )
    language = {"name": f"{cookie['name']}-lang", "value": picture.lang, "url": address}
    context.add_cookies([cookie, language])  # type: ignore[list-item]
    page = context.new_page()
    name = Path(report.article.id).stem
    page.goto(f"{address}/article/{name}#{telling(report)}" if picture.article else address)
    page.wait_for_timeout(3000)  # the stream of updates keeps the page from ever falling silent
    for key in picture.keys:
        page.keyboard.press(key)
        page.wait_for_timeout(1500)
    page.wait_for_timeout(7000 if picture.keys == "c" else 0)  # until its notes have gone
    page.screenshot(path=target)
    context.close()


def arrange(page: Page, claim: str) -> None:
    """The overview with a claim chosen below it, the window at the top of the page."""
    page.locator(f".number[href='#{claim}']").click()
    page.mouse.move(0, 0)
    page.evaluate("scrollTo(0, 0)")


def telling(report: Report) -> str:
    """The claim that shows most: told by the first source, with departures that point into it, and matching words."""
    first = report.sources[0].document.id

    def shows(index: int) -> tuple[bool, int, int]:
        judged = report.judgements[index]
        pointing = sum(departure.source is not None for departure in judged.departures)
        return bool(judged.evidence) and judged.evidence[0].source == first, pointing, len(judged.pairs)

    return report.judgements[max(range(len(report.judgements)), key=shows)].claim.id


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
