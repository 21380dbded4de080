"""Quotations: a translated quotation passes; altered or made-up words are flagged."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from growth import Work, assert_linear
from linked import Pairs, collation, flagged, pairs
from muqabala.facts import quotes
from muqabala.facts.collation import Collation
from muqabala.facts.speech.quotations import quotations
from muqabala.records import Passage, Relation, Span

CHANGED = [
    (  # part of the quotation says something else
        "قال: «نريد السلام مع جيراننا، وسنحرق مدنهم إن رفضوا»",
        'He said: "We want peace with our neighbours, and we shall open the border market again"',
        pairs("نريد=want السلام=peace جيراننا=neighbours"),
        ("MQ501", "وسنحرق مدنهم إن رفضوا"),
    ),
    (  # reported speech between quotation marks
        'قالت الوزيرة: "سنبني عشر مدارس جديدة"',
        "The minister said that ten new schools would be built",
        pairs("الوزيرة=minister قالت=said سنبني=built عشر=ten مدارس=schools جديدة=new"),
        ("MQ502", '"سنبني عشر مدارس جديدة"'),
    ),
    (  # nobody says anything
        "«لن نعود إلى الميناء أبدا»، هكذا علق البحار على الرحلة",
        "The sailor ended his journey in the harbour",
        pairs("البحار=sailor الرحلة=journey الميناء=harbour"),
        ("MQ502", "«لن نعود إلى الميناء أبدا»"),
    ),
    (
        "وصف الناقد الفيلم بأنه «مضيعة كبيرة للوقت»",
        "The critic did not like the film",
        pairs("الناقد=critic الفيلم=film"),
        ("MQ502", "«مضيعة كبيرة للوقت»"),
    ),
]

CHANGED_ENGLISH = [
    (
        'The minister said: "We will build ten new schools"',
        "قالت الوزيرة إن عشر مدارس جديدة ستبنى",
        pairs("minister=الوزيرة said=قالت build=ستبنى ten=عشر new=جديدة schools=مدارس"),
        ("MQ502", '"We will build ten new schools"'),
    ),
    (
        '"We want peace with our neighbours and their towns shall burn tonight," he said',
        "قال: «نريد السلام مع جيراننا وسنفتح سوق الحدود من جديد»",
        pairs("We=نريد want=نريد peace=السلام with=مع neighbours=جيراننا said=قال"),
        ("MQ501", "towns shall burn tonight"),
    ),
]

FAITHFUL = [
    (  # a title is nobody's words
        "في مقال بعنوان «المؤتمر الذي حسب الصورة سلاما»، تقول السفيرة إن المؤتمر أخفق",
        "The ambassador writes that the conference failed",
        pairs("السفيرة=ambassador تقول=writes المؤتمر=conference أخفق=failed"),
    ),
    (
        "قال: «نريد السلام مع جيراننا وسنفتح سوق الحدود»",
        'He said: "We want peace with our neighbours, and we shall open the border market"',
        pairs("نريد=want السلام=peace جيراننا=neighbours وسنفتح=open سوق=market الحدود=border"),
    ),
    (  # a title
        "عرض المخرج فيلمه «رحلة طويلة إلى الشمال البعيد»",
        "The director showed his film Long Journey to the Far North",
        pairs("المخرج=director عرض=showed فيلمه=film رحلة=Journey طويلة=Long الشمال=North البعيد=Far"),
    ),
    (  # a company's name that speaks
        "قالت «نورث ستار لاينز» إن الميناء مغلق",
        "North Star Lines said the harbour was closed",
        pairs("قالت=said نورث=North ستار=Star لاينز=Lines الميناء=harbour مغلق=closed"),
    ),
    (  # initials
        "أبلغت الشركة «بي بي سي» بأن الميناء مغلق",
        "The company told the BBC the harbour was closed",
        pairs("الشركة=company أبلغت=told الميناء=harbour مغلق=closed"),
    ),
    (  # a doubtful word
        "وصف الاتفاق بأنه «تاريخي»",
        "The deal was called historic",
        pairs("الاتفاق=deal وصف=called تاريخي=historic"),
    ),
    (  # the middle of a longer quotation, without marks of its own
        "وقال: «لم أنم طوال الليل من شدة الخوف»",
        "I did not sleep all night, I was so afraid",
        pairs("أنم=sleep الليل=night طوال=all الخوف=afraid"),
    ),
    (
        "قال إن «الطريق مغلق",
        "He said the road was closed",
        pairs("قال=said الطريق=road مغلق=closed"),
    ),
]

FAITHFUL_ENGLISH = [
    (
        '"The road is closed until further notice," he said',
        "قال: «الطريق مغلق حتى إشعار آخر»",
        pairs("road=الطريق closed=مغلق until=حتى notice=إشعار further=آخر said=قال"),
    ),
    (
        "The road is the city's 'golden mile' of shops",
        "الطريق هو الميل الذهبي لمتاجر المدينة",
        pairs("road=الطريق golden=الذهبي mile=الميل shops=لمتاجر"),
    ),
]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), CHANGED)
def test_a_changed_quotation_is_flagged(claim: str, source: str, links: Pairs, expected: tuple[str, str]) -> None:
    assert flagged(quotes, collation(quotes, claim, source, links)) == [expected]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), CHANGED_ENGLISH)
def test_a_changed_quotation_is_flagged_in_english(
    claim: str, source: str, links: Pairs, expected: tuple[str, str]
) -> None:
    assert flagged(quotes, collation(quotes, claim, source, links, "en")) == [expected]


@pytest.mark.parametrize(("claim", "source", "links"), FAITHFUL)
def test_a_faithful_quotation_passes(claim: str, source: str, links: Pairs) -> None:
    assert flagged(quotes, collation(quotes, claim, source, links)) == []


@pytest.mark.parametrize(("claim", "source", "links"), FAITHFUL_ENGLISH)
def test_a_faithful_quotation_passes_in_english(claim: str, source: str, links: Pairs) -> None:
    assert flagged(quotes, collation(quotes, claim, source, links, "en")) == []


def test_dropped_marks_are_only_noted() -> None:
    claim, source = "دانت الصحيفة المؤامرة الكبرى", 'The paper condemned the "great conspiracy"'
    given_sides = collation(
        quotes, claim, source, pairs("الصحيفة=paper دانت=condemned المؤامرة=conspiracy الكبرى=great")
    )
    found = quotes.compare(given_sides)
    assert [(one.code, one.article and one.article.of(claim)) for one in found] == [("MQ503", "المؤامرة الكبرى")]
    assert flagged(quotes, given_sides) == []


def test_a_quotation_in_the_paragraph_around_the_evidence_counts() -> None:
    source = 'She said: "The road is closed. Nobody may pass until the snow is gone. Go home."'
    start = source.index("Nobody")
    middle = Passage("source", source, Span(start, source.index(" Go")), "en")
    claim = "قالت: «لا يمر أحد حتى يذوب الثلج»"
    links = pairs("يمر=pass أحد=Nobody حتى=until الثلج=snow يذوب=gone")
    whole = collation(quotes, claim, source, links)
    found = quotes.compare(Collation(whole.claim, whole.stated, (middle,), (), (), whole.links))
    assert [one.relation for one in found] == [Relation.SAME]


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("قال: «نعم «أبدا» لا» ثم سكت", ["نعم «أبدا» لا"]),
        ("كتب “كلا” و”نعم“", ["كلا", "نعم"]),
        ('وصفها بـ"المأساة"', ["المأساة"]),
        ("the 'best' player's day in the players' room", ["best"]),
        ('it is over," he said. "Go home', ["it is over,", "Go home"]),
        ("He is 5'10\" tall", []),
        ('"""', []),
        ("«»", []),
    ],
)
def test_where_quotations_stand(text: str, inner: list[str]) -> None:
    found = quotations(Passage("d", text, Span(0, len(text)), "ar"))
    assert [quotation.inner.of(text) for quotation in found] == inner


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(["«", "»", '"', "'", "“", "”", "قال", ":", "said", "\n", "ـ"]) | st.text(max_size=6),
        max_size=40,
    )
)
def test_offsets_lie_in_the_text(parts: list[str]) -> None:
    text = " ".join(parts)
    for fact in quotes.extract(Passage("d", text, Span(0, len(text)), "ar")):
        assert fact.text == fact.span.of(text) != ""
    if text.strip():
        for one in quotes.compare(
            collation(quotes, text, 'She said: "The road is closed until the snow is gone."', ())
        ):
            assert one.article is not None
            assert 0 <= one.article.start < one.article.end <= len(text)


@pytest.mark.parametrize("unit", ['"', "« ", "' a", 'said "x" ', "»", "5'10\" "])
def test_reading_takes_linear_time(unit: str) -> None:
    def reading(times: int) -> Work:
        text = unit * times
        passage = Passage("d", text, Span(0, len(text)), "en")
        return lambda: quotes.extract(passage)

    assert_linear(reading, 2500)
