"""What a number counts or measures: the unit, currency or noun beside it."""

from __future__ import annotations

from dataclasses import dataclass

from muqabala.facts.lexicon import counted, dual_units, unit_codes, units
from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.reading import Reading

_SIGNS = {"$": "dollar", "€": "EUR", "£": "GBP", "¥": "JPY", "₪": "shekel", "₹": "INR"}
_DOLLARS = {"us": "USD", "c": "CAD", "ca": "CAD", "a": "AUD", "au": "AUD"}
_REACH = {"en": 4, "ar": 3}
_STOPS = {"and", "in", "at", "on", "to", "for", "from", "with", "by", "as", "than", "but", "or", "that", "who", "were"}
_STOPS |= {"are", "is", "was", "have", "had", "has", "after", "before", "when", "while", "since"}
_STOPS |= {"في", "علي", "الي", "عن", "مع", "بعد", "قبل", "منذ", "خلال", "ان", "التي", "الذي", "او", "بين", "بسبب"}
_RANK_BEFORE = {"#", "number", "ranked", "رقم", "المرتبه", "المركز", "بالمركز"}
_GOALS = {"بثناييه": 2, "بثلاثيه": 3, "برباعيه": 4, "بخماسيه": 5, "بسداسيه": 6}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit, over the tokens `[first, last)`; `other` is the second number of a score."""

    first: int
    last: int
    number: Numeral
    unit: str = ""
    other: float | None = None

    @property
    def value(self) -> str:
        """The comparable form."""
        if self.other is not None:
            return "-".join(shown(value) for value in sorted((self.number.value, self.other)))
        return ("~" if self.number.form is Form.VAGUE else "") + shown(self.number.value)


def shown(value: float) -> str:
    """A number without needless decimals: 3, 4.8, 0.333333."""
    return str(int(value)) if value == int(value) else f"{value:.6f}".rstrip("0")


def quantity(reading: Reading, number: Numeral) -> Quantity:
    """A number with the unit that follows or precedes it."""
    if number.form is Form.ORDINAL:
        return Quantity(number.first, number.last, number, "ordinal")
    sign = _SIGNS.get(reading.word(number.first - 1))
    if sign:
        country = _DOLLARS.get(reading.word(number.first - 2)) if sign == "dollar" else None
        signed = reading.glued(number.first - 1) and country is not None
        return Quantity(number.first - 1 - signed, number.last, number, country if country and signed else sign)
    measured = _measured(reading, number)
    if measured:
        return measured
    if number.form is Form.PART:
        return Quantity(number.first, number.last, number, "fraction")
    if reading.word(number.first - 1) == "%":
        return Quantity(number.first - 1, number.last, number, "%")
    if _is_rank(reading, number):
        return Quantity(number.first, number.last, number, "ordinal")
    return Quantity(number.first, number.last, number, _counted(reading, number))


def _is_rank(reading: Reading, number: Numeral) -> bool:
    before = reading.word(number.first - 1)
    return before in _RANK_BEFORE or (before == "." and reading.word(number.first - 2) == "no")


def _measured(reading: Reading, number: Numeral) -> Quantity | None:
    """A unit of measure or money right behind the number, or money one word on ("100,000 Norwegian kroner")."""
    at = number.last
    at += reading.word(at) in ("-", "من") or (reading.word(at) == "of" and number.form is Form.VAGUE)
    hit = units(reading.lang or "en").at(reading, at)
    if hit and not (hit[0].short and not reading.glued(at)):
        return Quantity(number.first, hit[1], number, hit[0].code)
    further = units(reading.lang or "en").at(reading, at + 1) if reading.word(at).isalpha() else None
    if further and further[0].dimension == "money" and reading.lang == "en" and reading.tokens[at].capital:
        return Quantity(number.first, further[1], number, further[0].code)
    return None


def _counted(reading: Reading, number: Numeral) -> str:
    """The class of the noun counted: the first known one behind the number, or just before it in Arabic."""
    if not reading.lang:
        return ""
    nouns = counted(reading.lang)
    for at in range(number.last, number.last + _REACH[reading.lang]):
        word = reading.word(at)
        if word in _STOPS or not (word[:1].isalpha() or word == "-"):
            break
        hit = nouns.at(reading, at)
        if hit:
            return hit[0].code
    before = nouns.at(reading, number.first - 1) if reading.lang == "ar" and number.first else None
    return before[0].code if before and before[1] == number.first else ""


def compound(reading: Reading, larger: Quantity, smaller: Quantity) -> Quantity | None:
    """One measure in the larger unit, when the smaller follows it directly and is of its dimension."""
    table = unit_codes()
    at = larger.last + (reading.word(larger.last) in ("and", "-", ","))
    follows = smaller.first == at and (reading.lang == "en" or reading.word(at)[:1] == "و")
    code = "in" if larger.unit == "ft" and not smaller.unit and reading.word(larger.last) == "-" else smaller.unit
    here, there = table.get(larger.unit), table.get(code)
    if not follows or here is None or there is None or here.dimension != there.dimension:
        return None
    if not there.factor < here.factor or smaller.number.value * there.factor >= here.factor:
        return None
    value = larger.number.value + smaller.number.value * there.factor / here.factor
    number = Numeral(larger.first, smaller.last, round(value, 6), larger.number.form, larger.number.digits)
    return Quantity(larger.first, smaller.last, number, larger.unit)


def two_things(reading: Reading, index: int) -> Quantity | None:
    """«هدفين»، «كيلومترين»، and goals counted by a noun: «بثلاثية»."""
    word = reading.word(index)
    number = Numeral(index, index + 1, 2, Form.DUAL)
    if word in _GOALS:
        return Quantity(index, index + 1, Numeral(index, index + 1, _GOALS[word]), "goal")
    if not word.endswith(("ان", "ين", "تا", "تي")):
        return None
    measure = dual_units().at(reading, index)
    if measure:
        return Quantity(index, measure[1], number, measure[0].code)
    hit = counted("ar").at(reading, index)
    if hit is None or not hit[0].two or word.endswith("بلدان"):  # «بلدان» is also "countries"
        return None
    return Quantity(index, hit[1], number, hit[0].code)
