"""Which part of a sentence a number or a time belongs to, and whether a claim moved it to another part.

"She joined in 1994 and was elected in 2002" is turned round by «انضمت عام 2002 وانتُخبت عام 1994», though both years are
right. What tells are the words around each: where they all stand for the words around the other one, it was moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

from muqabala.facts.collation import Collation
from muqabala.facts.line import Line, line_of
from muqabala.records import Fact, Span

_BREAKS = {",", ";", ".", "،", "؛", ":", "(", ")", "and", "while", "but", "then", "before", "after", "و", "ثم", "لكن"}
_BREAKS |= {"بينما", "فيما", "حين", "قبل", "بعد", "مقابل"}
_LINKED = 0.45  # cosine from which two words count as standing for each other
_FEWEST = 3  # links across that show that two facts changed places, at least one of each
_ENOUGH = 2  # links that show where a fact belongs that repeats another
_MOST = 12  # facts a side that are looked at

Pair = tuple[Fact, Fact]


def moved(pairs: Sequence[Pair], collation: Collation) -> list[Pair]:
    """Those of the equal pairs that stand at each other's place, each with what the source has there."""
    found: list[Pair] = []
    if len(pairs) < 2 or not collation.links:
        return found
    parts = _Parts(collation)
    for (own, theirs), (other, others) in combinations(pairs[:_MOST], 2):
        if own.value == other.value or parts.shared(own, other) or parts.shared(theirs, others):
            continue
        across = parts.links(own, others), parts.links(other, theirs)
        straight = parts.links(own, theirs) + parts.links(other, others)
        if min(across) > 0 and sum(across) >= _FEWEST and straight == 0:
            found += [(own, others), (other, theirs)]
    return found


def astray(own: Sequence[Fact], pairs: Sequence[Pair], left: Sequence[Fact], collation: Collation) -> list[Pair]:
    """Facts of the claim that repeat one that has its counterpart where the source has another, with that one."""
    found: list[Pair] = []
    if not own or not left or not collation.links:
        return found
    parts = _Parts(collation)
    for fact in own[:_MOST]:
        twins = [theirs for _, theirs in pairs if theirs.unit == fact.unit and theirs.value == fact.value]
        if not twins or any(parts.links(fact, twin) for twin in twins):
            continue
        rivals = [rival for rival in left[:_MOST] if rival.unit == fact.unit and rival.value != fact.value]
        found += [(fact, rival) for rival in rivals if parts.links(fact, rival) >= _ENOUGH][:1]
    return found


class _Parts:
    """The stretches between two breaks around the facts of a collation, and the links between them."""

    def __init__(self, collation: Collation) -> None:
        self._lines = [line_of(passage) for passage in (collation.claim, *collation.evidence)]
        self._links = [link for link in collation.links if link.score >= _LINKED]
        self._known: dict[Fact, frozenset[Span]] = {}
        self._touched: dict[Fact, frozenset[int]] = {}

    def words(self, fact: Fact) -> frozenset[Span]:
        """The words of content and the numbers around a fact, without its own."""
        if fact not in self._known:
            self._known[fact] = frozenset(self._around(fact))
        return self._known[fact]

    def shared(self, one: Fact, other: Fact) -> bool:
        """Whether two facts of a side stand in the same part, so that nothing tells which words are whose."""
        return not self.words(one).isdisjoint(self.words(other))

    def links(self, own: Fact, theirs: Fact) -> int:
        """How many words around a fact of the claim stand for words around one of the evidence."""
        return len(self._touching(own) & self._touching(theirs))

    def _touching(self, fact: Fact) -> frozenset[int]:
        """The links, by number, that end in a word around a fact."""
        if fact not in self._touched:
            claim = fact.document == self._lines[0].passage.document
            ends = [link.article if claim else link.source.span for link in self._links]
            here = [number for number, link in enumerate(self._links) if claim or link.source.id == fact.document]
            words = self.words(fact)
            self._touched[fact] = frozenset(n for n in here if any(map(ends[n].overlap, words)))
        return self._touched[fact]

    def _around(self, fact: Fact) -> Iterable[Span]:
        for line in self._lines:
            if line.passage.document == fact.document and line.passage.span.overlap(fact.span):
                own = line.tokens(fact.span)
                for at in _part(line, own):
                    if at not in own and (line.is_content(at) or line.word(at)[:1].isdecimal()):
                        yield line.span(at, at + 1)


def _part(line: Line, own: range) -> range:
    """The tokens between the breaks on both sides of some tokens."""
    start, end = own.start, own.stop
    while start > 0 and not _is_break(line, start) and not _is_sign(line, start - 1):
        start -= 1
    while end < len(line) and not _is_break(line, end):
        end += 1
    return range(start, end)


def _is_sign(line: Line, index: int) -> bool:
    return line.word(index) in _BREAKS and not line.word(index).isalpha()


def _is_break(line: Line, index: int) -> bool:
    """Whether a part begins with a token: a sign, a conjunction, or an Arabic word with one."""
    word = line.word(index)
    return word in _BREAKS or (line.reading.lang == "ar" and word[:1] == "و" and len(word) > 3)
