"""Dates and durations: what is read, what is flagged, what must not be, in both directions."""

from __future__ import annotations

from datetime import date

import pytest
from babel import Locale
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import above_info, collation, flagged, pairs
from muqabala.facts import dates
from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Passage, Relation, Severity, Span


def passage(text: str, lang: str, document: str = "doc", written: str | None = None) -> Passage:
    return Passage(document, text, Span(0, len(text)), lang, written)


def facts(text: str, lang: str) -> list[tuple[str, str]]:
    return [(fact.value, fact.unit) for fact in dates.extract(passage(text, lang))]


def compared(
    claim: str, source: str, langs: tuple[str, str], written: tuple[str | None, str | None] = (None, None)
) -> tuple[Comparison, ...]:
    own = passage(claim, langs[0], "article", written[0])
    theirs = passage(source, langs[1], "source", written[1])
    said = dates.extract(theirs)
    return dates.compare(Collation(own, dates.extract(own), [theirs], said, said))


def flags(
    claim: str, source: str, langs: tuple[str, str], written: tuple[str | None, str | None] = (None, None)
) -> list[tuple[str, str]]:
    return above_info(compared(claim, source, langs, written), claim)


AR_EN, EN_AR = ("ar", "en"), ("en", "ar")

ARABIC = [
    ("في تموز/يوليو 2022", [("2022-07", "date")]),
    ("في يونيو (حزيران) 2022", [("2022-06", "date")]),
    ("في 12 يونيو حزيران 2022", [("2022-06-12", "date")]),
    ("في كانون الثاني يناير الماضي", [("--01", "date")]),
    ("في ٢٤ فبراير ٢٠٢٢", [("2022-02-24", "date")]),
    ("السابع من أكتوبر", [("--10-07", "date")]),
    ("الأول من تشرين الثاني من عام 1999", [("1999-11-01", "date")]),
    ("منذ عام 1945", [("1945", "date")]),
    ("سنة 883", [("0883", "date")]),
    ("عام ألف وتسعمئة وخمسين", [("1950", "date")]),
    ("بين 2014 و2019", [("2014", "date"), ("2019", "date")]),
    ("موسم 2011-2012", [("2011", "date"), ("2012", "date")]),
    ("15 رمضان 1445", [("2024-03-25", "date")]),
    ("عام 1446هـ", [("AH1446", "hijri")]),
    ("القرن الحادي والعشرين", [("C21", "calendar century")]),
    ("القرن السادس قبل الميلاد", [("CBC6", "calendar century")]),
    ("ثمانينيات القرن الماضي", [("198X", "calendar decade")]),
    ("في الستينيات", [("6X", "calendar decade")]),
    ("الربع الثاني من 2027", [("Q2", "quarter"), ("2027", "date")]),
    ("يومي الثلاثاء والأربعاء", [("2", "weekday"), ("3", "weekday")]),
    ("مساء الأحد", [("evening", "daypart"), ("7", "weekday")]),
    ("الساعة التاسعة والنصف صباحًا", [("T9:30", "clock"), ("morning", "daypart")]),
    ("الساعة 12:55", [("T0:55", "clock")]),
    ("أول من أمس", [("day-2", "relative")]),
    ("العام الماضي", [("year-1", "relative")]),
    ("مطلع العام المقبل", [("early", "edge"), ("year+1", "relative")]),
    ("في الشتاء", [("winter", "season")]),
    ("مدة عامين", [("P2 year", "year")]),
    ("عامين ونصف العام", [("P2.5 year", "year")]),
    ("نصف ساعة", [("P0.5 hour", "hour")]),
    ("سنة وسبعة أشهر", [("P19 month", "month")]),
    ("خلال الدقائق العشر المقبلة", [("P10 minute", "minute")]),
    ("بضعة أشهر", [("P? month", "month")]),
    ("منذ نحو شهرين", [("P2 month", "month")]),
    ("ثلاثة آلاف عام", [("P3000 year", "year")]),
    ("82 دولارًا و40 سنتًا", []),
    ("ليل السبت الأحد", [("night", "daypart"), ("6|7", "weekday")]),
    ("عصر السبت", [("afternoon", "daypart"), ("6", "weekday")]),
    ("عصر النهضة", []),
    ("ظهر أن الرجل غائب", []),
    ("(12,30 ت غ)", [("T0:30", "clock")]),
    ("الساعة 1530 بتوقيت غرينتش", [("T3:30", "clock")]),
    ("أواخر الصيف", [("late", "edge"), ("summer", "season")]),
    ("البالغ من العمر 29 عامًا", []),
    ("قال آب الطفل إنه مارس الرياضة", []),
    ("أسس أغسطس الإمبراطورية", []),
    ("20 لاعبًا و300 متفرج", []),
]

ENGLISH = [
    ("in July 2022", [("2022-07", "date")]),
    ("on 24 February 2022", [("2022-02-24", "date")]),
    ("Sept. 21, 2018", [("2018-09-21", "date")]),
    ("the 28th of October", [("--10-28", "date")]),
    ("July 20", [("--07-20", "date")]),
    ("2018-09-21", [("2018-09-21", "date")]),
    ("21/09/2018", [("2018-09-21", "date")]),
    ("1939-45", [("1939", "date"), ("1945", "date")]),
    ("in 44 BC", [("BC44", "date")]),
    ("the 1980s", [("198X", "calendar decade")]),
    ("mid-Sixties", [("mid", "edge"), ("6X", "calendar decade")]),
    ("the 18th century", [("C18", "calendar century")]),
    ("the second quarter", [("Q2", "quarter")]),
    ("on Sunday morning", [("7", "weekday"), ("morning", "daypart")]),
    ("at about 09:30 BST on Sunday", [("T9:30", "clock"), ("am", "daypart"), ("7", "weekday")]),
    ("at 9 p.m.", [("T9:00", "clock"), ("afternoon", "daypart")]),
    ("last month", [("month-1", "relative")]),
    ("November's vote", [("--11", "date")]),
    ("a five-year term", [("P5 year", "year")]),
    ("a year and a half", [("P1.5 year", "year")]),
    ("four hours and 51 minutes", [("P291 minute", "minute")]),
    ("six to 41 days", [("P6 day", "day"), ("P41 day", "day")]),
    ("5,000 years", [("P5000 year", "year")]),
    ("half an hour", [("P0.5 hour", "hour")]),
    ("several months", [("P? month", "month")]),
    ("the March and May issues", [("--03", "date"), ("--05", "date")]),
    ("at 1230 GMT", [("T0:30", "clock")]),
    ("in the early hours", [("dawn", "daypart")]),
    ("hours before the vote", [("P? hour", "hour"), ("before", "order")]),
    ("$300 a year", [("P1 year", "year")]),
    ("the March on Rome", []),
    ("He may march in protest", []),
    ("The Sunday Times", []),
    ("a 24-year-old man", []),
    ("the 2019-nCoV virus", []),
]


@pytest.mark.parametrize(("text", "expected"), ARABIC)
def test_arabic_times_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [fact for fact in facts(text, "ar") if fact[1] != "order"] == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_times_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "en") == expected


@pytest.mark.parametrize("locale", ["ar", "ar_SY", "ar_DZ", "ar_MA", "ar_MR"])
def test_months_of_every_arabic_naming_are_the_same_months(locale: str) -> None:
    for number, name in Locale.parse(locale).months["format"]["wide"].items():
        assert facts(f"في {name} 2021", "ar") == [(f"2021-{number:02d}", "date")]


MUST_FLAG = [
    ("في تموز أعلنت السلطات", "In June authorities announced", AR_EN, ("MQ301", "تموز")),
    ("في 20 يونيو/حزيران", "July 20", AR_EN, ("MQ301", "20 يونيو/حزيران")),
    (
        "رُفض الطلب في 20 يونيو",
        "The request was denied July 20. A ruling in June had narrowed the rules.",
        AR_EN,
        ("MQ301", "20 يونيو"),
    ),
    ("denied on 20 June", "رُفض الطلب في 20 يوليو بعد قرار صدر في يونيو", EN_AR, ("MQ301", "20 June")),
    ("توفي عام 1999", "He died in 1997", AR_EN, ("MQ301", "1999")),
    ("في ثمانينيات القرن الماضي", "in the 1970s", AR_EN, ("MQ301", "ثمانينيات القرن الماضي")),
    ("في القرن الثامن عشر", "in the 16th century", AR_EN, ("MQ301", "القرن الثامن عشر")),
    ("مطلع العام", "the end of the year", AR_EN, ("MQ301", "مطلع")),
    ("الشهر الماضي", "this week", AR_EN, ("MQ301", "الشهر الماضي")),
    ("النصف الأول من 2018", "the second quarter of 2018", AR_EN, ("MQ301", "النصف الأول")),
    ("مساء الأحد", "at 09:30 BST on Sunday", AR_EN, ("MQ304", "مساء")),
    ("يوم الثلاثاء", "on Monday", AR_EN, ("MQ304", "الثلاثاء")),
    ("بعد خمسة أيام", "after five weeks", AR_EN, ("MQ303", "خمسة أيام")),
    ("منذ نحو شهرين", "for about two weeks", AR_EN, ("MQ303", "شهرين")),
    ("خلال أشهر", "within days", AR_EN, ("MQ303", "أشهر")),
    ("على مدى العقدين الماضيين", "over the past decade", AR_EN, ("MQ303", "العقدين")),
    ("قبل يومين من إعلانها", "two days after reporting", AR_EN, ("MQ305", "قبل")),
    ("في وقت لاحق من سبتمبر", "earlier in September", AR_EN, ("MQ305", "وقت لاحق")),
    ("وُقّع الاتفاق عام 1999", "The deal was signed.", AR_EN, ("MQ302", "1999")),
    ("فجر الأحد", "on Sunday afternoon", AR_EN, ("MQ304", "فجر")),
    ("مساء الأحد ثم عصرًا", "on Sunday morning and in the afternoon", AR_EN, ("MQ304", "مساء")),
    ("أوائل الصيف", "in late summer", AR_EN, ("MQ301", "أوائل")),
    (
        "The two planes left two days after the attack",
        "أقلعت الطائرتان بعد ساعتين من الهجوم",
        EN_AR,
        ("MQ303", "two days"),
    ),
    ("بعد ساعات من انتهاء المهلة", "hours before the deadline", AR_EN, ("MQ305", "بعد")),
    ("on Monday", "يوم الثلاثاء", EN_AR, ("MQ304", "Monday")),
    ("five weeks later", "بعد خمسة أيام", EN_AR, ("MQ303", "five weeks")),
]

MUST_NOT_FLAG = [
    ("في ٢٤ شباط/فبراير ٢٠٢٢", "on 24 February 2022", AR_EN),
    ("في شباط", "on 24 February 2022", AR_EN),
    ("رُفض الطلب في 20 يونيو", "The request was denied in June, a month before the ruling of July 21.", AR_EN),
    ("رُفض الطلب في 20 يونيو", "Denied on June 20, it was filed again on July 20.", AR_EN),
    ("رُفض الطلب في 20 يونيو وأُعيد في 20 يوليو", "Denied in June, it was filed again on July 20.", AR_EN),
    ("ثم ضربت الجماعة في يونيو 2018", "The group struck in June 2017 and 2018.", AR_EN),
    ("في كانون الثاني 2020", "profits between January 2019 and 2020", AR_EN),
    ("في 25 يناير 2012", "They marched in 2012 on the anniversary of the rising of January 25, 2011.", AR_EN),
    ("في 6 يونيو 2024", "the 80th anniversary, in 2024, of the landings of June 6, 1944", AR_EN),
    ("في مارس 2014", "from March 2013 to the same month of 2014", AR_EN),
    ("في يونيو", "The request was denied July 20. A ruling in June had narrowed the rules.", AR_EN),
    ("denied on 20 June 2018", "رُفض الطلب في 20 يونيو بعد عام 2017", EN_AR),
    ("15 رمضان 1445", "on March 25, 2024", AR_EN),
    ("الأحد", "yesterday", AR_EN),
    ("مدة سنتين", "for 24 months", AR_EN),
    ("أسبوعين", "14 days", AR_EN),
    ("شهر ونصف الشهر", "six weeks", AR_EN),
    ("سنة وسبعة أشهر", "a 19-month renovation", AR_EN),
    ("ستون يومًا تقريبًا", "about two months", AR_EN),
    ("عام 1985", "the mid-1980s", AR_EN),
    ("في القرن الثامن عشر", "in 1766", AR_EN),
    ("عقد من الزمن", "the past decade", AR_EN),
    ("مساء السبت", "on Saturday night", AR_EN),
    ("التاسعة مساءً", "at 9 p.m.", AR_EN),
    ("الفتى ذو الستة عشر عامًا", "the 16-year-old", AR_EN),
    ("تموز وأيلول", "the third quarter", AR_EN),
    ("شوهد الاثنان معًا، أي الاثنين", "the two were seen together", AR_EN),
    ("بعد أن عقد اجتماعًا", "after a meeting", AR_EN),
    ("لم ينته بعد", "before it ended", AR_EN),
    ("أُفرج عنه منذ سنتين بعد حملة", "He was freed two years ago after a campaign.", AR_EN),
    ("بعد الإضراب، ولم يصلوا إلا بعد عشرة أشهر", "after the strike, ten months before they arrived", AR_EN),
    ("فجر الخميس وليل الجمعة", "early on Thursday and on Friday evening", AR_EN),
    ("بعد منتصف ليل الأحد الاثنين", "in the early hours of Monday", AR_EN),
    ("بين عامي 2003 و2008، أي بعد خمس سنوات", "from 2003 to 2008", AR_EN),
    ("(12,30 ت غ)", "(1230 GMT)", AR_EN),
    ("في خريف 2019 ثم أُغلق عام 2023", "It opened in October 2019 and closed in the spring of 2023.", AR_EN),
    ("on 24 February", "في ٢٤ شباط", EN_AR),
    ("for two years", "مدة عامين", EN_AR),
    ("half an hour", "30 دقيقة", EN_AR),
]


@pytest.mark.parametrize(("claim", "source", "langs", "expected"), MUST_FLAG)
def test_changed_and_missing_times_are_flagged(
    claim: str, source: str, langs: tuple[str, str], expected: tuple[str, str]
) -> None:
    assert expected in flags(claim, source, langs)


@pytest.mark.parametrize(("claim", "source", "langs"), MUST_NOT_FLAG)
def test_faithful_times_are_left_alone(claim: str, source: str, langs: tuple[str, str]) -> None:
    assert flags(claim, source, langs) == []


def test_relative_dates_are_resolved_against_the_day_of_writing() -> None:
    written = ("2018-09-30", "2018-10-01")
    assert flags("في أغسطس 2018", "last month", AR_EN, ("2018-09-30", "2018-09-30")) == []
    assert flags("العام الماضي", "in 2017", AR_EN, written) == []
    assert ("MQ302", "2015") in flags("عام 2015", "last year", AR_EN, written)
    day = ("2024-06-20", "2024-06-19")
    assert flags("قبل 24 عامًا", "in 2000", AR_EN, day) == []
    assert flags("في عام 2000", "24 years ago", AR_EN, day) == []
    assert (
        flags("استقال الشهر الماضي بعد تصويت 14 مايو", "He resigned last month after the May 14 vote", AR_EN, day) == []
    )
    assert ("MQ301", "العام الماضي") in flags(
        "استقال العام الماضي بعد تصويت 14 مايو", "He resigned last month after the May 14 vote", AR_EN, day
    )


def test_another_calendar_is_shown_as_information() -> None:
    (item,) = compared("15 رمضان 1445", "March 25, 2024", AR_EN)
    assert (item.relation, item.code, item.severity) == (Relation.SAME, "MQ306", Severity.INFO)


def test_a_more_precise_date_is_no_contradiction() -> None:
    (item,) = compared("في سبتمبر", "on 21 September 2018", AR_EN)
    assert item.relation is Relation.CONVERTED
    assert item.severity is Severity.INFO


def test_a_change_shows_both_sides_as_they_stand() -> None:
    claim, source = "اجتمعوا يوم الثلاثاء", "They met on Monday"
    (item,) = compared(claim, source, AR_EN)
    assert item.article is not None
    assert item.source is not None
    assert item.article.of(claim) == "الثلاثاء"
    assert item.source.span.of(source) == "Monday"
    assert dict(item.params) == {"article": "الثلاثاء", "source": "Monday"}


def test_a_date_that_the_source_states_elsewhere_is_explained() -> None:
    own, theirs = passage("وُقّع عام 1999", "ar", "article"), passage("It was signed.", "en", "source")
    context = dates.extract(passage("It was signed. That was in 1999.", "en", "source"))
    stated, said = dates.extract(own), dates.extract(theirs)
    assert [c.code for c in dates.compare(Collation(own, stated, [theirs], said, ()))] == ["MQ302"]
    assert dates.compare(Collation(own, stated, [theirs], said, context)) == ()


def test_a_dropped_date_has_no_place_in_the_article() -> None:
    (item,) = compared("اجتمعوا", "They met on Monday", AR_EN)
    assert (item.relation, item.article, item.code, item.severity) == (Relation.DROPPED, None, "MQ307", Severity.INFO)


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@given(
    text=st.text(max_size=80)
    | st.text(alphabet="0123456789٠١٢٣٤٥٦٧٨٩.,:/- عامسنةقبلبدأيومشهرالسبتماي Maymjunlyofthe½⁄\u0640\u064b", max_size=80)
)
@settings(max_examples=150, deadline=None)
def test_facts_point_at_the_raw_text(lang: str, text: str) -> None:
    padded = f"…{text}…"
    found = dates.extract(Passage("doc", padded, Span(1, 1 + len(text)), lang))
    for fact in found:
        assert 1 <= fact.span.start < fact.span.end <= 1 + len(text)
        assert fact.text == fact.span.of(padded)


@given(claim=st.text(max_size=60), source=st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_comparing_never_raises_and_points_at_words(claim: str, source: str) -> None:
    for item in compared(claim, source, AR_EN):
        assert item.article is not None or item.source is not None
        assert item.article is None or len(item.article) > 0


@given(st.dates(min_value=date(1800, 1, 1), max_value=date(2059, 12, 31)), st.sampled_from(["ar", "ar_SY", "ar_DZ"]))
@settings(deadline=None)
def test_a_date_is_the_same_in_both_languages(day: date, locale: str) -> None:
    arabic = f"في {day.day} {Locale.parse(locale).months['format']['wide'][day.month]} {day.year}"
    english = f"on {day:%B} {day.day}, {day.year}"
    (item,) = compared(arabic, english, AR_EN)
    assert item.relation is Relation.SAME


@pytest.mark.parametrize("unit", ["يوم 5 مايو ", "قبل ", "the end of ", "9:30 ", "five-year "])
def test_a_very_long_line_takes_linear_time(unit: str) -> None:
    def reading(length: int) -> Work:
        line = passage((unit * (length // len(unit) + 1))[:length], "en" if unit.isascii() else "ar")
        return lambda: dates.extract(line)

    assert_linear(reading, 1500)


# claim, source, links as a reader would draw them, what is flagged
EVENTS = [
    (
        "انضمت إلى الحزب عام 2002 وانتخبت نائبة عام 1994",
        "She joined the party in 1994 and was elected an MP in 2002",
        "انضمت=joined الحزب=party وانتخبت=elected نائبة=MP",
        [("MQ301", "2002"), ("MQ301", "1994")],
    ),
    (
        "وصل ناصر الخميس والتقى الملك الثلاثاء",
        "Nasser arrived on Tuesday and met the king on Thursday",
        "وصل=arrived ناصر=Nasser الملك=king",
        [("MQ304", "الخميس"), ("MQ304", "الثلاثاء")],
    ),
    (
        "انضمت إلى الحزب عام 1994 ودخلت البرلمان عام 2011 وأصبحت وزيرة عام 2011",
        "She joined the party in 1994, entered parliament in 2002 and became minister in 2011",
        "انضمت=joined الحزب=party ودخلت=entered البرلمان=parliament وأصبحت=became وزيرة=minister",
        [("MQ301", "2011")],
    ),
    (
        "علقت البورصة التداول بعد جرس الافتتاح",
        "Trading was suspended before the opening bell",
        "التداول=Trading جرس=bell الافتتاح=opening",
        [("MQ305", "بعد")],
    ),
    (
        "سحبت الشركة المنتج بعد يومين من تسجيل الإصابات",
        "The firm recalled the product two days before it had recorded infections",
        "سحبت=recalled المنتج=product يومين=days تسجيل=it",
        [("MQ305", "بعد")],
    ),
    (
        "وصل ناصر الثلاثاء والتقى الملك الخميس",
        "Nasser arrived on Tuesday and met the king on Thursday",
        "وصل=arrived ناصر=Nasser الملك=king",
        [],
    ),
    (
        "انتخبت نائبة عام 2002 بعد أن انضمت إلى الحزب عام 1994",
        "She joined the party in 1994 and was elected an MP in 2002",
        "انضمت=joined الحزب=party انتخبت=elected نائبة=MP",
        [],
    ),
    (
        "هربت العصابة قبل وصول الشرطة",
        "The police arrived after the gang had fled",
        "هربت=fled العصابة=gang وصول=arrived الشرطة=police",
        [],
    ),
    (
        "لن يعرف الناخبون النتيجة قبل صدور الحكم",
        "Voters will not know the result until after the ruling",
        "الناخبون=Voters النتيجة=result صدور=ruling الحكم=ruling",
        [],
    ),
    (
        "تجرى المناظرة قبل يومين من التصويت",
        "The vote will be held two days after the debate",
        "المناظرة=debate يومين=days التصويت=vote",
        [],
    ),
]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), EVENTS)
def test_a_date_belongs_to_its_event(claim: str, source: str, links: str, expected: list[tuple[str, str]]) -> None:
    assert flagged(dates, collation(dates, claim, source, pairs(links))) == expected
