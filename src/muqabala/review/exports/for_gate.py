"""Decisions as the gate reads them: the file `muqabala.decisions/1`.

Only decisions that rest on the evidence at hand are written: the gate must not let a finding pass for a dismissal that
was taken on another sentence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from muqabala.gate import decisions as gate
from muqabala.records import Departure, DepartureType, text_sha256
from muqabala.review.anchors import find
from muqabala.review.decisions import Decision, Status, Subject
from muqabala.review.exports.cases import Case
from muqabala.review.targets import Standing

_Key = tuple[str, str]
_Found = TypeVar("_Found", gate.Decision, gate.AddedFinding)
_FINDINGS = frozenset({Subject.DEPARTURE, Subject.OMISSION, Subject.CLAIM})
_RULINGS = {Status.CONFIRMED: gate.Ruling.CONFIRM, Status.DISMISSED: gate.Ruling.DISMISS}


def render(cases: Sequence[Case]) -> str:
    """The file. Where an article has two reports, what was last decided on a finding counts, also a take-back."""
    decided = _latest(found for case in cases for found in _decisions(case))
    added = _latest(found for case in cases for found in _added(case))
    return gate.render(gate.Decisions(tuple(decided), (), tuple(added)))


def _latest(found: Iterable[tuple[_Key, int, _Found | None]]) -> Iterator[_Found]:
    """Of each finding what has the greatest number of an event; nothing where that is a take-back."""
    latest: dict[_Key, tuple[int, _Found | None]] = {}
    for key, seq, one in found:
        if key not in latest or latest[key][0] < seq:
            latest[key] = seq, one
    return (one for _, one in latest.values() if one is not None)


def _key(case: Case, finding: str) -> _Key:
    return case.report.article.id, finding


def _decisions(case: Case) -> Iterator[tuple[_Key, int, gate.Decision | None]]:
    """Every finding of the tool that was decided, with the number of the event; None for what was taken back."""
    for decision in case.article.decisions:
        if decision.subject in _FINDINGS and case.standings[decision.target] is Standing.CURRENT:
            ruled = decision.ruling.status in _RULINGS
            yield _key(case, decision.target), decision.seq, _decision(decision, case) if ruled else None


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


def _added(case: Case) -> Iterator[tuple[_Key, int, gate.AddedFinding]]:
    """What people marked and stand by, in the order of the text."""
    standing = {one.target: one for one in case.decided if one.ruling.status is Status.CONFIRMED}
    texts = {source.document.id: source.document.text for source in case.article.shown.sources}
    met: Counter[tuple[DepartureType, str, gate.QuotedSpan | None]] = Counter()
    for judged in case.article.shown.judgements:
        for mark in judged.departures:
            if mark.id in standing and standing[mark.id].subject is Subject.MARK:
                found = _finding(mark, standing[mark.id], case, _quoted(mark, texts), met)
                yield _key(case, found.id), standing[mark.id].seq, found


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
