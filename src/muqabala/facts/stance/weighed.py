"""Judging words of the claim that the evidence may lack, weighed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from muqabala.facts.collated import Collated
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
            pole = cue.value
            found = gained(sides, _JUDGING, cue, lambda o, pole=pole: o.sort in _WEIGHTS and o.value == pole)
            if found is not None:
                yield replace(found, source=None)
