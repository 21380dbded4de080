"""What becomes of an article that arrived: who its provider says it is, its outcome, and the notice of it."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from muqabala.config import Settings
from muqabala.errors import MuqabalaError
from muqabala.pipeline import finished, unchecked
from muqabala.read import Article
from muqabala.records import Document, Report, Severity, Skip
from muqabala.report.summary import severities, worst
from muqabala.watch.desk import Checker
from muqabala.watch.journal import Identity

CLEAN, FINDINGS, UNCHECKED = "clean", "findings", "unchecked"
"""What can become of an article."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished article: its report, what it amounts to, and the gravest severity found."""

    report: Report
    kind: str
    severity: Severity | None = None
    reason: str = ""


def identity(document: Document) -> Identity | None:
    """What its provider calls an article, when the provider, the item and the version are all named."""
    wire = document.metadata.wire
    if wire and wire.provider and wire.item and wire.version:
        return Identity(wire.provider, wire.item, wire.version)
    return None


def examine(desk: Checker, article: Article, settings: Settings) -> Outcome:
    """Check one article; a report comes of it whatever happens."""
    if article.problem:
        return _unchecked(article, article.problem, settings, desk.skipped())
    try:
        report = desk.check(article.document)
    except MuqabalaError as error:
        return _unchecked(article, str(error), settings, desk.skipped())
    except Exception as error:  # one article must not end the watch; what it was stands in the reason
        problem = f"{article.document.id}: internal failure: {type(error).__name__}: {error}"
        return _unchecked(article, problem, settings, desk.skipped())
    report, unusable = finished(report, article.notes)
    if unusable:
        return Outcome(report, UNCHECKED, reason=unusable)
    found = worst(report)
    return Outcome(report, FINDINGS if found else CLEAN, found)


def _unchecked(article: Article, reason: str, settings: Settings, skipped: Sequence[Skip]) -> Outcome:
    return Outcome(unchecked(article.document, reason, settings, skipped), UNCHECKED, reason=reason)


def notice(outcome: Outcome, reports: Sequence[str]) -> bytes:
    """What a command or webhook is told of an article, as JSON. `reports` are the paths of its reports."""
    report = outcome.report
    counts = Counter(severities(report))
    told = {
        "schema": "muqabala.notice/1",
        "event": outcome.kind,
        "article": report.article.id,
        "title": report.article.metadata.title,
        "severity": outcome.severity,
        "findings": {severity.value: counts[severity] for severity in Severity},
        "reason": outcome.reason or None,
        "reports": list(reports),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
