"""Every number a passage holds in whatever role, so that a claim's number is not called missing when it is there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache

from muqabala.facts.dates.times import read_times, time_tokens
from muqabala.facts.dates.timeword import Found
from muqabala.facts.numerals.words import ARABIC, ARABIC_ORDINALS, ENGLISH, ENGLISH_ORDINALS, Role
from muqabala.facts.reading import Reading, variants
from muqabala.records import Passage

_MOST = 24  # numbers beyond which sums and differences would explain anything
_LEAST = 3  # a number that sums and differences are made of


def all_numbers(passages: Sequence[Passage]) -> frozenset[float]:
    """The values of all numbers, number words and lettered ranks (Group G is the seventh) of some passages."""
    return frozenset().union(*(_all_numbers(passage.words, passage.lang) for passage in passages))


@lru_cache(maxsize=2048)
def _all_numbers(text: str, lang: str) -> frozenset[float]:
    reading, numbers, times = read_times(text, lang)
    values = {number.value for number in numbers}
    values.update(found.amount for found in times if found.amount is not None)
    values.update(10.0 * int(found.value[0]) for found in times if _is_age_decade(found))
    values.update(_token_values(reading))
    return frozenset(values)


def _is_age_decade(found: Found) -> bool:
    """Whether a decade may be one of a life: "in their eighties"."""
    return found.unit == "calendar decade" and len(found.value) == len("8X")


def _token_values(reading: Reading) -> Iterator[float]:
    for token in reading.tokens:
        if token.is_number and token.text.isdecimal() and len(token.text) < 16:
            yield float(token.text)
        elif reading.lang == "en" and token.text in ENGLISH and ENGLISH[token.text].role is not Role.PART:
            yield ENGLISH[token.text].value
        elif reading.lang == "en" and token.text in ENGLISH_ORDINALS:
            yield float(ENGLISH_ORDINALS[token.text])
        elif reading.lang == "en" and token.capital and len(token.text) == 1 and token.text.isascii():
            yield float(ord(token.text) - ord("a") + 1)
            yield float({"i": 1, "v": 5, "x": 10}.get(token.text, 0))
        elif reading.lang == "ar":
            yield from _arabic_values(token.text)


def _arabic_values(word: str) -> Iterator[float]:
    for form in variants(word):
        if form in ARABIC and ARABIC[form].role is not Role.PART:
            yield ARABIC[form].value
        elif form in ARABIC_ORDINALS:
            yield float(ARABIC_ORDINALS[form])


def timeless_numbers(passages: Sequence[Passage]) -> frozenset[float]:
    """The values of the numbers of some passages that were not read as part of a date or a duration."""
    values: set[float] = set()
    for passage in passages:
        _, numbers, times = read_times(passage.words, passage.lang)
        taken = time_tokens(times)
        values.update(number.value for number in numbers if number.first not in taken)
    return frozenset(values)


def durations(passages: Sequence[Passage]) -> frozenset[float]:
    """The counts of the durations of some passages."""
    found = (item for p in passages for item in read_times(p.words, p.lang)[2])
    return frozenset(item.amount for item in found if item.amount is not None)


def computed(value: float, numbers: frozenset[float]) -> bool:
    """Whether a number is the sum or the difference of two others, or their part: "176 votes to 171" for "a margin of
    five", "half of the 38 schools" for 19.
    """
    if len(numbers) > _MOST:
        return False
    parts = (part * whole for part in numbers if 0 < part < 1 for whole in numbers if whole > 1)
    return value in parts or any(
        abs(a - b) == value or a + b == value for a in numbers for b in numbers if _LEAST <= a < b
    )
