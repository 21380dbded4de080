"""The findings that nobody settled as W3C Web Annotations, one page over all articles."""

from __future__ import annotations

from muqabala.gate.result import Result
from muqabala.gate.ruling import Standing
from muqabala.report import webannotation

_SETTLED = frozenset({Standing.DISMISSED, Standing.ACCEPTED})


def render(result: Result) -> str:
    """The annotation page of a result."""
    ruled = [ruled for outcome in result.outcomes for ruled in outcome.ruled]
    return webannotation.page([one.finding for one in ruled if one.standing not in _SETTLED], result.court.lang)
