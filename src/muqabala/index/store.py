"""The sentence vectors of documents kept between runs, keyed by content and model: the record of truth.

Nothing is embedded twice, and whatever else the index keeps on disk is rebuilt from here.
"""

from __future__ import annotations

import contextlib
import hashlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from muqabala.errors import StoreError
from muqabala.records import Passage

if TYPE_CHECKING:
    from muqabala.records import Matrix

_APPLICATION = 0x6D75_7161  # "muqa", in SQLite's own field for telling one program's files from another's
_VERSION = 1
_FORM = 1  # rises when the same model would give other vectors: another conversion, prompt or preparation of the text
_SELECT = "SELECT CAST(data AS BLOB), CAST(sha256 AS BLOB) FROM vectors WHERE key = ?"  # blobs even when damaged
_REFUSED = frozenset({5, 6, 7, 8, 10, 13, 14})  # SQLite's codes for busy, locked, memory, read-only, I/O, full, no file
_SCHEMA = "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, data BLOB NOT NULL, sha256 BLOB NOT NULL)"


def content_key(model_sha256: str, passages: Sequence[Passage]) -> bytes:
    """What a document's vectors depend on: the model and the texts it was split into."""
    whole = hashlib.sha256(f"{_FORM} {model_sha256}".encode())
    for passage in passages:
        whole.update(b"\x1f" + passage.words.encode("utf-8", "surrogatepass"))
    return whole.digest()


def stored_form(vectors: Matrix) -> Matrix:
    """Vectors as the store gives them back: rounded to half precision, so that a first run equals a second."""
    return vectors.astype(np.float16).astype(np.float32)


class Store:
    """Vectors on disk in one SQLite file: written in transactions, safe against a kill and against a second process.

    Every entry carries its own SHA-256; a damaged entry is as good as absent, a damaged or foreign file is set aside
    with the suffix `.damaged` and begun anew. `rebuilt` then says so.
    """

    def __init__(self, path: Path, dimension: int) -> None:
        """Open or create. Raises `StoreError` when the folder cannot be written."""
        self.path = path
        self.rebuilt: str | None = None
        self._dimension = dimension
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = self._open()
        except (OSError, sqlite3.OperationalError) as error:
            raise StoreError(
                f"{path}: the index store cannot be opened ({error}). Make its folder writable, "
                "or name another one in the variable MUQABALA_CACHE."
            ) from error

    def _open(self) -> sqlite3.Connection:
        try:
            return self._connect()
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if not _is_damage(error):
                raise
            return self._open_anew(f"not a store of this version or damaged ({error})")

    def _connect(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=60.0, isolation_level=None)
        try:
            application = connection.execute("PRAGMA application_id").fetchone()[0]
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            empty = not connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
            if not empty and (application, version) != (_APPLICATION, _VERSION):
                raise sqlite3.DatabaseError("another program's or version's file")
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=FULL")
            connection.execute(f"PRAGMA application_id={_APPLICATION}")
            connection.execute(f"PRAGMA user_version={_VERSION}")
            connection.execute(_SCHEMA)
        except BaseException:
            connection.close()
            raise
        return connection

    def get(self, keys: Sequence[bytes]) -> dict[bytes, Matrix]:
        """The vectors known for these keys, each of shape (sentences, d); damaged entries are left out."""
        found = {}
        for key in dict.fromkeys(keys):
            with self._told("vectors cannot be read"), self._heal():
                row = self._connection.execute(_SELECT, (key,)).fetchone()
                if row and row[0] is not None and hashlib.sha256(key + row[0]).digest() == row[1]:
                    found[key] = np.frombuffer(row[0], np.float16).reshape(-1, self._dimension).astype(np.float32)
        return found

    def put(self, entries: Mapping[bytes, Matrix]) -> None:
        """Keep vectors, all of them or none. Raises `StoreError` when the disk refuses."""
        rows = []
        for key, vectors in entries.items():
            data = vectors.astype(np.float16).tobytes()
            rows.append((key, data, hashlib.sha256(key + data).digest()))
        with self._told("vectors cannot be kept"), self._heal(), self._transaction():
            self._connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", rows)

    def purge(self, keep: Sequence[bytes]) -> int:
        """Forget every document whose key is not in `keep`; how many were forgotten."""
        wanted, gone = set(keep), []
        with self._told("vectors cannot be forgotten"), self._heal(), self._transaction():
            gone = [(key,) for (key,) in self._connection.execute("SELECT key FROM vectors") if key not in wanted]
            self._connection.executemany("DELETE FROM vectors WHERE key = ?", gone)
        with self._told("the file cannot be made smaller"):
            self._connection.execute("VACUUM")
        return len(gone)

    def __len__(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM vectors").fetchone()[0])

    def close(self) -> None:
        """Release the file."""
        self._connection.close()

    @contextlib.contextmanager
    def _told(self, problem: str) -> Iterator[None]:
        """What the disk refuses, as an error that says what to do."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise StoreError(f"{self.path}: {problem} ({error}). Free some space and run again.") from error

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            if self._connection.in_transaction:  # SQLite has ended it itself when the disk is full
                self._connection.execute("ROLLBACK")
            raise
        self._connection.execute("COMMIT")

    @contextlib.contextmanager
    def _heal(self) -> Iterator[None]:
        """Damage met in the middle of a file: set the file aside, begin anew, and let the caller find nothing."""
        try:
            yield
        except (sqlite3.DatabaseError, UnicodeDecodeError) as error:
            if not _is_damage(error):
                raise
            self._connection.close()
            self._connection = self._open_anew("damaged")

    def _open_anew(self, problem: str) -> sqlite3.Connection:
        aside = self.path.with_suffix(self.path.suffix + ".damaged")
        if self.path.exists():
            self.path.replace(aside)
        for suffix in ("-wal", "-shm"):
            self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)
        self.rebuilt = f"{self.path}: {problem}; begun anew, kept as {aside}"
        return self._connect()


def _is_damage(error: Exception) -> bool:
    """Whether the file itself is broken, and not the disk full or the file in another's hands."""
    return getattr(error, "sqlite_errorcode", 1) & 0xFF not in _REFUSED
