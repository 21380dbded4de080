"""Reading ranks: "the highest", "second-fastest", «ثاني أكبر», «أدنى مستوى»."""

from __future__ import annotations

from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.reading import Reading, variants
from muqabala.fold import folded

_ENGLISH = frozenset(
    [
        "highest",
        "largest",
        "biggest",
        "lowest",
        "fastest",
        "longest",
        "greatest",
        "best",
        "worst",
        "oldest",
        "youngest",
        "smallest",
        "strongest",
        "richest",
        "poorest",
        "tallest",
        "deepest",
        "hottest",
        "coldest",
        "busiest",
        "deadliest",
        "heaviest",
        "slowest",
        "shortest",
        "newest",
        "most",
        "least",
    ]
)
_ARABIC = frozenset(
    folded(word)
    for word in [
        "أعلى",
        "أكبر",
        "أدنى",
        "أسرع",
        "أطول",
        "أعظم",
        "أفضل",
        "أسوأ",
        "أقدم",
        "أصغر",
        "أقوى",
        "أغنى",
        "أفقر",
        "أعمق",
        "أحر",
        "أبرد",
        "أثقل",
        "أبطأ",
        "أقصر",
        "أحدث",
        "أكثر",
        "أقل",
    ]
)
_NO_RANK_BEFORE = {"at", "علي", "نحو", "حوالي", "لا"}
_NO_RANK_AFTER = {"of", "likely", "recent", "recently", "من", "مما", "منه", "منها", "بكثير", "قليلا", "ب", "في"}


def rank_at(reading: Reading, index: int, ordinal: Numeral | None) -> Numeral | None:
    """The rank that begins at a token: a superlative, with the ordinal before it where there is one."""
    at = index if ordinal is None else ordinal.last + (reading.word(ordinal.last) == "-")
    if not _is_superlative(reading, at):
        return None
    if ordinal is None and reading.word(index - 1) in _NO_RANK_BEFORE:
        return None
    value = 1.0 if ordinal is None else ordinal.value
    return Numeral(index, at + 1, value, Form.ORDINAL)


def _is_superlative(reading: Reading, index: int) -> bool:
    word, after = reading.word(index), reading.word(index + 1)
    if after in _NO_RANK_AFTER or not after.isalpha():
        return False
    if reading.lang == "en":
        return word in _ENGLISH
    return reading.lang == "ar" and word[:2] != "ال" and any(form in _ARABIC for form in variants(word))
