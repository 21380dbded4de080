"""The originals in a corpus folder: a readable text each, and beside it, hidden, what it was taken from.

    corpus/reuters-2024-03-28-veto.md                 what a check reads
    corpus/.sources/reuters-2024-03-28-veto.json      where it came from, and the hashes
    corpus/.sources/<sha256>.html                     the snapshot, byte for byte

A text without a record was put there by hand: it can be listed and shown, not verified.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from anyascii import anyascii

from muqabala import read
from muqabala.errors import ReadError, StoreError
from muqabala.records import Document, Metadata
from muqabala.sources import records
from muqabala.sources.markdown import markdown
from muqabala.sources.records import FOLDER, Provenance, sha256

_NAME = re.compile(r"[^\W_][\w.-]*")
_LONGEST_NAME = 80


@dataclass(frozen=True, slots=True)
class Original:
    """A document as it was brought in: its bytes, and where they came from (see `Provenance`)."""

    data: bytes
    suffix: str
    origin: str
    fetched: str
    url: str | None = None
    media_type: str = ""
    charset: str | None = None


@dataclass(frozen=True, slots=True)
class Added:
    """What became of one document: its name, whether it was there already or took the place of an older text, and
    doubts of the reader about its text.
    """

    name: str
    known: bool = False
    replaced: bool = False
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Held:
    """A document of the corpus; `record` is None when it was put there by hand. `problem` is a record's own damage."""

    name: str
    document: Document
    record: Provenance | None
    problem: str | None = None


class State(StrEnum):
    """What `verify` can find."""

    SOUND = "sound"
    CHANGED = "changed"
    MISSING = "missing"
    DAMAGED = "damaged"


@dataclass(frozen=True, slots=True)
class Verified:
    """The state of one source, and in words what is the matter."""

    name: str
    state: State
    detail: str = ""


class Library:
    """The sources of one corpus folder."""

    def __init__(self, folder: Path, limit: int = read.LIMIT) -> None:
        """`limit` is the largest file in bytes. Nothing is read or made before a method needs it."""
        self.folder = folder
        self.hidden = folder / FOLDER
        self.limit = limit

    def add(self, original: Original, document: Document, metadata: Metadata, *, replace: bool = False) -> Added:
        """Keep a document that was read from `original`; `metadata` is what its front matter will say.

        The same bytes again change nothing. Other bytes from an address that is known raise `ReadError` unless
        `replace` is set. Raises `StoreError` when the disk refuses.
        """
        item = document.item
        snapshot = sha256(original.data) + original.suffix
        older = self._known(original, metadata.url, snapshot, item)
        if older and older.snapshot == snapshot and self._text(older.name).is_file() and not replace:
            return Added(older.name, known=True)
        if older and not replace and older.snapshot != snapshot:
            problem = f"it is in the corpus as {older.name} since {older.fetched[:10]}, and has changed"
            raise ReadError(original.origin, problem, "Take the new text with --replace")
        name = older.name if older else self._free(_slug(original, metadata, item))
        text = markdown(document, metadata, snapshot[:64]).encode("utf-8", "replace")
        record = Provenance(
            name=name,
            origin=original.origin,
            url=metadata.url,
            fetched=original.fetched,
            media_type=original.media_type,
            charset=original.charset,
            snapshot=snapshot,
            size=len(original.data),
            document_sha256=sha256(text),
            item=item,
            warnings=document.warnings,
        )
        self._write(original.data, record, text)
        if older and older.snapshot != snapshot:
            self._drop_snapshot(older.snapshot)
        return Added(name, replaced=older is not None, warnings=document.warnings)

    def _write(self, data: bytes, record: Provenance, text: bytes) -> None:
        """The snapshot first and the text last: what is cut short leaves no text without its record."""
        try:
            records.place(self.hidden / record.snapshot, data)
            records.write(self.hidden, record)
            records.place(self._text(record.name), text)
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise StoreError(f"{self.folder}: the source cannot be written ({problem}). Free the disk.") from error

    def _known(self, original: Original, url: str | None, snapshot: str, item: str) -> Provenance | None:
        """The record of the same bytes, else of the same address."""
        found = [record for record in self.records() if isinstance(record, Provenance) and record.item == item]
        same = next((record for record in found if record.snapshot == snapshot), None)
        addresses = {address for address in (original.url, url) if address}
        return same or next((r for r in found if {r.origin, r.url} & addresses), None)

    def records(self) -> Iterator[Provenance | StoreError]:
        """Every record in the order of names; a damaged one as the error that says so."""
        for path in sorted(self.hidden.glob("*.json")):
            try:
                yield records.load(path)
            except StoreError as error:
                yield error

    def held(self) -> tuple[Held, ...]:
        """Every document that a check would read, sorted by name. Raises `ReadError` when there is no such folder."""
        documents, _ = read.read_corpus([self.folder], limit=self.limit)
        return tuple(self._held(document) for document in documents)

    def _held(self, document: Document) -> Held:
        name = document.id.removesuffix(".md")
        try:
            path = self.hidden / f"{name}.json"
            return Held(name, document, records.load(path) if path.is_file() else None)
        except StoreError as error:
            return Held(name, document, None, str(error))

    def one(self, name: str) -> Held:
        """The document of that name, with or without `.md`. Raises `ReadError` when there is none."""
        wanted = name.removesuffix(".md")
        for held in self.held():
            if held.name == wanted or held.document.id == name:
                return held
        raise ReadError(name, f"there is no such source in {self.folder}", "See `muqabala sources list`")

    def remove(self, name: str) -> None:
        """Take a source out: its text, its record, and its snapshot unless another source shares it.

        Raises `ReadError` when there is neither a text nor a record of that name.
        """
        wanted = name.removesuffix(".md")
        text, record = self._text(wanted), self.hidden / f"{wanted}.json"
        if not _NAME.fullmatch(wanted) or not (text.is_file() or record.is_file()):
            advice = "See `muqabala sources list`; files put there by hand in other formats are removed by hand"
            raise ReadError(name, f"there is no such source in {self.folder}", advice)
        snapshot = None
        if record.is_file():
            try:
                snapshot = records.load(record).snapshot
            except StoreError:
                snapshot = None  # its snapshot stays: nobody knows which one it was
        text.unlink(missing_ok=True)
        record.unlink(missing_ok=True)
        if snapshot:
            self._drop_snapshot(snapshot)

    def _drop_snapshot(self, snapshot: str) -> None:
        if not any(isinstance(r, StoreError) or r.snapshot == snapshot for r in self.records()):
            (self.hidden / snapshot).unlink(missing_ok=True)

    def verify(self, names: Sequence[str] = ()) -> tuple[Verified, ...]:
        """Hash snapshots and texts against the records, of these sources or of all that have a record.

        Raises `ReadError` for a name without a record.
        """
        wanted = {name.removesuffix(".md") for name in names}
        for name in sorted(wanted):
            if not _NAME.fullmatch(name) or not (self.hidden / f"{name}.json").is_file():
                raise ReadError(name, "nothing is recorded of such a source", "See `muqabala sources list`")
        paths = sorted(self.hidden.glob("*.json"))
        return tuple(self._verified(path) for path in paths if not wanted or path.stem in wanted)

    def _verified(self, path: Path) -> Verified:
        try:
            record = records.load(path)
        except StoreError as error:
            return Verified(path.stem, State.DAMAGED, str(error))
        parts = (
            ("snapshot", self.hidden / record.snapshot, record.snapshot_sha256),
            ("text", self._text(record.name), record.document_sha256),
        )
        for state, test in ((State.MISSING, _missing), (State.CHANGED, _changed)):
            wrong = [f"its {what} {path.name}" for what, path, digest in parts if test(path, digest)]
            if wrong:
                how = "is missing" if state is State.MISSING else f"is not what was added on {record.fetched[:10]}"
                return Verified(record.name, state, f"{' and '.join(wrong)} {how}")
        return Verified(record.name, State.SOUND)

    def _text(self, name: str) -> Path:
        return self.folder / f"{name}.md"

    def _free(self, name: str) -> str:
        """The name, numbered from 2 when it is taken."""
        number, unique = 2, name
        while self._text(unique).exists() or (self.hidden / f"{unique}.json").exists():
            unique, number = f"{name}-{number}", number + 1
        return unique


def _missing(path: Path, _digest: str) -> bool:
    return not path.is_file()


def _changed(path: Path, digest: str) -> bool:
    with path.open("rb") as stream:
        return records.sha256(stream.read()) != digest


def _slug(original: Original, metadata: Metadata, item: str) -> str:
    """A file name that a person recognises: outlet, date and title in plain letters."""
    title = metadata.title or item or Path(original.origin).stem
    words = anyascii(" ".join(filter(None, (metadata.outlet, metadata.date, title)))).lower()
    slug = re.sub(r"[^a-z0-9]+", "-", words).strip("-")[:_LONGEST_NAME].strip("-")
    return slug or f"source-{sha256(original.data)[:12]}"
