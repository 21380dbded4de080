"""Findings as SARIF 2.1.0, the format that code scanning and editors read.

Regions count code points (`columnKind`), and every finding has a fingerprint that survives edits elsewhere. A finding
has a region only where the article is a text file: the lines of a text that was extracted are not those of its file.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from muqabala.records import Document, Report, Severity, Signature, Skip, Span
from muqabala.report import jsontext, messages
from muqabala.report.bidi import visible
from muqabala.report.findings import REVIEW, Finding, Place, findings, language
from muqabala.report.messages import Language
from muqabala.report.rendering import Rendering
from muqabala.report.rules import explain

SCHEMA_URI = "https://json.schemastore.org/sarif-2.1.0.json"

Json = dict[str, object]

_LEVELS: Mapping[Severity, str] = {
    Severity.INFO: "note",
    Severity.MINOR: "warning",
    Severity.MAJOR: "error",
    Severity.CRITICAL: "error",
}


@dataclass(frozen=True, slots=True)
class Result:
    """A finding with what a policy made of it: `suppressed` says why it does not count, `known` that it is not new."""

    finding: Finding
    suppressed: str | None = None
    known: bool | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What one report contributes to a run: its results, the article, its signature, and what was left out."""

    results: tuple[Result, ...]
    article: Document | None
    signature: Signature | None
    skipped: tuple[Skip, ...]
    complete: bool = True


def render(report: Report, rendering: Rendering | None = None) -> str:
    """A SARIF log of one report, messages in the interface's language."""
    lang = language((rendering or Rendering()).ui_lang)
    results = tuple(Result(finding) for finding in findings(report, lang))
    return log([Checked(results, report.article, report.signature, report.skipped, bool(report.judgements))], lang)


def log(checked: Sequence[Checked], lang: Language = "en") -> str:
    """A SARIF log with one run over several reports."""
    results = [result for one in checked for result in one.results]
    codes = sorted({result.finding.rule for result in results})
    run: Json = {
        "tool": {"driver": _driver(checked, results, lang)},
        "columnKind": "unicodeCodePoints",
        "language": lang,
        "invocations": [_invocation(checked)],
        "artifacts": [_artifact(one) for one in checked if one.article],
        "results": [
            _result(result, codes.index(result.finding.rule), one.article) for one in checked for result in one.results
        ],
        "properties": {"signatures": _signatures(checked)},
    }
    return jsontext.dump({"$schema": SCHEMA_URI, "version": "2.1.0", "runs": [run]}) + "\n"


def uri(path: str) -> str:
    """A path as a URI reference: percent-encoded, a colon in its first part kept from being read as a scheme."""
    encoded = quote(path.replace("\\", "/").encode("utf-8", "surrogatepass"), safe="/")
    return f"file://{encoded}" if encoded.startswith("/") else encoded


def _driver(checked: Sequence[Checked], results: Iterable[Result], lang: Language) -> Json:
    """The tool, in the version that made the first of the reports."""
    rules = {result.finding.rule: result.finding for result in results}
    versions = [one.signature.version for one in checked if one.signature]
    return {
        "name": "muqabala",
        **({"version": versions[0]} if versions else {}),
        "rules": [_rule(rules[code], lang) for code in sorted(rules)],
    }


def _rule(finding: Finding, lang: Language) -> Json:
    known = explain(finding.rule, finding.title, finding.type, lang)
    return {
        "id": finding.rule,
        "name": _name(finding.rule),
        "shortDescription": {"text": known.title},
        "fullDescription": {"text": known.meaning},
        "help": {"text": f"{known.meaning} {known.advice}".strip(), "markdown": known.markdown(finding.rule, lang)},
        "properties": {"tags": [known.kind]},
    }


def _name(rule: str) -> str:
    """A name for a rule beside its id, as one word: the English title of a code."""
    title = messages.title(rule) if rule in messages.catalogue() else f"{rule.replace('-', ' ')} finding"
    return "".join(word.capitalize() for word in re.findall(r"\w+", title))


def _invocation(checked: Sequence[Checked]) -> Json:
    notices = [_notification(skip, one.complete) for one in checked for skip in one.skipped]
    whole = bool(checked) and all(one.complete for one in checked)
    return {"executionSuccessful": whole, "toolExecutionNotifications": notices}


def _notification(skip: Skip, complete: bool) -> Json:
    return {
        "level": "warning" if complete else "error",
        "message": {"text": visible(f"{skip.path}: {skip.reason}")},
        "locations": [{"physicalLocation": {"artifactLocation": {"uri": uri(skip.path)}}}],
    }


def _artifact(one: Checked) -> Json:
    assert one.article is not None
    return {"location": _location(one.article.id), "properties": {"language": one.article.lang}}


def _location(path: str) -> Json:
    address = uri(path)
    return {"uri": address} if address.startswith("file:") else {"uri": address, "uriBaseId": "%SRCROOT%"}


def _result(result: Result, rule: int, article: Document | None) -> Json:
    finding = result.finding
    value: Json = {
        "ruleId": finding.rule,
        "ruleIndex": rule,
        **_weight(finding),
        "message": {"text": visible(finding.message)},
        "locations": [_where(finding, article)],
        "partialFingerprints": {"muqabala/v1": finding.fingerprint},
        "properties": {"id": finding.id, "severity": finding.severity, "basis": finding.basis, "claim": finding.claim},
    }
    if finding.there:
        value["relatedLocations"] = [{"id": 1, **_source(finding.there)}]
    if result.suppressed is not None:
        value["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": visible(result.suppressed)}
        ]
    if result.known is not None:
        value["baselineState"] = "unchanged" if result.known else "new"
    return value


def _weight(finding: Finding) -> Json:
    if finding.rule == REVIEW:
        return {"kind": "review", "level": "none"}
    return {"kind": "fail", "level": _LEVELS[finding.severity], "rank": round(100 * finding.confidence, 2)}


def _where(finding: Finding, article: Document | None) -> Json:
    """The article's words; for what the article leaves out, the article as a whole."""
    if finding.here:
        return _physical(_location(finding.article), finding.here)
    physical: Json = {"artifactLocation": _location(finding.article)}
    if article and Place(article.id, article.text, Span(0, 0)).in_file:
        last, _ = Place(article.id, article.text, Span(0, len(article.text))).end
        physical["region"] = {"startLine": 1, "endLine": last}
    return {"physicalLocation": physical}


def _source(place: Place) -> Json:
    """A source's words. Its id is no path of the repository, so that it stands under a base of its own."""
    address: Json = {"uri": uri(place.document).removeprefix("file://"), "uriBaseId": "CORPUS"}
    return {**_physical(address, place), "message": {"text": visible(place.quote())}}


def _physical(location: Json, place: Place) -> Json:
    physical: Json = {"artifactLocation": location}
    if place.in_file:
        physical["region"] = _region(place)
    return {"physicalLocation": physical}


def _region(place: Place) -> Json:
    (line, column), (end_line, end_column) = place.start, place.end
    return {
        "startLine": line,
        "startColumn": column,
        "endLine": end_line,
        "endColumn": end_column,
        "charOffset": place.span.start,
        "charLength": len(place.span),
        "snippet": {"text": visible(place.words)},
    }


def _signatures(checked: Sequence[Checked]) -> list[Json]:
    """The distinct signatures of the reports, in the order they come."""
    found: list[Json] = []
    for one in checked:
        if one.signature:
            value: Json = {
                "version": one.signature.version,
                "model": one.signature.model,
                "modelSha256": one.signature.model_sha256,
                "judge": one.signature.judge,
                "settings": dict(sorted(one.signature.settings.items())),
                "corpusSha256": one.signature.corpus_sha256,
            }
            if value not in found:
                found.append(value)
    return found
