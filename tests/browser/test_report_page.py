"""The report page as a reader works with it: pointing, clicking, keys, filters, several sources, small windows."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import PHONE, Desk, launched

import reports
from muqabala.records import Evidence, Metadata, Report, Severity, Source, Verdict
from muqabala.report.rendering import Rendering

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

CRITICAL = reports.identifier("c", 2)
COUNCIL = reports.identifier("c", 4)


@pytest.fixture(scope="module")
def browser(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    with launched(require) as found:
        yield found


@pytest.fixture
def desk(browser: Browser, tmp_path: Path) -> Desk:
    return Desk(browser, tmp_path)


def expect(locator: Locator):  # type: ignore[no-untyped-def]
    from playwright.sync_api import expect as wait_for

    return wait_for(locator)


def current(page: Page) -> Locator:
    return page.locator(".card.current")


def box(page: Page, name: str) -> Locator:
    return page.get_by_role("checkbox", name=name, exact=True)


def words_lit(page: Page, where: str):  # type: ignore[no-untyped-def]
    return expect(page.locator(f"{where} .w.lit"))


# Choosing a claim


def test_the_gravest_finding_is_open_at_first(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        expect(current(page)).to_have_id(CRITICAL)
        expect(current(page)).to_be_visible()
        assert page.locator(".card:visible").count() == 1


def test_clicking_a_claim_shows_its_card_its_evidence_and_its_words_on_both_sides(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.locator(f".claim[data-card={COUNCIL}]").click(position={"x": 5, "y": 5})
        expect(current(page)).to_have_id(COUNCIL)
        expect(page.locator("#s0 .sentence.on")).to_have_text(re.compile("The city council approved"))
        words_lit(page, "#a").to_have_text([])
        page.locator(f".claim[data-card={CRITICAL}] .number").click()
        page.mouse.move(0, 0)  # the text may scroll under the pointer, and lights what is then pointed at
        words_lit(page, "#a").to_have_text(["جسر"])
        words_lit(page, "#s0").to_have_text(["bridge"])
        words_lit(page, ".card.current").to_have_text(["جسر", "bridge"])


def test_pointing_at_a_claim_brings_its_evidence_into_view(desk: Desk) -> None:
    padded = reports.SOURCE + "\n\n" + "\n\n".join(f"Paragraph {n} tells something else." for n in range(60))
    far = padded + "\n\nThe minister for transport said so."
    report = reports.report()
    there = reports.words(far, "The minister for transport said so.")
    judged = replace(report.judgements[2], evidence=(Evidence("courier.md", there, 0.9),))
    source = reports.document("courier.md", far, "en", Metadata(outlet="Harbour Courier"))
    report = replace(
        report,
        sources=(Source(source, True, 0.5), *report.sources[1:]),
        judgements=(*report.judgements[:2], judged, *report.judgements[3:]),
    )
    with desk.page(report, size=(1300, 700)) as page:
        page.keyboard.press("w")
        page.locator("main").scroll_into_view_if_needed()
        page.locator(".bench").evaluate("bench => bench.scrollIntoView({ block: 'end' })")
        sentence = page.locator("#s0 .sentence", has_text="The minister for transport said so.")
        expect(sentence).not_to_be_in_viewport()
        page.locator(f".claim[data-card={judged.claim.id}] .number").hover()
        expect(sentence).to_be_in_viewport()
        expect(sentence).to_have_class(re.compile("over"))
        expect(current(page)).to_have_id(CRITICAL)


def test_pointing_at_a_word_shows_its_counterpart(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.locator("#s0 .w").scroll_into_view_if_needed()
        page.locator("#s0 .w").hover()
        expect(page.locator("#a .w.mate")).to_have_text("جسر")


def test_underlined_words_are_the_words_of_the_report(desk: Desk) -> None:
    report = reports.report()
    with desk.page(report) as page:
        for judged in report.judgements:
            for found in judged.departures:
                marked = page.locator(f"#a [data-marks~={found.id}]")
                assert "".join(marked.all_inner_texts()) == found.span.of(reports.ARTICLE)
                assert "underline" in marked.first.evaluate("e => getComputedStyle(e).textDecorationLine")
                if found.source:
                    there = page.locator(f"#s0 [data-marks~={found.id}]").all_inner_texts()
                    assert "".join(there) == found.source.span.of(reports.SOURCE)


def test_a_link_to_a_finding_opens_it(desk: Desk) -> None:
    polarity = reports.identifier("d", 6)
    with desk.page(reports.report(), fragment=f"#{polarity}") as page:
        expect(current(page)).to_have_id(COUNCIL)
        expect(page.locator(f"#{polarity}")).to_be_in_viewport()
        expect(page.get_by_role("button", name="List")).to_be_in_viewport()
        expect(page.locator(f"#a .claim[data-card={COUNCIL}]")).to_be_in_viewport()


def test_a_citation_can_be_copied(desk: Desk) -> None:
    with desk.page(reports.report(), permissions=["clipboard-read", "clipboard-write"]) as page:
        current(page).locator(".cite summary").click()
        current(page).locator("[data-do=copy]").click()
        expect(current(page).locator("[data-do=copy]")).to_have_text("Copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        for words in ("84 ألف", "48,000", "MQ201", "Harbour Courier", CRITICAL, "muqabala 0.1.0"):
            assert words in copied
        assert current(page).locator(".permalink").get_attribute("href") == f"#{CRITICAL}"


# The map


def test_links_of_the_map_join_a_claim_to_its_evidence(desk: Desk) -> None:
    report = reports.report()
    with desk.page(report) as page:
        for judged in report.judgements:
            ties = page.locator(f".collation[data-source=s0] a:has(.link)[data-card={judged.claim.id}]")
            joined = {tie.get_attribute("data-to") for tie in ties.all()}
            used = judged.evidence[:1] if judged.verdict is not Verdict.UNCHECKABLE else ()
            assert {f"#s0-{found.span.start}-{found.span.end}" for found in used} <= joined
            boxes = [_box(tie.locator(".link")) for tie in ties.all()]
            bar = page.locator(f".collation[data-source=s0] a:has(.bar)[data-card={judged.claim.id}] .bar")
            for box in boxes:
                assert box["x"] == pytest.approx(_box(bar)["x"] + _box(bar)["width"], abs=4), "it begins at the claim"


def _box(locator: Locator) -> dict[str, float]:
    box = locator.bounding_box()
    assert box
    return {"x": box["x"], "width": box["width"]}


def test_reordering_makes_links_cross(desk: Desk) -> None:
    with desk.page(reports.large(20)) as page:
        outlines = [link.get_attribute("d") or "" for link in page.locator(".collation .link").all()]
        starts = [float(outline.split(" ")[1].split("C")[0]) for outline in outlines]
        ends = [float(outline.split("V")[0].split(" ")[-1]) for outline in outlines]
        assert starts == sorted(starts)
        assert ends == sorted(ends, reverse=True), "the source tells it from the last to the first"


def test_additions_and_omissions_are_stubs_on_their_side(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        frame = _box(page.locator(".collation[data-source=s0]"))
        middle = frame["x"] + frame["width"] / 2
        added = _box(page.locator(".collation[data-source=s0] .tie.not_in_source .stub"))
        assert added["x"] + added["width"] < middle
        left_out = page.locator(".collation[data-source=s0] .tie.omitted .stub")
        assert left_out.count() == 3
        assert all(_box(stub)["x"] > middle for stub in left_out.all())


def test_clicking_the_map_goes_there(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        bar = page.locator(f".collation[data-source=s0] a:has(.bar)[data-card={COUNCIL}] .bar")
        bar.click()
        expect(current(page)).to_have_id(COUNCIL)
        expect(page.locator(f".claim[data-card={COUNCIL}]")).to_be_in_viewport()
        expect(page.locator(f".collation[data-source=s0] .tie.on[data-card={COUNCIL}]")).not_to_have_count(0)


def test_the_map_follows_the_text(desk: Desk) -> None:
    with desk.page(reports.large(60), size=(1300, 700)) as page:
        page.locator(".bench").evaluate("bench => bench.scrollIntoView({ block: 'end' })")
        strip = page.locator(".collation .window[data-side=a]")
        expect(strip).not_to_have_attribute("height", "0")
        before = float(strip.get_attribute("y") or 0)
        page.locator("#a").evaluate("pane => { pane.scrollTop = pane.scrollHeight; }")
        expect(strip).not_to_have_attribute("y", f"{before:g}")
        assert float(strip.get_attribute("y") or 0) > before


def test_the_map_is_told_in_words(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.locator(".in-words summary").click()
        told = page.locator(".in-words ol").first
        expect(told.locator("li").nth(1)).to_contain_text(
            re.compile(r"Claim 2.*Contradicted.*passage \d of the source, 90%", re.DOTALL)
        )
        expect(told.locator("li").nth(5)).to_contain_text("no counterpart")
        expect(page.locator(".in-words ul li")).to_have_count(3)


# Several sources


def test_sources_are_tabs_and_a_claim_opens_its_own(desk: Desk) -> None:
    report = reports.report()
    there = reports.words(reports.BACKGROUND, "The bridge, 412 metres long")
    judged = replace(report.judgements[2], evidence=(Evidence("old/background.txt", there, 0.9),), departures=())
    with desk.page(replace(report, judgements=(*report.judgements[:2], judged, *report.judgements[3:]))) as page:
        expect(page.get_by_role("tab")).to_have_count(2)
        expect(page.locator("#s1")).to_be_hidden()
        page.locator(f".claim[data-card={judged.claim.id}] .number").click()
        expect(page.locator("#s1")).to_be_visible()
        expect(page.locator("#s0")).to_be_hidden()
        expect(page.locator(".collation[data-source=s1]")).to_be_visible()
        page.get_by_role("tab", selected=True).press("ArrowLeft")
        expect(page.locator("#s0")).to_be_visible()
        expect(page.get_by_role("tab").first).to_be_focused()


def test_the_whole_source_can_be_opened(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        front_matter = page.locator("#s0 .outside")
        expect(front_matter).to_be_hidden()
        page.get_by_role("button", name="Whole texts").click()
        expect(front_matter).to_be_visible()
        page.keyboard.press("w")
        expect(front_matter).to_be_hidden()


# Keys and filters


def test_keys_go_through_claims_and_findings(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.keyboard.press("j")
        expect(current(page)).to_have_id(reports.identifier("c", 3))
        expect(current(page)).to_be_focused()
        page.keyboard.press("k")
        page.keyboard.press("k")
        expect(current(page)).to_have_id(reports.identifier("c", 1))
        page.keyboard.press("n")
        expect(page.locator(":focus")).to_have_id(reports.identifier("d", 1))
        page.keyboard.press("n")
        expect(page.locator(":focus")).to_have_id(reports.identifier("d", 2))
        for _ in range(7):
            page.keyboard.press("n")
        expect(current(page)).to_have_id(reports.identifier("o", 1))
        expect(page.locator("#s0 .sentence.on")).to_have_text(re.compile("210 million"))
        page.keyboard.press("p")
        expect(page.locator(":focus")).to_have_id(reports.identifier("d", 8))
        page.keyboard.press("Escape")
        expect(current(page)).to_have_count(0)


def test_help_lists_the_keys_and_can_switch_them_off(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.keyboard.press("?")
        expect(page.get_by_role("dialog")).to_be_visible()
        page.get_by_label("Use these keys").uncheck()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog")).to_be_hidden()
        page.keyboard.press("l")
        expect(page.locator("main")).to_have_attribute("data-view", "side")


def test_keys_work_on_an_arabic_keyboard(desk: Desk) -> None:
    with desk.page(reports.report(), Rendering("ar")) as page:
        page.locator("body").dispatch_event("keydown", {"key": "ت", "code": "KeyJ", "bubbles": True})
        expect(current(page)).to_have_id(reports.identifier("c", 3))


def test_filters_by_verdict_type_and_severity(desk: Desk) -> None:
    report = reports.report()
    contradicted = [judged for judged in report.judgements if judged.verdict is Verdict.CONTRADICTED]
    with desk.page(report) as page:
        status = page.get_by_role("status")
        expect(status).to_have_text("10 of 10 shown")
        page.locator(".filter summary").click()
        box(page, "Contradicted").check()
        expect(status).to_have_text(f"{len(contradicted)} of 10 shown")
        expect(page.locator(".claim.out")).to_have_count(len(report.judgements) - len(contradicted))
        box(page, "number").check()
        expect(status).to_have_text("1 of 10 shown")
        box(page, "minor").check()
        expect(status).to_have_text("0 of 10 shown")
        page.get_by_role("button", name="Show all").click()
        expect(status).to_have_text("10 of 10 shown")
        box(page, "left out").check()
        page.keyboard.press("Escape")
        page.keyboard.press("l")
        serious = [left for left in report.omissions if left.severity is Severity.MAJOR]
        page.locator(".filter summary").click()
        box(page, "major").check()
        expect(page.locator(".card:visible")).to_have_count(len(serious))


def test_stepping_skips_what_is_filtered_out(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.keyboard.press("f")
        box(page, "Nothing to check").check()
        page.keyboard.press("Escape")
        page.keyboard.press("j")
        expect(current(page)).to_have_id(reports.identifier("c", 7))


def test_the_list_shows_every_card(desk: Desk) -> None:
    with desk.page(reports.report()) as page:
        page.get_by_role("button", name="List").click()
        expect(page.locator(".card:visible")).to_have_count(10)
        expect(page.locator("#a")).to_be_hidden()
        page.locator(f"#{COUNCIL} h3 a").click()
        expect(page.locator(f"#a .claim[data-card={COUNCIL}]")).to_be_in_viewport()


# Small windows, and large reports


@pytest.mark.parametrize("lang", ["en", "ar"])
@pytest.mark.parametrize("size", [PHONE, (320, 640), (720, 450)], ids=["phone", "400 %", "200 %"])
@pytest.mark.parametrize("make", [reports.report, reports.hostile, reports.outsized])
def test_nothing_runs_out_of_a_narrow_window(
    desk: Desk, make: Callable[[], Report], size: tuple[int, int], lang: str
) -> None:
    with desk.page(make(), Rendering(lang), size=size) as page:
        page.keyboard.press("n")
        for keys in ("", "l"):
            if keys:
                page.keyboard.press(keys)
            assert page.evaluate("document.documentElement.scrollWidth") <= size[0]


def test_on_a_phone_a_card_slides_up_and_can_be_closed(desk: Desk) -> None:
    with desk.page(reports.report(), size=PHONE, has_touch=True) as page:
        expect(current(page)).to_have_count(0)
        page.locator(f".claim[data-card={COUNCIL}] .number").tap()
        expect(current(page)).to_be_in_viewport()
        page.get_by_role("button", name="Close").tap()
        expect(current(page)).to_have_count(0)


def test_four_hundred_claims_open_and_filter_without_delay(desk: Desk) -> None:
    with desk.page(reports.large()) as page:
        began = time.perf_counter()
        page.reload()
        expect(page.get_by_role("status")).to_have_text("400 of 400 shown")
        assert time.perf_counter() - began < 6, "seconds until the page is ready, on a slow and busy machine"
        spent = page.evaluate(
            """() => {
                const began = performance.now();
                document.querySelector('[value=contradicted]').click();
                document.body.getBoundingClientRect();
                return performance.now() - began;
            }"""
        )
        expect(page.get_by_role("status")).to_have_text("58 of 400 shown")
        assert spent < 1000, "milliseconds to filter"
        began = time.perf_counter()
        for _ in range(10):
            page.keyboard.press("j")
        assert time.perf_counter() - began < 5, "seconds for ten steps"
