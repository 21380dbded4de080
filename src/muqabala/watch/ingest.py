"""Articles that are handed over instead of dropped into the folder; the same item and version counts once."""

from __future__ import annotations

import hashlib
import re
import threading
from dataclasses import dataclass
from pathlib import Path

from muqabala.records import fitting
from muqabala.sources.media import safe_suffix, suffix_of
from muqabala.sources.records import place as write_whole
from muqabala.watch.journal import Arrival, Identity, Job, Journal, Reception, State
from muqabala.watch.settings import WatchSettings

_UNSAFE = re.compile(r"[^\w.-]+")
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to a hand-over: an HTTP status, the state of the article's file, and the names of its reports."""

    status: int
    state: str
    reports: tuple[str, ...] = ()
    problem: str = ""


class Intake:
    """Puts what is handed over into the inbox, once."""

    def __init__(self, inbox: Path, settings: WatchSettings, journal: Journal) -> None:
        self._inbox = inbox
        self._settings = settings
        self._journal = journal
        self._lock = threading.Lock()

    def accept(self, body: bytes, identity: Identity, name: str, media_type: str) -> tuple[Received, Reception | None]:
        """Take an article in: 202 when it is new, 200 when it is known, 409 when this version had other content,
        503 when too many are waiting. What kind of arrival it was, if one. Raises `OSError` and `StoreError`.
        """
        digest = hashlib.sha256(body).hexdigest()
        with self._lock:
            known = self._journal.find(identity)
            if known and known[1].sha256 != digest and known[1].state not in (State.FAILED, State.MISSING):
                problem = "this item and version were received before with other content; raise the version"
                return Received(409, known[1].state, problem=problem), None
            job = self._journal.job(digest)
            if job and job.state is not State.MISSING:
                self._journal.place(job, "", fitting(Path(job.path).stem), identity)
                return self._known(job), None
            if self._journal.waiting() >= self._settings.queue:
                return Received(503, "refused", problem="too many articles are waiting; send it again later"), None
            path = self._free(_file_name(identity, name, media_type, body))
            write_whole(path, body)
            found = path.stat()
            reception = self._journal.receive(Arrival(str(path), found.st_size, found.st_mtime_ns, digest))
            job = self._journal.job(digest)
            assert job is not None
            self._journal.place(job, "", path.stem, identity)
            return Received(202, job.state), reception

    def _known(self, job: Job) -> Received:
        stems = tuple(place.stem for place in self._journal.articles(job) if place.outcome)
        return Received(200, job.state, stems, job.reason)

    def _free(self, name: str) -> Path:
        number, path = 2, self._inbox / name
        while path.exists():
            path, number = self._inbox / f"{Path(name).stem}-{number}{Path(name).suffix}", number + 1
        return path


def _file_name(identity: Identity, name: str, media_type: str, body: bytes) -> str:
    """Provider, item and version in a name that is safe on a disk, with a suffix that chooses the reader."""
    parts = (identity.provider, identity.code, f"v{identity.version}")
    stem = ".".join(_UNSAFE.sub("-", part).strip("-.")[:_LONGEST] or "x" for part in parts)
    return fitting(stem) + (safe_suffix(name) or suffix_of(media_type, "", body))
