"""Words in comparison form: what letters they have, how much they weigh, which consonant sounds they need."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from anyascii import anyascii

from muqabala import fold
from muqabala.records import Span

VOWELS = frozenset("اويةهعءئؤ" + "aeiouyhw")
"""Letters that a spelling may lack or change without becoming another name: vowels and weak consonants."""

_VOWEL_WEIGHT = 0.35
_WORD = re.compile(r"[^\W\d_]+")
_INNER_MARK = re.compile(r"(?<=\w)[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u200c\u200d'’‘ʼʿʾ`]")
_DOUBLED = re.compile(r"([bcdfgkmnrstzpvlh])\1+")
_SERVANT_OF = re.compile("^abd(?:el|al|ul|ool|ur|us|ar|as|er|es)$")  # عبد ال, whose article Latin letters join to it
_DIGRAPH = re.compile("sch|sh|kh|ch|gh|th|ph|zh|ck|dj|ts|tz")
_AFFRICATE = re.compile("ت(?=[شزس])|د(?=[جز])|t(?=[csz])|d(?=[jzg])")
_POLISH = re.compile("r(?=z)|s(?=z)")  # rz and sz are one sound each in Polish names
_UNHEARD = re.compile("^k(?=n)|^g(?=n)|^p(?=[nst])|(?<=m)b$|(?<=m)b(?=e$)")
_SILENT_END = re.compile("(?:(?<=[aeiou])lt|(?<=[cghi])er|[stdxpz])$")
# Letters that newspapers do not romanise by dropping their mark.
_MARKED = str.maketrans(
    dict(zip("şșščćžñßığç", ("sh", "sh", "sh", "ch", "ch", "zh", "ny", "ss", "i", "gh", "ch"), strict=True))
)
_CLITICS = ("وال", "فال", "بال", "كال", "ولل", "لل", "ال", "و", "ف", "ب", "ل", "ك")

# Sound classes of the quick filter, one bit each: a letter must or may sound like a class.
_CLASSES = {"b": 1, "t": 2, "s": 4, "k": 8, "r": 16, "l": 32, "m": 64, "n": 128}
_MUST = {
    letter: name
    for name, letters in {
        "b": "bpvfبپڤف",
        "t": "tdتدطض",
        "s": "szسزصشژ",
        "k": "kqكقگ",
        "r": "rر",
        "l": "lل",
        "m": "mم",
        "n": "nن",
    }.items()
    for letter in letters
}
_MAY = {
    letter: names
    for names, letters in {
        "sk": "cjxgqقkك",
        "skt": "جچszسزش",
        "ts": "ثذظضtتdد",
        "k": "غخح",
        "bk": "hwو",
        "n": "mم",
        "m": "nن",
    }.items()
    for letter in letters
}


@dataclass(frozen=True, slots=True)
class Word:
    """A word in comparison form with its span in the raw text. `arabic` names the script; `must` and `may` are the
    sound classes that it has to have and may have, as bits.
    """

    text: str
    span: Span
    arabic: bool
    must: int
    may: int


@lru_cache(maxsize=8192)
def words(text: str) -> tuple[Word, ...]:
    """The words of a text in comparison form. Words without a letter are left out."""
    out = []
    for match in _WORD.finditer(_INNER_MARK.sub("ـ", text)):
        for plain in _plain(match.group()):
            must, may = _classes(plain)
            out.append(Word(plain, Span(match.start(), match.end()), _is_arabic(plain), must, may))
    return tuple(out)


def readings(word: str) -> tuple[str, ...]:
    """An Arabic word as written and without each clitic or article that it could carry."""
    return (word, *(word[len(c) :] for c in _CLITICS if word.startswith(c) and len(word) - len(c) > 1))


@lru_cache(maxsize=65536)
def weight(word: str) -> float:
    """How much a word says: one for each consonant, a third for each vowel. A digraph counts as one consonant."""
    letters = _DIGRAPH.sub(lambda match: match.group()[0], word)
    return sum(_VOWEL_WEIGHT if letter in VOWELS else 1.0 for letter in letters)


def could_match(a: str, b: str) -> bool:
    """Whether the consonants of two words stand in the same order, nearly: quick, and true of words that score well."""
    needed_a, offered_a = _skeleton(a)
    needed_b, offered_b = _skeleton(b)
    return _follows(needed_a, offered_b) and _follows(needed_b, offered_a)


def union(masks: Iterable[int]) -> int:
    """All bits of several masks."""
    whole = 0
    for mask in masks:
        whole |= mask
    return whole


@lru_cache(maxsize=65536)
def _plain(word: str) -> tuple[str, ...]:
    """A word's comparison form: Arabic letters folded (ة ئ ؤ kept), or plain lower-case Latin letters."""
    if any("؀" <= character <= "ۿ" and character != "ـ" for character in word):
        letters = "".join(c if c in "ةئؤ" else fold.folded(c) for c in word)
        letters = "".join(c for c in letters if "ء" <= c <= "ۿ")
        return (letters,) if letters else ()
    latin = anyascii(word.replace("ـ", "").lower().translate(_MARKED)).lower()
    parts = "".join(c for c in latin if c == " " or "a" <= c <= "z").split()
    return tuple(_DOUBLED.sub(r"\1", _SERVANT_OF.sub("abd", part)) for part in parts)


def _is_arabic(word: str) -> bool:
    return "؀" <= word[0] <= "ۿ"


@lru_cache(maxsize=65536)
def _classes(word: str) -> tuple[int, int]:
    """The sound classes that a word must and may have, as bits. A leading clitic or article need not count."""
    body = word.removeprefix("ال")
    needed, _ = _skeleton(body[1:] if len(body) > 3 and body[0] in "وفبلك" else body)
    return union(needed), union(_CLASSES[name] for c in word for name in _MUST.get(c, "") + _MAY.get(c, ""))


@lru_cache(maxsize=65536)
def _skeleton(word: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The sound classes, in order, that a word's letters must have and those that they may have.

    Digraphs of one sound (تش, tz) count once, x twice, and letters that are often silent need not be heard.
    """
    letters = _UNHEARD.sub("", _AFFRICATE.sub("", word)).replace("x", "xx")
    loud = _SILENT_END.sub("", letters) if len(letters) > 3 else letters
    needed = tuple(_CLASSES[_MUST[c]] for c in _POLISH.sub("", loud) if c in _MUST)
    return needed, tuple(union(_CLASSES[name] for name in _MUST.get(c, "") + _MAY.get(c, "")) for c in letters)


def _follows(needed: tuple[int, ...], offered: tuple[int, ...]) -> bool:
    """Whether the needed sound classes are offered in this order; one in four may lack."""
    at, lacking = 0, 0
    for sound in needed:
        ahead = at
        while ahead < len(offered) and not sound & offered[ahead]:
            ahead += 1
        if ahead == len(offered):
            lacking += 1
        else:
            at = ahead + 1
    return 4 * lacking <= len(needed)
