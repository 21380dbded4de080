"""From an address, a file or a feed to originals in a corpus; each is added by itself and fails by itself."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from muqabala import read
from muqabala.errors import MuqabalaError, ReadError
from muqabala.read import Reading
from muqabala.records import Document, Kind, Metadata
from muqabala.sources.library import Added, Library, Original
from muqabala.sources.media import for_reading, safe_suffix, suffix_of

if TYPE_CHECKING:
    from muqabala.sources.fetch import Fetcher

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")


@dataclass(frozen=True, slots=True)
class Told:
    """What the user says of a source; it goes before what the document says of itself."""

    outlet: str | None = None
    author: str | None = None
    date: str | None = None
    url: str | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Failed:
    """Something that was not added, and why; `replaced` when another item of the same file stands in its place."""

    what: str
    reason: str
    replaced: bool = False


Outcome = Added | Failed


def now() -> str:
    """The present time in UTC, to the second."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class Adder:
    """Brings originals into a library."""

    def __init__(
        self,
        library: Library,
        fetcher: Callable[[], Fetcher],
        told: Told | None = None,
        *,
        clock: Callable[[], str] = now,
    ) -> None:
        """`fetcher` is asked for the first time when an address is to be fetched: files need no network."""
        self._library = library
        self._make_fetcher = fetcher
        self._fetcher: Fetcher | None = None
        self._told = told or Told()
        self._clock = clock

    def add(self, what: str, *, overwrite: bool = False) -> Iterator[Outcome]:
        """Add what one argument names: a file with one document or several, an address, or every entry of the feed at
        an address. Never raises for a document that cannot be had: that is an outcome.
        """
        try:
            if not _ADDRESS.match(what):
                yield from self._keep(self._file(Path(what)), overwrite)
                return
            original = self._fetch(what)
            pages = self._feed(original)
            if pages is None:
                yield from self._keep(original, overwrite)
                return
        except MuqabalaError as error:
            yield Failed(what, str(error))
            return
        for page in pages:
            yield from self._page(page, overwrite)

    def _page(self, url: str, overwrite: bool) -> Iterator[Outcome]:
        """One entry of a feed; a feed inside a feed is not followed."""
        try:
            original = self._fetch(url)
            if self._feed(original) is not None:
                raise ReadError(url, "this entry of the feed is a feed itself", "Add it by itself")
            yield from self._keep(original, overwrite)
        except MuqabalaError as error:
            yield Failed(url, str(error))

    def _file(self, path: Path) -> Original:
        try:
            data = path.read_bytes() if path.is_file() and path.stat().st_size <= self._library.limit else b""
        except OSError:
            data = b""
        if not data:
            read.read_all(path, limit=self._library.limit)  # raises, and says what is wrong with the file
            raise ReadError(str(path), "the file is empty", "Check that it is the file you meant")
        return Original(data, safe_suffix(path.name), path.name, self._clock())

    def _fetch(self, url: str) -> Original:
        if self._fetcher is None:
            self._fetcher = self._make_fetcher()
        got = self._fetcher.get(url)
        if not got.data:
            raise ReadError(url, "the server sent an empty document", "Try again later")
        suffix = suffix_of(got.media_type, got.url, got.data)
        return Original(got.data, suffix, url, self._clock(), got.url, got.media_type, got.charset)

    @staticmethod
    def _feed(original: Original) -> tuple[str, ...] | None:
        """The entries when the document is a feed."""
        from muqabala.sources.feed import links

        if original.suffix not in (".xml", ".rss", ".atom"):
            return None
        pages = links(original.data, original.url or "")
        if pages == ():
            raise ReadError(original.origin, "the feed has no entry with a link", "Open it in a browser to see why")
        return pages

    def _keep(self, original: Original, overwrite: bool) -> Iterator[Outcome]:
        """Every document that the bytes hold; what in them cannot be read is named."""
        reading = self._reading(original)
        left_out = [out.skip for out in reading.left_out]
        for skip in (*reading.skipped, *left_out):
            reason = f"{original.origin}{skip.path.removeprefix('document')}: {skip.reason}"
            yield Failed(original.origin, reason, replaced=skip in left_out)
        for document in reading.documents:
            try:
                metadata = self._metadata(original, document)
                yield self._library.add(original, document, metadata, replace=overwrite)
            except MuqabalaError as error:
                yield Failed(original.origin, str(error))

    def _reading(self, original: Original) -> Reading:
        """The bytes through the reader of their format. Raises `ReadError` in the name of where they came from."""
        with tempfile.TemporaryDirectory(prefix="muqabala-") as folder:
            path = Path(folder) / f"document{original.suffix}"
            path.write_bytes(for_reading(original.data, original.suffix, original.charset))
            try:
                return read.read_all(path, id="document", limit=self._library.limit)
            except ReadError as error:
                raise ReadError(original.origin, error.problem, error.advice) from error

    def _metadata(self, original: Original, document: Document) -> Metadata:
        """What the front matter will say: the user's word, then the document's own, then what the address tells."""
        told, own = self._told, document.metadata
        url = told.url or own.url or original.url
        host = _host(url or "")
        return replace(
            own,
            title=own.title or _headline(document),
            outlet=told.outlet or own.outlet or (host.removeprefix("www.") if host else None),
            author=told.author or own.author,
            date=told.date or own.date,
            url=url,
            lang=own.lang or document.lang,
            kind=told.kind or own.kind or Kind.ORIGINAL,
        )


def _host(url: str) -> str | None:
    try:
        return urlsplit(url).hostname
    except ValueError:  # a document may say what it likes of its address
        return None


def _headline(document: Document) -> str | None:
    words = next((block.span.of(document.text) for block in document.blocks if block.headline), None)
    return " ".join(words.split()) if words else None
