"""The result as a short page in Markdown, for the summary of a step and for messages."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.gate.result import DONE, FOUND, UNCHECKED, Outcome, Result
from muqabala.gate.ruling import Ruled, Standing
from muqabala.report.bidi import one_line
from muqabala.report.markdown import escaped

_VERDICTS = {
    DONE: "✅ Nothing fails",
    FOUND: "❌ Findings fail",
    UNCHECKED: "⚠️ Not everything was checked",
}
_LONGEST_CELL = 200
_MOST_ROWS = 200


def render(result: Result) -> str:
    """The page: the verdict, a table of articles, a table of what fails, what was not checked, and notes."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    yield f"### muqabala: {_VERDICTS.get(result.status, '⚠️ The tool failed')}"
    yield f"\n{result.summary()}.\n"
    if result.outcomes:
        yield f"| article | checked | {' | '.join(Standing)} |"
        yield "|---|---|" + "---:|" * len(Standing)
        yield from map(_row, result.outcomes)
    yield from _failing([ruled for outcome in result.outcomes for ruled in outcome.failing])
    problems = [(outcome, problem) for outcome in result.outcomes for problem in outcome.problems]
    if problems:
        yield "\n#### Not checked\n"
        yield from (f"- {_cell(outcome.article)}: {_cell(problem)}" for outcome, problem in problems)
    if result.notes:
        yield "\n#### Notes\n"
        yield from (f"- {_cell(note)}" for note in result.notes)


def _row(outcome: Outcome) -> str:
    counts = " | ".join(str(outcome.counts[standing]) for standing in Standing)
    return f"| {_cell(outcome.article)} | {'yes' if outcome.checked else '**no**'} | {counts} |"


def _failing(ruled: list[Ruled]) -> Iterator[str]:
    if not ruled:
        return
    yield "\n#### What fails\n"
    yield "| article | severity | finding | article says | source says |"
    yield "|---|---|---|---|---|"
    for one in ruled[:_MOST_ROWS]:
        finding = one.finding
        here = _cell(finding.here.words) if finding.here else "–"
        there = f"{_cell(finding.there.words)} ({_cell(finding.there.document)})" if finding.there else "–"
        line = f":{finding.here.start[0]}" if finding.here and finding.here.in_file else ""
        sentence = f"{finding.rule} {_cell(finding.message)}"
        yield f"| {_cell(finding.article)}{line} | {finding.severity} | {sentence} | {here} | {there} |"
    if len(ruled) > _MOST_ROWS:
        yield f"\n… and {len(ruled) - _MOST_ROWS} more."


def _cell(text: str) -> str:
    return escaped(one_line(text, _LONGEST_CELL))
