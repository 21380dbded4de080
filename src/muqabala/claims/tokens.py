"""Words of a stretch in comparison form, and where its quotations and brackets stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from muqabala.claims.wording import THAT_AR
from muqabala.fold import folded, words
from muqabala.records import Block, Span

PAUSES = frozenset(",،;؛，；、")
_PAIRS = {"«": "»", "(": ")", "[": "]", "「": "」", "『": "』"}
_CLOSERS = frozenset(_PAIRS.values())
# Arabic newspapers write curly marks in either order („, ”…“), so every double mark simply opens or closes.
_DOUBLE = frozenset('"“”„‟″')


_DEEPEST = 8  # brackets within brackets
_PARTICLES = frozenset({"هل", "ما", "لا", "لم", "لن"})
# Latin letters as broadcasters' initials spell them: «بي بي سي», «سي إن إن».
_SPELLED = frozenset(folded("بي سي إن إس إم دي جي تي في إي إيه إل إف آر كي يو").split()) - {folded("في")}


@dataclass(frozen=True, slots=True)
class Token:
    """A word: its raw span, the word as it stands, its folded form, and the raw characters since the word before."""

    span: Span
    raw: str
    form: str
    before: str

    @property
    def paused(self) -> bool:
        """Whether a comma or semicolon stands right before it."""
        return any(mark in PAUSES for mark in self.before)


def tokens(text: str, span: Span) -> tuple[Token, ...]:
    """The words of a stretch, spans absolute in `text`; `before` of the first is what the stretch has before it."""
    out: list[Token] = []
    last = span.start
    for local in words(span.of(text)):
        word = local.shift(span.start)
        raw = word.of(text)
        out.append(Token(word, raw, folded(raw), text[last : word.start]))
        last = word.end
    return tuple(out)


def cover(row: Sequence[Token]) -> Span:
    """The raw span from the first of some words to the last."""
    return row[0].span.join(row[-1].span)


def is_latin(word: str) -> bool:
    """Whether a word begins with a Latin letter."""
    return word[:1].isalpha() and word[:1] < "ɐ"


def without_and(form: str) -> tuple[str, ...]:
    """A folded Arabic word as it stands and, where it may open with "and" or "so", without that letter."""
    if form[:1] in ("و", "ف") and (len(form) > 3 or form[1:] in _PARTICLES):
        return form, form[1:]
    return (form,)


def is_among(token: Token, forms: frozenset[str]) -> bool:
    """Whether a word, alone or after "and", is one of some folded words."""
    return any(form in forms for form in without_and(token.form))


def is_that(row: Sequence[Token], index: int) -> bool:
    """Whether «أن» or «إن» stands at `row[index]`, with or without a suffix; not the letter N of «سي إن إن»."""
    return is_among(row[index], THAT_AR) and not (index and row[index - 1].form in _SPELLED)


def quoted(text: str, blocks: Sequence[Block]) -> bytearray:
    """One byte a character of `text`: 1 inside quotation marks or brackets, the marks themselves included.

    Each paragraph is read by itself. A mark that never closes counts to the end of its paragraph: when in doubt, the
    words are somebody's. Single quotation marks are left alone, for they are apostrophes too.
    """
    inside = bytearray(len(text))
    for block in blocks:
        _mark(text, block.span, inside)
    return inside


def _mark(text: str, span: Span, inside: bytearray) -> None:
    """Fill in one paragraph."""
    expected: list[str] = []
    double = False
    for index in range(span.start, min(span.end, len(text))):
        character = text[index]
        opened = double or bool(expected)
        if character in _DOUBLE and not _inches(text, index):
            double = not double
        elif character in _PAIRS and len(expected) < _DEEPEST:
            expected.append(_PAIRS[character])
        elif character in _CLOSERS and character in expected:
            del expected[expected.index(character) :]
        inside[index] = opened or double or bool(expected)


def _inches(text: str, index: int) -> bool:
    """Whether a double mark right after a digit is a unit, as in 5'10"."""
    return (
        text[index] in '"″' and index > 2 and text[index - 1].isdecimal() and text[index - 3 : index - 1].count("'") > 0
    )
