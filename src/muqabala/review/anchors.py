"""Words that a person chose in an article, found again when the article was edited elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile

from muqabala.records import Span
from muqabala.review.decisions import Anchor

AROUND = 40
"""Code points of the surroundings that are kept on either side."""


def anchor(text: str, span: Span) -> Anchor:
    """The words of a span with what stands around them. Raises ValueError when the span leaves the text or is empty."""
    if not len(span) or span.end > len(text):
        raise ValueError(f"no words at [{span.start}, {span.end})")
    before, after = text[max(0, span.start - AROUND) : span.start], text[span.end : span.end + AROUND]
    return Anchor(span, span.of(text), before, after)


def find(text: str, sought: Anchor) -> Span | None:
    """Where the words stand in a text now: of several places the one whose surroundings agree best, then the nearest.

    None when the words are gone.
    """
    return max(_places(text, sought.words), key=lambda place: _likeness(text, place, sought), default=None)


def _places(text: str, words: str) -> Iterator[Span]:
    at = text.find(words) if words else -1
    while at >= 0:
        yield Span(at, at + len(words))
        at = text.find(words, at + 1)


def _likeness(text: str, place: Span, sought: Anchor) -> tuple[int, int]:
    before, after = text[max(0, place.start - AROUND) : place.start], text[place.end : place.end + AROUND]
    shared = _shared(before[::-1], sought.before[::-1]) + _shared(after, sought.after)
    return shared, -abs(place.start - sought.span.start)


def _shared(one: str, other: str) -> int:
    """How many code points two texts begin with in common."""
    same = takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False))
    return sum(1 for _ in same)
