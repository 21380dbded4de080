from __future__ import annotations

import re

import pytest

import reports
from muqabala.report.markdown import escaped, render
from muqabala.report.rendering import Rendering

ISOLATES = re.compile("[\u2068\u2069]")


def plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", ISOLATES.sub("", text))


def test_a_reader_finds_counts_findings_and_omissions() -> None:
    text = plain(render(reports.report()))
    for words in (
        "# إعادة فتح جسر المرفأ",
        "Harbour Courier, Sarah Milne, May 2024, digest, courier.md; principal, 71% of its sentences retold",
        "- ✗ Contradicted: **2**",
        "1. **critical** `MQ201` Number changed: The article says 84 ألف; the source says 48,000. (94%)",
        "### Claim 4: ✗ Contradicted",
        "> «ورفض المجلس البلدي خطة الرسوم الجديدة.»",
        "  - Source: “approved” — Harbour Courier",
        "- minor `MQ1201` Left out, and it matters",
        "- corpus/scan.pdf: no text layer",
    ):
        assert words in text


def test_it_speaks_arabic() -> None:
    text = plain(render(reports.report(), Rendering("ar")))
    assert "### العبارة 4: ✗ مخالفة للمصدر" in text
    assert "يقول المقال 84 ألف، ويقول المصدر 48,000." in text


def test_excerpts_leave_out_what_is_ordinary_trimming() -> None:
    assert "Seagulls circled" in render(reports.report())
    assert "Seagulls circled" not in render(reports.report(), Rendering(excerpts_only=True))


@pytest.mark.parametrize(
    "hostile",
    [
        "[a](javascript:alert(1))",
        "![a](http://example.org/a.png)",
        "<img src=x onerror=y>",
        "`code`",
        "**bold** _it_",
        "https://example.org",
        "www.example.org",
        "@someone #12",
        "a\n\n# heading\n- item",
        "| a | b |",
        "&lt;",
    ],
)
def test_no_text_becomes_markup(hostile: str) -> None:
    shown = escaped(hostile)
    assert "\n" not in shown
    assert plain(shown) == " ".join(hostile.split())
    assert not re.search(r"(?<!\\)[\[\]<>`*_|&@#!:]|(?<!\\)www\.", shown)


def test_words_of_the_texts_are_isolated() -> None:
    for line in render(reports.hostile()).splitlines():
        assert line.count("\u2068") == line.count("\u2069")
        assert "\u202e" not in line


def test_nothing_checked_is_said() -> None:
    assert "Nothing was checked." in render(reports.nothing_checked())
