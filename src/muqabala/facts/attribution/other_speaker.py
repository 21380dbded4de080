"""Speakers of a claim that are not the source's: somebody else, or somebody where the source has nobody."""

from __future__ import annotations

from collections.abc import Sequence

from muqabala import fold
from muqabala.facts.names.gazetteer import entries_of
from muqabala.facts.speech import is_first_person
from muqabala.facts.speech.quotations import inside
from muqabala.facts.speech.reported import (
    FAIR,
    KIND,
    LIKELY,
    SURE,
    Sides,
    departure,
    roles_in,
    statements,
    vicinity,
    voices,
)
from muqabala.facts.speech.voices import (
    UNNAMED,
    Voice,
    are_parted,
    differ_by_nation,
    is_anybody,
    is_many,
    is_promoted,
    may_be_same,
    names_again,
    spells,
)
from muqabala.records import Comparison, Passage, Relation, Severity, Span

ANOTHER, INVENTED, GENERAL = "MQ601", "MQ603", "MQ605"

_LITTLE = 0.1  # share of the closest statement's links under which a statement is surely not the one retold
_BESIDE = 60  # characters around an attribution in which an apposition stands
_LONG = 5  # words of a speaker from which the words around it were likely misread
_OFTEN = 3  # times a name stands in an article whose author it may be
_BODY, _TEXT = "body", "text"  # sorts of the table of speakers


def somebody_else(sides: Sides, own: Voice, rival: Voice) -> Comparison | None:
    """MQ601, or MQ605 where an unnamed source became an institution; None where both may be one speaker."""
    return _exchanged(sides, own, rival) or _another(sides, own, rival)


def _exchanged(sides: Sides, own: Voice, rival: Voice) -> Comparison | None:
    """MQ601 where the evidence names the claim's speaker too, but as the speaker of something else."""
    if is_anybody(rival) or not rival.named or _is_named_beside(own, rival) or _is_long(own):
        return None
    most = sides.shared(own, rival)
    theirs = [voice for voice in sides.told if voice.named and voice is not rival and spells(own, voice.words)]
    if (
        not theirs
        or not sides.retells(own, rival)
        or any(sides.shared(own, voice) > _LITTLE * most for voice in theirs)
    ):
        return None
    params = {"article": own.words, "source": rival.words}
    return departure(ANOTHER, own.statement.span, rival, params, (Severity.MAJOR, LIKELY))


def _another(sides: Sides, own: Voice, rival: Voice) -> Comparison | None:
    """MQ601 or MQ605, where both speakers are surely called and cannot be one."""
    others = [voice for voice in sides.own if voice is not own and not is_anybody(voice)]
    if any(may_be_same(voice, rival, sides.links) for voice in others):
        return None
    if own.statement.speaker is None or _is_text(own) or _is_named_beside(own, rival):
        return None
    elsewhere = differ_by_nation(own, rival) and not own.roles.isdisjoint(rival.roles)
    parted, promoted = are_parted(own, rival), is_promoted(own, rival)
    if _is_long(own) or _is_main_voice(own) or not (elsewhere or parted or not _is_explained(sides, own, rival)):
        return None
    if not sides.retells_rather(own, rival):
        return None
    if elsewhere or parted or promoted:
        confidence = LIKELY
    elif own.roles and rival.roles and not own.named:
        confidence = SURE
    elif (
        (own.named and rival.named)
        or (not own.named and rival.named and (is_many(own) or _is_institution(own)) and not _may_be_body(rival))
        or (rival.statement.impersonal and not is_anybody(own) and (own.roles or own.named))
    ):
        confidence = LIKELY
    else:
        return None
    params = {"article": own.words, "source": rival.words or rival.statement.span.of(rival.passage.text)}
    code = GENERAL if promoted or (_is_unnamed_source(rival) and _is_institution(own)) else ANOTHER
    return departure(code, own.statement.span, rival, params, (Severity.MAJOR, confidence))


def _is_named_beside(own: Voice, rival: Voice) -> bool:
    """Whether the claim names the source's speaker next to its own: an apposition that was not read as part of it.
    Neither the words that say who speaks nor those that are said are one.
    """
    text, said = own.passage.text, own.statement
    around = Span(
        max(own.passage.span.start, said.span.start - _BESIDE), min(own.passage.span.end, said.span.end + _BESIDE)
    )
    return rival.named and names_again(rival, _without(around, text, (said.span, *said.said)))


def _is_unnamed_source(voice: Voice) -> bool:
    return voice.statement.impersonal or (not voice.named and not UNNAMED.isdisjoint(role.name for role in voice.roles))


def _is_institution(voice: Voice) -> bool:
    return any(role.sort == _BODY for role in voice.roles)


def _may_be_body(voice: Voice) -> bool:
    """Whether a name by itself may be that of a club or a company: "Nice said"."""
    return not voice.roles and len(fold.words(voice.words)) == 1


def _is_text(voice: Voice) -> bool:
    """Whether the speaker is a document, and nothing says whose."""
    return not voice.named and {role.sort for role in voice.roles} == {_TEXT}


def _is_long(voice: Voice) -> bool:
    """Whether a speaker is so long that the words around it were likely misread."""
    return len(fold.words(voice.words)) > _LONG


def _is_main_voice(own: Voice) -> bool:
    """Whether an article keeps coming back to a name: likely the author it retells, whom a source need not name."""
    last = fold.words(own.words)[-1].of(own.words)
    return own.named and not own.roles and own.passage.text.count(last) >= _OFTEN


def _is_explained(sides: Sides, own: Voice, rival: Voice) -> bool:
    """Whether the evidence calls somebody as the claim calls its speaker, or names that speaker.

    A name in the midst of what another says is no explanation: it is somebody who is spoken of.
    """
    names = {role.name for role in own.roles}
    for passage in sides.collation.evidence:
        if not names.isdisjoint(roles_in(passage)):
            return True
        if own.named and spells(own, _outside(passage, rival)):
            return True
    return any(_may_call(own, voice) for voice in voices([vicinity(p) for p in sides.collation.evidence]))


def _may_call(own: Voice, other: Voice) -> bool:
    """Whether another speaker is called as the claim's is, in name or in kind."""
    if not {role.name for role in own.roles}.isdisjoint(role.name for role in other.roles):
        return True
    return own.named and bool(other.words) and spells(own, other.words)


def _outside(passage: Passage, voice: Voice) -> str:
    """A passage without the words that a statement reports."""
    return _without(
        passage.span, passage.text, voice.statement.said if voice.passage.document == passage.document else ()
    )


def _without(place: Span, text: str, spans: Sequence[Span]) -> str:
    """The words at a place of a text, blanks instead of those that stand in some spans."""
    words = list(place.of(text))
    for span in spans:
        for at in range(max(place.start, span.start), min(place.end, span.end)):
            words[at - place.start] = " "
    return "".join(words)


def invented(sides: Sides, own: Voice) -> Comparison | None:
    """MQ603, where nobody speaks in the source near by."""
    if is_anybody(own) or _is_long(own) or _TEXT in {role.sort for role in own.roles}:
        return None
    for passage in sides.collation.evidence:
        near = vicinity(passage)
        if any(not s.loose for s in statements(near)) or inside(passage) or is_first_person(passage):
            return None
        if not {role.name for role in own.roles}.isdisjoint(roles_in(near)):
            return None
    confidence = _trust(sides, own)
    if confidence is None:
        return None
    rival = sides.collation.evidence[0]
    params = {"article": own.statement.span.of(own.passage.text)}
    target = rival.place
    severity = Severity.MAJOR if confidence > FAIR else Severity.MINOR
    return Comparison(KIND, Relation.CHANGED, own.statement.span, target, INVENTED, params, severity, confidence)


def _trust(sides: Sides, own: Voice) -> float | None:
    """How sure it is that a claim's speaker is one, and not the writer whom it retells; None when it is not."""
    if own.named and not own.roles:
        if any(spells(own, passage.words) for passage in sides.collation.evidence):
            return None if sides.theirs else FAIR
        return LIKELY if any(entries_of(fact.value) for fact in own.names) else None
    if own.roles:
        return SURE
    return LIKELY if is_many(own) else None
