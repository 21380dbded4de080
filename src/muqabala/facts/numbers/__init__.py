"""Counts, amounts, shares, measures, ages, scores and ranks, as facts that two languages can be compared by.

`Fact.unit` says what is counted or measured and `Fact.value` holds the comparable form:

| unit | value |
|---|---|
| `%`, `km`, `USD`, … (a code of `data/units.tsv`) | the number, as `4.8` |
| `person`, `goal`, … (a class of `data/counted.tsv`) or empty | the number; `~100` for "hundreds" |
| `ordinal`, `age`, `fraction` | the number: `3`, `29`, `0.5` |
| `stage` | how many are left in a knockout: 8 for quarter-finals |
| `rank` | 1 for a superlative, 2 for "second highest" |
| `score` | the two numbers, smaller first, as right-to-left text turns scores round: `0-2` |
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from muqabala.facts.dates.times import read_times, time_tokens
from muqabala.facts.numbers.compare import compare
from muqabala.facts.numerals.ages import age_end
from muqabala.facts.numerals.approximation import is_approximate
from muqabala.facts.numerals.counting import Quantity, compound, one_before_smaller, quantity, two_things
from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.numerals.ranks import rank_at
from muqabala.facts.numerals.stages import stage_at
from muqabala.facts.reading import Reading
from muqabala.records import DepartureType, Fact, Passage

__all__ = ["KIND", "compare", "extract"]

KIND = DepartureType.NUMBER

_NOT_ONE = {"of", "another", "is", "was", "who", "that", "can", "could", "should", "would", "will", "might", "must"}
_NOT_ONE |= {"has", "day", "thing", "or", "in", "to", "at", "and", "it", "i", "we", "they", "you", "he", "she", "with"}
_BEFORE_PRONOUN = {"no", "any", "every", "this", "that", "each", "which", "the", "some", "only", "another", "as", "by"}
_BEFORE_PRONOUN |= {"كل", "اي", "ولا", "لا", "ان", "غير"}
_HIGHEST_SCORE = 200
_SCORED = {"", "win", "loss", "draw", "goal", "match", "point", "time", "group"}


@dataclass(frozen=True, slots=True)
class _Scan:
    """One walk over a passage: what is read, the tokens that dates own, and the numbers by where they begin."""

    reading: Reading
    taken: frozenset[int]
    numbers: tuple[Numeral, ...]


def extract(passage: Passage) -> tuple[Fact, ...]:
    """Every number of a passage that is not part of a date, in the order of the text, with absolute raw offsets."""
    reading, numbers, times = read_times(passage.words, passage.lang)
    scan = _Scan(reading, time_tokens(times), numbers)
    return tuple(_fact(passage, reading, item) for item in _quantities(scan))


def _quantities(scan: _Scan) -> list[Quantity]:
    found: list[Quantity] = []
    at = 0
    position = 0
    while position < len(scan.numbers):
        number = scan.numbers[position]
        position += 1
        found.extend(_duals(scan, at, number.first))
        at = max(at, number.last)
        if number.first in scan.taken or (found and number.first < found[-1].last):
            continue
        score = _score(scan, position - 1)
        rank = rank_at(scan.reading, number.first, number) if number.form is Form.ORDINAL else None
        item = Quantity(rank.first, rank.last, rank, "rank") if rank else score or _quantity(scan.reading, number)
        if item is None:
            continue
        position += 1 if score else 0
        found.append(item)
        at = max(at, item.last)
    found.extend(_duals(scan, at, len(scan.reading)))
    return _compounds(scan.reading, _shared_units(scan.reading, found))


def _duals(scan: _Scan, first: int, last: int) -> list[Quantity]:
    """What says its number without a numeral, between two numerals: a dual, a superlative."""
    hits = (_unnumbered(scan.reading, index) for index in range(first, last) if index not in scan.taken)
    return [hit for hit in hits if hit]


def _unnumbered(reading: Reading, index: int) -> Quantity | None:
    stage, rank = stage_at(reading, index), rank_at(reading, index, None)
    if stage:
        return Quantity(stage.first, stage.last, stage, "stage")
    if rank:
        return Quantity(rank.first, rank.last, rank, "rank")
    return two_things(reading, index) or one_before_smaller(reading, index) if reading.lang == "ar" else None


def _quantity(reading: Reading, number: Numeral) -> Quantity | None:
    """A number with what it counts; None for "one" and its like when they are pronouns."""
    if number.value == 1 and number.form is Form.CARDINAL and not number.digits and _is_pronoun(reading, number):
        return None
    stage = stage_at(reading, number.first)
    if stage:
        return Quantity(stage.first, stage.last, stage, "stage")
    age = age_end(reading, number)
    if age is not None:
        return Quantity(number.first, age, number, "age")
    return quantity(reading, number)


def _is_pronoun(reading: Reading, number: Numeral) -> bool:
    """Whether "one" stands for somebody or something here."""
    if number.last - number.first > 1:
        return False
    before, after = reading.word(number.first - 1), reading.word(number.last)
    return before in _BEFORE_PRONOUN or after in _NOT_ONE or (reading.lang == "en" and not after[:1].isalpha())


def _score(scan: _Scan, position: int) -> Quantity | None:
    """Two numbers joined by a hyphen that measure nothing: 2-0, 97-93."""
    if position + 1 >= len(scan.numbers):
        return None
    first, second = scan.numbers[position], scan.numbers[position + 1]
    joined = second.first == first.last + 1 and scan.reading.word(first.last) in ("-", ":")
    tight = scan.reading.glued(first.last) and scan.reading.glued(second.first)
    if not (joined and tight and first.digits and second.digits) or second.first in scan.taken:
        return None
    whole = all(
        n.value == int(n.value) and n.value <= _HIGHEST_SCORE and n.form is Form.CARDINAL for n in (first, second)
    )
    if not whole or scan.reading.word(second.last) == "-" or quantity(scan.reading, second).unit not in _SCORED:
        return None
    return Quantity(first.first, second.last, first, "score", other=second.value)


def _shared_units(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Give the first of a range the unit of the second: 50-60 percent, «بين 10 و20 كيلومترًا»."""
    shared = list(found)
    for index in range(len(found) - 2, -1, -1):
        first, second = shared[index], shared[index + 1]
        link = reading.word(first.last)
        linked = second.first == first.last + 1 and link in ("-", "to", "or", "الي", "او", "and", "و")
        adjacent = second.first == first.last and reading.word(second.first)[:1] == "و"
        same_form = first.number.form is second.number.form
        if not first.unit and (linked or adjacent) and same_form and second.unit not in ("score", "age"):
            shared[index] = replace(first, unit=second.unit)
    return shared


def _compounds(reading: Reading, found: list[Quantity]) -> list[Quantity]:
    """Make one measure of two: 6-foot-6, 5 feet 2 inches, «متران وثلاثة وثلاثون سنتيمترًا»."""
    joined: list[Quantity] = []
    for item in found:
        larger = joined[-1] if joined else None
        whole = compound(reading, larger, item) if larger else None
        if whole:
            joined[-1] = whole
        else:
            joined.append(item)
    return [item for item in joined if item.value != "1" or item.number.form is not Form.DUAL]


def _fact(passage: Passage, reading: Reading, item: Quantity) -> Fact:
    span = reading.span(item.first, item.last).shift(passage.span.start)
    approximate = item.number.form is Form.VAGUE or is_approximate(reading, item.first, item.number.last)
    return Fact(
        KIND, passage.document, span, span.of(passage.text), item.value, item.number.value, item.unit, approximate
    )
