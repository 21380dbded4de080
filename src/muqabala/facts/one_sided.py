"""Cues that stand on one side only: a negation, a hedge, a word of scale or a limit that nothing answers where the
other side tells the same.

Free wording has too many ways to answer one, so that none of them is a departure by itself. They are doubts: they say
why, where the judge has other grounds to think that those words depart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import groupby

from muqabala.facts.certainty.clause import name
from muqabala.facts.certainty.scale import step
from muqabala.facts.collated import Bond, Collated, among, collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line
from muqabala.facts.qualifiers.compare import ATTRIBUTIVE, IDLE, INSERTED, OPENER, WHOLE
from muqabala.records import Comparison, DepartureType, Severity

CONFIDENCE = 0.3
"""Confidence of a doubt: too little to be shown by itself."""

_LINKED = 0.4  # cosine from which a word tells where the other side has it
_AHEAD, _BACK = 6, 5  # tokens around a cue, in its clause, that tell where the other side says the same
_APART = 8  # tokens from the surest counterpart within which others belong to the same place
_BEFORE, _AFTER = 6, 3  # tokens around that place, in its clause, among which an answer may stand
_SHOWN = 4  # tokens behind a cue that are shown with it
_RENDERED = 0.45  # cosine from which a soft word of the claim renders a word of its own
_BESIDE = 2  # tokens before a cue that belong to it ("did not")
_POLE = "pole"  # the sort of opposite words
_DENYING = "confirm/b"  # the opposites that deny what is told behind them

Answers = Callable[[Cue, Cue], bool]
"""Whether a cue of one side answers a cue of the other."""


@dataclass(frozen=True, slots=True)
class _Family:
    """Cues of a kind that need an answer on the other side; `said` tells whether a cue of the claim answers one of the
    evidence, `stated` the reverse. None where that side's cues need no answer. An answer stands near the words that the
    cue bears on, or `anywhere`: what is counted may be named far from its number («تعميمه على السودان بأكمله»).
    """

    kind: DepartureType
    code: str
    needs: Callable[[Cue], bool]
    said: Answers | None
    stated: Answers | None
    anywhere: bool = False


_RESERVED = frozenset({"hedge", "plan", "suspect"})
_COUNTED = frozenset({"scale", "frequency"})
_STEPS = frozenset({"all", "most", "some", "none", "always", "often", "sometimes", "rarely"})
_PROOFS = frozenset({"proof:proved", "proof:known", "proof:affirm", "proof:firm"})
_NO_LIMITS = frozenset({INSERTED, OPENER, WHOLE, IDLE, ATTRIBUTIVE})
_NEGATIVE = frozenset({("soft", "exclude"), ("soft", "prefix")})
_DENIALS = frozenset({"full", "soft", "void"})


def _denies(other: Cue, _: Cue) -> bool:
    return other.sort in _DENIALS


def _reserves(other: Cue, _: Cue) -> bool:
    return other.sort in _RESERVED or other.sort == "soft"


def _reserves_or_foretells(other: Cue, cue: Cue) -> bool:
    return _reserves(other, cue) or other.sort == "future"


def _is_sure(other: Cue, _: Cue) -> bool:
    return name(other) in _PROOFS


def _is_as_many(other: Cue, cue: Cue) -> bool:
    return (other.sort in _COUNTED or other.sort == "loose") and other.value == cue.value


def _limits_alike(other: Cue, cue: Cue) -> bool:
    return other.sort == cue.sort


_FAMILIES = (
    _Family(DepartureType.POLARITY, "MQ891", lambda cue: cue.sort == "full", _denies, _denies),
    _Family(DepartureType.CERTAINTY, "MQ791", lambda cue: cue.sort in _RESERVED, _reserves, _reserves_or_foretells),
    _Family(DepartureType.CERTAINTY, "MQ791", lambda cue: name(cue) == "proof:proved", None, _is_sure),
    _Family(
        DepartureType.CERTAINTY,
        "MQ792",
        lambda cue: cue.sort in _COUNTED and cue.value in _STEPS,
        _is_as_many,
        _is_as_many,
        anywhere=True,
    ),
    _Family(DepartureType.QUALIFIER, "MQ1091", lambda cue: cue.value not in _NO_LIMITS, _limits_alike, None),
)


def unanswered(collation: Collation) -> Iterator[Comparison]:
    """The doubts about a claim, family by family; none without links or in a language other than Arabic and English."""
    for kind, families in groupby(_FAMILIES, key=lambda family: family.kind):
        sides = collated(collation.only(kind), kind)
        if sides is None:
            continue
        for family in families:
            yield from _lost(sides, family)
            yield from _gained(sides, family)


def _lost(sides: Collated, family: _Family) -> Iterator[Comparison]:
    """Cues of the evidence that nothing in the claim answers."""
    shared = _shared(sides)
    for number, cue in sides.all_said():
        line = sides.evidence[number]
        if family.said is None or not family.needs(cue) or _is_moot(line, cue, sides.said[number]):
            continue
        bonds = _told(line, cue, partial(_best_back, sides, number))
        place = _place([bond.own for bond in bonds], bonds)
        if place is None:
            continue
        if not any(map(sides.claim.is_content, place)):
            continue  # a word such as «كما» shows nothing
        clause = _clause(sides.claim, place, _BEFORE, _AFTER)
        near = sides.stated if family.anywhere else among(sides.stated, clause)
        if not any(family.said(one, cue) and not _renders(sides, one, (number, cue), shared) for one in near):
            source = sides.source(number, cue.first, _shown(line, cue))
            article = sides.claim.span(place.start, place.stop)
            yield sides.changed(family.code, article, source, CONFIDENCE, Severity.MAJOR)


def _gained(sides: Collated, family: _Family) -> Iterator[Comparison]:
    """Cues of the claim that nothing in the evidence answers."""
    for cue in sides.stated:
        if family.stated is None or not family.needs(cue) or _is_moot(sides.claim, cue, sides.stated):
            continue
        bonds = _told(sides.claim, cue, partial(_best, sides))
        number = max(bonds, key=lambda bond: bond.score).place.line if bonds else 0
        bonds = [bond for bond in bonds if bond.place.line == number]
        place = _place([bond.place.token for bond in bonds], bonds)
        if place is None:
            continue
        clause = _clause(sides.evidence[number], place, _BEFORE, _AFTER)
        near = sides.said[number] if family.anywhere else among(sides.said[number], clause)
        if not any(family.stated(one, cue) for one in near):
            source = sides.source(number, place.start, place.stop)
            article = sides.claim.span(cue.first, _shown(sides.claim, cue))
            yield sides.changed(family.code, article, source, CONFIDENCE, Severity.MAJOR)


def _is_moot(line: Line, cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether a cue says too little to be missed where it stands."""
    return _is_ruled_out(line, cue) or _is_double(cue, cues) or step(cues, cue) != cue.value


def _is_ruled_out(line: Line, cue: Cue) -> bool:
    """Whether it is "could not", which leaves nothing open."""
    return cue.value == "could" and line.word(cue.last) in ("not", "never")


def _is_double(cue: Cue, cues: Sequence[Cue]) -> bool:
    """Whether it denies a word that is negative itself: "not rule out" has plain words to answer it."""
    behind = among(cues, range(cue.last, cue.last + 1))
    return cue.sort == "full" and any((one.sort, one.value) in _NEGATIVE and one.first == cue.last for one in behind)


def _best(sides: Collated, token: int) -> Bond | None:
    return sides.best((token,))


def _best_back(sides: Collated, number: int, token: int) -> Bond | None:
    return sides.best_back(number, (token,))


def _told(line: Line, cue: Cue, best: Callable[[int], Bond | None]) -> list[Bond]:
    """Where the other side has what stands with a cue: the bonds of the words that it bears on, which stand behind it;
    without a good one those of all words of weight around it, without any those of all words.
    """
    around = [t for t in _clause(line, range(cue.first, cue.last), _BACK, _AHEAD) if not cue.first <= t < cue.last]
    bonds = {token: bond for token in around if (bond := best(token)) is not None}
    weighty = [token for token in bonds if line.is_content(token)]
    behind = [bonds[token] for token in weighty if token >= cue.last and bonds[token].score >= _LINKED]
    return behind or [bonds[token] for token in weighty or bonds]


def _clause(line: Line, place: range, back: int, ahead: int) -> range:
    """The tokens around a place, up to the marks that part clauses."""
    start, stop = place.start, place.stop
    while start > max(0, place.start - back) and not line.ends_clause(start - 1):
        start -= 1
    while stop < min(len(line), place.stop + ahead) and not line.ends_clause(stop):
        stop += 1
    return range(start, stop)


def _place(tokens: Sequence[int], bonds: Sequence[Bond]) -> range | None:
    """The tokens of the other side that bonds point to, those far from the surest left out."""
    good = [(bond.score, token) for token, bond in zip(tokens, bonds, strict=True) if bond.score >= _LINKED]
    found = good or [(bond.score, token) for token, bond in zip(tokens, bonds, strict=True)]
    if not found:
        return None
    surest = max(found)[1]
    near = [token for _, token in found if abs(token - surest) <= _APART]
    return range(min(near), max(near) + 1)


def _renders(sides: Collated, one: Cue, asked: tuple[int, Cue], shared: frozenset[str]) -> bool:
    """Whether a soft word of the claim renders a word of the evidence that is no cue, and so does not answer one:
    «أوقفوا» for "arrested" does not stand for "did not", nor «اتفاق» for "deal" for a plan.
    """
    if one.sort != "soft":
        return False
    beside = among(sides.stated, range(one.first, one.first + 1))
    if any(cue.sort == _POLE and cue.value == _DENYING for cue in beside):
        return False  # «تنفي استهداف المدنيين» always denies, whatever it renders
    if any(cue.sort == _POLE and cue.value in shared for cue in beside):
        return True
    bond = sides.best(range(one.first, one.last))
    if bond is None or bond.score < _RENDERED or not sides.evidence[bond.place.line].is_content(bond.place.token):
        return False
    number, cue = asked
    is_beside = bond.place.line == number and cue.first - _BESIDE <= bond.place.token < cue.last
    return not is_beside and all(other.sort == _POLE for other in sides.said_near(bond.place, 0))


def _shared(sides: Collated) -> frozenset[str]:
    """The ends of pairs of opposites that both sides have."""
    said = {cue.value for _, cue in sides.all_said() if cue.sort == _POLE}
    return frozenset(cue.value for cue in sides.stated if cue.sort == _POLE and cue.value in said)


def _shown(line: Line, cue: Cue) -> int:
    """Where the words to show of a cue end."""
    return _clause(line, range(cue.first, cue.last), 0, _SHOWN).stop
