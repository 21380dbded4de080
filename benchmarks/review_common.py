"""What the benchmarks of the review share: a folder of reports, the desk as a process, reviewers as clients."""

from __future__ import annotations

import http.client
import json
import re
import secrets
import socket
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import quote, urlsplit

from muqabala.records import (
    Basis,
    Block,
    Claim,
    Departure,
    DepartureType,
    Document,
    Evidence,
    Judgement,
    Metadata,
    Report,
    Severity,
    Signature,
    Source,
    SourceSpan,
    Span,
    Verdict,
)
from muqabala.report.contract import render
from muqabala.review.decisions import Event
from muqabala.review.store import Store


def lay(folder: Path, count: int, claims: int) -> list[str]:
    """Reports on `count` articles of `claims` claims each, every one with a departure; their names."""
    folder.mkdir(parents=True, exist_ok=True)
    whole = report(claims)
    names = [f"wire-{number:04d}" for number in range(count)]
    for name in names:
        article = replace(whole.article, id=f"{name}.txt", metadata=Metadata(title=f"خبر {name}", date="2024-05-06"))
        (folder / f"{name}.json").write_text(render(replace(whole, article=article)), encoding="utf-8")
    return names


def report(claims: int) -> Report:
    """A report in which every claim gives another number than its source."""
    said = [f"وقال المتحدث رقم {number} إن عدد الحاضرين بلغ {number * 3} شخصًا." for number in range(claims)]
    told = [f"Speaker {number} said that {number * 3 + 1} people had come to the hall." for number in range(claims)]
    article, source = " ".join(said), " ".join(told)
    judged = tuple(_judged(n, article.index(said[n]), said[n], source.index(told[n]), told[n]) for n in range(claims))
    return Report(
        signature=Signature("0", "none", "0" * 64, "none", {}, "0" * 64),
        article=Document("a.txt", article, (Block(Span(0, len(article))),), "ar"),
        citations=(),
        sources=(Source(Document("s.txt", source, (Block(Span(0, len(source))),), "en"), True, 1.0),),
        judgements=judged,
        omissions=(),
    )


def _judged(number: int, at: int, said: str, there: int, told: str) -> Judgement:
    own, theirs = str(number * 3), str(number * 3 + 1)
    here = at + said.rindex(own)
    place = there + told.rindex(theirs)
    departure = Departure(
        f"d-{number:012x}",
        DepartureType.NUMBER,
        Span(here, here + len(own)),
        Severity.MAJOR,
        0.9,
        Basis.RULE,
        "MQ201",
        {"article": own, "source": theirs},
        SourceSpan("s.txt", Span(place, place + len(theirs))),
    )
    claim = Claim(f"c-{number:012x}", Span(at, at + len(said)), 0)
    evidence = (Evidence("s.txt", Span(there, there + len(told)), 0.9),)
    return Judgement(claim, Verdict.CONTRADICTED, 0.9, (departure,), evidence)


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


class Desk:
    """`muqabala review` as a process of its own; `address` opens it once."""

    def __init__(self, folder: Path, port: int, database: str | None = None) -> None:
        command = [sys.executable, "-m", "muqabala.cli", "review", str(folder), "--no-browser", "--port", str(port)]
        command += ["--database", database] if database else []
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert self.process.stdout
        self.address = self.process.stdout.readline().strip()
        if not self.address:
            raise RuntimeError(f"the desk did not start: status {self.process.wait()}")

    def kill(self) -> None:
        """End it as `kill -9` does: it learns of nothing."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout
        self.process.stdout.close()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision that a reviewer sent, under the name of its action; what the desk answered is not in it."""

    batch: str
    article: str
    target: str
    status: str
    rev: int


class Reviewer:
    """A browser's requests without the browser, on one connection: cookies, the page's token and origin."""

    def __init__(self, address: str, name: str) -> None:
        parts = urlsplit(address)
        self.host, self.origin, self.name = parts.netloc, f"http://{parts.netloc}", name
        self.cookies: dict[str, str] = {}
        self.token = ""
        self._connection: http.client.HTTPConnection | None = None
        self.ask("GET", f"{parts.path}?{parts.query}")
        _, page = self.ask("GET", "/")
        found = re.search(r'name="csrf" content="([0-9a-f]+)"', page)
        assert found, "the desk did not let us in"
        self.token = found.group(1)
        self.send("/api/me", {"name": name})

    def invite(self) -> str:
        """An address that opens the desk for another reviewer."""
        _, answer = self.ask("POST", "/api/invite", b"")
        return str(json.loads(answer)["url"])

    def targets(self, article: str) -> dict[str, int]:
        """The departures of an article with the revisions of their decisions."""
        _, page = self.ask("GET", f"/article/{quote(article)}")
        found = re.search(r'data-state="([^"]*)"', page)
        assert found, page
        state = json.loads(unescape(found.group(1)))
        revisions = {one["target"]: one["rev"] for one in state["decisions"]}
        return {target: revisions.get(target, 0) for target in state["targets"] if target[0] == "d"}

    def decide(self, taken: Taken) -> tuple[int, str]:
        """Send a decision; the status and the text of the answer."""
        ruling = {"status": taken.status} | ({"reason": "faithful"} if taken.status == "dismissed" else {})
        change = {"target": taken.target, "rev": taken.rev, "set": ruling}
        return self.send(f"/api/decide?article={quote(taken.article)}", {"batch": taken.batch, "changes": [change]})

    def send(self, path: str, body: object) -> tuple[int, str]:
        """A request that changes something."""
        return self.ask("POST", path, json.dumps(body).encode())

    def ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, str]:
        """A request; the status and the text of the answer. Raises `OSError` or `HTTPException` when none comes."""
        headers = {"Host": self.host, "Cookie": "; ".join(f"{key}={value}" for key, value in self.cookies.items())}
        if method == "POST":
            headers |= {"Origin": self.origin, "X-CSRF-Token": self.token, "Content-Type": "application/json"}
        try:
            connection = self._connection or http.client.HTTPConnection(self.host, timeout=30)
            self._connection = connection
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            text = answer.read().decode()
        except (OSError, http.client.HTTPException):
            self.close()
            raise
        for line in answer.headers.get_all("set-cookie") or ():
            self.cookies |= {key: morsel.value for key, morsel in SimpleCookie(line).items()}
        return answer.status, text

    def close(self) -> None:
        """Hang up; the next request makes a new connection."""
        if self._connection:
            self._connection.close()
            self._connection = None


def reviewers(desk: Desk, count: int) -> list[Reviewer]:
    """So many people, each in a session of their own."""
    first = Reviewer(desk.address, "Reviewer 1")
    return [first, *(Reviewer(first.invite(), f"Reviewer {number}") for number in range(2, count + 1))]


def batch() -> str:
    """A name for an action."""
    return secrets.token_hex(16)


def missing(folder: Path, acknowledged: Iterable[tuple[str, Taken]], database: str | None = None) -> Sequence[str]:
    """Which acknowledged decisions (each with its reviewer) the store does not have exactly once, as they were taken;
    and where what is in force is not the last line of the history.
    """
    store = Store(database) if database else Store.beside(folder)
    try:
        events = _history(store)
        by_batch: dict[str, list[Event]] = {}
        last: dict[tuple[str, str], Event] = {}
        for event in events:
            by_batch.setdefault(event.batch, []).append(event)
            last[event.article, event.target] = event
        wrong = [f"{who}: {one}" for who, one in acknowledged if not _is(by_batch.get(one.batch, []), who, one)]
        for decision in store.everything():
            latest = last.get((decision.article, decision.target))
            if latest is None or (latest.seq, latest.after) != (decision.seq, decision.ruling):
                wrong.append(f"{decision.article} {decision.target} is not as its history ends")
        return wrong
    finally:
        store.close()


def _history(store: Store) -> list[Event]:
    events: list[Event] = []
    while found := store.after(events[-1].seq if events else 0):
        events.extend(found)
    return events


def _is(events: Sequence[Event], who: str, one: Taken) -> bool:
    told = [(event.reviewer, event.article, event.target, event.after.status.value, event.rev) for event in events]
    return told == [(who, one.article, one.target, one.status, one.rev + 1)]
