"""Reports, decisions and a policy to a verdict for machines: which findings fail, and an exit status."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from muqabala.errors import ConfigError, ReadError
from muqabala.gate import baseline as baselines
from muqabala.gate import decisions as decided
from muqabala.gate.notes import notes
from muqabala.gate.policy import Policy
from muqabala.gate.result import Input, Outcome, Result
from muqabala.gate.ruling import Court, Standing, problems, rule
from muqabala.records import Report, Severity
from muqabala.report.messages import Language
from muqabala.report.reading import parse

__all__ = [
    "Court",
    "Input",
    "Outcome",
    "Policy",
    "Result",
    "court",
    "find_reports",
    "judge",
    "judge_file",
    "rejudge",
    "result",
    "updated_baseline",
    "with_severity",
]

_OURS = '"schema": "muqabala.'
_REPORT = '"schema": "muqabala.report/'
_HEAD = 300


def court(policy: Policy, decisions: Path | None, baseline: Path | None, lang: Language = "en") -> Court:
    """All that findings are held against. A missing file, a damaged one, or renderings that are accepted twice raise
    ConfigError; None means that there is no such file.
    """
    try:
        found = decided.load(decisions) if decisions else decided.Decisions()
    except ReadError as error:
        raise ConfigError(str(error)) from error
    return Court(policy, found, baselines.load(baseline) if baseline else (), lang)


def with_severity(policy: Policy, severity: Severity | None) -> Policy:
    """The policy with the general severity that a command line asks for, if it asks for one."""
    return policy.fail_on(severity) if severity else policy


def find_reports(path: Path) -> tuple[Path, ...]:
    """The reports that a path names: a file itself, or every JSON file beneath a folder but hidden ones and other files
    of muqabala (decisions, baselines, manifests), in order.
    """
    if not path.is_dir():
        return (path,)
    found = (file for file in path.rglob("*.json") if file.is_file() and not _hidden(file.relative_to(path)))
    return tuple(sorted(file for file in found if not _other(file)))


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _other(path: Path) -> bool:
    """Whether a file says of itself that it is one of muqabala's and no report."""
    try:
        with path.open("rb") as stream:
            head = stream.read(_HEAD).decode("utf-8", "replace")
    except OSError:
        return False  # it is named when it is read
    return _OURS in head and _REPORT not in head


def judge_file(path: Path, at: Court) -> Outcome:
    """The outcome for a report's file; one that cannot be read counts as not checked."""
    try:
        data = path.read_bytes()
    except OSError as error:
        return Outcome(str(path), problems=(f"{path}: {error.strerror or 'it cannot be read'}.",))
    digest = hashlib.sha256(data).hexdigest()
    try:
        report = parse(data, str(path), bare=True)
    except ReadError as error:
        return Outcome(str(path), sha256=digest, problems=(str(error),))
    return replace(judge(report, str(path), at), sha256=digest)


def judge(report: Report, path: str, at: Court) -> Outcome:
    """The outcome for a report; `path` is its file's, or its article's when it was never in a file."""
    ruled = rule(report, at)
    return Outcome(path, report=report, ruled=ruled, problems=problems(report, ruled, at.policy))


def result(asked: Sequence[str], outcomes: Sequence[Outcome], at: Court, inputs: Sequence[Input] = ()) -> Result:
    """The whole: what was asked for, what came of it, and what deserves a word besides."""
    return Result(tuple(asked), tuple(outcomes), at, tuple(inputs), tuple(notes(outcomes, at)))


def updated_baseline(found: Result) -> baselines.Baseline:
    """The baseline after a run: what fails or was known in the articles that were checked, and the rest as before."""
    checked = {outcome.article for outcome in found.outcomes if outcome.checked}
    kept = (Standing.FAILS, Standing.KNOWN)
    ruled = [ruled for outcome in found.outcomes if outcome.checked for ruled in outcome.ruled]
    return baselines.update(found.court.baseline, [r.finding for r in ruled if r.standing in kept], checked)


def rejudge(found: Result, baseline: baselines.Baseline) -> Result:
    """The same run held against another baseline."""
    at = replace(found.court, baseline=baseline)
    outcomes = [
        replace(outcome, ruled=rule(outcome.report, at)) if outcome.report else outcome for outcome in found.outcomes
    ]
    return result(found.asked, outcomes, at, found.inputs)
