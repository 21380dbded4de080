"""Decisions that last: the ruling in force on every target, and the whole history, on SQLite or PostgreSQL.

    store = Store.beside(Path("reports"))                  # SQLite, reports/.muqabala-review.sqlite
    store = Store("postgresql+psycopg://desk@db/review")   # a shared desk
    store.decide("bbc.1", [Change("d-…", Subject.DEPARTURE, Ruling(Status.CONFIRMED))], reviewer="Amal")
    store.decisions("bbc.1")                               # what is in force
    store.history("bbc.1")                                 # who, when, what, before and after

An article is named by its report: the path in the folder without `.json`. When a method that writes has returned, what
it wrote is on disk (SQLite: WAL with a full sync at each commit; PostgreSQL: its own commit). Events become visible in
the order of their numbers, so a reader that has seen event n will never meet an earlier one anew. Every method is safe
to call from many threads and from several processes.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, Row, create_engine, func, insert, select, text, tuple_, update
from sqlalchemy import event as hooks
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from muqabala.errors import ConfigError, StoreError
from muqabala.records import Document
from muqabala.review import documents, undoing
from muqabala.review.decisions import Act, Change, Conflict, Decision, Event, Subject, decoded, encoded
from muqabala.review.schema import article as articles
from muqabala.review.schema import bring_up_to_date, decision, event, meta

FILE = ".muqabala-review.sqlite"
"""The name of the store beside the reports."""

_LOCK = 0x6D7571  # any number that no other program's advisory lock has: "muq"
_PATIENCE_MS = 30_000


class Store:
    """An open store. `url` is an SQLAlchemy address, such as `sqlite:////folder/file` or `postgresql+psycopg://…`.

    Raises `ConfigError` for an address that makes no sense, `StoreError` when the store cannot be opened.
    """

    def __init__(self, url: str | URL) -> None:
        self._engine = _engine(url)
        self._writing = threading.Lock()  # SQLite has one writer: waiting here is cheaper than asking it again
        with self._write() as connection:
            bring_up_to_date(connection)

    @classmethod
    def beside(cls, folder: Path) -> Store:
        """The SQLite store of a folder of reports, readable by its owner alone."""
        path = folder.resolve() / FILE
        try:
            path.touch(mode=0o600, exist_ok=True)
        except OSError as error:
            problem = error.strerror or type(error).__name__
            raise StoreError(
                f"{path}: the decisions cannot be kept there ({problem}). Make the folder writable."
            ) from error
        return cls(URL.create("sqlite", database=str(path)))  # a path may hold what an address gives a meaning

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    # ---- Deciding

    def decide(
        self, article: str, changes: Sequence[Change], *, reviewer: str, batch: str | None = None
    ) -> tuple[Event, ...]:
        """Take rulings, all of them or none, and return their events.

        `batch` is the caller's own name for this action: asked again with the same one, nothing is done twice and the
        first answer is given. Raises `Conflict` when a target has another revision than the change was taken on.
        """
        batch = batch or secrets.token_hex(16)
        with self._write() as connection:
            if done := self._batch(connection, batch):
                return done
            current = self._current(connection, article, [change.target for change in changes])
            late = tuple(
                current[change.target]
                for change in changes
                if change.target in current and current[change.target].rev != change.rev
            )
            if late:
                raise Conflict(late)
            return self._append(connection, article, changes, current, (batch, Act.DECIDE, None, reviewer))

    def undo(self, article: str, *, reviewer: str, batch: str | None = None) -> tuple[Event, ...]:
        """Take back the reviewer's last action in an article that is not yet taken back.

        An action is passed over when somebody else has decided on one of its targets since. Raises `NothingToUndo`, or
        `Conflict` when no other action is left.
        """
        return self._travel(article, reviewer, Act.UNDO, batch)

    def redo(self, article: str, *, reviewer: str, batch: str | None = None) -> tuple[Event, ...]:
        """Do again what the reviewer took back last. Raises as `undo` does."""
        return self._travel(article, reviewer, Act.REDO, batch)

    def _travel(self, article: str, reviewer: str, act: Act, batch: str | None) -> tuple[Event, ...]:
        batch = batch or secrets.token_hex(16)
        with self._write() as connection:
            if done := self._batch(connection, batch):
                return done
            own = _own(connection, article, reviewer)
            current = self._current(connection, article, list({entry.target for entry in own}))
            step = undoing.step(own, act, current)
            return self._append(connection, article, step.changes, current, (batch, act, step.of, reviewer))

    # ---- Reading

    def decisions(self, article: str, targets: Sequence[str] | None = None) -> tuple[Decision, ...]:
        """What is in force in an article, or on some targets in it, by target. Rulings taken back stand there blank."""
        wanted = [decision.c.article == article] + ([decision.c.target.in_(targets)] if targets is not None else [])
        with self._read() as connection:
            rows = connection.execute(select(decision).where(*wanted).order_by(decision.c.target))
            return tuple(map(_decision, rows))

    def everything(self) -> Iterator[Decision]:
        """What is in force in every article, by article and target."""
        with self._read() as connection:
            for row in connection.execute(select(decision).order_by(decision.c.article, decision.c.target)):
                yield _decision(row)

    def history(self, article: str, *, target: str | None = None, limit: int = 1000) -> tuple[Event, ...]:
        """The events of an article, or of one target in it, the latest first."""
        wanted = [event.c.article == article] + ([event.c.target == target] if target else [])
        with self._read() as connection:
            rows = connection.execute(select(event).where(*wanted).order_by(event.c.seq.desc()).limit(limit))
            return tuple(map(_event, rows))

    def own(self, article: str, reviewer: str) -> tuple[Event, ...]:
        """All events of a reviewer in an article, the earliest first: what undo and redo walk through."""
        with self._read() as connection:
            return _own(connection, article, reviewer)

    def after(self, seq: int, *, limit: int = 1000) -> tuple[Event, ...]:
        """The events with greater numbers than `seq`, the earliest first, at most `limit` of them."""
        with self._read() as connection:
            return _events(connection, event.c.seq > seq, limit=limit)

    def last(self) -> int:
        """The number of the latest event; 0 when nothing was ever decided."""
        with self._read() as connection:
            return connection.execute(select(func.max(event.c.seq))).scalar() or 0

    # ---- What decisions rest on

    def keep(self, source: Document) -> str:
        """Keep the text of a source for attached passages, and return its SHA-256."""
        with self._write() as connection:
            return documents.keep(connection, source)

    def documents(self, hashes: Sequence[str]) -> Mapping[str, Document]:
        """Kept sources by the SHA-256 of their texts; hashes that are not known are left out."""
        with self._read() as connection:
            return documents.fetch(connection, hashes)

    def secret(self) -> bytes:
        """The key that signs this desk's sessions, 32 bytes, made when first asked for."""
        with self._write() as connection:
            found = connection.execute(select(meta.c.value).where(meta.c.key == "secret")).scalar()
            if found is None:
                found = secrets.token_hex(32)
                connection.execute(insert(meta).values(key="secret", value=found))
            return bytes.fromhex(found)

    # ---- Inside a transaction

    def _append(
        self,
        connection: Connection,
        article: str,
        changes: Sequence[Change],
        current: Mapping[str, Decision],
        header: tuple[str, Act, str | None, str],
    ) -> tuple[Event, ...]:
        """Write the events of one action and what is in force after them."""
        batch, act, of, reviewer = header
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        if connection.execute(select(articles.c.name).where(articles.c.name == article)).first() is None:
            connection.execute(insert(articles).values(name=article))
        done = []
        for change in changes:
            before = current.get(change.target)
            entry = Event(
                seq=0,
                batch=batch,
                act=act,
                of=of,
                article=article,
                target=change.target,
                subject=change.subject,
                reviewer=reviewer,
                at=at,
                before=before.ruling if before else None,
                after=change.ruling,
                rev=before.rev + 1 if before else 1,
            )
            done.append(_write_event(connection, entry, first=before is None))
        return tuple(done)

    def _batch(self, connection: Connection, batch: str) -> tuple[Event, ...]:
        return _events(connection, event.c.batch == batch)

    def _current(self, connection: Connection, article: str, targets: Sequence[str]) -> dict[str, Decision]:
        keys = [(article, target) for target in targets]
        wanted = tuple_(decision.c.article, decision.c.target).in_(keys)
        return {row.target: _decision(row) for row in connection.execute(select(decision).where(wanted))}

    @contextmanager
    def _write(self) -> Iterator[Connection]:
        """A transaction that writes; one at a time, so that events become visible in the order of their numbers."""
        with self._writing, _told(), self._engine.connect() as connection:
            connection = connection.execution_options(muqabala_write=True)
            with connection.begin():
                if connection.dialect.name == "postgresql":
                    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
                yield connection

    @contextmanager
    def _read(self) -> Iterator[Connection]:
        with _told(), self._engine.connect() as connection, connection.begin():
            yield connection


def _write_event(connection: Connection, entry: Event, *, first: bool) -> Event:
    """One event, and the decision it leaves in force."""
    row = {
        "batch": entry.batch,
        "act": entry.act.value,
        "of": entry.of,
        "article": entry.article,
        "target": entry.target,
        "subject": entry.subject.value,
        "reviewer": entry.reviewer,
        "at": entry.at,
        "before": encoded(entry.before) if entry.before else None,
        "after": encoded(entry.after),
        "rev": entry.rev,
    }
    seq: int = connection.execute(insert(event).values(row).returning(event.c.seq)).scalar_one()
    now = {
        "subject": row["subject"],
        "status": entry.after.status.value,
        "ruling": row["after"],
        "reviewer": entry.reviewer,
        "at": entry.at,
        "rev": entry.rev,
        "seq": seq,
    }
    if first:
        connection.execute(insert(decision).values(article=entry.article, target=entry.target, **now))
    else:
        place = (decision.c.article == entry.article, decision.c.target == entry.target)
        connection.execute(update(decision).where(*place).values(now))
    return replace(entry, seq=seq)


def _events(connection: Connection, *wanted: Any, limit: int | None = None) -> tuple[Event, ...]:
    rows = connection.execute(select(event).where(*wanted).order_by(event.c.seq).limit(limit))
    return tuple(map(_event, rows))


def _own(connection: Connection, article: str, reviewer: str) -> tuple[Event, ...]:
    return _events(connection, event.c.article == article, event.c.reviewer == reviewer)


def _decision(row: Row[Any]) -> Decision:
    return Decision(
        article=row.article,
        target=row.target,
        subject=Subject(row.subject),
        ruling=decoded(row.ruling),
        reviewer=row.reviewer,
        at=row.at,
        rev=row.rev,
        seq=row.seq,
    )


def _event(row: Row[Any]) -> Event:
    return Event(
        seq=row.seq,
        batch=row.batch,
        act=Act(row.act),
        of=row.of,
        article=row.article,
        target=row.target,
        subject=Subject(row.subject),
        reviewer=row.reviewer,
        at=row.at,
        before=decoded(row.before) if row.before else None,
        after=decoded(row.after),
        rev=row.rev,
    )


@contextmanager
def _told() -> Iterator[None]:
    """What the database says, as an error of ours that says what to do."""
    try:
        yield
    except SQLAlchemyError as error:
        cause = " ".join(str(getattr(error, "orig", None) or error).split())
        raise StoreError(
            f"the decisions store failed ({cause}). Nothing of this action was kept; check the disk or the database "
            "and try again."
        ) from error


def _engine(url: str | URL) -> Engine:
    """An engine for a SQLite or PostgreSQL address. Raises `ConfigError` for any other, and for a missing driver."""
    try:
        address = make_url(url)
        if address.get_backend_name() not in ("sqlite", "postgresql"):
            raise ConfigError(f"{address.render_as_string()}: the store must be on sqlite or postgresql.")
        if address.drivername == "postgresql":
            address = address.set(drivername="postgresql+psycopg")
        engine = create_engine(
            address, pool_size=10, max_overflow=20, pool_pre_ping=address.get_backend_name() != "sqlite"
        )
    except (ArgumentError, NoSuchModuleError) as error:
        raise ConfigError(
            f"{str(url).split('@')[-1]}: not a database address. Give one such as postgresql://user@host/name."
        ) from error
    except ImportError as error:
        raise ConfigError(f"the driver for this database is missing ({error}). Install muqabala[pg].") from error
    if engine.dialect.name == "sqlite":
        hooks.listen(engine, "connect", _prepare_sqlite)
        hooks.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: object) -> None:
    """Every connection: transactions begun by us, a wait for other writers, foreign keys, each commit on disk."""
    connection.isolation_level = None
    for pragma in (f"busy_timeout={_PATIENCE_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that reads first and writes later could find its reading outdated."""
    writes = connection.get_execution_options().get("muqabala_write")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
