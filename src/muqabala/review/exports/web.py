"""The exports in the application: a page that offers them, and the files.

`routes()` are to be added to the application's; `page_of(article)` is the address that other pages link to.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route

from muqabala.errors import BenchmarkError
from muqabala.report import memo
from muqabala.report.downloads import Link
from muqabala.report.downloads import render as render_page
from muqabala.report.interface import Interface
from muqabala.report.live import Live
from muqabala.report.rendering import Rendering
from muqabala.review.api import interface, session, state_of
from muqabala.review.exports import EXPORTS, Export, Gathered, decided_on, export, gather, has_content, zipped
from muqabala.review.room import Room

_STYLE = "/export/memo.css"


def routes() -> list[Route]:
    """Every address under `/export`."""
    return [
        Route("/export", offered),
        Route(_STYLE, style),
        Route("/export/{name}", file),
    ]


def page_of(article: str = "") -> str:
    """The address of the page that offers the exports of an article, or of the whole folder."""
    return f"/export?{urlencode({'article': article})}" if article else "/export"


def links(gathered: Gathered, article: str = "") -> tuple[Link, ...]:
    """Every export with its address, for an article or for the whole folder."""
    return tuple(_link(kind, gathered, article) for kind in EXPORTS.values())


def _link(kind: Export, gathered: Gathered, article: str) -> Link:
    query = {"article": article} if article else {}
    viewed = f"/export/{kind.name}?{urlencode(query | {'view': '1'})}" if kind.name == "memo" and article else ""
    return Link(
        name=kind.name,
        href=f"/export/{kind.name}" + (f"?{urlencode(query)}" if query else ""),
        view=viewed,
        several=kind.folder and kind.name != "gold" and not article,
        ready=has_content(kind, gathered.cases),
    )


async def offered(request: Request) -> Response:
    """The page."""
    article = request.query_params.get("article", "")
    own, guard, ui = session(request), state_of(request).guard, interface(request)

    def page() -> str:
        found = _gathered(request, article, ui)
        back = f"/article/{quote(article)}" if article else "/"
        live = Live(article, own.name, guard.csrf(own))
        return render_page(ui, live, links(found, article), back, found.unread, found.stale)

    try:
        return HTMLResponse(await run_in_threadpool(page))
    except KeyError:
        return _missing()


async def file(request: Request) -> Response:
    """An export as a file to keep; several files as one archive. With `view` the memo as a page."""
    article, kind = request.query_params.get("article", ""), EXPORTS.get(request.path_params["name"])
    if kind is None:
        return _missing()
    ui = interface(request)

    def make() -> Response:
        found = _gathered(request, article, ui)
        if kind.name == "memo" and article and request.query_params.get("view") and found.cases:
            return HTMLResponse(memo.render(found.cases[0].dossier, Rendering(ui.tag), _STYLE))
        return _download(kind, dict(export(kind, found.cases, ui.tag).files), article)

    try:
        return await run_in_threadpool(make)
    except KeyError:
        return _missing()
    except BenchmarkError as error:
        return PlainTextResponse(f"{error}\n", 404)


async def style(_request: Request) -> Response:
    """The memo's style sheet."""
    return Response(str(memo.stylesheet().text), media_type="text/css")


def _download(kind: Export, files: dict[str, bytes], article: str) -> Response:
    """The answer that a browser keeps as a file and never shows as a page of the desk."""
    if not files:
        return PlainTextResponse("There is nothing to export here yet.\n", 404)
    name, content = next(iter(files.items()))
    media = kind.media
    if len(files) > 1:
        stem = article.replace("/", "__") or "review"
        name, content, media = f"{stem}.{kind.name}.zip", zipped(files), "application/zip"
    disposition = f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=media, headers={"Content-Disposition": disposition})


def _gathered(request: Request, article: str, ui: Interface) -> Gathered:
    room: Room = state_of(request).room
    if article and article not in room.folder:
        raise KeyError(article)
    return gather(room, [article] if article else decided_on(room), ui.lang)


def _missing() -> Response:
    return PlainTextResponse("There is no such export or report.\n", 404)
