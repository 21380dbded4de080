"""The vectors of a corpus by row number, wherever they are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

import numpy as np
from numpy.typing import NDArray

from muqabala.index import signs
from muqabala.index.volume import Half, Volume

if TYPE_CHECKING:
    from muqabala.records import Matrix

Numbers = NDArray[np.int64]
"""Row numbers."""


class Rows(Protocol):
    """Vectors of length one in half precision, n of them, that can be read by row and looked through by code."""

    def __len__(self) -> int: ...

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows. Raises `DamageError` when they are not as they were written."""

    def codes(self) -> signs.Codes:
        """The codes of all rows."""

    def release(self) -> None:
        """Give back what reading has used."""


class Held:
    """Rows in memory."""

    def __init__(self, vectors: Matrix | Half) -> None:
        self._vectors: Half = np.ascontiguousarray(vectors, np.float16)

    def __len__(self) -> int:
        return len(self._vectors)

    @property
    def dimension(self) -> int:
        """Numbers in a vector."""
        return int(self._vectors.shape[1])

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows."""
        return self._vectors[rows]

    def codes(self) -> signs.Codes:
        """The codes of all rows."""
        chunks = [signs.codes(self._vectors[at : at + 65536]) for at in range(0, len(self), 65536)]
        return np.concatenate(chunks) if chunks else signs.codes(self._vectors)

    def release(self) -> None:
        """Nothing to give back."""


class Bound:
    """The rows of some documents in mapped volumes, in an order of the caller's."""

    def __init__(self, places: Sequence[tuple[Volume, range]], dimension: int) -> None:
        """`places` says for every document, in order, which volume holds it and in which rows."""
        self.dimension = dimension
        self._volumes = list({id(volume): volume for volume, _ in places}.values())
        number = {id(volume): n for n, volume in enumerate(self._volumes)}
        counts = [len(rows) for _, rows in places]
        self._volume = np.repeat(np.array([number[id(v)] for v, _ in places], np.int16), counts)
        self._row = np.concatenate([np.zeros(0, np.int32), *(np.asarray(rows, np.int32) for _, rows in places)])

    def __len__(self) -> int:
        return len(self._row)

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows, verified. Raises `DamageError`."""
        found = np.empty((len(rows), self.dimension), np.float16)
        volumes = self._volume[rows]
        for n in np.unique(volumes).tolist():
            chosen = volumes == n
            found[chosen] = self._volumes[n].take(self._row[rows[chosen]].astype(np.int64))
        return found

    def codes(self) -> signs.Codes:
        """The codes of all rows."""
        found = np.empty((len(self), signs.width(self.dimension) // 8), np.uint8)
        for n, volume in enumerate(self._volumes):
            chosen = self._volume == n
            found[chosen] = volume.codes[self._row[chosen]]
        self.release()
        return found

    def release(self) -> None:
        """Give the pages read so far back to the system."""
        for volume in self._volumes:
            volume.release()
