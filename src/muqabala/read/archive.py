"""ZIP archives: their files, one after the other, read in memory. Nothing is unpacked to disk, so no name is a path."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath
from stat import S_ISLNK

from muqabala.errors import ReadError
from muqabala.read.reader import Member, Part
from muqabala.records import Skip

MOST_FILES = 10_000
MOST_GROWTH = 200
"""How many times its packed size a file may take when it is unpacked; small ones may take more."""
_SMALL = 1_000_000
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
# What operating systems leave in archives without being asked.
_LITTER = ("__MACOSX", "Thumbs.db", "desktop.ini")
_FAILURES = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, OSError, RuntimeError),
    *(NotImplementedError, ValueError, KeyError, IndexError, OverflowError),
)
_AGAIN = "Pack the archive again, or unpack it and give its files"


class ArchiveReader:
    """Reads `.zip` archives."""

    suffixes = (".zip",)

    def read(self, data: bytes, path: str) -> Iterator[Part]:
        """The files of the archive, in its order; hidden ones and what systems leave behind are passed over."""
        archive = opened(data, path)
        for info in archive.infolist():
            place = PurePosixPath(info.filename.replace("\\", "/"))
            if info.is_dir() or any(part in _LITTER or _hidden(part) for part in place.parts):
                continue
            problem = _problem(info)
            if problem:
                yield Skip(_name(info), f"{problem}. {_AGAIN}")
            else:
                yield Member(_name(info), lambda limit, info=info: _load(archive, info, limit))  # type: ignore[misc]


def opened(data: bytes, path: str) -> zipfile.ZipFile:
    """The archive in a file's bytes. Raises `ReadError` when it is damaged or holds too many files."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _FAILURES as error:
        raise ReadError(path, f"it is no sound ZIP archive ({error})", "Fetch or pack it again") from error
    if len(archive.infolist()) > MOST_FILES:
        raise ReadError(path, f"it holds more than {MOST_FILES:,} files", "Divide the archive")
    return archive


def bomb(archive: zipfile.ZipFile, most: int) -> bool:
    """Whether files of an archive say that they unfold to more than `most` bytes, or suspiciously far."""
    infos = archive.infolist()
    return sum(info.file_size for info in infos) > most or any(map(_grows, infos))


def _problem(info: zipfile.ZipInfo) -> str | None:
    """Why a file of the archive cannot be read, by what the archive says of it."""
    if info.flag_bits & 1:
        return "it is locked with a password"
    if S_ISLNK(info.external_attr >> 16):
        return "it is a link, not a file"
    if info.compress_type not in _METHODS:
        return "it is packed in a way that is not served"
    if _grows(info):
        return f"it unfolds to more than {MOST_GROWTH} times its size"
    return None


def _grows(info: zipfile.ZipInfo) -> bool:
    return info.file_size > max(_SMALL, MOST_GROWTH * info.compress_size)


def _hidden(part: str) -> bool:
    return part.startswith(".") and part not in (".", "..")


def _name(info: zipfile.ZipInfo) -> str:
    """A file's name in the archive; one in UTF-8 that does not say so is mended."""
    try:
        return info.filename if info.flag_bits & 0x800 else info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _load(archive: zipfile.ZipFile, info: zipfile.ZipInfo, limit: int) -> bytes:
    """A file's bytes. What the archive says of its size is not believed: reading stops past the limit."""
    try:
        with archive.open(info) as file:
            data = file.read(limit + 1)
            sound = len(data) > limit or not file.read(1)
    except _FAILURES as error:
        raise ReadError(_name(info), f"it is damaged in the archive ({error})", _AGAIN) from error
    if len(data) > limit or not sound:
        problem = f"it is larger than {limit / 1_000_000:g} MB"
        raise ReadError(_name(info), problem, "Unpack the archive, or raise the limit in the settings")
    return data
