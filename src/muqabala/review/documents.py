"""The sources of attached passages, kept by the SHA-256 of their texts."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from sqlalchemy import Connection, insert, select

from muqabala.records import Block, Document, Kind, Metadata, Span, text_sha256
from muqabala.review.schema import document


def keep(connection: Connection, source: Document) -> str:
    """Keep a source, unless its text is kept already, and return the SHA-256 of the text."""
    sha256 = text_sha256(source.text)
    if connection.execute(select(document.c.sha256).where(document.c.sha256 == sha256)).first() is None:
        described = {
            "blocks": [[b.span.start, b.span.end, b.headline] for b in source.blocks],
            **asdict(source.metadata),
        }
        row = {"sha256": sha256, "name": source.id, "text": json.dumps(source.text), "lang": source.lang}
        connection.execute(insert(document).values(**row, metadata=json.dumps(described)))
    return sha256


def fetch(connection: Connection, hashes: Sequence[str]) -> Mapping[str, Document]:
    """The kept sources among these."""
    found = {}
    for row in connection.execute(select(document).where(document.c.sha256.in_(hashes))):
        described = json.loads(row.metadata)
        blocks = tuple(Block(Span(start, end), headline) for start, end, headline in described.pop("blocks"))
        kind = described.pop("kind")
        metadata = Metadata(**described, kind=Kind(kind) if kind else None)
        found[row.sha256] = Document(row.name, json.loads(row.text), blocks, row.lang, metadata)
    return found
