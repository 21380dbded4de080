"""Quality floors on the benchmarks: they only rise. Raise one when a change earns it; never lower one."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from benches import DEPARTURES, FREE, OWN
from muqabala.config import Settings
from muqabala.evaluate import Scores, load, score
from muqabala.evaluate.counts import TypeCount
from muqabala.judge import POINTS
from muqabala.judge.features import EXACT
from muqabala.pipeline import Desk
from muqabala.records import Basis, DepartureType

WORDING = (
    DepartureType.ATTRIBUTION,
    DepartureType.CERTAINTY,
    DepartureType.POLARITY,
    DepartureType.QUALIFIER,
    DepartureType.STANCE,
)


def measured(bench: Path) -> dict[str, Scores]:
    """Scores by operating point, of all flags and of those by rule alone; every article is collated once."""
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
        found[f"{name}, by rule"] = score(judged, bases=(Basis.RULE,), draws=1)
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
    assert balanced.line.f1 >= 0.74
    assert (balanced.auc_bent or 0) >= 0.84
    assert (balanced.false_flags_bent or 0) <= 4.0
    assert balanced.omitted.f1 >= 0.8
    assert (balanced.evidence_first or 0) >= 0.97


def test_few_false_alarms_on_our_own_benchmark(own: dict[str, Scores]) -> None:
    careful = own["precision"]
    assert careful.line.f1 >= 0.6
    assert (careful.false_flags_bent or 0) <= 4.0
    assert (careful.false_flags_translation or 0) <= 5.0


def test_floors_on_free_retellings() -> None:
    balanced = measured(FREE)["balanced"]
    assert balanced.line.f1 >= 0.62
    assert balanced.line.precision >= 0.73
    assert (balanced.false_flags_bent or 0) <= 9.5
    assert (balanced.false_flags_translation or 0) <= 5.0


def test_floors_on_the_departures_benchmark(departures: dict[str, Scores]) -> None:
    balanced = departures["balanced"]
    assert balanced.line.f1 >= 0.79
    assert balanced.slips.recall >= 0.31
    assert balanced.span.f1 >= 0.55
    assert (balanced.false_flags_bent or 0) <= 2.5
    assert (balanced.false_flags_translation or 0) <= 5.0
    assert (balanced.auc_bent or 0) >= 0.87
    assert (balanced.auc_slips or 0) >= 0.78
    assert balanced.omitted.f1 >= 0.8
    assert (balanced.evidence_first or 0) >= 0.97
    assert (balanced.evidence_top5 or 0) >= 0.985
    assert (balanced.type_right_when_found or 0) >= 0.92
    assert (balanced.recall_wording or 0) >= 0.45


def test_few_false_alarms_on_the_departures_benchmark(departures: dict[str, Scores]) -> None:
    careful = departures["precision"]
    assert careful.line.f1 >= 0.68
    assert (careful.false_flags_bent or 0) <= 2.5
    assert (careful.false_flags_translation or 0) <= 1.5
    assert (careful.type_right_when_found or 0) >= 0.93


def test_floors_on_what_rules_show(departures: dict[str, Scores]) -> None:
    by_rule = departures["balanced, by rule"]
    wording = sum((by_rule.by_type[kind] for kind in WORDING), TypeCount())
    exact = sum((by_rule.by_type[kind] for kind in EXACT), TypeCount())
    assert wording.recall >= 0.42
    assert exact.right >= 0.9 * exact.known
    assert (by_rule.false_flags_bent or 0) <= 2.0
    assert (by_rule.false_flags_translation or 0) <= 1.0


def test_a_point_that_flags_less_flags_less_wrongly(departures: dict[str, Scores]) -> None:
    flagged = [departures[name].line.predicted for name in ("precision", "balanced", "recall")]
    assert flagged == sorted(flagged)
    assert len(set(flagged)) == len(flagged)
