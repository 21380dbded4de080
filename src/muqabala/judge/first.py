"""The first judge: exact facts by rule, added stretches by word alignment, and a logistic score that ranks.

It says nothing about negation, attribution, certainty or stance beyond what the score carries: those need a judge
that reads claim and evidence together.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from muqabala.judge.case import Case
from muqabala.records import (
    Basis,
    Claim,
    Comparison,
    Departure,
    DepartureType,
    Judgement,
    Relation,
    Severity,
    SourceSpan,
    Span,
    Stretch,
    Verdict,
)

NOWHERE = 0.38
"""Below this best cosine, together with a low word match, a claim is not in the sources at all."""
NOWHERE_MATCH = 0.36
"""Mean match of the claim's words (lowest layer) under which such a claim counts as nowhere."""
ADDED = 0.26
"""An uncovered stretch counts as added when its weakest smoothed match is below this (model-notes: 5 % false)."""
ADDED_WORDS = 3
"""Least words of an added stretch."""
SURE = 0.55
"""A comparison is a departure from this confidence on."""


@dataclass(frozen=True, slots=True)
class _Model:
    """A logistic model over named features: weight, mean and scale of each, and the intercept."""

    weights: Mapping[str, tuple[float, float, float]]
    intercept: float

    def score(self, features: Mapping[str, float]) -> float:
        """Probability of a departure."""
        total = self.intercept
        for name, (weight, mean, scale) in self.weights.items():
            total += weight * (features.get(name, mean) - mean) / scale
        return 1 / (1 + math.exp(-total))


class FirstJudge:
    """See the module. `settings` carries every threshold into the report's signature."""

    name = "first"
    settings: Mapping[str, float | int | str | bool] = {
        "nowhere": NOWHERE,
        "nowhere_match": NOWHERE_MATCH,
        "added": ADDED,
        "added_words": ADDED_WORDS,
        "sure": SURE,
    }

    def __init__(self) -> None:
        raw = json.loads(files("muqabala.data").joinpath("first_judge.json").read_text(encoding="utf-8"))
        weights = {name: (w, m, s) for name, (w, m, s) in raw["weights"].items()}
        self._model = _Model(weights, raw["intercept"])

    def judge(self, cases: Sequence[Case]) -> tuple[Judgement, ...]:
        """One judgement a case, in order."""
        return tuple(self._judge(case) for case in cases)

    def _judge(self, case: Case) -> Judgement:
        if case.claim.uncheckable or not case.alignment.features:
            reason = case.claim.uncheckable or "no words to compare"
            return Judgement(case.claim, Verdict.UNCHECKABLE, 0.0, (), case.evidence, (), reason)
        departures = _departures(case)
        score = self._model.score(features(case))
        return Judgement(case.claim, _verdict(case, departures), round(score, 4), departures, case.evidence,
                         case.alignment.pairs)


def features(case: Case) -> dict[str, float]:
    """What the score reads: the alignment's features, and how the facts compare."""
    found = dict(case.alignment.features)
    for kind in (DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME):
        own = [c for c in case.comparisons if c.kind is kind]
        found[f"{kind}.changed"] = max((c.confidence for c in own if c.relation is Relation.CHANGED), default=0.0)
        found[f"{kind}.unsupported"] = max(
            (c.confidence for c in own if c.relation is Relation.UNSUPPORTED), default=0.0
        )
        found[f"{kind}.same"] = min(3.0, sum(c.relation in (Relation.SAME, Relation.CONVERTED) for c in own))
        found[f"{kind}.dropped"] = min(3.0, sum(c.relation is Relation.DROPPED for c in own))
    return found


def _departures(case: Case) -> tuple[Departure, ...]:
    """Facts first; then what was added, unless a fact already marks those words. A claim that nothing in the sources
    says is one addition, and comparing its facts with an unrelated sentence would only mislead."""
    if _is_nowhere(case):
        return (_nowhere(case),)
    exact = [_from_comparison(c) for c in case.comparisons if c.article and c.relation in _NEWS]
    taken = [d.span for d in exact if d.severity is not Severity.INFO]
    added = [
        _from_stretch(case, span, stretch)
        for stretch in case.alignment.added
        if (span := _added_span(case, stretch)) and not any(span.overlap(other) for other in taken)
    ]
    return tuple(sorted(exact + added, key=lambda d: (d.span, d.type)))


_NEWS = (Relation.CHANGED, Relation.UNSUPPORTED, Relation.CONVERTED)


def _is_nowhere(case: Case) -> bool:
    values = case.alignment.features
    return values["cosine"] < NOWHERE and values["to_source.low.mean"] < NOWHERE_MATCH


def _nowhere(case: Case) -> Departure:
    severity = Severity.MAJOR if case.digest else Severity.CRITICAL
    values = case.alignment.features
    return Departure(
        id="",
        type=DepartureType.ADDED,
        span=case.claim.span,
        severity=severity,
        confidence=round(min(0.95, 0.6 + 2 * max(0.0, NOWHERE - values["cosine"])), 4),
        basis=Basis.ALIGNMENT,
        code="MQ101",
        params={"digest": "yes"} if case.digest else {},
    )


def _from_comparison(comparison: Comparison) -> Departure:
    assert comparison.article is not None
    sure = comparison.relation is not Relation.CONVERTED and comparison.confidence >= SURE
    return Departure(
        id="",
        type=comparison.kind,
        span=comparison.article,
        severity=comparison.severity if sure else Severity.INFO,
        confidence=comparison.confidence,
        basis=Basis.RULE,
        code=comparison.code,
        params=comparison.params,
        source=comparison.source,
    )


def _added_span(case: Case, stretch: Stretch) -> Span | None:
    """The words of an uncovered stretch that is long and weak enough, or None."""
    own = [span for span in case.encoding.words if span.overlap(stretch.span)]
    return stretch.span if stretch.score < ADDED and len(own) >= ADDED_WORDS else None


def _from_stretch(case: Case, span: Span, stretch: Stretch) -> Departure:
    params = {"article": span.of(case.passage.text)}
    if case.digest:
        params["digest"] = "yes"
    return Departure(
        id="",
        type=DepartureType.ADDED,
        span=span,
        severity=Severity.MINOR,
        confidence=round(max(0.5, min(0.95, 0.5 + 2 * (ADDED - stretch.score))), 4),
        basis=Basis.ALIGNMENT,
        code="MQ102",
        params=params,
    )


def _verdict(case: Case, departures: Sequence[Departure]) -> Verdict:
    marked = [d for d in departures if d.severity is not Severity.INFO]
    if not marked:
        return Verdict.SUPPORTED
    if len(marked) == 1 and marked[0].code == "MQ101":
        return Verdict.NOT_IN_SOURCE
    exact = {DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME}
    if any(d.source and d.type in exact and d.severity.rank >= Severity.MAJOR.rank for d in marked):
        return Verdict.CONTRADICTED
    return Verdict.PARTIAL
