"""The result as JSON Lines: a record a finding, one for each article that was not checked, and the counts last."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muqabala.gate.formats.rows import rows
from muqabala.gate.result import Result
from muqabala.report import jsontext


def render(result: Result) -> str:
    """The lines. The `record` of each says what it is: `finding`, `unchecked`, `note` or `summary`."""
    return "".join(jsontext.dump(record) + "\n" for record in _records(result))


def _records(result: Result) -> Iterator[Mapping[str, object]]:
    yield from ({"record": "finding", **row} for row in rows(result))
    for outcome in result.outcomes:
        for problem in outcome.problems:
            yield {"record": "unchecked", "report": outcome.path, "article": outcome.article, "reason": problem}
    yield from ({"record": "note", "note": note} for note in result.notes)
    counts = {standing.value: count for standing, count in result.counts.items()}
    articles = len(result.outcomes)
    yield {"record": "summary", "status": result.status, "articles": articles, "checked": result.checked, **counts}
