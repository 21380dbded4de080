"""Quality floors on the benchmarks: they only rise. Raise one when a change earns it; never lower one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from muqabala.config import Settings
from muqabala.evaluate import Scores, load, score
from muqabala.pipeline import Desk

ROOT = Path(__file__).parents[1]
OWN = ROOT / "benchmarks" / "retold"
DEPARTURES = ROOT.parent / "shared" / "bench"


def measured(bench: Path) -> Scores:
    benchmark = load(bench)
    desk = Desk(Settings(), [benchmark.corpus])
    return score([(gold, desk.check(gold.path)) for gold in benchmark.articles], draws=1)


@pytest.fixture(scope="module")
def own() -> Scores:
    return measured(OWN)


@pytest.fixture(scope="module")
def departures(require: Callable[[bool, str], None]) -> Scores:
    require(DEPARTURES.is_dir(), "the departures benchmark is not beside this checkout")
    return measured(DEPARTURES)


def test_floors_on_our_own_benchmark(own: Scores) -> None:
    assert own.line.f1 >= 0.49
    assert (own.false_flags_bent or 0) <= 4.0
    assert (own.false_flags_translation or 0) <= 5.0
    assert (own.auc_bent or 0) >= 0.77
    assert own.omitted.f1 >= 0.8
    assert (own.evidence_first or 0) >= 0.97


def test_floors_on_the_departures_benchmark(departures: Scores) -> None:
    assert departures.line.f1 >= 0.57
    assert (departures.false_flags_bent or 0) <= 3.5
    assert (departures.false_flags_translation or 0) <= 1.5
    assert (departures.auc_bent or 0) >= 0.80
    assert (departures.auc_slips or 0) >= 0.70
    assert departures.omitted.f1 >= 0.8
    assert (departures.evidence_first or 0) >= 0.97
    assert (departures.evidence_top5 or 0) >= 0.985
    assert (departures.type_right_when_found or 0) >= 0.93
