"""The tables and lists of words that facts are read with."""

from __future__ import annotations

from importlib import resources

from muqabala.fold import folded


def lines(name: str) -> list[str]:
    """The lines of a file of `muqabala.data` without its comments and empty lines."""
    text = resources.files("muqabala.data").joinpath(name).read_text(encoding="utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]


def rows(name: str) -> list[list[str]]:
    """The cells of a tab-separated table, row by row, without its heading."""
    return [line.split("\t") for line in lines(name)[1:]]


def split(cell: str) -> list[str]:
    """The phrases of a cell."""
    return [phrase for phrase in cell.split("|") if phrase]


def word_set(listing: str) -> frozenset[str]:
    """The words of a listing, in comparison form."""
    return frozenset(folded(listing).split())
