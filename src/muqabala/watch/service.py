"""The watch itself: an inbox, workers that share one desk, a sender of notices, and a local endpoint.

Everything passes through the journal: the inbox writes what arrived, a worker claims what waits, a finished check is
committed with its reports and notices. So threads need no queues between them, and a restart goes on where it was.
"""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock, Timeout

from muqabala import read
from muqabala.config import Settings
from muqabala.errors import ConfigError
from muqabala.read import Article
from muqabala.records import Document
from muqabala.report import WRITERS, Rendering
from muqabala.sources.records import place as write_whole
from muqabala.watch.aside import set_aside, tidy
from muqabala.watch.desk import Checker
from muqabala.watch.endpoint import Endpoint
from muqabala.watch.inbox import Inbox, digest_of
from muqabala.watch.ingest import Intake
from muqabala.watch.journal import Job, Journal, Place, State
from muqabala.watch.metrics import Metrics
from muqabala.watch.notify import Notifier, channels
from muqabala.watch.outcomes import FINDINGS, UNCHECKED, Outcome, examine, identity, notice
from muqabala.watch.settings import WatchSettings

log = logging.getLogger("muqabala")

FOLDER = ".watch"
"""The hidden folder beside the reports that holds the journal."""
_NAP = 0.05
"""Seconds. The main thread sleeps, and never waits for the event of `ask_to_stop`: a signal that came while it holds
the lock of the event would wait for itself."""


@dataclass(slots=True)
class Tally:
    """What came of the articles of one run."""

    checked: int = 0
    unchecked: int = 0
    at_policy: int = 0


class _GoneError(Exception):
    """The file under a check is not what it was."""


class Watch:
    """One inbox and one folder of reports."""

    def __init__(
        self,
        inbox: Path,
        settings: Settings,
        how: WatchSettings,
        desk: Checker,
        told: Callable[[Outcome, Sequence[str]], None] = lambda _, __: None,
    ) -> None:
        """Open the journal. `told` is called with every outcome and the paths of its reports.

        Raises `ConfigError` and `StoreError`.
        """
        self.inbox, self.settings, self.how, self.desk = inbox, settings, how, desk
        self.out = Path(settings.out)
        self.tally = Tally()
        self.failure: Exception | None = None
        self._told = told
        self._root = inbox.resolve()
        self._refuse_closed_inbox()
        self._refuse_overlap()
        self._lock = _locked(self.out / FOLDER)
        self.journal = Journal(self.out / FOLDER / "journal.sqlite")
        self._refuse_other_inbox()
        self.metrics = Metrics(self.journal.counts)
        self._inbox = Inbox(inbox, how, self.journal, self.metrics.received, barred=[self.out])
        self._notifier = Notifier(how, self.journal, self.metrics.notified)
        intake = Intake(self._root, how, self.journal)
        self.endpoint = Endpoint(how, intake, self.metrics, self.health, settings.limit)
        self._stop = threading.Event()
        self._publishing = threading.Lock()
        self._counting = threading.Lock()
        self._threads: list[threading.Thread] = []

    def _refuse_closed_inbox(self) -> None:
        if not self.inbox.is_dir():
            raise ConfigError(f"{self.inbox}: there is no such folder. Make it, or check its name.")
        try:
            with os.scandir(self.inbox):
                pass
        except OSError as error:
            raise ConfigError(f"{self.inbox}: cannot be looked into ({error.strerror}). Make it readable.") from error

    def _refuse_overlap(self) -> None:
        """Reports must not arrive as articles, nor lie among sources, nor articles among reports."""
        out = self.out.resolve()
        if out == self._root:
            raise ConfigError(f"{self.out}: reports cannot go into the inbox itself. Choose another --out.")
        if self._root.is_relative_to(out):
            raise ConfigError(f"{self.inbox}: the inbox lies among the reports in {self.out}. Choose another --out.")
        for source in map(Path, self.settings.sources):
            if self._root.is_relative_to(source.resolve()) or source.resolve().is_relative_to(self._root):
                raise ConfigError(f"{self.inbox}: the inbox and the sources in {source} overlap. Keep them apart.")
            if out.is_relative_to(source.resolve()):
                raise ConfigError(f"{self.out}: reports cannot go among the sources in {source}. Choose another --out.")

    def _refuse_other_inbox(self) -> None:
        """What waits in the journal lies in the inbox that it was begun for."""
        first = self.journal.inbox(str(self._root))
        if first != str(self._root):
            self.journal.close()
            self._lock.release()
            advice = f"Choose another --out, or move {self.out / FOLDER} away: then every file counts as new"
            raise ConfigError(f"{self.out}: its journal is that of another inbox, {first}. {advice}.")

    def start(self, *, listening: bool = True) -> tuple[str, int] | None:
        """Go on where the last run was: reports first, then what waits. The address of the endpoint, if there is one.

        Raises `ConfigError` when the endpoint cannot listen.
        """
        self.journal.recover()
        self._publish()
        address = self.endpoint.start() if self.how.endpoint and listening else None
        for number in range(self.how.workers):
            self._begin(f"worker {number + 1}", self._work)
        self._begin("notices", lambda: self._notifier.run(self._stop))
        return address

    def watch(self) -> None:
        """Take in what arrives until `stop` is called. Does not return before."""
        self._inbox.run(self._stop)

    def once(self) -> None:
        """Take in what is there, and return when all of it is done with, and every notice was tried."""
        self._notifier.again = False
        while not self._stop.is_set():
            if not (self._inbox.look() or self._at_work() or self._inbox.look(whole=True) or self._at_work()):
                break
            time.sleep(_NAP)
        while not self._stop.is_set() and self._notifier.due():
            time.sleep(_NAP)
        self.tally.unchecked += len(self._inbox.unread)

    def _at_work(self) -> int:
        counts = self.journal.counts()
        return counts[State.WAITING] + counts[State.CHECKING]

    def ask_to_stop(self) -> None:
        """Begin to stop; may be called from a signal handler."""
        self._stop.set()

    def stop(self) -> bool:
        """Finish what is under way, for as long as the settings allow; whether everything was finished.

        What was not begun, or not finished, is done at the next start.
        """
        self._stop.set()
        end = time.monotonic() + self.how.stop_seconds
        for thread in self._threads:
            thread.join(max(0.0, end - time.monotonic()))
        self.endpoint.stop()
        finished = not any(thread.is_alive() for thread in self._threads)
        if finished:
            self.journal.close()
            self._lock.release()
        return finished

    def _begin(self, name: str, run: Callable[[], None]) -> None:
        def guarded() -> None:
            try:
                run()
            except Exception as error:  # a full disk, say: going on would lose what comes next
                self.failure = self.failure or error
                log.error("%s: %s", name, error)
                self._stop.set()

        thread = threading.Thread(target=guarded, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    def health(self) -> dict[str, object]:
        """What `/health` shows."""
        problem = str(self.failure) if self.failure else self.desk.problem()
        status = "stopping" if self._stop.is_set() else "degraded" if problem else "ok"
        found: dict[str, object] = {"status": status, "files": self.journal.counts(), "workers": self.how.workers}
        return found | ({"problem": problem} if problem else {})

    # Workers ----------------------------------------------------------------------------------------------------------

    def _work(self) -> None:
        while not self._stop.is_set():
            job = self.journal.claim()
            if job:
                self._check_file(job)
                continue
            with self.journal.changed:
                self.journal.changed.wait(0.2)

    def _check_file(self, job: Job) -> None:
        """Check every article of a file, and put the file away."""
        path = Path(job.path)
        if digest_of(path) != job.sha256:
            self.journal.finish(job, State.MISSING, "it went away or was changed before it was checked")
            return
        reasons: list[str] = []
        for article in self._articles(job, path):
            if self._stop.is_set():
                self.journal.release(job)
                return
            try:
                problem = self._check_article(job, article)
            except _GoneError:
                self.journal.finish(job, State.MISSING, "it was changed while it was checked")
                return
            reasons += [problem] if problem else []
        if reasons:
            self._fail(job, reasons)
            return
        self.journal.finish(job, State.DONE)
        if self.how.done:
            folder = self.how.done
            self._move(job, lambda: tidy(self._root, folder, self.journal, job, path))

    def _articles(self, job: Job, path: Path) -> Sequence[Article]:
        """What is in a file; a file that brought the program down too often is not opened again."""
        name = self._name(path)
        if job.attempts > self.how.attempts:
            problem = f"{path.name}: the program ended {job.attempts - 1} times while this file was checked"
            return (Article(Document(name, "", (), "und"), problem=problem),)
        return read.articles(path, id=name, limit=self.settings.limit)

    def _name(self, path: Path) -> str:
        """What reports call a file: its path under the inbox as the user named it."""
        return (self.inbox / path.relative_to(self._root)).as_posix()

    def _check_article(self, job: Job, article: Article) -> str | None:
        """Check one article unless that was done; why it could not be, if so."""
        place = self.journal.place(job, article.document.item, article.document.stem, identity(article.document))
        if place.file != job.id:
            self.metrics.finished("duplicate")
            log.info(
                "%s: its provider sent this item and version before; it is not checked again.", article.document.id
            )
            return None
        if place.outcome is not None:  # a kill came before the file was finished
            with self._counting:
                self.tally.unchecked += place.outcome == UNCHECKED
            return place.reason or None
        began = time.monotonic()
        outcome = examine(self.desk, article, self.settings)
        if digest_of(Path(job.path)) != job.sha256:
            raise _GoneError
        paths = self._commit(place, outcome)
        self.metrics.finished(outcome.kind, time.monotonic() - began)
        self._count(outcome)
        self._told(outcome, paths)
        return outcome.reason if outcome.kind == UNCHECKED else None

    def _commit(self, place: Place, outcome: Outcome) -> list[str]:
        """Keep the outcome with its reports and notices, then write the reports out; their paths."""
        rendering = Rendering(self.settings.ui_lang, self.settings.excerpts_only)
        texts = {
            place.stem + WRITERS[name].suffix: WRITERS[name].render(outcome.report, rendering)
            for name in self.settings.formats
        }
        due = outcome.kind == UNCHECKED or (
            outcome.kind == FINDINGS and outcome.severity and outcome.severity.rank >= self.how.notify_on.rank
        )
        paths = [str(self.out / name) for name in texts]
        notices = [(name, notice(outcome, paths)) for name in channels(self.how)] if due else []
        self.journal.commit(place, outcome.kind, outcome.reason, texts, notices)
        self._publish()
        return paths

    def _publish(self) -> None:
        """Write out what the journal holds for the folder of reports. Raises `ConfigError`."""
        with self._publishing:
            rows = self.journal.outputs()
            for _, name, data in rows:
                try:
                    write_whole(self.out / name, data)
                except OSError as error:
                    problem = error.strerror or type(error).__name__
                    raise ConfigError(f"{self.out}: cannot write the report there ({problem}).") from error
            self.journal.written([row for row, _, _ in rows])

    def _count(self, outcome: Outcome) -> None:
        policy = self.settings.fail_on
        with self._counting:
            self.tally.checked += outcome.kind != UNCHECKED
            self.tally.unchecked += outcome.kind == UNCHECKED
            found = outcome.severity
            self.tally.at_policy += bool(policy and found and found.rank >= policy.rank)

    def _fail(self, job: Job, reasons: list[str]) -> None:
        """Note why a file failed, and set it aside."""
        failed = replace(job, state=State.FAILED, reason="\n".join(reasons))
        self.journal.finish(job, State.FAILED, failed.reason)
        log.warning("%s", failed.reason)
        self._move(job, lambda: set_aside(self._root, self.journal, failed, Path(job.path)))

    def _move(self, job: Job, move: Callable[[], object]) -> None:
        try:
            move()
        except OSError as error:
            log.warning("%s: it cannot be moved (%s), and stays where it is.", job.path, error.strerror)


def _locked(folder: Path) -> FileLock:
    """The lock that keeps two watches from one folder of reports. Raises `ConfigError`."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire(timeout=0)
    except Timeout as error:
        advice = "Stop it, or choose another --out"
        raise ConfigError(f"{folder.parent}: another watch writes its reports there. {advice}.") from error
    except OSError as error:
        raise ConfigError(f"{folder}: cannot be written ({error.strerror}). Choose another --out.") from error
    return lock
