"""Muqabala (مقابلة): collate an article against the sources it retells, and mark every departure with its evidence."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from muqabala.pipeline import check

__version__ = "0.1.0"
__all__ = ["__version__", "check"]


def __getattr__(name: str) -> object:
    """`muqabala.check`, loaded when it is first used: `muqabala --help` must not wait for the model's libraries."""
    if name == "check":
        from muqabala.pipeline import check

        return check
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
