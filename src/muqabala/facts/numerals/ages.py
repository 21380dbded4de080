"""Telling ages from durations: "29-year-old", "aged 29", "(29)", «البالغ من العمر ٢٩ عامًا»."""

from __future__ import annotations

from muqabala.facts.lexicon import time_units
from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.reading import Reading, variants

_AR_AGE = {"عمر", "عمره", "عمرها", "عمرهما", "عمرهم", "سن", "سنه", "البالغ", "البالغه", "يبلغ", "تبلغ"}
_AR_AGE |= {"بالغ", "بالغه", "ناهز", "يناهز", "تناهز", "بلوغه", "بلوغها", "بلغ", "بلغت", "ميلاده", "ميلادها"}
_AR_SURE = {"عمر", "عمره", "عمرها", "عمرهما", "عمرهم", "العمر", "سن"}
_AR_BIRTHDAY = _AR_SURE | {"بلوغه", "بلوغها", "ميلاده"}
_EN_AGE = {"aged", "age", "ages"}


def age_end(reading: Reading, numeral: Numeral) -> int | None:
    """The index after the words that make an age of a number, or None when it is no age.

    Only whole numbers under 125, or ordinals (a birthday), are ages.
    """
    if not 0 < numeral.value < 125 or numeral.form in (Form.PART, Form.VAGUE):
        return None
    return _arabic(reading, numeral) if reading.lang == "ar" else _english(reading, numeral)


def _english(reading: Reading, numeral: Numeral) -> int | None:
    at = numeral.last
    while reading.word(at) == "-":
        at += 1
    if reading.word(at) in ("year", "years", "month", "months"):
        at += 1
        while reading.word(at) == "-":
            at += 1
        if reading.word(at) in ("old", "olds") and reading.word(at - 1) != "s":
            return at + 1 if "month" not in reading.word(numeral.last + 1) + reading.word(numeral.last) else None
        return numeral.last + 1 if reading.word(at) == "of" and reading.word(at + 1) == "age" else None
    if numeral.form is Form.ORDINAL:
        return at + 1 if reading.word(at) == "birthday" else None
    if reading.word(numeral.first - 1) in _EN_AGE:
        return numeral.last
    return numeral.last if _enclosed(reading, numeral) else None


def _enclosed(reading: Reading, numeral: Numeral) -> bool:
    """A number between brackets or commas behind a name: "Smith, 29," or "(29)"."""
    if not numeral.digits or numeral.last - numeral.first != 1 or not 14 <= numeral.value <= 110:
        return False
    before, after = reading.word(numeral.first - 1), reading.word(numeral.last)
    if before == "(":
        return after == ")" and numeral.first >= 2 and reading.word(numeral.first - 2).isalpha()
    return before in (",", "،") and after in (",", "،", ".", "") and _behind_name(reading, numeral.first - 2)


def _behind_name(reading: Reading, index: int) -> bool:
    return index >= 0 and reading.tokens[index].capital and reading.tokens[index].is_word


def _arabic(reading: Reading, numeral: Numeral) -> int | None:
    unit = time_units("ar").at(reading, numeral.last)
    in_years = unit is not None and unit[0].unit == "year"
    end = unit[1] if unit and in_years else numeral.last
    if unit and not in_years:
        return None
    if numeral.form is Form.ORDINAL:
        words = _AR_BIRTHDAY if numeral.value <= 12 else _AR_BIRTHDAY | {"ابن", "ابنه"}  # «ابن الثامنة والأربعين»
        return end if _age_before(reading, numeral.first, words) else None
    if in_years and (_age_before(reading, numeral.first, _AR_AGE) or _age_after(reading, end)):
        return end
    if in_years and _apposed(reading, numeral.first, end):
        return end
    if not in_years and (_enclosed(reading, numeral) or _age_before(reading, numeral.first, _AR_SURE)):
        return end
    return None


def _age_before(reading: Reading, index: int, words: set[str]) -> bool:
    for back in range(1, 4):
        word = reading.word(index - back)
        if not word[:1].isalpha():
            return False
        if any(form in words for form in variants(word)):
            return True
    return False


def _age_after(reading: Reading, index: int) -> bool:
    return reading.word(index) in ("من", "في") and reading.word(index + 1) in ("العمر", "عمره", "عمرها")


def _apposed(reading: Reading, first: int, end: int) -> bool:
    """«سميث، 29 عامًا،» or «(29 عامًا)» or «عن 97 عامًا»."""
    before, after = reading.word(first - 1), reading.word(end)
    if before == "عن":
        return reading.word(first - 2) != "يقل" and reading.word(first - 2) not in ("تقل", "يزيد", "تزيد", "فضلا")
    return (before == "(" and after == ")") or (before in (",", "،") and after in (",", "،", ".", ""))
