"""Hedges, plans and allegations that one side has and the other has not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muqabala.facts.certainty.clause import borne, is_denied, is_sure, name, places, said_names
from muqabala.facts.collated import Bond, Collated, Place
from muqabala.facts.cues import Cue, cue_table
from muqabala.facts.line import Line
from muqabala.records import Comparison, Severity, Span

DROPPED, ADDED, DECIDED, ALLEGED = "MQ701", "MQ702", "MQ703", "MQ705"

_CLAUSE = 3  # tokens on either side of a cue whose counterparts are looked at for excuses
_LOOSE = 3  # tokens on either side of a counterpart where a loose word may still be an excuse
_NEAR = 5  # tokens on either side of a word where a cue still bears on it
_FAINT = 0.25  # cosine from which a neighbour of a linked word is taken along


@dataclass(frozen=True, slots=True)
class _Rule:
    """Cues of one side that are a departure when the other side has none of the `excuses`.

    `needs`: of these the other side must have one, where there are any.
    """

    code: str
    cues: frozenset[str]
    excuses: frozenset[str]
    severity: Severity
    confidence: float
    needs: frozenset[str] = frozenset()


_HEDGES = frozenset({"hedge:possible", "hedge:likely", "hedge:report"})
_COMPARED = frozenset({"hedge", "suspect", "plan"})
_MAYBE = frozenset({"hedge:possible", "hedge:could"})
_SOFT = _HEDGES | {"hedge:could", "suspect:accused", "soft:soft", "soft:question"}
_PLAIN = _HEDGES | {"hedge:could", "suspect:accused", "plan:plan", "plan:threat"}
_MODALS = _MAYBE | {"future:will", "future:would", "hedge:likely", "soft:soft", "plan:plan"}
_UNSETTLED = _MAYBE | {"plan:plan", "plan:threat"}
_OPEN = _SOFT | {"plan:plan", "plan:threat", "soft:plan", "future:will"}
# What other rules of this kind hold against the source.
_ELSEWHERE = frozenset({"proof:proved", "duty:must", "duty:should", "duty:may"})
_LOST = (
    # "may close" → closes
    _Rule(DROPPED, _HEDGES, _SOFT | _PLAIN | _ELSEWHERE, Severity.MAJOR, 0.6),
    # "accused of stealing" → stole
    _Rule(ALLEGED, frozenset({"suspect:accused"}), _SOFT, Severity.CRITICAL, 0.8),
)
_GAINED = (
    # "leaves" → «قد يغادر», «يُرجَّح أنه غادر», «يعتزم أن يغادر»
    _Rule(ADDED, frozenset({"hedge:possible"}), _SOFT | {"proof:proved"}, Severity.MINOR, 0.8),
    # "almost certainly left" → «قد يكون غادر»
    _Rule(ADDED, frozenset({"hedge:possible"}), _MAYBE, Severity.MAJOR, 0.8, frozenset({"proof:proved"})),
    _Rule(ADDED, frozenset({"hedge:likely", "hedge:report"}), _SOFT | {"future:will"}, Severity.MINOR, 0.8),
    _Rule(ADDED, frozenset({"plan:plan"}), _OPEN, Severity.MINOR, 0.8),
    # "fined" → «هدد بتغريمه»
    _Rule(ADDED, frozenset({"plan:threat"}), _MAYBE | {"plan:threat", "soft:threat"}, Severity.MINOR, 0.8),
    # "is considering leaving" → «قرر المغادرة»
    _Rule(DECIDED, frozenset({"decide:decide"}), frozenset({"decide:decide"}), Severity.MAJOR, 0.7, _UNSETTLED),
)


def hedges(sides: Collated) -> Iterator[Comparison]:
    """How certain the claim is against how certain its evidence is, rule by rule."""
    yield from _kept(sides)
    yield from _foretold(sides)
    said = said_names(sides)
    for rule in _GAINED:
        yield from _gained(sides, rule, said)
    for rule in _LOST:
        yield from _lost(sides, rule)


def _kept(sides: Collated) -> Iterator[Comparison]:
    """Hedges, plans and allegations that stand on both sides."""
    said = {name(cue): (line, cue) for line, cue in reversed(list(sides.all_said())) if cue.sort in _COMPARED}
    for cue in sides.stated:
        if name(cue) in said:
            line, other = said[name(cue)]
            yield sides.same(sides.claim.span(cue.first, cue.last), sides.source(line, other.first, other.last))


def _gained(sides: Collated, rule: _Rule, said: Sequence[frozenset[str]]) -> Iterator[Comparison]:
    """Cues that the claim has and its evidence has not where it speaks of the same."""
    for cue in sides.stated:
        if name(cue) not in rule.cues:
            continue
        reach = borne(sides.claim, cue)
        bond = sides.best(reach)
        if (
            bond is None
            or not is_sure(sides, bond)
            or is_denied(sides.claim, cue)
            or _is_excused(sides, rule, cue, said)
        ):
            continue
        if not rule.needs or _needed(sides, rule, cue, bond):
            article = sides.claim.span(cue.first, max(reach) + 1)
            source = sides.source(bond.place.line, bond.place.token, bond.place.token + 1)
            yield sides.changed(rule.code, article, source, rule.confidence, rule.severity)


def _is_excused(sides: Collated, rule: _Rule, cue: Cue, said: Sequence[frozenset[str]]) -> bool:
    """Whether the evidence has an excuse: an unmistakable one in a sentence, or any in a clause, that words around the
    cue are linked with.
    """
    told = places(sides, cue, _CLAUSE)
    if rule.code == ADDED and any(_is_infinitive(sides.evidence[place.line], place.token) for place in told):
        return True
    plain = rule.excuses & _PLAIN
    if any(not plain.isdisjoint(said[line]) for line in {place.line for place in told}):
        return True
    return any(name(other) in rule.excuses for place in told for other in sides.said_near(place, _LOOSE))


def _is_infinitive(line: Line, token: int) -> bool:
    """Whether a verb stands behind "to", which looks ahead: the headline "Norlund to close its oldest factory"."""
    return line.reading.lang == "en" and line.word(token - 1) == "to"


def _needed(sides: Collated, rule: _Rule, cue: Cue, bond: Bond) -> bool:
    """Whether the evidence has there what the rule needs, and the claim no hedge of its own beside a decision."""
    near = any(name(other) in rule.needs for other in sides.said_near(bond.place, _NEAR))
    return near and not (cue.sort == "decide" and _is_hedged(sides, cue))


def _is_hedged(sides: Collated, cue: Cue) -> bool:
    return any(name(other) in _SOFT for other in sides.stated_near(cue.first, _NEAR))


def _foretold(sides: Collated) -> Iterator[Comparison]:
    """Verbs in the future that the evidence has under "may" or "could", not under "will" or "would"."""
    for cue in sides.stated:
        if name(cue) != "future:will":
            continue
        reach = [cue.first, *borne(sides.claim, cue)]
        bond = sides.best(reach)
        if (
            bond is None
            or not is_sure(sides, bond)
            or any(name(x) in _SOFT for x in sides.stated_near(cue.first, _NEAR))
        ):
            continue
        modal = _governing(sides, bond.place)
        if modal is not None and name(modal) in _MAYBE:
            article = sides.claim.span(cue.first, max(reach) + 1)
            source = sides.source(bond.place.line, modal.first, bond.place.token + 1)
            yield sides.changed(DROPPED, article, source, 0.85, Severity.MAJOR)


def _governing(sides: Collated, place: Place) -> Cue | None:
    """The last modal before a word of the evidence, in its clause."""
    line = sides.evidence[place.line]
    modals = [cue for cue in sides.said_near(place, _NEAR) if cue.last <= place.token and name(cue) in _MODALS]
    if not modals or _is_month(line, modals[-1]):
        return None
    between = range(modals[-1].last, place.token)
    return None if any(line.ends_clause(i) for i in between) else modals[-1]


def _lost(sides: Collated, rule: _Rule) -> Iterator[Comparison]:
    """Cues of the evidence where the claim retells what they bear on and has none."""
    if not rule.excuses.isdisjoint(map(name, sides.stated)):
        return
    for number, cue in sides.all_said():
        line = sides.evidence[number]
        if name(cue) not in rule.cues or _is_month(line, cue) or _is_leave(line, cue) or is_denied(line, cue):
            continue
        reach = [token for token in borne(line, cue) if not _denies(line, token)]
        bond = next((bond for token in reach if (bond := _bond(sides, number, token)) is not None), None)
        if bond is not None:
            source = sides.source(number, cue.first, max(reach) + 1)
            yield sides.changed(rule.code, _retold(sides, number, cue, bond), source, rule.confidence, rule.severity)


def _retold(sides: Collated, number: int, cue: Cue, bond: Bond) -> Span:
    """The words of the claim that render what a cue of the evidence bears on."""
    reach = range(cue.last, min(len(sides.evidence[number]), cue.last + _NEAR))
    weak = [other for token in reach if (other := sides.best_back(number, (token,))) is not None]
    near = [other.own for other in weak if other.score >= _FAINT and abs(other.own - bond.own) <= _NEAR]
    first, last = min(near, default=bond.own), max(near, default=bond.own)
    return sides.claim.span(max(0, first - 1), min(len(sides.claim), last + 2))


def _denies(line: Line, token: int) -> bool:
    """Whether a word is a mere negation, which stands on both sides too often to link them."""
    return any(cue.sort == "full" for cue in cue_table("negation.tsv", line.reading.lang).at(line, token))


def _is_month(line: Line, cue: Cue) -> bool:
    """Whether "may" is written like the month or the name May."""
    return line.word(cue.first) == "may" and line.reading.tokens[cue.first].capital


def _is_leave(line: Line, cue: Cue) -> bool:
    """Whether "may" gives leave and is no hedge: "only doctors may enter"."""
    before = range(max(0, cue.first - _NEAR), cue.first)
    return line.word(cue.first) == "may" and any(line.word(at) == "only" for at in before)


def _bond(sides: Collated, number: int, token: int) -> Bond | None:
    bond = sides.best_back(number, (token,))
    return bond if bond is not None and is_sure(sides, bond) else None
