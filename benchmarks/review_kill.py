"""The desk killed under load: `python benchmarks/review_kill.py [--kills 50] [--people 8] [--seed 1]`.

Reviewers decide as fast as they can; at a random moment the desk's process is killed as by `kill -9`. Then the store
must hold every decision that was acknowledged, exactly once, and be sound. The desk is started again on the same port;
the reviewers go on in their sessions and send again what was not answered, which must not be done twice.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import random
import sqlite3
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from muqabala.review.store import FILE
from review_common import Desk, Reviewer, Taken, batch, free_port, lay, missing, reviewers


@dataclass(slots=True)
class Work:
    """What one reviewer did over all lives of the desk. `pending` was sent and not answered."""

    name: str
    taken: list[Taken] = field(default_factory=list)
    pending: Taken | None = None
    resent: int = 0
    kept: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """All kills. `lost` names acknowledged decisions that were missing after one; `resent` actions were not answered,
    `kept` of them had reached the disk all the same.
    """

    kills: int
    work: Sequence[Work]
    lost: Sequence[str]
    unsound: Sequence[str]

    def summary(self) -> str:
        """The figures."""
        total = sum(len(one.taken) for one in self.work)
        resent, kept = sum(one.resent for one in self.work), sum(one.kept for one in self.work)
        failures = [failure for one in self.work for failure in one.failures]
        return "\n".join(
            [
                f"{self.kills} kills, {total} decisions acknowledged",
                f"acknowledged and lost: {len(self.lost)}",
                f"stores found damaged: {len(self.unsound)}",
                f"not answered and sent again: {resent}, of which {kept} were already on disk and not done twice",
                f"failures: {len(failures)}",
                *failures[:5],
            ]
        )


def run(folder: Path, names: Sequence[str], kills: int, people: int, seed: int) -> Outcome:
    """Kill the desk again and again, and look into the store after each time."""
    rng, port = random.Random(seed), free_port()
    work: list[Work] = []
    all_of_them: list[Reviewer] = []
    lost: list[str] = []
    unsound: list[str] = []
    for _ in range(kills):
        desk = Desk(folder, port)
        try:
            if not all_of_them:
                all_of_them = reviewers(desk, people)
                work = [Work(one.name) for one in all_of_them]
            _live(desk, all_of_them, work, names, rng)
        finally:
            desk.kill()
        lost += missing(folder, [(one.name, taken) for one in work for taken in one.taken])
        unsound += _unsound(folder)
    return Outcome(kills, work, lost, unsound)


def _live(
    desk: Desk, all_of_them: Sequence[Reviewer], work: Sequence[Work], names: Sequence[str], rng: random.Random
) -> None:
    """One life of the desk: everybody decides until it is killed."""
    threads = [
        threading.Thread(target=_decide, args=(one, mine, names, rng.random()))
        for one, mine in zip(all_of_them, work, strict=True)
    ]
    for thread in threads:
        thread.start()
    time.sleep(rng.uniform(0.2, 1.5))
    desk.kill()
    for thread in threads:
        thread.join()


def _decide(reviewer: Reviewer, work: Work, names: Sequence[str], seed: float) -> None:
    """One reviewer until the desk is gone; first of all what was not answered before."""
    rng = random.Random(seed)
    with contextlib.suppress(OSError, http.client.HTTPException):
        if work.pending:
            _again(reviewer, work, work.pending)
        while True:
            article = rng.choice(names)
            targets = list(reviewer.targets(article).items())
            for target, rev in rng.sample(targets, min(10, len(targets))):
                _send(reviewer, work, Taken(batch(), article, target, rng.choice(("confirmed", "dismissed")), rev))
    reviewer.close()


def _send(reviewer: Reviewer, work: Work, taken: Taken) -> int:
    work.pending = taken
    status, answer = reviewer.decide(taken)
    work.pending = None
    if status == 200:
        work.taken.append(taken)
    elif status != 409:
        work.failures.append(f"{status}: {answer[:200]}")
    return status


def _again(reviewer: Reviewer, work: Work, taken: Taken) -> None:
    """Send again what was not answered; was it on disk, then the desk answers with what it did at that time."""
    history = f"/api/history?article={taken.article}&target={taken.target}"
    before = json.loads(reviewer.ask("GET", history)[1])["events"]
    was_kept = any(event["batch"] == taken.batch for event in before)
    work.resent += 1
    work.kept += was_kept
    status = _send(reviewer, work, taken)
    if was_kept and status != 200:
        work.failures.append(f"{status} for an action that had been kept")


def _unsound(folder: Path) -> list[str]:
    """What SQLite itself finds wrong with the file."""
    with contextlib.closing(sqlite3.connect(folder / FILE)) as connection:
        found = [row[0] for row in connection.execute("PRAGMA integrity_check")]
        foreign = connection.execute("PRAGMA foreign_key_check").fetchall()
    return [line for line in found if line != "ok"] + [str(row) for row in foreign]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--people", type=int, default=8)
    parser.add_argument("--reports", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = lay(Path(folder), asked.reports, 40)
        print(run(Path(folder), names, asked.kills, asked.people, asked.seed).summary())


if __name__ == "__main__":
    main()
