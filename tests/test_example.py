"""The project's own article and, where it lies beside the checkout, the article the project began with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from muqabala.config import Settings
from muqabala.pipeline import Desk
from muqabala.records import DepartureType, Judgement, Report, Severity, Span, Verdict
from muqabala.report.html import render

ROOT = Path(__file__).parents[1]
EXAMPLE = ROOT / "tests" / "example" / "article.ar.md"
SEED = ROOT.parent / "shared" / "seed" / "article.ar.txt"


@pytest.fixture(scope="module")
def desk() -> Desk:
    return Desk(Settings(), [ROOT / "corpus"])


@pytest.fixture(scope="module")
def report(desk: Desk) -> Report:
    return desk.check(EXAMPLE)


@pytest.fixture(scope="module")
def seed(desk: Desk, require: Callable[[bool, str], None]) -> Report:
    require(SEED.is_file(), "the article the project began with is not beside this checkout")
    return desk.check(SEED)


def test_the_page_that_is_kept_is_the_one_that_a_check_writes(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """But for the percentages, whose last digit is another processor's to round."""
    monkeypatch.chdir(ROOT)
    kept, written = (
        re.sub(r"\d+%", "%", page)
        for page in (
            (ROOT / "reports" / "example.html").read_text("utf-8"),
            render(desk.check(Path(EXAMPLE.relative_to(ROOT)))),
        )
    )
    assert kept == written


def at(report: Report, words: str) -> Judgement:
    """The judgement of the claim that holds these words."""
    start = report.article.text.index(words)
    span = Span(start, start + len(words))
    return max(report.judgements, key=lambda judgement: judgement.claim.span.overlap(span))


def flagged(report: Report, words: str) -> set[DepartureType]:
    """The types of the flags on the claim that holds these words, `info` left out."""
    return {d.type for d in at(report, words).departures if d.severity is not Severity.INFO}


def test_the_column_is_recognised_as_the_source(report: Report) -> None:
    assert report.sources[0].document.id == "guardian-2024-06-19-tisdall.md"
    assert report.sources[0].principal


def test_the_garbled_byline_is_shown_with_the_name_as_the_source_has_it(report: Report) -> None:
    byline = [d for j in report.judgements for d in j.departures if d.code == "MQ405"]
    assert [(d.span.of(report.article.text), d.params["source"]) for d in byline] == [("سامي تيلدس", "Simon Tisdall")]
    assert [c.garbled_author for c in report.citations if c.garbled_author] == ["Simon Tisdall"]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("8.4 مليون قذيفة", DepartureType.NUMBER),
        ("وقد بدأت مصارف عربية عدة", DepartureType.ADDED),
        ("قرار قوبل بارتياح في عواصم كثيرة", DepartureType.ADDED),
    ],
)
def test_departures_that_this_judge_must_find(report: Report, words: str, kind: DepartureType) -> None:
    assert kind in flagged(report, words)


@pytest.mark.parametrize(
    "words",
    [
        "وكلا الرجلين خاضع للعقوبات ومنبوذ",
        "وبعدما انهارت محادثات دونالد ترامب مع كيم في هانوي سنة 2019",
        "وشكر بيونغ يانغ على تأييدها",
        "وحثّت موسكو وبكين من جديد",
    ],
)
def test_faithful_sentences_are_left_alone(report: Report, words: str) -> None:
    assert flagged(report, words) == set()


def test_a_rhetorical_question_is_not_checked(report: Report) -> None:
    assert at(report, "فهل يصغي أحد").verdict is Verdict.UNCHECKABLE


def test_few_faithful_lines_are_flagged(report: Report) -> None:
    gold = json.loads((ROOT / "tests" / "example" / "gold.jsonl").read_text(encoding="utf-8"))
    flags = [d.span for j in report.judgements for d in j.departures if d.severity is not Severity.INFO]
    faithful = [(line["text"], Span(*line["span"])) for line in gold["lines"] if not line["departures"]]
    wrong = [text for text, own in faithful if any(own.overlap(span) for span in flags)]
    assert len(faithful) >= 10
    assert len(wrong) <= 1, wrong


def test_claims_about_another_document_are_held_against_it(report: Report) -> None:
    best = at(report, "معاهدة شراكة استراتيجية شاملة").evidence[0]
    assert best.source == "ap-2024-06-20-treaty.md"


def test_what_matters_and_was_left_out_is_listed(report: Report) -> None:
    left_out = {
        o.span.of(s.document.text) for o in report.omissions for s in report.sources if s.document.id == o.source
    }
    assert any("two years ago" in sentence for sentence in left_out)


@pytest.mark.parametrize(
    "words",
    [
        "في سوريا، دعمت روسيا",
        "وفي فنزويلا، أقامت روسيا",
        "أما في إيران",
        "أكثر عدالة، قائم على سيادة القانون الدولي",
        "سوريا من الدول التي كانت حليفة",
        "وفي ظل هذه التحولات",
    ],
)
def test_the_invented_paragraphs_of_the_first_article_are_flagged(seed: Report, words: str) -> None:
    assert DepartureType.ADDED in flagged(seed, words)


def test_the_garbled_byline_of_the_first_article_is_flagged(seed: Report) -> None:
    assert "MQ405" in {d.code for d in at(seed, "كتب تيم سيدال").departures}


@pytest.mark.parametrize(
    "words",
    ["يعاني كلا الزعيمين", "من المرجح أن تزداد المخاوف", "بعد فشل محادثات السلام", "بدلاً من ذلك، اختار كيم"],
)
def test_faithful_sentences_of_the_first_article_are_not_buried(seed: Report, words: str) -> None:
    assert flagged(seed, words) == set()
