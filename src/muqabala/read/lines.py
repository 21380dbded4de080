"""Lines and paragraphs of a text, by their offsets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from muqabala.records import Block, Span

# A final full stop in the scripts served; question and exclamation marks may well end a headline.
_FULL_STOPS = frozenset(".。．۔।॥።")
_TERMINALS = _FULL_STOPS | frozenset("!?؟！？…‽")
_CLOSING = frozenset("\"'”’»›)]}”＂」』）*_")
_NO_HEADLINE_END = frozenset(":;,،؛,：；，")
_HEADLINE_LIMIT = 200
_HEADLINE_WINDOW = 4
# The ends that `str.splitlines` knows, and those of the wires, CR CR LF.
_NEWLINE = r"\r{1,3}\n"
_ENDS = r"\n\v\f\r\x1c-\x1e\x85\u2028\u2029"
_LINE = re.compile(rf"[^{_ENDS}]*(?:{_NEWLINE}|[{_ENDS}])|[^{_ENDS}]+")


def lines(text: str) -> Iterator[Span]:
    """The spans of the lines, line ends included. They cover the text without a gap."""
    return (Span(*line.span()) for line in _LINE.finditer(text))


def with_plain_ends(text: str) -> str:
    """The text with a line feed alone at the end of each line."""
    return re.sub(_NEWLINE, "\n", text)


def trim(text: str, span: Span) -> Span:
    """The span without white space at either end; empty when there is nothing else."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def ends_sentence(words: str) -> bool:
    """Whether the words end with a full stop, question mark and the like, closing quotation marks aside."""
    return _last_mark(words) in _TERMINALS


def mark_headline(text: str, spans: Iterable[Span]) -> tuple[Block, ...]:
    """Blocks from spans: the first is a headline when it is short, has no full stop, and a longer one follows soon."""
    found = tuple(spans)
    return tuple(Block(span, index == 0 and _is_headline(text, found)) for index, span in enumerate(found))


def _is_headline(text: str, spans: tuple[Span, ...]) -> bool:
    first = spans[0]
    if len(first) > _HEADLINE_LIMIT or _last_mark(first.of(text)) in _FULL_STOPS | _NO_HEADLINE_END:
        return False
    # A byline or a dateline may stand between the headline and the first paragraph.
    return any(len(span) > len(first) for span in spans[1:_HEADLINE_WINDOW])


def _last_mark(words: str) -> str:
    """The last character that is neither white space, nor invisible, nor a closing quotation mark or bracket."""
    for character in reversed(words):
        if character not in _CLOSING and character.isprintable() and not character.isspace():
            return character
    return ""
