"""What the browser tests of the review share: reviewers who have entered, and pages that must not complain."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from chromium import WIDE

from desks import Served

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

EXPECTED = (
    "428",
    "409",
    "404",
    "422",
    "403",
    "502",
    "503",
    "ERR_FAILED",
    "ERR_CONNECTION_REFUSED",
    "ERR_INCOMPLETE_CHUNKED",
    "ERR_EMPTY_RESPONSE",
)
"""What a browser says of answers that these tests provoke on purpose."""


PATIENCE = 30_000
"""Milliseconds to wait for what must come: on a busy machine, a test that waits enough fails only for a cause."""


class Reviewer:
    """A browser of one person; what goes wrong in it is kept in `problems`."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url
        self.problems: list[str] = []
        page.on("pageerror", lambda error: self.problems.append(str(error)))
        page.on("console", lambda message: self._said(message.text))
        page.on("request", lambda request: self._asked(request.url))

    def _said(self, text: str) -> None:
        if not any(code in text for code in EXPECTED):
            self.problems.append(text)

    def _asked(self, url: str) -> None:
        if not url.startswith(self.url):
            self.problems.append(f"requested {url}")

    def open(self, article: str, target: str = "") -> Page:
        """The page of an article, with a finding chosen."""
        self.page.goto(f"{self.url}/article/{article}" + (f"#{target}" if target else ""))
        expect(self.page.locator("#wire")).to_contain_text(
            ("live", "متصل")[self.page.locator("html[lang|=ar]").count()]
        )
        return self.page

    def rule(self, target: str) -> Locator:
        """The controls of a finding."""
        return self.page.locator(f"[data-rule='{target}']")

    def state(self, target: str) -> Locator:
        """What is said to be decided on a finding."""
        return self.rule(target).locator(".state")


@contextmanager
def reviewer(
    browser: Browser, desk: Served, name: str = "", *, size: tuple[int, int] = WIDE, lang: str = "en", **options: Any
) -> Iterator[Reviewer]:
    """Somebody who has entered the desk by a launch address."""
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, **options)
    context.set_default_timeout(2 * PATIENCE)
    if lang != "en":
        context.add_cookies([{"name": f"{desk.guard.cookie}-lang", "value": lang, "url": desk.url}])
    if name:
        _, sealed = desk.guard.open(name)
        context.add_cookies([{"name": desk.guard.cookie, "value": sealed, "url": desk.url}])
    someone = Reviewer(context.new_page(), desk.url)
    someone.page.goto(desk.url if name else desk.launch())
    expect(someone.page).to_have_url(f"{desk.url}/")
    yield someone
    context.close()
    assert not someone.problems


def expect(thing: Any) -> Any:
    """Playwright's assertions that wait."""
    from playwright.sync_api import expect as wait_for

    wait_for.set_options(timeout=PATIENCE)
    return wait_for(thing)


def axe_source() -> str | None:
    """The text of axe-core, where it is installed."""
    found = find_spec("axe_playwright_python")
    if found is None or not found.origin:
        return None
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, axe: str) -> list[str]:
    """What axe holds against a page, serious or critical. It is brought in past the page's policy, as a debugger is."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": axe})
    asked = {
        "expression": "axe.run(document).then((all) => JSON.stringify(all.violations))",
        "awaitPromise": True,
        "returnByValue": True,
    }
    found = json.loads(session.send("Runtime.evaluate", asked)["result"]["value"])
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']][:3]}"
        for item in found
        if item["impact"] in {"serious", "critical"}
    ]
