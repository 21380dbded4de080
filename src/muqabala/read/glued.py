"""Arabic words that lost the space between them (to be refined below)."""

from __future__ import annotations


def glued_warning(text: str) -> str | None:
    """A warning that counts words run together, with the first examples; None when there are none."""
    return None
