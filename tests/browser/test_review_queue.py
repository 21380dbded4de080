"""The queue, and every page of the review for every reader: both languages, phone, dark, assistive technology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import PHONE, WIDE, launched
from reviewing import Reviewer, axe_source, expect, reviewer, violations

import reports
from desks import AMAL, BASIM, Served, put, served, titled

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NUMBER = reports.identifier("d", 3)
STORIES = {"bridge": None, "ferry": titled("العبّارة تعود", "2024-07-01"), "lamp": titled("منارة قديمة", "2023-01-02")}


@pytest.fixture(scope="module")
def browser(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    with launched(require) as found:
        yield found


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("reports")
    for name, report in STORIES.items():
        put(folder, name, report)
    put(folder, "empty", reports.nothing_checked())
    put(folder, "hostile", reports.hostile())
    (folder / "cut.json").write_text('{"schema": "muqabala.report/1", ', encoding="utf-8")
    with served(folder) as running:
        client = running.client(AMAL)
        client.rows()
        client.decide("bridge", NUMBER, status="confirmed", note="كما في البرقية")
        client.decide("bridge", "article", assignee=BASIM)
        client.decide("lamp", "article", status="confirmed")
        yield running


@pytest.fixture
def amal(browser: Browser, desk: Served) -> Iterator[Reviewer]:
    with reviewer(browser, desk, AMAL) as someone:
        expect(someone.page.locator(".row")).to_have_count(6)
        yield someone


def names(page: Page) -> list[str]:
    return [str(row.get_attribute("data-name")) for row in page.locator(".row").all()]


# Finding one's way


def test_an_article_is_listed_with_all_that_a_desk_asks_of_it(amal: Reviewer) -> None:
    row = amal.page.locator("[data-name=bridge]")
    for words in (
        "إعادة فتح جسر المرفأ",
        "May 6, 2024",
        "Harbour Courier",
        "bridge",
        "critical",
        "Number changed",
        "84 ألف",
    ):
        expect(row).to_contain_text(words)
    expect(row.locator(".verdicts")).to_contain_text("2")
    expect(row.locator(".types")).to_contain_text("# number 2")
    expect(row).to_contain_text("1 of 8 decided")
    expect(row).to_contain_text(BASIM)


def test_damaged_and_unchecked_reports_say_so_and_come_first(amal: Reviewer) -> None:
    expect(amal.page.locator("[data-name=cut]")).to_contain_text("it is not JSON")
    assert names(amal.page)[0] == "cut"
    assert names(amal.page)[-1] == "lamp", "what is finished comes last"


def test_searching_filtering_and_sorting(amal: Reviewer) -> None:
    page = amal.page
    page.locator("[name=q]").fill("العباره")  # as people type it: without shadda, with the other ending
    expect(page.locator("#shown")).to_have_text("1 of 6 articles")
    assert names(page) == ["ferry"]
    page.locator("[name=q]").fill("courier bridge")
    expect(page.locator("#shown")).to_have_text("1 of 6 articles")
    page.locator("[name=q]").fill("")
    page.locator("[name=state]").select_option("finished")
    assert names(page) == ["lamp"]
    page.locator("[name=state]").select_option("problem")
    assert names(page) == ["cut", "empty"]
    page.locator("[name=state]").select_option("all")
    page.locator("[name=severity]").select_option("3")
    page.locator("[name=sort]").select_option("date")
    assert names(page)[:4] == ["ferry", "bridge", "hostile", "lamp"]
    page.locator("[name=type]").select_option("polarity")
    assert set(names(page)) == {"bridge", "ferry", "lamp"}
    page.reload()
    expect(page.locator("[name=type]")).to_have_value("polarity")
    expect(page.locator(".row")).to_have_count(3)


def test_the_queue_by_keyboard(amal: Reviewer) -> None:
    page = amal.page
    page.keyboard.press("/")
    page.keyboard.type("ferry")
    expect(page.locator(".row")).to_have_count(1)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/article/ferry$"))


def test_another_browser_enters_by_an_invitation_that_works_once(amal: Reviewer, browser: Browser) -> None:
    amal.page.get_by_role("button", name="Another browser").click()
    field = amal.page.locator("#inviting input")
    expect(field).to_have_value(re.compile("token="))
    other = browser.new_context().new_page()
    other.goto(field.input_value())
    expect(other.locator(".row")).to_have_count(6)
    other.context.close()
    late = browser.new_context().new_page()
    late.goto(field.input_value())
    expect(late.locator("main")).to_contain_text("That address works once")
    late.context.close()


def test_new_reports_and_the_decisions_of_others_appear_by_themselves(browser: Browser, tmp_path: Path) -> None:
    with served(tmp_path) as desk, reviewer(browser, desk, AMAL) as amal:
        expect(amal.page.locator("#shown")).to_contain_text("No reports here yet")
        put(tmp_path, "late", titled("خبر متأخر"))
        expect(amal.page.locator(".row")).to_contain_text("خبر متأخر")
        desk.client(BASIM).decide("late", NUMBER, status="confirmed")
        expect(amal.page.locator(".row")).to_contain_text("1 of 8 decided")
        (tmp_path / "late.json").unlink()
        expect(amal.page.locator(".row")).to_have_count(0)


def test_a_thousand_articles_without_delay(browser: Browser, tmp_path: Path) -> None:
    """The queue opens before the reports are read; then searching and sorting are quick. Bounds are generous: this
    test also runs on busy machines.
    """
    text = put(tmp_path, "a0", titled("عنوان 0")).read_text(encoding="utf-8")
    for number in range(1, 1000):
        path = tmp_path / f"a{number}.json"
        path.write_text(text.replace("عنوان 0", f"عنوان {number}"), encoding="utf-8")
    with served(tmp_path) as desk, reviewer(browser, desk, AMAL) as amal:
        page = amal.page
        expect(page.locator(".row").first).to_be_visible()
        expect(page.locator("#shown")).to_have_text("1,000 of 1,000 articles", timeout=120_000)
        took = page.evaluate(
            """() => {
                const form = document.querySelector('#filters'), list = document.querySelector('#rows ol'), spent = [];
                for (const [name, value] of [['q', 'عنوان 99'], ['q', ''], ['sort', 'title'], ['sort', 'date']]) {
                    const begun = performance.now();
                    form.elements[name].value = value;
                    form.elements[name].dispatchEvent(new Event('input', { bubbles: true }));
                    list.getBoundingClientRect();
                    spent.push(Math.round(performance.now() - begun));
                }
                return spent;
            }"""
        )
        assert page.locator(".row").count() == 1000
        assert max(took) < 2000, took


# Every page for every reader

PAGES = {
    "the queue": ("", []),
    "the queue's keys": ("", ["?"]),
    "an article": ("article/bridge", []),
    "a decided finding": (f"article/bridge#{NUMBER}", []),
    "the reasons": (f"article/bridge#{NUMBER}", ["d"]),
    "the sheet": (f"article/bridge#{NUMBER}", ["e"]),
    "a mark": ("article/bridge", ["x"]),
    "the search": ("article/bridge", ["s"]),
    "the history": ("article/bridge", ["h"]),
    "the help": ("article/bridge", ["?"]),
    "a hostile article": ("article/hostile", []),
    "an empty report": ("article/empty", []),
    "a damaged report": ("article/cut", []),
    "no report": ("article/nothing", []),
}


@pytest.mark.parametrize(
    ("size", "lang", "scheme"),
    [(WIDE, "en", "light"), (WIDE, "ar", "dark"), (PHONE, "ar", "light"), (PHONE, "en", "dark")],
    ids=["wide-en-light", "wide-ar-dark", "phone-ar-light", "phone-en-dark"],
)
def test_assistive_technology_finds_its_way(
    require: Callable[[bool, str], None],
    browser: Browser,
    desk: Served,
    size: tuple[int, int],
    lang: str,
    scheme: str,
) -> None:
    axe = axe_source()
    require(axe is not None, "axe is not installed (pip install axe-playwright-python)")
    with reviewer(browser, desk, AMAL, size=size, lang=lang, color_scheme=scheme, reduced_motion="reduce") as someone:
        page, found = someone.page, {}
        for what, (path, keys) in PAGES.items():
            page.goto("about:blank")  # else a mere change of the fragment would not load the page anew
            someone.problems.clear()
            page.goto(f"{desk.url}/{path}")
            if path in ("",):
                expect(page.locator(".row")).to_have_count(6)
            for key in keys:
                page.keyboard.press(key)
            assert axe
            if wrong := violations(page, axe):
                found[what] = wrong
            width = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            if width > 0:
                found[what] = [*found.get(what, []), f"{width} pixels too wide"]
        someone.problems.clear()  # about:blank is no address of the desk
        assert found == {}


def test_the_entry_is_sound_too(require: Callable[[bool, str], None], browser: Browser, tmp_path: Path) -> None:
    axe = axe_source()
    require(axe is not None, "axe is not installed")
    with served(tmp_path, password="correct horse battery") as desk:
        page = browser.new_context().new_page()
        page.goto(desk.url)
        assert axe
        assert violations(page, axe) == []
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Enter").click()
        expect(page.locator("main")).to_contain_text("That is not the password")
        assert violations(page, axe) == []
        page.get_by_label("Your name").fill(AMAL)
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Enter").click()
        expect(page.locator("#me")).to_have_text(AMAL)
        page.context.close()


def test_the_language_is_chosen_on_the_page(browser: Browser, desk: Served) -> None:
    with reviewer(browser, desk, AMAL) as someone:
        page = someone.page
        page.get_by_role("button", name="العربية").click()
        expect(page.locator("html[dir=rtl]")).to_be_attached()
        expect(page.locator("h1")).to_contain_text("مقالات للمراجعة")
        someone.open("bridge", NUMBER)
        expect(someone.state(NUMBER)).to_contain_text("مؤكَّد بقرار")
        expect(someone.state(NUMBER)).to_contain_text(AMAL)


def test_the_page_runs_under_its_policy_and_nothing_can_become_markup(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", NUMBER)
    outcome = page.evaluate(
        """() => {
            const tried = [];
            try { document.body.innerHTML += '<b>x</b>'; tried.push('markup'); } catch { /* refused */ }
            document.body.setAttribute('style', 'color: red');
            if (document.body.style.color === 'red') tried.push('style');
            const script = document.createElement('script');
            try { script.textContent = "document.title = 'ran'"; document.body.append(script); } catch { /* refused */ }
            if (document.title === 'ran') tried.push('script');
            return tried;
        }"""
    )
    assert outcome == []
    amal.problems.clear()  # the browser's own words on what it refused


def test_no_script_can_read_the_session(browser: Browser, desk: Served) -> None:
    with reviewer(browser, desk) as someone:  # entered by the launch address, as people do
        (cookie,) = someone.page.context.cookies()
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert someone.page.evaluate("document.cookie") == ""


def test_what_is_shown_on_paper_is_the_report(amal: Reviewer) -> None:
    page = amal.open("bridge", NUMBER)
    page.emulate_media(media="print")
    assert page.locator(".deskbar").is_hidden()
    assert page.locator(f"[id='{NUMBER}'] .message").is_visible()
