"""Dates, weekdays, times of day, durations and order in time, as facts that two languages can be compared by.

`Fact.unit` says what kind of time expression it is and `Fact.value` holds its comparable form:

| unit | value |
|---|---|
| `date` | an ISO date, possibly partial: `2024-06-19`, `2024-06`, `2024`, `--06-19`, `--06`, `BC44` |
| `hijri` | an incomplete Hijri date: `AH1446`, `AH--09` (a complete one is converted to `date`) |
| `decade`, `century`, `quarter` | `198X` or `8X`; `C18`, `CBC6`; `Q2`, `H1` |
| `weekday`, `daypart`, `clock`, `season`, `edge` | `1` (Monday) to `7`; `morning` …; `T9:30`; `summer` …; `early`, `mid`, `late` |
| `relative` | unit and distance, as `month-1` |
| `order` | `before`, `after`, `earlier`, `later` |
| `second` … `century` | a duration: `P24 year`, `P? month`; `Fact.amount` holds the count, None when vague |
"""

from __future__ import annotations

from functools import lru_cache

from muqabala.facts.approximation import is_approximate
from muqabala.facts.calendar_dates import read_calendar
from muqabala.facts.compare_dates import compare
from muqabala.facts.durations import read_duration
from muqabala.facts.numeral import Numeral
from muqabala.facts.numerals import numerals
from muqabala.facts.reading import Reading, read
from muqabala.facts.time_of_day import read_clock, read_edge, read_order, read_simple
from muqabala.facts.timeword import Found, Page, Reader, page
from muqabala.records import DepartureType, Fact, Passage

__all__ = ["KIND", "compare", "extract", "read_times"]

KIND = DepartureType.DATE

# First come, first served at a token: a clock time before a number of anything, a date before a duration.
_READERS: tuple[Reader, ...] = (read_clock, read_calendar, read_simple, read_duration, read_edge, read_order)


def extract(passage: Passage) -> tuple[Fact, ...]:
    """Every time expression of a passage, in the order of the text, with absolute raw offsets. Never raises."""
    reading, _, found = read_times(passage.words, passage.lang)
    return tuple(_fact(passage, reading, item) for item in found)


@lru_cache(maxsize=2048)
def read_times(text: str, lang: str) -> tuple[Reading, tuple[Numeral, ...], tuple[Found, ...]]:
    """A text's reading, its numbers, and its time expressions, which the reading of numbers must leave alone."""
    reading = read(text, lang)
    numbers = numerals(reading)
    sheet = page(reading, numbers)
    found: list[Found] = []
    index = 0
    while index < len(reading):
        here = _at(sheet, index)
        found.extend(here)
        index = max((item.last for item in here), default=index + 1)
    return reading, numbers, tuple(found)


def _at(sheet: Page, index: int) -> tuple[Found, ...]:
    for reader in _READERS:
        found = reader(sheet, index)
        if found:
            return found
    return ()


def _fact(passage: Passage, reading: Reading, found: Found) -> Fact:
    span = reading.span(found.first, found.last).shift(passage.span.start)
    approximate = is_approximate(reading, found.first, found.last)
    words = span.of(passage.text)
    return Fact(KIND, passage.document, span, words, found.value, found.amount, found.unit, approximate)
