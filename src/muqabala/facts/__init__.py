"""Exact facts in claim and source, kind by kind: one module a kind, each with `extract` and `compare`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import chain

from muqabala.facts import dates, names, numbers
from muqabala.records import Comparison, DepartureType, Fact, Passage

Compare = Callable[
    [Passage, Sequence[Fact], Sequence[Passage], Sequence[Fact], Sequence[Fact]], tuple[Comparison, ...]
]


@dataclass(frozen=True, slots=True)
class Extractor:
    """A kind of fact: how it is found in a passage, and how a claim's facts are held against the sources'."""

    kind: DepartureType
    extract: Callable[[Passage], tuple[Fact, ...]]
    compare: Compare


EXTRACTORS = tuple(Extractor(module.KIND, module.extract, module.compare) for module in (numbers, dates, names))


def extract(passage: Passage) -> tuple[Fact, ...]:
    """All facts of a passage, kind by kind, each kind in the order of the text."""
    return tuple(chain.from_iterable(extractor.extract(passage) for extractor in EXTRACTORS))


def compare(
    claim: Passage,
    stated: Sequence[Fact],
    evidence: Sequence[Passage],
    said: Sequence[Fact],
    context: Sequence[Fact],
) -> tuple[Comparison, ...]:
    """Hold the claim's facts against its evidence, and against `context`: the facts of the whole principal sources."""
    found: list[Comparison] = []
    for extractor in EXTRACTORS:
        own, theirs, around = (
            [fact for fact in facts if fact.kind is extractor.kind] for facts in (stated, said, context)
        )
        found.extend(extractor.compare(claim, own, evidence, theirs, around))
    return tuple(found)
