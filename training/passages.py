"""Texts as the passages that a check makes of them."""

from __future__ import annotations

from muqabala import segment
from muqabala.records import Block, Document, Passage, Span


def whole(text: str, lang: str, document: str = "") -> Passage:
    """A text as one passage."""
    return Passage(document, text, Span(0, len(text)), lang)


def sentences(text: str, lang: str, document: str = "") -> list[Passage]:
    """The sentences of a text, cut as a check cuts them."""
    blocks = (Block(Span(0, len(text))),)
    return [Passage(document, text, s.span, lang) for s in segment.segment(Document(document, text, blocks, lang))]
