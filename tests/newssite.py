"""A small web site on this machine for the tests of fetching: what it answers is set path by path."""

from __future__ import annotations

import gzip
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

PAGE = """# Harbour bridge reopens after two years

The city of Port Ellin reopened the harbour bridge on Sunday after repairs that lasted two years.

About 48,000 cars crossed it every day before it was closed.
"""


@dataclass
class Answer:
    """What the site answers to one path."""

    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    drip: float = 0.0


@dataclass
class Site:
    """The site: `answers` by path; `asked` are the requests it got, as (host, path)."""

    port: int
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    agents: set[str] = field(default_factory=set)

    def url(self, path: str, host: str = "news.example") -> str:
        """An address on the site under any name."""
        return f"http://{host}:{self.port}{path}"

    def page(self, path: str, text: str = PAGE, media_type: str = "text/markdown") -> str:
        """Put a text there; its address."""
        self.answers[path] = Answer(text.encode(), headers={"Content-Type": media_type})
        return self.url(path)

    def redirect(self, path: str, to: str, status: int = 302) -> str:
        """Put a redirect there; its address."""
        self.answers[path] = Answer(status=status, headers={"Location": to})
        return self.url(path)


def gzipped(body: bytes) -> Answer:
    return Answer(gzip.compress(body), headers={"Content-Type": "text/markdown", "Content-Encoding": "gzip"})


CERTIFICATE = Path(__file__).parent / "tls" / "news.example.pem"
"""A certificate for news.example with its key, made for these tests, that nobody else trusts."""


@contextmanager
def running(*, tls: bool = False) -> Iterator[Site]:
    """The site, served from 127.0.0.1 until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    site = Site(server.server_address[1])
    server.RequestHandlerClass = _handler(site)
    server.daemon_threads = True
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(CERTIFICATE)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        server.shutdown()
        server.server_close()


def _handler(site: Site) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked.append((self.headers["Host"], self.path))
            site.agents.add(self.headers["User-Agent"])
            answer = site.answers.get(self.path, Answer(status=404))
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            if not answer.drip:
                self.send_header("Content-Length", str(len(answer.body)))
            self.end_headers()
            self._send(answer)

        def _send(self, answer: Answer) -> None:
            if not answer.drip:
                self.wfile.write(answer.body)
                return
            try:
                for byte in answer.body:
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                    time.sleep(answer.drip)
            except OSError:
                pass  # the reader has had enough

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing on the terminal."""

    return Handler


def here(*hosts: str) -> Callable[[str, int], tuple[str, ...]]:
    """A resolver that knows these names, and puts them on this machine."""

    def resolve(host: str, _port: int) -> tuple[str, ...]:
        if host not in hosts:
            raise OSError("no such name")
        return ("127.0.0.1",)

    return resolve
