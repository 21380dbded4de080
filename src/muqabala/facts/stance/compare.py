"""How the loaded and the judging words of a claim stand to the words of its evidence.

A loaded word is held against the other words of its concept; a judging word is an addition where no word of the
evidence answers it: none that is linked with it, and none of its pole that the rest of the claim leaves unexplained.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from muqabala.facts.collated import Collated, Place, collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue
from muqabala.facts.lexicon import rows
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan, Span

KIND = DepartureType.STANCE
LOADED, SOFTENED, JUDGED, SPARED = "MQ1101", "MQ1102", "MQ1103", "MQ1104"
NEUTRAL, HOSTILE = "neutral", "negative"
OPINION, COLOURED, ANSWER = "opinion", "coloured", "answer"

_WEIGHTS = (OPINION, COLOURED, ANSWER)
_EXPLAINED = 0.55  # likeness from which a word of the evidence is rendered by another word of the claim
_LIKE = 0.45  # likeness from which a loaded word renders what it is linked with
_READ = 0.35  # likeness under which a word of the claim has no counterpart
_MATCHED = 0.5  # share of the other words of a claim that must have one, or the evidence is not what it retells
_REACH = 2  # words by which a judgement is widened on either side
_CHANGED = 0.85  # confidence where the loaded word is linked with the other word of its concept
_LOOSE = 0.75  # and where the evidence merely has that word
_SPARED = 0.4

# (weight, whether the evidence has an unexplained word of the pole) → likeness under which the word is an addition,
# and how often a flag was right for blame, praise and words that insist.
_LIMITS = {
    (OPINION, False): (0.5, {"blame": 0.88, "praise": 0.75, "force": 0.8}),
    (OPINION, True): (0.3, {"blame": 0.65, "praise": 0.6, "force": 0.6}),
    (COLOURED, False): (0.4, {"blame": 0.75}),
}


@dataclass(frozen=True, slots=True)
class _Verdict:
    """A judging word of the claim that nothing in the evidence answers."""

    cue: Cue
    confidence: float


@dataclass(frozen=True, slots=True)
class _Said:
    """The cues of the evidence by sort and by the place of their words; `open_poles` are the poles of judging words
    that no word of the claim clearly renders.
    """

    by_sort: Mapping[str, Sequence[tuple[int, Cue]]]
    by_place: Mapping[Place, Sequence[tuple[int, Cue]]]
    poles: Mapping[str, frozenset[str]]
    open_poles: frozenset[str]


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
    pairs = tuple(_pairs(sheet, said))
    settled = {at for pair in pairs if pair.article is not None for at in sheet.claim.tokens(pair.article)}
    verdicts = tuple(v for v in _verdicts(sheet, said) if settled.isdisjoint(range(v.cue.first, v.cue.last)))
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
    unexplained = frozenset(
        cue.value for weight in _WEIGHTS for line, cue in by_sort.get(weight, ()) if not _is_rendered(sheet, line, cue)
    )
    return _Said(by_sort, by_place, {sort: frozenset(values) for sort, values in poles.items()}, unexplained)


def _is_rendered(sheet: Collated, line: int, cue: Cue) -> bool:
    """Whether a word of the claim clearly renders a cue of the evidence."""
    back = sheet.best_back(line, range(cue.first, cue.last))
    return back is not None and back.score >= _EXPLAINED


# Words of one concept


def _pairs(sheet: Collated, said: _Said) -> Iterator[Comparison]:
    """One comparison a stretch at most, the surest."""
    found = [pair for cue in sheet.stated if cue.sort not in _WEIGHTS and (pair := _pair(sheet, said, cue)) is not None]
    found.sort(key=lambda pair: -pair.confidence)
    taken: set[int] = set()
    for pair in found:
        own = set(sheet.claim.tokens(pair.article)) if pair.article is not None else set()
        if taken.isdisjoint(own):
            taken |= own
            yield pair


def _pair(sheet: Collated, said: _Said, cue: Cue) -> Comparison | None:
    """The word of the evidence for the same concept that says it with another stance."""
    if cue.value in said.poles.get(cue.sort, {cue.value}):
        return None
    linked = _linked(sheet, said, cue, {cue.sort})
    line, rival = linked or said.by_sort[cue.sort][0]
    softened = cue.value == NEUTRAL
    if softened and (linked is None or cue.sort not in _guarded()):
        return None
    if linked is None and not _stands_for(sheet, cue, line, rival):
        return None
    words = sheet.claim.span(cue.first, cue.last)
    source = sheet.source(line, rival.first, rival.last)
    params = {"article": _text(sheet, words), "source": source.span.of(sheet.evidence[line].passage.text)}
    code, confidence = SOFTENED if softened else LOADED, _CHANGED if linked else _LOOSE
    return Comparison(KIND, Relation.CHANGED, words, source, code, params, Severity.MINOR, confidence)


def _text(sheet: Collated, words: Span) -> str:
    return words.of(sheet.claim.passage.text)


def _linked(sheet: Collated, said: _Said, cue: Cue, sorts: Container[str], value: str = "") -> tuple[int, Cue] | None:
    """The cue of the evidence, of some sorts and a value if given, that a word of a claim's cue is linked with."""
    bonds = [bond for token in range(cue.first, cue.last) for bond in sheet.forth.get(token, ())]
    for bond in sorted(bonds, key=lambda bond: -bond.score):
        for line, other in said.by_place.get(bond.place, ()):
            if other.sort in sorts and value in ("", other.value):
                return line, other
    return None


def _stands_for(sheet: Collated, cue: Cue, line: int, rival: Cue) -> bool:
    """Whether a hostile word without a counterpart may stand for a word of the evidence that has none either."""
    bond = sheet.best(range(cue.first, cue.last))
    return cue.value == HOSTILE and bond is not None and bond.score < _LIKE and not _is_rendered(sheet, line, rival)


@lru_cache(maxsize=1)
def _guarded() -> frozenset[str]:
    return frozenset(concept for concept, *_, guarded in rows("stance.tsv") if guarded == "yes")


# Words that judge


def _verdicts(sheet: Collated, said: _Said) -> Iterator[_Verdict]:
    for cue in sheet.stated:
        if cue.sort not in (OPINION, COLOURED) or _answer(sheet, said, cue) is not None:
            continue
        limit, rates = _LIMITS.get((cue.sort, cue.value in said.open_poles), (0.0, {}))
        bond = sheet.best(range(cue.first, cue.last))
        if bond is not None and bond.score < limit and cue.value in rates:
            yield _Verdict(cue, rates[cue.value])


def _answer(sheet: Collated, said: _Said, cue: Cue) -> SourceSpan | None:
    """The judging word of the same pole in the evidence that the cue is linked with."""
    found = _linked(sheet, said, cue, _WEIGHTS, cue.value)
    return sheet.source(found[0], found[1].first, found[1].last) if found else None


def _is_retold(sheet: Collated) -> bool:
    """Whether the evidence accounts for enough of the claim: otherwise it is the evidence that is wrong."""
    judged = {at for cue in sheet.stated if cue.sort in (OPINION, COLOURED) for at in range(cue.first, cue.last)}
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
    words = sheet.claim.span(first, last)
    params = {"article": _text(sheet, words)}
    return Comparison(KIND, Relation.UNSUPPORTED, words, None, JUDGED, params, Severity.MINOR, verdict.confidence)


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
        source = _answer(sheet, said, cue) if cue.sort in (OPINION, COLOURED) else None
        if source is not None:
            words = sheet.claim.span(cue.first, cue.last)
            yield Comparison(KIND, Relation.SAME, words, source, "", {"article": _text(sheet, words)})


def _spared(sheet: Collated) -> Iterator[Comparison]:
    """Opinions of the best evidence that no word of the claim is linked with and no word of the claim repeats."""
    poles = {cue.value for cue in sheet.stated if cue.sort in _WEIGHTS}
    for cue in sheet.said[0]:
        if (
            cue.sort == OPINION
            and cue.value not in poles
            and not any(Place(0, token) in sheet.back for token in range(cue.first, cue.last))
        ):
            source = sheet.source(0, cue.first, cue.last)
            params = {"source": source.span.of(sheet.evidence[0].passage.text)}
            yield Comparison(KIND, Relation.DROPPED, None, source, SPARED, params, confidence=_SPARED)
