"""Where a passage puts words between quotation marks.

Arabic newspapers write curly marks in either order and mix them with straight ones, so a double mark opens or closes by
what stands around it. Single marks are apostrophes too: they count only in pairs, around whole words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

from muqabala.records import Passage, Span

_DOUBLE = frozenset('"“”„‟″＂')
_SINGLE = frozenset("'‘’‚‛")
_LONGEST = 1500  # characters of a quotation: a mark that never closes quotes no more than this
_PRIME = frozenset('"″')


@dataclass(frozen=True, slots=True)
class Quotation:
    """A stretch between quotation marks: `span` with its marks, `inner` without; `closed` when both marks are there."""

    span: Span
    inner: Span
    closed: bool = True


@lru_cache(maxsize=2048)
def quotations(passage: Passage) -> tuple[Quotation, ...]:
    """The outermost quotations of a passage, in order. Linear in its length; unbalanced marks never fail."""
    found: list[Quotation] = []
    for paragraph in _paragraphs(passage):
        found += _in_paragraph(passage.text, paragraph)
    return tuple(quotation for quotation in found if len(quotation.inner))


def inside(passage: Passage) -> tuple[Span, ...]:
    """The quoted stretches that cover a passage or parts of it, read in the whole paragraph around it.

    A sentence from the middle of a long quotation bears no marks of its own.
    """
    return tuple(quotation.span for quotation in quotations(around(passage)) if quotation.span.overlap(passage.span))


def around(passage: Passage) -> Passage:
    """The paragraph that a passage stands in, cut at a reasonable length on both sides."""
    text, span = passage.text, passage.span
    start = max(text.rfind("\n", max(0, span.start - _LONGEST), span.start) + 1, span.start - _LONGEST, 0)
    end = text.find("\n", span.end, span.end + _LONGEST)
    end = min(len(text), span.end + _LONGEST) if end < 0 else end
    return replace(passage, span=Span(start, end))


def _paragraphs(passage: Passage) -> Iterator[Span]:
    start = passage.span.start
    for line in passage.words.splitlines(keepends=True):
        yield Span(start, start + len(line))
        start += len(line)


def _in_paragraph(text: str, span: Span) -> Iterator[Quotation]:
    """Pair the marks of one paragraph."""
    opened, mark, depth = -1, "", 0
    last = span.start
    for at in range(span.start, span.end):
        character = text[at]
        if opened < 0:
            if _opens(text, at, span):
                opened, mark = at, character
            elif _closes(character, '"') and last == span.start and not _is_inch(text, at):
                yield Quotation(Span(last, at + 1), Span(last, at), closed=False)
                last = at + 1
        elif mark == character == "«":
            depth += 1
        elif depth and character == "»":
            depth -= 1
        elif _is_partner(text, at, mark, span):
            yield Quotation(Span(opened, at + 1), Span(opened + 1, at))
            opened, depth, last = -1, 0, at + 1
    if opened >= 0 and mark not in _SINGLE:
        end = min(span.end, opened + _LONGEST)
        yield Quotation(Span(opened, end), Span(opened + 1, end), closed=False)


def _opens(text: str, at: int, span: Span) -> bool:
    character = text[at]
    if character == "«":
        return True
    if character not in _DOUBLE and character not in _SINGLE:
        return False
    before = text[at - 1] if at > span.start else " "
    after = text[at + 1] if at + 1 < span.end else " "
    if character in _SINGLE:
        return not before.isalnum() and after.isalnum()
    return not after.isspace() and not _is_inch(text, at) and (not before.isalnum() or _is_clitic(text, at, span))


def _is_clitic(text: str, at: int, span: Span) -> bool:
    """Whether only one or two Arabic letters stand before a mark, as in وصفها بـ"المأساة"."""
    start = at
    while start > span.start and at - start < 4 and (text[start - 1].isalnum() or text[start - 1] == "ـ"):
        start -= 1
    return 0 < at - start < 4 and "؀" <= text[start] <= "ۿ"


def _closes(character: str, mark: str) -> bool:
    if mark == "«" or character == "»":
        return character == "»"
    return character in _DOUBLE if mark in _DOUBLE else character in _SINGLE


def _is_partner(text: str, at: int, mark: str, span: Span) -> bool:
    if not _closes(text[at], mark) or (mark in _DOUBLE and text[at] == "»"):
        return False
    if mark in _SINGLE:
        after = text[at + 1] if at + 1 < span.end else " "
        return not after.isalnum() and not text[at - 1].isspace()
    return True


def _is_inch(text: str, at: int) -> bool:
    """Whether a double mark right after a digit is a unit, as in 5'10"."""
    return text[at] in _PRIME and at > 2 and text[at - 1].isdecimal() and "'" in text[max(0, at - 3) : at]
