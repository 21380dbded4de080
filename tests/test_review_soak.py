"""The desk under load and under kills, for a few seconds; the scripts benchmarks/review_*.py do it for long."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from desks import AMAL, change, put
from muqabala.review.decisions import Status
from muqabala.review.store import Store

BENCHMARKS = Path(__file__).parents[1] / "benchmarks"


@pytest.fixture
def benchmark(monkeypatch: pytest.MonkeyPatch) -> Any:
    """A script among the benchmarks, by its name."""
    monkeypatch.syspath_prepend(BENCHMARKS)

    def load(name: str) -> ModuleType:
        return __import__(name)

    return load


def test_reviewers_at_once_lose_nothing_and_every_page_is_told(benchmark: Any, tmp_path: Path) -> None:
    common, load = benchmark("review_common"), benchmark("review_load")
    names = common.lay(tmp_path, 12, 10)
    outcome = load.run(tmp_path, names, people=6, seconds=3, pause=0.05)
    assert not outcome.lost
    assert not outcome.unseen
    assert not [failure for one in outcome.work for failure in one.failures]
    assert len(outcome.waits) >= 6, "they did decide"


def test_a_kill_under_load_costs_no_acknowledged_decision(benchmark: Any, tmp_path: Path) -> None:
    common, kill = benchmark("review_common"), benchmark("review_kill")
    names = common.lay(tmp_path, 5, 20)
    outcome = kill.run(tmp_path, names, kills=3, people=4, seed=7)
    assert not outcome.lost
    assert not outcome.unsound
    assert not [failure for one in outcome.work for failure in one.failures]


def test_the_count_finds_what_is_lost_or_changed(benchmark: Any, tmp_path: Path) -> None:
    common = benchmark("review_common")
    put(tmp_path, "a")
    store = Store.beside(tmp_path)
    store.decide("a", [change("d-000000000003", Status.CONFIRMED)], reviewer=AMAL, batch="a" * 16)
    store.close()
    kept = common.Taken("a" * 16, "a", "d-000000000003", "confirmed", 0)
    lost = common.Taken("b" * 16, "a", "d-000000000003", "confirmed", 1)
    bent = common.Taken("a" * 16, "a", "d-000000000003", "dismissed", 0)
    assert common.missing(tmp_path, [(AMAL, kept)]) == []
    assert len(common.missing(tmp_path, [(AMAL, kept), (AMAL, lost), (AMAL, bent), ("Basim", kept)])) == 3
