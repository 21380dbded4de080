"""Live updates: what happens in the store and in the folder reaches every open page, by server-sent events.

Events come from the store alone, in the order of their numbers, whoever wrote them (this server, or another one on the
same database). A page that was away names the last number it saw and is told what it missed.
"""

from __future__ import annotations

import asyncio
import json
import logging
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import suppress
from itertools import islice

from starlette.concurrency import run_in_threadpool

from muqabala.errors import MuqabalaError, ReadError
from muqabala.review.decisions import Event
from muqabala.review.folder import Folder
from muqabala.review.queue import Tally
from muqabala.review.shapes import event_json
from muqabala.review.store import Store

log = logging.getLogger("muqabala")

LOOK = 0.5
"""Seconds between two looks into the store, for what another desk wrote."""
SCAN = 1.5
"""Seconds between two looks into the folder."""
_BEAT = 15.0
_REMEMBERED = 2000


class Hub:
    """What all open pages follow. `last` is the number of the latest event that they can have been told of."""

    def __init__(self, store: Store, folder: Folder, scan_every: float = SCAN) -> None:
        self.store, self.folder, self.scan_every = store, folder, scan_every
        self.last = store.last()  # before the decisions: an event that is counted twice does no harm
        self.tally = Tally(store.everything())
        self.folder_changes: deque[tuple[int, str]] = deque(maxlen=_REMEMBERED)
        self.folder_version = 0
        self.ready = False
        self._recent: deque[Event] = deque(maxlen=_REMEMBERED)
        self._written, self._news = asyncio.Event(), asyncio.Condition()

    def poke(self) -> None:
        """Something was written: look at once."""
        self._written.set()

    async def follow_store(self) -> None:
        """Look for new events until cancelled."""
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), LOOK)
            self._written.clear()
            await self._surely(self._fetch)

    async def _surely(self, step: Callable[[], Awaitable[None]]) -> None:
        """A step of something that must never end: what goes wrong once is told, and tried again."""
        try:
            await step()
        except Exception as error:  # whatever it is, the pages must go on being told
            log.warning("%s", error if isinstance(error, MuqabalaError) else repr(error))
            await asyncio.sleep(LOOK)

    async def _fetch(self) -> None:
        while events := await run_in_threadpool(self.store.after, self.last):
            for event in events:
                self.tally.follow(event)
            self._recent.extend(events)
            self.last = events[-1].seq
            await self._tell()

    async def follow_folder(self) -> None:
        """Scan the folder until cancelled; pages are told of changed reports a handful at a time."""
        while True:
            await self._surely(self._scan)
            await asyncio.sleep(self.scan_every)

    async def _scan(self) -> None:
        names = self.folder.scan()
        while batch := await run_in_threadpool(_some, names):
            for name in batch:
                self.folder_version += 1
                if self.ready:  # what is read for the first time has not changed
                    self.folder_changes.append((self.folder_version, name))
            await self._tell()
        if not self.ready:
            self.ready = True
            self.folder_version += 1  # no report has changed, but all are read: pages that wait for that ask again
            await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    async def stream(self, after: int, article: str = "") -> AsyncIterator[str]:
        """Server-sent events for one page: `decision` with its number as id, from `after` on; `folder`; beats.

        The first, `hello`, tells the version of the page's report, which may have changed while nobody followed.
        """
        seen, folder = after, self.folder_version
        hello = {"seq": self.last, "ready": self.ready, "report": await run_in_threadpool(self._version, article)}
        yield f"retry: 1000\nevent: hello\ndata: {json.dumps(hello)}\n\n"
        while True:
            for event in await self._missed(seen):
                seen = event.seq
                yield f"id: {event.seq}\nevent: decision\ndata: {json.dumps(event_json(event))}\n\n"
            if folder < self.folder_version:
                names = {name for version, name in self.folder_changes if version > folder}
                folder = self.folder_version
                yield f"event: folder\ndata: {json.dumps(sorted(names))}\n\n"
            async with self._news:
                if seen >= self.last and folder >= self.folder_version:
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._news.wait(), _BEAT)
                        continue
                    yield ": still here\n\n"

    def _version(self, article: str) -> str:
        try:
            return self.folder.digest(article)
        except (KeyError, OSError, ReadError):
            return ""

    async def _missed(self, seen: int) -> list[Event]:
        """The events after a number: from memory where it reaches back far enough, else from the store."""
        if seen >= self.last:
            return []
        recent = list(self._recent)
        if recent and recent[0].seq <= seen + 1:
            return [event for event in recent if event.seq > seen]
        return [event for event in await run_in_threadpool(self.store.after, seen) if event.seq <= self.last]


def _some(names: Iterator[str], most: int = 25) -> list[str]:
    """The next few names; a scan reads a report for each, so a page is told before all are read."""
    return list(islice(names, most))
