"""What a number counts or measures: the unit, currency or noun beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from muqabala.facts.lexicon import Unit, counted, dual_units, unit_codes, units
from muqabala.facts.numerals.numeral import Form, Numeral
from muqabala.facts.numerals.words import ARABIC, Role
from muqabala.facts.reading import Reading, first_of

_SIGNS = {"$": "dollar", "€": "EUR", "£": "GBP", "¥": "JPY", "₪": "shekel", "₹": "INR"}
_DOLLARS = {"us": "USD", "c": "CAD", "ca": "CAD", "a": "AUD", "au": "AUD"}
_REACH = {"en": 4, "ar": 3}
_STOPS = {"and", "in", "at", "on", "to", "for", "from", "with", "by", "as", "than", "but", "or", "that", "who", "were"}
_STOPS |= {"are", "is", "was", "have", "had", "has", "after", "before", "when", "while", "since"}
_STOPS |= {"في", "علي", "الي", "عن", "مع", "بعد", "قبل", "منذ", "خلال", "ان", "التي", "الذي", "او", "بين", "بسبب"}
_RANK_BEFORE = {"#", "number", "ranked", "رقم", "المرتبه", "المركز", "بالمركز"}
_SUBUNITS = {"cent": 0.01, "p": 0.01, "piastre": 0.01, "halala": 0.01, "fils": 0.01}
_POUNDS = {("pound", "p"), ("pound", "piastre")}  # a pound is also a weight
_TWOFOLD = {"ضعفي", "بضعفي", "الضعفين"}
_SCORED = {"سجل", "احرز", "وقع", "سجلت", "احرزت"}
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
        return Quantity(number.first, number.last, number, "pp" if _is_of_point(reading, number.last) else "fraction")
    if reading.word(number.first - 1) == "%":
        return Quantity(number.first - 1, number.last, number, "%")
    if _is_rank(reading, number):
        return Quantity(number.first, number.last, number, "ordinal")
    return Quantity(number.first, number.last, number, _counted(reading, number))


def _is_of_point(reading: Reading, index: int) -> bool:
    """Whether a part is one of a point: "three quarters of a point", «نصف نقطة»."""
    at = index
    while reading.word(at) in ("of", "a", "-"):
        at += 1
    return reading.word(at) in ("point", "نقطه", "النقطه")


def _is_rank(reading: Reading, number: Numeral) -> bool:
    before = reading.word(number.first - 1)
    return before in _RANK_BEFORE or (before == "." and reading.word(number.first - 2) == "no")


def _measured(reading: Reading, number: Numeral) -> Quantity | None:
    """A unit of measure or money right behind the number, or money one word on ("100,000 Norwegian kroner")."""
    at = number.last
    at += reading.word(at) in ("-", "من") or (reading.word(at) == "of" and number.form is Form.VAGUE)
    if number.form is Form.PART and reading.word(at) == "of" and reading.word(at + 1) in ("a", "an", "one"):
        at += 2  # a quarter of a percentage point
    hit = units(reading.lang or "en").at(reading, at)
    if hit and (not hit[0].short or reading.glued(at) or _ends_phrase(reading, at, hit[1])):
        number, end = _with_part(reading, number, hit[1])
        return Quantity(number.first, end, number, hit[0].code)
    further = units(reading.lang or "en").at(reading, at + 1) if reading.word(at).isalpha() else None
    if further and further[0].dimension == "money" and reading.lang == "en" and reading.tokens[at].capital:
        return Quantity(number.first, further[1], number, further[0].code)
    return None


def _ends_phrase(reading: Reading, index: int, end: int) -> bool:
    """Whether a short unit, which may also be another noun, is the last word of its phrase: "weighs 12 stone and"."""
    after = reading.word(end)
    return len(reading.word(index)) > 3 and (after in _STOPS or not after[:1].isalpha())


def _with_part(reading: Reading, number: Numeral, end: int) -> tuple[Numeral, int]:
    """«أربعة أمتار ونصف المتر»، «مليونا دولار ونصف المليون»: the part that follows the unit, and the index after it."""
    word = reading.word(end)
    part = ARABIC.get(word[1:]) if reading.lang == "ar" and word[:1] == "و" else None
    if part is None or part.role is not Role.PART or number.form not in (Form.CARDINAL, Form.DUAL):
        return number, end
    again = units("ar").at(reading, end + 1)
    scale = first_of(ARABIC, reading.word(end + 1), "ar")
    if scale and scale.role is Role.SCALE and number.value >= scale.value and reading.word(end + 1)[:2] == "ال":
        return replace(number, value=number.value + part.value * scale.value), end + 2
    if number.value >= 1e3 or (scale and scale.role is Role.SCALE):
        return number, end
    if again is None and reading.word(end + 1)[:1].isalpha() and reading.word(end + 1) not in _STOPS:
        return number, end  # «ثلاثة أمتار ونصف السكان»
    return replace(number, value=number.value + part.value), again[1] if again else end + 1


def _counted(reading: Reading, number: Numeral) -> str:
    """The class of the noun counted: the first known one behind the number, or just before it in Arabic."""
    if not reading.lang:
        return ""
    nouns = counted(reading.lang)
    before = nouns.at(reading, number.first - 1) if reading.lang == "ar" and number.first else None
    if before and before[1] == number.first and _is_adjective(reading, number.first):
        return before[0].code
    for at in range(number.last, number.last + _REACH[reading.lang]):
        word = reading.word(at)
        if word in _STOPS or not (word[:1].isalpha() or word == "-"):
            break
        hit = nouns.at(reading, at)
        if hit:
            return hit[0].code
    if reading.lang == "en" and reading.word(number.first - 1) in ("scored", "netted"):
        return "goal"  # scored twice
    return before[0].code if before and before[1] == number.first else ""


def _is_adjective(reading: Reading, index: int) -> bool:
    """Whether a number follows its noun as an adjective: «الدول الأربع»."""
    return all(word.startswith(("ال", "لل", "بال", "وال")) for word in (reading.word(index - 1), reading.word(index)))


def compound(reading: Reading, larger: Quantity, smaller: Quantity) -> Quantity | None:
    """One measure in the larger unit, when the smaller follows it directly and is of its dimension."""
    table = unit_codes()
    at = larger.last + (reading.word(larger.last) in ("and", "-", ",", "و"))
    follows = smaller.first == at and (reading.lang == "en" or reading.word(larger.last)[:1] == "و")
    code = "in" if larger.unit == "ft" and not smaller.unit and reading.word(larger.last) == "-" else smaller.unit
    here, there = table.get(larger.unit), table.get(code)
    if not follows or here is None or there is None:
        return None
    if here.dimension != there.dimension and (here.code, there.code) not in _POUNDS:
        return None
    ratio = 0.0 if here.dimension == "money" and reading.word(larger.last) in (",", "-") else _share(here, there)
    if not 0 < ratio < 1 or smaller.number.value * ratio >= 1:
        return None
    value = larger.number.value + smaller.number.value * ratio
    number = Numeral(larger.first, smaller.last, round(value, 6), larger.number.form, larger.number.digits)
    return Quantity(larger.first, smaller.last, number, larger.unit)


def _share(larger: Unit, smaller: Unit) -> float:
    """How much of a unit a smaller one is, 0 where that is not known: a centimetre of a metre, a cent of any money."""
    if (larger.code, smaller.code) in _POUNDS:
        return _SUBUNITS[smaller.code]
    if larger.dimension != "money":
        return smaller.factor / larger.factor if larger.factor else 0.0
    if larger.code in _SUBUNITS:
        return 0.0
    return 0.001 if (larger.code, smaller.code) == ("dinar", "fils") else _SUBUNITS.get(smaller.code, 0.0)


def one_before_smaller(reading: Reading, index: int) -> Quantity | None:
    """«دولارًا و12 سنتًا»، «مترًا وثمانين سنتيمترًا»: one unit that a number of its parts follows."""
    hit = units("ar").at(reading, index) if reading.word(index)[:1].isalpha() else None
    follower = reading.word(hit[1]) if hit else ""
    if hit is None or follower[:1] != "و" or follower in ("واحد", "واحده", "واحدا"):
        return None
    return Quantity(index, hit[1], Numeral(index, hit[1], 1, Form.DUAL), hit[0].code)


def two_things(reading: Reading, index: int) -> Quantity | None:
    """«هدفين»، «كيلومترين»، and goals counted by a noun: «بثلاثية»."""
    word = reading.word(index)
    number = Numeral(index, index + 1, 2, Form.DUAL)
    if word in _TWOFOLD:
        return Quantity(index, index + 1, number, "fold")
    if "ب" + word in _GOALS and reading.word(index - 1).lstrip("وف") in _SCORED:
        return Quantity(index, index + 1, Numeral(index, index + 1, _GOALS["ب" + word]), "goal")
    if word in _GOALS:
        return Quantity(index, index + 1, Numeral(index, index + 1, _GOALS[word]), "goal")
    if not word.endswith(("ان", "ين", "تا", "تي")):
        return None
    measure = dual_units().at(reading, index)
    if measure:
        number, end = _with_part(reading, number, measure[1])
        return Quantity(index, end, number, measure[0].code)
    hit = counted("ar").at(reading, index)
    if hit is None or not hit[0].two or word.endswith("بلدان"):  # «بلدان» is also "countries"
        return None
    return Quantity(index, hit[1], number, hit[0].code)
