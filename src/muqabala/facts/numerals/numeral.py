"""What a number read from a text is, and how digits are read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from muqabala.facts.reading import Reading

_GROUPED = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_GROUPED_BY_POINTS = re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?")
_POINT_THOUSANDS = re.compile(r"[1-9]\d{0,2}\.000")  # nobody writes 42 with three zeros behind it
_LONGEST = 24  # characters beyond which digits are a code, not a number
_VULGAR = re.compile(r"(\d*)(\d)⁄(\d+)")


class Form(StrEnum):
    """How a number is expressed."""

    CARDINAL = "cardinal"
    ORDINAL = "ordinal"
    PART = "part"  # half, two thirds, one in five
    VAGUE = "vague"  # dozens: the value is the order of magnitude
    DUAL = "dual"  # two, said by a dual ending or a word such as "both"


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number over the tokens `[first, last)`; `digits` when it is written in them."""

    first: int
    last: int
    value: float
    form: Form = Form.CARDINAL
    digits: bool = False


def literal(text: str) -> float | None:
    """The value of a token written in digits, whatever its grouping; None when it has too many parts (1.2.3, dates)."""
    if len(text) > _LONGEST:
        return None
    vulgar = _VULGAR.fullmatch(text)
    if vulgar:
        whole, above, below = vulgar.groups()
        return int(whole or 0) + int(above) / int(below) if int(below) else None
    text = text.replace(" ", "").replace("،", ",")
    if _GROUPED.fullmatch(text):
        return float(text.replace(",", ""))
    if _GROUPED_BY_POINTS.fullmatch(text) or _POINT_THOUSANDS.fullmatch(text):
        return float(text.replace(".", "").replace(",", "."))
    if text.count(",") + text.count(".") > 1 or len(text) > 18:
        return None
    return float(text.replace(",", "."))


def is_identifier(reading: Reading, index: int) -> bool:
    """Whether the digits at `index` are part of a name, as in G20, F-35, COVID-19, 4G."""
    before = reading.word(index - 1)
    if reading.glued(index):
        if before[:1].isascii() and before[:1].isalpha():
            return True
        if before == "-" and reading.glued(index - 1) and reading.word(index - 2)[:1].isalpha():
            return _names_before(reading, index)
    return False


def _names_before(reading: Reading, index: int) -> bool:
    """Whether the word joined by a hyphen to digits makes a name of them; `6-foot-6`, `mid-2018`, «الـ-47» do not."""
    word = reading.word(index - 2)
    if len(word) <= 3 and not word.isascii():
        return word not in {"ال", "ب", "ل", "و", "ف", "ك", "بال", "وال", "لل", "الي"}
    return word not in {"foot", "mid", "pre", "post", "sub", "under", "over", "top", "late", "early", "to"}
