"""How likely a candidate is a departure: traits weighed by what they were worth on retellings.

`data/likelihood.tsv` holds one weight a rule and trait, fitted by `training/fit_wording.py` on retellings whose
departures are marked. The sum of the weights of a candidate's traits, through the logistic function, is its confidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala.facts.lexicon import rows
from muqabala.records import Comparison, DepartureType, Passage, Relation, Severity, SourceSpan, Span

LEAST = 0.35
"""A candidate under this confidence is not worth a comparison."""
ALWAYS = "always"
"""The trait that every candidate of a rule has."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """What may be a departure: `rule` names its row in the table, `traits` what speaks for and against it."""

    rule: str
    code: str
    severity: Severity
    article: Span
    source: SourceSpan | None
    traits: Mapping[str, float]


def likelihood(rule: str, traits: Mapping[str, float]) -> float:
    """The share of candidates with such traits that were departures; 0 for a rule that was never measured."""
    weights = _weights().get(rule)
    if weights is None:
        return 0.0
    total = weights.get(ALWAYS, 0.0) + sum(weights.get(name, 0.0) * value for name, value in traits.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def weighed(
    kind: DepartureType,
    claim: Passage,
    evidence: Sequence[Passage],
    candidates: Iterable[Candidate],
    done: Iterable[Span],
) -> Iterator[Comparison]:
    """The likely candidates as comparisons, the surest first; of those that share words, and where something is
    `done` already, one only.
    """
    taken = list(done)
    rated = [(likelihood(one.rule, one.traits), one) for one in candidates]
    for rate, one in sorted(rated, key=lambda pair: (-pair[0], pair[1].article, pair[1].rule)):
        if rate < LEAST:
            return
        if not any(one.article.overlap(span) for span in taken):
            taken.append(one.article)
            yield _comparison(kind, claim, evidence, one, rate)


def settled(found: Iterable[Comparison]) -> list[Span]:
    """The places of the claim where a departure was found."""
    return [one.article for one in found if one.code and one.article is not None]


def _comparison(
    kind: DepartureType, claim: Passage, evidence: Sequence[Passage], one: Candidate, rate: float
) -> Comparison:
    params = {"article": one.article.of(claim.text)}
    if one.source is not None:
        text = next(passage.text for passage in evidence if passage.document == one.source.id)
        params["source"] = one.source.span.of(text)
    relation = Relation.UNSUPPORTED if one.source is None else Relation.CHANGED
    return Comparison(kind, relation, one.article, one.source, one.code, params, one.severity, round(rate, 4))


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for rule, trait, weight in rows("likelihood.tsv"):
        found.setdefault(rule, {})[trait] = float(weight)
    return found
