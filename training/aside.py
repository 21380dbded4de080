"""Which retellings are kept out of the cross-reader's training, to weigh it and to measure it."""

from __future__ import annotations

import hashlib


def is_aside(base: str) -> bool:
    """One base in twelve, by its name."""
    return int(hashlib.sha256(base.encode()).hexdigest(), 16) % 12 == 0
