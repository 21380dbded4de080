"""What one more article costs as the corpus grows from a thousand to a million passages: a table, and a plot of it.

    python benchmarks/index_growth.py [--most 1000000] [--out docs/images/index-growth.svg]

At every size, with clustered vectors and the way of searching that the size calls for: searching for an article of
twenty claims, adding one more document of twenty-five passages to the library on disk, and the memory that is held to
search. Both axes of the plot are logarithmic.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from curves import asked, svg
from index_size import ARTICLES, CLAIMS, SENTENCES, WIDTH, clustered, key, unit
from meters import held, seconds
from muqabala.index import SIZES, Index, Library

ROOT = Path(__file__).parents[1]
SIZES_ASKED = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000)
DOCUMENTS = 20


@dataclass(frozen=True, slots=True)
class Point:
    """Milliseconds of a search and of an addition, megabytes held, at a number of passages."""

    passages: int
    search: float
    add: float
    memory: float


def grow(library: Library, document: int, target: int) -> int:
    """Documents added until there are `target` passages; the number of the next."""
    while document * SENTENCES < target:
        for chunk in clustered(min(50_000, target - document * SENTENCES), seed=document):
            entries = {key(document + n): chunk[n * SENTENCES :][:SENTENCES] for n in range(len(chunk) // SENTENCES)}
            library.add(entries)
            document += len(entries)
    return document


def measure(library: Library, documents: int) -> Point:
    """Searching and adding, as things are."""
    before = held()
    rows = library.snapshot().bind([key(n) for n in range(documents)])
    count = len(rows)
    index = Index(rows if count > SIZES.half else rows.take(np.arange(count)).astype(np.float32))
    memory = held() - before
    random = np.random.default_rng(count)
    queries = index[np.sort(random.choice(count, ARTICLES * CLAIMS)).tolist()]
    queries = unit(queries + 0.6 * random.standard_normal(queries.shape, np.float32) / WIDTH**0.5)
    times = [seconds(lambda a=article: index.search(a, 10)) for article in queries.reshape(ARTICLES, CLAIMS, WIDTH)]  # type: ignore[misc]
    fresh = [{key(-1 - n): unit(random.standard_normal((SENTENCES, WIDTH), np.float32))} for n in range(DOCUMENTS)]
    added = [seconds(lambda e=entry: library.add(e)) for entry in fresh]  # type: ignore[misc]
    library.remove([name for entry in fresh for name in entry])
    return Point(count, 1000 * statistics.median(times), 1000 * statistics.median(added), memory)


def main() -> None:
    """Measure, print and plot."""
    chosen = asked(__doc__, SIZES_ASKED[-1], "index-growth")
    points, document = [], 0
    print("| passages | search, ms | add a document, ms | memory, MB | growing to it, s |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        library = Library(Path(name) / "library", WIDTH)
        for target in (size for size in SIZES_ASKED if size <= chosen.most):
            began = time.perf_counter()
            document = grow(library, document, target)
            grown = time.perf_counter() - began
            points.append(measure(library, document))
            p = points[-1]
            print(f"| {p.passages:,} | {p.search:.1f} | {p.add:.1f} | {p.memory:.0f} | {grown:.1f} |", flush=True)
    curves = {
        "search, ms": [p.search for p in points],
        "add a document, ms": [p.add for p in points],
        "memory, MB": [p.memory for p in points],
    }
    chosen.out.write_text(svg([p.passages for p in points], "passages", curves), encoding="utf-8")


if __name__ == "__main__":
    main()
