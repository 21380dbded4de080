"""Which items of a provider are in force, in one file and over a whole corpus; and the names of items."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import pytest

from muqabala.errors import ReadError
from muqabala.read import articles, read, read_all, read_corpus
from muqabala.read.versions import later
from muqabala.read.wirefields import byline, day, language, moment, status, urgency, version_of
from muqabala.records import Document, Status


def item(
    uri: str, words: str, *, version: str = "1", by: str = "Agency", status: str = "usable", **more: object
) -> dict[str, object]:
    return {
        "uri": uri,
        "version": version,
        "pubstatus": status,
        "copyrightholder": by,
        "body_text": f"{words} stand in this item.",
        "headline": words,
        **more,
    }


def corpus(folder: Path, **items: dict[str, object]) -> tuple[list[str], dict[str, str]]:
    """Ids kept and reasons for what was left out, of a folder with these items, one a file."""
    for name, value in items.items():
        (folder / f"{name}.json").write_text(json.dumps(value, ensure_ascii=False), encoding="utf-8")
    documents, skips = read_corpus([folder])
    return [document.id for document in documents], {skip.path: skip.reason for skip in skips}


def correction(**more: object) -> dict[str, Any]:
    return {"signals": [{"uri": "http://cv.iptc.org/newscodes/signal/correction"}], **more}


def test_a_later_version_replaces_an_earlier_one_whatever_the_order_of_files(tmp_path: Path) -> None:
    kept, out = corpus(tmp_path, a=item("u:1", "Ten", version="10"), b=item("u:1", "Nine", version="9"))
    assert kept == ["a.json"]
    assert out == {"b.json": "replaced by version 10 of the same item, a.json"}


def test_a_correction_replaces_the_item_that_it_names(tmp_path: Path) -> None:
    kept, out = corpus(tmp_path, old=item("u:1", "Wrong"), new=item("u:2", "Right", **correction(replacing=["u:1"])))
    assert kept == ["new.json"]
    assert out == {"old.json": "corrected by new.json"}


def test_a_chain_names_what_stands_at_its_end(tmp_path: Path) -> None:
    kept, out = corpus(
        tmp_path,
        a=item("u:1", "First"),
        b=item("u:2", "Second", replacing=["u:1"]),
        c=item("u:3", "Third", replacing=["u:2"]),
    )
    assert kept == ["c.json"]
    assert out == {"a.json": "replaced by c.json", "b.json": "replaced by c.json"}


def test_a_canceled_item_goes_and_takes_earlier_versions_along(tmp_path: Path) -> None:
    kept, out = corpus(
        tmp_path,
        a=item("u:1", "Said"),
        b={**item("u:1", "Withdrawn", version="2", status="canceled"), "body_text": ""},
        c=item("u:4", "Other"),
    )
    assert kept == ["c.json"]
    assert out["b.json"] == "its provider has canceled it"
    assert out["a.json"].startswith("replaced by version 2")


def test_a_takedown_removes_the_item_it_names(tmp_path: Path) -> None:
    kept, out = corpus(
        tmp_path, a=item("u:1", "Said"), b=item("u:9", "Kill notice", status="canceled", replacing=["u:1"])
    )
    assert kept == []
    assert out["a.json"] == "taken down by b.json"


def test_items_that_name_each_other_do_not_both_go(tmp_path: Path) -> None:
    kept, _ = corpus(tmp_path, a=item("u:1", "One", replacing=["u:2"]), b=item("u:2", "Two", replacing=["u:1"]))
    assert len(kept) == 1


def test_an_item_never_replaces_itself_or_that_of_another_provider(tmp_path: Path) -> None:
    kept, out = corpus(
        tmp_path,
        a=item("u:1", "One", version="2", replacing=["u:1"]),
        b=item("u:1", "Two", by="Another"),
        c=item("u:3", "Three", by="A third", replacing=["u:1"]),
    )
    assert kept == ["a.json", "b.json", "c.json"]
    assert out == {}


def test_the_same_version_twice_stays_twice(tmp_path: Path) -> None:
    kept, _ = corpus(tmp_path, a=item("u:1", "One"), b=item("u:1", "One again"))
    assert kept == ["a.json", "b.json"]


def test_plain_texts_are_not_touched(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.", encoding="utf-8")
    kept, _ = corpus(tmp_path, b=item("u:1", "One"))
    assert kept == ["a.txt", "b.json"]


def test_a_package_beside_its_items_misses_nothing(tmp_path: Path) -> None:
    (tmp_path / "pack.xml").write_text(
        '<packageItem xmlns="http://iptc.org/std/nar/2006-10-01/" guid="p"><groupSet><group>'
        '<itemRef residref="u:1"/><itemRef residref="u:2"/></group></groupSet></packageItem>',
        encoding="utf-8",
    )
    kept, out = corpus(tmp_path, a=item("u:1", "One"))
    assert kept == ["a.json"]
    assert out == {"pack.xml#u:2": "a package names this item but does not carry it. Put it beside the package"}
    with pytest.raises(ReadError, match="none of its 2 articles can be read"):
        read_all(tmp_path / "pack.xml")


def bodies(*bodies: tuple[str, str, str]) -> dict[str, object]:
    values = [{"role": role, "contentType": kind, "value": value} for role, kind, value in bodies]
    return {"uri": "u:1", "type": "text", "bodies": values}


@pytest.mark.parametrize(
    ("value", "expected", "noted"),
    [
        (bodies(("summary", "text/html", "<p>Short.</p>"), ("main", "text/html", "<p>Whole.</p>")), "Whole.", True),
        (bodies(("summary", "text/html", "<p>Short.</p>"), ("x:main", "text/plain", "All of it.")), "All of it.", True),
        (bodies(("", "text/html", "<p>One.</p>"), ("", "text/html", "<p>Two.</p>")), "One.", True),
        (bodies(("main", "text/plain", "Whole."), ("main", "text/html", "<p>Whole.</p>")), "Whole.", False),
        (bodies(("summary", "text/plain", "Short.")), "Short.", False),
        (bodies(("main", "text/plain", ""), ("summary", "text/plain", "Short.")), "Short.", False),
    ],
)
def test_the_main_one_of_several_bodies_is_read_and_the_others_told(
    tmp_path: Path, value: dict[str, object], expected: str, noted: bool
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value), encoding="utf-8")
    document = read(tmp_path / "a.json")
    assert document.text == expected
    assert any("bodies" in warning for warning in document.warnings) is noted


def package(*parts: dict[str, object], **more: object) -> dict[str, object]:
    return {"uri": "p:1", "type": "composite", "headline": "Pack", **more, "associations": list(parts)}


PICTURE: dict[str, object] = {"uri": "u:9", "type": "picture", "headline": "Port"}
UNTYPED: dict[str, object] = {"uri": "u:8", "headline": "Port", "renditions": [{"href": "a.jpg"}]}
EMPTY: dict[str, object] = {"uri": "u:2", "type": "text", "headline": "Two"}
ONE = item("u:1", "One")
GONE: dict[str, object] = {
    **{"uri": "u:3", "type": "text", "headline": "Gone", "pubstatus": "canceled"},
    **{"copyrightholder": "Agency", "replacing": ["u:1"]},
}


@pytest.mark.parametrize(
    ("value", "kept", "missing"),
    [
        (package(ONE, PICTURE, UNTYPED), ["u:1"], []),
        (package(ONE, EMPTY), ["u:1"], ["u:2"]),
        (package(ONE, item("u:4", "Four"), GONE), ["u:4"], []),
        (package(ONE, body_text="Own words."), ["p:1", "u:1"], []),
        (package({"uri": "u:5"}, body_text="Own words."), [""], []),
        (package(PICTURE, UNTYPED, body_text="Own words."), [""], []),
    ],
)
def test_a_package_gives_all_its_texts_and_names_those_it_lacks(
    tmp_path: Path, value: dict[str, object], kept: list[str], missing: list[str]
) -> None:
    (tmp_path / "a.json").write_text(json.dumps(value), encoding="utf-8")
    reading = read_all(tmp_path / "a.json")
    assert [document.item for document in reading.documents] == kept
    assert [skip.path for skip in reading.skipped] == [f"a.json#{uri}" for uri in missing]
    assert all("does not carry it" in skip.reason for skip in reading.skipped)


def test_a_canceled_article_that_is_asked_for_is_read_with_a_warning(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(item("u:1", "Said", status="canceled")), encoding="utf-8")
    assert any("canceled" in warning for warning in read(path).warnings)


@pytest.mark.parametrize(
    ("version", "other", "expected"),
    [
        ("10", "9", True),
        ("9", "10", False),
        ("2", "2", False),
        ("", "1", False),
        ("1", "", True),
        ("20240619T120000", "20240619T110000", True),
        ("1.10", "1.9", True),
        ("b", "a", True),
        ("007", "7", False),
        ("٣", "2", True),
        ("9" * 5000, "8" * 5000, True),
        ("8" * 5000, "9" * 5000, False),
        ("²", "1", False),
    ],
)
def test_versions_sort_by_their_numbers(version: str, other: str, expected: bool) -> None:
    assert later(version, other) is expected


# --- fields ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "expected_day", "expected_moment"),
    [
        ("2024-06-19T12:00:00+03:00", "2024-06-19", "2024-06-19T12:00:00+03:00"),
        ("2024-06-19T12:00:00.123Z", "2024-06-19", "2024-06-19T12:00:00+00:00"),
        ("20240619T120000-0500", "2024-06-19", "2024-06-19T12:00:00-05:00"),
        ("20240619T120000Z", "2024-06-19", "2024-06-19T12:00:00+00:00"),
        ("20240619", "2024-06-19", "2024-06-19T00:00:00"),
        ("Wed, 19 Jun 2024 16:00:00 +0300", "2024-06-19", "2024-06-19T16:00:00+03:00"),
        ("2024-06", "2024-06", None),
        ("2024", "2024", None),
        ("2024-13-45", None, None),
        ("0000", None, None),
        ("yesterday", None, None),
        ("", None, None),
        (None, None, None),
        ("9999-12-31T23:59:59-23:00", None, None),
    ],
)
def test_dates_in_every_form_they_come_in(
    written: str | None, expected_day: str | None, expected_moment: str | None
) -> None:
    assert (day(written), moment(written)) == (expected_day, expected_moment)


def test_other_fields() -> None:
    assert [urgency(value) for value in ("3", 5, "0", "x", None, "12", True)] == [3, 5, None, None, None, None, None]
    codes = ("stat:usable", "Withheld", "embargoed", "http://cv.iptc.org/newscodes/pubstatusg2/canceled", "new", None)
    assert [status(code) for code in codes] == [
        *(Status.USABLE, Status.WITHHELD, Status.WITHHELD, Status.CANCELED, None, None)
    ]
    assert [language(tag) for tag in ("ar", "en-GB", "not a tag", "", None)] == ["ar", "en-GB", None, None, None]
    assert [byline(line) for line in ("By Ruth Hadley", "بقلم: سارة العلي", "Byron Katie", "")] == [
        *("Ruth Hadley", "سارة العلي", "Byron Katie", None)
    ]
    assert version_of("2024-06-19T14:00:00+02:00") == "20240619T120000"


# --- names -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "part", "expected"),
    [
        ("wire/bbc.381735.txt", "", "bbc.381735"),
        ("feed.xml#u:1", "u:1", "feed.u-1"),
        ("a#b.xml#https://x.example/1?a=2", "https://x.example/1?a=2", "a#b.https-x.example-1-a-2"),
        ("p.zip#../../etc/passwd", "../../etc/passwd", "p.etc-passwd"),
        ("p.zip#أخبار/خبر.txt", "أخبار/خبر.txt", "p.أخبار-خبر.txt"),
        ("p.zip#///", "///", "p.item"),
    ],
)
def test_reports_are_named_after_file_and_item_and_stay_in_their_folder(name: str, part: str, expected: str) -> None:
    stem = Document(name, "", (), "und", item=part).stem
    assert stem == expected
    assert Path(stem).name == stem


def test_thousands_of_items_without_a_name_are_numbered_in_linear_time(tmp_path: Path) -> None:
    nameless = "<newsItem><contentSet><inlineData contenttype='text/plain'>Some text here.</inlineData></contentSet>"
    path = tmp_path / "a.xml"
    path.write_text("<newsMessage xmlns='x'>" + f"{nameless}</newsItem>" * 4000 + "</newsMessage>", encoding="utf-8")
    start = time.process_time()
    items = [document.item for document in read_all(path).documents]
    assert time.process_time() - start < 5
    assert items[:3] == ["item", "item-2", "item-3"]
    assert len(set(items)) == len(items)


def test_a_version_of_thousands_of_digits_costs_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text(json.dumps(item("u:1", "Said", version="9" * 5000)), encoding="utf-8")
    assert [found.problem for found in articles(tmp_path / "a.json")] == [None]
    assert len(read_corpus([tmp_path])[0]) == 1


@pytest.mark.parametrize("part", ["", "خبر" * 100])
def test_long_names_are_cut_and_still_told_apart(part: str) -> None:
    names = [f"{'ن' * 120}{number}.xml" for number in range(2)]
    stems = [Document(f"{name}#{part}" if part else name, "", (), "und", item=part).stem for name in names]
    assert len(set(stems)) == 2
    assert all(len(stem.encode()) <= 200 for stem in stems), "a number and a suffix find room in 255 bytes"


def test_two_items_of_one_name_are_told_apart(tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    same = [item("u:1", "One", by="A"), item("u:1", "Two", by="B"), item("u-1", "Three", by="C")]
    path.write_text(json.dumps(same), encoding="utf-8")
    documents = read_all(path).documents
    assert [document.id for document in documents][:2] == ["a.json#u:1", "a.json#u:1-2"]
    assert len({document.stem.casefold() for document in documents}) == len(same)
