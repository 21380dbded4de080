"""All numbers of a passage, in the order of the text."""

from __future__ import annotations

from muqabala.facts.numerals import arabic as arabic_numerals
from muqabala.facts.numerals import english as english_numerals
from muqabala.facts.numerals.numeral import Numeral, is_identifier, literal
from muqabala.facts.reading import Reading


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
    value = literal(token.text) if token.is_number else None
    return None if value is None else Numeral(index, index + 1, value, digits=True)
