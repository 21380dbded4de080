"""Whether two numbers say the same in other words: converted, rounded, or an order of magnitude."""

from __future__ import annotations

import math

from muqabala.facts.lexicon import unit_codes
from muqabala.records import Fact

_TOLERANCE = 0.03
_ROUGH = 0.12  # beside a word such as "about", or between units
_VAGUE_TOP = {10.0: 150.0}


def exact(own: Fact, theirs: Fact) -> bool:
    """Equal but for the noise of arithmetic."""
    if own.amount is None or theirs.amount is None or "score" in (own.unit, theirs.unit):
        return False
    return own.value[:1] != "~" and theirs.value[:1] != "~" and math.isclose(own.amount, theirs.amount, rel_tol=1e-9)


def converts(own: Fact, theirs: Fact) -> bool:
    """The same amount in another unit of its dimension, within what rounding of the smaller figure allows."""
    here, there = _base(own), _base(theirs)
    if here is None or there is None or own.unit == theirs.unit:
        return _temperatures(own, theirs) or _shares(own, theirs)
    return here[0] == there[0] and _near(here[1], there[1], 0.08 if own.approximate or theirs.approximate else 0.05)


def _near(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def _base(fact: Fact) -> tuple[str, float] | None:
    unit = unit_codes().get(fact.unit)
    if unit is None or not unit.factor or fact.amount is None:
        return None
    return unit.dimension, fact.amount * unit.factor


def _temperatures(own: Fact, theirs: Fact) -> bool:
    by_unit = {own.unit: own.amount, theirs.unit: theirs.amount}
    celsius, fahrenheit = by_unit.get("°C"), by_unit.get("°F")
    if celsius is None or fahrenheit is None:
        return False
    return abs(celsius * 9 / 5 + 32 - fahrenheit) <= 2 or abs(celsius * 9 / 5 - fahrenheit) <= 1


def _shares(own: Fact, theirs: Fact) -> bool:
    """Half and 50 percent, a third and 33 percent."""
    shares = [
        fact.amount if fact.unit == "fraction" else fact.amount / 100
        for fact in (own, theirs)
        if fact.unit in ("fraction", "%") and fact.amount is not None
    ]
    return len(shares) == 2 and own.unit != theirs.unit and _near(shares[0], shares[1], 0.06)


def rounds(own: Fact, theirs: Fact) -> bool:
    """Whether one number is a fair rounding of the other, or an order of magnitude that holds it."""
    if own.amount is None or theirs.amount is None or "score" in (own.unit, theirs.unit) or own.unit == "ordinal":
        return False
    if own.value[:1] == "~" or theirs.value[:1] == "~":
        return _within_magnitude(own, theirs)
    rough, fine = sorted((own, theirs), key=_digits)
    if rough.amount is None or fine.amount is None or _digits(rough) == _digits(fine):
        return False
    approximate = own.approximate or theirs.approximate
    if approximate and _near(rough.amount, fine.amount, _ROUGH) and (fine.amount >= 10 or fine.amount % 1):
        return True
    if not _near(rough.amount, fine.amount, _TOLERANCE if fine.amount >= 100 else 0.02):
        return False
    return math.isclose(_rounded(fine.amount, _digits(rough)), rough.amount, rel_tol=1e-9) and fine.amount >= 10


def _within_magnitude(own: Fact, theirs: Fact) -> bool:
    vague, other = (own, theirs) if own.value[:1] == "~" else (theirs, own)
    if vague.amount is None or other.amount is None or vague.amount == other.amount == 0:
        return False
    if other.value[:1] == "~":
        return vague.amount == other.amount
    top = _VAGUE_TOP.get(vague.amount, vague.amount * 1000 if vague.amount >= 1e6 else vague.amount * 100)
    return vague.amount <= other.amount < top


def _digits(fact: Fact) -> int:
    """How many significant digits a number is given with."""
    text = fact.value.replace(".", "").lstrip("0")
    return len(text.rstrip("0")) if "." not in fact.value else len(text)


def _rounded(value: float, digits: int) -> float:
    if value == 0:
        return 0.0
    return round(value, digits - 1 - math.floor(math.log10(abs(value))))
