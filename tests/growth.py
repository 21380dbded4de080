"""How the time of a piece of work grows with its input, measured so that a busy machine does not decide the answer."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

Work = Callable[[], object]

_FACTOR = 16
"""How much longer the long input is: linear work takes 16 times as long, quadratic work 256 times."""

_ALLOWED = _FACTOR * 4
"""Half-way between the two on a scale of factors: noise and colder caches have four times to spare on either side."""

_LEAST = 0.002
"""Seconds below which the clock and what is paid once say more than the input does."""


def assert_linear(prepare: Callable[[int], Work], size: int) -> None:
    """Fails if the work that `prepare` makes for an input of a size takes more than linear time from `size` on.

    Only the work is timed, in the processor's seconds, not `prepare`. The two lengths take turns, so that a slow
    moment meets both, and the best of three counts. No input comes twice: what was read is remembered. The collector
    of garbage rests: what it walks through is everything the tests before have left, not this input.
    """
    prepare(size - 1)()  # loads what is loaded once
    pairs = [(_seconds(prepare(one)), _seconds(prepare(one * _FACTOR))) for one in range(size, size + 3)]
    least, most = min(one for one, _ in pairs), min(other for _, other in pairs)
    assert most < _ALLOWED * max(least, _LEAST), f"{_FACTOR} times the input: {least:.4f} s to {most:.4f} s"


def _seconds(work: Work) -> float:
    enabled = gc.isenabled()
    gc.collect()
    gc.disable()
    try:
        started = time.process_time()
        work()
        return time.process_time() - started
    finally:
        if enabled:
            gc.enable()
