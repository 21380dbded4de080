"""Decisions as the gate reads them: the file `muqabala.decisions/1`.

Only decisions that rest on the evidence at hand are written: the gate must not let a finding pass for a dismissal that
was taken on another sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from muqabala.gate import decisions as gate
from muqabala.records import Departure, DepartureType, text_sha256
from muqabala.review.anchors import find
from muqabala.review.decisions import Decision, Status, Subject
from muqabala.review.exports.cases import Case

_FINDINGS = frozenset({Subject.DEPARTURE, Subject.OMISSION, Subject.CLAIM})
_RULINGS = {Status.CONFIRMED: gate.Ruling.CONFIRM, Status.DISMISSED: gate.Ruling.DISMISS}


def render(cases: Sequence[Case]) -> str:
    """The file. Where an article has two reports, the later decision on a finding counts."""
    latest: dict[tuple[str, str], tuple[int, gate.Decision]] = {}
    added: dict[tuple[str, str], gate.AddedFinding] = {}
    for case in cases:
        for seq, one in _decisions(case):
            key = (one.article, one.finding)
            if key not in latest or latest[key][0] < seq:
                latest[key] = seq, one
        added |= {(one.article, one.id): one for one in _added(case)}
    return gate.render(gate.Decisions(tuple(one for _, one in latest.values()), (), tuple(added.values())))


def _decisions(case: Case) -> Iterator[tuple[int, gate.Decision]]:
    """Every confirmed and dismissed finding of the tool, with the number of its event."""
    for decision in case.decided:
        if decision.subject in _FINDINGS and decision.ruling.status in _RULINGS:
            yield decision.seq, _decision(decision, case)


def _decision(decision: Decision, case: Case) -> gate.Decision:
    ruling, article = decision.ruling, case.report.article
    return gate.Decision(
        article=article.id,
        text_sha256=text_sha256(article.text),
        finding=decision.target,
        decision=_RULINGS[ruling.status],
        reason=gate.Reason(ruling.reason.value) if ruling.reason else None,
        type=ruling.type,
        severity=ruling.severity,
        span=find(article.text, ruling.anchor) if ruling.anchor else None,
        note=ruling.note,
        reviewer=decision.reviewer,
        at=decision.at,
    )


def _added(case: Case) -> Iterator[gate.AddedFinding]:
    """What people marked and stand by, in the order of the text."""
    standing = {one.target: one for one in case.decided if one.ruling.status is Status.CONFIRMED}
    texts = {source.document.id: source.document.text for source in case.article.shown.sources}
    met: Counter[tuple[DepartureType, str, gate.QuotedSpan | None]] = Counter()
    for judged in case.article.shown.judgements:
        for mark in judged.departures:
            if mark.id in standing and standing[mark.id].subject is Subject.MARK:
                yield _finding(mark, standing[mark.id], case, _quoted(mark, texts), met)


def _quoted(mark: Departure, texts: dict[str, str]) -> gate.QuotedSpan | None:
    place = mark.source
    return gate.QuotedSpan(place.id, place.span, place.span.of(texts[place.id])) if place else None


def _finding(
    mark: Departure,
    decision: Decision,
    case: Case,
    source: gate.QuotedSpan | None,
    met: Counter[tuple[DepartureType, str, gate.QuotedSpan | None]],
) -> gate.AddedFinding:
    article = case.report.article
    words = mark.span.of(article.text)
    met[mark.type, words, source] += 1
    return gate.AddedFinding(
        id=gate.added_id(mark.type, words, source, met[mark.type, words, source]),
        article=article.id,
        text_sha256=text_sha256(article.text),
        span=mark.span,
        words=words,
        type=mark.type,
        severity=mark.severity,
        source=source,
        note=decision.ruling.note,
        reviewer=decision.reviewer,
        at=decision.at,
    )
