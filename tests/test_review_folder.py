"""The folder of reports: what is listed, what appears, changes and goes, and what is never opened."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

import exported
import reports
from desks import AMAL, change, put, titled
from muqabala.errors import ReadError
from muqabala.records import DepartureType, Severity, Verdict
from muqabala.review.decisions import ARTICLE, Change, Ruling, Status, Subject
from muqabala.review.folder import Folder
from muqabala.review.queue import Tally
from muqabala.review.store import Store


def scanned(root: Path) -> Folder:
    folder = Folder(root)
    list(folder.scan())
    return folder


def test_a_listing_says_what_the_queue_shows(tmp_path: Path) -> None:
    put(tmp_path, "bridge.7")
    listing = scanned(tmp_path).listings["bridge.7"]
    assert (listing.title, listing.date, listing.lang) == ("إعادة فتح جسر المرفأ", "2024-05-06", "ar")
    assert listing.sources == ("Harbour Courier",), "principal sources only, by outlet"
    assert listing.by_verdict == dict.fromkeys(Verdict, 1) | {Verdict.CONTRADICTED: 2}
    assert listing.by_type
    assert listing.by_type[DepartureType.NUMBER] == 2
    assert listing.omitted == 2
    assert listing.gravest
    assert (listing.gravest.severity, listing.gravest.words) == (Severity.CRITICAL, "84 ألف")
    assert len(listing.needed) == 8


def test_reports_appear_change_and_go_by_themselves(tmp_path: Path) -> None:
    folder = scanned(tmp_path)
    assert not folder.listings
    path = put(tmp_path, "sub/one", titled("first"))
    assert list(folder.scan()) == ["sub/one"]
    assert list(folder.scan()) == []
    path.write_text(path.read_text(encoding="utf-8").replace('"first"', '"second"'), encoding="utf-8")
    assert list(folder.scan()) == ["sub/one"]
    assert folder.listings["sub/one"].title == "second"
    assert folder.report("sub/one").article.metadata.title == "second"
    path.unlink()
    assert list(folder.scan()) == ["sub/one"]
    assert not folder.listings
    with pytest.raises(KeyError):
        folder.report("sub/one")


def test_a_report_is_read_as_it_is_now_even_before_the_next_scan(tmp_path: Path) -> None:
    path = put(tmp_path, "one", titled("first"))
    folder = Folder(tmp_path)
    assert folder.report("one").article.metadata.title == "first"
    path.write_text(path.read_text(encoding="utf-8").replace('"first"', '"later"'), encoding="utf-8")
    assert folder.report("one").article.metadata.title == "later"
    path.unlink()
    with pytest.raises(ReadError, match="gone"):
        folder.report("one")


def test_damaged_reports_are_listed_with_the_reason_and_other_files_are_left_alone(tmp_path: Path) -> None:
    text = put(tmp_path, "good").read_text(encoding="utf-8")
    for name, content in {
        "cut.json": text[: len(text) // 2],
        "later.json": text.replace("muqabala.report/1", "muqabala.report/9"),
        "other.json": '{"schema": "something.else/1"}',
        "package.json": "[]",
        ".hidden.json": text,
        "notes.txt": "text",
    }.items():
        (tmp_path / name).write_text(content, encoding="utf-8")
    listings = scanned(tmp_path).listings
    assert sorted(listings) == ["cut", "good", "later"]
    assert "not JSON" in listings["cut"].problem
    assert "format '9'" in listings["later"].problem
    assert not listings["good"].problem


def test_an_article_that_could_not_be_checked_says_why(tmp_path: Path) -> None:
    report = reports.nothing_checked()
    put(tmp_path, "empty", report)
    assert scanned(tmp_path).listings["empty"].claims == 0


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "reports"
    put(outside, "secret")
    put(root, "own")
    (root / "linked.json").symlink_to(outside / "secret.json")
    (root / "linked").symlink_to(outside, target_is_directory=True)
    (root / "inside.json").symlink_to(root / "own.json")
    folder = scanned(root)
    assert sorted(folder.listings) == ["inside", "own"]
    for name in ("linked", "linked/secret", "../outside/secret", str(outside / "secret")):
        assert name not in folder
        with pytest.raises(KeyError):
            folder.report(name)


@pytest.mark.skipif(os.name != "posix", reason="file names with any bytes")
def test_names_that_no_address_can_hold_are_left_out(tmp_path: Path) -> None:
    put(tmp_path, "good")
    (tmp_path / b"bad\xff.json".decode("utf-8", "surrogateescape")).write_text("{}")
    (tmp_path / "two\nlines.json").write_text("{}")
    assert sorted(scanned(tmp_path).listings) == ["good"]


def test_progress_counts_what_is_decided_of_what_the_report_asks(tmp_path: Path) -> None:
    put(tmp_path, "a")
    store, folder = Store.beside(tmp_path), scanned(tmp_path)
    tally = Tally(store.everything())
    listing = folder.listings["a"]
    assert (tally.row(listing).done, tally.row(listing).needed) == (0, 8)
    taken = [
        change(reports.identifier("d", 3)),
        change(reports.identifier("d", 5), Status.DISMISSED),
        change(reports.identifier("d", 2)),  # for information: not needed
        change("d-ffffffffffff"),  # of an earlier report
        Change(ARTICLE, Subject.ARTICLE, Ruling(assignee="Amal")),
    ]
    events = store.decide("a", exported.seen(taken, reports.report()), reviewer=AMAL)
    for event in (*events, *events):
        tally.follow(event)
    row = tally.row(listing)
    assert (row.done, row.needed, row.assignee, row.finished) == (2, 8, "Amal", False)
    assert Tally(store.everything()).row(listing) == row, "the same from the store as from the events"
    undone = store.undo("a", reviewer=AMAL)
    for event in undone:
        tally.follow(event)
    assert replace(tally.row(listing), confirmed=0) == replace(Tally(()).row(listing), confirmed=0)
    store.close()


def test_what_was_decided_on_other_evidence_counts_as_open_as_it_does_on_the_page(tmp_path: Path) -> None:
    report = reports.report()
    put(tmp_path, "a")
    store, folder = Store.beside(tmp_path), scanned(tmp_path)
    number = reports.identifier("d", 3)
    whole = Change(ARTICLE, Subject.ARTICLE, Ruling(Status.CONFIRMED))
    store.decide("a", exported.seen([change(number), whole], report), reviewer=AMAL)
    row = Tally(store.everything()).row(folder.listings["a"])
    assert (row.done, row.finished) == (1, True)
    claims = list(report.judgements)
    claims[1] = replace(claims[1], evidence=())
    put(tmp_path, "a", replace(report, judgements=tuple(claims)))
    list(folder.scan())
    row = Tally(store.everything()).row(folder.listings["a"])
    assert (row.done, row.finished) == (0, False)
