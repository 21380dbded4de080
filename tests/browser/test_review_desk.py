"""The review as reviewers work in it: deciding by mouse and keyboard, two browsers at once, a server killed."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from chromium import launched
from reviewing import Reviewer, expect, reviewer

import reports
from desks import AMAL, BASIM, Served, put, served
from muqabala.config import Settings
from muqabala.records import Evidence, Span
from muqabala.review.store import Store

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ident = reports.identifier
DATE, NUMBER, MINISTER, COUNCIL, ENGINEERS = (ident("d", n) for n in (1, 3, 5, 6, 7))
COST = ident("o", 1)


@pytest.fixture(scope="module")
def browser(require: Callable[[bool, str], None]) -> Iterator[Browser]:
    with launched(require) as found:
        yield found


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Served]:
    put(tmp_path / "reports", "bridge")
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "ferry.txt").write_text(
        "The ferry ran all year. The city will hold a prestigious place among ports. Nobody was hurt.", encoding="utf-8"
    )
    with served(tmp_path / "reports", settings=Settings(sources=(str(corpus),))) as running:
        yield running


@pytest.fixture
def amal(browser: Browser, desk: Served) -> Iterator[Reviewer]:
    with reviewer(browser, desk, AMAL) as someone:
        yield someone


def kept(desk: Served, target: str, article: str = "bridge") -> dict[str, object]:
    """What the store has on a target."""
    from muqabala.review.decisions import as_json

    return {one.target: as_json(one.ruling) for one in desk.store.decisions(article)}.get(target, {})


# Deciding


def test_the_first_decision_asks_who_decides_and_the_name_is_kept(browser: Browser, desk: Served) -> None:
    with reviewer(browser, desk) as someone:
        page = someone.open("bridge", NUMBER)
        someone.rule(NUMBER).get_by_role("button", name="Confirm").click()
        page.locator("#naming input").fill("أمل")
        page.locator("#naming").get_by_role("button", name="Save").click()
        expect(someone.state(NUMBER)).to_contain_text("Confirmed by")
        page.reload()
        expect(page.locator("#me")).to_have_text("أمل")
        someone.rule(MINISTER).locator(".to-confirm").dispatch_event("click")
        expect(someone.state(MINISTER)).to_contain_text("أمل")
    assert desk.store.decisions("bridge")[0].reviewer == "أمل"


def test_a_finding_is_dismissed_with_a_reason_by_mouse(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", MINISTER)
    amal.rule(MINISTER).get_by_role("button", name="Dismiss").click()
    amal.rule(MINISTER).get_by_role("button", name="licensed edit").click()
    expect(amal.state(MINISTER)).to_contain_text("Dismissed (licensed edit) by Amal")
    expect(page.locator(f"#a .marked[data-marks~='{MINISTER}']")).to_have_class(re.compile("is-dismissed"))
    expect(page.locator("#count")).to_have_text("1 of 8 decided")
    assert kept(desk, MINISTER)["reason"] == "licensed_edit"


def test_everything_is_done_by_keyboard(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", DATE)
    page.keyboard.press("c")
    expect(amal.state(DATE)).to_contain_text("Confirmed")
    page.keyboard.press("u")
    page.keyboard.press("d")
    page.keyboard.press("4")
    expect(amal.state(NUMBER)).to_contain_text("tool error")
    page.keyboard.press("z")
    expect(amal.state(NUMBER)).to_have_text("Undecided")
    page.keyboard.press("y")
    expect(amal.state(NUMBER)).to_contain_text("tool error")
    page.keyboard.press("r")
    expect(amal.state(NUMBER)).to_have_text("Undecided")
    page.keyboard.press("h")
    expect(page.locator("#past li")).to_have_count(5 - 1)
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    expect(page).to_have_url(f"{desk.url}/")


def test_the_keys_work_on_an_arabic_keyboard_too(amal: Reviewer) -> None:
    page = amal.open("bridge", COUNCIL)
    page.evaluate(
        "document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'ؤ', code: 'KeyC', bubbles: true}))"
    )
    expect(amal.state(COUNCIL)).to_contain_text("Confirmed")


def test_the_cheat_sheet_is_visible_and_the_keys_can_be_turned_off(amal: Reviewer) -> None:
    page = amal.open("bridge", DATE)
    expect(page.locator(".keyline")).to_be_visible()
    assert page.locator(".keyline kbd").all_inner_texts() == list("cderxasuzyhg")
    page.keyboard.press("?")
    assert page.locator("#help kbd").all_inner_texts()[-12:] == list("cderxasuzyhg")
    page.get_by_label("Use these keys").uncheck()
    page.keyboard.press("Escape")
    page.locator(f"[id='{DATE}']").focus()
    page.keyboard.press("c")
    expect(amal.state(DATE)).to_have_text("Undecided")


def test_type_severity_words_and_note_are_changed(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", NUMBER)
    page.keyboard.press("e")
    page.locator("#sheet [name=type]").select_option("meaning")
    page.locator("#sheet [name=severity]").select_option("minor")
    page.locator("#sheet [name=note]").fill("أربعة وثمانون؟")
    page.locator("#take-a").focus()
    page.keyboard.press("ArrowLeft")  # the article runs from the right: one more word at its end
    expect(page.locator("#take-a")).to_have_text("84 ألف سيارة")
    page.locator("#sheet").get_by_role("button", name="Save").click()
    expect(page.locator(f"[id='{NUMBER}'] h4")).to_contain_text("Other meaning")
    expect(page.locator(f"[id='{NUMBER}'] h4")).to_contain_text("minor")
    expect(amal.state(NUMBER)).to_contain_text("أربعة وثمانون؟")
    assert kept(desk, NUMBER)["anchor"]["words"] == "84 ألف سيارة"  # type: ignore[index]


def select(page: object, words: str, pane: str) -> None:
    """Select words of a text with the mouse's means: a range over the text nodes that hold them."""
    page.evaluate(  # type: ignore[attr-defined]
        """([words, pane]) => {
            const walker = document.createTreeWalker(document.querySelector(pane + ' .body'), NodeFilter.SHOW_TEXT);
            while (walker.nextNode()) {
                const at = walker.currentNode.data.indexOf(words);
                if (at < 0) continue;
                const range = document.createRange();
                range.setStart(walker.currentNode, at);
                range.setEnd(walker.currentNode, at + words.length);
                getSelection().removeAllRanges();
                getSelection().addRange(range);
                return;
            }
            throw new Error('no such words: ' + words);
        }""",
        [words, pane],
    )


def test_words_that_the_tool_missed_are_marked_with_their_source(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge")
    select(page, "وزيرة النقل", "#a")
    page.locator("#pick").click()
    expect(page.locator("#take-a")).to_have_text("وزيرة النقل")
    select(page, "The transport minister", "#s0")
    expect(page.locator("#take-s")).to_have_text("The transport minister")
    page.locator("#sheet [name=type]").select_option("name")
    page.locator("#sheet").get_by_role("button", name="Save").click()
    marked = page.locator("#a .marked.t-name")
    expect(marked).to_have_text("وزيرة النقل")
    target = str(marked.get_attribute("href"))[1:]
    expect(page.locator(f"[id='{target}'] .message")).to_contain_text("The transport minister")
    expect(amal.state(target)).to_contain_text("Marked by Amal")
    amal.rule(target).get_by_role("button", name="Remove").click()
    expect(page.locator("#a .marked.t-name")).to_have_count(0)
    expect(page.locator("#wire")).to_contain_text("live")
    page.keyboard.press("z")
    expect(page.locator("#a .marked.t-name")).to_have_count(1)


def test_a_selection_across_marks_and_paragraphs_keeps_its_words(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge")
    page.evaluate(
        """() => {
            const [, second, third] = document.querySelectorAll('#a .body p');
            getSelection().setBaseAndExtent(second, 0, third, third.childNodes.length);
        }"""
    )
    page.keyboard.press("x")
    page.locator("#sheet").get_by_role("button", name="Save").click()
    expect(page.locator("#a .marked.t-meaning").first).to_be_visible()
    expect(page.locator("#wire")).to_contain_text("live")
    (mark,) = (one for one in desk.store.decisions("bridge") if one.target.startswith("m-"))
    assert mark.ruling.anchor
    assert mark.ruling.anchor.words == reports.ARTICLE.split("\n\n", 1)[1]


def test_a_paragraph_is_accepted_and_one_undo_takes_that_back(amal: Reviewer) -> None:
    page = amal.open("bridge", MINISTER)
    amal_card = page.locator(".card.current")
    amal_card.get_by_role("button", name="Accept the paragraph").click()
    expect(page.locator("#count")).to_have_text("4 of 8 decided")
    expect(amal.state(MINISTER)).to_contain_text("Dismissed (faithful)")
    expect(page.locator("#a .body p.accepted")).to_have_count(1)
    page.keyboard.press("z")
    expect(page.locator("#count")).to_have_text("0 of 8 decided")
    expect(page.locator("#a .body p.accepted")).to_have_count(0)


def test_an_omission_is_decided_like_a_departure(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", COST)
    page.keyboard.press("d")
    page.keyboard.press("2")
    expect(amal.state(COST)).to_contain_text("licensed edit")
    assert kept(desk, COST)["status"] == "dismissed"


def test_an_article_is_assigned_and_finished(amal: Reviewer) -> None:
    page = amal.open("bridge")
    page.get_by_role("button", name="Assigned to").click()
    page.get_by_role("button", name="To me").click()
    page.locator("#assigning").get_by_role("button", name="Save").click()
    expect(page.locator("#assignee")).to_have_text(AMAL)
    page.get_by_role("button", name="Finished").click()
    expect(page.get_by_role("button", name="Finished")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("link", name="Queue").click()
    expect(page.locator(".row")).to_contain_text("Finished")


# More evidence


def test_a_passage_of_the_corpus_is_found_read_and_attached(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", ident("c", 6))
    page.keyboard.press("s")
    page.locator("#find [name=q]").fill("prestige prestigious place")
    page.locator("#find").get_by_role("button", name="By words").click()
    expect(page.locator("#hits q")).to_have_text("The city will hold a prestigious place among ports.")
    page.locator("#hits").get_by_role("button", name="Read it in its place").click()
    expect(page.locator(".pickable[aria-current]")).to_have_text("The city will hold a prestigious place among ports.")
    page.locator(".reading-text").focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator(".pickable[aria-current]")).to_have_text("Nobody was hurt.")
    page.keyboard.press("ArrowUp")
    page.get_by_role("button", name="Attach this passage").click()
    card = page.locator(f"[id='{ident('c', 6)}']")
    expect(card.locator(".evidence").first).to_contain_text("The city will hold a prestigious place")
    expect(card.locator(".attached")).to_contain_text("Attached by Amal")
    expect(card).to_contain_text("A person must look")
    expect(page.get_by_role("tab", name="ferry.txt")).to_be_attached()
    card.locator(".attached").get_by_role("button", name="Remove").click()
    expect(page.locator(".attached")).to_have_count(0)


# Two browsers


def test_two_reviewers_see_each_other_and_a_conflict_is_shown(browser: Browser, desk: Served, amal: Reviewer) -> None:
    with reviewer(browser, desk, BASIM) as basim:
        amal.open("bridge", NUMBER)
        page = basim.open("bridge", NUMBER)
        amal.rule(NUMBER).get_by_role("button", name="Confirm").click()
        expect(basim.state(NUMBER)).to_contain_text("Confirmed by")
        expect(page.locator("#toasts")).to_contain_text(AMAL)
        # As if the update were still on its way when the other one presses the key.
        page.route("**/events**", lambda route: route.abort())
        page.reload()
        expect(basim.rule(MINISTER)).to_be_attached()
        amal.rule(MINISTER).locator(".to-confirm").dispatch_event("click")
        expect(amal.state(MINISTER)).to_contain_text("Confirmed")
        basim.rule(MINISTER).locator(".to-dismiss").dispatch_event("click")
        basim.rule(MINISTER).locator(".reasons button").first.dispatch_event("click")
        conflict = page.locator("#conflict")
        expect(conflict).to_contain_text("Confirmed by")
        expect(conflict).to_contain_text(AMAL)
        assert kept(desk, MINISTER)["status"] == "confirmed", "nothing is overwritten unseen"
        conflict.get_by_role("button", name="Keep that decision").click()
        expect(basim.state(MINISTER)).to_contain_text("Confirmed by")
        basim.rule(MINISTER).locator(".reasons button").first.dispatch_event("click")
        expect(basim.state(MINISTER)).to_contain_text("Dismissed (faithful)")
        expect(amal.state(MINISTER)).to_contain_text("Dismissed (faithful)")


def test_deciding_over_a_conflict_keeps_both_in_the_history(browser: Browser, desk: Served, amal: Reviewer) -> None:
    with reviewer(browser, desk, BASIM) as basim:
        basim.page.route("**/events**", lambda route: route.abort())
        basim.page.goto(f"{desk.url}/article/bridge#{NUMBER}")
        amal.open("bridge", NUMBER)
        amal.rule(NUMBER).get_by_role("button", name="Confirm").click()
        expect(amal.state(NUMBER)).to_contain_text("Confirmed")
        basim.page.keyboard.press("d")
        basim.page.keyboard.press("1")
        basim.page.locator("#conflict").get_by_role("button", name="Save mine in its place").click()
        expect(basim.state(NUMBER)).to_contain_text("Dismissed")
    assert [one.reviewer for one in desk.store.history("bridge", target=NUMBER)] == [BASIM, AMAL]


def test_what_is_saved_in_anothers_place_carries_nothing_of_theirs(
    browser: Browser, desk: Served, amal: Reviewer
) -> None:
    with reviewer(browser, desk, BASIM) as basim:
        basim.page.route("**/events**", lambda route: route.abort())
        basim.page.goto(f"{desk.url}/article/bridge#{NUMBER}")
        desk.client(AMAL).decide(
            "bridge", NUMBER, status="confirmed", type="meaning", severity="minor", note="hers", words=placed("84")
        )
        basim.page.keyboard.press("c")
        basim.page.locator("#conflict").get_by_role("button", name="Save mine in its place").click()
        expect(basim.page.locator("#conflict")).to_be_hidden()
        expect(basim.state(NUMBER)).to_contain_text(f"Confirmed by {BASIM}")
    assert kept(desk, NUMBER).keys() == {"status", "seen"}


def test_a_decision_taken_back_leaves_nothing_of_the_change(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", NUMBER)
    desk.client(BASIM).decide(
        "bridge", NUMBER, status="confirmed", type="name", severity="info", note="his", words=placed("84")
    )
    expect(page.locator(f"[id='{NUMBER}'] h4")).to_contain_text("name")
    expect(page.locator("#wire")).to_contain_text("live")
    page.locator(f"[id='{NUMBER}']").focus()
    page.keyboard.press("r")
    expect(page.locator(f"[id='{NUMBER}'] h4")).to_contain_text("Number changed")
    expect(page.locator(f"[id='{NUMBER}'] h4")).to_contain_text("critical")
    assert kept(desk, NUMBER).keys() == {"status", "seen"}


def placed(words: str) -> dict[str, object]:
    """Words of the article as a page sends them."""
    span = reports.words(reports.ARTICLE, words)
    return {"span": [span.start, span.end], "words": words}


def test_what_others_mark_appears_and_what_one_is_writing_is_not_lost(
    browser: Browser, desk: Served, amal: Reviewer
) -> None:
    page = amal.open("bridge", NUMBER)
    page.keyboard.press("e")
    page.locator("#sheet [name=note]").fill("half a thought")
    basim = desk.client(BASIM)
    words = reports.words(reports.ARTICLE, "وزيرة النقل")
    place = {"span": [words.start, words.end], "words": "وزيرة النقل"}
    basim.decide("bridge", "m-0123456789ab", status="confirmed", type="name", words=place)
    expect(page.locator("#trouble")).to_contain_text("This page has changed")
    expect(page.locator("#sheet [name=note]")).to_have_value("half a thought")
    page.route("**/api/decide**", lambda route: route.abort())
    page.locator("#sheet").get_by_role("button", name="Save").click()
    expect(page.locator("#trouble")).to_contain_text("Not saved")
    page.unroute("**/api/decide**")
    page.get_by_role("button", name="Try again").click()
    expect(amal.state(NUMBER)).to_contain_text("half a thought")
    page.get_by_role("button", name="Load again").click()
    expect(page.locator("#a .marked.t-name")).to_have_text("وزيرة النقل")


# Checked again


def test_decisions_on_changed_evidence_are_shown_as_stale(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", NUMBER)
    page.keyboard.press("c")
    expect(page.locator("#count")).to_have_text("1 of 8 decided")
    report = reports.report()
    claims = list(report.judgements)
    claims[1] = replace(claims[1], evidence=(Evidence("courier.md", Span(60, 90), 0.9),))
    put(desk.folder, "bridge", replace(report, judgements=tuple(claims)))  # the page loads the new report by itself
    expect(amal.state(NUMBER)).to_contain_text("The evidence has changed since")
    expect(page.locator("#count")).to_have_text("0 of 8 decided")
    page.locator(f"[id='{NUMBER}']").focus()
    page.keyboard.press("c")
    expect(page.locator("#count")).to_have_text("1 of 8 decided")
    expect(amal.state(NUMBER)).not_to_contain_text("changed since")


def test_a_decision_on_words_that_read_otherwise_now_is_stale_on_the_page_too(amal: Reviewer, desk: Served) -> None:
    """The evidence is the same but for its spelling; the words that a person chose are not there any more."""
    desk.client(BASIM).decide("bridge", NUMBER, status="confirmed", words=placed("أمام 84 ألف"))
    report = reports.report()
    text = report.article.text.replace("أمام 84 ألف", "أمام 84 الف")
    put(desk.folder, "bridge", replace(report, article=replace(report.article, text=text)))
    page = amal.open("bridge", NUMBER)
    expect(amal.state(NUMBER)).to_contain_text("The evidence has changed since")
    expect(page.locator("#count")).to_have_text("0 of 8 decided")
    page.locator(f"[id='{NUMBER}']").focus()
    page.keyboard.press("c")
    expect(page.locator("#count")).to_have_text("1 of 8 decided")


def test_a_page_that_was_out_of_sight_shows_the_report_as_it_is_now(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", COST)
    page.evaluate("dispatchEvent(new Event('pagehide'))")  # as a hidden page does, it stops following
    put(desk.folder, "bridge", replace(reports.report(), omissions=()))
    until_scanned(desk, "bridge")
    expect(page.locator(f"[id='{COST}']")).to_be_attached()
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    expect(page.locator(f"[id='{COST}']")).to_have_count(0)


def until_scanned(desk: Served, article: str) -> None:
    """Wait until the desk has told all pages of a report that lost its omissions."""
    client = desk.client("")
    for _ in range(200):
        if client.rows()[article]["needed"] == 6:
            return
        time.sleep(0.05)
    raise AssertionError("the desk did not see the new report")


def test_decisions_without_a_place_are_listed(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", COST)
    page.keyboard.press("c")
    expect(amal.state(COST)).to_contain_text("Confirmed")
    put(desk.folder, "bridge", replace(reports.report(), omissions=()))
    page.get_by_role("button", name="1 decisions without a place").click()
    expect(page.locator("#past")).to_contain_text("omission Confirmed by")


# The desk is silent


def slowed(page: Page, milliseconds: int) -> None:
    """Let every request of a page take its time."""
    page.evaluate(
        """(wait) => {
            const at_once = window.fetch;
            window.fetch = async (...all) => {
                await new Promise((go) => setTimeout(go, wait));
                return at_once(...all);
            };
        }""",
        milliseconds,
    )


def test_keys_that_are_pressed_faster_than_the_desk_answers_are_done_in_order(amal: Reviewer, desk: Served) -> None:
    page = amal.open("bridge", DATE)
    page.keyboard.press("c")
    expect(amal.state(DATE)).to_contain_text("Confirmed")
    slowed(page, 300)
    page.locator(f"[id='{NUMBER}']").focus()
    page.keyboard.press("c")
    page.keyboard.press("c")
    page.keyboard.press("z")
    page.keyboard.press("z")
    expect(page.locator("#toasts p")).to_have_count(2)
    expect(amal.state(NUMBER)).to_have_text("Undecided")
    assert page.locator("#conflict").is_hidden(), "nobody is in conflict with themselves"
    assert kept(desk, DATE)["status"] == "confirmed", "what was decided before stays"


def test_a_key_that_waits_overwrites_nothing_that_came_meanwhile(amal: Reviewer, desk: Served) -> None:
    page, basim = amal.open("bridge", DATE), desk.client(BASIM)
    slowed(page, 1000)
    page.keyboard.press("c")
    page.locator(f"[id='{NUMBER}']").focus()
    page.keyboard.press("c")
    basim.decide("bridge", NUMBER, status="dismissed", reason="faithful")
    expect(page.locator("#conflict")).to_contain_text(f"Dismissed (faithful) by {BASIM}")
    assert kept(desk, NUMBER)["status"] == "dismissed"


@pytest.mark.parametrize("proxy", [False, True])
def test_every_decision_of_an_outage_is_sent_again(amal: Reviewer, desk: Served, proxy: bool) -> None:
    page = amal.open("bridge", DATE)
    page.route(
        "**/api/decide**",
        lambda route: route.fulfill(status=502, body="<h1>Bad Gateway</h1>") if proxy else route.abort(),
    )
    for target in (DATE, NUMBER):
        page.locator(f"[id='{target}']").focus()
        page.keyboard.press("c")
        expect(amal.state(target)).to_have_text("Saving …")
    expect(page.locator("#trouble")).to_contain_text("Not saved: the desk does not answer.")
    page.unroute("**/api/decide**")
    page.locator("#trouble").get_by_role("button", name="Try again").click()
    for target in (DATE, NUMBER):
        expect(amal.state(target)).to_contain_text("Confirmed")
        assert kept(desk, target)["status"] == "confirmed"
    expect(page.locator("#trouble")).to_be_hidden()


# The server dies


def test_what_is_shown_as_saved_is_there_after_a_kill(browser: Browser, tmp_path: Path) -> None:
    put(tmp_path, "bridge")
    server, url = start(tmp_path, 0)
    port = int(url.split(":")[2].split("/")[0])
    context = browser.new_context()
    context.set_default_timeout(60_000)
    page = context.new_page()
    try:
        page.goto(url)
        expect(page).to_have_url(f"http://127.0.0.1:{port}/")  # the entry leads on by itself
        page.goto(f"http://127.0.0.1:{port}/article/bridge#{NUMBER}")
        expect(page.locator("#wire")).to_contain_text("live")
        page.keyboard.press("c")
        page.locator("#naming input").fill(AMAL)
        page.keyboard.press("Enter")
        expect(page.locator(f"[data-rule='{NUMBER}'] .state")).to_contain_text("Confirmed")
        server.kill()
        server.wait()
        page.keyboard.press("u")
        page.keyboard.press("c")
        expect(page.locator("#trouble")).to_contain_text("Not saved")
        server, _ = start(tmp_path, port)
        # The change that was never acknowledged is sent again, and the page goes on without entering anew.
        expect(page.locator("#count")).to_have_text("2 of 8 decided", timeout=60_000)
        expect(page.locator("#trouble")).to_be_hidden()
        page.reload()
        expect(page.locator("#count")).to_have_text("2 of 8 decided")
    finally:
        server.kill()
        server.wait()
        context.close()
    store = Store.beside(tmp_path)
    assert [one.status for one in (d.ruling for d in store.decisions("bridge"))] == ["confirmed"] * 2
    store.close()


def start(folder: Path, port: int) -> tuple[subprocess.Popen[str], str]:
    """The desk as users start it, and the address it prints."""
    command = [sys.executable, "-m", "muqabala.cli", "review", str(folder), "--no-browser", "--port", str(port)]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout
    return server, server.stdout.readline().strip()


def test_hostile_texts_and_notes_do_nothing(amal: Reviewer, desk: Served) -> None:
    put(desk.folder, "hostile", reports.hostile())
    target = ident("d", 1)
    page = amal.page
    expect(page.locator(".row")).to_have_count(2)
    amal.open("hostile", target)
    page.keyboard.press("e")
    page.locator("#sheet [name=note]").fill("<img src=x onerror=alert(1)> \u202e48")
    page.locator("#sheet").get_by_role("button", name="Save").click()
    expect(amal.state(target)).to_contain_text("<img src=x")
    page.keyboard.press("x")
    page.locator("#sheet").get_by_role("button", name="Save").click()
    expect(page.locator("#a .marked.t-meaning").first).to_be_visible()
    expect(page.locator("#wire")).to_contain_text("live")
    amal.open("hostile", target)
    page.keyboard.press("h")
    expect(page.locator("#past")).to_contain_text("<img src=x")
    assert page.locator("img").count() == 0
