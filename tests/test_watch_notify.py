"""Who is told of findings: a command or a signed webhook, until it was reached or given up."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import socket
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from muqabala.records import Severity
from muqabala.watch import WatchSettings
from muqabala.watch.journal import Arrival, Journal
from muqabala.watch.notify import Notifier, delivery, pause, signature
from muqabala.watch.settings import SECRET, TOKEN
from watched import QUICK, inbox, once, put

__all__ = ["inbox"]


@dataclass
class Receiver:
    """A receiver of webhooks: what it got, and what it answers, the last answer for ever."""

    port: int
    answers: list[int] = field(default_factory=lambda: [204])
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hook"


@contextmanager
def receiving() -> Iterator[Receiver]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.got.append((dict(self.headers.items()), body))
            time.sleep(hook.seconds)
            self.send_response(hook.answers.pop(0) if len(hook.answers) > 1 else hook.answers[0])
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            """Nothing on the terminal."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    hook = Receiver(server.server_address[1])
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield hook
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv(SECRET, "shared key")
    with receiving() as receiver:
        yield receiver


def posted(journal: Journal, channel: str, body: bytes) -> None:
    """A notice in a journal."""
    journal.receive(Arrival("/x", 1, 1, "ab"))
    job = journal.claim()
    assert job is not None
    journal.commit(journal.place(job, "", "x", None), "findings", "", {}, [(channel, body)])


def attempts(journal: Journal, how: WatchSettings, number: int = 1) -> list[str]:
    """What became of some attempts, without the pauses between them."""
    counted: list[str] = []
    notifier = Notifier(how, journal, counted.append)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muqabala.watch.notify.pause", lambda _: 0.0)
        for _ in range(number):
            notifier.send_one()
    return counted


def body(**changes: Any) -> bytes:
    told = {"article": "inbox/a story; $(reboot).txt", "event": "findings", "reports": ["reports/a.html"]}
    return json.dumps(told | changes).encode()


# The whole way --------------------------------------------------------------------------------------------------------


def test_findings_and_failures_are_told_signed_and_clean_articles_are_not(inbox: Path, receiver: Receiver) -> None:
    put(inbox, "bad.txt", number=84)
    put(inbox, "good.txt")
    put(inbox, "nothing.txt", "NOTHING to check here.")
    once(inbox, how=replace(QUICK, webhook=receiver.url))
    told = {json.loads(data)["article"]: json.loads(data) for _, data in receiver.got}
    assert sorted(told) == [f"{inbox}/bad.txt", f"{inbox}/nothing.txt"]
    bad = told[f"{inbox}/bad.txt"]
    assert (bad["event"], bad["severity"]) == ("findings", "major")
    assert bad["findings"] == {"info": 0, "minor": 0, "major": 1, "critical": 0}
    assert bad["reports"] == [str(inbox.parent / "reports" / "bad.json")]
    assert Path(bad["reports"][0]).exists()
    assert told[f"{inbox}/nothing.txt"]["event"] == "unchecked"
    assert "no claims" in told[f"{inbox}/nothing.txt"]["reason"]
    for headers, data in receiver.got:
        key, signed = b"shared key", headers["Muqabala-Timestamp"].encode() + b"." + data
        assert headers["Muqabala-Signature"] == "v1=" + hmac.new(key, signed, hashlib.sha256).hexdigest()
        assert abs(int(headers["Muqabala-Timestamp"]) - time.time()) < 60
    assert len({headers["Muqabala-Delivery"] for headers, _ in receiver.got}) == 2


@pytest.mark.parametrize(("level", "told"), [(Severity.MAJOR, 1), (Severity.CRITICAL, 0)])
def test_only_what_is_grave_enough_is_told(inbox: Path, receiver: Receiver, level: Severity, told: int) -> None:
    put(inbox, "bad.txt", number=84)
    once(inbox, how=replace(QUICK, webhook=receiver.url, notify_on=level))
    assert len(receiver.got) == told


def test_a_notice_that_was_not_delivered_is_sent_after_a_restart(inbox: Path, receiver: Receiver) -> None:
    put(inbox, "bad.txt", number=84)
    receiver.answers = [500, 204]
    how = replace(QUICK, webhook=receiver.url)
    once(inbox, how=how)
    assert len(receiver.got) == 1, "it is not due again at once"
    time.sleep(pause(1) + 0.2)
    once(inbox, how=how)
    assert len(receiver.got) == 2
    assert receiver.got[0][1] == receiver.got[1][1]
    assert receiver.got[0][0]["Muqabala-Delivery"] == receiver.got[1][0]["Muqabala-Delivery"]


def test_once_tries_every_notice_once_and_leaves_the_rest_to_the_next_run(inbox: Path, receiver: Receiver) -> None:
    for number in range(5):
        put(inbox, f"{number}.txt", f"On Sunday 84 cars and {number} carts crossed the bridge.")
    receiver.answers = [500]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("muqabala.watch.notify.pause", lambda _: 0.0)
        once(inbox, how=replace(QUICK, webhook=receiver.url, notify_attempts=100))
    assert len({data for _, data in receiver.got}) == 5
    assert len(receiver.got) == 5


# Attempts -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answers", "outcomes"),
    [
        ([200], ["delivered"]),
        ([503, 500, 204], ["retried", "retried", "delivered"]),
        ([302, 200], ["retried", "delivered"]),
        ([404], ["retried", "retried", "given up"]),
    ],
)
def test_a_webhook_is_tried_until_it_answers_or_is_given_up(
    tmp_path: Path, receiver: Receiver, answers: list[int], outcomes: list[str]
) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "webhook", body())
    receiver.answers = answers
    how = replace(QUICK, webhook=receiver.url, notify_attempts=3)
    assert attempts(journal, how, 5) == outcomes
    assert len(receiver.got) == len(outcomes)


def test_a_webhook_that_does_not_answer_is_not_waited_for(tmp_path: Path, receiver: Receiver) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "webhook", body())
    receiver.seconds = 3.0
    began = time.monotonic()
    assert attempts(journal, replace(QUICK, webhook=receiver.url, notify_timeout=0.2)) == ["retried"]
    assert time.monotonic() - began < 2.5


@contextmanager
def dripping(head: bytes) -> Iterator[str]:
    """A server that says so much at once, and then a byte every tenth of a second; its address."""

    def answer(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65_536)
            connection.sendall(head)
            while True:
                connection.sendall(b"x")
                time.sleep(0.1)

    def serve() -> None:
        with contextlib.suppress(OSError):
            while True:
                threading.Thread(target=answer, args=listener.accept()[:1], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listener:
        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}/"


@pytest.mark.parametrize(
    ("head", "outcome"),
    [
        (b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "delivered"),
        (b"HTTP/1.1 200 OK\r\nX-Long: ", "retried"),
    ],
)
def test_a_webhook_that_answers_byte_by_byte_is_not_waited_for(tmp_path: Path, head: bytes, outcome: str) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "webhook", body())
    began = time.monotonic()
    with dripping(head) as url:
        assert attempts(journal, replace(QUICK, webhook=url, notify_timeout=1.0)) == [outcome]
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("url", ["http://127.0.0.1:9/", f"http://{'a' * 64}.example/", "http://xn--/"])
def test_a_receiver_that_cannot_be_reached_is_tried_again(tmp_path: Path, url: str) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "webhook", body())
    assert attempts(journal, replace(QUICK, webhook=url)) == ["retried"]


def test_a_clock_that_was_set_back_holds_no_notice_up(tmp_path: Path, receiver: Receiver) -> None:
    journal, now = Journal(tmp_path / "journal.sqlite"), time.time()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("time.time", lambda: now + 86_400)
        posted(journal, "webhook", body())
    assert attempts(journal, replace(QUICK, webhook=receiver.url)) == ["delivered"]


def test_pauses_grow_and_have_an_end() -> None:
    assert [pause(n) for n in (1, 2, 3, 4)] == [2, 4, 8, 16]
    assert pause(100) == 300


def test_a_signature_anybody_can_check() -> None:
    """Computed with `printf '1700000000.{}' | openssl dgst -sha256 -hmac key`."""
    wanted = "v1=" + hmac.new(b"key", b"1700000000.{}", "sha256").hexdigest()
    assert signature("key", 1700000000, b"{}") == wanted
    assert signature("key", 1700000001, b"{}") != wanted, "a body cannot be sent again later under its old signature"


# Commands -------------------------------------------------------------------------------------------------------------

KEEP = "import json, sys; open(sys.argv[1], 'w').write(json.dumps([sys.argv[2:], json.load(sys.stdin)]))"


def python(*arguments: str) -> Sequence[str]:
    return (sys.executable, "-c", *arguments)


def test_a_command_gets_the_notice_and_its_arguments_without_a_shell(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "command", body())
    kept = tmp_path / "kept.json"
    command = python(KEEP, str(kept), "{event}", "{report}", "about {article}", "{other}")
    assert attempts(journal, replace(QUICK, command=tuple(command))) == ["delivered"]
    arguments, told = json.loads(kept.read_text("utf-8"))
    assert arguments == ["findings", "reports/a.html", "about inbox/a story; $(reboot).txt", "{other}"]
    assert told == json.loads(body())


def test_a_command_is_not_given_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET, "shared key")
    monkeypatch.setenv(TOKEN, "let me in")
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "command", body())
    kept = tmp_path / "kept.json"
    keep = "import json, os, sys; open(sys.argv[1], 'w').write(json.dumps(dict(os.environ)))"
    assert attempts(journal, replace(QUICK, command=tuple(python(keep, str(kept))))) == ["delivered"]
    found = json.loads(kept.read_text("utf-8"))
    assert "PATH" in found
    assert not {SECRET, TOKEN} & set(found)


@pytest.mark.parametrize(
    "command", [python("import sys; sys.exit(3)"), ("/no/such/program",), python("import time; time.sleep(30)")]
)
def test_a_command_that_fails_hangs_or_is_missing_is_tried_again(tmp_path: Path, command: tuple[str, ...]) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "command", body())
    how = replace(QUICK, command=command, notify_timeout=1.0)
    began = time.monotonic()
    assert attempts(journal, how) == ["retried"]
    assert time.monotonic() - began < 10


def test_a_command_that_hangs_is_ended_with_what_it_started(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "command", body())
    mark = tmp_path / "mark"
    inner = f"import time, pathlib; time.sleep(2.5); pathlib.Path({str(mark)!r}).touch()"
    outer = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {inner!r}])"
    attempts(journal, replace(QUICK, command=tuple(python(outer)), notify_timeout=1.0))
    time.sleep(2.5)
    assert not mark.exists()


def test_the_same_notice_has_the_same_name_and_another_one_another(tmp_path: Path) -> None:
    journal = Journal(tmp_path / "journal.sqlite")
    posted(journal, "command", body())
    notice = journal.due()
    assert notice is not None
    assert delivery(notice) == delivery(replace(notice, attempts=7))
    assert delivery(notice) != delivery(replace(notice, id=notice.id + 1))
