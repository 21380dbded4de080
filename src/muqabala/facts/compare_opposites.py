"""Opposite words for one thing: rose here, fell there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.collated import Collated, Place
from muqabala.facts.cues import Cue
from muqabala.records import Comparison, Severity, Span

OPPOSITE = "MQ802"

_LINKED = 0.2  # even a weak link to the very opposite is telling: opposites seldom have vectors alike
_BESIDE = 1  # tokens by which a link may miss
_AGREED = 2  # linked neighbours that put two opposites into one place
_TAKEN = 0.55  # cosine from which the source word is already rendered by another word of the claim
_BEFORE = 3  # tokens before a word among which a negation turns it round
_CONFIDENCE = 0.8


def opposites(sides: Collated) -> Iterator[Comparison]:
    """The words of the claim that stand where the evidence has their opposite; SAME for those it has as well.

    A word that is denied on either side is left alone: "did not fail" is "succeeded".
    """
    settled: set[Span] = set()
    poles = [cue for cue in sides.stated if cue.sort == "pole" and not cue.value.startswith("none/")]
    for cue in poles:
        found = _held(sides, cue)
        if found is not None and found.article is not None and found.article not in settled:
            settled.add(found.article)
            yield found


def _held(sides: Collated, cue: Cue) -> Comparison | None:
    axis = cue.value.split("/")[0]
    theirs = [(line, cue) for line, cue in sides.all_said() if cue.sort == "pole" and cue.value.split("/")[0] == axis]
    article = sides.claim.span(cue.first, cue.last)
    for line, other in theirs:
        if other.value == cue.value:
            return sides.same(article, sides.source(line, other.first, other.last))
    if not theirs or _turned(cue, sides.stated):
        return None
    stated = {own.value for own in sides.stated}
    plain = [(line, other) for line, other in theirs if not _turned(other, sides.said[line])]
    plain = [(line, other) for line, other in plain if other.value not in stated]
    linked = [pair for pair in plain if _is_linked(sides, cue, *pair)]
    placed = linked or [pair for pair in plain if _is_placed(sides, cue, *pair)]
    for line, other in placed[:1]:
        source = sides.source(line, other.first, other.last)
        return sides.changed(OPPOSITE, article, source, _CONFIDENCE, Severity.MAJOR)
    return None


def _turned(cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a negation, or a word that may stand for one, is right before a cue."""
    return any(_turns(other) and 0 <= cue.first - other.last < _BEFORE for other in cues)


def _turns(cue: Cue) -> bool:
    return cue.sort == "full" or (cue.sort, cue.value) in {("soft", "lack"), ("soft", "prefix"), ("void", "only")}


def _is_linked(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    """Whether the word vectors take the two opposites, or a word beside, for each other."""
    bond = sides.best(range(cue.first, cue.last))
    if bond is None or bond.score < _LINKED or bond.place.line != line:
        return False
    return other.first - _BESIDE <= bond.place.token < other.last + _BESIDE


def _is_placed(sides: Collated, cue: Cue, line: int, other: Cue) -> bool:
    """Whether the neighbours of the two opposites are linked and the source word has no other rendering."""
    taken = sides.best_back(line, range(other.first, other.last))
    if taken is not None and taken.score >= _TAKEN:
        return False
    own = range(cue.first, cue.last)
    return sides.agreement(cue.first, Place(line, other.first), leave_out=own) >= _AGREED
