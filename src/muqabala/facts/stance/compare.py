"""How the loaded and the judging words of a claim stand to the words of its evidence.

A loaded word is held against the other words of its concept; a judging word is an addition where no word of the
evidence answers it: none of its sense that the rest of the claim leaves unexplained, and none that it clearly renders.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from heapq import nlargest

from muqabala.facts.collated import Bond, Collated, Place, collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue
from muqabala.facts.tables import rows
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan

KIND = DepartureType.STANCE
LOADED, SOFTENED, JUDGED, SPARED = "MQ1101", "MQ1102", "MQ1103", "MQ1104"
NEUTRAL, HOSTILE, FRIENDLY = "neutral", "negative", "positive"
OPINION, COLOURED = "opinion", "coloured"

_EXPLAINED = 0.55  # likeness from which a word of the evidence is rendered by another word of the claim
_LIKE = 0.45  # likeness from which a loaded word renders what it is linked with
_READ = 0.35  # likeness under which a word of the claim has no counterpart
_BETTER = 0.05  # by how much another word must be more like a counterpart to take it away
_NEAREST = 9  # bonds of a place that are looked at: one more than a cue has words
_TRIED = 20  # words of a concept that a loaded word may stand for, at most
_MATCHED = 0.5  # share of the other words of a claim that must have one, or the evidence is not what it retells
_REACH = 2  # words by which a judgement is widened on either side
_CHANGED = 0.85  # confidence where the loaded word is linked with the other word of its concept
_LOOSE = 0.75  # and where the evidence merely has that word
_SPARED = 0.4

# (weight, whether the evidence has an unexplained judgement of the pole) → likeness under which the word is an
# addition, and how often a flag was right for blame, praise and words that insist.
_LIMITS: Mapping[tuple[str, bool], Mapping[str, tuple[float, float]]] = {
    (OPINION, False): {"blame": (0.5, 0.88), "praise": (0.4, 0.75), "force": (0.5, 0.85)},
    (OPINION, True): {"blame": (0.5, 0.7), "praise": (0.35, 0.7), "force": (0.3, 0.6)},
    (COLOURED, False): {"blame": (0.4, 0.6), "force": (0.3, 0.6)},
    (COLOURED, True): {"blame": (0.3, 0.6), "force": (0.3, 0.6)},
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A judging word of the claim that nothing in the evidence answers."""

    cue: Cue
    confidence: float


@dataclass(frozen=True, slots=True)
class _Said:
    """The cues of the evidence by sort and by the place of their words; `open_poles` and `open_sorts` are the poles of
    the judgements, and the sorts of the cues, that no word of the claim clearly renders; `renderers` are the words of
    the claim that clearly render a cue of a sort; `nearest` are the strongest bonds of a place.
    """

    by_sort: Mapping[str, Sequence[tuple[int, Cue]]]
    by_place: Mapping[Place, Sequence[tuple[int, Cue]]]
    poles: Mapping[str, frozenset[str]]
    open_poles: frozenset[str]
    open_sorts: frozenset[str]
    renderers: Mapping[str, frozenset[int]]
    nearest: Mapping[Place, Sequence[Bond]]


def _weight(cue: Cue) -> str:
    """How surely a word judges; empty for a word of a concept."""
    weight, mark, _ = cue.value.partition("-")
    return weight if mark else ""


def _pole(cue: Cue) -> str:
    return cue.value.rpartition("-")[2]


def _judges(cue: Cue) -> bool:
    return _weight(cue) in (OPINION, COLOURED)


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold the loaded and judging words of a claim against its evidence.

    CHANGED where the evidence has another word for the same thing: a loaded one in the claim (MQ1101, minor), or a
    neutral one where the source's is loaded (MQ1102, minor, for the concepts that the table guards). UNSUPPORTED
    (minor, MQ1103) for a judging word without a counterpart. DROPPED (info, MQ1104) for an opinion of the best evidence
    that the claim leaves out. SAME (info) where a word is answered. Nothing is said where no links are given.
    """
    sheet = collated(collation, KIND)
    if sheet is None:
        return ()
    said = _index(sheet)
    excused = _excused(sheet, said)
    pairs = tuple(_pairs(sheet, said, excused))
    settled = {at for pair in pairs if pair.article is not None for at in sheet.claim.tokens(pair.article)}
    verdicts = tuple(v for v in _verdicts(sheet, said, excused) if settled.isdisjoint(range(v.cue.first, v.cue.last)))
    added = tuple(_judgement(sheet, verdict) for verdict in _merged(verdicts)) if _is_retold(sheet) else ()
    return (*pairs, *added, *_answered(sheet, said), *_spared(sheet))


def _index(sheet: Collated) -> _Said:
    by_sort: dict[str, list[tuple[int, Cue]]] = {}
    by_place: dict[Place, list[tuple[int, Cue]]] = {}
    poles: dict[str, set[str]] = {}
    for line, cue in sheet.all_said():
        by_sort.setdefault(cue.sort, []).append((line, cue))
        poles.setdefault(cue.sort, set()).add(cue.value)
        for token in range(cue.first, cue.last):
            by_place.setdefault(Place(line, token), []).append((line, cue))
    rendering = [(cue, _renderer(sheet, line, cue)) for line, cue in sheet.all_said()]
    renderers: dict[str, set[int]] = {}
    for cue, own in rendering:
        if own is not None:
            renderers.setdefault(cue.sort, set()).add(own)
    return _Said(
        by_sort,
        by_place,
        {sort: frozenset(values) for sort, values in poles.items()},
        frozenset(_pole(cue) for cue, own in rendering if own is None and _judges(cue)),
        frozenset(cue.sort for cue, own in rendering if own is None),
        {sort: frozenset(words) for sort, words in renderers.items()},
        {place: nlargest(_NEAREST, bonds, key=lambda bond: bond.score) for place, bonds in sheet.back.items()},
    )


def _renderer(sheet: Collated, line: int, cue: Cue) -> int | None:
    """The token of the claim that clearly renders a cue of the evidence."""
    back = sheet.best_back(line, range(cue.first, cue.last))
    return back.own if back is not None and back.score >= _EXPLAINED else None


# Words of one concept


def _pairs(sheet: Collated, said: _Said, excused: Container[int]) -> Iterator[Comparison]:
    """One comparison a stretch at most, the surest."""
    found = [pair for cue in sheet.stated if not _weight(cue) and (pair := _pair(sheet, said, cue)) is not None]
    found.sort(key=lambda pair: -pair.confidence)
    taken: set[int] = set()
    for pair in found:
        own = set(sheet.claim.tokens(pair.article)) if pair.article is not None else set()
        if pair.confidence < _CHANGED and any(at in excused for at in own):
            continue
        if taken.isdisjoint(own):
            taken |= own
            yield pair


def _pair(sheet: Collated, said: _Said, cue: Cue) -> Comparison | None:
    """The word of the evidence for the same concept that says it with another stance."""
    if cue.value in said.poles.get(cue.sort, {cue.value}):
        return None
    linked = _linked(sheet, said, cue, lambda other: other.sort == cue.sort)
    softened = cue.value == NEUTRAL
    if softened and (linked is None or cue.sort not in _guarded()):
        return None
    found = linked or next(
        (place for place in said.by_sort[cue.sort][:_TRIED] if _stands_for(sheet, cue, *place)), None
    )
    if found is None:
        return None
    line, rival = found
    if softened and _has_beside(sheet, cue, rival):
        return None  # «الحاكم المستبد» for "dictator" softens nothing
    words = sheet.claim.span(cue.first, cue.last)
    source = sheet.source(line, rival.first, rival.last)
    code, confidence = SOFTENED if softened else LOADED, _CHANGED if linked else _LOOSE
    return sheet.changed(code, words, source, confidence, Severity.MINOR)


def _has_beside(sheet: Collated, cue: Cue, rival: Cue) -> bool:
    """Whether a word beside a cue of the claim takes the side of its rival."""
    near = sheet.stated_near(cue.first, _REACH)
    return any(other.sort == rival.sort and other.value == rival.value for other in near)


def _linked(sheet: Collated, said: _Said, cue: Cue, suits: Callable[[Cue], bool]) -> tuple[int, Cue] | None:
    """The cue of the evidence, of those that suit, that a word of a claim's cue is linked with."""
    bonds = [bond for token in range(cue.first, cue.last) for bond in sheet.forth.get(token, ())]
    for bond in sorted(bonds, key=lambda bond: -bond.score):
        for place in _meant(sheet, bond.place):
            for line, other in said.by_place.get(place, ()):
                if suits(other):
                    return line, other
    return None


def _meant(sheet: Collated, place: Place) -> tuple[Place, ...]:
    """A linked place; of a word that says nothing by itself, such as "were", the word behind it."""
    if sheet.evidence[place.line].is_content(place.token):
        return (place,)
    return place, Place(place.line, place.token + 1)


def _stands_for(sheet: Collated, cue: Cue, line: int, rival: Cue) -> bool:
    """Whether a hostile word without a counterpart may stand for a word of the evidence that has none either."""
    own = range(cue.first, cue.last)
    bond = sheet.best(own)
    return (
        cue.value in (HOSTILE, FRIENDLY)
        and bond is not None
        and bond.score < _LIKE
        and _renderer(sheet, line, rival) is None
        and sheet.agreement(cue.first, Place(line, rival.first), own) > 0
    )


@lru_cache(maxsize=1)
def _guarded() -> frozenset[str]:
    return frozenset(concept for concept, *_, guarded in rows("stance.tsv") if guarded == "yes")


# Words that judge


def _verdicts(sheet: Collated, said: _Said, excused: Container[int]) -> Iterator[_Verdict]:
    for cue in filter(_judges, sheet.stated):
        limits = _LIMITS[_weight(cue), _pole(cue) in said.open_poles]
        limit, confidence = limits.get(_pole(cue), (0.0, 0.0))
        if _likeness(sheet, said, cue) < limit and not any(at in excused for at in range(cue.first, cue.last)):
            yield _Verdict(cue, confidence)


def _excused(sheet: Collated, said: _Said) -> frozenset[int]:
    """The tokens of judging words of the claim that the evidence answers."""
    answered = (cue for cue in sheet.stated if _judges(cue) and _is_excused(sheet, said, cue))
    return frozenset(at for cue in answered for at in range(cue.first, cue.last))


def _is_excused(sheet: Collated, said: _Said, cue: Cue) -> bool:
    """Whether the evidence has a word of the cue's sense that no other word of the claim clearly renders."""
    own = range(cue.first - 1, cue.last + 1)  # a neighbour may take the counterpart of a free rendering
    return (
        cue.sort in said.open_sorts
        or any(at in said.renderers.get(cue.sort, ()) for at in own)
        or _answer(sheet, said, cue) is not None
    )


def _answer(sheet: Collated, said: _Said, cue: Cue) -> SourceSpan | None:
    """The word of the evidence that the cue is linked with, if it has the same sense or judges to the same effect."""
    pole = _pole(cue)
    found = _linked(sheet, said, cue, lambda other: other.sort == cue.sort or (_judges(other) and _pole(other) == pole))
    return sheet.source(found[0], found[1].first, found[1].last) if found else None


def _likeness(sheet: Collated, said: _Said, cue: Cue) -> float:
    """How like a judging word is to its counterpart: a content word that no other word of the claim renders better."""
    own = range(cue.first, cue.last)
    bonds = [bond for token in own for bond in sheet.forth.get(token, ()) if _is_counterpart(sheet, said, bond, own)]
    return max((bond.score for bond in bonds), default=0.0)


def _is_counterpart(sheet: Collated, said: _Said, bond: Bond, own: range) -> bool:
    rivals = (other.score for other in said.nearest.get(bond.place, ()) if other.own not in own)
    line = sheet.evidence[bond.place.line]
    return line.is_content(bond.place.token) and max(rivals, default=0.0) <= bond.score + _BETTER


def _is_retold(sheet: Collated) -> bool:
    """Whether the evidence accounts for enough of the claim: otherwise it is the evidence that is wrong."""
    judged = {at for cue in sheet.stated if _judges(cue) for at in range(cue.first, cue.last)}
    scores = [bond.score for at in sheet.forth if at not in judged and (bond := sheet.best((at,))) is not None]
    return sum(score >= _READ for score in scores) >= _MATCHED * max(1, len(scores))


def _merged(verdicts: tuple[_Verdict, ...]) -> list[_Verdict]:
    """Judging words that stand together, as one."""
    found: list[_Verdict] = []
    for verdict in verdicts:
        last = found[-1] if found else None
        if last is not None and verdict.cue.first <= last.cue.last + 1:
            cue = replace(last.cue, last=max(last.cue.last, verdict.cue.last))
            found[-1] = _Verdict(cue, max(last.confidence, verdict.confidence))
        else:
            found.append(verdict)
    return found


def _judgement(sheet: Collated, verdict: _Verdict) -> Comparison:
    first, last = _widened(sheet, verdict.cue)
    return sheet.unsupported(JUDGED, sheet.claim.span(first, last), verdict.confidence, Severity.MINOR)


def _widened(sheet: Collated, cue: Cue) -> tuple[int, int]:
    """A judging word with the unmatched words around it; an adjective alone takes the word before it along."""
    first, last = cue.first, cue.last
    while first > max(0, cue.first - _REACH) and _is_unmatched(sheet, first - 1):
        first -= 1
    while last < min(len(sheet.claim), cue.last + _REACH) and _is_unmatched(sheet, last):
        last += 1
    if last - first == 1 and first and sheet.claim.is_content(first - 1):
        first -= 1
    return first, last


def _is_unmatched(sheet: Collated, token: int) -> bool:
    bond = sheet.best((token,))
    return bond is not None and bond.score < _READ and not sheet.claim.opens_clause(token)


def _answered(sheet: Collated, said: _Said) -> Iterator[Comparison]:
    for cue in sheet.stated:
        source = _answer(sheet, said, cue) if _judges(cue) else None
        if source is not None:
            yield sheet.same(sheet.claim.span(cue.first, cue.last), source)


def _spared(sheet: Collated) -> Iterator[Comparison]:
    """Opinions of the best evidence that no word of the claim is linked with and no word of the claim repeats."""
    poles = {_pole(cue) for cue in sheet.stated if _weight(cue)}
    for cue in sheet.said[0]:
        if (
            _weight(cue) == OPINION
            and _pole(cue) not in poles
            and not any(Place(0, token) in sheet.back for token in range(cue.first, cue.last))
        ):
            source = sheet.source(0, cue.first, cue.last)
            params = {"source": source.span.of(sheet.evidence[0].passage.text)}
            yield Comparison(KIND, Relation.DROPPED, None, source, SPARED, params, confidence=_SPARED)
