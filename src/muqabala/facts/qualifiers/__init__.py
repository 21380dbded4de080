"""Qualifiers: words that limit what they stand by (only, former, nearly, one of the, if), and how they were kept.

The table `data/qualifiers.tsv` was written for this project.
"""

from __future__ import annotations

from functools import lru_cache

from muqabala.facts.cues import line_of
from muqabala.facts.lexicon import rows, split
from muqabala.facts.qualifiers.compare import INSERTED, KIND, compare
from muqabala.facts.vocabulary import Vocabulary
from muqabala.records import Fact, Passage

__all__ = ["KIND", "compare", "extract"]


def extract(passage: Passage) -> tuple[Fact, ...]:
    """The limiting words of a passage, in order. `value` is `concept:group` as the table has them; the group is
    `added` where the word is missed in a source that does not have it.

    One word may belong to several concepts. Nothing is read in other languages than Arabic and English.
    """
    lang = passage.lang.split("-")[0].lower()
    if lang not in ("ar", "en"):
        return ()
    line = line_of(passage)
    facts = [(line.span(cue.first, cue.last), f"{cue.sort}:{cue.value}") for cue in _vocabulary(lang).find(line)]
    return tuple(Fact(KIND, passage.document, span, span.of(passage.text), value) for span, value in facts)


@lru_cache(maxsize=2)
def _vocabulary(lang: str) -> Vocabulary:
    entries: list[tuple[str, str, str]] = []
    for concept, group, _, english, arabic, more_english, more_arabic in rows("qualifiers.tsv"):
        if lang == "en":  # "directed" and "decidedly" do not limit as "direct" and "decided" do
            entries += [("=" + phrase, concept, group) for phrase in split(english)]
            entries += [("=" + phrase, concept, INSERTED) for phrase in split(more_english)]
        else:
            entries += [(phrase, concept, group) for phrase in split(arabic)]
            entries += [(phrase, concept, INSERTED) for phrase in split(more_arabic)]
    return Vocabulary(entries, lang)
