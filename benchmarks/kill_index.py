"""Kills at random moments of building and updating: is what is kept the state before or after?

    python benchmarks/kill_index.py [--sizes 10000 100000 1000000] [--kills 50] [--what library store]

A child process builds a library (and the store of vectors) document by document number: while documents are missing it
adds the next tenth of them, then it forgets half and begins again, so that merges, rewrites and removals are all under
way. It says on a pipe what it begins and what it has done. After each SIGKILL the keys found must be those before or
after the step begun, every checksum must hold, and vectors read at random must be the ones that were put.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from muqabala.index import Library, Store

if TYPE_CHECKING:
    from muqabala.records import Matrix

WIDTH = 384
SENTENCES = 25
STEPS = 10  # in which all documents are added
BASE = np.random.default_rng(7).standard_normal((SENTENCES, WIDTH)).astype(np.float16)


def vectors(document: int) -> Matrix:
    """The vectors of a document, quick to make and different for each."""
    turned = np.roll(BASE, document, axis=1) * np.float16(1 + document % 97)
    return turned.astype(np.float32)


def key(document: int) -> bytes:
    return document.to_bytes(32, "big")


class Kept(Protocol):
    """What is put to the test."""

    def add(self, entries: Mapping[bytes, Matrix]) -> None:
        """Add documents by key."""

    def keep(self, documents: range) -> None:
        """Forget all other documents."""

    def known(self) -> set[bytes]:
        """The keys of what is there."""

    def sound(self, documents: list[int]) -> bool:
        """Whether every checksum holds, and these documents have the vectors that were put."""


class KeptLibrary:
    """The library of volumes."""

    def __init__(self, folder: Path) -> None:
        self._library = Library(folder / "library", WIDTH)

    def add(self, entries: Mapping[bytes, Matrix]) -> None:
        self._library.add(entries)

    def keep(self, documents: range) -> None:
        wanted = {key(n) for n in documents}
        self._library.remove(self.known() - wanted)

    def known(self) -> set[bytes]:
        return set(self._library.snapshot().keys())

    def sound(self, documents: list[int]) -> bool:
        snapshot = self._library.snapshot()
        snapshot.verify()
        rows = snapshot.bind([key(n) for n in documents])
        found = rows.take(np.arange(len(rows))).astype(np.float32)
        return not snapshot.problems and np.array_equal(found, np.concatenate([vectors(n) for n in documents]))


class KeptStore:
    """The store in SQLite."""

    def __init__(self, folder: Path) -> None:
        self._store = Store(folder / "vectors.sqlite", WIDTH)

    def add(self, entries: Mapping[bytes, Matrix]) -> None:
        self._store.put(entries)

    def keep(self, documents: range) -> None:
        self._store.purge([key(n) for n in documents])

    def known(self) -> set[bytes]:
        return {row[0] for row in self._store._connection.execute("SELECT key FROM vectors")}

    def sound(self, documents: list[int]) -> bool:
        everything = list(self.known())
        found = self._store.get(everything)  # each held against its SHA-256
        same = all(np.array_equal(found[key(n)], vectors(n)) for n in documents)
        return self._store.rebuilt is None and len(found) == len(everything) and same


KINDS: dict[str, type[KeptLibrary] | type[KeptStore]] = {"library": KeptLibrary, "store": KeptStore}


def work(what: str, folder: Path, documents: int) -> None:
    """Add and forget for ever; a line before and after every step with the number of documents it leads to."""
    kept: Kept = KINDS[what](folder)
    present = len(kept.known())
    while True:
        full = present == documents
        target = documents // 2 if full else min(documents, present + max(1, documents // STEPS))
        made = {} if full else {key(n): vectors(n) for n in range(present, target)}
        print(f"begin {target}", flush=True)
        if full:
            kept.keep(range(target))
        else:
            kept.add(made)
        print(f"end {target}", flush=True)
        present = target


def killed(what: str, folder: Path, documents: int, wait: float) -> list[int]:
    """Start the work, kill it after `wait` seconds of it, and return the numbers of documents that may be there."""
    command = [sys.executable, __file__, "--work", what, str(folder), str(documents)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        first = process.stdout.readline()
        assert first, "the work ended by itself"
        time.sleep(wait)
        os.kill(process.pid, signal.SIGKILL)
        lines = [first, *process.stdout.read().splitlines(keepends=True)]
    told = [(line.split()[0], int(line.split()[1])) for line in lines if line.endswith("\n")]
    ended = [number for word, number in told if word == "end"]
    begun = told[-1][1]
    return [*ended[-1:], begun] if ended else [-1, begun]  # -1: as it was before the work began


def campaign(what: str, count: int, kills: int) -> str:
    """All kills at one size; a row of the table."""
    chance, folder = random.Random(11), Path(tempfile.mkdtemp())
    documents, before, after, last = count // SENTENCES, 0, 0, 0
    longest = min(8.0, max(0.3, count / 100_000))
    try:
        for _ in range(kills):
            possible = [last if n < 0 else n for n in killed(what, folder, documents, chance.uniform(0.0, longest))]
            kept: Kept = KINDS[what](folder)
            known = kept.known()
            matching = [n for n in possible if known == {key(m) for m in range(n)}]
            if not matching:
                raise SystemExit(f"{what}, {count:,}: {len(known)} documents, expected one of {possible}")
            last = matching[0]
            if last and not kept.sound(chance.sample(range(last), min(last, 200))):
                raise SystemExit(f"{what}, {count:,}: not what was put")
            after += last == possible[-1]
            before += last != possible[-1]
    finally:
        shutil.rmtree(folder)
    return f"| {what} | {count:,} | {kills} | {before} | {after} | 0 |"


def main() -> None:
    """Kill and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sizes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--kills", type=int, default=50)
    parser.add_argument("--what", nargs="+", default=list(KINDS), choices=list(KINDS))
    parser.add_argument("--work", nargs=3, metavar=("WHAT", "FOLDER", "DOCUMENTS"), help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.work:
        what, folder, documents = chosen.work
        work(what, Path(folder), int(documents))
    print("| what | passages | kills | state before | state after | anything else |\n|---|---|---|---|---|---|")
    for what in chosen.what:
        for count in chosen.sizes:
            print(campaign(what, count, chosen.kills), flush=True)


if __name__ == "__main__":
    main()
