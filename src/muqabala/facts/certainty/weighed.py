"""Words of certainty and of scale that only one side has, weighed."""

from __future__ import annotations

from collections.abc import Iterator

from muqabala.facts.certainty.compare import ADDED, ALLEGED, DECIDED, DROPPED
from muqabala.facts.certainty.scale import SCALE
from muqabala.facts.collated import Collated
from muqabala.facts.cues import Cue
from muqabala.facts.likelihood import Candidate
from muqabala.facts.onesided import Excuse, Rule, gained, is_sentence, lost
from muqabala.records import Severity

_SCALES = frozenset({"scale", "loose"})
_TOLD = frozenset({"hedge", "suspect", "plan", *_SCALES})
_OPEN = frozenset({"hedge", "suspect", "plan", "soft"})
_LOST = {
    "suspect": Rule("certainty lost", ALLEGED, Severity.MAJOR),
    "plan": Rule("certainty lost", DECIDED, Severity.MAJOR),
}
_DROPPED = Rule("certainty lost", DROPPED, Severity.MAJOR)
_GAINED = {
    "sure": Rule("certainty gained", DROPPED, Severity.MINOR),
    "future": Rule("certainty gained", DROPPED, Severity.MAJOR),
    "decide": Rule("certainty gained", DECIDED, Severity.MAJOR),
}
_ADDED = Rule("certainty gained", ADDED, Severity.MINOR)
_SCALE_LOST = Rule("scale lost", SCALE, Severity.MAJOR)
_SCALE_GAINED = Rule("scale gained", SCALE, Severity.MAJOR)


def candidates(sides: Collated) -> Iterator[Candidate]:
    """Every word of certainty and scale that the other side may lack."""
    if not is_sentence(sides):
        return
    for number, cue in sides.all_said():
        if cue.sort in _TOLD:
            rule = _SCALE_LOST if cue.sort in _SCALES else _LOST.get(cue.sort, _DROPPED)
            if (found := lost(sides, rule, number, cue, _excuse(cue))) is not None:
                yield found
    for cue in sides.stated:
        if cue.sort == "soft":
            continue
        rule = _SCALE_GAINED if cue.sort in _SCALES else _GAINED.get(cue.sort, _ADDED)
        if (found := gained(sides, rule, cue, _excuse(cue))) is not None:
            yield found


def _excuse(cue: Cue) -> Excuse:
    """Words of the same step of the scale, or any that leave a statement open."""
    if cue.sort in _SCALES:
        return lambda other: other.sort in _SCALES and other.value == cue.value
    return lambda other: other.sort in _OPEN
