"""What every request passes on its way in, and every answer on its way out."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from muqabala.review.guard import Guard

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
)
"""Nothing runs or is loaded but what the desk serves as a file, and no text can become markup, even by mistake."""

HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
OPEN = ("/enter", "/static/", "/favicon.svg", "/favicon.ico", "/health")
"""What is answered without a session; none of it says anything about an article."""

LARGEST = 256_000


class Doors:
    """Refuses foreign hosts and origins, requests without a session or its token, and oversized bodies."""

    def __init__(self, app: ASGIApp, guard: Guard) -> None:
        self.app, self.guard = app, guard

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The ASGI application."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(HEADERS)
            await send(message)

        refused = self._refusal(scope)
        await (refused or self.app)(scope, receive, secured)

    def _refusal(self, scope: Scope) -> Response | None:
        """Why a request goes no further, as an answer; the session is put into the scope."""
        headers, path = Headers(scope=scope), scope["path"]
        host = headers.get("host", "")
        if not self.guard.answers_to(host):
            return PlainTextResponse("This desk does not answer to that name.", 421)
        scope["session"] = session = self.guard.session(cookie(headers.get("cookie", ""), self.guard.cookie))
        changes = scope["method"] not in ("GET", "HEAD")
        if changes and not self.guard.same_origin(headers.get("origin"), host):
            return _told("the request comes from another page", 403)
        if changes and _size(headers) > LARGEST:
            return _told("the request is too large", 413)
        if any(path == one or (one.endswith("/") and path.startswith(one)) for one in OPEN):
            return None
        if session is None:
            wants_page = not changes and "text/html" in headers.get("accept", "")
            return RedirectResponse("/enter", 303) if wants_page else _told("enter the desk first", 401)
        if changes and not self.guard.is_csrf(session, headers.get("x-csrf-token")):
            return _told("the page is out of date; load it again", 403)
        return None


def cookie(header: str, name: str) -> str | None:
    """The value of a cookie in a request's header."""
    jar: SimpleCookie = SimpleCookie()
    try:
        jar.load(header)
    except CookieError:
        return None
    return jar[name].value if name in jar else None


def _size(headers: Headers) -> int:
    """The size that a request announces; one that announces none sends its body in pieces, and is refused."""
    announced = headers.get("content-length", "")
    return int(announced) if announced.isdecimal() else LARGEST + 1


def _told(why: str, status: int) -> Response:
    return JSONResponse({"error": why}, status)
