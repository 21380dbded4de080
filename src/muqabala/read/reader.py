"""What every reader promises: bytes in, text with blocks and metadata out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol

from muqabala.records import Block, Metadata


@dataclass(frozen=True, slots=True)
class Extracted:
    """What a reader took out of a file.

    `text` is what every offset refers to; `blocks` are its headlines and paragraphs in reading order, without overlap;
    `warnings` are sentences for the user about what could be read only in part or under doubt.
    """

    text: str
    blocks: tuple[Block, ...]
    metadata: Metadata = field(default_factory=Metadata)
    warnings: tuple[str, ...] = ()


class Reader(Protocol):
    """A file format. `suffixes` are in lower case and begin with a full stop."""

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The file name endings this reader serves."""

    def read(self, data: bytes, path: str) -> Extracted:
        """Take the text out of a file's bytes; `path` is used in messages only.

        Raises `ReadError` when the bytes hold no readable text.
        """
