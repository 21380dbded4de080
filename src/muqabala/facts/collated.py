"""A claim and its evidence as lines of tokens, with the word links between them turned into token links."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue
from muqabala.facts.line import Line, line_of
from muqabala.records import Comparison, DepartureType, Fact, Relation, Severity, SourceSpan, Span

_AROUND = 4  # tokens on either side of a word of the claim that count as its neighbours
_REACH = 5  # and on either side of a place of the evidence
_LONGEST = 8  # tokens of a cue
_LINKED = 0.5  # cosine from which a neighbour counts as linked


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A token of the evidence: the number of its line and its index in it."""

    line: int
    token: int


@dataclass(frozen=True, slots=True)
class Bond:
    """A token of the claim, the token of the evidence it is linked with, and how alike they are (a cosine)."""

    own: int
    place: Place
    score: float


@dataclass(frozen=True, slots=True)
class Collated:
    """Both sides as lines, the cues found on them, and the bonds from either side."""

    kind: DepartureType
    claim: Line
    evidence: tuple[Line, ...]
    stated: tuple[Cue, ...]
    said: tuple[tuple[Cue, ...], ...]
    forth: Mapping[int, Sequence[Bond]]
    back: Mapping[Place, Sequence[Bond]]

    def best(self, tokens: Iterable[int]) -> Bond | None:
        """The strongest bond of some tokens of the claim."""
        bonds = [bond for token in tokens for bond in self.forth.get(token, ())]
        return max(bonds, key=lambda bond: bond.score, default=None)

    def best_back(self, line: int, tokens: Iterable[int]) -> Bond | None:
        """The strongest bond of some tokens of a line of the evidence."""
        bonds = [bond for token in tokens for bond in self.back.get(Place(line, token), ())]
        return max(bonds, key=lambda bond: bond.score, default=None)

    def source(self, line: int, first: int, last: int) -> SourceSpan:
        """The tokens `[first, last)` of a line of the evidence as a span of its document."""
        own = self.evidence[line]
        return SourceSpan(own.passage.document, own.span(first, last))

    def agreement(self, own: int, place: Place, leave_out: range = range(0)) -> int:
        """How many words around a token of the claim are linked with words around a place of the evidence."""
        line = self.evidence[place.line]
        around = range(max(0, own - _AROUND), min(len(self.claim), own + _AROUND + 1))
        return sum(
            any(
                bond.score >= _LINKED
                and bond.place.line == place.line
                and abs(bond.place.token - place.token) <= _REACH
                and line.is_content(bond.place.token)
                for bond in self.forth.get(token, ())
            )
            for token in around
            if token not in leave_out and self.claim.is_content(token)
        )

    def changed(
        self, code: str, article: Span, source: SourceSpan, confidence: float, severity: Severity = Severity.MAJOR
    ) -> Comparison:
        """A departure of the claim from words of the evidence."""
        words = self._words(article, source)
        return Comparison(self.kind, Relation.CHANGED, article, source, code, words, severity, confidence)

    def unsupported(self, code: str, article: Span, confidence: float, severity: Severity) -> Comparison:
        """Words of the claim that nothing in the evidence answers."""
        words = {"article": article.of(self.claim.passage.text)}
        return Comparison(self.kind, Relation.UNSUPPORTED, article, None, code, words, severity, confidence)

    def same(self, article: Span, source: SourceSpan) -> Comparison:
        """Words of the claim that say what the evidence says."""
        return Comparison(self.kind, Relation.SAME, article, source, "", self._words(article, source))

    def _words(self, article: Span, source: SourceSpan) -> dict[str, str]:
        """The words of both sides, as the parameters of a message."""
        line = next(line for line in self.evidence if line.passage.document == source.id)
        return {"article": article.of(self.claim.passage.text), "source": source.span.of(line.passage.text)}

    def stated_near(self, token: int, reach: int) -> Sequence[Cue]:
        """The claim's cues that begin or end within `reach` tokens of one of its tokens."""
        return among(self.stated, range(token - reach, token + reach + 1))

    def said_near(self, place: Place, reach: int) -> Sequence[Cue]:
        """The evidence's cues that begin or end within `reach` tokens of a place."""
        return among(self.said[place.line], range(place.token - reach, place.token + reach + 1))

    def all_said(self) -> Iterator[tuple[int, Cue]]:
        """The cues of the evidence with the number of their line."""
        return ((number, cue) for number, cues in enumerate(self.said) for cue in cues)


def among(cues: Sequence[Cue], tokens: range) -> Sequence[Cue]:
    """The cues of a line, in order, that share a token with some of its tokens."""
    first = bisect_left(cues, tokens.start - _LONGEST, key=lambda cue: cue.first)
    last = bisect_left(cues, tokens.stop, key=lambda cue: cue.first)
    return [cue for cue in cues[first:last] if cue.last > tokens.start]


def collated(collation: Collation, kind: DepartureType) -> Collated | None:
    """The two sides ready to compare; None when a language is not read here or nothing links them."""
    if not collation.links or not collation.is_readable:
        return None
    claim = line_of(collation.claim)
    evidence = tuple(map(line_of, collation.evidence))
    bonds = tuple(_bonds(collation, claim, evidence))
    said = tuple(_cues(line, collation.said) for line in evidence)
    forth: dict[int, list[Bond]] = {}
    back: dict[Place, list[Bond]] = {}
    for bond in bonds:
        forth.setdefault(bond.own, []).append(bond)
        back.setdefault(bond.place, []).append(bond)
    return Collated(kind, claim, evidence, _cues(claim, collation.stated), said, forth, back)


def _bonds(collation: Collation, claim: Line, evidence: tuple[Line, ...]) -> Iterator[Bond]:
    for link in collation.links:
        for number, line in enumerate(evidence):
            if line.passage.document != link.source.id or not line.passage.span.overlap(link.source.span):
                continue
            places = [Place(number, token) for token in line.tokens(link.source.span)]
            for own in claim.tokens(link.article):
                yield from (Bond(own, place, link.score) for place in places)
            break


def _cues(line: Line, facts: Iterable[Fact]) -> tuple[Cue, ...]:
    """The facts that stand on a line, by their tokens and in their order."""
    found = (cue for fact in facts if _stands_on(fact, line) for cue in _cue(line, fact.span, fact.value))
    return tuple(sorted(found, key=lambda cue: cue.first))


def _stands_on(fact: Fact, line: Line) -> bool:
    return fact.document == line.passage.document and bool(line.passage.span.overlap(fact.span))


def _cue(line: Line, span: Span, value: str) -> Iterator[Cue]:
    tokens = line.tokens(span)
    sort, _, rest = value.partition(":")
    if tokens:
        yield Cue(sort, rest, tokens.start, tokens.stop)
