"""Launching the review: the socket, the address with its one-time token, the browser, and a stop that does not wait."""

from __future__ import annotations

import os
import socket
import webbrowser
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from muqabala.config import Settings
from muqabala.errors import ConfigError, ReadError
from muqabala.review.app import create
from muqabala.review.finder import Finder
from muqabala.review.folder import Folder
from muqabala.review.guard import LOCAL, Guard
from muqabala.review.room import Room
from muqabala.review.store import Store

PASSWORD = "MUQABALA_REVIEW_PASSWORD"  # noqa: S105 - the name of a variable
"""The variable with the password that a desk bound to other addresses asks for."""
HOSTS = "MUQABALA_REVIEW_HOSTS"
"""Further names that such a desk answers to, with commas; behind a proxy, the name that people type."""
PORT = 8747
_PATIENCE = 2
_SHORTEST = 12


@dataclass(frozen=True, slots=True)
class Place:
    """Where the desk listens. Without a port it is 8747, or any free one when that is taken."""

    host: str = "127.0.0.1"
    port: int | None = None

    @property
    def local(self) -> bool:
        """Whether only programs on this machine can reach it."""
        return self.host in LOCAL


def serve(
    folder: Path, settings: Settings, place: Place, database: str | None, announce: Callable[[str], None]
) -> None:
    """Run the desk until it is interrupted. `announce` gets the address once the desk answers.

    Raises `ReadError` for a folder that is not there, `ConfigError` for a place that cannot be had or that others could
    reach without a password, `StoreError` when the decisions cannot be kept.
    """
    if not folder.is_dir():
        raise ReadError(str(folder), "there is no such folder", "Give the folder that holds the reports.")
    password = _password(place)
    listening = _listen(place)
    port = listening.getsockname()[1]
    store = Store(database) if database else Store.beside(folder)
    try:
        hosts = LOCAL if place.local else (*LOCAL, place.host.lower(), *_further_hosts())
        guard = Guard(store.secret(), port, hosts, password)
        app = create(Room(Folder(folder), store, Finder(settings)), guard)
        config = uvicorn.Config(
            app, log_level="warning", access_log=False, timeout_graceful_shutdown=_PATIENCE, server_header=False
        )
        _Announcing(config, lambda: announce(_address(place, port, guard))).run(sockets=[listening])
    finally:
        store.close()


def browse(address: str) -> None:
    """Open the address in the user's browser, when there is one; the address is printed besides."""
    try:
        webbrowser.open(address)
    except webbrowser.Error:
        return


class _Announcing(uvicorn.Server):
    """A server that says when it answers."""

    def __init__(self, config: uvicorn.Config, started: Callable[[], None]) -> None:
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """As uvicorn does it, and then the word."""
        await super().startup(sockets=sockets)
        if self.started:
            self._started()


def _password(place: Place) -> str | None:
    """The password for a desk that others can reach. Raises `ConfigError` when there is none, or a short one."""
    if place.local:
        return None
    password = os.environ.get(PASSWORD, "")
    if len(password) < _SHORTEST:
        raise ConfigError(
            f"{place.host} can be reached from other machines, so the desk needs a password. Put one of at least "
            f"{_SHORTEST} characters into the variable {PASSWORD}, or leave out --host."
        )
    return password


def _further_hosts() -> tuple[str, ...]:
    own = {socket.gethostname().lower(), socket.getfqdn().lower()}
    named = {name.strip().lower() for name in os.environ.get(HOSTS, "").split(",") if name.strip()}
    return tuple(sorted(own | named))


def _listen(place: Place) -> socket.socket:
    """A socket at the place. Raises `ConfigError` when it is taken or is no place of this machine."""
    wanted = [place.port] if place.port is not None else [PORT, 0]
    for number, port in enumerate(wanted, start=1):
        try:
            family = socket.AF_INET6 if ":" in place.host else socket.AF_INET
            listening = socket.create_server((place.host, port), family=family, backlog=2048)
        except OSError as error:
            if number == len(wanted):
                problem = error.strerror or type(error).__name__
                raise ConfigError(
                    f"cannot listen on {place.host} port {port} ({problem}). Choose another --port or --host."
                ) from error
        else:
            return listening
    raise AssertionError("a place is always tried")


def _address(place: Place, port: int, guard: Guard) -> str:
    """The address to open: with a launch token, or where a password is asked for, without."""
    host = f"[{place.host}]" if ":" in place.host else place.host
    base = f"http://{host}:{port}"
    return f"{base}/enter?token={guard.invite()}" if place.local else f"{base}/"
