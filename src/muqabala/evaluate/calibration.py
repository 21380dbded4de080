"""Whether `departure_score` means what it says: of the lines scored 0.8, do eight in ten depart?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muqabala.evaluate.gold import GoldArticle
from muqabala.evaluate.tally import views
from muqabala.records import Report


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """The lines whose score lies in [low, high), the last bin including 1: their mean score and how many depart."""

    low: float
    high: float
    lines: int
    mean_score: float
    departing: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The expected calibration error (0 is perfect, 1 the worst), and the bins that hold any lines, lowest first."""

    error: float
    lines: int
    bins: tuple[ReliabilityBin, ...]


def calibration(judged: Sequence[tuple[GoldArticle, Report | None]], bins: int = 10) -> Calibration | None:
    """Hold each line's score against its label, over the scored lines of the bent articles that have a report.

    A line's score is the highest `departure_score` of the claims that lie mostly on it, 0 without any. The error is
    the distance between a bin's mean score and its share of departing lines, averaged over lines, in `bins` bins of
    equal width. None when there are no such lines. Raises ValueError for fewer than one bin.
    """
    if bins < 1:
        raise ValueError(f"calibration needs at least one bin, not {bins}")
    scored = [
        (view.score, view.departs)
        for article, report in judged
        if article.bent and report is not None
        for view in views(article, report)
    ]
    if not scored:
        return None
    held: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for value, departs in scored:
        held[min(int(value * bins), bins - 1)].append((value, departs))
    filled = tuple(_bin(index, bins, lines) for index, lines in enumerate(held) if lines)
    error = sum(one.lines * abs(one.mean_score - one.departing) for one in filled) / len(scored)
    return Calibration(error, len(scored), filled)


def _bin(index: int, bins: int, lines: Sequence[tuple[float, bool]]) -> ReliabilityBin:
    return ReliabilityBin(
        low=index / bins,
        high=(index + 1) / bins,
        lines=len(lines),
        mean_score=sum(value for value, _ in lines) / len(lines),
        departing=sum(departs for _, departs in lines) / len(lines),
    )
