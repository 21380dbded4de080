"""Dates, weekdays, times of day, durations and order in time, as facts that two languages can be compared by.

`Fact.unit` says what kind of time expression it is and `Fact.value` holds its comparable form:

| unit | value |
|---|---|
| `date` | an ISO date, possibly partial: `2024-06-19`, `2024-06`, `2024`, `--06-19`, `--06`, `BC44` |
| `hijri` | an incomplete Hijri date: `AH1446`, `AH--09` (a complete one is converted to `date`) |
| `calendar decade`, `calendar century`, `quarter` | `198X` or `8X`; `C18`, `CBC6`; `Q2`, `H1` |
| `weekday`, `daypart`, `clock` | `1` (Monday) to `7`; `morning` …; `T9:30` (modulo twelve hours) |
| `season`, `edge` | `summer` …; `early`, `mid`, `late` (part of a period) |
| `relative` | unit and distance, as `month-1` |
| `order` | `before`, `after`, `earlier`, `later` |
| `second` … `century` | a duration: `P24 year`, `P? month`; `Fact.amount` holds the count, None when vague |
"""

from __future__ import annotations

from muqabala.facts.dates.compare import compare
from muqabala.facts.dates.times import read_times
from muqabala.facts.dates.timeword import Found
from muqabala.facts.numerals.approximation import is_approximate
from muqabala.facts.reading import Reading
from muqabala.records import DepartureType, Fact, Passage

__all__ = ["KIND", "compare", "extract"]

KIND = DepartureType.DATE


def extract(passage: Passage) -> tuple[Fact, ...]:
    """Every time expression of a passage, in the order of the text, with absolute raw offsets. Never raises."""
    reading, _, found = read_times(passage.words, passage.lang)
    return tuple(_fact(passage, reading, item) for item in found)


def _fact(passage: Passage, reading: Reading, found: Found) -> Fact:
    span = reading.span(found.first, found.last).shift(passage.span.start)
    approximate = is_approximate(reading, found.first, found.last)
    words = span.of(passage.text)
    return Fact(KIND, passage.document, span, words, found.value, found.amount, found.unit, approximate)
