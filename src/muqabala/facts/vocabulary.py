"""Vocabularies whose words are found however they are inflected: regular endings and clitics need not be listed.

A phrase is found where each of its words has the listed word among its stems. A listed word that ends in `*` stands for
every word that begins so; one that begins with `=` is found only without endings, Arabic clitics taken
away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from muqabala.facts.cues import Cue, forms
from muqabala.facts.line import Line, line_of
from muqabala.facts.reading import LANGUAGES
from muqabala.fold import folded
from muqabala.records import DepartureType, Fact, Passage

_OF_NOUNS = "ا ه ي ت ات ون ين ان يه يين يون يات تان تين تا تي"
_OF_VERBS_AND_OWNERS = "ن وا ها هم هن نا كم هما اته اتها اتهم وه وها يها يهم ته تها تهم تنا تهما"
_ARABIC_ENDINGS = (*_OF_NOUNS.split(), *_OF_VERBS_AND_OWNERS.split())
_ENGLISH_ENDINGS = (
    *(("ies", "y"), ("ied", "y"), ("ly", ""), ("es", ""), ("ed", "")),
    *(("ing", ""), ("s", ""), ("d", ""), ("ing", "e")),
)
_PERSONS = "تنا"  # prefixes of the present tense; vocabularies list the form in ي
_SHORTEST_STEM = 3
_SHORTEST_PREFIX, _LONGEST_PREFIX = 3, 14


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase of a vocabulary by its folded words, and what it stands for."""

    words: tuple[str, ...]
    sort: str
    value: str


class Vocabulary:
    """Phrases of one language, ready to be found in lines."""

    def __init__(self, entries: Iterable[tuple[str, str, str]], lang: str) -> None:
        self._by_first: dict[str, list[Entry]] = {}
        self._stems = arabic_stems if lang == "ar" else english_stems
        for phrase, sort, value in entries:
            words = tuple(folded(phrase).split())
            if words:
                self._by_first.setdefault(words[0], []).append(Entry(words, sort, value))

    def find(self, line: Line) -> Iterator[Cue]:
        """The cues of a line in order; of one sort, a phrase inside a longer one is left out."""
        reach: dict[str, int] = {}
        for index in range(len(line)):
            best: dict[tuple[str, str], int] = {}
            for entry in self._entries_at(line, index):
                key = (entry.sort, entry.value)
                best[key] = max(best.get(key, 0), index + len(entry.words))
            longest: dict[str, int] = {}
            for (sort, _), last in best.items():
                longest[sort] = max(longest.get(sort, 0), last)
            for (sort, value), last in sorted(best.items()):
                if last == longest[sort] > reach.get(sort, 0):
                    yield Cue(sort, value, index, last)
            reach.update({sort: max(last, reach.get(sort, 0)) for sort, last in longest.items()})

    def _entries_at(self, line: Line, index: int) -> Iterator[Entry]:
        if not line.word(index)[:1].isalpha():
            return
        for stem in self._stems(line.word(index)):
            for entry in self._by_first.get(stem, ()):
                if all(word in self._stems(line.word(index + step)) for step, word in enumerate(entry.words) if step):
                    yield entry


@lru_cache(maxsize=65536)
def arabic_stems(word: str) -> frozenset[str]:
    """What a folded Arabic token may be an inflected form of: clitics, endings and the person of a verb taken away."""
    found = set(forms(word))
    for form in tuple(found):
        for ending in _ARABIC_ENDINGS:
            stem = form.removesuffix(ending)
            if stem != form and len(stem) >= _SHORTEST_STEM:
                found.add(stem)
                if ending[0] == "ت":
                    found.add(stem + "ه")
    found |= {"ي" + stem[1:] for stem in found if len(stem) > _SHORTEST_STEM and stem[0] in _PERSONS}
    exact = {"=" + form for own in forms(word) for form in (own, own.removesuffix("ا"))}
    return frozenset(found | exact | set(_prefixes(found)))


@lru_cache(maxsize=65536)
def english_stems(word: str) -> frozenset[str]:
    """What a folded English token may be an inflected form of."""
    head = word.partition("'")[0] or word
    found = {word, head}
    for ending, instead in _ENGLISH_ENDINGS:
        stem = head.removesuffix(ending)
        if stem != head and len(stem) >= _SHORTEST_STEM:
            found.add(stem + instead)
    return frozenset(found | {"=" + word, "=" + head} | set(_prefixes({head})))


def _prefixes(words: Iterable[str]) -> Iterator[str]:
    """The beginnings of words, marked as a table marks a stem."""
    for word in words:
        yield from (word[:size] + "*" for size in range(_SHORTEST_PREFIX, min(len(word), _LONGEST_PREFIX) + 1))


def known_words(passage: Passage, kind: DepartureType, vocabulary: Callable[[str], Vocabulary]) -> tuple[Fact, ...]:
    """The words of a passage that the vocabulary of its language knows, in order, as facts of a kind with the value
    `sort:value`. Nothing is read in other languages than Arabic and English.
    """
    if passage.language not in LANGUAGES:
        return ()
    line = line_of(passage)
    cues = vocabulary(passage.language).find(line)
    facts = [(line.span(cue.first, cue.last), f"{cue.sort}:{cue.value}") for cue in cues]
    return tuple(Fact(kind, passage.document, span, span.of(passage.text), value) for span, value in facts)
