"""Limiting words that only one side has, weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from muqabala.facts.collated import Collated
from muqabala.facts.cues import Cue
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import Rule, gained, is_sentence, lost
from muqabala.facts.qualifiers.compare import ADDED, CONDITION, DROPPED, INSERTED, UNCONDITIONAL
from muqabala.facts.qualifiers.modifiers import modifiers
from muqabala.records import Severity

_GONE = Rule("limit lost", DROPPED, Severity.MINOR)
_OPENED = Rule("limit lost", UNCONDITIONAL, Severity.MAJOR)
_NEW = Rule("limit gained", ADDED, Severity.MINOR)


def candidates(sides: Collated) -> Iterator[Candidate]:
    """Every limiting word that the other side may lack."""
    if not is_sentence(sides):
        return
    kept = {cue.sort for cue in sides.stated}
    for number, cue in sides.all_said():
        if cue.value != INSERTED and cue.sort not in kept:
            rule, sort = (_OPENED if cue.value == CONDITION else _GONE), cue.sort
            if (found := lost(sides, rule, number, cue, partial(_same_sort, sort))) is not None:
                yield found
    for cue in sides.stated:
        if cue.value == INSERTED:
            sort = cue.sort
            if (found := gained(sides, _NEW, cue, partial(_same_sort, sort))) is not None:
                yield replace(found, source=None)
    yield from modifiers(sides)


def _same_sort(sort: str, other: Cue) -> bool:
    return other.sort == sort
