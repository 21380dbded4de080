"""The tables of the decisions store, the same on SQLite and PostgreSQL, and the steps from one version to the next."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    insert,
    inspect,
    select,
    update,
)

from muqabala.errors import StoreError

tables = MetaData()

_SEQUENCE = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up only what it calls INTEGER

meta = Table("meta", tables, Column("key", Text, primary_key=True), Column("value", Text, nullable=False))
"""The version of the schema, and the key that signs sessions."""

article = Table("article", tables, Column("name", Text, primary_key=True))
"""Every article that something was decided on, by the name of its report in the folder."""

event = Table(
    "event",
    tables,
    Column("seq", _SEQUENCE, primary_key=True, autoincrement=True),
    Column("batch", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("of", Text),
    Column("article", Text, ForeignKey("article.name"), nullable=False),
    Column("target", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("before", Text),
    Column("after", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    UniqueConstraint("batch", "target", name="event_once"),
    Index("event_of_article", "article", "seq"),
    sqlite_autoincrement=True,
)
"""The history: only ever added to."""

decision = Table(
    "decision",
    tables,
    Column("article", Text, ForeignKey("article.name"), primary_key=True),
    Column("target", Text, primary_key=True),
    Column("subject", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("ruling", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("rev", Integer, nullable=False),
    Column("seq", _SEQUENCE, ForeignKey("event.seq"), nullable=False),
)
"""What is in force: one row a target."""

document = Table(
    "document",
    tables,
    Column("sha256", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("lang", Text, nullable=False),
    Column("metadata", Text, nullable=False),
)
"""The sources of attached passages, as they were, so that a decided report stands alone; `text` is a JSON string."""

Step = Callable[[Connection], None]


STEPS: Sequence[Step] = ()
"""What brings a store from each version to the next, the first from version 1. Steps are only ever appended; a new
store is made as the tables stand here, and takes none.
"""


def bring_up_to_date(connection: Connection, steps: Sequence[Step] = STEPS) -> None:
    """Make the tables, or take the steps that a store lacks, within the caller's transaction.

    Raises `StoreError` when a later version of the program made the store.
    """
    latest = 1 + len(steps)
    has = inspect(connection).has_table("meta")
    found = connection.execute(select(meta.c.value).where(meta.c.key == "version")).scalar() if has else None
    if found is None:
        tables.create_all(connection)
        connection.execute(insert(meta).values(key="version", value=str(latest)))
        return
    if int(found) > latest:
        raise StoreError(
            f"a later version of muqabala wrote the decisions (schema {found}; this one knows {latest}). "
            "Install that version."
        )
    for step in steps[int(found) - 1 :]:
        step(connection)
    connection.execute(update(meta).where(meta.c.key == "version").values(value=str(latest)))
