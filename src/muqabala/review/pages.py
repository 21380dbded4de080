"""The pages themselves: the entry, the queue, an article, and the files that they load."""

from __future__ import annotations

import json
from functools import lru_cache
from importlib import resources
from urllib.parse import parse_qsl, quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from muqabala.errors import MuqabalaError
from muqabala.report.live import Live, part, render_article, render_entry, render_queue
from muqabala.report.rendering import Rendering
from muqabala.review.api import interface, let_in, session, state_of
from muqabala.review.guard import Guard
from muqabala.review.room import Room
from muqabala.review.shapes import LONGEST_NAME

TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml"}


def routes() -> list[Route]:
    """Every page and file."""
    return [
        Route("/", queue),
        Route("/article/{name:path}", article),
        Route("/enter", entry, methods=["GET"]),
        Route("/enter", enter, methods=["POST"]),
        Route("/static/{name}", static),
        Route("/favicon.svg", favicon),
        Route("/favicon.ico", favicon),
        Route("/health", health),
    ]


async def queue(request: Request) -> Response:
    """The queue."""
    folder = str(_room(request).folder.root.name)
    return HTMLResponse(render_queue(_rendering(request), _live(request, folder)))


async def article(request: Request) -> Response:
    """The live page of a report."""
    room, name, rendering = _room(request), request.path_params["name"], _rendering(request)
    live = _live(request, name)

    def page() -> str:
        found = room.article(name)
        whole = Live(name, live.reviewer, live.csrf, json.dumps(room.state(found, live.reviewer)))
        return render_article(found.shown, rendering, whole)

    try:
        return HTMLResponse(await run_in_threadpool(page))
    except KeyError:
        return _entry(request, "lost", 404, name)
    except MuqabalaError as error:
        return _entry(request, "problem", 500, str(error))


async def entry(request: Request) -> Response:
    """The way in: with a launch token straight to the queue, else to the password or to a word on how to come in."""
    guard = _guard(request)
    token = request.query_params.get("token", "")
    if token and guard.redeem(token):
        return _welcome(request)
    if session(request).id:
        return RedirectResponse("/", 303)
    return _entry(request, "password" if guard.password else "shut", 200 if guard.password else 403)


async def enter(request: Request) -> Response:
    """The password."""
    fields = dict(parse_qsl((await request.body()).decode("utf-8", "replace"), keep_blank_values=True))
    client = request.client.host if request.client else ""
    right = _guard(request).admits(fields.get("password", ""), client)
    if right:
        name = " ".join(fields.get("name", "").split())[:LONGEST_NAME]
        return _welcome(request, name if name.isprintable() else "")
    return _entry(request, "wrong", 403) if right is False else _entry(request, "slow", 429)


async def static(request: Request) -> Response:
    """A file of the desk or of the report page; nothing else is served from a disk."""
    name = request.path_params["name"]
    text = part(name) or _files().get(name)
    if text is None:
        return PlainTextResponse("There is no such file.", 404)
    return Response(text, media_type=TYPES[name[name.rindex(".") :]])


async def favicon(_request: Request) -> Response:
    """The sign of the desk in the browser's tab."""
    return Response(_files()["favicon.svg"], media_type=TYPES[".svg"])


async def health(_request: Request) -> Response:
    """That the desk is up; nothing more."""
    return PlainTextResponse("ok\n")


def address(name: str) -> str:
    """The page of a report."""
    return f"/article/{quote(name)}"


@lru_cache(maxsize=1)
def _files() -> dict[str, str]:
    """The desk's own files by name."""
    folder = resources.files("muqabala.review") / "static"
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name[0] != "."}


def _welcome(request: Request, name: str = "") -> Response:
    """Let somebody in. The page leads on by itself: a redirect would not carry a strict cookie from elsewhere."""
    _, sealed = _guard(request).open(name or session(request).name)
    answer = _entry(request, "welcome", 200)
    let_in(request, answer, sealed)
    return answer


def _entry(request: Request, state: str, status: int, name: str = "") -> Response:
    return HTMLResponse(render_entry(_rendering(request), Live(name=name, state=state)), status)


def _live(request: Request, name: str) -> Live:
    own = session(request)
    return Live(name, own.name, _guard(request).csrf(own))


def _rendering(request: Request) -> Rendering:
    return Rendering(interface(request).tag)


def _room(request: Request) -> Room:
    return state_of(request).room  # type: ignore[no-any-return]


def _guard(request: Request) -> Guard:
    return state_of(request).guard  # type: ignore[no-any-return]
