"""The articles of a file that arrived, and what becomes of one of them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from muqabala import read
from muqabala.config import Settings
from muqabala.errors import MuqabalaError
from muqabala.pipeline import unchecked
from muqabala.records import Document, Report, Severity, Skip, Verdict
from muqabala.watch.desk import Checker
from muqabala.watch.journal import Identity

CLEAN, FINDINGS, UNCHECKED = "clean", "findings", "unchecked"
"""What can become of an article."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article of a file; `problem` is why it cannot be read. `notes` tell of items of its file that were left out
    because this one replaces them.
    """

    document: Document
    problem: str | None = None
    notes: tuple[Skip, ...] = ()

    @property
    def identity(self) -> Identity | None:
        """What its provider calls it, when the provider, the item and the version are all named."""
        wire = self.document.metadata.wire
        if wire and wire.provider and wire.item and wire.version:
            return Identity(wire.provider, wire.item, wire.version)
        return None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A finished article: its report, what it amounts to, and the gravest severity found."""

    report: Report
    kind: str
    severity: Severity | None = None
    reason: str = ""


def articles(path: Path, name: str, settings: Settings) -> tuple[Article, ...]:
    """Every article of a file, those that cannot be read included; `name` is what reports call the file.

    Never raises for a damaged file: it then counts as one article that cannot be read.
    """
    try:
        reading = read.read_all(path, id=name, limit=settings.limit)
    except MuqabalaError as error:
        return (Article(Document(name, "", (), "und"), str(error)),)
    found = [
        Article(d, notes=tuple(s for s in reading.replaced if s.reason.endswith(f" {d.id}"))) for d in reading.documents
    ]
    bad = [Article(_placeholder(name, skip), f"{skip.path}: {skip.reason}") for skip in reading.skipped]
    return (*found, *bad)


def _replaced_by(document: Document, replaced: Sequence[Skip]) -> tuple[Skip, ...]:
    return tuple(skip for skip in replaced if skip.reason.endswith(f" {document.id}"))


def _placeholder(name: str, skip: Skip) -> Document:
    """The document that an unreadable item of a file would have been."""
    return Document(skip.path, "", (), "und", item=skip.path.removeprefix(name).removeprefix("#"))


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
    report = replace(report, skipped=(*article.notes, *report.skipped))
    if all(judgement.verdict is Verdict.UNCHECKABLE for judgement in report.judgements):
        reason = "nothing in it can be checked: it states no fact. Check that the file holds the article's text."
        report = replace(report, skipped=(Skip(report.article.id, reason), *report.skipped))
        return Outcome(report, UNCHECKED, reason=f"{report.article.id}: {reason}")
    found = gravest(report)
    return Outcome(report, FINDINGS if found else CLEAN, found)


def _unchecked(article: Article, reason: str, settings: Settings, skipped: Sequence[Skip]) -> Outcome:
    return Outcome(unchecked(article.document, reason, settings, skipped), UNCHECKED, reason=reason)


def gravest(report: Report) -> Severity | None:
    """The gravest severity among departures and omissions."""
    found = [departure.severity for judgement in report.judgements for departure in judgement.departures]
    found += [omission.severity for omission in report.omissions]
    return max(found, key=lambda severity: severity.rank, default=None)


def notice(outcome: Outcome, reports: Sequence[str]) -> bytes:
    """What a command or webhook is told of an article, as JSON. `reports` are the paths of its reports."""
    report = outcome.report
    counts = {severity.value: 0 for severity in Severity}
    for judgement in report.judgements:
        for departure in judgement.departures:
            counts[departure.severity] += 1
    for omission in report.omissions:
        counts[omission.severity] += 1
    told = {
        "schema": "muqabala.notice/1",
        "event": outcome.kind,
        "article": report.article.id,
        "title": report.article.metadata.title,
        "severity": outcome.severity,
        "findings": counts,
        "reason": outcome.reason or None,
        "reports": list(reports),
    }
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode("utf-8", "replace")
