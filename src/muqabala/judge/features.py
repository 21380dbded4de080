"""What the logistic models of the judge read from a case."""

from __future__ import annotations

import math
from collections.abc import Mapping
from types import MappingProxyType

from muqabala.judge.case import Case
from muqabala.judge.reading import Reading
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
ALIGNED = (
    "to_source.low.window4",
    "to_source.mid.p10",
    "to_source.high.p10",
    "to_article.low.window3",
    "to_article.high.p10",
    "cosine",
    "length_ratio",
)
RULED = (*(f"{kind}.{how}" for kind in EXACT for how in ("changed", "unsupported")), *map(str, WORDING))
READ = ("reader.departs",)
LENGTH = "parallel.words"
"""In a translation every word is a chance of a slip, so that the odds of one grow as a claim does; 0 elsewhere."""
_USUAL = 20
"""Words of a usual claim: a longer one of a translation is likelier to depart, a shorter one less likely."""
DEPARTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "rules": (*RULED, LENGTH),
        "alignment": (*ALIGNED, LENGTH),
        "linear": (*ALIGNED, *RULED, LENGTH),
        "combined": (*ALIGNED, *RULED, *READ, LENGTH),
    }
)
"""Inputs of the models that say how likely a claim departs from its evidence, by the judge's name."""
NOWHERE = (
    "cosine",
    "margin",
    "to_source.low.mean",
    "to_source.high.mean",
    "to_article.low.mean",
    "words",
)
"""Inputs of the model that says how likely nothing in the sources says a claim."""


def features(case: Case, reading: Reading | None = None) -> dict[str, float]:
    """The alignment's features, how the facts compare, by how much the best evidence leads the next, and what the
    cross-reader says.
    """
    found = dict(case.alignment.features)
    scores = sorted((evidence.score for evidence in case.evidence), reverse=True)
    found["margin"] = scores[0] - scores[1] if len(scores) > 1 else 0.0
    for kind in EXACT:
        for relation in (Relation.CHANGED, Relation.UNSUPPORTED):
            sure = [c.confidence for c in case.comparisons if c.kind is kind and c.relation is relation]
            found[f"{kind}.{relation}"] = max(sure, default=0.0)
    for kind in WORDING:
        flagged = [c for c in case.comparisons if c.kind is kind and c.relation.departs and c.article]
        found[kind] = max((c.confidence for c in flagged if c.severity is not Severity.INFO), default=0.0)
    found[LENGTH] = math.log(max(1, len(case.encoding.words)) / _USUAL) if case.parallel else 0.0
    if reading:
        found["reader.departs"] = reading.departs
    return found
