"""The review as an ASGI application, apart from how it is launched."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from muqabala.errors import MuqabalaError
from muqabala.review import api, pages
from muqabala.review.doors import Doors
from muqabala.review.exports import web as exports
from muqabala.review.guard import Guard
from muqabala.review.live import SCAN, Hub
from muqabala.review.room import Room


def create(room: Room, guard: Guard, *, scan_every: float = SCAN) -> Starlette:
    """The application for a room. While it runs it follows the store, and every `scan_every` seconds the folder."""
    hub = Hub(room.store, room.folder, scan_every)

    @asynccontextmanager
    async def running(_app: Starlette) -> AsyncIterator[None]:
        tasks = [asyncio.create_task(hub.follow_store()), asyncio.create_task(hub.follow_folder())]
        yield
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    app = Starlette(
        routes=[*pages.routes(), *api.routes(), *exports.routes()],
        middleware=[Middleware(Doors, guard=guard)],
        lifespan=running,
        exception_handlers={MuqabalaError: _told},
    )
    app.state.room, app.state.hub, app.state.guard = room, hub, guard
    return app


async def _told(_request: Request, error: Exception) -> Response:
    """What no page tells in its own way, such as a database that is away."""
    return PlainTextResponse(f"{error}\n", 503)
