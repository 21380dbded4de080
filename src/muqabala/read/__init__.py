"""Files into documents: the suffix chooses the reader, the reader decides what is text.

A file that cannot be read raises `ReadError`, which names the file, the problem and the way out. In a corpus a bad
file costs that file only.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from muqabala.errors import ReadError
from muqabala.read.glued import glued_warning
from muqabala.read.language import detect
from muqabala.read.markdown import MarkdownReader
from muqabala.read.reader import Extracted, Reader
from muqabala.read.text import TextReader
from muqabala.records import Document, Skip

__all__ = ["LIMIT", "READERS", "Extracted", "Reader", "read", "read_corpus"]

READERS: tuple[Reader, ...] = (TextReader(), MarkdownReader())
LIMIT = 20_000_000
_PLAIN = READERS[0]


def read(path: Path, *, id: str | None = None, limit: int = LIMIT) -> Document:  # noqa: A002 - the record's own name
    """Read one file. `id` defaults to the file's name; `limit` is the largest size in bytes.

    A file without a suffix is read as plain text. Raises `ReadError` for a file that is missing, unreadable, empty,
    binary, oversized, in an unknown format or in an unknown encoding.
    """
    name = id or _printable(path.name)
    shown = _printable(str(path))
    data = _load(path, shown, limit)
    reader = _reader(path) or (None if path.suffix else _PLAIN)
    if reader is None:
        raise _unknown(path, shown)
    extracted = reader.read(data, shown)
    if not extracted.blocks:
        raise ReadError(shown, "the file holds no text to check", "Check that it is the file you meant")
    return _document(name, extracted)


def read_corpus(folders: Sequence[Path], *, limit: int = LIMIT) -> tuple[tuple[Document, ...], tuple[Skip, ...]]:
    """Read every file under the folders that a reader serves, and say which others were left out and why.

    Ids are POSIX paths relative to the folder, led by the folder's name when several are given. Hidden files and
    folders are passed over in silence. Both results are sorted. Raises `ReadError` only when a folder itself is
    missing.
    """
    documents: list[Document] = []
    skips: list[Skip] = []
    for prefix, folder in _prefixed(folders):
        for path in _files(folder, prefix, skips):
            name = prefix + _printable(path.relative_to(folder).as_posix())
            try:
                documents.append(_read_member(path, name, limit))
            except ReadError as error:
                skips.append(Skip(name, f"{error.problem}. {error.advice}"))
    return tuple(sorted(documents, key=lambda found: found.id)), tuple(sorted(skips, key=lambda skip: skip.path))


def _load(path: Path, shown: str, limit: int) -> bytes:
    """The file's bytes, at most `limit` of them."""
    try:
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise ReadError(shown, "there is no such file", "Check the path for a spelling mistake") from error
    except IsADirectoryError as error:
        raise ReadError(shown, "this is a folder", "Name the files in it one by one") from error
    except PermissionError as error:
        raise ReadError(shown, "permission denied", "Make the file readable for your user") from error
    except (OSError, ValueError) as error:
        raise ReadError(shown, f"it cannot be opened ({error})", "Check the path and the disk") from error
    if len(data) > limit:
        problem = f"the file is larger than {limit / 1_000_000:g} MB"
        raise ReadError(shown, problem, "Split it, or raise the limit in the settings if it is really one text")
    return data


def _document(name: str, extracted: Extracted) -> Document:
    words = "\n".join(block.span.of(extracted.text) for block in extracted.blocks)
    lang = detect(words, extracted.metadata.lang)
    glued = glued_warning(words) if lang == "ar" else None
    warnings = extracted.warnings + ((glued,) if glued else ())
    return Document(name, extracted.text, extracted.blocks, lang, extracted.metadata, warnings)


def _reader(path: Path) -> Reader | None:
    return next((reader for reader in READERS if path.suffix.lower() in reader.suffixes), None)


def _unknown(path: Path, shown: str) -> ReadError:
    served = " ".join(suffix for reader in READERS for suffix in reader.suffixes)
    problem = f"no reader for {_printable(path.suffix)} files" if path.suffix else "the file name has no suffix"
    return ReadError(shown, problem, f"Save it in one of these formats: {served}")


def _read_member(path: Path, name: str, limit: int) -> Document:
    """One file of a corpus. Nobody asked for it by name, so only regular files with a known suffix are read."""
    if _reader(path) is None:
        raise _unknown(path, name)
    if path.exists() and not path.is_file():
        raise ReadError(name, "this is not a regular file", "Put a copy of the text in the folder")
    return read(path, id=name, limit=limit)


def _prefixed(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each different folder once, with what its ids begin with: nothing when it is the only one."""
    different: dict[Path, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            problem = "this is not a folder" if folder.exists() else "there is no such folder"
            raise ReadError(_printable(str(folder)), problem, "Give the folder that holds the source texts")
        different.setdefault(folder.resolve(), folder)
    taken: set[str] = set()
    for resolved, folder in different.items():
        name = _unique(_printable(resolved.name) or "root", taken)
        taken.add(name)
        yield (f"{name}/" if len(different) > 1 else ""), folder


def _unique(name: str, taken: set[str]) -> str:
    """The name, numbered from 2 when another folder has it already."""
    number = 2
    unique = name
    while unique in taken:
        unique = f"{name}-{number}"
        number += 1
    return unique


def _files(folder: Path, prefix: str, skips: list[Skip]) -> Iterator[Path]:
    """Every file under the folder that is not hidden; links to folders are followed, each folder once."""

    def note(error: OSError) -> None:
        name = prefix + _printable(os.path.relpath(error.filename or folder, folder))
        skips.append(Skip(name, f"the folder cannot be opened ({error.strerror}). Make it readable for your user"))

    visited: set[str] = set()
    for root, inner, names in os.walk(folder, onerror=note, followlinks=True):
        real = os.path.realpath(root)
        inner[:] = [] if real in visited else sorted(name for name in inner if not name.startswith("."))
        if real in visited:
            continue
        visited.add(real)
        yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))


def _printable(name: str) -> str:
    """A file name as valid Unicode: bytes that are no UTF-8 are written as escapes."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
