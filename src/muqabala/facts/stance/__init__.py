"""Stance: words by which a writer takes sides or judges, and how a claim's stand to its evidence's.

Two tables: `data/stance.tsv` holds words for one thing with a neutral centre, a friendly and a hostile side;
`data/evaluative.tsv` words that judge whatever they are said of, by what they say. Both were written for this project.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from muqabala.facts import names
from muqabala.facts.names.gazetteer import entries_of
from muqabala.facts.names.words import is_arabic
from muqabala.facts.stance.compare import KIND, compare
from muqabala.facts.tables import rows, split
from muqabala.facts.vocabulary import Vocabulary, known_words
from muqabala.records import Fact, Passage

__all__ = ["KIND", "compare", "extract"]

_POLES = ("positive", "neutral", "negative")
_WEIGHTS = ("opinion", "coloured", "answer")


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The words of a passage that the tables know, in order. `value` is `concept:pole` (the poles are `positive`,
    `neutral`, `negative`) or `sense:weight-pole` (`opinion`, `coloured` or `answer`, with `praise`, `blame` or
    `force`), where the sense is what a judging word says: shame, greed, cowardice.

    One word may belong to several concepts and senses. An Arabic name judges nobody: «ماكرون» is not the plural of
    «ماكر». Nothing is read in other languages than Arabic and English.
    """
    arabic = is_arabic(passage.words)  # English endings make no names, and a capital may stand for emphasis
    named = [name.span for name in names.extract(passage) if not entries_of(name.value)] if arabic else []
    found = known_words(passage, KIND, _vocabulary)
    return tuple(word for word in found if not any(name.start <= word.span.start < name.end for name in named))


@lru_cache(maxsize=2)
def _vocabulary(lang: str) -> Vocabulary:
    # The parts of a word with a hyphen are tokens of their own.
    entries = (
        (phrase.replace("-", " - "), sort, value) for phrase, sort, value in (*_paired(lang), *_evaluative(lang))
    )
    return Vocabulary(entries, lang)


def _paired(lang: str) -> Iterator[tuple[str, str, str]]:
    for concept, *cells, _ in rows("stance.tsv"):
        for pole, cell in zip(_POLES, cells[:3] if lang == "en" else cells[3:], strict=True):
            yield from ((phrase, concept, pole) for phrase in split(cell))


def _evaluative(lang: str) -> Iterator[tuple[str, str, str]]:
    for sense, pole, *cells in rows("evaluative.tsv"):
        for weight, cell in zip(_WEIGHTS, cells[3:] if lang == "en" else cells[:3], strict=True):
            yield from ((phrase, sense, f"{weight}-{pole}") for phrase in split(cell))
