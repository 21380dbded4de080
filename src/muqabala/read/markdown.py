"""Markdown: what a reader of the rendered page would read as text, at its place in the raw file.

Front matter gives the metadata. Headings, paragraphs, block quotes and list items become blocks without their marks;
code, tables, comments, pictures, link definitions and rules are left out. Inline marks stay in the text.
"""

from __future__ import annotations

from muqabala.read.blocks import markdown_blocks
from muqabala.read.decode import decode
from muqabala.read.frontmatter import front_matter
from muqabala.read.reader import Extracted


class MarkdownReader:
    """Reads `.md` and `.markdown` files."""

    suffixes = (".md", ".markdown")

    def read(self, data: bytes, path: str) -> Extracted:
        """The decoded file, front matter counted in the offsets but not among the blocks."""
        decoded = decode(data, path)
        front = front_matter(decoded.text)
        blocks, warnings = markdown_blocks(decoded.text, front.end)
        return Extracted(decoded.text, blocks, front.metadata, decoded.warnings + front.warnings + warnings)
