"""A claim laid beside its evidence: all that a kind of fact may look at when it compares."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from muqabala.facts.reading import LANGUAGES
from muqabala.records import DepartureType, Fact, Passage, Span, WordPair


@dataclass(frozen=True, slots=True)
class Collation:
    """A claim, the one to three source sentences that best support it (the best first), and what both state.

    `said` are the facts of the evidence, `context` those of the whole principal sources. `links` join every word of the
    claim with the word of the evidence most like it, whatever the score: a hint where a word's counterpart stands.
    `cited` are the places where the claim cites what it retells, `credits` the outlets and authors of its sources.
    """

    claim: Passage
    stated: Sequence[Fact]
    evidence: Sequence[Passage]
    said: Sequence[Fact]
    context: Sequence[Fact]
    links: Sequence[WordPair] = ()
    cited: Sequence[Span] = ()
    credits: Sequence[str] = ()

    @property
    def is_readable(self) -> bool:
        """Whether there is evidence, and the words of both sides are in languages that are read."""
        return bool(self.evidence) and all(one.language in LANGUAGES for one in (self.claim, *self.evidence))

    def only(self, kind: DepartureType) -> Collation:
        """The same with the facts of one kind."""
        stated, said, context = (
            tuple(fact for fact in facts if fact.kind is kind) for facts in (self.stated, self.said, self.context)
        )
        return replace(self, stated=stated, said=said, context=context)
