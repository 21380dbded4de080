"""Operating points by cross-validation over articles: none is judged with thresholds it helped to choose."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import TYPE_CHECKING

from muqabala.evaluate.counts import Match, Share
from muqabala.evaluate.gold import GoldArticle, folds
from muqabala.evaluate.tally import Tally, tally
from muqabala.judge import Operating
from muqabala.records import Report

if TYPE_CHECKING:
    from muqabala.pipeline import Collated, Desk

FOLDS = 11
SEED = 0
MOST_FALSE_BENT, MOST_FALSE_TRANSLATION = 5.0, 6.0
"""False flags in a hundred faithful lines that a choice may cost on the articles it is made on."""
FLAGGED = (0.46, 0.5, 0.54, 0.57, 0.6, 0.66, 0.7, 0.8, 0.95)
VAGUE = (0.6, 0.7, 0.95)
AGREED = (0.6, 0.8)

Judged = tuple[GoldArticle, Report]


@dataclass(frozen=True, slots=True)
class Choice:
    """What one fold was judged with, and how many articles it holds."""

    operating: Operating
    articles: int


def candidates(operating: Operating) -> tuple[Operating, ...]:
    """The operating points to choose from: the thresholds of the score vary, the others stay."""
    points = (
        replace(operating, flagged=flagged, vague=max(vague, flagged), agreed=agreed)
        for flagged, vague, agreed in product(FLAGGED, VAGUE, AGREED)
    )
    return tuple(dict.fromkeys(points))


def cross_validated(
    desk: Desk, held: Sequence[tuple[GoldArticle, Collated]]
) -> tuple[tuple[Judged, ...], tuple[Choice, ...]]:
    """Reports of all articles, each judged at the point that did best on the other folds, and those points.

    Best is the highest line F1, to two digits, among the points that keep to the false flags allowed, then the highest
    F1 of slips in translations, then the fewest false flags; where none keeps to them, the one with the fewest. Raises
    `BenchmarkError` for fewer articles than folds.
    """
    weighed = [desk.judge.weigh(collated.cases) for _, collated in held]
    points = candidates(desk.judge.operating)
    reports = [
        desk.report(collated, desk.judge.settle(own, points[0]))
        for (_, collated), own in zip(held, weighed, strict=True)
    ]
    tallies = [
        [
            tally(gold, replace(report, judgements=desk.judge.settle(own, point)))
            for (gold, _), report, own in zip(held, reports, weighed, strict=True)
        ]
        for point in points
    ]
    chosen: dict[str, Operating] = {}
    choices = []
    for fold in folds([gold for gold, _ in held], FOLDS, SEED):
        names = {article.id for article in fold}
        best = max(range(len(points)), key=lambda i: (_worth(tallies[i], names), -i))
        choices.append(Choice(points[best], len(fold)))
        chosen |= dict.fromkeys(names, points[best])
    judged = tuple(
        (gold, desk.report(collated, desk.judge.settle(own, chosen[gold.id])))
        for (gold, collated), own in zip(held, weighed, strict=True)
    )
    return judged, tuple(choices)


def _worth(tallies: Sequence[Tally], aside: set[str]) -> tuple[bool, float, float, float]:
    """How good a point is on the articles that are not set aside."""
    others = [one for one in tallies if one.article.id not in aside]
    bent, translated = ([one for one in others if one.article.bent is kind] for kind in (True, False))
    false = _false(bent)
    if false > MOST_FALSE_BENT or _false(translated) > MOST_FALSE_TRANSLATION:
        return False, -false, 0.0, 0.0
    return True, round(_f1(bent), 2), _f1(translated), -false


def _f1(tallies: Iterable[Tally]) -> float:
    return sum((one.line for one in tallies), Match()).f1


def _false(tallies: Iterable[Tally]) -> float:
    """False flags in a hundred faithful lines; 0 where there are none."""
    return sum((one.false for one in tallies), Share()).per_hundred or 0.0
