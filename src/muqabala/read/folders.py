"""The files under folders, and the names they go by."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from muqabala.errors import ReadError
from muqabala.records import Skip


def prefixed(folders: Sequence[Path]) -> Iterator[tuple[str, Path]]:
    """Each different folder once, with what its ids begin with: nothing when it is the only one."""
    different: dict[Path, Path] = {}
    for folder in folders:
        if not folder.is_dir():
            problem = "this is not a folder" if folder.exists() else "there is no such folder"
            raise ReadError(printable(str(folder)), problem, "Give the folder that holds the source texts")
        different.setdefault(folder.resolve(), folder)
    taken: set[str] = set()
    for resolved, folder in different.items():
        name = _unique(printable(resolved.name) or "root", taken)
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


def files(folder: Path, prefix: str, skips: list[Skip]) -> Iterator[Path]:
    """Every file under the folder that is not hidden; links to folders are followed, each folder once."""

    def note(error: OSError) -> None:
        name = prefix + printable(os.path.relpath(error.filename or folder, folder))
        skips.append(Skip(name, f"the folder cannot be opened ({error.strerror}). Make it readable for your user"))

    visited: set[str] = set()
    for root, inner, names in os.walk(folder, onerror=note, followlinks=True):
        real = os.path.realpath(root)
        inner[:] = [] if real in visited else sorted(name for name in inner if not name.startswith("."))
        if real in visited:
            continue
        visited.add(real)
        yield from (Path(root, name) for name in sorted(names) if not name.startswith("."))


def printable(name: str) -> str:
    """A file name as valid Unicode: bytes that are no UTF-8 are written as escapes."""
    return os.fsencode(name).decode("utf-8", errors="backslashreplace")
