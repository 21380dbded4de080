"""Operating points by cross-validation over articles: none is judged with thresholds it helped to choose."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from muqabala.evaluate.gold import GoldArticle, folds
from muqabala.evaluate.scores import Scores, score
from muqabala.judge import Operating
from muqabala.records import Report

if TYPE_CHECKING:
    from muqabala.pipeline import Collated, Desk

FOLDS = 11
SEED = 0
MOST_FALSE_BENT, MOST_FALSE_TRANSLATION = 5.0, 6.0
"""False flags in a hundred faithful lines that a choice may cost on the articles it is made on."""
FLAGGED = (0.46, 0.5, 0.54, 0.57, 0.6, 0.66, 0.7, 0.8, 0.95)
SEEMS = (0.3, 0.45)
AGREED = (0.6, 0.8)

Judged = tuple[GoldArticle, Report]


@dataclass(frozen=True, slots=True)
class Choice:
    """What one fold was judged with, and how many articles it holds."""

    operating: Operating
    articles: int


def candidates(operating: Operating) -> tuple[Operating, ...]:
    """The operating points to choose from: the thresholds of the score vary, the others stay."""
    return tuple(
        replace(operating, flagged=flagged, seems=min(seems, operating.sure), agreed=agreed)
        for flagged, seems, agreed in product(FLAGGED, SEEMS, AGREED)
    )


def cross_validated(
    desk: Desk, held: Sequence[tuple[GoldArticle, Collated]]
) -> tuple[tuple[Judged, ...], tuple[Choice, ...]]:
    """Reports of all articles, each judged at the point that did best on the other folds, and those points.

    Best is the highest line F1 among the points that keep to the false flags allowed; where none does, the one with the
    fewest false flags. Raises `BenchmarkError` for fewer articles than folds.
    """
    weighed = [desk.judge.weigh(collated.cases) for _, collated in held]
    points = candidates(desk.judge.operating)
    tables = [
        {
            gold.id: (gold, desk.report(collated, desk.judge.settle(own, point)))
            for (gold, collated), own in zip(held, weighed, strict=True)
        }
        for point in points
    ]
    found: dict[str, Judged] = {}
    choices = []
    for fold in folds([gold for gold, _ in held], FOLDS, SEED):
        names = {article.id for article in fold}
        best = max(range(len(points)), key=lambda i: (_worth(tables[i], names), -i))
        choices.append(Choice(points[best], len(fold)))
        found |= {name: tables[best][name] for name in names}
    return tuple(found[gold.id] for gold, _ in held), tuple(choices)


def _worth(table: dict[str, Judged], aside: set[str]) -> tuple[bool, float]:
    """How good a point is on the articles that are not set aside."""
    scores = score(list(_others(table, aside)), draws=1)
    within = _within(scores)
    return within, scores.line.f1 if within else -(scores.false_flags_bent or 0.0)


def _within(scores: Scores) -> bool:
    bent, translations = scores.false_flags_bent or 0.0, scores.false_flags_translation or 0.0
    return bent <= MOST_FALSE_BENT and translations <= MOST_FALSE_TRANSLATION


def _others(table: dict[str, Judged], aside: set[str]) -> Iterator[Judged]:
    return (judged for name, judged in table.items() if name not in aside)
