"""Verbs of saying in all their forms, and the classes of speakers that bear no name.

Tables: `data/saying.tsv` and `data/speakers.tsv`, written for this project.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from muqabala.facts.reading import variants
from muqabala.facts.tables import rows, split, word_set
from muqabala.fold import folded

_CLAUSE, _ALSO, _FIND, _ACT, _NOUN, _LOOSE = "clause", "also", "find", "act", "noun", "loose"
_FINDERS = frozenset({"scientist", "expert"})
TEXT = "text"
"""The sort of a role that is a document."""
_ROOT = 3  # letters of a verb from which its first person is made


class Strength(StrEnum):
    """What a verb of saying tells about the words said."""

    SAY = "say"
    FIRM = "firm"
    DOUBT = "doubt"
    CONCEDE = "concede"
    DENY = "deny"
    THINK = "think"
    WARN = "warn"
    ASK = "ask"
    ACCUSE = "accuse"


@dataclass(frozen=True, slots=True)
class Saying:
    """A form of a verb of saying. `takes_clause`: a clause may follow at once; `loose`: it only tells that somebody is
    being reported; `finds`: not so of those who find out, as a study; `speech`: it has no other sense; `participle`:
    «قائلا», "saying", whose subject stands elsewhere.
    """

    strength: Strength
    takes_clause: bool = False
    loose: bool = False
    participle: bool = False
    speech: bool = True
    finds: bool = False


@dataclass(frozen=True, slots=True)
class Role:
    """A class of speakers without a name; `sort` is crowd, body, role, any or text (see the table)."""

    name: str
    sort: str


@lru_cache(maxsize=2)
def sayings(lang: str) -> dict[str, Saying]:
    """Every form of the verbs of saying of "ar" or "en", folded; where two verbs share a form the first row wins."""
    found: dict[str, Saying] = {}
    for language, strength, frame, cell in rows("saying.tsv"):
        if language == lang:
            for entry in split(cell):
                for form, participle in _nouns(entry) if frame == _NOUN else _forms(entry, lang):
                    loose = frame in (_ACT, _LOOSE)
                    saying = Saying(
                        Strength(strength), frame == _CLAUSE, loose, participle, frame not in (_ALSO, _LOOSE)
                    )
                    found.setdefault(form, saying)
    return found


def _saying(strength: Strength, frame: str, *, participle: bool) -> Saying:
    loose = frame in (_FIND, _ACT, _NOUN, _LOOSE)
    speech = frame not in (_ALSO, _FIND, _LOOSE)
    return Saying(strength, frame in (_CLAUSE, _FIND), loose, participle, speech, finds=frame == _FIND)


def _forms(entry: str, lang: str) -> Iterator[tuple[str, bool]]:
    return _arabic_forms(entry) if lang == "ar" else _english_forms(entry)


def _nouns(entry: str) -> Iterator[tuple[str, bool]]:
    """An Arabic noun with and without article, prepositions and the pronouns joined to it."""
    stem = folded(entry)
    bound = stem.removesuffix("ه") + "ت" if entry.endswith("ة") else stem
    for prefix in ("", "ال", "ب", "بال", "ل", "لل"):
        yield prefix + stem, False
    for prefix in ("", "ب", "ل"):
        yield from ((prefix + bound + suffix, False) for suffix in ("ه", "ها", "هم", "هما"))


def _english_forms(entry: str) -> Iterator[tuple[str, bool]]:
    base, _, past = entry.partition(":")
    yield base, False
    yield past or _past(base), False
    ending = "es" if base.endswith(("s", "sh", "ch")) else "s"
    yield (base[:-1] + "ies" if _ends_in_y(base) else base + ending), False
    yield base.removesuffix("e") + "ing", True
    if base[-1] in "t" and base.endswith(("mit", "rit")):
        yield base + "ting", True


def _past(base: str) -> str:
    if base.endswith("mit"):
        return base + "ted"
    return base[:-1] + "ied" if _ends_in_y(base) else base.removesuffix("e") + "ed"


def _ends_in_y(base: str) -> bool:
    return base.endswith("y") and base[-2] not in "aeiou"


def _arabic_forms(entry: str) -> Iterator[tuple[str, bool]]:
    past, present, *participle = map(folded, entry.split("/"))
    weak = past[-1] in "ياو" and len(past) > 2
    stem = past[:-1] if weak else past
    yield from ((form, False) for form in (past, stem + "ت", stem + "وا", stem + "تا", stem + "ا"))
    root = present[1:]
    short = root[:-1] if root[-1] in "يو" else root
    for prefix in "يتن":
        if prefix == "ن" and len(root) < _ROOT:
            continue  # «نصف» is a half, not "we describe"
        yield prefix + root, False
        yield prefix + short + "ون", False
        yield prefix + root + "ان", False
    for word in participle:
        yield from ((word + ending, True) for ending in ("", "ا", "ه", "ين", "ات"))


@lru_cache(maxsize=65536)
def saying_of(word: str, lang: str) -> Saying | None:
    """What verb of saying a folded word is, و and ف before it taken off in Arabic; None when it is none."""
    table = sayings(lang)
    if word in table or lang != "ar":
        return table.get(word)
    for form in (word[1:], word[2:]) if word[:1] in "وف" and word else ():
        if len(form) > 1 and form in table:
            return table[form]
    return None


@lru_cache(maxsize=65536)
def roles_of(word: str, lang: str) -> frozenset[Role]:
    """The classes of speakers that a folded word may name; empty when it names none, or in another language."""
    if lang not in _ENDINGS:
        return frozenset()
    exact, stems = _roles(lang)
    found: set[Role] = set()
    for form in variants(word) if lang == "ar" else (word, word.removesuffix("'s")):
        found.update(exact.get(form, ()))
        for size in range(3, len(form) + 1):
            if size == len(form) or form[size:] in _ENDINGS[lang]:
                found.update(stems.get(form[:size], ()))
    return frozenset(found)


_ENDINGS = {
    "en": word_set("s es 's s' men man women woman n"),
    "ar": word_set("ا ه ي ين ون ان ات و ت ته تها تهم تان تين هم ها وه وها يه يون يين يات ك نا"),
}


def finds_out(word: str, lang: str) -> bool:
    """Whether a folded word names what or who finds things out: a study, an expert."""
    return any(role.sort == TEXT or role.name in _FINDERS for role in roles_of(word, lang))


@lru_cache(maxsize=2)
def _roles(lang: str) -> tuple[dict[str, tuple[Role, ...]], dict[str, tuple[Role, ...]]]:
    exact: dict[str, tuple[Role, ...]] = {}
    stems: dict[str, tuple[Role, ...]] = {}
    for name, sort, english, arabic in rows("speakers.tsv"):
        for word in split(arabic if lang == "ar" else english):
            table = stems if word.endswith("*") else exact
            key = folded(word.rstrip("*"))
            table[key] = (*table.get(key, ()), Role(name, sort))
    return exact, stems
