"""One-to-one assignment between the facts of a claim and those of its evidence."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from muqabala.records import Comparison, Fact, Passage

Cost = Callable[[Fact, Fact], float | None]
"""How far two facts are from being the same statement; None when they cannot be."""

MOST = 400
"""Facts a side that are compared: a passage with more is a table, not a claim, and must stay cheap."""


@dataclass(slots=True)
class Board:
    """The facts still without a counterpart on both sides, in the order of the text; `rank` is how good the evidence is
    that a fact stands in, 0 the best.
    """

    stated: list[Fact]
    said: list[Fact]
    rank: dict[Fact, int]

    def take(self, cost: Cost) -> list[tuple[Fact, Fact]]:
        """Pair what can be paired, cheapest first, and take it off the board. Ties go to the better evidence."""
        options = sorted(
            (price, self.rank[theirs], abs(here - there), here, there)
            for here, own in enumerate(self.stated)
            for there, theirs in enumerate(self.said)
            if (price := cost(own, theirs)) is not None
        )
        pairs: dict[int, int] = {}
        for _, _, _, here, there in options:
            if here not in pairs and there not in pairs.values():
                pairs[here] = there
        found = [(self.stated[here], self.said[there]) for here, there in sorted(pairs.items())]
        gone = set(pairs.values())
        self.stated = [fact for here, fact in enumerate(self.stated) if here not in pairs]
        self.said = [fact for there, fact in enumerate(self.said) if there not in gone]
        return found


def board(stated: Iterable[Fact], said: Sequence[Fact], evidence: Sequence[Passage]) -> Board:
    """Lay out the two sides, up to MOST facts each; a fact of the evidence ranks as the passage it stands in."""
    kept = said[:MOST]
    return Board(list(stated)[:MOST], list(kept), {fact: _rank(fact, evidence) for fact in kept})


def position(item: Comparison) -> tuple[bool, int]:
    """A sort key: the order of the article, then what the article dropped in the order of the source."""
    span = item.article or (item.source.span if item.source else None)
    return item.article is None, span.start if span else 0


def _rank(fact: Fact, evidence: Sequence[Passage]) -> int:
    for rank, passage in enumerate(evidence):
        if passage.document == fact.document and passage.span.overlap(fact.span):
            return rank
    return len(evidence)
