"""Which file suffix, and so which reader, belongs to what a server sent."""

from __future__ import annotations

import codecs
import mimetypes
import re
from pathlib import PurePosixPath
from urllib.parse import urlsplit

_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "text/plain": ".txt",
    "text/markdown": ".md",
    "application/pdf": ".pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/rss+xml": ".xml",
    "application/atom+xml": ".xml",
    "application/xml": ".xml",
    "text/xml": ".xml",
    "application/json": ".json",
    "message/rfc822": ".eml",
    "application/zip": ".zip",
}
_VAGUE = frozenset({"", "application/octet-stream", "binary/octet-stream", "text/plain"})
_SAFE = re.compile(r"\.[a-z0-9]{1,8}")
_TEXTS = frozenset({".html", ".txt", ".md"})


def suffix_of(media_type: str, url: str, data: bytes) -> str:
    """The suffix for a document: from its media type, else from its address, else from its first bytes."""
    if media_type.endswith("+xml") and media_type not in _SUFFIXES:
        return ".xml"
    if media_type not in _VAGUE:
        return _SUFFIXES.get(media_type) or mimetypes.guess_extension(media_type) or ".bin"
    named = safe_suffix(PurePosixPath(urlsplit(url).path).name)
    if media_type == "text/plain":
        return named if named in (".md", ".markdown") else ".txt"
    return named or _sniffed(data)


def safe_suffix(name: str) -> str:
    """The last suffix of a file name in lower case, when it is plain letters and digits; else nothing."""
    suffix = PurePosixPath(name).suffix.lower()
    return suffix if _SAFE.fullmatch(suffix) else ""


def _sniffed(data: bytes) -> str:
    head = data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if head.startswith(b"%pdf-"):
        return ".pdf"
    if head.startswith(b"<?xml") and b"<html" not in head:
        return ".xml"
    return ".html" if b"<html" in head or head.startswith(b"<!doctype html") else ".txt"


def for_reading(data: bytes, suffix: str, charset: str | None) -> bytes:
    """The bytes a reader should see: a text whose encoding only the server named is given in UTF-8 with its mark.

    A name that is unknown, or wrong for these bytes, is not believed.
    """
    if charset is None or suffix not in _TEXTS or data.startswith(codecs.BOM_UTF8):
        return data
    try:
        if codecs.lookup(charset).name == "utf-8":
            return data
        return codecs.BOM_UTF8 + data.decode(charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return data
