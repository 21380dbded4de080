"""The result as workflow commands, which GitHub shows as annotations beside the article's lines."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.gate.result import Outcome, Result
from muqabala.gate.ruling import Ruled, Standing
from muqabala.records import Severity
from muqabala.report.bidi import visible
from muqabala.report.findings import Place


def render(result: Result) -> str:
    """Workflow commands: an error for what fails or was not checked, a notice for what is below the bar and above
    `info`.
    """
    return "".join(f"{line}\n" for outcome in result.outcomes for line in _outcome(outcome))


def _outcome(outcome: Outcome) -> Iterator[str]:
    for problem in outcome.problems:
        yield _command("error", outcome.article, None, "Not checked", problem)
    for ruled in outcome.failing:
        yield _annotation("error", ruled)
    for ruled in outcome.ruled:
        if ruled.standing is Standing.BELOW and ruled.finding.severity is not Severity.INFO:
            yield _annotation("notice", ruled)


def _annotation(level: str, ruled: Ruled) -> str:
    finding = ruled.finding
    title = f"{finding.rule} {finding.title} ({finding.severity})"
    lines = [finding.message]
    if finding.here:
        lines.append(f"article: {finding.here.quote()}")
    if finding.there:
        lines.append(f"source ({finding.there.document}): {finding.there.quote()}")
    return _command(level, finding.article, finding.here, title, "\n".join(lines))


def _command(level: str, file: str, place: Place | None, title: str, message: str) -> str:
    known: dict[str, object] = {"file": file, **_lines(place), "title": title}
    properties = ",".join(f"{name}={_property(str(value))}" for name, value in known.items())
    return f"::{level} {properties}::{_data(message)}"


def _lines(place: Place | None) -> dict[str, object]:
    """Lines for a text file; columns only within one line, as GitHub takes no others."""
    if place is None or not place.in_file:
        return {}
    (line, column), (end_line, end_column) = place.start, place.end
    if line == end_line:
        return {"line": line, "endLine": line, "col": column, "endColumn": max(column, end_column - 1)}
    return {"line": line, "endLine": end_line}


def _data(text: str) -> str:
    return visible(text).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
