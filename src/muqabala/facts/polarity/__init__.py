"""Polarity: what a passage denies, which of two opposites it says, and whether a claim says the reverse."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.collated import collated
from muqabala.facts.collation import Collation
from muqabala.facts.cues import Cue, cue_table
from muqabala.facts.line import Line, line_of
from muqabala.facts.polarity.negation import negations
from muqabala.facts.polarity.opposites import opposites
from muqabala.records import Comparison, DepartureType, Fact, Passage

__all__ = ["KIND", "compare", "extract"]

KIND = DepartureType.POLARITY

_EXCEPTIONS = frozenset({"الا", "سوي"})  # what turns «لم … إلا» into "only"
_REACH = 8  # tokens from a negation to the exception that undoes it


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The negations and the opposites of a passage, in order.

    `value` is `full:not` for a negation, `void:…` for words that look like one («لا يزال», "not only"), `soft:…` for
    words that may stand for one (lack, hardly, «غياب»), and `pole:axis/end` for one of two opposite words.
    """
    line = line_of(passage)
    denials = (_settled(line, cue) for cue in cue_table("negation.tsv", line.reading.lang).find(line))
    facts = [_fact(line, cue, f"{cue.sort}:{cue.value}") for cue in denials]
    ends = cue_table("opposites.tsv", line.reading.lang).find(line)
    facts += (_fact(line, cue, f"pole:{cue.sort}/{cue.value}") for cue in ends)
    return tuple(sorted(dict.fromkeys(facts), key=lambda fact: (fact.span, fact.value)))


def _settled(line: Line, cue: Cue) -> Cue:
    """The cue itself, or for «لم … إلا» one that says "only"."""
    if cue.sort == "full" and any(word in _EXCEPTIONS for word in _ahead(line, cue.last)):
        return Cue("void", "only", cue.first, cue.last)
    return cue


def _ahead(line: Line, start: int) -> Iterator[str]:
    for index in range(start, min(start + _REACH, len(line))):
        if line.ends_clause(index):
            return
        yield line.word(index)


def _fact(line: Line, cue: Cue, value: str) -> Fact:
    span = line.span(cue.first, cue.last)
    return Fact(KIND, line.passage.document, span, span.of(line.passage.text), value)


def compare(collation: Collation) -> tuple[Comparison, ...]:
    """Hold what a claim denies or affirms against its evidence.

    CHANGED (major) where one side denies what the other affirms (MQ801), or where the two use opposite words for the
    same thing (MQ802); SAME (info) where both deny, or both say the same end of a pair. Without word links, or in a
    language other than Arabic and English, nothing is said.
    """
    sides = collated(collation, KIND)
    if sides is None:
        return ()
    turned = tuple(opposites(sides))
    settled = [pair.article for pair in turned if pair.code and pair.article is not None]
    return (*turned, *negations(sides, settled))
