"""Where the benchmarks stand: our own, and the departures benchmark beside this checkout."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parents[1]
OWN = ROOT / "benchmarks" / "retold"
FREE = ROOT / "benchmarks" / "free"
DEPARTURES = ROOT.parent / "shared" / "bench"
