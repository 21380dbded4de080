"""Which retellings and edits are kept out of the cross-reader's training, to measure it."""

from __future__ import annotations

import hashlib

KEPT = 12


def is_aside(base: str) -> bool:
    """One base in twelve, by a hash of its name."""
    return int(hashlib.sha256(base.encode()).hexdigest(), 16) % KEPT == 0
