"""The report page for every reader: both directions, fonts, dark, paper, without scripts, with assistive technology."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from chromium import PHONE, WIDE, Desk, launched

import reports
from muqabala.records import Report
from muqabala.report.rendering import Rendering

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@pytest.fixture(scope="module")
def browser(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    with launched(require) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Desk:
    return Desk(browser, tmp_path)


@pytest.fixture(scope="module")
def axe(require: Callable[[bool, str], None]) -> str:
    found = find_spec("axe_playwright_python")
    require(found is not None, "axe is not installed (pip install axe-playwright-python)")
    assert found
    assert found.origin
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


def expect(locator: Locator):  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect as wait_for

    return wait_for(locator)


STATES = {
    "at first": "",
    "a card": "n",
    "an omission": "nnnnnnnnn",
    "the list": "l",
    "the filter": "f",
    "the help": "?",
    "the whole source": "w",
    "nothing chosen": ["Escape"],
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_assistive_technology_finds_its_way(
    desk: Desk, axe: str, size: tuple[int, int], lang: str, scheme: str, state: str
) -> None:
    with desk.page(reports.report(), Rendering(lang), size=size, color_scheme=scheme) as page:
        for key in STATES[state]:
            page.keyboard.press(key)
        assert violations(page, axe) == []


@pytest.mark.parametrize("make", [reports.hostile, reports.nothing_checked])
def test_assistive_technology_on_odd_reports(desk: Desk, axe: str, make: Callable[[], Report]) -> None:
    with desk.page(make()) as page:
        assert violations(page, axe) == []


def violations(page: Page, axe: str) -> list[str]:
    """What axe holds against the page, serious or critical."""
    page.evaluate(axe)
    found: dict[str, Any] = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"{item['id']}: {[node['target'] for node in item['nodes']][:3]}"
        for item in found["violations"]
        if item["impact"] in {"serious", "critical"}
    ]


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_both_directions_hold_on_one_page(desk: Desk, lang: str) -> None:
    with desk.page(reports.report(), Rendering(lang)) as page:
        style = "element => getComputedStyle(element).direction"
        assert page.locator("html").evaluate(style) == ("rtl" if lang == "ar" else "ltr")
        assert page.locator("#a .body").evaluate(style) == "rtl"
        assert page.locator("#s0 .body").evaluate(style) == "ltr"
        article, source = (page.locator(side).bounding_box() for side in ("#a", "#s0"))
        assert article
        assert source
        assert (article["x"] < source["x"]) == (lang == "en"), "the article stands where reading begins"


def test_quoted_words_keep_their_order_in_a_sentence_of_the_other_direction(desk: Desk) -> None:
    """In «يقول المقال 84 ألف، ويقول المصدر 48,000.» the two insertions must not swap places."""
    with desk.page(reports.report(), Rendering("ar")) as page:
        message = page.locator(f"#{reports.identifier('d', 3)} .message bdi")
        first, second = (insert.bounding_box() for insert in message.all())
        assert first
        assert second
        assert first["x"] > second["x"], "read from the right: the article's words come first"


FONTS = {"#a .body .claim": "Arab", ".claim-words": "Arab", "#s0 .body .sentence": "Serif"}


STRAYS = """() => {
  const bottom = (range) => [...range.getClientRects()].at(-1).bottom, found = [];
  for (const sup of document.querySelectorAll("#a sup, #s0 sup")) {
    const next = sup.nextSibling ?? sup.parentElement.nextSibling;
    if (!next || !/^[.،؛,;:!?؟»”]/.test(next.textContent)) continue;
    const mark = document.createRange(), badge = document.createRange();
    const text = document.createTreeWalker(next, NodeFilter.SHOW_TEXT).nextNode() ?? next;
    mark.setStart(text, 0); mark.setEnd(text, 1);
    badge.selectNodeContents(sup);
    found.push(Math.abs(bottom(mark) - bottom(badge)));
  }
  return found;
}"""


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_a_full_stop_stays_with_the_marked_word_before_it(desk: Desk, lang: str) -> None:
    with desk.page(reports.report(), Rendering(lang), size=WIDE) as page:
        for width in range(320, 480, 4):
            page.set_viewport_size({"width": width, "height": 800})
            strays = page.evaluate(STRAYS)
            assert strays
            assert max(strays) < 20, width


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("title", ["جسر", "إعادة فتح جسر المرفأ بعد أعمال إصلاح استمرت عامين وكلّفت ضعف التقدير الأول"])
def test_a_title_stands_at_the_side_of_the_page_however_long_it_is(desk: Desk, lang: str, title: str) -> None:
    whole = reports.report()
    article = replace(whole.article, metadata=replace(whole.article.metadata, title=title))
    with desk.page(replace(whole, article=article), Rendering(lang), size=WIDE) as page:
        side = page.locator("h1").evaluate("(h1) => getComputedStyle(h1).textAlign")
        box, kicker = (page.locator(one).first.bounding_box() for one in ("h1", ".kicker"))
        assert box
        assert kicker
        assert side == ("left" if lang == "en" else "right")
        assert abs(box["x"] - kicker["x"]) < 1


def test_arabic_is_set_in_an_arabic_font(desk: Desk) -> None:
    with desk.page(reports.report(), Rendering("ar")) as page:
        for selector in ("#a .body .claim", ".card.current .claim-words", ".tile strong", ".tools button"):
            names = fonts(page, selector)
            assert any(re.search(r"Arab|Naskh", name) for name in names), (selector, names)
        assert not any("Arab" in name for name in fonts(page, "#s0 .body .sentence"))


def fonts(page: Page, selector: str) -> set[str]:
    """The fonts that really draw the words of the first element that fits."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    session.send("CSS.enable")
    root = session.send("DOM.getDocument")["root"]["nodeId"]
    node = session.send("DOM.querySelector", {"nodeId": root, "selector": selector})["nodeId"]
    found = session.send("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]
    return {font["familyName"] for font in found if font["glyphCount"]}


def test_colours_follow_the_system_and_can_be_chosen(desk: Desk) -> None:
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    with desk.page(reports.report(), color_scheme="light") as page:
        light = page.evaluate(ground)
        page.emulate_media(color_scheme="dark")
        dark = page.evaluate(ground)
        assert light != dark
        page.get_by_role("button", name="Colours: system").click()
        assert page.evaluate(ground) == light
        page.get_by_role("button", name="Colours: light").click()
        assert page.evaluate(ground) == dark
        page.reload()
        assert page.get_by_role("button", name="Colours: dark").is_visible()


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_without_scripts_everything_can_be_read(desk: Desk, lang: str) -> None:
    report = reports.report()
    with desk.page(report, Rendering(lang), java_script_enabled=False) as page:
        for selector in ("#a", "#s0", "#s1", ".map svg.collation"):
            assert page.locator(selector).first.is_visible()
        for judged in report.judgements:
            assert page.locator(f"#{judged.claim.id}").is_visible()
        assert page.locator("#s0 .outside").is_visible()
        assert not page.locator(".tools, [data-do]").locator("visible=true").count(), "no button that does nothing"
        page.locator(f".claim[data-card={reports.identifier('c', 4)}] .number").click()
        assert page.url.endswith("#" + reports.identifier("c", 4))


@pytest.mark.parametrize("lang", ["en", "ar"])
def test_paper_holds_everything_that_the_screen_holds(desk: Desk, lang: str, tmp_path: Path) -> None:
    report = reports.report()
    with desk.page(report, Rendering(lang)) as page:
        page.emulate_media(media="print")
        for selector in ("#a", "#s0", "#s1"):
            assert page.locator(selector).is_visible()
        assert page.locator(".card").locator("visible=true").count() == len(report.judgements) + len(report.omissions)
        assert not page.locator("button, dialog, .cite").locator("visible=true").count()
        pdf = page.pdf(prefer_css_page_size=True)
        assert pdf.startswith(b"%PDF-")
        assert 2 <= len(re.findall(rb"/Type\s*/Page[^s]", pdf)) <= 12


def test_hostile_texts_are_shown_and_do_not_act(desk: Desk) -> None:
    with desk.page(reports.hostile()) as page:
        page.keyboard.press("n")
        shown = page.locator("#a .body").inner_text()
        assert "<script>alert('x')</script>" in shown
        assert "{{ 7*7 }}" in shown
        label = page.locator("#a .unsafe").first.evaluate("e => getComputedStyle(e, '::before').content")
        assert label == '"U+202E"'
        assert page.locator("b[onmouseover]").count() == 0
        assert page.locator("a[href^=javascript]").count() == 0


def test_the_policy_stops_a_script_that_is_not_ours(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.evaluate(
            """() => {
                const foreign = document.createElement('script');
                foreign.textContent = 'document.title = "taken"';
                document.body.append(foreign);
            }"""
        )
        assert page.title() != "taken"
        assert desk.problems, "the browser reports the refusal"
        desk.problems.clear()
