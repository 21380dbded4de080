"""Places, nations and bodies that news names, in Arabic and English, and which of them stand for one another.

Tables: `data/nations.tsv`, `places.tsv`, `bodies.tsv` (written for this project) and `cldr_places.tsv` (Unicode CLDR).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from muqabala import fold
from muqabala.facts.names.words import english_words
from muqabala.facts.tables import rows
from muqabala.records import Span

PLACE, BODY, NATIONALITY = "place", "body", "nationality"

_ENGLISH_WORD = re.compile(r"(?:[A-Z]\.){2,}|[^\W_]+(?:['’][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s$|(?<=s)['’]$")
_ENDINGS = ("", "ه", "ون", "ين", "ان", "تين", "ات", "ا", "و", "تان")
_CONJUNCTIONS, _PREPOSITIONS = "وف", "بلك"
_INSTITUTIONS = frozenset(
    {
        "Agency",
        "Army",
        "Assembly",
        "Bank",
        "Commission",
        "Committee",
        "Council",
        "Court",
        "Department",
        "House",
        "Ministry",
        "Office",
        "Organisation",
        "Organization",
        "Parliament",
        "Party",
    }
)
"""Words that make a name that of an institution, also in lower case; a "white house" is one only if it is one of …"""
_MONTHS = frozenset({"نيسان"})  # April in the Levant, and a car maker
_LONGEST_NAME = 7
_TOO_SHORT = 4  # a place of so few Arabic letters, in no table of ours, may be an ordinary word

# Nations that are parts of a larger one: either explains the other.
_PARTS = {
    **dict.fromkeys(("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR"), "GB"),
    **{"bavaria": "DE", "catalan": "ES", "crimea": "UA", "chechen": "RU", "gaza": "PS", "westbank": "PS"},
    **{"quebec": "CA", "HK": "CN", "SU": "RU"},
}
_BROAD = ("europe", "asia", "africa", "arab", "latin", "namerica", "mideast", "gulf", "jew", "roman")
BROAD = frozenset(f"n:{code}" for code in _BROAD)
"""Nations that are rather regions, faiths or cultures: too loose to be held against one another."""
FAITHS = frozenset({"b:christian", "b:muslim", "b:catholic", "b:shia", "b:sunni", "b:yazidi", "b:alawite", "b:druze"})
"""Rows of the bodies that are communities of faith."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One reading of a name: the key of what it names (`n:FR`, `p:paris`, `b:nato`), its sort, the keys it also stands
    for, and whether the word has another everyday meaning (`doubtful`).
    """

    key: str
    sort: str
    stands_for: frozenset[str]
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Mention:
    """A name found in a text: where, and what it may stand for (never empty)."""

    span: Span
    entries: tuple[Entry, ...]

    @property
    def sort(self) -> str:
        """The sort of the first reading."""
        return self.entries[0].sort

    @property
    def doubtful(self) -> bool:
        """Whether the word may be no name at all."""
        return any(entry.doubtful for entry in self.entries)


def related(a: Sequence[Entry], b: Sequence[Entry]) -> bool:
    """Whether some reading of two names is the same, or one stands for the other (Moscow for Russia, France for
    Paris, the Kremlin for the Russians).
    """
    return any(_kin(x, y) for x in a for y in b)


def _kin(a: Entry, b: Entry) -> bool:
    return a.key == b.key or a.key in b.stands_for or b.key in a.stands_for


def entries_of(value: str) -> tuple[Entry, ...]:
    """The readings behind a fact's value, `()` for a name that is in no table."""
    return tuple(_by_key()[key] for key in value.split("|") if key in _by_key())


@lru_cache(maxsize=4096)
def english_names(value: str) -> tuple[str, ...]:
    """What the tables call a fact's value in English, nationalities left aside; `()` for a name that is in no table."""
    keys = set(value.split("|"))
    named = (en for entry, en, _ in _namings() if entry.key in keys and entry.sort != NATIONALITY)
    return tuple(dict.fromkeys(name for names in named for name in names))


def value_of(entries: Iterable[Entry]) -> str:
    """The comparable form of a name's readings: their keys in order, joined by `|`."""
    return "|".join(sorted({entry.key for entry in entries}))


# Finding


@lru_cache(maxsize=1024)
def find_english(text: str) -> tuple[Mention, ...]:
    """The known names of a text in Latin letters, longest first where they overlap, in order."""
    tokens = [(m.start(), _POSSESSIVE.sub("", m.group())) for m in _ENGLISH_WORD.finditer(text)]
    words = [(word, Span(start, start + len(word))) for start, word in tokens]
    return tuple(_scan(words, _english_forms(), lambda word: (word,)))


@lru_cache(maxsize=1024)
def find_arabic(text: str) -> tuple[Mention, ...]:
    """The known names of a text in Arabic letters, read through clitics, in order. Spans leave the clitics out."""
    words = [(_letters(span.of(text)), span) for span in fold.words(text)]
    return tuple(_scan(words, _arabic_forms(), _readings))


def _letters(word: str) -> str:
    """A word folded, but for a last ى: «اليمنى» (the right hand) is no «اليمني»."""
    return fold.folded(word[:-1]) + "ى" if word.endswith("ى") else fold.folded(word)


def _readings(word: str) -> tuple[str, ...]:
    """An Arabic word as it stands and without the clitics it may carry."""
    found = [word]
    if word[:1] in _CONJUNCTIONS and len(word) > 3:
        found.append(word[1:])
    for base in tuple(found):
        if base.startswith("لل") and len(base) > 3:
            found.append("ال" + base[2:])
        elif base[:1] in _PREPOSITIONS and len(base) > 4:
            found.append(base[1:])
    return tuple(found)


_Words = Sequence[tuple[str, Span]]
_Forms = dict[str, list[tuple[tuple[str, ...], tuple[Entry, ...]]]]


def _scan(words: _Words, forms: _Forms, readings: Callable[[str], tuple[str, ...]]) -> Iterator[Mention]:
    at = 0
    while at < len(words):
        found = _longest(words, at, forms, readings(words[at][0]))
        if found is None or _is_month(words, at):
            at += 1
            continue
        size, reading, entries = found
        first, last = words[at][1], words[at + size - 1][1]
        yield Mention(Span(min(_start(words[at], reading), last.end), max(first.end, last.end)), entries)
        at += size


def _start(word: tuple[str, Span], reading: str) -> int:
    """Where a name begins in its first word: after the clitics that its reading drops."""
    text, span = word
    if len(text) != len(span) or not text.endswith(reading):
        return span.start  # letters and characters do not match one to one, or «لل» holds the article
    return span.start + len(text) - len(reading)


def _longest(
    words: _Words, at: int, forms: _Forms, readings: Sequence[str]
) -> tuple[int, str, tuple[Entry, ...]] | None:
    """The longest known name that begins at a word, in the reading that strips least."""
    best: tuple[int, str, tuple[Entry, ...]] | None = None
    following = tuple(word for word, _ in words[at + 1 : at + _LONGEST_NAME])
    for reading in readings:
        for rest, entries in forms.get(reading, ()):
            if following[: len(rest)] == rest and (best is None or len(rest) + 1 > best[0]):
                best = (len(rest) + 1, reading, entries)
    return best


def _is_month(words: _Words, at: int) -> bool:
    """Whether a word that is both a month and a name stands beside a day or a year."""
    if _MONTHS.isdisjoint(_readings(words[at][0])):
        return False
    beside = [words[i][0] for i in (at - 1, at + 1, at + 2) if 0 <= i < len(words)]
    return any(word[:1].isdigit() or word in {"شهر", "ابريل", "من"} for word in beside)


# Tables


def _names(cell: str) -> list[str]:
    return [name for name in cell.split("|") if name.strip("? ")]


_Naming = tuple[Entry, list[str], list[str]]


@lru_cache(maxsize=1)
def _namings() -> tuple[_Naming, ...]:
    """Everything in the tables: an entry, its English forms, its Arabic forms."""
    return tuple(_without_doubles([*_nations(), *_places(), *_bodies()]))


def _nations() -> Iterator[_Naming]:
    for code, en, people_en, ar, people_ar, capital_en, capital_ar in rows("nations.tsv"):
        whole = _keys(_PARTS.get(code, ""))
        yield Entry(f"n:{code}", PLACE, whole), _names(en), _names(ar)
        yield Entry(f"n:{code}", NATIONALITY, whole), _names(people_en), _peoples(people_ar)
        for english in _names(capital_en)[:1]:
            capital = Entry(f"p:{english.lower()}", PLACE, whole | _keys(code))
            yield capital, _names(capital_en), _names(capital_ar)


def _places() -> Iterator[_Naming]:
    for en, ar, country in (*rows("places.tsv"), *rows("cldr_places.tsv")):
        doubt = "?" if len(ar) <= _TOO_SHORT and not country else ""
        yield Entry(f"p:{_names(en)[0].lower()}", PLACE, _keys(country)), _names(en), _names(doubt + ar)


def _bodies() -> Iterator[_Naming]:
    for en, ar, stands_for in rows("bodies.tsv"):
        yield Entry(f"b:{_names(en)[0].lower()}", BODY, _keys(stands_for)), _names(en), _names(ar)


def _keys(cell: str) -> frozenset[str]:
    """The keys in a cell of country codes and full keys."""
    return frozenset(name if ":" in name else f"n:{name}" for name in _names(cell))


def _peoples(cell: str) -> list[str]:
    """Demonyms in all their endings, with and without the article."""
    forms = []
    for name in _names(cell):
        doubt, plain = ("?", name[1:]) if name.startswith("?") else ("", name)
        words = plain.split()
        for ending in _ENDINGS:
            forms.append(doubt + " ".join(word + ending for word in words))
            forms.append(doubt + " ".join("ال" + word + ending for word in words))
    return forms


def _without_doubles(namings: Sequence[_Naming]) -> Iterator[_Naming]:
    """The tables with CLDR's rows folded into the hand-made rows that name the same place in English."""
    keys: dict[str, Entry] = {}
    for entry, en, ar in namings:
        if entry.sort != PLACE:
            yield entry, en, ar
            continue
        known = next(
            (keys[name] for name in en if name in keys and entry.key.startswith("p:") and not entry.stands_for), entry
        )
        for name in en:
            keys.setdefault(name, known)
        yield known, en, ar


@lru_cache(maxsize=1)
def _by_key() -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    for entry, _, _ in _namings():
        found.setdefault(entry.key, entry)
    return found


@lru_cache(maxsize=1)
def _english_forms() -> _Forms:
    return _forms(
        (entry, name, _ENGLISH_WORD.findall(form))
        for entry, en, _ in _namings()
        for name in en
        for form in dict.fromkeys((name, *(_in_lower_case(name) if entry.sort == BODY else ())))
    )


def _in_lower_case(name: str) -> Iterator[str]:
    """A body's name as papers write it that spare capitals: "UN security council", "Scottish National party".

    Only names of several words that end in a word for an institution: others are ordinary words ("group of seven").
    """
    words = name.split()
    if len(words) > 1 and any(f"{head} of " in name or (words[-1] == head != "House") for head in _INSTITUTIONS):
        yield " ".join(word if word.isupper() else word.lower() for word in words)
        yield " ".join(word.lower() if word.lower() in english_words() else word for word in words)
        yield " ".join([*words[:-1], words[-1].lower()])


@lru_cache(maxsize=1)
def _arabic_forms() -> _Forms:
    return _forms(
        (entry, name, [_letters(word) for word in name.replace("?", "").split()])
        for entry, _, ar in _namings()
        for name in ar
    )


def _forms(named: Iterable[tuple[Entry, str, list[str]]]) -> _Forms:
    """First word → (other words, entries), the entries of forms that several names share together."""
    shared: dict[tuple[str, ...], list[Entry]] = {}
    for entry, name, words in named:
        reading = Entry(entry.key, entry.sort, entry.stands_for, doubtful=name.startswith("?"))
        known = shared.setdefault(tuple(_POSSESSIVE.sub("", word) for word in words), [])
        if reading.key not in {other.key for other in known}:
            known.append(reading)
    forms: _Forms = {}
    for form, entries in shared.items():
        forms.setdefault(form[0], []).append((form[1:], tuple(entries)))
    return forms
