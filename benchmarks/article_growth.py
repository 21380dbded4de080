"""What an article costs as it grows from five claims to five hundred: a table, and a plot of it.

    python benchmarks/article_growth.py [--most 500] [--out docs/images/article-growth.svg]

Arabic articles are made of the retellings in `training/`, a paragraph each; their sources are the English sentences, in
documents of twenty-five. Processor time is given beside wall time. Memory is the most that the process ever held, above
what it held once the sources were read. The model must be prepared (`muqabala models --prepare`).
"""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from curves import asked, svg
from meters import held
from muqabala.config import Settings
from muqabala.pipeline import Desk

ROOT = Path(__file__).parents[1]
WIRE = ROOT / "training" / "retellings" / "wire.jsonl"
SIZES = (5, 10, 20, 50, 100, 200, 500)
SENTENCES = 25  # in a source
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Point:
    """Seconds of a check by the clock and of the processors, and megabytes held, at a number of claims."""

    claims: int
    wall: float
    processor: float
    memory: float


def retellings() -> tuple[list[str], list[str]]:
    """English sentences, and the same in Arabic."""
    rows = [json.loads(line) for line in WIRE.read_text(encoding="utf-8").splitlines()]
    pairs = {row["ar"]: row["en"] for row in rows}
    return list(dict.fromkeys(pairs.values())), list(pairs)


def measure(desk: Desk, article: Path, before: float) -> Point:
    """Checks of one article, its sources encoded anew every time; the medians."""
    wall, processor, claims = [], [], 0
    for _ in range(ROUNDS):
        desk.forget()
        clock, used = time.perf_counter(), time.process_time()
        claims = len(desk.check(article).judgements)
        wall.append(time.perf_counter() - clock)
        processor.append(time.process_time() - used)
    return Point(claims, statistics.median(wall), statistics.median(processor), held("VmHWM") - before)


def main() -> None:
    """Measure, print and plot."""
    chosen = asked(__doc__, SIZES[-1], "article-growth")
    english, arabic = retellings()
    points = []
    print("| claims | seconds | processor seconds | ms a claim | memory, MB |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as name:
        sources, article = Path(name) / "sources", Path(name) / "article.txt"
        sources.mkdir()
        for at in range(0, len(english), SENTENCES):
            (sources / f"{at:05}.txt").write_text("\n\n".join(english[at : at + SENTENCES]), encoding="utf-8")
        desk = Desk(Settings(cache=False), [sources])
        before = held("VmRSS")
        for size in (size for size in SIZES if size <= chosen.most):
            article.write_text("\n\n".join(arabic[:size]), encoding="utf-8")
            points.append(measure(desk, article, before))
            p = points[-1]
            each = 1000 * p.wall / p.claims
            print(f"| {p.claims} | {p.wall:.2f} | {p.processor:.2f} | {each:.0f} | {p.memory:.0f} |", flush=True)
    curves = {
        "a check, s": [p.wall for p in points],
        "processor, s": [p.processor for p in points],
        "memory, MB": [p.memory for p in points],
    }
    chosen.out.write_text(svg([p.claims for p in points], "claims", curves), encoding="utf-8")


if __name__ == "__main__":
    main()
