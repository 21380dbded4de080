"""One immutable file of vectors: written whole, read in place, every byte of it under a checksum.

In order: a header of 4096 bytes (its own SHA-256, then JSON: counts, and the SHA-256 of the next three sections), the
directory (key, first row, rows of each document, sorted by key), a check number for every row, the codes, the vectors
in half precision. Header, directory, check numbers and codes are hashed when a volume is opened; a vector is held
against its check number every time it is read, so that opening stays quick and damage is met before it is searched.
"""

from __future__ import annotations

import hashlib
import json
import mmap
import os
import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from muqabala.errors import StoreError
from muqabala.index import signs

Half = NDArray[np.float16]
"""Vectors in half precision, of shape (n, d)."""

_HEADER = 4096
_FORM = 1
_ENTRY = struct.Struct("<32sQQ")
CHUNK = 8192
"""Rows that are checked, copied or written at a time."""


class DamageError(StoreError):
    """A file of the index is not as it was written; `path` names it."""

    def __init__(self, path: Path, problem: str) -> None:
        super().__init__(f"{path}: {problem}. It is not searched; run again and it is rebuilt.")
        self.path = path
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Part:
    """Some documents to be written: `counts` are their rows in order, `vectors` and `codes` those rows together."""

    counts: Mapping[bytes, int]
    vectors: Half
    codes: signs.Codes


@dataclass(frozen=True, slots=True)
class _Layout:
    """Where the sections of a volume begin, in bytes."""

    dimension: int
    rows: int
    documents: int

    @property
    def checks(self) -> int:
        return _HEADER + self.documents * _ENTRY.size

    @property
    def codes(self) -> int:
        return self.checks + 8 * self.rows

    @property
    def vectors(self) -> int:
        return self.codes + self.rows * signs.width(self.dimension) // 8

    @property
    def end(self) -> int:
        return self.vectors + 2 * self.dimension * self.rows


def write(stream: BinaryIO, dimension: int, counts: Mapping[bytes, int], parts: Iterable[Part]) -> str:
    """Write a volume of the documents in `counts` (rows by key, in the order of `parts`); its header's SHA-256.

    Raises `OSError` when the disk refuses; the caller throws the file away then.
    """
    layout = _Layout(dimension, sum(counts.values()), len(counts))
    directory = _directory(counts)
    hashes = {"checks": hashlib.sha256(), "codes": hashlib.sha256()}
    _put(stream, _HEADER, directory)
    row = 0
    for part in parts:
        sections = {"checks": check_numbers(part.vectors, np.arange(row, row + len(part.vectors))), "codes": part.codes}
        for name, section in sections.items():
            data = np.ascontiguousarray(section).tobytes()
            hashes[name].update(data)
            size = 8 if name == "checks" else signs.width(dimension) // 8
            _put(stream, getattr(layout, name) + row * size, data)
        _put(stream, layout.vectors + 2 * dimension * row, np.ascontiguousarray(part.vectors).tobytes())
        row += len(part.vectors)
    assert row == layout.rows, "the parts hold the rows that were counted"
    sums = {"directory": hashlib.sha256(directory).hexdigest(), **{n: h.hexdigest() for n, h in hashes.items()}}
    header, digest = _header(layout, sums)
    _put(stream, 0, header)
    return digest


def _put(stream: BinaryIO, at: int, data: bytes) -> None:
    stream.seek(at)
    stream.write(data)


def _directory(counts: Mapping[bytes, int]) -> bytes:
    """The entries sorted by key; the rows themselves stand in the order of `counts`."""
    entries, row = [], 0
    for key, count in counts.items():
        entries.append((key, row, count))
        row += count
    return b"".join(_ENTRY.pack(*entry) for entry in sorted(entries))


def _header(layout: _Layout, sums: Mapping[str, str]) -> tuple[bytes, str]:
    told = {
        "form": _FORM,
        "dimension": layout.dimension,
        "rows": layout.rows,
        "documents": layout.documents,
        "sha256": dict(sums),
    }
    text = json.dumps(told, sort_keys=True).encode().ljust(_HEADER - 64)
    digest = hashlib.sha256(text).hexdigest()
    return digest.encode() + text, digest


@cache
def _weights(count: int) -> NDArray[np.uint64]:
    """Odd numbers to weigh the words of a row with: no change of a single word goes unseen, and of several, one in
    2**63.
    """
    noise = hashlib.shake_256(b"muqabala checks 1").digest(8 * (count + 1))
    return np.frombuffer(noise, "<u8").astype(np.uint64) | np.uint64(1)


def check_numbers(vectors: Half, rows: NDArray[np.int64]) -> NDArray[np.uint64]:
    """One number for every vector, of its bytes and of the row it stands in."""
    vectors = np.ascontiguousarray(vectors)
    if not len(vectors):
        return np.zeros(0, np.uint64)
    words = vectors.view(np.uint64 if vectors.shape[1] % 4 == 0 else np.uint16).astype(np.uint64, copy=False)
    weights = _weights(words.shape[1])
    numbers: NDArray[np.uint64] = words @ weights[1:]  # modulo 2**64
    numbers += (rows.astype(np.uint64) + np.uint64(1)) * weights[0]
    return numbers


class Volume:
    """A volume mapped for reading. Its file may be dropped by a writer meanwhile: the mapping stays good."""

    def __init__(self, path: Path, digest: str, dimension: int) -> None:
        """Map the file and hold all but the vectors against their checksums; `digest` is its header's.

        Raises `DamageError`, and `OSError` when the file cannot be opened.
        """
        self.path = path
        self._file = path.open("rb", buffering=0)
        size = os.fstat(self._file.fileno()).st_size
        if size < _HEADER:
            raise DamageError(path, "cut short")
        self._map = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        layout, sums = self._read_header(digest, dimension)
        if size != layout.end:
            raise DamageError(path, f"{size} bytes instead of {layout.end}")
        self._layout = layout
        self.rows, self.digest = layout.rows, digest
        for name, start, end in (
            ("directory", _HEADER, layout.checks),
            ("checks", layout.checks, layout.codes),
            ("codes", layout.codes, layout.vectors),
        ):
            if hashlib.sha256(memoryview(self._map)[start:end]).hexdigest() != sums[name]:
                raise DamageError(path, f"the section {name!r} does not match its checksum")
        self.documents: dict[bytes, range] = {
            key: range(row, row + count) for key, row, count in _ENTRY.iter_unpack(self._map[_HEADER : layout.checks])
        }
        self.release()

    def _read_header(self, digest: str, dimension: int) -> tuple[_Layout, Mapping[str, str]]:
        text = self._map[64:_HEADER]
        if hashlib.sha256(text).hexdigest() != digest or self._map[:64] != digest.encode():
            raise DamageError(self.path, "the header does not match its checksum")
        told = json.loads(text)
        if (told["form"], told["dimension"]) != (_FORM, dimension):
            raise DamageError(self.path, "of another version or model")
        return _Layout(dimension, told["rows"], told["documents"]), told["sha256"]

    @property
    def codes(self) -> signs.Codes:
        """All codes, mapped: shape (rows, bits / 8)."""
        bytes_each = signs.width(self._layout.dimension) // 8
        flat = np.frombuffer(self._map, np.uint8, self.rows * bytes_each, self._layout.codes)
        return flat.reshape(self.rows, bytes_each)

    def take(self, rows: NDArray[np.int64]) -> Half:
        """The vectors of these rows, each held against its check number. Raises `DamageError`."""
        vectors = self._read(rows)
        checks = np.frombuffer(self._map, np.uint64, self.rows, self._layout.checks)[rows]
        if not np.array_equal(check_numbers(vectors, rows), checks):
            raise DamageError(self.path, "vectors do not match their checksums")
        return vectors

    def _read(self, rows: NDArray[np.int64]) -> Half:
        """The vectors of these rows as they stand in the file; rows that follow one another are read at once."""
        size, start = 2 * self._layout.dimension, self._layout.vectors
        vectors = np.empty((len(rows), self._layout.dimension), np.float16)
        buffer, file = memoryview(vectors.reshape(-1).view(np.uint8)), self._file.fileno()  # type: ignore[arg-type]
        firsts = np.flatnonzero(np.diff(rows, prepend=-2) != 1)
        ends = np.append(firsts[1:], len(rows)) if len(firsts) else firsts
        for first, end, row in zip(firsts.tolist(), ends.tolist(), rows[firsts].tolist(), strict=True):
            if os.preadv(file, [buffer[first * size : end * size]], start + row * size) != (end - first) * size:
                raise DamageError(self.path, "cut short")
        return vectors

    def part(self, keys: Sequence[bytes]) -> Iterator[Part]:
        """These documents for writing into another volume, some thousand rows at a time. Raises `DamageError`."""
        counts: dict[bytes, int] = {}
        waiting = 0
        for number, key in enumerate(keys, 1):
            counts[key] = len(self.documents[key])
            waiting += counts[key]
            if waiting >= CHUNK or number == len(keys):
                rows = np.concatenate([np.asarray(self.documents[k], np.int64) for k in counts])
                yield Part(counts, self.take(rows), self.codes[rows])
                counts, waiting = {}, 0

    def verify(self) -> None:
        """Hold every vector against its check number. Raises `DamageError`."""
        for start in range(0, self.rows, CHUNK):
            self.take(np.arange(start, min(start + CHUNK, self.rows)))
        self.release()

    def release(self) -> None:
        """Give the mapped pages that were read back to the system; they are read again when needed."""
        self._map.madvise(mmap.MADV_DONTNEED)
