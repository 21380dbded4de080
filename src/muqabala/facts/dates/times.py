"""One pass over a text that finds its numbers and its time expressions."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from muqabala.facts.dates.calendar import read_calendar
from muqabala.facts.dates.durations import read_duration
from muqabala.facts.dates.time_of_day import read_clock, read_edge, read_order, read_simple
from muqabala.facts.dates.timeword import Found, Page, Reader, page
from muqabala.facts.numerals import numerals
from muqabala.facts.numerals.numeral import Numeral
from muqabala.facts.reading import Reading, read

# First come, first served at a token: a clock time before a number of anything, a date before a duration.
_READERS: tuple[Reader, ...] = (read_clock, read_calendar, read_simple, read_duration, read_edge, read_order)

_NUMBERLESS = frozenset({"edge", "order"})


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


def time_tokens(times: Iterable[Found]) -> frozenset[int]:
    """The tokens of dates and durations, whose numbers count nothing else: all but words for parts and order."""
    owned = (found for found in times if found.unit not in _NUMBERLESS)
    return frozenset(token for found in owned for token in range(found.first, found.last))


def _at(sheet: Page, index: int) -> tuple[Found, ...]:
    for reader in _READERS:
        found = reader(sheet, index)
        if found:
            return found
    return ()
