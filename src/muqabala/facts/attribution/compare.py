"""How the attributions of a claim stand to those of its evidence.

Speakers are held against each other only where both are called by a name or by a word of the table of speakers, and
where nothing in the source near by explains the claim's. A pronoun, a description such as "the spokesman", or a verb
whose words cannot be told apart never counts against a claim.
"""

from __future__ import annotations

from muqabala.facts.attribution.dropped_speaker import dropped
from muqabala.facts.attribution.other_speaker import invented, somebody_else
from muqabala.facts.attribution.verb_force import reworded
from muqabala.facts.collation import Collation
from muqabala.facts.speech.reported import KIND, Sides, is_read, statements, voices
from muqabala.facts.speech.voices import Voice, may_be_same
from muqabala.records import Comparison

__all__ = ["KIND", "compare", "statements"]


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold who says what in a claim against its evidence. Without links, or in other languages than Arabic and English,
    nothing is said.

    SAME (info) where speaker and verb agree. CHANGED: MQ601 somebody else says it; MQ602 what the source only reports
    is told as fact; MQ603 a fact is put in somebody's mouth; MQ604 the verb of saying is stronger, weaker or of another
    kind; MQ605 an unnamed source became an institution.
    """
    if not collation.links or not collation.evidence or not all(map(is_read, (collation.claim, *collation.evidence))):
        return ()
    sides = Sides(collation, voices([collation.claim]), voices(collation.evidence))
    found = [comparison for voice in sides.own if (comparison := _compared(sides, voice)) is not None]
    return (*found, *dropped(sides))


def _compared(sides: Sides, own: Voice) -> Comparison | None:
    """A statement of the claim against the statement of the evidence that it retells."""
    if own.statement.loose:
        return None
    if not any(sides.concerns(own, voice) for voice in sides.theirs):
        return invented(sides, own)
    rivals = sides.counterparts(own)
    if rivals and rivals[0].statement.impersonal:
        return somebody_else(sides, own, rivals[0])
    for rival in rivals:
        if may_be_same(own, rival, sides.links):
            return reworded(sides, own, rival)
    return somebody_else(sides, own, rivals[0]) if rivals else None
