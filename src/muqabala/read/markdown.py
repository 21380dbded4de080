"""Markdown: what a reader of the rendered page would read as text, at its place in the raw file.

Front matter gives the metadata. Headings, paragraphs, block quotes and list items become blocks without their marks;
code, tables, comments, pictures, link definitions and rules are left out. Inline marks stay in the text.
"""

from __future__ import annotations

import re
from dataclasses import replace

from muqabala.fold import folded
from muqabala.read.blocks import markdown_blocks
from muqabala.read.decode import decode
from muqabala.read.frontmatter import front_matter
from muqabala.read.reader import Extracted
from muqabala.records import Block, Span

_LINK = re.compile(r"!?\[([^\]]*)\](?:\([^)]*\)|\[[^\]]*\])|\[\^[^\]]*\]")
_EMPHASIS = re.compile(r"(?<![\w\\])(\*{1,3}|_{1,3})(?=\S)(.+?)(?<=[^\s\\])\1(?!\w)|(`+)(.+?)\3")
_LONGEST_HEADING = 500  # a longer one is a paragraph, and stays as it is written
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


class MarkdownReader:
    """Reads `.md` and `.markdown` files."""

    suffixes = (".md", ".markdown")

    def read(self, data: bytes, path: str) -> tuple[Extracted, ...]:
        """The decoded file. Of the front matter, which the offsets count, only the title is a block, as a headline,
        unless the text begins with it again. Without one there the headline is the title.
        """
        decoded = decode(data, path)
        front = front_matter(decoded.text)
        blocks, warnings = markdown_blocks(decoded.text, front.end)
        title = None if front.warnings else _title(decoded.text, front.metadata.title, front.end)
        if blocks and title and not any(_same(decoded.text, title, block) for block in blocks):
            blocks = (title, *blocks)
        metadata = front.metadata
        if not metadata.title:
            headline = next((block.span.of(decoded.text) for block in blocks if block.headline), "")
            metadata = replace(metadata, title=_without_marks(headline) or None)
        return (Extracted(decoded.text, blocks, metadata, decoded.warnings + front.warnings + warnings),)


def _title(text: str, title: str | None, end: int) -> Block | None:
    """The title where the front matter has it, word for word."""
    at = text.find(title, 0, end) if title else -1
    return Block(Span(at, at + len(title)), headline=True) if title and at >= 0 else None


def _without_marks(words: str) -> str:
    """A heading on one line as it shows: without the marks of emphasis, code, links and notes."""
    bare = " ".join(words.split())
    if len(bare) > _LONGEST_HEADING:
        return bare
    bare = _LINK.sub(lambda found: found[1] or "", bare)
    while (plain := _EMPHASIS.sub(lambda found: found[2] or found[4], bare)) != bare:
        bare = plain
    return _ESCAPED.sub(r"\1", bare).strip()


def _same(text: str, title: Block, block: Block) -> bool:
    return block.headline and folded(title.span.of(text)) == folded(block.span.of(text))
