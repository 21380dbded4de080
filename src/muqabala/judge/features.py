"""What the logistic models of the first judge read from a case."""

from __future__ import annotations

from muqabala.judge.case import Case
from muqabala.records import DepartureType, Relation, Severity

EXACT = (DepartureType.NUMBER, DepartureType.DATE, DepartureType.NAME)
"""The kinds of fact that are compared exactly."""
WORDING = (
    DepartureType.QUOTE,
    DepartureType.ATTRIBUTION,
    DepartureType.CERTAINTY,
    DepartureType.POLARITY,
    DepartureType.QUALIFIER,
    DepartureType.STANCE,
)
"""The kinds that are compared by cue words and what they govern."""
DEPARTS = (
    "to_source.low.window4",
    "to_source.mid.p10",
    "to_source.high.p10",
    "to_article.low.window3",
    "to_article.high.p10",
    "cosine",
    "length_ratio",
    *(f"{kind}.{how}" for kind in EXACT for how in ("changed", "unsupported")),
    *map(str, WORDING),
)
"""Inputs of the model that says how likely a claim departs from its evidence."""
NOWHERE = (
    "cosine",
    "margin",
    "to_source.low.mean",
    "to_source.high.mean",
    "to_article.low.mean",
    "words",
)
"""Inputs of the model that says how likely nothing in the sources says a claim."""


_DEPARTS = (Relation.CHANGED, Relation.UNSUPPORTED)


def features(case: Case) -> dict[str, float]:
    """The alignment's features, how the facts compare, and by how much the best evidence leads the next."""
    found = dict(case.alignment.features)
    scores = sorted((evidence.score for evidence in case.evidence), reverse=True)
    found["margin"] = scores[0] - scores[1] if len(scores) > 1 else 0.0
    for kind in EXACT:
        for relation in (Relation.CHANGED, Relation.UNSUPPORTED):
            sure = [c.confidence for c in case.comparisons if c.kind is kind and c.relation is relation]
            found[f"{kind}.{relation}"] = max(sure, default=0.0)
    for kind in WORDING:
        flagged = [c for c in case.comparisons if c.kind is kind and c.relation in _DEPARTS and c.article]
        found[kind] = max((c.confidence for c in flagged if c.severity is not Severity.INFO), default=0.0)
    return found
