"""Comparisons and alignment into departures, a verdict and a calibrated score; judges are loaded when named."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from muqabala.errors import ConfigError
from muqabala.judge.case import Case, Judge, Read, named

__all__ = ["JUDGES", "Case", "Judge", "Read", "load", "named"]


def _first() -> Judge:
    from muqabala.judge.first import FirstJudge

    return FirstJudge()


JUDGES: Mapping[str, Callable[[], Judge]] = MappingProxyType({"first": _first})
"""Every judge by the name that `--judge` takes."""


def load(name: str) -> Judge:
    """The judge of that name. Raises `ConfigError` for one that does not exist."""
    if name not in JUDGES:
        raise ConfigError(f"unknown judge {name!r}. Choose from: {', '.join(JUDGES)}.")
    return JUDGES[name]()
