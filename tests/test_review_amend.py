"""Decisions and the report they are taken on: words found again, what is stale, what the page shows, what remains."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import reports
from desks import AMAL, change
from muqabala.records import Basis, DepartureType, Document, Evidence, Metadata, Report, Severity, Span, Verdict
from muqabala.report.contract import parse, render
from muqabala.review.amend import ATTACHED, decided, shown
from muqabala.review.anchors import anchor, find
from muqabala.review.decisions import Attached, Change, Decision, Ruling, Status, Subject
from muqabala.review.targets import Standing, paragraphs, standing, targets

ident = reports.identifier
NUMBER, MINISTER, COUNCIL, PRESTIGE = (ident("d", n) for n in (3, 5, 6, 8))
OPENING, DOUBT, ADDED = (ident("c", n) for n in (2, 5, 6))


def in_force(*changes: Change, report: Report | None = None) -> list[Decision]:
    """The decisions that these changes leave, taken on the evidence of a report."""
    known = targets(report or reports.report())
    return [
        Decision(
            "a",
            one.target,
            one.subject,
            replace(one.ruling, seen=known[one.target].fingerprint) if one.target in known else one.ruling,
            AMAL,
            "2026-01-01T00:00:00.000+00:00",
            1,
            number,
        )
        for number, one in enumerate(changes, start=1)
    ]


def how(report: Report, decisions: Sequence[Decision]) -> list[Standing]:
    return [standing(decision, report, targets(report)) for decision in decisions]


# Words found again


@given(st.text(min_size=1), st.text(), st.text(), st.text(), st.data())
def test_words_are_found_again_after_edits_elsewhere(
    text: str, before: str, after: str, other: str, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    span = Span(start, data.draw(st.integers(start + 1, len(text))))
    found = find(before + text + after, anchor(text, span))
    assert found is not None
    assert found.of(before + text + after) == span.of(text)
    if not before:
        assert find(text, anchor(text, span)) == span, "where nothing was edited, at the same place"
    assume(span.of(text) not in other)
    assert find(other, anchor(text, span)) is None


def test_of_several_places_the_one_in_the_same_surroundings_is_meant() -> None:
    text = "He said no. She said no. They said no."
    second = Span(text.index("no", 12), text.index("no", 12) + 2)
    edited = "Long before that, he said no. She said no. They said no."
    found = find(edited, anchor(text, second))
    assert found
    assert edited[: found.start].endswith("She said ")


# What can be decided, and when a decision is stale


def test_a_finished_review_decides_all_above_info_and_the_doubtful_claims() -> None:
    report = reports.report()
    claims = list(report.judgements)
    claims[4] = replace(claims[4], departures=())  # a claim for a person to look at, without any departure
    needed = {target.id for target in targets(replace(report, judgements=tuple(claims))).values() if target.needed}
    assert needed == {ident("d", n) for n in (1, 3, 5, 6, 8)} | {ident("o", 1), ident("o", 3), DOUBT}


def test_paragraphs_keep_their_ids_until_their_words_change() -> None:
    report = parse(render(reports.report()))
    first = paragraphs(report)
    assert [len(one.claims) for one in first] == [1, 3, 3]
    longer = report.article.text.replace("84 ألف", "85 ألف")
    edited = replace(report, article=replace(report.article, text=longer))
    assert [one.id == other.id for one, other in zip(first, paragraphs(edited), strict=True)] == [True, False, True]


def test_a_decision_holds_while_its_evidence_stays() -> None:
    report = reports.report()
    decisions = in_force(change(NUMBER), change(ident("o", 1)), change(paragraphs(report)[0].id))
    assert how(report, decisions) == [Standing.CURRENT] * 3
    others = tuple(replace(one, departures=()) if one.claim.id != OPENING else one for one in report.judgements)
    assert how(replace(report, judgements=others, omissions=()), decisions) == [
        Standing.CURRENT,
        Standing.GONE,
        Standing.CURRENT,
    ]


@pytest.mark.parametrize("what", ["evidence", "severity", "code"])
def test_a_decision_is_stale_when_the_evidence_is_another(what: str) -> None:
    report = reports.report()
    decisions = in_force(change(NUMBER), change(COUNCIL))
    opening = report.judgements[1]
    if what == "evidence":
        opening = replace(opening, evidence=(Evidence("courier.md", Span(60, 90), 0.9),))
    else:
        new = {"severity": Severity.MINOR} if what == "severity" else {"code": "MQ205"}
        found = tuple(replace(d, **new) if d.id == NUMBER else d for d in opening.departures)
        opening = replace(opening, departures=found)
    changed = replace(report, judgements=(report.judgements[0], opening, *report.judgements[2:]))
    assert how(changed, decisions) == [Standing.STALE, Standing.CURRENT]


def test_a_mark_is_gone_when_its_words_are() -> None:
    report = reports.report()
    mark = anchor(report.article.text, reports.words(report.article.text, "وزيرة النقل"))
    decisions = in_force(change("m-00000000000a", anchor=mark, type=DepartureType.NAME))
    text = report.article.text.replace("وزيرة النقل", "الوزيرة")
    assert how(report, decisions) == [Standing.CURRENT]
    assert how(replace(report, article=replace(report.article, text=text)), decisions) == [Standing.GONE]


# What the page shows


def test_nothing_decided_shows_the_report_as_it_is() -> None:
    report = reports.report()
    assert shown(report, (), {}) == report
    assert decided(report, (), {}) == report


def test_marked_words_become_a_departure_of_the_claim_they_stand_in() -> None:
    report = reports.report()
    mark = anchor(report.article.text, reports.words(report.article.text, "وزيرة النقل"))
    source = Document("courier.md", reports.SOURCE, (), "en")
    place = Attached("courier.md", reports.words(reports.SOURCE, "The transport minister"), "key", 0.0)
    ruling = change("m-00000000000a", anchor=mark, type=DepartureType.NAME, severity=Severity.MINOR, source=place)
    claim = shown(report, in_force(ruling), {"key": source}).judgements[2]
    found = claim.departures[0]
    assert (found.id, found.basis, found.type, found.severity) == (
        "m-00000000000a",
        Basis.HUMAN,
        DepartureType.NAME,
        Severity.MINOR,
    )
    assert found.code.startswith("MQ4")
    assert found.params == {"article": "وزيرة النقل", "source": "The transport minister"}
    assert len(claim.departures) == 2
    taken_back = in_force(change("m-00000000000a", Status.OPEN, anchor=mark, type=DepartureType.NAME))
    assert shown(report, taken_back, {}) == report


def test_a_changed_finding_carries_what_a_person_gave_it() -> None:
    report = reports.report()
    words = anchor(report.article.text, reports.words(report.article.text, "أمام 84 ألف"))
    ruling = change(NUMBER, type=DepartureType.MEANING, severity=Severity.MINOR, anchor=words)
    (found,) = (d for d in shown(report, in_force(ruling), {}).judgements[1].departures if d.id == NUMBER)
    assert (found.type, found.severity, found.basis) == (DepartureType.MEANING, Severity.MINOR, Basis.HUMAN)
    assert found.span.of(report.article.text) == "أمام 84 ألف"
    assert found.params == {"article": "أمام 84 ألف", "source": "48,000"}
    lighter = shown(report, in_force(change(NUMBER, severity=Severity.INFO)), {}).judgements[1].departures[2]
    assert (lighter.severity, lighter.basis, lighter.code) == (Severity.INFO, Basis.RULE, "MQ201")


def attached(document: Document, claim: str = ADDED) -> tuple[list[Decision], dict[str, Document]]:
    place = Attached(document.id, Span(0, 10), "key", 0.4)
    return in_force(change("e-00000000000a", source=place, claim=claim)), {"key": document}


def test_an_attached_passage_leads_the_evidence_and_brings_its_source_along() -> None:
    decisions, kept = attached(Document("new.txt", "Prestigious, he said.", (), "en", Metadata(outlet="Courier")))
    result = shown(reports.report(), decisions, kept)
    claim = result.judgements[5]
    assert claim.evidence[0] == Evidence("new.txt", Span(0, 10), 0.4)
    assert (claim.verdict, claim.reason) == (Verdict.REVIEW, ATTACHED), "no source said it; now a person must look"
    assert result.sources[-1].document == kept["key"]
    assert parse(render(result)).sources[-1].document.id == "new.txt", "the report stands alone"


def test_another_text_under_the_same_name_stays_apart() -> None:
    decisions, kept = attached(Document("courier.md", "A later version.", (), "en"))
    result = shown(reports.report(), decisions, kept)
    assert [source.document.id for source in result.sources] == ["courier.md", "old/background.txt", "courier.md (key)"]
    assert result.judgements[5].evidence[0].source == "courier.md (key)"


def test_decisions_whose_object_is_gone_change_nothing() -> None:
    report = reports.report()
    lost = anchor("not in the article", Span(0, 3))
    decisions = in_force(
        change("d-ffffffffffff", severity=Severity.INFO),
        change("m-00000000000a", anchor=lost, type=DepartureType.NAME),
        change("e-00000000000a", source=Attached("x", Span(0, 1), "unknown"), claim=ADDED),
    )
    assert shown(report, decisions, {}) == report


# What remains

CASES = [
    ("a dismissed contradiction leaves support", [change(COUNCIL, Status.DISMISSED)], 3, Verdict.SUPPORTED),
    ("a confirmed one stays", [change(COUNCIL)], 3, Verdict.CONTRADICTED),
    ("one of two dismissed", [change(NUMBER, Status.DISMISSED)], 1, Verdict.CONTRADICTED),
    ("lighter than a departure", [change(COUNCIL, severity=Severity.INFO)], 3, Verdict.SUPPORTED),
    ("an addition dismissed", [change(PRESTIGE, Status.DISMISSED)], 5, Verdict.SUPPORTED),
    ("an addition kept", [change(PRESTIGE)], 5, Verdict.NOT_IN_SOURCE),
    ("a doubt with its finding dismissed", [change(ident("d", 7), Status.DISMISSED)], 4, Verdict.SUPPORTED),
    ("a doubt untouched", [], 4, Verdict.REVIEW),
    ("a claim with nothing to check", [], 6, Verdict.UNCHECKABLE),
]


@pytest.mark.parametrize(("case", "changes", "claim", "verdict"), CASES, ids=[case[0] for case in CASES])
def test_verdicts_follow_from_what_is_left(case: str, changes: list[Change], claim: int, verdict: Verdict) -> None:
    result = decided(reports.report(), in_force(*changes), {})
    assert result.judgements[claim].verdict is verdict
    dismissed = {one.target for one in changes if one.ruling.status is Status.DISMISSED}
    assert not dismissed & {d.id for judged in result.judgements for d in judged.departures}


def test_a_dismissal_on_other_evidence_takes_nothing_away() -> None:
    report = reports.report()
    taken = in_force(change(NUMBER, Status.DISMISSED), change(COUNCIL, type=DepartureType.MEANING))
    others = tuple(replace(judged, evidence=()) for judged in report.judgements)
    changed = replace(report, judgements=others)
    assert decided(changed, taken, {}) == changed
    assert NUMBER not in {d.id for judged in decided(report, taken, {}).judgements for d in judged.departures}


def test_marking_a_supported_claim_makes_it_partial_and_dismissed_omissions_are_gone() -> None:
    report = reports.report()
    head = anchor(report.article.text, reports.words(report.article.text, "عامين"))
    mark = Change("m-00000000000a", Subject.MARK, Ruling(Status.CONFIRMED, type=DepartureType.DATE, anchor=head))
    result = decided(report, in_force(mark, change(ident("o", 1), Status.DISMISSED)), {})
    assert result.judgements[0].verdict is Verdict.PARTIAL
    assert [omission.id for omission in result.omissions] == [ident("o", 2), ident("o", 3)]
    assert parse(render(result)).judgements[0].verdict is Verdict.PARTIAL
