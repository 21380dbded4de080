"""Telling somebody: a command that gets the notice on its standard input, or a webhook that gets it signed.

A notice is kept in the journal until it was delivered, or given up after so many attempts. A kill between the delivery
and its note in the journal sends it once more: `Muqabala-Delivery` is then the same, and the receiver can tell.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import json
import logging
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable

from muqabala.sources.deadline import closed_after
from muqabala.watch.journal import LONGEST_PAUSE, Journal, Notice
from muqabala.watch.settings import SECRET, TOKEN, WatchSettings

log = logging.getLogger("muqabala")

COMMAND, WEBHOOK = "command", "webhook"


class UndeliveredError(Exception):
    """An attempt failed; the message says how."""


def channels(settings: WatchSettings) -> tuple[str, ...]:
    """Where notices go."""
    return (COMMAND,) * bool(settings.command) + (WEBHOOK,) * bool(settings.webhook)


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """The value of `Muqabala-Signature`: HMAC-SHA256 over the timestamp, a full stop, and the body, in hexadecimal."""
    return "v1=" + hmac.new(secret.encode(), b"%d." % timestamp + body, hashlib.sha256).hexdigest()


def pause(attempts: int) -> float:
    """Seconds to wait after so many failed attempts: 2, 4, 8 … 300."""
    return min(LONGEST_PAUSE, 2.0 ** min(attempts, 10))


class Notifier:
    """Sends what the journal holds, one notice after the other."""

    def __init__(self, settings: WatchSettings, journal: Journal, counted: Callable[[str], None]) -> None:
        """`counted` is told `delivered`, `retried` or `given up` after each attempt."""
        self._settings = settings
        self._journal = journal
        self._counted = counted
        self._tried: set[int] = set()
        self.again = True
        """Whether what was not delivered is sent again in this run, and not only in the next."""

    def run(self, stop: threading.Event) -> None:
        """Send until `stop` is set."""
        while not stop.is_set():
            if not self.send_one():
                with self._journal.changed:
                    self._journal.changed.wait(0.5)

    def due(self) -> Notice | None:
        """The notice to send now, if there is one."""
        return self._journal.due(() if self.again else self._tried)

    def send_one(self) -> bool:
        """Send the notice that is due; whether there was one."""
        notice = self.due()
        if notice is None:
            return False
        try:
            self._deliver(notice)
        except UndeliveredError as error:
            self._failed(notice, str(error))
        else:
            self._journal.sent(notice, "delivered")
            self._counted("delivered")
        return True

    def _failed(self, notice: Notice, how: str) -> None:
        attempts = notice.attempts + 1
        if attempts >= self._settings.notify_attempts:
            log.error(
                "the %s was not reached in %d attempts, this notice is given up: %s", notice.channel, attempts, how
            )
            self._journal.sent(notice, "given up", how)
            self._counted("given up")
            return
        log.warning("the %s was not reached (%s); again in %g seconds.", notice.channel, how, pause(attempts))
        self._tried.add(notice.id)
        self._journal.sent(notice, "waiting", how, again=pause(attempts))
        self._counted("retried")

    def _deliver(self, notice: Notice) -> None:
        if notice.channel == WEBHOOK and self._settings.webhook:
            self._post(notice, self._settings.webhook)
        elif notice.channel == COMMAND and self._settings.command:
            self._run(notice)
        else:
            raise UndeliveredError("the settings do not name it any more")

    def _post(self, notice: Notice, url: str) -> None:
        import httpx

        timestamp = int(time.time())
        headers = {
            "Content-Type": "application/json",
            "Muqabala-Delivery": delivery(notice),
            "Muqabala-Timestamp": str(timestamp),
            "Muqabala-Signature": signature(self._settings.secret or "", timestamp, notice.body),
        }
        seconds = self._settings.notify_timeout
        try:
            client = httpx.Client(timeout=seconds, follow_redirects=False)
            with (
                closed_after(seconds, client),
                client.stream("POST", url, content=notice.body, headers=headers) as answer,
            ):
                pass  # the status is all that is wanted: a body could be without end
        except Exception as error:  # whatever an address, a proxy or a server makes of it must not end the watch
            raise UndeliveredError(f"{type(error).__name__}: {error}") from error
        if not answer.is_success:
            raise UndeliveredError(f"it answered {answer.status_code}")

    def _run(self, notice: Notice) -> None:
        """Run the command without a shell; with all it started it is ended when its time is up."""
        told = json.loads(notice.body)
        values = {"report": (told["reports"] or [""])[0], "article": told["article"], "event": told["event"]}
        command = [_filled(part, values) for part in self._settings.command]
        environment = {name: value for name, value in os.environ.items() if name not in (SECRET, TOKEN)}
        try:
            process = subprocess.Popen(  # noqa: S603 - the command is the user's own, and no shell reads it
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                start_new_session=True,
                env=environment,
            )
        except (OSError, ValueError) as error:
            raise UndeliveredError(f"{command[0]}: {error}") from error
        try:
            process.communicate(notice.body, timeout=self._settings.notify_timeout)
        except subprocess.TimeoutExpired as error:
            _end(process)
            raise UndeliveredError(
                f"{command[0]} took longer than {self._settings.notify_timeout:g} seconds"
            ) from error
        if process.returncode:
            raise UndeliveredError(f"{command[0]} ended with status {process.returncode}")


def delivery(notice: Notice) -> str:
    """What a notice is called at every attempt."""
    return f"{notice.id}-{hashlib.sha256(notice.body).hexdigest()[:16]}"


def _filled(part: str, values: dict[str, str]) -> str:
    """An argument with `{report}`, `{article}` and `{event}` filled in; other braces stay."""
    for name, value in values.items():
        part = part.replace(f"{{{name}}}", value)
    return part


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
