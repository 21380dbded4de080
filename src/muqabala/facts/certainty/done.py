"""What the source plans or foretells and the claim tells as done, when nothing but the tense of the verb shows it."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.certainty.clause import borne, is_denied, name
from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line
from muqabala.records import Comparison, Severity

DONE = "MQ701"

_CONFIDENCE = 0.7
_ALIKE = 0.5  # cosine from which the verb of the claim is that of the plan
_AGREED = 2  # linked pairs of words that must stand around the two, they themselves counted
_NEAR = 8  # tokens on either side of the claim's verb where a word of its own may leave the matter open
_AHEAD = frozenset({"plan:plan", "future:will"})
_OPEN = frozenset({"plan", "future", "hedge", "soft", "suspect", "decide"})
_HAVE = frozenset({"has", "have", "had"})
_VERB = 4  # letters of an Arabic past by which its form is known
_NO_PAST = frozenset("يتلبك")  # first letters by which a word in ت may be a present, or a noun behind a preposition


def told_as_done(sides: Collated) -> Iterator[Comparison]:
    """Verbs of the claim that are past beyond doubt, where the source plans them or tells them as coming."""
    for number, cue in sides.all_said():
        line = sides.evidence[number]
        if name(cue) not in _AHEAD or is_denied(line, cue):
            continue
        bond = _verb(sides, number, cue)
        if bond is not None and _is_past(sides.claim, bond.own) and not _is_open(sides, bond.own):
            source = sides.source(number, cue.first, max(cue.last, bond.place.token + 1))
            article = sides.claim.span(bond.own, bond.own + 1)
            yield sides.changed(DONE, article, source, _CONFIDENCE, Severity.MAJOR)


def _verb(sides: Collated, number: int, cue: Cue) -> Bond | None:
    """The claim's word for the verb that is planned: of «ستفتتح» the cue itself, else the first word it bears on."""
    line = sides.evidence[number]
    own = line.reading.lang == "ar" and name(cue) == "future:will" and line.word(cue.first) != "سوف"
    token = cue.first if own else next(iter(borne(line, cue)), None)
    bond = sides.best_back(number, (token,)) if token is not None else None
    if bond is None or bond.score < _ALIKE or sides.agreement(bond.own, bond.place) < _AGREED:
        return None
    return bond


def _is_open(sides: Collated, token: int) -> bool:
    return any(cue.sort in _OPEN for cue in sides.stated_near(token, _NEAR))


def _is_past(line: Line, token: int) -> bool:
    """Whether a verb is past by its form: «افتتحت», "has laid off". Most Arabic pasts are not told from nouns so."""
    word = line.word(token)
    if line.reading.lang == "en":
        return any(line.word(before) in _HAVE for before in (token - 1, token - 2))
    bare = word[1:] if word[:1] in "وف" else word
    is_noun = bare.startswith("ال") or bare.endswith("ات")
    return len(bare) >= _VERB and bare.endswith("ت") and bare[0] not in _NO_PAST and not is_noun
