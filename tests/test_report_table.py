from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

import reports
from muqabala.records import Report
from muqabala.report.rendering import Rendering
from muqabala.report.table import COLUMNS, cell, render


def rows(report: Report, rendering: Rendering | None = None) -> list[dict[str, str]]:
    text = render(report, rendering)
    assert text.startswith("\ufeff"), "Excel needs it to know UTF-8"
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_one_row_a_departure_or_an_omission() -> None:
    report = reports.report()
    found = rows(report)
    departures = [departure for judged in report.judgements for departure in judged.departures]
    ids = [departure.id for departure in departures] + [omission.id for omission in report.omissions]
    assert [row["id"] for row in found] == ids
    assert set(found[0]) == set(COLUMNS)


def test_a_row_leads_to_the_words_on_both_sides() -> None:
    (row,) = (row for row in rows(reports.report()) if row["code"] == "MQ201")
    assert row["claim"] == "2"
    assert (row["type"], row["severity"], row["basis"], row["confidence"]) == ("number", "critical", "rule", "0.94")
    assert row["message"] == "The article says 84 ألف; the source says 48,000."
    assert reports.ARTICLE[int(row["article_start"]) : int(row["article_end"])] == row["article_words"] == "84 ألف"
    assert reports.SOURCE[int(row["source_start"]) : int(row["source_end"])] == row["source_words"] == "48,000"
    assert (row["source"], row["source_outlet"], row["source_date"]) == ("courier.md", "Harbour Courier", "2024-05")


def test_messages_are_in_the_language_of_the_interface() -> None:
    (row,) = (row for row in rows(reports.report(), Rendering("ar")) if row["code"] == "MQ201")
    assert row["message"] == "يقول المقال 84 ألف، ويقول المصدر 48,000."


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "＋", "－", "＠", " =", "\t=", "\u200f\t@", "\r\n-"])
def test_a_cell_never_begins_a_formula(start: str) -> None:
    assert cell(f'{start}HYPERLINK("http://example.org")').startswith(("'", "\u200f"))


@given(st.text())
def test_any_text_is_one_quiet_line(text: str) -> None:
    line = cell(text)
    assert len(line.splitlines()) <= 1
    assert not line.startswith(tuple("=+-@\t\r"))
    assert not set(line) & set("\u202a\u202b\u202d\u202e\u2066\u2067\u2068\u0000")


def test_words_of_an_article_cannot_act_in_a_spreadsheet() -> None:
    report = reports.report()
    text = reports.ARTICLE.replace("84 ألف", "=1+1()")
    found = rows(replace(report, article=reports.document("a.txt", text, "ar", report.article.metadata)))
    assert "'=1+1()" in {row["article_words"] for row in found}


def test_a_report_without_findings_is_a_table_without_rows() -> None:
    assert rows(reports.nothing_checked()) == []
