"""Numbers: what is read, what is flagged, what must not be, in both directions."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import above_info, collation, flagged, pairs
from muqabala.facts import numbers
from muqabala.facts.collation import Collation
from muqabala.records import Comparison, Fact, Passage, Relation, Severity, Span


def passage(text: str, lang: str, document: str = "doc") -> Passage:
    return Passage(document, text, Span(0, len(text)), lang)


def facts(text: str, lang: str) -> list[tuple[str, str]]:
    return [(fact.value, fact.unit) for fact in numbers.extract(passage(text, lang))]


def compared(claim: str, source: str, langs: tuple[str, str], context: str = "") -> tuple[Comparison, ...]:
    own, theirs = passage(claim, langs[0], "article"), passage(source, langs[1], "source")
    around: tuple[Fact, ...] = numbers.extract(passage(context or source, langs[1], "source"))
    return numbers.compare(Collation(own, numbers.extract(own), [theirs], numbers.extract(theirs), around))


def flags(claim: str, source: str, langs: tuple[str, str], context: str = "") -> list[tuple[str, str]]:
    return above_info(compared(claim, source, langs, context), claim)


AR_EN, EN_AR = ("ar", "en"), ("en", "ar")

ARABIC = [
    ("قُتل ثلاثة ملايين شخص", [("3000000", "person")]),
    ("بلغ عددهم ٣٬٥٠٠٬٠٠٠ لاجئ", [("3500000", "person")]),
    ("أكثر من 30،000 مهاجر", [("30000", "person")]),
    ("خمسة وعشرون ألفًا وثلاثمئة مقاتل", [("25300", "person")]),
    ("اثنا عشر صاروخًا", [("12", "missile")]),
    ("مئتا دبابة", [("200", "tank")]),
    ("مليونا نازح", [("2000000", "")]),
    ("كلّفت مليونًا واحدًا", [("1000000", "")]),
    ("مليون و700 ألف ناخب", [("1700000", "person")]),
    ("مليار ونصف المليار دولار", [("1500000000", "dollar")]),
    ("تسعمئة وتسعة وتسعون", [("999", "")]),
    ("سبعة عشر عضوًا", [("17", "person")]),
    ("ثلاثة أرباع المقاعد", [("0.75", "fraction")]),
    ("خُمس الناخبين", [("0.2", "fraction")]),
    ("واحد من كل خمسة أطفال", [("0.2", "fraction")]),
    ("عشرات الآلاف من السكان", [("~10000", "")]),
    ("بنسبة 45 في المئة", [("45", "%")]),
    ("بنسبة ٤٥٪", [("45", "%")]),
    ("خمسة عشر بالمئة", [("15", "%")]),
    ("2,5 مليون يورو", [("2500000", "EUR")]),
    ("275 مليون دولار كندي", [("275000000", "CAD")]),
    ("الدورة الثامنة والسبعون", [("78", "ordinal")]),
    ("للمرة الثالثة", [("3", "ordinal")]),
    ("ثاني أعلى مستوى", [("2", "rank")]),
    ("سجل هدفين", [("2", "goal")]),
    ("فاز بثلاثية", [("3", "goal")]),
    ("على بعد ثلاثة كيلومترات", [("3", "km")]),
    ("متران وثلاثون سنتيمترًا", [("2.3", "m")]),
    ("الحكام الثلاثة", [("3", "person")]),
    ("البالغ من العمر ٢٩ عامًا", [("29", "age")]),
    ("قال ابن الثامنة والأربعين", [("48", "age")]),
    ("توفي عن 97 عامًا", [("97", "age")]),
    ("فاز 2-1 أمس", [("1-2", "score")]),
    ("الركاب الـ47", [("47", "")]),
    ("درجة ونصف الدرجة", []),
    ("أربعة أمتار ونصف المتر", [("4.5", "m")]),
    ("كيلومتران ونصف الكيلومتر", [("2.5", "km")]),
    ("مليوني دولار ونصف المليون", [("2500000", "dollar")]),
    ("ثلاثة أمتار ونصف السكان", [("3", "m")]),
    ("زاد دولارًا و12 سنتًا", [("1.12", "dollar")]),
    ("82 دولارًا و40 سنتًا", [("82.4", "dollar")]),
    ("بطول متر و88 سنتيمترًا", [("1.88", "m")]),
    ("دولار وثلاثة أشخاص", [("3", "person")]),
    ("12 سنتًا", [("12", "cent")]),
    ("من جنيه و75 بنسًا إلى جنيهين و49 بنسًا", [("1.75", "pound"), ("2.49", "pound")]),
    ("عاد ربعهم وبقي نصفها", [("0.25", "fraction"), ("0.5", "fraction")]),
    ("وصف القرار ونصف الوثيقة", []),
    ("بضعة عشر محتجزًا", [("~10", "person")]),
    ("خمسي الناخبين", [("0.4", "fraction")]),
    ("وثلثي الأرباح", [("0.666667", "fraction")]),
    ("طفل من كل سبعة", [("0.142857", "fraction")]),
    ("تسعة أشخاص من كل عشرة", [("0.9", "fraction")]),
    ("ثلاثة أرباع النقطة المئوية", [("0.75", "pp")]),
    ("ضعفي الخسائر", [("2", "fold")]),
    ("دور الثمانية", [("8", "stage")]),
    ("بلغ ربع النهائي", [("8", "stage")]),
    ("أحرز ثنائية", [("2", "goal")]),
    ("وقعت الدول الأربع اتفاقًا", [("4", "state")]),
    ("جائحة كوفيد-19", []),
    ("أحد المسؤولين وإحدى الدول", []),
    ("أولًا وثانيًا، ثم ثالثًا.", []),
    ("كمية من الماء", []),
    ("ألّف كتابًا", []),
    ("في عام 2018", []),
    ("مدة خمس سنوات", []),
]

ENGLISH = [
    ("one and a half billion people", [("1500000000", "person")]),
    ("$1 billion two years ago", [("1000000000", "dollar")]),
    ("3 million five-year loans", [("3000000", "")]),
    ("one million two hundred people", [("1000200", "person")]),
    ("the seventy-eighth session", [("78", "ordinal")]),
    ("twenty-five thousand three hundred fighters", [("25300", "person")]),
    ("one hundred and five thousand", [("105000", "")]),
    ("a dozen missiles", [("12", "missile")]),
    ("half a million dollars", [("500000", "dollar")]),
    ("a quarter of a million homes", [("250000", "house")]),
    ("$60bn in aid", [("60000000000", "dollar")]),
    ("C$275 million", [("275000000", "CAD")]),
    ("a €3m fine", [("3000000", "EUR")]),
    ("100,000 Egyptian pounds", [("100000", "EGP")]),
    ("a third of voters", [("0.333333", "fraction")]),
    ("two-thirds of the land", [("0.666667", "fraction")]),
    ("one in five children", [("0.2", "fraction")]),
    ("nearly nine out of 10", [("0.9", "fraction")]),
    ("tens of thousands of people", [("~10000", "person")]),
    ("fifteen per cent", [("15", "%")]),
    ("50-60 percent", [("50", "%"), ("60", "%")]),
    ("300 kilometres away", [("300", "km")]),
    ("a 29-year-old man", [("29", "age")]),
    ("John Smith, 29, said", [("29", "age")]),
    ("the 6-foot-6 forward", [("6.5", "ft")]),
    ("a 2-0 win", [("0-2", "score")]),
    ("the second-highest category", [("2", "rank")]),
    ("both judges", [("2", "person")]),
    ("Elizabeth II", [("2", "ordinal")]),
    ("the No. 3 seed", [("3", "ordinal")]),
    ("three cities and two countries", [("3", "city"), ("2", "state")]),
    ("a quarter of a percentage point", [("0.25", "pp")]),
    ("three quarters of a point", [("0.75", "pp")]),
    ("a third of a mile", [("0.333333", "mi")]),
    ("fell threefold", [("3", "")]),
    ("82 dollars and 40 cents", [("82.4", "dollar")]),
    ("1.85 dirhams, 12 fils more", [("1.85", "dirham"), ("12", "fils")]),
    ("the 6ft 2in suspect", [("6.166667", "ft")]),
    ("weighed 12 stone and", [("12", "stone")]),
    ("1.2m were displaced", [("1200000", "")]),
    ("3m homes", [("3000000", "house")]),
    ("the 100m final", [("100", "m")]),
    ("a 1.2m high wall", [("1.2", "m")]),
    ("three stone houses", [("3", "house")]),
    ("the quarter-finals", [("8", "stage")]),
    ("the last 16 of the cup", [("16", "stage")]),
    ("the last four years", []),
    ("$300 a year", [("300", "dollar")]),
    ("he scored twice", [("2", "goal")]),
    ("one of them", []),
    ("no one knows", []),
    ("Third, it is late.", []),
    ("a third-party supplier", []),
    ("COVID-19 and the G20", []),
    ("in the 1980s", []),
    ("a two-week trip in July 2022", []),
]


@pytest.mark.parametrize(("text", "expected"), ARABIC)
def test_arabic_numbers_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "ar") == expected


@pytest.mark.parametrize(("text", "expected"), ENGLISH)
def test_english_numbers_are_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert facts(text, "en") == expected


@pytest.mark.parametrize(
    ("text", "lang", "approximate"),
    [
        ("نحو 150 ألف سيارة", "ar", True),
        ("150 ألف سيارة", "ar", False),
        ("about 150,000 cars", "en", True),
        ("exactly 150,000 cars", "en", False),
        ("dozens of cars", "en", True),
    ],
)
def test_words_of_approximation_are_seen(text: str, lang: str, approximate: bool) -> None:
    (fact,) = numbers.extract(passage(text, lang))
    assert fact.approximate is approximate


MUST_FLAG = [
    ("مقتل 84 شخصًا في الانفجار", "The blast killed 48 people.", AR_EN, ("MQ201", "84")),
    ("هبطت الإيرادات 8.4 في المئة", "Takings were down 4.8 per cent", AR_EN, ("MQ201", "8.4 في المئة")),
    ("كلف المشروع مليون دولار", "The project cost $1 billion.", AR_EN, ("MQ201", "مليون دولار")),
    ("انتهت المباراة 1-1", "It ended in a 2-2 draw", AR_EN, ("MQ201", "1-1")),
    ("الرجل البالغ من العمر 36 عامًا", "the 31-year-old man", AR_EN, ("MQ201", "36 عامًا")),
    ("للمرة الثالثة هذا الموسم", "for the second time this season", AR_EN, ("MQ201", "الثالثة")),
    ("وهو أعلى مستوى", "the second highest level", AR_EN, ("MQ201", "أعلى")),
    ("غرامة 500 يورو", "a fine of 500 pounds sterling", AR_EN, ("MQ203", "500 يورو")),
    ("تنتج 2900 ميغاواط", "it produces 2900 kilowatts", AR_EN, ("MQ203", "2900 ميغاواط")),
    ("نحو 215 جنيهًا", "around £125", AR_EN, ("MQ201", "215 جنيهًا")),
    ("على بعد 17 كيلومترًا", "70 miles away", AR_EN, ("MQ201", "17 كيلومترًا")),
    ("ثلث الناخبين", "two thirds of voters", AR_EN, ("MQ201", "ثلث")),
    ("مئات البنوك", "dozens of banks", AR_EN, ("MQ201", "مئات")),
    (
        "فُصل مئات المعلمين وأُغلقت مئات المدارس",
        "Dozens of teachers were dismissed and hundreds of schools closed.",
        AR_EN,
        ("MQ201", "مئات"),
    ),
    ("وزنه 470 كيلوغرامًا", "It weighs 470 pounds.", AR_EN, ("MQ203", "470 كيلوغرامًا")),
    ("خفض الفائدة 75 نقطة أساس", "It cut rates by half a percentage point.", AR_EN, ("MQ201", "75 نقطة أساس")),
    ("بلغ الفريق نصف النهائي", "The team reached the quarter-finals.", AR_EN, ("MQ201", "نصف النهائي")),
    ("في المدن الثلاث", "in the two cities", AR_EN, ("MQ201", "الثلاث")),
    ("ستجري الدولتان محادثات", "Four countries will hold talks.", AR_EN, ("MQ201", "الدولتان")),
    ("تملك 40 حافلة و85 قطارًا", "It owns 85 buses and 40 trains.", AR_EN, ("MQ201", "40")),
    ("قُتل 117 شخصًا وأصيب 43", "Forty-three people were killed and 117 injured.", AR_EN, ("MQ201", "117")),
    ("أرسلت المجموعة تسع مقاتلات إف-16", "The G7 sent six F-16 jets.", AR_EN, ("MQ201", "تسع")),
    ("20 فوزًا و18 خسارة", "18 wins and 20 losses", AR_EN, ("MQ201", "20")),
    ("شارك 120 خبيرًا في الاجتماع", "Experts attended the meeting.", AR_EN, ("MQ202", "120")),
    ("The blast killed 84 people.", "أسفر الانفجار عن مقتل 48 شخصًا", EN_AR, ("MQ201", "84")),
    ("The project cost $5 million.", "كلف المشروع خمسين مليون دولار", EN_AR, ("MQ201", "$5 million")),
    ("Prices fell by a half of one percent to 12 percent", "الأسعار", EN_AR, ("MQ202", "12 percent")),
]

MUST_NOT_FLAG = [
    ("نحو 25 ألف جندي", "some 25,000 soldiers", AR_EN),
    ("خمسة عشر بالمئة من السكان", "15% of the population", AR_EN),
    ("نصف السكان", "50 percent of the population", AR_EN),
    ("على بعد 16 كيلومترًا", "10 miles away", AR_EN),
    ("نحو 40 ألف إصابة", "41,120 cases", AR_EN),
    ("درجة الحرارة 38 درجة مئوية", "a temperature of 100 degrees Fahrenheit", AR_EN),
    ("عشرات القتلى", "47 dead", AR_EN),
    ("فاز 0-2", "a 2-0 win", AR_EN),
    ("طوله ست أقدام وست بوصات", "the 6-foot-6 forward", AR_EN),
    ("أحد اللاعبين", "one of the players", AR_EN),
    ("الأول من نوعه", "a pioneering project", AR_EN),
    ("قال الطرفان", "the two sides said", AR_EN),
    ("الحرب العالمية الثانية", "World War II", AR_EN),
    ("لويس العاشر ملك فرنسا", "Louis X of France", AR_EN),
    ("خفض الفائدة 50 نقطة أساس", "It cut rates by half a percentage point.", AR_EN),
    ("رفع الفائدة 75 نقطة أساس", "It raised rates by three quarters of a point.", AR_EN),
    ("تراجعت ثلاثة أضعاف", "It fell threefold.", AR_EN),
    ("ليصل إلى دور الثمانية", "to reach the quarter-finals", AR_EN),
    ("فاز بأربعة أهداف مقابل هدف بعد أن أحرز ثنائية", "He scored twice as they won 4-1.", AR_EN),
    ("صعد النفط دولارًا و12 سنتًا", "Oil rose $1.12.", AR_EN),
    ("معلم من كل ثلاثة", "a third of teachers", AR_EN),
    ("بينهم من تجاوز الثمانين", "some of them in their eighties", AR_EN),
    ("وزنه نحو 76 كيلوغرامًا", "He weighs 12 stone.", AR_EN),
    ("البلدان الثلاثة", "the three countries", AR_EN),
    ("three million euros", "3 Millionen Euro", ("en", "de")),
    ("1,200 jobs", "1.200 Stellen", ("en", "de")),
    ("بغرامة ثلاثة ملايين ونصف مليون يورو", "une amende de 3,5 millions d'euros", ("ar", "fr")),
    ("بفارق خمسة أصوات", "by 176 votes to 171", AR_EN),
    ("حصلت 19 مدرسة على أسيجة", "Half of the 38 schools were given hedges", AR_EN),
    ("المجموعة السابعة", "Group G", AR_EN),
    ("الشابة البالغة 19 عامًا", "Dunmore, 19, said", AR_EN),
    ("سجل ثلاثة أهداف", "scored a hat-trick of three goals", AR_EN),
    ("275 مليون دولار كندي", "the Canadian government's $275 million", AR_EN),
    ("some 25,000 soldiers", "نحو خمسة وعشرين ألف جندي", EN_AR),
    ("two goals", "سجل هدفين", EN_AR),
    ("a fifth of voters", "20 في المئة من الناخبين", EN_AR),
    ("1.5 billion people", "مليار ونصف المليار شخص", EN_AR),
    ("Third, the law is old.", "ثالثًا، القانون قديم.", EN_AR),
]


@pytest.mark.parametrize(("claim", "source", "langs", "expected"), MUST_FLAG)
def test_changed_and_missing_numbers_are_flagged(
    claim: str, source: str, langs: tuple[str, str], expected: tuple[str, str]
) -> None:
    assert expected in flags(claim, source, langs)


@pytest.mark.parametrize(("claim", "source", "langs"), MUST_NOT_FLAG)
def test_faithful_numbers_are_left_alone(claim: str, source: str, langs: tuple[str, str]) -> None:
    assert flags(claim, source, langs) == []


def test_a_change_shows_both_sides_as_they_stand() -> None:
    claim, source = "مقتل ٨٤ شخصًا", "It killed 48 people."
    (item,) = [c for c in compared(claim, source, AR_EN) if c.relation is Relation.CHANGED]
    assert item.article is not None
    assert item.source is not None
    assert item.article.of(claim) == "٨٤"
    assert item.source.id == "source"
    assert item.source.span.of(source) == "48"
    assert dict(item.params) == {"article": "٨٤", "source": "48"}
    assert item.severity is Severity.MAJOR


def test_a_scale_error_is_critical() -> None:
    (item,) = [c for c in compared("مليون دولار", "$1 billion", AR_EN) if c.relation is Relation.CHANGED]
    assert item.severity is Severity.CRITICAL


def test_a_number_that_the_source_states_elsewhere_is_explained() -> None:
    claim, source = "شارك 120 خبيرًا", "Experts attended."
    assert flags(claim, source, AR_EN) != []
    assert flags(claim, source, AR_EN, context="Experts attended. In all 120 experts came.") == []


def test_a_number_taken_from_elsewhere_in_the_source_is_less_certain() -> None:
    claim, source = "هبطت 8 في المئة", "down 5 percent"
    (item,) = [
        c for c in compared(claim, source, AR_EN, "down 5 percent; up 8 percent") if c.relation is Relation.CHANGED
    ]
    assert item.confidence == pytest.approx(0.6)


def test_equal_numbers_are_paired_one_to_one() -> None:
    claim, source = "ثلاثة رجال وثلاث نساء", "three men and three women"
    same = [c for c in compared(claim, source, AR_EN) if c.relation is Relation.SAME]
    assert len(same) == 2
    assert len({c.source.span for c in same if c.source}) == 2


def test_a_conversion_is_shown_as_information() -> None:
    (item,) = compared("على بعد 16 كيلومترًا", "10 miles away", AR_EN)
    assert (item.relation, item.code, item.severity) == (Relation.CONVERTED, "MQ204", Severity.INFO)


def test_a_dropped_number_has_no_place_in_the_article() -> None:
    (item,) = compared("قُتل أشخاص", "It killed 48 people.", AR_EN)
    assert (item.relation, item.article, item.code, item.severity) == (Relation.DROPPED, None, "MQ205", Severity.INFO)


def test_number_words_of_an_unread_language_raise_no_flag() -> None:
    assert flags("مقتل 48 شخصًا", "quarante-huit morts", ("ar", "fr")) == []


def test_numbers_that_changed_places_are_flagged_on_both() -> None:
    source = "with 38 percent supporting a run and 48 percent against it"
    swapped, kept = "أيد الترشح 48 في المئة وعارضه 38 في المئة", "عارض الترشح 48 في المئة وأيده 38 في المئة"
    assert flags(swapped, source, AR_EN) == [("MQ201", "48 في المئة"), ("MQ201", "38 في المئة")]
    assert flags(kept, source, AR_EN) == []


@pytest.mark.parametrize("name", ["units.tsv", "counted.tsv", "poles.tsv", "times.tsv"])
def test_tables_are_rectangular_and_say_where_they_come_from(name: str) -> None:
    lines = resources.files("muqabala.data").joinpath(name).read_text(encoding="utf-8").splitlines()
    header = next(line for line in lines if not line.startswith("#"))
    assert lines[0].startswith("#")
    assert {line.count("\t") for line in lines if line and not line.startswith("#")} == {header.count("\t")}


@pytest.mark.parametrize("lang", ["ar", "en", "fr"])
@given(
    text=st.text(max_size=80)
    | st.text(
        alphabet="0123456789٠١٢٣٤٥٦٧٨٩.,٫٬%$€-/:() ½⁄ واثنانعشرألفمليوننصف twohlfandmi\n\u0640\u064b", max_size=80
    )
)
@settings(max_examples=150, deadline=None)
def test_facts_point_at_the_raw_text(lang: str, text: str) -> None:
    padded = f"…{text}…"
    found = numbers.extract(Passage("doc", padded, Span(1, 1 + len(text)), lang))
    for fact in found:
        assert 1 <= fact.span.start < fact.span.end <= 1 + len(text)
        assert fact.text == fact.span.of(padded)
    assert [fact.span.start for fact in found] == sorted(fact.span.start for fact in found)


@given(claim=st.text(max_size=60), source=st.text(max_size=60))
@settings(max_examples=80, deadline=None)
def test_comparing_never_raises_and_points_at_words(claim: str, source: str) -> None:
    for item in compared(claim, source, AR_EN):
        assert item.article is not None or item.source is not None
        assert item.article is None or len(item.article) > 0
        assert 0 <= item.confidence <= 1


@given(st.integers(min_value=3, max_value=999_999_999))
@settings(deadline=None)
def test_digits_of_every_kind_and_grouping_are_one_number(value: int) -> None:
    eastern = f"{value:,}".translate(str.maketrans("0123456789,", "٠١٢٣٤٥٦٧٨٩٬"))
    assert flags(f"سجلت {eastern} زيارة", f"It had {value:,} visits", AR_EN) == []


@pytest.mark.parametrize("unit", ["12 شخصا و", "مليون و", "two and a half ", "1-", "½"])
def test_a_very_long_line_takes_linear_time(unit: str) -> None:
    def reading(length: int) -> Work:
        line = passage((unit * (length // len(unit) + 1))[:length], "ar")
        return lambda: numbers.extract(line)

    assert_linear(reading, 1500)


@pytest.mark.parametrize(
    ("claim", "links", "expected"),
    [
        (
            "أرسلت كينيا 250 جنديًا وجامايكا 400",
            "أرسلت=sent كينيا=Kenya جنديًا=soldiers وجامايكا=Jamaica",
            [("MQ201", "250"), ("MQ201", "400")],
        ),
        ("أرسلت كينيا 400 جندي وجامايكا 250", "أرسلت=sent كينيا=Kenya جندي=soldiers وجامايكا=Jamaica", []),
        ("أرسلت جامايكا 250 جنديًا وكينيا 400", "أرسلت=sent جامايكا=Jamaica جنديًا=soldiers وكينيا=Kenya", []),
    ],
)
def test_a_number_belongs_to_the_words_around_it(claim: str, links: str, expected: list[tuple[str, str]]) -> None:
    source = "Kenya sent 400 soldiers and Jamaica 250."
    assert flagged(numbers, collation(numbers, claim, source, pairs(links))) == expected
