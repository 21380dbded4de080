"""Holding the numbers of a claim against those of its evidence.

Equal numbers pair first, then conversions and roundings, then what is left over on both sides where that is clear. A
number that the evidence or the source states elsewhere is not flagged.
"""

from __future__ import annotations

from collections.abc import Sequence

from muqabala.facts.belonging import moved
from muqabala.facts.collation import Collation
from muqabala.facts.every_number import all_numbers, computed, durations
from muqabala.facts.lexicon import unit_codes
from muqabala.facts.matching import Board, board, position
from muqabala.facts.numbers.crossing import crossed
from muqabala.facts.numbers.rounding import converts, exact, rounds
from muqabala.records import Comparison, DepartureType, Fact, Relation, Severity

_KIND = DepartureType.NUMBER
_SCALE_ERROR = 9.5
_ALIASES = {"pp": "%", "degree": "°C", "fold": "time"}
_GENERIC = {"dollar": {"USD", "CAD", "AUD"}, "pound": {"GBP", "EGP"}}
_OUTCOMES = {"win", "loss", "draw"}


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """The numbers of a claim, each with its counterpart, or with why it has none; in the order of the claim."""
    claim, evidence = collation.claim, collation.evidence
    stated, said, context = collation.stated, collation.said, collation.context
    sides = board(stated, said, evidence)
    pairs = sides.take(_equal)
    swaps = crossed(pairs, claim, evidence) or moved(pairs, collation)
    elsewhere = {own for own, _ in swaps}
    found = [_same(own, theirs) for own, theirs in pairs if own not in elsewhere]
    found += [_changed(own, theirs, 0.7) for own, theirs in swaps]
    found += [_converted(own, theirs) for own, theirs in sides.take(_close)]
    found += [_unit_changed(own, theirs) for own, theirs in sides.take(_other_unit)]
    _set_spent_aside(sides, collation)
    for cost, confidence in ((_same_unit, 0.85), (_same_class, 0.75), (_other_magnitude, 0.75)):
        found += [_changed(own, theirs, _confidence(own, context, confidence)) for own, theirs in sides.take(cost)]
    found += _lone_pair(sides, context)
    if collation.is_readable:
        found += [_unsupported(fact) for fact in sides.stated if _alarming(fact) and not _in_context(fact, context)]
    found += [_dropped(fact) for fact in sides.said if sides.rank.get(fact) == 0 and is_strong(fact)]
    return tuple(sorted(found, key=position))


def is_strong(fact: Fact) -> bool:
    """Whether a number is more than a turn of phrase: not one, two, first, second, nor "dozens" or "half"."""
    if any(character.isdecimal() for character in fact.text):
        return True
    return not fact.value.startswith("~") and fact.unit not in ("fraction", "rank") and (fact.amount or 0) > 2


def _alarming(fact: Fact) -> bool:
    """Whether a number without any counterpart is worth a flag by itself."""
    return is_strong(fact) and fact.unit != "stage" and not (fact.unit in ("", "ordinal") and (fact.amount or 0) <= 2)


def _unit(fact: Fact) -> str:
    return _ALIASES.get(fact.unit, fact.unit)


def _is_measure(unit: str) -> bool:
    return unit in unit_codes() or unit in ("age", "ordinal", "rank", "score", "fraction", "stage")


def _equal(own: Fact, theirs: Fact) -> float | None:
    """Same number of the same thing, or of things whose names do not exclude each other."""
    if own.value != theirs.value and not exact(own, theirs):
        return None
    here, there = _unit(own), _unit(theirs)
    if here == there:
        return 0.0
    if not here or not there:
        return 1.0
    if {here, there} <= _OUTCOMES:
        return None
    if not _is_measure(here) and not _is_measure(there):
        return 2.0
    return 3.0 if "score" not in (here, there) and not _units_clash(here, there) else None


def _units_clash(here: str, there: str) -> bool:
    """Whether two units measure the same dimension in other units, so that the same number is another amount."""
    table = unit_codes()
    if here not in table or there not in table or _is_generic(here, there):
        return False
    return table[here].dimension == table[there].dimension


def _is_generic(here: str, there: str) -> bool:
    """Whether one unit is the common name of the other: a dollar, an American dollar."""
    return there in _GENERIC.get(here, ()) or here in _GENERIC.get(there, ())


def _convertible(here: str, there: str) -> bool:
    table = unit_codes()
    if here not in table or there not in table:
        return False
    return table[here].dimension == table[there].dimension and bool(table[here].factor and table[there].factor)


def _close(own: Fact, theirs: Fact) -> float | None:
    here, there = _unit(own), _unit(theirs)
    if converts(own, theirs):
        return 0.0 if here == there else 1.0
    compatible = here == there or not here or not there or not (_is_measure(here) or _is_measure(there))
    return 0.5 if compatible and rounds(own, theirs) else None


def _other_unit(own: Fact, theirs: Fact) -> float | None:
    """Same number, but dollars for euros or kilowatts for megawatts."""
    clash = own.amount == theirs.amount and _units_clash(_unit(own), _unit(theirs))
    return 0.0 if clash and is_strong(own) else None


def _gap(own: Fact, theirs: Fact) -> float:
    """How unlike two numbers are, so that the likeliest pair is taken first: 0 to 1."""
    a, b = abs(own.amount or 0), abs(theirs.amount or 0)
    return abs(a - b) / max(a, b, 1e-9)


def _same_unit(own: Fact, theirs: Fact) -> float | None:
    """Two numbers of the same measure, share, sum, age, rank or score; miles and kilometres are the same measure."""
    unit, other = _unit(own), _unit(theirs)
    converts_to = _convertible(own.unit, theirs.unit)  # before percentage points count as percent
    if not _is_measure(unit) or not (unit == other or _is_generic(unit, other) or converts_to):
        return None
    if unit == "ordinal" and (own.amount or 0) < 2:
        return None
    if unit == "rank" and own.amount == theirs.amount:
        return None
    return _gap(own, theirs)


def _same_class(own: Fact, theirs: Fact) -> float | None:
    """Two counts of the same class of things."""
    unit = _unit(own)
    if not unit or unit != _unit(theirs) or _is_measure(unit) or not (is_strong(own) or is_strong(theirs)):
        return None
    return _gap(own, theirs)


def _other_magnitude(own: Fact, theirs: Fact) -> float | None:
    """Two orders of magnitude, as hundreds and dozens, of the same or of things one side does not name."""
    vague = own.value[:1] == theirs.value[:1] == "~"
    here, there = _unit(own), _unit(theirs)
    return _gap(own, theirs) if vague and (here == there or not here or not there) else None


def _lone_pair(sides: Board, context: Sequence[Fact]) -> list[Comparison]:
    """One count left on either side, at least one of them of nothing in particular: the same count, changed."""
    own = [fact for fact in sides.stated if is_strong(fact) and not _is_measure(_unit(fact))]
    theirs = [fact for fact in sides.said if is_strong(fact) and not _is_measure(_unit(fact))]
    if len(own) != 1 or len(theirs) != 1 or _in_context(own[0], context):
        return []
    if _unit(own[0]) and _unit(theirs[0]) and _unit(own[0]) != _unit(theirs[0]):
        return []
    sides.stated.remove(own[0])
    sides.said.remove(theirs[0])
    return [_changed(own[0], theirs[0], 0.7)]


def _set_spent_aside(sides: Board, collation: Collation) -> None:
    """Take off what the other side states in another role: as a duration, in a name, as a sum or difference."""
    own_durations, loose = durations((collation.claim,)), all_numbers(collation.evidence)
    counts = durations(collation.evidence) | {fact.amount for fact in collation.said if fact.amount is not None}
    sides.said = [fact for fact in sides.said if fact.amount not in own_durations or fact.unit not in ("", "age")]
    sides.stated = [
        fact
        for fact in sides.stated
        if not _is_computed(fact, counts) and (fact.amount not in loose or _rivalled(fact, sides.said))
    ]


def _rivalled(fact: Fact, rivals: Sequence[Fact]) -> bool:
    """Whether another number of the very unit of a fact awaits a counterpart: then it is no explanation of it that the
    evidence has the number in another place.
    """
    scores = {part for rival in rivals if rival.unit == "score" for part in rival.value.split("-")}
    if fact.unit in ("goal", "") and fact.value in scores:
        return False  # «بأربعة أهداف مقابل هدف» is 4-1
    if fact.value[:1] == "~":
        return any(_other_magnitude(fact, rival) is not None for rival in rivals)
    unit = _unit(fact)
    alike = [rival for rival in rivals if _unit(rival) == unit != ""]
    return any(is_strong(rival) or (is_strong(fact) and not _is_measure(unit)) for rival in alike)


def _is_computed(fact: Fact, counts: frozenset[float]) -> bool:
    return not _is_measure(_unit(fact)) and computed(fact.amount or 0, counts)


def _in_context(fact: Fact, context: Sequence[Fact]) -> bool:
    return any(_equal(fact, other) is not None for other in context)


def _confidence(fact: Fact, context: Sequence[Fact], confidence: float) -> float:
    return 0.6 if _in_context(fact, context) else confidence


def _params(own: Fact, theirs: Fact) -> dict[str, str]:
    return {"article": own.text, "source": theirs.text}


def _same(own: Fact, theirs: Fact) -> Comparison:
    return Comparison(_KIND, Relation.SAME, own.span, theirs.place, "MQ204", _params(own, theirs))


def _converted(own: Fact, theirs: Fact) -> Comparison:
    return Comparison(_KIND, Relation.CONVERTED, own.span, theirs.place, "MQ204", _params(own, theirs))


def _unit_changed(own: Fact, theirs: Fact) -> Comparison:
    params = _params(own, theirs)
    return Comparison(_KIND, Relation.CHANGED, own.span, theirs.place, "MQ203", params, Severity.MAJOR, 0.85)


def _changed(own: Fact, theirs: Fact, confidence: float) -> Comparison:
    a, b = abs(own.amount or 0), abs(theirs.amount or 0)
    scale = min(a, b) > 0 and max(a, b) / min(a, b) >= _SCALE_ERROR
    severity = Severity.CRITICAL if scale and own.unit != "ordinal" else Severity.MAJOR
    return Comparison(
        _KIND, Relation.CHANGED, own.span, theirs.place, "MQ201", _params(own, theirs), severity, confidence
    )


def _unsupported(fact: Fact) -> Comparison:
    weighty = (fact.amount or 0) >= 10 or _is_measure(_unit(fact))
    severity = Severity.MAJOR if weighty else Severity.MINOR
    params = {"article": fact.text}
    return Comparison(_KIND, Relation.UNSUPPORTED, fact.span, None, "MQ202", params, severity, 0.7 if weighty else 0.6)


def _dropped(fact: Fact) -> Comparison:
    return Comparison(_KIND, Relation.DROPPED, None, fact.place, "MQ205", {"source": fact.text})
