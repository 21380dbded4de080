"""Where a cue of the claim stands in the source, and what stands around it there."""

from __future__ import annotations

from muqabala.facts.collated import Bond, Collated, Place
from muqabala.facts.cues import Cue, cue_table
from muqabala.facts.line import Line

_REACH = 5  # tokens behind a cue among which the words it bears on are looked for
_BORNE = 2  # words it bears on
_LINKED = 0.4  # cosine from which two words are taken to be about the same
_AGREED = 1  # words around them that must be linked too, they themselves counted
_DENIED = 4  # tokens before a cue among which a negation denies it


def name(cue: Cue) -> str:
    """The sort and value of a cue as one word."""
    return f"{cue.sort}:{cue.value}"


def borne(line: Line, cue: Cue) -> list[int]:
    """The first content words behind a cue, in its clause."""
    found: list[int] = []
    for index in range(cue.last, min(len(line), cue.last + _REACH)):
        if line.ends_clause(index) or len(found) == _BORNE:
            break
        if line.is_content(index):
            found.append(index)
    return found


def is_sure(sides: Collated, bond: Bond) -> bool:
    """Whether a bond joins words that say something by themselves and are about the same."""
    line = sides.evidence[bond.place.line]
    return (
        bond.score >= _LINKED and line.is_content(bond.place.token) and sides.agreement(bond.own, bond.place) >= _AGREED
    )


def counterpart(sides: Collated, cue: Cue, before: int = 0) -> Bond | None:
    """The surest bond of a cue of the claim, of the words it bears on, or of the content words `before` it."""
    leading = [i for i in range(max(0, cue.first - before), cue.first) if sides.claim.is_content(i)]
    bond = sides.best((*leading, *range(cue.first, cue.last), *borne(sides.claim, cue)))
    return bond if bond is not None and bond.score >= _LINKED else None


def places(sides: Collated, cue: Cue, reach: int) -> frozenset[Place]:
    """Where the words within `reach` tokens of a cue of the claim, and the cue itself, are told in the source."""
    around = range(max(0, cue.first - reach), min(len(sides.claim), cue.last + reach))
    bonds = (bond for own in around for bond in sides.forth.get(own, ()))
    return frozenset(bond.place for bond in bonds if bond.score >= _LINKED)


def is_denied(line: Line, cue: Cue) -> bool:
    """Whether a negation stands shortly before a cue, in its clause."""
    table = cue_table("negation.tsv", line.reading.lang)
    for index in range(cue.first - 1, max(-1, cue.first - 1 - _DENIED), -1):
        if line.ends_clause(index):
            return False
        if any(found.sort == "full" for found in table.at(line, index)):
            return True
    return False


def said_names(sides: Collated) -> tuple[frozenset[str], ...]:
    """The names of the cues of each sentence of the evidence."""
    return tuple(frozenset(map(name, cues)) for cues in sides.said)
