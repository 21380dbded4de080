"""What every reader promises: bytes in; articles out, or further files that the file carries."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Protocol

from muqabala.records import Block, Metadata, Skip


@dataclass(frozen=True, slots=True)
class Extracted:
    """One article that a reader took out of a file.

    `text` is what every offset refers to; `blocks` are its headlines and paragraphs in reading order, without overlap;
    `warnings` are sentences for the user about what could be read only in part or under doubt. `name` tells the
    article from others of the same file (a provider's id, a place in a feed); it is empty when the file is the article.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A file inside a file: in an archive, or attached to a mail.

    `name` is what the container calls it: never a path to open. `load` gives its bytes, at most as many as it is told,
    and raises `ReadError` when there are more, or when they are damaged or locked.
    """

    name: str
    load: Callable[[int], bytes]


NOT_CARRIED = "a package names this item but does not carry it. Put it beside the package"
"""The reason of a `Skip` for a text that another file may hold; it falls away where that is read too."""

Part = Extracted | Member | Skip
"""What a file holds: an article, another file, or something that could not be read (`Skip.path` is its name inside)."""


class Reader(Protocol):
    """A file format. `suffixes` are in lower case and begin with a full stop."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file name endings this reader serves."""

    def read(self, data: bytes, path: str) -> Iterable[Part]:
        """Take the articles out of a file's bytes, in their order; `path` is used in messages only.

        Raises `ReadError`, at once or on the way, when the bytes as a whole cannot be read; a part that cannot costs
        only itself and comes as a `Skip`.
        """
