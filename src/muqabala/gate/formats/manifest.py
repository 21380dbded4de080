"""The run's manifest: what was asked for, what was checked, what was not and why, with hashes and signatures.

Schema `muqabala.manifest/1`; a JSON Schema ships in the package. The figures add up: `articles` is `checked` and
`not_checked`, and the standings add up to the findings.
"""

from __future__ import annotations

from collections import Counter

from muqabala import __version__
from muqabala.gate.result import Input, Outcome, Result
from muqabala.gate.ruling import Standing
from muqabala.records import Report, Verdict, text_sha256
from muqabala.report import jsontext
from muqabala.report.contract import signature_json

SCHEMA = "muqabala.manifest/1"
"""The name and the major version of the format."""

Json = dict[str, object]


def render(result: Result) -> str:
    """The text of the manifest. It holds no time, so that the same run gives the same bytes."""
    value: Json = {
        "schema": SCHEMA,
        "version": __version__,
        "status": result.status,
        "asked": list(result.asked),
        "inputs": [_input(one) for one in result.inputs],
        "totals": _totals(result),
        "articles": [_article(outcome) for outcome in result.outcomes],
        "notes": list(result.notes),
    }
    return jsontext.dump(value, indent=1) + "\n"


def _input(one: Input) -> Json:
    return {"role": one.role, "path": one.path, "sha256": one.sha256}


def _totals(result: Result) -> Json:
    reports = [outcome.report for outcome in result.outcomes if outcome.report]
    return {
        "articles": len(result.outcomes),
        "checked": result.checked,
        "not_checked": len(result.outcomes) - result.checked,
        "claims": sum(len(report.judgements) for report in reports),
        "findings": sum(result.counts.values()),
        "standings": {standing.value: result.counts[standing] for standing in Standing},
        "skipped": sum(len(report.skipped) for report in reports),
        "notes": len(result.notes),
    }


def _article(outcome: Outcome) -> Json:
    return {
        "report": outcome.path,
        "report_sha256": outcome.sha256,
        "article": outcome.report.article.id if outcome.report else None,
        "state": "checked" if outcome.checked else "not_checked",
        "problems": list(outcome.problems),
        **_content(outcome.report),
        "findings": len(outcome.ruled),
        "standings": {standing.value: outcome.counts[standing] for standing in Standing},
    }


def _content(report: Report | None) -> Json:
    if report is None:
        return dict.fromkeys(("text_sha256", "claims", "by_verdict", "sources", "skipped", "signature"))
    verdicts = Counter(judgement.verdict for judgement in report.judgements)
    return {
        "text_sha256": text_sha256(report.article.text),
        "claims": len(report.judgements),
        "by_verdict": {verdict.value: verdicts[verdict] for verdict in Verdict},
        "sources": [
            {"id": source.document.id, "text_sha256": text_sha256(source.document.text), "principal": source.principal}
            for source in report.sources
        ],
        "skipped": [{"path": skip.path, "reason": skip.reason} for skip in report.skipped],
        "signature": signature_json(report.signature),
    }
