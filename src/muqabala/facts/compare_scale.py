"""All, most, some and none: of how many the claim says it, against of how many its evidence does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.collated import Collated, Place
from muqabala.facts.cues import Cue
from muqabala.records import Comparison, Severity

SCALE = "MQ704"

_CONFIDENCE = 0.8
_AGREED = 1  # linked words around the two cues


def scales(sides: Collated) -> Iterator[Comparison]:
    """The claim's words of scale that stand where the evidence has another; SAME where it has the same.

    Only an unmistakable word on either side is compared, and not where some looser word may render it.
    """
    for cue in sides.stated:
        if cue.sort == "scale" and (found := _held(sides, cue)) is not None:
            yield found


def _held(sides: Collated, cue: Cue) -> Comparison | None:
    said = list(sides.all_said())
    article = sides.claim.span(cue.first, min(len(sides.claim), cue.last + 1))
    for line, other in said:
        if other.sort == "scale" and other.value == cue.value:
            return sides.same(article, sides.source(line, other.first, other.last))
    if any(other.value == cue.value for _, other in said if other.sort == "loose"):
        return None
    for line, other in said:
        if other.sort == "scale" and _is_alone(sides.stated, other) and _is_beside(sides, cue, line, other):
            return sides.changed(SCALE, article, sides.source(line, other.first, other.last), _CONFIDENCE, Severity.MAJOR)
    return None


def _is_alone(cues: Sequence[Cue], other: Cue) -> bool:
    """Whether the claim has no word of the same step, so that the source's word has no counterpart."""
    return not any(cue.sort == "scale" and cue.value == other.value for cue in cues)


def _is_beside(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    return sides.agreement(cue.first, Place(line, other.first)) >= _AGREED
