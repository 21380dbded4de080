"""Every finding with its decision as a table (CSV), one row a finding, a marked place, or another decision.

Cells are made as in the table of a report: one line each, shown and never evaluated.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muqabala.records import DepartureType, Severity, text_sha256
from muqabala.report.dossier import Ruled
from muqabala.report.findings import Place
from muqabala.report.table import sheet
from muqabala.review.anchors import find
from muqabala.review.decisions import PREFIXES, Decision, Ruling, Subject
from muqabala.review.exports.cases import Case
from muqabala.review.targets import Standing, paragraphs

COLUMNS = (
    "report",
    "article",
    "title",
    "id",
    "subject",
    "claim",
    "status",
    "reason",
    "evidence",
    "type",
    "severity",
    "tool_type",
    "tool_severity",
    "message",
    "note",
    "reviewer",
    "at",
    "revision",
    "assignee",
    "article_words",
    "article_start",
    "article_end",
    "source",
    "source_words",
    "source_start",
    "source_end",
)
"""The columns. `evidence` is `current`, `stale` or `gone`: whether a decision rests on the evidence at hand. Offsets
are half-open pairs of code points in the documents' texts.
"""


def render(cases: Sequence[Case]) -> str:
    """The table of several articles, article by article."""
    rows = (row for case in cases for row in _Rows(case).all())
    return sheet(COLUMNS, ([row.get(column, "") for column in COLUMNS] for row in rows))


@dataclass(frozen=True, slots=True)
class _Own:
    """What the tool itself said of a finding."""

    type: DepartureType
    severity: Severity


class _Rows:
    def __init__(self, case: Case) -> None:
        self.case = case
        self.decisions = {one.target: one for one in case.article.decisions if _told(one.ruling)}
        report = case.report
        self.own = {d.id: _Own(d.type, d.severity) for judged in report.judgements for d in judged.departures}
        self.own |= {o.id: _Own(DepartureType.OMITTED, o.severity) for o in report.omissions}

    def all(self) -> Iterator[dict[str, object]]:
        """The findings in the order of the text, then all that was decided besides."""
        items = self.case.dossier.items
        yield from map(self._finding, items)
        told = {item.finding.id for item in items}
        yield from (self._other(one) for target, one in self.decisions.items() if target not in told)

    def _head(self, target: str) -> dict[str, object]:
        article, decision = self.case.report.article, self.decisions.get(target)
        subject = PREFIXES.get(target[:1], Subject.ARTICLE) if target[1:2] == "-" else Subject.ARTICLE
        row: dict[str, object] = {
            "report": self.case.article.name,
            "article": article.id,
            "title": article.metadata.title or "",
            "id": target,
            "subject": subject,
            "status": "open",
        }
        if decision:
            ruling = decision.ruling
            row |= {"status": ruling.status, "reason": ruling.reason or "", "note": ruling.note}
            row |= {"reviewer": decision.reviewer, "at": decision.at, "revision": decision.rev}
            row |= {"evidence": self.case.standings[target], "assignee": ruling.assignee or ""}
        return row

    def _finding(self, item: Ruled) -> dict[str, object]:
        finding = item.finding
        own = self.own.get(finding.id)
        return {
            **self._head(finding.id),
            "claim": finding.claim or "",
            "type": finding.type or "",
            "severity": finding.severity,
            "tool_type": own.type if own else "",
            "tool_severity": own.severity if own else "",
            "message": finding.message,
            **_words(finding.here, "article_words", "article"),
            **(_words(finding.there, "source_words", "source") | _source(finding.there)),
        }

    def _other(self, decision: Decision) -> dict[str, object]:
        """A passage, a paragraph, the article as a whole, or a decision on what is no longer there."""
        ruling, article = decision.ruling, self.case.report.article
        row = self._head(decision.target) | {"type": ruling.type or "", "severity": ruling.severity or ""}
        claims = [judged.claim.id for judged in self.case.report.judgements]
        if ruling.claim in claims:
            row["claim"] = claims.index(ruling.claim) + 1
        span = find(article.text, ruling.anchor) if ruling.anchor else None
        span = span or next((p.span for p in paragraphs(self.case.report) if p.id == decision.target), None)
        if span:
            row |= _words(Place(article.id, article.text, span), "article_words", "article")
        elif ruling.anchor and self.case.standings[decision.target] is Standing.GONE:
            row["article_words"] = ruling.anchor.words
        return row | self._passage(decision)

    def _passage(self, decision: Decision) -> dict[str, object]:
        """The passage of a source that a decision brought along."""
        attached = decision.ruling.source
        if attached is None:
            return {}
        for source in self.case.article.shown.sources:
            text = source.document.text
            if text_sha256(text) == attached.document:
                place = Place(source.document.id, text, attached.span)
                return _words(place, "source_words", "source") | _source(place)
        return {"source": attached.source, "source_start": attached.span.start, "source_end": attached.span.end}


def _told(ruling: Ruling) -> bool:
    """Whether a decision has a row of its own; what was taken back has none."""
    return ruling.said or bool(ruling.assignee)


def _words(place: Place | None, words: str, side: str) -> dict[str, object]:
    if place is None:
        return {}
    return {words: place.words, f"{side}_start": place.span.start, f"{side}_end": place.span.end}


def _source(place: Place | None) -> dict[str, object]:
    return {"source": place.document} if place else {}
