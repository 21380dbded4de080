"""The text blocks of a Markdown body, found line by line.

A light reading of CommonMark: enough for news texts, with two leanings of its own. An indented paragraph is text,
not code (newspapers indent first lines); and a quoted line that ends a sentence ends its block, so that the `>` of
the next line stays outside.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from muqabala.read.lines import ends_sentence, lines, mark_headline, trim
from muqabala.records import Block, Span

_QUOTE = re.compile(r"(?:[ \t]{0,3}>[ \t]?)+")
_HEADING = re.compile(r"[ \t]*(?P<marks>#{1,6})(?:[ \t]+|$)")
_UNDERLINE = re.compile(r"[ \t]*(?:=+|-{2,})[ \t]*$")
_RULE = re.compile(r"[ \t]*(?:(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|(?:\*[ \t]*){3,})$")
_ITEM = re.compile(r"[ \t]*(?:[-*+]|(?P<number>\d{1,3})[.)])[ \t]+(?:\[[ xX]\][ \t]+)?")
_FOOTNOTE = re.compile(r"[ \t]*\[\^[^\]]+\]:[ \t]*")
# What it leads to shows as an address: «[الوزير]: نعم.» is an answer in an interview.
_DEFINITION = re.compile(
    r"""[ \t]*\[[^\]^][^\]]*\]:[ \t]*(?:<[^>]*>|(?=\S{0,999}(?:[/#]|\w\.[^\W\d]))\S+)"""
    r"""(?:[ \t]+(?:"[^"]*"|'[^']*'|\([^)]*\)))?[ \t]*$"""
)
_FENCE = re.compile(r"[ \t]*(?P<marks>`{3,}|~{3,})(?P<info>[^`]*)$")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_TAGS = re.compile(r"[ \t]*(?:</?[A-Za-z][^<>]*>[ \t]*)+$")
_PICTURE = re.compile(r"[ \t]*(?:!\[[^\]]*\](?:\([^)]*\)|\[[^\]]*\])[ \t]*)+$")


@dataclass(slots=True)
class _Scan:
    """How far the reading has come: the blocks found, and the paragraph in hand."""

    text: str
    found: list[Span] = field(default_factory=list)
    headings: list[tuple[int, int]] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    start: int | None = None
    end: int = 0
    quoted: bool = False
    listed: bool = False

    def add(self, span: Span) -> None:
        """Put a line into the paragraph in hand."""
        if span:
            self.start = span.start if self.start is None else self.start
            self.end = span.end

    def flush(self, level: int = 0) -> None:
        """End the paragraph in hand; with a level it was a heading."""
        if self.start is not None:
            if level:
                self.headings.append((len(self.found), level))
            self.found.append(Span(self.start, self.end))
        self.start = None
        self.listed = False


def markdown_blocks(text: str, start: int) -> tuple[tuple[Block, ...], tuple[str, ...]]:
    """The blocks of the body that begins at `start`, and warnings about text that was left out for want of a close.

    The first heading of the highest kind is the headline when nothing but headings stands before it; a body without
    headings takes a short first paragraph, as plain text does.
    """
    scan = _Scan(text)
    body = [line.shift(start) for line in lines(text[start:])]
    index = 0
    while index < len(body):
        index = _take(scan, body, index)
    scan.flush()
    return _with_headline(scan), tuple(scan.warnings)


def _with_headline(scan: _Scan) -> tuple[Block, ...]:
    if not scan.headings:
        return mark_headline(scan.text, scan.found)
    top = next((index for index, level in scan.headings if level == 1), None)
    if top is None and scan.headings[0][0] == 0:
        top = 0
    return tuple(Block(span, index == top) for index, span in enumerate(scan.found))


def _take(scan: _Scan, body: Sequence[Span], index: int) -> int:
    """Read the construct that begins at a line; the index of the first line after it."""
    raw = _trim_end(scan.text, body[index])
    quote = _QUOTE.match(raw.of(scan.text))
    line = Span(raw.start + quote.end(), raw.end) if quote else raw
    words = line.of(scan.text)
    if bool(quote) != scan.quoted:
        scan.flush()
        scan.quoted = bool(quote)
    for skip in (_code, _comment, _table):
        after = skip(scan, body, index, words)
        if after > index:
            return after
    _text(scan, line, words)
    return index + 1


def _trim_end(text: str, line: Span) -> Span:
    """A line without its line end and trailing white space."""
    return Span(line.start, line.start + len(line.of(text).rstrip()))


def _code(scan: _Scan, body: Sequence[Span], index: int, words: str) -> int:
    """Past a fenced code block, if one begins here."""
    fence = _FENCE.match(words)
    if fence is None:
        return index
    scan.flush()
    close = re.compile(rf"[ \t>]*{re.escape(fence['marks'][0])}{{{len(fence['marks'])},}}[ \t]*$")
    for after in range(index + 1, len(body)):
        if close.match(_trim_end(scan.text, body[after]).of(scan.text)):
            return after + 1
    _warn_unclosed(scan, "A code block", body[index])
    return len(body)


def _comment(scan: _Scan, body: Sequence[Span], index: int, words: str) -> int:
    """Past an HTML comment that begins a line, up to the end of the line where it closes."""
    if not words.lstrip().startswith("<!--"):
        return index
    scan.flush()
    closed = scan.text.find("-->", body[index].start)
    if closed < 0:
        _warn_unclosed(scan, "A comment", body[index])
        return len(body)
    after = index
    while body[after].end <= closed:
        after += 1
    scan.add(trim(scan.text, Span(closed + 3, body[after].end)))
    return after + 1


def _warn_unclosed(scan: _Scan, what: str, line: Span) -> None:
    number = len(scan.text[: line.start].splitlines()) + 1
    scan.warnings.append(f"{what} opened in line {number} is never closed; the text after it was left out.")


def _table(scan: _Scan, body: Sequence[Span], index: int, words: str) -> int:
    """Past a table: a line with bars, a ruled line, and all lines with bars after them."""
    if "|" not in words or index + 1 == len(body):
        return index
    below = _trim_end(scan.text, body[index + 1]).of(scan.text)
    if not _TABLE_RULE.match(below) or "-" not in below:
        return index
    scan.flush()
    after = index + 2
    while after < len(body) and "|" in body[after].of(scan.text):
        after += 1
    return after


def _text(scan: _Scan, line: Span, words: str) -> None:
    """A line that is none of the constructs left out as a whole."""
    if _ends_paragraph(scan, words):
        return
    heading = _HEADING.match(words)
    if heading:
        scan.flush()
        content = _without_closing_marks(words[heading.end() :])
        start = line.start + heading.end()
        scan.add(trim(scan.text, Span(start, start + len(content))))
        scan.flush(level=len(heading["marks"]))
        return
    marker = _marker(scan, words)
    if marker:
        scan.flush()
        scan.listed = True
    scan.add(trim(scan.text, Span(line.start + marker, line.end)))
    if scan.quoted and ends_sentence(words):
        scan.flush()


def _without_closing_marks(words: str) -> str:
    """A heading's words without the `#` marks that may close it; they stand apart from the last word."""
    bare = words.rstrip("#")
    return bare if not bare or bare[-1] in " \t" else words


def _ends_paragraph(scan: _Scan, words: str) -> bool:
    """Whether the line holds no text of its own: blank, a rule or underline, tags, a picture, a definition."""
    open_paragraph = scan.start is not None
    if open_paragraph and _UNDERLINE.match(words):
        scan.flush(level=1 if "=" in words else 2)
        return True
    if not words.strip() or _RULE.match(words) or _TAGS.match(words) or _PICTURE.match(words):
        scan.flush()
        return True
    return not open_paragraph and bool(_DEFINITION.match(words))


def _marker(scan: _Scan, words: str) -> int:
    """How many characters of a list or footnote mark lead the line. As in CommonMark, a number other than 1 cannot
    break into a paragraph: there it is a number of the text.
    """
    item = _ITEM.match(words) or _FOOTNOTE.match(words)
    if item is None:
        return 0
    number = item.groupdict().get("number")
    return 0 if number and int(number) != 1 and scan.start is not None and not scan.listed else item.end()
