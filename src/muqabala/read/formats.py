"""The formats that are read: the suffix chooses the reader, and the first bytes where one suffix serves several."""

from __future__ import annotations

from muqabala.read.markdown import MarkdownReader
from muqabala.read.reader import Reader
from muqabala.read.text import TextReader

READERS: tuple[Reader, ...] = (TextReader(), MarkdownReader())


def choose(suffix: str, data: bytes) -> Reader | None:  # noqa: ARG001
    """The reader for a file with this suffix (lower case, with its full stop) that begins with these bytes."""
    return next((reader for reader in READERS if suffix in reader.suffixes), None)
