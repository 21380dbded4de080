"""Documents laid down as files that are read back as the same text, for a benchmark made of them."""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import yaml

from muqabala import read
from muqabala.errors import ReadError
from muqabala.records import Document, Span, text_sha256

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 60
_PLAIN = (".txt", ".text", ".md", ".markdown")


@dataclass(frozen=True, slots=True)
class Laid:
    """A file's name and text; a span of the document stands in the file `shift` code points later."""

    name: str
    text: str
    shift: int = 0

    def span(self, span: Span) -> Span:
        """Where a stretch of the document stands in the file."""
        return span.shift(self.shift)


def source(document: Document) -> Laid | None:
    """A source as a file: of its possible forms the first that keeps most of what is known of it; None when no form is
    read back as the same text.
    """
    kept = [(fidelity, laid) for laid in _forms(document) if (fidelity := _fidelity(laid, document)) is not None]
    return max(kept, key=lambda pair: pair[0])[1] if kept else None


def article(document: Document, name: str) -> Laid | None:
    """An article as the plain text that a benchmark wants; None when it is not read back as the same text."""
    laid = Laid(f"{slug(name)}.txt", document.text)
    return laid if _fidelity(laid, document) is not None else None


def renamed(laid: Laid) -> Laid:
    """The same file under a name that its text makes its own."""
    path = PurePosixPath(laid.name)
    mark = hashlib.sha256(laid.text.encode("utf-8")).hexdigest()[:8]
    return Laid(f"{path.stem}-{mark}{path.suffix}", laid.text, laid.shift)


def slug(name: str) -> str:
    """A name that is safe as a file's, different for different names."""
    plain = _UNSAFE.sub("-", name).strip("-.")
    if plain == name and len(name) <= _LONGEST:
        return name
    return f"{plain[:_LONGEST].strip('-.')}-{text_sha256(name)[:8]}"


def _forms(document: Document) -> Iterator[Laid]:
    """The text as it stands, under its own suffix; as Markdown with what is known in front; as plain text."""
    path = PurePosixPath(document.id)
    suffix = path.suffix.lower()
    stem = slug(str(path.with_suffix("")) if suffix in _PLAIN and path.stem else document.id)
    if suffix in _PLAIN:
        yield Laid(stem + suffix, document.text)
    front = _front_matter(document)
    if front:
        yield Laid(f"{stem}.md", front + document.text, len(front))
    yield Laid(f"{stem}.txt", document.text)


def _front_matter(document: Document) -> str:
    metadata = document.metadata
    known = {
        "title": metadata.title,
        "outlet": metadata.outlet,
        "author": metadata.author,
        "date": metadata.date,
        "url": metadata.url,
        "lang": metadata.lang,
        "kind": metadata.kind and metadata.kind.value,
    }
    said = {key: value for key, value in known.items() if value}
    return f"---\n{yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)}---\n\n" if said else ""


def _fidelity(laid: Laid, document: Document) -> tuple[bool, bool] | None:
    """Whether a reader of the file finds the same metadata and the same paragraphs; None when it reads another text."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"text{PurePosixPath(laid.name).suffix}"
        try:
            path.write_bytes(laid.text.encode("utf-8"))
            found = read.read(path)
        except (ReadError, UnicodeEncodeError):
            return None
    if found.text != laid.text:
        return None
    blocks = {block.span for block in found.blocks if block.span.start >= laid.shift}
    same = blocks == {laid.span(block.span) for block in document.blocks}
    return found.metadata == document.metadata, same
