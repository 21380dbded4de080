"""Search, in three ways by how much there is: exact, exact in half precision, and sign bits with exact re-ranking.

Every way gives the same answer to the same question whatever the history of the corpus, and leaves out filtered rows
before it looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from muqabala.index import signs
from muqabala.index.rows import Held, Numbers, Rows
from muqabala.index.volume import DamageError, Half

if TYPE_CHECKING:
    from faiss import SearchParameters

    from muqabala.records import Matrix

_CHUNK = 8192
"""Rows that are converted at a time."""

T = TypeVar("T")

Mask = NDArray[np.bool_]
"""Which rows may be found, of shape (n,)."""

Found = tuple["Matrix", NDArray[np.int64]]
"""Scores and row numbers, the best first, each of shape (queries, at most k)."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Up to how many rows a search is exact in single precision, and up to how many in half precision. For the rest,
    each query re-ranks `candidates` rows, or `each` for every row asked for, whichever is more.
    """

    exact: int = 20_000
    half: int = 100_000
    candidates: int = 400
    each: int = 20


SIZES = Sizes()
"""From what `benchmarks/index_size.py` measures; see docs/performance.md."""


class _Way(Protocol):
    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found: ...


class Index:
    """Inner-product search over vectors of length one, numbered by row."""

    def __init__(
        self, vectors: Matrix | Rows, sizes: Sizes = SIZES, rebuild: Callable[[DamageError], Rows] | None = None
    ) -> None:
        """`vectors` has shape (n, d), n may be 0, or are rows kept elsewhere. `rebuild` gives sound rows, in the same
        order, once some are found damaged; without it `DamageError` reaches the caller.
        """
        self._sizes = sizes
        self._rebuild = rebuild
        self._matrix = vectors if isinstance(vectors, np.ndarray) and len(vectors) <= sizes.exact else None
        self._rows: Rows = Held(vectors) if isinstance(vectors, np.ndarray) else vectors
        self._way = self._healed(self._make)

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, rows: Sequence[int]) -> Matrix:
        """The vectors of some rows, of shape (len(rows), d)."""
        if self._matrix is not None:
            return self._matrix[list(rows)]
        numbers = np.asarray(rows, np.int64)
        return self._healed(lambda: self._rows.take(numbers).astype(np.float32))

    def search(self, queries: Matrix, k: int, among: Mask | None = None) -> Found:
        """The k nearest of the rows that `among` allows (of all without it); k is cut to how many there are."""
        k = min(k, len(self) if among is None else int(np.count_nonzero(among)))
        if k <= 0:
            return np.zeros((len(queries), 0), np.float32), np.zeros((len(queries), 0), np.int64)
        return self._healed(lambda: self._way.search(np.ascontiguousarray(queries), k, among))

    def _make(self) -> _Way:
        if self._matrix is not None:
            return _Exact(self._matrix)
        if len(self._rows) <= self._sizes.half:
            way = _Half(self._rows)
            self._rows = Held(way.vectors)  # the same memory: nothing is held twice
            return way
        return _Signs(self._rows, self._sizes)

    def _healed(self, what: Callable[[], T]) -> T:
        """What it gives; after damage, what it gives over rebuilt rows."""
        try:
            return what()
        except DamageError as damage:
            if self._rebuild is None:
                raise
            self._rows = self._rebuild(damage)
            self._way = self._make()
            return what()


def _allowed(among: Mask | None) -> SearchParameters | None:
    """A filter as faiss takes it."""
    import faiss

    if among is None:
        return None
    chosen = faiss.IDSelectorBatch(np.flatnonzero(among).astype(np.int64))
    return faiss.SearchParameters(sel=chosen)  # type: ignore[call-arg]  # the stubs do not know the fields


class _Exact:
    """Single precision, in memory."""

    def __init__(self, vectors: Matrix) -> None:
        import faiss

        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found:
        scores, rows = self._index.search(queries, k, params=_allowed(among))
        return scores, rows


class _Half:
    """Half precision, in memory: exact but for the rounding, at half the bytes."""

    def __init__(self, rows: Rows) -> None:
        import faiss

        self._index = faiss.IndexScalarQuantizer(
            rows.dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT
        )
        self._index.train(np.zeros((1, rows.dimension), np.float32))
        for at in range(0, len(rows), _CHUNK):
            vectors = rows.take(np.arange(at, min(at + _CHUNK, len(rows))))
            self._index.add(vectors.astype(np.float32))
        rows.release()
        codes = faiss.rev_swig_ptr(self._index.codes.data(), self._index.codes.size())
        self.vectors: Half = codes.view(np.float16).reshape(len(rows), rows.dimension)

    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found:
        scores, rows = self._index.search(queries, k, params=_allowed(among))
        return scores, rows


class _Signs:
    """Sign bits in memory point out candidates; their vectors, read where they are kept, decide."""

    def __init__(self, rows: Rows, sizes: Sizes) -> None:
        self._rows = rows
        self._sizes = sizes
        self._codes = _binary(rows.codes())
        self._filtered: tuple[bytes, Numbers, object] | None = None

    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found:
        rows = self._candidates(queries, max(self._sizes.candidates, k * self._sizes.each), among)
        needed, where = np.unique(rows, return_inverse=True)
        vectors = self._rows.take(needed).astype(np.float32)
        where = where.reshape(rows.shape)
        scores = np.stack([vectors[at] @ query for at, query in zip(where, queries, strict=True)])
        best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
        return np.take_along_axis(scores, best, 1), np.take_along_axis(rows, best, 1)

    def _candidates(self, queries: Matrix, count: int, among: Mask | None) -> Numbers:
        """For each query the rows of the nearest codes, by row number: shape (queries, candidates)."""
        codes, numbers = self._codes, None
        if among is not None:
            numbers, codes = self._filter(among)
        total = len(self._rows) if numbers is None else len(numbers)
        found = codes.search(signs.codes(queries), min(count, total))[1]  # type: ignore[attr-defined]
        found.sort(axis=1)
        rows: Numbers = found if numbers is None else numbers[found]
        return rows

    def _filter(self, among: Mask) -> tuple[Numbers, object]:
        """The codes of the rows allowed; those of the last filter are kept, for articles come in rows."""
        name = np.packbits(among).tobytes()
        if self._filtered is None or self._filtered[0] != name:
            import faiss

            numbers = np.flatnonzero(among).astype(np.int64)
            whole = faiss.rev_swig_ptr(self._codes.xb.data(), self._codes.xb.size()).reshape(len(self._rows), -1)  # type: ignore[attr-defined]
            self._filtered = (name, numbers, _binary(whole[numbers]))
        return self._filtered[1], self._filtered[2]


def _binary(codes: NDArray[np.uint8]) -> object:
    import faiss

    index = faiss.IndexBinaryFlat(8 * codes.shape[1])
    index.add(np.ascontiguousarray(codes))
    return index
