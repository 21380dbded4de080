"""A ruled finding as one flat row, for the formats that are tables."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.gate.result import Outcome, Result
from muqabala.gate.ruling import Ruled
from muqabala.report.findings import Place

Row = dict[str, str | int | float | None]


def rows(result: Result) -> Iterator[Row]:
    """A row a finding, report by report. The columns are always the same; None is what a finding does not have."""
    for outcome in result.outcomes:
        yield from (_row(outcome, ruled) for ruled in outcome.ruled)


def _row(outcome: Outcome, ruled: Ruled) -> Row:
    finding = ruled.finding
    return {
        "article": finding.article,
        "standing": ruled.standing.value,
        "why": ruled.why,
        "id": finding.id,
        "rule": finding.rule,
        "type": finding.type.value if finding.type else None,
        "severity": finding.severity.value,
        "confidence": round(finding.confidence, 4),
        "basis": finding.basis.value if finding.basis else None,
        "message": finding.message,
        "claim": finding.claim,
        "line": finding.here.start[0] if finding.here and finding.here.in_file else None,
        "column": finding.here.start[1] if finding.here and finding.here.in_file else None,
        **_place("article", finding.here),
        "source": finding.there.document if finding.there else None,
        **_place("source", finding.there),
        "fingerprint": finding.fingerprint,
        "report": outcome.path,
    }


def _place(side: str, place: Place | None) -> Row:
    return {
        f"{side}_words": place.words if place else None,
        f"{side}_start": place.span.start if place else None,
        f"{side}_end": place.span.end if place else None,
    }
