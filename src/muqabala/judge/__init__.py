"""Comparisons, alignment and a trained reader into departures, a verdict and a calibrated score."""

from __future__ import annotations

from muqabala.errors import ConfigError
from muqabala.judge.case import Case, Encoded, named
from muqabala.judge.operating import POINTS, Operating, point
from muqabala.judge.parallel import is_parallel
from muqabala.judge.weighing import MEANS, Weighed, WeighingJudge

__all__ = [
    "JUDGES",
    "POINTS",
    "Case",
    "Encoded",
    "Operating",
    "Weighed",
    "WeighingJudge",
    "is_parallel",
    "load",
    "named",
    "point",
]

JUDGES = tuple(MEANS)
"""Every judge by the name that `--judge` takes."""


def load(name: str, operating: str = "balanced", model_sha256: str = "") -> WeighingJudge:
    """The judge of that name, at an operating point, for a model's encodings.

    Raises `ConfigError` for a judge or a point that does not exist.
    """
    if name not in JUDGES:
        raise ConfigError(f"unknown judge {name!r}. Choose from: {', '.join(JUDGES)}.")
    return WeighingJudge(name, point(operating), model_sha256)
