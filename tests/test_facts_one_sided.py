"""Words that one side has and the other does not answer: doubts, not flags."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from growth import Work, assert_linear
from joined import repeated
from linked import Pairs, collation, pairs
from muqabala import facts
from muqabala.records import Relation, Severity

# claim, source, links; code, words of the claim, words of the source
DOUBTED = [
    (
        "للموقوفين سوابق جنائية",
        "The detained men did not have criminal records",
        pairs("للموقوفين=detained سوابق=records جنائية=criminal"),
        ("MQ891", "سوابق جنائية", "not have criminal records"),
    ),
    (
        "لم يقتصر الحريق على طابق واحد",
        "The fire was contained to one floor",
        pairs("الحريق=fire طابق=floor واحد=one"),
        ("MQ891", "لم يقتصر الحريق على طابق", "fire was contained to one floor"),
    ),
    (
        "يمضي المسؤولون عاما آخر في السجن",
        "Those responsible could spend another year in prison",
        pairs("يمضي=spend عاما=year السجن=prison"),
        ("MQ791", "يمضي المسؤولون عاما آخر في السجن", "could spend another year in"),
    ),
    (
        "لا شك أن الجسر سيفتح في مايو",
        "The bridge opens in May",
        pairs("الجسر=bridge سيفتح=opens"),
        ("MQ791", "لا شك أن الجسر سيفتح في", "bridge opens"),
    ),
    (
        "رفض جميع السكان العرض",
        "Residents turned the offer down",
        pairs("السكان=Residents العرض=offer"),
        ("MQ792", "جميع السكان العرض", "Residents turned the offer"),
    ),
    (
        "أوقف المصنع الإنتاج",
        "The factory will temporarily halt production",
        pairs("المصنع=factory أوقف=halt الإنتاج=production"),
        ("MQ1091", "أوقف المصنع الإنتاج", "temporarily halt production"),
    ),
]

# the same is answered in other words
ANSWERED = [
    ("الأرض تفتقر إلى غطاء نباتي", "The land is not covered by plants", pairs("الأرض=land غطاء=covered نباتي=plants")),
    (
        "ما كان للصيف أن يأتي في وقت أسوأ",
        "Summer could not have come at a worse time",
        pairs("يأتي=come وقت=time أسوأ=worse"),
    ),
    (
        "قد يمضي المسؤولون عاما في السجن",
        "Those responsible could spend a year in prison",
        pairs("يمضي=spend عاما=year"),
    ),
    ("يحتمل أن يفتح الجسر", "The bridge may open", pairs("يفتح=open الجسر=bridge")),
    (
        "تمديد الحظر على المدن، وتوسيعه ليشمل البلاد بأكملها",
        "The embargo should be extended to the whole country, cities first",
        pairs("تمديد=extended الحظر=embargo المدن=cities"),
    ),
    ("ومن الصعب، كما، استيعاب ذلك", "I hold no brief for it; it is hard to take in", pairs("كما=brief استيعاب=take")),
    ("ثبت أن الجسر آمن", "The bridge is certainly safe", pairs("الجسر=bridge آمن=safe")),
    ("رفض كل السكان العرض", "The residents turned it down unanimously", pairs("السكان=residents العرض=turned")),
    (
        "أوقف المصنع الإنتاج مؤقتا",
        "The factory will temporarily halt production",
        pairs("أوقف=halt الإنتاج=production"),
    ),
    (  # what denies a negative word has plain words to answer it
        "أبقى الوزير الباب مفتوحا أمام انتخابات مبكرة",
        "The minister did not rule out early elections",
        pairs("الوزير=minister انتخابات=elections مبكرة=early"),
    ),
    (
        "لا تخالف الخطة القانون",
        "The plan is legal",
        pairs("الخطة=plan القانون=legal"),
    ),
    (
        "تنفي الحكومة استهداف الجيش للمدنيين",
        "The government insists the army does not target civilians",
        pairs("تنفي=insists الحكومة=government استهداف=target الجيش=army للمدنيين=civilians"),
    ),
    (
        "دمر الزلزال كل منازل القرية تقريبا",
        "Nearly every house in the village was destroyed by the quake",
        pairs("دمر=destroyed الزلزال=quake منازل=house القرية=village"),
    ),
]


def doubts(claim: str, source: str, links: Pairs) -> list[tuple[str, str, str]]:
    """Code, words of the claim and words of the source, doubt by doubt."""
    found = facts.doubts(collation(facts, claim, source, links))
    assert all(one.relation is Relation.CHANGED and one.confidence < 0.45 for one in found)
    return [
        (one.code, one.article.of(claim), one.source.span.of(source)) for one in found if one.article and one.source
    ]


@pytest.mark.parametrize(("claim", "source", "links", "expected"), DOUBTED)
def test_what_nothing_answers_is_doubted(claim: str, source: str, links: Pairs, expected: tuple[str, str, str]) -> None:
    assert expected in doubts(claim, source, links)


@pytest.mark.parametrize(("claim", "source", "links"), ANSWERED)
def test_an_answer_in_other_words_is_enough(claim: str, source: str, links: Pairs) -> None:
    assert doubts(claim, source, links) == []


def test_a_word_that_renders_another_is_no_answer() -> None:
    """«أوقفوا» may say "stopped", but here it renders "arrested"."""
    claim, source = "لدى من أوقفوا سوابق جنائية", "Those arrested did not have criminal records"
    links = pairs("أوقفوا=arrested سوابق=records جنائية=criminal")
    assert ("MQ891", "سوابق جنائية", "not have criminal records") in doubts(claim, source, links)


@pytest.mark.parametrize(("claim", "source", "links", "expected"), DOUBTED)
def test_without_links_there_is_no_doubt(claim: str, source: str, links: Pairs, expected: tuple[str, str, str]) -> None:
    assert facts.doubts(replace(collation(facts, claim, source, links), links=())) == ()


@given(st.text(max_size=120), st.text(max_size=120))
def test_doubts_point_at_the_texts(claim: str, source: str) -> None:
    claim, source = f"لم {claim} حتما", f"could not {source} only"
    for code, article, said in doubts(claim, source, pairs("لم=not@0.3 حتما=only@0.5")):
        assert code
        assert article
        assert said


def test_time_is_linear() -> None:
    def doubting(times: int) -> Work:
        linked = repeated("لم ترتفع الأسعار. ", "Prices could fall here. ", "ترتفع=fall", times, facts.extract)
        return lambda: facts.doubts(linked)

    assert_linear(doubting, 100)


def test_a_doubt_would_matter_to_a_reader() -> None:
    claim, source, links, _ = DOUBTED[0]
    assert {one.severity for one in facts.doubts(collation(facts, claim, source, links))} == {Severity.MAJOR}
