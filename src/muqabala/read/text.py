"""Plain text: paragraphs divided by blank lines, or one a line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise

from muqabala.read.decode import decode
from muqabala.read.lines import ends_sentence, lines, mark_headline, trim
from muqabala.read.reader import Extracted
from muqabala.records import Span

# Editors and mail programs wrap at 72 to 100 columns; a line longer than this was not wrapped, so it is a paragraph.
_LONG_LINE = 120
_AMPLE = 0.75
_GOES_ON = (",", "،", ";", "؛", "-", "–")
_PARAGRAPH_SEPARATORS = ("\u2029", "\f")


class TextReader:
    """Reads `.txt` and `.text` files, and files without a suffix."""

    suffixes = (".txt", ".text")

    def read(self, data: bytes, path: str) -> tuple[Extracted, ...]:
        """The decoded file; a short first paragraph without a full stop is the headline."""
        decoded = decode(data, path)
        blocks = mark_headline(decoded.text, paragraphs(decoded.text))
        return (Extracted(decoded.text, blocks, warnings=decoded.warnings),)


def paragraphs(text: str) -> Iterator[Span]:
    """The spans of the paragraphs, trimmed and never empty."""
    filled = ((trim(text, line), line) for line in lines(text))
    for blank, group in groupby(filled, key=lambda pair: not pair[0]):
        if not blank:
            yield from _divide(text, [(trimmed, line) for trimmed, line in group])


def _divide(text: str, run: list[tuple[Span, Span]]) -> Iterator[Span]:
    """One paragraph or several out of lines without a blank one between them."""
    each = _one_a_line(text, run)
    width = max(len(trimmed) for trimmed, _ in run)
    start = run[0][0].start
    for (trimmed, line), (following, _) in pairwise([*run, (Span(0, 0), Span(0, 0))]):
        broken = line.of(text).endswith(_PARAGRAPH_SEPARATORS) or _stops_short(text, trimmed, following, width)
        if each or broken or not following:
            yield Span(start, trimmed.end)
            start = following.start


def _one_a_line(text: str, run: list[tuple[Span, Span]]) -> bool:
    """Whether every line is a paragraph: many are long, or all after the first (a headline, perhaps) end sentences."""
    if 2 * sum(len(trimmed) > _LONG_LINE for trimmed, _ in run) >= len(run):
        return True
    return len(run) > 2 and all(ends_sentence(trimmed.of(text)) for trimmed, _ in run[1:])


def _stops_short(text: str, line: Span, following: Span, width: int) -> bool:
    """Whether a line was ended on purpose: the next word had ample room, and the sentence does not go on with it."""
    words, after = line.of(text), following.of(text)
    if not after or words.endswith(_GOES_ON) or after[0].islower():
        return False
    return len(words) + 1 + len(after.split()[0]) <= _AMPLE * width
