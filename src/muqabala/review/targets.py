"""What can be decided in a report: every target with the fingerprint of the evidence it is decided on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from muqabala.fold import folded
from muqabala.records import Departure, Judgement, Omission, Report, Severity, Span, Verdict, text_sha256
from muqabala.report.evidence import used
from muqabala.review.anchors import find
from muqabala.review.decisions import ARTICLE, Decision, Ruling, Status, Subject


@dataclass(frozen=True, slots=True)
class Target:
    """Something that can be decided. `needed` says that the review is not finished without it: a finding above `info`,
    or a claim that asks for a person. `claim` is the claim that it belongs to.
    """

    id: str
    subject: Subject
    fingerprint: str
    needed: bool
    claim: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of the article that holds claims; its id changes with its words."""

    id: str
    span: Span
    claims: tuple[str, ...]


class Standing(StrEnum):
    """How a decision stands to the report at hand: as taken, taken on other evidence, or on what is no longer there."""

    CURRENT = "current"
    STALE = "stale"
    GONE = "gone"


def targets(report: Report) -> Mapping[str, Target]:
    """Every target that the tool offers, in the order of the page. What people mark or attach is not among them."""
    return {target.id: target for target in _targets(report)}


def _targets(report: Report) -> Iterator[Target]:
    texts = {source.document.id: source.document.text for source in report.sources}
    claims = {judged.claim.id: _claim(judged, report, texts) for judged in report.judgements}
    for judged in report.judgements:
        grave = any(departure.severity is not Severity.INFO for departure in judged.departures)
        if judged.verdict is Verdict.REVIEW and not grave:
            yield Target(judged.claim.id, Subject.CLAIM, claims[judged.claim.id], True, judged.claim.id)
        for departure in judged.departures:
            needed = departure.severity is not Severity.INFO
            mark = _departure(departure, claims[judged.claim.id], report, texts)
            yield Target(departure.id, Subject.DEPARTURE, mark, needed, judged.claim.id)
    for omission in report.omissions:
        needed = omission.severity is not Severity.INFO
        yield Target(omission.id, Subject.OMISSION, _omission(omission, texts), needed)
    for paragraph in paragraphs(report):
        yield Target(paragraph.id, Subject.PARAGRAPH, _hash(*map(claims.__getitem__, paragraph.claims)), False)
    yield Target(ARTICLE, Subject.ARTICLE, _hash(folded(report.article.text), *claims.values()), False)


def paragraphs(report: Report) -> tuple[Paragraph, ...]:
    """The paragraphs of the article that hold claims, in order."""
    found: list[Paragraph] = []
    seen: Counter[str] = Counter()
    for block in report.article.blocks:
        inside = tuple(j.claim.id for j in report.judgements if j.claim.span.overlap(block.span))
        if inside:
            words = folded(block.span.of(report.article.text))
            seen[words] += 1
            found.append(Paragraph(f"p-{_hash(words, str(seen[words]))}", block.span, inside))
    return tuple(found)


def standing(decision: Decision, report: Report, known: Mapping[str, Target]) -> Standing:
    """Whether a decision still rests on the evidence that it was taken on; `known` are the report's targets."""
    ruling, text = decision.ruling, report.article.text
    if ruling.blank or (decision.target == ARTICLE and ruling.status is Status.OPEN):
        return Standing.CURRENT  # who is to look at an article rests on no evidence
    lost = ruling.anchor is not None and find(text, ruling.anchor) is None
    if decision.subject is Subject.MARK:
        return Standing.GONE if lost else Standing.CURRENT
    if decision.subject is Subject.EVIDENCE:
        there = any(judged.claim.id == ruling.claim for judged in report.judgements)
        return Standing.CURRENT if there else Standing.GONE
    if decision.target not in known:
        return Standing.GONE
    return Standing.CURRENT if not lost and rests(ruling, known[decision.target]) else Standing.STALE


def rests(ruling: Ruling, target: Target) -> bool:
    """Whether a ruling was taken on the evidence at hand.

    Earlier versions of this program kept none for paragraphs and articles: there the benefit of the doubt is given.
    """
    untold = not ruling.seen and target.subject in (Subject.PARAGRAPH, Subject.ARTICLE)
    return untold or ruling.seen == target.fingerprint


def _departure(departure: Departure, claim: str, report: Report, texts: Mapping[str, str]) -> str:
    place = departure.source
    words = folded(place.span.of(texts[place.id])) if place else ""
    own = (departure.type, departure.severity, departure.code, folded(departure.span.of(report.article.text)), words)
    return _hash(*own, claim)


def _claim(judged: Judgement, report: Report, texts: Mapping[str, str]) -> str:
    """The claim's words and the sentences that its verdict rests on."""
    evidence = sorted(f"{found.source}\x1f{folded(found.span.of(texts[found.source]))}" for found in used(judged))
    return _hash(folded(judged.claim.span.of(report.article.text)), *evidence)


def _omission(omission: Omission, texts: Mapping[str, str]) -> str:
    return _hash(omission.severity, omission.code, folded(omission.span.of(texts[omission.source])))


def _hash(*parts: str) -> str:
    return text_sha256("\x1e".join(parts))[:12]
