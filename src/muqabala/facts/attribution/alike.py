"""Whether who says it can differ at all: what a reader of whole sentences takes for another speaker may be a frame."""

from __future__ import annotations

from muqabala.facts.collation import Collation
from muqabala.facts.speech.reported import vicinity, voices
from muqabala.facts.speech.voices import is_anybody, may_be_same, names_again


def told_alike(collation: Collation) -> bool:
    """Whether nobody speaks in the claim who does not, or may not, speak in the evidence.

    A pronoun, the writer or the paper is nobody in particular («ويرى الكاتب»), and a speaker whom the source names
    near by is no stranger: "he said" for «كما يقول أنور». A claim in which nobody speaks loses the speakers of its
    best evidence. Never so in languages that are not read.
    """
    if not collation.is_readable:
        return False
    own = voices([collation.claim])
    if not own:
        return all(map(is_anybody, voices(collation.evidence[:1])))
    known = [voice for voice in voices(collation.evidence) if not is_anybody(voice)]
    around = " ".join(vicinity(passage).words for passage in collation.evidence)
    return all(
        names_again(voice, around) or any(may_be_same(voice, other, collation.links) for other in known)
        for voice in own
        if not is_anybody(voice)
    )
