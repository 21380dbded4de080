"""What a judge is given, what it gives back, and how its findings get their names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from muqabala.fold import folded
from muqabala.records import (
    Alignment,
    Claim,
    Comparison,
    Departure,
    Encoding,
    Evidence,
    Judgement,
    Passage,
    text_sha256,
)

UNREAD = Alignment((), (), (), (), {})
"""The alignment of a claim that was held against nothing."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """A sentence of the evidence and its centred encoding."""

    passage: Passage
    encoding: Encoding


@dataclass(frozen=True, slots=True)
class Case:
    """A claim and all that is known of it before judgement.

    `evidence` is the ranked list for the report; `closest` the few of them that were compared word by word, the best
    first. `doubts` are words of one side that the other does not answer, to be shown where something else speaks for a
    departure. `told_alike` says that nobody speaks in the claim who may not speak in the evidence, `digest` that every
    principal source is a digest, `parallel` that the article follows its source sentence by sentence.
    """

    claim: Claim
    passage: Passage
    encoding: Encoding
    evidence: tuple[Evidence, ...]
    closest: tuple[Encoded, ...] = ()
    alignment: Alignment = UNREAD
    comparisons: tuple[Comparison, ...] = ()
    doubts: tuple[Comparison, ...] = ()
    told_alike: bool = False
    digest: bool = False
    parallel: bool = False


def named(judgements: Sequence[Judgement], article: str, sources: Mapping[str, str]) -> tuple[Judgement, ...]:
    """The same judgements with departure ids that survive edits elsewhere: from type, words on both sides, source and
    occurrence. `article` is the article's text, `sources` the texts of the source documents by id.
    """
    seen: Counter[str] = Counter()

    def name(departure: Departure) -> Departure:
        source = departure.source
        words = folded(source.span.of(sources[source.id])) if source else ""
        parts = (departure.type, folded(departure.span.of(article)), words, source.id if source else "")
        key = "\x1f".join(parts)
        seen[key] += 1
        digest = text_sha256(f"{key}\x1f{seen[key]}")
        return replace(departure, id=f"d-{digest[:12]}")

    return tuple(replace(j, departures=tuple(map(name, j.departures))) for j in judgements)
