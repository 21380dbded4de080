"""What people read: the memo and the letters, as they were approved, and with texts that try to act.

To approve what is there now: MUQABALA_GOLDEN=write python -m pytest tests/test_review_papers.py
"""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

import exported
import reports
from desks import AMAL, change
from exported import ADDED, CONFIRMED, COST, NAME, NUMBER
from muqabala.records import DepartureType
from muqabala.report.bidi import UNSAFE
from muqabala.review.room import Room

FOLDER = Path(__file__).parent / "golden"
FILES = {
    "memo.en.html": ("memo", "en"),
    "memo.ar.html": ("memo", "ar"),
    "correction.en.txt": ("correction-en", "en"),
    "correction.ar.txt": ("correction-ar", "ar"),
}
CLAIM = "وأكدت وزيرة النقل أن الأعمال ستنتهي في مارس/آذار المقبل."
LETTERS = ("correction-en", "correction-ar")


@pytest.fixture
def desk(tmp_path: Path) -> Room:
    return exported.sample(tmp_path)


def deciding(folder: Path, *targets: str) -> Room:
    """A desk on which these findings, and nothing else, are confirmed."""
    report = reports.report()
    desk = exported.room(folder, (NAME, report))
    changes = [change(target, CONFIRMED) for target in targets]
    desk.store.decide(NAME, exported.seen(changes, report), reviewer=AMAL)
    return desk


def scrubbed(text: str) -> str:
    """The file without what changes by itself: the style sheet with its hash, and the version."""
    text = re.sub(r"<style>.*?</style>", "<style>…</style>", text, flags=re.DOTALL)
    text = re.sub(r"'sha256-[^']+'", "'sha256-…'", text)
    return re.sub(rf"\b{re.escape(reports.signature().version)}\b", "VERSION", text)


@pytest.mark.parametrize("name", FILES)
def test_files_are_as_approved(desk: Room, name: str) -> None:
    form, lang = FILES[name]
    text = scrubbed(exported.only(desk, form, lang))
    golden, actual = FOLDER / name, FOLDER / f"{Path(name).stem}.actual{Path(name).suffix}"
    if os.environ.get("MUQABALA_GOLDEN") == "write":
        golden.write_bytes(text.encode())
    if golden.read_bytes() == text.encode():
        actual.unlink(missing_ok=True)
        return
    actual.write_bytes(text.encode())
    pytest.fail(f"{golden} differs from {actual}: compare them, and approve the new one if it is right", pytrace=False)


# Letters


@pytest.mark.parametrize("form", LETTERS)
def test_a_letter_has_the_confirmed_departures_with_both_texts_and_nothing_else(desk: Room, form: str) -> None:
    text = exported.only(desk, form)
    for wanted in (
        CLAIM,
        "84 ألف",
        "The transport minister said the remaining work may end next March.",
        "210 million",
    ):
        assert wanted in text
    for unwanted in ("رفض المجلس", "النظام الجائر", "مكانة مرموقة", "Ines Falk", "Twice the true", AMAL, "reopened”"):
        assert unwanted not in text, "dismissed, undecided, info, a note, or a name of the house"
    order = [text.index(words) for words in ("84 ألف", CLAIM, "210 million")]
    assert order == sorted(order), "the gravest first, and then what is left out"


@pytest.mark.parametrize(
    ("targets", "en", "ar"),
    [
        ([NUMBER], "found one place in which", "فوجدنا موضعًا واحدًا يخالف فيه المقال مصدره."),
        ([NUMBER, ADDED], "found 2 places in which", "فوجدنا موضعين يخالف فيهما المقال مصدره."),
        ([COST], "found that the article leaves out", "فوجدنا أن المقال أغفل ما يلي"),
    ],
)
def test_a_letter_counts_as_its_language_does(tmp_path: Path, targets: list[str], en: str, ar: str) -> None:
    desk = deciding(tmp_path, *targets)
    assert en in exported.only(desk, "correction-en")
    assert ar in exported.only(desk, "correction-ar")


def test_a_letter_says_where_no_source_says_a_thing(tmp_path: Path) -> None:
    desk = deciding(tmp_path, ADDED)
    assert "The source: we found no passage that says this." in exported.only(desk, "correction-en")
    assert "نص المصدر: لم نجد فيه ما يقول ذلك." in exported.only(desk, "correction-ar")


@pytest.mark.parametrize("form", LETTERS)
def test_words_of_texts_turn_no_line_of_a_letter_around(tmp_path: Path, form: str) -> None:
    report = reports.hostile()
    desk = exported.room(tmp_path, ("hostile", report))
    desk.store.decide("hostile", exported.seen([change("d-000000000001", CONFIRMED)], report), reviewer=AMAL)
    text = exported.only(desk, form)
    assert not UNSAFE.search(re.sub("[\u2068\u2069]", "", text)), "isolates are ours, and balanced"
    for line in text.splitlines():
        assert line.count("\u2068") == line.count("\u2069")
    assert "[U+202E]48" in text
    assert "{{ 7*7 }}" in text


# The memo


def test_the_memo_tells_apart_what_is_confirmed_dismissed_and_open(desk: Room) -> None:
    page = html.document_fromstring(exported.only(desk, "memo"))
    confirmed, dismissed, undecided = page.xpath("//main/section")
    ids = [
        [node.get("id") for node in part.iter() if re.fullmatch("[a-z]-[0-9a-f]{12}", node.get("id", ""))]
        for part in (confirmed, dismissed, undecided)
    ]
    number = reports.identifier
    assert ids[0] == [number("d", 3), number("d", 5), number("o", 1), exported.MARK, number("d", 2)]
    assert ids[1] == [number("d", 1), number("d", 6), number("o", 3)]
    assert ids[2] == [number("d", 7), number("d", 8)], "a detail that is only information waits for nobody"
    first = confirmed.xpath("article")[0]
    assert [mark.text for mark in first.iter("mark")] == ["84 ألف", "48,000"]
    assert "Twice the true number.\nCall the desk." in first.text_content()
    assert "licensed edit" in dismissed.text_content()
    assert "tool error" in dismissed.text_content()


def test_the_memo_shows_a_type_that_a_person_gave(tmp_path: Path) -> None:
    report = reports.report()
    desk = exported.room(tmp_path, (NAME, report))
    given = change(NUMBER, CONFIRMED, type=DepartureType.DATE)
    desk.store.decide(NAME, exported.seen([given], report), reviewer=AMAL)
    (article,) = html.document_fromstring(exported.only(desk, "memo")).xpath("//main//article")
    assert article.xpath("h3/span[@class='small']")[0].text == "date"


def test_the_memo_of_an_article_without_title_is_headed_by_the_name_of_its_file(tmp_path: Path) -> None:
    report = reports.report()
    bare = replace(report, article=replace(report.article, metadata=replace(report.article.metadata, title=None)))
    for given, way in ((report, "rtl"), (bare, "auto")):
        (folder := tmp_path / way).mkdir()
        desk = exported.room(folder, (NAME, given))
        desk.store.decide(NAME, exported.seen([change(NUMBER, CONFIRMED)], given), reviewer=AMAL)
        (heading,) = html.document_fromstring(exported.only(desk, "memo")).xpath("//h1")
        assert heading.get("dir") == way


def test_the_memo_runs_nothing_and_loads_nothing(tmp_path: Path) -> None:
    report = reports.hostile()
    desk = exported.room(tmp_path, ("hostile", report))
    changes = [change("d-000000000001", CONFIRMED, note=reports.HOSTILE), change("o-000000000001", CONFIRMED)]
    desk.store.decide("hostile", exported.seen(changes, report), reviewer=reports.HOSTILE)
    text = exported.only(desk, "memo")
    page = html.document_fromstring(text)
    assert not list(page.iter("script", "img", "iframe", "link"))
    assert not page.xpath("//@onmouseover | //@src | //@href | //@style")
    assert not UNSAFE.search(text)
    (policy,) = page.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "<script>alert('x')</script>" in page.xpath("//main")[0].text_content()
