"""Vectors as sign bits: a first look that costs an eighth of half precision's bytes, and no training.

A vector is turned by a fixed orthogonal map (random signs, then a Hadamard matrix, twice) into as many coordinates as
the next power of two, and only their signs are kept. The share of bits in which two codes differ estimates the angle
between their vectors (Charikar, 2002). A code depends on its own vector alone, so the order in which a corpus grew
changes nothing, and a filter leaves exactly the rows that pass it.
"""

from __future__ import annotations

import hashlib
from functools import cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from muqabala.records import Matrix

Codes = NDArray[np.uint8]
"""Sign bits, packed: shape (n, bits / 8)."""

_FEWEST = 64
_AT_ONCE = 512
"""Vectors that are turned at a time: as many as the processor's cache holds."""


def width(dimension: int) -> int:
    """Bits of a code for vectors of this dimension: the next power of two, at least 64."""
    return max(_FEWEST, 1 << (dimension - 1).bit_length())


def codes(vectors: NDArray[np.float32] | NDArray[np.float16]) -> Codes:
    """The codes of vectors of shape (n, d)."""
    found = np.empty((len(vectors), width(vectors.shape[1]) // 8), np.uint8)
    for at in range(0, len(vectors), _AT_ONCE):
        found[at : at + _AT_ONCE] = np.packbits(_turned(vectors[at : at + _AT_ONCE]) > 0, axis=1)
    return found


def _turned(vectors: NDArray[np.float32] | NDArray[np.float16]) -> Matrix:
    """The map, but for a factor: from (n, d) to (n, bits). By sums and differences in a fixed order, not as a product
    of matrices, so that no bit depends on the library, its threads or the other vectors.
    """
    count, dimension = vectors.shape
    bits = width(dimension)
    turned = np.zeros((bits, count), np.float32)
    turned[:dimension] = vectors.T
    for flips in _flips(bits):
        turned *= flips[:, None]
        half = 1
        while half < bits:
            pairs = turned.reshape(-1, 2, half, count)
            difference = pairs[:, 0] - pairs[:, 1]
            pairs[:, 0] += pairs[:, 1]
            pairs[:, 1] = difference
            half *= 2
    return turned.T


@cache
def _flips(bits: int) -> Matrix:
    """Random signs, of shape (2, bits), from a hash, so that they are the same everywhere."""
    noise = hashlib.shake_256(b"muqabala signs 1").digest(2 * bits // 8)
    return 1 - 2 * np.unpackbits(np.frombuffer(noise, np.uint8)).astype(np.float32).reshape(2, bits)
