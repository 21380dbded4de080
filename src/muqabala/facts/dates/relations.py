"""How two time expressions stand to each other: the same, the same in another notation, or at odds."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import date, timedelta

from muqabala.records import Fact

SECONDS = {
    "second": 1.0,
    "minute": 60.0,
    "hour": 3600.0,
    "day": 86400.0,
    "night": 86400.0,
    "week": 7 * 86400.0,
    "month": 30.44 * 86400.0,
    "year": 365.25 * 86400.0,
    "decade": 3652.5 * 86400.0,
    "century": 36525.0 * 86400.0,
}
"""How long the units of duration last."""

_MORNING = {"morning", "am"}
_LATE = {"noon", "afternoon", "evening", "pm"}
_NIGHT = {"night", "midnight"}
_SIGNS = {"before": -1, "earlier": -1, "since": 0, "after": 1, "later": 1}
_NEAR = 8  # code points between a time and the word that says on which side of it
_RELATIVE = re.compile(r"(day|week|month|year|decade)([+-]\d+)")

Dates = Mapping[str, str | None]
"""The date of each document, by id."""
Months = Mapping[str, Set[str]]
"""Months by day of the month."""


def opposite(own: Fact, theirs: Fact) -> bool:
    """Whether one of two words of order means before and the other after; «منذ» tells neither."""
    return _SIGNS[own.value] * _SIGNS[theirs.value] < 0


def direction(time: Fact, facts: Sequence[Fact]) -> Fact | None:
    """The word of order right beside a time, if there is one: "two days *after*", «*قبل* يومين»."""
    if not (is_duration(time) or time.unit in ("date", "relative")):
        return None
    for fact in facts:
        if fact.unit == "order" and fact.document == time.document:
            gap = max(time.span.start - fact.span.end, fact.span.start - time.span.end)
            before = fact.span.start < time.span.start
            if 0 <= gap <= _NEAR and (before or is_duration(time)):
                return fact
    return None


def of_other_years(own: Fact, theirs: Fact, stated: Sequence[Fact], said: Sequence[Fact]) -> bool:
    """Whether two seasons are those of different years, and so no rivals."""
    here, there = _year_behind(own, stated), _year_behind(theirs, said)
    return own.unit == "season" and bool(here and there) and here != there


def _year_behind(season: Fact, facts: Sequence[Fact]) -> str:
    behind = (
        parts(fact.value)[0]
        for fact in facts
        if fact.unit == "date" and fact.document == season.document and 0 <= fact.span.start - season.span.end <= _NEAR
    )
    return next(behind, "")


def is_duration(fact: Fact) -> bool:
    """Whether a fact is a length of time."""
    return fact.unit in SECONDS


def parts(value: str) -> tuple[str, str, str]:
    """Year, month, day of a partial date; what is not given is empty."""
    if value.startswith("--"):
        month, _, day = value[2:].partition("-")
        return "", month, day
    if value[:2] in ("BC", "AH"):
        return value, "", ""
    year, _, rest = value.partition("-")
    month, _, day = rest.partition("-")
    return year, month, day


def same_date(a: str, b: str) -> float | None:
    """0 for equal dates, more when one is less precise, None when they differ or share no part."""
    shared = missing = 0
    for here, there in zip(parts(a), parts(b), strict=True):
        if here and there:
            if here != there:
                return None
            shared += 1
        elif here or there:
            missing += 1
    return 0.1 * missing if shared else None


def dates_differ(a: str, b: str) -> float | None:
    """How unlike two dates are, 0 to 1, when a part that both give differs; None when none does."""
    shared = differing = 0
    for here, there in zip(parts(a), parts(b), strict=True):
        if here and there:
            shared += 1
            differing += here != there
    return differing / shared if differing else None


def months(facts: Iterable[Fact]) -> Months:
    """The months that dates name, by the day of the month they name."""
    found: dict[str, set[str]] = {}
    for fact in facts:
        _, month, day = parts(fact.value) if fact.unit == "date" else ("", "", "")
        if day:
            found.setdefault(day, set()).add(month)
    return found


def outdone(own: Fact, theirs: Fact, others: Months) -> bool:
    """Whether another date is the better counterpart than `theirs`, a date without a day: one of the same day in
    another month, as "July 20" is for 20 June beside a mere "in June".
    """
    if not own.unit == theirs.unit == "date" or parts(theirs.value)[2]:
        return False
    _, month, day = parts(own.value)
    return bool(set(others.get(day, ())) - {month})


def same(own: Fact, theirs: Fact, dates: Dates) -> float | None:
    """The cost of pairing two expressions of the same time; None when they are not."""
    if own.unit == theirs.unit == "date":
        return same_date(own.value, theirs.value)
    if is_duration(own) and is_duration(theirs):
        return _same_duration(own, theirs)
    if own.unit == theirs.unit and own.value == theirs.value:
        return 0.0
    if own.unit == theirs.unit == "weekday":
        return None if set(own.value.split("|")).isdisjoint(theirs.value.split("|")) else 0.0
    if own.unit == theirs.unit == "calendar decade":
        return 0.1 if own.value[-2:] == theirs.value[-2:] and 2 in (len(own.value), len(theirs.value)) else None
    if {own.unit, theirs.unit} <= {"daypart"}:
        return None if dayparts_clash(own.value, theirs.value) else 0.3
    return _same_across(own, theirs, dates)


def _same_duration(own: Fact, theirs: Fact) -> float | None:
    if own.amount is None or theirs.amount is None:
        return 0.2 + (own.amount != theirs.amount) * 0.2 if _group(own.unit) == _group(theirs.unit) else None
    here, there = own.amount * SECONDS[own.unit], theirs.amount * SECONDS[theirs.unit]
    if math.isclose(here, there, rel_tol=1e-6):
        return 0.0
    tolerance = 0.12 if own.approximate or theirs.approximate else 0.02
    slack = 0.1 if "month" in (own.unit, theirs.unit) else 0.04  # a month is four weeks to a journalist
    converted = own.unit != theirs.unit and abs(here - there) <= max(tolerance, slack) * max(here, there)
    rounded = own.amount >= 10 and abs(here - there) <= tolerance * max(here, there)
    return 0.3 if converted or (rounded and own.approximate != theirs.approximate) else None


def _group(unit: str) -> str:
    return "day" if unit == "night" else unit


def _same_across(own: Fact, theirs: Fact, dates: Dates) -> float | None:
    """A year and its decade or century, "last year" and the year it was, "the past decade" and ten years."""
    for a, b in ((own, theirs), (theirs, own)):
        if a.unit == "date" and b.unit == "calendar decade" and parts(a.value)[0]:
            return 0.4 if parts(a.value)[0][:3].endswith(b.value[:-1]) else None
        if a.unit == "date" and b.unit == "calendar century":
            year = parts(a.value)[0]
            return 0.4 if year.isdecimal() and b.value == f"C{(int(year) - 1) // 100 + 1}" else None
        if a.unit == "calendar decade" and b.unit == "calendar century" and len(a.value) == 4:
            return 0.4 if b.value == f"C{int(a.value[:2]) + 1}" else None
        if a.unit == "relative" and is_duration(b):
            return 0.4 if _RELATIVE.fullmatch(a.value) and _lasts(a.value, b) else None
        if a.unit == "relative" and b.unit == "date":
            resolved = resolve(a.value, dates.get(a.document))
            return same_date(resolved, b.value) if resolved else None
    if own.unit == theirs.unit == "relative":
        here, there = (resolve(fact.value, dates.get(fact.document)) for fact in (own, theirs))
        return 0.2 if here and here == there else None
    return None


def _lasts(relative: str, duration: Fact) -> bool:
    """Whether "the past year" is the duration named: one year, twelve months."""
    unit = relative.rstrip("0123456789").rstrip("+-")
    if duration.amount is None or unit not in SECONDS:
        return False
    return math.isclose(SECONDS[unit], duration.amount * SECONDS[duration.unit], rel_tol=0.05)


def resolve(relative: str, written: str | None) -> str | None:
    """The partial date that "last month" names in a text written on a date; None when that cannot be known."""
    match = _RELATIVE.fullmatch(relative)
    if match is None or not written:
        return None
    unit, distance = match[1], int(match[2])
    year, month, day = parts(written)
    try:
        if unit == "year":
            return f"{int(year) + distance:04d}"
        if unit == "month" and month:
            count = int(year) * 12 + int(month) - 1 + distance
            return f"{count // 12:04d}-{count % 12 + 1:02d}"
        if unit == "day" and day:
            return (date(int(year), int(month), int(day)) + timedelta(days=distance)).isoformat()
    except (ValueError, OverflowError):
        return None
    return None


def reckoned(own: Fact, said: Iterable[Fact], dates: Dates) -> bool:
    """Whether a number of years is the distance of two years that the evidence names, or of one and the day of writing;
    or a year that distance from the day of writing: "24 years ago" for "in 2000".
    """
    facts = tuple(said)
    written = {int(day[:4]) for day in dates.values() if day and day[:4].isdecimal()}
    named = {int(year) for fact in facts if fact.unit == "date" and (year := parts(fact.value)[0]).isdecimal()}
    if own.unit == "year" and own.amount is not None:
        return any(abs(a - b) - 1 <= own.amount <= abs(a - b) for a in named for b in named | written if a != b)
    year = parts(own.value)[0] if own.unit == "date" and not any(parts(own.value)[1:]) else ""
    lengths = [fact.amount for fact in facts if fact.unit == "year" and fact.amount is not None]
    return year.isdecimal() and any(abs(day - int(year)) in (n, n + 1) for day in written for n in lengths)


def dayparts_clash(a: str, b: str) -> bool:
    """Morning against afternoon or evening, night against morning or noon."""
    for here, there in ((a, b), (b, a)):
        if here in _MORNING and there in _LATE | {"night"}:
            return True
        if here in _NIGHT and there == "noon":
            return True
        if here == "dawn" and there in _LATE:
            return True
    return False


def differ(own: Fact, theirs: Fact) -> float | None:
    """How unlike two expressions of one kind are, when they cannot both be true of the same event; else None."""
    if own.unit == theirs.unit == "date":
        return dates_differ(own.value, theirs.value)
    if is_duration(own) and is_duration(theirs):
        return _durations_differ(own, theirs)
    if own.unit != theirs.unit or own.value == theirs.value:
        return _relative_against_duration(own, theirs)
    if own.unit == "daypart":
        return 0.5 if dayparts_clash(own.value, theirs.value) else None
    if own.unit == "order":
        return 0.5 if opposite(own, theirs) else None
    if own.unit == "edge":
        return 0.5
    return 0.5 if own.unit != "hijri" else None


def _durations_differ(own: Fact, theirs: Fact) -> float | None:
    if own.amount is None and theirs.amount is None:
        return 0.6 if _group(own.unit) != _group(theirs.unit) else None
    if own.amount is None or theirs.amount is None:
        return 0.8 if _vague_excludes(own, theirs) else None
    return 0.2 + 0.2 * (own.unit != theirs.unit) + 0.2 * (own.amount != theirs.amount)


def _vague_excludes(own: Fact, theirs: Fact) -> bool:
    """Whether a few months are set against four years, or years against two weeks."""
    vague, known = (own, theirs) if own.amount is None else (theirs, own)
    seconds = (known.amount or 0) * SECONDS[known.unit]
    return seconds < SECONDS[vague.unit] or seconds > 30 * SECONDS[vague.unit]


def _relative_against_duration(own: Fact, theirs: Fact) -> float | None:
    """The past two decades against the past decade."""
    for a, b in ((own, theirs), (theirs, own)):
        match = _RELATIVE.fullmatch(a.value) if a.unit == "relative" else None
        if match and is_duration(b) and b.amount is not None and match[1] == b.unit and b.amount > 1:
            return 0.7
    return None
