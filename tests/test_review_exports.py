"""What is taken out of the review, read back by other programs: the gate, CSV, Web Annotations, claim reviews."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from lxml import html

import exported
import gated
import reports
from desks import AMAL, BASIM, change, put, served
from exported import CERTAINTY, CONFIRMED, COUNCIL, DATE, DISMISSED, MARK, NAME, NUMBER, PASSAGE, RELATION
from muqabala.cli.exporting import FORMATS
from muqabala.errors import StoreError
from muqabala.gate.decisions import parse
from muqabala.records import DepartureType, Severity
from muqabala.report.contract import load, render
from muqabala.review.anchors import anchor
from muqabala.review.decisions import ARTICLE as ARTICLE_TARGET
from muqabala.review.decisions import Change, Ruling, Status, Subject
from muqabala.review.exports import EXPORTS, zipped
from muqabala.review.room import Room
from muqabala.review.store import FILE, Store
from muqabala.review.targets import targets

SCHEMAS = Path(__file__).parent / "schemas"
ARTICLE = reports.report().article
SOURCE = reports.report().sources[0].document
HOSTILE = reports.HOSTILE


def schema(name: str) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(json.loads((SCHEMAS / name).read_text(encoding="utf-8")))


@pytest.fixture
def desk(tmp_path: Path) -> Room:
    return exported.sample(tmp_path / "reports")


@pytest.fixture
def hostile(tmp_path: Path) -> Room:
    """A desk on a report whose every text tries to act, decided by somebody whose name and notes do, too."""
    report = reports.hostile()
    desk = exported.room(tmp_path / "hostile", ("hostile", report))
    changes = [change("d-000000000001", CONFIRMED, note=HOSTILE), change("o-000000000001", CONFIRMED, note="=1+1")]
    desk.store.decide("hostile", exported.seen(changes, report), reviewer=HOSTILE)
    return desk


def stale(desk: Room, name: str = NAME) -> None:
    """Change the evidence of the number in the report on disk, as a new check of another source would."""
    path = desk.folder.path(name)
    report = load(path)
    text = report.sources[0].document.text.replace("48,000", "49,000")
    first = replace(report.sources[0], document=replace(report.sources[0].document, text=text))
    path.write_text(render(replace(report, sources=(first, *report.sources[1:]))), encoding="utf-8")


def test_the_command_line_and_the_desk_offer_the_same_forms() -> None:
    assert tuple(EXPORTS) == FORMATS


# The gate


def test_the_gate_follows_what_was_decided(desk: Room, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "decisions.json").write_text(exported.only(desk, "decisions"), encoding="utf-8")
    _, before = gated.standings("reports")
    _, after = gated.standings("reports", "--decisions", "decisions.json")
    changed = {name: standing for name, standing in after.items() if before.get(name) != standing}
    (mark,) = (name for name in after if name not in before)
    assert changed == {"d1": "dismissed", "d6": "dismissed", "o3": "dismissed", mark: "below"}
    _, rows = gated.records("reports", "--decisions", "decisions.json")
    certain = next(row for row in rows if row.get("id") == CERTAINTY)
    assert (certain["severity"], certain["basis"]) == ("critical", "human")


def test_the_file_of_the_gate_agrees_with_its_schema_and_repeats_every_word(desk: Room) -> None:
    text = exported.only(desk, "decisions")
    jsonschema.validate(
        json.loads(text), json.loads((resources.files("muqabala.gate") / "decisions.schema.json").read_text())
    )
    found = parse(text)
    number = next(one for one in found.decisions if one.finding == NUMBER)
    assert (number.article, number.reviewer, number.decision) == (ARTICLE.id, AMAL, "confirm")
    assert (number.note, number.at) == ("Twice the true number.\nCall the desk.", "2024-06-21T09:30:00.000+00:00")
    moved = next(one.span for one in found.decisions if one.finding == CERTAINTY)
    assert moved is not None
    assert moved.of(ARTICLE.text) == "وأكدت"
    (added,) = found.added
    assert (added.words, added.type, added.severity) == ("وزيرة النقل", DepartureType.NAME, Severity.MINOR)
    assert added.source is not None
    assert added.source.span.of(SOURCE.text) == added.source.words == "The transport minister"
    assert len(found.decisions) == 7, "a paragraph, a passage and an assignee are no decisions on findings"


def test_a_decision_on_other_evidence_is_told_and_lets_nothing_pass(desk: Room) -> None:
    assert exported.gathered(desk).stale == 0
    stale(desk)
    assert {DATE, NUMBER}.isdisjoint(one.finding for one in parse(exported.only(desk, "decisions")).decisions)
    assert exported.gathered(desk).stale == 3, "all that was decided on that sentence"
    assert "84 ألف" not in exported.only(desk, "correction-en")
    assert "84 ألف" not in exported.only(desk, "claimreview")
    rows = {row["id"]: row for row in table(exported.only(desk, "csv"))}
    assert (rows[NUMBER]["status"], rows[NUMBER]["evidence"]) == ("confirmed", "stale")


def test_the_later_decision_counts_where_an_article_has_two_reports(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, ("early/bridge", report), ("late/bridge", report))
    desk.store.decide("late/bridge", exported.seen([change(NUMBER, CONFIRMED)], report), reviewer=AMAL)
    desk.store.decide("early/bridge", exported.seen([change(NUMBER, DISMISSED)], report), reviewer=BASIM)
    (decision,) = parse(exported.only(desk, "decisions")).decisions
    assert (decision.decision, decision.reviewer) == ("dismiss", BASIM)


def test_what_was_taken_back_last_counts_where_an_article_has_two_reports(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, ("early/bridge", report), ("late/bridge", report))
    for name in ("early/bridge", "late/bridge"):
        desk.store.decide(name, exported.seen([change(NUMBER, DISMISSED)], report), reviewer=AMAL)
    desk.store.undo("early/bridge", reviewer=AMAL)
    assert parse(exported.only(desk, "decisions")).decisions == ()
    assert list(exported.made(desk, "memo")) == ["late__bridge.memo.html"]


def test_of_the_same_mark_in_two_reports_the_later_one_counts(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, ("early/bridge", report), ("late/bridge", report))
    words = anchor(report.article.text, reports.words(report.article.text, "وزيرة النقل"))
    for name, severity in (("late/bridge", Severity.MINOR), ("early/bridge", Severity.MAJOR)):
        mark = change(MARK, CONFIRMED, type=DepartureType.NAME, severity=severity, anchor=words)
        desk.store.decide(name, [mark], reviewer=AMAL)
    (added,) = parse(exported.only(desk, "decisions")).added
    assert added.severity is Severity.MAJOR


def test_an_article_that_was_only_assigned_gives_no_file(tmp_path: Path) -> None:
    desk = exported.room(tmp_path, (NAME, reports.report()))
    desk.store.decide(NAME, [Change(ARTICLE_TARGET, Subject.ARTICLE, Ruling(assignee=BASIM))], reviewer=AMAL)
    assert exported.made(desk, "memo") == {}


def test_a_mark_that_was_removed_is_in_no_table_and_never_stale(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, (NAME, report))
    words = anchor(report.article.text, reports.words(report.article.text, "وزيرة النقل"))
    mark = change(MARK, Status.OPEN, type=DepartureType.NAME, anchor=words)
    desk.store.decide(NAME, [mark, *exported.seen([change(NUMBER, CONFIRMED)], report)], reviewer=AMAL)
    edited = replace(report.article, text=report.article.text.replace("وزيرة النقل", "وزير البيئة"))
    put(tmp_path, NAME, replace(report, article=edited))
    assert exported.gathered(desk).stale == 0
    assert MARK not in {row["id"] for row in table(exported.only(desk, "csv"))}


def test_what_was_taken_back_is_no_decision(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, (NAME, report))
    desk.store.decide(NAME, exported.seen([change(NUMBER, CONFIRMED)], report), reviewer=AMAL)
    desk.store.undo(NAME, reviewer=AMAL)
    assert parse(exported.only(desk, "decisions")).decisions == ()
    assert exported.made(desk, "correction-ar") == {}
    assert json.loads(exported.only(desk, "claimreview"))["@graph"] == []


# The table


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""), strict=True))


def test_the_table_has_every_finding_and_every_other_decision(desk: Room) -> None:
    rows = table(exported.only(desk, "csv"))
    by_id = {row["id"]: row for row in rows}
    assert len(rows) == len(by_id)
    tool = {target for target in targets(reports.report()) if target[0] in "dco"}
    others = {MARK, PASSAGE, "article"}
    assert tool | others < by_id.keys()
    assert [id_[0] for id_ in by_id.keys() - tool - others] == ["p"]
    number = by_id[NUMBER]
    assert (number["status"], number["reviewer"], number["tool_severity"]) == ("confirmed", AMAL, "critical")
    assert number["note"] == "Twice the true number. Call the desk."
    start, end = int(number["article_start"]), int(number["article_end"])
    assert ARTICLE.text[start:end] == number["article_words"] == "84 ألف"
    assert SOURCE.text[int(number["source_start"]) : int(number["source_end"])] == number["source_words"] == "48,000"
    assert (by_id[CERTAINTY]["severity"], by_id[CERTAINTY]["tool_severity"]) == ("critical", "major")
    assert by_id[reports.identifier("d", 7)]["status"] == "open"
    assert (by_id[PASSAGE]["source_words"], by_id[PASSAGE]["claim"]) == ("The transport minister", "6")
    assert (by_id["article"]["assignee"], by_id["article"]["subject"]) == (BASIM, "article")


def test_no_cell_is_a_formula_breaks_a_row_or_turns_a_line_around(desk: Room, hostile: Room) -> None:
    assert {row["id"]: row for row in table(exported.only(desk, "csv"))}[COUNCIL]["note"] == "'=HYPERLINK(“x”)"
    rows = table(exported.only(hostile, "csv"))
    assert {row["id"][0] for row in rows} == {"d", "o"}
    for row in rows:
        assert None not in row
        for value in row.values():
            assert value[:1] not in set("=+-@\t\r")
            assert not set(value) & set("\n\x00\x1b\u202e")
    assert "'=1+1" in {row["note"] for row in rows}


def test_a_decision_whose_words_are_gone_stays_in_the_table(desk: Room) -> None:
    path = desk.folder.path(NAME)
    report = load(path)
    edited = report.article.text.replace("وزيرة النقل", "وزير البيئة")
    path.write_text(render(replace(report, article=replace(report.article, text=edited))), encoding="utf-8")
    row = {row["id"]: row for row in table(exported.only(desk, "csv"))}[MARK]
    assert (row["evidence"], row["article_words"], row["status"]) == ("gone", "وزيرة النقل", "confirmed")
    assert parse(exported.only(desk, "decisions")).added == ()


# Web Annotation


def test_annotations_agree_with_the_model_and_find_their_words(desk: Room, hostile: Room) -> None:
    for one in (desk, hostile):
        for lang in ("en", "ar"):
            schema("webannotation.json").validate(json.loads(exported.only(one, "webannotation", lang)))
    items = json.loads(exported.only(desk, "webannotation"))["items"]
    assert len(items) == 8, "seven decisions on findings and a mark"
    for item in items:
        quotation, position = item["target"]["selector"]
        text = ARTICLE.text if item["target"]["source"]["id"] == ARTICLE.id else SOURCE.text
        assert text[position["start"] : position["end"]] == quotation["exact"]
        assert item["creator"]["name"] == AMAL
        assert item["created"] == "2024-06-21T09:30:00.000Z"


def test_annotations_say_what_was_decided_and_why(desk: Room) -> None:
    told = {}
    for item in json.loads(exported.only(desk, "webannotation"))["items"]:
        tags = {body["value"] for body in item["body"] if body.get("purpose") == "tagging"}
        notes = [body["value"] for body in item["body"] if body.get("purpose") == "commenting"][1:]
        told[item["target"]["selector"][0]["exact"]] = tags & {"confirmed", "dismissed", "tool_error"}, notes
    assert told["رفض"] == ({"dismissed", "tool_error"}, ["=HYPERLINK(“x”)"])
    assert told["84 ألف"] == ({"confirmed"}, ["Twice the true number.\nCall the desk."])


# ClaimReview


def test_claim_reviews_hold_confirmed_departures_only(desk: Room) -> None:
    text = exported.only(desk, "claimreview")
    graph = json.loads(text)["@graph"]
    schema("claimreview.json").validate(json.loads(text))
    claims = [judged.claim.span.of(ARTICLE.text) for judged in reports.report().judgements]
    assert [one["claimReviewed"] for one in graph] == [claims[1], claims[2]], "in the order of the text"
    first, second = graph
    assert first["reviewBody"] == "The article says 84 ألف; the source says 48,000."
    assert (first["reviewRating"]["ratingValue"], second["reviewRating"]["ratingValue"]) == (1, 1)
    assert first["itemReviewed"]["author"] == {"@type": "Organization", "name": "جريدة الساحل"}
    assert first["citation"][0]["publisher"]["name"] == "Harbour Courier"
    for unwanted in ("رفض", "النظام الجائر", "مكانة مرموقة", "210 million", "Twice the true"):
        assert unwanted not in text, "dismissed, undecided, left out, or a note"


def test_what_is_info_is_not_held_against_the_article(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, (NAME, report))
    desk.store.decide(NAME, exported.seen([change(RELATION, CONFIRMED)], report), reviewer=AMAL)
    assert json.loads(exported.only(desk, "claimreview"))["@graph"] == []
    assert exported.made(desk, "correction-en") == {}
    raised = change(RELATION, CONFIRMED, rev=1, severity=Severity.MINOR)
    desk.store.decide(NAME, exported.seen([raised], report), reviewer=AMAL)
    (review,) = json.loads(exported.only(desk, "claimreview"))["@graph"]
    assert review["reviewRating"]["ratingValue"] == 4
    assert set(exported.made(desk, "correction-en")) == {"bridge.correction.en.txt"}


def test_claim_reviews_stand_in_a_page_without_acting(hostile: Room) -> None:
    text = exported.only(hostile, "claimreview", "ar")
    schema("claimreview.json").validate(json.loads(text))
    page = html.document_fromstring(f'<html><script type="application/ld+json">{text}</script><p>after</p></html>')
    (script,) = page.iter("script")
    (review,) = json.loads(script.text)["@graph"]
    assert review["author"] == [{"@type": "Person", "name": HOSTILE}]
    assert "javascript:" not in text, "only addresses of the web are given as addresses"


# As files, from the application


def test_every_form_is_offered_and_comes_as_a_file(tmp_path: Path) -> None:
    report = reports.report()
    with served(tmp_path) as desk:
        put(tmp_path, NAME, report)
        put(tmp_path, "inner/other", reports.report())
        desk.store.decide(NAME, exported.seen(exported.every_kind(desk.store, report), report), reviewer=AMAL)
        client = desk.client()
        client.rows()
        page = html.document_fromstring(client.get("/export", article=NAME).text)
        hrefs = [link.get("href") for link in page.iter("a") if link.get("href", "").startswith("/export/")]
        assert len(hrefs) == len(FORMATS) + 1, "the memo is there to read, too"
        for href in hrefs:
            answer = client.get(href)
            assert answer.status_code == 200, href
            kept = answer.headers.get("content-disposition", "")
            assert kept.startswith("attachment; filename*=UTF-8''bridge.") or "view=1" in href
            assert answer.headers["x-content-type-options"] == "nosniff"
        assert client.get("/export/memo.css").headers["content-type"].startswith("text/css")
        assert client.get("/export/none").status_code == client.get("/export/csv", article="no").status_code == 404
        empty = html.document_fromstring(client.get("/export", article="inner/other").text)
        assert len([link for link in empty.iter("a") if "/export/" in link.get("href", "")]) < len(hrefs)
        assert client.get("/export/correction-ar", article="inner/other").status_code == 404


def test_a_store_that_fails_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with served(tmp_path) as desk:
        put(tmp_path, NAME)
        client = desk.client()
        client.rows()

        def fail(*_: object) -> None:
            raise StoreError("the decisions store failed (disk full).")

        monkeypatch.setattr(desk.store, "everything", fail)
        for path in ("/export", "/export/csv"):
            answer = client.get(path)
            assert (answer.status_code, answer.text) == (503, "the decisions store failed (disk full).\n")
            assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_nobody_takes_anything_out_without_a_session(tmp_path: Path) -> None:
    import httpx

    with served(tmp_path) as desk:
        put(tmp_path, NAME)
        for form in FORMATS:
            assert httpx.get(f"{desk.url}/export/{form}").status_code == 401


def test_an_archive_has_the_same_bytes_every_time() -> None:
    files = {"b.txt": b"2", "a.txt": b"1"}
    assert zipped(files) == zipped(dict(reversed(files.items())))


# As files, from the command line


def run(*arguments: str | Path) -> Any:
    from click.testing import CliRunner

    from muqabala.cli import main

    return CliRunner().invoke(main, ["review", *map(str, arguments)])


def test_one_file_goes_to_standard_output_or_where_it_is_told(desk: Room, tmp_path: Path) -> None:
    printed = run(tmp_path / "reports", "--export", "decisions")
    assert printed.exit_code == 0
    assert len(parse(printed.stdout).decisions) == 7
    target = tmp_path / "out" / "decided.json"
    assert run(tmp_path / "reports", "--export", "decisions", "--output", target).exit_code == 0
    assert target.read_text(encoding="utf-8") == printed.stdout
    assert exported.only(desk, "decisions").count("finding") == printed.stdout.count("finding")


def test_several_files_go_into_a_folder(desk: Room, tmp_path: Path) -> None:
    folder = tmp_path / "letters"
    assert run(tmp_path / "reports", "--export", "correction-ar", "--output", folder).exit_code == 0
    assert [path.name for path in folder.iterdir()] == ["bridge.correction.ar.txt"]
    assert desk.folder.root.is_dir()


@pytest.mark.parametrize(
    ("arguments", "status", "told"),
    [
        (["--export", "memo"], 2, "--output"),
        (["--export", "pdf"], 2, "Invalid value"),
        (["--output", "x"], 2, "--export"),
    ],
)
def test_what_makes_no_sense_is_refused(
    desk: Room, tmp_path: Path, arguments: list[str], status: int, told: str
) -> None:
    result = run(tmp_path / "reports", *arguments)
    assert result.exit_code == status
    assert told in result.stderr
    assert desk.folder.root.is_dir()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("opened", [False, True])
def test_where_nothing_was_decided_nothing_is_written_as_if_it_were_clean(
    tmp_path: Path, form: str, opened: bool
) -> None:
    put(tmp_path, NAME)
    if opened:
        Store.beside(tmp_path).close()  # the desk was opened there, and left
    result = run(tmp_path, "--export", form)
    assert (result.exit_code, result.stdout) == (3, "")
    assert "nothing is decided there yet. Open the desk" in result.stderr
    assert "--output" not in result.stderr
    assert (tmp_path / FILE).exists() is opened


@pytest.mark.parametrize(("form", "status"), [("memo", 3), ("csv", 3), ("decisions", 0)])
def test_what_was_taken_back_is_told_to_the_gate_only(tmp_path: Path, form: str, status: int) -> None:
    desk = exported.room(tmp_path / "reports", (NAME, reports.report()))
    for ruling in (change(NUMBER, CONFIRMED), replace(change(NUMBER, Status.OPEN), rev=1)):
        desk.store.decide(NAME, exported.seen([ruling], reports.report()), reviewer=AMAL)
    result = run(tmp_path / "reports", "--export", form)
    assert result.exit_code == status
    assert ("nothing is decided there" in result.stderr) is (status == 3)


def test_a_damaged_report_costs_that_report_only(desk: Room, tmp_path: Path) -> None:
    torn = put(tmp_path / "reports", "torn")
    desk.folder.look()
    desk.store.decide("torn", [change(NUMBER, Status.CONFIRMED)], reviewer=AMAL)
    torn.write_text('{"schema": "muqabala.report/1", "', encoding="utf-8")
    result = run(tmp_path / "reports", "--export", "decisions")
    assert result.exit_code == 3
    assert "torn.json" in result.stderr
    assert len(parse(result.stdout).decisions) == 7


def test_half_a_character_in_a_text_spoils_no_file(tmp_path: Path) -> None:
    whole = reports.report()
    note = "\ud83d alone"
    report = replace(whole, article=replace(whole.article, metadata=replace(whole.article.metadata, title=note)))
    desk = exported.room(tmp_path)
    path = tmp_path / "half.json"
    path.write_bytes(render(report).encode("utf-8", "backslashreplace"))
    desk.folder.look()
    desk.store.decide("half", exported.seen([change(NUMBER, CONFIRMED, note=note)], report), reviewer=AMAL)
    assert parse(exported.only(desk, "decisions")).decisions[0].note == note
    assert json.loads(exported.only(desk, "claimreview"))["@graph"][0]["itemReviewed"]["appearance"]["headline"] == note
    for form in ("memo", "correction-en", "csv", "webannotation"):
        assert exported.only(desk, form)
