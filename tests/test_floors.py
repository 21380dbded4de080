"""Quality floors on the benchmarks: they only rise. Raise one when a change earns it; never lower one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benches import DEPARTURES, OWN
from muqabala.config import Settings
from muqabala.evaluate import Scores, load, score
from muqabala.judge import POINTS
from muqabala.pipeline import Desk


def measured(bench: Path) -> dict[str, Scores]:
    """Scores by operating point; every article is collated once."""
    benchmark = load(bench)
    desk = Desk(Settings(), [benchmark.corpus])
    held = [(gold, desk.collate(gold.path)) for gold in benchmark.articles]
    weighed = [desk.judge.weigh(collated.cases) for _, collated in held]
    found = {}
    for name, point in POINTS.items():
        judged = [
            (gold, desk.report(collated, desk.judge.settle(own, point)))
            for (gold, collated), own in zip(held, weighed, strict=True)
        ]
        found[name] = score(judged, draws=1)
    return found


@pytest.fixture(scope="module")
def own() -> dict[str, Scores]:
    return measured(OWN)


@pytest.fixture(scope="module")
def departures(require: Callable[[bool, str], None]) -> dict[str, Scores]:
    require(DEPARTURES.is_dir(), "the departures benchmark is not beside this checkout")
    return measured(DEPARTURES)


def test_floors_on_our_own_benchmark(own: dict[str, Scores]) -> None:
    balanced = own["balanced"]
    assert balanced.line.f1 >= 0.70
    assert (balanced.auc_bent or 0) >= 0.80
    assert (balanced.false_flags_bent or 0) <= 8.0
    assert balanced.omitted.f1 >= 0.8
    assert (balanced.evidence_first or 0) >= 0.97


def test_few_false_alarms_on_our_own_benchmark(own: dict[str, Scores]) -> None:
    careful = own["precision"]
    assert careful.line.f1 >= 0.49
    assert (careful.false_flags_bent or 0) <= 4.0
    assert (careful.false_flags_translation or 0) <= 5.0


def test_floors_on_the_departures_benchmark(departures: dict[str, Scores]) -> None:
    balanced = departures["balanced"]
    assert balanced.line.f1 >= 0.74
    assert balanced.slips.recall >= 0.30
    assert balanced.span.f1 >= 0.51
    assert (balanced.false_flags_bent or 0) <= 5.0
    assert (balanced.false_flags_translation or 0) <= 5.0
    assert (balanced.auc_bent or 0) >= 0.85
    assert (balanced.auc_slips or 0) >= 0.78
    assert balanced.omitted.f1 >= 0.8
    assert (balanced.evidence_first or 0) >= 0.97
    assert (balanced.evidence_top5 or 0) >= 0.985
    assert (balanced.type_right_when_found or 0) >= 0.9


def test_few_false_alarms_on_the_departures_benchmark(departures: dict[str, Scores]) -> None:
    careful = departures["precision"]
    assert careful.line.f1 >= 0.59
    assert (careful.false_flags_bent or 0) <= 3.5
    assert (careful.false_flags_translation or 0) <= 1.5
    assert (careful.type_right_when_found or 0) >= 0.93


def test_a_point_that_flags_less_flags_less_wrongly(departures: dict[str, Scores]) -> None:
    flagged = [departures[name].line.predicted for name in ("precision", "balanced", "recall")]
    assert flagged == sorted(flagged)
    assert len(set(flagged)) == len(flagged)
