"""What benchmarks read time and memory from."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path


def seconds(what: Callable[[], object]) -> float:
    """Wall time of one call."""
    began = time.perf_counter()
    what()
    return time.perf_counter() - began


def held(field: str = "VmRSS") -> float:
    """Megabytes of this process: `VmRSS` now, `VmHWM` at most."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith(field)) / 1000
