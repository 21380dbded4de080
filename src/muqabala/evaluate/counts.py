"""The counters that the benchmark's figures are made of. Each adds up over lines and articles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter


@dataclass(frozen=True, slots=True)
class Match:
    """Findings against the truth: `hit` are right, `predicted` were made, `actual` were there to be made."""

    hit: int = 0
    predicted: int = 0
    actual: int = 0

    def __add__(self, other: Match) -> Match:
        return Match(self.hit + other.hit, self.predicted + other.predicted, self.actual + other.actual)

    @property
    def precision(self) -> float:
        """The share of the findings that are right; 0 when none were made."""
        return self.hit / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of the truth that was found; 0 when there was none."""
        return self.hit / self.actual if self.actual else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 0 when both are 0."""
        precision, recall = self.precision, self.recall
        return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, both counted."""

    part: int = 0
    whole: int = 0

    def __add__(self, other: Share) -> Share:
        return Share(self.part + other.part, self.whole + other.whole)

    @property
    def ratio(self) -> float | None:
        """The part over the whole; None when there is no whole."""
        return self.part / self.whole if self.whole else None

    @property
    def per_hundred(self) -> float | None:
        """The part in a hundred of the whole; None when there is no whole."""
        return 100 * self.part / self.whole if self.whole else None


@dataclass(frozen=True, slots=True)
class TypeCount:
    """Known departures of one type: how many some flag found, and how many of these with the right type."""

    known: int = 0
    found: int = 0
    right: int = 0

    def __add__(self, other: TypeCount) -> TypeCount:
        return TypeCount(self.known + other.known, self.found + other.found, self.right + other.right)

    @property
    def recall(self) -> float:
        """The share of the known departures that some flag overlaps; 0 when none are known."""
        return self.found / self.known if self.known else 0.0

    @property
    def right_share(self) -> float:
        """The share of the known departures that were found with the right type; 0 when none are known."""
        return self.right / self.known if self.known else 0.0


@dataclass(frozen=True, slots=True)
class Interval:
    """The bounds between which a figure falls in nine of ten bootstrap samples."""

    low: float
    high: float


def auc(scored: Iterable[tuple[float, bool]]) -> float | None:
    """How likely a departing line scores above a faithful one, ties counting half; None unless there are both.

    `scored` pairs a score with whether the line departs. This is the Mann-Whitney statistic: for each departing line,
    the faithful ones below it and half of those level with it. Sorting takes n log n steps.
    """
    half_wins = faithful_below = departing_below = 0  # halves, so that the count stays whole and exact
    for _, level in groupby(sorted(scored, key=itemgetter(0)), key=itemgetter(0)):
        labels = [departs for _, departs in level]
        departing = sum(labels)
        faithful = len(labels) - departing
        half_wins += departing * (2 * faithful_below + faithful)
        faithful_below += faithful
        departing_below += departing
    pairs = departing_below * faithful_below
    return half_wins / 2 / pairs if pairs else None
