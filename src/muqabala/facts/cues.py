"""Tables of cue words (not, perhaps, all …) and the places in a line where they stand, inflected or with clitics.

A cell of a table holds phrases separated by `|`. A word that ends in `*` is a stem that any usual ending may follow; an
Arabic word that begins with `~` is a verb given in the past tense, which is also found in the present and the future.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from muqabala.facts.line import Line
from muqabala.facts.reading import variants
from muqabala.facts.tables import rows, split
from muqabala.fold import folded

_OF_NOUNS_AND_VERBS = (
    "ت ا تا وا ون ان ين نا ن ه ها هم هما ته تها تهم وه وها وهم ات ي يه "
    "يا تين تان تي اته اتها اتهم يها يين يون انه انها ني هن تهن تهما وني كم تنا اتنا يات تاه"
)
_ENDINGS = frozenset(["", *_OF_NOUNS_AND_VERBS.split()])
_PREFIXES = "يتنا"
_SHORTEST = 2  # letters of a stem


@dataclass(frozen=True, slots=True)
class Cue:
    """A cue of a line: its sort and value in the table, and its tokens `[first, last)`."""

    sort: str
    value: str
    first: int
    last: int


class CueTable:
    """The cues of one table and language, found longest first; two rows may share a phrase."""

    def __init__(self, name: str, lang: str) -> None:
        self._by_stem: dict[str, list[tuple[tuple[str, ...], str, str]]] = {}
        for sort, value, english, arabic in rows(name):
            for phrase in split(arabic if lang == "ar" else english):
                for words in _expanded(phrase):
                    self._by_stem.setdefault(words[0].rstrip("*"), []).append((words, sort, value))
        self._longest = max(map(len, self._by_stem), default=0)
        self._arabic = lang == "ar"

    def find(self, line: Line) -> Iterator[Cue]:
        """The cues of a line in order. Those that begin inside a longer one are left out."""
        index = 0
        while index < len(line):
            found = self.at(line, index)
            yield from found
            index = max((cue.last for cue in found), default=index + 1)

    def at(self, line: Line, index: int) -> list[Cue]:
        """The longest cues that begin with the token at `index`."""
        word = line.word(index)
        if not word[:1].isalpha():
            return []
        found: set[Cue] = set()
        for form in forms(word) if self._arabic else english_forms(word):
            for size in range(min(len(form), self._longest), 0, -1):
                for words, sort, value in self._by_stem.get(form[:size], ()):
                    if _fits(words[0], form, self._arabic) and self._follows(line, index, words):
                        found.add(Cue(sort, value, index, index + len(words)))
        longest = max((cue.last for cue in found), default=0)
        return sorted((cue for cue in found if cue.last == longest), key=lambda cue: (cue.sort, cue.value))

    def _follows(self, line: Line, index: int, words: tuple[str, ...]) -> bool:
        for step in range(1, len(words)):
            word = line.word(index + step)
            options = forms(word) if self._arabic else english_forms(word)
            if not any(_fits(words[step], form, self._arabic) for form in options):
                return False
        return True


def _expanded(phrase: str) -> Iterator[tuple[str, ...]]:
    """The phrase itself, folded, the parts of a hyphenated word as words of their own, as they are read; for an Arabic
    verb its forms in the past and the present.
    """
    words = phrase.replace("-", " - ").split()
    at = next((i for i, word in enumerate(words) if word.startswith("~")), None)
    if at is None:
        yield tuple(map(folded, words))
        return
    for form in _conjugated(words[at][1:]):
        yield tuple(map(folded, (*words[:at], form, *words[at + 1 :])))


def _conjugated(past: str) -> Iterator[str]:
    """Stems of an Arabic verb: «أفاد» gives أفاد* and يفيد*, «أبقى» gives أبقى, أبقت, أبقوا and يبقي*."""
    bare = past[1:] if past[0] in "اأإآ" else past
    present = {bare}
    if len(past) > 3 and past[-2] == "ا":
        present.add(bare[:-2] + "ي" + bare[-1])
    if past.endswith("ى"):
        yield from (past, past[:-1] + "ت", past[:-1] + "وا", past[:-1] + "ا*")
    else:
        yield past + "*"
    yield from (prefix + stem + "*" for prefix in _PREFIXES for stem in sorted(present))


def _fits(pattern: str, form: str, arabic: bool) -> bool:
    if not pattern.endswith("*"):
        return form == pattern
    stem = pattern[:-1]
    return len(stem) >= _SHORTEST and form.startswith(stem) and (not arabic or form[len(stem) :] in _ENDINGS)


@lru_cache(maxsize=65536)
def forms(word: str) -> tuple[str, ...]:
    """An Arabic token and what is left without its clitics, the future prefix among them."""
    found = list(variants(word))
    for form in tuple(found):
        if len(form) > 4 and form[0] == "س" and form[1] in _PREFIXES:
            found.append(form[1:])
        if len(form) > 4 and form[0] == "ل" and form[1] in _PREFIXES:
            found.append(form[1:])
        if len(form) > 3 and form[:1] == "ف":
            found.append(form[1:])
    if len(word) == 3 and word[0] == "ف":
        found.append(word[1:])
    found += [form[:-1] for form in found if len(form) > 3 and form[-1] == "ا"]
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=65536)
def english_forms(word: str) -> tuple[str, ...]:
    """An English token; for a contracted negation also "not", for other contractions what stands before them."""
    if word.endswith("n't") or word == "cannot":
        return (word, "not")
    head, mark, _ = word.partition("'")
    return (word, head) if mark and head else (word,)


@lru_cache(maxsize=16)
def cue_table(name: str, lang: str) -> CueTable:
    """The cues that a table of `muqabala.data` lists for a language; none for a language other than "ar" and "en"."""
    return CueTable(name, lang)
