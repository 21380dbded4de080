"""The result as SARIF 2.1.0: what was settled is suppressed with the reason, what is known is `unchanged`."""

from __future__ import annotations

from muqabala.gate.result import Outcome, Result
from muqabala.gate.ruling import Ruled, Standing
from muqabala.records import Skip
from muqabala.report import sarif

_SETTLED = frozenset({Standing.DISMISSED, Standing.ACCEPTED})


def render(result: Result) -> str:
    """The SARIF log of a result, one run over all reports."""
    with_baseline = bool(result.court.baseline) or any(one.role == "baseline" for one in result.inputs)
    return sarif.log([_checked(outcome, with_baseline) for outcome in result.outcomes], result.court.lang)


def _checked(outcome: Outcome, with_baseline: bool) -> sarif.Checked:
    results = tuple(_result(ruled, with_baseline) for ruled in outcome.ruled)
    if outcome.report is None:
        skips = tuple(Skip(outcome.path, problem) for problem in outcome.problems)
        return sarif.Checked(results, None, None, skips, complete=False)
    report = outcome.report
    skips = report.skipped or tuple(Skip(outcome.article, problem) for problem in outcome.problems)
    return sarif.Checked(results, report.article, report.signature, skips, complete=outcome.checked)


def _result(ruled: Ruled, with_baseline: bool) -> sarif.Result:
    suppressed = ruled.why if ruled.standing in _SETTLED else None
    known = ruled.standing is Standing.KNOWN if with_baseline else None
    return sarif.Result(ruled.finding, suppressed, known)
