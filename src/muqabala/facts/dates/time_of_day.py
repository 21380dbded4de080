"""Reading weekdays, parts of the day, clock times, relative dates, seasons, edges of periods, and before and after."""

from __future__ import annotations

import re

from muqabala.facts.dates.calendar import read_calendar
from muqabala.facts.dates.durations import read_duration
from muqabala.facts.dates.timeword import Found, Page
from muqabala.facts.lexicon import time_units, time_words
from muqabala.facts.numerals.numeral import Form, literal
from muqabala.facts.numerals.words import ARABIC_ORDINALS
from muqabala.facts.reading import first_of, variants

_PAPERS = {"times", "telegraph", "mail", "express", "mirror", "herald", "post", "people", "world", "sun", "politics"}
_NAMED_DAYS = {"black", "good", "super", "bloody", "cyber", "ash", "easter", "palm"}
_SIMPLE = ("weekday", "daypart", "relative", "season")
_PERIODS = {"season", "period", "match", "game", "campaign", "الموسم", "الفتره", "المباراه", "الشوط", "القرن", "العقد"}
_PERIODS |= {"موسم", "فتره", "مباراه", "شوط", "قرن", "عقد"}
_LINKS = {"of", "in", "the", "this", "next", "last", "-", "its", "شهر", "هذا", "من", "شهري"}
_ZONES = {"GMT", "UTC", "BST", "CET", "CEST", "EST", "EDT", "ET", "IST", "MSK"}
_CLOCK_PARTS = {"النصف": 30, "نصف": 30, "الربع": 15, "ربع": 15, "الثلث": 20, "ثلث": 20}


def read_simple(page: Page, index: int) -> tuple[Found, ...]:
    """A weekday, part of the day, relative date or season that begins at a token."""
    if not page.lang:
        return ()
    best: Found | None = _night_between(page, index)
    for unit in _SIMPLE:
        hit = time_words(unit, page.lang).at(page.reading, index)
        if hit and (best is None or hit[1] > best.last) and _stands(page, index, unit, hit[0]):
            best = Found(index, hit[1], hit[0], unit)
    return (best,) if best else ()


def _night_between(page: Page, index: int) -> Found | None:
    """«ليل السبت الأحد»: one night, which either day may stand for."""
    if page.lang != "ar" or not page.word(index - 1).endswith(("ليل", "ليله")):
        return None
    days = time_words("weekday", "ar")
    first = days.at(page.reading, index)
    second = days.at(page.reading, first[1] + (page.word(first[1]) == "-")) if first else None
    if first is None or second is None or int(second[0]) != int(first[0]) % 7 + 1:
        return None
    return Found(index, second[1], f"{first[0]}|{second[0]}", "weekday")


def _stands(page: Page, index: int, unit: str, value: str) -> bool:
    """Whether a word of time is one here: not a newspaper's name, not "Good Friday", not "I am"."""
    word, before, after = page.word(index), page.word(index - 1), page.word(index + 1)
    if unit == "weekday":
        if page.lang == "en":
            return page.reading.tokens[index].capital and after not in _PAPERS and before not in _NAMED_DAYS
        bare = page.word(index) in ("اثنين", "ثلاثاء", "اربعاء") or word.lstrip("ولبف") in ("اثنين", "ثلاثاء")
        return not bare or before in ("يوم", "يومي", "ايام", "ليله", "مساء", "صباح")
    if unit == "daypart" and word in ("am", "pm"):
        return index - 1 in page.starts or page.word(index - 1).isdecimal()
    if word.endswith(("ظهر", "عصر")) and not word.endswith("الظهر"):  # «ظهر السبت»; «ظهر أن» is "it appeared"
        named_day = time_words("weekday", page.lang).at(page.reading, index + 1)
        return named_day is not None or after in ("يوم", "اليوم", "امس", "غد")
    if unit == "season":
        return _season_stands(page, index, value)
    if value == "day+0" and page.lang == "ar":  # «ذلك اليوم»، «اليوم الأخير»
        named_day = time_words("weekday", "ar").at(page.reading, index + 1)
        return before != "ذلك" and (not after.startswith("ال") or named_day is not None)
    return True


def _season_stands(page: Page, index: int, value: str) -> bool:
    if page.lang == "en":
        return not page.reading.tokens[index].capital or value in ("summer", "winter")
    return page.word(index + 1) not in ("العربي", "براغ")


def read_clock(page: Page, index: int) -> tuple[Found, ...]:
    """09:30, 9.30am, 9 p.m., «الساعة التاسعة والنصف»: a clock time modulo twelve hours, and the part of the day."""
    return _arabic_clock(page, index) if page.lang == "ar" else _digital_clock(page, index)


def _digital_clock(page: Page, index: int) -> tuple[Found, ...]:
    parsed = _hour_minute(page, index)
    if parsed is None:
        return ()
    hour, minute, end, explicit = parsed
    part = time_words("daypart", "en").at(page.reading, end) if page.lang == "en" else None
    meridiem = part is not None and page.word(end) in ("am", "pm", "a", "p")
    dotted = "." in page.word(index) and page.word(index - 1) in ("at", "by", "until", "from", "around", "about")
    if not explicit and not meridiem and not dotted:
        if page.word(end) == "o'clock":
            return (Found(index, end + 1, _clock(hour, minute), "clock"),)
        return ()
    found = [Found(index, end, _clock(hour, minute), "clock")]
    if part and meridiem:
        found.append(Found(end, part[1], part[0], "daypart"))
    elif explicit:
        found.extend(_half_of_day(page, index, end, hour))
    return tuple(found)


def _half_of_day(page: Page, first: int, last: int, hour: int) -> tuple[Found, ...]:
    """What digits such as 09:30 and 21:30 alone say of the part of the day; 9:30 says nothing."""
    if hour > 12 or page.word(first).startswith("0"):
        return (Found(first, last, "pm" if hour > 12 else "am", "daypart"),)
    return ()


def _clock(hour: int, minute: int) -> str:
    return f"T{hour % 12}:{minute:02d}"


def _hour_minute(page: Page, index: int) -> tuple[int, int, int, bool] | None:
    """(hour, minute, end, whether the digits alone show a clock time)."""
    text = page.word(index)
    if page.word(index + 1) == ":" and text.isdecimal() and re.fullmatch(r"[0-5]\d", page.word(index + 2)):
        if len(text) <= 2 and int(text) < 24 and page.word(index + 3) != ":" and page.word(index - 1) != ":":
            return int(text), int(page.word(index + 2)), index + 3, True
        return None
    zoned = re.fullmatch(r"([01]?\d|2[0-3])[.,]?([0-5]\d)", text)
    if zoned and _is_zone(page, index + 1):
        return int(zoned[1]), int(zoned[2]), index + 1, True
    dotted = re.fullmatch(r"(\d{1,2})\.([0-5]\d)", text)
    if dotted and int(dotted[1]) < 24:
        return int(dotted[1]), int(dotted[2]), index + 1, False
    if text.isdecimal() and len(text) <= 2 and 1 <= int(text) <= 12:
        return int(text), 0, index + 1, False
    return None


def _is_zone(page: Page, index: int) -> bool:
    """Whether digits are followed by what makes them a time of day: "1230 GMT", «12,30 ت غ», «بتوقيت غرينتش»."""
    word = page.word(index)
    if page.lang == "ar":
        greenwich = word == "ت" and "غ" in (page.word(index + 1), page.word(index + 2))
        return greenwich or word in ("بتوقيت", "بالتوقيت", "توقيت")
    return page.word(index).upper() in _ZONES and page.reading.raw(index).isupper()


def _arabic_clock(page: Page, index: int) -> tuple[Found, ...]:
    parsed = _hour_minute(page, index)
    if parsed and parsed[3]:
        hour, minute, end, _ = parsed
        return (Found(index, end, _clock(hour, minute), "clock"), *_half_of_day(page, index, end, hour))
    announced = page.word(index).endswith("الساعه")
    at = index + announced
    digital = _hour_minute(page, at) if announced else None
    if digital and digital[3]:
        return (Found(index, digital[2], _clock(digital[0], digital[1]), "clock"),)
    spoken = _spoken_hour(page, at)
    if spoken is None:
        return ()
    hour, end = spoken
    minute, last = _spoken_minutes(page, end)
    if not announced and not _sure_hour(page, at, end, last):
        return ()
    return (Found(index, last, _clock(hour - (minute < 0), minute % 60), "clock"),)


def _sure_hour(page: Page, index: int, end: int, last: int) -> bool:
    """Whether a feminine ordinal is an hour without the word for it: «الثامنة والنصف», «العاشرة صباحًا»."""
    number = page.starts.get(index)
    if number is None or number.form is not Form.ORDINAL or not 1 <= number.value <= 12:
        return False
    if not page.word(index).endswith("ه") or not any(form.startswith("ال") for form in variants(page.word(index))):
        return False
    return last > end or page.word(end) in ("صباحا", "مساء", "ليلا", "ظهرا", "فجرا", "عصرا")


def _spoken_hour(page: Page, index: int) -> tuple[int, int] | None:
    number = page.starts.get(index)
    if number is None:
        ordinal = first_of(ARABIC_ORDINALS, page.word(index), "ar")
        return (ordinal, index + 1) if ordinal else ((1, index + 1) if page.word(index) == "الواحده" else None)
    if number.form in (Form.CARDINAL, Form.ORDINAL) and number.value == int(number.value) and 0 <= number.value < 25:
        return int(number.value), number.last
    dotted = literal(page.word(index)) if number.digits else None
    return (int(dotted), number.last) if dotted and dotted < 24 else None


def _spoken_minutes(page: Page, index: int) -> tuple[int, int]:
    word = page.word(index)
    if word[:1] == "و" and word[1:] in _CLOCK_PARTS:
        return _CLOCK_PARTS[word[1:]], index + 1
    if word == "الا" and page.word(index + 1) in ("ربعا", "الربع", "ربع"):
        return -15, index + 2
    number = page.starts.get(index + (word == "و"))
    if number and word[:1] == "و" and 0 < number.value < 60 and page.word(number.last).startswith(("دقيق", "دقايق")):
        return int(number.value), number.last + 1
    return 0, index


def read_edge(page: Page, index: int) -> tuple[Found, ...]:
    """Early, mid or late, before a period: "early September", "the end of the year", «مطلع العام»."""
    if not page.lang:
        return ()
    hit = time_words("edge", page.lang).at(page.reading, index)
    if hit is None:
        return ()
    at = hit[1]
    while page.word(at) in _LINKS and at < hit[1] + 3:
        at += 1
    return (Found(index, hit[1], hit[0], "edge"),) if _is_period(page, at) else ()


def _is_period(page: Page, index: int) -> bool:
    if page.word(index) in _PERIODS or page.word(index + 1) in ("half", "quarter", "period"):
        return True
    if time_words("season", page.lang).at(page.reading, index):
        return True
    unit = time_units(page.lang).at(page.reading, index)
    if unit and unit[0].unit in ("day", "week", "month", "year", "decade", "century"):
        return True
    return bool(read_calendar(page, index))


def _duration_follows(page: Page, index: int) -> bool:
    """Whether a length of time stands at a token, or behind a word such as «نحو»."""
    return any(read_duration(page, at) for at in (index, index + 1, index + 2))


def read_order(page: Page, index: int) -> tuple[Found, ...]:
    """Before, after, earlier, later; not «من قبل», «على بعد», "after all"."""
    if not page.lang:
        return ()
    hit = time_words("order", page.lang).at(page.reading, index)
    if hit is None:
        return ()
    if hit[0] == "since" and not _duration_follows(page, hit[1]):
        return ()
    before, after = page.word(index - 1), page.word(hit[1])
    if page.lang == "ar" and (before in ("من", "علي", "عن") or page.word(index) in ("القبل", "البعد") or not after):
        return ()
    if page.lang == "en" and (after in ("all", "suit") or before in ("look", "looking", "named", "the", "a")):
        return ()
    return (Found(index, hit[1], hit[0], "order"),)
