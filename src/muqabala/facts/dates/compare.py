"""Holding the time expressions of a claim against those of its evidence.

The same times pair first, in whatever notation, unless another date is the better counterpart; then what is left over
on both sides pairs as changed when both are of one kind. A date that the source states elsewhere is not flagged as
missing, and with little confidence as changed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from muqabala.facts.belonging import astray, moved
from muqabala.facts.collation import Collation
from muqabala.facts.dates.order import turned
from muqabala.facts.dates.relations import (
    Dates,
    Months,
    differ,
    is_duration,
    months,
    of_other_years,
    outdone,
    parts,
    reckoned,
    same,
)
from muqabala.facts.every_number import timeless_numbers
from muqabala.facts.matching import Board, board, position
from muqabala.records import Comparison, DepartureType, Fact, Passage, Relation, Severity

_KIND = DepartureType.DATE
_FREE = {"order", "edge", "daypart"}  # words a retelling adds or drops without changing a date
_ANCHORS = {"relative", "weekday", "date", "hijri"}  # kinds that can name the same day in other words
_MOVED = 0.7  # confidence that a date was given to another event
_SIDES = ("before", "after", "since")
_CODES = {"weekday": "MQ304", "daypart": "MQ304", "clock": "MQ304", "order": "MQ305"}
_CONFIDENCE = {"order": 0.6, "edge": 0.65, "relative": 0.65, "season": 0.7, "daypart": 0.75, "clock": 0.7}


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """The times of a claim, each with its counterpart, or with why it has none; in the order of the claim."""
    claim, evidence = collation.claim, collation.evidence
    stated, said, context = collation.stated, collation.said, collation.context
    dates: Dates = {passage.document: passage.date for passage in (claim, *evidence)}
    sides = board(stated, said, evidence)
    claimed = {fact.value for fact in stated}
    rivals = months(fact for fact in said if fact.value not in claimed)
    pairs = sides.take(lambda own, theirs: _same_time(own, theirs, rivals, dates))
    found = _paired(pairs, sides, collation)
    _set_repeats_aside(sides, stated, said, rivals, dates)
    _set_spent_aside(sides, claim, evidence)
    sides.stated = [fact for fact in sides.stated if _rivalled(fact, sides.said) or not reckoned(fact, said, dates)]
    found += [
        _changed(own, theirs, _known(own, context, months([theirs]), dates))
        for own, theirs in sides.take(differ)
        if not of_other_years(own, theirs, stated, said)
    ]
    _set_anchors_aside(sides)
    if collation.is_readable:
        found += [_unsupported(f) for f in sides.stated if _alarming(f, claim) and not _known(f, context, {}, dates)]
    found += [_dropped(fact) for fact in sides.said if sides.rank.get(fact) == 0 and fact.unit not in _FREE]
    return tuple(sorted(found, key=position))


def _paired(pairs: Sequence[tuple[Fact, Fact]], sides: Board, collation: Collation) -> list[Comparison]:
    """What is to be said of equal times: that they are the same, or that they stand with another event or on its other
    side. Words of order are done with then.
    """
    swaps = moved([pair for pair in pairs if pair[0].unit in _ANCHORS or is_duration(pair[0])], collation)
    strays = astray(sides.stated, pairs, sides.said, collation)
    elsewhere, stray = {own for own, _ in swaps}, {own for own, _ in strays}
    found = [_same(own, theirs) for own, theirs in pairs if own not in elsewhere]
    found += [replace(_changed(own, theirs, known=False), confidence=_MOVED) for own, theirs in (*swaps, *strays)]
    found += [
        replace(_changed(item.own, item.theirs, known=False), confidence=item.confidence)
        for item in turned(pairs, collation)
    ]
    sides.stated = [fact for fact in sides.stated if fact.value not in _SIDES and fact not in stray]
    sides.said = [fact for fact in sides.said if fact.value not in _SIDES]
    return found


def _set_repeats_aside(
    sides: Board, stated: Sequence[Fact], said: Sequence[Fact], rivals: Months, dates: Dates
) -> None:
    """Take off what only repeats a time that has found its counterpart: a year named twice on one side."""

    def paired(own: Fact, theirs: Fact) -> bool:
        return _says_again(own, theirs, rivals, dates)

    sides.stated = [own for own in sides.stated if not any(paired(own, theirs) for theirs in said)]
    rivals_left = [own for own in sides.stated if own.unit == "relative"]
    sides.said = [
        theirs
        for theirs in sides.said
        if not any(paired(own, theirs) for own in stated) or (theirs.unit == "relative" and rivals_left)
    ]


def _set_anchors_aside(sides: Board) -> None:
    """Take off other words for a day ("yesterday", "on Sunday"): nothing tells whether they contradict."""
    if any(fact.unit in ("quarter", "month") for fact in sides.said):
        # "the first nine months" may stand for January to September.
        sides.stated = [f for f in sides.stated if f.unit not in ("month", "date") or _has_year(f)]
    theirs = [fact for fact in sides.said if fact.unit in _ANCHORS]
    if theirs:
        sides.stated = [fact for fact in sides.stated if fact.unit not in _ANCHORS or _has_year(fact)]


def _has_year(fact: Fact) -> bool:
    return fact.unit == "date" and bool(parts(fact.value)[0])


def _set_spent_aside(sides: Board, claim: Passage, evidence: Sequence[Passage]) -> None:
    """Take off what the other side states in another role: a duration as an age or a bare number, a year in a name."""
    own_numbers, their_numbers = timeless_numbers((claim,)), timeless_numbers(evidence)
    sides.said = [f for f in sides.said if f.amount not in own_numbers or _rivalled(f, sides.stated)]
    sides.stated = [fact for fact in sides.stated if not _explained(fact, their_numbers, sides.said)]


def _explained(fact: Fact, loose: frozenset[float], rivals: Sequence[Fact]) -> bool:
    """Whether the evidence has the number elsewhere, and no other duration of this very unit awaits a counterpart."""
    if is_duration(fact):
        return fact.amount in loose and not _rivalled(fact, rivals)
    year = parts(fact.value)[0] if fact.unit == "date" else ""
    return year.isdecimal() and float(year) in loose and parts(fact.value)[1:] == ("", "")


def _rivalled(fact: Fact, rivals: Sequence[Fact]) -> bool:
    """Whether another duration of the very unit or number of a fact awaits a counterpart."""
    return any(
        is_duration(rival) and rival.amount is not None and (rival.unit == fact.unit or rival.amount == fact.amount)
        for rival in rivals
    )


def _same_time(own: Fact, theirs: Fact, rivals: Months, dates: Dates) -> float | None:
    return None if outdone(own, theirs, rivals) else same(own, theirs, dates)


def _says_again(own: Fact, theirs: Fact, rivals: Months, dates: Dates) -> bool:
    """Whether two expressions name one time: evening goes with afternoon, but does not repeat it."""
    if own.unit == theirs.unit == "daypart" and own.value != theirs.value:
        return False
    return _same_time(own, theirs, rivals, dates) is not None


def _known(fact: Fact, context: Sequence[Fact], rivals: Months, dates: Dates) -> bool:
    elsewhere = (other for other in context if other.document != fact.document)
    return any(_says_again(fact, other, rivals, dates) for other in elsewhere)


def _alarming(fact: Fact, claim: Passage) -> bool:
    """Whether a time without any counterpart is worth a flag by itself; «الاثنين» may also be "the two"."""
    if fact.value == "1" and fact.unit == "weekday" and claim.language == "ar":
        return claim.text[: fact.span.start].rstrip().endswith("يوم")
    if is_duration(fact):
        return fact.amount is not None and fact.amount > 2
    return fact.unit in ("date", "weekday", "calendar century", "calendar decade")


def _same(own: Fact, theirs: Fact) -> Comparison:
    params = {"article": own.text, "source": theirs.text}
    equal = own.value == theirs.value and own.unit == theirs.unit
    relation = Relation.SAME if equal else Relation.CONVERTED
    return Comparison(_KIND, relation, own.span, theirs.place, "MQ306", params)


def _changed(own: Fact, theirs: Fact, known: bool) -> Comparison:
    code = "MQ303" if is_duration(own) else _CODES.get(own.unit, "MQ301")
    confidence = _CONFIDENCE.get(own.unit, 0.65 if own.amount is None and is_duration(own) else 0.85)
    params = {"article": own.text, "source": theirs.text}
    confidence = min(confidence, 0.6) if known else confidence
    severity = Severity.MINOR if own.unit in ("edge", "order") else Severity.MAJOR
    return Comparison(_KIND, Relation.CHANGED, own.span, theirs.place, code, params, severity, confidence)


def _unsupported(fact: Fact) -> Comparison:
    severity = Severity.MAJOR if fact.unit == "date" else Severity.MINOR
    return Comparison(_KIND, Relation.UNSUPPORTED, fact.span, None, "MQ302", {"article": fact.text}, severity, 0.65)


def _dropped(fact: Fact) -> Comparison:
    return Comparison(_KIND, Relation.DROPPED, None, fact.place, "MQ307", {"source": fact.text})
