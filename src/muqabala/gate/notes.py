"""What deserves a word beside the findings and decides nothing: entries that settle nothing any more, mixed reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Container, Iterator, Sequence

from muqabala.gate.result import Outcome
from muqabala.gate.ruling import Court
from muqabala.records import Report


def notes(outcomes: Sequence[Outcome], at: Court) -> Iterator[str]:
    """Entries that no finding needed, articles with two reports, and reports that cannot be compared."""
    reports = [outcome.report for outcome in outcomes if outcome.report]
    used = {entry for outcome in outcomes for ruled in outcome.ruled for entry in ruled.by}
    yield from _unused(at, reports, used)
    paths = Counter(report.article.id for report in reports)
    yield from (f"{path} has {count} reports" for path, count in paths.items() if count > 1)
    signatures = {repr(report.signature) for report in reports if report.judgements}
    if len(signatures) > 1:
        yield f"the reports were made in {len(signatures)} ways (version, model, judge, settings or corpus differ)"
    for folder in at.policy.folders:
        if reports and not any(at.policy.holds(folder, path) for path in paths):
            yield f'the policy\'s folder "{folder.pattern}" holds none of these articles'


def _unused(at: Court, reports: Sequence[Report], used: Container[object]) -> Iterator[str]:
    """Entries about these articles that settled nothing: the finding they speak of is gone."""
    paths = {report.article.id for report in reports}
    for one in at.decisions.decisions:
        if one.article in paths and one not in used:
            yield f"unused decision: {one.finding} of {one.article} ({one.decision}, {one.reviewer}) is gone"
    for added in at.decisions.added:
        if added.article in paths and added not in used:
            yield f"unused finding of a person: {added.id} of {added.article}: its words are gone or stand there twice"
    for rendering in at.renderings:
        if reports and rendering not in used:
            yield f"unused rendering: {rendering.article} for {rendering.source}"
    for known in at.baseline:
        if known.article in paths and known not in used:
            yield f"unused baseline entry: {known.finding} of {known.article} does not fail any more"
