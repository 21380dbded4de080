"""The `[watch]` table of the settings file, validated. Secrets are never in it: they come from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from muqabala.errors import ConfigError
from muqabala.records import Severity
from muqabala.watch.aside import FAILED

TOKEN = "MUQABALA_WATCH_TOKEN"  # noqa: S105 - the name of a variable
"""The variable with the token that `POST /ingest` and `/metrics` then ask for."""
SECRET = "MUQABALA_WEBHOOK_SECRET"  # noqa: S105 - the name of a variable
"""The variable with the key that webhook bodies are signed with."""


@dataclass(frozen=True, slots=True)
class WatchSettings:
    """How an inbox is watched. Times are in seconds.

    `settle`: how long a file's size and time must stand still before it is read; `rescan`: how often the whole folder
    is looked through beside the events; `poll`: ask the folder instead of waiting for events (network drives).
    `queue`: how many files may wait before no more are taken in; `attempts`: how often a check that brought the
    program down is begun again. `done`: a folder inside the inbox for files that were checked; None leaves them.
    `notify_on`: from which severity on a command or webhook is told; `notify_attempts` and `notify_timeout` hold for
    each notice.
    `stop_seconds`: how long checks under way may take once the program is asked to stop. `port` 0 is any free one.
    """

    workers: int = 2
    settle: float = 2.0
    rescan: float = 30.0
    poll: bool = False
    queue: int = 64
    attempts: int = 5
    done: str | None = None
    notify_on: Severity = Severity.MINOR
    command: tuple[str, ...] = ()
    webhook: str | None = None
    notify_attempts: int = 8
    notify_timeout: float = 20.0
    endpoint: bool = True
    host: str = "127.0.0.1"
    port: int = 8477
    stop_seconds: float = 60.0

    @property
    def local(self) -> bool:
        """Whether the endpoint can be reached from this machine only."""
        return is_local(self.host)

    @property
    def token(self) -> str | None:
        """The token of the endpoint, from the environment."""
        return os.environ.get(TOKEN) or None

    @property
    def secret(self) -> str | None:
        """The key of the webhook's signature, from the environment."""
        return os.environ.get(SECRET) or None


def is_local(host: str) -> bool:
    """Whether a name or address stands for this machine."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


_POSITIVE = ("workers", "queue", "attempts", "notify_attempts")
_SECONDS = ("settle", "rescan", "notify_timeout", "stop_seconds")
_LONGEST = 86_400.0


def load(path: Path | None, table: Mapping[str, object]) -> WatchSettings:
    """The settings in a raw table; `path` names the file in messages. Raises `ConfigError`."""
    known = {field.name for field in fields(WatchSettings)}
    changes: dict[str, object] = {}
    for key, value in table.items():
        name = key.replace("-", "_")
        if name not in known:
            allowed = ", ".join(sorted(known))
            raise ConfigError(f"{path}: unknown setting {key!r} in [watch]. Known settings: {allowed}.")
        changes[name] = _value(f"{path}: [watch] {key}", name, value)
    return replace(WatchSettings(), **changes)  # type: ignore[arg-type]


def complete(settings: WatchSettings) -> WatchSettings:
    """The same settings when they fit together and to the environment. Raises `ConfigError`."""
    if settings.endpoint and not settings.local and not settings.token:
        raise ConfigError(
            f"the endpoint at {settings.host} can be reached from other machines: put a token into the variable "
            f"{TOKEN}, or listen at 127.0.0.1."
        )
    if settings.webhook and not settings.secret:
        raise ConfigError(f"the webhook is signed: put its key into the variable {SECRET}, the receiver has the same.")
    return settings


def _value(where: str, name: str, value: object) -> object:
    """A TOML value as the field's type; `ConfigError` when it is of another kind."""
    if name in _POSITIVE and not (_whole(value) and 1 <= int(str(value)) <= 100_000):
        raise ConfigError(f"{where} must be a whole number from 1 on, not {value!r}.")
    if name in _SECONDS:
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= _LONGEST:
            raise ConfigError(f"{where} must be a number of seconds from 0 to {_LONGEST:g}, not {value!r}.")
        return float(value)
    if name == "port" and not (_whole(value) and 0 <= int(str(value)) <= 65_535):
        raise ConfigError(f"{where} must be a port from 0 to 65535, not {value!r}.")
    if name in ("poll", "endpoint") and not isinstance(value, bool):
        raise ConfigError(f"{where} must be true or false, not {value!r}.")
    return _text(where, name, value) if name in ("notify_on", "command", "webhook", "host", "done") else value


def _text(where: str, name: str, value: object) -> object:
    if name == "command":
        if isinstance(value, list) and value and all(isinstance(part, str) and part for part in value):
            return tuple(value)
        raise ConfigError(f'{where} must be a list of a program and its arguments, as ["notify", "{{report}}"].')
    if not isinstance(value, str) or not value:
        raise ConfigError(f"{where} must be a text, not {value!r}.")
    if name == "notify_on":
        if value not in list(Severity):
            raise ConfigError(f"{where} must be one of {', '.join(Severity)}, not {value!r}.")
        return Severity(value)
    if name == "webhook" and not _web_address(value):
        raise ConfigError(f"{where} must be an http or https address, not {value!r}.")
    if name == "done" and (Path(value).name != value or value in (".", "..") or value.lower() == FAILED):
        raise ConfigError(f"{where} must be the name of a folder in the inbox other than {FAILED!r}, not {value!r}.")
    return value


def _web_address(value: str) -> bool:
    try:
        parts = urlsplit(value)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # half a bracket, or a port that is none
        return False


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)
