"""The result as JSON Lines: a record a finding, one for each article that was not checked, and the counts last."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from muqabala.gate.formats.rows import rows
from muqabala.gate.result import Result

_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


def render(result: Result) -> str:
    """The lines. The `record` of each says what it is: `finding`, `unchecked`, `note` or `summary`."""
    return "".join(_line(record) for record in _records(result))


def _records(result: Result) -> Iterator[Mapping[str, object]]:
    yield from ({"record": "finding", **row} for row in rows(result))
    for outcome in result.outcomes:
        for problem in outcome.problems:
            yield {"record": "unchecked", "report": outcome.path, "article": outcome.article, "reason": problem}
    yield from ({"record": "note", "note": note} for note in result.notes)
    counts = {standing.value: count for standing, count in result.counts.items()}
    articles = len(result.outcomes)
    yield {"record": "summary", "status": result.status, "articles": articles, "checked": result.checked, **counts}


def _line(record: Mapping[str, object]) -> str:
    text = json.dumps(record, ensure_ascii=False)
    return _LONE_SURROGATE.sub(lambda found: f"\\u{ord(found.group()):04x}", text) + "\n"
