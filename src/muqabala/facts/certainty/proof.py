"""A guess of the source that the claim tells as proved or affirmed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from muqabala.facts.certainty.clause import borne, counterpart, is_denied, name, said_names
from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue
from muqabala.records import Comparison, Severity

PROVED = "MQ701"

_NEAR = 7  # tokens on either side of a word of the source where its clause is looked for
_KNOWN = frozenset({"proof:proved", "proof:affirm", "proof:known"})
_FIRM = _KNOWN | {"proof:firm"}  # what may render a word of proof; an affirmation only by what is known or said
_HEDGED = frozenset({"hedge:possible", "hedge:likely", "hedge:report"})
_GUESSED = _HEDGED | {"proof:weak", "hedge:could"}


def proofs(sides: Collated) -> Iterator[Comparison]:
    """The claim's words of proof where the source has none, and its affirmations where the source only believes."""
    said = said_names(sides)
    for cue in sides.stated:
        if cue.sort != "proof" or cue.value not in ("proved", "affirm") or is_denied(sides.claim, cue):
            continue
        bond = counterpart(sides, cue)
        if bond is not None and (found := _proof(sides, cue, bond, said)) is not None:
            yield found


def _proof(sides: Collated, cue: Cue, bond: Bond, said: Sequence[frozenset[str]]) -> Comparison | None:
    line = sides.evidence[bond.place.line]
    near = frozenset(
        name(other)
        for other in sides.said_near(bond.place, _NEAR)
        if name(other) not in _FIRM or not is_denied(line, other)
    )
    if cue.value == "affirm":
        only_believed = "proof:belief" in near and near.isdisjoint(_KNOWN | {"proof:said"})
        return _found(sides, cue, bond, 0.7, Severity.MAJOR) if only_believed else None
    if not near.isdisjoint(_HEDGED) and near.isdisjoint(_KNOWN):  # "will probably" is not firm
        hedge = next(other for other in sides.said_near(bond.place, _NEAR) if name(other) in _HEDGED)
        return _found(sides, cue, bond, 0.7, Severity.MAJOR, hedge)
    if not near.isdisjoint(_FIRM):
        return None
    if not near.isdisjoint(_GUESSED):
        return _found(sides, cue, bond, 0.6, Severity.MAJOR)
    return None if not said[bond.place.line].isdisjoint(_FIRM) else _found(sides, cue, bond, 0.6, Severity.MINOR)


def _found(
    sides: Collated, cue: Cue, bond: Bond, confidence: float, severity: Severity, hedge: Cue | None = None
) -> Comparison:
    """The claim's words of proof and what they bear on, against the hedge of the source with the word behind it, or
    the word that they are linked with.
    """
    last = max((cue.last - 1, *borne(sides.claim, cue)))
    article = sides.claim.span(cue.first, last + 1)
    line, token = sides.evidence[bond.place.line], bond.place.token
    first, last = (hedge.first, min(len(line), hedge.last + 1)) if hedge else (token, token + 1)
    source = sides.source(bond.place.line, first, last)
    return sides.changed(PROVED, article, source, confidence, severity)
