"""How likely a candidate is a departure: traits weighed by what they were worth on retellings.

`data/likelihood.tsv` holds one weight a rule and trait, fitted by `training/fit_wording.py` on retellings whose
departures are marked. The sum of the weights of a candidate's traits, through the logistic function, is its confidence.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala.facts.collation import Collation
from muqabala.facts.lexicon import rows
from muqabala.records import Comparison, DepartureType, Relation, Severity, SourceSpan, Span

LEAST = 0.35
"""A candidate under this confidence is not worth a comparison."""
MOST = 0.6
"""No candidate is surer than this. On news, where paraphrase is freer than in the retellings, those above were right two
times in five: so none flags by itself, it needs a claim whose score agrees.
"""
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


def joined(
    kind: DepartureType, collation: Collation, found: Sequence[Comparison], candidates: Iterable[Candidate]
) -> tuple[Comparison, ...]:
    """What strict rules found, and the likely candidates elsewhere; where both mark the same words the surer one."""
    marked = [one for one in found if one.code and one.article is not None and one.severity is not Severity.INFO]
    told = [
        one
        for one in weighed(kind, collation, candidates)
        if not any(_shares(one, other) and other.confidence >= one.confidence for other in marked)
    ]
    outdone = [one for one in marked if any(_shares(one, other) for other in told)]
    return (*(one for one in found if one not in outdone), *told)


def _shares(one: Comparison, other: Comparison) -> bool:
    return one.article is not None and other.article is not None and one.article.overlap(other.article) > 0


def weighed(kind: DepartureType, collation: Collation, candidates: Iterable[Candidate]) -> Iterator[Comparison]:
    """The likely candidates as comparisons, the surest first; of those that share words one only."""
    taken: list[Span] = []
    rated = [(likelihood(one.rule, one.traits), one) for one in candidates]
    for rate, one in sorted(rated, key=lambda pair: (-pair[0], pair[1].article, pair[1].rule)):
        if rate < LEAST:
            return
        if not any(one.article.overlap(span) for span in taken):
            taken.append(one.article)
            yield _comparison(kind, collation, one, rate)


def _comparison(kind: DepartureType, collation: Collation, one: Candidate, rate: float) -> Comparison:
    params = {"article": one.article.of(collation.claim.text)}
    if one.source is not None:
        text = next(passage.text for passage in collation.evidence if passage.document == one.source.id)
        params["source"] = one.source.span.of(text)
    relation = Relation.UNSUPPORTED if one.source is None else Relation.CHANGED
    confidence = round(min(rate, MOST), 4)
    return Comparison(kind, relation, one.article, one.source, one.code, params, one.severity, confidence)


@lru_cache(maxsize=1)
def _weights() -> dict[str, dict[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for rule, trait, weight in rows("likelihood.tsv"):
        found.setdefault(rule, {})[trait] = float(weight)
    return found
