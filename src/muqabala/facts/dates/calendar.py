"""Reading calendar dates: days, months, years, decades, centuries, quarters, in the Gregorian and Hijri calendars.

Partial dates stay partial. The grammar of values: `2024-06-19`, `2024-06`, `2024`, `--06-19`, `--06`, `198X` (a
decade), `8X` (a decade of no stated century), `C18`, `BC44`, `Q2` and `H1` (quarters and halves of a year or a match).
"""

from __future__ import annotations

import re
from datetime import date

from hijridate import Hijri

from muqabala.facts.dates.timeword import Found, Page
from muqabala.facts.lexicon import months, time_words
from muqabala.facts.numerals.numeral import Form
from muqabala.facts.numerals.words import ENGLISH_ORDINALS
from muqabala.facts.reading import variants

_YEAR = re.compile(r"[12]\d{3}")
_YEAR_WORDS = {"عام", "العام", "سنه", "عامي", "اعوام", "سنوات", "السنه"}
_YEAR_CUES = {"in", "since", "by", "until", "from", "to", "of", "during", "before", "after", "year", "and", "between"}
_MONTH_CUES_AR = {"في", "شهر", "منذ", "خلال", "من", "حتي", "اوايل", "اواخر", "منتصف", "مطلع", "نهايه", "بدايه", "بحلول"}
_MONTH_CUES_EN = _YEAR_CUES | {"early", "late", "mid", "-", "last", "next", "this", "until", "each", "every", "through"}
_RISKY_MONTHS = {"مارس", "اغسطس", "اب", "ماي", "اوت", "جوان", "may", "march", "mar", "dec", "sep", "jun", "jan", "oct"}
_DECADES_AR = {"عشرينيات": 2, "ثلاثينيات": 3, "اربعينيات": 4, "خمسينيات": 5, "ستينيات": 6, "سبعينيات": 7}
_DECADES_AR |= {"ثمانينيات": 8, "تسعينيات": 9}
_DECADES_AR |= {word.replace("ينيات", "ينات"): tens for word, tens in list(_DECADES_AR.items())}
_DECADES_EN = {"twenties": 2, "thirties": 3, "forties": 4, "fifties": 5, "sixties": 6, "seventies": 7, "eighties": 8}
_DECADES_EN |= {"nineties": 9}
_HALVES = {"quarter": "Q", "half": "H", "الربع": "Q", "النصف": "H", "الشوط": "H", "للربع": "Q", "للنصف": "H"}
_BC = {("bc",), ("bce",), ("b", ".", "c"), ("قبل", "الميلاد"), ("ق", ".", "م")}


def read_calendar(page: Page, index: int) -> tuple[Found, ...]:
    """The calendar date that begins at a token."""
    if not page.lang:
        return _one(_numeric(page, index)) or _year_range(page, index) or _one(_year(page, index))
    found = _numeric(page, index) or _hijri(page, index) or _day_month(page, index) or _month(page, index)
    if found:
        return (found,)
    return (
        _year_range(page, index)
        or _one(_century(page, index))
        or _one(_decade(page, index))
        or _one(_quarter(page, index))
        or _one(_year(page, index))
    )


def _one(found: Found | None) -> tuple[Found, ...]:
    return (found,) if found else ()


def _numeric(page: Page, index: int) -> Found | None:
    """2018-09-21, 21/9/2018, 21.9.2018."""
    text = page.word(index)
    if re.fullmatch(r"\d{1,2}\.\d{1,2}\.[12]\d{3}", text):
        day, month, year = text.split(".")
        return _checked(index, index + 1, int(year), int(month), int(day))
    sign = page.word(index + 1)
    if sign not in ("/", "-") or page.word(index + 3) != sign:
        return None
    parts = [page.word(index + k) for k in (0, 2, 4)]
    if not all(part.isdecimal() and len(part) <= 4 for part in parts):
        return None
    first, second, third = (int(part) for part in parts)
    if len(parts[0]) == 4:
        return _checked(index, index + 5, first, second, third)
    if len(parts[2]) != 4:
        return None
    if second > 12:
        first, second = second, first
    return _checked(index, index + 5, third, second, first)


def _checked(first: int, last: int, year: int, month: int, day: int) -> Found | None:
    try:
        return Found(first, last, date(year, month, day).isoformat(), "date")
    except ValueError:
        return None


def _month_at(page: Page, index: int) -> tuple[int, int] | None:
    """The month that begins at a token, in one naming or in two: «تموز/يوليو», «يونيو (حزيران)», «يونيو حزيران»."""
    found = months(page.lang).at(page.reading, index)
    if found is None:
        return None
    month, end = found
    if page.lang == "en" and not page.reading.tokens[index].capital:
        return None
    joint = page.word(end) in ("/", "(", "-")
    again = months(page.lang).at(page.reading, end + joint) if joint or page.lang == "ar" else None
    if again and again[0] == month:
        closing = page.word(end) == "(" and page.word(again[1]) == ")"
        return month, again[1] + closing
    if page.word(end) == "." and page.lang == "en" and len(page.word(index)) <= 4 and page.word(end + 1).isdecimal():
        end += 1
    return month, end


def _day_month(page: Page, index: int) -> Found | None:
    """21 September 2018, «السابع من أكتوبر», «20 يونيو/حزيران»."""
    day = page.starts.get(index)
    if day is None or not 1 <= day.value <= 31 or day.value != int(day.value):
        return None
    at = day.last
    if page.word(at) in ("of", "من"):
        at += 1
    if page.word(at) == "شهر":
        at += 1
    month = _month_at(page, at)
    if month is None:
        return None
    return _with_year(page, index, month[1], f"{month[0]:02d}-{int(day.value):02d}")


def _month(page: Page, index: int) -> Found | None:
    """September 21, 2018; «سبتمبر 2018»; September."""
    month = _month_at(page, index)
    if month is None:
        return None
    at = month[1]
    day = page.starts.get(at) if page.lang == "en" else None
    if day and 1 <= day.value <= 31 and (day.digits or day.form is Form.ORDINAL) and day.value == int(day.value):
        return _with_year(page, index, day.last, f"{month[0]:02d}-{int(day.value):02d}")
    found = _with_year(page, index, at, f"{month[0]:02d}")
    if page.word(at) == "/" and months(page.lang).at(page.reading, at + 1):
        return found
    return found if not found.value.startswith("--") or at - index > 1 or _sure_month(page, index) else None


def _sure_month(page: Page, index: int) -> bool:
    """Whether a month name that is also another word stands where a month would."""
    before = page.word(index - 1)
    if page.lang == "en":
        sure = page.word(index) not in _RISKY_MONTHS or (before in _MONTH_CUES_EN and before != "and")
        return sure or _among_months(page, index) or _describes(page, index)
    forms = set(variants(page.word(index)))
    if not forms & _RISKY_MONTHS:
        return True
    return page.word(index) in _RISKY_MONTHS and any(form in _MONTH_CUES_AR - {"من"} for form in variants(before))


def _among_months(page: Page, index: int) -> bool:
    """Whether another month stands beside a word, as in "March and May"."""
    linked = {"and", "or", "to", "-", ","}
    beside = [index + 2] * (page.word(index + 1) in linked) + [index - 2] * (page.word(index - 1) in linked)
    return any(_month_at(page, at) and page.word(at).isalpha() for at in beside)


def _describes(page: Page, index: int) -> bool:
    """Whether a word with a capital describes a noun, as in "the March issue"; not in "the March on Rome"."""
    after = index + 1
    if page.word(index - 1) != "the" or not page.word(after).isalpha() or after >= len(page.reading):
        return False
    return not page.reading.tokens[after].capital and page.word(after) not in {"on", "for", "of", "to", "in", "and"}


def _with_year(page: Page, first: int, end: int, month_day: str) -> Found:
    """A month or day with the year that follows it, where one does."""
    at = end
    if page.word(at) in (",", "،", "من"):
        at += 1
    at += page.word(at) in _YEAR_WORDS or page.word(at) in ("لعام", "of")
    if page.word(at).isdecimal() and _YEAR.fullmatch(page.word(at)) and at in page.starts:
        return Found(first, at + 1, f"{page.word(at)}-{month_day}", "date")
    return Found(first, end, f"--{month_day}", "date")


def _hijri(page: Page, index: int) -> Found | None:
    """«15 رمضان 1445»، «رمضان»، «1446هـ»: converted when complete, else kept as Hijri."""
    day = page.starts.get(index)
    at = day.last + (page.word(day.last) == "من") if day and 1 <= day.value <= 30 else index
    month = time_words("hijri", page.lang).at(page.reading, at) if page.lang else None
    if month is None:
        return _hijri_year(page, index)
    end = month[1]
    end += page.word(end) in _YEAR_WORDS or page.word(end) in (",", "لعام")
    year = page.word(end) if re.fullmatch(r"1[0-5]\d\d", page.word(end)) else ""
    end = end + 1 if year else month[1]
    if page.word(end) in ("ه", "هجريه", "هجري") and year:
        end += 1
    if day and at != index:
        if year:
            return _converted(index, end, int(year), int(month[0]), int(day.value))
        return Found(index, end, f"AH--{int(month[0]):02d}-{int(day.value):02d}", "hijri")
    if year:
        return Found(index, end, f"AH{year}-{int(month[0]):02d}", "hijri")
    named = page.word(index - 1) == "شهر" or month[0] == "9"
    return Found(index, end, f"AH--{int(month[0]):02d}", "hijri") if named else None


def _hijri_year(page: Page, index: int) -> Found | None:
    if re.fullmatch(r"1[0-5]\d\d", page.word(index)) and page.word(index + 1) in ("ه", "هجريه", "هجري", "للهجره", "ah"):
        return Found(index, index + 2, f"AH{page.word(index)}", "hijri")
    return None


def _converted(first: int, last: int, year: int, month: int, day: int) -> Found:
    try:
        return Found(first, last, Hijri(year, month, day).to_gregorian().isoformat(), "date")
    except (ValueError, OverflowError):
        return Found(first, last, f"AH{year}-{month:02d}-{day:02d}", "hijri")


def _year_range(page: Page, index: int) -> tuple[Found, ...]:
    """2011-2012, 1939-45, 2014/15: two years."""
    first, second = page.word(index), page.word(index + 2)
    if page.word(index + 1) not in ("-", "/") or not _YEAR.fullmatch(first) or not second.isdecimal():
        return ()
    if len(second) == 2 and int(second) > int(first[2:]):
        second = first[:2] + second
    if not _YEAR.fullmatch(second) or not int(first) < int(second) < int(first) + 400:
        return ()
    return Found(index, index + 1, first, "date"), Found(index + 2, index + 3, second, "date")


def _era(page: Page, end: int) -> tuple[str, int]:
    """The letters BC where those words follow, and the index after them."""
    for words in _BC:
        if all(page.word(end + k) == word for k, word in enumerate(words)):
            return "BC", end + len(words)
    if page.word(end) in ("ad", "ce", "ميلادي", "ميلاديه", "م") or page.word(end) == "للميلاد":
        return "", end + 1
    return "", end


def _century(page: Page, index: int) -> Found | None:
    """The 18th century, «القرن الثامن عشر», «القرن السادس قبل الميلاد»."""
    at = index
    if page.lang == "ar":
        if not any(form in ("قرن", "قرنين") for form in variants(page.word(index))):
            return None
        at = index + 1 + (page.word(index + 1) == "ال")
    number = page.starts.get(at)
    if number is None or not 1 <= number.value <= 30 or number.value != int(number.value):
        return None
    end = number.last
    if page.lang == "en":
        end += page.word(end) == "-"
        if page.word(end) not in ("century", "centuries") or number.form is not Form.ORDINAL:
            return None
        end += 1
    elif not (page.word(at).startswith("ال") or number.digits):
        return None
    era, end = _era(page, end)
    return Found(index, end, f"C{era}{int(number.value)}", "calendar century")


def _decade(page: Page, index: int) -> Found | None:
    """1980s, the '80s, the Eighties, «ثمانينيات القرن الماضي»."""
    word = page.word(index)
    if page.lang == "en":
        if word in _DECADES_EN:
            return Found(index, index + 1, f"{_DECADES_EN[word]}X", "calendar decade")
        if re.fullmatch(r"(?:1\d|20)?\d0", word):
            after = page.word(index + 1)
            apostrophe = after == "'" and page.word(index + 2) == "s"
            if (after == "s" and page.reading.glued(index + 1)) or apostrophe:
                return Found(index, index + 2 + apostrophe, f"{word[:-1]}X", "calendar decade")
        return None
    tens = next((_DECADES_AR[form] for form in variants(word) if form in _DECADES_AR), None)
    if tens is None:
        return None
    if page.word(index + 1) == "القرن":
        if page.word(index + 2) == "الماضي":
            return Found(index, index + 3, f"19{tens}X", "calendar decade")
        century = _century(page, index + 1)
        if century and century.value[1:].isdecimal():
            return Found(index, century.last, f"{int(century.value[1:]) - 1}{tens}X", "calendar decade")
    return Found(index, index + 1, f"{tens}X", "calendar decade")


def _quarter(page: Page, index: int) -> Found | None:
    """The second quarter, the first half, «الربع الثاني», «النصف الأول», «الشوط الثاني»."""
    if page.lang == "en":
        last = {"quarter": 4, "half": 2}.get(page.word(index + 1)) if page.word(index) == "final" else None
        number = last or ENGLISH_ORDINALS.get(page.word(index))
        kind = _HALVES.get(page.word(index + 1))
        span = index + 2
    else:
        kind = _HALVES.get(page.word(index))
        ordinal = page.starts.get(index + 1)
        number = int(ordinal.value) if ordinal and ordinal.form is Form.ORDINAL else None
        if kind and page.word(index + 1) == "الاخير":
            number = 4 if kind == "Q" else 2
        span = index + 2
    if not kind or number is None or number > (4 if kind == "Q" else 2):
        return None
    return Found(index, span, f"{kind}{number}", "quarter")


def _year(page: Page, index: int) -> Found | None:
    """A year: after a word that announces one, or four digits that count nothing."""
    number = page.starts.get(index)
    if number is None or number.value != int(number.value) or not 1 <= number.value <= 2100:
        return None
    before = page.word(index - 1)
    announced = before.lstrip("وفبل") in _YEAR_WORDS or before in _YEAR_WORDS
    era, end = _era(page, number.last)
    if end > number.last:
        value = f"BC{int(number.value)}" if era else f"{int(number.value):04d}"
        return Found(index, end, value, "date")
    word = page.word(index)
    if announced and number.form is Form.CARDINAL and number.value >= 100 and word[:1] != "1,":
        return Found(index, number.last, f"{int(number.value):04d}", "date")
    if not _YEAR.fullmatch(word) or number.last != index + 1:
        return None
    if page.word(index + 1) == "-" and page.reading.glued(index + 2) and page.word(index + 2)[:1].isalpha():
        return None  # 2019-nCoV
    recent = 1700 <= number.value <= 2060
    return Found(index, index + 1, word, "date") if recent or before in _YEAR_CUES | {"في", "منذ", "حتي"} else None
