from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest

import evaluate_cases as cases
from muqabala.evaluate import cross_validated, load, show_choices
from muqabala.evaluate.crossval import FOLDS, candidates
from muqabala.evaluate.gold import GoldArticle
from muqabala.judge import Operating
from muqabala.pipeline import Collated, Desk
from muqabala.records import DepartureType, Judgement, Report

LINES = 4
WIDTH = 10
TEXT = "\n".join("x" * WIDTH for _ in range(LINES))


@dataclass
class Score:
    """A stand-in for a weighed claim: a line and its score."""

    line: int
    score: float


@dataclass
class Cases:
    """A stand-in for a collated article."""

    cases: Sequence[Score]


class FlaggingJudge:
    """Flags every line whose score reaches the threshold."""

    operating = Operating()

    def weigh(self, scores: Sequence[Score]) -> tuple[Score, ...]:
        return tuple(scores)

    def settle(self, scores: Sequence[Score], operating: Operating) -> tuple[Judgement, ...]:
        found = []
        for one in scores:
            start = one.line * (WIDTH + 1)
            flags = [cases.flag(DepartureType.ADDED, start, start + 4)] if one.score >= operating.flagged else []
            found.append(cases.judgement(start, start + WIDTH, one.score, flags))
        return tuple(found)


class StubDesk:
    judge = FlaggingJudge()

    def report(self, _: Cases, judged: tuple[Judgement, ...]) -> Report:
        return cases.report(TEXT, judged)


def article(name: str, departing: int, kind: str = "bent") -> cases.GoldRow:
    """An article of which one line departs."""
    lines = [
        cases.gold_line(
            TEXT,
            n * (WIDTH + 1),
            n * (WIDTH + 1) + WIDTH,
            [],
            *([cases.gold_departure(TEXT, "added", n * (WIDTH + 1), n * (WIDTH + 1) + 4)] if n == departing else []),
        )
        for n in range(LINES)
    ]
    return cases.gold_row(name, kind, lines, TEXT)


@pytest.fixture
def benchmark(tmp_path: Path) -> tuple[GoldArticle, ...]:
    cases.write_bench(tmp_path, [article(f"a{n:02}", departing=0) for n in range(2 * FOLDS)])
    return load(tmp_path).articles


def run(articles: Sequence[GoldArticle], scores: Sequence[Sequence[float]]) -> tuple[list[list[bool]], list[float]]:
    """Which lines were flagged in each article, and the thresholds that were chosen."""
    held = [
        (gold, cast("Collated", Cases([Score(n, value) for n, value in enumerate(own)])))
        for gold, own in zip(articles, scores, strict=True)
    ]
    judged, choices = cross_validated(cast("Desk", StubDesk()), held)
    assert [gold.id for gold, _ in judged] == [gold.id for gold in articles]
    assert sum(choice.articles for choice in choices) == len(articles)
    assert len(show_choices(choices).splitlines()) == 1
    return [[bool(j.departures) for j in report.judgements] for _, report in judged], [
        choice.operating.flagged for choice in choices
    ]


def test_the_threshold_that_separates_is_found(benchmark: tuple[GoldArticle, ...]) -> None:
    flags, chosen = run(benchmark, [[0.82, 0.72, 0.7, 0.1]] * len(benchmark))
    assert flags == [[True, False, False, False]] * len(benchmark)
    assert all(0.72 < value <= 0.82 for value in chosen)


def test_no_article_is_judged_with_a_threshold_it_helped_to_choose(benchmark: tuple[GoldArticle, ...]) -> None:
    # One article alone would need a low threshold; the others forbid it, and it is judged by the others' choice.
    odd = [0.48, 0.1, 0.1, 0.1]
    flags, _ = run(benchmark, [odd, *([[0.82, 0.72, 0.7, 0.1]] * (len(benchmark) - 1))])
    assert flags[0] == [False] * LINES
    assert flags[1:] == [[True, False, False, False]] * (len(benchmark) - 1)


def test_where_nothing_keeps_to_the_false_flags_the_fewest_are_made(benchmark: tuple[GoldArticle, ...]) -> None:
    flags, chosen = run(benchmark, [[0.1, 0.99, 0.93, 0.1]] * len(benchmark))
    assert flags == [[False, True, False, False]] * len(benchmark)
    assert set(chosen) == {0.95}


def test_candidates_keep_every_other_threshold() -> None:
    base = Operating(nowhere=0.5, doubt=0.2)
    points = candidates(base)
    assert len(set(points)) == len(points)
    for one in points:
        assert one.vague >= one.flagged
        assert (one.nowhere, one.doubt, one.added) == (base.nowhere, base.doubt, base.added)
        assert one.seems <= one.sure
