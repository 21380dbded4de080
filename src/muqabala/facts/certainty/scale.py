"""All, most, some and none; always, often, sometimes and rarely: of how many, and how often, the claim says it, against
its evidence.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from muqabala.facts.certainty.clause import counterpart, is_denied
from muqabala.facts.collated import Collated, Place, among
from muqabala.facts.cues import Cue
from muqabala.records import Comparison

SCALE = "MQ704"

_CONFIDENCE = 0.85
_NEAR = 6  # tokens on either side of a word of the source where its own word of scale is looked for
_BEFORE = 1  # tokens before a word of scale among which the noun of «الوكالات كلها» stands
_BLUNTED, _LATE = (
    4,
    9,
)  # tokens before and behind a word of scale where "almost" takes its edge off, often late in Arabic

# Steps too far apart to render each other. All and none are left to polarity.
_APART: Mapping[str, frozenset[str]] = {
    "all": frozenset({"nearly", "most", "half", "many", "some"}),
    "nearly": frozenset({"half", "many", "some", "few"}),
    "most": frozenset({"all", "half", "some"}),
    "some": frozenset({"all", "nearly", "most", "none"}),
    "few": frozenset({"none"}),
    "none": frozenset({"most", "some", "few"}),
    "one": frozenset({"all"}),
    "always": frozenset({"often", "sometimes", "rarely"}),
    "often": frozenset({"always", "sometimes", "rarely"}),
    "sometimes": frozenset({"always", "often", "rarely"}),
    "rarely": frozenset({"always", "often", "sometimes"}),
}


def scales(sides: Collated) -> Iterator[Comparison]:
    """The claim's words of scale and frequency that stand where the evidence has another; SAME where it has the same.

    Only an unmistakable word on either side is compared, and not where some looser word beside it may render it.
    """
    for cue in sides.stated:
        if cue.value in _APART and cue.sort in ("scale", "frequency"):
            yield from _scale(sides, cue)


def _scale(sides: Collated, cue: Cue) -> Iterator[Comparison]:
    bond = counterpart(sides, cue, _BEFORE)
    if bond is None:
        return
    near, line = _beside(sides, bond.place), bond.place.line
    article = sides.claim.span(cue.first, min(len(sides.claim), cue.last + 1))
    same = next((other for other in near if (other.sort, other.value) == (cue.sort, cue.value)), None)
    if same is not None:
        yield sides.same(article, sides.source(line, same.first, same.last))
    elif not any(other.sort == "loose" and other.value == cue.value for other in near):
        apart = _APART[step(sides.stated, cue)]
        found = next((other for other in near if other.sort == cue.sort and other.value in apart), None)
        if found is not None and (cue.value == "none" or not is_denied(sides.claim, cue)):
            yield sides.changed(SCALE, article, sides.source(line, found.first, found.last), _CONFIDENCE)


def _beside(sides: Collated, place: Place) -> list[Cue]:
    """The source's cues near a place, the nearest first."""
    return sorted(sides.said_near(place, _NEAR), key=lambda cue: (abs(cue.first - place.token), cue.first))


def step(cues: Sequence[Cue], cue: Cue) -> str:
    """The step of a word of scale among the cues of its line; "all" with "almost" beside it is one lower."""
    near = among(cues, range(cue.first - _BLUNTED, cue.last + _LATE))
    blunted = any(other.sort == "almost" for other in near)
    return "nearly" if cue.value == "all" and blunted else cue.value
