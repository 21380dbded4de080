"""Vectors of large corpora on disk, ready to be searched: a folder of immutable volumes and a manifest that names them.

One writer at a time, behind a lock; readers take no lock. A writer puts a new volume beside the old ones (temporary
file, fsync, rename, fsync of the folder), then the manifest in the same way, and only then drops what the manifest no
longer names. So whenever it is killed, the next reader finds the library as it was before or after. Small volumes are
merged into larger ones, each at most some half of the one before, so that adding a document costs little on average.

Everything here can be rebuilt from the `Store`, so a damaged volume is left out, named, and written anew.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import secrets
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import numpy as np
from filelock import FileLock, Timeout

from muqabala.errors import StoreError
from muqabala.index import signs, volume
from muqabala.index.rows import Bound
from muqabala.index.volume import DamageError, Part, Volume

if TYPE_CHECKING:
    from muqabala.records import Matrix

_FORM = 1
_MANIFEST = "manifest.json"
_PATIENCE = 600.0
"""Seconds to wait for another process that is writing."""
_TRIES = 5
"""How often to read again when a writer dropped a volume between our reading of its name and our opening of it."""


def centred_key(content: bytes, mean: Matrix) -> bytes:
    """The key of a document's centred vectors: they depend on its content key and on the mean that was taken off."""
    return hashlib.sha256(content + np.ascontiguousarray(mean, np.float32).tobytes()).digest()


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A volume of the manifest: `gone` are documents in it that were removed since it was written."""

    file: Volume
    gone: frozenset[bytes]

    @property
    def live(self) -> list[bytes]:
        """The keys of the documents that still count."""
        return [key for key in self.file.documents if key not in self.gone]

    @property
    def rows(self) -> int:
        """Rows that still count."""
        return self.file.rows - sum(len(self.file.documents[key]) for key in self.gone)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The library at one moment; writers do not change it. `problems` name the files that are damaged and left out."""

    dimension: int
    volumes: tuple[_Shelved, ...] = ()
    problems: tuple[str, ...] = ()
    _where: dict[bytes, tuple[Volume, range]] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        for shelved in self.volumes:
            self._where.update({key: (shelved.file, shelved.file.documents[key]) for key in shelved.live})

    def __len__(self) -> int:
        return len(self._where)

    def __contains__(self, key: bytes) -> bool:
        return key in self._where

    def keys(self) -> Collection[bytes]:
        """The keys of all documents."""
        return self._where.keys()

    def bind(self, keys: Sequence[bytes]) -> Bound:
        """The rows of these documents one after the other. Raises `KeyError` for one that is not there."""
        return Bound([self._where[key] for key in keys], self.dimension)

    def verify(self) -> None:
        """Hold every byte against its checksum. Raises `DamageError`."""
        for shelved in self.volumes:
            shelved.file.verify()


class Library:
    """The folder. Nothing is created before something is added."""

    def __init__(self, folder: Path, dimension: int, patience: float = _PATIENCE) -> None:
        """`patience` is how many seconds to wait for another writer before giving up."""
        self.folder = folder
        self.dimension = dimension
        self._patience = patience

    @property
    def _manifest(self) -> Path:
        return self.folder / _MANIFEST

    def snapshot(self) -> Snapshot:
        """What is there now, verified but for the vectors. Damage is left out and named, never raised.

        Raises `StoreError` when the files cannot be read.
        """
        for attempt in range(_TRIES):
            try:
                return self._read()
            except FileNotFoundError:
                if attempt + 1 == _TRIES:  # no writer is so quick: the file is lost
                    return self._read(missing=True)
            except OSError as error:
                raise self._refused("cannot be read", error) from error
        raise AssertionError("unreachable")

    def _read(self, missing: bool = False) -> Snapshot:
        try:
            listed = self._listed()
        except DamageError as damage:
            return Snapshot(self.dimension, (), (f"{damage.path}: {damage.problem}",))
        volumes, problems = [], []
        for name, digest, gone in listed:
            try:
                volumes.append(_Shelved(Volume(self.folder / name, digest, self.dimension), gone))
            except DamageError as damage:
                problems.append(f"{damage.path}: {damage.problem}")
            except FileNotFoundError:
                if not missing:
                    raise
                problems.append(f"{self.folder / name}: missing")
        return Snapshot(self.dimension, tuple(volumes), tuple(problems))

    def _listed(self) -> list[tuple[str, str, frozenset[bytes]]]:
        """Names, header hashes and removed documents of the volumes in the manifest; empty without one."""
        try:
            digest, _, text = self._manifest.read_bytes().partition(b"\n")
        except (FileNotFoundError, NotADirectoryError):
            return []
        if hashlib.sha256(text).hexdigest().encode() != digest:
            raise DamageError(self._manifest, "does not match its checksum")
        told = json.loads(text)
        if (told["form"], told["dimension"]) != (_FORM, self.dimension):
            raise DamageError(self._manifest, "of another version or model")
        return [(v["name"], v["sha256"], frozenset(map(bytes.fromhex, v["gone"]))) for v in told["volumes"]]

    def add(self, entries: Mapping[bytes, Matrix]) -> Snapshot:
        """Add documents (vectors of shape (sentences, d) by key of 32 bytes), all of them or none; those that are
        there already stay. Damaged volumes are dropped for good. The library afterwards; its `problems` name what was
        dropped.

        Raises `StoreError` when the disk refuses or another process keeps writing.
        """
        problems: tuple[str, ...] = ()
        with self._writing() as before:
            fresh = {key: vectors for key, vectors in sorted(entries.items()) if key not in before}
            if fresh or before.problems:
                problems = (*before.problems, *self._add(before, fresh))
        return replace(self.snapshot(), problems=problems)

    def _add(self, before: Snapshot, fresh: Mapping[bytes, Matrix]) -> list[str]:
        """Put fresh documents in a new volume, together with the volumes that are not much larger than it is."""
        kept, merged = list(before.volumes), []
        rows = sum(map(len, fresh.values()))
        while kept and fresh and kept[-1].rows <= 2 * rows:
            merged.append(kept.pop())
            rows += merged[-1].rows
        return self._commit(kept, merged, fresh)

    def remove(self, keys: Collection[bytes]) -> Snapshot:
        """Forget documents; a volume that is mostly forgotten is written anew. Returns and raises as `add` does."""
        wanted = frozenset(keys)
        problems: tuple[str, ...] = ()
        with self._writing() as before:
            if before.problems or any(key in before for key in wanted):
                marked = [_Shelved(v.file, v.gone | (wanted & v.file.documents.keys())) for v in before.volumes]
                kept = [v for v in marked if 2 * v.rows > v.file.rows]
                merged = [v for v in marked if 2 * v.rows <= v.file.rows]
                problems = (*before.problems, *self._commit(kept, merged, {}))
        return replace(self.snapshot(), problems=problems)

    def verify(self) -> tuple[str, ...]:
        """Hold every byte of the library against its checksum; drop what is damaged, and name it."""
        with self._writing() as before:
            sound, problems = _sound(before.volumes)
            problems = [*before.problems, *problems]
            if problems:
                self._commit(sound, [], {})
        return tuple(problems)

    def _commit(self, kept: list[_Shelved], merged: Sequence[_Shelved], fresh: Mapping[bytes, Matrix]) -> list[str]:
        """Write one volume of `merged` and `fresh`, name it in the manifest beside `kept`, drop the rest.

        A merge reads every vector: a volume where that meets damage is left behind, and named in what is returned.
        """
        listed = [(v.file.path.name, v.file.digest, v.gone) for v in kept]
        sound, problems = _sound(merged)
        counts = {key: len(shelved.file.documents[key]) for shelved in sound for key in shelved.live}
        counts |= {key: len(vectors) for key, vectors in fresh.items()}
        if counts:
            with self._placed() as (stream, place):
                digest = volume.write(stream, self.dimension, counts, _parts(sound, fresh))
                name = f"volume-{digest[:32]}.bin"
                place(name)
            listed.append((name, digest, frozenset()))
        self._write_manifest(listed)
        self._drop({name for name, _, _ in listed})
        return problems

    def _write_manifest(self, listed: Sequence[tuple[str, str, frozenset[bytes]]]) -> None:
        volumes = [{"name": n, "sha256": d, "gone": sorted(key.hex() for key in gone)} for n, d, gone in listed]
        told = {"form": _FORM, "dimension": self.dimension, "volumes": volumes}
        text = json.dumps(told, indent=1).encode()
        with self._placed() as (stream, place):
            stream.write(hashlib.sha256(text).hexdigest().encode() + b"\n" + text)
            place(_MANIFEST)

    @contextlib.contextmanager
    def _placed(self) -> Iterator[tuple[BinaryIO, _Place]]:
        """A temporary file, and the function that makes it a whole file of the library under its name."""
        temporary = self.folder / f"{secrets.token_hex(8)}.tmp"  # not by tempfile: others may read a shared cache
        try:
            with temporary.open("xb") as stream:
                yield stream, _Place(stream, temporary)
        finally:
            temporary.unlink(missing_ok=True)

    def _drop(self, named: Collection[str]) -> None:
        """Drop volumes that no manifest names, and what killed writers left. Readers keep what they have mapped."""
        for path in self.folder.iterdir():
            if path.suffix in (".tmp", ".bin") and path.name not in named:
                with contextlib.suppress(OSError):
                    path.unlink()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Snapshot]:
        """Alone with the library as it is now. Raises `StoreError`."""
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with FileLock(self.folder / "lock", timeout=self._patience):
                yield self.snapshot()
        except Timeout as error:
            raise StoreError(
                f"{self.folder}: another process has been writing the index for {self._patience:.0f} s. "
                "Nothing is lost: wait until it is done and run again."
            ) from error
        except OSError as error:
            raise self._refused("cannot be written", error) from error

    def _refused(self, problem: str, error: OSError) -> StoreError:
        return StoreError(
            f"{self.folder}: the index {problem} ({error}). Nothing that was kept is lost: free some space, make the "
            "folder writable, or name another one in the variable MUQABALA_CACHE."
        )


@dataclass(frozen=True, slots=True)
class _Place:
    """Called with a name, it flushes the temporary file to the disk and gives it that name."""

    stream: BinaryIO
    temporary: Path

    def __call__(self, name: str) -> None:
        self.stream.flush()
        os.fsync(self.stream.fileno())
        self.temporary.replace(self.temporary.with_name(name))
        folder = os.open(self.temporary.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def _sound(volumes: Sequence[_Shelved]) -> tuple[list[_Shelved], list[str]]:
    """The volumes of which every vector is as it was written, and what is wrong with the others."""
    sound, problems = [], []
    for shelved in volumes:
        try:
            shelved.file.verify()
            sound.append(shelved)
        except DamageError as damage:
            problems.append(f"{damage.path}: {damage.problem}")
    return sound, problems


def _parts(merged: Sequence[_Shelved], fresh: Mapping[bytes, Matrix]) -> Iterator[Part]:
    """The documents of some volumes, then fresh ones, in the order in which they are counted."""
    for shelved in merged:
        yield from shelved.file.part(shelved.live)
        shelved.file.release()
    counts: dict[bytes, int] = {}
    waiting: list[Matrix] = []
    for number, (key, vectors) in enumerate(fresh.items(), 1):
        counts[key] = len(vectors)
        waiting.append(vectors)
        if sum(counts.values()) >= volume.CHUNK or number == len(fresh):
            half = np.concatenate(waiting).astype(np.float16)
            yield Part(counts, half, signs.codes(half))
            counts, waiting = {}, []
