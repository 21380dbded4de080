"""What is kept beside a source: where it came from, and the hashes that tell whether anything changed since."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from muqabala.errors import StoreError

SCHEMA = "muqabala.source/1"
FOLDER = ".sources"
"""The hidden folder in a corpus that holds snapshots and records; readers of the corpus pass it over."""
_SNAPSHOT = re.compile(r"[0-9a-f]{64}(\.[a-z0-9]{1,8})?")


@dataclass(frozen=True, slots=True)
class Provenance:
    """How a source came into the corpus.

    `origin` is the address asked for, or the name of the file; `url` the address it was found at, where known;
    `fetched` an ISO time in UTC; `snapshot` the file name in the hidden folder, which begins with its SHA-256;
    `item` the place in a file that holds several documents; `warnings` are doubts of the reader about its text.
    """

    name: str
    origin: str
    url: str | None
    fetched: str
    media_type: str
    charset: str | None
    snapshot: str
    size: int
    document_sha256: str
    item: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def snapshot_sha256(self) -> str:
        """The SHA-256 of the snapshot when it was taken."""
        return self.snapshot[:64]


def sha256(data: bytes) -> str:
    """Hexadecimal."""
    return hashlib.sha256(data).hexdigest()


def write(folder: Path, record: Provenance) -> None:
    """Keep a record. Raises `OSError`."""
    text = json.dumps({"schema": SCHEMA, **asdict(record)}, ensure_ascii=False, indent=1, sort_keys=True)
    place(folder / f"{record.name}.json", (text + "\n").encode("utf-8"))


def load(path: Path) -> Provenance:
    """Read a record. Raises `StoreError` when it is damaged or from another version."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(found, dict) or found.pop("schema", None) != SCHEMA:
            raise ValueError("not a record of this version")
        record = Provenance(**found | {"warnings": tuple(found.get("warnings", ()))})
        _validate(record, path)
    except (OSError, ValueError, TypeError, RecursionError) as error:
        advice = f"Restore it from a backup, or run `muqabala sources remove {path.stem}` and add the source again."
        raise StoreError(f"{path}: this record of a source cannot be used ({error}). {advice}") from error
    return record


def _validate(record: Provenance, path: Path) -> None:
    for field in fields(Provenance):
        value = getattr(record, field.name)
        wanted = {"size": int, "warnings": tuple}.get(field.name, str)
        if not isinstance(value, wanted) and not (value is None and field.name in ("url", "charset")):
            raise ValueError(f"{field.name} is of the wrong kind")
    if not all(isinstance(warning, str) for warning in record.warnings):
        raise ValueError("warnings are of the wrong kind")
    if record.name != path.stem or not _SNAPSHOT.fullmatch(record.snapshot):
        raise ValueError("its name and its content disagree")


def place(path: Path, data: bytes) -> None:
    """Write a file whole or not at all, and on the disk before this returns. Raises `OSError`."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.parent / f".muqabala-{secrets.token_hex(8)}"
    try:
        with draft.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, path)  # noqa: PTH105 - named for what it promises: atomic replacement
        _sync(path.parent)
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """The new name of a file on the disk, where the system can sync a folder."""
    with contextlib.suppress(OSError):
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)
