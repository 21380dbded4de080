"""What must, should or may be done, told as another of the three."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from muqabala.facts.certainty.clause import borne, counterpart, is_denied, name, said_names
from muqabala.facts.collated import Collated
from muqabala.records import Comparison

BOUND = "MQ701"

_NEAR = 5  # tokens on either side of a word of the source where its own word of duty is looked for
_CONFIDENCE = 0.85

# Steps that cannot render each other. "should" and "may" often do.
_APART: Mapping[str, frozenset[str]] = {
    "must": frozenset({"should", "may"}),
    "should": frozenset({"must"}),
    "may": frozenset({"must"}),
}


def duties(sides: Collated) -> Iterator[Comparison]:
    """The claim's words of duty where the source has only words of another step."""
    said = said_names(sides)
    for cue in sides.stated:
        if cue.sort != "duty" or is_denied(sides.claim, cue):
            continue
        bond = counterpart(sides, cue)
        if bond is None:
            continue
        near = sides.said_near(bond.place, _NEAR)
        if name(cue) in said[bond.place.line] or "soft:duty" in map(name, near):
            continue
        other = next((other for other in near if other.sort == "duty" and other.value in _APART[cue.value]), None)
        if other is not None:
            article = sides.claim.span(cue.first, max((cue.last - 1, *borne(sides.claim, cue))) + 1)
            source = sides.source(bond.place.line, other.first, other.last)
            yield sides.changed(BOUND, article, source, _CONFIDENCE)
