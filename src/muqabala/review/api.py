"""What the pages ask for and send, as JSON over HTTP. Everything that reads or writes runs in a worker thread."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from muqabala.errors import MuqabalaError
from muqabala.records import Document, Span
from muqabala.report.bidi import direction, one_line
from muqabala.report.fields import FieldError, Fields
from muqabala.report.interface import Interface
from muqabala.review.decisions import Conflict, Event, NothingToUndo
from muqabala.review.finder import Hit
from muqabala.review.guard import Guard, Session
from muqabala.review.live import Hub
from muqabala.review.room import Room
from muqabala.review.shapes import Json, decision_json, event_json, name_of, row_json

Handler = Callable[[Request], Awaitable[Response]]

_LONGEST_QUERY = 2000
_STATUSES: Mapping[type[Exception], int] = {FieldError: 400, NothingToUndo: 422, KeyError: 404}


class Answer(JSONResponse):
    """JSON in ASCII: half of a surrogate pair, which a note can hold and a browser reads, has no other encoding."""

    def render(self, content: Any) -> bytes:
        """The body."""
        return json.dumps(content, ensure_ascii=True, separators=(",", ":")).encode("ascii")


def routes() -> list[Route]:
    """Every address under `/api/`, and the stream of events."""
    table: list[tuple[str, Handler, str]] = [
        ("/api/queue", queue, "GET"),
        ("/api/history", history, "GET"),
        ("/api/search", search, "GET"),
        ("/api/source", source, "GET"),
        ("/api/decide", _action(Room.decide), "POST"),
        ("/api/undo", _action(Room.undo), "POST"),
        ("/api/redo", _action(Room.redo), "POST"),
        ("/api/again", again, "POST"),
        ("/api/me", me, "POST"),
        ("/api/language", language, "POST"),
        ("/api/invite", invite, "POST"),
        ("/events", events, "GET"),
    ]
    return [Route(path, _told(handler), methods=[method]) for path, handler, method in table]


def _told(handler: Handler) -> Handler:
    """What goes wrong as an answer that the page can show."""

    async def answer(request: Request) -> Response:
        try:
            return await handler(request)
        except Conflict as conflict:
            current = [decision_json(decision) for decision in conflict.current]
            return Answer({"error": str(conflict), "current": current}, 409)
        except (FieldError, NothingToUndo, KeyError) as error:
            return Answer({"error": str(error.args[0])}, _STATUSES[type(error)])
        except MuqabalaError as error:
            return Answer({"error": str(error)}, 503)

    return answer


# ---- Reading


async def queue(request: Request) -> Response:
    """Every row of the queue, in the reader's language."""
    room, hub, ui = _room(request), _hub(request), interface(request)
    listings = list(room.folder.listings.values())

    def rows() -> Response:
        return Answer({"rows": [row_json(hub.tally.row(listing), ui) for listing in listings], "ready": hub.ready})

    return await run_in_threadpool(rows)


async def history(request: Request) -> Response:
    """The history of an article, or of one target in it, the latest first."""
    target = request.query_params.get("target") or None
    found = await run_in_threadpool(_room(request).store.history, _article(request), target=target)
    return Answer({"events": [event_json(event) for event in found]})


async def search(request: Request) -> Response:
    """Passages of the corpus, by words or by meaning; without a query, what means the same as the claim."""
    room, name, query = _room(request), _article(request), request.query_params.get("q", "").strip()

    def find() -> list[Json]:
        report = room.folder.report(name)
        claim = request.query_params.get("claim", "")
        own = [judged.claim.span for judged in report.judgements if judged.claim.id == claim]
        words = query or (own[0].of(report.article.text) if own else "")
        if not 0 < len(words) <= _LONGEST_QUERY:
            raise FieldError(f"q is not a text of 1 to {_LONGEST_QUERY} characters")
        if request.query_params.get("by") == "meaning":
            hits = room.finder.by_meaning(words, None if query else report.article.lang)
        else:
            hits = room.finder.by_words(words)
        return list(map(_hit, hits))

    return Answer({"hits": await run_in_threadpool(find)})


async def source(request: Request) -> Response:
    """A source as paragraphs of sentences, to read around a passage."""
    room, name = _room(request), _article(request)

    def read() -> Json:
        article = room.article(name)
        document = room.source(request.query_params.get("id", ""), article.shown)
        return _document(document, room.finder.sentences(document))

    return Answer(await run_in_threadpool(read))


def _hit(hit: Hit) -> Json:
    return {
        "id": hit.document.id,
        "span": [hit.span.start, hit.span.end],
        "words": hit.span.of(hit.document.text),
        "score": hit.score,
        **_origin(hit.document),
    }


def _origin(document: Document) -> Json:
    metadata = document.metadata
    return {
        "title": one_line(metadata.title or document.id, 160),
        "outlet": one_line(metadata.outlet or "", 80),
        "date": metadata.date or "",
        "lang": document.lang,
        "dir": direction(document.lang),
    }


def _document(document: Document, sentences: tuple[Span, ...]) -> Json:
    paragraphs = [
        [
            {"span": [one.start, one.end], "words": one.of(document.text)}
            for one in sentences
            if block.span.start <= one.start < block.span.end
        ]
        for block in document.blocks
    ]
    return {"id": document.id, **_origin(document), "paragraphs": [one for one in paragraphs if one]}


async def events(request: Request) -> Response:
    """Server-sent events, from the last number that the page saw."""
    after = request.headers.get("last-event-id") or request.query_params.get("after", "")
    seq = int(after) if after.isdecimal() and len(after) < 19 else _hub(request).last
    headers = {"X-Accel-Buffering": "no"}
    stream = _hub(request).stream(seq, request.query_params.get("article", ""))
    return StreamingResponse(stream, media_type="text/event-stream", headers=headers)


# ---- Writing


def _action(method: Callable[[Room, str, Fields, str], tuple[Event, ...]]) -> Handler:
    """A handler for what a reviewer does in an article; it answers once that is on disk."""

    async def act(request: Request) -> Response:
        reviewer = session(request).name
        if not reviewer:
            return Answer({"error": "say first who you are"}, 428)
        fields = await _body(request)
        done = await run_in_threadpool(method, _room(request), _article(request), fields, reviewer)
        _hub(request).poke()
        return Answer({"events": [event_json(event) for event in done]})

    return act


async def again(request: Request) -> Response:
    """Check an article again; answers when that is done."""
    await run_in_threadpool(_room(request).check_again, _article(request))
    return Answer({})


async def me(request: Request) -> Response:
    """The name that this session's decisions carry from now on."""
    name = name_of(await _body(request))
    if not name:
        raise FieldError("name is empty")
    answer = Answer({"name": name})
    let_in(request, answer, _guard(request).seal(Session(session(request).id, name)))
    return answer


async def language(request: Request) -> Response:
    """The language of the pages' own words, for this browser."""
    lang = (await _body(request)).text("lang")
    if lang not in ("en", "ar"):
        raise FieldError("lang is neither en nor ar")
    answer = Answer({"lang": lang})
    answer.set_cookie(f"{_guard(request).cookie}-lang", lang, max_age=_YEAR, httponly=True, samesite="strict")
    return answer


async def invite(request: Request) -> Response:
    """An address that opens the desk once, for another browser."""
    return Answer({"url": f"{request.base_url}enter?token={_guard(request).invite()}"})


# ---- The request


_YEAR = 365 * 24 * 3600


def let_in(request: Request, answer: Response, sealed: str) -> None:
    """Put a session's cookie on an answer."""
    secure = request.url.scheme == "https"
    name = _guard(request).cookie
    answer.set_cookie(name, sealed, max_age=30 * 24 * 3600, httponly=True, samesite="strict", secure=secure)


def session(request: Request) -> Session:
    """The session of a request that came through the doors."""
    found: Session | None = request.scope.get("session")
    return found or Session("")


def interface(request: Request) -> Interface:
    """The words of the page: in the language that this browser chose, else in the one of the settings."""
    chosen = request.cookies.get(f"{_guard(request).cookie}-lang", "")
    return Interface(chosen if chosen in ("en", "ar") else _room(request).settings.ui_lang)


async def _body(request: Request) -> Fields:
    try:
        return Fields(json.loads(await request.body()))
    except (ValueError, RecursionError) as error:
        raise FieldError("the request is not JSON") from error


def _article(request: Request) -> str:
    name = request.query_params.get("article", "")
    if name not in _room(request).folder:
        raise KeyError(f"there is no report {name!r} in the folder")
    return name


def _room(request: Request) -> Room:
    return request.app.state.room  # type: ignore[no-any-return]


def _hub(request: Request) -> Hub:
    return request.app.state.hub  # type: ignore[no-any-return]


def _guard(request: Request) -> Guard:
    return request.app.state.guard  # type: ignore[no-any-return]


def state_of(request: Request) -> Any:
    """The application's parts, for the pages."""
    return request.app.state
