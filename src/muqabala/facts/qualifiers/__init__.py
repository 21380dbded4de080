"""Qualifiers: words that limit what they stand by (only, former, nearly, one of the, if), and how they were kept.

The table `data/qualifiers.tsv` was written for this project.
"""

from __future__ import annotations

from functools import lru_cache

from muqabala.facts.qualifiers.compare import INSERTED, KIND, compare
from muqabala.facts.tables import rows, split
from muqabala.facts.vocabulary import Vocabulary, known_words
from muqabala.records import Fact, Passage

__all__ = ["KIND", "compare", "extract"]


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The limiting words of a passage, in order. `value` is `concept:group` as the table has them; the group is
    `added` where the word is missed in a source that does not have it.

    One word may belong to several concepts. Nothing is read in other languages than Arabic and English.
    """
    return known_words(passage, KIND, _vocabulary)


@lru_cache(maxsize=2)
def _vocabulary(lang: str) -> Vocabulary:
    entries: list[tuple[str, str, str]] = []
    for concept, group, _, english, arabic, more_english, more_arabic in rows("qualifiers.tsv"):
        if lang == "en":  # "directed" and "decidedly" do not limit as "direct" and "decided" do
            entries += [("=" + _parted(phrase), concept, group) for phrase in split(english)]
            entries += [("=" + _parted(phrase), concept, INSERTED) for phrase in split(more_english)]
        else:
            entries += [(phrase, concept, group) for phrase in split(arabic)]
            entries += [(phrase, concept, INSERTED) for phrase in split(more_arabic)]
    return Vocabulary(entries, lang)


def _parted(phrase: str) -> str:
    """An English phrase with the parts of a hyphenated word, and its hyphen, as words of their own."""
    return phrase.replace("-", " - ").strip()
