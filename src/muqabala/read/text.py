"""Plain text: paragraphs divided by blank lines, or one a line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from muqabala.read.decode import decode
from muqabala.read.lines import lines, mark_headline, trim
from muqabala.read.reader import Extracted
from muqabala.records import Span

# Editors and mail programs wrap at 72 to 100 columns; a line longer than this was not wrapped, so it is a paragraph.
_LONG_LINE = 120
_PARAGRAPH_SEPARATORS = ("\u2029", "\f")


class TextReader:
    """Reads `.txt` and `.text` files, and files without a suffix."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes, path: str) -> Extracted:
        """The decoded file; a short first paragraph without a full stop is the headline."""
        decoded = decode(data, path)
        return Extracted(decoded.text, mark_headline(decoded.text, paragraphs(decoded.text)), warnings=decoded.warnings)


def paragraphs(text: str) -> Iterator[Span]:
    """The spans of the paragraphs, trimmed and never empty."""
    filled = ((trim(text, line), line) for line in lines(text))
    for blank, group in groupby(filled, key=lambda pair: not pair[0]):
        if not blank:
            yield from _divide(text, [(trimmed, line) for trimmed, line in group])


def _divide(text: str, run: list[tuple[Span, Span]]) -> Iterator[Span]:
    """One paragraph out of lines without a blank one between them, or each line a paragraph when lines are long."""
    each = 2 * sum(len(trimmed) > _LONG_LINE for trimmed, _ in run) >= len(run)
    start = run[0][0].start
    for index, (trimmed, line) in enumerate(run):
        if each or index == len(run) - 1 or line.of(text).endswith(_PARAGRAPH_SEPARATORS):
            yield Span(start, trimmed.end)
            start = run[index + 1][0].start if index + 1 < len(run) else trimmed.end
