"""Made vectors for tests of the index."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from muqabala.records import Matrix

WIDTH = 16


def unit(vectors: Matrix) -> Matrix:
    """Vectors of length one, as half precision holds them."""
    scaled = vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    rounded: Matrix = scaled.astype(np.float16).astype(np.float32)
    return rounded


def key(number: int) -> bytes:
    return hashlib.sha256(str(number).encode()).digest()


def document(number: int, sentences: int | None = None) -> Matrix:
    """The vectors of a document, 0 to 8 of them unless said."""
    random = np.random.default_rng(number)
    count = random.integers(0, 9) if sentences is None else sentences
    return unit(random.standard_normal((count, WIDTH)).astype(np.float32))


def documents(numbers: Sequence[int] | range) -> dict[bytes, Matrix]:
    return {key(n): document(n) for n in numbers}


def joined(entries: Mapping[bytes, Matrix], keys: Sequence[bytes]) -> Matrix:
    return np.concatenate([np.zeros((0, WIDTH), np.float32), *(entries[k] for k in keys)])


def clustered(count: int, dimension: int, seed: int = 1) -> Matrix:
    """Vectors around random centres, as sentences lie around what they tell of."""
    random = np.random.default_rng(seed)
    centres = random.standard_normal((max(1, count // 50), dimension))
    centres /= np.linalg.norm(centres, axis=1, keepdims=True)
    return unit(
        centres[random.integers(0, len(centres), count)] + random.standard_normal((count, dimension)) / dimension**0.5
    )
