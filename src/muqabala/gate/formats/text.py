"""The result as plain text: what fails, with the words on both sides; what was not checked; the counts."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.gate.result import WORDS, Outcome, Result
from muqabala.gate.ruling import Ruled, Standing
from muqabala.report.bidi import isolate, visible
from muqabala.report.findings import Place


def render(result: Result) -> str:
    """The text. Words of the texts stand between direction isolates, and no character in it acts on a terminal."""
    return "\n".join(_lines(result)) + "\n"


def _lines(result: Result) -> Iterator[str]:
    for outcome in result.outcomes:
        yield from _outcome(outcome)
    yield from (f"note: {visible(note)}" for note in result.notes)
    yield result.summary()


def _outcome(outcome: Outcome) -> Iterator[str]:
    yield from (f"{visible(outcome.article)}: not checked: {visible(problem)}" for problem in outcome.problems)
    counts = outcome.counts
    if outcome.report and outcome.report.judgements:
        told = ", ".join(f"{counts[standing]} {WORDS[standing]}" for standing in Standing if counts[standing])
        yield f"{visible(outcome.article)}: {told or 'no finding'}"
    for ruled in outcome.failing:
        yield from _finding(ruled)


def _finding(ruled: Ruled) -> Iterator[str]:
    finding = ruled.finding
    place = _at(finding.here) if finding.here and finding.here.in_file else "–"
    yield f"  {place:>8}  {finding.severity:8} {finding.rule}  {visible(finding.title)}  {finding.id}"
    sentence = "".join(isolate(part.text) if part.inserted else visible(part.text) for part in finding.parts)
    yield f"            {sentence}"
    if finding.here:
        yield f"            article: {isolate(finding.here.quote())}"
    if finding.there:
        where = finding.there.document + (f":{_at(finding.there)}" if finding.there.in_file else "")
        yield f"            source:  {isolate(finding.there.quote())} ({isolate(where)})"


def _at(place: Place) -> str:
    line, column = place.start
    return f"{line}:{column}"
