"""A passage as a line of tokens: where its clauses end, and which of its words say something by themselves."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import lru_cache

from muqabala.facts.reading import Reading, read
from muqabala.facts.tables import rows, split, word_set
from muqabala.fold import folded
from muqabala.records import Passage, Span

_BREAKS = frozenset(".!?؟،,;؛:")
_CLAUSE_OPENERS = {
    "en": word_set("but while whereas although though because since which who that if when after before"),
    "ar": word_set("لكن ولكن بينما فيما لأن إذ الذي التي الذين أن إن بأن وأن بعدما قبل بعد حين عندما إذا"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A passage as tokens; `spans[i]` is the place of token i in the document."""

    passage: Passage
    reading: Reading
    spans: tuple[Span, ...]

    def __len__(self) -> int:
        return len(self.spans)

    def word(self, index: int) -> str:
        """The folded token at `index`, empty outside the passage."""
        return self.reading.word(index)

    def tokens(self, span: Span) -> range:
        """The indices of the tokens that share a letter with a span of the document."""
        first = bisect_right(self.spans, span.start, key=lambda own: own.end)
        return range(first, max(first, bisect_left(self.spans, span.end, key=lambda own: own.start)))

    def span(self, first: int, last: int) -> Span:
        """The place of the tokens `[first, last)` in the document."""
        return self.spans[first].join(self.spans[last - 1])

    def ends_clause(self, index: int) -> bool:
        """Whether the token at `index` is a mark that parts clauses; outside the passage it is."""
        return self.word(index)[:1] in _BREAKS if 0 <= index < len(self) else True

    def opens_clause(self, index: int) -> bool:
        """Whether the token at `index` is a word that begins a clause of its own."""
        return self.word(index) in _CLAUSE_OPENERS.get(self.reading.lang, frozenset())

    def is_content(self, index: int) -> bool:
        """Whether the token at `index` is a word that says something by itself."""
        word = self.word(index)
        if not word[:1].isalpha():
            return False
        known = function_words(self.reading.lang)
        return word not in known and not (self.reading.lang == "ar" and word[:1] == "و" and word[1:] in known)


@lru_cache(maxsize=512)
def line_of(passage: Passage) -> Line:
    """The tokens of a passage. Linear in its length."""
    reading = read(passage.words, passage.lang)
    spans = (reading.span(i, i + 1).shift(passage.span.start) for i in range(len(reading)))
    return Line(passage, reading, tuple(spans))


@lru_cache(maxsize=4)
def function_words(lang: str) -> frozenset[str]:
    """Words that only hold a sentence together."""
    column = {"en": 0, "ar": 1}.get(lang)
    if column is None:
        return frozenset()
    return frozenset(folded(word) for row in rows("function_words.tsv") for word in split(row[column]))
