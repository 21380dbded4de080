"""Reading the numbers of English: cardinals in words and digits, ordinals, fractions, orders of magnitude."""

from __future__ import annotations

import re

from muqabala.facts.lexicon import counted
from muqabala.facts.numerals.numeral import Form, Numeral, literal
from muqabala.facts.numerals.words import (
    ENGLISH,
    ENGLISH_MULTIPLES,
    ENGLISH_ORDINALS,
    ENGLISH_SUFFIXES,
    ENGLISH_VAGUE,
    NumberWord,
    Role,
)
from muqabala.facts.reading import Reading

_ORDINAL_ENDINGS = {"st", "nd", "rd", "th"}
_ROMAN = re.compile(r"X{0,2}(?:IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10}
_HALF_OF = {"of", "the", "its", "their", "his", "her", "all", "our", "my", "that", "these", "those"}
_BEFORE_HALF = {"than", "by", "nearly", "about", "almost", "over", "under", "exactly", "roughly", "in"}
_FEW = {"several", "few"}
_AFTER_SHARE = {
    "of",
    "off",
    "the",
    "in",
    "from",
    "to",
    "and",
    "since",
    "compared",
    "on",
    "by",
    "last",
    "this",
    "after",
    "over",
}
_AUXILIARIES = {"have", "has", "had", "were", "was", "are", "is", "more", "others", "who"}  # 1.2m were displaced
_MONEY = {"$", "£", "€", "¥"}
_RACES = {"team", "teams", "group", "final", "race", "champion", "round", "rounds", "track"}
_SHARES = {"fifth": 1 / 5, "sixth": 1 / 6, "seventh": 1 / 7, "eighth": 1 / 8, "ninth": 1 / 9, "tenth": 1 / 10}


def number_at(reading: Reading, index: int) -> Numeral | None:
    """The number that begins with the token at `index`, if one does."""
    return (
        _vague(reading, index)
        or _one_in(reading, index)
        or _part(reading, index)
        or _ordinal(reading, index)
        or _cardinal(reading, index)
        or _two(reading, index)
    )


def _word(reading: Reading, index: int) -> NumberWord | None:
    return ENGLISH.get(reading.word(index))


def _past_hyphen(reading: Reading, index: int) -> int:
    return index + 1 if reading.word(index) == "-" and reading.glued(index) else index


def _vague(reading: Reading, index: int) -> Numeral | None:
    """Dozens, tens of thousands, several hundred."""
    word = reading.word(index)
    if word in _FEW and (following := _word(reading, index + 1)) and following.role in (Role.HUNDREDS, Role.SCALE):
        return Numeral(index, index + 2, following.value, Form.VAGUE)
    value = ENGLISH_VAGUE.get(word)
    if value is None or (word in ("tens", "scores") and reading.word(index + 1) != "of"):
        return None
    further = ENGLISH_VAGUE.get(reading.word(index + 2)) if reading.word(index + 1) == "of" else None
    if further and further >= 1e3:
        return Numeral(index, index + 3, value * further, Form.VAGUE)
    return Numeral(index, index + 1, value, Form.VAGUE)


def _one_in(reading: Reading, index: int) -> Numeral | None:
    """One in five, 9 out of 10."""
    above = _group(reading, index)
    if above is None:
        return None
    at = above[1]
    if reading.word(at) == "in":
        at += 1
    elif reading.word(at) == "out" and reading.word(at + 1) == "of":
        at += 2
    elif not (reading.word(at) == "of" and reading.word(at + 1) == "every"):
        return None
    every = "every" in (reading.word(at), reading.word(at + 1))
    at += (reading.word(at) == "of") + every
    below = _term(reading, at)
    if below is None or not 0 < above[0] < below[0] <= (1e9 if every else 1000):
        return None
    if reading.word(below[2]) in ("years", "days", "months", "weeks", "hours", "minutes"):
        return None
    return Numeral(index, below[2], above[0] / below[0], Form.PART)


def _part(reading: Reading, index: int) -> Numeral | None:
    """A third, two-thirds, half of; halves of a match and quarters of a year are not fractions."""
    word = _word(reading, index)
    if word and word.role is Role.PART:
        if word.value == 0.5 and reading.word(index) == "half" and not _after_ordinal(reading, index):
            return _half(reading, index)
        return None
    above = 1.0 if reading.word(index) in ("a", "one") else word.value if word and word.role is Role.UNIT else 0.0
    at = _past_hyphen(reading, index + 1)
    share = _SHARES.get(reading.word(at).removesuffix("s"))
    if share and above and (above > 1 or _fraction_follows(reading, at + 1)):
        return Numeral(index, at + 1, above * share, Form.PART)
    part = _word(reading, at)
    if not above or part is None or part.role is not Role.PART:
        return None
    name = reading.word(at)
    if above == 1 and reading.word(at + 1) == "-" and reading.word(at + 2) in ("point", "points"):
        return Numeral(index, at + 1, part.value, Form.PART)  # a quarter-point cut
    if name in ("third", "quarter", "half", "tenth") and (above != 1 or not _fraction_follows(reading, at + 1)):
        return None
    if name == "quarter" and reading.word(at + 1) == "of" and reading.word(at + 2) == "a":
        scale = _word(reading, at + 3)
        if scale and scale.role is Role.SCALE:
            return Numeral(index, at + 4, scale.value / 4)
    return Numeral(index, at + 1, above * part.value, Form.PART) if above * part.value < 1 else None


def _after_ordinal(reading: Reading, index: int) -> bool:
    return reading.word(index - 1) in ENGLISH_ORDINALS or reading.word(index - 1) in ("and", "other", "final")


def _fraction_follows(reading: Reading, index: int) -> bool:
    """Whether "a third" is a share: "a third of", "by a quarter,", not "a third man"."""
    after = reading.word(index)
    return after in _AFTER_SHARE or not (after[:1].isalpha() or after == "-")


def _half(reading: Reading, index: int) -> Numeral | None:
    after = reading.word(index + 1)
    if after in ("a", "an") and (scale := _word(reading, index + 2)):
        return Numeral(index, index + 3, scale.value / 2) if scale.role in (Role.SCALE, Role.DOZEN) else None
    if after in ("an", "a") and reading.word(index + 2).isalpha():
        return Numeral(index, index + 2, 0.5, Form.PART)
    alone = reading.word(index - 1) in _BEFORE_HALF and not after[:1].isalnum()
    return Numeral(index, index + 1, 0.5, Form.PART) if after in _HALF_OF or alone else None


def _ordinal(reading: Reading, index: int) -> Numeral | None:
    """21st, third, seventy-eighth, Elizabeth II."""
    word = reading.word(index)
    if word[0].isdecimal():
        if reading.glued(index + 1) and reading.word(index + 1) in _ORDINAL_ENDINGS and word.isdecimal():
            return Numeral(index, index + 2, float(word), Form.ORDINAL, digits=True)
        return None
    tens = _word(reading, index)
    at = _past_hyphen(reading, index + 1)
    if tens and tens.role is Role.TENS and ENGLISH_ORDINALS.get(reading.word(at), 99) < 10:
        return Numeral(index, at + 1, tens.value + ENGLISH_ORDINALS[reading.word(at)], Form.ORDINAL)
    if word in ENGLISH_ORDINALS and not _is_no_rank(reading, index):
        return Numeral(index, index + 1, ENGLISH_ORDINALS[word], Form.ORDINAL)
    return _roman(reading, index)


def _is_no_rank(reading: Reading, index: int) -> bool:
    """Whether an ordinal numbers an argument ("Third, ...") or stands in a fixed phrase ("third party")."""
    after = reading.word(_past_hyphen(reading, index + 1))
    if after in ("party", "parties", "person", "hand"):
        return True
    return after == "," and (index == 0 or not reading.word(index - 1)[:1].isalnum())


def _roman(reading: Reading, index: int) -> Numeral | None:
    raw = reading.raw(index)
    if not 2 <= len(raw) <= 5 or not _ROMAN.fullmatch(raw):
        return None
    values = [_ROMAN_VALUES[letter] for letter in raw]
    total = sum(v if v >= max(values[k + 1 :], default=0) else -v for k, v in enumerate(values))
    return Numeral(index, index + 1, total, Form.ORDINAL)


def _cardinal(reading: Reading, index: int) -> Numeral | None:
    term = _term(reading, index)
    if term is None:
        return None
    total, limit, end = term
    while limit > 1 and not _is_over(reading, index, end):
        at = end + 1 if reading.word(end) == "and" else end
        further = None if reading.word(at)[:1].isdecimal() else _term(reading, at)
        if further is None or further[0] >= limit:
            break
        total, limit, end = total + further[0], further[1], further[2]
    return Numeral(index, end, total, digits=reading.word(index)[:1].isdecimal())


def _is_over(reading: Reading, first: int, end: int) -> bool:
    """Whether a number begun in digits or behind a sign of money goes on no further: "$1 billion two years ago"."""
    return reading.word(end) != "and" and (reading.word(first)[:1].isdecimal() or reading.word(first - 1) in _MONEY)


def _term(reading: Reading, index: int) -> tuple[float, float, int] | None:
    """A group with its scale: (value, scale, end)."""
    group = _group(reading, index)
    if group is None:
        return None
    value, end = group
    value, end = _and_a_half(reading, value, end)
    at = _past_hyphen(reading, end)
    at += reading.word(at) == "+"
    scale = _word(reading, at)
    if scale and scale.role in (Role.SCALE, Role.DOZEN):
        value, end = value * scale.value, at + 1
        value, end = _and_a_half(reading, value, end, scale.value)
        return value, scale.value, end
    suffix = ENGLISH_SUFFIXES.get(reading.word(end)) if reading.glued(end) else None
    if suffix and reading.word(index)[0].isdecimal() and _is_scale(reading, index, end):
        return value * suffix, suffix, end + 1
    return value, 1.0, end


def _is_scale(reading: Reading, first: int, end: int) -> bool:
    """Whether the letter behind digits is a scale: "100m" is metres unless money or things are counted."""
    if reading.word(end) not in ("m", "b"):
        return True
    after = end + 1
    if reading.word(first - 1) in _MONEY or reading.word(after) in ("users", "tonnes", "barrels"):
        return True
    things = reading.word(after) not in _RACES and counted("en").at(reading, after) is not None
    return things or (reading.word(after) in _AUXILIARIES and "." in reading.word(first))


def _and_a_half(reading: Reading, value: float, end: int, scale: float = 1.0) -> tuple[float, int]:
    """Two and a half; one and a half billion; a million and a half."""
    at = _past_hyphen(reading, end)
    if reading.word(at) != "and":
        return value, end
    at = _past_hyphen(reading, at + 1)
    if reading.word(at) not in ("a", "one"):
        return value, end
    at = _past_hyphen(reading, at + 1)
    part = _word(reading, at)
    if part is None or part.role is not Role.PART:
        return value, end
    return value + part.value * scale, at + 1


def _group(reading: Reading, index: int) -> tuple[float, int] | None:
    """Digits, or words under a thousand: (value, end)."""
    text = reading.word(index)
    if text[:1].isdecimal():
        value = literal(text)
        return None if value is None else (value, index + 1)
    if text in ("a", "an"):
        counted = _word(reading, index + 1)
        if counted and counted.role is Role.HUNDREDS:
            return _with_tail(reading, 100, index + 2)
        return (1.0, index + 1) if counted and counted.role in (Role.SCALE, Role.DOZEN) else None
    small = _below_hundred(reading, index)
    if small is None:
        return None
    after = _word(reading, _past_hyphen(reading, small[1]))
    if after and after.role is Role.HUNDREDS:
        return _with_tail(reading, small[0] * 100, _past_hyphen(reading, small[1]) + 1)
    return small


def _below_hundred(reading: Reading, index: int) -> tuple[float, int] | None:
    word = _word(reading, index)
    if word is None or word.role not in (Role.UNIT, Role.TEEN, Role.TENS):
        return None
    if word.role is Role.TENS:
        at = _past_hyphen(reading, index + 1)
        unit = _word(reading, at)
        if unit and unit.role is Role.UNIT and unit.value:
            return word.value + unit.value, at + 1
    return word.value, index + 1


def _with_tail(reading: Reading, hundreds: float, end: int) -> tuple[float, int]:
    at = end + 1 if reading.word(end) == "and" else end
    tail = _below_hundred(reading, at)
    return (hundreds + tail[0], tail[1]) if tail else (hundreds, end)


def _two(reading: Reading, index: int) -> Numeral | None:
    value = ENGLISH_MULTIPLES.get(reading.word(index))
    return None if value is None else Numeral(index, index + 1, value, Form.DUAL)
