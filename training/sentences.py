"""The sentences of a text, cut as a check cuts them."""

from __future__ import annotations

from muqabala import segment
from muqabala.records import Block, Document, Passage, Span


def sentences(name: str, text: str, lang: str) -> list[Passage]:
    """The sentences of a text; `name` is their document."""
    document = Document(name, text, (Block(Span(0, len(text))),), lang)
    return [Passage(name, text, s.span, lang) for s in segment.segment(document)]
