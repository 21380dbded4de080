"""Reading durations: 24 years, two-week, half an hour, «عامين», «الدقائق العشر», «بضعة أشهر»."""

from __future__ import annotations

from muqabala.facts.dates.timeword import Found, Page
from muqabala.facts.lexicon import TimeUnit, months, time_units, time_words
from muqabala.facts.numerals.ages import age_end
from muqabala.facts.numerals.numeral import Form, Numeral

_VAGUE_BEFORE = {"several", "few", "many", "couple", "some", "بضع", "بضعه", "عده", "عدد"}
_VAGUE_AFTER = {"عده", "عديده", "قليله", "طويله", "كثيره"}
_SINGLE_BEFORE = {"مده", "لمده", "خلال", "قبل", "بعد", "منذ", "طوال"}
_EN_SINGLE = {"a", "an", "one", "per"}
_SMALLER = {("year", "month"): 12, ("hour", "minute"): 60, ("minute", "second"): 60, ("week", "day"): 7}
_SMALLER |= {("day", "hour"): 24, ("month", "day"): 30, ("month", "week"): 4}
_BETWEEN = {"-", "more", "full", "sitting", "whole", "straight", "consecutive", "or", "other"}
_ARTICLES = {"an", "a"}  # half an hour, but not "$300 a year"
_TIMED = {"before", "after", "ago", "later", "earlier"}
_FOR = {"for", "over", "in", "within", "after", "خلال", "منذ", "قبل", "بعد", "طوال", "مدي", "لمده"}


def read_duration(page: Page, index: int) -> tuple[Found, ...]:
    """The duration that begins at a token."""
    if not page.lang:
        return ()
    number = page.starts.get(index)
    found = _counted(page, number) if number else _uncounted(page, index)
    return (found,) if found else ()


def _found(first: int, last: int, amount: float | None, unit: str) -> Found:
    shown = "?" if amount is None else f"{amount:g}"
    return Found(first, last, f"P{shown} {unit}", unit, amount)


def _counted(page: Page, number: Numeral) -> Found | None:
    """A number with the unit of time it counts."""
    if number.form is Form.ORDINAL or age_end(page.reading, number) is not None:
        return None
    hit = _unit_of(page, number)
    if hit is None or _is_year_number(page, number, hit[0]):
        return None
    unit, end = hit
    if number.form is Form.VAGUE:
        return _found(number.first, end, None, unit.unit) if number.value >= 10 else None
    if number.form is Form.DUAL and page.word(number.first) not in ("couple", "both"):
        return None
    amount, end = _plus_part(page, number.value, end)
    return _plus_smaller(page, _found(number.first, end, amount, unit.unit))


def _unit_of(page: Page, number: Numeral) -> tuple[TimeUnit, int] | None:
    """The unit of time behind a number, past words that may stand between them in English."""
    at = number.last
    if number.form is Form.PART and page.word(at) == "of" and page.word(at + 1) in ("an", "a"):
        at += 1
    while page.word(at) in _BETWEEN | (_ARTICLES if number.form is Form.PART else set()) and at < number.last + 4:
        at += 1
    hit = time_units(page.lang).at(page.reading, at)
    if hit is None:
        return _shared_unit(page, number)
    if hit[0].count == 2:
        return None  # no number stands before a dual: «12 سنتًا» are cents
    definite = page.word(at).startswith("ال") and number.form is not Form.PART
    return None if page.lang == "ar" and (definite or _names_a_date(page, at, hit[0])) else hit


def _is_year_number(page: Page, number: Numeral, unit: TimeUnit) -> bool:
    """Whether four digits before «سنة» or "year" are a year rather than a count."""
    return unit.unit == "year" and number.digits and len(page.word(number.first)) == 4 and 1900 < number.value < 2100


def _shared_unit(page: Page, number: Numeral) -> tuple[TimeUnit, int] | None:
    """The unit of the second number of a range: "six to 41 days", «بين 30 و65 يومًا»."""
    at = number.last + (page.word(number.last) in ("to", "-", "or", "and", "الي", "او", "و"))
    second = page.starts.get(at)
    if second is None or (at == number.last and not page.word(at).startswith("و")):
        return None
    hit = time_units(page.lang).at(page.reading, second.last + (page.word(second.last) == "-"))
    if hit is None or hit[0].count == 2 or age_end(page.reading, second) is not None:
        return None
    return hit[0], number.last


def _plus_smaller(page: Page, found: Found) -> Found:
    """«سنة وسبعة أشهر»، "four hours and 51 minutes": one duration in the smaller unit."""
    at = found.last + (page.word(found.last) in ("and", "و"))
    number = page.starts.get(at)
    if number is None or (at == found.last and not page.word(at).startswith("و")):
        return found
    hit = time_units(page.lang).at(page.reading, number.last)
    factor = _SMALLER.get((found.unit, hit[0].unit)) if hit else None
    if hit is None or factor is None or found.amount is None or number.value >= factor:
        return found
    return _found(found.first, hit[1], found.amount * factor + number.value, hit[0].unit)


def _names_a_date(page: Page, index: int, unit: TimeUnit) -> bool:
    """«20 عام 2018»، «3 يوم الأحد»: the unit belongs to what follows."""
    if unit.count != 1:
        return False
    after = index + 1
    return (unit.unit == "year" and page.word(after).isdecimal()) or bool(
        time_words("weekday", "ar").at(page.reading, after) or months("ar").at(page.reading, after)
    )


def _plus_part(page: Page, amount: float, end: int) -> tuple[float, int]:
    """«عامين ونصف العام»، "a year and a half"."""
    if page.word(end) in ("ونصف", "والنصف") and page.lang == "ar":
        more = time_units("ar").at(page.reading, end + 1)
        return amount + 0.5, more[1] if more else end + 1
    if page.word(end) == "and" and page.word(end + 1) == "a" and page.word(end + 2) == "half":
        return amount + 0.5, end + 3
    return amount, end


def _uncounted(page: Page, index: int) -> Found | None:
    word = page.word(index)
    if word in _VAGUE_BEFORE:
        hit = time_units(page.lang).at(page.reading, index + 1 + (page.word(index + 1) in ("of", "من")))
        return _found(index, hit[1], 2 if word == "couple" else None, hit[0].unit) if hit and not hit[0].count else None
    hit = time_units(page.lang).at(page.reading, index)
    if hit is None:
        if page.lang == "en" and word in _EN_SINGLE | {"first"}:
            hit = time_units("en").at(page.reading, index + 1)
            if hit and hit[0].count == 1 and word != "per":
                amount, end = _plus_part(page, 1, hit[1])
                return _found(index, end, amount, hit[0].unit)
        return None
    return _arabic_noun(page, index, *hit) if page.lang == "ar" else _english_plural(page, index, *hit)


def _english_plural(page: Page, index: int, unit: TimeUnit, end: int) -> Found | None:
    timed = page.word(index - 1) in _FOR or page.word(end) in _TIMED
    return _found(index, end, None, unit.unit) if unit.count == 0 and timed else None


def _arabic_noun(page: Page, index: int, unit: TimeUnit, end: int) -> Found | None:
    if unit.count == 2:
        weekday = unit.unit == "day" and time_words("weekday", "ar").at(page.reading, end)
        if weekday or page.starts.get(end - 1) or _is_cents(page, index):
            return None
        amount, end = _plus_part(page, 2, end)
        return _plus_smaller(page, _found(index, end, amount, unit.unit))
    after = page.starts.get(end)
    if after and after.form is Form.CARDINAL and 2 < after.value < 1000 and _agrees(page, index, after):
        return _found(index, after.last, after.value, unit.unit)
    if unit.count == 0:
        vague = page.word(end) in _VAGUE_AFTER or page.word(index - 1) in _FOR
        return _found(index, end, None, unit.unit) if vague and page.word(index)[:2] != "ال" else None
    if page.word(end) in ("واحد", "واحده"):
        return _found(index, end + 1, 1, unit.unit)
    longer = _plus_smaller(page, _found(index, end, 1, unit.unit))
    if longer.last > end:
        return longer
    single = page.word(index - 1) in _SINGLE_BEFORE or page.word(end) == "ونصف"
    if unit.unit == "decade" and page.word(end).isalpha() and page.word(end) not in ("من", "علي", "كامل", "ونصف"):
        return None  # «بعد عقد اجتماع»: the holding of a meeting
    definite = page.word(index).startswith("ال")
    if not single or definite or end in page.starts or _names_a_date(page, index, unit):
        return None
    amount, end = _plus_part(page, 1, end)
    return _found(index, end, amount, unit.unit)


def _is_cents(page: Page, index: int) -> bool:
    """Whether «سنتا» is no dual of years: it has the ending of an accusative, or a number stands before it."""
    counted = page.starts.get(index - 1)
    return "\u064b" in page.reading.raw(index) or (counted is not None and counted.last == index)


def _agrees(page: Page, index: int, number: Numeral) -> bool:
    """«الدقائق العشر» and «أعوام ثلاثة» count the noun before them; «عام 2018» and «يوم 20 يونيو» do not."""
    plural = time_units("ar").at(page.reading, index)
    return plural is not None and plural[0].count == 0 and not number.digits
