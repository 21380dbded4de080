"""Chromium for the tests of the report page: the installed one, without a network, on pages written to disk."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from muqabala.records import Report
from muqabala.report.html import render
from muqabala.report.rendering import Rendering

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EXECUTABLE = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-dev-shm-usage",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
WIDE, PHONE = (1440, 900), (390, 844)


@contextmanager
def launched(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    """The browser; the tests are skipped, with the reason, where it or playwright is not installed."""
    require(find_spec("playwright") is not None, "playwright is not installed (pip install playwright)")
    require(EXECUTABLE is not None, "chromium is not installed (make system-deps)")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=EXECUTABLE, args=ARGUMENTS)
        yield browser
        browser.close()


class Desk:
    """Opens reports in the browser; each page keeps what went wrong in `problems`, and must load nothing."""

    def __init__(self, browser: Browser, folder: Path) -> None:
        self.browser, self.folder = browser, folder
        self.problems: list[str] = []

    @contextmanager
    def page(
        self,
        report: Report,
        rendering: Rendering | None = None,
        *,
        size: tuple[int, int] = WIDE,
        fragment: str = "",
        **options: Any,
    ) -> Iterator[Page]:
        """A report open in a window of `size` CSS pixels; `options` are those of a Playwright context."""
        file = self.folder / f"{report.article.id.encode().hex()[:40]}.html"
        file.write_text(render(report, rendering), encoding="utf-8")
        context = self.browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
        page = context.new_page()
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self.problems.append(message.text))
        page.on("request", lambda request: self._requested(request.url, file))
        page.goto(file.as_uri() + fragment)
        yield page
        context.close()
        assert not self.problems

    def _requested(self, url: str, file: Path) -> None:
        if not url.startswith(file.as_uri()):
            self.problems.append(f"requested {url}")
