"""The comparison form of a text, with a map back to the raw offsets.

Folding is for comparing only: nothing folded is ever shown. It lowers case, drops vowel marks, tatweel and invisible
direction marks, unifies letter variants (أ إ آ → ا, ى → ي, ة → ه, Persian and Urdu forms), strips Latin diacritics,
and writes every decimal digit and its separators the Western way (١٬٢٣٤٫٥ → 1,234.5).
"""

from __future__ import annotations

import unicodedata
from array import array
from dataclasses import dataclass
from functools import lru_cache

from muqabala.records import Span

_LETTERS = {
    "أ": "ا",
    "إ": "ا",
    "آ": "ا",
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ې": "ي",
    "ة": "ه",
    "ۀ": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "ە": "ه",
    "ۃ": "ه",
    "ک": "ك",
    "ڪ": "ك",
    "ـ": "",
    "٫": ".",
    "٬": ",",
    "٪": "%",
    "ı": "i",
    "ø": "o",
    "ł": "l",
    "đ": "d",
    "æ": "ae",
    "œ": "oe",
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "–": "-",
    "—": "-",
    "−": "-",
    "‐": "-",
    "‑": "-",
    "“": '"',
    "”": '"',
    "„": '"',
    "«": '"',
    "»": '"',
    "‹": '"',
    "›": '"',
    "‚": '"',
}
_INVISIBLE = frozenset({"Mn", "Me", "Cf"})


@lru_cache(maxsize=16384)
def _fold_character(character: str) -> str:
    """What one raw character becomes: nothing, one character, or several (ligatures)."""
    if character in _LETTERS:
        return _LETTERS[character]
    if character.isspace():
        return " "
    if character.isdecimal():
        return str(unicodedata.decimal(character))
    if character.isascii():
        return character.lower()
    out = []
    for part in unicodedata.normalize("NFKD", character):
        if unicodedata.category(part) in _INVISIBLE:
            continue
        low = part.casefold()
        out.append(_LETTERS.get(low, low))
    return "".join(out)


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text. `origin[i]` is the raw index that folded character i comes from; it never decreases."""

    text: str
    raw: str
    origin: array[int]

    def span(self, start: int, end: int) -> Span:
        """The raw span of folded `[start, end)`, vowel marks after its last letter included; an empty one is empty."""
        if start >= end:
            at = self.origin[start] if start < len(self.origin) else len(self.raw)
            return Span(at, at)
        last = self.origin[end - 1] + 1
        while last < len(self.raw) and unicodedata.category(self.raw[last]) == "Mn":
            last += 1
        return Span(self.origin[start], last)


def fold(text: str) -> Folded:
    """Fold a text, keeping where each character came from. Linear in the text's length."""
    pieces: list[str] = []
    origin = array("l")
    for index, character in enumerate(text):
        folded = _fold_character(character)
        if folded:
            pieces.append(folded)
            origin.extend([index] * len(folded))
    return Folded("".join(pieces), text, origin)


def folded(text: str) -> str:
    """The comparison form alone."""
    return "".join(map(_fold_character, text))


def words(text: str) -> tuple[Span, ...]:
    """The raw spans of the words: runs of letters, digits and marks, joined over an apostrophe, hyphen or full stop
    inside a number, as `3.5`, `al-Sisi`, `don't`; a Chinese, Japanese or Thai character without spaces is one each.
    """
    spans: list[Span] = []
    start = -1
    for index, character in enumerate(text):
        if character.isalnum() or (start >= 0 and (_continues(character) or _joins(text, index))):
            if start >= 0 and _is_ideograph(character):
                spans.append(Span(start, index))
                start = index
            elif start < 0:
                start = index
            if _is_ideograph(character):
                spans.append(Span(start, index + 1))
                start = -1
        elif start >= 0:
            spans.append(Span(start, index))
            start = -1
    if start >= 0:
        spans.append(Span(start, len(text)))
    return tuple(spans)


@lru_cache(maxsize=16384)
def _continues(character: str) -> bool:
    return unicodedata.category(character) in {"Mn", "Mc"} or character == "ـ"


@lru_cache(maxsize=16384)
def _is_ideograph(character: str) -> bool:
    return "぀" <= character <= "鿿" or "฀" <= character <= "๿"


def _joins(text: str, index: int) -> bool:
    """Whether the character at `index`, itself no letter, holds the word before and after it together."""
    before, after = text[index - 1], text[index + 1] if index + 1 < len(text) else " "
    if text[index] in ".,٫٬":
        return before.isdecimal() and after.isdecimal()
    return text[index] in "-'’‐‑" and before.isalnum() and after.isalnum()
