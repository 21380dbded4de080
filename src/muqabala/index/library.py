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
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

import numpy as np
from filelock import FileLock, Timeout

from muqabala.errors import StoreError
from muqabala.index import signs, volume
from muqabala.index.rows import Bound
from muqabala.index.volume import CHUNK, DamageError, Label, Part, Volume

if TYPE_CHECKING:
    from muqabala.records import Matrix

T = TypeVar("T")

_FORM = 1
_MANIFEST = "manifest.json"
_PATIENCE = 600.0
"""Seconds to wait for another process that is writing."""
_CONTENT = 16
"""Bytes of a key that tell the content; the rest tell the mean."""


def centred_key(content: bytes, mean: Matrix) -> bytes:
    """The key, of 32 bytes, of a document's centred vectors: they depend on its content key and on the mean (d,) that
    was taken off.
    """
    return content[:_CONTENT] + hashlib.sha256(mean.astype(np.float32).tobytes()).digest()[:-_CONTENT]


def of_content(keys: Collection[bytes], contents: Collection[bytes]) -> frozenset[bytes]:
    """Those keys of centred vectors that belong to these content keys, whatever mean was taken off."""
    wanted = {content[:_CONTENT] for content in contents}
    return frozenset(key for key in keys if key[:_CONTENT] in wanted)


@dataclass(frozen=True, slots=True)
class _Shelved:
    """A volume of the manifest; `gone` are documents in it that were removed since it was written."""

    file: Volume
    gone: frozenset[bytes] = frozenset()

    @property
    def live(self) -> list[bytes]:
        """The keys of the documents that still count."""
        return [key for key in self.file.documents if key not in self.gone]

    @property
    def rows(self) -> int:
        """How many rows still count."""
        return self.file.label.rows - sum(len(self.file.documents[key]) for key in self.gone)


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
        """Vectors have `dimension` numbers; `patience` is how many seconds to wait for another writer."""
        self.folder = folder
        self.dimension = dimension
        self._patience = patience

    def snapshot(self) -> Snapshot:
        """What is there now. Codes and vectors are verified when they are read. Files found damaged or missing are
        named in `problems`, never raised.

        Raises `StoreError` when the files cannot be read.
        """
        try:
            listed = self._listed()
            while True:
                found = self._opened(listed)
                now = self._listed() if found.problems else listed
                if now == listed:
                    return found
                listed = now  # a writer had dropped what we were about to open
        except DamageError as damage:
            return Snapshot(self.dimension, (), (damage.told,))
        except OSError as error:
            raise self._refused("cannot be read", error) from error

    def add(self, entries: Mapping[bytes, Matrix]) -> Snapshot:
        """Add documents (vectors of shape (sentences, d) by key of 32 bytes), all of them or none; those that are
        there already stay. Damaged volumes are dropped for good. The library afterwards; its `problems` name what was
        dropped.

        Raises `StoreError` when the disk refuses or another process keeps writing.
        """
        problems: tuple[str, ...] = ()
        with self._writing() as before:
            fresh = {key: vectors for key, vectors in entries.items() if key not in before}
            if fresh or before.problems:
                problems = before.problems + self._commit(*_for_merging(before.volumes, fresh), fresh)
        return replace(self.snapshot(), problems=problems)

    def remove(self, keys: Collection[bytes]) -> Snapshot:
        """Forget documents; a volume that is mostly forgotten is written anew. Returns and raises as `add` does."""
        wanted = frozenset(keys)
        problems: tuple[str, ...] = ()
        with self._writing() as before:
            if before.problems or any(key in before for key in wanted):
                marked = [_Shelved(v.file, v.gone | (wanted & v.file.documents.keys())) for v in before.volumes]
                kept = [v for v in marked if 2 * v.rows > v.file.label.rows]
                thinned = [v for v in marked if 2 * v.rows <= v.file.label.rows]
                problems = before.problems + self._commit(kept, thinned, {})
        return replace(self.snapshot(), problems=problems)

    def verify(self) -> tuple[str, ...]:
        """Hold every byte against its checksum, drop what is damaged for good, and name it. Raises as `add` does."""
        with self._writing() as before:
            sound, problems = _sound(before.volumes)
            problems = before.problems + problems
            if problems:
                self._commit(sound, [], {})
        return problems

    def _listed(self) -> list[tuple[Label, frozenset[bytes]]]:
        """The volumes of the manifest, with the documents removed from them; none without a manifest."""
        path = self.folder / _MANIFEST
        try:
            digest, _, text = path.read_bytes().partition(b"\n")
        except (FileNotFoundError, NotADirectoryError):
            return []
        if hashlib.sha256(text).hexdigest().encode() != digest:
            raise DamageError(path, "does not match its checksum")
        told = json.loads(text)
        if (told["form"], told["dimension"]) != (_FORM, self.dimension):
            raise DamageError(path, "of another version or model")
        return [(Label(**v["label"]), frozenset(map(bytes.fromhex, v["gone"]))) for v in told["volumes"]]

    def _opened(self, listed: Sequence[tuple[Label, frozenset[bytes]]]) -> Snapshot:
        volumes, problems = [], []
        for label, gone in listed:
            try:
                volumes.append(_Shelved(Volume(self.folder, label, self.dimension), gone))
            except DamageError as damage:
                problems.append(damage.told)
        return Snapshot(self.dimension, tuple(volumes), tuple(problems))

    def _commit(
        self, kept: Sequence[_Shelved], merged: Sequence[_Shelved], fresh: Mapping[bytes, Matrix]
    ) -> tuple[str, ...]:
        """Write one volume of `merged` and `fresh`, name it in the manifest beside `kept`, drop the rest.

        A merge reads every row: a volume where that meets damage is left behind, and named in what is returned.
        """
        listed = [(shelved.file.label, shelved.gone) for shelved in kept]
        sound, problems = _sound(merged)
        counts = {key: len(shelved.file.documents[key]) for shelved in sound for key in shelved.live}
        counts |= {key: len(vectors) for key, vectors in fresh.items()}
        if counts:
            name = f"{secrets.token_hex(16)}.volume"
            parts = _parts(sound, list(fresh.values()))
            label = self._placed(name, lambda file: volume.write(file, name, self.dimension, counts, parts))
            listed.append((label, frozenset()))
        volumes = [{"label": asdict(label), "gone": sorted(key.hex() for key in gone)} for label, gone in listed]
        text = json.dumps({"form": _FORM, "dimension": self.dimension, "volumes": volumes}, indent=1).encode()
        digest = hashlib.sha256(text).hexdigest().encode()
        self._placed(_MANIFEST, lambda file: file.write(digest + b"\n" + text))
        self._drop_but({label.name for label, _ in listed})
        return problems

    def _placed(self, name: str, write: Callable[[BinaryIO], T]) -> T:
        """Put a file into the library, whole or not at all; what `write` returns."""
        temporary = self.folder / f"{name}.tmp"  # not by tempfile: others may read a shared cache
        try:
            with temporary.open("wb") as stream:
                result = write(stream)
                stream.flush()
                os.fsync(stream.fileno())
            temporary.replace(self.folder / name)
        finally:
            temporary.unlink(missing_ok=True)
        folder = os.open(self.folder, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
        return result

    def _drop_but(self, named: Collection[str]) -> None:
        """Drop volumes that no manifest names, and what killed writers left. Readers keep what they have opened."""
        for path in self.folder.iterdir():
            if path.suffix in (".tmp", ".volume") and path.name not in named:
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


def _for_merging(
    volumes: Sequence[_Shelved], fresh: Mapping[bytes, Matrix]
) -> tuple[Sequence[_Shelved], Sequence[_Shelved]]:
    """The volumes to keep, and those that are not much larger than what is to be written with them."""
    kept, merged, rows = list(volumes), [], sum(map(len, fresh.values()))
    while kept and fresh and kept[-1].rows <= 2 * rows:
        merged.append(kept.pop())
        rows += merged[-1].rows
    return kept, merged


def _sound(volumes: Sequence[_Shelved]) -> tuple[list[_Shelved], tuple[str, ...]]:
    """The volumes of which every byte is as it was written, and what is wrong with the others."""
    sound, problems = [], []
    for shelved in volumes:
        try:
            shelved.file.verify()
            sound.append(shelved)
        except DamageError as damage:
            problems.append(damage.told)
    return sound, tuple(problems)


def _parts(merged: Sequence[_Shelved], fresh: Sequence[Matrix]) -> Iterator[Part]:
    """The documents of some volumes, then fresh ones, in the order in which they are counted."""
    for shelved in merged:
        yield from shelved.file.parts(shelved.live)
    if fresh:
        vectors = np.concatenate(fresh, dtype=np.float16, casting="same_kind")
        for at in range(0, len(vectors), CHUNK):
            part = vectors[at : at + CHUNK]
            yield part, signs.codes(part)
