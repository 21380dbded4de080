"""Search, in three ways by how much there is: exact, exact in half precision, and sign bits with exact re-ranking.

Every way gives the same answer to the same question whatever the history of the corpus, and leaves out filtered rows
before it looks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from muqabala.index import signs
from muqabala.index.rows import Held, Rows
from muqabala.index.volume import DamageError, Numbers

if TYPE_CHECKING:
    import faiss

    from muqabala.records import Matrix

T = TypeVar("T")

Mask = NDArray[np.bool_]
"""Which rows may be found, of shape (n,)."""

Found = tuple["Matrix", NDArray[np.int64]]
"""Scores and row numbers, the best first, each of shape (queries, k)."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """Up to how many rows a search is exact in single precision, and up to how many in half precision. Beyond, each
    query re-ranks `candidates` rows, or `each` for every row asked for, whichever is more.
    """

    exact: int = 20_000
    half: int = 50_000
    candidates: int = 400
    each: int = 20


SIZES = Sizes()
"""Chosen by what `benchmarks/index_size.py` measures; see docs/performance.md."""


class Index:
    """Inner-product search over vectors of length one, numbered by row."""

    def __init__(
        self, vectors: Matrix | Rows, sizes: Sizes = SIZES, rebuild: Callable[[DamageError], Rows] | None = None
    ) -> None:
        """`vectors` has shape (n, d), n may be 0, or are the rows of a large corpus, kept elsewhere. `rebuild` gives
        sound rows, in the same order, once some are found damaged; without it `DamageError` reaches the caller.
        """
        self._count = len(vectors)
        self._way: _Whole | _Signs
        if isinstance(vectors, np.ndarray) and len(vectors) <= sizes.half:
            self._way = _Whole(vectors, half=len(vectors) > sizes.exact)
        else:
            self._way = _Signs(Held(vectors) if isinstance(vectors, np.ndarray) else vectors, sizes, rebuild)

    def __len__(self) -> int:
        return self._count

    def __getitem__(self, rows: Sequence[int]) -> Matrix:
        """The vectors of some rows, of shape (len(rows), d). Raises `DamageError` for what cannot be rebuilt."""
        return self._way.take(np.asarray(rows, np.int64))

    def search(self, queries: Matrix, k: int, among: Mask | None = None) -> Found:
        """The k nearest of the rows that `among` allows (of all without it) to each of the queries (q, d); k is cut to
        how many there are. Raises `DamageError` for what cannot be rebuilt.
        """
        k = min(k, self._count if among is None else int(np.count_nonzero(among)))
        if k <= 0:
            return np.zeros((len(queries), 0), np.float32), np.zeros((len(queries), 0), np.int64)
        return self._way.search(np.ascontiguousarray(queries), k, among)


class _Whole:
    """All vectors in memory; every one that is allowed is looked at."""

    def __init__(self, vectors: Matrix, half: bool) -> None:
        import faiss

        dimension = vectors.shape[1]
        self._index = _half_index(dimension) if half else faiss.IndexFlatIP(dimension)
        self._index.add(np.ascontiguousarray(vectors))

    def take(self, rows: Numbers) -> Matrix:
        vectors: Matrix = self._index.reconstruct_batch(rows)
        return vectors

    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found:
        import faiss

        allowed = None
        if among is not None:
            bits = faiss.IDSelectorBitmap(np.packbits(among, bitorder="little"))  # type: ignore[call-arg, arg-type]
            allowed = faiss.SearchParameters(sel=bits)  # type: ignore[call-arg]  # the stubs know C++ only
        return self._index.search(queries, k, params=allowed)


class _Signs:
    """Sign bits in memory point out candidates; their vectors, read where they are kept, decide."""

    def __init__(self, rows: Rows, sizes: Sizes, rebuild: Callable[[DamageError], Rows] | None) -> None:
        self._rows = rows
        self._sizes = sizes
        self._rebuild = rebuild
        self._codes = self._healed(lambda: self._rows.codes())

    def take(self, rows: Numbers) -> Matrix:
        return self._healed(lambda: self._rows.take(rows)).astype(np.float32)

    def search(self, queries: Matrix, k: int, among: Mask | None) -> Found:
        """The candidates of all queries are read once, and each query takes the best of them all."""
        near = self._candidates(queries, max(self._sizes.candidates, k * self._sizes.each), among)
        vectors = self._healed(lambda: self._rows.take(near))
        ranked = _half_index(vectors.shape[1])
        ranked.add_sa_codes(vectors.view(np.uint8))
        scores, places = ranked.search(queries, k)
        return scores, near[places]

    def _candidates(self, queries: Matrix, count: int, among: Mask | None) -> Numbers:
        """The rows whose codes are nearest to some query's, `count` or all for each; ascending."""
        import faiss

        codes = self._codes if among is None else self._codes[among]
        _, places = faiss.knn_hamming(signs.codes(queries), codes, min(count, len(codes)))
        near: Numbers = np.unique(places)
        return near if among is None else np.flatnonzero(among)[near]

    def _healed(self, what: Callable[[], T]) -> T:
        """What it gives; after damage, what it gives over rebuilt rows."""
        try:
            return what()
        except DamageError as damage:
            if self._rebuild is None:
                raise
            self._rows = self._rebuild(damage)
            return what()


def _half_index(dimension: int) -> faiss.IndexScalarQuantizer:
    """An empty index of vectors in half precision."""
    import faiss

    return faiss.IndexScalarQuantizer(dimension, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
