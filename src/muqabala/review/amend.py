"""A report with the decisions of people in it.

`shown` is the report as the desk shows it: what people marked, changed and attached is there, nothing is taken away.
`decided` is what remains when the decisions are followed: dismissed findings are gone, verdicts follow from the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from muqabala.records import (
    Basis,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Omission,
    Report,
    Severity,
    Source,
    SourceSpan,
    Span,
    Verdict,
)
from muqabala.report import messages
from muqabala.review.anchors import find
from muqabala.review.decisions import Decision, Ruling, Status, Subject
from muqabala.review.targets import Standing, standing, targets

HUMAN = 1.0
"""The confidence of what a person marked."""
ATTACHED = "a reviewer attached a passage: the claim is to be held against it"
"""Why a claim that no source said waits for a person again."""


def shown(report: Report, decisions: Iterable[Decision], kept: Mapping[str, Document]) -> Report:
    """The report with the changes and additions of people. `kept` are the attached sources by SHA-256.

    Decisions on other evidence, and those whose target, claim or words are gone, change nothing.
    """
    rulings = {decision.target: decision for decision in _current(report, decisions) if not decision.ruling.blank}
    return _Amended(report, rulings, kept).report()


def _current(report: Report, decisions: Iterable[Decision]) -> Iterator[Decision]:
    known = targets(report)
    return (one for one in decisions if standing(one, report, known) is Standing.CURRENT)


def decided(report: Report, decisions: Sequence[Decision], kept: Mapping[str, Document]) -> Report:
    """What remains of a report when its decisions are followed. What nobody decided stays as the tool has it, and what
    was decided on other evidence, too: nothing must pass for a dismissal that was taken on another sentence.
    """
    dismissed = {one.target for one in _current(report, decisions) if one.ruling.status is Status.DISMISSED}
    amended = shown(report, decisions, kept)
    judgements = tuple(_remaining(judged, dismissed) for judged in amended.judgements)
    omissions = tuple(omission for omission in amended.omissions if omission.id not in dismissed)
    return replace(amended, judgements=judgements, omissions=omissions)


def code_of(kind: DepartureType) -> str:
    """The code whose sentence fits a departure of a type that a person named."""
    return next(code for code, entry in messages.catalogue().items() if entry.type is kind)


class _Amended:
    def __init__(self, report: Report, rulings: Mapping[str, Decision], kept: Mapping[str, Document]) -> None:
        self.original, self.rulings, self.kept = report, rulings, kept
        self.texts = {source.document.id: source.document.text for source in report.sources}
        self.names: dict[str, str] = {}
        self.further: list[Source] = []
        for decision in rulings.values():
            if decision.ruling.source and decision.ruling.status is not Status.OPEN:
                self._carry(decision.ruling.source.document)

    def _carry(self, sha256: str) -> None:
        """Add a kept source, unless the report carries the same text. Another text under its name keeps its own."""
        document = self.kept.get(sha256)
        if document is None or sha256 in self.names:
            return
        same = self.texts.get(document.id, document.text) == document.text
        name = document.id if same else f"{document.id} ({sha256[:8]})"
        self.names[sha256] = name
        if name not in self.texts:
            self.texts[name] = document.text
            self.further.append(Source(replace(document, id=name), principal=False, covered=0.0))

    def report(self) -> Report:
        """The whole."""
        judgements = [self._judgement(judged) for judged in self.original.judgements]
        for mark in filter(None, map(self._mark, self.rulings.values())):
            if judgements:
                at = _holder(judgements, mark.span, self.rulings[mark.id].ruling.claim)
                judgements[at] = _with(judgements[at], mark)
        return replace(
            self.original,
            judgements=tuple(judgements),
            omissions=tuple(map(self._omission, self.original.omissions)),
            sources=(*self.original.sources, *self.further),
        )

    def _judgement(self, judged: Judgement) -> Judgement:
        """The claim with attached passages leading its evidence; one that no source said waits for a person again."""
        judged = replace(judged, departures=tuple(map(self._departure, judged.departures)))
        attached = filter(None, (self._attached(one, judged.claim.id) for one in self.rulings.values()))
        found = {SourceSpan(one.source, one.span): one for one in attached}
        if not found:
            return judged
        others = tuple(e for e in judged.evidence if SourceSpan(e.source, e.span) not in found)
        again = judged.verdict is Verdict.NOT_IN_SOURCE
        verdict, reason = (Verdict.REVIEW, ATTACHED) if again else (judged.verdict, judged.reason)
        return replace(judged, evidence=(*found.values(), *others), verdict=verdict, reason=reason)

    def _attached(self, decision: Decision, claim: str) -> Evidence | None:
        ruling = decision.ruling
        if decision.subject is not Subject.EVIDENCE or ruling.status is not Status.CONFIRMED or ruling.claim != claim:
            return None
        place = self._place(ruling)
        return Evidence(place.id, place.span, ruling.source.score) if place and ruling.source else None

    def _place(self, ruling: Ruling) -> SourceSpan | None:
        """The passage of a ruling, in the source as it is carried here."""
        if ruling.source and ruling.source.document in self.names:
            return SourceSpan(self.names[ruling.source.document], ruling.source.span)
        return None

    def _departure(self, departure: Departure) -> Departure:
        """The departure with the type, severity and words that a person gave it."""
        if departure.id not in self.rulings:
            return departure
        ruling = self.rulings[departure.id].ruling
        span = (ruling.anchor and find(self.original.article.text, ruling.anchor)) or departure.span
        changed = replace(departure, span=span, severity=ruling.severity or departure.severity)
        if ruling.type is None or ruling.type is departure.type:
            return changed if span == departure.span else replace(changed, basis=Basis.HUMAN)
        params = self._params(span, departure.source)
        return replace(changed, type=ruling.type, basis=Basis.HUMAN, code=code_of(ruling.type), params=params)

    def _params(self, span: Span, place: SourceSpan | None) -> dict[str, str]:
        source = {"source": place.span.of(self.texts[place.id])} if place else {}
        return {"article": span.of(self.original.article.text), **source}

    def _mark(self, decision: Decision) -> Departure | None:
        """What a person marked, as a departure; None when nothing is marked any more or the words are gone."""
        ruling = decision.ruling
        if decision.subject is not Subject.MARK or ruling.status is Status.OPEN or not (ruling.anchor and ruling.type):
            return None
        span, place = find(self.original.article.text, ruling.anchor), self._place(ruling)
        if span is None:
            return None
        return Departure(
            id=decision.target,
            type=ruling.type,
            span=span,
            severity=ruling.severity or Severity.MAJOR,
            confidence=HUMAN,
            basis=Basis.HUMAN,
            code=code_of(ruling.type),
            params=self._params(span, place),
            source=place,
        )

    def _omission(self, omission: Omission) -> Omission:
        ruling = self.rulings[omission.id].ruling if omission.id in self.rulings else None
        return replace(omission, severity=ruling.severity) if ruling and ruling.severity else omission


def _holder(judgements: Sequence[Judgement], span: Span, claim: str | None) -> int:
    """The claim a mark belongs to: the one that shares most words with it, else the one named, else the nearest."""

    def closeness(index: int) -> tuple[int, bool, int]:
        own = judgements[index].claim
        return span.overlap(own.span), own.id == claim, -abs(own.span.start - span.start)

    return max(range(len(judgements)), key=closeness)


def _with(judged: Judgement, mark: Departure) -> Judgement:
    departures = sorted((*judged.departures, mark), key=lambda departure: departure.span)
    return replace(judged, departures=tuple(departures))


def _remaining(judged: Judgement, dismissed: set[str]) -> Judgement:
    """A claim without its dismissed departures, and the verdict that follows from those left."""
    left = tuple(departure for departure in judged.departures if departure.id not in dismissed)
    reason = None if judged.claim.id in dismissed else judged.reason
    verdict = _verdict(judged, left, judged.claim.id in dismissed)
    return replace(judged, departures=left, verdict=verdict, reason=reason if verdict is judged.verdict else None)


def _verdict(judged: Judgement, left: Sequence[Departure], settled: bool) -> Verdict:
    grave = [departure for departure in left if departure.severity is not Severity.INFO]
    human = any(departure.basis is Basis.HUMAN for departure in grave)
    if judged.verdict is Verdict.REVIEW and not settled and not grave:
        return Verdict.SUPPORTED if len(left) < len(judged.departures) else Verdict.REVIEW
    if not grave:
        return judged.verdict if judged.verdict in (Verdict.SUPPORTED, Verdict.UNCHECKABLE) else Verdict.SUPPORTED
    if any(one.type is DepartureType.ADDED and len(one.span) >= len(judged.claim.span) for one in grave):
        return Verdict.NOT_IN_SOURCE
    if judged.verdict is Verdict.CONTRADICTED and any(departure.source for departure in grave):
        return Verdict.CONTRADICTED
    if judged.verdict is Verdict.REVIEW and not settled and not human:
        return Verdict.REVIEW
    return Verdict.PARTIAL
