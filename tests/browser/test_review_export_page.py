"""The exports in a real browser: found from an article, sound for assistive technology, and inert."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import PHONE, WIDE, launched
from reviewing import axe_source, expect, reviewer, violations

import exported
import reports
from desks import AMAL, Served, change, put, served
from exported import CONFIRMED, NAME, NUMBER

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def browser(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    with launched(require) as found:
        yield found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A desk on which the sample report and a hostile one were decided."""
    with served(tmp_path_factory.mktemp("reports")) as running:
        report, hostile = reports.report(), reports.hostile()
        put(running.folder, NAME, report)
        put(running.folder, "hostile", hostile)
        running.store.decide(
            NAME, exported.seen(exported.every_kind(running.store, report), report), reviewer=AMAL, batch="b" * 32
        )
        changes = [change("d-000000000001", CONFIRMED, note=reports.HOSTILE)]
        running.store.decide("hostile", exported.seen(changes, hostile), reviewer=reports.HOSTILE)
        running.client().rows()
        yield running


def test_from_an_article_to_its_memo_and_its_letter(browser: Browser, desk: Served, tmp_path: Path) -> None:
    with reviewer(browser, desk, AMAL) as amal:
        page = amal.open(NAME)
        page.get_by_role("link", name="Export", exact=True).click()
        with page.expect_download() as kept:
            page.get_by_role("link", name="Request for correction, in Arabic").click()
        assert kept.value.suggested_filename == "bridge.correction.ar.txt"
        kept.value.save_as(tmp_path / "letter.txt")
        assert (tmp_path / "letter.txt").read_text(encoding="utf-8").startswith("الموضوع: طلب تصحيح")
        page.get_by_role("link", name="Fact-check memo, to print").click()
        expect(page.locator(f"#{NUMBER} mark").first).to_have_text("84 ألف")
        expect(page.locator("article").first).to_have_css("break-inside", "avoid")


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_assistive_technology_finds_its_way(
    require: Callable[[bool, str], None], browser: Browser, desk: Served, size: tuple[int, int], lang: str
) -> None:
    axe = axe_source()
    require(axe is not None, "axe-core is not installed (pip install axe-playwright-python)")
    assert axe
    with reviewer(browser, desk, AMAL, size=size, lang=lang) as amal:
        for address in ("/export", f"/export?article={NAME}", f"/export/memo?article={NAME}&view=1"):
            amal.page.goto(desk.url + address)
            assert violations(amal.page, axe) == [], address
            assert amal.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address


def test_a_memo_of_hostile_texts_runs_nothing_on_the_desk_or_as_a_file(
    browser: Browser, desk: Served, tmp_path: Path
) -> None:
    with reviewer(browser, desk, AMAL) as amal:
        amal.page.goto(f"{desk.url}/export/memo?article=hostile&view=1")
        expect(amal.page.locator("main article")).to_contain_text("<script>alert('x')</script>")
        expect(amal.page.locator(".note")).to_contain_text("{{ 7*7 }}")
    file = tmp_path / "memo.html"
    file.write_text(desk.client().get("/export/memo", article="hostile").text, encoding="utf-8")
    context = browser.new_context()
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("dialog", lambda dialog: said.append(dialog.message))
    page.on("request", lambda request: said.append(request.url) if request.url != file.as_uri() else None)
    page.goto(file.as_uri())
    page.locator("main article").hover()
    assert said == []
    expect(page.locator("article").first).to_have_css("break-inside", "avoid")
    context.close()
