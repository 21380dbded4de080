"""Negations that only one side has, and opposites that may stand for one thing, weighed."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.collated import Collated, Place
from muqabala.facts.cues import Cue
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import Rule, around, gained, is_sentence, lost
from muqabala.facts.polarity.negation import DENIED
from muqabala.facts.polarity.opposites import OPPOSITE, axis, is_turned
from muqabala.records import Severity

_LOST = Rule("negation lost", DENIED, Severity.MAJOR)
_GAINED = Rule("negation gained", DENIED, Severity.MAJOR)
_DENIALS = frozenset({"full", "void", "soft"})
_BESIDE = 2  # tokens by which a link may miss a word
_MOST = 8  # words of one axis in the evidence that are looked at


def candidates(sides: Collated) -> Iterator[Candidate]:
    """Every negation that the other side may lack, and every pair of opposites."""
    if not is_sentence(sides):
        return
    for number, cue in sides.all_said():
        if cue.sort == "full" and (found := lost(sides, _LOST, number, cue, _denies)) is not None:
            yield found
    for cue in sides.stated:
        if cue.sort == "full" and (found := gained(sides, _GAINED, cue, _denies)) is not None:
            yield found
    yield from _opposites(sides)


def _denies(cue: Cue) -> bool:
    return cue.sort in _DENIALS


def _opposites(sides: Collated) -> Iterator[Candidate]:
    said: dict[str, list[tuple[int, Cue]]] = {}
    for line, cue in sides.all_said():
        if cue.sort == "pole":
            said.setdefault(axis(cue), []).append((line, cue))
    for cue in sides.stated:
        if cue.sort == "pole" and axis(cue) != "none":
            theirs = said.get(axis(cue), [])[:_MOST]
            rivals = [(line, other) for line, other in theirs if other.value != cue.value]
            found = [one for line, other in rivals if (one := _pair(sides, cue, line, other, theirs)) is not None]
            yield from found


def _pair(sides: Collated, cue: Cue, line: int, other: Cue, theirs: list[tuple[int, Cue]]) -> Candidate | None:
    """A word of the claim with its opposite in the evidence."""
    forth = sides.best(range(cue.first, cue.last))
    back = sides.best_back(line, range(other.first, other.last))
    if forth is None:
        return None
    hit = forth.place.line == line and other.first <= forth.place.token < other.last
    near = forth.place.line == line and other.first - _BESIDE <= forth.place.token < other.last + _BESIDE
    taken = back is not None and not cue.first <= back.own < cue.last
    place = Place(line, other.first)
    denied = is_turned(cue, sides.stated_near(cue.first, 3)), is_turned(other, sides.said_near(place, 3))
    traits = {
        "link": forth.score if hit else 0.0,
        "linked": float(hit),
        "near": float(near),
        "elsewhere": 0.0 if near else forth.score,
        "taken": back.score if taken and back else 0.0,
        "untouched": float(back is None),
        "beside": min(5, sides.agreement(cue.first, place, range(cue.first, cue.last))) / 5,
        "same said": float(any(o.value == cue.value for _, o in theirs)),
        "other stated": float(any(o.value == other.value for o in sides.stated)),
        "one denied": float(denied[0] != denied[1]),
        "both denied": float(all(denied)),
        "rank": float(line > 0),
        f"is {axis(cue)}": 1.0,
        **around(sides, forth),
    }
    article = sides.claim.span(cue.first, cue.last)
    return Candidate(
        "opposites", OPPOSITE, Severity.MAJOR, article, sides.source(line, other.first, other.last), traits
    )
