"""A benchmark made of a desk's own decisions: `gold.jsonl`, `articles/` and `corpus/`, as `muqabala eval` reads them.

A line of it is a claim. It counts when people settled it: every finding in it above `info` is confirmed or dismissed,
and either there was such a finding, or its paragraph was accepted, or the review of the article is finished. All other
lines stand there unscored. The sentences that a line retells are those that its verdict rests on, without those that
somebody called the wrong evidence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from muqabala.errors import BenchmarkError
from muqabala.evaluate.gold import GoldDeparture, GoldKind, GoldLine, GoldOmission
from muqabala.records import DepartureType, Document, Judgement, Severity, Span
from muqabala.report.dossier import Ruled, Word, principal
from muqabala.report.evidence import used
from muqabala.review.decisions import Reason, Status, Subject
from muqabala.review.exports import laying
from muqabala.review.exports.cases import Case
from muqabala.review.exports.laying import Laid
from muqabala.review.targets import paragraphs


@dataclass(frozen=True, slots=True)
class Gold:
    """The files of a benchmark by their names in its folder, and the articles left out, each with the reason."""

    files: Mapping[str, str]
    left_out: tuple[str, ...]


def make(cases: Sequence[Case]) -> Gold:
    """The benchmark. Raises `BenchmarkError` when no article holds a claim that people settled."""
    shelf = _Shelf()
    lines, left_out = [], []
    for case in cases:
        try:
            lines.append(json.dumps(_article(case, shelf), ensure_ascii=False))
        except BenchmarkError as error:
            left_out.append(str(error))
    if not lines:
        raise BenchmarkError(
            "There is no article to measure on yet: confirm or dismiss findings, accept paragraphs, or finish a review."
        )
    return Gold({"gold.jsonl": "\n".join(lines) + "\n", **dict(sorted(shelf.files.items()))}, tuple(left_out))


class _Shelf:
    """The files of the corpus and the articles; sources that several articles share stand there once."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}
        self._laid: dict[tuple[str, str], Laid | None] = {}

    def source(self, document: Document) -> Laid | None:
        """Put a source into the corpus. Another text under a name that is taken gets a name of its own."""
        key = document.id, document.text
        if key not in self._laid:
            laid = laying.source(document)
            if laid and self.files.get(f"corpus/{laid.name}", laid.text) != laid.text:
                laid = laying.renamed(laid)
            self._laid[key] = laid
            if laid:
                self.files[f"corpus/{laid.name}"] = laid.text
        return self._laid[key]


def _article(case: Case, shelf: _Shelf) -> Mapping[str, object]:
    """The line of an article in the gold file; its text and its sources are put on the shelf.

    Raises `BenchmarkError` when the article cannot be measured on.
    """
    report, name = case.article.shown, case.article.name
    retold = principal(report, case.dossier.items)
    lines = _Lines(case, retold or "").all()
    if all(line.unscored for line in lines):
        raise BenchmarkError(f"{name}: nobody settled a claim of it")
    laid = laying.article(report.article, name)
    documents = {source.document.id: source.document for source in report.sources}
    source = shelf.source(documents[retold]) if retold else None
    if laid is None or source is None:
        which = "article" if laid is None else "source"
        raise BenchmarkError(f"{name}: the text of its {which} cannot be kept in a plain text file")
    for document in documents.values():
        shelf.source(document)
    shelf.files[f"articles/{laid.name}"] = laid.text
    departs = any(line.departures and not line.unscored for line in lines)
    omitted = [one for one in _omissions(case) if one[0] == retold]
    return {
        "id": laid.name.removesuffix(".txt"),
        "lang": report.article.lang,
        "source": source.name,
        "kind": GoldKind.BENT if departs else GoldKind.TRANSLATION,
        "lines": [_line(line, source) for line in lines],
        "omitted": [
            {"span": _pair(source.span(one.span)), "matters": one.matters, "note": one.note} for _, one in omitted
        ],
    }


class _Lines:
    """The claims of an article as lines of the benchmark. `retold` is the id of the source it retells."""

    def __init__(self, case: Case, retold: str) -> None:
        self.case, self.retold = case, retold
        decided = {one.target: one for one in case.decided}
        confirmed = {target for target, one in decided.items() if one.ruling.status is Status.CONFIRMED}
        self.accepted = {
            claim for paragraph in paragraphs(case.report) if paragraph.id in confirmed for claim in paragraph.claims
        }
        self.attached = {
            (one.ruling.claim, one.ruling.source.span)
            for target, one in decided.items()
            if one.subject is Subject.EVIDENCE and target in confirmed and one.ruling.source
        }
        self.items: dict[int, list[Ruled]] = {}
        for item in case.dossier.items:
            self.items.setdefault(item.finding.claim or 0, []).append(item)

    def all(self) -> tuple[GoldLine, ...]:
        """The lines in the order of the text."""
        judgements = self.case.article.shown.judgements
        return tuple(self._line(number, judged) for number, judged in enumerate(judgements, start=1))

    def _line(self, number: int, judged: Judgement) -> GoldLine:
        text, span, items = self.case.report.article.text, judged.claim.span, self.items.get(number, [])
        departures = tuple(_departure(item, span, text) for item in items if item.objection and item.finding.here)
        return GoldLine(
            text=span.of(text),
            span=span,
            source=tuple(self._retells(judged, items)),
            departures=departures,
            unscored=not self._settled(judged, items, bool(departures)),
        )

    def _settled(self, judged: Judgement, items: Sequence[Ruled], departs: bool) -> bool:
        """Whether people said what there is to say about a claim."""
        if any(item.stale or (item.needed and item.word is Word.OPEN) for item in items):
            return False
        if any(item.finding.type is None and item.word is Word.CONFIRMED for item in items) and not departs:
            return False  # its doubt stands: something is wrong, and nobody said what
        if judged.claim.id in self.accepted or self.case.dossier.finished:
            return True
        # A finding held against the wrong sentence says nothing about the claim itself.
        return any(item.word is not Word.OPEN and item.reason != Reason.WRONG_EVIDENCE for item in items)

    def _retells(self, judged: Judgement, items: Sequence[Ruled]) -> Iterator[Span]:
        """The sentences of the source that a claim retells."""
        wrong = [item.finding.there for item in items if item.reason == Reason.WRONG_EVIDENCE and item.finding.there]
        kept = set(used(judged)) | {e for e in judged.evidence if (judged.claim.id, e.span) in self.attached}
        for one in sorted(kept, key=lambda evidence: evidence.span):
            mistaken = any(w.document == one.source and w.span.overlap(one.span) for w in wrong)
            if one.source == self.retold and len(one.span) and not mistaken:
                yield one.span


def _departure(item: Ruled, line: Span, text: str) -> GoldDeparture:
    """A confirmed departure within its line; one whose words lie elsewhere stands for the whole line."""
    finding = item.finding
    span = finding.here.span if finding.here else line
    span = Span(max(span.start, line.start), min(span.end, line.end)) if span.overlap(line) else line
    return GoldDeparture(
        type=finding.type or DepartureType.MEANING,
        span=span,
        text=span.of(text),
        source_says=finding.there.words if finding.there else "",
        note=item.note,
    )


def _omissions(case: Case) -> Iterator[tuple[str, GoldOmission]]:
    """What is left out, with its source: graded where people confirmed it or called it ordinary editing."""
    for item in case.dossier.items:
        finding = item.finding
        if finding.type is not DepartureType.OMITTED or finding.here or not finding.there or item.stale:
            continue
        place = finding.there
        if item.word is Word.OPEN:
            yield place.document, GoldOmission(place.span, None, item.note)
        elif item.word is Word.CONFIRMED:
            yield place.document, GoldOmission(place.span, finding.severity is not Severity.INFO, item.note)
        elif item.reason == Reason.LICENSED_EDIT:
            yield place.document, GoldOmission(place.span, False, item.note)


def _line(line: GoldLine, source: Laid) -> Mapping[str, object]:
    return {
        "text": line.text,
        "span": _pair(line.span),
        "source": [_pair(source.span(span)) for span in line.source],
        "departures": [
            {"type": d.type, "span": _pair(d.span), "text": d.text, "source_says": d.source_says, "note": d.note}
            for d in line.departures
        ],
        **({"unscored": True} if line.unscored else {}),
    }


def _pair(span: Span) -> list[int]:
    return [span.start, span.end]
