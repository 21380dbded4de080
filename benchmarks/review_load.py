"""Many reviewers at once: `python benchmarks/review_load.py` (500 reports of 40 claims, 20 people, 60 seconds).

Each reviewer opens an article, reads its state and decides on every departure, then takes the next; some articles they
share, so that conflicts happen, which they settle as the page does. `--pause` is the mean time between two decisions of
a reviewer: 1 second by default, which is faster than anybody reads; 0 measures how much the desk takes. Every reviewer
also has a page open that follows live updates. At the end every acknowledged decision must be in the store exactly
once, and must have reached every page. The time is that of a decision, from the request to the answer that it is on
disk.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import selectors
import socket
import tempfile
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from review_common import Desk, Reviewer, Taken, batch, free_port, lay, missing, reviewers

_EVENT = re.compile(rb"id: (\d+)\nevent: decision\n")


@dataclass(slots=True)
class Work:
    """What one reviewer did: acknowledged decisions, seconds for each, seconds to open pages, conflicts, failures."""

    name: str
    taken: list[Taken] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    pages: list[float] = field(default_factory=list)
    conflicts: int = 0
    failures: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The whole run. `lost` names every acknowledged decision that is not in the store; `unseen` counts the decisions
    that an open page was not told of.
    """

    work: Sequence[Work]
    seconds: float
    lost: Sequence[str]
    unseen: int

    @property
    def waits(self) -> list[float]:
        """The seconds of all decisions, sorted."""
        return sorted(wait for one in self.work for wait in one.waits)

    def percentile(self, share: float) -> float:
        """The time within which this share of the decisions was answered, in milliseconds."""
        return 1000 * self.waits[min(len(self.waits) - 1, int(share * len(self.waits)))]

    def summary(self) -> str:
        """The figures."""
        pages = sorted(wait for one in self.work for wait in one.pages)
        lines = [
            f"{len(self.waits)} decisions in {self.seconds:.0f} s ({len(self.waits) / self.seconds:.0f} a second)",
            f"answered within: median {self.percentile(0.5):.0f} ms, 95% {self.percentile(0.95):.0f} ms, "
            f"99% {self.percentile(0.99):.0f} ms, slowest {1000 * self.waits[-1]:.0f} ms",
            f"articles opened: {len(pages)}, 95% within {1000 * pages[int(0.95 * len(pages))]:.0f} ms",
            f"conflicts settled: {sum(one.conflicts for one in self.work)}",
            f"failures: {sum(len(one.failures) for one in self.work)}",
            f"acknowledged and lost: {len(self.lost)}",
            f"not seen by an open page: {self.unseen}",
        ]
        return "\n".join(lines)


def run(folder: Path, names: Sequence[str], people: int, seconds: float, pause: float) -> Outcome:
    """Let reviewers decide on the reports of a folder."""
    with Desk(folder, free_port()) as desk:
        all_of_them = reviewers(desk, people)
        _settle(all_of_them[0], len(names))
        pages = Pages(all_of_them)
        work = [Work(one.name) for one in all_of_them]
        start = time.monotonic()
        threads = [
            threading.Thread(target=_decide, args=(one, mine, names, start + seconds, pause))
            for one, mine in zip(all_of_them, work, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        spent = time.monotonic() - start
        unseen = pages.unseen(sum(len(one.taken) for one in work))
    acknowledged = [(one.name, taken) for one in work for taken in one.taken]
    return Outcome(work, spent, missing(folder, acknowledged), unseen)


def _settle(reviewer: Reviewer, count: int) -> None:
    """Wait until the desk has read every report: that is measured elsewhere."""
    while True:
        found = json.loads(reviewer.ask("GET", "/api/queue")[1])
        if found["ready"] and len(found["rows"]) == count:
            return
        time.sleep(0.2)


def _decide(reviewer: Reviewer, work: Work, names: Sequence[str], end: float, pause: float) -> None:
    """One reviewer until the end."""
    rng = random.Random(work.name)
    while time.monotonic() < end:
        article = rng.choice(names)
        start = time.monotonic()
        status, _ = reviewer.ask("GET", f"/article/{article}")
        work.pages.append(time.monotonic() - start)
        if status != 200:
            work.failures.append(f"{article}: {status}")
            return
        for target, rev in reviewer.targets(article).items():
            _think(rng, pause, end)
            if time.monotonic() >= end:
                return
            _one(reviewer, work, Taken(batch(), article, target, rng.choice(("confirmed", "dismissed")), rev))


def _think(rng: random.Random, pause: float, end: float) -> None:
    if pause:
        time.sleep(max(0.0, min(rng.uniform(0.5, 1.5) * pause, end - time.monotonic())))


def _one(reviewer: Reviewer, work: Work, taken: Taken) -> None:
    """Decide; where somebody else was quicker, look at that decision and decide again."""
    start = time.monotonic()
    status, answer = reviewer.decide(taken)
    work.waits.append(time.monotonic() - start)
    if status == 200:
        work.taken.append(taken)
    elif status == 409:
        work.conflicts += 1
        rev = json.loads(answer)["current"][0]["rev"]
        _one(reviewer, work, Taken(batch(), taken.article, taken.target, taken.status, rev))
    else:
        work.failures.append(f"{status}: {answer[:200]}")


class Pages:
    """An open page for each reviewer: its stream of events, read as it comes, and the numbers that it told."""

    def __init__(self, all_of_them: Sequence[Reviewer]) -> None:
        self._selector = selectors.DefaultSelector()
        self._seen: list[set[int]] = [set() for _ in all_of_them]
        self._rest = [b""] * len(all_of_them)
        self._open = True
        for number, reviewer in enumerate(all_of_them):
            self._selector.register(_stream(reviewer), selectors.EVENT_READ, number)
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while self._open:
            for key, _ in self._selector.select(0.2):
                found = key.fileobj.recv(1 << 16)  # type: ignore[union-attr]
                if not found:
                    self._selector.unregister(key.fileobj)
                text = self._rest[key.data] + found
                self._seen[key.data] |= {int(number) for number in _EVENT.findall(text)}
                self._rest[key.data] = text[-80:]

    def unseen(self, count: int) -> int:
        """How many of so many decisions were not told to a page within ten seconds, over all pages."""
        end = time.monotonic() + 10
        while time.monotonic() < end and any(len(seen) < count for seen in self._seen):
            time.sleep(0.1)
        self._open = False
        self._thread.join()
        for key in list(self._selector.get_map().values()):
            key.fileobj.close()  # type: ignore[union-attr]
        self._selector.close()
        return sum(max(0, count - len(seen)) for seen in self._seen)


def _stream(reviewer: Reviewer) -> socket.socket:
    host, port = reviewer.host.split(":")
    connection = socket.create_connection((host, int(port)))
    cookies = "; ".join(f"{key}={value}" for key, value in reviewer.cookies.items())
    connection.sendall(f"GET /events?after=0 HTTP/1.1\r\nHost: {reviewer.host}\r\nCookie: {cookies}\r\n\r\n".encode())
    return connection


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--reports", type=int, default=500)
    parser.add_argument("--claims", type=int, default=40)
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--pause", type=float, default=1)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        names = lay(Path(folder), asked.reports, asked.claims)
        print(
            f"{asked.reports} reports of {asked.claims} claims, {asked.people} reviewers, {asked.pause:g} s of thought"
        )
        print(run(Path(folder), names, asked.people, asked.seconds, asked.pause).summary())


if __name__ == "__main__":
    main()
