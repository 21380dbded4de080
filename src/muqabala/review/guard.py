"""Who may talk to the desk: launch tokens, the password, signed sessions, and the tokens that requests repeat.

A session is a cookie that the desk signs with the store's key: it outlives a restart, and nobody can make one up.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import ipaddress
import json
import secrets
import threading
import time
from dataclasses import dataclass

_LIFE = 30 * 24 * 3600
_ATTEMPTS, _MINUTE = 5, 60.0
LOCAL = ("127.0.0.1", "localhost", "::1")


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody who entered: a random id, and the name that their decisions carry (empty until they give one)."""

    id: str
    name: str = ""


class Guard:
    """Checks hosts, launch tokens, passwords and sessions. `hosts` are the names that the desk answers to."""

    def __init__(self, key: bytes, port: int, hosts: tuple[str, ...] = LOCAL, password: str | None = None) -> None:
        self.hosts, self.port, self.password = hosts, port, password
        self.cookie = f"muqabala-{port}"
        self._key = key
        self._tokens: set[str] = set()
        self._failures: dict[str, list[float]] = {}
        self._lock = threading.Lock()

    # ---- Where a request came to and from

    def answers_to(self, host: str) -> bool:
        """Whether a Host header names this desk. A page elsewhere that points its own name here is not answered.

        Where the desk is bound to other addresses, an address as such is let pass: no name was turned around to it.
        """
        name, port = _split(host)
        if port not in ("", str(self.port)) and not self.password:
            return False
        if name in self.hosts:
            return True
        return self.password is not None and _is_address(name)

    def same_origin(self, origin: str | None, host: str) -> bool:
        """Whether a request that changes something comes from a page of this desk."""
        return origin in (f"http://{host}", f"https://{host}")

    # ---- Entering

    def invite(self) -> str:
        """A launch token, which opens the desk once."""
        token = secrets.token_urlsafe(32)
        with self._lock:
            self._tokens.add(token)
        return token

    def redeem(self, token: str) -> bool:
        """Use up a launch token."""
        with self._lock:
            if token in self._tokens:
                self._tokens.remove(token)
                return True
        return False

    def admits(self, password: str, client: str) -> bool | None:
        """Whether this is the password; None when this client made too many attempts within a minute."""
        with self._lock:
            now = time.monotonic()
            recent = {one: [at for at in times if now - at < _MINUTE] for one, times in self._failures.items()}
            self._failures = {one: times for one, times in recent.items() if times}
            if len(self._failures.get(client, ())) >= _ATTEMPTS:
                return None
            right = self.password is not None and hmac.compare_digest(password.encode(), self.password.encode())
            if not right:
                self._failures.setdefault(client, []).append(now)
            return right

    # ---- Sessions

    def open(self, name: str = "") -> tuple[Session, str]:
        """A new session and its cookie."""
        session = Session(secrets.token_hex(16), name)
        return session, self.seal(session)

    def seal(self, session: Session) -> str:
        """The cookie of a session."""
        body = json.dumps({"id": session.id, "name": session.name, "at": int(time.time())}).encode()
        text = base64.urlsafe_b64encode(body).decode().rstrip("=")
        return f"{text}.{self._sign('session', text)}"

    def session(self, cookie: str | None) -> Session | None:
        """The session of a cookie, or None when we did not sign it or it is a month old."""
        text, _, signature = (cookie or "").partition(".")
        if not text.isascii() or not hmac.compare_digest(signature.encode(), self._sign("session", text).encode()):
            return None
        try:
            body = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
        except (ValueError, binascii.Error):
            return None
        fresh = time.time() - body["at"] < _LIFE
        return Session(body["id"], body["name"]) if fresh else None

    def csrf(self, session: Session) -> str:
        """The token that this session's pages repeat with every change."""
        return self._sign("csrf", session.id)

    def is_csrf(self, session: Session, token: str | None) -> bool:
        """Whether a request repeats its session's token."""
        return hmac.compare_digest((token or "").encode(), self.csrf(session).encode())

    def _sign(self, what: str, text: str) -> str:
        return hmac.new(self._key, f"{what}:{text}".encode(), hashlib.sha256).hexdigest()


def _split(host: str) -> tuple[str, str]:
    """A Host header as name and port, the brackets of IPv6 taken off."""
    name, _, port = host.rpartition(":") if not host.endswith("]") and ":" in host else (host, "", "")
    return name.strip("[]").lower(), port


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
