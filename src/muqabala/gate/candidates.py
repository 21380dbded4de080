"""The findings of a report as a policy sees them, before it is asked which of them fail."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from muqabala.fold import folded
from muqabala.gate.policy import ANY, Counts, Rules
from muqabala.records import Citation, DepartureType, Judgement, Report, Severity, Verdict, text_sha256
from muqabala.report.findings import REVIEW, Finding, Place, findings, reason
from muqabala.report.messages import Language

UNCHECKABLE = "uncheckable"
"""The rule of a claim with nothing to check, where the policy counts these."""
MISSING_SOURCE = "missing-source"
"""The rule of a citation of an outlet that the policy requires and the corpus does not hold."""

_NO_FACT = {
    "en": ("Nothing to check", "This claim states no fact that could be checked"),
    "ar": ("لا شيء يُفحص", "لا تذكر هذه العبارة واقعة يمكن فحصها"),
}
_NO_SOURCE = {
    "en": ("Source missing", "The article cites {outlet}, and the corpus has no document of it."),
    "ar": ("مصدر مفقود", "يستشهد المقال بـ«{outlet}»، ولا وثيقة له بين المصادر."),
}


def candidates(report: Report, rules: Rules, lang: Language) -> tuple[Finding, ...]:
    """The findings of a report, with the severities that the policy gives to omissions and to claims left open."""
    found = [counted for finding in findings(report, lang) for counted in _counted(finding, rules)]
    if rules.uncheckable and rules.uncheckable.severity:
        found += _uncheckable(report, rules.uncheckable.severity, lang)
    return (*found, *_missing_sources(report, rules.require_sources or (), lang))


def _counted(finding: Finding, rules: Rules) -> Iterator[Finding]:
    """The finding as the policy counts it, or nothing."""
    counts = Counts.OWN
    if finding.rule == REVIEW:
        counts = rules.review or Counts.MINOR
    elif finding.type is DepartureType.OMITTED:
        counts = rules.omissions or Counts.OWN
    if counts is Counts.IGNORE:
        return
    trimming = finding.type is DepartureType.OMITTED and finding.severity is Severity.INFO
    yield finding if trimming or not counts.severity else replace(finding, severity=counts.severity)


def _uncheckable(report: Report, severity: Severity, lang: Language) -> Iterator[Finding]:
    for number, judgement in enumerate(report.judgements, start=1):
        if judgement.verdict is Verdict.UNCHECKABLE:
            yield _no_fact(report, number, judgement, severity, lang)


def _no_fact(report: Report, number: int, judgement: Judgement, severity: Severity, lang: Language) -> Finding:
    title, sentence = _NO_FACT[lang]
    return Finding(
        article=report.article.id,
        id=judgement.claim.id,
        rule=UNCHECKABLE,
        type=None,
        severity=severity,
        confidence=1.0,
        basis=None,
        claim=number,
        here=Place(report.article.id, report.article.text, judgement.claim.span, report.article.lang),
        there=None,
        lang=lang,
        heading=title,
        note=f"{sentence}: {said}." if (said := reason(judgement, lang)) else f"{sentence}.",
    )


def _missing_sources(report: Report, required: tuple[str, ...], lang: Language) -> Iterator[Finding]:
    """One finding for each outlet that is cited, required and not held, where it is cited first."""
    wanted = {folded(name).strip() for name in required}
    held = {folded(source.document.metadata.outlet or "").strip() for source in report.sources}
    met: set[str] = set()
    for citation in report.citations:
        name = folded(citation.outlet or "").strip()
        if not name or citation.source or citation.candidates or name in held | met or not wanted & {name, ANY}:
            continue
        met.add(name)
        yield _no_source(report, citation, name, lang)


def _no_source(report: Report, citation: Citation, name: str, lang: Language) -> Finding:
    title, sentence = _NO_SOURCE[lang]
    digest = text_sha256(name)
    return Finding(
        article=report.article.id,
        id=f"s-{digest[:12]}",
        rule=MISSING_SOURCE,
        type=None,
        severity=Severity.CRITICAL,
        confidence=1.0,
        basis=None,
        claim=None,
        here=Place(report.article.id, report.article.text, citation.span, report.article.lang),
        there=None,
        lang=lang,
        heading=title,
        note=sentence.format(outlet=citation.outlet),
    )
