"""A passage cut into tokens of its comparison form, each of which knows its place in the raw text.

Numbers and dates are read from tokens, so that one pass over a text serves both and offsets are right by construction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from muqabala.fold import Folded, fold, folded
from muqabala.records import Span

_TOKEN = re.compile(
    r"\d*\d⁄\d+"  # ½ and 2½ as folding writes them
    r"|\d{1,3}(?: 000)+(?!\d)|\d{1,3}(?:،\d{3})+(?!\d)|\d+(?:[.,]\d+)*"
    r"|[^\W\d_]+(?:'(?!s\b)[^\W\d_]+)*"
    r"|[^\s\w]|_"
)
LANGUAGES = ("ar", "en")
"""The languages whose words are read; of others only what is written in digits and signs."""

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Token:
    """A folded word, number or sign; `start` and `end` are offsets in the folded text."""

    text: str
    start: int
    end: int
    capital: bool = False

    @property
    def is_number(self) -> bool:
        """Whether it is written in digits."""
        return self.text[0].isdecimal()

    @property
    def is_word(self) -> bool:
        """Whether it is written in letters."""
        return self.text[0].isalpha()


@dataclass(frozen=True, slots=True)
class Reading:
    """The tokens of a stretch of text. `lang` is "ar" or "en", or empty when number words cannot be read."""

    source: Folded
    tokens: tuple[Token, ...]
    lang: str

    def __len__(self) -> int:
        return len(self.tokens)

    def word(self, index: int) -> str:
        """The folded token at `index`, empty outside the text."""
        return self.tokens[index].text if 0 <= index < len(self.tokens) else ""

    def span(self, first: int, last: int) -> Span:
        """The raw span of the tokens `[first, last)`."""
        return self.source.span(self.tokens[first].start, self.tokens[last - 1].end)

    def raw(self, index: int) -> str:
        """The token at `index` as the text writes it."""
        return self.span(index, index + 1).of(self.source.raw)

    def glued(self, index: int) -> bool:
        """Whether the token at `index` follows the one before it without a space."""
        return 0 < index < len(self.tokens) and self.tokens[index - 1].end == self.tokens[index].start


def read(text: str, lang: str) -> Reading:
    """Cut a text into tokens. Linear in its length."""
    source = fold(text)
    tokens = []
    for match in _TOKEN.finditer(source.text):
        start, end = match.span()
        capital = text[source.origin[start]].isupper()
        tokens.append(Token(match[0], start, end, capital))
    primary = lang.split("-", 1)[0].lower()
    return Reading(source, tuple(tokens), primary if primary in LANGUAGES else "")


@lru_cache(maxsize=65536)
def variants(word: str) -> tuple[str, ...]:
    """An Arabic word, then what is left of it without its conjunction, preposition and article, longest first."""
    found = [word]
    bare = [word]
    if (len(word) > 3 and word[0] in "وف") or (len(word) == 3 and word[0] == "و"):
        found.append(word[1:])
        bare.append(word[1:])
    for form in bare:
        if len(form) > 3 and form[0] in "بلك":
            found.append("ال" + form[2:] if form[:2] == "لل" else form[1:])
        article = next((p for p in ("بال", "كال", "لل", "ال") if form.startswith(p)), "")
        if article and len(form) - len(article) >= 2:
            found.append(form[len(article) :])
    return tuple(found)


class Phrases(Generic[V]):
    """Sequences of folded tokens with what they mean; the longest that begins at a place wins."""

    def __init__(self, entries: Iterable[tuple[str, V]]) -> None:
        self._by_first: dict[str, list[tuple[tuple[str, ...], V]]] = {}
        for phrase, value in entries:
            words = tuple(match[0] for match in _TOKEN.finditer(folded(phrase)))
            if words:
                self._by_first.setdefault(words[0], []).append((words, value))
        for found in self._by_first.values():
            found.sort(key=lambda entry: -len(entry[0]))

    def at(self, reading: Reading, index: int) -> tuple[V, int] | None:
        """The meaning of the phrase that begins with the token at `index`, and the index after its last token."""
        word = reading.word(index)
        forms = variants(word) if reading.lang == "ar" and word[:1].isalpha() else (word,)
        for form in forms:
            for words, value in self._by_first.get(form, ()):
                if all(reading.word(index + k) == words[k] for k in range(1, len(words))):
                    return value, index + len(words)
        return None


def first_of(words: Mapping[str, V], word: str, lang: str) -> V | None:
    """What a table of folded words says of a word, its Arabic clitics tried away."""
    for form in variants(word) if lang == "ar" else (word,):
        if form in words:
            return words[form]
    return None
