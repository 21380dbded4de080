"""How many articles a desk checks in a minute, and how much of that is spent inside the two models: the embedded one,
and the cross-reader that goes on from it.

    python benchmarks/throughput.py [ROUNDS]

Nine articles are checked again and again by one desk: `check` with several articles, and `watch` with one worker and
with two. `anew` means that the sources an article retells are encoded for it; `known` that earlier articles retold the
same ones, as they do on a day with one big story. Processor time is given beside wall time, for it does not change
when the machine is busy. The model must be prepared (`muqabala models --prepare`).
"""

from __future__ import annotations

import hashlib
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from muqabala.config import Settings
from muqabala.embed.encoder import Encoder
from muqabala.judge.cross_reader import CrossReader
from muqabala.pipeline import Desk
from muqabala.report.contract import render
from muqabala.watch import SharedDesk, Watch, WatchSettings

ROOT = Path(__file__).parents[1]
RETOLD = ROOT / "benchmarks" / "retold"
FOLDERS = (RETOLD / "corpus", ROOT / "corpus")
ARTICLES = (*sorted((RETOLD / "dev" / "articles").glob("*.txt")), ROOT / "tests" / "example" / "article.ar.md")


@dataclass(frozen=True, slots=True)
class Lap:
    """One way through all articles: seconds of wall and processor, and of both the seconds inside the models."""

    wall: float
    processor: float
    model_wall: float
    model_processor: float


@dataclass(slots=True)
class Inside:
    """Seconds of wall and processor inside the modelss so far, over all threads. A process's processor time is that of
    the model only while one check runs.
    """

    wall: float = 0.0
    processor: float = 0.0

    def timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        """The same work, with its time counted."""

        def counted(*arguments: Any) -> Any:
            wall, processor = time.perf_counter(), time.process_time()
            try:
                return work(*arguments)
            finally:
                with _counting:
                    self.wall += time.perf_counter() - wall
                    self.processor += time.process_time() - processor

        return counted


_counting = threading.Lock()
INSIDE = Inside()
Encoder._states = INSIDE.timed(Encoder._states)  # type: ignore[method-assign]
CrossReader.read = INSIDE.timed(CrossReader.read)  # type: ignore[method-assign]


class Meter:
    """A desk whose laps are timed."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def lap(self, anew: bool) -> tuple[Lap, str]:
        """Check every article; what it cost, and a hash of all reports."""
        if anew:
            self.desk.forget()
        model, inside = INSIDE.wall, INSIDE.processor
        wall, processor, whole = time.perf_counter(), time.process_time(), hashlib.sha256()
        for article in ARTICLES:
            if anew:
                self.desk.forget()
            whole.update(render(self.desk.check(article)).encode())
        return Lap(
            time.perf_counter() - wall,
            time.process_time() - processor,
            INSIDE.wall - model,
            INSIDE.processor - inside,
        ), whole.hexdigest()


def told(name: str, laps: Sequence[Lap]) -> None:
    """One line for one way of working."""
    middle = statistics.median
    pace = 60 * len(ARTICLES) / middle(lap.wall for lap in laps)
    own = middle(lap.processor for lap in laps) / len(ARTICLES)
    share = 100 * middle(lap.model_wall / lap.wall for lap in laps)
    line = f"{name:42} {pace:6.0f} articles a minute, {own:.2f} processor seconds each; inside the models {share:.0f} %"
    if laps[0].model_processor:
        line += (
            f" of the time, {100 * middle(lap.model_processor / lap.processor for lap in laps):.0f} % of the processor"
        )
    print(line, flush=True)


def single() -> float:
    """Wall time of one article in a process of its own: what loading costs every time."""
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "muqabala.cli", "-q", "check", str(ARTICLES[0]), "--out", out]
        command += [part for folder in FOLDERS for part in ("--sources", str(folder))]
        began = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        return time.perf_counter() - began


def watched(workers: int, rounds: int) -> list[Lap]:
    """The same through `watch --once`, journal and reports included. A line added to each makes all of them new."""
    threads = max(1, (os.cpu_count() or 1) // workers)
    laps = []
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        sources = tuple(map(str, FOLDERS))
        settings = Settings(sources=sources, out=str(folder / "reports"), formats=("html", "json"), threads=threads)
        desk = SharedDesk(settings, FOLDERS)
        inbox = folder / "inbox"
        inbox.mkdir()
        for lap in range(rounds):
            for article in ARTICLES:
                (inbox / article.name).write_text(article.read_text("utf-8") + f"\n\n{lap}\n", "utf-8")
            watch = Watch(inbox, settings, WatchSettings(workers=workers, settle=0.01, endpoint=False), desk)
            model, wall, processor = INSIDE.wall, time.perf_counter(), time.process_time()
            watch.start(listening=False)
            watch.once()
            spent = time.perf_counter() - wall
            laps.append(Lap(spent, time.process_time() - processor, (INSIDE.wall - model) / workers, 0.0))
            watch.stop()
    return laps


def main() -> None:
    """Measure and print."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    began = time.perf_counter()
    meter = Meter(Desk(Settings(), FOLDERS))
    print(f"loading the model and the index: {time.perf_counter() - began:.1f} s, once for all articles")
    meter.lap(anew=True)  # the first one loads what is loaded late
    hashes = set()
    for name, anew in (("check, sources anew for every article", True), ("check, sources known", False)):
        laps = [meter.lap(anew) for _ in range(rounds)]
        hashes |= {digest for _, digest in laps}
        told(name, [lap for lap, _ in laps])
    print(f"every round gave the same bytes: {len(hashes) == 1}")
    for workers in (1, 2):
        told(f"watch, {workers} {'worker' if workers == 1 else 'workers'}", watched(workers, rounds + 1)[1:])
    print(f"one article in a process of its own: {single():.1f} s")


if __name__ == "__main__":
    main()
