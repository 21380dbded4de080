"""What is known of every file that arrived, in one SQLite file, so that a kill at any moment loses and repeats nothing.

A finished check is one transaction: the article's state, its reports and its notices are kept together or not at all.
Reports are written out from there afterwards, as often as it takes, and notices are sent from there.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from muqabala.errors import StoreError

LONGEST_PAUSE = 300.0
"""Seconds between two attempts at a notice, at most."""
_VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS file (
    id INTEGER PRIMARY KEY, sha256 TEXT NOT NULL UNIQUE, path TEXT NOT NULL, state TEXT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, received REAL NOT NULL, reason TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS file_state ON file (state, id);
CREATE TABLE IF NOT EXISTS seen (
    path TEXT PRIMARY KEY, size INTEGER NOT NULL, changed INTEGER NOT NULL, sha256 TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS article (
    id INTEGER PRIMARY KEY, file INTEGER NOT NULL, item TEXT NOT NULL, stem TEXT NOT NULL UNIQUE,
    provider TEXT, code TEXT, version TEXT, outcome TEXT,
    reason TEXT NOT NULL DEFAULT '', UNIQUE (file, item), UNIQUE (provider, code, version));
CREATE TABLE IF NOT EXISTS inbox (path TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS duplicate (
    file INTEGER NOT NULL, article INTEGER NOT NULL REFERENCES article ON DELETE CASCADE, PRIMARY KEY (file, article));
CREATE TABLE IF NOT EXISTS output (article INTEGER NOT NULL, name TEXT NOT NULL, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS notice (
    id INTEGER PRIMARY KEY, article INTEGER NOT NULL, channel TEXT NOT NULL, body BLOB NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0, due REAL NOT NULL, state TEXT NOT NULL, detail TEXT NOT NULL DEFAULT '');
CREATE INDEX IF NOT EXISTS notice_due ON notice (state, due);
"""
_REOPEN = """
UPDATE file SET state = 'waiting', attempts = 0 WHERE state = 'done' AND id IN (
    SELECT duplicate.file FROM duplicate JOIN article ON article.id = duplicate.article
    JOIN file AS first ON first.id = article.file
    WHERE first.state IN ('failed', 'missing') AND coalesce(article.outcome, 'unchecked') = 'unchecked')
"""
"""A file that was passed over, because another one with the same item was being checked, waits again if that one failed
or went missing: the item is checked from this one then."""
_JOB = "SELECT id, path, sha256, state, attempts, reason FROM file"


class State(StrEnum):
    """Where a file stands. `missing`: it went away before it was checked, and is taken up where it appears again."""

    WAITING = "waiting"
    CHECKING = "checking"
    DONE = "done"
    FAILED = "failed"
    MISSING = "missing"


class Reception(StrEnum):
    """What an arrival is: new, known already, known under another name, or one that failed and is tried again."""

    NEW = "new"
    KNOWN = "known"
    MOVED = "moved"
    AGAIN = "again"


@dataclass(frozen=True, slots=True)
class Arrival:
    """A file that stands still: path, size in bytes, time of change in nanoseconds, SHA-256 of its bytes."""

    path: str
    size: int
    changed: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Job:
    """A file to check. `attempts` counts this one."""

    id: int
    path: str
    sha256: str
    state: State
    attempts: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a provider calls an item, and which version of it this is."""

    provider: str
    code: str
    version: str


@dataclass(frozen=True, slots=True)
class Place:
    """An article's row: `stem` names its reports; `outcome` is None until it was checked; `file` the file it came in;
    `reason` is why it could not be checked.
    """

    id: int
    file: int
    stem: str
    outcome: str | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Notice:
    """A message to be sent; `attempts` were made before. Its id is the same at every attempt."""

    id: int
    channel: str
    body: bytes
    attempts: int


class Journal:
    """The journal of one inbox. Every method may be called from any thread. Raises `StoreError`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._lock = threading.RLock()
        self.changed = threading.Condition(self._lock)
        """Notified when there may be something new to check or to send."""
        with self._told():
            path.parent.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(path, timeout=30.0, isolation_level=None, check_same_thread=False)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("PRAGMA foreign_keys=ON")
            if self._one("PRAGMA user_version")[0] not in (0, _VERSION):
                raise sqlite3.DatabaseError("it is from another version of muqabala")
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={_VERSION}")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._db.close()

    def inbox(self, path: str) -> str:
        """The folder that this journal is of: the one it was first asked for."""
        with self._transaction():
            self._db.execute("INSERT INTO inbox SELECT ? WHERE NOT EXISTS (SELECT 1 FROM inbox)", (path,))
            return str(self._one("SELECT path FROM inbox")[0])

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (OSError, sqlite3.Error) as error:
            advice = "Free the disk or make the folder writable; a damaged journal can be moved away, then every file "
            raise StoreError(f"{self.path}: the journal cannot be used ({error}). {advice}counts as new.") from error

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """All of it or none; other threads wait, and are told that something changed."""
        with self._lock, self._told():
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk has ended it already
                    self._db.execute("ROLLBACK")
                raise
            self.changed.notify_all()

    def _one(self, query: str, *values: object) -> tuple[object, ...]:
        row = self._db.execute(query, values).fetchone()
        return () if row is None else tuple(row)

    # Arrivals ---------------------------------------------------------------------------------------------------------

    def recover(self) -> int:
        """Checks that a kill cut short wait again; how many."""
        with self._transaction():
            return self._db.execute("UPDATE file SET state = 'waiting' WHERE state = 'checking'").rowcount

    def settled(self, path: str, size: int, changed: int, *, tidied: bool = False) -> bool:
        """Whether nothing is left to do about a file that looks like this: it was seen, and its content is in hand.

        With `tidied` a file that was checked does not belong where it lies any more.
        """
        query = (
            "SELECT file.state, file.path FROM seen JOIN file USING (sha256) "
            "WHERE seen.path = ? AND seen.size = ? AND seen.changed = ?"
        )
        with self._lock, self._told():
            row = self._one(query, path, size, changed)
        if not row or row[0] in (State.MISSING, State.FAILED) or (tidied and row[0] == State.DONE):
            return False
        return row[0] != State.WAITING or row[1] == path or Path(str(row[1])).exists()

    def receive(self, arrival: Arrival) -> Reception:
        """Take a file in. Its content decides whether it is new."""
        with self._transaction():
            seen = (arrival.path, arrival.size, arrival.changed, arrival.sha256)
            self._db.execute("INSERT OR REPLACE INTO seen VALUES (?, ?, ?, ?)", seen)
            row = self._one("SELECT id, state, path FROM file WHERE sha256 = ?", arrival.sha256)
            if not row:
                values = (arrival.sha256, arrival.path, State.WAITING, time.time())
                self._db.execute("INSERT INTO file (sha256, path, state, received) VALUES (?, ?, ?, ?)", values)
                return Reception.NEW
            number, state, path = row
            gone = path != arrival.path and not Path(str(path)).exists()
            if state == State.WAITING and gone:
                self._db.execute("UPDATE file SET path = ? WHERE id = ?", (arrival.path, number))
                return Reception.MOVED
            if state == State.MISSING or (state == State.FAILED and gone):
                update = "UPDATE file SET path = ?, state = 'waiting', attempts = 0, reason = '' WHERE id = ?"
                self._db.execute(update, (arrival.path, number))
                self._db.execute("DELETE FROM article WHERE file = ? AND outcome = 'unchecked'", (number,))
                return Reception.MOVED if state == State.MISSING else Reception.AGAIN
            return Reception.KNOWN

    def job(self, sha256: str) -> Job | None:
        """The file with this content, if it ever arrived."""
        with self._lock, self._told():
            row = self._one(f"{_JOB} WHERE sha256 = ?", sha256)
        return _job(row) if row else None

    def by_id(self, number: int) -> Job:
        """The file of that number, which exists."""
        with self._lock, self._told():
            return _job(self._one(f"{_JOB} WHERE id = ?", number))

    # Checks -----------------------------------------------------------------------------------------------------------

    def claim(self) -> Job | None:
        """The file that has waited longest, now being checked."""
        query = f"{_JOB} WHERE state = 'waiting' ORDER BY id LIMIT 1"
        with self._lock:
            with self._told():
                if not self._one(query):
                    return None
            with self._transaction():
                job = _job(self._one(query))
                self._db.execute("UPDATE file SET state = 'checking', attempts = attempts + 1 WHERE id = ?", (job.id,))
            return Job(job.id, job.path, job.sha256, State.CHECKING, job.attempts + 1)

    def release(self, job: Job) -> None:
        """Give back a file whose check was broken off in good order; that was no attempt."""
        with self._transaction():
            self._db.execute("UPDATE file SET state = 'waiting', attempts = attempts - 1 WHERE id = ?", (job.id,))

    def place(self, job: Job, item: str, stem: str, identity: Identity | None) -> Place:
        """The row of an article of a file, made if need be. An item that its provider sent before in the same version
        has the row it got then, whose `file` is another one. Names of reports are never given twice.
        """
        with self._transaction():
            row = self._article("file = ? AND item = ?", job.id, item)
            if row and identity:
                self._name(row, identity)
            if row is None and identity:
                key = (identity.provider, identity.code, identity.version)
                row = self._of_provider(job, item, key)
            if row is None:
                who = (identity.provider, identity.code, identity.version) if identity else (None, None, None)
                values = (job.id, item, self._free(stem), *who)
                insert = "INSERT INTO article (file, item, stem, provider, code, version) VALUES (?, ?, ?, ?, ?, ?)"
                self._db.execute(insert, values)
                row = self._article("file = ? AND item = ?", job.id, item)
            assert row is not None
            if row.file != job.id and row.outcome is None:
                self._db.execute("INSERT OR IGNORE INTO duplicate VALUES (?, ?)", (job.id, row.id))
            return row

    def _name(self, place: Place, identity: Identity) -> None:
        """Note what its provider calls an article, unless that is known, or belongs to another one."""
        values = (identity.provider, identity.code, identity.version, place.id)
        update = "UPDATE OR IGNORE article SET provider = ?, code = ?, version = ? WHERE id = ? AND provider IS NULL"
        self._db.execute(update, values)

    def _of_provider(self, job: Job, item: str, key: tuple[str, str, str]) -> Place | None:
        """The row that an item got before; a file that failed or went missing gives it up to this one."""
        row = self._article("provider = ? AND code = ? AND version = ?", *key)
        if row and row.file != job.id and row.outcome in (None, "unchecked"):
            (state,) = self._one("SELECT state FROM file WHERE id = ?", row.file)
            if state in (State.FAILED, State.MISSING):
                update = "UPDATE article SET file = ?, item = ?, outcome = NULL WHERE id = ?"
                self._db.execute(update, (job.id, item, row.id))
                self._db.execute("DELETE FROM duplicate WHERE file = ? AND article = ?", (job.id, row.id))
                return Place(row.id, job.id, row.stem, None)
        return row

    def _article(self, where: str, *values: object) -> Place | None:
        row = self._one(f"SELECT id, file, stem, outcome, reason FROM article WHERE {where}", *values)  # noqa: S608 - constants
        if not row:
            return None
        return Place(_int(row[0]), _int(row[1]), str(row[2]), None if row[3] is None else str(row[3]), str(row[4]))

    def _free(self, stem: str) -> str:
        number, unique = 2, stem
        while self._one("SELECT 1 FROM article WHERE stem = ? COLLATE NOCASE", unique):
            unique, number = f"{stem}-{number}", number + 1
        return unique

    def find(self, identity: Identity) -> tuple[Place, Job] | None:
        """The article with this identity and the file it came in, if it ever arrived."""
        key = (identity.provider, identity.code, identity.version)
        with self._lock, self._told():
            place = self._article("provider = ? AND code = ? AND version = ?", *key)
            return (place, self.by_id(place.file)) if place else None

    def articles(self, job: Job) -> tuple[Place, ...]:
        """The articles of a file, as far as they are known."""
        with self._lock, self._told():
            rows = self._db.execute("SELECT id FROM article WHERE file = ? ORDER BY id", (job.id,)).fetchall()
            found = (self._article("id = ?", row[0]) for row in rows)
            return tuple(place for place in found if place)

    def commit(
        self,
        place: Place,
        outcome: str,
        reason: str,
        outputs: Mapping[str, str],
        notices: Sequence[tuple[str, bytes]],
    ) -> None:
        """A finished check: from now on it is never done again, and its reports and notices are sure to get out."""
        with self._transaction():
            self._db.execute("UPDATE article SET outcome = ?, reason = ? WHERE id = ?", (outcome, reason, place.id))
            files = [(place.id, name, text.encode("utf-8", "surrogatepass")) for name, text in outputs.items()]
            self._db.executemany("INSERT INTO output VALUES (?, ?, ?)", files)
            mail = [(place.id, channel, body, time.time(), "waiting") for channel, body in notices]
            self._db.executemany("INSERT INTO notice (article, channel, body, due, state) VALUES (?, ?, ?, ?, ?)", mail)

    def outputs(self) -> list[tuple[int, str, bytes]]:
        """Reports that are not written out yet: row, file name, bytes."""
        with self._lock, self._told():
            return [tuple(row) for row in self._db.execute("SELECT rowid, name, data FROM output ORDER BY rowid")]

    def written(self, rows: Sequence[int]) -> None:
        """These reports are on the disk under their own names."""
        if rows:
            with self._transaction():
                self._db.executemany("DELETE FROM output WHERE rowid = ?", [(row,) for row in rows])

    def finish(self, job: Job, state: State, reason: str = "") -> None:
        """A file is done with, or failed, or went missing."""
        with self._transaction():
            self._db.execute("UPDATE file SET state = ?, reason = ? WHERE id = ?", (state, reason, job.id))
            self._db.execute(_REOPEN)
            self._db.execute(
                "DELETE FROM duplicate WHERE article IN (SELECT id FROM article WHERE outcome != 'unchecked')"
            )

    def moved(self, job: Job, path: str) -> None:
        """A finished file lies elsewhere now."""
        with self._transaction():
            self._db.execute("UPDATE file SET path = ? WHERE id = ?", (path, job.id))

    # Notices ----------------------------------------------------------------------------------------------------------

    def due(self, apart_from: Collection[int] = ()) -> Notice | None:
        """The notice that should have been sent longest ago, if one is due. One that is due later than any pause lasts
        is due now: the clock was set back.
        """
        query = (
            "SELECT id, channel, body, attempts FROM notice WHERE state = 'waiting' AND (due <= ? OR due > ?) "
            "AND id NOT IN (SELECT value FROM json_each(?)) ORDER BY due, id LIMIT 1"
        )
        now = time.time()
        with self._lock, self._told():
            row = self._db.execute(query, (now, now + LONGEST_PAUSE, json.dumps(list(apart_from)))).fetchone()
        return Notice(row[0], row[1], bytes(row[2]), row[3]) if row else None

    def sent(self, notice: Notice, state: str, detail: str = "", again: float = 0.0) -> None:
        """What became of an attempt: `delivered`, `given up`, or `waiting` for `again` seconds more."""
        with self._transaction():
            update = "UPDATE notice SET state = ?, detail = ?, attempts = attempts + 1, due = ? WHERE id = ?"
            self._db.execute(update, (state, detail, time.time() + again, notice.id))

    def counts(self) -> dict[str, int]:
        """How many files are in each state, and how many notices wait or were given up."""
        with self._lock, self._told():
            files = dict(self._db.execute("SELECT state, count(*) FROM file GROUP BY state").fetchall())
            mail = dict(self._db.execute("SELECT state, count(*) FROM notice GROUP BY state").fetchall())
        found = {state.value: int(files.get(state, 0)) for state in State}
        return found | {f"notices {key}": int(mail.get(key, 0)) for key in ("waiting", "delivered", "given up")}

    def waiting(self) -> int:
        """How many files wait to be checked."""
        with self._lock, self._told():
            return _int(self._one("SELECT count(*) FROM file WHERE state = 'waiting'")[0])


def _job(row: tuple[object, ...]) -> Job:
    return Job(_int(row[0]), str(row[1]), str(row[2]), State(str(row[3])), _int(row[4]), str(row[5]))


def _int(value: object) -> int:
    assert isinstance(value, int)
    return value
