"""Order in time turned round: "two days before the vote" told as two days after it, "before the vote" as after it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from muqabala.facts.collation import Collation
from muqabala.facts.dates.relations import direction, is_duration, opposite
from muqabala.facts.line import Line, line_of
from muqabala.records import Fact, SourceSpan, Span

_LINKED = 0.45  # cosine from which two words count as standing for each other
_REACH = 6  # tokens behind a word of order in which the event it refers to is looked for
_EVENT = 2  # words of content that tell an event
_BEHIND = 8  # tokens before a word of order in which a negation turns it round
_MOST = 12  # words of order a side that are looked at
_BARE = {"before", "after", "prior to", "following"}
_NEGATIONS = {"not", "no", "never", "until", "till", "without", "only", "unless", "t"}
_NEGATIONS |= {"لم", "لن", "لا", "ليس", "ليست", "الا", "دون", "حتي", "ما", "سوي", "غير"}
_ENDS = {",", ";", ".", "،", "؛", "and", "but", "when", "while"}

Pair = tuple[Fact, Fact]


@dataclass(frozen=True, slots=True)
class Turned:
    """A word of order of the claim and the opposite one of the evidence; how sure it is that they are of one event."""

    own: Fact
    theirs: Fact
    confidence: float


def turned(pairs: Sequence[Pair], collation: Collation) -> list[Turned]:
    """Words of order that are opposites: beside a time that is equal on both sides, or before the same event."""
    events = _Events(collation)
    found = list(_beside_times(pairs, collation, events))
    used = {item.own for item in found}
    orders = [fact for fact in collation.stated if fact.unit == "order" and fact not in used][:_MOST]
    return found + [item for own in orders if (item := _of_event(own, collation, events)) is not None]


def _beside_times(pairs: Sequence[Pair], collation: Collation, events: _Events) -> Iterator[Turned]:
    for own, theirs in pairs:
        here, there = direction(own, collation.stated), direction(theirs, collation.said)
        if here is None or there is None or not opposite(here, there) or events.negated(here) != events.negated(there):
            continue
        one = events.same(here, there, own.span, theirs.span) if is_duration(own) else None
        if one is not False:  # "ten months before B came" is «لم يصل إلا بعد عشرة أشهر» of the other event
            yield Turned(here, there, 0.75 if one else 0.6)


def _of_event(own: Fact, collation: Collation, events: _Events) -> Turned | None:
    """A bare "before" whose event the evidence has behind "after", and behind no "before"."""
    if own.value not in ("before", "after") or events.negated(own):
        return None
    orders = [fact for fact in collation.said if fact.unit == "order" and fact.value in ("before", "after")][:_MOST]
    same = [fact for fact in orders if events.same(own, fact)]
    if not same or any(fact.value == own.value for fact in same):
        return None
    theirs = same[0]
    if theirs.text.lower() not in _BARE and not events.is_arabic(theirs):
        return None
    return None if events.negated(theirs) else Turned(own, theirs, 0.65)


class _Events:
    """The events that words of order refer to: the first words of content behind them."""

    def __init__(self, collation: Collation) -> None:
        self._lines = [line_of(passage) for passage in (collation.claim, *collation.evidence)]
        self._links = {(link.article, link.source) for link in collation.links if link.score >= _LINKED}

    def same(
        self, own: Fact, theirs: Fact, own_time: Span | None = None, their_time: Span | None = None
    ) -> bool | None:
        """Whether two words of order refer to one event; False where the claim has the event of the source in another
        place, None where the words do not tell.
        """
        here = self._event(own, own_time)
        there = {SourceSpan(theirs.document, word) for word in self._event(theirs, their_time)}
        told = {word for word, source in self._links if source in there}
        if not here or not told:
            return None
        return not told.isdisjoint(here)

    def negated(self, order: Fact) -> bool:
        """Whether a negation, "until" or «إلا» stands before a word of order."""
        line = self._line(order)
        first = line.tokens(order.span).start if line else 0
        return line is None or any(line.word(at) in _NEGATIONS for at in range(max(0, first - _BEHIND), first))

    def is_arabic(self, order: Fact) -> bool:
        """Whether a word of order is Arabic."""
        line = self._line(order)
        return line is not None and line.reading.lang == "ar"

    def _line(self, fact: Fact) -> Line | None:
        for line in self._lines:
            if line.passage.document == fact.document and line.passage.span.overlap(fact.span):
                return line
        return None

    def _event(self, order: Fact, time: Span | None) -> list[Span]:
        line = self._line(order)
        if line is None:
            return []
        timed = line.tokens(time) if time else range(0)
        first = line.tokens(order.span).stop
        first = max(first, timed.stop) if timed and timed.start <= first + 1 else first
        words: list[Span] = []
        for at in range(first, min(first + _REACH, len(line))):
            if line.word(at) in _ENDS or len(words) == _EVENT:
                break
            if line.is_content(at) and at not in timed:
                words.append(line.span(at, at + 1))
        return words
