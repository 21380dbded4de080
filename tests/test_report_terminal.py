from __future__ import annotations

import io
import re
from collections.abc import Callable

import pytest
from rich.console import Console

import reports
from muqabala.records import Metadata, Report
from muqabala.report.terminal import summary

FIRST, LAST = "\u2068", "\u2069"


def shown(report: Report, ui_lang: str = "en", *, terminal: bool = False) -> str:
    """What a console 60 columns wide gets."""
    out = io.StringIO()
    console = Console(file=out, width=60, force_terminal=terminal, color_system="standard" if terminal else None)
    summary(report, console, ui_lang)
    return out.getvalue()


def test_counts_and_the_gravest_findings_with_both_quotations() -> None:
    text = shown(reports.report()).replace(FIRST, "").replace(LAST, "")
    for words in (
        "held against: Harbour Courier (2024-05, digest)\n",
        "7 claims: 1 supported, 1 partly supported, 2 contradicted, 1 not in the source",
        "departures: 1 added, 2 number, 1 date, 1 certainty",
        "left out: 3, of which 2 that a reader misses",
        "critical MQ201 Number changed",
        "article: 84 ألف\n",
        "source:  48,000 (Harbour Courier)\n",
        "critical MQ801 The opposite",
        "… and 3 more above info",
        "not checked: corpus/scan.pdf: no text layer",
    ):
        assert words in text
    assert text.index("MQ201") < text.index("MQ801") < text.index("MQ701")


def test_the_summary_speaks_the_language_of_the_reports() -> None:
    report = reports.report()
    text = shown(report, "ar").replace(FIRST, "").replace(LAST, "")
    for words in (
        "  قوبل على: Harbour Courier (2024-05، ملخّص)\n",
        "  7 عبارات: مؤيَّدة 1، مؤيَّدة جزئيًا 1، مخالفة للمصدر 2، لا ترد في المصدر 1، ",
        "  المخالفات: إضافة 1، عدد 2، تاريخ 1، درجة اليقين 1، ",
        "  أُغفل من المصادر: 3، يفتقد القارئ منها 2\n",
        "  جسيمة MQ201 عدد مختلف\n    يقول المقال 84 ألف، ويقول المصدر 48,000.\n",
        "    المقال: 84 ألف\n    المصدر: 48,000 (Harbour Courier)\n",
        "  … وغيرها 3 فوق درجة «للعلم»\n",
        "  لم يُفحص: corpus/scan.pdf: no text layer\n",
    ):
        assert words in text
    assert "٧ عبارات" in shown(report, "ar-EG")
    assert "لم يُفحص شيء" in shown(reports.nothing_checked(), "ar")
    said = re.sub(f"{FIRST}[^{FIRST}{LAST}]*{LAST}", "", shown(report, "ar"))
    assert set(re.findall(r"[A-Za-z]{2,}", said)) == {"MQ"}, "no English word of the tool's own is left"


@pytest.mark.parametrize("make", [reports.report, reports.hostile, reports.nothing_checked])
def test_right_to_left_words_are_isolated_line_by_line(make: Callable[[], Report]) -> None:
    for line in shown(make()).splitlines():
        assert line.count(FIRST) == line.count(LAST)
        outside = re.sub(f"{FIRST}[^{FIRST}{LAST}]*{LAST}", "", line)
        assert not re.search(r"[\u0590-\u08ff]", outside), line


def test_control_characters_never_reach_the_terminal() -> None:
    text = shown(reports.hostile())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e]", text)
    assert "[U+202E]48[U+202C]" in text
    assert "[U+001B][2J" in text


def test_console_markup_in_a_text_is_plain_words() -> None:
    report = reports.report()
    odd = reports.document("[bold]a[/bold] :smile:.txt", report.article.text, "ar", Metadata())
    assert "[bold]a[/bold] :smile:.txt" in shown(Report(reports.signature(), odd, (), (), (), ()))


def test_nothing_checked_is_said_loudly() -> None:
    text = shown(reports.nothing_checked())
    assert "nothing was checked" in text
    assert "the article holds no claim" in text


def test_colour_only_on_a_terminal() -> None:
    assert "\x1b[" in shown(reports.report(), terminal=True)
    assert "\x1b[" not in shown(reports.report())


def test_nothing_goes_anywhere_but_to_the_console(capsys: pytest.CaptureFixture[str]) -> None:
    shown(reports.report())
    captured = capsys.readouterr()
    assert (captured.out, captured.err) == ("", "")
