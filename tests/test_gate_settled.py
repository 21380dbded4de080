"""What people settled: decisions, findings they added, renderings, the baseline; and that edits keep it all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

import gated
import reports
from muqabala import claims, segment
from muqabala.gate import Court, judge
from muqabala.gate.baseline import Known
from muqabala.gate.decisions import Decision, Decisions, Reason, Ruling
from muqabala.gate.policy import Policy
from muqabala.judge.case import named
from muqabala.records import (
    Basis,
    Block,
    Departure,
    DepartureType,
    Document,
    Judgement,
    Report,
    Severity,
    SourceSpan,
    Span,
    Verdict,
)

TEXT_SHA256 = hashlib.sha256(reports.ARTICLE.encode()).hexdigest()
BASELINE = jsonschema.Draft202012Validator(
    json.loads((resources.files("muqabala.gate") / "baseline.schema.json").read_text(encoding="utf-8"))
)


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    gated.save(tmp_path / "in")
    return tmp_path


def notes(*arguments: str | Path) -> list[str]:
    _, found = gated.records(*arguments)
    return [row["note"] for row in found if row["record"] == "note"]


# Decisions ------------------------------------------------------------------------------------------------------------

DECIDED = [
    ([("d3", {})], {"d3": "dismissed"}),
    ([("d3", {}), ("o1", {"reason": "licensed_edit"})], {"d3": "dismissed", "o1": "dismissed"}),
    ([("c5", {})], {"c5": "dismissed"}),
    ([("d1", {"decision": "confirm", "severity": "major"})], {"d1": "fails"}),
    ([("d3", {"decision": "confirm", "severity": "minor"})], {"d3": "below"}),
    ([("d1", {"decision": "confirm"})], {"d1": "below"}),
    ([("d3", {"decision": "confirm"})], {"d3": "fails"}),
    ([("d3", {"article": "another.txt", "text_sha256": "1" * 64})], {}),
    ([("d3", {"article": "moved.txt", "text_sha256": TEXT_SHA256})], {"d3": "dismissed"}),
]


@pytest.mark.parametrize(("decisions", "changed"), DECIDED)
def test_decisions(here: Path, decisions: list[tuple[str, dict[str, object]]], changed: Mapping[str, str]) -> None:
    _, before = gated.standings("in")
    path = gated.decide(here, *(gated.decision(finding, **changes) for finding, changes in decisions))
    _, after = gated.standings("in", "--decisions", path)
    assert after == {**before, **changed}


@pytest.mark.parametrize(("ruling", "standing"), [("dismiss", "dismissed"), ("confirm", "below")])
def test_a_claim_that_a_reviewer_decided_about_is_open_no_more(here: Path, ruling: str, standing: str) -> None:
    gated.policy(here, '[gate]\nreview = "unchecked"\n')
    assert gated.standings("in")[0] == 3
    status, found = gated.standings("in", "--decisions", gated.decide(here, gated.decision("c5", decision=ruling)))
    assert (status, found["c5"]) == (1, standing)


def test_a_confirmed_finding_is_a_persons_and_sure(here: Path) -> None:
    gated.policy(here, '[gate]\nconfidence = 0.99\nfail_on = "minor"\n')
    assert gated.failing("in") == (1, {"c5"}), "nothing that the tool found is that sure"
    span = [reports.ARTICLE.index("سيارة"), reports.ARTICLE.index("سيارة") + 5]
    entry = gated.decision("d3", decision="confirm", type="name", span=span, text_sha256=TEXT_SHA256)
    _, found = gated.records("in", "--decisions", gated.decide(here, entry))
    (row,) = (row for row in found if row.get("id") == reports.identifier("d", 3))
    assert (row["standing"], row["basis"], row["confidence"], row["type"]) == ("fails", "human", 1.0, "name")
    assert row["article_words"] == "سيارة"


def test_a_span_counts_only_in_the_text_that_was_reviewed(here: Path) -> None:
    entry = gated.decision("d3", decision="confirm", span=[0, 4], text_sha256="1" * 64)
    _, found = gated.records("in", "--decisions", gated.decide(here, entry))
    (row,) = (row for row in found if row.get("id") == reports.identifier("d", 3))
    assert row["article_words"] == "84 ألف"


def test_the_reason_reviewer_and_note_are_told(here: Path) -> None:
    path = gated.decide(here, gated.decision("d3", note="البلدية صحّحت العدد"))
    _, found = gated.records("in", "--decisions", path)
    (row,) = (row for row in found if row.get("standing") == "dismissed")
    assert row["why"] == "dismissed by Huda (faithful): البلدية صحّحت العدد"


def test_decisions_that_settle_nothing_any_more_are_told(here: Path) -> None:
    gone, elsewhere = gated.decision("d99"), gated.decision("d3", article="elsewhere.txt")
    path = gated.decide(here, gated.decision("d3"), gone, elsewhere)
    assert notes("in", "--decisions", path) == [
        "unused decision: d-000000000063 of wire/bridge.7.txt (dismiss, Huda) is gone"
    ]


# Findings that people added -------------------------------------------------------------------------------------------


def human(**changes: object) -> dict[str, object]:
    start = reports.ARTICLE.index("عامين")
    whole: dict[str, object] = {
        "id": "h-0123456789ab",
        "article": "wire/bridge.7.txt",
        "text_sha256": TEXT_SHA256,
        "span": [start, start + len("عامين")],
        "words": "عامين",
        "type": "date",
        "severity": "major",
        "source": {"id": "courier.md", "span": [40, 49], "words": "two years"},
        "note": "The bridge was closed for three years.",
        "reviewer": "Huda",
        "at": "2024-06-21T09:30:00+03:00",
    }
    return whole | changes


ADDED = [
    ({}, "fails", "عامين"),
    ({"severity": "minor"}, "below", "عامين"),
    ({"article": "moved.txt"}, "fails", "عامين"),
    ({"text_sha256": "1" * 64}, "fails", "عامين"),
    ({"text_sha256": "1" * 64, "span": [0, 3], "words": "دام عامين"}, "fails", "دام عامين"),
    ({"text_sha256": "1" * 64, "words": "ثلاثة أعوام"}, None, None),
    ({"text_sha256": "1" * 64, "words": "جسر"}, None, None),
    ({"span": None, "words": "", "type": "omitted"}, "fails", None),
    ({"span": None, "words": "", "source": {"id": "gone.md", "span": [0, 3], "words": "two"}}, None, None),
    ({"span": [90_000, 90_001]}, "fails", "عامين"),
]


@pytest.mark.parametrize(("changes", "standing", "words"), ADDED)
def test_findings_of_people(here: Path, changes: dict[str, object], standing: str | None, words: str | None) -> None:
    path = gated.decide(here, added=[human(**changes)])
    _, found = gated.records("in", "--decisions", path)
    rows = [row for row in found if row.get("id") == "h-0123456789ab"]
    assert [(row["standing"], row["article_words"], row["basis"]) for row in rows] == (
        [(standing, words, "human")] if standing else []
    )
    unused = [row for row in found if row["record"] == "note"]
    assert bool(unused) == (standing is None)


# Renderings -----------------------------------------------------------------------------------------------------------

PAIR = "الصين", "Ruritania"
RENDERED = [
    ("الصين", "Ruritania", "name", True),
    ("الصِّين", "RURITANIA", "name", True),
    ("صين", "Ruritania", "name", False),
    ("الصين", "Ruritanian", "name", False),
    ("الصين", "Ruritania", "term", True),
    ("الصين الشعبية", "Ruritania", "name", False),
]


def misnamed(words: str = "الصين", source: str | None = "Ruritania", kind: str = "name") -> Report:
    """A report with one departure between a word of the article and one of the source."""
    text, told = f"قال رئيس {words} ذلك.", "The president of Ruritania said so."
    place = SourceSpan("s.md", reports.words(told, source)) if source else None
    found = Departure(
        reports.identifier("d", 1),
        DepartureType(kind),
        reports.words(text, words),
        Severity.MAJOR,
        0.9,
        Basis.RULE,
        "MQ401" if source else "MQ402",
        {},
        place,
    )
    whole = gated.clean()
    claim = replace(whole.judgements[0].claim, span=Span(0, len(text)))
    article = Document("n.txt", text, (Block(Span(0, len(text))),), "ar")
    sources = (replace(whole.sources[0], document=Document("s.md", told, (), "en")),)
    judged = (Judgement(claim, Verdict.PARTIAL, 0.9, (found,)),)
    return replace(whole, article=article, citations=(), sources=sources, judgements=judged)


@pytest.mark.parametrize(("article", "source", "kind", "accepted"), RENDERED)
def test_renderings(tmp_path: Path, article: str, source: str, kind: str, accepted: bool) -> None:
    gated.save(tmp_path / "in", misnamed())
    rendering = {"article": article, "source": source, "kind": kind, "note": ""}
    path = gated.decide(tmp_path, renderings=[rendering])
    assert gated.standings(tmp_path / "in", "--decisions", path)[1] == {"d1": "accepted" if accepted else "fails"}
    assert bool(notes(tmp_path / "in", "--decisions", path)) != accepted, "one that is not used is told"


@pytest.mark.parametrize("clitic", ["و", "ب", "ل", "ول", "ف"])
def test_clitics_of_the_article_do_not_matter(tmp_path: Path, clitic: str) -> None:
    gated.save(tmp_path / "in", misnamed(f"{clitic}غوتيريش"))
    path = gated.decide(tmp_path, renderings=[{"article": "غوتيريش", "source": "Ruritania", "kind": "name"}])
    assert gated.standings(tmp_path / "in", "--decisions", path) == (0, {"d1": "accepted"})


@pytest.mark.parametrize(("source", "standing"), [("Ruritania", "accepted"), ("Atlantis", "fails")])
def test_a_name_without_source_words_is_accepted_when_a_source_has_the_rendering(
    tmp_path: Path, source: str, standing: str
) -> None:
    gated.save(tmp_path / "in", misnamed(source=None))
    path = gated.decide(tmp_path, renderings=[{"article": "الصين", "source": source, "kind": "name"}])
    assert gated.standings(tmp_path / "in", "--decisions", path)[1] == {"d1": standing}


@pytest.mark.parametrize(("kind", "type_", "standing"), [("name", "meaning", "fails"), ("term", "meaning", "accepted")])
def test_a_rendering_of_a_name_settles_names_alone(tmp_path: Path, kind: str, type_: str, standing: str) -> None:
    gated.save(tmp_path / "in", misnamed(kind=type_))
    path = gated.decide(tmp_path, renderings=[{"article": "الصين", "source": "Ruritania", "kind": kind}])
    assert gated.standings(tmp_path / "in", "--decisions", path)[1] == {"d1": standing}


def test_renderings_of_the_policy(here: Path) -> None:
    gated.save(here / "in", misnamed())
    gated.policy(here, '[gate]\nrenderings = [{article = "الصين", source = "Ruritania"}]\n')
    assert gated.standings("in") == (0, {"d1": "accepted"})


# The baseline ---------------------------------------------------------------------------------------------------------


def update(here: Path, *more: str) -> Any:
    result = gated.run("in", "--baseline", here / "known.json", "--update-baseline", *more)
    assert result.exit_code in (0, 3), result.output
    value = json.loads((here / "known.json").read_text(encoding="utf-8"))
    BASELINE.validate(value)
    return value["findings"]


def test_what_is_in_the_baseline_does_not_fail_and_what_is_new_does(here: Path) -> None:
    assert {gated.short(row["finding"]) for row in update(here)} == gated.FAILING
    assert gated.failing("in", "--baseline", "known.json") == (0, set())
    gated.save(here / "in", gated.of("new.txt"), "new.json")
    status, fails = gated.failing("in", "--baseline", "known.json")
    assert (status, fails) == (1, gated.FAILING), "the same findings in another article are new"


def test_a_graver_finding_under_a_known_id_is_new(here: Path) -> None:
    update(here)
    path = gated.decide(here, gated.decision("d5", decision="confirm", severity="critical"))
    assert gated.failing("in", "--baseline", "known.json", "--decisions", path) == (1, {"d5"})


def test_entries_that_do_not_fail_any_more_are_told_and_leave_at_the_next_update(here: Path) -> None:
    update(here)
    gated.save(here / "in", gated.clean())
    assert len(notes("in", "--baseline", "known.json")) == len(gated.FAILING)
    assert update(here) == []


def test_an_update_keeps_what_it_did_not_see(here: Path) -> None:
    gated.save(here / "in", gated.of("b.txt"), "b.json")
    before = update(here)
    (here / "in" / "b.json").write_text("damaged", encoding="utf-8")
    assert update(here) == before
    (here / "in" / "b.json").unlink()
    assert update(here) == before


def test_an_update_is_the_same_bytes_again_and_leaves_out_what_is_settled(here: Path) -> None:
    path = gated.decide(here, gated.decision("d3"))
    update(here, "--decisions", str(path))
    first = (here / "known.json").read_bytes()
    assert {gated.short(row["finding"]) for row in update(here, "--decisions", str(path))} == gated.FAILING - {"d3"}
    assert (here / "known.json").read_bytes() == first


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"schema": "muqabala.baseline/2", "findings": []}', '{"schema": "muqabala.baseline/1"}']
)
def test_a_damaged_baseline_is_a_configuration_error_and_stays_as_it_is(here: Path, text: str) -> None:
    (here / "known.json").write_text(text, encoding="utf-8")
    for more in ((), ("--update-baseline",)):
        result = gated.run("in", "--baseline", "known.json", *more)
        assert result.exit_code == 2
        assert "known.json: not a baseline" in result.stderr
    assert (here / "known.json").read_text(encoding="utf-8") == text


# Edits elsewhere ------------------------------------------------------------------------------------------------------

SENTENCES = (
    "أعلنت الوزارة افتتاح الجسر أمام 84 ألف سيارة.",
    "وقال المتحدث إن الكلفة بلغت 210 ملايين كرونة.",
    "ورفض المجلس خطة الرسوم الجديدة.",
    "ويعمل في الميناء نحو 300 عامل.",
)
SOURCE = "It opened to 48,000 cars. It cost 120 million crowns. The council approved the plan. It employs 200 people."
edits = st.lists(
    st.sampled_from(("وهطل المطر صباحًا.", "وعاد الهدوء مساءً.", "Traffic was light.", "٣ كلمات هنا.")), max_size=3
)


def checked(sentences: tuple[str, ...], extra: Mapping[int, list[str]]) -> Report:
    """A report on the sentences with others between them, with ids as a check gives them: a departure a sentence."""
    parts: list[str] = []
    for number, sentence in enumerate((*sentences, "")):
        parts += [*extra.get(number, ()), *([sentence] if sentence else [])]
    text = "\n\n".join(parts)
    article = Document("edited.txt", text, _blocks(parts), "ar")
    judged = []
    for claim in claims.claims(article, segment.segment(article)):
        own = next((n for n, s in enumerate(sentences) if claim.span.of(text) in s), None)
        departure = () if own is None else (_departure(claim.span, own),)
        judged.append(Judgement(claim, Verdict.PARTIAL if departure else Verdict.SUPPORTED, 0.5, departure))
    whole = reports.report()
    source = replace(whole.sources[0], document=Document("s.md", SOURCE, (), "en"))
    named_ = named(judged, text, {"s.md": SOURCE})
    return replace(whole, article=article, citations=(), sources=(source,), judgements=named_, omissions=(), skipped=())


def _blocks(parts: list[str]) -> tuple[Block, ...]:
    blocks, at = [], 0
    for part in parts:
        blocks.append(Block(Span(at, at + len(part))))
        at += len(part) + 2
    return tuple(blocks)


def _departure(span: Span, number: int) -> Departure:
    start = sum(len(s) + 1 for s in SOURCE.split(". ")[:number])
    place = SourceSpan("s.md", Span(start, start + 8))
    return Departure("", DepartureType.MEANING, span, Severity.MAJOR, 0.9, Basis.MODEL, "MQ1301", {}, place)


@given(st.dictionaries(st.integers(0, len(SENTENCES)), edits))
def test_ids_decisions_and_the_baseline_survive_edits_elsewhere(extra: Mapping[int, list[str]]) -> None:
    before = checked(SENTENCES, {})
    first, *others = [d for j in before.judgements for d in j.departures]
    assert len(others) == len(SENTENCES) - 1
    decision = Decision(
        "edited.txt", "0" * 64, first.id, Ruling.DISMISS, Reason.FAITHFUL, None, None, None, "", "Huda", ""
    )
    known = tuple(Known("edited.txt", one.id, one.severity) for one in others)
    court = Court(Policy(), Decisions((decision,)), known)
    after = judge(checked(SENTENCES, extra), "r.json", court)
    found = {ruled.finding.id: ruled for ruled in after.ruled}
    assert found.keys() == {first.id, *(one.id for one in others)}
    assert [ruled.standing.value for ruled in found.values()].count("known") == len(others)
    assert found[first.id].standing == "dismissed"
    prints = {ruled.finding.fingerprint for ruled in judge(before, "r.json", court).ruled}
    assert {ruled.finding.fingerprint for ruled in after.ruled} == prints
