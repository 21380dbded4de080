"""Policies that say what cannot be meant: a gate that never shuts, rules that never apply, rules against each other."""

from __future__ import annotations

from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from muqabala.errors import ConfigError
from muqabala.fold import folded
from muqabala.gate.policy import ANY, Bar, Counts, Folder, Policy, Rules, Threshold
from muqabala.records import DepartureType, Severity

HEAVIEST_OMISSION = Severity.MAJOR
"""No omission is graver: what an article leaves out is never `critical`."""


def refuse(policy: Policy) -> None:
    """Raise ConfigError for the first contradiction in a policy."""
    for problem in _problems(policy):
        raise ConfigError(f"{policy.path or Path('muqabala.toml')}: {problem}.")


def _problems(policy: Policy) -> Iterator[str]:
    layers = [policy.rules, *(folder.rules.over(policy.rules) for folder in policy.folders)]
    if not any(map(_can_fire, layers)):
        yield "[gate] can never fire: nothing that it allows to fail is left. Lower fail_on, or leave the gate out"
    yield from _of_layer(policy.rules, policy.rules, "gate")
    for number, folder in enumerate(policy.folders):
        place = f'gate.folders."{folder.pattern}"'
        yield from _of_layer(folder.rules, folder.rules.over(policy.rules), place)
        for later in policy.folders[number + 1 :]:
            if _hidden(folder, later):
                yield f'{place} can never fire: "{later.pattern}" stands after it and replaces all it says'
    yield from _renderings(policy)


def _can_fire(rules: Rules) -> bool:
    """Whether any article could fail under these rules, or count as not checked because of them."""
    if any(_reachable(rules, kind) for kind in DepartureType) or rules.require_sources:
        return True
    weights = [rules.review, rules.uncheckable]
    if Counts.UNCHECKED in (*weights, rules.skipped):
        return True
    return any(counts and counts.severity and rules.bar.reached(counts.severity, 1.0) for counts in weights)


def _reachable(rules: Rules, kind: DepartureType) -> bool:
    """Whether a finding of this type can be grave enough to fail."""
    bar = rules.bar_of(kind)
    if kind is not DepartureType.OMITTED:
        return bar.reached(Severity.CRITICAL, 1.0)
    counts = rules.omissions or Counts.OWN
    return counts is not Counts.IGNORE and bar.reached(counts.severity or HEAVIEST_OMISSION, 1.0)


def _of_layer(own: Rules, whole: Rules, place: str) -> Iterator[str]:
    """What is wrong in the rules that one table gives, `whole` being what holds with those beneath."""
    for kind, bar in own.types.items():
        yield from _of_type(kind, bar, whole, f"{place}.types.{kind}")
    if own.bar.confidence and whole.bar.fail_on is Threshold.NEVER and not whole.types:
        yield f'{place}.confidence can never fire: fail_on is "never" there'
    names = own.require_sources or ()
    if ANY in names and len(names) > 1:
        yield f'{place}.require_sources names outlets beside "*", which already means every one'
    if len({folded(name) for name in names}) < len(names):
        yield f"{place}.require_sources names an outlet twice"
    if own.require_sources and whole.bar.fail_on is Threshold.NEVER:
        yield f'{place}.require_sources can never fire: fail_on is "never" there'


def _of_type(kind: DepartureType, bar: Bar, whole: Rules, place: str) -> Iterator[str]:
    if bar.fail_on is Threshold.NEVER and bar.confidence is not None:
        yield f'{place} gives a confidence, and fail_on = "never": nothing can reach it'
    if kind is DepartureType.OMITTED and bar.fail_on is not Threshold.NEVER and not _reachable(whole, kind):
        counts = whole.omissions or Counts.OWN
        heaviest = "are ignored" if counts is Counts.IGNORE else f"are {counts.severity or HEAVIEST_OMISSION} at most"
        yield f"{place} can never fire: omissions {heaviest}"


def _hidden(earlier: Folder, later: Folder) -> bool:
    """Whether the later folder holds every article of the earlier one, and says all that it says."""
    wider = fnmatchcase(earlier.pattern, later.pattern) or fnmatchcase(earlier.pattern, f"{later.pattern}/*")
    return wider and later.rules.over(earlier.rules) == later.rules


def _renderings(policy: Policy) -> Iterator[str]:
    met: set[tuple[str, str, str]] = set()
    for one in policy.renderings:
        key = (one.kind, folded(one.article), folded(one.source))
        if key in met:
            yield f"gate.renderings accepts “{one.article}” for “{one.source}” twice"
        met.add(key)
