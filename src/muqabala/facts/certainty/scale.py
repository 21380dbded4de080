"""All, most, some and none; always, often, sometimes and rarely: of how many, and how often, the claim says it, against
its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.collated import Collated, Place
from muqabala.facts.cues import Cue
from muqabala.records import Comparison, Span

SCALE = "MQ704"
_SORTS = ("scale", "frequency")

_CONFIDENCE = 0.8
_MOST = 12  # words of scale in the evidence that are looked at
_AGREED = 1  # linked words around the two cues


def scales(sides: Collated) -> Iterator[Comparison]:
    """The claim's words of scale and frequency that stand where the evidence has another; SAME where it has the same.

    Only an unmistakable word on either side is compared, and not where some looser word may render it.
    """
    for sort in _SORTS:
        yield from _of_sort(sides, sort)


def _of_sort(sides: Collated, sort: str) -> Iterator[Comparison]:
    plain = [(line, cue) for line, cue in sides.all_said() if cue.sort == sort]
    loose = {cue.value for _, cue in sides.all_said() if cue.sort == "loose"}
    stated = {cue.value for cue in sides.stated if cue.sort == sort}
    same = {cue.value: (line, cue) for line, cue in reversed(plain)}
    others = [(line, cue) for line, cue in plain if cue.value not in stated][:_MOST]
    for cue in sides.stated:
        if cue.sort != sort:
            continue
        article = sides.claim.span(cue.first, min(len(sides.claim), cue.last + 1))
        if cue.value in same:
            line, other = same[cue.value]
            yield sides.same(article, sides.source(line, other.first, other.last))
        elif cue.value not in loose:
            yield from _changed(sides, cue, article, others)


def _changed(sides: Collated, cue: Cue, article: Span, others: Sequence[tuple[int, Cue]]) -> Iterator[Comparison]:
    """The first of the source's other words of scale that stands at the same place."""
    for line, other in others:
        if _is_beside(sides, cue, line, other):
            yield sides.changed(SCALE, article, sides.source(line, other.first, other.last), _CONFIDENCE)
            return


def _is_beside(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    return sides.agreement(cue.first, Place(line, other.first)) >= _AGREED
