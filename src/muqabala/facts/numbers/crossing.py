"""Two numbers that changed places: 38 for and 48 against, retold as 48 for and 38 against."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations

from muqabala.facts.dates.times import read_times
from muqabala.facts.reading import Reading, variants
from muqabala.facts.tables import rows, split
from muqabala.fold import folded
from muqabala.records import Fact, Passage

_REACH = 5  # tokens between a number and the word that says which of two it is
_MOST_PAIRS = 12
_BREAKS = {"and", "while", "but", ",", ";", ".", "،", "؛", "و", "بينما", "فيما", "لكن"}

Pair = tuple[Fact, Fact]


@dataclass(frozen=True, slots=True, order=True)
class Pole:
    """One of two opposite words: the axis they lie on and the end of it."""

    axis: str
    end: str


def crossed(pairs: Sequence[Pair], claim: Passage, evidence: Sequence[Passage]) -> list[Pair]:
    """Those of the equal pairs that stand at each other's place, each with the number of the source that belongs there.

    Two numbers of one unit are compared where their neighbouring words are opposites on both sides, and two of
    different things where each is told of the other's.
    """
    found: list[Pair] = []
    for (own, theirs), (other, others) in combinations(pairs[:_MOST_PAIRS], 2):
        if own.value == other.value:
            continue
        if own.unit == others.unit != theirs.unit == other.unit and own.unit and other.unit:
            found += [(own, others), (other, theirs)]  # 40 buses and 85 trains, told as 85 buses and 40 trains
            continue
        if not _alike(own, other) or not _alike(theirs, others):
            continue
        here = _pole(own, (claim,)), _pole(other, (claim,))
        there = _pole(theirs, evidence), _pole(others, evidence)
        if _opposite(*here) and here == there[::-1]:
            found += [(own, others), (other, theirs)]
    return found


def _alike(one: Fact, other: Fact) -> bool:
    """Whether two numbers are of one unit, or one of them of nothing that is named: 43 people killed and 117 hurt."""
    return one.unit == other.unit or not one.unit or not other.unit


def _opposite(one: Pole | None, other: Pole | None) -> bool:
    return one is not None and other is not None and one.axis == other.axis and one.end != other.end


def _pole(fact: Fact, passages: Sequence[Passage]) -> Pole | None:
    """The nearest opposite word in the number's own clause, what follows it first where two are equally near."""
    for passage in passages:
        if passage.document != fact.document or not passage.span.overlap(fact.span):
            continue
        reading, _, _ = read_times(passage.words, passage.lang)
        first, last = _tokens(reading, fact, passage)
        ahead, behind = _ahead(reading, last), _behind(reading, first)
        found = sorted((hit[0], place, hit[1]) for place, hit in enumerate((ahead, behind)) if hit)
        return found[0][2] if found else None
    return None


def _ahead(reading: Reading, index: int) -> tuple[int, Pole] | None:
    """The first opposite word behind a number and how far off it is, up to the next clause."""
    for distance in range(_REACH):
        word = reading.word(index + distance)
        if word in _BREAKS or (reading.lang == "ar" and word[:1] == "و" and len(word) > 3):
            return None
        pole = _pole_at(reading, index + distance)
        if pole:
            return distance, pole
    return None


def _behind(reading: Reading, index: int) -> tuple[int, Pole] | None:
    """The last opposite word before a number and how far off it is, back to where its clause begins."""
    for distance in range(_REACH):
        word = reading.word(index - 1 - distance)
        pole = _pole_at(reading, index - 1 - distance)
        if pole:
            return distance, pole
        if word in _BREAKS:
            return None
    return None


def _tokens(reading: Reading, fact: Fact, passage: Passage) -> tuple[int, int]:
    """The indices of the first token of a fact and of the first behind it."""
    start, end = fact.span.start - passage.span.start, fact.span.end - passage.span.start
    starts = [reading.source.origin[token.start] for token in reading.tokens]
    return bisect_left(starts, start), bisect_left(starts, end)


def _pole_at(reading: Reading, index: int) -> Pole | None:
    word = reading.word(index)
    if not word[:1].isalpha():
        return None
    whole, stems = _poles(reading.lang)
    for form in variants(word) if reading.lang == "ar" else (word,):
        if form in whole:
            return whole[form]
        found = next((stems[form[:length]] for length in range(len(form), 2, -1) if form[:length] in stems), None)
        if found:
            return found
    return None


@lru_cache(maxsize=3)
def _poles(lang: str) -> tuple[dict[str, Pole], dict[str, Pole]]:
    """Whole words and stems with their poles."""
    whole: dict[str, Pole] = {}
    stems: dict[str, Pole] = {}
    for axis, end, english, arabic in rows("poles.tsv"):
        for word in split(arabic if lang == "ar" else english if lang == "en" else ""):
            target = stems if word.endswith("*") else whole
            target[folded(word.removesuffix("*"))] = Pole(axis, end)
    return whole, stems
