"""The findings as a table, one row a departure or an omission, for a spreadsheet (CSV, RFC 4180).

The file begins with a byte-order mark: without it Excel takes UTF-8 for another encoding and garbles Arabic; Python
reads it with `encoding="utf-8-sig"`. A cell that a spreadsheet would take for a formula gets an apostrophe in front.
Cells are one line, and characters that would turn the text around are written by their number.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence

from muqabala.records import Departure, Judgement, Omission, Report, Source, Span
from muqabala.report import messages
from muqabala.report.bidi import visible
from muqabala.report.interface import Interface
from muqabala.report.rendering import Rendering

COLUMNS = (
    "claim",
    "verdict",
    "id",
    "type",
    "severity",
    "confidence",
    "basis",
    "code",
    "message",
    "article_words",
    "article_start",
    "article_end",
    "source",
    "source_outlet",
    "source_date",
    "source_words",
    "source_start",
    "source_end",
    "claim_text",
)
"""The columns. Offsets are half-open pairs of code points in the documents' texts, as in the JSON report."""

BYTE_ORDER_MARK = "\ufeff"
# What spreadsheets begin a formula with (OWASP, CSV injection), the full-width forms included.
_FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]")


def render(report: Report, rendering: Rendering | None = None) -> str:
    """The table of a report. Raises ConfigError for an interface language that does not exist."""
    return sheet(COLUMNS, _Rows(report, Interface((rendering or Rendering()).ui_lang)).all())


def sheet(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table under its columns as RFC 4180 has it, with a byte-order mark; no cell can act as a formula."""
    out = io.StringIO(BYTE_ORDER_MARK)
    out.seek(0, io.SEEK_END)
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    for row in rows:
        writer.writerow([cell(str(value)) for value in row])
    return out.getvalue()


def cell(text: str) -> str:
    """A text as a cell that is shown and never evaluated."""
    line = visible(" ".join(text.split()))
    return f"'{line}" if _FORMULA.match(line) else line


class _Rows:
    def __init__(self, report: Report, ui: Interface) -> None:
        self.report, self.ui = report, ui
        self.sources = {source.document.id: source for source in report.sources}

    def all(self) -> Iterator[tuple[object, ...]]:
        """The rows, those of the article first, in the order of the text."""
        for number, judgement in enumerate(self.report.judgements, start=1):
            yield from (self._departure(number, judgement, departure) for departure in judgement.departures)
        yield from (self._omission(omission) for omission in self.report.omissions)

    def _departure(self, number: int, judgement: Judgement, departure: Departure) -> tuple[object, ...]:
        place, text = departure.source, self.report.article.text
        return (
            number,
            judgement.verdict,
            departure.id,
            departure.type,
            departure.severity,
            f"{departure.confidence:.2f}",
            departure.basis,
            departure.code,
            messages.render(departure.code, departure.params, self.ui.lang),
            *_words(text, departure.span),
            *(self._source(place.id, place.span) if place else [""] * 6),
            judgement.claim.span.of(text),
        )

    def _omission(self, omission: Omission) -> tuple[object, ...]:
        return (
            "",
            "",
            omission.id,
            "omitted",
            omission.severity,
            f"{omission.score:.2f}",
            "",
            omission.code,
            messages.render(omission.code, omission.params, self.ui.lang),
            *[""] * 3,
            *self._source(omission.source, omission.span),
            "",
        )

    def _source(self, name: str, span: Span) -> tuple[object, ...]:
        source: Source = self.sources[name]
        metadata = source.document.metadata
        return name, metadata.outlet or "", metadata.date or "", *_words(source.document.text, span)


def _words(text: str, span: Span) -> tuple[object, ...]:
    return span.of(text), span.start, span.end
