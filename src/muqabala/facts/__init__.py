"""Facts in claim and source, kind by kind: one package a kind, each with `extract` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from muqabala.facts import attribution, certainty, dates, names, numbers, polarity, qualifiers, quotes, stance
from muqabala.facts.attribution import told_alike
from muqabala.facts.collation import Collation
from muqabala.facts.one_sided import unanswered
from muqabala.records import Comparison, DepartureType, Fact, Passage
from muqabala.spelling import best_window

if TYPE_CHECKING:
    from muqabala.records import Matrix


@dataclass(frozen=True, slots=True)
class Extractor:
    """A kind of fact: how it is found in a passage, and how a claim's facts are held against the sources'."""

    kind: DepartureType
    extract: Callable[[Passage], tuple[Fact, ...]]
    compare: Callable[[Collation], tuple[Comparison, ...]]


__all__ = ["EXTRACTORS", "Collation", "Extractor", "common", "compare", "doubts", "extract", "told_alike"]

KINDS = (numbers, dates, names, quotes, attribution, certainty, polarity, qualifiers, stance)
EXTRACTORS = tuple(Extractor(module.KIND, module.extract, module.compare) for module in KINDS)


def extract(passage: Passage) -> tuple[Fact, ...]:
    """All facts of a passage, kind by kind, each kind in the order of the text."""
    return tuple(chain.from_iterable(extractor.extract(passage) for extractor in EXTRACTORS))


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold the claim against its evidence, kind by kind."""
    return tuple(chain.from_iterable(extractor.compare(collation.only(extractor.kind)) for extractor in EXTRACTORS))


def doubts(collation: Collation) -> tuple[Comparison, ...]:
    """Words of one side that nothing on the other side answers: too little to be shown by themselves, yet the reason
    where other grounds speak for a departure there.
    """
    return tuple(unanswered(collation))


def common(claims: Sequence[Passage], stated: Sequence[Sequence[Fact]], said: Sequence[Sequence[Fact]]) -> Matrix:
    """How many facts each claim shares with each source sentence, shape (claims, sentences). `stated` are the facts of
    the claims, `said` those of the sentences.

    A name counts when the tables know it on both sides or the claim spells it, in whatever script; another fact when
    its value and what is counted agree.
    """
    exact = [set(chain.from_iterable(map(_keys, own))) for own in stated]
    counts = np.zeros((len(claims), len(said)), np.float32)
    for column, sentence in enumerate(said):
        for fact in sentence:
            keys = _keys(fact)
            for row, claim in enumerate(claims):
                if not exact[row].isdisjoint(keys) or _spells(claim, fact):
                    counts[row, column] += 1
    return counts


def _keys(fact: Fact) -> set[tuple[DepartureType, str, str]]:
    """What two facts that say the same have in common; a name may have several values, whatever its sort."""
    unit = "" if fact.kind is DepartureType.NAME else fact.unit
    return {(fact.kind, value, unit) for value in fact.value.split("|")}


def _spells(claim: Passage, fact: Fact) -> bool:
    """Whether a claim spells a source's personal or unknown name."""
    return fact.kind is DepartureType.NAME and fact.unit in ("person", "") and _found(fact.text, claim.words)


@lru_cache(maxsize=65536)
def _found(name: str, words: str) -> bool:
    return best_window(name, words) is not None
