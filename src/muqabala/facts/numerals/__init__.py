"""All numbers of a passage, in the order of the text."""

from __future__ import annotations

import re

from muqabala.facts.numerals import arabic as arabic_numerals
from muqabala.facts.numerals import english as english_numerals
from muqabala.facts.numerals.numeral import Numeral, is_identifier, literal
from muqabala.facts.numerals.words import OTHER_SCALES
from muqabala.facts.reading import Reading

_POINTED = re.compile(r"[1-9]\d{0,2}(?:\.\d{3})+")


def numerals(reading: Reading) -> tuple[Numeral, ...]:
    """Every number, in words where the language is Arabic or English, in digits everywhere. Linear in the tokens."""
    found = []
    index = 0
    while index < len(reading):
        numeral = _number_at(reading, index)
        if numeral is None:
            index += 1
        else:
            found.append(numeral)
            index = numeral.last
    return tuple(found)


def _number_at(reading: Reading, index: int) -> Numeral | None:
    token = reading.tokens[index]
    if token.is_number and is_identifier(reading, index):
        return None
    if not (token.is_number or token.is_word):
        return None
    if reading.lang == "ar":
        return arabic_numerals.number_at(reading, index)
    if reading.lang == "en":
        return english_numerals.number_at(reading, index)
    return _in_digits(reading, index) if token.is_number else None


def _in_digits(reading: Reading, index: int) -> Numeral | None:
    """A number of a language whose words are not read: 1.200, «3,5 millions»; points group there."""
    text = reading.word(index)
    value = literal(text.replace(".", "") if _POINTED.fullmatch(text) else text)
    if value is None:
        return None
    scale = OTHER_SCALES.get(reading.word(index + 1))
    return Numeral(index, index + 1 + (scale is not None), value * (scale or 1), digits=True)
