"""The findings that nobody settled as Code Climate issues, which GitLab shows as code quality."""

from __future__ import annotations

from muqabala.gate.result import Outcome, Result
from muqabala.gate.ruling import Ruled, Standing
from muqabala.report import jsontext
from muqabala.report.bidi import visible
from muqabala.report.rules import explain

Json = dict[str, object]

_SETTLED = frozenset({Standing.DISMISSED, Standing.ACCEPTED, Standing.KNOWN})


def render(result: Result) -> str:
    """A list of issues; an article that was not checked is a `blocker`."""
    issues = [issue for outcome in result.outcomes for issue in _issues(outcome, result)]
    return jsontext.dump(issues) + "\n"


def _issues(outcome: Outcome, result: Result) -> list[Json]:
    issues = [_unchecked(outcome)] if outcome.problems else []
    return issues + [_issue(ruled, result) for ruled in outcome.ruled if ruled.standing not in _SETTLED]


def _issue(ruled: Ruled, result: Result) -> Json:
    finding = ruled.finding
    known = explain(finding.rule, finding.title, finding.type, result.court.lang)
    lines = {"begin": 1}
    if finding.here and finding.here.in_file:
        lines = {"begin": finding.here.start[0], "end": finding.here.end[0]}
    return {
        "type": "issue",
        "check_name": finding.rule,
        "description": _line(f"{finding.title}: {finding.message}"),
        "content": {"body": known.markdown(finding.rule, result.court.lang)},
        "categories": ["Bug Risk"],
        "severity": finding.severity,
        "fingerprint": finding.fingerprint,
        "location": {"path": _path(finding.article), "lines": lines},
    }


def _unchecked(outcome: Outcome) -> Json:
    return {
        "type": "issue",
        "check_name": "unchecked",
        "description": _line("Not checked: " + " ".join(outcome.problems)),
        "categories": ["Bug Risk"],
        "severity": "blocker",
        "fingerprint": f"unchecked:{visible(outcome.article)}",
        "location": {"path": _path(outcome.article), "lines": {"begin": 1}},
    }


def _line(text: str) -> str:
    return visible(" ".join(text.split()))


def _path(path: str) -> str:
    """The path as GitLab takes it: from the repository's root, without a dot in front."""
    return visible(path).removeprefix("./")
