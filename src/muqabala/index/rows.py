"""The vectors of a large corpus by row number, in memory or on disk."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np

from muqabala.index import signs
from muqabala.index.volume import Half, Numbers, Volume

if TYPE_CHECKING:
    from muqabala.records import Matrix


class Rows(Protocol):
    """Vectors of length one in half precision, n of them, that can be read by row and looked through by code."""

    def __len__(self) -> int: ...

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows, of shape (len(rows), d). Raises `DamageError` when they are not as written."""

    def codes(self) -> signs.Codes:
        """The codes of all rows, of shape (n, bits / 8). Raises `DamageError` when they are not as written."""


class Held:
    """Rows in memory."""

    def __init__(self, vectors: Matrix | Half) -> None:
        """`vectors` has shape (n, d)."""
        self._vectors: Half = np.ascontiguousarray(vectors, np.float16)

    def __len__(self) -> int:
        return len(self._vectors)

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows, of shape (len(rows), d)."""
        return self._vectors[rows]

    def codes(self) -> signs.Codes:
        """The codes of all rows, of shape (n, bits / 8)."""
        return signs.codes(self._vectors)


class Bound:
    """The rows of some documents in volumes on disk, in an order of the caller's."""

    def __init__(self, places: Sequence[tuple[Volume, range]], dimension: int) -> None:
        """`places` says for every document, in order, which volume holds it and in which rows."""
        self._dimension = dimension
        self._volumes = list({id(volume): volume for volume, _ in places}.values())
        number = {id(volume): n for n, volume in enumerate(self._volumes)}
        counts = [len(rows) for _, rows in places]
        self._volume = np.repeat(np.array([number[id(volume)] for volume, _ in places], np.int16), counts)
        self._row = np.concatenate([np.zeros(0, np.int32), *(np.asarray(rows, np.int32) for _, rows in places)])

    def __len__(self) -> int:
        return len(self._row)

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows, of shape (len(rows), d), verified. Raises `DamageError`."""
        found = np.empty((len(rows), self._dimension), np.float16)
        volumes = self._volume[rows]
        for n in np.unique(volumes).tolist():
            chosen = volumes == n
            found[chosen] = self._volumes[n].take(self._row[rows[chosen]].astype(np.int64))
        return found

    def codes(self) -> signs.Codes:
        """The codes of all rows, of shape (n, bits / 8), verified. Raises `DamageError`."""
        found = np.empty((len(self), signs.width(self._dimension) // 8), np.uint8)
        for n, volume in enumerate(self._volumes):
            chosen = self._volume == n
            found[chosen] = volume.codes()[self._row[chosen]]
        return found
