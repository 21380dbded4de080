"""What a reader of dates finds in a text before it becomes a fact."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from muqabala.facts.numerals.numeral import Numeral
from muqabala.facts.reading import Reading


@dataclass(frozen=True, slots=True)
class Found:
    """A time expression over the tokens `[first, last)`; see `dates.extract` for the grammar of `value` and `unit`."""

    first: int
    last: int
    value: str
    unit: str
    amount: float | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A reading with its numbers by the token they begin at."""

    reading: Reading
    starts: dict[int, Numeral]

    def word(self, index: int) -> str:
        """The folded token at `index`, empty outside the text."""
        return self.reading.word(index)

    @property
    def lang(self) -> str:
        """The language words are read in."""
        return self.reading.lang


Reader = Callable[[Page, int], tuple[Found, ...]]
"""Reads what begins at a token: nothing, or one or more expressions, the last of which ends furthest."""


def page(reading: Reading, numbers: tuple[Numeral, ...]) -> Page:
    """Index the numbers of a reading."""
    return Page(reading, {number.first: number for number in numbers})
