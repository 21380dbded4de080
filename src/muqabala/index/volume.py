"""One immutable file of vectors: written whole, read through a mapping, every byte of it under a checksum.

In order: the directory (key and number of rows of each document), the codes of all rows, the rows themselves (a CRC-32,
then the vector in half precision). The SHA-256 of directory and codes stand in the manifest of the library; the one is
verified when a volume is opened, the other whenever codes are read. A row is held against its CRC every time. So
opening is quick, and damage is met before it is searched.
"""

from __future__ import annotations

import hashlib
import mmap
import struct
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray

from muqabala.errors import StoreError
from muqabala.index import signs

Half = NDArray[np.float16]
"""Vectors in half precision, of shape (n, d)."""

Numbers = NDArray[np.int64]
"""Row numbers, of shape (n,)."""

Part = tuple[Half, signs.Codes]
"""Some rows to be written: vectors (n, d) and their codes (n, bits / 8)."""

CHUNK = 8192
"""Rows that are verified, copied or written at a time."""

_ENTRY = struct.Struct("<32sQ")
_CRC = 4  # bytes


class DamageError(StoreError):
    """A file of the index is not as it was written; `told` names it and says what is wrong."""

    def __init__(self, path: Path, problem: str) -> None:
        self.told = f"{path}: {problem}"
        super().__init__(f"{self.told}. It is not searched; run again and it is rebuilt.")


@dataclass(frozen=True, slots=True)
class Label:
    """What the manifest says of a volume: its name, counts, and the SHA-256 of two of its sections."""

    name: str
    documents: int
    rows: int
    directory: str
    codes: str


@dataclass(frozen=True, slots=True)
class _Layout:
    """Sizes and places of the sections of a volume, in bytes."""

    dimension: int
    documents: int
    rows: int

    @property
    def code(self) -> int:
        return signs.width(self.dimension) // 8

    @property
    def row(self) -> int:
        return _CRC + 2 * self.dimension

    @property
    def first_code(self) -> int:
        return self.documents * _ENTRY.size

    @property
    def first_row(self) -> int:
        return self.first_code + self.rows * self.code

    @property
    def end(self) -> int:
        return self.first_row + self.rows * self.row


def write(stream: BinaryIO, name: str, dimension: int, counts: Mapping[bytes, int], parts: Iterable[Part]) -> Label:
    """Write a volume of the documents in `counts` (rows by key of 32 bytes); `parts` are their rows in that order.

    Raises `OSError` when the disk refuses; the caller throws the file away then.
    """
    layout = _Layout(dimension, len(counts), sum(counts.values()))
    directory = b"".join(_ENTRY.pack(key, count) for key, count in counts.items())
    stream.write(directory)
    hashed, row = hashlib.sha256(), 0
    for vectors, codes in parts:
        packed = codes.tobytes()
        hashed.update(packed)
        stream.seek(layout.first_code + row * layout.code)
        stream.write(packed)
        stream.seek(layout.first_row + row * layout.row)
        stream.write(_packed(vectors, row))
        row += len(vectors)
    assert row == layout.rows, "the parts hold the rows that were counted"
    return Label(name, layout.documents, layout.rows, hashlib.sha256(directory).hexdigest(), hashed.hexdigest())


def _packed(vectors: Half, first: int) -> bytes:
    """Rows as they stand in the file, from row `first` on."""
    rows = np.empty(len(vectors), _row(vectors.shape[1]))
    rows["vector"] = vectors
    rows["crc"] = _crcs(rows["vector"], np.arange(first, first + len(vectors)))
    return rows.tobytes()


def _crcs(vectors: Half, rows: Numbers) -> list[int]:
    """The CRC-32 of each vector, begun with its row number: a vector in another's place is damage too."""
    return list(map(zlib.crc32, vectors, rows.tolist()))


def _row(dimension: int) -> np.dtype[np.void]:
    return np.dtype([("crc", "<u4"), ("vector", "<f2", (dimension,))])


class Volume:
    """A volume mapped for reading. Its file may be dropped by a writer meanwhile: the mapping stays good."""

    def __init__(self, folder: Path, label: Label, dimension: int) -> None:
        """Map the file and verify its directory: `documents` are the rows by key.

        Raises `DamageError`, also when the file is missing, and `OSError` when it cannot be read.
        """
        self.path = folder / label.name
        self.label = label
        self._layout = _Layout(dimension, label.documents, label.rows)
        try:
            with self.path.open("rb") as stream:
                self._map = mmap.mmap(stream.fileno(), 0, access=mmap.ACCESS_READ)
        except FileNotFoundError as error:
            raise DamageError(self.path, "missing") from error
        except ValueError as error:  # there is nothing to map
            raise DamageError(self.path, "empty") from error
        self.documents: dict[bytes, range] = {}
        first = 0
        for key, count in _ENTRY.iter_unpack(self._section("directory", 0, self._layout.first_code, label.directory)):
            self.documents[key] = range(first, first + count)
            first += count

    def codes(self) -> signs.Codes:
        """The codes of all rows: shape (rows, bits / 8). Raises `DamageError`."""
        data = self._section("codes", self._layout.first_code, self._layout.first_row, self.label.codes)
        return np.frombuffer(data, np.uint8).reshape(self.label.rows, self._layout.code)

    def take(self, rows: Numbers) -> Half:
        """The vectors of these rows, each held against its CRC. Raises `DamageError`."""
        self._check_size()
        found = np.frombuffer(self._map, _row(self._layout.dimension), self.label.rows, self._layout.first_row)[rows]
        self._release()
        if _crcs(found["vector"], rows) != found["crc"].tolist():
            raise DamageError(self.path, "vectors do not match their checksums")
        return found["vector"]

    def parts(self, keys: Sequence[bytes]) -> Iterator[Part]:
        """These documents for writing into another volume, `CHUNK` rows at a time. Raises `DamageError`."""
        codes = self.codes()
        rows = np.concatenate([np.zeros(0, np.int64), *(np.asarray(self.documents[key], np.int64) for key in keys)])
        for chunk in (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK)):
            yield self.take(chunk), codes[chunk]

    def verify(self) -> None:
        """Hold every byte against its checksum. Raises `DamageError`."""
        self.codes()
        for at in range(0, self.label.rows, CHUNK):
            self.take(np.arange(at, min(at + CHUNK, self.label.rows)))

    def _section(self, name: str, start: int, end: int, sha256: str) -> bytes:
        self._check_size()
        data = self._map[start:end]
        self._release()
        if hashlib.sha256(data).hexdigest() != sha256:
            raise DamageError(self.path, f"the section of {name} does not match its checksum")
        return data

    def _check_size(self) -> None:
        """Before every reading: to read a mapping beyond the end of a file that was cut short ends the process."""
        size = self._map.size()
        if size != self._layout.end:
            raise DamageError(self.path, f"{size} bytes instead of {self._layout.end}")

    def _release(self) -> None:
        """Give the mapped pages back: they would count as memory held, and the system keeps them as long as it can."""
        self._map.madvise(mmap.MADV_DONTNEED)
