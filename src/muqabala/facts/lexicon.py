"""The tables of units, counted nouns and words of time, as phrases ready to be found in a reading."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale

from muqabala.facts.reading import Phrases
from muqabala.facts.tables import rows, split
from muqabala.fold import folded

_MONTH_LOCALES = {"ar": ("ar", "ar_SY", "ar_DZ", "ar_MA", "ar_MR"), "en": ("en",)}
_MONTH_SPELLINGS = {
    "ar": {"تشرين اول": 10, "تشرين ثاني": 11, "كانون اول": 12, "كانون ثاني": 1},
    "en": {"sept": 9},
}


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of measure or money. `factor` turns an amount into the base of its dimension; 0 when nothing converts."""

    code: str
    dimension: str
    factor: float
    short: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A class of things counted; `two` when the word says by its ending that there are two of them."""

    code: str
    two: bool = False


def _inflected(word: str) -> Iterator[tuple[str, bool]]:
    """An Arabic singular, its accusative, and its dual in all cases (second member: True)."""
    feminine = word.endswith("ة")
    word = folded(word)
    yield word, False
    if feminine:
        yield from ((word[:-1] + ending, True) for ending in ("تان", "تين", "تا", "تي"))
    elif " " not in word and word.isalpha():
        yield word + "ا", False
        yield from ((word + ending, True) for ending in ("ان", "ين"))


@lru_cache(maxsize=2)
def units(lang: str) -> Phrases[Unit]:
    """Units of measure and money in a language; signs such as % and $ belong to every language."""
    return Phrases(_unit_entries(lang))


def _unit_entries(lang: str) -> Iterator[tuple[str, Unit]]:
    for code, dimension, factor, english, arabic in rows("units.tsv"):
        for word in split(english):
            if lang == "en" or len(word) <= 3 or not word.isalpha():
                yield word.removeprefix("~"), Unit(code, dimension, float(factor or 0), word.startswith("~"))
        if lang == "ar":
            for word in split(arabic):
                for form, _two in _inflected(word):
                    yield form, Unit(code, dimension, float(factor or 0))


@lru_cache(maxsize=1)
def unit_codes() -> dict[str, Unit]:
    """Every unit by its code."""
    return {row[0]: Unit(row[0], row[1], float(row[2] or 0)) for row in rows("units.tsv")}


@lru_cache(maxsize=1)
def dual_units() -> Phrases[Unit]:
    """Arabic duals of units: كيلومترين."""
    return Phrases(
        (form, Unit(row[0], row[1], float(row[2] or 0)))
        for row in rows("units.tsv")
        for word in split(row[4])
        for form, two in _inflected(word)
        if two and len(form) > 4
    )


@lru_cache(maxsize=2)
def counted(lang: str) -> Phrases[Counted]:
    """Nouns that are counted, by class."""
    return Phrases(_counted_entries(lang))


def _counted_entries(lang: str) -> Iterator[tuple[str, Counted]]:
    for code, english, arabic in rows("counted.tsv"):
        if lang == "en":
            for word in split(english):
                yield word, Counted(code)
                yield _plural(word), Counted(code)
        else:
            singular, _, plural = arabic.partition("/")
            for word in split(singular):
                yield from _counted_forms(code, word)
            for word in split(plural):
                yield word, Counted(code)


def _plural(word: str) -> str:
    """The regular plural of an English noun."""
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "ch", "sh", "x")) else "s")


@lru_cache(maxsize=32)
def time_words(kind: str, lang: str) -> Phrases[str]:
    """The words of time of one kind."""
    column = 2 if lang == "en" else 3
    return Phrases((word, row[1]) for row in rows("times.tsv") if row[0] == kind for word in split(row[column]))


def _counted_forms(code: str, word: str) -> Iterator[tuple[str, Counted]]:
    sound = word.endswith("+")
    stem = word.removesuffix("+")
    if sound:
        yield from ((folded(stem) + ending, Counted(code)) for ending in ("ون", "ين"))
    for form, two in _inflected(stem):
        if not (sound and form.endswith("ين")):
            yield form, Counted(code, two)


@dataclass(frozen=True, slots=True)
class TimeUnit:
    """A word for a unit of time; `count` is 1, 2 (a dual) or 0 (a plural)."""

    unit: str
    count: int


@lru_cache(maxsize=2)
def time_units(lang: str) -> Phrases[TimeUnit]:
    """Units of time, from second to century."""
    return Phrases(_time_unit_entries(lang))


def _time_unit_entries(lang: str) -> Iterator[tuple[str, TimeUnit]]:
    for kind, unit, english, arabic in rows("times.tsv"):
        if kind != "span":
            continue
        if lang == "en":
            for word in split(english):
                yield word, TimeUnit(unit, 1 if word == unit else 0)
        else:
            singular, _, plural = arabic.partition("/")
            for word in split(singular):
                for form, two in _inflected(word):
                    yield form, TimeUnit(unit, 2 if two else 1)
            for word in split(plural):
                yield word, TimeUnit(unit, 0)


@lru_cache(maxsize=2)
def months(lang: str) -> Phrases[int]:
    """Gregorian months: for Arabic the names of Egypt, the Levant, Algeria, Morocco and Mauritania (CLDR)."""
    entries: dict[str, int] = dict(_MONTH_SPELLINGS[lang])
    for name in _MONTH_LOCALES[lang]:
        widths = ("wide", "abbreviated") if lang == "en" else ("wide",)
        for width in widths:
            for number, word in Locale.parse(name).months["format"][width].items():
                entries.setdefault(folded(word), int(number))
    return Phrases(entries.items())
