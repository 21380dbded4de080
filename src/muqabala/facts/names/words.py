"""What single words tell about names: titles, ordinary words, and letters that give a foreign name away.

Tables: `data/titles.tsv`, `persons.tsv` and `plain_words.txt` (written for this project), `name_shapes.tsv`,
`person_names.txt`, `ordinary_words.txt` and `english_words.txt` (built by `training/build_name_tables.py`); origins in
their headers.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache

from muqabala import fold
from muqabala.facts.tables import lines, rows, split

PERSON, CALENDAR = "person", "calendar"
_VERB_FORM = re.compile("[وف]?س?[أتن]ؤ(?!اس).{2}")  # but for the poet أبو نؤاس
SHORT = 4
"""Letters under which an Arabic word is never taken for a name by itself."""

_NAME_SHAPE = 0.8  # logit from which an Arabic word counts as shaped like a foreign name
_PLAIN = -0.5  # logit under which an Arabic word is no name even after a given name
_CLEARLY_LIKELIER = 2.0  # logits by which a name without its first letter is likelier, for that to be a prefix
_KNOWN_NAME = 2.0  # the logit of a word that is in the list of person names
_WORDING = {
    **{"evaluative.tsv": slice(2, 5), "stance.tsv": slice(4, 7), "opposites.tsv": slice(3, 4)},
    **dict.fromkeys(("certainty.tsv", "proof.tsv", "scale.tsv", "frequency.tsv", "duty.tsv"), slice(3, 4)),
}
"""Tables of wording, and which of their columns are Arabic."""
_USUAL = ("", "ه", "ا", "ات")
_DERIVED = re.compile("(?:ian|ean|ican|ese|ish|ine|ing|ship|tion|ness|ment)s?$")  # adjectives and nouns made from words


def is_arabic(text: str) -> bool:
    """Whether a text is mostly in Arabic letters."""
    arabic = sum("؀" <= c <= "ۿ" for c in text)
    return 2 * arabic > sum(c.isalpha() for c in text)


def clitic_length(word: str) -> int:
    """How many letters of a folded name word are clitics: 1 when it is far likelier a name without its first letter."""
    if len(word) > 4 and word[0] in "وفبلك" and word not in _known_names() and _shape(word) > _PLAIN - 1:
        return int(_shape(word[1:]) > _shape(word) + 0.5)
    return 0


def prefix_length(word: str) -> int:
    """How many letters of a folded name word are surely no part of the name: 1 for the ل of «لهارييت», else 0."""
    base = word[1:]
    if len(word) <= 4 or word[0] not in "ولب" or word in _known_names():
        return 0
    if base[0] in "ايو":  # as many names begin: «باريا», «ليندكفيست»
        return 0
    likelier = word[0] != "ب" and _shape(base) > max(0.0, _shape(word)) + _CLEARLY_LIKELIER
    return int(likelier or base in _known_names())


@lru_cache(maxsize=65536)
def name_likelihood(word: str) -> float:
    """How likely a folded Arabic word is a name, as a logit; 0 when it is more likely an ordinary word."""
    if len(word) < 3 or not "ء" <= word[0] <= "ۿ" or _is_ordinary_arabic(word):
        return 0.0
    base = word[clitic_length(word) :]
    if _is_ordinary_arabic(base) or (word[0] in "وف" and _is_ordinary_arabic(word[1:])):
        return 0.0
    if word.startswith("ال") and word not in _known_names():
        return 0.0
    known = _KNOWN_NAME if word in _known_names() or base in _known_names() else 0.0
    shape = max(_shape(word), _shape(base) - 1.0)
    return max(known, shape if shape >= _NAME_SHAPE else 0.0)


@lru_cache(maxsize=65536)
def _shape(word: str) -> float:
    weights, marked = _shapes(), f"^{word}$"
    groups = {marked[i : i + n] for n in range(1, 5) for i in range(len(marked) - n + 1)}
    return math.fsum((weights["bias"], *(weights.get(group, 0.0) for group in groups)))  # the same in any order


def is_verb_form(word: str) -> bool:
    """Whether an Arabic word is written like a verb that no name is written like: أؤدي، نؤكد، ستؤثر."""
    return _VERB_FORM.match(word) is not None


def looks_like_name(word: str) -> bool:
    """Whether an Arabic word may be a name at all: no verb, no ordinary word, no article, not shaped like one."""
    if is_verb_form(word):
        return False
    folded = fold.folded(word)
    if name_likelihood(folded) > 0:
        return True
    return (
        len(folded) >= SHORT
        and not folded.startswith("ال")
        and not _is_ordinary_arabic(folded)
        and _shape(folded) > _PLAIN
    )


def is_ordinary(word: str) -> bool:
    """Whether a Latin word is a title, a common noun or another word that running text writes in lower case."""
    low = word.lower()
    stems = {low, low.removesuffix("s"), low.removesuffix("es"), low.removesuffix("ies") + "y"}
    return (
        not stems.isdisjoint(english_words())
        or word in latin_titles()
        or len(low) < 3
        or _DERIVED.search(low) is not None
    )


@lru_cache(maxsize=8192)
def renderings(word: str) -> tuple[str, ...]:
    """The other names of a person who is called differently in Arabic and in English (Paul and بولس)."""
    return _persons().get(fold.folded(word), ())


@lru_cache(maxsize=1)
def _persons() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for english, arabic in ([split(cell) for cell in row] for row in rows("persons.tsv")):
        for name in english:
            found[fold.folded(name)] = found.get(fold.folded(name), ()) + tuple(arabic)
        for name in arabic:
            found[fold.folded(name)] = found.get(fold.folded(name), ()) + tuple(english)
    return found


@lru_cache(maxsize=1)
def english_words() -> frozenset[str]:
    """Ordinary English words, lower case."""
    return frozenset(lines("english_words.txt"))


@lru_cache(maxsize=1)
def _known_names() -> frozenset[str]:
    return frozenset(lines("person_names.txt"))


def _is_ordinary_arabic(word: str) -> bool:
    return word in _ordinary_words() or word in _wording() or arabic_titles().get(word) == CALENDAR


@lru_cache(maxsize=1)
def _wording() -> frozenset[str]:
    """The words that the tables of wording list, in their usual endings, but for those that are persons' names too; and
    the plain words.
    """
    cells = [cell for table, column in _WORDING.items() for row in rows(table) for cell in row[column]]
    words = (fold.folded(word.strip("=~")) for cell in cells for phrase in split(cell) for word in phrase.split())
    whole = {word for word in words if len(word) > 2 and not word.endswith("*")}
    plain = {fold.folded(word) for word in lines("plain_words.txt")}
    return (frozenset(word + ending for word in whole for ending in _USUAL) - _known_names()) | frozenset(
        word + ending for word in plain for ending in _USUAL
    )


@lru_cache(maxsize=1)
def _ordinary_words() -> frozenset[str]:
    return frozenset(lines("ordinary_words.txt"))


@lru_cache(maxsize=1)
def _shapes() -> dict[str, float]:
    return {group: float(weight) for group, weight in (line.split("\t") for line in lines("name_shapes.tsv"))}


@lru_cache(maxsize=1)
def latin_titles() -> dict[str, str]:
    """Latin title or common noun → the sort of the name it stands by."""
    return {word: sort for lang, sort, words in _titles() if lang == "en" for word in words}


@lru_cache(maxsize=1)
def arabic_titles() -> dict[str, str]:
    """Folded Arabic title or common noun, without ال → the sort of the name it introduces."""
    return {fold.folded(word): sort for lang, sort, words in _titles() if lang == "ar" for word in words}


def _titles() -> list[tuple[str, str, list[str]]]:
    return [(lang, sort, split(words)) for lang, sort, words in rows("titles.tsv")]
