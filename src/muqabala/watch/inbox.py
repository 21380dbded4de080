"""What arrives in a folder, taken in once it stands still.

Events say at once that something happened; a look through the whole folder, at the start and every now and then,
finds what no event told of. Neither is believed: a file is read only when its size and time have stood still.
"""

from __future__ import annotations

import hashlib
import logging
import os
import stat
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from muqabala.watch.aside import FAILED, set_aside, tidy
from muqabala.watch.journal import Arrival, Journal, Reception, State
from muqabala.watch.settings import WatchSettings

log = logging.getLogger("muqabala")

UNFINISHED = (".tmp", ".temp", ".part", ".partial", ".filepart", ".crdownload", ".download", ".swp", "~")
"""Endings of names under which programs write a file before they give it its own."""
_EMPTY = 10
"""How many times longer an empty file is waited for: many programs make the file first and fill it later."""


@dataclass(frozen=True, slots=True)
class _Look:
    """How a file looked, and since when it has looked so."""

    size: int
    changed: int
    since: float


class Inbox:
    """One folder with all folders in it, apart from hidden ones, `failed`, and that of finished files."""

    def __init__(
        self,
        folder: Path,
        settings: WatchSettings,
        journal: Journal,
        received: Callable[[Reception], None],
        *,
        barred: Iterable[Path] = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """`received` is told of every arrival; `barred` are folders to stay out of, such as that of the reports."""
        self.folder = folder.resolve()
        self._settings = settings
        self._journal = journal
        self._received = received
        self._clock = clock
        own = {self.folder / FAILED} | ({self.folder / settings.done} if settings.done else set())
        self._barred = own | {path.resolve() for path in barred}
        self._looks: dict[Path, _Look | None] = {}
        self._scanned = -1e9
        self._odd: set[Path] = set()
        self._stuck: dict[Path, tuple[int, ...]] = {}
        """Files that cannot be read or moved away, as they looked then: they are left alone until they look otherwise,
        or until the next start."""
        self.unread: set[Path] = set()
        """What lies there and cannot be read, and so is in no report."""

    def run(self, stop: threading.Event) -> None:
        """Take in what arrives until `stop` is set."""
        self.look()
        for paths in self._events(stop):
            self.note(paths)
            self.look()
        while not stop.is_set():  # and no waiting for it: a signal may set it
            self.look(whole=True)
            time.sleep(1.0)

    def _events(self, stop: threading.Event) -> Iterator[list[Path]]:
        """Where something happened, again and again until `stop` is set, or there are no events any more."""
        import watchfiles

        events = watchfiles.watch(
            self.folder,
            watch_filter=None,
            stop_event=stop,
            debounce=200,
            step=50,
            rust_timeout=250,
            yield_on_timeout=True,
            raise_interrupt=False,
            force_polling=self._settings.poll or None,
            ignore_permission_denied=True,
        )
        try:
            for changes in events:
                yield [Path(path) for _, path in changes]
        except Exception as error:  # no events on this file system, or too many watches: looking through still works
            log.warning("no events from %s (%s); it is looked through every second instead.", self.folder, error)

    def note(self, paths: Iterable[Path]) -> None:
        """Something happened to these files."""
        for path in paths:
            if self._belongs(path):
                self._looks.setdefault(path, None)

    def look(self, *, whole: bool = False) -> int:
        """Take in every file that stands still, and look through the folder when it is time to, or when the `whole` of
        it is asked for; how many files do not stand still yet, or wait outside because too many are waiting inside.
        """
        if whole or self._clock() - self._scanned >= self._settings.rescan:
            self._scanned = self._clock()
            self.note(self._walk())
        for path in sorted(self._looks):
            self._look_at(path)
        return len(self._looks)

    def _walk(self) -> Iterator[Path]:
        for root, folders, names in os.walk(self.folder, onerror=self._unlisted):
            here = Path(root)
            self.unread.discard(here)
            folders[:] = sorted(f for f in folders if not f.startswith(".") and here / f not in self._barred)
            yield from (here / name for name in sorted(names))

    def _unlisted(self, error: OSError) -> None:
        folder = Path(error.filename)
        if folder.exists():  # and did not just go away
            self.unread.add(folder)
            self._odd_one(folder, f"it cannot be looked into ({error.strerror}). Make the folder readable.")

    def _belongs(self, path: Path) -> bool:
        """Whether a path is a file to take in, by its name: not hidden, not unfinished, not in a folder of ours."""
        try:
            parts = path.relative_to(self.folder).parts
        except ValueError:
            return False
        hidden = any(part.startswith(".") for part in parts)
        ours = any(path.is_relative_to(folder) for folder in self._barred)
        return bool(parts) and not hidden and not ours and not path.name.lower().endswith(UNFINISHED)

    def _look_at(self, path: Path) -> None:
        found = self._status(path)
        if found is None:
            del self._looks[path]
            self.unread.discard(path)
            return
        if self._stuck.get(path) == _marks(found):
            del self._looks[path]
            return
        now, look = self._clock(), self._looks[path]
        if look is None or (look.size, look.changed) != (found.st_size, found.st_mtime_ns):
            tidied = self._settings.done is not None
            if self._journal.settled(str(path), found.st_size, found.st_mtime_ns, tidied=tidied):
                del self._looks[path]
            else:
                self._looks[path] = _Look(found.st_size, found.st_mtime_ns, now)
            return
        patience = self._settings.settle * (1 if look.size else _EMPTY)
        if now - look.since >= patience and self._journal.waiting() < self._settings.queue:
            self._take(path, look)

    def _status(self, path: Path) -> os.stat_result | None:
        """What the disk says of a regular file; None for anything else. Links are not followed out of the inbox."""
        try:
            found = path.lstat()
        except OSError:
            return None
        if stat.S_ISDIR(found.st_mode):
            return None
        if not _is_text(str(path)):
            self._odd_one(path, "its name is no UTF-8, so it is not checked. Give it another name.")
        elif stat.S_ISREG(found.st_mode):
            return found
        else:
            self._odd_one(path, "not a regular file, so it is not checked. Put a copy of the text there.")
        return None

    def _odd_one(self, path: Path, why: str) -> None:
        if path not in self._odd:
            self._odd.add(path)
            log.warning("%s: %s", os.fsencode(path).decode("utf-8", "replace"), why)

    def _take(self, path: Path, look: _Look) -> None:
        """Take a file in, unless it changed while it was read."""
        digest = digest_of(path)
        after = self._status(path)
        if after is None or (after.st_size, after.st_mtime_ns) != (look.size, look.changed):
            self._looks[path] = None
            return
        del self._looks[path]
        if digest is None:
            self.unread.add(path)
            self._stuck[path] = _marks(after)
            log.warning("%s: it cannot be read, so it is not checked. Make it readable, or put a copy there.", path)
            return
        self.unread.discard(path)
        arrival = Arrival(str(path), look.size, look.changed, digest)
        reception = self._journal.receive(arrival)
        self._received(reception)
        if reception is Reception.KNOWN:
            self._put_away(path, digest)

    def _put_away(self, path: Path, digest: str) -> None:
        """Finish what a kill cut short: a file that failed, or was done with, and still lies here."""
        job = self._journal.job(digest)
        try:
            if job and job.state is State.FAILED:
                set_aside(self.folder, self._journal, job, path)
            elif job and job.state is State.DONE and self._settings.done:
                tidy(self.folder, self._settings.done, self._journal, job, path)
            else:
                return
        except OSError as error:
            problem = error.strerror or type(error).__name__
            log.warning("%s: done with, but it cannot be moved away (%s). Make the inbox writable.", path, problem)
        if found := self._status(path):
            self._stuck[path] = _marks(found)


def _marks(found: os.stat_result) -> tuple[int, ...]:
    """What changes when a file is written, or made readable."""
    return found.st_size, found.st_mtime_ns, found.st_ctime_ns


def _is_text(name: str) -> bool:
    try:
        return bool(name.encode())
    except UnicodeEncodeError:
        return False


def digest_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes in hexadecimal; None when it cannot be read."""
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return None
