"""Findings as JUnit XML, which every CI server reads: a suite an article, a case a claim, a case an omission.

Without a policy a claim fails when a departure stands above `info`; one that a person must look at, or that has nothing
to check, counts as skipped.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Sequence
from dataclasses import dataclass

from muqabala.records import Report, Severity, Skip, Verdict
from muqabala.report.bidi import one_line, visible
from muqabala.report.findings import REVIEW, Finding, findings, language
from muqabala.report.rendering import Rendering

_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Case:
    """A claim or an omission: the findings that fail it, or why it was skipped, or why it could not be checked."""

    name: str
    failures: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    skipped: str | None = None
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Suite:
    """An article with its cases; `properties` go with it as they are."""

    name: str
    cases: tuple[Case, ...]
    properties: tuple[tuple[str, str], ...] = ()


def render(report: Report, rendering: Rendering | None = None) -> str:
    """The JUnit XML of one report."""
    lang = language((rendering or Rendering()).ui_lang)
    failing = [f for f in findings(report, lang) if f.severity is not Severity.INFO and f.rule != REVIEW]
    return document([suite(report, failing)])


def suite(
    report: Report,
    failing: Sequence[Finding],
    settled: Sequence[tuple[Finding, str]] = (),
    problems: Sequence[str] = (),
) -> Suite:
    """The suite of a report: which findings fail their case, and notes on the others.

    `problems` say why the article counts as not checked.
    """
    cases = [*_claims(report, failing, settled), *_omissions(failing, settled), *_further(failing)]
    reasons = problems or _unchecked(report)
    cases = [Case("the check", error="\n".join(reasons)), *cases] if reasons else cases
    name = report.article.id
    return Suite(name, tuple(cases), _properties(report))


def _unchecked(report: Report) -> list[str]:
    if report.judgements:
        return []
    return [_skip(skip) for skip in report.skipped] or ["the report holds no claim"]


def _skip(skip: Skip) -> str:
    return f"{skip.path}: {skip.reason}"


def _claims(report: Report, failing: Sequence[Finding], settled: Sequence[tuple[Finding, str]]) -> list[Case]:
    cases = []
    for number, judgement in enumerate(report.judgements, start=1):
        own = tuple(f for f in failing if f.claim == number)
        notes = tuple(f"{f.rule} {why}: {f.message}" for f, why in settled if f.claim == number)
        open_or_empty = judgement.verdict in (Verdict.REVIEW, Verdict.UNCHECKABLE) and not own
        words = one_line(judgement.claim.span.of(report.article.text), _LONGEST_NAME)
        reason = f"{judgement.verdict}: {judgement.reason or 'no reason given'}" if open_or_empty else None
        cases.append(Case(f"{number:03d} {words}", own, notes, reason))
    return cases


def _omissions(failing: Sequence[Finding], settled: Sequence[tuple[Finding, str]]) -> list[Case]:
    """What is left out and fails, or was settled; omissions that nobody minds are no cases."""
    cases = [Case(_omission(f), (f,)) for f in failing if f.there and not f.here]
    return cases + [Case(_omission(f), (), (f"{f.rule} {why}: {f.message}",)) for f, why in settled if not f.here]


def _omission(finding: Finding) -> str:
    words = one_line(finding.there.words, _LONGEST_NAME) if finding.there else ""
    return f"left out {finding.id} {words}"


def _further(failing: Sequence[Finding]) -> list[Case]:
    """Findings in the article that no claim holds: what people added, sources that are missing."""
    return [Case(f"{f.rule} {f.id}", (f,)) for f in failing if f.claim is None and f.here]


def _properties(report: Report) -> tuple[tuple[str, str], ...]:
    signature = report.signature
    return (
        ("muqabala", signature.version),
        ("model", signature.model),
        ("model_sha256", signature.model_sha256),
        ("judge", signature.judge),
        ("corpus_sha256", signature.corpus_sha256),
    )


def document(suites: Sequence[Suite]) -> str:
    """The XML of several suites, with their counts."""
    root = ET.Element("testsuites", {"name": "muqabala", **_counts([case for one in suites for case in one.cases])})
    for one in suites:
        element = ET.SubElement(root, "testsuite", {"name": visible(one.name), **_counts(one.cases)})
        if one.properties:
            properties = ET.SubElement(element, "properties")
            for name, value in one.properties:
                ET.SubElement(properties, "property", {"name": name, "value": visible(value)})
        for case in one.cases:
            _case(element, one.name, case)
    ET.indent(root, " ")
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + ET.tostring(root, encoding="unicode") + "\n"


def _counts(cases: Sequence[Case]) -> dict[str, str]:
    return {
        "tests": str(len(cases)),
        "failures": str(sum(bool(case.failures) for case in cases)),
        "errors": str(sum(case.error is not None for case in cases)),
        "skipped": str(sum(case.skipped is not None for case in cases)),
        "time": "0",
    }


def _case(suite_element: ET.Element, name: str, case: Case) -> None:
    element = ET.SubElement(
        suite_element, "testcase", {"classname": visible(name), "name": visible(case.name), "time": "0"}
    )
    if case.error is not None:
        ET.SubElement(element, "error", {"type": "unchecked", "message": "could not be checked"}).text = visible(
            case.error
        )
    if case.skipped is not None:
        ET.SubElement(element, "skipped", {"message": visible(case.skipped)})
    if case.failures:
        first = case.failures[0]
        kinds = ", ".join(dict.fromkeys(f.rule for f in case.failures))
        failure = ET.SubElement(element, "failure", {"type": kinds, "message": visible(first.message)})
        failure.text = visible("\n\n".join(_told(f) for f in case.failures))
    if case.notes:
        ET.SubElement(element, "system-out").text = visible("\n".join(case.notes))


def _told(finding: Finding) -> str:
    lines = [f"{finding.rule} ({finding.severity}, {finding.id}): {finding.message}"]
    if finding.here:
        lines.append(f"article: {finding.here.quote()}")
    if finding.there:
        lines.append(f"source:  {finding.there.quote()} ({finding.there.document})")
    return "\n".join(lines)
