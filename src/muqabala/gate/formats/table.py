"""The result as CSV for a spreadsheet, a row a finding and one for each article that was not checked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muqabala.gate.formats.rows import rows
from muqabala.gate.result import Result
from muqabala.report.table import sheet

COLUMNS = (
    "article",
    "standing",
    "why",
    "id",
    "rule",
    "type",
    "severity",
    "confidence",
    "basis",
    "message",
    "claim",
    "line",
    "column",
    "article_words",
    "article_start",
    "article_end",
    "source",
    "source_words",
    "source_start",
    "source_end",
    "fingerprint",
    "report",
)


def render(result: Result) -> str:
    """The table, RFC 4180 with a byte-order mark; no cell can act as a formula."""
    return sheet(COLUMNS, ([_shown(row.get(column)) for column in COLUMNS] for row in _rows(result)))


def _rows(result: Result) -> Iterator[Mapping[str, object]]:
    yield from rows(result)
    for outcome in result.outcomes:
        for problem in outcome.problems:
            yield {"article": outcome.article, "standing": "unchecked", "why": problem, "report": outcome.path}


def _shown(value: object) -> object:
    return "" if value is None else value
