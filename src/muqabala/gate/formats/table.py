"""The result as CSV for a spreadsheet, a row a finding and one for each article that was not checked."""

from __future__ import annotations

import csv
import io

from muqabala.gate.formats.rows import rows
from muqabala.gate.result import Result
from muqabala.report.table import BYTE_ORDER_MARK, cell

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
    out = io.StringIO(BYTE_ORDER_MARK)
    out.seek(0, io.SEEK_END)
    writer = csv.DictWriter(out, COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    for row in rows(result):
        writer.writerow({name: "" if value is None else cell(str(value)) for name, value in row.items()})
    for outcome in result.outcomes:
        for problem in outcome.problems:
            known = {"article": outcome.article, "standing": "unchecked", "why": problem, "report": outcome.path}
            writer.writerow({name: cell(value) for name, value in known.items()})
    return out.getvalue()
