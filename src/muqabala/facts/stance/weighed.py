"""Judging words of the claim that the evidence may lack, weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from muqabala.facts.collated import Collated
from muqabala.facts.cues import Cue
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import Rule, gained, is_sentence
from muqabala.records import Severity

JUDGED = "MQ1103"

_WEIGHTS = frozenset({"opinion", "coloured", "answer"})
_JUDGING = Rule("judgement gained", JUDGED, Severity.MINOR)


def candidates(sides: Collated) -> Iterator[Candidate]:
    """Every judging word of the claim, the words of its pole in the evidence as excuses."""
    if not is_sentence(sides):
        return
    for cue in sides.stated:
        if cue.sort in ("opinion", "coloured"):
            found = gained(sides, _JUDGING, cue, partial(_same_pole, cue.value))
            if found is not None:
                yield replace(found, source=None)


def _same_pole(pole: str, other: Cue) -> bool:
    return other.sort in _WEIGHTS and other.value == pole
