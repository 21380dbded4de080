"""Hedges, plans and allegations that one side has and the other has not."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass

from muqabala.facts.collated import Bond, Collated
from muqabala.facts.cues import Cue, Line
from muqabala.records import Comparison, Severity

DROPPED, ADDED, DECIDED, ALLEGED = "MQ701", "MQ702", "MQ703", "MQ705"

_REACH = 5  # tokens behind a cue among which the words it bears on are looked for
_LINKED = float(os.environ.get("CL", "0.4"))
_AGREED = int(os.environ.get("CA", "2"))
NEAR = int(os.environ.get("CN", "99"))


@dataclass(frozen=True, slots=True)
class _Rule:
    code: str
    cues: frozenset[str]
    excuses: frozenset[str]
    severity: Severity
    confidence: float


_HEDGES = frozenset({"hedge:possible", "hedge:likely", "hedge:report"})
_ANY = _HEDGES | {"hedge:could", "suspect:accused", "plan:plan", "soft:soft", "soft:plan", "soft:question"}
_SOFT = _HEDGES | {"hedge:could", "suspect:accused", "soft:soft", "soft:question"}
_LOST = (
    _Rule(DROPPED, _HEDGES, _SOFT, Severity.MAJOR, 0.75),
    _Rule(DECIDED, frozenset({"plan:plan"}), _ANY | {"future:will"}, Severity.MAJOR, 0.75),
    _Rule(ALLEGED, frozenset({"suspect:accused"}), _SOFT, Severity.MAJOR, 0.75),
)
_GAINED = (
    _Rule(ADDED, frozenset({"hedge:possible"}), _SOFT, Severity.MINOR, 0.75),
    _Rule(ADDED, frozenset({"hedge:likely", "hedge:report"}), _SOFT | {"future:will"}, Severity.MINOR, 0.75),
    _Rule("MQ702p", frozenset({"plan:plan"}), _ANY | {"future:will"}, Severity.MINOR, 0.75),
    _Rule("MQ701s", frozenset({"sure:sure"}), frozenset({"sure:sure", "soft:sure"}), Severity.MINOR, 0.75),
)


def _name(cue: Cue) -> str:
    return f"{cue.sort}:{cue.value}"


def hedges(sides: Collated) -> Iterator[Comparison]:
    for rule in _GAINED:
        yield from _gained(sides, rule)
    for rule in _LOST:
        yield from _lost(sides, rule)


def _gained(sides: Collated, rule: _Rule) -> Iterator[Comparison]:
    for cue in sides.stated:
        if _name(cue) not in rule.cues:
            continue
        reach = _borne(sides.claim, cue)
        bond = sides.best(reach)
        if bond is None or bond.score < _LINKED or sides.agreement(bond.own, bond.place) < _AGREED:
            continue
        if any(
            _name(other) in rule.excuses
            for n, other in sides.all_said()
            if NEAR >= 99 or (n == bond.place.line and abs(other.first - bond.place.token) <= NEAR)
        ):
            continue
        source = sides.source(bond.place.line, bond.place.token, bond.place.token + 1)
        yield sides.changed(
            rule.code,
            sides.claim.span(cue.first, max(reach, default=cue.first) + 1),
            source,
            rule.confidence,
            rule.severity,
        )


def _lost(sides: Collated, rule: _Rule) -> Iterator[Comparison]:
    for n, cue in sides.all_said():
        if _name(cue) not in rule.cues or sides.evidence[n].reading.tokens[cue.first].text=="may" and sides.evidence[n].reading.tokens[cue.first].capital:
            continue
        line = sides.evidence[n]
        reach = _borne(line, cue)
        bond = next((b for token in reach if (b := sides.best_back(n, (token,))) is not None and b.score >= _LINKED), None)
        if bond is None or bond.score < _LINKED or sides.agreement(bond.own, bond.place) < _AGREED:
            continue
        if any(_name(other) in rule.excuses for other in sides.stated if abs(other.first - bond.own) <= NEAR):
            continue
        yield sides.changed(
            rule.code,
            sides.claim.span(bond.own, bond.own + 1),
            sides.source(n, cue.first, max(reach) + 1),
            rule.confidence,
            rule.severity,
        )


def _borne(line: Line, cue: Cue) -> list[int]:
    """The first two content words behind a cue, in its clause."""
    found: list[int] = []
    for index in range(cue.last, min(len(line), cue.last + _REACH)):
        if line.ends_clause(index) or len(found) == 2:
            break
        if line.is_content(index):
            found.append(index)
    return found
