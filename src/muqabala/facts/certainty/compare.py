"""Hedges, plans and allegations that one side has and the other has not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue, Line
from muqabala.records import Comparison, Severity, Span

DROPPED, ADDED, DECIDED, ALLEGED = "MQ701", "MQ702", "MQ703", "MQ705"

_REACH = 5  # tokens behind a cue among which the words it bears on are looked for
_BORNE = 2  # words it bears on
_LINKED = 0.4  # cosine from which two words are taken to be about the same
_NEAR = 5  # tokens on either side of a word where a cue still bears on it
_FAINT = 0.25  # cosine from which a neighbour of a linked word is taken along
_AGREED = 1  # words around them that must be linked too, they themselves counted


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
_OPEN = _SOFT | {"plan:plan", "soft:plan", "future:will"}
_LOST = (
    # "may close" → closes
    _Rule(DROPPED, _HEDGES, _SOFT, Severity.MAJOR, 0.6),
    # "accused of stealing" → stole
    _Rule(ALLEGED, frozenset({"suspect:accused"}), _SOFT, Severity.CRITICAL, 0.8),
)
_GAINED = (
    # "leaves" → «قد يغادر», «يُرجَّح أنه غادر», «يعتزم أن يغادر»
    _Rule(ADDED, frozenset({"hedge:possible"}), _SOFT, Severity.MINOR, 0.8),
    _Rule(ADDED, frozenset({"hedge:likely", "hedge:report"}), _SOFT | {"future:will"}, Severity.MINOR, 0.8),
    _Rule(ADDED, frozenset({"plan:plan"}), _OPEN, Severity.MINOR, 0.7),
    # "left" → «لا شك أنه غادر»
    _Rule(DROPPED, frozenset({"sure:sure"}), frozenset({"sure:sure", "soft:sure"}), Severity.MINOR, 0.85),
    # "is considering leaving" → «قرر المغادرة»
    _Rule(
        DECIDED, frozenset({"decide:decide"}), frozenset({"decide:decide"}), Severity.MAJOR, 0.7, _MAYBE | {"plan:plan"}
    ),
    # "could leave" → «سيغادر»
    _Rule(DROPPED, frozenset({"future:will"}), frozenset({"future:will", "plan:plan"}), Severity.MAJOR, 0.7, _MAYBE),
)


def hedges(sides: Collated) -> Iterator[Comparison]:
    """How certain the claim is against how certain its evidence is, rule by rule."""
    yield from _kept(sides)
    for rule in _GAINED:
        yield from _gained(sides, rule)
    for rule in _LOST:
        yield from _lost(sides, rule)


def _kept(sides: Collated) -> Iterator[Comparison]:
    """Hedges, plans and allegations that stand on both sides."""
    said = {name(cue): (line, cue) for line, cue in reversed(list(sides.all_said())) if cue.sort in _COMPARED}
    for cue in sides.stated:
        if name(cue) in said:
            line, other = said[name(cue)]
            yield sides.same(sides.claim.span(cue.first, cue.last), sides.source(line, other.first, other.last))


def _gained(sides: Collated, rule: _Rule) -> Iterator[Comparison]:
    """Cues that the claim has and none of its evidence."""
    said = [name(cue) for _, cue in sides.all_said()]
    if not rule.excuses.isdisjoint(said):
        return
    for cue in sides.stated:
        if name(cue) not in rule.cues:
            continue
        reach = [cue.first, *_borne(sides.claim, cue)] if cue.sort == "future" else _borne(sides.claim, cue)
        bond = sides.best(reach)
        if bond is not None and _is_sure(sides, bond) and (not rule.needs or _needed(sides, rule, cue, bond)):
            article = sides.claim.span(cue.first, max(reach) + 1)
            source = sides.source(bond.place.line, bond.place.token, bond.place.token + 1)
            yield sides.changed(rule.code, article, source, rule.confidence, rule.severity)


def _needed(sides: Collated, rule: _Rule, cue: Cue, bond: Bond) -> bool:
    """Whether the evidence has there what the rule needs, and the claim no hedge of its own."""
    near = any(name(other) in rule.needs for other in sides.said_near(bond.place, _NEAR))
    return near and not any(name(other) in _SOFT for other in sides.stated_near(cue.first, _NEAR))


def _lost(sides: Collated, rule: _Rule) -> Iterator[Comparison]:
    """Cues of the evidence where the claim retells what they bear on and has none."""
    if not rule.excuses.isdisjoint(map(name, sides.stated)):
        return
    for number, cue in sides.all_said():
        if name(cue) not in rule.cues or _is_month(sides.evidence[number], cue):
            continue
        reach = _borne(sides.evidence[number], cue)
        bond = next((bond for token in reach if (bond := _bond(sides, number, token)) is not None), None)
        if bond is not None:
            source = sides.source(number, cue.first, max(reach) + 1)
            yield sides.changed(rule.code, _retold(sides, number, reach, bond), source, rule.confidence, rule.severity)


def _retold(sides: Collated, number: int, reach: list[int], bond: Bond) -> Span:
    """The words of the claim that render what a cue of the evidence bears on."""
    weak = [other for token in reach if (other := sides.best_back(number, (token,))) is not None]
    near = [other.own for other in weak if other.score >= _FAINT and abs(other.own - bond.own) <= _NEAR]
    first, last = min(near, default=bond.own), max(near, default=bond.own)
    return sides.claim.span(max(0, first - 1), min(len(sides.claim), last + 2))


def _is_month(line: Line, cue: Cue) -> bool:
    """Whether "may" is written like the month or the name May."""
    return line.word(cue.first) == "may" and line.reading.tokens[cue.first].capital


def _bond(sides: Collated, number: int, token: int) -> Bond | None:
    bond = sides.best_back(number, (token,))
    return bond if bond is not None and _is_sure(sides, bond) else None


def _is_sure(sides: Collated, bond: Bond) -> bool:
    line = sides.evidence[bond.place.line]
    return (
        bond.score >= _LINKED and line.is_content(bond.place.token) and sides.agreement(bond.own, bond.place) >= _AGREED
    )


def name(cue: Cue) -> str:
    """The sort and value of a cue as one word."""
    return f"{cue.sort}:{cue.value}"


def _borne(line: Line, cue: Cue) -> list[int]:
    """The first content words behind a cue, in its clause."""
    found: list[int] = []
    for index in range(cue.last, min(len(line), cue.last + _REACH)):
        if line.ends_clause(index) or len(found) == _BORNE:
            break
        if line.is_content(index):
            found.append(index)
    return found
