"""The local endpoint: `/health`, `/metrics`, and `POST /ingest`.

Without a token it answers programs on this machine only: a page in a browser is refused by its `Origin`, and a name
that was bent to this machine by its `Host`.
"""

from __future__ import annotations

import hmac
import socket
import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from muqabala.errors import ConfigError, MuqabalaError
from muqabala.watch.ingest import Intake
from muqabala.watch.journal import Identity
from muqabala.watch.metrics import Metrics
from muqabala.watch.settings import WatchSettings, is_local

if TYPE_CHECKING:
    import uvicorn

_RETRY = "5"
_LONGEST_NAME = 200


class Endpoint:
    """The HTTP side of a watch."""

    def __init__(
        self,
        settings: WatchSettings,
        intake: Intake,
        metrics: Metrics,
        health: Callable[[], Mapping[str, object]],
        limit: int,
    ) -> None:
        """`health` gives the figures of `/health`, with a `status`; `limit` is the largest article in bytes."""
        self._settings = settings
        self._intake = intake
        self._metrics = metrics
        self._health = health
        self._limit = limit
        self._server: uvicorn.Server | None = None
        self._thread: threading.Thread | None = None

    def app(self) -> Starlette:
        """The application by itself."""
        return Starlette(
            routes=[
                Route("/health", self._show_health, methods=["GET"]),
                Route("/metrics", self._show_metrics, methods=["GET"]),
                Route("/ingest", self._ingest, methods=["POST"]),
            ]
        )

    def start(self) -> tuple[str, int]:
        """Listen, in a thread of its own; the address. Raises `ConfigError` when it is taken."""
        import uvicorn

        family = socket.AF_INET6 if ":" in self._settings.host else socket.AF_INET
        listener = socket.socket(family, socket.SOCK_STREAM)
        try:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind((self._settings.host, self._settings.port))
        except OSError as error:
            listener.close()
            where = f"{self._settings.host}:{self._settings.port}"
            raise ConfigError(f"{where}: cannot listen there ({error.strerror}). Choose another --listen.") from error
        config = uvicorn.Config(
            self.app(),
            log_config=None,
            access_log=False,
            timeout_graceful_shutdown=2,
            lifespan="off",
            server_header=False,
        )
        self._server = uvicorn.Server(config)
        run = self._server.run
        self._thread = threading.Thread(target=lambda: run(sockets=[listener]), name="endpoint", daemon=True)
        self._thread.start()
        host, port = listener.getsockname()[:2]
        return str(host), int(port)

    def stop(self) -> None:
        """Finish the requests under way, and listen no more."""
        if self._server and self._thread:
            self._server.should_exit = True
            self._thread.join(5.0)

    async def _show_health(self, request: Request) -> Response:
        if refusal := self._refusal(request, token=False):
            return refusal
        found = await run_in_threadpool(self._health)
        return JSONResponse(dict(found), status_code=503 if found["status"] == "stopping" else 200)

    async def _show_metrics(self, request: Request) -> Response:
        if refusal := self._refusal(request):
            return refusal
        text = await run_in_threadpool(self._metrics.render)
        return Response(text, media_type="text/plain; version=0.0.4; charset=utf-8")

    async def _ingest(self, request: Request) -> Response:
        refusal = self._refusal(request)
        if refusal is None:
            refusal = await self._take(request)
        if refusal.status_code >= 400:
            self._metrics.refused(refusal.status_code)
        return refusal

    async def _take(self, request: Request) -> Response:
        """Read the request and hand the article over."""
        query = request.query_params
        identity = Identity(*(query.get(name, "").strip() for name in ("provider", "id", "version")))
        fields = (identity.provider, identity.code, identity.version)
        if not all(fields) or max(map(len, fields)) > _LONGEST_NAME or not all(map(str.isprintable, fields)):
            return _problem(400, "name the article in the address: ?provider=…&id=…&version=…")
        body = bytearray()
        async for chunk in request.stream():
            body += chunk
            if len(body) > self._limit:
                return _problem(413, f"the article is larger than {self._limit / 1_000_000:g} MB")
        if not body:
            return _problem(400, "send the article as the body of the request")
        media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        accept = self._intake.accept
        try:
            answer, reception = await run_in_threadpool(
                accept, bytes(body), identity, query.get("name", ""), media_type
            )
        except (OSError, MuqabalaError) as error:
            return _problem(507, f"the article cannot be kept ({error})")
        if reception:
            self._metrics.received(reception)
        told = {"state": answer.state, "reports": answer.reports} | (
            {"problem": answer.problem} if answer.problem else {}
        )
        headers = {"Retry-After": _RETRY} if answer.status == 503 else None
        return JSONResponse(told, status_code=answer.status, headers=headers)

    def _refusal(self, request: Request, *, token: bool = True) -> Response | None:
        """Why a request is not answered: it comes from a page in a browser, or does not hold the token."""
        wanted = self._settings.token
        if "origin" in request.headers:
            return _problem(403, "pages in a browser are not answered")
        if wanted is None and not _local(request.headers.get("host", "")):
            return _problem(403, "this endpoint answers to 127.0.0.1 and localhost only")
        if wanted is not None and token:
            scheme, _, given = request.headers.get("authorization", "").partition(" ")
            if scheme.lower() != "bearer" or not hmac.compare_digest(given.strip().encode(), wanted.encode()):
                return _problem(401, "send the token: Authorization: Bearer …")
        return None


def _local(host: str) -> bool:
    try:
        return is_local(urlsplit(f"//{host}").hostname or "")
    except ValueError:
        return False


def _problem(status: int, words: str) -> JSONResponse:
    return JSONResponse({"problem": words}, status_code=status)
