"""Words that a place is named by: directions («شمال دارفور», "north Darfur") and kinds of region («ولاية», "state").

They tell two things that a name alone does not: that a plain Arabic word is the name of a place, and which part of a
place is meant.
"""

from __future__ import annotations

import re

from muqabala import fold
from muqabala.facts.reading import variants
from muqabala.records import Span

DIRECTIONS = frozenset({"north", "south", "east", "west"})
_ARABIC_DIRECTIONS = {"شمال": "north", "جنوب": "south", "شرق": "east", "غرب": "west"}
_ARABIC_REGIONS = {
    "ولايه": {"state", "province"},
    "محافظه": {"province", "governorate", "county"},
    "اقليم": {"region", "province", "territory"},
    "مقاطعه": {"province", "county", "district"},
    "منطقه": {"region", "district", "area"},
}
_REGIONS = frozenset({word for words in _ARABIC_REGIONS.values() for word in words})
_DIRECTION = re.compile(r"(north|south)?[- ]?(east|west)?(?:ern)?", re.IGNORECASE)
_WORD = re.compile(r"[A-Za-z]+(?:-[A-Za-z]+)*")
_MOST = 2  # directions before a place: «شمال شرقي»
_BETWEEN = frozenset({"of", "the", "in"})


def heads_before(text: str, at: int) -> tuple[frozenset[str], int]:
    """What an Arabic text puts directly before the name that begins at an offset, in English words, and where."""
    found: set[str] = set()
    last = at
    for span in [word for word in fold.words(text) if word.end <= at][: -_MOST - 1 : -1]:
        if text[span.end : last].strip(" \xa0"):
            break
        heads = _arabic_heads(fold.folded(span.of(text)))
        if not heads:
            break
        found |= heads
        last = span.start
    return frozenset(found), last


def _arabic_heads(word: str) -> set[str]:
    for form in variants(word):
        direction = _ARABIC_DIRECTIONS.get(form.removesuffix("ي"))
        if direction is not None:
            return {direction}
        if form in _ARABIC_REGIONS:
            return _ARABIC_REGIONS[form]
    return set()


def heads_beside(text: str, name: Span) -> tuple[frozenset[str], int]:
    """What an English text puts directly before or behind a name ("northern Darfur", "the state of Utah"), and where it
    begins.
    """
    behind = _WORD.match(text[name.end :].removeprefix(" "))
    found = frozenset() if behind is None else _REGIONS & {behind.group().lower()}
    before = list(_WORD.finditer(text, 0, name.start))[-_MOST - 2 :]
    while before and before[-1].group() in _BETWEEN:
        before.pop()
    word = before[-1].group().lower() if before else ""
    heads = directions(word) | (_REGIONS & {word})
    return found | heads, before[-1].start() if heads else name.start


def directions(word: str) -> frozenset[str]:
    """The directions that an English word gives: "north-eastern" gives two."""
    match = _DIRECTION.fullmatch(word)
    return frozenset() if match is None else frozenset(part.lower() for part in match.groups() if part)


def all_directions(text: str) -> frozenset[str]:
    """The directions that are given anywhere in an English text."""
    return frozenset(one for match in _WORD.finditer(text) for one in directions(match.group().lower()))
