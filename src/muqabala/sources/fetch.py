"""Documents from the web, one request at a time: addresses checked at every step, sizes, redirects and time limited."""

from __future__ import annotations

import os
import ssl
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from urllib.parse import urlsplit

import certifi
import httpx

from muqabala.errors import FetchError
from muqabala.sources.addresses import Resolver, allowed, system_resolver
from muqabala.sources.deadline import closed_after
from muqabala.sources.robots import AGENT, Rules
from muqabala.sources.robots import MOST_BYTES as ROBOTS_BYTES

USER_AGENT = f"{AGENT}/{version('muqabala')} (fact-checking; keeps single news articles)"
_ACCEPT = "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5"
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Limits:
    """What a fetch may cost: `size` in bytes after decompression, `redirects` followed, `seconds` that all its
    exchanges with servers may take, `silence` the longest wait for the next byte, `pause` between two requests to a
    host, all in seconds.
    """

    size: int = 20_000_000
    redirects: int = 5
    seconds: float = 60.0
    silence: float = 15.0
    pause: float = 1.0


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a server sent. `url` is where the last redirect led; `media_type` is in lower case, without parameters."""

    url: str
    data: bytes
    media_type: str
    charset: str | None


@dataclass(frozen=True, slots=True)
class _Answer:
    """One response without its redirects followed; `data` is empty unless the status is 200."""

    status: int
    headers: httpx.Headers
    data: bytes


class Fetcher:
    """Fetches documents. Cookies and proxies are not used: a proxy would resolve names behind our back."""

    def __init__(
        self,
        limits: Limits | None = None,
        *,
        allow_private: bool = False,
        resolver: Resolver = system_resolver,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.limits = limits or Limits()
        self._allow_private = allow_private
        self._resolver = resolver
        self._sleep = sleep
        self._rules: dict[str, Rules] = {}
        self._asked: dict[str, float] = {}
        self._left = self.limits.seconds
        """What the exchanges of this fetch may still take; the pauses between them do not count."""
        self._trust = ssl.create_default_context(cafile=os.environ.get("SSL_CERT_FILE") or certifi.where())

    def get(self, url: str) -> Fetched:
        """Fetch one document, as robots.txt allows. Raises `FetchError` with the reason and the way out."""
        at = url
        self._left = self.limits.seconds
        for _ in range(self.limits.redirects + 1):
            target = _parsed(at)
            self._addresses(at, target)  # a forbidden address is told as such, and not as a trouble with robots.txt
            self._respect_robots(at, target)
            answer = self._ask(at, target, self.limits.size)
            if answer.status not in _REDIRECTS:
                return self._fetched(at, answer)
            at = _redirected(at, answer)
        raise FetchError(url, f"it redirects more than {self.limits.redirects} times", "Give the final address")

    def _fetched(self, url: str, answer: _Answer) -> Fetched:
        if answer.status != 200:
            raise FetchError(url, f"the server answered {answer.status}", _advice(answer.status))
        media_type, _, parameters = answer.headers.get("content-type", "").partition(";")
        named = (part.strip() for part in parameters.split(";"))
        charset = next((part[8:] for part in named if part.lower().startswith("charset=")), "")
        return Fetched(url, answer.data, media_type.strip().lower(), charset.strip(" \"'").lower() or None)

    def _respect_robots(self, url: str, target: httpx.URL) -> None:
        origin = f"{target.scheme}://{target.netloc.decode('ascii')}"
        if origin not in self._rules:
            try:
                self._rules[origin] = self._fetch_rules(f"{origin}/robots.txt")
            except FetchError as error:
                raise FetchError(url, f"its robots.txt cannot be had: {error.problem}", error.advice) from error
        rules = self._rules[origin]
        if not rules.allows(url):
            advice = "Save the page yourself and add the file, with --url for where it comes from"
            raise FetchError(url, rules.refusal, advice)
        self._wait(origin, max(self.limits.pause, rules.delay))

    def _fetch_rules(self, url: str) -> Rules:
        """A site's rules. As RFC 9309 says: no such file allows everything, a server in trouble nothing."""
        at = url
        for _ in range(self.limits.redirects + 1):
            answer = self._ask(at, _parsed(at), ROBOTS_BYTES, cut=True)
            if answer.status == 200:
                return Rules.parsed(answer.data)
            if answer.status not in _REDIRECTS:
                return Rules.unreachable(answer.status) if answer.status >= 500 else Rules.none()
            at = _redirected(at, answer)
        return Rules.none()

    def _wait(self, origin: str, pause: float) -> None:
        now = time.monotonic()
        since = now - self._asked.get(origin, -pause)
        if since < pause:
            self._sleep(pause - since)
        self._asked[origin] = time.monotonic()

    def _ask(self, url: str, target: httpx.URL, size: int, *, cut: bool = False) -> _Answer:
        """One request to the first allowed address that takes the connection."""
        failed: Exception | None = None
        for address in self._addresses(url, target):
            try:
                return self._ask_at(url, target, address, size, cut)
            except (httpx.ConnectError, httpx.ConnectTimeout) as error:
                failed = error
        problem = f"no connection ({failed or 'no address'})"
        raise FetchError(url, problem, "Check the address and your network") from failed

    def _addresses(self, url: str, target: httpx.URL) -> tuple[str, ...]:
        """Where the request may go. Raises `FetchError` for an address that is not to be asked."""
        host = target.raw_host.decode("ascii")
        return allowed(url, host, target.port or _PORTS[target.scheme], self._resolver, self._allow_private)

    def _ask_at(self, url: str, target: httpx.URL, address: str, size: int, cut: bool) -> _Answer:
        """The request itself: the connection goes to `address`, certificate and Host header are those of the name."""
        headers = {
            "Host": target.netloc.decode("ascii"),
            "User-Agent": USER_AGENT,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate",
        }
        name = {"sni_hostname": target.raw_host.decode("ascii")}
        with self._client(url) as client:
            request = httpx.Request("GET", target.copy_with(host=address), headers=headers, extensions=name)
            request.extensions["timeout"] = httpx.Timeout(self.limits.silence).as_dict()
            response = client.send(request, stream=True)
            data = _body(url, response, size, cut) if response.status_code == 200 else b""
            return _Answer(response.status_code, response.headers, data)

    @contextmanager
    def _client(self, url: str) -> Iterator[httpx.Client]:
        """A client for one request, closed under it when the time is up: a server that drips is not waited for."""
        client = httpx.Client(verify=self._trust, trust_env=False, follow_redirects=False)
        began = time.monotonic()
        with closed_after(max(0.0, self._left), client) as late:
            try:
                yield client
            except FetchError:
                raise
            except Exception as error:  # a connection that is closed under its reader raises whatever it likes
                if isinstance(error, httpx.ConnectError | httpx.ConnectTimeout) and not late.is_set():
                    raise
                if not (late.is_set() or isinstance(error, httpx.HTTPError | ValueError)):  # httpx reads redirects, too
                    raise
                problem = f"it took longer than {self.limits.seconds:g} seconds" if late.is_set() else _told(error)
                raise FetchError(url, problem, "Try again later, or save the page and add the file") from error
            finally:
                self._left -= time.monotonic() - began


def _told(error: Exception) -> str:
    """A failed exchange in words."""
    if isinstance(error, httpx.TimeoutException):
        return "the server did not answer in time"
    return f"the exchange with the server failed ({error or type(error).__name__})"


def _parsed(url: str) -> httpx.URL:
    """An address that may be fetched at all: http or https, a host, no user name in it."""
    try:
        target = httpx.URL(url)
        host, port = target.host, urlsplit(url).port
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(url, f"this is no web address ({error})", "Check it for a spelling mistake") from error
    if target.scheme not in _PORTS or not host:
        raise FetchError(url, "only http and https addresses are fetched", "Save the document and add the file")
    if target.userinfo or port == 0 or "%" in host:
        raise FetchError(url, "a user name, port 0 or a zone in an address is not allowed", "Give the plain address")
    return target.copy_with(fragment=None)


def _redirected(url: str, answer: _Answer) -> str:
    """Where a redirect leads; never from https back to http."""
    try:
        to = httpx.URL(url).join(answer.headers.get("location", ""))
    except (httpx.InvalidURL, ValueError) as error:
        raise FetchError(url, "it redirects to something that is no address", "Give the final address") from error
    if httpx.URL(url).scheme == "https" and to.scheme == "http":
        raise FetchError(url, f"it redirects from https to the unprotected {to}", "Give that address if you trust it")
    if str(to) == url:
        raise FetchError(url, "it redirects to itself", "Open it in a browser and save the page")
    return str(to)


def _body(url: str, response: httpx.Response, size: int, cut: bool) -> bytes:
    """The body, decompressed, at most `size` bytes: more is an error, or cut off."""
    encoding = response.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise FetchError(url, f"it is compressed in a way that was not asked for ({encoding})", "Save it as a file")
    parts = response.iter_raw() if encoding in ("identity", "") else _unpacked(response.iter_raw(), size + 1)
    data = bytearray()
    try:
        for part in parts:
            data += part
            if len(data) > size:
                break
    except zlib.error as error:
        raise FetchError(url, "its compression is damaged, or it is cut off", "Try again later") from error
    if len(data) > size and not cut:
        raise FetchError(url, f"it is larger than {size / 1_000_000:g} MB", "Raise limit_mb in the settings")
    return bytes(data[:size])


def _unpacked(chunks: Iterator[bytes], most: int) -> Iterator[bytes]:
    """What is in one gzip or zlib stream, or in several one after the other, to the end of the last. The rest of a
    chunk that gives more than `most` bytes is dropped: nobody wants it. Raises `zlib.error`.
    """
    unpack, begun = _unpacker(), False
    for chunk in chunks:
        rest, begun = chunk, True
        while rest:
            if unpack.eof:
                unpack = _unpacker()
            yield unpack.decompress(rest, most)
            rest = unpack.unused_data.lstrip(b"\0")  # what some servers fill up with
    if begun and not unpack.eof:
        raise zlib.error("cut off")


def _unpacker() -> zlib._Decompress:
    return zlib.decompressobj(zlib.MAX_WBITS | 32)  # gzip or zlib, as its first bytes say


def _advice(status: int) -> str:
    if status in (401, 402, 403, 451):
        return "It needs a login or is closed to programs: save the page from your browser and add the file"
    if status in (404, 410):
        return "Check the address: there is no such page, or no longer"
    return "Try again later, or save the page from your browser and add the file"
