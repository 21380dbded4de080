"""Which of a claim's evidence its verdict rests on, and which was only looked at."""

from __future__ import annotations

from muqabala.records import Evidence, Judgement, Span, Verdict, WordPair

_UNSUPPORTED = frozenset({Verdict.NOT_IN_SOURCE, Verdict.UNCHECKABLE})
_ENOUGH_PAIRS = 3


def used(judgement: Judgement) -> tuple[Evidence, ...]:
    """The evidence that a claim was held against: the best sentence, and those that a departure or word pairs point to.

    Empty for a claim that nothing says and for one with nothing to check, whatever was found near it.
    """
    if judgement.verdict in _UNSUPPORTED:
        return ()
    return tuple(found for rank, found in enumerate(judgement.evidence) if not rank or _is_used(judgement, found))


def further(judgement: Judgement) -> tuple[Evidence, ...]:
    """The evidence that was looked at besides."""
    kept = used(judgement)
    return tuple(found for found in judgement.evidence if found not in kept)


def pairs(judgement: Judgement) -> tuple[WordPair, ...]:
    """The word pairs worth showing: none for a claim that no source says."""
    return () if judgement.verdict in _UNSUPPORTED else judgement.pairs


def _is_used(judgement: Judgement, found: Evidence) -> bool:
    def inside(source: str, span: Span) -> bool:
        return source == found.source and span.overlap(found.span) > 0

    departures = (departure.source for departure in judgement.departures if departure.source)
    if any(inside(place.id, place.span) for place in departures):
        return True
    return sum(inside(pair.source.id, pair.source.span) for pair in judgement.pairs) >= _ENOUGH_PAIRS
