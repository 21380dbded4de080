"""The words numbers are made of, in Arabic and English, as tables from folded word to what it contributes.

Own tables: the numerals of Modern Standard Arabic in both genders, all cases and the usual spellings, and of English.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from muqabala.fold import folded


class Role(StrEnum):
    """What a number word does inside a number."""

    UNIT = "unit"  # 0 to 9
    TEN = "ten"  # ten, and what makes a teen in Arabic
    TEEN = "teen"  # 11 to 19 in one English word
    TENS = "tens"  # 20 to 90
    HUNDREDS = "hundreds"
    SCALE = "scale"  # thousand and above; multiplies what stands before it
    TWICE_SCALE = "twice scale"  # ألفان, مليوني
    PART = "part"  # half, third, quarter
    VAGUE = "vague"  # dozens, hundreds
    DOZEN = "dozen"


@dataclass(frozen=True, slots=True)
class NumberWord:
    """A word with its role and value."""

    role: Role
    value: float


_DIGITS = "ثلاث أربع خمس ست سبع ثمان تسع"
_SCALES = {1e3: "ألف آلاف", 1e6: "مليون ملايين", 1e9: "مليار مليارات بليون بلايين", 1e12: "تريليون تريليونات ترليون"}


def _put(table: dict[str, NumberWord], role: Role, value: float, words: Iterable[str]) -> None:
    for word in words:
        table.setdefault(folded(word), NumberWord(role, value))


def _arabic() -> dict[str, NumberWord]:
    table: dict[str, NumberWord] = {}
    _put(table, Role.UNIT, 1, ("واحد", "واحدة", "واحدا", "إحدى", "أحد"))
    _put(table, Role.UNIT, 2, ("اثنان", "اثنين", "اثنتان", "اثنتين", "اثنا", "اثني", "اثنتا", "اثنتي"))
    for value, root in enumerate(_DIGITS.split(), 3):
        _put(table, Role.UNIT, value, (root, root + "ة", root + "ا"))
        _put(table, Role.TENS, value * 10, (root + "ون", root + "ين"))
        stems = (root, root + "ي") if value == 8 else (root,)
        _put(table, Role.HUNDREDS, value * 100, (s + h for s in stems for h in ("مئة", "مائة", "مئه", "ماية")))
    _put(table, Role.UNIT, 8, ("ثماني", "ثمانية", "ثمانيا"))
    _put(table, Role.TENS, 80, ("ثمانون", "ثمانين"))
    _put(table, Role.UNIT, 6, ("ستة",))
    _put(table, Role.TENS, 20, ("عشرون", "عشرين"))
    _put(table, Role.TEN, 10, ("عشر", "عشرة", "عشرا"))
    _put(table, Role.HUNDREDS, 100, ("مئة", "مائة"))
    _put(table, Role.HUNDREDS, 200, (s + e for s in ("مئت", "مائت") for e in ("ان", "ين", "ا", "ي")))
    for scale, words in _SCALES.items():
        singular, *others = words.split()
        _put(table, Role.SCALE, scale, (singular, singular + "ا", *others))
        _put(table, Role.TWICE_SCALE, 2 * scale, (singular + e for e in ("ان", "ين", "ي")))
    _put(table, Role.SCALE, 1e9, ("بليونا",))
    for part, word in ((1 / 2, "نصف"), (1 / 3, "ثلث"), (1 / 4, "ربع")):
        _put(table, Role.PART, part, (word, word + "ا") if word != "ثلث" else (word,))
    _put(table, Role.PART, 2 / 3, ("ثلثا", "ثلثي", "ثلثان", "ثلثين"))
    return table


ARABIC = _arabic()
"""Cardinal words of Arabic."""

ARABIC_VAGUE = {
    folded(word): value
    for word, value in {"عشرات": 10.0, "مئات": 100.0, "آلاف": 1e3, "ملايين": 1e6, "مليارات": 1e9}.items()
}
"""Plurals that give an order of magnitude."""

ARABIC_PARTS = {
    folded(word): value
    for word, value in {"أثلاث": 1 / 3, "أرباع": 1 / 4, "أخماس": 1 / 5, "أعشار": 1 / 10, "أسداس": 1 / 6}.items()
}
"""Plural fractions, which follow a count: ثلاثة أرباع."""


def _ordinals() -> dict[str, int]:
    roots = "ثاني ثالث رابع خامس سادس سابع ثامن تاسع عاشر"
    table = {folded(w): 1 for w in ("أول", "أولى")}
    for value, root in enumerate(roots.split(), 2):
        table |= {folded(root): value, folded(root + "ة"): value}
    table |= {word + "ا": value for word, value in list(table.items()) if value > 1 and not word.endswith("ه")}
    table |= {folded("ثان"): 2, folded("حادي"): 1, folded("حادية"): 1}
    return table


ARABIC_ORDINALS = _ordinals()
"""Ordinals first to tenth without the article, and حادي, which needs a ten after it."""

_EN_UNITS = "zero one two three four five six seven eight nine"
_EN_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_EN_SCALES = {"thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}


def _english() -> dict[str, NumberWord]:
    table: dict[str, NumberWord] = {}
    for value, word in enumerate(_EN_UNITS.split()):
        _put(table, Role.UNIT, value, (word,))
    for value, word in enumerate(_EN_TEENS.split(), 10):
        _put(table, Role.TEEN, value, (word,))
    for value, word in enumerate(_EN_TENS.split(), 2):
        _put(table, Role.TENS, value * 10, (word,))
    _put(table, Role.HUNDREDS, 100, ("hundred",))
    _put(table, Role.DOZEN, 12, ("dozen",))
    for word, scale in _EN_SCALES.items():
        _put(table, Role.SCALE, scale, (word,))
    for part, words in ((1 / 2, ("half", "halves")), (1 / 3, ("third", "thirds")), (1 / 4, ("quarter", "quarters"))):
        _put(table, Role.PART, part, words)
    _put(table, Role.PART, 1 / 5, ("fifths",))
    _put(table, Role.PART, 1 / 10, ("tenth", "tenths"))
    return table


ENGLISH = _english()
"""Cardinal words of English."""

ENGLISH_VAGUE = {"tens": 10.0, "dozens": 10.0, "scores": 10.0, "hundreds": 100.0} | {
    word + "s": value for word, value in _EN_SCALES.items()
}
"""Plurals that give an order of magnitude."""

OTHER_SCALES = {
    folded(word): value
    for value, words in (
        (1e3, "mille tausend mil mila duizend"),
        (1e6, "million millions Millionen Mio millón millones milione milioni milhão milhões miljoen"),
        (1e9, "milliard milliards Milliarde Milliarden Mrd Md Mds miliardo miliardi miljard"),
        (1e12, "billions Billionen billones"),
    )
    for word in words.split()
}
"""Scales behind digits in languages whose number words are not read: French, German, Spanish, Italian, …"""

ENGLISH_SUFFIXES = {"k": 1e3, "m": 1e6, "mn": 1e6, "mln": 1e6, "bn": 1e9, "b": 1e9, "tn": 1e12, "trn": 1e12}
"""Scales written behind digits."""

_EN_ORDINALS = "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth"
_EN_TEEN_ORDINALS = "fifteenth sixteenth seventeenth eighteenth nineteenth"
_EN_TENS_ORDINALS = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth hundredth"

ENGLISH_ORDINALS = {word: value for value, word in enumerate(f"{_EN_ORDINALS} {_EN_TEEN_ORDINALS}".split(), 1)} | {
    word: 10 * value for value, word in enumerate(_EN_TENS_ORDINALS.split(), 2)
}
"""Ordinals of English in one word."""

ENGLISH_MULTIPLES = {
    word: value
    for value, words in (
        (2, "both twice couple pair twin twins double doubled doubles doubling"),
        (3, "thrice triple tripled triples tripling treble trebled trebling"),
        (4, "quadruple quadrupled"),
    )
    for word in words.split()
} | {
    word + "fold": value.value for word, value in ENGLISH.items() if value.role in (Role.UNIT, Role.TEEN, Role.HUNDREDS)
}
"""English words that hold a number without being a numeral."""
