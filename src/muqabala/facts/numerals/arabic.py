"""Reading the numbers of Arabic: cardinals in words and digits, ordinals, fractions, orders of magnitude."""

from __future__ import annotations

from muqabala.facts.lexicon import counted, time_units, units
from muqabala.facts.numerals.numeral import Form, Numeral, literal
from muqabala.facts.numerals.words import ARABIC, ARABIC_ORDINALS, ARABIC_PARTS, ARABIC_VAGUE, NumberWord, Role
from muqabala.facts.reading import Reading, first_of, variants

_ADDABLE = {Role.UNIT, Role.TEN, Role.TENS}
_AFTER_ACCUSATIVE = {"من", "في", "علي", "الي", "عن", "مع", "منذ", "خلال", "بعد", "قبل", "حتي", "عند", "لدي"}
_ONE = {"واحد", "واحده", "واحدا"}
_PRONOUNS = {"احد", "احدي", "احدا"}
_CLITICS = {"", "و", "ف", "ب", "ل", "ال", "وال", "فال", "بال", "لل", "وب", "ول", "فب", "وبال"}
_AMBIGUOUS = {"الف", "الفا", "الفي", "ميتا", "ميتي", "ست"}  # also "wrote", alpha, "found", meta, lady
_FRACTIONS = {"خمس": 1 / 5, "سدس": 1 / 6, "سبع": 1 / 7, "ثمن": 1 / 8, "تسع": 1 / 9, "عشر": 1 / 10}
_OWNERS = ("ه", "ها", "هم", "هن", "هما", "نا")
_FEW = {"بضع", "بضعه", "عده"}


def number_at(reading: Reading, index: int) -> Numeral | None:
    """The number that begins with the token at `index`, if one does."""
    return (
        _vague(reading, index)
        or _one_in(reading, index)
        or _ordinal(reading, index)
        or _part(reading, index)
        or _cardinal(reading, index)
    )


def _word(reading: Reading, index: int) -> NumberWord | None:
    word = reading.word(index)
    for form in variants(word):
        if form in ARABIC and word[: len(word) - len(form)] in _CLITICS:
            return ARABIC[form]
    return None


def _joined(reading: Reading, index: int) -> bool:
    """Whether the token at `index` is a number word bound to the one before it by «و»."""
    word = reading.word(index)
    return (word[:1] == "و" and word not in ARABIC and word.removeprefix("وال") != word) or (
        word[:1] == "و" and word[1:] in ARABIC
    )


def _next_term(reading: Reading, index: int) -> int | None:
    """Where the term that «و» adds at `index` begins."""
    if reading.word(index) == "و":
        return index + 1
    return index if _joined(reading, index) and _word(reading, index) else None


def _vague(reading: Reading, index: int) -> Numeral | None:
    """«عشرات»، «مئات الآلاف»، «بضعة آلاف»، «بضعة عشر»."""
    start = index
    if any(form in _FEW for form in variants(reading.word(index))):
        index += 1
        if reading.word(index) in ("عشر", "عشره"):
            return Numeral(start, index + 1, 10, Form.VAGUE)
    value = first_of(ARABIC_VAGUE, reading.word(index), "ar")
    if value is None:
        return None
    index += 1
    if reading.word(index) == "من":
        further = first_of(ARABIC_VAGUE, reading.word(index + 1), "ar")
        index += 1 if further else 0
    else:
        further = first_of(ARABIC_VAGUE, reading.word(index), "ar")
    if further and further >= 1e3:
        return Numeral(start, index + 1, value * further, Form.VAGUE)
    return Numeral(start, index if reading.word(index - 1) != "من" else index - 1, value, Form.VAGUE)


def _one_in(reading: Reading, index: int) -> Numeral | None:
    """«واحد من كل خمسة»، «تسعة أشخاص من كل عشرة»، «طفل من كل خمسة»."""
    above = _below_thousand(reading, index)
    at = above[1] if above else index
    at += above is None or (reading.word(at) != "من" and reading.word(at).isalpha())
    if reading.word(at) != "من" or reading.word(at + 1) != "كل" or not reading.word(at - 1)[:1].isalnum():
        return None
    below = _cardinal(reading, at + 2)
    value = above[0] if above else 1.0
    if below is None or not 0 < value < below.value:
        return None
    return Numeral(index, below.last, value / below.value, Form.PART)


def _ordinal(reading: Reading, index: int) -> Numeral | None:
    """«الثالث»، «السابع عشر»، «الثامنة والسبعون»."""
    value = first_of(ARABIC_ORDINALS, reading.word(index), "ar")
    if value is None or (reading.word(index).endswith("ا") and not reading.word(index + 1).isalpha()):
        return None  # «ثالثًا،» numbers an argument
    after = _word(reading, index + 1)
    eleven = value > 1 or any(form.startswith("حادي") for form in variants(reading.word(index)))
    if after and after.role is Role.TEN and not _joined(reading, index + 1) and eleven:
        return _beyond_hundred(reading, Numeral(index, index + 2, value + 10, Form.ORDINAL))
    if after and after.role is Role.TENS and reading.word(index + 1)[:1] == "و":
        return _beyond_hundred(reading, Numeral(index, index + 2, value + after.value, Form.ORDINAL))
    if any(form in ("حادي", "حاديه") for form in variants(reading.word(index))):
        return None
    if value == 1 and reading.raw(index).endswith("ي"):  # أوّليّ is "primary", not "first"
        return None
    return _beyond_hundred(reading, Numeral(index, index + 1, value, Form.ORDINAL))


def _beyond_hundred(reading: Reading, ordinal: Numeral) -> Numeral:
    """«الثانية عشرة بعد المئة» is the 112th."""
    hundred = _word(reading, ordinal.last + 1) if reading.word(ordinal.last) == "بعد" else None
    if hundred and hundred.role in (Role.HUNDREDS, Role.SCALE):
        return Numeral(ordinal.first, ordinal.last + 2, ordinal.value + hundred.value, Form.ORDINAL)
    return ordinal


def _part(reading: Reading, index: int) -> Numeral | None:
    """«ثلث»، «ثلاثة أرباع»، «نصف مليون» is left to the cardinals."""
    word = _word(reading, index)
    if word and word.role is Role.PART:
        scale = _word(reading, index + 1)
        if scale and scale.role is Role.SCALE and not _joined(reading, index + 1):
            return Numeral(index, index + 2, word.value * scale.value)
        joined = _joined(reading, index) and word.value < 2 / 3  # «ساعة وثلث», but «وثلثي الناخبين»
        return None if joined else Numeral(index, index + 1, word.value, Form.PART)
    fraction = _vowelled_fraction(reading, index) or _owned_part(reading.word(index))
    if fraction:
        return Numeral(index, index + 1, fraction, Form.PART)
    below = first_of(ARABIC_PARTS, reading.word(index + 1), "ar")
    if word and below and word.role is Role.UNIT:
        return Numeral(index, index + 2, word.value * below, Form.PART)
    return None


def _vowelled_fraction(reading: Reading, index: int) -> float | None:
    """«خُمس», a fifth, as its vowel mark shows, or as a definite noun right behind it does: «خمس السكان»."""
    for form in variants(reading.word(index)):
        after = reading.word(index + 1)
        if form[:-1] in _FRACTIONS and form[-1:] == "ي" and form != "عشري" and _is_owned(after):
            return _FRACTIONS[form[:-1]] * 2  # «خمسي الناخبين»، «خمسي قيمته»
        dual = form.endswith(("ين", "ان")) and form[:-2] in _FRACTIONS
        stem = form[:-2] if dual else form.removesuffix("ا") if form[:-1] in _FRACTIONS else form
        if stem not in _FRACTIONS:
            continue
        marked = "\u064f" in reading.raw(index)
        definite = form == stem and reading.word(index) == form and after.startswith("ال") and len(after) > 4
        if marked or (definite and stem not in ("سبع", "ثمن")):
            return _FRACTIONS[stem] * (2 if dual or form.endswith("ا") else 1)
    return None


def _owned_part(word: str) -> float | None:
    """«نصفهم»، «ربعها»، «ثلثاهم»: a part of what a pronoun stands for."""
    for owner in _OWNERS:
        stem = word.removesuffix(owner).lstrip("وفب")
        if stem != word and stem in ARABIC and ARABIC[stem].role is Role.PART:
            return ARABIC[stem].value
    return None


def _is_owned(word: str) -> bool:
    """Whether a noun may end a construct: it has the article or a pronoun."""
    return len(word) > 3 and (word.startswith(("ال", "لل")) or word.endswith(_OWNERS))


def _cardinal(reading: Reading, index: int) -> Numeral | None:
    total, limit, at = 0.0, float("inf"), index
    end = index
    while True:
        term = _term(reading, at, first=at == index)
        if term is None or term[0] >= limit:
            break
        value, scale, end = term
        total += value
        limit = scale
        following = _next_term(reading, end)
        if scale <= 1 or following is None:
            break
        at = following
    if end == index:
        return None
    total, end = _with_part(reading, end, total, limit)
    digits = reading.word(index)[:1].isdecimal()
    if end == index + 1 and (_is_pronoun(reading.word(index)) or _is_other_word(reading, index)):
        return None
    return Numeral(index, end, total, digits=digits)


def _is_pronoun(word: str) -> bool:
    """Whether a lone word is «أحد» or «إحدى», one of several, and not «واحد», one; or «بالمئة», percent."""
    forms = variants(word)
    if word.endswith(("الميه", "المايه")):
        return True
    return any(form in _PRONOUNS for form in forms) and not any(form in _ONE for form in forms)


def _is_other_word(reading: Reading, index: int) -> bool:
    """Whether a lone word that may be a number is more likely another: it is one only before what it counts."""
    if not any(form in _AMBIGUOUS for form in variants(reading.word(index))) or "ئ" in reading.raw(index):
        return False
    nouns = (units("ar"), counted("ar"), time_units("ar"))
    counts = any(table.at(reading, index + 1) for table in nouns)
    return not counts and not (reading.word(index).endswith("ست") and reading.word(index + 1).isalpha())


def _with_part(reading: Reading, end: int, total: float, scale: float) -> tuple[float, int]:
    """Add «ونصف»، «ونصف المليار» to what has been read."""
    word = reading.word(end)
    part = ARABIC.get(word[1:]) if word[:1] == "و" else None
    if part is None or part.role is not Role.PART:
        return total, end
    after = _word(reading, end + 1)
    if after and after.role is Role.SCALE and after.value == scale and not _joined(reading, end + 1):
        return total + part.value * scale, end + 2
    if scale > 1 or reading.word(end - 1)[:1].isalpha():
        return total + part.value * max(scale, 1), end + 1
    return total, end


def _term(reading: Reading, index: int, *, first: bool) -> tuple[float, float, int] | None:
    """A group with its scale: (value, scale, end). A scale without a group counts once."""
    word = _word(reading, index)
    if word and word.role is Role.TWICE_SCALE:
        return word.value, word.value / 2, index + 1
    if word and word.role is Role.SCALE:
        if not first:
            return word.value, word.value, index + 1
        return _lone_scale(reading, index, word.value)
    group = _below_thousand(reading, index)
    if group is None:
        return None
    value, end = group
    scale = _word(reading, end)
    if scale and scale.role is Role.SCALE and not _joined(reading, end):
        above = _word(reading, end + 1)  # ألف مليار
        if above and above.role is Role.SCALE and above.value > scale.value and not _joined(reading, end + 1):
            return value * scale.value * above.value, scale.value * above.value, end + 2
        return value * scale.value, scale.value, end + 1
    return value, 1.0, end


def _lone_scale(reading: Reading, index: int, value: float) -> tuple[float, float, int] | None:
    """«ألف»، «مليون»; «مليونا نازح» is two millions, but «مليونًا» is one."""
    word, raw, after = reading.word(index), reading.raw(index), reading.word(index + 1)
    if "\u0651" in raw:  # ألّف is "wrote"
        return None
    if after in _ONE:
        return value, value, index + 2
    above = _word(reading, index + 1)
    if above and above.role is Role.SCALE and above.value > value and not _joined(reading, index + 1):
        return value * above.value, above.value, index + 2
    construct = word.endswith("ونا") or word.endswith("ارا") or word.endswith("الفا")
    if construct and "\u064b" not in raw and after.isalpha() and after not in _AFTER_ACCUSATIVE:
        return (2 * value, value, index + 1) if not after.startswith("ال") else (value, value, index + 1)
    if word in ("الف", "الفا") and not after.isalpha():
        return (value, value, index + 1) if after == "و" else None
    return value, value, index + 1


def _below_thousand(reading: Reading, index: int) -> tuple[float, int] | None:
    """A group: digits, or words under a thousand. (value, end)."""
    if reading.word(index)[:1].isdecimal():
        value = literal(reading.word(index))
        return None if value is None else (value, index + 1)
    word = _word(reading, index)
    if word is None:
        return None
    if word.role is Role.HUNDREDS:
        return _with_tail(reading, word.value, index + 1)
    if word.role is Role.UNIT:
        return _unit(reading, word.value, index + 1)
    return (word.value, index + 1) if word.role in _ADDABLE else None


def _unit(reading: Reading, value: float, end: int) -> tuple[float, int]:
    """What a unit grows into with the word after it: a teen, a compound ten, a hundred."""
    after = _word(reading, end)
    if after is None:
        return value, end
    if _joined(reading, end):
        return (value + after.value, end + 1) if after.role is Role.TENS else (value, end)
    if after.role is Role.TEN:
        return value + 10, end + 1
    if after.role is Role.HUNDREDS and after.value == 100 and value >= 3 and reading.word(end) in ARABIC:
        return _with_tail(reading, value * 100, end + 1)
    return value, end


def _with_tail(reading: Reading, hundreds: float, end: int) -> tuple[float, int]:
    at = _next_term(reading, end)
    if at is None:
        return hundreds, end
    word = _word(reading, at)
    if word is None or word.role not in _ADDABLE:
        return hundreds, end
    tail = _below_thousand(reading, at)
    return (hundreds + tail[0], tail[1]) if tail and tail[0] < 100 else (hundreds, end)
