"""The result as JUnit XML: a suite an article, a case a claim, and an error where an article was not checked."""

from __future__ import annotations

from muqabala.gate.result import Outcome, Result
from muqabala.report import junit


def render(result: Result) -> str:
    """The JUnit XML of a result. Findings that do not fail are told in their case's output, with the reason."""
    return junit.document([_suite(outcome) for outcome in result.outcomes])


def _suite(outcome: Outcome) -> junit.Suite:
    if outcome.report is None:
        return junit.Suite(outcome.path, (junit.Case("the check", error="\n".join(outcome.problems)),))
    failing = [ruled.finding for ruled in outcome.failing]
    settled = [(ruled.finding, ruled.why) for ruled in outcome.ruled if not ruled.fails]
    return junit.suite(outcome.report, failing, settled, outcome.problems)
